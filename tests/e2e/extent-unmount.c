// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding nonces for a file on a disc that is unmounted, right after it or in
 * the middle of it: nothing is held on to.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE, .plain = true);

#define UNMOUNTS	50

/* Right after the request, and it is never still in use. */
CASE(unmount_after, "unmounted right after it", .seconds = 120)
{
	struct room room = room_open("");

	for (int i = 0; i < UNMOUNTS; i++) {
		disc_dirty(&room.file);
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
CASE(detached, "unmounted, still open")
{
	struct room room = room_open("");

	CHECK(!umount2(DISC, MNT_DETACH));
	disc_dirty(&room.file);
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
CASE(number, "another drive gets the number")
{
	struct room room = room_open("");
	int number = room.drive.number;

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
		struct answer a = ask_nonce(race->room->fd,
					    IOCTL_AACS_READ_BINDING_NONCE, &in);

		if (a.status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED)
			race->sent++;
		else if (a.status == SR_AACS_STATUS_INVALID_PARAMETER)
			race->refused++;
		else
			EXPECT(a, SR_AACS_STATUS_SUCCESS, 32);
		atomic_fetch_add(&race->asked, 1);
	}
	return NULL;
}

static bool has_asked(void *arg)
{
	struct race *race = arg;

	return atomic_load(&race->asked) >= race->until;
}

CASE(unmount_race, "unmounted again and again", .seconds = 300)
{
	struct room room = room_open("");
	struct race race = { .room = &room, .handle = room.file.fd };
	pthread_t thread;
	char line[80];

	CHECK(!pthread_create(&thread, NULL, ask_on, &race));
	for (int i = 0; i < 60; i++) {
		disc_dirty(&room.file);
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
