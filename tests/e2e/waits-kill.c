// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs that are killed while they wait: for their command's answer, for
 * another command, for the disk, for a tag, for error recovery. The module is
 * unloaded while the command of a killed program is under way.
 */
#include <fcntl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/plug.h"
#include "waits.h"
#include "waits-scsi-debug.h"

THEME("waits", .guest = BESIDE, .own = WAITS_DRIVE, .seconds = WAITS_SECONDS);

/* READ CAPACITY (10): sr does not send it when it looks for events. */
static const uint8_t read_capacity[10] = { 0x25 };
static const uint8_t mode_sense[10] = { 0x1a, 0, 0x3f, 0, 0xff };

#define SIZE		IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE
#define CERTIFICATE	IOCTL_AACS_GET_CERTIFICATE

/* A silent drive, which has taken the command. */
CASE(in_flight, "killed, in flight at a silent drive",
     LABELS("GET_CERTIFICATE", "START_SESSION", "END_SESSION"))
{
	static const struct {
		uint32_t code;
		const char *fault;
	} rows[] = {
		{ CERTIFICATE, "a4:1 silent" },
		{ IOCTL_AACS_START_SESSION, "a4:0 silent" },
		{ IOCTL_AACS_END_SESSION, "a3:3f silent" },
	};
	int fd = waits_sessions(f->drive, f->row == 1 ? 0 : 1);
	struct asker asker;

	waits_timeout(waits->timeout + 2);
	asker = asker_held(f->drive, rows[f->row].fault, fd, rows[f->row].code, 0);
	close(fd);
	waits_report(waits_kill(&asker.child), WAITS_NOTHING,
		     "SIGKILL, %s in flight at a silent drive",
		     code_name(rows[f->row].code));
}

/* The program has a session, and another program's command is under way. */
CASE(turn, "killed, queued behind another command")
{
	int fd = waits_sessions(f->drive, 1), other = waits_sessions(f->drive, 0);
	struct asker slow, asker;
	char fault[32];
	int64_t took;

	snprintf(fault, sizeof(fault), "ad:83 delay %u", waits->slow);
	slow = asker_held(f->drive, fault, other, SIZE, 0);
	asker = asker_blocked(fd, CERTIFICATE, 0);
	close(fd);
	waits_report(waits_kill(&asker.child), WAITS_NOTHING,
		     "SIGKILL, queued behind another command");
	/* The other command was under way all the time. */
	CHECK(!asker_answered(&slow));
	CHECK_EQ(asker_hear(&slow, &took), SR_AACS_STATUS_SUCCESS);
	CHECK_EQ(log_count(f->drive, line_key(0xa4, 0, 0x01, 116, "")), 0);
}

/* ---- an SG_IO through /dev/srN ---- */

/* Returns once the drive holds the command back. */
static struct child start_sg(struct drive *drive)
{
	char fault[32];
	struct child child;

	/* Opened for the first time, sr asks for the capacity as well. */
	sr_look(drive);
	snprintf(fault, sizeof(fault), "25 delay %u", waits->sg);
	fault_set(drive, fault);
	child = waits_sg(drive->sr, read_capacity, sizeof(read_capacity),
			 waits->sg + 60000);
	CHECK(wait_for(fault_met, drive, 10000));
	return child;
}

/*
 * The first START_SESSION has the disk opened, which waits for the SG_IO. It
 * makes neither another file's request wait, nor the end of its own program.
 */
OPEN_CASE(behind_sg, "START_SESSION behind SG_IO",
	  LABELS("another file's request", "SIGKILL"))
{
	int other = node_open(f->drive, O_RDWR);
	struct child sg = start_sg(f->drive);
	struct asker start, asker;
	uint32_t status;
	int64_t took;

	start = asker_blocked(f->fd, IOCTL_AACS_START_SESSION, 0);
	close(f->fd);
	if (!f->row) {
		asker = asker_start(other, SIZE, 0);
		status = asker_hear(&asker, &took);
		waits_report(took, WAITS_NOTHING,
			     "another file's request, START_SESSION behind SG_IO");
		CHECK_EQ(status, SR_AACS_STATUS_SUCCESS);
		CHECK(!waits_gone(&sg));
		status = asker_hear(&start, &took);
		CHECK_EQ(status, SR_AACS_STATUS_SUCCESS);
	} else {
		waits_report(waits_kill(&start.child), WAITS_NOTHING,
			     "SIGKILL, START_SESSION behind SG_IO");
		CHECK(!waits_gone(&sg));
	}
	child_end(&sg);
}

/* No event since the disk was opened last: it is not opened again. */
CASE(no_open, "second START_SESSION beside SG_IO")
{
	int fd = waits_sessions(f->drive, 1);
	struct asker start;
	struct child sg;
	uint32_t status;
	int64_t took;

	/* The drive's only one, perhaps. */
	EXPECT(end_session(fd, 0), SUCCESS, 0);
	sg = start_sg(f->drive);
	start = asker_start(fd, IOCTL_AACS_START_SESSION, 0);
	status = asker_hear(&start, &took);
	waits_report(took, WAITS_NOTHING,
		     "second START_SESSION, SG_IO under way");
	CHECK_EQ(status, SR_AACS_STATUS_SUCCESS);
	CHECK(!waits_gone(&sg));
	child_end(&sg);
}

/* ---- a tag ---- */

/* The host has one, and another program's command has it. */
CASE(tag, "killed, waiting for a tag")
{
	struct scsi_debug host = scsi_debug_load("ptype=5 max_queue=1");
	struct drive drive = scsi_debug_drive(&host);
	struct child sg;
	struct asker asker;
	int64_t took;
	int fd;

	fd = node_open(&drive, O_RDWR);
	/* After a reset the drive is asked for its feature again. */
	CHECK_EQ(raw_reset(&drive, SG_SCSI_RESET_DEVICE), 0);
	raw_test_unit_ready(&drive);
	scsi_debug_delay(waits->slow);
	sg = waits_sg(drive.sg, mode_sense, 6, waits->slow + 60000);
	CHECK(wait_for(scsi_debug_busy, &host, 5000));
	asker = asker_blocked(fd, SIZE, 0);
	close(fd);
	took = waits_kill(&asker.child);
	waits_report(took, WAITS_NOTHING, "SIGKILL, waiting for a tag");
	CHECK(!waits_gone(&sg));
	child_end(&sg);
	scsi_debug_unload(&host);
}

/* ---- error recovery ---- */

static void lun_reset(int tell, void *arg)
{
	waits_keep_only(tell, -1);
	child_tell(tell, 0);
	raw_reset(arg, SG_SCSI_RESET_DEVICE);
}

static bool has_command(void *drive)
{
	return waits_busy(drive) > 0;
}

static void drive_signal(const struct drive *drive, int number)
{
	CHECK(!kill(drive_pid(drive), number));
}

/*
 * A reset takes as long as the drive, which stands still, has a command of
 * another program. The limit ends what a module that waits would wait for.
 */
CASE(recovery, "killed, waiting for error recovery")
{
	int fd = waits_sessions(f->drive, 1);
	struct child sg, reset;
	struct asker asker;
	int64_t start;

	drive_signal(f->drive, SIGSTOP);
	sg = waits_sg(f->drive->sg, read_capacity, sizeof(read_capacity),
		      600000);
	CHECK(wait_for(has_command, f->drive, 5000));
	reset = child_start(lun_reset, f->drive);
	child_hear(&reset);
	CHECK(wait_for(child_blocked, &reset, 5000));
	asker = asker_blocked(fd, CERTIFICATE, 0);
	close(fd);
	start = now_ms();
	kill(asker.child.pid, SIGKILL);
	wait_for(waits_gone, &asker.child, waits->slow);
	CHECK(!waits_gone(&reset));
	drive_signal(f->drive, SIGCONT);
	child_kill(&asker.child);
	waits_report(now_ms() - start, WAITS_NOTHING,
		     "SIGKILL, waiting for error recovery");
	child_end(&reset);
	child_end(&sg);
}

/* ---- rmmod ---- */

static void unload(int tell, void *arg)
{
	waits_keep_only(tell, -1);
	CHECK_EQ(module_unload(), 0);
}

/* It sleeps, and does not count as hung. */
static bool child_idle(void *child)
{
	char path[64], text[512], *state;

	snprintf(path, sizeof(path), "/proc/%d/stat", ((struct child *)child)->pid);
	read_line(path, text, sizeof(text));
	state = strrchr(text, ')');
	return state && state[2] == 'I';
}

/*
 * The drive, which stands still, has the command of a killed program. rmmod
 * removes all drives within the module's timeout, and then waits for the
 * command's end.
 */
CASE(rmmod, "killed, in flight at rmmod")
{
	struct drive guest = guest_drive(0);
	int fd = node_open(f->drive, O_RDWR);
	struct asker asker;
	struct child rmmod;
	bool waiting, removed;

	waits_timeout(3600);
	drive_signal(f->drive, SIGSTOP);
	asker = asker_blocked(fd, SIZE, 0);
	CHECK(wait_for(has_command, f->drive, 5000));
	close(fd);
	waits_kill(&asker.child);
	waits_timeout(1);
	rmmod = child_start(unload, NULL);
	waiting = wait_for(child_idle, &rmmod, 10000);
	removed = path_missing(f->drive->aacs) && path_missing(guest.aacs);
	/* Before the case may fail: a drive that stands still can't be stopped. */
	drive_signal(f->drive, SIGCONT);
	CHECK(waiting);
	CHECK(removed);
	child_end(&rmmod);
	CHECK_EQ(module_load(), 0);
	CHECK(wait_for(path_exists, guest.aacs, 10000));
	CHECK(wait_for(path_exists, f->drive->aacs, 10000));
}
