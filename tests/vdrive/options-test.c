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

/*
 * Parses @line; standard output or error, whichever is @fd, goes to @said.
 * Returns what options_parse() does.
 */
static int parse(const char *line, int fd, char *said, size_t max)
{
	FILE *stream = fd == STDOUT_FILENO ? stdout : stderr;
	FILE *file = tmpfile();
	int ret, kept;
	size_t len;

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
	len = fread(said, 1, max - 1, file);
	said[len] = '\0';
	fclose(file);
	return ret;
}

/* ---- what is taken ---- */

/* A field of struct options: exactly one of the three is looked at. */
struct field {
	size_t offset;
	enum { TEXT, NUMBER, SIZE, FLAG } kind;
};

#define FIELD(name, kind)	{ offsetof(struct options, name), kind }

static const struct {
	const char *line;
	struct field field;
	const char *text;	/* NULL: none */
	unsigned long number;	/* of a flag 0 or 1 */
} good[] = {
	/* What it is without a word. */
	{ "", FIELD(name, TEXT), "vdrive0", 0 },
	{ "", FIELD(image, TEXT), NULL, 0 },
	{ "", FIELD(pki, TEXT), NULL, 0 },
	{ "", FIELD(log, TEXT), NULL, 0 },
	{ "", FIELD(vendor, TEXT), "AACSTEST", 0 },
	{ "", FIELD(product, TEXT), "VIRTUAL BD-RE", 0 },
	{ "", FIELD(agids, NUMBER), NULL, 4 },
	{ "", FIELD(nonce_blocks, NUMBER), NULL, 1 },
	{ "", FIELD(timeout, NUMBER), NULL, 5 },
	{ "", FIELD(disc.mkb_file, TEXT), NULL, 0 },
	{ "", FIELD(disc.mkb_size, SIZE), NULL, 0 },
	{ "", FIELD(disc.write_protected, FLAG), NULL, 0 },
	{ "", FIELD(no_aacs, FLAG), NULL, 0 },
	{ "", FIELD(no_bng, FLAG), NULL, 0 },
	{ "", FIELD(bus_encryption, FLAG), NULL, 0 },
	{ "", FIELD(background, FLAG), NULL, 0 },
	{ "", FIELD(no_wait, FLAG), NULL, 0 },

	{ "--image disc.img", FIELD(image, TEXT), "disc.img", 0 },
	{ "--image=disc.img", FIELD(image, TEXT), "disc.img", 0 },
	{ "--image a --image b", FIELD(image, TEXT), "b", 0 },
	{ "--read-only", FIELD(disc.write_protected, FLAG), NULL, 1 },
	{ "--name x", FIELD(name, TEXT), "x", 0 },
	{ "--name " LETTERS_32, FIELD(name, TEXT), LETTERS_32, 0 },
	{ "--vendor ACME", FIELD(vendor, TEXT), "ACME", 0 },
	{ "--vendor 12345678", FIELD(vendor, TEXT), "12345678", 0 },
	{ "--vendor ~", FIELD(vendor, TEXT), "", 0 },
	{ "--product BD!", FIELD(product, TEXT), "BD!", 0 },
	{ "--product 1234567890123456", FIELD(product, TEXT),
	  "1234567890123456", 0 },
	{ "--pki /etc/pki", FIELD(pki, TEXT), "/etc/pki", 0 },
	{ "--agids 1", FIELD(agids, NUMBER), NULL, 1 },
	{ "--agids 4", FIELD(agids, NUMBER), NULL, 4 },
	{ "--no-aacs", FIELD(no_aacs, FLAG), NULL, 1 },
	{ "--no-bng", FIELD(no_bng, FLAG), NULL, 1 },
	{ "--bus-encryption", FIELD(bus_encryption, FLAG), NULL, 1 },
	{ "--nonce-blocks 0", FIELD(nonce_blocks, NUMBER), NULL, 0 },
	{ "--nonce-blocks 16", FIELD(nonce_blocks, NUMBER), NULL, 16 },
	{ "--nonce-blocks 255", FIELD(nonce_blocks, NUMBER), NULL, 255 },
	{ "--nonce-blocks 010", FIELD(nonce_blocks, NUMBER), NULL, 10 },
	{ "--mkb MKB.inf", FIELD(disc.mkb_file, TEXT), "MKB.inf", 0 },
	{ "--mkb-size 256", FIELD(disc.mkb_size, SIZE), NULL, 256 },
	/* 255 packs of 32768 bytes. */
	{ "--mkb-size 8355840", FIELD(disc.mkb_size, SIZE), NULL, 8355840 },
	{ "--log drive.log", FIELD(log, TEXT), "drive.log", 0 },
	{ "--command-timeout 0", FIELD(timeout, NUMBER), NULL, 0 },
	{ "--command-timeout 3600", FIELD(timeout, NUMBER), NULL, 3600 },
	{ "--no-wait", FIELD(no_wait, FLAG), NULL, 1 },
	{ "--background", FIELD(background, FLAG), NULL, 1 },

	/* All in one line, and none disturbs another. */
	{ "--vendor V --bus-encryption --nonce-blocks 7 --agids 2",
	  FIELD(vendor, TEXT), "V", 0 },
	{ "--vendor V --bus-encryption --nonce-blocks 7 --agids 2",
	  FIELD(bus_encryption, FLAG), NULL, 1 },
	{ "--vendor V --bus-encryption --nonce-blocks 7 --agids 2",
	  FIELD(nonce_blocks, NUMBER), NULL, 7 },
	{ "--vendor V --bus-encryption --nonce-blocks 7 --agids 2",
	  FIELD(agids, NUMBER), NULL, 2 },
	{ "--vendor V --bus-encryption --nonce-blocks 7 --agids 2",
	  FIELD(no_bng, FLAG), NULL, 0 },
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		const void *at = (const char *)&options + good[i].field.offset;
		char said[512];
		int ret = parse(good[i].line, STDERR_FILENO, said,
				sizeof(said));
		bool same = false;

		switch (good[i].field.kind) {
		case TEXT:
			same = same_text(*(const char *const *)at, good[i].text);
			break;
		case NUMBER:
			same = *(const unsigned int *)at == good[i].number;
			break;
		case SIZE:
			same = *(const size_t *)at == good[i].number;
			break;
		case FLAG:
			same = *(const bool *)at == !!good[i].number;
			break;
		}
		if (!ok(ret == -1 && same && !*said, "taken %zu: %s", i,
			good[i].line))
			printf("#   returns %d, says: %s\n", ret, said);
	}
}

/* ---- what is refused ---- */

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
	/* No value. */
	{ "--image", "requires an argument" },
	{ "--name", "requires an argument" },
	{ "--vendor", "requires an argument" },
	{ "--product", "requires an argument" },
	{ "--pki", "requires an argument" },
	{ "--agids", "requires an argument" },
	{ "--nonce-blocks", "requires an argument" },
	{ "--mkb", "requires an argument" },
	{ "--mkb-size", "requires an argument" },
	{ "--log", "requires an argument" },
	{ "--command-timeout", "requires an argument" },
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

static void test_bad(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char said[512];
		int ret = parse(bad[i].line, STDERR_FILENO, said, sizeof(said));

		if (!ok(ret == 2 && strstr(said, bad[i].says), "refused: %s",
			bad[i].line))
			printf("#   returns %d, says: %s\n", ret, said);
	}
}

/* ---- what is answered at once ---- */

static const struct {
	const char *line, *says;
} asked[] = {
	{ "--help", "usage: aacs-vdrive" },
	{ "--version", "aacs-vdrive " SR_AACS_VERSION "\n" },
	{ "--agids 2 --help", "usage: aacs-vdrive" },
};

static void test_asked(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		char said[4096];
		int ret = parse(asked[i].line, STDOUT_FILENO, said,
				sizeof(said));

		if (!ok(!ret && strstr(said, asked[i].says), "answered: %s",
			asked[i].line))
			printf("#   returns %d, says: %s\n", ret, said);
	}
}

/* Every option of the parser is in the help, with what follows it. */
static void test_help(void)
{
	static const char *const names[] = {
		"--image FILE", "--read-only", "--name NAME", "--vendor S",
		"--product S", "--pki DIR", "--agids N", "--no-aacs",
		"--no-bng", "--bus-encryption", "--nonce-blocks N",
		"--mkb FILE", "--mkb-size BYTES", "--log FILE",
		"--command-timeout S", "--no-wait", "--background", "--help",
		"--version",
	};
	char said[4096];

	parse("--help", STDOUT_FILENO, said, sizeof(said));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ok(strstr(said, names[i]), "the help tells of %s", names[i]);
}

int main(void)
{
	test_good();
	test_bad();
	test_asked();
	test_help();
	return tap_done();
}
