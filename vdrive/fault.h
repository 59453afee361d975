/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults for tests: `aacs-vdrivectl NAME fault OPCODE[:FORMAT] KIND [ARG]
 * [count N]`. MS, BYTES and N are decimal, other numbers hexadecimal.
 */
#ifndef VDRIVE_FAULT_H
#define VDRIVE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"
#include "sense.h"

enum fault_kind {
	FAULT_SENSE,	/* don't execute; given sense data */
	FAULT_LENGTH,	/* execute; wrong length field in the answer */
	FAULT_SHORT,	/* execute; cut the transfer */
	FAULT_ZERO,	/* don't execute; GOOD, all data zero */
	FAULT_DELAY,	/* execute later */
	FAULT_SILENT,	/* don't execute or answer */
	FAULT_BUSY,	/* don't execute; BUSY status */
	FAULT_FAKE,	/* don't execute; made-up data, sense data or GOOD */
};

#define FAULT_FAKE_BYTE	0x5a	/* fills made-up data after the header */

struct fault {
	struct fault *next;
	uint8_t opcode;
	int format;		/* -1: any */
	enum fault_kind kind;
	struct sense sense;
	uint32_t value;		/* length field, bytes or ms */
	uint32_t length;	/* FAULT_FAKE: length field */
	unsigned int count;	/* commands left */
};

/*
 * Appends a fault to @list; @words follow "fault" in the command. Returns NULL
 * or an error message.
 */
const char *fault_add(struct fault **list, char *const *words,
		      unsigned int count);
void fault_clear(struct fault **list);
/* Writes one line for each fault; returns the length. */
size_t fault_describe(const struct fault *list, char *buf, size_t max);
/*
 * Copies the first fault for @rq to *fault and decrements its count in @list.
 * Returns false if there is no such fault.
 */
bool fault_take(struct fault **list, const struct request *rq,
		struct fault *fault);

#endif /* VDRIVE_FAULT_H */
