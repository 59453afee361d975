// SPDX-License-Identifier: GPL-2.0-or-later
/* Several AGIDs of the drive, and every way to lose one. */
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "bed.h"

static void test_several(void)
{
	struct disc *disc = bed_open(NULL);
	struct host h[5];
	uint8_t seen = 0;
	unsigned int i;
	struct fields f = { .length = 8 };

	h[0] = bed_connect(&bed_config, disc);
	for (i = 0; i < 4; i++) {
		h[i] = h[0];
		h[i].data = NULL;
		if (host_run(&h[i], AUTHENTICATED, 0) == AUTHENTICATED)
			seen |= 1 << h[i].agid;
	}
	is(seen, 0x0f, "four sessions, four AGIDs");
	h[4] = h[0];
	h[4].data = NULL;
	ok_sense(host_report_key(&h[4], 0x00, f), SENSE_NO_FREE_AGID,
		 "no fifth");
	for (i = 0; i < 4; i++) {
		struct fields of = { .length = 36, .agid = h[i].agid };

		ok(sense_good(host_read_structure(&h[i], 0x80, of)) &&
		   host_mac_good(&h[i]), "session %u has a bus key of its own",
		   i);
		host_forget_answer(&h[i]);
	}
	ok_sense(host_report_key(&h[4], 0x00, f), SENSE_GOOD,
		 "one is free again");
	host_forget_answer(&h[4]);
	aacs_drive_free(h[0].drive);
	disc_close(disc);
}

static void lose_by_eject(struct host *h, struct disc *disc)
{
	aacs_drive_set_disc(h->drive, NULL);
}

static void lose_by_change(struct host *h, struct disc *disc)
{
	aacs_drive_set_disc(h->drive, disc);
}

static void lose_by_reset(struct host *h, struct disc *disc)
{
	aacs_drive_reset(h->drive);
}

static void lose_by_send_key(struct host *h, struct disc *disc)
{
	struct fields f = { .agid = h->agid };

	host_send_key(h, 0x3f, f, NULL, 0);
}

static void lose_by_report_key(struct host *h, struct disc *disc)
{
	struct fields f = { .agid = h->agid };

	host_report_key(h, 0x3f, f);
}

static void lose_by_transfer(struct host *h, struct disc *disc)
{
	struct fields f = { .agid = h->agid, .length = 36 };

	host_read_structure(h, 0x80, f);
}

static const struct {
	const char *name;
	void (*lose)(struct host *h, struct disc *disc);
	bool all;	/* the other AGIDs as well */
} ways[] = {
	{ "eject", lose_by_eject, true },
	{ "medium change", lose_by_change, true },
	{ "reset", lose_by_reset, true },
	{ "SEND KEY 3Fh", lose_by_send_key, false },
	{ "REPORT KEY 3Fh", lose_by_report_key, false },
	{ "protected transfer", lose_by_transfer, false },
};

static void test_losing(void)
{
	struct disc *disc = bed_open(NULL);
	struct fields f = { .length = 36 };
	struct host h, other;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		h = bed_connect(&bed_config, disc);
		other = h;
		host_run(&other, GRANTED, 0);	/* AGID 0 */
		if (host_run(&h, AUTHENTICATED, 0) != AUTHENTICATED)
			abort();
		f.agid = h.agid;
		ways[i].lose(&h, disc);
		ok(strstr(host_agids(&h), "1 free\n") &&
		   host_agid_is(&h, ways[i].all ? "free" : "granted"),
		   "%s frees %s", ways[i].name, ways[i].all ? "all" : "one");
		if (i)
			ok_sense(host_read_structure(&h, 0x80, f),
				 SENSE_KEY_NOT_ESTABLISHED, ways[i].name);
		else
			ok_sense(host_read_structure(&h, 0x80, f),
				 SENSE_NO_MEDIUM, ways[i].name);
		aacs_drive_set_disc(h.drive, disc);

		/* the new session knows nothing of the old one */
		f.agid = 0;
		ok(host_run(&other, GRANTED, 0) == GRANTED && !other.agid &&
		   sense_equal(host_read_structure(&other, 0x80, f),
			       SENSE_KEY_NOT_ESTABLISHED),
		   "granted again after %s: without the old bus key",
		   ways[i].name);
		host_forget_answer(&other);
		bed_disconnect(&h);
	}
	disc_close(disc);
}

int main(void)
{
	bed_make();
	test_several();
	test_losing();
	bed_remove();
	return tap_done();
}
