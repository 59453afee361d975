/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binding nonces for files: a drive of the case's own with a UDF disc mounted
 * read-write, a file on it and a session, which nobody has authenticated: a
 * command for a nonce is sent, and refused by the drive.
 */
#ifndef E2E_ROOM_H
#define E2E_ROOM_H

#include <stdint.h>

#include "disc-fs.h"
#include "lab.h"

/* READ_BINDING_NONCE and GENERATE_BINDING_NONCE. */
extern const uint32_t nonce_codes[2];
const char *nonce_code_label(unsigned int i);
/* The format in the command of each. */
uint8_t nonce_format(uint32_t code);

struct room {
	struct drive drive;
	int fd;			/* /dev/aacsN */
	uint32_t agid;
	struct disc_file file;	/* three sectors, the last not full */
	uint32_t lba;
	int kernel_log;		/* for room_heard() */
};

struct room room_open(const char *options);
/*
 * Ends the session, closes all files of this process, unmounts the disc, which
 * must work at once, and takes the drive away.
 */
void room_close(struct room *room);

/* Both markers, and the handle. */
struct sr_aacs_read_binding_nonce by_handle(uint32_t agid, uint64_t handle);
/* Makes the request; fails the case if an error comes with any output. */
struct answer ask_nonce(int fd, uint32_t code,
			const struct sr_aacs_read_binding_nonce *in);
/*
 * The request must send just this command (and the drive refuse it), and keep
 * the session.
 */
void room_expect(struct room *room, uint32_t code,
		 const struct sr_aacs_read_binding_nonce *in, uint32_t lba,
		 uint32_t blocks);
/* The same for the room's own file. */
void room_expect_file(struct room *room, uint32_t code);

/*
 * Debug messages of the module: room_listen() switches them on, room_heard()
 * says how many since were about a handle of this drive and ended with @why,
 * and switches them off.
 */
void room_listen(struct room *room);
unsigned int room_heard(struct room *room, const char *why);

#endif /* E2E_ROOM_H */
