// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces for a file that goes, on a disc or a drive that goes, for a
 * session or a program that goes: in the middle of it and right after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "async.h"
#include "harness.h"
#include "room.h"

#define READ		IOCTL_AACS_READ_BINDING_NONCE
#define GENERATE	IOCTL_AACS_GENERATE_BINDING_NONCE

/* A drive that may take this long for a command. */
#define PATIENT		"--command-timeout 60"
#define WRITE_HELD	"2a delay 10000"

/* The file has other contents now, which are not on the disc. */
static void make_dirty(const struct disc_file *file)
{
	disc_fill(file->data, file->size);
	CHECK_EQ(pwrite(file->fd, file->data, file->size, 0), file->size);
}

/* ---- unmounted ---- */

#define UNMOUNTS	50

/* Right after the request, and it is never still in use. */
static void test_unmount_after(unsigned int row)
{
	struct room room = room_open("");

	(void)row;
	for (int i = 0; i < UNMOUNTS; i++) {
		make_dirty(&room.file);
		room_expect_file(&room, nonce_codes[i % 2]);
		close(room.file.fd);
		disc_umount(DISC);
		CHECK(!disc_in_use(&room.drive));
		disc_mount(&room.drive, DISC, "udf", 0);
		room.file.fd = disc_fd(DISC "/file", O_RDWR);
	}
	room_close(&room);
}

/* No longer mounted anywhere, but still open. */
static void test_detached(unsigned int row)
{
	struct room room = room_open("");

	(void)row;
	CHECK(!umount2(DISC, MNT_DETACH));
	make_dirty(&room.file);
	for (int i = 0; i < 2; i++)
		room_expect_file(&room, nonce_codes[i]);
	CHECK(disc_in_use(&room.drive));
	close(room.file.fd);
	CHECK(!disc_in_use(&room.drive));

	disc_mount(&room.drive, DISC, "udf", 0);
	room.file.fd = disc_fd(DISC "/file", O_RDWR);
	for (int i = 0; i < 2; i++)
		room_expect_file(&room, nonce_codes[i]);
	room_close(&room);
}

/* A number of srN is given again once nothing holds on to that disk. */
static void test_number(unsigned int row)
{
	struct room room = room_open("");
	int number = room.drive.number;

	(void)row;
	for (int i = 0; i < 2; i++)
		room_expect_file(&room, nonce_codes[i]);
	room_close(&room);

	room = room_open("");
	CHECK_EQ(room.drive.number, number);
	room_close(&room);
}

/* One thread asks and asks, while the file goes and comes. */
struct race {
	struct room *room;
	atomic_int handle;
	atomic_uint asked;
	atomic_bool end;
	unsigned int sent, refused;
	unsigned int until;	/* for has_asked() */
};

static void *ask_on(void *arg)
{
	struct race *race = arg;

	while (!atomic_load(&race->end)) {
		struct sr_aacs_read_binding_nonce in =
			by_handle(race->room->agid,
				  (uint64_t)atomic_load(&race->handle));
		struct answer a = ask_nonce(race->room->fd, READ, &in);

		if (a.status == STATUS_CSS_KEY_NOT_ESTABLISHED)
			race->sent++;
		else if (a.status == STATUS_INVALID_PARAMETER)
			race->refused++;
		else
			EXPECT(a, STATUS_SUCCESS, 32);
		atomic_fetch_add(&race->asked, 1);
	}
	return NULL;
}

static bool has_asked(void *arg)
{
	struct race *race = arg;

	return atomic_load(&race->asked) >= race->until;
}

static void test_unmount_race(unsigned int row)
{
	struct room room = room_open("");
	struct race race = { .room = &room, .handle = room.file.fd };
	pthread_t thread;
	char line[80];

	(void)row;
	CHECK(!pthread_create(&thread, NULL, ask_on, &race));
	for (int i = 0; i < 60; i++) {
		make_dirty(&room.file);
		race.until = atomic_load(&race.asked) + 1 + i % 3;
		CHECK(wait_for(has_asked, &race, 20000));
		CHECK(!umount2(DISC, MNT_DETACH));
		close(room.file.fd);
		disc_mount(&room.drive, DISC, "udf", 0);
		room.file.fd = disc_fd(DISC "/file", O_RDWR);
		atomic_store(&race.handle, room.file.fd);
	}
	atomic_store(&race.end, true);
	CHECK(!pthread_join(thread, NULL));
	CHECK(race.sent > 0);
	CHECK(race.refused > 0);
	/* Wherever it was caught, the extent was the file's. */
	snprintf(line, sizeof(line), "%s",
		 line_nonce(room.agid, 0x21, room.lba,
			    (uint8_t)room.file.blocks, "5/6f/02"));
	CHECK_EQ(log_count(&room.drive, line), race.sent);
	CHECK_EQ(log_count(&room.drive, "a4"), race.sent);
	close(room.file.fd);
	disc_umount(DISC);
	CHECK(!disc_in_use(&room.drive));
	disc_mount(&room.drive, DISC, "udf", 0);
	room_close(&room);
}

/* ---- the file can't be written out ---- */

static void test_not_written(unsigned int row)
{
	uint32_t code = nonce_codes[row];
	struct room room = room_open("");
	struct sr_aacs_read_binding_nonce in =
		by_handle(room.agid, (uint64_t)room.file.fd);

	make_dirty(&room.file);
	log_mark(&room.drive);
	fault_set(&room.drive, "2a sense 3/0c/00 count 1000");
	EXPECT(ask_nonce(room.fd, code, &in), STATUS_IO_DEVICE_ERROR, 0);
	log_expect_no_aacs(&room.drive);
	ctl(&room.drive, "faults clear");

	/* That the request was told of it keeps it from nobody else. */
	CHECK(fsync(room.file.fd) == -1 && errno == EIO);
	make_dirty(&room.file);
	room_expect_file(&room, code);
	CHECK(!fsync(room.file.fd));
	room_close(&room);
}

static const char *code_label(unsigned int i)
{
	return code_name(nonce_codes[i]);
}

/* ---- the session goes while the file is being written out ---- */

static const struct {
	const char *name;
	bool again, by_other;
} swaps[] = {
	{ "ended", false, false },
	{ "ended and granted again", true, false },
	{ "ended and granted to another", true, true },
};

static const char *swap_label(unsigned int i)
{
	return swaps[i].name;
}

static void test_session_gone(unsigned int row)
{
	struct room room = room_open(PATIENT);
	int other = node_open(&room.drive, O_RDWR);
	struct sr_aacs_read_binding_nonce in =
		by_handle(room.agid, (uint64_t)room.file.fd);
	struct async *a;

	make_dirty(&room.file);
	log_mark(&room.drive);
	a = async_held(&room.drive, WRITE_HELD, room.fd, GENERATE, &in);
	EXPECT(end_session(room.fd, room.agid), STATUS_SUCCESS, 0);
	if (swaps[row].by_other)
		CHECK_EQ(start_session(other), room.agid);
	else if (swaps[row].again)
		CHECK_EQ(start_session(room.fd), room.agid);
	/* Not written yet, so all of that came in between. */
	CHECK_EQ(log_count(&room.drive, "2a"), 0);
	EXPECT(async_answer(a, 60), STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	async_untouched(a);
	CHECK(log_written(&room.drive, room.lba, room.file.blocks, "a4:no"));
	if (swaps[row].again)
		log_expect(&room.drive, line_end(room.agid), line_grant());
	else
		log_expect(&room.drive, line_end(room.agid));

	/* The new session is as good as any. */
	if (!swaps[row].again)
		CHECK_EQ(start_session(room.fd), room.agid);
	if (swaps[row].by_other)
		room.fd = other;
	log_mark(&room.drive);
	room_expect_file(&room, GENERATE);
	room_close(&room);
}

/* ---- the program goes while the file is being written out ---- */

static void ask_and_wait(int tell, void *arg)
{
	struct room *room = arg;
	struct sr_aacs_read_binding_nonce in;
	int fd = node_open(&room->drive, O_RDWR);

	in = by_handle(start_session(fd), (uint64_t)room->file.fd);
	make_dirty(&room->file);
	child_tell(tell, in.session_id);
	ask_nonce(fd, GENERATE, &in);
}

static void test_killed(unsigned int row)
{
	struct room room = room_open(PATIENT);
	struct child child;
	uint32_t agid;

	(void)row;
	fault_set(&room.drive, WRITE_HELD);
	child = child_start(ask_and_wait, &room);
	agid = child_hear(&child);
	CHECK(wait_for(fault_met, &room.drive, 20000));
	child_kill(&child);
	log_expect(&room.drive, line_grant(), line_end(agid));
	CHECK_EQ(agids_taken(&room.drive), 1);
	room_expect_file(&room, GENERATE);
	room_close(&room);
}

/* ---- the drive goes ---- */

static const struct {
	const char *name;
	uint32_t code;
	const char *fault;
	bool dirty;
} unplugs[] = {
	{ "READ_BINDING_NONCE, its command held back", READ,
	  "a4:21 delay 60000", false },
	{ "GENERATE_BINDING_NONCE, its command held back", GENERATE,
	  "a4:20 delay 60000", true },
	{ "READ_BINDING_NONCE, the write held back", READ, "2a delay 60000",
	  true },
	{ "GENERATE_BINDING_NONCE, the write held back", GENERATE,
	  "2a silent", true },
};

static const char *unplug_label(unsigned int i)
{
	return unplugs[i].name;
}

/* No drive any more, or one that has failed. */
static void expect_gone(struct answer a)
{
	switch (a.status) {
	case STATUS_NO_SUCH_DEVICE:
	case STATUS_IO_DEVICE_ERROR:
	case STATUS_DEVICE_NOT_READY:
	case STATUS_CSS_KEY_NOT_ESTABLISHED:
		EXPECT(a, a.status, 0);
		return;
	}
	EXPECT(a, STATUS_NO_SUCH_DEVICE, 0);
}

static void test_unplugged(unsigned int row)
{
	struct room room = room_open("--command-timeout 120");
	struct sr_aacs_read_binding_nonce in =
		by_handle(room.agid, (uint64_t)room.file.fd);
	struct async *a;

	if (unplugs[row].dirty)
		make_dirty(&room.file);
	a = async_held(&room.drive, unplugs[row].fault, room.fd,
		       unplugs[row].code, &in);
	drive_stop(&room.drive);
	expect_gone(async_answer(a, 50));
	async_untouched(a);
	for (int i = 0; i < 2; i++)
		EXPECT(ask_nonce(room.fd, nonce_codes[i], &in),
		       STATUS_NO_SUCH_DEVICE, 0);
	close(room.file.fd);
	disc_umount(DISC);
}

/* While a thread writes to the file and another one asks about it. */
struct writer {
	struct disc_file *file;
	atomic_bool end;
};

static void *write_on(void *arg)
{
	struct writer *writer = arg;

	/* Errors are to be expected, once the drive has gone. */
	while (!atomic_load(&writer->end)) {
		if (pwrite(writer->file->fd, writer->file->data,
			   writer->file->size, 0) < 0)
			break;
	}
	return NULL;
}

struct asker {
	struct room *room;
	atomic_uint asked;
};

static void *ask_until_gone(void *arg)
{
	struct asker *asker = arg;
	struct sr_aacs_read_binding_nonce in =
		by_handle(asker->room->agid, (uint64_t)asker->room->file.fd);
	struct answer a;

	do {
		a = ask_nonce(asker->room->fd, GENERATE, &in);
		expect_gone(a);
		atomic_fetch_add(&asker->asked, 1);
	} while (a.status != STATUS_NO_SUCH_DEVICE);
	return NULL;
}

static bool asked_some(void *arg)
{
	return atomic_load(&((struct asker *)arg)->asked) >= 20;
}

static void test_unplugged_busy(unsigned int row)
{
	struct room room = room_open("");
	struct writer writer = { .file = &room.file };
	struct asker asker = { .room = &room };
	pthread_t writes, asks;

	(void)row;
	CHECK(!pthread_create(&writes, NULL, write_on, &writer));
	CHECK(!pthread_create(&asks, NULL, ask_until_gone, &asker));
	CHECK(wait_for(asked_some, &asker, 30000));
	drive_stop(&room.drive);
	CHECK(!pthread_join(asks, NULL));
	atomic_store(&writer.end, true);
	CHECK(!pthread_join(writes, NULL));
	close(room.file.fd);
	disc_umount(DISC);
}

static const struct e2e_case cases[] = {
	{ "unmounted right after it", test_unmount_after, 0, NULL, 120 },
	{ "unmounted, still open", test_detached, 0, NULL, 0 },
	{ "another drive gets the number", test_number, 0, NULL, 0 },
	{ "unmounted again and again", test_unmount_race, 0, NULL, 300 },
	{ "can't be written out", test_not_written, 2, code_label, 0 },
	{ "session, while written out", test_session_gone, ARRAY_SIZE(swaps),
	  swap_label, 120 },
	{ "program killed while written out", test_killed, 0, NULL, 120 },
	{ "unplugged", test_unplugged, ARRAY_SIZE(unplugs), unplug_label,
	  120 },
	{ "unplugged while written to", test_unplugged_busy, 0, NULL, 120 },
};

E2E_THEME_PART(extent, gone, cases);
