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
EXTENT_CASE(unmount_after, "unmounted right after it", .seconds = 120)
{
	for (int i = 0; i < UNMOUNTS; i++) {
		disc_dirty(f->file);
		extent_expect_file(f, nonce_codes[i % 2]);
		close(f->file->fd);
		disc_umount(DISC);
		CHECK(!disc_in_use(f->drive));
		disc_mount(f->drive, DISC, "udf", 0);
		f->file->fd = disc_fd(DISC "/file", O_RDWR);
	}
}

/* No longer mounted anywhere, but still open. */
EXTENT_CASE(detached, "unmounted, still open")
{
	CHECK(!umount2(DISC, MNT_DETACH));
	disc_dirty(f->file);
	for (int i = 0; i < 2; i++)
		extent_expect_file(f, nonce_codes[i]);
	CHECK(disc_in_use(f->drive));
	close(f->file->fd);
	CHECK(!disc_in_use(f->drive));

	disc_mount(f->drive, DISC, "udf", 0);
	f->file->fd = disc_fd(DISC "/file", O_RDWR);
	for (int i = 0; i < 2; i++)
		extent_expect_file(f, nonce_codes[i]);
}

/* A number of srN is given again once nothing holds on to that disk. */
EXTENT_CASE(number, "another drive gets the number")
{
	int number = f->drive->number;

	for (int i = 0; i < 2; i++)
		extent_expect_file(f, nonce_codes[i]);
	extent_end(f);

	extent_begin(f);
	CHECK_EQ(f->drive->number, number);
}

/* One thread asks and asks, while the file goes and comes. */
struct race {
	struct fixture *f;
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
			by_handle(race->f->agid,
				  (uint64_t)atomic_load(&race->handle));
		struct answer a = ask_nonce(race->f->fd,
					    IOCTL_AACS_READ_BINDING_NONCE, &in);

		if (a.status == SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED)
			race->sent++;
		else if (a.status == SR_AACS_STATUS_INVALID_PARAMETER)
			race->refused++;
		else
			EXPECT(a, SUCCESS, 32);
		atomic_fetch_add(&race->asked, 1);
	}
	return NULL;
}

static bool has_asked(void *arg)
{
	struct race *race = arg;

	return atomic_load(&race->asked) >= race->until;
}

EXTENT_CASE(unmount_race, "unmounted again and again", .seconds = 300)
{
	struct race race = { .f = f, .handle = f->file->fd };
	pthread_t thread;
	char line[80];

	CHECK(!pthread_create(&thread, NULL, ask_on, &race));
	for (int i = 0; i < 60; i++) {
		disc_dirty(f->file);
		race.until = atomic_load(&race.asked) + 1 + i % 3;
		CHECK(wait_for(has_asked, &race, 20000));
		CHECK(!umount2(DISC, MNT_DETACH));
		close(f->file->fd);
		disc_mount(f->drive, DISC, "udf", 0);
		f->file->fd = disc_fd(DISC "/file", O_RDWR);
		atomic_store(&race.handle, f->file->fd);
	}
	atomic_store(&race.end, true);
	CHECK(!pthread_join(thread, NULL));
	CHECK(race.sent > 0);
	CHECK(race.refused > 0);
	/* Wherever it was caught, the extent was the file's. */
	snprintf(line, sizeof(line), "%s", line_nonce(f->agid, 0x21, f->lba,
						      (uint8_t)f->file->blocks,
						      "5/6f/02"));
	CHECK_EQ(log_count(f->drive, line), race.sent);
	CHECK_EQ(log_count(f->drive, "a4"), race.sent);
	close(f->file->fd);
	disc_umount(DISC);
	CHECK(!disc_in_use(f->drive));
	disc_mount(f->drive, DISC, "udf", 0);
}
