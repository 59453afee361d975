// SPDX-License-Identifier: GPL-2.0-or-later
/* No memory: while the node is opened and closed, and in every request. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

#define NTH_MAX		20000
#define EACH		32	/* at any scale */
#define PASSES		3
#define MKB_SIZE	65536
#define LBA		77
#define UDF_IMAGE	"build/tests/e2e/udf.img"
#define MOUNT_POINT	"/run/soak-udf"

#define FAULTS		"/sys/kernel/debug/"
#define USERCOPY	"fail_usercopy/verbose"

static int nth_fd = -1;
static bool copies_fail;

struct nth nth_begin(const char *what, unsigned int passes)
{
	static const struct {
		const char *path, *value;
	} settings[] = {
		/* GFP_KERNEL fails too, single pages do; the log stays readable. */
		{ "failslab/ignore-gfp-wait", "N" },
		{ "failslab/verbose", "0" },
		{ "fail_page_alloc/ignore-gfp-wait", "N" },
		{ "fail_page_alloc/ignore-gfp-highmem", "N" },
		{ "fail_page_alloc/min-order", "0" },
		{ "fail_page_alloc/verbose", "0" },
		{ USERCOPY, "0" },
	};
	char path[96];

	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		e2e_skip("this kernel has no fault injection");
	copies_fail = access(FAULTS USERCOPY, F_OK) == 0;
	for (size_t i = 0; i < ARRAY_SIZE(settings) - !copies_fail; i++) {
		snprintf(path, sizeof(path), FAULTS "%s", settings[i].path);
		if (!write_file(path, settings[i].value))
			FAIL("%s: %m", path);
	}
	/* A page of the program's own is no part of it. */
	CHECK(!mlockall(MCL_CURRENT | MCL_FUTURE));
	return (struct nth){
		.what = what, .passes = passes,
		.progress = progress_start(what, 0),
	};
}

bool nth_next(struct nth *nth)
{
	progress_at(&nth->progress, nth->n);
	if (nth->through) {
		if (!--nth->passes)
			return false;
		nth->n = 0;
	}
	nth->n += nth->n < EACH ? 1 : soak_step();
	if (nth->n > NTH_MAX)
		FAIL("%s: there is no end of allocations", nth->what);
	return true;
}

static ssize_t write_nth(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	return pwrite(nth_fd, text, len, 0);
}

void nth_arm(const struct nth *nth)
{
	CHECK(write_nth(nth->n) > 0);
}

/* Where copies fail too, that may be the one here. */
void nth_disarm(struct nth *nth)
{
	char text[16] = "1";
	int err = errno;

	if (pread(nth_fd, text, sizeof(text) - 1, 0) <= 0)
		CHECK_EQ(errno, EFAULT);
	if (write_nth(0) < 0)
		CHECK(write_nth(0) > 0);
	errno = err;
	nth->through = atoi(text) > 0;
	nth->tried += !nth->through;
}

bool nth_error(int error)
{
	return error == ENOMEM || (copies_fail && error == EFAULT);
}

void nth_end(const struct nth *nth, const char *more)
{
	bool looked;

	if (nth->failed > nth->tried)
		FAIL("%s: failed %u times, %u times for want of memory",
		     nth->what, nth->failed, nth->tried);
	looked = expect_no_leaks();
	figures("%s: %u allocations failed, %u times the call%s%s",
		nth->what, nth->tried, nth->failed, more,
		looked ? "" : "; no kmemleak");
}

/* ---- open, close, a file of sysfs ---- */

static void test_open(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct nth nth = nth_begin("open", PASSES);
	int fd;

	(void)row;
	while (nth_next(&nth)) {
		nth_arm(&nth);
		fd = open(drive.aacs, O_RDWR | O_CLOEXEC);
		nth_disarm(&nth);
		if (fd < 0) {
			if (!nth_error(errno))
				FAIL("allocation %u: %m", nth.n);
			nth.failed++;
		} else {
			close(fd);
		}
		expect_works(&drive);
	}
	CHECK(nth.failed);
	nth_end(&nth, "");
}

/* Ends the session at the drive, whatever fails. */
static void test_close(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct nth nth = nth_begin("close with a session", PASSES);
	int fd;

	(void)row;
	while (nth_next(&nth)) {
		fd = node_open(&drive, O_RDWR);
		start_session(fd);
		nth_arm(&nth);
		CHECK(!close(fd));
		nth_disarm(&nth);
		CHECK(agids_free(&drive));
		expect_works(&drive);
	}
	nth_end(&nth, "");
}

static void test_sysfs(unsigned int row)
{
	struct drive drive = lab_drive(0);
	struct nth nth = nth_begin("a file of sysfs", PASSES);
	char path[96], text[16];
	ssize_t n;
	int fd;

	(void)row;
	snprintf(path, sizeof(path), "/sys/class/aacs/aacs%d/agids",
		 drive.number);
	while (nth_next(&nth)) {
		/* So that the drive is asked again. */
		ctl(&drive, "change");
		sr_look(&drive);
		nth_arm(&nth);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? -1 : read(fd, text, sizeof(text));
		nth_disarm(&nth);
		if (n < 0) {
			/* EBUSY is STATUS_INSUFFICIENT_RESOURCES. */
			if (!nth_error(errno) && errno != EBUSY)
				FAIL("allocation %u: %m", nth.n);
			nth.failed++;
		} else {
			CHECK_EQ(n, 2);
			CHECK(!memcmp(text, "4\n", 2));
		}
		if (fd >= 0)
			close(fd);
		read_line(path, text, sizeof(text));
		CHECK(!strcmp(text, "4"));
	}
	nth_end(&nth, "");
}

/* ---- the requests ---- */

/* How far the authentication must have got before. */
enum stage {
	NO_SESSION, GRANTED, HOST_CERTIFIED, DRIVE_CERTIFIED, KEY_READ,
	AUTHENTICATED,
};

struct ask {
	const char *name;
	uint32_t code;
	enum stage stage;
	bool spends;	/* the session is over when it has worked */
	bool never;	/* must not need memory */
};

static const struct ask asks[] = {
	{ "READ_MEDIA_KEY_BLOCK_SIZE", IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE,
	  NO_SESSION, false, false },
	{ "READ_MEDIA_KEY_BLOCK", IOCTL_AACS_READ_MEDIA_KEY_BLOCK, NO_SESSION,
	  false, false },
	{ "START_SESSION", IOCTL_AACS_START_SESSION, NO_SESSION, false,
	  false },
	{ "END_SESSION", IOCTL_AACS_END_SESSION, GRANTED, true, true },
	{ "SEND_CERTIFICATE", IOCTL_AACS_SEND_CERTIFICATE, GRANTED, false,
	  false },
	{ "GET_CERTIFICATE", IOCTL_AACS_GET_CERTIFICATE, HOST_CERTIFIED, false,
	  false },
	{ "GET_CHALLENGE_KEY", IOCTL_AACS_GET_CHALLENGE_KEY, DRIVE_CERTIFIED,
	  false, false },
	{ "SEND_CHALLENGE_KEY", IOCTL_AACS_SEND_CHALLENGE_KEY, KEY_READ, false,
	  false },
	{ "READ_VOLUME_ID", IOCTL_AACS_READ_VOLUME_ID, AUTHENTICATED, true,
	  false },
	{ "READ_SERIAL_NUMBER", IOCTL_AACS_READ_SERIAL_NUMBER, AUTHENTICATED,
	  true, false },
	{ "READ_MEDIA_ID", IOCTL_AACS_READ_MEDIA_ID, AUTHENTICATED, true,
	  false },
	{ "READ_BINDING_NONCE", IOCTL_AACS_READ_BINDING_NONCE, AUTHENTICATED,
	  true, false },
	{ "GENERATE_BINDING_NONCE", IOCTL_AACS_GENERATE_BINDING_NONCE,
	  AUTHENTICATED, false, false },
};

static const char *ask_label(unsigned int row)
{
	return asks[row].name;
}

/* Nothing here is made anew while allocations fail. */
struct buffers {
	uint8_t in[128];
	uint8_t out[MKB_SIZE];
	uint32_t in_len;
	uint32_t out_len;
};

static void authenticate_to(struct host *host, enum stage stage)
{
	if (stage >= GRANTED)
		host_start(host);
	if (stage >= HOST_CERTIFIED)
		EXPECT(host_send_certificate(host), STATUS_SUCCESS, 0);
	if (stage >= DRIVE_CERTIFIED)
		EXPECT(host_get_certificate(host), STATUS_SUCCESS, 112);
	if (stage >= KEY_READ)
		EXPECT(host_get_key(host), STATUS_SUCCESS, 80);
	if (stage >= AUTHENTICATED)
		EXPECT(host_send_key(host), STATUS_SUCCESS, 0);
}

static void fill_in(struct host *host, uint32_t code, uint64_t handle,
		    struct buffers *b)
{
	struct sr_aacs_send_certificate cert = { .session_id = host->agid };
	struct sr_aacs_send_challenge_key key = { .session_id = host->agid };
	struct sr_aacs_read_binding_nonce nonce = {
		.session_id = host->agid, .number_of_sectors = 1,
		.start_lba = LBA, .handle = handle,
	};
	uint32_t layer = 0;
	struct aacs_keypair pair;
	const void *in = &host->agid;

	b->in_len = code_in(code);
	b->out_len = code_out(code);
	switch (code) {
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK:
		b->out_len = MKB_SIZE;
		/* fall through */
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE:
		in = &layer;
		break;
	case IOCTL_AACS_SEND_CERTIFICATE:
		aacs_random(cert.certificate.nonce, AACS_NONCE_LEN);
		memcpy(cert.certificate.certificate, host->id.cert,
		       AACS_CERT_LEN);
		in = &cert;
		break;
	case IOCTL_AACS_SEND_CHALLENGE_KEY:
		CHECK_EQ(aacs_keypair_generate(&pair), 0);
		memcpy(key.challenge_key.point, pair.pub, AACS_POINT_LEN);
		CHECK_EQ(aacs_sign_challenge(&host->id.key, host->dn, pair.pub,
					     key.challenge_key.signature), 0);
		in = &key;
		break;
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		if (handle != ~0ULL) {
			nonce.start_lba = ~0ULL;
			nonce.number_of_sectors = ~0U;
		}
		in = &nonce;
		break;
	}
	memcpy(b->in, in, b->in_len);
	memset(b->out, 0xa5, b->out_len);
}

static struct answer ask_drive(int fd, uint32_t code, struct buffers *b)
{
	return request(fd, code, b->in, b->in_len, b->out, b->out_len);
}

/* The answer is the drive's own. */
static void check_answer(const struct host *host, uint32_t code,
			 uint32_t lba, const struct buffers *b)
{
	struct sr_aacs_value value;

	memcpy(&value, b->out, sizeof(value));
	switch (code) {
	case IOCTL_AACS_READ_VOLUME_ID:
	case IOCTL_AACS_READ_SERIAL_NUMBER:
	case IOCTL_AACS_READ_MEDIA_ID:
		host_check_value(host, &value);
		break;
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		host_check_nonce(host, lba, &value);
		break;
	}
}

static void expect_untouched(const struct buffers *b)
{
	for (uint32_t i = 0; i < b->out_len; i++) {
		if (b->out[i] != 0xa5)
			FAIL("byte %u of the output was written", i);
	}
}

/* The nonce of the extent, so that it can be read. */
static void make_nonce(const struct drive *drive, struct host *host)
{
	struct sr_aacs_value value;
	void *buf;
	int fd;

	host_authenticate(host);
	EXPECT(nonce_request(host->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     host->agid, LBA, 1, &value), STATUS_SUCCESS, 32);
	EXPECT(end_session(host->fd, host->agid), STATUS_SUCCESS, 0);
	fd = open(drive->sr, O_RDWR | O_DIRECT | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK(!posix_memalign(&buf, 4096, SECTOR));
	memset(buf, 0, SECTOR);
	CHECK_EQ(pwrite(fd, buf, SECTOR, LBA * SECTOR), SECTOR);
	CHECK(!fsync(fd));
	close(fd);
	free(buf);
}

/* What it was for goes with a request that can't be read or answered. */
static void begin_again(const struct drive *drive, struct host *host,
			const struct ask *ask, uint64_t handle,
			struct buffers *b)
{
	if (ask->code == IOCTL_AACS_START_SESSION)
		CHECK(agids_free(drive));
	EXPECT(end_session(host->fd, SR_AACS_END_ALL_SESSIONS),
	       STATUS_SUCCESS, 0);
	CHECK(agids_free(drive));
	authenticate_to(host, ask->stage);
	fill_in(host, ask->code, handle, b);
}

/* One try: whatever fails, the session is as it was and the next one works. */
static void ask_without_memory(const struct drive *drive, struct host *host,
			       const struct ask *ask, uint64_t handle,
			       uint32_t lba, struct nth *nth,
			       bool (*allowed)(uint32_t status))
{
	bool started = ask->code == IOCTL_AACS_START_SESSION;
	bool held = !ask->spends && (started || ask->stage != NO_SESSION);
	static struct buffers b;
	uint32_t information;
	struct answer a;

	authenticate_to(host, ask->stage);
	fill_in(host, ask->code, handle, &b);
	information = b.out_len;
	nth_arm(nth);
	a = ask_drive(host->fd, ask->code, &b);
	nth_disarm(nth);
	nth->failed += a.ret != 0;
	if (a.ret && copies_fail && a.error == EFAULT) {
		begin_again(drive, host, ask, handle, &b);
		a = ask_drive(host->fd, ask->code, &b);
	} else if (a.ret) {
		if (!allowed(a.status))
			FAIL("allocation %u: status %#x", nth->n, a.status);
		EXPECT(a, a.status, 0);
		expect_untouched(&b);
		CHECK_EQ(agids_taken(drive), ask->stage != NO_SESSION);
		CHECK_EQ(poll_now(host->fd), 0);
		a = ask_drive(host->fd, ask->code, &b);
	}
	EXPECT(a, STATUS_SUCCESS, information);
	check_answer(host, ask->code, lba, &b);
	if (started)
		memcpy(&host->agid, b.out, 4);
	CHECK_EQ(agids_taken(drive), held);
	if (held)
		EXPECT(end_session(host->fd, host->agid), STATUS_SUCCESS, 0);
}

static bool no_memory(uint32_t status)
{
	return status == STATUS_INSUFFICIENT_RESOURCES;
}

static void test_request(unsigned int row)
{
	const struct ask *ask = &asks[row];
	struct drive drive = lab_drive(0);
	struct host host;
	struct nth nth;

	host_load(&host, node_open(&drive, O_RDWR));
	if (ask->code == IOCTL_AACS_READ_BINDING_NONCE)
		make_nonce(&drive, &host);
	nth = nth_begin(ask->name, PASSES);
	while (nth_next(&nth))
		ask_without_memory(&drive, &host, ask, ~0ULL, LBA, &nth,
				   no_memory);
	CHECK(agids_free(&drive));
	if (!copies_fail)
		CHECK_EQ(!nth.failed, ask->never);
	nth_end(&nth, "");
}

/* ---- a file instead of an extent ---- */

/*
 * A file system that is asked for a block has no way to say why it has none,
 * and what it could not write out is an error of its own.
 */
static bool no_memory_for_file(uint32_t status)
{
	return status == STATUS_INSUFFICIENT_RESOURCES ||
	       status == STATUS_INVALID_PARAMETER ||
	       status == STATUS_IO_DEVICE_ERROR;
}

static void write_key(int fd)
{
	char text[2 * SECTOR];

	memset(text, 'k', sizeof(text));
	CHECK_EQ(pwrite(fd, text, sizeof(text), 0), sizeof(text));
}

static uint32_t first_lba(const struct host *host,
			  const struct sr_aacs_value *value)
{
	uint32_t lba;

	CHECK_EQ(aacs_mac_nonce_lba(host->bk, value->value, value->mac, &lba),
		 0);
	return lba;
}

/* A disc with a file on it; returns the file. */
static int mount_key(struct drive *drive)
{
	int fd;

	if (path_missing(UDF_IMAGE))
		e2e_skip("%s was not brought along", UDF_IMAGE);
	/* What a case that failed has left. */
	umount(MOUNT_POINT);
	ctl(drive, "change /sr_aacs/" UDF_IMAGE);
	sr_look(drive);
	mkdir(MOUNT_POINT, 0755);
	if (mount(drive->sr, MOUNT_POINT, "udf", 0, NULL))
		FAIL("mounting %s: %m", drive->sr);
	fd = open(MOUNT_POINT "/soak.key", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		FAIL("a file on the disc: %m");
	write_key(fd);
	CHECK(!fsync(fd));
	return fd;
}

static const struct {
	const char *name;
	uint32_t code;
	bool spends;
	bool dirty;
} handles[] = {
	{ "GENERATE_BINDING_NONCE for a file",
	  IOCTL_AACS_GENERATE_BINDING_NONCE, false, false },
	{ "GENERATE_BINDING_NONCE for a file to be written out",
	  IOCTL_AACS_GENERATE_BINDING_NONCE, false, true },
	{ "READ_BINDING_NONCE of a file",
	  IOCTL_AACS_READ_BINDING_NONCE, true, false },
};

static const char *handle_label(unsigned int row)
{
	return handles[row].name;
}

static void test_handle(unsigned int row)
{
	struct ask ask = { handles[row].name, handles[row].code, AUTHENTICATED,
			   handles[row].spends, false };
	struct drive drive = lab_drive(0);
	struct sr_aacs_value value;
	struct host host;
	struct nth nth;
	uint32_t lba;
	int fd;

	fd = mount_key(&drive);
	host_load(&host, node_open(&drive, O_RDWR));
	nth = nth_begin(ask.name, PASSES);
	/* The first one, with all the memory there is, tells where it lies. */
	host_authenticate(&host);
	{
		struct sr_aacs_read_binding_nonce in = {
			.session_id = host.agid, .number_of_sectors = ~0U,
			.start_lba = ~0ULL, .handle = fd,
		};

		EXPECT(request(host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
			       sizeof(in), &value, sizeof(value)),
		       STATUS_SUCCESS, 32);
	}
	lba = first_lba(&host, &value);
	EXPECT(end_session(host.fd, host.agid), STATUS_SUCCESS, 0);
	/* Now the disc keeps it. */
	write_key(fd);
	CHECK(!fsync(fd));
	while (nth_next(&nth)) {
		if (handles[row].dirty)
			write_key(fd);
		ask_without_memory(&drive, &host, &ask, fd, lba, &nth,
				   no_memory_for_file);
	}
	CHECK(nth.failed);
	close(fd);
	close(host.fd);
	if (umount(MOUNT_POINT))
		FAIL("umount: %m");
	ctl(&drive, "change /run/discs/disc0.img");
	nth_end(&nth, "");
}

static const struct e2e_case cases[] = {
	{ "insmod", memory_insmod, 0, NULL, PART_SECONDS },
	{ "sr bound", memory_bind, 0, NULL, PART_SECONDS },
	{ "open", test_open, 0, NULL, PART_SECONDS },
	{ "close", test_close, 0, NULL, PART_SECONDS },
	{ "sysfs", test_sysfs, 0, NULL, PART_SECONDS },
	{ "request", test_request, ARRAY_SIZE(asks), ask_label, PART_SECONDS },
	{ "request", test_handle, ARRAY_SIZE(handles), handle_label,
	  PART_SECONDS },
};

E2E_THEME(memory, cases);
