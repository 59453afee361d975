// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every command that the module sends, with every sense data of the status table, every
 * wrong length, endless unit attentions, a busy drive, a reset during the command. Each
 * combination begins when all AGIDs of the drive are taken, some by other files.
 * Afterwards all AGIDs must be available again. misbehave-slow.c has the slow
 * combinations.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "misbehave.h"
#include "../fixture/fixture.h"

THEME("misbehave", .guest = BESIDE);

#define COMBINATIONS	64

struct list {
	unsigned int count;
	struct combination d[COMBINATIONS];
};

static struct combination *add(struct list *list, const struct drive_command *c,
			 uint32_t status, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Sent once, with any result, and no session is lost. */
static struct combination *add(struct list *list, const struct drive_command *c,
			 uint32_t status, const char *fmt, ...)
{
	struct combination *d = &list->d[list->count++];
	char fault[64];
	va_list ap;

	CHECK(list->count <= COMBINATIONS);
	va_start(ap, fmt);
	vsnprintf(fault, sizeof(fault), fmt, ap);
	va_end(ap);
	*d = combination_of(c, status, fault);
	return d;
}

/* ---- sense data ---- */

/*
 * How often the module asks for the profile: once if the media type may have changed,
 * before the next READ DISC STRUCTURE, which may be this command repeated.
 */
static void count_profiles(struct combination *d, unsigned int means)
{
	bool block = d->command->flags & OF_BLOCK;
	bool again = block && means & (ATTENTION | WRONG_TYPE);

	d->profiles = again && means & (ALL_LOST | WRONG_TYPE);
	d->profiles_after = !again && means & (ALL_LOST | WRONG_TYPE);
}

/* A media type that is refused: twice in vain, and once. */
static void add_wrong_type(struct list *list, struct combination *refused)
{
	struct combination *d;

	refused->sent = 2;
	/* Another request may be about another disc. */
	refused->profiles_after = 1;
	d = add(list, refused->command, SR_AACS_STATUS_SUCCESS, "%s", refused->fault);
	d->profiles = 1;
	d->profiles_after = 0;
}

static void add_sense(struct list *list, const struct drive_command *c,
		      const struct sense_row *s)
{
	struct combination *d = add(list, c, s->status, "sense %s", s->sense);

	d->lost = s->means & ALL_LOST;
	if (c->flags & NO_BUS_KEY && s->means & REFUSED &&
	    s->status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED) {
		d->over = true;
		d->told = true;
		d->denied = true;
	}
	d->remembered = c->flags & OF_FEATURE && s->means & UNKNOWN;
	if (c->flags & OF_DISC)
		count_profiles(d, s->means);
	if (s->means & ATTENTION && !(c->flags & UNDER_AGID))
		d->status = SR_AACS_STATUS_SUCCESS;
	else if (c->code)
		d->count = 9;	/* of which it takes one */
	if (s->means & NO_DATA && c->len && !(c->flags & TO_DRIVE))
		d->status = SR_AACS_STATUS_IO_DEVICE_ERROR;
	if (c->flags & INVALIDATES)
		combination_invalidates(d, s->means);
	if (c->flags & OF_BLOCK && s->means & WRONG_TYPE)
		add_wrong_type(list, d);
}

static void make_senses(struct list *list, const struct drive_command *c)
{
	for (unsigned int i = 0; i < sense_row_count; i++)
		add_sense(list, c, &sense_rows[i]);
}

/* ---- wrong lengths ---- */

#define LIE	SR_AACS_STATUS_IO_DEVICE_ERROR

/*
 * A drive may count more bytes than the format has. Of a grant this is the
 * drive's own answer: a made-up one names an AGID that the drive has not granted.
 */
static void make_longer(struct list *list, const struct drive_command *c)
{
	unsigned int right = c->len - 2;
	const unsigned int fields[] = {
		right + 1, 2 * right, 0x7fff, 0x8000, 0xffff,
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (c->flags & UNDER_AGID)
			add(list, c, SR_AACS_STATUS_SUCCESS, "fake %x/%u", fields[i],
			    c->len)->fake = true;
		else
			add(list, c, SR_AACS_STATUS_SUCCESS, "length %x", fields[i]);
		/* The format's own bytes must have come. */
		add(list, c, LIE, "fake %x/%u", fields[i], c->len - 1);
	}
}

/*
 * Each answer of @len bytes, made up: they differ from a right one in nothing
 * but the length field or what comes of them.
 */
static void make_fakes(struct list *list, const struct drive_command *c)
{
	unsigned int len = c->len, right = len - 2;
	const unsigned int fields[] = { 0, 1, 2, right / 2, right - 1 };
	const unsigned int bytes[] = { 1, 3, 4, len / 2, len - 1 };

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		add(list, c, LIE, "fake %x/%u", fields[i], len);
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++)
		add(list, c, LIE, "fake %x/%u", right, bytes[i]);
	add(list, c, LIE, "fake 2/4");
	add(list, c, LIE, "fake %x/%u", right - 1, len - 1);
	add(list, c, LIE, "zero");
	/* All of it comes, beside the word that it is no good. */
	add(list, c, SR_AACS_STATUS_DEVICE_DATA_ERROR, "fake %x/%u/3/11/00", right,
	    len);
	add(list, c, SR_AACS_STATUS_IO_DEVICE_ERROR, "fake %x/%u/4/44/00", right, len);
	add(list, c, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT, "fake %x/%u/5/6f/01", right,
	    len);
	make_longer(list, c);
	if (!(c->flags & UNDER_AGID))
		return;
	/* Finally the correct answer, which shows that nothing else was wrong. */
	add(list, c, SR_AACS_STATUS_SUCCESS, "fake %x/%u", right, len)->fake = true;
	add(list, c, SR_AACS_STATUS_SUCCESS, "fake %x/%u/1/17/01", right, len)->fake =
		true;
}

static void add_all(struct list *list, const struct drive_command *c,
		    uint32_t status, const char *const *faults)
{
	for (; *faults; faults++)
		add(list, c, status, "%s", *faults);
}

#define ADD_ALL(list, c, status, ...)					\
	add_all((list), (c), (status),					\
		(const char *const[]){ __VA_ARGS__, NULL })

/* The drive tells the block and the feature without authentication. */
static void make_real_lies(struct list *list, const struct drive_command *c)
{
	if (c->flags & OF_FEATURE) {
		ADD_ALL(list, c, LIE, "length 0", "length 1", "length 3",
			"length 5", "length b", "short 1", "short 3", "short 4",
			"short 7", "short 8", "short 15", "zero");
		/* A header and nothing behind it: it has no such feature. */
		add(list, c, SR_AACS_STATUS_INVALID_DEVICE_REQUEST,
		    "length 4")->remembered = true;
		/* There is more than was asked for; all of that has come. */
		ADD_ALL(list, c, SR_AACS_STATUS_SUCCESS, "length d", "length ffff");
		return;
	}
	/* The header alone is asked for, and tells the length of a pack. */
	if (c->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE) {
		ADD_ALL(list, c, LIE, "length 0", "length 1", "length 8003",
			"length ffff", "short 1", "short 3", "zero");
		return;
	}
	ADD_ALL(list, c, LIE, "length 0", "length 1", "length 2", "length 8003",
		"length ffff", "short 1", "short 3", "short 4", "zero");
	add(list, c, SR_AACS_STATUS_DEVICE_DATA_ERROR, "fake 8002/32772/3/11/00");
	ADD_ALL(list, c, LIE, "short 16384", "short 32771");
	/* The last pack may be as short as its length field says. */
	if (!c->before)
		ADD_ALL(list, c, LIE, "length 4001", "length 8001");
}

static void make_lies(struct list *list, const struct drive_command *c)
{
	if (c->flags & INVALIDATES) {
		/* Good, but not done. */
		combination_invalidates(add(list, c, SR_AACS_STATUS_SUCCESS, "zero"), 0);
	} else if (c->flags & TO_DRIVE) {
		/* It takes less, and says so: 5/1A/00. */
		ADD_ALL(list, c, SR_AACS_STATUS_INVALID_DEVICE_REQUEST, "short 1",
			"short 3", "short 4");
		add(list, c, SR_AACS_STATUS_INVALID_DEVICE_REQUEST, "short %u",
		    c->len - 1);
		add(list, c, SR_AACS_STATUS_SUCCESS, "zero");
	} else if (c->flags & (OF_BLOCK | OF_FEATURE)) {
		make_real_lies(list, c);
	} else {
		make_fakes(list, c);
	}
}

/* ---- endless unit attentions, BUSY, resets ---- */

static void add_storm(struct list *list, const struct drive_command *c,
		      const char *sense, uint32_t status, bool lost)
{
	struct combination *d = add(list, c, status, "sense %s", sense);

	d->count = COUNT_ENDLESS;
	d->lost = lost;
	d->sent = 0;
	d->most = 4;
}

/* Of the commands under an AGID each is one, see make_senses(). */
static void make_storms(struct list *list, const struct drive_command *c)
{
	if (c->flags & UNDER_AGID)
		return;
	add_storm(list, c, "6/28/00", SR_AACS_STATUS_VERIFY_REQUIRED, true);
	add_storm(list, c, "6/29/00", SR_AACS_STATUS_IO_DEVICE_ERROR, true);
	add_storm(list, c, "6/29/04", SR_AACS_STATUS_IO_DEVICE_ERROR, true);
	add_storm(list, c, "6/2a/01", SR_AACS_STATUS_IO_DEVICE_ERROR, false);
}

/* What it has not taken it is asked again, by the SCSI midlayer. */
static void make_busy(struct list *list, const struct drive_command *c)
{
	struct combination *d = add(list, c, SR_AACS_STATUS_SUCCESS, "busy");
	const char *right = right_answer(c);

	d->count = 3;
	d->sent = 3;
	if (right[0]) {
		snprintf(d->then, sizeof(d->then), "%s", right);
		d->sent++;
		d->fake = c->len && !(c->flags & TO_DRIVE);
	}
	if (c->flags & INVALIDATES) {
		combination_invalidates(d, 0);
		d->denied = false;
	}
}

/* The command comes back as good, and all zero; the sessions are no more. */
static void make_reset(struct list *list, const struct drive_command *c)
{
	struct combination *d;

	if (!c->code)
		return;
	d = add(list, c, SR_AACS_STATUS_IO_DEVICE_ERROR, "silent");
	d->reset = true;
	d->lost = true;
	if (c->flags & TO_DRIVE)
		d->status = SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED;
	if (c->flags & INVALIDATES) {
		d->status = SR_AACS_STATUS_SUCCESS;
		combination_invalidates(d, ALL_LOST);
	}
}

static void make_events(struct list *list, const struct drive_command *c)
{
	make_storms(list, c);
	make_busy(list, c);
	make_reset(list, c);
}

/* ---- one after the other ---- */

struct one {
	struct full_drive *full;
	const struct combination *d;
};

static void ask_and_check(int tell, void *arg)
{
	struct one *one = arg;

	combination_prepare(one->full, one->d);
	combination_ask(one->full, one->d);
	combination_check(one->full, one->d);
}

/* In its own process, so that a failure does not end the others. */
static bool run_one(struct full_drive *full, const struct combination *d)
{
	struct one one = { full, d };
	struct child child = child_start(ask_and_check, &one);
	int status = -1;

	CHECK(waitpid(child.pid, &status, 0) == child.pid);
	close(child.said);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void run_list(const struct drive *drive, const struct list *list)
{
	struct full_drive full = { .drive = *drive };
	unsigned int failed = 0;
	uint32_t size;

	CHECK(full_drive_fill(&full, list->d[0].command));
	for (unsigned int i = 0; i < list->count; i++) {
		const struct combination *d = &list->d[i];

		if (run_one(&full, d) && combination_next(&full, d))
			continue;
		printf("# that was %s, %s\n", d->command->name, d->fault);
		failed++;
		full_drive_close(&full);
		full_drive_renew(&full);
		CHECK(full_drive_fill(&full, d->command));
	}
	full_drive_close(&full);
	/* For the cases that follow: an answer at last. */
	if (list->d[0].command->flags & OF_FEATURE) {
		full_drive_renew(&full);
		full.fd = node_open(&full.drive, O_RDWR);
		EXPECT(read_mkb_size(full.fd, &size), SUCCESS, 4);
		close(full.fd);
	}
	printf("# %u combinations\n", list->count);
	if (failed)
		FAIL("%u of %u failed", failed, list->count);
}

typedef void make_fn(struct list *list, const struct drive_command *c);

static void run_made(const struct fixture *f, make_fn *make)
{
	static struct list list;

	make(&list, &drive_commands[f->row]);
	run_list(f->drive, &list);
}

CASE(senses, "sense data", ROWS(drive_commands, name))
{
	run_made(f, make_senses);
}

CASE(lies, "lies", ROWS(drive_commands, name))
{
	run_made(f, make_lies);
}

CASE(events, "unit attentions, busy, reset", ROWS(drive_commands, name))
{
	run_made(f, make_events);
}

/* ---- an AGID that the drive refuses to end ---- */

static const char *const stubborn[] = {
	"4/44/00", "2/04/00", "3/11/00", "6/2a/01", "5/25/00", "5/55/00",
	"5/20/00",
};

struct waited {
	const struct drive *drive;
	unsigned int left;	/* of the counts of all faults */
};

static bool faults_are(void *arg)
{
	struct waited *w = arg;

	return faults_left(w->drive) == w->left;
}

/*
 * The module tries at close(), and again when START_SESSION needs the AGID: that
 * fails for as long as the drive does. After a refusal the module sends both
 * forms, after another error only the first.
 */
CASE(stubborn, "an AGID not let go of", NAMES(stubborn))
{
	struct full_drive full = { .drive = *f->drive };
	unsigned int forms = stubborn[f->row][0] == '5' ? 2 : 1;
	struct waited waited = { &full.drive, 4 - forms };
	uint32_t agid = 99;

	CHECK(full_drive_fill(&full, &drive_commands[COMMAND_REPORT_CERTIFICATE]));
	ctl(&full.drive, "fault a3:3f sense %s count 2", stubborn[f->row]);
	ctl(&full.drive, "fault a4:3f sense %s count 2", stubborn[f->row]);
	close(full.fd);
	CHECK(wait_for(faults_are, &waited, 5000));
	agids_expect(&full.drive, full.drive.agids);
	full.fd = node_open(&full.drive, O_RDWR);
	EXPECT(try_start(full.fd, &agid), INSUFFICIENT_RESOURCES, 0);
	CHECK_EQ(faults_left(&full.drive), 4 - 2 * forms);
	ctl(&full.drive, "faults clear");
	EXPECT(try_start(full.fd, &agid), SUCCESS, 4);
	CHECK_EQ(agid, full.agid);
	CHECK_EQ(poll_now(full.other), 0);
	EXPECT(end_session(full.fd, agid), SUCCESS, 0);
	full_drive_close(&full);
	CHECK(agids_free(&full.drive));
}

/* ---- a drive that does not report its profile ---- */

#define MEDIA_TYPE	3	/* where its digit stands in the log's line */

static const char *const untold[] = { "5/20/00", "5/24/00", "5/2c/00" };

/*
 * The module knows by then that the drive has AACS. Media type 0 does for this
 * request; 5/20 alone will not change before the medium does.
 */
CASE(untold, "a profile not told", NAMES(untold))
{
	struct full_drive full = { .drive = *f->drive };
	struct drive *drive = &full.drive;
	int fd = node_open(drive, O_RDWR);
	char asks[80], size[80];
	uint32_t bytes;

	snprintf(asks, sizeof(asks), "%s",
		 command_line(&drive_commands[COMMAND_CONFIGURATION], 0, ""));
	snprintf(size, sizeof(size), "%s",
		 command_line(&drive_commands[COMMAND_BLOCK_SIZE], 0, "good 4"));
	EXPECT(read_mkb_size(fd, &bytes), SUCCESS, 4);
	full_drive_renew(&full);
	ctl(drive, "fault 46:10d sense %s", untold[f->row]);
	log_mark(drive);
	EXPECT(read_mkb_size(fd, &bytes), SUCCESS, 4);
	CHECK_EQ(faults_left(drive), 0);
	CHECK_EQ(log_count(drive, asks), 1);
	size[MEDIA_TYPE] = '0';
	log_expect(drive, size);
	EXPECT(read_mkb_size(fd, &bytes), SUCCESS, 4);
	CHECK_EQ(log_count(drive, asks), f->row ? 1 : 0);
	size[MEDIA_TYPE] = f->row ? '1' : '0';
	log_expect(drive, size);
	full_drive_renew(&full);
	log_mark(drive);
	EXPECT(read_mkb_size(fd, &bytes), SUCCESS, 4);
	CHECK_EQ(log_count(drive, asks), 1);
	size[MEDIA_TYPE] = '1';
	log_expect(drive, size);
	close(fd);
}
