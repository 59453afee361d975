// SPDX-License-Identifier: GPL-2.0-or-later
/* Binding nonces for a file on a drive that is unplugged in the middle of it. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "../fixture/async.h"
#include "../fixture/fixture.h"
#include "../fixture/extent.h"

THEME("extent", .guest = BESIDE, .plain = true);

#define READ		IOCTL_AACS_READ_BINDING_NONCE
#define GENERATE	IOCTL_AACS_GENERATE_BINDING_NONCE

static const struct {
	const char *name;
	uint32_t code;
	const char *fault;
	bool dirty;
} unplugs[] = {
	{ "READ_BINDING_NONCE, its command held back", READ, "a4:21 delay 60000", false },
	{ "GENERATE_BINDING_NONCE, its command held back", GENERATE, "a4:20 delay 60000", true },
	{ "READ_BINDING_NONCE, the write held back", READ, "2a delay 60000", true },
	{ "GENERATE_BINDING_NONCE, the write held back", GENERATE, "2a silent", true },
};

/* No drive any more, or one that has failed. */
static void expect_gone(struct answer a)
{
	switch (a.status) {
	case SR_AACS_STATUS_NO_SUCH_DEVICE:
	case SR_AACS_STATUS_IO_DEVICE_ERROR:
	case SR_AACS_STATUS_DEVICE_NOT_READY:
	case SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED:
		EXPECT_STATUS(a, a.status, 0);
		return;
	}
	EXPECT(a, NO_SUCH_DEVICE, 0);
}

EXTENT_CASE_GONE(unplugged, "unplugged", ROWS(unplugs, name), .seconds = 120)
{
	struct sr_aacs_read_binding_nonce in = by_file(f);
	struct async *a;

	if (unplugs[f->row].dirty)
		disc_dirty(f->file);
	a = async_held(f->drive, unplugs[f->row].fault, f->fd,
		       unplugs[f->row].code, &in);
	drive_stop(f->drive);
	expect_gone(async_answer(a, 50));
	async_untouched(a);
	for (int i = 0; i < 2; i++)
		EXPECT(ask_nonce(f->fd, nonce_codes[i], &in), NO_SUCH_DEVICE,
		       0);
	close(f->file->fd);
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
	struct fixture *f;
	atomic_uint asked;
};

static void *ask_until_gone(void *arg)
{
	struct asker *asker = arg;
	struct sr_aacs_read_binding_nonce in =
		by_handle(asker->f->agid, (uint64_t)asker->f->file->fd);
	struct answer a;

	do {
		a = ask_nonce(asker->f->fd, GENERATE, &in);
		expect_gone(a);
		atomic_fetch_add(&asker->asked, 1);
	} while (a.status != SR_AACS_STATUS_NO_SUCH_DEVICE);
	return NULL;
}

static bool asked_some(void *arg)
{
	return atomic_load(&((struct asker *)arg)->asked) >= 20;
}

EXTENT_CASE_GONE(unplugged_busy, "unplugged while written to", .seconds = 120)
{
	struct writer writer = { .file = f->file };
	struct asker asker = { .f = f };
	pthread_t writes, asks;

	CHECK(!pthread_create(&writes, NULL, write_on, &writer));
	CHECK(!pthread_create(&asks, NULL, ask_until_gone, &asker));
	CHECK(wait_for(asked_some, &asker, 30000));
	drive_stop(f->drive);
	CHECK(!pthread_join(asks, NULL));
	atomic_store(&writer.end, true);
	CHECK(!pthread_join(writes, NULL));
	close(f->file->fd);
	disc_umount(DISC);
}
