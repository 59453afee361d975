// SPDX-License-Identifier: GPL-2.0-or-later
/* Open files, see files.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "files.h"
#include "shared.h"

struct slot slots[SLOTS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int post[2] = { -1, -1 };	/* where files are sent */
static int handles[HANDLES];
static unsigned int handle_count;

/* ---- nodes ---- */

static const struct {
	int flags;
	uint8_t rights;
} modes[] = {
	{ O_RDWR, SLOT_READ | SLOT_WRITE },
	{ O_RDONLY, SLOT_READ },
	{ O_WRONLY, SLOT_WRITE },
	{ O_ACCMODE, 0 },	/* for ioctl alone, as Linux has it */
	{ O_PATH, SLOT_PATH },
	{ O_RDWR | O_NONBLOCK, SLOT_READ | SLOT_WRITE },
};

/* Of twenty: mostly for both. */
static const uint8_t mode_of[20] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 1, 1, 1, 1, 2, 2, 3, 4
};

/* What is in the slot from now on; what was there is closed. */
static void slot_set(unsigned int n, int fd, unsigned int drive,
		     uint8_t rights, uint32_t sessions)
{
	struct slot *slot = &slots[n];
	int old;

	pthread_mutex_lock(&lock);
	slot->version++;
	old = slot->fd;
	slot->fd = fd;
	slot->drive = (uint8_t)drive;
	slot->rights = rights;
	slot->sessions = sessions;
	slot->version++;
	pthread_mutex_unlock(&lock);
	if (old >= 0)
		close(old);
}

pid_t files_fork(void)
{
	pid_t pid;

	pthread_mutex_lock(&lock);
	pid = fork();
	pthread_mutex_unlock(&lock);
	return pid;
}

void slot_open(unsigned int n, unsigned int drive, unsigned int mode)
{
	unsigned int m = mode_of[mode % 20];
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/aacs%u", drive);
	fd = open(path, modes[m].flags | O_CLOEXEC);
	if (fd < 0)
		fuzz_fail("%s can't be opened (mode %u): %s", path, m,
			  strerror(errno));
	slot_set(n, fd, drive, modes[m].rights, 0);
}

void slot_close(unsigned int n)
{
	slot_set(n, -1, slots[n].drive, 0, 0);
}

void slot_dup(unsigned int from, unsigned int to)
{
	struct slot *slot = &slots[from];
	uint32_t sessions;
	uint8_t drive, rights;
	int fd;

	pthread_mutex_lock(&lock);
	fd = slot->fd < 0 ? -1 : dup(slot->fd);
	drive = slot->drive;
	rights = slot->rights;
	sessions = slot->sessions;
	pthread_mutex_unlock(&lock);
	if (fd >= 0)
		slot_set(to, fd, drive, rights, sessions);
}

struct parcel {
	uint8_t drive, rights;
	uint32_t sessions;
};

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

void slot_send(unsigned int n)
{
	struct parcel parcel;
	struct iovec iov = { &parcel, sizeof(parcel) };
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	int fd;

	memset(&control, 0, sizeof(control));
	memset(&parcel, 0, sizeof(parcel));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	pthread_mutex_lock(&lock);
	fd = slots[n].fd;
	parcel.drive = slots[n].drive;
	parcel.rights = slots[n].rights;
	parcel.sessions = slots[n].sessions;
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	/* A full socket refuses the file, which is fine. */
	if (fd >= 0)
		sendmsg(post[0], &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
	pthread_mutex_unlock(&lock);
}

void slot_receive(unsigned int n)
{
	struct parcel parcel;
	struct iovec iov = { &parcel, sizeof(parcel) };
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	int fd;

	if (recvmsg(post[1], &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) !=
	    sizeof(parcel))
		return;
	c = CMSG_FIRSTHDR(&msg);
	if (!c || c->cmsg_type != SCM_RIGHTS)
		return;
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	slot_set(n, fd, parcel.drive, parcel.rights, parcel.sessions);
}

void slot_poll(unsigned int n, uint64_t seed)
{
	struct slot *slot = &slots[n];
	uint32_t version = slot->version;
	struct pollfd p = { .fd = slot->fd, .events = POLLPRI | POLLIN };
	bool noisy = shared->drives[slot->drive].noisy;
	bool path = slot->rights & SLOT_PATH;

	poll(&p, 1, seed % 16 ? 0 : 1);
	if (version & 1 || slot->version != version || p.fd < 0 || path)
		return;
	if (p.revents & ~POLLPRI)
		fuzz_fail("poll() of slot %u says %#x", n, p.revents);
	if (p.revents && !noisy && !slot->sessions)
		fuzz_fail("poll() of slot %u, which never had a session, says "
			  "%#x", n, p.revents);
}

void slot_other(unsigned int n, uint64_t seed)
{
	struct slot *slot = &slots[n];
	uint32_t version = slot->version;
	int fd = slot->fd;
	char buf[64] = "";
	long ret;

	switch (seed % 5) {
	case 0:
		ret = read(fd, buf, sizeof(buf));
		break;
	case 1:
		ret = write(fd, buf, sizeof(buf));
		break;
	case 2:
		ret = lseek(fd, 4, SEEK_SET);
		break;
	case 3: {
		void *p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

		ret = p == MAP_FAILED ? -1 : 0;
		break;
	}
	default:
		ret = fsync(fd);
		break;
	}
	if (ret >= 0 && !(version & 1) && slot->version == version)
		fuzz_fail("operation %u on slot %u gave %ld",
			  (unsigned int)(seed % 5), n, ret);
}

/* ---- values of Handle ---- */

static void handle_add(int fd)
{
	if (fd >= 0 && handle_count < HANDLES - 4)
		handles[handle_count++] = fd;
	else if (fd >= 0)
		close(fd);
}

/* Every file of the disc, in every way. */
static void handles_of_disc(const char *disc)
{
	static const int flags[] = { O_RDONLY, O_RDWR, O_WRONLY, O_PATH };
	DIR *d = opendir(disc);
	struct dirent *e;
	char path[512];

	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", disc, e->d_name);
		for (int i = 0; i < 4; i++) {
			int fd = open(path, flags[i] | O_CLOEXEC);

			/* A third of them will do for the rare ones. */
			handle_add(fd);
		}
	}
	if (d)
		closedir(d);
}

void files_make_shared(unsigned int drives)
{
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, post)) {
		perror("fuzz: socketpair");
		_exit(2);
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		slots[i].fd = -1;
	for (unsigned int i = SLOTS - SLOTS_SHARED; i < SLOTS; i++)
		slot_open(i, i % drives, 0);
}

static void handles_of_all_kinds(unsigned int drives, bool quiet)
{
	struct epoll_event event = { .events = EPOLLPRI };
	int pair[2], epoll;
	char path[32];

	handle_add(open("/run", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
	handle_add(open("/run", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	handle_add(open("/dev/null", O_RDWR | O_CLOEXEC));
	handle_add(open("/proc/self/maps", O_RDONLY | O_CLOEXEC));
	handle_add(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
	handle_add(memfd_create("handle", MFD_CLOEXEC));
	handle_add(eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
	handle_add(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
	if (!pipe2(pair, O_CLOEXEC | O_NONBLOCK)) {
		handle_add(pair[0]);
		handle_add(pair[1]);
	}
	if (!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		handle_add(pair[0]);
		handle_add(pair[1]);
	}
	epoll = epoll_create1(EPOLL_CLOEXEC);
	for (unsigned int i = 0; epoll >= 0 && i < SLOTS; i++)
		epoll_ctl(epoll, EPOLL_CTL_ADD, slots[i].fd, &event);
	handle_add(epoll);
	/* An open disk is looked at for changes: one process will do. */
	for (unsigned int i = 0; quiet && i < drives; i++) {
		snprintf(path, sizeof(path), "/dev/sr%u", i);
		handle_add(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
	}
}

void files_make(unsigned int drives, unsigned int first_drive,
		const char *disc, bool quiet)
{
	for (unsigned int i = 0; i < SLOTS - SLOTS_SHARED; i++)
		slot_open(i, (first_drive + i) % drives, 0);
	/* The one that is exchanged during a call. */
	handle_add(memfd_create("first", MFD_CLOEXEC));
	handles_of_all_kinds(drives, quiet);
	if (disc)
		handles_of_disc(disc);
}

uint64_t handle_number(unsigned int n, unsigned int slot, uint64_t seed)
{
	static const uint32_t strange[] = {
		0xffffffff, 0xfffffffe, 0xffffff9c, 0x7fffffff, 0x80000000,
		1023, 1024, 4095, 0x100000, 0x7ffffffe,
	};
	uint64_t high = seed & 1 ? seed & 0xffffffff00000000 : 0;

	if (n == HANDLES - 1)
		return high | (uint32_t)slots[slot].fd;
	if (n >= HANDLES - 4)
		return high | strange[seed % 10];
	return high | (uint32_t)handles[n % handle_count];
}

void handle_change(uint64_t seed)
{
	dup3(handles[1 + seed % (handle_count - 1)], handles[0], O_CLOEXEC);
}
