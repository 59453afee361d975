// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/hex.h"
#include "drive-fixture.h"

#define PIECES	4

struct drive drive;
uint8_t buffer[TRANSFER_MAX];

void drive_make(void)
{
	fixture_make();
	drive = (struct drive){
		.name = "test", .vendor = "VENDOR", .product = "PRODUCT",
		.medium = medium_find("bd-re"),
	};
	drive.aacs = aacs_drive_new(&fixture_config);
	if (!drive.aacs || media_load(&drive, fixture.image))
		abort();
	drive.event = MEDIA_NO_CHANGE;
	while (!sense_good(media_take_attention(&drive)))
		;
}

void drive_remove(void)
{
	media_close(&drive);
	aacs_drive_free(drive.aacs);
	fixture_remove();
}

static void set_pieces(struct request *rq, size_t xfer)
{
	size_t at = 0;

	rq->xfer = xfer;
	rq->iov_cnt = PIECES;
	for (unsigned int i = 0; i < PIECES; i++) {
		size_t n = i == PIECES - 1 ? xfer - at : (xfer - at) / 3;

		rq->iov[i] = (struct iovec){ buffer + at, n };
		at += n;
	}
}

struct request *drive_do(const char *cdb_hex, size_t xfer)
{
	static struct request *rq;

	assert(xfer <= sizeof(buffer));
	if (!rq)
		rq = malloc(sizeof(*rq) + PIECES * sizeof(rq->iov[0]));
	if (!rq)
		abort();
	memset(rq, 0, sizeof(*rq));
	rq->cdb_len = (uint8_t)hex_len(cdb_hex);
	hex(rq->cdb, rq->cdb_len, cdb_hex);
	set_pieces(rq, xfer);
	mmc_execute(&drive, rq);
	return rq;
}
