// SPDX-License-Identifier: GPL-2.0-or-later
/* aacs-vdrive: a BD-RE drive with AACS in user space. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tools/output.h"
#include "options.h"
#include "pki.h"
#include "server.h"
#include "word.h"

static int ready_fd = -1;	/* pipe to the waiting parent */

/* The drive runs even if this line can't be written; main() then returns 1. */
static void ready_foreground(const char *line)
{
	puts(line);
	output_written("aacs-vdrive");
}

/* Sends @line to the parent, which prints it and exits; leaves the terminal. */
static void ready_background(const char *line)
{
	int null = open("/dev/null", O_RDWR);

	dprintf(ready_fd, "%s\n", line);
	close(ready_fd);
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
}

/* In the parent: waits until the child is ready or has ended. */
static int wait_ready(pid_t child, int fd)
{
	char line[256];
	size_t len = 0;
	ssize_t n;
	int status;

	while (len < sizeof(line) &&
	       ((n = read(fd, line + len, sizeof(line) - len)) > 0 ||
		(n < 0 && errno == EINTR)))
		len += n > 0 ? (size_t)n : 0;
	if (len) {
		fwrite(line, 1, len, stdout);
		return 0;
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	/* The child has printed the reason. */
	return WIFEXITED(status) && WEXITSTATUS(status) ?
	       WEXITSTATUS(status) : 1;
}

static int run_background(const struct options *options)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC)) {
		perror("aacs-vdrive");
		return 1;
	}
	pid = fork();
	if (pid < 0) {
		perror("aacs-vdrive");
		return 1;
	}
	if (pid) {
		close(fds[1]);
		return wait_ready(pid, fds[0]);
	}
	close(fds[0]);
	setsid();
	ready_fd = fds[1];
	return server_run(options, ready_background);
}

/* Treats an argument with '-' as a mistyped option, not as a directory. */
static int mkpki(int argc, char **argv)
{
	static const char usage[] =
		"usage: aacs-vdrive mkpki [--bus-encryption] DIR\n";
	bool bus_encryption = argc > 2 && !strcmp(argv[2], "--bus-encryption");

	if (argc == 3 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h"))) {
		fputs(usage, stdout);
		return 0;
	}
	argv += bus_encryption;
	if (argc - bus_encryption != 3 || argv[2][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	return pki_command(argv[2], bus_encryption);
}

static int run(int argc, char **argv)
{
	struct options options;
	const char *why;
	int ret;

	if (argc > 1 && !strcmp(argv[1], "mkpki"))
		return mkpki(argc, argv);
	ret = options_parse(&options, argc, argv);
	if (ret >= 0)
		return ret;
	why = word_refusal();
	if (why) {
		fprintf(stderr, "aacs-vdrive: %s\n", why);
		return 1;
	}
	if (geteuid()) {
		fputs("aacs-vdrive: must run as root\n", stderr);
		return 1;
	}
	if (options.background)
		return run_background(&options);
	return server_run(&options, ready_foreground);
}

int main(int argc, char **argv)
{
	return output_finish("aacs-vdrive", run(argc, argv));
}
