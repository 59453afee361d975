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
	struct extent_fixture ext = extent_open("");

	for (int i = 0; i < UNMOUNTS; i++) {
		disc_dirty(&ext.file);
		extent_expect_file(&ext, nonce_codes[i % 2]);
		close(ext.file.fd);
		disc_umount(DISC);
		CHECK(!disc_in_use(&ext.drive));
		disc_mount(&ext.drive, DISC, "udf", 0);
		ext.file.fd = disc_fd(DISC "/file", O_RDWR);
	}
	extent_close(&ext);
}

/* No longer mounted anywhere, but still open. */
CASE(detached, "unmounted, still open")
{
	struct extent_fixture ext = extent_open("");

	CHECK(!umount2(DISC, MNT_DETACH));
	disc_dirty(&ext.file);
	for (int i = 0; i < 2; i++)
		extent_expect_file(&ext, nonce_codes[i]);
	CHECK(disc_in_use(&ext.drive));
	close(ext.file.fd);
	CHECK(!disc_in_use(&ext.drive));

	disc_mount(&ext.drive, DISC, "udf", 0);
	ext.file.fd = disc_fd(DISC "/file", O_RDWR);
	for (int i = 0; i < 2; i++)
		extent_expect_file(&ext, nonce_codes[i]);
	extent_close(&ext);
}

/* A number of srN is given again once nothing holds on to that disk. */
CASE(number, "another drive gets the number")
{
	struct extent_fixture ext = extent_open("");
	int number = ext.drive.number;

	for (int i = 0; i < 2; i++)
		extent_expect_file(&ext, nonce_codes[i]);
	extent_close(&ext);

	ext = extent_open("");
	CHECK_EQ(ext.drive.number, number);
	extent_close(&ext);
}

/* One thread asks and asks, while the file goes and comes. */
struct race {
	struct extent_fixture *ext;
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
			by_handle(race->ext->agid,
				  (uint64_t)atomic_load(&race->handle));
		struct answer a = ask_nonce(race->ext->fd,
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

CASE(unmount_race, "unmounted again and again", .seconds = 300)
{
	struct extent_fixture ext = extent_open("");
	struct race race = { .ext = &ext, .handle = ext.file.fd };
	pthread_t thread;
	char line[80];

	CHECK(!pthread_create(&thread, NULL, ask_on, &race));
	for (int i = 0; i < 60; i++) {
		disc_dirty(&ext.file);
		race.until = atomic_load(&race.asked) + 1 + i % 3;
		CHECK(wait_for(has_asked, &race, 20000));
		CHECK(!umount2(DISC, MNT_DETACH));
		close(ext.file.fd);
		disc_mount(&ext.drive, DISC, "udf", 0);
		ext.file.fd = disc_fd(DISC "/file", O_RDWR);
		atomic_store(&race.handle, ext.file.fd);
	}
	atomic_store(&race.end, true);
	CHECK(!pthread_join(thread, NULL));
	CHECK(race.sent > 0);
	CHECK(race.refused > 0);
	/* Wherever it was caught, the extent was the file's. */
	snprintf(line, sizeof(line), "%s", line_nonce(ext.agid, 0x21, ext.lba,
						      (uint8_t)ext.file.blocks,
						      "5/6f/02"));
	CHECK_EQ(log_count(&ext.drive, line), race.sent);
	CHECK_EQ(log_count(&ext.drive, "a4"), race.sent);
	close(ext.file.fd);
	disc_umount(DISC);
	CHECK(!disc_in_use(&ext.drive));
	disc_mount(&ext.drive, DISC, "udf", 0);
	extent_close(&ext);
}
