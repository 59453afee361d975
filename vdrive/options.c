// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"
#include "options.h"

static const char help[] =
"usage: aacs-vdrive [OPTION]... [--image FILE]\n"
"       aacs-vdrive mkpki [--bus-encryption] DIR\n"
"\n"
"Runs a virtual BD-RE drive with AACS, which appears as /dev/srN. The second form\n"
"creates a test authority with certificates for a host and a drive. With\n"
"--bus-encryption the certificates claim bus encryption.\n"
"\n"
"  --image FILE         the disc, blocks of 2048 bytes (default: an empty tray);\n"
"                       FILE.aacs holds its AACS data\n"
"  --profile KIND       kind of disc: bd-re (default, with the AACS values of all\n"
"                       kinds), or a finished disc: bd-r, bd-rom, dvd-rom\n"
"  --read-only          write-protect the disc\n"
"  --name NAME          name of the drive (vdrive0)\n"
"  --like DRIVE         answer like lg-bu40n, pioneer-bdr-s09, or the drive that\n"
"                       `aacsctl capture' has recorded in the directory DRIVE;\n"
"                       options after this one override it\n"
"  --vendor S           INQUIRY vendor, up to 8 characters (AACSTEST)\n"
"  --product S          INQUIRY product, up to 16 characters (VIRTUAL BD-RE)\n"
"  --pki DIR            certificates and keys ($AACS_PKI_DIR, /etc/aacs-vdrive)\n"
"  --agids N            authentication grant IDs, 1 to 4 (2)\n"
"  --no-aacs            a drive without the AACS feature\n"
"  --no-bng             a drive that can't generate binding nonces\n"
"  --bus-encryption     a drive with bus encryption, in its certificate, too (also\n"
"                       the default if the certificate claims bus encryption)\n"
"  --nonce-blocks N     block count of a binding nonce in the feature (1)\n"
"  --mkb FILE           the disc's media key block (default: generate one)\n"
"  --mkb-size BYTES     size of a generated block (36864: two packs)\n"
"  --mkb-short          don't fill the block's last pack with zeros\n"
"  --log FILE           append a line for each command: CDB SENSE BYTES\n"
"  --command-timeout S  seconds that the kernel waits for an answer, 0 forever (5)\n"
"  --no-wait            neither load sr_mod nor wait for /dev/srN\n"
"  --background         return when the drive is ready\n"
"  -h, --help           print this text\n"
"  --version            print the version\n"
"\n"
"aacs-vdrivectl NAME controls a running drive; SIGTERM stops it.\n"
"\n"
"Exit status: 0 success; 1 failure; 2 wrong usage.\n";

enum {
	OPT_IMAGE = 256, OPT_PROFILE, OPT_READ_ONLY, OPT_NAME, OPT_LIKE, OPT_VENDOR, OPT_PRODUCT,
	OPT_PKI, OPT_AGIDS, OPT_NO_AACS, OPT_NO_BNG, OPT_BUS_ENCRYPTION,
	OPT_NONCE_BLOCKS, OPT_MKB, OPT_MKB_SIZE, OPT_MKB_SHORT, OPT_LOG, OPT_COMMAND_TIMEOUT,
	OPT_NO_WAIT, OPT_BACKGROUND, OPT_VERSION, OPT_HELP = 'h',
};

static const struct option longopts[] = {
	{ "image", required_argument, NULL, OPT_IMAGE },
	{ "profile", required_argument, NULL, OPT_PROFILE },
	{ "read-only", no_argument, NULL, OPT_READ_ONLY },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "like", required_argument, NULL, OPT_LIKE },
	{ "vendor", required_argument, NULL, OPT_VENDOR },
	{ "product", required_argument, NULL, OPT_PRODUCT },
	{ "pki", required_argument, NULL, OPT_PKI },
	{ "agids", required_argument, NULL, OPT_AGIDS },
	{ "no-aacs", no_argument, NULL, OPT_NO_AACS },
	{ "no-bng", no_argument, NULL, OPT_NO_BNG },
	{ "bus-encryption", no_argument, NULL, OPT_BUS_ENCRYPTION },
	{ "nonce-blocks", required_argument, NULL, OPT_NONCE_BLOCKS },
	{ "mkb", required_argument, NULL, OPT_MKB },
	{ "mkb-size", required_argument, NULL, OPT_MKB_SIZE },
	{ "mkb-short", no_argument, NULL, OPT_MKB_SHORT },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "command-timeout", required_argument, NULL, OPT_COMMAND_TIMEOUT },
	{ "no-wait", no_argument, NULL, OPT_NO_WAIT },
	{ "background", no_argument, NULL, OPT_BACKGROUND },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int bad_usage(const char *what, const char *value)
{
	fprintf(stderr, "aacs-vdrive: %s: %s\n", what, value);
	return 2;
}

/* Returns -1, or an exit code after an error message about option @what. */
static int number(const char *what, const char *text, unsigned long min,
		  unsigned long max, unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 10);
	if (errno || *end || text[0] < '0' || text[0] > '9' || *value < min ||
	    *value > max) {
		fprintf(stderr, "aacs-vdrive: --%s must be %lu to %lu: %s\n",
			what, min, max, text);
		return 2;
	}
	return -1;
}

static bool name_ok(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t len = strlen(name);

	return len && len <= DRIVE_NAME_MAX && name[0] != '.' &&
	       strspn(name, letters) == len;
}

static bool text_ok(const char *text, size_t max)
{
	for (const char *p = text; *p; p++) {
		if (*p < 0x20 || *p > 0x7e)
			return false;
	}
	return strlen(text) <= max;
}

/* Sets the values of other options from the capture. */
static int set_like(struct options *o, const char *what)
{
	const char *why;

	like_close(o->like);
	o->like = like_open(what, &why);
	if (!o->like) {
		fprintf(stderr, "aacs-vdrive: --like: %s\n", why);
		return 1;
	}
	o->vendor = NULL;
	o->product = NULL;
	o->no_aacs = !o->like->aacs.present;
	o->no_bng = !o->like->aacs.binding_nonce;
	o->bus_encryption = o->like->aacs.bus_encryption;
	if (o->like->aacs.present) {
		o->agids = o->like->aacs.agids;
		o->nonce_blocks = o->like->aacs.nonce_blocks;
	}
	return -1;
}

static int set(struct options *o, int opt, const char *arg)
{
	unsigned long n;
	int ret = -1;

	switch (opt) {
	case OPT_IMAGE:
		o->image = arg;
		break;
	case OPT_PROFILE:
		o->medium = medium_find(arg);
		if (!o->medium)
			return bad_usage("--profile takes bd-re, bd-r, bd-rom or dvd-rom",
					 arg);
		o->disc.values = o->medium->values;
		break;
	case OPT_READ_ONLY:
		o->disc.write_protected = true;
		break;
	case OPT_NAME:
		o->name = arg;
		if (!name_ok(arg))
			ret = bad_usage("--name takes 1 to 32 letters, digits, '.', '_' or '-'",
					arg);
		break;
	case OPT_LIKE:
		ret = set_like(o, arg);
		break;
	case OPT_VENDOR:
		o->vendor = arg;
		if (!text_ok(arg, 8))
			ret = bad_usage("--vendor takes up to 8 ASCII characters",
					arg);
		break;
	case OPT_PRODUCT:
		o->product = arg;
		if (!text_ok(arg, 16))
			ret = bad_usage("--product takes up to 16 ASCII characters",
					arg);
		break;
	case OPT_PKI:
		o->pki = arg;
		break;
	case OPT_AGIDS:
		ret = number("agids", arg, 1, AACS_AGIDS_MAX, &n);
		o->agids = (unsigned int)n;
		break;
	case OPT_NO_AACS:
		o->no_aacs = true;
		break;
	case OPT_NO_BNG:
		o->no_bng = true;
		break;
	case OPT_BUS_ENCRYPTION:
		o->bus_encryption = true;
		break;
	case OPT_NONCE_BLOCKS:
		ret = number("nonce-blocks", arg, 0, 255, &n);
		o->nonce_blocks = (unsigned int)n;
		break;
	case OPT_MKB:
		o->disc.mkb_file = arg;
		break;
	case OPT_MKB_SIZE:
		ret = number("mkb-size", arg, DISC_MKB_MIN, DISC_MKB_MAX, &n);
		o->disc.mkb_size = n;
		break;
	case OPT_MKB_SHORT:
		o->short_pack = true;
		break;
	case OPT_LOG:
		o->log = arg;
		break;
	case OPT_COMMAND_TIMEOUT:
		ret = number("command-timeout", arg, 0, 3600, &n);
		o->timeout = (unsigned int)n;
		break;
	case OPT_NO_WAIT:
		o->no_wait = true;
		break;
	case OPT_BACKGROUND:
		o->background = true;
		break;
	case OPT_HELP:
		fputs(help, stdout);
		return 0;
	case OPT_VERSION:
		puts("aacs-vdrive " SR_AACS_VERSION);
		return 0;
	default:
		fputs("Try `aacs-vdrive --help`.\n", stderr);
		return 2;
	}
	return ret;
}

int options_parse(struct options *options, int argc, char **argv)
{
	int opt, ret;

	*options = (struct options){
		.name = "vdrive0",
		.vendor = "AACSTEST",
		.product = "VIRTUAL BD-RE",
		.medium = medium_find("bd-re"),
		.agids = 2,
		.nonce_blocks = 1,
		.timeout = 5,
	};
	while ((opt = getopt_long(argc, argv, "h", longopts, NULL)) != -1) {
		ret = set(options, opt, optarg);
		if (ret >= 0)
			return ret;
	}
	if (optind < argc)
		return bad_usage("unexpected argument; try `aacs-vdrive --help`",
				 argv[optind]);
	return -1;
}
