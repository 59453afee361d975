// SPDX-License-Identifier: GPL-2.0-or-later
/* A container that has /dev/aacsN alone, without /dev/srN. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../fixture/fixture.h"

THEME("abi", .plain = true);

#define ROOT	"/tmp/alone"
#define GROUP	4321	/* may open the node */
#define USER	4322	/* is in that group */

/* Each says what keeps the program from it: 0 or an errno. */
static int stay_root(void)
{
	return 0;
}

static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	const struct __user_cap_data_struct none[2] = { 0 };

	return syscall(SYS_capset, &header, none) ? errno : 0;
}

/* All capabilities go with the user ID. */
static int become_user(void)
{
	const gid_t group = GROUP;

	return setgroups(1, &group) || setresgid(USER, USER, USER) ||
	       setresuid(USER, USER, USER) ? errno : 0;
}

static int enter_user_namespace(void)
{
	return unshare(CLONE_NEWUSER) ? errno : 0;
}

static const struct {
	const char *name;
	int (*become)(void);
} programs[] = {
	{ "root", stay_root },
	{ "root without capabilities", drop_capabilities },
	{ "a user in the node's group", become_user },
	{ "in a user namespace", enter_user_namespace },
};

struct container {
	struct drive drive;
	unsigned int program;
};

/* From here on the program's whole tree is a directory dev with the node. */
static void container_enter(const struct drive *drive)
{
	struct stat st;

	CHECK(!stat(drive->aacs, &st));
	CHECK(!unshare(CLONE_NEWNS));
	CHECK(!mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	CHECK(!mkdir(ROOT, 0755) || errno == EEXIST);
	CHECK(!mount("none", ROOT, "tmpfs", 0, "mode=755"));
	CHECK(!mkdir(ROOT "/dev", 0755));
	CHECK(!chdir(ROOT));
	/* The guest's root is an initramfs, which pivot_root() does not take. */
	CHECK(!mount(".", "/", NULL, MS_MOVE, NULL));
	CHECK(!chroot("."));
	CHECK(!mknod(drive->aacs, S_IFCHR, st.st_rdev));
	CHECK(!chown(drive->aacs, 0, GROUP));
	CHECK(!chmod(drive->aacs, 0660));	/* independent of the umask */
	CHECK(path_missing((void *)drive->sr));
}

static void run_contained(int tell, void *arg)
{
	const struct container *container = arg;
	int error, fd;

	container_enter(&container->drive);
	error = programs[container->program].become();
	child_tell(tell, (uint32_t)error);
	if (error)
		return;
	fd = node_open(&container->drive, O_RDWR);
	CHECK_EQ(start_session(fd), 0);
	CHECK_EQ(poll_now(fd), 0);
	EXPECT(end_session(fd, 0), SUCCESS, 0);
}

/* The first session of a new drive: the module opens the disk for it. */
CASE(alone, "/dev/aacsN without /dev/srN", ROWS(programs, name))
{
	struct container container = {
		.drive = drive_start("alone", 1024, ""), .program = f->row,
	};
	struct child child = child_start(run_contained, &container);
	int error = (int)child_hear(&child);

	if (error) {
		errno = error;
		case_skip("%s: %m", programs[f->row].name);
	}
	child_end(&child);
	CHECK(agids_free(&container.drive));
	log_expect(&container.drive, line_grant(), line_end(0));
}
