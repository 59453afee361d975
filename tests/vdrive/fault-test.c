// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of `aacs-vdrivectl NAME fault`, and which command takes a fault. */
#include <stdio.h>
#include <string.h>

#include "../../vdrive/control.h"
#include "../lib/tap.h"
#include "../unit/hex.h"
#include "drive-fixture.h"

static const struct {
	const char *words;
	const char *shown;	/* by `faults`; NULL: refused */
} words[] = {
	{ "a4 silent", "a4 silent count 1\n" },
	{ "a4:20 sense 5/6f/02", "a4:20 sense 5/6f/02 count 1\n" },
	{ "0xAD:80 length ffff count 3", "ad:80 length ffff count 3\n" },
	{ "a4 short 35", "a4 short 35 count 1\n" },
	{ "0 delay 1500", "00 delay 1500 count 1\n" },
	{ "28 zero count 10", "28 zero count 10\n" },
	{ "ad busy count 2", "ad busy count 2\n" },
	{ "a4:1 fake 72/116", "a4:01 fake 72/116 count 1\n" },
	{ "ad:80 fake ffff/4/3/11/00", "ad:80 fake ffff/4/3/11/00 count 1\n" },
	{ "46:10d silent", "46:10d silent count 1\n" },
	{ "46 length ffffffff", "46 length ffffffff count 1\n" },
	{ "a4", NULL },
	{ "a4 nonsense", NULL },
	{ "100 silent", NULL },
	{ "-4 silent", NULL },
	{ "a4: silent", NULL },
	{ "a4:10000 silent", NULL },
	{ "a4:40 silent", NULL },
	{ "ad:100 silent", NULL },
	{ "28:1 silent", NULL },
	{ "a4 length 10000", NULL },
	{ "a4 fake 10000/8", NULL },
	{ "a4 sense +5/24/00", NULL },
	{ "a4 sense", NULL },
	{ "a4 sense 5/6f", NULL },
	{ "a4 sense 5/6f/02/1", NULL },
	{ "a4 sense 0/00/00", NULL },
	{ "a4 short 0", NULL },
	{ "a4 short -1", NULL },
	{ "a4 delay 1s", NULL },
	{ "a4 silent 1", NULL },
	{ "a4 busy 1", NULL },
	{ "a4 fake", NULL },
	{ "a4 fake 72", NULL },
	{ "a4 fake /116", NULL },
	{ "a4 fake 72/0", NULL },
	{ "a4 fake 72/116x", NULL },
	{ "a4 fake 72/116/", NULL },
	{ "a4 fake 72/116/0/00/00", NULL },
	{ "a4 silent count", NULL },
	{ "a4 silent count 0", NULL },
	{ "a4 silent count 1 more", NULL },
};

static unsigned int split(char *text, char **word)
{
	unsigned int count = 0;

	for (char *p = strtok(text, " "); p; p = strtok(NULL, " "))
		word[count++] = p;
	return count;
}

static const char *add(struct fault **list, const char *text)
{
	char copy[64], *word[CONTROL_WORDS_MAX];

	snprintf(copy, sizeof(copy), "%s", text);
	return fault_add(list, word, split(copy, word));
}

static void test_words(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct fault *list = NULL;
		const char *why = add(&list, words[i].words);
		char text[128];

		fault_describe(list, text, sizeof(text));
		if (words[i].shown)
			ok(!why && !strcmp(text, words[i].shown), "fault %s",
			   words[i].words);
		else
			ok(why && !list, "fault %s is refused", words[i].words);
		fault_clear(&list);
	}
}

static bool take(struct fault **list, const char *cdb_hex, struct fault *fault)
{
	struct request rq = { .cdb_len = 12 };

	hex(rq.cdb, 12, cdb_hex);
	return fault_take(list, &rq, fault);
}

static void test_take(void)
{
	struct fault *list = NULL, fault;

	add(&list, "a4:20 sense 5/6f/02 count 2");
	add(&list, "a4 zero");
	add(&list, "ad:80 silent");
	ok(!take(&list, "a3 00 00000000 00 02 0024 60 00", &fault),
	   "another opcode takes none");
	ok(take(&list, "a4 00 00000000 00 02 0008 00 00", &fault) &&
	   fault.kind == FAULT_ZERO, "another format takes the next one");
	ok(take(&list, "a4 00 00000000 00 02 0024 60 00", &fault) &&
	   fault.kind == FAULT_SENSE &&
	   sense_equal(fault.sense, SENSE_KEY_NOT_ESTABLISHED),
	   "the AGID is no part of the format");
	ok(take(&list, "a4 00 00000000 00 02 0024 20 00", &fault), "twice");
	ok(!take(&list, "a4 00 00000000 00 02 0024 20 00", &fault), "not thrice");
	ok(!take(&list, "ad 00 00000000 00 81 0024 80 00", &fault) &&
	   take(&list, "ad 00 00000000 00 80 0024 80 00", &fault),
	   "READ DISC STRUCTURE has its format in byte 7");
	ok(!list, "none is left");
}

/* What the control socket does with a packet, @text's blanks being its zeros. */
static const char *control(const char *text)
{
	static char out[CONTROL_PACKET_MAX];
	char in[256];
	size_t len = strlen(text) + 1;

	memcpy(in, text, len);
	for (size_t i = 0; i < len; i++) {
		if (in[i] == ' ')
			in[i] = '\0';
	}
	control_execute(&drive, in, len, out);
	return out;
}

static void test_control(void)
{
	char out[CONTROL_PACKET_MAX], raw[] = "eject";

	drive_make();
	ok(control("insert")[0] == '-', "no insert while a disc is in");
	ok(control("eject")[0] == '+' && drive.tray_open, "eject");
	ok(control("insert")[0] == '+' && drive.disc, "insert");
	drive.locked = true;
	ok(control("eject")[0] == '-' && drive.disc &&
	   drive.event == MEDIA_EJECT_REQUEST, "a locked door tells the host");
	ok(control("eject force")[0] == '+' && !drive.disc, "force opens it");
	ok(control("change /nonexistent")[0] == '-' && !drive.disc,
	   "change to a disc that isn't there");
	ok(!strcmp(control("agids"), "+0 free\n1 free\n2 free\n3 free\n"),
	   "agids");
	ok(control("fault a4 silent")[0] == '+' &&
	   !strcmp(control("faults"), "+a4 silent count 1\n"), "fault");
	ok(control("faults clear")[0] == '+' && !drive.faults, "faults clear");
	ok(control("nonsense")[0] == '-' && control("reset now")[0] == '-' &&
	   control("faults all")[0] == '-', "mistakes are refused");
	ok(control("a b c d e f g h i j k l m n o p q")[0] == '-',
	   "too many words");
	control_execute(&drive, raw, 5, out);
	ok(out[0] == '-', "a word without end");
	control_execute(&drive, raw, 0, out);
	ok(out[0] == '-', "an empty packet");
	drive_remove();
}

int main(void)
{
	test_words();
	test_take();
	test_control();
	return tap_done();
}
