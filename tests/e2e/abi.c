// SPDX-License-Identifier: GPL-2.0-or-later
/* The ABI: access rights, foreign codes, unreachable memory, the node, sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("abi", .plain = true);

/* Opened for reading: all but GENERATE_BINDING_NONCE, which asks for both. */
CASE(read_only, "opened for reading", .rows = CODES, .label = code_label)
{
	int fd = node_open(f->drive, O_RDONLY);
	uint32_t code = all_codes[f->row], agid = start_session(fd);
	struct answer a;

	log_mark(f->drive);
	a = use_agid(fd, code, code_in(code) && code > 0x003350C8 ? agid : 0);
	if (code == IOCTL_AACS_GENERATE_BINDING_NONCE) {
		EXPECT(a, ACCESS_DENIED, 0);
		log_expect_silence(f->drive);
	} else {
		CHECK(a.status != SR_AACS_STATUS_ACCESS_DENIED);
		CHECK(log_count(f->drive, "a") > 0);
	}
}

static const char *not_for_reading_label(unsigned int i)
{
	static char label[64];

	snprintf(label, sizeof(label), "%s, %s", i % 2 ? "O_ACCMODE" :
		 "O_WRONLY", code_label(i / 2));
	return label;
}

/* Opened for writing or, by O_ACCMODE, for neither: every code asks for reading. */
CASE(not_for_reading, "not opened for reading", .rows = 2 * CODES,
     .label = not_for_reading_label)
{
	int fd = node_open(f->drive, f->row % 2 ? O_ACCMODE : O_WRONLY);
	uint32_t code = all_codes[f->row / 2];

	log_mark(f->drive);
	EXPECT(use_agid(fd, code, 0), ACCESS_DENIED, 0);
	/* The I/O manager checks the access before anything checks the lengths. */
	EXPECT(request(fd, code, NULL, 0, NULL, 0), ACCESS_DENIED, 0);
	log_expect_silence(f->drive);
}

/* Codes that are not ours: neighbours, gaps, well-known ones. */
static const uint32_t foreign[] = {
	0, 0x003350BC, 0x003350C1, 0x003350F0, 0x0033D0EC, 0x0033D0F4,
	0x0033D0C0, 0x003390F0, 0x00335000, 0x003350C0 ^ 0x80000000,
	0x5309 /* CDROMEJECT */, 0x2285 /* SG_IO */, 0x5401 /* TCGETS */,
};

static const char *foreign_label(unsigned int i)
{
	static char label[16];

	snprintf(label, sizeof(label), "%#x", foreign[i]);
	return label;
}

OPEN_CASE(foreign, "foreign code", .rows = ARRAY_SIZE(foreign),
	  .label = foreign_label)
{
	struct sr_aacs_request req, before;

	memset(&req, 0x5a, sizeof(req));
	before = req;
	errno = 0;
	CHECK_EQ(ioctl(f->fd, foreign[f->row], &req), -1);
	CHECK_EQ(errno, ENOTTY);
	CHECK_MEM(&req, &before, sizeof(req));
	/* Not looked at either. */
	CHECK_EQ(ioctl(f->fd, foreign[f->row], NULL), -1);
	CHECK_EQ(errno, ENOTTY);
	log_expect_silence(f->drive);
}

/* The request itself out of reach: EFAULT, and nothing was sent. */
OPEN_CASE(request_unreachable, "unreachable request", .rows = CODES,
	  .label = code_label)
{
	uint8_t *p = page(PROT_NONE);

	CHECK_EQ(ioctl(f->fd, all_codes[f->row], NULL), -1);
	CHECK_EQ(errno, EFAULT);
	errno = 0;
	CHECK_EQ(ioctl(f->fd, all_codes[f->row], p), -1);
	CHECK_EQ(errno, EFAULT);
	log_expect_silence(f->drive);
	CHECK(agids_free(f->drive));
}

/* Half of it on a page that isn't there. */
OPEN_CASE(request_astride, "request astride a missing page")
{
	size_t size = page_size();
	uint8_t *p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	CHECK(!munmap(p + size, size));
	errno = 0;
	CHECK_EQ(ioctl(f->fd, IOCTL_AACS_START_SESSION, p + size - 16), -1);
	CHECK_EQ(errno, EFAULT);
	log_expect_silence(f->drive);
}

/* The request can be read but not written: what it got is given back. */
OPEN_CASE(request_read_only, "request on a read-only page")
{
	struct sr_aacs_request *req = page(PROT_READ | PROT_WRITE);
	uint32_t agid;

	req->out = (uintptr_t)&agid;
	req->out_len = sizeof(agid);
	CHECK(!mprotect(req, page_size(), PROT_READ));
	log_mark(f->drive);
	errno = 0;
	CHECK_EQ(ioctl(f->fd, IOCTL_AACS_START_SESSION, req), -1);
	CHECK_EQ(errno, EFAULT);
	CHECK(agids_free(f->drive));
	if (log_count(f->drive, "a4"))
		log_expect(f->drive, line_grant(), line_end(0));
}

/* Input out of reach; all codes but START_SESSION, which takes none. */
static uint32_t code_with_input(unsigned int i)
{
	return all_codes[all_codes[i] < IOCTL_AACS_START_SESSION ? i : i + 1];
}

static const char *input_label(unsigned int i)
{
	return code_name(code_with_input(i));
}

OPEN_CASE(input_unreachable, "unreachable input", .rows = CODES - 1,
	  .label = input_label)
{
	uint32_t code = code_with_input(f->row);
	uint8_t out[128];
	struct answer a;

	log_mark(f->drive);
	a = request(f->fd, code, page(PROT_NONE), code_in(code), out,
		    code_out(code));
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK_EQ(a.information, 0);
	log_expect_silence(f->drive);
}

static const char *protection_label(unsigned int i)
{
	return i ? "read-only page" : "no page";
}

/*
 * The answer can't be handed over: a session that was granted is ended again,
 * so that no program leaks it.
 */
OPEN_CASE(start_no_output, "START_SESSION can't hand over", .rows = 2,
	  .label = protection_label)
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	uint32_t agid = 99;
	struct answer a;

	a = request(f->fd, IOCTL_AACS_START_SESSION, NULL, 0,
		    page(protections[f->row]), 4);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK(agids_free(f->drive));
	log_expect(f->drive, line_grant(), line_end(0));
	/* Not in the table either. */
	EXPECT(end_session(f->fd, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(f->drive);
	EXPECT(try_start(f->fd, &agid), SUCCESS, 4);
	CHECK_EQ(agid, 0);
}

OPEN_CASE(mkb_no_output, "media key block can't be handed over", .rows = 2,
	  .label = protection_label)
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	uint32_t layer = 0;
	struct answer a;

	a = request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer, 4,
		    page(protections[f->row]), 4);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	a = request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4,
		    page(protections[f->row]), 4 << 20);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
}

/* METHOD_BUFFERED: one buffer for both ways. */
OPEN_CASE(same_buffer, "one buffer for both ways")
{
	uint32_t both = 0;

	EXPECT(request(f->fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &both, 4,
		       &both, 4), SUCCESS, 4);
	CHECK_EQ(both, 2 * SR_AACS_MKB_PACK_SIZE);
}

/* Pointers beside the length 0 are not looked at. */
OPEN_CASE(unused_pointers, "pointers beside no length")
{
	uint32_t agid;

	EXPECT(request(f->fd, IOCTL_AACS_START_SESSION, (void *)1, 0, &agid, 4),
	       SUCCESS, 4);
	EXPECT(request(f->fd, IOCTL_AACS_END_SESSION, &agid, 4, (void *)1, 0),
	       SUCCESS, 0);
}

/* The node: its number, its class, its permissions, no other operations. */
OPEN_CASE(node, "the node")
{
	char line[64], want[64];
	struct stat st;

	CHECK(!stat(f->drive->aacs, &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(st.st_mode & 07777, 0660);
	CHECK_EQ(minor(st.st_rdev), f->drive->number);
	snprintf(want, sizeof(want), "%u:%u", major(st.st_rdev),
		 minor(st.st_rdev));
	if (strcmp(drive_attribute(f->drive, "dev"), want))
		FAIL("dev says %s, the node is %s", drive_attribute(f->drive, "dev"), want);
	CHECK_EQ(read(f->fd, line, 1), -1);
	CHECK_EQ(write(f->fd, line, 1), -1);
	CHECK_EQ(poll_now(f->fd), 0);
}

/* What sysfs says of the drive's feature descriptor; NULL: how many AGIDs it has. */
static const struct {
	const char *name, *value;
} attributes[] = {
	{ "supported", "1" }, { "aacs_version", "1" }, { "agids", NULL },
	{ "binding_nonce", "1" }, { "bus_encryption", "0" },
	{ "write_bus_encryption", "0" }, { "nonce_blocks", "1" },
};

CASE(attribute, "sysfs", ROWS(attributes, name))
{
	const char *value = attributes[f->row].value;
	const char *line = drive_attribute(f->drive, attributes[f->row].name);
	char agids[16];

	snprintf(agids, sizeof(agids), "%u", f->drive->agids);
	if (!value)
		value = agids;
	if (strcmp(line, value))
		FAIL("it says \"%s\", wanted %s", line, value);
}
