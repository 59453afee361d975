// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindnonce-options.h"

static const char usage[] =
	"Usage: bindnonce [OPTION]... DRIVE [FILE]\n"
	"Authenticates with an AACS drive, makes it generate a binding nonce for an\n"
	"extent of the disc or for FILE, and checks the nonce's MAC.\n"
	"\n"
	"DRIVE is a drive letter (D:), CdRom0, or either with \\\\.\\ before it; on Linux\n"
	"also /dev/aacs0, /dev/sr0, aacs0, sr0 or a link to one of these.\n"
	"FILE is a regular file on the disc in that drive. It must have one extent of 1\n"
	"to 255 sectors of 2048 bytes.\n"
	"\n"
	"  --read        read the nonce from the disc instead of generating one; the\n"
	"                drive stores a generated nonce on the disc when the host\n"
	"                writes the whole extent, or FILE\n"
	"  --lba N       first block of the extent (default 0); not with FILE\n"
	"  --blocks N    number of blocks, 1 to 255 (default 1); not with FILE\n"
	"  --pki DIR     directory of the host's certificate and key (default\n"
	"                $AACS_PKI_DIR, else /etc/aacs-vdrive)\n"
	"  --quiet       print only the nonce, 32 hex digits\n"
	"  -o json       print an object with nonce, lba and, without FILE, blocks\n"
	"  -h, --help    print this text\n"
	"  --version     print the version\n"
	"\n"
	"Exit status: 0 the nonce is good; 1 a step failed; 2 wrong usage.\n";

static int bad_usage(const char *what, const char *argument)
{
	fprintf(stderr, "bindnonce: %s%s\nTry 'bindnonce --help'.\n", what,
		argument);
	return 2;
}

/* Takes C notation, up to @max. Returns 0 if @text is not such a number. */
static int parse_number(const char *text, ULONG max, ULONG *number)
{
	unsigned long long value;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return 0;
	value = strtoull(text, &end, 0);
	if (*end || value > max)
		return 0;
	*number = (ULONG)value;
	return 1;
}

int parse_options(int argc, char **argv, struct options *opts)
{
	const char *extent = NULL;	/* the option that sets it */
	int i;

	ZeroMemory(opts, sizeof(*opts));
	opts->blocks = 1;
	for (i = 1; i < argc; i++) {
		const char *arg = argv[i];
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(arg, "--help") || !strcmp(arg, "-h")) {
			fputs(usage, stdout);
			return 1;
		}
		if (!strcmp(arg, "--version")) {
			puts("bindnonce " SR_AACS_VERSION);
			return 1;
		}
		if (!strcmp(arg, "--quiet")) {
			opts->quiet = 1;
		} else if (!strcmp(arg, "-o") || !strcmp(arg, "--output")) {
			if (strcmp(value, "json"))
				return 1 + bad_usage(arg, " takes json");
			opts->json = 1;
			i++;
		} else if (!strcmp(arg, "--read")) {
			opts->read = 1;
		} else if (!strcmp(arg, "--pki")) {
			if (!*value)
				return 1 + bad_usage(arg, " needs a directory");
			opts->pki = argv[++i];
		} else if (!strcmp(arg, "--lba")) {
			if (!parse_number(value, 0xFFFFFFFF, &opts->lba))
				return 1 + bad_usage(arg, " needs a block number");
			extent = arg;
			i++;
		} else if (!strcmp(arg, "--blocks")) {
			if (!parse_number(value, 255, &opts->blocks) ||
			    !opts->blocks)
				return 1 + bad_usage(arg, " needs a number from 1 to 255");
			extent = arg;
			i++;
		} else if (arg[0] == '-') {
			return 1 + bad_usage("unknown option ", arg);
		} else if (opts->file) {
			return 1 + bad_usage("more than one file: ", arg);
		} else if (opts->drive) {
			opts->file = arg;
		} else {
			opts->drive = arg;
		}
	}
	if (!opts->drive)
		return 1 + bad_usage("no drive", "");
	if (opts->file && extent)
		return 1 + bad_usage(extent, " and a file exclude each other");
	return 0;
}
