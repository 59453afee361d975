// SPDX-License-Identifier: GPL-2.0-or-later
/* aacs-vdrivectl: speaks with a virtual drive. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"

static const char help[] =
"usage: aacs-vdrivectl NAME COMMAND\n"
"\n"
"  eject [force]      open the tray, as a user does with the button; a door that\n"
"                     the host has locked opens by force only\n"
"  insert [IMAGE]     close it, with another disc on it or the same\n"
"  change [IMAGE]     both in one\n"
"  reset              the drive resets itself: 6/29/00, AGIDs and lock are gone\n"
"  agids              one line for each AGID: N STATE\n"
"  status             tray, lock and disc\n"
"  stop               unplug it and end\n"
"  fault OPCODE[:FORMAT] KIND [ARG] [count N]\n"
"                     what happens to the next N (1) commands with this opcode\n"
"                     and, for REPORT KEY, SEND KEY and READ DISC STRUCTURE, this\n"
"                     format, both in hex. KIND and ARG:\n"
"                       sense K/AA/QQ   this sense data\n"
"                       length VALUE    a wrong length field, hex\n"
"                       short BYTES     the transfer is cut\n"
"                       zero            GOOD, the whole transfer zero\n"
"                       delay MS        carried out later\n"
"                       silent          no answer\n"
"                       busy            BUSY status\n"
"                       fake L/N[/K/AA/QQ]  N made-up bytes, L in the length field;\n"
"                                       with sense data\n"
"  faults [clear]     those that wait\n"
"\n"
"Exit status: 0 done, 1 no such drive, or it does not know or do this, 2 NAME or\n"
"COMMAND is missing.\n";

static int complain(const char *name, const char *what)
{
	fprintf(stderr, "aacs-vdrivectl: %s: %s\n", name, what);
	return 1;
}

/* Adds a word to the packet; false if it doesn't fit. */
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

/* Returns the packet's length, 0 after a complaint. */
static size_t pack(char *packet, int argc, char **argv)
{
	char path[PATH_MAX];
	size_t len = 0;

	for (int i = 2; i < argc; i++) {
		const char *word = argv[i];

		/* The drive's working directory is another. */
		if (i == 3 && takes_image(argv[2])) {
			word = realpath(argv[i], path);
			if (!word) {
				complain(argv[i], strerror(errno));
				return 0;
			}
		}
		if (!add(packet, &len, word)) {
			complain(argv[1], "the command is too long");
			return 0;
		}
	}
	return len;
}

int main(int argc, char **argv)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	char packet[CONTROL_PACKET_MAX + 1];
	size_t len;
	ssize_t n;
	int fd;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
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
		return complain(argv[1], "the name is too long");
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sun, sizeof(sun))) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			return complain(argv[1], "no such drive runs");
		return complain(sun.sun_path, strerror(errno));
	}
	if (send(fd, packet, len, MSG_NOSIGNAL) < 0)
		return complain(argv[1], strerror(errno));
	n = recv(fd, packet, CONTROL_PACKET_MAX, 0);
	if (n <= 0)
		return complain(argv[1], "the drive gave no answer");
	packet[n] = '\0';
	if (packet[0] != CONTROL_DONE)
		return complain(argv[1], packet + 1);
	fputs(packet + 1, stdout);
	return 0;
}
