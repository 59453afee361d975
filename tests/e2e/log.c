// SPDX-License-Identifier: GPL-2.0-or-later
/* The drive's log: what was really sent. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "lab.h"

#define LINE_LEN	80
#define SYNC_MS		5000

/*
 * A command that the drive carries out without touching a unit attention, with
 * an allocation length that nobody else uses: what stands before it in the log
 * came before it. Commands that a fault holds back are not waited for.
 */
static unsigned int sync_number;

static void sync_line(char buf[LINE_LEN])
{
	snprintf(buf, LINE_LEN, "120000%04x00 ", 0x4000 + sync_number);
}

/* All of the log from @from on; to be freed. */
static char *read_log(const struct drive *drive, off_t from)
{
	int fd = open(drive->log, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t len;
	char *text;

	if (fd < 0 || fstat(fd, &st))
		FAIL("%s: %m", drive->log);
	len = st.st_size > from ? (size_t)(st.st_size - from) : 0;
	text = calloc(1, len + 1);
	CHECK(text);
	CHECK_EQ(pread(fd, text, len, from), len);
	close(fd);
	return text;
}

struct sync_wait {
	struct drive *drive;
	char line[LINE_LEN];
	off_t end;		/* of the line found */
	off_t begin;
};

static bool sync_seen(void *arg)
{
	struct sync_wait *w = arg;
	char *text = read_log(w->drive, w->drive->mark);
	char *at = strstr(text, w->line), *nl = at ? strchr(at, '\n') : NULL;

	if (nl) {
		w->begin = w->drive->mark + (at - text);
		w->end = w->drive->mark + (nl + 1 - text);
	}
	free(text);
	return nl;
}

static struct sync_wait log_sync(struct drive *drive)
{
	struct sync_wait w = { .drive = drive };
	uint8_t cdb[6] = { 0x12 }, data[0x200];
	unsigned int len;

	/* Different in every process that may do this. */
	sync_number = (sync_number + 1) & 0xfff;
	len = 0x4000 + sync_number;
	cdb[3] = (uint8_t)(len >> 8);
	cdb[4] = (uint8_t)len;
	sync_line(w.line);
	raw_command(drive, cdb, sizeof(cdb), false, data, sizeof(data));
	if (!wait_for(sync_seen, &w, SYNC_MS))
		FAIL("%s: %s is not logged", drive->log, w.line);
	return w;
}

void log_mark(struct drive *drive)
{
	struct stat st;

	if (stat(drive->log, &st))
		FAIL("%s: %m", drive->log);
	drive->mark = st.st_size;
	drive->mark = log_sync(drive).end;
}

static bool is_aacs(const char *line)
{
	return !strncmp(line, "a3", 2) || !strncmp(line, "a4", 2) ||
	       !strncmp(line, "ad", 2);
}

/* What sr asks by itself when it looks for events, a moment after a close. */
#define GESN		"4a"
#define TUR		"000000000000"

/*
 * Follows sr's questions from line to line: a GESN, and some commands later
 * perhaps the TEST UNIT READY that belongs to it. @asked: it may still come.
 */
static bool is_srs_own(const char *line, bool *asked)
{
	bool was = *asked;

	if (!strncmp(line, GESN, strlen(GESN))) {
		*asked = true;
		return true;
	}
	if (strncmp(line, TUR, strlen(TUR)))
		return false;
	*asked = false;
	return was;
}

/* The same for what stands before the mark. */
static bool asked_before(const struct drive *drive)
{
	off_t from = drive->mark > 1024 ? drive->mark - 1024 : 0;
	char *text = read_log(drive, from), *save;
	bool asked = false;

	text[drive->mark - from] = '\0';
	for (char *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		is_srs_own(l, &asked);
	free(text);
	return asked;
}

/*
 * The log since the mark, which moves. @all: not the AACS commands alone, but
 * all that sr has not asked of its own accord.
 */
static char *take_log(struct drive *drive, bool all)
{
	struct sync_wait w = log_sync(drive);
	char *text = read_log(drive, drive->mark), *to = text, *save;
	bool asked = asked_before(drive);
	char *copy;

	text[w.begin - drive->mark] = '\0';
	drive->mark = w.end;
	copy = strdup(text);
	CHECK(copy);
	*to = '\0';
	for (char *l = strtok_r(copy, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save)) {
		bool own = is_srs_own(l, &asked);

		if (is_aacs(l) || (all && !own))
			to += sprintf(to, "%s\n", l);
	}
	free(copy);
	return text;
}

void log_expect_at(const char *file, int line, struct drive *drive,
		   const char *const *lines)
{
	char *got = take_log(drive, false);
	char want[8192] = "";

	for (; *lines; lines++) {
		CHECK(strlen(want) + LINE_LEN < sizeof(want));
		strcat(want, *lines);
		strcat(want, "\n");
	}
	if (strcmp(got, want))
		e2e_fail(file, line, "sent were\n%swanted\n%s",
			 *got ? got : "nothing\n", *want ? want : "nothing\n");
	free(got);
}

void log_expect_ends_at(const char *file, int line, struct drive *drive,
			unsigned int first, const char *const *lines)
{
	const char *all[16] = { NULL };
	unsigned int n = 0;

	while (*lines)
		all[n++] = *lines++;
	CHECK(n + drive->agids < ARRAY_SIZE(all));
	for (unsigned int agid = first; agid < drive->agids; agid++)
		all[n++] = line_end(agid);
	log_expect_at(file, line, drive, all);
}

void log_expect_silence_at(const char *file, int line, struct drive *drive)
{
	char *got = take_log(drive, true);

	if (*got)
		e2e_fail(file, line, "wanted no command, sent were\n%s", got);
	free(got);
}

unsigned int log_count(struct drive *drive, const char *prefix)
{
	struct sync_wait w = log_sync(drive);
	char *text = read_log(drive, drive->mark), *save;
	unsigned int count = 0;

	text[w.begin - drive->mark] = '\0';
	for (char *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		count += !strncmp(l, prefix, strlen(prefix));
	free(text);
	return count;
}

struct log_wait {
	struct drive *drive;
	const char *prefix;
	unsigned int count;
};

static bool log_has(void *arg)
{
	struct log_wait *w = arg;

	return log_count(w->drive, w->prefix) >= w->count;
}

void log_await(struct drive *drive, const char *prefix, unsigned int count)
{
	struct log_wait w = { drive, prefix, count };

	if (!wait_for(log_has, &w, SYNC_MS))
		FAIL("%s: %u lines begin with %s, wanted %u", drive->log,
		     log_count(drive, prefix), prefix, count);
}

bool log_written(struct drive *drive, uint32_t lba, uint32_t blocks,
		 const char *before)
{
	struct sync_wait w = log_sync(drive);
	char *text = read_log(drive, drive->mark), *save;
	bool written[256] = { false }, all = true;

	CHECK(blocks <= ARRAY_SIZE(written));
	text[w.begin - drive->mark] = '\0';
	for (char *l = strtok_r(text, "\n", &save);
	     l && strncmp(l, before, strlen(before));
	     l = strtok_r(NULL, "\n", &save)) {
		unsigned int at, len;

		/* WRITE (10), carried out. */
		if (sscanf(l, "2a%*2x%8x%*2x%4x%*2x good", &at, &len) != 2)
			continue;
		for (uint32_t i = 0; i < blocks; i++)
			written[i] |= lba + i >= at && lba + i - at < len;
	}
	for (uint32_t i = 0; i < blocks; i++)
		all &= written[i];
	free(text);
	return all;
}

/* ---- lines ---- */

static char *new_line(void)
{
	static _Thread_local char lines[64][LINE_LEN];
	static _Thread_local unsigned int next;

	return lines[next++ % ARRAY_SIZE(lines)];
}

const char *line_grant(void)
{
	return "a40000000000000200080000 good 8";
}

const char *line_end(unsigned int agid)
{
	return line_key(0xa3, agid, 0x3f, 0, "good 0");
}

const char *line_key(uint8_t opcode, unsigned int agid, uint8_t format,
		     uint16_t len, const char *rest)
{
	char *line = new_line();

	snprintf(line, LINE_LEN, "%02x000000000000%02x%04x%02x00 %s", opcode,
		 0x02, len, agid << 6 | format, rest);
	return line;
}

const char *line_nonce(unsigned int agid, uint8_t format, uint32_t lba,
		       uint8_t blocks, const char *rest)
{
	char *line = new_line();

	snprintf(line, LINE_LEN, "a400%08x%02x020024%02x00 %s", lba, blocks,
		 agid << 6 | format, rest);
	return line;
}

const char *line_structure(unsigned int agid, uint8_t format, uint8_t layer,
			   uint32_t address, uint16_t len, const char *rest)
{
	char *line = new_line();

	snprintf(line, LINE_LEN, "ad01%08x%02x%02x%04x%02x00 %s", address,
		 layer, format, len, agid << 6, rest);
	return line;
}
