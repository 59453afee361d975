// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line of aacs-vdrive: what it sets, and what it refuses. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../vdrive/drive.h"
#include "../../vdrive/options.h"
#include "../lib/tap.h"

#define LETTERS_32	"abcdefghijklmnopqrstuvwxyz.-_089"
#define WORDS_MAX	16

static struct options options;

/* The words of a command line; "~" is an empty one. */
static char text[512];
static char *argv[WORDS_MAX + 2];

static int split(const char *line)
{
	static char program[] = "aacs-vdrive", empty[] = "";
	int argc = 0;

	argv[argc++] = program;
	snprintf(text, sizeof(text), "%s", line);
	for (char *p = strtok(text, " "); p && argc <= WORDS_MAX;
	     p = strtok(NULL, " "))
		argv[argc++] = strcmp(p, "~") ? p : empty;
	argv[argc] = NULL;
	return argc;
}

static char said[4096];

/*
 * Parses @line; standard output or error, whichever is @fd, goes to said.
 * Returns what options_parse() does.
 */
static int parse(const char *line, int fd)
{
	FILE *stream = fd == STDOUT_FILENO ? stdout : stderr;
	FILE *file = tmpfile();
	int ret, kept;

	fflush(stdout);
	kept = dup(fd);
	if (!file || kept < 0 || dup2(fileno(file), fd) < 0) {
		perror("tmpfile");
		exit(1);
	}
	/* Each parse is a program of its own. */
	optind = 0;
	ret = options_parse(&options, split(line), argv);
	fflush(stream);
	if (dup2(kept, fd) < 0)
		exit(1);
	close(kept);
	rewind(file);
	said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
	fclose(file);
	return ret;
}

/* ---- what is taken ---- */

enum kind { IS_TEXT, IS_NUMBER, IS_SIZE, IS_FLAG };

/* A field of struct options, and what it is set to. */
#define FIELD(field, kind, text, number) \
	offsetof(struct options, field), kind, text, number
#define TEXT(field, text)	FIELD(field, IS_TEXT, text, 0)
#define NUMBER(field, number)	FIELD(field, IS_NUMBER, NULL, number)
#define SIZE(field, number)	FIELD(field, IS_SIZE, NULL, number)
#define FLAG(field, set)	FIELD(field, IS_FLAG, NULL, set)

#define FOUR	"--vendor V --bus-encryption --nonce-blocks 7 --agids 3"

static const struct {
	const char *line;
	size_t offset;
	enum kind kind;
	const char *text;	/* NULL: none */
	unsigned long number;	/* of a flag 0 or 1 */
} good[] = {
	/* What it is without a word. */
	{ "", TEXT(name, "vdrive0") },
	{ "", TEXT(image, NULL) },
	{ "", TEXT(pki, NULL) },
	{ "", TEXT(log, NULL) },
	{ "", TEXT(vendor, "AACSTEST") },
	{ "", TEXT(product, "VIRTUAL BD-RE") },
	{ "", NUMBER(agids, 2) },
	{ "", NUMBER(nonce_blocks, 1) },
	{ "", NUMBER(timeout, 5) },
	{ "", TEXT(disc.mkb_file, NULL) },
	{ "", SIZE(disc.mkb_size, 0) },
	{ "", FLAG(disc.write_protected, 0) },
	{ "", FLAG(short_pack, 0) },
	{ "--mkb-short", FLAG(short_pack, 1) },
	{ "", FLAG(no_aacs, 0) },
	{ "", FLAG(no_bng, 0) },
	{ "", FLAG(bus_encryption, 0) },
	{ "", FLAG(background, 0) },
	{ "", FLAG(no_wait, 0) },

	{ "--image disc.img", TEXT(image, "disc.img") },
	{ "--image=disc.img", TEXT(image, "disc.img") },
	{ "--image a --image b", TEXT(image, "b") },
	{ "--read-only", FLAG(disc.write_protected, 1) },
	/* 1: volume identifier, 2: serial number, 4: media identifier */
	{ "", NUMBER(disc.values, 0) },
	{ "--profile bd-re", NUMBER(disc.values, 4) },
	{ "--profile bd-r", NUMBER(disc.values, 4) },
	{ "--profile bd-rom", NUMBER(disc.values, 3) },
	{ "--profile dvd-rom", NUMBER(disc.values, 3) },
	{ "--name x", TEXT(name, "x") },
	{ "--name " LETTERS_32, TEXT(name, LETTERS_32) },
	{ "--like lg-bu40n", NUMBER(agids, 2) },
	{ "--like pioneer-bdr-s09", NUMBER(agids, 1) },
	{ "--like lg-bu40n", FLAG(bus_encryption, 1) },
	{ "--like lg-bu40n", TEXT(vendor, NULL) },
	{ "--like lg-bu40n --agids 4", NUMBER(agids, 4) },
	{ "--like lg-bu40n --product BD!", TEXT(product, "BD!") },
	{ "--vendor ACME", TEXT(vendor, "ACME") },
	{ "--vendor 12345678", TEXT(vendor, "12345678") },
	{ "--vendor ~", TEXT(vendor, "") },
	{ "--product BD!", TEXT(product, "BD!") },
	{ "--product 1234567890123456", TEXT(product, "1234567890123456") },
	{ "--pki /etc/pki", TEXT(pki, "/etc/pki") },
	{ "--agids 1", NUMBER(agids, 1) },
	{ "--agids 4", NUMBER(agids, 4) },
	{ "--no-aacs", FLAG(no_aacs, 1) },
	{ "--no-bng", FLAG(no_bng, 1) },
	{ "--bus-encryption", FLAG(bus_encryption, 1) },
	{ "--nonce-blocks 0", NUMBER(nonce_blocks, 0) },
	{ "--nonce-blocks 16", NUMBER(nonce_blocks, 16) },
	{ "--nonce-blocks 255", NUMBER(nonce_blocks, 255) },
	{ "--nonce-blocks 010", NUMBER(nonce_blocks, 10) },
	{ "--mkb MKB.inf", TEXT(disc.mkb_file, "MKB.inf") },
	{ "--mkb-size 256", SIZE(disc.mkb_size, 256) },
	/* 255 packs of 32768 bytes. */
	{ "--mkb-size 8355840", SIZE(disc.mkb_size, 8355840) },
	{ "--log drive.log", TEXT(log, "drive.log") },
	{ "--command-timeout 0", NUMBER(timeout, 0) },
	{ "--command-timeout 3600", NUMBER(timeout, 3600) },
	{ "--no-wait", FLAG(no_wait, 1) },
	{ "--background", FLAG(background, 1) },

	/* All in one line, and none disturbs another. */
	{ FOUR, TEXT(vendor, "V") },
	{ FOUR, FLAG(bus_encryption, 1) },
	{ FOUR, NUMBER(nonce_blocks, 7) },
	{ FOUR, NUMBER(agids, 3) },
	{ FOUR, FLAG(no_bng, 0) },
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		const void *at = (const char *)&options + good[i].offset;
		int ret = parse(good[i].line, STDERR_FILENO);
		bool same = false;

		switch (good[i].kind) {
		case IS_TEXT:
			same = same_text(*(const char *const *)at, good[i].text);
			break;
		case IS_NUMBER:
			same = *(const unsigned int *)at == good[i].number;
			break;
		case IS_SIZE:
			same = *(const size_t *)at == good[i].number;
			break;
		case IS_FLAG:
			same = *(const bool *)at == !!good[i].number;
			break;
		}
		if (!ok(ret == -1 && same && !*said, "taken %zu: %s", i,
			good[i].line))
			printf("#   returns %d, says: %s\n", ret, said);
	}
}

/* ---- a capture that is not there ---- */

static void test_like_missing(void)
{
	int ret = parse("--like /nonexistent", STDERR_FILENO);

	ok(ret == 1 && strstr(said, "--like: /nonexistent/drive.capture: No such file"),
	   "--like: a directory without a capture");
}

/* ---- what is refused, or answered at once ---- */

static const struct {
	const char *line;
	const char *says;	/* part of the complaint */
} bad[] = {
	{ "--agids 0", "--agids must be 1 to 4: 0" },
	{ "--agids 5", "--agids must be 1 to 4: 5" },
	{ "--agids -1", "--agids must be" },
	{ "--agids +1", "--agids must be" },
	{ "--agids two", "--agids must be" },
	{ "--agids 2x", "--agids must be" },
	{ "--agids 0x2", "--agids must be" },
	{ "--agids ~", "--agids must be" },
	{ "--agids 18446744073709551617", "--agids must be" },
	{ "--agids 4294967297", "--agids must be" },
	{ "--profile bd", "--profile takes bd-re, bd-r, bd-rom or dvd-rom: bd" },
	{ "--profile ~", "--profile takes" },
	{ "--nonce-blocks 256", "--nonce-blocks must be 0 to 255: 256" },
	{ "--nonce-blocks -1", "--nonce-blocks must be" },
	{ "--nonce-blocks 1.5", "--nonce-blocks must be" },
	{ "--mkb-size 255", "--mkb-size must be 256 to 8355840: 255" },
	{ "--mkb-size 8355841", "--mkb-size must be 256 to 8355840: 8355841" },
	{ "--mkb-size 64k", "--mkb-size must be" },
	{ "--command-timeout 3601", "--command-timeout must be 0 to 3600" },
	{ "--command-timeout -1", "--command-timeout must be" },
	{ "--command-timeout 5s", "--command-timeout must be" },
	{ "--name ~", "--name takes" },
	{ "--name .hidden", "--name takes" },
	{ "--name ../up", "--name takes" },
	{ "--name a/b", "--name takes" },
	{ "--name " LETTERS_32 "x", "--name takes" },
	{ "--name a\tb", "--name takes" },
	{ "--name d\303\274", "--name takes" },
	{ "--vendor 123456789", "--vendor takes up to 8" },
	{ "--vendor a\tb", "--vendor takes up to 8" },
	{ "--vendor d\303\274", "--vendor takes up to 8" },
	{ "--product 12345678901234567", "--product takes up to 16" },
	{ "--product a\177", "--product takes up to 16" },
	/* A value too much. */
	{ "--no-aacs=1", "doesn't allow an argument" },
	{ "--bus-encryption=yes", "doesn't allow an argument" },
	{ "--background=1", "doesn't allow an argument" },
	/* Not ours. */
	{ "--nonsense", "--help" },
	{ "-x", "--help" },
	{ "--no", "--help" },
	{ "disc.img", "disc.img" },
	{ "--image a b", "b" },
	{ "mkpki", "mkpki" },
	{ "mkpki a b", "mkpki" },
	/* The mistake is told though a good option follows. */
	{ "--agids 9 --name x", "--agids must be" },
};

static const struct {
	const char *line, *says;
} asked[] = {
	{ "--help", "usage: aacs-vdrive" },
	{ "--version", "aacs-vdrive " SR_AACS_VERSION "\n" },
	{ "--agids 2 --help", "usage: aacs-vdrive" },
};

/* The program ends at once, with this status. */
static void ends(const char *line, int fd, int status, const char *says)
{
	int ret = parse(line, fd);

	if (!ok(ret == status && strstr(said, says), "exit status %d: %s",
		status, line))
		printf("#   returns %d, says: %s\n", ret, said);
}

static void test_ends(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ends(bad[i].line, STDERR_FILENO, 2, bad[i].says);
	for (i = 0; i < ARRAY_SIZE(asked); i++)
		ends(asked[i].line, STDOUT_FILENO, 0, asked[i].says);
}

/*
 * Every option of the parser is in the help, with what follows it; and is
 * refused without that.
 */
static void test_help(void)
{
	static const char *const names[] = {
		"--image FILE", "--read-only", "--name NAME", "--vendor S",
		"--product S", "--pki DIR", "--agids N", "--no-aacs",
		"--no-bng", "--bus-encryption", "--nonce-blocks N",
		"--mkb FILE", "--mkb-size BYTES", "--mkb-short",
		"--log FILE",
		"--command-timeout S", "--no-wait", "--background", "--help",
		"--version",
	};
	char option[32];
	size_t i;

	parse("--help", STDOUT_FILENO);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		ok(strstr(said, names[i]), "the help tells of %s", names[i]);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(option, sizeof(option), "%s", names[i]);
		if (strtok(option, " ") && strtok(NULL, " "))
			ends(option, STDERR_FILENO, 2, "requires an argument");
	}
}

int main(void)
{
	test_good();
	test_like_missing();
	test_ends();
	test_help();
	return tap_done();
}
