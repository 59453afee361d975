// SPDX-License-Identifier: GPL-2.0-or-later
/* Carries out one combination and checks its effects. See misbehave.h. */
#include <fcntl.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../vdrive/fault.h"
#include "misbehave.h"
#include "../fixture/fixture.h"

#define BLOCK		65536U	/* the discs' media key block: two packs */
#define UNTOUCHED	0xa5
#define CONFIGURATION	"4602010d"	/* of feature 010Dh, in the log */

/* ---- the drive ---- */

static bool complain(const char *what, long long is, long long wanted)
{
	printf("# %s is %lld (%#llx), wanted %lld (%#llx)\n", what, is, is,
	       wanted, wanted);
	return false;
}

/* Binds sr to the drive again; the drive's first answer is an error. */
void full_drive_forget(struct full_drive *full)
{
	full_drive_close(full);
	sr_rebind(&full->drive, "sense 4/44/00");
	ctl(&full->drive, "faults clear");
	full->fd = node_open(&full->drive, O_RDWR);
	full->other = node_open(&full->drive, O_RDWR);
}

/* Starts another session of @fd. */
static bool fill_one(struct full_drive *full, int fd)
{
	struct answer a = try_start(fd, &full->agid);

	return !a.ret || complain("START_SESSION's status", a.status, 0);
}

bool full_drive_fill(struct full_drive *full, const struct drive_command *c)
{
	unsigned int seen = 0;

	full->fd = node_open(&full->drive, O_RDWR);
	full->other = node_open(&full->drive, O_RDWR);
	for (unsigned int i = 1; i <= full->drive.agids; i++) {
		if (!fill_one(full, i < full->drive.agids ? full->other :
			      full->fd))
			return false;
		seen |= 1U << full->agid;
	}
	if (seen != (1U << full->drive.agids) - 1)
		return complain("the set of AGIDs", seen,
				(1U << full->drive.agids) - 1);
	if (agids_taken(&full->drive) != full->drive.agids)
		return complain("the drive's number of AGIDs taken",
				agids_taken(&full->drive), full->drive.agids);
	if (c->flags & OF_FEATURE)
		full_drive_forget(full);
	if (c->code != IOCTL_AACS_START_SESSION)
		return true;
	return !end_session(full->fd, full->agid).ret;
}

void full_drive_close(struct full_drive *full)
{
	close(full->fd);
	close(full->other);
}

void full_drive_renew(struct full_drive *full)
{
	ctl(&full->drive, "faults clear");
	/* Unless what was before is done with, the change is not counted. */
	sr_look(&full->drive);
	ctl(&full->drive, "change");
	sr_look(&full->drive);
}

/* ---- asking ---- */

static struct {
	struct answer answer;
	uint32_t room;		/* for the answer */
	uint8_t out[BLOCK + 64];
	uint8_t block[BLOCK];	/* what the drive has, for READ_MEDIA_KEY_BLOCK */
	unsigned int used;	/* commands that met a fault */
} asked;

static struct answer ask(const struct full_drive *full, uint32_t code, uint8_t *out,
			 uint32_t room)
{
	uint8_t in[128];

	agid_input(in, code, full->agid);
	/* The other kind's first four bytes are the layer. */
	if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE ||
	    code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		memset(in, 0, 4);
	return request(full->fd, code, in, code_in(code), out, room);
}

unsigned int faults_left(const struct drive *drive)
{
	const char *p = ctl(drive, "faults");
	unsigned int left = 0;

	while ((p = strstr(p, " count "))) {
		p += strlen(" count ");
		left += (unsigned int)strtoul(p, NULL, 10);
	}
	return left;
}

struct cause {
	struct drive *drive;
	unsigned int faults;
};

static bool being_held(void *arg)
{
	struct cause *cause = arg;

	return faults_left(cause->drive) < cause->faults;
}

static void reset_soon(int tell, void *arg)
{
	struct cause cause = { arg, faults_left(arg) };

	child_tell(tell, 0);
	/* The last one is the command that stays without an answer. */
	while (faults_left(arg))
		CHECK(wait_for(being_held, &cause, 10000));
	CHECK_EQ(raw_reset(arg, SG_SCSI_RESET_DEVICE), 0);
}

struct answer command_send(struct full_drive *full, const struct drive_command *c)
{
	memset(asked.out, UNTOUCHED, sizeof(asked.out));
	asked.room = code_out(c->code);
	if (c->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		asked.room = BLOCK;
	return ask(full, c->code, asked.out, asked.room);
}

void combination_prepare(struct full_drive *full, const struct combination *d)
{
	const struct drive_command *c = d->command;
	struct drive *drive = &full->drive;
	uint32_t size;

	if (c->code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		EXPECT(ask(full, c->code, asked.block, BLOCK), SUCCESS, BLOCK);
	/* So that the module knows the profile. */
	if (d->profiles >= 0) {
		EXPECT(read_mkb_size(full->fd, &size), SUCCESS, 4);
		log_mark(drive);
	}
	if (c->before)
		ctl(drive, "fault %s", c->before);
	ctl(drive, "fault %s %s count %u", c->target, d->fault, d->count);
	if (d->then[0])
		ctl(drive, "fault %s %s", c->target, d->then);
}

uint32_t combination_ask(struct full_drive *full, const struct combination *d)
{
	const struct drive_command *c = d->command;
	unsigned int set = d->count + !!d->then[0];
	struct child child;

	/* The last process that has the file open must close it. */
	if (!c->code)
		return SR_AACS_STATUS_SUCCESS;
	if (d->reset) {
		child = child_start(reset_soon, &full->drive);
		child_hear(&child);
	}
	asked.answer = command_send(full, c);
	if (d->reset)
		child_end(&child);
	asked.used = set - faults_left(&full->drive);
	ctl(&full->drive, "faults clear");
	return asked.answer.status;
}

/* ---- looking ---- */

static void check_bytes(const uint8_t *p, uint32_t from, uint32_t to,
			uint8_t wanted)
{
	for (uint32_t i = from; i < to; i++) {
		if (p[i] != wanted)
			FAIL("byte %u of the output is %#x, wanted %#x", i,
			     p[i], wanted);
	}
}

/* After an error: only packs that the drive has sent, and no other byte. */
static void check_packs(void)
{
	uint32_t pack = SR_AACS_MKB_PACK_SIZE, at;

	for (at = 0; at < BLOCK; at += pack)
		if (memcmp(asked.out + at, asked.block + at, pack))
			check_bytes(asked.out, at, at + pack, UNTOUCHED);
	check_bytes(asked.out, BLOCK, sizeof(asked.out), UNTOUCHED);
}

static void check_answer(const struct full_drive *full, const struct combination *d)
{
	uint32_t code = d->command->code, got = 0, number;

	if (!d->status)
		got = asked.room;
	EXPECT_STATUS(asked.answer, d->status, got);
	if (!got && code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK) {
		check_packs();
		return;
	}
	check_bytes(asked.out, got, sizeof(asked.out), UNTOUCHED);
	if (!got)
		return;
	memcpy(&number, asked.out, sizeof(number));
	if (d->fake)
		check_bytes(asked.out, 0, got, FAULT_FAKE_BYTE);
	else if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE)
		CHECK_EQ(number, BLOCK);
	else if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK)
		CHECK_MEM(asked.out, asked.block, BLOCK);
	else if (code == IOCTL_AACS_START_SESSION)
		CHECK(number < full->drive.agids);
	else
		FAIL("%s answered, and with what?", code_name(code));
}

static void check_sent(const struct combination *d)
{
	if (d->sent)
		CHECK_EQ(asked.used, d->sent);
	else if (asked.used < 2 || asked.used > d->most)
		FAIL("it was sent %u times, wanted 2 to %u", asked.used,
		     d->most);
}

/* Whether success of the request ends the session. */
static bool releases(uint32_t code)
{
	return code == IOCTL_AACS_READ_VOLUME_ID ||
	       code == IOCTL_AACS_READ_SERIAL_NUMBER ||
	       code == IOCTL_AACS_READ_MEDIA_ID ||
	       code == IOCTL_AACS_READ_BINDING_NONCE;
}

static void check_poll(const struct full_drive *full, const struct combination *d,
		       bool had)
{
	/*
	 * poll() reports nothing to a file that lost nothing or has a new session, or
	 * if the file's request had ended its session before the loss.
	 */
	bool used_up = d->command->flags & INVALIDATES &&
		       releases(d->command->code);
	bool is_told = d->told || (d->lost && had && !used_up);

	if (d->lost && full->drive.agids > 1)
		expect_poll(full->other, POLLPRI, 5000);
	else
		CHECK_EQ(poll_now(full->other), 0);
	/* Its session may have been over when the reset was noticed. */
	if (!(d->reset && d->command->flags & INVALIDATES))
		CHECK_EQ(poll_now(full->fd), is_told ? POLLPRI : 0);
}

static void end_it(const struct full_drive *full, unsigned int taken)
{
	EXPECT(end_session(full->fd, full->agid), SUCCESS, 0);
	agids_expect(&full->drive, taken - 1);
}

/* Only the drive has an AGID, and no other is free: does the module end it? */
static void check_kept(struct full_drive *full, const struct combination *d)
{
	const char *none = line_key(0xa4, 0, 0, 8, "5/55/00 0");
	uint32_t agid = 99;

	log_mark(&full->drive);
	/* After a close() the module ends the sessions that it has to end. */
	close(node_open(&full->drive, O_RDWR));
	if (d->denied) {
		EXPECT(try_start(full->fd, &agid), INSUFFICIENT_RESOURCES, 0);
		log_expect(&full->drive, none);
	} else {
		EXPECT(try_start(full->fd, &agid), SUCCESS, 4);
		CHECK_EQ(agid, full->agid);
		log_expect(&full->drive, none, line_end(agid), line_grant());
	}
}

static void check_profiles(struct full_drive *full, const struct combination *d)
{
	uint32_t size;

	if (d->profiles < 0)
		return;
	CHECK_EQ(log_count(&full->drive, CONFIGURATION), d->profiles);
	EXPECT(read_mkb_size(full->fd, &size), SUCCESS, 4);
	CHECK_EQ(log_count(&full->drive, CONFIGURATION), d->profiles +
		 d->profiles_after);
}

/* The module does not ask again whether the drive has AACS. */
static void check_remembered(struct full_drive *full)
{
	uint32_t size;

	log_mark(&full->drive);
	EXPECT(read_mkb_size(full->fd, &size), INVALID_DEVICE_REQUEST, 0);
	CHECK_EQ(log_count(&full->drive, CONFIGURATION), 0);
}

void combination_check(struct full_drive *full, const struct combination *d)
{
	const struct drive_command *c = d->command;
	bool start = c->code == IOCTL_AACS_START_SESSION;
	bool had = !start;
	unsigned int taken = full->drive.agids - start;
	bool holds = had && !d->lost;

	if (!c->code)
		return;
	check_answer(full, d);
	check_sent(d);
	if (d->remembered)
		check_remembered(full);
	/* The module has no session then, or knows none. */
	if (c->flags & OF_FEATURE)
		return;
	check_poll(full, d, had);
	check_profiles(full, d);

	if (start && !d->status) {
		memcpy(&full->agid, asked.out, sizeof(full->agid));
		holds = true;
		taken++;
	}
	if (d->over || (releases(c->code) && !d->status))
		holds = false;
	/* A drive that lies about its AGIDs has all of them. */
	if (had && !holds && !d->lost && !d->denied && !d->leftover && !d->ended_later)
		taken--;
	if (d->reset)
		taken = 0;
	agids_expect(&full->drive, taken);

	if (c->code == IOCTL_AACS_GENERATE_BINDING_NONCE && !d->status) {
		EXPECT(use_agid(full->fd, IOCTL_AACS_GET_CERTIFICATE,
				full->agid), INVALID_DEVICE_STATE, 0);
		end_it(full, taken);
	} else if (holds && start) {
		end_it(full, taken);
	} else if (holds) {
		/* The drive has it as well: it is out of order, not unknown. */
		EXPECT(use_agid(full->fd, IOCTL_AACS_GET_CERTIFICATE,
				full->agid), INVALID_DEVICE_REQUEST, 0);
	} else if (had) {
		EXPECT(end_session(full->fd, full->agid),
		       CSS_KEY_NOT_ESTABLISHED, 0);
		agids_expect(&full->drive, taken);
	}
	if (d->denied || d->leftover)
		check_kept(full, d);
}

static bool nothing_left(void *drive)
{
	return !faults_left(drive);
}

/* The AGID of the file that was closed, while the other file is open. */
static bool check_closed(struct full_drive *full, const struct combination *d)
{
	unsigned int taken = full->drive.agids;

	if (!d->denied && !d->ended_later && !d->lost)
		taken--;
	if (!wait_for(nothing_left, &full->drive, 5000))
		return complain("the number of faults after a close()",
				faults_left(&full->drive), 0);
	return agids_become(&full->drive, taken) ||
	       complain("the number of AGIDs after a close()",
			agids_taken(&full->drive), taken);
}

/* After a loss, or an AGID that the drive has kept for itself. */
static bool start_over(struct full_drive *full, const struct combination *d)
{
	bool lied = d->lost && !d->reset, good = true;
	uint32_t size;
	int fd;

	close(full->fd);
	if (!d->command->code)
		good = check_closed(full, d);
	/* The module tries again with the next file. */
	close(full->other);
	ctl(&full->drive, "faults clear");
	if (d->ended_later) {
		/* A silent drive must first answer a command. */
		fd = node_open(&full->drive, O_RDWR);
		EXPECT(read_mkb_size(fd, &size), SUCCESS, 4);
		close(fd);
	}
	if (d->denied) {
		fd = node_open(&full->drive, O_RDWR);
		EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
		close(fd);
	}
	if (!lied && !agids_free(&full->drive))
		good = complain("the number of AGIDs after all was closed",
				agids_taken(&full->drive), 0);
	return full_drive_fill(full, d->command) && good;
}

bool combination_next(struct full_drive *full, const struct combination *d)
{
	const struct drive_command *c = d->command;

	if (c->flags & OF_FEATURE) {
		if (d->remembered)
			full_drive_renew(full);
		/* The module asks again unless the answer was valid. */
		if (!d->status)
			full_drive_forget(full);
		return true;
	}
	if (!c->code || d->lost || d->denied || d->leftover || d->ended_later)
		return start_over(full, d);
	if (d->over || (!d->status && (releases(c->code) || c->code ==
				       IOCTL_AACS_GENERATE_BINDING_NONCE)))
		return fill_one(full, full->fd) &&
		       agids_taken(&full->drive) == full->drive.agids;
	return true;
}
