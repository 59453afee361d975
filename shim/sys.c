// SPDX-License-Identifier: MIT
/* The system calls that libntdvd uses. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sys.h"

static int sys_open(const char *path, int flags)
{
	int fd;

	do {
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	} while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

static int sys_close(int fd)
{
	return close(fd) ? -errno : 0;
}

static int sys_replace(int from, int to)
{
	int err = dup3(from, to, O_CLOEXEC) < 0 ? -errno : 0;

	close(from);
	return err;
}

static int sys_ioctl(int fd, unsigned long code, void *arg)
{
	return ioctl(fd, code, arg) ? -errno : 0;
}

static ssize_t sys_pread(int fd, void *buffer, size_t len, uint64_t offset)
{
	ssize_t got;

	do {
		got = pread(fd, buffer, len, (off_t)offset);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static enum ntdvd_node_type node_type(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFCHR: return NTDVD_CHARACTER;
	case S_IFBLK: return NTDVD_BLOCK;
	case S_IFREG: return NTDVD_REGULAR;
	case S_IFDIR: return NTDVD_DIRECTORY;
	default: return NTDVD_OTHER;
	}
}

static void describe(const struct stat *st, struct ntdvd_node *node)
{
	node->type = node_type(st->st_mode);
	node->rdev = st->st_rdev;
	node->dev = st->st_dev;
	node->ino = st->st_ino;
	node->size = (uint64_t)st->st_size;
}

static int sys_stat(const char *path, struct ntdvd_node *node)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	describe(&st, node);
	return 0;
}

static int sys_fstat(int fd, struct ntdvd_node *node)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	describe(&st, node);
	return 0;
}

static bool sys_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool sys_gone(int fd)
{
	struct pollfd pfd = { .fd = fd };

	return poll(&pfd, 1, 0) == 1 && (pfd.revents & (POLLHUP | POLLNVAL));
}

/* Parses the N of "aacsN", digits without a leading zero. */
static bool node_number(const char *name, unsigned int *number)
{
	unsigned long value;
	char *end;

	if (strncmp(name, "aacs", 4) || !isdigit((unsigned char)name[4]))
		return false;
	if (name[4] == '0' && name[5])
		return false;
	errno = 0;
	value = strtoul(name + 4, &end, 10);
	if (errno || *end || value > 1UL << 20)
		return false;
	*number = value;
	return true;
}

static size_t sys_list(unsigned int *numbers, size_t max)
{
	struct dirent *entry;
	size_t found = 0;
	DIR *dir = opendir("/dev");

	if (!dir)
		return 0;
	while (found < max && (entry = readdir(dir)))
		if (node_number(entry->d_name, &numbers[found]))
			found++;
	closedir(dir);
	return found;
}

static bool sys_has_module(void)
{
	char path[256], line[1024];
	struct utsname name;
	bool found = false;
	FILE *file;

	if (uname(&name))
		return false;
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", name.release);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, "/sr_aacs.ko");
	fclose(file);
	return found;
}

/*
 * The kernel copies, so that a bad address gives an error instead of a signal. If
 * a sandbox forbids the system calls, copy directly.
 */
static int copied(ssize_t done, void *dst, const void *src, size_t len)
{
	if (done < 0 && (errno == ENOSYS || errno == EPERM)) {
		memcpy(dst, src, len);
		return 0;
	}
	return done == (ssize_t)len ? 0 : -EFAULT;
}

static int sys_copy_in(void *dst, const void *src, size_t len)
{
	struct iovec to = { .iov_base = dst, .iov_len = len };
	struct iovec from = { .iov_base = (void *)src, .iov_len = len };

	return copied(process_vm_readv(getpid(), &to, 1, &from, 1, 0), dst, src,
		      len);
}

static int sys_copy_out(void *dst, const void *src, size_t len)
{
	struct iovec to = { .iov_base = dst, .iov_len = len };
	struct iovec from = { .iov_base = (void *)src, .iov_len = len };

	return copied(process_vm_writev(getpid(), &from, 1, &to, 1, 0), dst, src,
		      len);
}

/* mountinfo writes spaces, backslashes and similar as \ and three octal digits. */
static void unescape(char *text)
{
	char *out = text;

	while (*text) {
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*out++ = (char)((text[1] - '0') << 6 |
					(text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else {
			*out++ = *text++;
		}
	}
	*out = 0;
}

/* The fields of proc(5): ID, parent, MAJOR:MINOR, root, mount point, and more. */
static int sys_mount_point(dev_t rdev, bool whole, char *path, size_t size)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	unsigned int major_number, minor_number;
	char *line = NULL;
	int err = -ENOENT, root, root_end, begin, end;
	size_t room = 0;

	if (!file)
		return -errno;
	while (getline(&line, &room, file) > 0) {
		root = root_end = begin = end = 0;
		if (sscanf(line, "%*d %*d %u:%u %n%*s%n %n%*s%n", &major_number,
			   &minor_number, &root, &root_end, &begin, &end) != 2 ||
		    !end || makedev(major_number, minor_number) != rdev)
			continue;
		if (whole && (root_end - root != 1 || line[root] != '/'))
			continue;
		line[end] = 0;
		unescape(line + begin);
		err = snprintf(path, size, "%s", line + begin) < (int)size ?
		      0 : -ENAMETOOLONG;
	}
	free(line);
	fclose(file);
	return err;
}

static int sys_umount(const char *path)
{
	return umount2(path, UMOUNT_NOFOLLOW) ? -errno : 0;
}

static int sys_read_text(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	int err = 0;

	if (!file)
		return -errno;
	if (!fgets(text, (int)size, file))
		err = -EIO;
	else
		text[strcspn(text, "\n")] = 0;
	fclose(file);
	return err;
}

static int sys_find_name(const char *directory, const char *name, char *found,
			 size_t size)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	int err = -ENOENT;

	if (!dir)
		return -errno;
	while (err && (entry = readdir(dir)))
		if (!strcasecmp(entry->d_name, name) &&
		    snprintf(found, size, "%s", entry->d_name) < (int)size)
			err = 0;
	closedir(dir);
	return err;
}

static const char *sys_getenv(const char *name)
{
	return secure_getenv(name);
}

static const struct ntdvd_sys real_sys = {
	.open = sys_open,
	.close = sys_close,
	.replace = sys_replace,
	.ioctl = sys_ioctl,
	.pread = sys_pread,
	.stat = sys_stat,
	.fstat = sys_fstat,
	.exists = sys_exists,
	.gone = sys_gone,
	.list = sys_list,
	.has_module = sys_has_module,
	.copy_in = sys_copy_in,
	.copy_out = sys_copy_out,
	.mount_point = sys_mount_point,
	.umount = sys_umount,
	.read_text = sys_read_text,
	.find_name = sys_find_name,
	.getenv = sys_getenv,
};

const struct ntdvd_sys *ntdvd_sys = &real_sys;
