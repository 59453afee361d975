// SPDX-License-Identifier: GPL-2.0-or-later
/* aacs-vdrivectl: controls a virtual drive. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../tools/output.h"
#include "control.h"

static const char help[] =
"usage: aacs-vdrivectl NAME COMMAND\n"
"       aacs-vdrivectl -h | --help | --version\n"
"\n"
"  eject [force]      open the tray, like the button; with force even if the host\n"
"                     has locked the door\n"
"  insert [IMAGE]     close the tray with IMAGE, or with the disc on the tray\n"
"  change [IMAGE]     eject and insert in one step\n"
"  reset              reset the drive: 6/29/00; drops AGIDs and lock\n"
"  agids              print the state of each AGID: N STATE\n"
"  status             print tray, lock and disc\n"
"  stop               unplug the drive and end its program\n"
"  fault OPCODE[:FORMAT] KIND [ARG] [count N]\n"
"                     disturb the next N (1) commands with this opcode and, for\n"
"                     REPORT KEY, SEND KEY, READ DISC STRUCTURE and GET\n"
"                     CONFIGURATION, this format or feature, both in hex. KIND\n"
"                     and ARG:\n"
"                       sense K/AA/QQ   fail with this sense data\n"
"                       length VALUE    put VALUE (hex) in the length field\n"
"                       short BYTES     transfer only BYTES\n"
"                       zero            GOOD status, all data zero\n"
"                       delay MS        execute MS later\n"
"                       silent          never answer\n"
"                       busy            BUSY status\n"
"                       fake L/N[/K/AA/QQ]  N made-up bytes, L (hex) in their\n"
"                                           length field; with sense data\n"
"  faults [clear]     list or remove the remaining faults\n"
"\n"
"Exit status: 0 success; 1 the drive does not run or refuses the command; 2 NAME or\n"
"COMMAND is missing.\n";

static int fail(const char *name, const char *what)
{
	fprintf(stderr, "aacs-vdrivectl: %s: %s\n", name, what);
	return 1;
}

/* Adds a word to the packet; returns 0 if it doesn't fit. */
static int add(char *packet, size_t *len, const char *word)
{
	size_t n = strlen(word) + 1;

	if (n > CONTROL_PACKET_MAX - *len)
		return 0;
	memcpy(packet + *len, word, n);
	*len += n;
	return 1;
}

static int takes_image(const char *command)
{
	return !strcmp(command, "insert") || !strcmp(command, "change");
}

/* Returns the packet's length, or 0 after an error message. */
static size_t pack(char *packet, int argc, char **argv)
{
	char path[PATH_MAX];
	size_t len = 0;

	for (int i = 2; i < argc; i++) {
		const char *word = argv[i];

		/* The drive may have another working directory. */
		if (i == 3 && takes_image(argv[2])) {
			word = realpath(argv[i], path);
			if (!word) {
				fail(argv[i], strerror(errno));
				return 0;
			}
		}
		if (!add(packet, &len, word)) {
			fail(argv[1], "the command is too long");
			return 0;
		}
	}
	return len;
}

static int run(int argc, char **argv)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	char packet[CONTROL_PACKET_MAX + 1];
	size_t len;
	ssize_t n;
	int fd;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(help, stdout);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("aacs-vdrivectl " SR_AACS_VERSION);
		return 0;
	}
	if (argc < 3) {
		fputs(help, stderr);
		return 2;
	}
	len = pack(packet, argc, argv);
	if (!len)
		return 1;
	if (snprintf(sun.sun_path, sizeof(sun.sun_path), CONTROL_SOCKET,
		     argv[1]) >= (int)sizeof(sun.sun_path))
		return fail(argv[1], "the name is too long");
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sun, sizeof(sun))) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			return fail(argv[1], "no such drive is running");
		return fail(sun.sun_path, strerror(errno));
	}
	if (send(fd, packet, len, MSG_NOSIGNAL) < 0)
		return fail(argv[1], strerror(errno));
	n = recv(fd, packet, CONTROL_PACKET_MAX, 0);
	if (n <= 0)
		return fail(argv[1], "the drive did not answer");
	packet[n] = '\0';
	if (packet[0] != CONTROL_DONE)
		return fail(argv[1], packet + 1);
	fputs(packet + 1, stdout);
	return 0;
}

int main(int argc, char **argv)
{
	return output_finish("aacs-vdrivectl", run(argc, argv));
}
