// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aacsctl: what sr_aacs tells about the drives, read from sysfs.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef VERSION
#define VERSION "0.1.0"
#endif

#define MAX_DRIVES	1024
#define VALUE_SIZE	128

static const char usage[] =
	"Usage: aacsctl [OPTION]... list\n"
	"       aacsctl [OPTION]... info DEVICE\n"
	"Shows the drives that sr_aacs takes AACS requests for.\n"
	"\n"
	"  list          one line for each drive\n"
	"  info DEVICE   all about one; DEVICE is like /dev/aacs0, aacs0, /dev/sr0,\n"
	"                sr0 or 0\n"
	"\n"
	"  --sysfs DIR   read DIR instead of /sys\n"
	"  --help        print this text\n"
	"  --version     print the version\n"
	"\n"
	"Exit status: 0 done, 1 no such drive, it could not be read, or sr_aacs is not\n"
	"loaded, 2 wrong usage.\n";

static const char *sysfs = "/sys";

/* What a drive can do, in the order in which info prints it. */
static const struct {
	const char *attribute;
	const char *label;
	bool yes_no;
} features[] = {
	{ "aacs_version", "AACS version", false },
	{ "agids", "AGIDs", false },
	{ "disc_present", "AACS disc inserted", true },
	{ "binding_nonce", "generates binding nonces", true },
	{ "nonce_blocks", "blocks per binding nonce", false },
	{ "bus_encryption", "bus encryption", true },
	{ "write_bus_encryption", "bus encryption of writes", true },
	{ "drive_certificate", "tells its certificate freely", true },
};

/* The first line of a file; 0 or a negative errno value. */
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
 * Reads a line of the drive's @attribute without blanks behind it. Returns 0
 * or a negative errno value; @value is left alone then.
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

/* What stands in sysfs came from the drive: nothing odd to the terminal. */
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
 * 1 yes, 0 no; a negative errno value when that could not be read: the drive
 * is asked, and one that does not answer may well have AACS.
 */
static int is_supported(unsigned int drive)
{
	char value[VALUE_SIZE];
	int err = read_attribute(drive, "supported", value);

	return err ? err : strcmp(value, "0") != 0;
}

/* Digits alone, of a number that a node can have. */
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

/* /dev/aacs0, aacs0, /dev/sr0, sr0 and 0 are all drive 0. */
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

/* Fills in the drives' numbers in ascending order; -1 without the class. */
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
		printf("  AACS could not be read: %s\n",
		       strerror(-supported));
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

/* Returns the exit status: 1 if one of them could not be read. */
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
			printf("could not be read: %s\n", strerror(-err));
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
		printf("\nAACS: could not be read: %s\n",
		       strerror(-supported));
		return 1;
	}
	printf("\nAACS: %s\n", supported ? "yes" : "no");
	return supported ? print_features(drive) : 0;
}

static int bad_usage(const char *what, const char *argument)
{
	fprintf(stderr, "aacsctl: %s%s\nTry 'aacsctl --help'.\n", what,
		argument);
	return 2;
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--help")) {
			fputs(usage, stdout);
			return 0;
		}
		if (!strcmp(argv[i], "--version")) {
			puts("aacsctl " VERSION);
			return 0;
		}
		if (strcmp(argv[i], "--sysfs"))
			return bad_usage("unknown option ", argv[i]);
		if (!argv[++i])
			return bad_usage("--sysfs needs a directory", "");
		sysfs = argv[i];
	}
	if (i == argc)
		return bad_usage("what to do?", "");
	if (!strcmp(argv[i], "list") && i + 1 == argc)
		return list();
	if (!strcmp(argv[i], "info") && i + 2 == argc)
		return info(argv[i + 1]);
	if (!strcmp(argv[i], "list") || !strcmp(argv[i], "info"))
		return bad_usage("wrong number of arguments for ", argv[i]);
	return bad_usage("unknown command ", argv[i]);
}
