// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

enum { ARG_NONE, ARG_SENSE, ARG_HEX, ARG_DEC, ARG_FAKE };

static const struct {
	const char *name;
	int arg;
	uint32_t min, max;	/* of a number */
} kinds[] = {
	[FAULT_SENSE] = { "sense", ARG_SENSE, 0, 0 },
	[FAULT_LENGTH] = { "length", ARG_HEX, 0, UINT32_MAX },
	/* At least 1: the drive can't report to the kernel that it moved nothing. */
	[FAULT_SHORT] = { "short", ARG_DEC, 1, UINT32_MAX },
	[FAULT_ZERO] = { "zero", ARG_NONE, 0, 0 },
	[FAULT_DELAY] = { "delay", ARG_DEC, 0, 600000 },
	[FAULT_SILENT] = { "silent", ARG_NONE, 0, 0 },
	[FAULT_BUSY] = { "busy", ARG_NONE, 0, 0 },
	[FAULT_FAKE] = { "fake", ARG_FAKE, 0, 0 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Takes an unsigned number from all of @text. */
static bool number(const char *text, int base, uint32_t min, uint32_t max,
		   uint32_t *value)
{
	unsigned long long v;
	char *end;

	if (!strchr("0123456789abcdefABCDEF", text[0]) || !text[0])
		return false;
	errno = 0;
	v = strtoull(text, &end, base);
	if (errno || *end || v < min || v > max)
		return false;
	*value = (uint32_t)v;
	return true;
}

static bool parse_sense(const char *text, struct sense *sense)
{
	unsigned int key, asc, ascq;
	char rest;

	if (strspn(text, "0123456789abcdefABCDEF/") != strlen(text) ||
	    sscanf(text, "%1x/%2x/%2x%c", &key, &asc, &ascq, &rest) != 3)
		return false;
	*sense = SENSE((uint8_t)key, (uint8_t)asc, (uint8_t)ascq);
	return key != 0;
}

/* LENGTH/BYTES[/K/AA/QQ] */
static bool parse_fake(const char *text, struct fault *fault)
{
	unsigned int length, bytes;
	int end = 0;

	if (!strchr("0123456789abcdefABCDEF", text[0]) ||
	    sscanf(text, "%4x/%5u%n", &length, &bytes, &end) != 2 || !bytes)
		return false;
	fault->length = length;
	fault->value = bytes;
	fault->sense = SENSE_GOOD;
	return !text[end] ||
	       (text[end] == '/' && parse_sense(text + end + 1, &fault->sense));
}

/* The largest format of a command with this opcode, see format_of(). */
static int format_max(uint8_t opcode)
{
	switch (opcode) {
	case 0xa3:
	case 0xa4:
		return 0x3f;
	case 0xad:
		return 0xff;
	case 0x46:
		return 0xffff;
	default:
		return -1;
	}
}

static const char *parse_target(struct fault *fault, const char *text)
{
	char copy[16];
	uint32_t value;
	char *colon;

	if (strlen(text) >= sizeof(copy))
		return "OPCODE[:FORMAT] is too long";
	strcpy(copy, text);
	colon = strchr(copy, ':');
	fault->format = -1;
	if (colon) {
		*colon = '\0';
		if (!number(colon + 1, 16, 0, 0xffff, &value))
			return "FORMAT must be hex, 0 to ffff";
		fault->format = (int)value;
	}
	if (!number(copy, 16, 0, 0xff, &value))
		return "OPCODE must be hex, 0 to ff";
	fault->opcode = (uint8_t)value;
	if (fault->format > format_max(fault->opcode))
		return "no command has this OPCODE:FORMAT";
	return NULL;
}

/* The largest value of the answer's length field. */
static uint32_t length_max(uint8_t opcode)
{
	return opcode == 0x46 || opcode == 0xac ? UINT32_MAX : UINT16_MAX;
}

static const char *parse(struct fault *fault, char *const *words,
			 unsigned int count)
{
	unsigned int kind, at = 2;
	const char *why;

	if (count < 2)
		return "usage: fault OPCODE[:FORMAT] KIND [ARG] [count N]";
	why = parse_target(fault, words[0]);
	if (why)
		return why;
	for (kind = 0; kind < KINDS; kind++) {
		if (!strcmp(words[1], kinds[kind].name))
			break;
	}
	if (kind == KINDS)
		return "KIND is one of sense, length, short, zero, delay, silent, busy, fake";
	fault->kind = kind;
	if (kinds[kind].arg != ARG_NONE && at == count)
		return "ARG is missing";
	switch (kinds[kind].arg) {
	case ARG_SENSE:
		if (!parse_sense(words[at++], &fault->sense))
			return "sense takes K/AA/QQ in hex, K not 0";
		break;
	case ARG_FAKE:
		if (!parse_fake(words[at++], fault))
			return "fake takes LENGTH/BYTES or LENGTH/BYTES/K/AA/QQ";
		break;
	case ARG_HEX:
	case ARG_DEC:
		if (!number(words[at++], kinds[kind].arg == ARG_HEX ? 16 : 10,
			    kinds[kind].min, kinds[kind].max, &fault->value))
			return "ARG must be a number in range";
		if (kind == FAULT_LENGTH &&
		    fault->value > length_max(fault->opcode))
			return "ARG does not fit into the command's length field";
		break;
	}
	fault->count = 1;
	if (at == count)
		return NULL;
	if (at + 2 != count || strcmp(words[at], "count") ||
	    !number(words[at + 1], 10, 1, UINT32_MAX, &fault->count))
		return "after ARG only `count N` may follow, N at least 1";
	return NULL;
}

const char *fault_add(struct fault **list, char *const *words,
		      unsigned int count)
{
	struct fault *fault = calloc(1, sizeof(*fault));
	const char *why;

	if (!fault)
		return "out of memory";
	why = parse(fault, words, count);
	if (why) {
		free(fault);
		return why;
	}
	while (*list)
		list = &(*list)->next;
	*list = fault;
	return NULL;
}

static void drop(struct fault **at)
{
	struct fault *fault = *at;

	*at = fault->next;
	free(fault);
}

void fault_clear(struct fault **list)
{
	while (*list)
		drop(list);
}

static void describe_arg(const struct fault *fault, char *buf, size_t max)
{
	const struct sense *sense = &fault->sense;
	size_t len = 0;

	buf[0] = '\0';
	switch (kinds[fault->kind].arg) {
	case ARG_HEX:
		snprintf(buf, max, " %x", fault->value);
		return;
	case ARG_DEC:
		snprintf(buf, max, " %u", fault->value);
		return;
	case ARG_FAKE:
		len = (size_t)snprintf(buf, max, " %x/%u", fault->length,
				       fault->value);
		if (sense_good(*sense))
			return;
		break;
	case ARG_NONE:
		return;
	}
	snprintf(buf + len, max - len, "%c%x/%02x/%02x", len ? '/' : ' ',
		 sense->key, sense->asc, sense->ascq);
}

size_t fault_describe(const struct fault *list, char *buf, size_t max)
{
	size_t len = 0;

	buf[0] = '\0';
	for (; list && len < max; list = list->next) {
		char format[12] = "", arg[40];

		if (list->format >= 0)
			snprintf(format, sizeof(format), ":%02x", list->format);
		describe_arg(list, arg, sizeof(arg));
		len += (size_t)snprintf(buf + len, max - len,
					"%02x%s %s%s count %u\n", list->opcode,
					format, kinds[list->kind].name, arg,
					list->count);
	}
	return len < max ? len : max - 1;
}

/*
 * Returns the key format of REPORT KEY and SEND KEY, the format of READ DISC
 * STRUCTURE or the starting feature of GET CONFIGURATION; -1 for others.
 */
static int format_of(const struct request *rq)
{
	switch (rq->cdb[0]) {
	case 0xa3:
	case 0xa4:
		return rq->cdb[10] & 0x3f;
	case 0xad:
		return rq->cdb[7];
	case 0x46:
		return rq->cdb[2] << 8 | rq->cdb[3];
	default:
		return -1;
	}
}

bool fault_take(struct fault **list, const struct request *rq,
		struct fault *fault)
{
	for (; *list; list = &(*list)->next) {
		if ((*list)->opcode != rq->cdb[0])
			continue;
		if ((*list)->format >= 0 && (*list)->format != format_of(rq))
			continue;
		*fault = **list;
		if (--(*list)->count == 0)
			drop(list);
		return true;
	}
	return false;
}
