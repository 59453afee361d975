/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The control socket: a packet holds the words of a
 * command, each ended by a zero byte; the answer is a packet whose first byte
 * is '+' (done) or '-' (refused), followed by text.
 */
#ifndef VDRIVE_CONTROL_H
#define VDRIVE_CONTROL_H

#include <stddef.h>

#define CONTROL_SOCKET		"/run/aacs-vdrive/%s.sock" /* with the name */
#define CONTROL_DONE		'+'
#define CONTROL_REFUSED		'-'
#define CONTROL_PACKET_MAX	8192	/* bytes, either way */
#define CONTROL_WORDS_MAX	16

struct drive;

enum control_result {
	CONTROL_ANSWERED,
	CONTROL_STOP,		/* answer when the drive has stopped */
};

/*
 * Does what the packet @in (@len bytes; changed) says and puts the answer into
 * @out, CONTROL_PACKET_MAX bytes, terminated.
 */
enum control_result control_execute(struct drive *drive, char *in, size_t len,
				    char *out);

#endif /* VDRIVE_CONTROL_H */
