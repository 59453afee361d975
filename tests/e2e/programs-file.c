// SPDX-License-Identifier: GPL-2.0-or-later
/* bindnonce by handle: a file on a mounted disc, for root and for another user. */
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fixture/disc.h"
#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("programs");

#define GRANT	line_grant()
#define NAME	DISC "/a file"
#define PKI	"/tmp/e2e-pki"		/* of the other user */
#define USER	1000
#define CDROM	24			/* the group */

/* A mounted UDF disc in its own drive; sets @cdrom to CdRomN. */
static struct drive mounted_disc(char cdrom[16])
{
	struct drive drive = disc_drive("programs", "udf.img", "");

	disc_mount(&drive, DISC, "udf", 0);
	snprintf(cdrom, 16, "CdRom%d", drive.number);
	return drive;
}

static void disc_away(const struct drive *drive)
{
	disc_umount(DISC);
	drive_stop(drive);
}

/* One run of bindnonce, by root or by a user of the group cdrom. */
struct outcome {
	bool user;
	int code;
	char out[1024];
	const char *argv[8];
};

static void run_as_user(int tell, void *arg)
{
	struct outcome *outcome = arg;
	gid_t group = CDROM;

	CHECK(!setgroups(1, &group));
	CHECK(!setresgid(USER, USER, USER));
	CHECK(!setresuid(USER, USER, USER));
	outcome->code = run_program(outcome->out, sizeof(outcome->out),
				    outcome->argv);
}

/* @outcome is shared memory; .argv goes without the name of the program. */
static const char *run_bindnonce(struct outcome *outcome, int code,
				 const char *const *words)
{
	size_t n = 0;

	outcome->argv[n++] = "bindnonce";
	if (outcome->user) {
		outcome->argv[n++] = "--pki";
		outcome->argv[n++] = PKI;
	}
	while ((outcome->argv[n++] = *words++))
		;
	if (outcome->user) {
		struct child child = child_start(run_as_user, outcome);

		child_end(&child);
	} else {
		outcome->code = run_program(outcome->out, sizeof(outcome->out),
					    outcome->argv);
	}
	if (outcome->code != code)
		FAIL("exit code %d:\n%s", outcome->code, outcome->out);
	return outcome->out;
}

#define BINDNONCE(outcome, code, ...)					\
	run_bindnonce((outcome), (code), (const char *const[]){ __VA_ARGS__, NULL })

/* The user gets the group's permissions from the udev rule, and readable keys. */
static struct outcome *begin_as(bool user, const struct drive *drive)
{
	struct outcome *outcome = mmap(NULL, sizeof(*outcome),
				       PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char out[256];

	CHECK(outcome != MAP_FAILED);
	outcome->user = user;
	if (user) {
		CHECK(!chown(drive->aacs, 0, CDROM));
		CHECK(!chmod(drive->aacs, 0660));
		RUN(out, sizeof(out), "rm", "-rf", PKI);
		CHECK_EQ(RUN(out, sizeof(out), "cp", "-r", AACS_PKI_DIR_DEFAULT,
			     PKI), 0);
		CHECK_EQ(RUN(out, sizeof(out), "chown", "-R", "1000", PKI), 0);
	}
	return outcome;
}

/* Generates a nonce, writes the file, reads the nonce; checks the file's LBA. */
CASE(file, "bindnonce of a file",
     LABELS("by root", "by a user of the group cdrom"))
{
	char cdrom[16], want[512], nonce[33], *at;
	struct drive drive = mounted_disc(cdrom);
	struct outcome *outcome = begin_as(f->row, &drive);
	struct disc_file file = disc_create(NAME, 5000);
	const char *out;
	uint32_t lba;

	disc_sync(&file);
	lba = disc_lba(&file);
	log_mark(&drive);
	out = BINDNONCE(outcome, 0, cdrom, NAME);
	snprintf(want, sizeof(want),
		 "AGID 0 granted\n"
		 "drive certificate verified \\(id [0-9a-f]{12}\\)\n"
		 "bus key agreed\n"
		 "binding nonce [0-9a-f]{32}\n"
		 "file begins at LBA %u\n"
		 "MAC verified\n"
		 "the drive stores it on the disc when all of '" NAME "' is written\n"
		 "session ended\n", lba);
	EXPECT_OUTPUT(out, want);
	log_expect(&drive, GRANT, HOST_LINES(0),
		   line_nonce(0, 0x20, lba, 3, "good 36"), line_end(0));
	at = strstr(outcome->out, "binding nonce ") + strlen("binding nonce ");
	snprintf(nonce, sizeof(nonce), "%.32s", at);

	out = BINDNONCE(outcome, 1, "--read", "--quiet", cdrom, NAME);
	EXPECT_OUTPUT(out, "bindnonce: reading the binding nonce for '" NAME
		      "': error 0x80030307: the disc has no nonce for that extent; .*\n");
	disc_rewrite(&file);
	CHECK_EQ(disc_lba(&file), lba);
	/* READ_BINDING_NONCE needs no write permission. */
	if (f->row)
		CHECK(!chmod(drive.aacs, 0640));
	log_mark(&drive);
	out = BINDNONCE(outcome, 0, "--read", cdrom, NAME);
	snprintf(want, sizeof(want),
		 "AGID 0 granted\n"
		 "drive certificate verified \\(id [0-9a-f]{12}\\)\n"
		 "bus key agreed\n"
		 "binding nonce %s\n"
		 "file begins at LBA %u\n"
		 "MAC verified\n"
		 "session ended\n", nonce, lba);
	EXPECT_OUTPUT(out, want);
	log_expect(&drive, GRANT, HOST_LINES(0),
		   line_nonce(0, 0x21, lba, 3, "good 36"), line_end(0));
	CHECK(agids_free(&drive));
	close(file.fd);
	disc_away(&drive);
}

/* Unsuitable files, and whether the module gets the request. */
static const struct {
	const char *name;
	const char *path;	/* NULL: the drive itself */
	size_t size;		/* 0: don't create the file */
	off_t longer;		/* truncate() to that, for a hole */
	bool opens;
	const char *prints;	/* after the name */
} bad_files[] = {
	{ "missing", DISC "/missing", 0, 0, false, "error 2: no such file" },
	{ "a directory", DISC, 0, 0, false,
	  "error 5: no permission to read it, or not a regular file" },
	{ "forbidden", DISC "/forbidden", 3000, 0, false,
	  "error 5: no permission to read it, or not a regular file" },
	{ "on no disc", "/tmp/on no disc", 5000, 0, true, NULL },
	{ "in its ICB", DISC "/in its ICB", 6, 0, true, NULL },
	{ "256 sectors", DISC "/256 sectors", LONGEST + 1, 0, true, NULL },
	{ "with a hole", DISC "/with a hole", 5000, 100 * SECTOR, true, NULL },
	{ "the drive", NULL, 0, 0, true, NULL },
};

CASE(bad_file, "bindnonce refuses a file", ROWS(bad_files, name))
{
	static const char demand[] =
		"bindnonce: the file must be a regular file on the disc in that drive, "
		"with one extent of 1 to 255 sectors of 2048 bytes\n";
	const char *path = bad_files[f->row].path;
	char cdrom[16], device[32], want[512];
	struct drive drive = mounted_disc(cdrom);
	struct outcome *outcome = begin_as(true, &drive);
	const char *out;

	if (!path) {
		snprintf(device, sizeof(device), "\\\\.\\%s", cdrom);
		path = device;
	}
	if (bad_files[f->row].size) {
		struct disc_file file = disc_create(path, bad_files[f->row].size);

		if (bad_files[f->row].longer)
			CHECK(!ftruncate(file.fd, bad_files[f->row].longer));
		CHECK(!fchmod(file.fd, bad_files[f->row].opens ? 0644 : 0600));
		disc_sync(&file);
		close(file.fd);
	}
	log_mark(&drive);
	out = BINDNONCE(outcome, 1, "--quiet", cdrom, path);
	snprintf(want, sizeof(want), "bindnonce: %s '%s': %s\n%s",
		 bad_files[f->row].opens ? "generating the binding nonce for" :
		 "opening", path, bad_files[f->row].opens ?
		 "error 87: the file was refused" : bad_files[f->row].prints,
		 demand);
	if (strncmp(out, want, strlen(want)))
		FAIL("printed:\n%swanted:\n%s", out, want);
	if (bad_files[f->row].opens)
		log_expect(&drive, GRANT, HOST_LINES(0), line_end(0));
	else
		log_expect_silence(&drive);
	CHECK(agids_free(&drive));
	disc_away(&drive);
}
