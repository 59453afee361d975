// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Drives that go away with files open and commands in flight; sr is unbound and bound
 * again; resets abort a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/async.h"
#include "../fixture/fixture.h"

THEME("unplug", .plain = true);

/* Asks, and returns once the drive holds the command back, by this fault. */
static struct async *ask_held(struct drive *drive, const char *fault, int fd,
			      uint32_t code, uint32_t agid)
{
	uint8_t in[128];

	agid_input(in, code, agid);
	return async_held(drive, fault, fd, code, in);
}

/* ---- unplugged ---- */

static void expect_gone(int fd)
{
	for (unsigned int i = 0; i < CODES; i++)
		EXPECT(use_agid(fd, all_codes[i], 0), NO_SUCH_DEVICE, 0);
}

/* Owner, bystander, node and every code after the drive was unplugged. */
CASE(unplug, "unplugged", .own = "")
{
	int owner = node_open(f->drive, O_RDWR);
	int bystander = node_open(f->drive, O_RDWR);

	start_session(owner);
	CHECK_EQ(poll_now(owner), 0);
	drive_stop(f->drive);
	expect_poll(owner, POLLHUP | POLLPRI, 5000);
	expect_poll(bystander, POLLHUP, 5000);
	CHECK_EQ(poll_now(bystander), POLLHUP);
	CHECK(wait_for(path_missing, f->drive->aacs, 5000));
	expect_gone(owner);
	expect_gone(bystander);
	/* The next drive of this number is another one. */
	*f->drive = drive_start("own", 1024, "");
	expect_gone(owner);
	start_session(node_open(f->drive, O_RDWR));
	close(owner);
	close(bystander);
	agids_expect(f->drive, 1);
}

/* With a command in flight that the drive never answers. */
OPEN_CASE(unplug_in_flight, "unplugged in flight", .own = "",
	  LABELS("a silent drive", "a slow drive"))
{
	int other = node_open(f->drive, O_RDWR);
	uint32_t agid = start_session(f->fd);
	short told = start_second_session(other, f->drive);
	struct async *a;

	a = ask_held(f->drive, f->row ? "a4:1 delay 60000" : "a4:1 silent", f->fd,
		     IOCTL_AACS_GET_CERTIFICATE, agid);
	drive_stop(f->drive);
	CHECK(async_answer(a, 30).ret == -1);
	CHECK_EQ(a->answer.information, 0);
	async_untouched(a);
	expect_poll(other, POLLHUP | told, 5000);
	expect_gone(f->fd);
	expect_gone(other);
}

/* The whole block is being read, the drive goes between two packs. */
static void unplug_soon(int tell, void *arg)
{
	CHECK(wait_for(fault_met, arg, 5000));
	child_tell(tell, 0);
	drive_stop(arg);
}

OPEN_CASE(unplug_mkb, "unplugged between two packs",
	  .own = "--mkb-size 8000000")
{
	static uint8_t block[8192000];
	uint32_t layer = 0;
	struct child child;
	struct answer a;
	int64_t start;

	fault_set(f->drive, "ad:83 delay 300 count 999");
	child = child_start(unplug_soon, f->drive);
	start = now_ms();
	a = request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4, block,
		    sizeof(block));
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.information, 0);
	/* All 245 packs would take over a minute. */
	CHECK(now_ms() - start < 30000);
	child_end(&child);
	expect_gone(f->fd);
}

/* The drive's program is killed, so no answer comes; a new one takes over. */
OPEN_CASE(vdrive_killed, "drive's program killed", .own = "")
{
	uint32_t agid = start_session(f->fd);

	drive_kill(f->drive);
	EXPECT(use_agid(f->fd, IOCTL_AACS_GET_CERTIFICATE, agid), DEVICE_NOT_READY,
	       0);
	*f->drive = drive_start("own", 1024, "");
	expect_poll(f->fd, POLLHUP | POLLPRI, 5000);
	expect_gone(f->fd);
	close(f->fd);
	f->fd = node_open(f->drive, O_RDWR);
	EXPECT(end_session(f->fd, start_session(f->fd)), SUCCESS, 0);
}

/* ---- sr unbound and bound ---- */

/* Its disk is another one afterwards, so is the node. */
CASE(rebind, "sr unbound and bound")
{
	int owner = node_open(f->drive, O_RDWR);
	int bystander = node_open(f->drive, O_RDWR), fd;

	start_all_sessions(owner, f->drive);
	log_mark(f->drive);
	CHECK_EQ(sr_unbind(f->drive), 0);
	/* The drive is still there, so it is told. */
	log_expect_ends(f->drive, 0, NULL);
	CHECK(agids_free(f->drive));
	expect_poll(owner, POLLHUP | POLLPRI, 5000);
	expect_poll(bystander, POLLHUP, 5000);
	CHECK_EQ(poll_now(bystander), POLLHUP);
	CHECK(wait_for(path_missing, f->drive->aacs, 5000));
	expect_gone(owner);

	CHECK_EQ(sr_bind(f->drive), 0);
	CHECK(wait_for(path_exists, f->drive->aacs, 5000));
	*f->drive = guest_drive(0);
	expect_gone(owner);
	expect_gone(bystander);
	fd = node_open(f->drive, O_RDWR);
	CHECK_EQ(start_session(fd), 0);
	log_mark(f->drive);
	close(owner);
	close(bystander);
	log_expect_silence(f->drive);
	EXPECT(end_session(fd, 0), SUCCESS, 0);
}

/* Nothing is asked of a drive that sr doesn't drive. */
OPEN_CASE(unbind_in_flight, "sr unbound in flight")
{
	uint32_t agid = start_session(f->fd);
	struct async *a;

	a = ask_held(f->drive, "a4:1 delay 1000", f->fd, IOCTL_AACS_GET_CERTIFICATE,
		     agid);
	/* Waits for the command, which fails: no certificate was sent before. */
	CHECK_EQ(sr_unbind(f->drive), 0);
	EXPECT(async_answer(a, 30), INVALID_DEVICE_REQUEST, 0);
	expect_gone(f->fd);
	CHECK(agids_free(f->drive));
	CHECK_EQ(sr_bind(f->drive), 0);
	CHECK(wait_for(path_exists, f->drive->aacs, 5000));
}

/* ---- a reset with a command in flight ---- */

static const struct {
	uint32_t code;
	const char *fault;
} resets[] = {
	{ IOCTL_AACS_START_SESSION, "a4:0 silent" },
	{ IOCTL_AACS_GET_CERTIFICATE, "a4:1 silent" },
	{ IOCTL_AACS_GET_CHALLENGE_KEY, "a4:2 silent" },
	{ IOCTL_AACS_READ_VOLUME_ID, "ad:80 silent" },
	{ IOCTL_AACS_READ_SERIAL_NUMBER, "ad:81 silent" },
	{ IOCTL_AACS_READ_MEDIA_ID, "ad:82 silent" },
	{ IOCTL_AACS_READ_BINDING_NONCE, "a4:21 silent" },
	{ IOCTL_AACS_GENERATE_BINDING_NONCE, "a4:20 silent" },
	{ IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, "ad:83 silent" },
};

static const char *reset_label(unsigned int i)
{
	return code_name(resets[i].code);
}

/*
 * The aborted command comes back as GOOD with zeros (that is what the target
 * core does): an error, and not a byte of it. No nonce of zeros.
 */
OPEN_CASE(reset_in_flight, "reset in flight", .rows = ARRAY_SIZE(resets),
	  .label = reset_label)
{
	int other = node_open(f->drive, O_RDWR);
	uint32_t code = resets[f->row].code, agid = 0, others = 0;
	short told = POLLPRI;
	struct async *a;

	if (code == IOCTL_AACS_START_SESSION ||
	    code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE) {
		others = start_session(other);
		use_agid(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, 0);
	} else {
		agid = start_session(f->fd);
		others = 1;
		told = start_second_session(other, f->drive);
	}
	a = ask_held(f->drive, resets[f->row].fault, f->fd, code, agid);
	CHECK_EQ(raw_reset(f->drive, SG_SCSI_RESET_DEVICE), 0);
	EXPECT(async_answer(a, 30), IO_DEVICE_ERROR, 0);
	async_untouched(a);
	expect_poll(told ? other : f->fd, POLLPRI, 5000);
	EXPECT(end_session(other, others), CSS_KEY_NOT_ESTABLISHED, 0);
	CHECK(agids_free(f->drive));
	EXPECT(end_session(other, start_session(other)), SUCCESS, 0);
}

static const struct {
	const char *name;
	uint32_t code;
	const char *fault;
} sends[] = {
	{ "SEND_CERTIFICATE", IOCTL_AACS_SEND_CERTIFICATE, "a3:1 silent" },
	{ "SEND_CHALLENGE_KEY", IOCTL_AACS_SEND_CHALLENGE_KEY, "a3:2 silent" },
	{ "SEND_CERTIFICATE, slow", IOCTL_AACS_SEND_CERTIFICATE, "a3:1 delay 3000" },
	{ "SEND_CHALLENGE_KEY, slow", IOCTL_AACS_SEND_CHALLENGE_KEY, "a3:2 delay 3000" },
};

/* What goes to the drive: no data can lie, but the session is lost. */
OPEN_CASE(reset_in_flight_send, "reset in flight", ROWS(sends, name))
{
	uint32_t agid = start_session(f->fd);
	struct async *a;

	a = ask_held(f->drive, sends[f->row].fault, f->fd, sends[f->row].code, agid);
	CHECK_EQ(raw_reset(f->drive, SG_SCSI_RESET_DEVICE), 0);
	/* Good is what the target core says, and it is not true. */
	EXPECT(async_answer(a, 30), CSS_KEY_NOT_ESTABLISHED, 0);
	expect_poll(f->fd, POLLPRI, 5000);
	log_mark(f->drive);
	EXPECT(use_agid(f->fd, IOCTL_AACS_GET_CERTIFICATE, agid),
	       CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(f->drive);
	CHECK(agids_free(f->drive));
}
