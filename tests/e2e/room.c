// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "room.h"

const uint32_t nonce_codes[2] = {
	IOCTL_AACS_READ_BINDING_NONCE, IOCTL_AACS_GENERATE_BINDING_NONCE,
};

const char *nonce_code_label(unsigned int i)
{
	return code_name(nonce_codes[i]);
}

uint8_t nonce_format(uint32_t code)
{
	return code == IOCTL_AACS_READ_BINDING_NONCE ? 0x21 : 0x20;
}

struct room room_open(const char *options)
{
	struct room room = { .drive = disc_drive("room", "udf.img", options) };

	disc_mount(&room.drive, DISC, "udf", 0);
	room.file = disc_create(DISC "/file", 5000);
	/*
	 * UDF allocates ahead, and gives that back in its bitmap when the file
	 * is closed. If the drive has gone by then, the kernel warns of the
	 * bitmap's buffer; so that is done, and on the disc, from the start.
	 */
	close(room.file.fd);
	room.file.fd = disc_fd(DISC "/file", O_RDWR);
	CHECK(!syncfs(room.file.fd));
	room.lba = disc_lba(&room.file);
	room.fd = node_open(&room.drive, O_RDWR);
	room.agid = start_session(room.fd);
	log_mark(&room.drive);
	return room;
}

void room_close(struct room *room)
{
	log_mark(&room->drive);
	EXPECT(end_session(room->fd, room->agid), SR_AACS_STATUS_SUCCESS, 0);
	log_expect(&room->drive, line_end(room->agid));
	/* Everything that the case has opened. */
	CHECK(!close_range(3, ~0U, 0));
	disc_umount(DISC);
	drive_stop(&room->drive);
}

struct sr_aacs_read_binding_nonce by_handle(uint32_t agid, uint64_t handle)
{
	return (struct sr_aacs_read_binding_nonce){
		.session_id = agid, .number_of_sectors = ~0U,
		.start_lba = ~0ULL, .handle = handle,
	};
}

struct answer ask_nonce(int fd, uint32_t code,
			const struct sr_aacs_read_binding_nonce *in)
{
	struct sr_aacs_value value, before;
	struct answer a;

	memset(&before, 0xa5, sizeof(before));
	value = before;
	a = request(fd, code, in, sizeof(*in), &value, sizeof(value));
	if (a.ret)
		CHECK_MEM(&value, &before, sizeof(value));
	return a;
}

void room_expect(struct room *room, uint32_t code,
		 const struct sr_aacs_read_binding_nonce *in, uint32_t lba,
		 uint32_t blocks)
{
	EXPECT(ask_nonce(room->fd, code, in), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
	       0);
	log_expect(&room->drive,
		   line_nonce(room->agid, nonce_format(code), lba,
			      (uint8_t)blocks, "5/6f/02 0"));
}

void room_expect_file(struct room *room, uint32_t code)
{
	struct sr_aacs_read_binding_nonce in =
		by_handle(room->agid, (uint64_t)room->file.fd);

	room_expect(room, code, &in, room->lba, room->file.blocks);
}

static void debug_messages(const char *words)
{
	if (!write_file("/sys/kernel/debug/dynamic_debug/control", words))
		FAIL("dynamic debug, %s: %m", words);
}

void room_listen(struct room *room)
{
	debug_messages("module sr_aacs +p");
	room->kernel_log = open("/dev/kmsg",
				O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CHECK(room->kernel_log >= 0);
	CHECK(lseek(room->kernel_log, 0, SEEK_END) >= 0);
}

unsigned int room_heard(struct room *room, const char *why)
{
	char record[8192], about[32], end[128];
	unsigned int count = 0;
	ssize_t len;

	debug_messages("module sr_aacs -p");
	snprintf(about, sizeof(about), "aacs%d: handle: ", room->drive.number);
	snprintf(end, sizeof(end), "%s\n", why);
	/* One at a time; EPIPE says that some were overwritten. */
	while ((len = read(room->kernel_log, record, sizeof(record) - 1)) > 0 ||
	       errno == EPIPE) {
		const char *at;

		if (len <= 0)
			continue;
		record[len] = '\0';
		at = strstr(record, about);
		count += at && strstr(at, end);
	}
	CHECK(errno == EAGAIN);
	close(room->kernel_log);
	return count;
}
