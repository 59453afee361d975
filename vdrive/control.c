// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "control.h"
#include "drive.h"

struct words {
	unsigned int count;
	char *word[CONTROL_WORDS_MAX];
};

static void done(char *out, const char *text)
{
	snprintf(out, CONTROL_PACKET_MAX, "%c%s", CONTROL_DONE, text);
}

static void refuse(char *out, const char *text)
{
	snprintf(out, CONTROL_PACKET_MAX, "%c%s", CONTROL_REFUSED, text);
}

static void answer(char *out, const char *why)
{
	if (why)
		refuse(out, why);
	else
		done(out, "");
}

/* Like the eject button; `force` ignores the lock. */
static void do_eject(struct drive *drive, const struct words *w, char *out)
{
	bool force = w->count > 1 && !strcmp(w->word[1], "force");

	if (w->count > 1 && !force) {
		refuse(out, "eject [force]");
	} else if (drive->locked && !force) {
		media_eject_request(drive);
		refuse(out, "the host has locked the door; the drive reports the request to it");
	} else {
		media_eject(drive);
		done(out, "");
	}
}

static void do_insert(struct drive *drive, const struct words *w, char *out)
{
	if (drive->disc)
		refuse(out, "the drive has a disc; eject or change it");
	else if (w->count == 1 && !drive->image[0])
		refuse(out, "the tray is empty; name an image");
	else
		answer(out, media_load(drive, w->count > 1 ? w->word[1] : NULL));
}

static void do_change(struct drive *drive, const struct words *w, char *out)
{
	if (w->count == 1 && !drive->image[0])
		refuse(out, "the tray is empty; name an image");
	else
		answer(out, media_change(drive, w->count > 1 ? w->word[1] :
					 NULL));
}

static void do_reset(struct drive *drive, const struct words *w, char *out)
{
	media_reset(drive, true);
	done(out, "");
}

static void do_agids(struct drive *drive, const struct words *w, char *out)
{
	char text[AACS_DESCRIPTION_MAX];

	aacs_describe_agids(drive->aacs, text, sizeof(text));
	done(out, text);
}

static void do_status(struct drive *drive, const struct words *w, char *out)
{
	snprintf(out, CONTROL_PACKET_MAX, "%ctray %s\nlocked %s\ndisc %s\n%s",
		 CONTROL_DONE, drive->tray_open ? "open" : "closed",
		 drive->locked ? "yes" : "no",
		 drive->disc ? disc_image(drive->disc) : "none",
		 drive->log_failed ? "log incomplete\n" : "");
}

static void do_fault(struct drive *drive, const struct words *w, char *out)
{
	answer(out, fault_add(&drive->faults, w->word + 1, w->count - 1));
}

static void do_faults(struct drive *drive, const struct words *w, char *out)
{
	if (w->count == 1) {
		out[0] = CONTROL_DONE;
		fault_describe(drive->faults, out + 1, CONTROL_PACKET_MAX - 1);
	} else if (!strcmp(w->word[1], "clear")) {
		fault_clear(&drive->faults);
		done(out, "");
	} else {
		refuse(out, "faults [clear]");
	}
}

static const struct {
	const char *name;
	unsigned int max;	/* words, with the name */
	void (*execute)(struct drive *drive, const struct words *w, char *out);
} commands[] = {
	{ "eject", 2, do_eject },
	{ "insert", 2, do_insert },
	{ "change", 2, do_change },
	{ "reset", 1, do_reset },
	{ "agids", 1, do_agids },
	{ "status", 1, do_status },
	{ "fault", CONTROL_WORDS_MAX, do_fault },
	{ "faults", 2, do_faults },
};

static bool split(char *in, size_t len, struct words *w)
{
	char *end = in + len;

	w->count = 0;
	if (!len || end[-1])
		return false;
	while (in < end) {
		if (w->count == CONTROL_WORDS_MAX)
			return false;
		w->word[w->count++] = in;
		in += strlen(in) + 1;
	}
	return true;
}

enum control_result control_execute(struct drive *drive, char *in, size_t len,
				    char *out)
{
	struct words w = { 0 };

	if (!split(in, len, &w)) {
		refuse(out, "malformed request");
		return CONTROL_ANSWERED;
	}
	if (!strcmp(w.word[0], "stop") && w.count == 1) {
		done(out, "");
		return CONTROL_STOP;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(w.word[0], commands[i].name))
			continue;
		if (w.count > commands[i].max)
			refuse(out, "too many words");
		else
			commands[i].execute(drive, &w, out);
		return CONTROL_ANSWERED;
	}
	refuse(out, "unknown command; see aacs-vdrivectl --help");
	return CONTROL_ANSWERED;
}
