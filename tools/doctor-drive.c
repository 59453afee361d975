// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether the drives, their nodes and their discs are as a program needs them. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "ask.h"
#include "doctor.h"
#include "drive.h"
#include "root.h"

/* All of doctor takes less than 3 s. */
#define DOCTOR_MS	1500

#define RULE	"60-sr-aacs.rules"

/* A drive to check. */
struct drive {
	unsigned int number;
	bool has_aacs;
	struct ask question;
	struct ask_answer answer;
};

static void check_rule(struct doctor *doctor)
{
	static const char *const dirs[] = {
		"/etc/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
		"/lib/udev/rules.d",
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (!root_exists("%s/" RULE, dirs[i]))
			continue;
		doctor_ok(doctor, "udev rule", "%s/" RULE, dirs[i]);
		return;
	}
	doctor_warn(doctor, "udev rule", "make install-user",
		    RULE " is not installed: only root may use the nodes");
}

/* Is the group one of this process? */
static bool is_member(gid_t group)
{
	gid_t groups[256];
	int count = getgroups((int)(sizeof(groups) / sizeof(groups[0])), groups);

	if (getegid() == group)
		return true;
	while (count-- > 0)
		if (groups[count] == group)
			return true;
	return false;
}

static void check_access(struct doctor *doctor, unsigned int number, const struct stat *st)
{
	const struct group *group = getgrgid(st->st_gid);
	const char *name = group ? group->gr_name : "?", *path;
	char acl[1024], fix[128];
	bool has_acl;

	path = root_path("/dev/aacs%u", number);
	has_acl = getxattr(path, "system.posix_acl_access", acl, sizeof(acl)) > 0;
	if (!faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS)) {
		doctor_ok(doctor, "rights", "this user may use /dev/aacs%u (%s%s)", number,
			  !geteuid() ? "root" : is_member(st->st_gid) ? "by its group " :
			  has_acl ? "by an ACL" : "like everyone",
			  geteuid() && is_member(st->st_gid) ? name : "");
		return;
	}
	if (!st->st_gid) {
		doctor_fail(doctor, "rights", "udevadm trigger -s aacs",
			    "this user may not use /dev/aacs%u, which belongs to the group root", number);
		return;
	}
	if (is_member(st->st_gid)) {
		snprintf(fix, sizeof(fix), "chmod 660 /dev/aacs%u", number);
		doctor_fail(doctor, "rights", fix,
			    "the group %s may not read and write /dev/aacs%u (mode %03o)", name,
			    number, st->st_mode & 0777);
		return;
	}
	snprintf(fix, sizeof(fix), "usermod -aG %s \"$USER\"", name);
	doctor_fail(doctor, "rights", fix,
		    "this user is not in the group %s of /dev/aacs%u; log in again afterwards",
		    name, number);
}

static void check_mode(struct doctor *doctor, unsigned int number, const struct stat *st)
{
	const struct group *group = getgrgid(st->st_gid);
	const char *name = group ? group->gr_name : "?";

	if ((st->st_mode & 0777) == 0660 && st->st_gid)
		doctor_ok(doctor, "mode", "/dev/aacs%u has mode 660, group %s", number, name);
	else
		doctor_warn(doctor, "mode", "udevadm trigger -s aacs",
			    "/dev/aacs%u has mode %03o, group %s; the udev rule gives it 660, cdrom",
			    number, st->st_mode & 0777, name);
}

/* Returns false if the drive can't be checked further. */
static bool check_node(struct doctor *doctor, unsigned int number)
{
	char fix[64], numbers[ATTRIBUTE_SIZE], is[32];
	struct stat st;

	snprintf(fix, sizeof(fix), "udevadm trigger -s aacs");
	if (!root_exists("/sys/class/aacs/aacs%u", number)) {
		doctor_fail(doctor, "node", root_exists("/sys/class/aacs") ?
			    "rmmod sr_aacs && modprobe sr_aacs" : "modprobe sr_aacs",
			    "sr_aacs has no node for /dev/sr%u", number);
		return false;
	}
	if (stat(root_path("/dev/aacs%u", number), &st)) {
		doctor_fail(doctor, "node", fix, "/dev/aacs%u: %s", number, strerror(errno));
		return false;
	}
	snprintf(is, sizeof(is), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	if (!S_ISCHR(st.st_mode)) {
		snprintf(fix, sizeof(fix), "rm /dev/aacs%u && udevadm trigger -s aacs", number);
		doctor_fail(doctor, "node", fix, "/dev/aacs%u is not a character device", number);
		return false;
	}
	if (drive_attribute(number, "dev", numbers) || strcmp(numbers, is) ||
	    minor(st.st_rdev) != number) {
		snprintf(fix, sizeof(fix), "rm /dev/aacs%u && udevadm trigger -s aacs", number);
		doctor_fail(doctor, "node", fix, "/dev/aacs%u has the number %s of another device",
			    number, is);
		return false;
	}
	doctor_ok(doctor, "node", "/dev/aacs%u beside /dev/sr%u", number, number);
	check_mode(doctor, number, &st);
	check_access(doctor, number, &st);
	return true;
}

static void check_aacs(struct doctor *doctor, struct drive *drive, bool only_one)
{
	int supported = drive_number_attribute(drive->number, "supported");
	int aacs = drive->answer.aacs;

	if (aacs == -ETIMEDOUT || drive->answer.free == -ETIMEDOUT) {
		doctor_fail(doctor, "AACS", "dmesg | tail",
			    "/dev/sr%u did not answer in %d ms: unplug it and plug it in again",
			    drive->number, DOCTOR_MS);
		return;
	}
	/* sysfs has the state at the last request; the drive's answer is newer. */
	drive->has_aacs = aacs >= 0 || (aacs != -ENODATA && supported > 0);
	if (drive->has_aacs)
		doctor_ok(doctor, "AACS", "/dev/sr%u is an AACS drive", drive->number);
	else if (aacs != -ENODATA && supported)
		doctor_warn(doctor, "AACS", "aacsctl info", "/dev/sr%u may be an AACS drive: %s",
			    drive->number, ask_error(aacs));
	else if (only_one)
		doctor_fail(doctor, "AACS", "aacs-vdrive --background",
			    "/dev/sr%u is not an AACS drive; start a virtual one", drive->number);
	else
		doctor_warn(doctor, "AACS", "aacsctl list", "/dev/sr%u is not an AACS drive",
			    drive->number);
}

static void check_nonces(struct doctor *doctor, unsigned int number)
{
	int nonces = drive_number_attribute(number, "binding_nonce");

	if (nonces > 0)
		doctor_ok(doctor, "BNG", "/dev/sr%u generates binding nonces", number);
	else if (!nonces)
		doctor_warn(doctor, "BNG", "bindnonce --read",
			    "/dev/sr%u generates no binding nonces; it may read one", number);
	else
		doctor_ok(doctor, "BNG", "sr_aacs has not asked /dev/sr%u yet", number);
}

static void check_agids(struct doctor *doctor, const struct drive *drive)
{
	int agids = drive_number_attribute(drive->number, "agids");
	int bits = drive->answer.free, count = 0;
	char fix[64];

	snprintf(fix, sizeof(fix), "aacsctl end-sessions sr%u", drive->number);
	if (bits < 0) {
		snprintf(fix, sizeof(fix), "aacsctl sessions sr%u", drive->number);
		doctor_warn(doctor, "AGIDs", fix, "/dev/sr%u: %s", drive->number,
			    ask_error(bits));
		return;
	}
	for (; bits; bits &= bits - 1)
		count++;
	if (!count)
		doctor_fail(doctor, "AGIDs", fix, "/dev/sr%u has no free one",
			    drive->number);
	else if (agids > 0)
		doctor_ok(doctor, "AGIDs", "%d of %d are free in /dev/sr%u", count, agids,
			  drive->number);
	else
		doctor_ok(doctor, "AGIDs", "%d are free in /dev/sr%u", count,
			  drive->number);
}

static void check_disc(struct doctor *doctor, const struct drive *drive)
{
	unsigned int number = drive->number;
	int disc = drive->answer.disc;
	char fix[64];

	snprintf(fix, sizeof(fix), "eject /dev/sr%u", number);
	if (disc < 0)
		doctor_warn(doctor, "disc", fix, "/dev/sr%u: %s", number, ask_error(disc));
	else if (!disc)
		doctor_warn(doctor, "disc", fix, "/dev/sr%u has no disc: insert an AACS disc",
			    number);
	else if (!drive->answer.aacs)
		doctor_warn(doctor, "disc", fix, "the disc in /dev/sr%u is not an AACS disc", number);
	else
		doctor_ok(doctor, "disc", "%s is in /dev/sr%u",
			  drive->answer.aacs > 0 ? "an AACS disc" : "a disc", number);
}

/* Unless udev sets this, the kernel does not notice a disc change. */
static void check_polling(struct doctor *doctor, unsigned int number)
{
	char value[ATTRIBUTE_SIZE] = "-1";
	char fix[96];

	root_read_line(root_path("/sys/block/sr%u/events_poll_msecs", number), value,
		       sizeof(value));
	if (strtol(value, NULL, 10) == -1)
		root_read_line(root_path("/sys/module/block/parameters/events_dfl_poll_msecs"),
			       value, sizeof(value));
	if (strtol(value, NULL, 10) > 0) {
		doctor_ok(doctor, "polling", "/dev/sr%u every %s ms", number, value);
		return;
	}
	snprintf(fix, sizeof(fix), "echo 2000 >/sys/block/sr%u/events_poll_msecs", number);
	doctor_warn(doctor, "polling", fix,
		    "the kernel does not check /dev/sr%u for disc changes", number);
}

static void check_drive(struct doctor *doctor, struct drive *drive, bool only_one)
{
	if (!check_node(doctor, drive->number)) {
		ask_finish(&drive->question);
		return;
	}
	drive->answer = ask_finish(&drive->question);
	check_aacs(doctor, drive, only_one);
	if (drive->has_aacs) {
		check_nonces(doctor, drive->number);
		check_agids(doctor, drive);
		check_disc(doctor, drive);
	}
	check_polling(doctor, drive->number);
}

void doctor_check_drives(struct doctor *doctor, const unsigned int *only)
{
	static unsigned int numbers[DRIVES_MAX];
	struct drive *drives;
	int count = 0;

	check_rule(doctor);
	count = drive_disks(numbers);
	if (only) {
		numbers[0] = *only;
		count = root_exists("/sys/block/sr%u", *only);
	}
	if (only && !count) {
		doctor_fail(doctor, "drive", "aacsctl list", "there is no /dev/sr%u", *only);
		return;
	}
	if (count <= 0) {
		doctor_fail(doctor, "drive", "lsblk -S",
			    "no optical drive is connected; list the connected devices");
		return;
	}
	doctor_ok(doctor, "drive", count == 1 ? "%d is connected" : "%d are connected", count);
	drives = calloc((size_t)count, sizeof(*drives));
	if (!drives) {
		doctor_fail(doctor, "drive", NULL, "%s", strerror(errno));
		return;
	}
	/* Ask all drives at the same time: one may not answer until the timeout. */
	for (int i = 0; i < count; i++) {
		drives[i].number = numbers[i];
		ask_start(&drives[i].question, numbers[i], true, DOCTOR_MS);
	}
	for (int i = 0; i < count; i++)
		check_drive(doctor, &drives[i], count == 1);
	free(drives);
}
