// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Built for 32 and for 64 bits: aacs-vdrive starts only when it has the kernel's word
 * size. vdrive/main.c is in here with main() renamed, and with nothing behind it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../vdrive/options.h"
#include "../../vdrive/pki.h"
#include "../../vdrive/server.h"
#include "../lib/tap.h"

int vdrive_main(int argc, char **argv);

int options_parse(struct options *options, int argc, char **argv)
{
	memset(options, 0, sizeof(*options));
	return -1;
}

int server_run(const struct options *options, void (*ready)(const char *line))
{
	ready("served");
	return 0;
}

int pki_command(const char *dir, bool bus_encryption)
{
	return 0;
}

/* What it prints, and its exit code. */
static int start(unsigned long machine, char *said, size_t max)
{
	char name[] = "aacs-vdrive", *argv[] = { name, NULL };
	int fds[2], status;
	ssize_t len;
	pid_t pid;

	if (pipe(fds) || fflush(stdout) || (pid = fork()) < 0)
		exit(1);
	if (!pid) {
		personality(machine);
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		exit(vdrive_main(1, argv));
	}
	close(fds[1]);
	if (waitpid(pid, &status, 0) != pid)
		exit(1);
	len = read(fds[0], said, max - 1);
	said[len > 0 ? len : 0] = '\0';
	close(fds[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	static const struct {
		const char *name;
		unsigned long machine;
	} rows[] = {
		{ "on this kernel", PER_LINUX },
		{ "on this kernel, as setarch shows it", PER_LINUX32 },
	};
	char said[512];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int code = start(rows[i].machine, said, sizeof(said));

		if (sizeof(void *) == 4)
			ok(code == 1 && strstr(said, "the kernel has 64 bits"),
			   "32 bits are refused %s", rows[i].name);
		else if (geteuid())
			ok(code == 1 && strstr(said, "must run as root"),
			   "64 bits are not refused %s", rows[i].name);
		else
			ok(!code && !strcmp(said, "served\n"),
			   "64 bits are served %s", rows[i].name);
	}
	return tap_done();
}
