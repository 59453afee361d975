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

#include "harness.h"
#ifdef E2E_NO_CRYPTO
#include "lab.h"
#else
#include "host.h"
#endif

/* Opened for reading: all but GENERATE_BINDING_NONCE, which asks for both. */
static void test_read_only(unsigned int i)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDONLY);
	uint32_t code = all_codes[i], agid = start_session(fd);
	struct answer a;

	log_mark(&drive);
	a = use_agid(fd, code, code_in(code) && code > 0x003350C8 ? agid : 0);
	if (code == IOCTL_AACS_GENERATE_BINDING_NONCE) {
		EXPECT(a, SR_AACS_STATUS_ACCESS_DENIED, 0);
		log_expect_silence(&drive);
	} else {
		CHECK(a.status != SR_AACS_STATUS_ACCESS_DENIED);
		CHECK(log_count(&drive, "a") > 0);
	}
}

/* Opened for writing alone: every code asks for reading. */
static void test_write_only(unsigned int i)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_WRONLY);

	log_mark(&drive);
	EXPECT(use_agid(fd, all_codes[i], 0), SR_AACS_STATUS_ACCESS_DENIED, 0);
	/* The I/O manager looks at the access before anybody at the lengths. */
	EXPECT(request(fd, all_codes[i], NULL, 0, NULL, 0),
	       SR_AACS_STATUS_ACCESS_DENIED, 0);
	log_expect_silence(&drive);
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

static void test_foreign(unsigned int i)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	struct sr_aacs_request req, before;

	memset(&req, 0x5a, sizeof(req));
	before = req;
	errno = 0;
	CHECK_EQ(ioctl(fd, foreign[i], &req), -1);
	CHECK_EQ(errno, ENOTTY);
	CHECK_MEM(&req, &before, sizeof(req));
	/* Not looked at either. */
	CHECK_EQ(ioctl(fd, foreign[i], NULL), -1);
	CHECK_EQ(errno, ENOTTY);
	log_expect_silence(&drive);
}

static void *page(int protection)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	memset(p, 0, 4096);
	/* User Mode Linux reads pages that are there but protected. */
	if (protection == PROT_NONE)
		CHECK(!munmap(p, 4096));
	else
		CHECK(!mprotect(p, 4096, protection));
	return p;
}

/* The request itself out of reach: EFAULT, and nothing was sent. */
static void test_request_unreachable(unsigned int i)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint8_t *p = page(PROT_NONE);

	CHECK_EQ(ioctl(fd, all_codes[i], NULL), -1);
	CHECK_EQ(errno, EFAULT);
	errno = 0;
	CHECK_EQ(ioctl(fd, all_codes[i], p), -1);
	CHECK_EQ(errno, EFAULT);
	log_expect_silence(&drive);
	CHECK(agids_free(&drive));
}

/* Half of it on a page that isn't there. */
static void test_request_astride(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint8_t *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)row;
	CHECK(p != MAP_FAILED);
	CHECK(!munmap(p + 4096, 4096));
	errno = 0;
	CHECK_EQ(ioctl(fd, IOCTL_AACS_START_SESSION, p + 4096 - 16), -1);
	CHECK_EQ(errno, EFAULT);
	log_expect_silence(&drive);
}

/* The request can be read but not written: what it got is given back. */
static void test_request_read_only(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	struct sr_aacs_request *req = page(PROT_READ | PROT_WRITE);
	uint32_t agid;

	(void)row;
	req->out = (uintptr_t)&agid;
	req->out_len = sizeof(agid);
	CHECK(!mprotect(req, 4096, PROT_READ));
	log_mark(&drive);
	errno = 0;
	CHECK_EQ(ioctl(fd, IOCTL_AACS_START_SESSION, req), -1);
	CHECK_EQ(errno, EFAULT);
	CHECK(agids_free(&drive));
	if (log_count(&drive, "a4"))
		log_expect(&drive, line_grant(), line_end(0));
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

static void test_input_unreachable(unsigned int i)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t code = code_with_input(i);
	uint8_t out[128];
	struct answer a;

	log_mark(&drive);
	a = request(fd, code, page(PROT_NONE), code_in(code), out,
		    code_out(code));
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK_EQ(a.information, 0);
	log_expect_silence(&drive);
}

/*
 * The answer can't be handed over: a session that was granted is ended again,
 * so that nobody's program leaks it.
 */
static void test_start_no_output(unsigned int row)
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid = 99;
	struct answer a;

	a = request(fd, IOCTL_AACS_START_SESSION, NULL, 0,
		    page(protections[row]), 4);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK(agids_free(&drive));
	log_expect(&drive, line_grant(), line_end(0));
	/* Not in the table either. */
	EXPECT(end_session(fd, 0), SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(&drive);
	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_SUCCESS, 4);
	CHECK_EQ(agid, 0);
}

static void test_mkb_no_output(unsigned int row)
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t layer = 0;
	struct answer a;

	a = request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer, 4,
		    page(protections[row]), 4);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	a = request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, &layer, 4,
		    page(protections[row]), 4 << 20);
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
}

static const char *protection_label(unsigned int i)
{
	return i ? "read-only page" : "no page";
}

#ifndef E2E_NO_CRYPTO
/*
 * Nor can what the drive binds or releases the AGID for. Bound to a nonce that
 * nobody knows it would only be in the way: it is ended. Either way it is free
 * at the drive and no session any more, without having been lost.
 */
static void test_value_no_output(unsigned int row)
{
	static const int protections[] = { PROT_NONE, PROT_READ };
	bool generate = row < 2;
	uint32_t code = generate ? IOCTL_AACS_GENERATE_BINDING_NONCE :
				   IOCTL_AACS_READ_VOLUME_ID;
	struct drive drive = lab_drive(0);
	void *out = page(protections[row % 2]);
	struct sr_aacs_value *value = out;
	struct host host;
	struct answer a;

	host_load(&host, node_open(&drive, O_RDWR));
	host_authenticate(&host);
	log_mark(&drive);
	if (generate)
		a = nonce_request(host.fd, code, host.agid, 200, 1, value);
	else
		a = request(host.fd, code, &host.agid, 4, value,
			    sizeof(*value));
	CHECK_EQ(a.ret, -1);
	CHECK_EQ(a.error, EFAULT);
	CHECK_EQ(a.status, SR_AACS_STATUS_ACCESS_VIOLATION);
	CHECK_EQ(a.information, 0);
	CHECK(agids_free(&drive));
	log_expect(&drive, generate ?
		   line_nonce(0, 0x20, 200, 1, "good 36") :
		   line_structure(0, 0x80, 0, 0, 36, "good 36"),
		   line_end(0));
	CHECK_EQ(poll_now(host.fd), 0);
	EXPECT(end_session(host.fd, host.agid),
	       SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
	log_expect_no_aacs(&drive);
	/* The next session is a good one. */
	host_authenticate(&host);
	EXPECT(end_session(host.fd, host.agid), SR_AACS_STATUS_SUCCESS, 0);
}

static const char *value_label(unsigned int i)
{
	static const char *const labels[] = {
		"GENERATE_BINDING_NONCE, no page",
		"GENERATE_BINDING_NONCE, read-only page",
		"READ_VOLUME_ID, no page",
		"READ_VOLUME_ID, read-only page",
	};

	return labels[i];
}
#endif /* !E2E_NO_CRYPTO */

/* METHOD_BUFFERED: one buffer for both ways. */
static void test_same_buffer(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t both = 0;

	(void)row;
	EXPECT(request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &both, 4,
		       &both, 4), SR_AACS_STATUS_SUCCESS, 4);
	CHECK_EQ(both, 2 * SR_AACS_MKB_PACK_SIZE);
}

/* Pointers beside the length 0 are not looked at. */
static void test_unused_pointers(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	uint32_t agid;

	(void)row;
	EXPECT(request(fd, IOCTL_AACS_START_SESSION, (void *)1, 0, &agid, 4),
	       SR_AACS_STATUS_SUCCESS, 4);
	EXPECT(request(fd, IOCTL_AACS_END_SESSION, &agid, 4, (void *)1, 0),
	       SR_AACS_STATUS_SUCCESS, 0);
}

/* The node: its number, its class, its permissions, no other operations. */
static void test_node(unsigned int row)
{
	struct drive drive = lab_drive(0);
	int fd = node_open(&drive, O_RDWR);
	char path[96], line[64], want[64];
	struct stat st;

	(void)row;
	CHECK(!stat(drive.aacs, &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(st.st_mode & 07777, 0660);
	CHECK_EQ(minor(st.st_rdev), drive.number);
	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%d/dev",
		 drive.number);
	read_line(path, line, sizeof(line));
	snprintf(want, sizeof(want), "%u:%u", major(st.st_rdev),
		 minor(st.st_rdev));
	if (strcmp(line, want))
		FAIL("%s says %s, the node is %s", path, line, want);
	CHECK_EQ(read(fd, line, 1), -1);
	CHECK_EQ(write(fd, line, 1), -1);
	CHECK_EQ(poll_now(fd), 0);
}

/* What sysfs says of the drive's feature descriptor; NULL: how many AGIDs it has. */
static const struct {
	const char *name, *value;
} attributes[] = {
	{ "supported", "1" }, { "aacs_version", "1" }, { "agids", NULL },
	{ "binding_nonce", "1" }, { "bus_encryption", "0" },
	{ "write_bus_encryption", "0" }, { "nonce_blocks", "1" },
};

static const char *attribute_label(unsigned int i)
{
	return attributes[i].name;
}

static void test_attribute(unsigned int i)
{
	struct drive drive = lab_drive(0);
	const char *value = attributes[i].value;
	char path[96], line[64], agids[16];

	snprintf(agids, sizeof(agids), "%u", drive.agids);
	if (!value)
		value = agids;
	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%d/%s",
		 drive.number, attributes[i].name);
	read_line(path, line, sizeof(line));
	if (strcmp(line, value))
		FAIL("%s says \"%s\", wanted %s", path, line, value);
}

static const struct e2e_case cases[] = {
	{ "opened for reading", test_read_only, CODES, code_label, 0 },
	{ "opened for writing", test_write_only, CODES, code_label, 0 },
	{ "foreign code", test_foreign, ARRAY_SIZE(foreign), foreign_label, 0 },
	{ "unreachable request", test_request_unreachable, CODES, code_label,
	  0 },
	{ "request astride a missing page", test_request_astride, 0, NULL, 0 },
	{ "request on a read-only page", test_request_read_only, 0, NULL, 0 },
	{ "unreachable input", test_input_unreachable, CODES - 1,
	  input_label, 0 },
	{ "START_SESSION can't hand over", test_start_no_output, 2,
	  protection_label, 0 },
	{ "media key block can't be handed over", test_mkb_no_output, 2,
	  protection_label, 0 },
#ifndef E2E_NO_CRYPTO
	{ "value can't be handed over", test_value_no_output, 4, value_label,
	  0 },
#endif
	{ "one buffer for both ways", test_same_buffer, 0, NULL, 0 },
	{ "pointers beside no length", test_unused_pointers, 0, NULL, 0 },
	{ "the node", test_node, 0, NULL, 0 },
	{ "sysfs", test_attribute, ARRAY_SIZE(attributes), attribute_label, 0 },
};

E2E_THEME(abi, cases);
