// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aacsctl: prints what sr_aacs reports about the drives in sysfs, and whether
 * an AACS disc is in a drive, which it asks the drive; records a drive's answers.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <scsi/sg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "aacsctl-capture.h"

#define MAX_DRIVES	1024
#define VALUE_SIZE	128

/* GET CONFIGURATION (MMC-6 6.5) and its fields */
#define GET_CONFIGURATION	0x46
#define ONE_FEATURE		0x02
#define FEATURE_AACS		0x010d
#define FEATURE_CURRENT		0x01	/* in byte 2 of a descriptor */
#define FEATURE_LEN		(8 + 8)	/* header and descriptor */
#define DRIVE_MS		20000

static const char usage[] =
	"Usage: aacsctl [OPTION]... list\n"
	"       aacsctl [OPTION]... info DEVICE\n"
	"       aacsctl [OPTION]... capture [--serial] DEVICE DIR\n"
	"Shows the drives of sr_aacs, records what a drive answers.\n"
	"\n"
	"  list          one line for each drive\n"
	"  info DEVICE   all properties of a drive; DEVICE is /dev/aacs0, aacs0,\n"
	"                /dev/sr0, sr0 or 0\n"
	"  capture DEVICE DIR\n"
	"                send the commands that need no key and change nothing to the\n"
	"                drive, also without sr_aacs, and record its answers in\n"
	"                DIR/drive.capture; DEVICE may be another path. Serial numbers\n"
	"                are blanked\n"
	"  capture --serial DEVICE DIR\n"
	"                don't blank them, and record the drive's certificate too\n"
	"\n"
	"  --sysfs DIR   read DIR instead of /sys\n"
	"  --dev DIR     look for the disk in DIR instead of /dev\n"
	"  --help        print this text\n"
	"  --version     print the version\n"
	"\n"
	"Exit status: 0 success; 1 the drive does not exist or can't be read, sr_aacs\n"
	"is not loaded, or the capture can't be written; 2 wrong usage.\n";

static const char *sysfs = "/sys";
static const char *dev = "/dev";

/* In the order in which info prints them. */
static const struct {
	const char *attribute;
	const char *label;
	bool yes_no;
} features[] = {
	{ "aacs_version", "AACS version", false },
	{ "agids", "AGIDs", false },
	{ "binding_nonce", "generates binding nonces", true },
	{ "nonce_blocks", "blocks per binding nonce", false },
	{ "bus_encryption", "bus encryption", true },
	{ "write_bus_encryption", "bus encryption of writes", true },
	{ "drive_certificate", "reports its certificate without an AGID", true },
};

/* Reads the first line of a file; returns 0 or a negative errno value. */
static int read_line(const char *path, char value[VALUE_SIZE])
{
	FILE *file = fopen(path, "re");
	int err = 0;

	if (!file)
		return -errno;
	errno = 0;
	if (!fgets(value, VALUE_SIZE, file))
		err = errno ? -errno : -ENODATA;
	fclose(file);
	return err;
}

/*
 * Reads a line of the drive's @attribute and strips trailing blanks. Returns 0,
 * or a negative errno value and does not change @value.
 */
static int read_attribute(unsigned int drive, const char *attribute,
			  char value[VALUE_SIZE])
{
	char path[PATH_MAX], line[VALUE_SIZE];
	size_t len;
	int err;

	if (snprintf(path, sizeof(path), "%s/class/aacs/aacs%u/%s", sysfs,
		     drive, attribute) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	err = read_line(path, line);
	if (err)
		return err;
	len = strlen(line);
	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = 0;
	strcpy(value, line);
	return 0;
}

/* The text comes from the drive: keep control characters off the terminal. */
static void print_text(const char *text)
{
	for (; *text; text++)
		putchar(isprint((unsigned char)*text) ? *text : '?');
}

static void print_identity(unsigned int drive)
{
	char value[VALUE_SIZE];

	if (!read_attribute(drive, "device/vendor", value))
		print_text(value);
	if (!read_attribute(drive, "device/model", value)) {
		putchar(' ');
		print_text(value);
	}
}

/*
 * Returns 1 or 0, or a negative errno value: -ENODATA if the drive has not
 * answered yet.
 */
static int is_supported(unsigned int drive)
{
	char value[VALUE_SIZE];
	int err = read_attribute(drive, "supported", value);

	return err ? err : strcmp(value, "0") != 0;
}

/* Takes digits only; node numbers have at most 20 bits (minors). */
static bool parse_number(const char *text, unsigned int *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	value = strtoul(text, &end, 10);
	if (*end || value > 1UL << 20)
		return false;
	*number = value;
	return true;
}

/* /dev/aacs0, aacs0, /dev/sr0, sr0 and 0 name drive 0. */
static bool parse_device(const char *name, unsigned int *drive)
{
	static const char *const prefixes[] = { "/dev/", "aacs", "sr" };
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			name += strlen(prefixes[i]);
	return parse_number(name, drive);
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a;
	unsigned int y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* Returns the count of drives, in ascending order; -1 without the class. */
static int find_drives(unsigned int drives[MAX_DRIVES])
{
	char path[PATH_MAX];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/class/aacs", sysfs);
	dir = opendir(path);
	if (!dir)
		return -1;
	while (count < MAX_DRIVES && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "aacs", 4) &&
		    parse_number(entry->d_name + 4, &drives[count]))
			count++;
	closedir(dir);
	qsort(drives, count, sizeof(drives[0]), compare);
	return count;
}

static int not_loaded(void)
{
	fprintf(stderr, "aacsctl: sr_aacs is not loaded (modprobe sr_aacs)\n");
	return 1;
}

/* Describes why an attribute can't be read; in static memory. */
static const char *why_unknown(int err)
{
	static char text[128];

	if (err == ENODATA)
		return "not known yet: the drive has not answered";
	snprintf(text, sizeof(text), "cannot be read: %s", strerror(err));
	return text;
}

static void list_drive(unsigned int drive)
{
	char version[VALUE_SIZE] = "?";
	char agids[VALUE_SIZE] = "?";
	int supported = is_supported(drive);

	printf("/dev/aacs%u  /dev/sr%u  ", drive, drive);
	print_identity(drive);
	if (supported > 0) {
		read_attribute(drive, "aacs_version", version);
		read_attribute(drive, "agids", agids);
		printf("  AACS version %s, %s AGIDs\n", version, agids);
	} else if (!supported) {
		printf("  no AACS\n");
	} else {
		printf("  AACS %s\n", why_unknown(-supported));
	}
}

static int list(void)
{
	unsigned int drives[MAX_DRIVES];
	int count = find_drives(drives);
	int i;

	if (count < 0)
		return not_loaded();
	for (i = 0; i < count; i++)
		list_drive(drives[i]);
	if (!count)
		fprintf(stderr, "aacsctl: no optical drive\n");
	return 0;
}

static bool is_there(unsigned int drive)
{
	unsigned int drives[MAX_DRIVES];
	int count = find_drives(drives);

	while (count-- > 0)
		if (drives[count] == drive)
			return true;
	return false;
}

/*
 * Reads feature 010Dh, whose Current bit is set while an AACS disc is in the
 * drive (MMC-6). Returns 1 or 0, or a negative errno value: -EACCES without
 * permission for the disk, -EAGAIN if the drive is not ready.
 */
static int ask_disc(unsigned int drive)
{
	uint8_t cdb[10] = {
		GET_CONFIGURATION, ONE_FEATURE, FEATURE_AACS >> 8,
		FEATURE_AACS & 0xff, [8] = FEATURE_LEN,
	};
	uint8_t data[FEATURE_LEN] = { 0 }, sense[32];
	struct sg_io_hdr io = {
		.interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV,
		.cmdp = cdb, .cmd_len = sizeof(cdb), .dxferp = data,
		.dxfer_len = sizeof(data), .sbp = sense,
		.mx_sb_len = sizeof(sense), .timeout = DRIVE_MS,
	};
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/sr%u", dev, drive);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, SG_IO, &io))
		err = -errno;
	else if ((io.info & SG_INFO_OK_MASK) != SG_INFO_OK)
		err = -EAGAIN;
	else if (io.resid > 0 || data[8] != FEATURE_AACS >> 8 ||
		 data[9] != (FEATURE_AACS & 0xff))
		err = -ENODATA;
	close(fd);
	return err ? err : (data[10] & FEATURE_CURRENT) != 0;
}

static void print_disc(unsigned int drive)
{
	int in = ask_disc(drive);

	printf("AACS disc inserted: ");
	if (in >= 0)
		printf("%s\n", in ? "yes" : "no");
	else if (in == -EAGAIN)
		printf("unknown: the drive is not ready\n");
	else
		printf("unknown: %s/sr%u: %s\n", dev, drive, strerror(-in));
}

/* Returns the exit status: 1 if an attribute can't be read. */
static int print_features(unsigned int drive)
{
	char value[VALUE_SIZE];
	int status = 0;
	size_t i;

	for (i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
		int err = read_attribute(drive, features[i].attribute, value);

		if (err == -ENOENT)
			continue;
		printf("%s: ", features[i].label);
		if (err) {
			printf("cannot be read: %s\n", strerror(-err));
			status = 1;
		} else if (features[i].yes_no) {
			printf("%s\n", strcmp(value, "0") ? "yes" : "no");
		} else {
			printf("%s\n", value);
		}
	}
	return status;
}

static int info(const char *device)
{
	unsigned int drives[MAX_DRIVES];
	unsigned int drive;
	int supported;

	if (find_drives(drives) < 0)
		return not_loaded();
	if (!parse_device(device, &drive) || !is_there(drive)) {
		fprintf(stderr, "aacsctl: %s: no such drive (try 'aacsctl list')\n",
			device);
		return 1;
	}
	printf("node: /dev/aacs%u\ndisk: /dev/sr%u\ndrive: ", drive, drive);
	print_identity(drive);
	supported = is_supported(drive);
	if (supported < 0) {
		printf("\nAACS: %s\n", why_unknown(-supported));
		return 1;
	}
	printf("\nAACS: %s\n", supported ? "yes" : "no");
	if (!supported)
		return 0;
	print_disc(drive);
	return print_features(drive);
}

static int bad_usage(const char *what, const char *argument)
{
	fprintf(stderr, "aacsctl: %s%s\nTry 'aacsctl --help'.\n", what,
		argument);
	return 2;
}

/* Takes what follows the word "capture". */
static int capture_command(int argc, char **argv)
{
	bool serial = argc && !strcmp(argv[0], "--serial");
	char path[PATH_MAX];
	unsigned int drive;

	argc -= serial;
	argv += serial;
	if (argc && argv[0][0] == '-')
		return bad_usage("unknown option ", argv[0]);
	if (argc != 2)
		return bad_usage("wrong number of arguments for ", "capture");
	if (parse_device(argv[0], &drive)) {
		snprintf(path, sizeof(path), "%s/sr%u", dev, drive);
		return capture(path, argv[1], serial);
	}
	if (strchr(argv[0], '/'))
		return capture(argv[0], argv[1], serial);
	fprintf(stderr, "aacsctl: %s: no such drive\n", argv[0]);
	return 1;
}

int main(int argc, char **argv)
{
	const char **dir;
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			return 0;
		}
		if (!strcmp(argv[i], "--version")) {
			puts("aacsctl " SR_AACS_VERSION);
			return 0;
		}
		dir = !strcmp(argv[i], "--sysfs") ? &sysfs :
		      !strcmp(argv[i], "--dev") ? &dev : NULL;
		if (!dir)
			return bad_usage("unknown option ", argv[i]);
		if (!argv[i + 1])
			return bad_usage(argv[i], " needs a directory");
		*dir = argv[++i];
	}
	if (i == argc)
		return bad_usage("no command", "");
	if (!strcmp(argv[i], "list") && i + 1 == argc)
		return list();
	if (!strcmp(argv[i], "info") && i + 2 == argc)
		return info(argv[i + 1]);
	if (!strcmp(argv[i], "capture"))
		return capture_command(argc - i - 1, argv + i + 1);
	if (!strcmp(argv[i], "list") || !strcmp(argv[i], "info"))
		return bad_usage("wrong number of arguments for ", argv[i]);
	return bad_usage("unknown command ", argv[i]);
}
