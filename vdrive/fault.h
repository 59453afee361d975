/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults for tests: `aacs-vdrivectl NAME fault OPCODE[:FORMAT] KIND [ARG]
 * [count N]`, all numbers but MS, BYTES and N in hex.
 */
#ifndef VDRIVE_FAULT_H
#define VDRIVE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"
#include "sense.h"

enum fault_kind {
	FAULT_SENSE,	/* not carried out; the given sense */
	FAULT_LENGTH,	/* the answer's length field is wrong */
	FAULT_SHORT,	/* the transfer is cut */
	FAULT_ZERO,	/* not carried out; GOOD, all of the transfer zero */
	FAULT_DELAY,	/* carried out later */
	FAULT_SILENT,	/* not carried out, no answer */
	FAULT_BUSY,	/* not carried out; BUSY status */
	FAULT_FAKE,	/* not carried out; made-up data, with sense or GOOD */
};

#define FAULT_FAKE_BYTE	0x5a	/* all of the made-up data but its header */

struct fault {
	struct fault *next;
	uint8_t opcode;
	int format;		/* -1: any */
	enum fault_kind kind;
	struct sense sense;
	uint32_t value;		/* length field, bytes or ms */
	uint32_t length;	/* FAULT_FAKE: length field beside the bytes */
	unsigned int count;	/* commands left */
};

/*
 * Adds a fault to the end of @list from the words after "fault". Returns NULL,
 * or what is wrong with them.
 */
const char *fault_add(struct fault **list, char *const *words,
		      unsigned int count);
void fault_clear(struct fault **list);
/* Those that wait, one line each; returns the length. */
size_t fault_describe(const struct fault *list, char *buf, size_t max);
/*
 * The first fault for this command, one use of it taken off @list. Returns
 * false if there is none.
 */
bool fault_take(struct fault **list, const struct request *rq,
		struct fault *fault);

#endif /* VDRIVE_FAULT_H */
