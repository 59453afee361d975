// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <scsi/sg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aacsctl.h"
#include "capture-answer.h"
#include "drive.h"
#include "root.h"

#define ANSWER_MAX	8192
#define DRIVE_MS	20000
#define TRIES		4	/* while the drive reports unit attentions */
#define SILENT_MAX	2	/* commands in a row without an answer */
#define LINE_BYTES	16

#define TYPE_CDROM	0x05
#define FEATURE_AACS	0x010d
#define RDC		0x10	/* flag of that feature */

#define CHECK_CONDITION	0x02
#define DID_TIME_OUT	0x03	/* host_status */
#define RECOVERED_ERROR	0x1
#define UNIT_ATTENTION	0x6

enum when {
	ALWAYS,
	LISTED_PAGE,	/* VPD pages that page 00h lists */
	WITH_SERIAL,	/* with --serial, if the drive supports it */
};

/*
 * The commands, in this order. None affects the sessions of other programs or
 * changes the drive's state: so there is no REPORT KEY for AGIDs, no READ DISC
 * STRUCTURE 80h to 85h (a session permits one of them) and no GET EVENT STATUS
 * NOTIFICATION (consumes an event). READ DISC STRUCTURE 03h and 04h and the PACs
 * (30h) may identify a disc. The VPD pages come late: old drives may fail on them.
 */
static const struct command {
	const char *name;
	enum when when;
	uint16_t len;		/* of the buffer, as in the CDB */
	uint8_t cdb[12];
} commands[] = {
	{ "INQUIRY", ALWAYS, 96, { 0x12, 0, 0, 0, 0x60, 0 } },
	{ "GET CONFIGURATION", ALWAYS, 8192,
	  { 0x46, 0, 0, 0, 0, 0, 0, 0x20, 0x00, 0 } },
	{ "MODE SENSE (10), page 2Ah", ALWAYS, 512,
	  { 0x5a, 0, 0x2a, 0, 0, 0, 0, 0x02, 0x00, 0 } },
	{ "MODE SENSE (10), all pages", ALWAYS, 2048,
	  { 0x5a, 0, 0x3f, 0, 0, 0, 0, 0x08, 0x00, 0 } },
	{ "REPORT KEY, RPC state", ALWAYS, 8,
	  { 0xa4, 0, 0, 0, 0, 0, 0, 0x00, 0x00, 0x08, 0x08, 0 } },
	{ "READ FORMAT CAPACITIES", ALWAYS, 252,
	  { 0x23, 0, 0, 0, 0, 0, 0, 0x00, 0xfc, 0 } },
	{ "READ CAPACITY", ALWAYS, 8, { 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "READ DISC INFORMATION", ALWAYS, 2048,
	  { 0x51, 0, 0, 0, 0, 0, 0, 0x08, 0x00, 0 } },
	{ "READ TRACK INFORMATION, track 1", ALWAYS, 48,
	  { 0x52, 0x01, 0, 0, 0, 0x01, 0, 0x00, 0x30, 0 } },
	{ "GET PERFORMANCE, of reading", ALWAYS, 8 + 64 * 16,
	  { 0xac, 0x10, 0, 0, 0, 0, 0, 0, 0x00, 0x40, 0x00, 0 } },
	{ "GET PERFORMANCE, write speeds", ALWAYS, 8 + 64 * 16,
	  { 0xac, 0x00, 0, 0, 0, 0, 0, 0, 0x00, 0x40, 0x03, 0 } },
	{ "READ DISC STRUCTURE, list for DVD", ALWAYS, 1024,
	  { 0xad, 0x00, 0, 0, 0, 0, 0, 0xff, 0x04, 0x00, 0, 0 } },
	{ "READ DISC STRUCTURE, list for BD", ALWAYS, 1024,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0xff, 0x04, 0x00, 0, 0 } },
	{ "READ DISC STRUCTURE, physical format of a DVD", ALWAYS, 2052,
	  { 0xad, 0x00, 0, 0, 0, 0, 0, 0x00, 0x08, 0x04, 0, 0 } },
	{ "READ DISC STRUCTURE, disc information of a BD", ALWAYS, 4100,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0x00, 0x10, 0x04, 0, 0 } },
	{ "READ DISC STRUCTURE, disc definition of a BD", ALWAYS, 2052,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0x08, 0x08, 0x04, 0, 0 } },
	{ "READ DISC STRUCTURE, cartridge status of a BD", ALWAYS, 8,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0x09, 0x00, 0x08, 0, 0 } },
	{ "READ DISC STRUCTURE, spare areas of a BD", ALWAYS, 16,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0x0a, 0x00, 0x10, 0, 0 } },
	{ "READ DISC STRUCTURE, write protection", ALWAYS, 8,
	  { 0xad, 0x01, 0, 0, 0, 0, 0, 0xc0, 0x00, 0x08, 0, 0 } },
	{ "INQUIRY, VPD page 00h", ALWAYS, 255, { 0x12, 0x01, 0x00, 0, 0xff, 0 } },
	{ "INQUIRY, VPD page 80h", LISTED_PAGE, 255,
	  { 0x12, 0x01, 0x80, 0, 0xff, 0 } },
	{ "INQUIRY, VPD page 83h", LISTED_PAGE, 255,
	  { 0x12, 0x01, 0x83, 0, 0xff, 0 } },
	/* The drive's certificate. It needs no AGID. */
	{ "REPORT KEY, drive certificate", WITH_SERIAL, 96,
	  { 0xa4, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x60, 0x38, 0 } },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

struct answer {
	char none[64];		/* the reason for a missing answer, or "" */
	uint8_t key, asc, ascq;	/* key 0: GOOD */
	uint8_t data[ANSWER_MAX];
	size_t len;
};

/* Facts about the drive from earlier answers. */
struct drive {
	int fd;
	bool serial;		/* --serial */
	bool certificate;	/* RDC */
	uint8_t pages[256];	/* VPD page 00h */
	size_t page_count;
};

/* Fixed format (70h, 71h) or descriptors (72h, 73h), SPC-4 4.5. */
static bool parse_sense(const uint8_t *sense, size_t len, struct answer *answer)
{
	uint8_t code = len ? sense[0] & 0x7f : 0;

	if ((code == 0x70 || code == 0x71) && len >= 14) {
		answer->key = sense[2] & 0x0f;
		answer->asc = sense[12];
		answer->ascq = sense[13];
	} else if ((code == 0x72 || code == 0x73) && len >= 4) {
		answer->key = sense[1] & 0x0f;
		answer->asc = sense[2];
		answer->ascq = sense[3];
	}
	return answer->key;
}

static void send_once(int fd, const struct command *command,
		      struct answer *answer)
{
	uint8_t cdb[sizeof(command->cdb)], sense[64];
	struct sg_io_hdr io = {
		.interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV,
		.cmdp = cdb, .cmd_len = (uint8_t)capture_cdb_len(command->cdb),
		.dxferp = answer->data, .dxfer_len = command->len,
		.sbp = sense, .mx_sb_len = sizeof(sense), .timeout = DRIVE_MS,
	};

	memset(answer, 0, sizeof(*answer));
	memcpy(cdb, command->cdb, sizeof(cdb));
	if (ioctl(fd, SG_IO, &io)) {
		snprintf(answer->none, sizeof(answer->none), "%s",
			 strerror(errno));
		return;
	}
	if (io.host_status == DID_TIME_OUT) {
		strcpy(answer->none, "timed out");
		return;
	}
	if (io.status == CHECK_CONDITION &&
	    parse_sense(sense, io.sb_len_wr, answer)) {
		if (answer->key != RECOVERED_ERROR)
			return;
	} else if (io.status || io.host_status) {
		snprintf(answer->none, sizeof(answer->none),
			 "SCSI status %02xh, host status %02xh", io.status,
			 io.host_status);
		return;
	}
	answer->len = command->len;
	if (io.resid > 0)
		answer->len -= io.resid < (int)answer->len ? (size_t)io.resid :
							      answer->len;
	answer->len = capture_answer_len(command->cdb, answer->data, answer->len);
}

/* A unit attention reports an event. It is not the answer to the command. */
static void send_command(int fd, const struct command *command,
			 struct answer *answer)
{
	for (unsigned int i = 0; i < TRIES; i++) {
		send_once(fd, command, answer);
		if (answer->key != UNIT_ATTENTION)
			break;
	}
}

static void print_hex(FILE *file, const char *word, const uint8_t *data,
		      size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i % LINE_BYTES == 0)
			fputs(word, file);
		fprintf(file, " %02x", data[i]);
		if (i % LINE_BYTES == LINE_BYTES - 1 || i == len - 1)
			putc('\n', file);
	}
}

static void write_record(FILE *file, const struct command *command,
			 const struct answer *answer, const char *blanked)
{
	fprintf(file, "\n# %s\n", command->name);
	if (blanked)
		fprintf(file, "# blanked: %s\n", blanked);
	print_hex(file, "cdb", command->cdb, capture_cdb_len(command->cdb));
	if (*answer->none)
		fprintf(file, "no-answer %s\n", answer->none);
	else if (answer->key)
		fprintf(file, "sense %x/%02x/%02x\n", answer->key, answer->asc,
			answer->ascq);
	print_hex(file, "data", answer->data, answer->len);
}

static void report(const struct command *command, const struct answer *answer)
{
	fprintf(stderr, "%s: ", command->name);
	if (*answer->none)
		fprintf(stderr, "no answer: %s\n", answer->none);
	else if (answer->key)
		fprintf(stderr, "sense %x/%02x/%02x\n", answer->key, answer->asc,
			answer->ascq);
	else
		fprintf(stderr, "%zu bytes\n", answer->len);
}

/* Looks for flag RDC in the answer to GET CONFIGURATION. */
static bool has_certificate(const struct answer *answer)
{
	const uint8_t *data = answer->data;

	for (size_t at = 8; at + 8 <= answer->len; at += 4U + data[at + 3])
		if (data[at] == FEATURE_AACS >> 8 &&
		    data[at + 1] == (FEATURE_AACS & 0xff))
			return data[at + 4] & RDC;
	return false;
}

static bool is_wanted(const struct drive *drive, const struct command *command)
{
	switch (command->when) {
	case LISTED_PAGE:
		return drive->page_count &&
		       memchr(drive->pages, command->cdb[2], drive->page_count);
	case WITH_SERIAL:
		return drive->serial && drive->certificate;
	default:
		return true;
	}
}

/* Stores the facts that later commands depend on. */
static void learn(struct drive *drive, const struct command *command,
		  const struct answer *answer)
{
	if (command->cdb[0] == 0x46) {
		drive->certificate = has_certificate(answer);
	} else if (command->cdb[0] == 0x12 && command->cdb[1] &&
		   !command->cdb[2] && answer->len > 4 && !answer->data[1]) {
		/* Byte 1 is the page; a drive that ignores EVPD does not set it to 0. */
		drive->page_count = answer->len - 4;
		memcpy(drive->pages, answer->data + 4, drive->page_count);
	}
}

/* Returns NULL, or why the other commands would be useless. */
static const char *not_a_drive(const struct command *command,
			       const struct answer *answer)
{
	if (command != commands)
		return NULL;
	if (*answer->none)
		return answer->none;
	if (answer->key || answer->len < 36)
		return "no answer to INQUIRY";
	if ((answer->data[0] & 0x1f) != TYPE_CDROM)
		return "not an optical drive";
	return NULL;
}

/* Returns the exit status; sets *useless if nothing was recorded. */
static int record(struct drive *drive, const char *path, FILE *file,
		  bool *useless)
{
	static struct answer answer;
	unsigned int silent = 0;
	const char *why;

	for (const struct command *c = commands; c < commands + COMMANDS; c++) {
		const char *blanked = NULL;

		if (!is_wanted(drive, c))
			continue;
		send_command(drive->fd, c, &answer);
		why = not_a_drive(c, &answer);
		if (why) {
			*useless = true;
			return aacsctl_fail(path, why);
		}
		learn(drive, c, &answer);
		if (!drive->serial)
			blanked = capture_blank(c->cdb, answer.data, answer.len);
		write_record(file, c, &answer, blanked);
		report(c, &answer);
		silent = *answer.none ? silent + 1 : 0;
		if (silent == SILENT_MAX) {
			fputs("\n# The drive stopped answering.\n", file);
			return aacsctl_fail(path, "the drive stopped answering");
		}
	}
	return 0;
}

/* Creates the directory if it is missing. Returns NULL after an error message. */
static FILE *create(const char *dir, char file[PATH_MAX])
{
	FILE *stream;

	if (snprintf(file, PATH_MAX, "%s/drive.capture", dir) >= PATH_MAX) {
		aacsctl_fail(dir, strerror(ENAMETOOLONG));
		return NULL;
	}
	if (mkdir(dir, 0777) && errno != EEXIST) {
		aacsctl_fail(dir, strerror(errno));
		return NULL;
	}
	stream = fopen(file, "wxe");
	if (!stream)
		aacsctl_fail(file, errno == EEXIST ? "exists and is not overwritten" :
		     strerror(errno));
	return stream;
}

/*
 * Sends the drive @path the commands that need no key and change nothing, and
 * writes the answers to @dir/drive.capture, in the format of
 * Documentation/drives.rst. Creates @dir if it is missing; an existing file is an
 * error. @serial: record serial numbers and the drive's certificate, too. Returns
 * the exit status, 1 after an error message.
 */
static int capture(const char *path, const char *dir, bool serial)
{
	struct drive drive = { .serial = serial };
	char name[PATH_MAX];
	bool useless = false;
	int status, bad;
	FILE *file;

	drive.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (drive.fd < 0)
		return aacsctl_fail(path, strerror(errno));
	file = create(dir, name);
	if (!file) {
		close(drive.fd);
		return 1;
	}
	fputs("aacs-capture 1\n"
	      "# Recorded by aacsctl " SR_AACS_VERSION ".\n", file);
	fputs(serial ? "# With serial numbers.\n" :
	      "# Serial numbers and vendor-specific bytes are blanked.\n", file);
	status = record(&drive, path, file, &useless);
	close(drive.fd);
	bad = ferror(file);
	if (fclose(file) || bad) {
		status = aacsctl_fail(name, "cannot be written");
		useless = true;
	}
	if (useless)
		unlink(name);
	else
		printf("%s\n", name);
	return status;
}

int aacsctl_capture(const struct aacsctl_options *options, char **argv)
{
	char path[PATH_MAX];
	unsigned int drive;
	struct why why;

	if (drive_find(argv[0], &drive, &why))
		snprintf(path, sizeof(path), "%s", root_path("/dev/sr%u", drive));
	else if (strchr(argv[0], '/'))
		snprintf(path, sizeof(path), "%s", argv[0]);
	else
		return aacsctl_fail(argv[0], why.text);
	return capture(path, argv[1], options->serial);
}
