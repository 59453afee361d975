// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../shim/sys.h"
#include "fake.h"
#include "fake-disk.h"

#define MAX_NODES	64
#define MAX_FDS		2048

struct node {
	char path[128];
	unsigned int rdev;
	int flags;
	int err;
	char text[256];
};

struct fd {
	bool open;
	bool gone;
	int flags;
	struct ntdvd_node identity;
	const struct node *node;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct node nodes[MAX_NODES];
static size_t node_count;
static struct fd fds[MAX_FDS];
static struct fake_answer next_answer;
static struct fake_call last_call;
static atomic_uint opens, ioctls;

bool fake_has_module;
const char *fake_debug;

void (*fake_in_open)(void);
void (*fake_in_ioctl)(void);
void (*fake_in_close)(void);
void (*fake_in_read)(void);
int (*fake_drive)(unsigned long code, struct sr_aacs_request *request);

void fake_reset(void)
{
	fake_disk_reset();
	pthread_mutex_lock(&lock);
	node_count = 0;
	unsetenv("NTDVD_DRIVES");
	memset(&next_answer, 0, sizeof(next_answer));
	memset(&last_call, 0, sizeof(last_call));
	fake_has_module = false;
	fake_debug = "0";
	opens = 0;
	ioctls = 0;
	fake_in_open = NULL;
	fake_in_ioctl = NULL;
	fake_in_close = NULL;
	fake_in_read = NULL;
	pthread_mutex_unlock(&lock);
}

static struct node *find(const char *path)
{
	for (size_t i = 0; i < node_count; i++)
		if (!strcmp(nodes[i].path, path))
			return &nodes[i];
	return NULL;
}

void fake_node(const char *path, unsigned int rdev, int flags)
{
	struct node *node;

	pthread_mutex_lock(&lock);
	node = find(path);
	if (!node)
		node = &nodes[node_count++];
	strncpy(node->path, path, sizeof(node->path) - 1);
	node->rdev = rdev;
	node->flags = flags;
	node->err = 0;
	node->text[0] = 0;
	pthread_mutex_unlock(&lock);
}

void fake_text(const char *path, const char *text)
{
	fake_node(path, 0, FAKE_R | FAKE_REGULAR);
	pthread_mutex_lock(&lock);
	strncpy(find(path)->text, text, sizeof(find(path)->text) - 1);
	pthread_mutex_unlock(&lock);
}

void fake_open_fails(const char *path, int err)
{
	fake_node(path, 0, FAKE_DEVICE);
	find(path)->err = err;
}

void fake_answer(const struct fake_answer *answer)
{
	pthread_mutex_lock(&lock);
	next_answer = *answer;
	pthread_mutex_unlock(&lock);
}

void fake_unplug(unsigned int rdev)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < MAX_FDS; i++)
		if (fds[i].open && fds[i].identity.rdev == rdev)
			fds[i].gone = true;
	pthread_mutex_unlock(&lock);
}

unsigned int fake_open_files(void)
{
	unsigned int count = 0;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < MAX_FDS; i++)
		count += fds[i].open;
	pthread_mutex_unlock(&lock);
	return count;
}

unsigned int fake_opens(void)
{
	return opens;
}

unsigned int fake_ioctls(void)
{
	return ioctls;
}

struct fake_call fake_last(void)
{
	struct fake_call call;

	pthread_mutex_lock(&lock);
	call = last_call;
	pthread_mutex_unlock(&lock);
	return call;
}

int fake_flags(int fd)
{
	return fds[fd - FAKE_FD].flags;
}

static struct ntdvd_node identify(const struct node *node)
{
	return (struct ntdvd_node) {
		.rdev = node->rdev,
		.ino = node - nodes,
		.size = strlen(node->text),
		.type = node->flags & FAKE_DEVICE ? NTDVD_CHARACTER :
			node->flags & FAKE_BLOCK ? NTDVD_BLOCK :
			node->flags & FAKE_REGULAR ? NTDVD_REGULAR :
			node->flags & FAKE_DIRECTORY ? NTDVD_DIRECTORY : NTDVD_OTHER,
	};
}

/* Under lock. */
static bool exclusive(const struct node *node)
{
	for (int i = 0; i < MAX_FDS; i++)
		if (fds[i].open && fds[i].node == node && fds[i].flags & O_EXCL)
			return true;
	return false;
}

static int open_locked(const char *path, int flags)
{
	static const int needs[] = {
		[O_RDONLY] = FAKE_R, [O_WRONLY] = FAKE_W, [O_RDWR] = FAKE_RW,
	};
	const struct node *node = find(path);
	int need = needs[flags & O_ACCMODE];
	int i;

	opens++;
	if (!node)
		return -ENOENT;
	if (node->err)
		return node->err;
	if ((node->flags & need) != need)
		return -EACCES;
	if (flags & O_EXCL && (fake_disk_is_mounted() || exclusive(node)))
		return -EBUSY;
	for (i = 0; i < MAX_FDS && fds[i].open; i++)
		;
	if (i == MAX_FDS)
		return -EMFILE;
	fds[i] = (struct fd) {
		.open = true, .flags = flags, .identity = identify(node),
		.node = node,
	};
	return FAKE_FD + i;
}

static int do_open(const char *path, int flags)
{
	int fd;

	pthread_mutex_lock(&lock);
	fd = open_locked(path, flags);
	pthread_mutex_unlock(&lock);
	if (fd >= 0 && fake_in_open)
		fake_in_open();
	return fd;
}

static struct fd *valid(int fd)
{
	if (fd < FAKE_FD || fd >= FAKE_FD + MAX_FDS || !fds[fd - FAKE_FD].open)
		abort();	/* the shim used a descriptor that is not open */
	return &fds[fd - FAKE_FD];
}

static int do_close(int fd)
{
	if (fake_in_close)
		fake_in_close();
	pthread_mutex_lock(&lock);
	valid(fd)->open = false;
	pthread_mutex_unlock(&lock);
	return 0;
}

static int do_replace(int from, int to)
{
	pthread_mutex_lock(&lock);
	*valid(to) = *valid(from);
	valid(from)->open = false;
	pthread_mutex_unlock(&lock);
	return 0;
}

static int do_ioctl(int fd, unsigned long code, void *arg)
{
	struct sr_aacs_request *req = arg;
	struct fake_answer answer;
	bool is_disk;

	pthread_mutex_lock(&lock);
	is_disk = valid(fd)->identity.type == NTDVD_BLOCK;
	pthread_mutex_unlock(&lock);
	if (is_disk)
		return fake_disk_ioctl(fd, code, arg);

	pthread_mutex_lock(&lock);
	ioctls++;
	last_call.fd = fd;
	last_call.code = code;
	last_call.request = *req;
	memset(last_call.in, 0, sizeof(last_call.in));
	if (req->in && req->in_len <= sizeof(last_call.in))
		memcpy(last_call.in, (void *)(uintptr_t)req->in, req->in_len);
	answer = next_answer;
	pthread_mutex_unlock(&lock);

	if (fake_drive)
		return fake_drive(code, req);
	if (fake_in_ioctl)
		fake_in_ioctl();
	if (!answer.no_status) {
		req->status = answer.status;
		req->information = answer.information;
	}
	if (!answer.err && answer.out_len && answer.out_len <= req->out_len)
		memcpy((void *)(uintptr_t)req->out, answer.out,
		       answer.out_len);
	pthread_mutex_lock(&lock);
	valid(fd);	/* still open when the request is done */
	pthread_mutex_unlock(&lock);
	return answer.err;
}

static int do_stat(const char *path, struct ntdvd_node *identity)
{
	const struct node *node;

	pthread_mutex_lock(&lock);
	node = find(path);
	if (node)
		*identity = identify(node);
	pthread_mutex_unlock(&lock);
	return node ? 0 : -ENOENT;
}

static int do_fstat(int fd, struct ntdvd_node *identity)
{
	pthread_mutex_lock(&lock);
	*identity = valid(fd)->identity;
	pthread_mutex_unlock(&lock);
	return 0;
}

static bool do_exists(const char *path)
{
	bool found;

	pthread_mutex_lock(&lock);
	found = find(path);
	pthread_mutex_unlock(&lock);
	return found;
}

static ssize_t do_pread(int fd, void *buffer, size_t len, uint64_t offset)
{
	const char *text;
	size_t size;

	if (fake_in_read)
		fake_in_read();
	pthread_mutex_lock(&lock);
	text = valid(fd)->node->text;
	size = strlen(text);
	if (offset >= size)
		len = 0;
	else if (len > size - offset)
		len = size - offset;
	memcpy(buffer, text + offset, len);
	pthread_mutex_unlock(&lock);
	return (ssize_t)len;
}

static bool do_has_module(void)
{
	return fake_has_module;
}

static int do_read_text(const char *path, char *text, size_t size)
{
	const struct node *node;

	pthread_mutex_lock(&lock);
	node = find(path);
	if (node)
		snprintf(text, size, "%s", node->text);
	pthread_mutex_unlock(&lock);
	return node ? 0 : -ENOENT;
}

static int do_find_name(const char *directory, const char *name, char *found,
			size_t size)
{
	size_t len = strlen(directory);
	int err = -ENOENT;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < node_count && err; i++)
		if (!strncmp(nodes[i].path, directory, len) &&
		    nodes[i].path[len] == '/' &&
		    !strcasecmp(nodes[i].path + len + 1, name))
			err = snprintf(found, size, "%s", nodes[i].path + len + 1) <
			      (int)size ? 0 : -ENAMETOOLONG;
	pthread_mutex_unlock(&lock);
	return err;
}

static bool do_gone(int fd)
{
	bool gone;

	pthread_mutex_lock(&lock);
	gone = valid(fd)->gone;
	pthread_mutex_unlock(&lock);
	return gone;
}

static size_t do_list(unsigned int *numbers, size_t max)
{
	size_t count = 0;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < node_count && count < max; i++)
		if (!strncmp(nodes[i].path, "/dev/aacs", 9))
			numbers[count++] = atoi(nodes[i].path + 9);
	pthread_mutex_unlock(&lock);
	return count;
}

/* Addresses below 64 KiB are never mapped, and tests use them for that. */
static int do_copy_in(void *dst, const void *src, size_t len)
{
	if ((uintptr_t)src < 0x10000)
		return -EFAULT;
	memcpy(dst, src, len);
	return 0;
}

static int do_copy_out(void *dst, const void *src, size_t len)
{
	if ((uintptr_t)dst < 0x10000)
		return -EFAULT;
	memcpy(dst, src, len);
	return 0;
}

static const char *do_getenv(const char *name)
{
	return strcmp(name, "NTDVD_DRIVES") ? fake_debug : getenv(name);
}

static const struct ntdvd_sys fake_sys = {
	.open = do_open,
	.close = do_close,
	.replace = do_replace,
	.ioctl = do_ioctl,
	.pread = do_pread,
	.stat = do_stat,
	.fstat = do_fstat,
	.exists = do_exists,
	.gone = do_gone,
	.list = do_list,
	.has_module = do_has_module,
	.copy_in = do_copy_in,
	.copy_out = do_copy_out,
	.mount_point = fake_disk_mount_point,
	.umount = fake_disk_umount,
	.read_text = do_read_text,
	.find_name = do_find_name,
	.getenv = do_getenv,
};

static void take_lock(void)
{
	pthread_mutex_lock(&lock);
}

static void drop_lock(void)
{
	pthread_mutex_unlock(&lock);
}

/* A child closes what its parent had open, so it needs the lock. */
__attribute__((constructor)) static void install(void)
{
	pthread_atfork(take_lock, drop_lock, drop_lock);
	ntdvd_sys = &fake_sys;
}
