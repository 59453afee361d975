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
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
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

static int sys_ioctl(int fd, unsigned long code, void *arg)
{
	return ioctl(fd, code, arg) ? -errno : 0;
}

static void describe(const struct stat *st, struct ntdvd_node *node)
{
	node->rdev = st->st_rdev;
	node->is_device = S_ISCHR(st->st_mode);
	node->is_regular = S_ISREG(st->st_mode);
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

/*
 * The kernel copies, so that a bad address gives an error and no signal. If a
 * sandbox forbids the system call, copy directly.
 */
static int sys_copy_in(void *dst, const void *src, size_t len)
{
	struct iovec to = { .iov_base = dst, .iov_len = len };
	struct iovec from = { .iov_base = (void *)src, .iov_len = len };
	ssize_t copied = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	if (copied < 0 && (errno == ENOSYS || errno == EPERM)) {
		memcpy(dst, src, len);
		return 0;
	}
	return copied == (ssize_t)len ? 0 : -EFAULT;
}

static const char *sys_getenv(const char *name)
{
	return secure_getenv(name);
}

static const struct ntdvd_sys real_sys = {
	.open = sys_open,
	.close = sys_close,
	.ioctl = sys_ioctl,
	.stat = sys_stat,
	.fstat = sys_fstat,
	.exists = sys_exists,
	.gone = sys_gone,
	.list = sys_list,
	.copy_in = sys_copy_in,
	.getenv = sys_getenv,
};

const struct ntdvd_sys *ntdvd_sys = &real_sys;
