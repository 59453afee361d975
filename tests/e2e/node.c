// SPDX-License-Identifier: GPL-2.0-or-later
/* /dev/aacsN, see lab.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "harness.h"
#include "lab.h"

/* What goes in and what comes out, by Windows' ntddcdvd.h. */
static const struct {
	const char *name;
	uint32_t code;
	uint32_t in, out;
} codes[CODES] = {
#define CODE(name, in, out, ...) { #name, IOCTL_AACS_##name, in, out },
#include "../lib/codes.def"
#undef CODE
};

const uint32_t all_codes[CODES] = {
#define CODE(name, ...) IOCTL_AACS_##name,
#include "../lib/codes.def"
#undef CODE
};

const uint32_t agid_codes[] = {
	IOCTL_AACS_SEND_CERTIFICATE, IOCTL_AACS_GET_CERTIFICATE,
	IOCTL_AACS_GET_CHALLENGE_KEY, IOCTL_AACS_SEND_CHALLENGE_KEY,
	IOCTL_AACS_READ_VOLUME_ID, IOCTL_AACS_READ_SERIAL_NUMBER,
	IOCTL_AACS_READ_MEDIA_ID, IOCTL_AACS_READ_BINDING_NONCE,
	IOCTL_AACS_GENERATE_BINDING_NONCE, IOCTL_AACS_END_SESSION,
};
const unsigned int agid_code_count = ARRAY_SIZE(agid_codes);

static unsigned int index_of(uint32_t code)
{
	for (unsigned int i = 0; i < CODES; i++) {
		if (codes[i].code == code)
			return i;
	}
	FAIL("no code is %#x", code);
}

const char *code_name(uint32_t code)
{
	return codes[index_of(code)].name;
}

const char *code_label(unsigned int i)
{
	return code_name(all_codes[i]);
}

const char *agid_code_label(unsigned int i)
{
	return code_name(agid_codes[i]);
}

uint32_t code_in(uint32_t code)
{
	return codes[index_of(code)].in;
}

uint32_t code_out(uint32_t code)
{
	return codes[index_of(code)].out;
}

static const struct {
	uint32_t status;
	const char *name;
	int error;
} statuses[] = {
#define STATUS(name, error) { SR_AACS_STATUS_##name, #name, error },
#include "../lib/statuses.def"
#undef STATUS
};

static const char *status_name(uint32_t status)
{
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		if (statuses[i].status == status)
			return statuses[i].name;
	}
	return "?";
}

int errno_of(uint32_t status)
{
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		if (statuses[i].status == status)
			return statuses[i].error;
	}
	FAIL("no status is %#x", status);
}

int node_open(const struct drive *drive, int flags)
{
	int fd = open(drive->aacs, flags | O_CLOEXEC);

	if (fd < 0)
		FAIL("%s: %m", drive->aacs);
	return fd;
}

const char *request_program;

/* Hex digits to bytes; returns how many there were. */
static uint32_t unhex(const char *text, uint8_t *to, uint32_t max)
{
	uint32_t n = 0;
	unsigned int byte;

	while (n < max && sscanf(text + 2 * n, "%2x", &byte) == 1)
		to[n++] = (uint8_t)byte;
	return n;
}

static char *put_hex(const void *data, uint32_t len)
{
	const uint8_t *p = data;
	char *text = malloc(2 * (size_t)len + 1);

	CHECK(text);
	text[0] = '\0';
	for (uint32_t i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", p[i]);
	return text;
}

/* The request by another program, on the same open file. */
static struct answer request_elsewhere(int fd, uint32_t code, const void *in,
				       uint32_t in_len, void *out,
				       uint32_t out_len)
{
	size_t max = 256 + 2 * (size_t)out_len;
	char *text = malloc(max), *input = put_hex(in, in_len);
	char words[3][16];
	struct answer a;
	int at = 0;

	CHECK(text);
	snprintf(words[0], sizeof(words[0]), "%d", fd);
	snprintf(words[1], sizeof(words[1]), "%x", code);
	snprintf(words[2], sizeof(words[2]), "%u", out_len);
	CHECK(!fcntl(fd, F_SETFD, 0));
	if (RUN(text, max, request_program, "--request", words[0], words[1],
		input, words[2]))
		FAIL("%s: %s", request_program, text);
	CHECK(!fcntl(fd, F_SETFD, FD_CLOEXEC));
	if (sscanf(text, "%d %d %x %u %n", &a.ret, &a.error, &a.status,
		   &a.information, &at) != 4)
		FAIL("%s said %s", request_program, text);
	CHECK_EQ(unhex(text + at, out, out_len), out_len);
	free(text);
	free(input);
	return a;
}

int request_main(char *const *words)
{
	static uint8_t in[256], out[1 << 20];
	uint32_t in_len, out_len;
	struct answer a;
	char *text;

	in_len = unhex(words[2], in, sizeof(in));
	out_len = (uint32_t)strtoul(words[3], NULL, 10);
	if (out_len > sizeof(out))
		return 2;
	a = request(atoi(words[0]), (uint32_t)strtoul(words[1], NULL, 16), in,
		    in_len, out, out_len);
	text = put_hex(out, out_len);
	printf("%d %d %x %u %s\n", a.ret, a.error, a.status, a.information,
	       text);
	free(text);
	return 0;
}

struct answer request(int fd, uint32_t code, const void *in, uint32_t in_len,
		      void *out, uint32_t out_len)
{
	/* What the driver must overwrite. */
	struct sr_aacs_request req = {
		.in = (uintptr_t)in, .out = (uintptr_t)out,
		.in_len = in_len, .out_len = out_len,
		.status = 0xdeadbeef, .information = 0xdeadbeef,
	};
	struct answer a;

	if (request_program)
		return request_elsewhere(fd, code, in, in_len, out, out_len);
	errno = 0;
	a.ret = ioctl(fd, code, &req);
	a.error = a.ret ? errno : 0;
	a.status = req.status;
	a.information = req.information;
	return a;
}

void expect_at(const char *file, int line, struct answer got, uint32_t status,
	       uint32_t information)
{
	int error = errno_of(status);

	if (got.status != status || got.information != information ||
	    got.error != error || got.ret != (error ? -1 : 0))
		e2e_fail(file, line,
			 "answered %#x %s, information %u, ret %d, errno %d; "
			 "wanted %#x %s, %u, %d, %d", got.status,
			 status_name(got.status), got.information, got.ret,
			 got.error, status, status_name(status), information,
			 error ? -1 : 0, error);
}

struct answer try_start(int fd, uint32_t *agid)
{
	return request(fd, IOCTL_AACS_START_SESSION, NULL, 0, agid,
		       sizeof(*agid));
}

uint32_t start_session(int fd)
{
	uint32_t agid = 0xa5a5a5a5;

	EXPECT(try_start(fd, &agid), SR_AACS_STATUS_SUCCESS, 4);
	if (agid > 3)
		FAIL("START_SESSION gave session %#x", agid);
	return agid;
}

void start_all_sessions(int fd, const struct drive *drive)
{
	for (uint32_t agid = 0; agid < drive->agids; agid++)
		CHECK_EQ(start_session(fd), agid);
}

short start_second_session(int fd, const struct drive *drive)
{
	if (drive->agids == 1)
		return 0;
	CHECK_EQ(start_session(fd), 1);
	return POLLPRI;
}

struct answer end_session(int fd, uint32_t agid)
{
	return request(fd, IOCTL_AACS_END_SESSION, &agid, sizeof(agid), NULL,
		       0);
}

struct answer use_agid(int fd, uint32_t code, uint32_t agid)
{
	uint8_t in[128] = { 0 }, out[128];
	uint32_t sectors = 1;
	uint64_t lba = 16, no_handle = ~0ULL;

	memcpy(in, &agid, 4);
	if (code_in(code) == 24) {
		memcpy(in + 4, &sectors, 4);
		memcpy(in + 8, &lba, 8);
		memcpy(in + 16, &no_handle, 8);
	}
	return request(fd, code, in, code_in(code), out, code_out(code));
}

struct answer read_mkb_size(int fd, uint32_t *size)
{
	uint32_t layer = 0;

	return request(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, &layer,
		       sizeof(layer), size, sizeof(*size));
}

short poll_now(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLPRI };

	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

void expect_poll(int fd, short events, unsigned int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLPRI };
	int64_t left, end = now_ms() + ms;

	/*
	 * The kernel looks once more when the time is up: what is only seen
	 * then has woken nobody.
	 */
	while ((left = end - now_ms()) > 0) {
		CHECK(poll(&p, 1, p.revents ? 0 : (int)left) >= 0);
		if ((p.revents & events) == events && now_ms() < end)
			return;
		/* If it woke for something else, the rest may follow. */
	}
	FAIL("poll reports %#x, wanted to be woken for %#x within %u ms",
	     p.revents, events, ms);
}
