// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs cases; the programs and children of one are in process.c. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

#define EXIT_SKIPPED	77

/* Shared with the case's process. */
static struct {
	char skipped[256];
} *told;

void e2e_fail(const char *file, int line, const char *fmt, ...)
{
	char text[2048];
	const char *base = strrchr(file, '/');
	va_list ap;
	int err = errno;

	va_start(ap, fmt);
	errno = err;
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Every line of it is a TAP comment. */
	for (char *save, *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		dprintf(STDOUT_FILENO, "# %s:%d: %s\n", base ? base + 1 : file,
			line, l);
	_exit(1);
}

void e2e_skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(told->skipped, sizeof(told->skipped), fmt, ap);
	va_end(ap);
	_exit(EXIT_SKIPPED);
}

int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool wait_for(bool (*cond)(void *arg), void *arg, unsigned int ms)
{
	const struct timespec pause = { 0, 5000000 };
	int64_t end = now_ms() + ms;

	while (!cond(arg)) {
		if (now_ms() > end)
			return cond(arg);
		nanosleep(&pause, NULL);
	}
	return true;
}

/* ---- one case ---- */

struct ended {
	pid_t pid;
	int status;
};

static bool has_ended(void *arg)
{
	struct ended *e = arg;

	return waitpid(e->pid, &e->status, WNOHANG) == e->pid;
}

/* Returns an exit code, EXIT_SKIPPED included. */
static int run_case(const struct e2e_case *c, unsigned int row)
{
	unsigned int seconds = c->seconds ? c->seconds : CASE_SECONDS;
	struct ended e;

	told->skipped[0] = '\0';
	e.pid = fork();
	if (e.pid < 0) {
		printf("# fork: %m\n");
		return 1;
	}
	if (!e.pid) {
		setpgid(0, 0);
		c->run(row);
		_exit(0);
	}
	setpgid(e.pid, e.pid);
	if (!wait_for(has_ended, &e, seconds * 1000)) {
		printf("# not ended after %u s: killed\n", seconds);
		kill(-e.pid, SIGKILL);
		if (!wait_for(has_ended, &e, 20000))
			printf("# can't be killed\n");
		return 1;
	}
	kill(-e.pid, SIGKILL);	/* what it has left running */
	if (WIFSIGNALED(e.status)) {
		printf("# killed by signal %d\n", WTERMSIG(e.status));
		return 1;
	}
	return WEXITSTATUS(e.status);
}

static unsigned int rows_of(const struct e2e_case *c)
{
	return c->rows ? c->rows : 1;
}

static void full_name(char *buf, size_t max, const struct e2e_theme *theme,
		      const struct e2e_case *c, unsigned int row)
{
	if (c->rows && c->label)
		snprintf(buf, max, "%s: %s: %s", theme->name, c->name,
			 c->label(row));
	else if (c->rows)
		snprintf(buf, max, "%s: %s %u", theme->name, c->name, row);
	else
		snprintf(buf, max, "%s: %s", theme->name, c->name);
}

static bool wanted(const struct e2e_theme *theme, const char *name,
		   char *const *words)
{
	if (!*words)
		return true;
	for (; *words; words++) {
		const char *slash = strchr(*words, '/');
		size_t len = slash ? (size_t)(slash - *words) : strlen(*words);

		if (strlen(theme->name) != len ||
		    strncmp(theme->name, *words, len))
			continue;
		if (!slash || strstr(name + len, slash + 1))
			return true;
	}
	return false;
}

typedef void visit_fn(const struct e2e_theme *theme, const struct e2e_case *c,
		      unsigned int row, const char *name, void *arg);

static void visit(const struct e2e_theme *const *themes, size_t count,
		  char *const *words, visit_fn *fn, void *arg)
{
	char name[256];

	for (size_t t = 0; t < count; t++) {
		for (size_t i = 0; i < themes[t]->count; i++) {
			const struct e2e_case *c = &themes[t]->cases[i];

			for (unsigned int r = 0; r < rows_of(c); r++) {
				full_name(name, sizeof(name), themes[t], c, r);
				if (wanted(themes[t], name, words))
					fn(themes[t], c, r, name, arg);
			}
		}
	}
}

static void count_one(const struct e2e_theme *theme, const struct e2e_case *c,
		      unsigned int row, const char *name, void *arg)
{
	(void)theme;
	(void)c;
	(void)row;
	(void)name;
	++*(unsigned int *)arg;
}

struct totals {
	const struct e2e_theme *theme;
	int64_t since;		/* when it began */
};

/* How long the last theme took, when another begins. */
static void next_theme(struct totals *totals, const struct e2e_theme *theme)
{
	if (theme && totals->theme && !strcmp(theme->name, totals->theme->name))
		return;
	if (totals->theme)
		printf("# %s took %lld ms\n", totals->theme->name,
		       (long long)(now_ms() - totals->since));
	totals->theme = theme;
	totals->since = now_ms();
}

static void run_one(const struct e2e_theme *theme, const struct e2e_case *c,
		    unsigned int row, const char *name, void *arg)
{
	struct totals *totals = arg;
	char why[512] = "";
	int64_t start = now_ms();
	int code;

	next_theme(totals, theme);
	code = run_case(c, row);
	if (!theme->no_drives && !lab_tidy(why, sizeof(why))) {
		printf("# left behind: %s\n", why);
		if (code == 0)
			code = 1;
	}
	if (code == EXIT_SKIPPED)
		tap_skip(name, told->skipped);
	else
		ok(!code, "%s", name);
	if (now_ms() - start > 5000)
		printf("# took %lld ms\n", (long long)(now_ms() - start));
}

int e2e_run(const struct e2e_theme *const *themes, size_t count,
	    char *const *words)
{
	struct totals totals = { 0 };
	unsigned int planned = 0;
	char why[512];

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	visit(themes, count, words, count_one, &planned);
	tap_plan(planned);
	/* For what it remembers: the cases have yet to do something. */
	lab_tidy(why, sizeof(why));
	visit(themes, count, words, run_one, &totals);
	next_theme(&totals, NULL);
	return tap_done();
}

/* ---- odds and ends ---- */

const char *hex(const void *data, size_t len)
{
	static _Thread_local char bufs[4][300];
	static _Thread_local unsigned int next;
	char *buf = bufs[next++ % 4];
	const uint8_t *p = data;

	if (len > 148)
		len = 148;
	buf[0] = '\0';
	for (size_t i = 0; i < len; i++)
		sprintf(buf + 2 * i, "%02x", p[i]);
	return buf;
}

bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return false;
	n = write(fd, text, strlen(text));
	err = errno;
	close(fd);
	errno = err;
	return n == (ssize_t)strlen(text);
}

void read_line(const char *path, char *buf, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, buf, max - 1);

	if (fd >= 0)
		close(fd);
	buf[n > 0 ? n : 0] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
}
