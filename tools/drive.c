// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "drive.h"
#include "root.h"

#define FIRST_LETTER	'D'

/* Returns false, for the caller to return. */
static bool explain(struct why *why, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool explain(struct why *why, int err, const char *format, ...)
{
	va_list args;

	why->err = err;
	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return false;
}

void drive_kernel_release(char *release, size_t size)
{
	struct utsname name;

	if (!root_read_line(root_path("/proc/sys/kernel/osrelease"), release, size))
		return;
	snprintf(release, size, "%s", uname(&name) ? "?" : name.release);
}

bool drive_module_file(const char *release, char *path, size_t size)
{
	FILE *file = fopen(root_path("/lib/modules/%s/modules.dep", release), "re");
	char line[1024], *colon;
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, (int)sizeof(line), file)) {
		colon = strchr(line, ':');
		if (!colon)
			continue;
		*colon = 0;
		found = strstr(line, "/sr_aacs.ko");
	}
	fclose(file);
	if (found)
		snprintf(path, size, "%s", line[0] == '/' ? root_path("%s", line) :
			 root_path("/lib/modules/%s/%s", release, line));
	return found;
}

/* ---- names ---- */

/* Takes digits only, without a leading zero; minors have 20 bits. */
static bool parse_number(const char *text, unsigned int *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)text[0]) || (text[0] == '0' && text[1]))
		return false;
	value = strtoul(text, &end, 10);
	if (*end || value >= 1UL << 20)
		return false;
	*number = (unsigned int)value;
	return true;
}

/* "aacs7" or "sr7" */
static bool parse_node(const char *name, unsigned int *number)
{
	return (!strncmp(name, "aacs", 4) && parse_number(name + 4, number)) ||
	       (!strncmp(name, "sr", 2) && parse_number(name + 2, number));
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a;
	unsigned int y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* The N of the entries @prefix + N of @path, sorted; -1 without this directory. */
static int list_numbers(const char *path, const char *prefix,
			unsigned int numbers[DRIVES_MAX])
{
	size_t len = strlen(prefix);
	struct dirent *entry;
	int count = 0;
	DIR *dir;

	dir = opendir(path);
	if (!dir)
		return -1;
	while (count < DRIVES_MAX && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, len) &&
		    parse_number(entry->d_name + len, &numbers[count]))
			count++;
	closedir(dir);
	qsort(numbers, (size_t)count, sizeof(numbers[0]), compare);
	return count;
}

int drive_list(unsigned int numbers[DRIVES_MAX])
{
	return list_numbers(root_path("/sys/class/aacs"), "aacs", numbers);
}

int drive_disks(unsigned int numbers[DRIVES_MAX])
{
	return list_numbers(root_path("/sys/block"), "sr", numbers);
}

bool drive_module_loaded(struct why *why)
{
	char release[ATTRIBUTE_SIZE], path[PATH_MAX];

	if (root_exists("/sys/class/aacs"))
		return true;
	drive_kernel_release(release, sizeof(release));
	if (drive_module_file(release, path, sizeof(path)))
		return explain(why, ENOENT, "sr_aacs is not loaded: modprobe sr_aacs");
	return explain(why, ENOENT, "sr_aacs is not loaded, and kernel %s has no such module: build and install it (aacsctl doctor)",
		       release);
}

/* Sets *why if there is no drive at all. */
static bool any_drive(struct why *why)
{
	unsigned int numbers[DRIVES_MAX];

	if (!drive_module_loaded(why))
		return false;
	if (drive_list(numbers) > 0)
		return true;
	if (drive_disks(numbers) <= 0 &&
	    !root_exists("/sys/bus/scsi/drivers/sr"))
		return explain(why, ENOENT, "no optical drive: sr_mod is not loaded: modprobe sr_mod");
	return explain(why, ENOENT, "no optical drive is connected");
}

static bool find_letter(int letter, unsigned int *number, struct why *why)
{
	unsigned int numbers[DRIVES_MAX];
	int count = list_numbers(root_path("/dev"), "aacs", numbers);
	int i = letter - FIRST_LETTER;

	if (i >= 0 && i < count) {
		*number = numbers[i];
		return true;
	}
	if (!any_drive(why))
		return false;
	if (count <= 0)
		return explain(why, ENOENT,
			       "no drive has a letter: the nodes /dev/aacsN are not there (udevadm trigger -s aacs; a container needs --device)");
	return explain(why, ENOENT, "no drive has this letter: the first is %c:, the last %c: (aacsctl list)",
		       FIRST_LETTER, FIRST_LETTER + count - 1);
}

static bool find_path(const char *path, unsigned int *number, struct why *why);

/* Finds the entry NAME=PATH in NTDVD_DRIVES; false if the list lacks it. */
static bool find_in_list(const char *list, const char *name, char path[PATH_MAX])
{
	size_t name_len = strlen(name), len;

	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (len > name_len + 1 && list[name_len] == '=' &&
		    !strncasecmp(list, name, name_len) && len - name_len - 1 < PATH_MAX) {
			snprintf(path, PATH_MAX, "%.*s", (int)(len - name_len - 1),
				 list + name_len + 1);
			return true;
		}
	}
	return false;
}

/* "D:" or "CdRom0" */
static bool is_windows_name(const char *name, unsigned int *number, bool *letter)
{
	*letter = isalpha((unsigned char)name[0]) && name[1] == ':' && !name[2];
	*number = (unsigned int)toupper((unsigned char)name[0]);
	return *letter ||
	       (!strncasecmp(name, "cdrom", 5) && parse_number(name + 5, number));
}

/* Finds a node by its device number, for a file that is not a link. */
static bool find_device(const char *path, unsigned int *number, struct why *why)
{
	char target[PATH_MAX];
	const char *link, *name;
	struct stat st;
	ssize_t len;

	if (stat(path, &st))
		return explain(why, errno, "%s (aacsctl list shows the drives)", strerror(errno));
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)) {
		link = root_path("/sys/dev/%s/%u:%u", S_ISCHR(st.st_mode) ? "char" : "block",
				 major(st.st_rdev), minor(st.st_rdev));
		len = readlink(link, target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = 0;
		name = strrchr(target, '/');
		if (name && parse_node(name + 1, number))
			return true;
	}
	return explain(why, ENOTTY, "not an optical drive (aacsctl list shows the drives)");
}

/* A node, or a link to one. */
static bool find_path(const char *path, unsigned int *number, struct why *why)
{
	char target[PATH_MAX];
	const char *name;

	if (!strncmp(path, "/dev/", 5)) {
		if (parse_node(path + 5, number))
			return true;
		path = root_path("%s", path);
	}
	if (!realpath(path, target))
		return explain(why, errno, "%s (aacsctl list shows the drives)", strerror(errno));
	name = strrchr(target, '/');
	if (name && !strncmp(target, root_path("/dev/"), strlen(root_path("/dev/"))) &&
	    parse_node(name + 1, number))
		return true;
	return find_device(target, number, why);
}

bool drive_find(const char *name, unsigned int *number, struct why *why)
{
	const char *list = getenv("NTDVD_DRIVES");
	char path[PATH_MAX];
	bool letter;

	if (parse_number(name, number) || parse_node(name, number))
		return true;
	if (!strncmp(name, "\\\\.\\", 4) || !strncmp(name, "\\\\?\\", 4) ||
	    !strncmp(name, "//./", 4))
		name += 4;
	if (is_windows_name(name, number, &letter)) {
		if (list && *list && find_in_list(list, name, path))
			return find_path(path, number, why);
		if (letter && list && *list)
			return explain(why, ENOENT, "the letter is not in NTDVD_DRIVES=%s", list);
		return letter ? find_letter((int)*number, number, why) : true;
	}
	if (strchr(name, '/'))
		return find_path(name, number, why);
	return explain(why, ENOENT, "not the name of a drive, like D:, sr0 or /dev/aacs0 (aacsctl list)");
}

/* ---- attributes ---- */

int drive_attribute(unsigned int number, const char *name,
		    char value[ATTRIBUTE_SIZE])
{
	return root_read_line(root_path("/sys/class/aacs/aacs%u/%s", number, name),
			      value, ATTRIBUTE_SIZE);
}

int drive_number_attribute(unsigned int number, const char *name)
{
	char value[ATTRIBUTE_SIZE];
	unsigned int found;
	int err = drive_attribute(number, name, value);

	if (err)
		return err;
	return parse_number(value, &found) ? (int)found : -EINVAL;
}

/* ---- missing parts ---- */

static bool explain_access(unsigned int number, int mode, struct why *why)
{
	struct stat st;
	const struct group *group = NULL;
	bool grants;

	if (stat(root_path("/dev/aacs%u", number), &st))
		return explain(why, errno, "/dev/aacs%u: %s", number, strerror(errno));
	group = getgrgid(st.st_gid);
	grants = st.st_gid && st.st_mode & S_IRGRP &&
		 (!(mode & W_OK) || st.st_mode & S_IWGRP);
	if (!grants || !group)
		return explain(why, EACCES, "/dev/aacs%u: not permitted, and no group may use it but root: install the udev rule 60-sr-aacs.rules, then udevadm trigger -s aacs",
			       number);
	return explain(why, EACCES, "/dev/aacs%u: not permitted: usermod -aG %s USER, and log in again",
		       number, group->gr_name);
}

bool drive_present(unsigned int number, struct why *why)
{
	if (!drive_module_loaded(why))
		return false;
	if (root_exists("/sys/class/aacs/aacs%u", number))
		return true;
	if (root_exists("/sys/block/sr%u", number))
		return explain(why, ENOENT, "/dev/sr%u is there, but sr_aacs has no node for it: dmesg | grep sr_aacs",
			       number);
	if (!any_drive(why))
		return false;
	return explain(why, ENOENT, "no such drive (try 'aacsctl list')");
}

bool drive_usable(unsigned int number, int mode, struct why *why)
{
	if (!drive_present(number, why))
		return false;
	if (!root_exists("/dev/aacs%u", number))
		return explain(why, ENOENT, "the drive is there, but its node /dev/aacs%u is not: udevadm trigger -s aacs (a container needs --device /dev/aacs%u)",
			       number, number);
	if (faccessat(AT_FDCWD, root_path("/dev/aacs%u", number), mode, AT_EACCESS))
		return explain_access(number, mode, why);
	return true;
}
