// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fake-node.so: for LD_PRELOAD, before libsr-aacs-wine.so. It intercepts that library's
 * calls: makes /dev/null the drive sr0, and answers the requests on its node /dev/aacs0.
 * So the library can be tested in a Wine on a machine without drive and module. The test
 * program sets the answers, in the requests themselves and with files in $FAKE_NODE_DIR:
 *
 *   missing, denied, read-only	/dev/aacs0 can't be opened, or not for writing
 *   gone			the drive has been unplugged
 *
 * END_SESSION answers with the NTSTATUS that its session is. READ_MEDIA_KEY_BLOCK_SIZE
 * answers with a number about this process, see enum about. The requests with a file
 * answer with the inode of the descriptor. All others fill their output with the low byte
 * of the code.
 */
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/major.h>
#include <linux/sr_aacs.h>

#define NODE		"/dev/aacs0"
#define NULL_DEVICE	makedev(1, 3)

/* What READ_MEDIA_KEY_BLOCK_SIZE of a layer tells. */
enum about {
	ABOUT_DESCRIPTORS = 1,	/* how many are open */
	ABOUT_MEMORY,		/* resident, in pages */
	ABOUT_PROCESS,		/* its number */
};

static int node_fd = -1;

static bool set(const char *name)
{
	const char *dir = getenv("FAKE_NODE_DIR");
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "", name);
	return !access(path, F_OK);
}

int fstat64(int fd, struct stat64 *st)
{
	static int (*original)(int fd, struct stat64 *st);

	if (!original)
		original = dlsym(RTLD_NEXT, "fstat64");
	if (original(fd, st))
		return -1;
	if (S_ISCHR(st->st_mode) && st->st_rdev == NULL_DEVICE) {
		st->st_mode = (st->st_mode & ~S_IFMT) | S_IFBLK;
		st->st_rdev = makedev(SCSI_CDROM_MAJOR, 0);
	}
	return 0;
}

int open64(const char *path, int flags, ...)
{
	static int (*original)(const char *path, int flags, ...);
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	if (!original)
		original = dlsym(RTLD_NEXT, "open64");
	if (strcmp(path, NODE))
		return original(path, flags, mode);
	if (set("missing") || set("gone")) {
		errno = ENOENT;
		return -1;
	}
	if (set("denied") || (set("read-only") && (flags & O_ACCMODE) == O_RDWR)) {
		errno = EACCES;
		return -1;
	}
	node_fd = original("/dev/zero", flags);
	return node_fd;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	static int (*original)(struct pollfd *fds, nfds_t count, int timeout);

	if (!original)
		original = dlsym(RTLD_NEXT, "poll");
	if (count != 1 || fds->fd != node_fd || !set("gone"))
		return original(fds, count, timeout);
	fds->revents = POLLHUP;
	return 1;
}

/* As the kernel does it: a bad pointer is an error. */
static bool copy(bool in, void *ours, uint64_t theirs, size_t len)
{
	struct iovec local = { ours, len };
	struct iovec remote = { (void *)(uintptr_t)theirs, len };
	ssize_t n = in ? process_vm_readv(getpid(), &local, 1, &remote, 1, 0) :
			 process_vm_writev(getpid(), &local, 1, &remote, 1, 0);

	return n == (ssize_t)len;
}

static uint32_t descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	uint32_t count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

static uint32_t memory(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned int resident = 0;

	if (!file || fscanf(file, "%*u %u", &resident) != 1)
		resident = 0;
	if (file)
		fclose(file);
	return resident;
}

static uint32_t tell(uint32_t layer)
{
	switch (layer) {
	case ABOUT_DESCRIPTORS:
		return descriptors();
	case ABOUT_MEMORY:
		return memory();
	case ABOUT_PROCESS:
		return (uint32_t)getpid();
	default:
		return 0;
	}
}

static uint64_t inode(uint64_t fd)
{
	struct stat64 st;

	return fstat64((int)fd, &st) ? 0 : st.st_ino;
}

/* Returns the NTSTATUS. */
static uint32_t answer(unsigned int code, struct sr_aacs_request *req)
{
	uint8_t in[sizeof(struct sr_aacs_send_certificate)] = { 0 };
	uint8_t out[32768];
	const struct sr_aacs_read_binding_nonce *nonce = (const void *)in;
	uint32_t first, value;
	uint64_t ino;

	if (req->in_len > sizeof(in) || req->out_len > sizeof(out))
		return SR_AACS_STATUS_INVALID_BUFFER_SIZE;
	/* The module knows the right lengths. */
	if (code == IOCTL_AACS_END_SESSION && req->in_len != sizeof(first))
		return SR_AACS_STATUS_INVALID_PARAMETER;
	if (code == IOCTL_AACS_START_SESSION && req->out_len < sizeof(first))
		return SR_AACS_STATUS_BUFFER_TOO_SMALL;
	if (!copy(true, in, req->in, req->in_len))
		return SR_AACS_STATUS_ACCESS_VIOLATION;
	memcpy(&first, in, sizeof(first));
	memset(out, code & 0xff, sizeof(out));
	if (code == IOCTL_AACS_END_SESSION && first)
		return first;
	if (code == IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE) {
		value = tell(first);
		memcpy(out, &value, sizeof(value));
	} else if (req->in_len == sizeof(*nonce) && nonce->start_lba == UINT64_MAX) {
		ino = inode(nonce->handle);
		memcpy(out, &ino, sizeof(ino));
	}
	if (!copy(false, out, req->out, req->out_len))
		return SR_AACS_STATUS_ACCESS_VIOLATION;
	req->information = req->out_len;
	return SR_AACS_STATUS_SUCCESS;
}

int ioctl(int fd, unsigned long code, ...)
{
	static int (*original)(int fd, unsigned long code, ...);
	struct sr_aacs_request *req;
	va_list args;

	va_start(args, code);
	req = va_arg(args, void *);
	va_end(args);
	if (!original)
		original = dlsym(RTLD_NEXT, "ioctl");
	if (fd < 0 || fd != node_fd)
		return original(fd, code, req);
	req->information = 0;
	req->status = set("gone") ? SR_AACS_STATUS_NO_SUCH_DEVICE :
				    answer((unsigned int)code, req);
	if (req->status < 0xC0000000U && req->status != SR_AACS_STATUS_VERIFY_REQUIRED)
		return 0;
	errno = EIO;
	return -1;
}
