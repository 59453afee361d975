// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs and child processes of a case, see harness.h. */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

int run_program(char *out, size_t max, const char *const *argv)
{
	size_t len = 0;
	int fds[2], status;
	pid_t pid;

	CHECK(!pipe2(fds, O_CLOEXEC));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execvp(argv[0], (char *const *)argv);
		dprintf(STDERR_FILENO, "%s: %m\n", argv[0]);
		_exit(127);
	}
	close(fds[1]);
	for (;;) {
		char rest[512];
		bool room = len + 1 < max;
		ssize_t n = read(fds[0], room ? out + len : rest,
				 room ? max - len - 1 : sizeof(rest));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if (room)
			len += (size_t)n;
	}
	out[len] = '\0';
	close(fds[0]);
	while (waitpid(pid, &status, 0) < 0)
		CHECK(errno == EINTR);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

void expect_output_at(const char *file, int line, const char *out,
		      const char *pattern)
{
	char anchored[1024];
	regex_t re;

	CHECK(snprintf(anchored, sizeof(anchored), "^%s$", pattern) <
	      (int)sizeof(anchored));
	CHECK(!regcomp(&re, anchored, REG_EXTENDED | REG_NOSUB));
	if (regexec(&re, out, 0, NULL, 0))
		e2e_fail(file, line, "printed:\n%swanted:\n%s", out, pattern);
	regfree(&re);
}

struct child child_start(void (*work)(int tell, void *arg), void *arg)
{
	struct child child;
	int fds[2];

	CHECK(!pipe2(fds, O_CLOEXEC));
	child.pid = fork();
	CHECK(child.pid >= 0);
	if (!child.pid) {
		close(fds[0]);
		work(fds[1], arg);
		_exit(0);
	}
	close(fds[1]);
	child.said = fds[0];
	return child;
}

void child_tell(int tell, uint32_t number)
{
	CHECK_EQ(write(tell, &number, sizeof(number)), sizeof(number));
}

uint32_t child_hear(const struct child *child)
{
	uint32_t number;

	CHECK_EQ(read(child->said, &number, sizeof(number)), sizeof(number));
	return number;
}

void child_kill(struct child *child)
{
	kill(child->pid, SIGKILL);
	CHECK(waitpid(child->pid, NULL, 0) == child->pid);
	close(child->said);
}

void child_end(struct child *child)
{
	int status;

	CHECK(waitpid(child->pid, &status, 0) == child->pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(child->said);
}

bool child_blocked(void *child)
{
	char path[64], text[512], *state;

	snprintf(path, sizeof(path), "/proc/%d/stat",
		 ((struct child *)child)->pid);
	read_line(path, text, sizeof(text));
	state = strrchr(text, ')');
	return state && state[2] == 'D';
}
