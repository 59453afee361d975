// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands made by chance, the same ones in every run: whatever a host sends,
 * the drive stays within the transfer, and in particular lives. More of them:
 * hostile-test COUNT.
 */
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "drive-bed.h"

#define COMMANDS	100000UL
#define GUARD		64	/* bytes behind the transfer */

static uint32_t state = 1;

/* xorshift32 */
static uint32_t chance(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

/* Opcodes that there are, mostly; SYNCHRONIZE CACHE would only take time. */
static uint8_t an_opcode(void)
{
	static const uint8_t known[] = {
		0x00, 0x03, 0x12, 0x1a, 0x1b, 0x1e, 0x23, 0x25, 0x28, 0x2a,
		0x43, 0x46, 0x4a, 0x51, 0x52, 0x5a, 0xa3, 0xa4, 0xa8, 0xaa,
		0xac, 0xad, 0xb6, 0xbb, 0xbd,
	};
	uint8_t any = (uint8_t)chance(256);

	return chance(20) ? known[chance(sizeof(known))] :
	       any == 0x35 ? 0 : any;
}

static void a_cdb(char *text)
{
	static const uint8_t len[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };
	uint8_t cdb[16];

	cdb[0] = an_opcode();
	for (int i = 1; i < 16; i++)
		cdb[i] = (uint8_t)(chance(3) ? 0 : chance(chance(2) ? 256 : 4));
	if ((cdb[0] == 0xa3 || cdb[0] == 0xa4) && chance(4)) {
		static const uint8_t format[] = { 0, 1, 2, 0x20, 0x21, 0x38, 0x3f };

		cdb[7] = 0x02;
		cdb[10] = (uint8_t)(chance(4) << 6 | format[chance(7)]);
	}
	if (cdb[0] == 0xad && chance(2))
		cdb[7] = (uint8_t)(0x80 + chance(4));
	for (int i = 0; i < len[cdb[0] >> 5]; i++)
		sprintf(text + 2 * i, "%02x", cdb[i]);
}

static void something_else(void)
{
	switch (chance(2000)) {
	case 0:
		media_eject(&drive);
		break;
	case 1:
		media_load(&drive, NULL);
		break;
	case 2:
		media_change(&drive, NULL);
		break;
	case 3:
		media_reset(&drive, chance(2));
		break;
	}
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : COMMANDS;
	unsigned long good = 0, beyond = 0, too_much = 0;
	char cdb[33];

	drive_make();
	for (unsigned long i = 0; i < count; i++) {
		size_t xfer = chance(3) ? chance(300) :
			      chance(TRANSFER_MAX - GUARD);
		struct request *rq;

		a_cdb(cdb);
		memset(buffer + xfer, 0xee, GUARD);
		rq = drive_do(cdb, xfer);
		good += sense_good(rq->sense);
		too_much += rq->moved > xfer ||
			    (!sense_good(rq->sense) && rq->moved);
		for (size_t j = 0; j < GUARD; j++)
			beyond += buffer[xfer + j] != 0xee;
		something_else();
	}
	ok(!beyond, "nothing is written behind a transfer");
	ok(!too_much, "no more is moved than offered, and nothing on an error");
	ok(good > count / 10 && good < count, "some commands succeed, others don't");
	drive_remove();
	return tap_done();
}
