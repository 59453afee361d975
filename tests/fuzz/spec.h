/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The next action: made only from a stream of numbers, never from earlier results, so
 * that the same seed makes the same calls. The meaning of a number (an open file, a
 * session, an address) is looked up when the action is carried out.
 */
#ifndef FUZZ_SPEC_H
#define FUZZ_SPEC_H

#include <stddef.h>
#include <stdint.h>

#include "prng.h"

enum action {
	ACT_CALL,	/* one ioctl */
	ACT_AUTH,	/* AACS-Auth as far as the ioctl that comes next */
	ACT_OPEN,
	ACT_CLOSE,
	ACT_DUP,
	ACT_SEND,	/* the file, to any process that takes it */
	ACT_RECEIVE,
	ACT_POLL,
	ACT_OTHER,	/* read, write, mmap and other calls that a node lacks */
	ACT_FORK,	/* a child that makes some calls with the same files */
	ACT_KILL,	/* a child that is killed during its calls */
	ACTIONS
};

/* Where something lies; see arena.c. */
enum place_kind {
	AT_NORMAL,	/* somewhere in memory */
	AT_END,		/* up to the end of it */
	AT_BEGIN,	/* from the begin of it */
	AT_HALF_NONE,	/* half of it outside memory */
	AT_HALF_EOF,	/* half of it after the end of a mapped file */
	AT_HALF_RO,	/* half of it in read-only memory */
	AT_RO,		/* read-only */
	AT_NONE,	/* mapped, but out of reach */
	AT_BOGUS,	/* no address of anything */
	AT_REQ,		/* near the request structure */
	AT_IN,		/* near the input */
	AT_BIG,		/* memory that a media key block fits into */
	AT_BIG_END,
	AT_BIG_HALF,
	AT_RACY,	/* memory that another thread changes */
	AT_FILE,	/* a mapped file that another thread cuts */
	PLACES
};

struct place {
	uint16_t kind;
	uint16_t at;		/* a number; the kind defines its meaning */
};

enum race {
	RACE_NONE,
	RACE_SESSION,	/* the session changes in a cycle */
	RACE_BYTES,	/* the input is written all the time */
	RACE_REQUEST,	/* the request structure is */
	RACE_PROTECT,	/* memory loses and gets its rights */
	RACE_UNMAP,	/* memory is unmapped and mapped again */
	RACE_TRUNCATE,	/* the mapped file is cut and made longer */
	RACE_HANDLE,	/* the descriptor behind Handle becomes another one */
	RACES
};

enum session {
	SESSION_OWN,		/* one that this file has got */
	SESSION_FOREIGN,	/* one that another process holds */
	SESSION_NUMBER,		/* @session as it is */
};

#define INPUT_MAX	116

struct spec {
	uint64_t number;
	uint64_t code;		/* the kernel takes its low 32 bits */
	uint64_t seed;		/* for all that needs many numbers */
	uint32_t in_len, out_len;
	uint32_t session;
	struct place req, in, out;
	uint8_t action;
	uint8_t slot, other_slot;
	uint8_t drive;
	uint8_t mode;		/* how to open */
	uint8_t session_kind;
	uint8_t race;
	uint8_t handle;		/* which descriptor goes into Handle */
	bool names_file;	/* the extent is that of a file */
	uint8_t input[INPUT_MAX];
};

/* The limits for the generator. */
struct spec_range {
	unsigned int slots, drives, handles;
	uint32_t mkb_size;
	uint32_t only;		/* use only this code; 0: all */
};

/* Makes the next call of a stream. */
void spec_make(struct spec *spec, struct prng *prng,
	       const struct spec_range *range);
/* Adds @spec to a hash of all calls. */
uint64_t spec_hash(uint64_t hash, const struct spec *spec);
/* One line of text about it. */
void spec_describe(const struct spec *spec, char *buf, size_t max);

/* ---- the thirteen ---- */

enum code_use { NOTHING, LAYER, AGID, EXTENT };

/* See codes.def. */
struct code_row {
	uint32_t code;
	const char *name;
	uint16_t in, out;
	bool session;		/* the input begins with one */
	bool extent;
	const char *command;
	unsigned int len;
};

#define CODE_ROWS	13
extern const struct code_row code_rows[CODE_ROWS];
/* Returns the row with this code, or -1. */
int code_row(uint64_t code);

#endif /* FUZZ_SPEC_H */
