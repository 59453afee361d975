// SPDX-License-Identifier: GPL-2.0-or-later
/* The main job from end to end: bindnonce, a Windows program, over libntdvd. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("programs");

#define GRANT	line_grant()

static const char good[] =
	"AGID 0 granted\n"
	"drive certificate verified \\(id [0-9a-f]{12}\\)\n"
	"bus key agreed\n"
	"binding nonce [0-9a-f]{32}\n"
	"MAC verified\n"
	"session ended\n";

/* The names that Windows programs use for one drive. */
static const char *const names[] = {
	"D:", "d:", "\\\\.\\D:", "\\\\.\\CdRom0", "CdRom0",
};

CASE(bindnonce, "bindnonce", NAMES(names))
{
	char out[1024];
	int code = RUN(out, sizeof(out), "bindnonce", names[f->row]);

	if (code)
		FAIL("exit code %d:\n%s", code, out);
	EXPECT_OUTPUT(out, good);
	log_expect(f->drive, GRANT, HOST_LINES(0),
		   line_nonce(0, 0x20, 0, 1, "good 36"), line_end(0));
	CHECK(agids_free(f->drive));
}

CASE(extent, "bindnonce of an extent")
{
	char out[1024];

	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "--lba", "4660", "--blocks",
		     "32", "--quiet", "D:"), 0);
	EXPECT_OUTPUT(out, "[0-9a-f]{32}\n");
	log_expect(f->drive, GRANT, HOST_LINES(0),
		   line_nonce(0, 0x20, 0x1234, 32, "good 36"), line_end(0));
}

/* Two runs, two nonces. */
CASE(differ, "bindnonce twice")
{
	char first[64], second[64];

	CHECK_EQ(RUN(first, sizeof(first), "bindnonce", "--quiet", "D:"), 0);
	CHECK_EQ(RUN(second, sizeof(second), "bindnonce", "--quiet", "D:"), 0);
	CHECK(strcmp(first, second));
}

CASE(ntdvd_drives, "NTDVD_DRIVES")
{
	char out[1024];

	setenv("NTDVD_DRIVES", "X:=/dev/aacs0,Y:=/dev/aacs9", 1);
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "X:"), 0);
	EXPECT_OUTPUT(out, good);
	log_expect(f->drive, GRANT, HOST_LINES(0),
		   line_nonce(0, 0x20, 0, 1, "good 36"), line_end(0));
	/* The letters that are not in it are nothing. */
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "D:"), 1);
	CHECK(strstr(out, "error 2:"));
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "Y:"), 1);
	log_expect_silence(f->drive);
}

/*
 * What goes wrong is named, with step and code; the session is ended. What was
 * tampered with on the way is for tests/shim/bindnonce.c.
 */
static const struct {
	const char *name;
	const char *fault;	/* for the drive */
	const char *prints;	/* the last line */
} failures[] = {
	{ "nonce of zeros", "a4:20 zero", "generating the binding nonce: error 1117" },
	{ "disc changed", "a4:20 sense 6/28/00", "generating the binding nonce: error 1110" },
	{ "key not established", "a4:20 sense 5/6f/02",
	  "generating the binding nonce: error 0x80030308" },
	{ "write-protected", "a4:20 sense 7/27/00", "generating the binding nonce: error 19" },
	{ "no AGID", "a4:0 sense 5/55/00", "starting a session: error 1450" },
	{ "no disc", "a4:0 sense 2/3a/01", "starting a session: error 21" },
};

CASE(failure, "bindnonce fails", ROWS(failures, name))
{
	const char *last;
	char out[1024];
	int code;

	ctl(f->drive, "fault %s", failures[f->row].fault);
	code = RUN(out, sizeof(out), "bindnonce", "D:");
	if (code != 1)
		FAIL("exit code %d:\n%s", code, out);
	last = strstr(out, "bindnonce: ");
	if (!last || strncmp(last + 11, failures[f->row].prints,
			     strlen(failures[f->row].prints)))
		FAIL("printed:\n%swanted: bindnonce: %s", out,
		     failures[f->row].prints);
	CHECK(!strstr(out, "binding nonce 0"));
	CHECK(!strstr(out, "MAC verified"));
	if (strstr(failures[f->row].fault, "6/28"))
		/* The drive never had that change: no file has what it holds. */
		EXPECT(end_session(node_open(f->drive, O_RDWR),
				   SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(f->drive));
}

CASE(other_authority, "bindnonce with another authority")
{
	char out[1024];

	CHECK_EQ(RUN(out, sizeof(out), "aacs-vdrive", "mkpki",
		     "/tmp/e2e-foreign"), 0);
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "--pki", "/tmp/e2e-foreign",
		     "D:"), 1);
	CHECK(strstr(out, "sending the host certificate: error 0x80030306"));
	log_expect(f->drive, GRANT, line_key(0xa3, 0, 0x01, 116, "5/6f/00 0"),
		   line_end(0));
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "--pki", "/nowhere", "D:"),
		 1);
	CHECK(strstr(out, "/nowhere"));
	log_expect_silence(f->drive);
}

/* All AGIDs taken by others: 1450, and theirs stay theirs. */
OPEN_CASE(exhausted, "bindnonce without an AGID")
{
	char out[1024];

	start_all_sessions(f->fd, f->drive);
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "D:"), 1);
	CHECK(strstr(out, "starting a session: error 1450"));
	agids_expect(f->drive, f->drive->agids);
	EXPECT(end_session(f->fd, f->drive->agids - 1), SUCCESS, 0);
	CHECK_EQ(RUN(out, sizeof(out), "bindnonce", "--quiet", "D:"), 0);
	EXPECT_OUTPUT(out, "[0-9a-f]{32}\n");
	agids_expect(f->drive, f->drive->agids - 1);
}

CASE(aacsctl, "aacsctl")
{
	char out[2048];

	CHECK_EQ(RUN(out, sizeof(out), "aacsctl", "list"), 0);
	CHECK(strstr(out, "aacs0"));
	CHECK_EQ(RUN(out, sizeof(out), "aacsctl", "info", "/dev/aacs0"), 0);
	CHECK(strstr(out, "AACSTEST"));
	CHECK(strstr(out, "VIRTUAL BD-RE"));
	CHECK(RUN(out, sizeof(out), "aacsctl", "info", "/dev/aacs9") != 0);
}

/* What `aacsctl info` says of the disc, and that it says the rest as well. */
static void expect_disc(const struct drive *drive, const char *disc)
{
	char out[2048], line[128];

	snprintf(line, sizeof(line), "\nAACS disc inserted: %s\n", disc);
	CHECK_EQ(RUN(out, sizeof(out), "aacsctl", "info", drive->aacs), 0);
	if (!strstr(out, line) || !strstr(out, "\nAACS version: 1\n"))
		FAIL("wanted the version and%s, aacsctl said\n%s", line, out);
}

static void as_nobody(int tell, void *arg)
{
	struct drive *drive = arg;
	char disc[96];

	CHECK(!setgid(65534) && !setuid(65534));
	snprintf(disc, sizeof(disc), "unknown: %s: Permission denied",
		 drive->sr);
	expect_disc(drive, disc);
}

/* The feature's Current bit, which the drive is asked for. */
CASE(aacsctl_disc, "aacsctl asks for the disc")
{
	struct child child;

	expect_disc(f->drive, "yes");
	ctl(f->drive, "eject");
	expect_disc(f->drive, "no");
	ctl(f->drive, "insert");
	expect_disc(f->drive, "yes");
	ctl(f->drive, "fault 46 sense 2/04/01 count 100");
	expect_disc(f->drive, "unknown: the drive is not ready");
	ctl(f->drive, "faults clear");
	child = child_start(as_nobody, f->drive);
	child_end(&child);
}
