/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The control socket: a packet holds the words of a command, each with a zero
 * byte at its end. The answer is a packet with '+' (done) or '-' (refused) and
 * text.
 */
#ifndef VDRIVE_CONTROL_H
#define VDRIVE_CONTROL_H

#include <stddef.h>

#define CONTROL_SOCKET		"/run/aacs-vdrive/%s.sock" /* %s: the name */
#define CONTROL_DONE		'+'
#define CONTROL_REFUSED		'-'
#define CONTROL_PACKET_MAX	8192	/* bytes, either way */
#define CONTROL_WORDS_MAX	16

struct drive;

enum control_result {
	CONTROL_ANSWERED,
	CONTROL_STOP,		/* stop the drive, then answer */
};

/*
 * Executes the command in the packet @in (@len bytes; modified) and writes the
 * terminated answer to @out, CONTROL_PACKET_MAX bytes.
 */
enum control_result control_execute(struct drive *drive, char *in, size_t len,
				    char *out);

#endif /* VDRIVE_CONTROL_H */
