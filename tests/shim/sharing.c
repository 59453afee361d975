// SPDX-License-Identifier: GPL-2.0-or-later
/* Which handles share a kernel file, and how long it lives. */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "suites.h"

static int fd_of(HANDLE handle)
{
	start_session(handle);
	return fake_last().fd;
}

SUITE(one_file)
{
	HANDLE letter, cdrom, alias, other;

	fake_node("/dev/aacs1", 0x1001, FAKE_RW | FAKE_DEVICE);
	fake_node("/dev/bluray", 0x1000, FAKE_RW | FAKE_DEVICE);
	setenv("NTDVD_DRIVES", "X:=/dev/bluray,D:=/dev/aacs0", 1);
	letter = must_open(DRIVE, GENERIC_READ);
	cdrom = must_open("\\\\?\\CDROM0", GENERIC_READ | GENERIC_WRITE);
	alias = must_open("\\\\.\\X:", GENERIC_READ);
	other = must_open("\\\\.\\CdRom1", GENERIC_READ);
	ok(letter != cdrom && cdrom != alias, "each open gives its own handle");
	is(fake_open_files(), 2, "four handles on two drives are two files");
	is(fd_of(cdrom), fd_of(letter), "by letter and by CdRom: one file");
	is(fd_of(alias), fd_of(letter), "by another path to the node, too");
	ok(fd_of(other) != fd_of(letter), "another drive has its own");
	CloseHandle(letter);
	CloseHandle(alias);
	is(fake_open_files(), 2, "open while a handle is left");
	ok(fd_of(cdrom) >= FAKE_FD, "which still works");
	CloseHandle(cdrom);
	is(fake_open_files(), 1, "closed with the last one");
}

/* The rights are the handle's, not those of the shared file. */
SUITE(own_rights)
{
	struct sr_aacs_read_binding_nonce in = { .handle = -1 };
	HANDLE both = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	HANDLE reading = must_open(DRIVE, GENERIC_READ);
	DWORD got;

	ok(DeviceIoControl(both, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
			   sizeof(in), NULL, 0, &got, NULL),
	   "a handle that may write generates a nonce");
	ok(!DeviceIoControl(reading, IOCTL_AACS_GENERATE_BINDING_NONCE, &in,
			    sizeof(in), NULL, 0, &got, NULL) &&
	   GetLastError() == 5,
	   "one that may not doesn't, on the same file");
}

SUITE(unplugged)
{
	HANDLE old = must_open(DRIVE, GENERIC_READ), new;

	fake_unplug(0x1000);
	new = must_open(DRIVE, GENERIC_READ);
	ok(fd_of(new) != fd_of(old),
	   "a drive that came back is not the one that went");
	is(fake_open_files(), 2, "the old file lives as long as its handle");
	CloseHandle(old);
	is(fake_open_files(), 1, "and no longer");
}

static sem_t inside, go_on;

static void wait_inside(void)
{
	sem_post(&inside);
	sem_wait(&go_on);
}

/* Threads wait in this call of the made-up kernel. */
static void hold_in(void (**call)(void))
{
	sem_init(&inside, 0, 0);
	sem_init(&go_on, 0, 0);
	*call = wait_inside;
}

static void *request_thread(void *handle)
{
	return (void *)(uintptr_t)start_session(handle);
}

SUITE(close_under_way)
{
	HANDLE handle = must_open(DRIVE, GENERIC_READ);
	pthread_t thread;
	void *result;

	hold_in(&fake_in_ioctl);
	pthread_create(&thread, NULL, request_thread, handle);
	sem_wait(&inside);
	ok(CloseHandle(handle), "closing a handle while a request is under way");
	is(fake_open_files(), 1, "leaves the file open for the request");
	ok(!CloseHandle(handle), "the handle is gone at once");
	sem_post(&go_on);
	pthread_join(thread, &result);
	ok(result, "the request succeeds");
	is(fake_open_files(), 0, "and then the file is closed");
}

static void *open_thread(void *unused)
{
	return must_open(DRIVE, GENERIC_READ);
}

/* Two threads that both found no file open it twice: one is dropped. */
SUITE(open_race)
{
	pthread_t threads[2];
	void *handles[2];

	hold_in(&fake_in_open);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, open_thread, NULL);
	for (int i = 0; i < 2; i++)
		sem_wait(&inside);
	is(fake_open_files(), 2, "two threads open one drive at a time");
	for (int i = 0; i < 2; i++)
		sem_post(&go_on);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], &handles[i]);
	is(fake_open_files(), 1, "and share one file in the end");
	is(fd_of(handles[0]), fd_of(handles[1]), "both of them");
	CloseHandle(handles[0]);
	is(fake_open_files(), 1, "which lives as long as either handle");
}

static void *close_thread(void *handle)
{
	CloseHandle(handle);
	return NULL;
}

/* Closing ends sessions, which takes time: no other thread waits for that. */
SUITE(slow_close)
{
	HANDLE slow, other;
	pthread_t thread;

	fake_node("/dev/aacs1", 0x1001, FAKE_RW | FAKE_DEVICE);
	slow = must_open("\\\\.\\CdRom0", GENERIC_READ);
	hold_in(&fake_in_close);
	pthread_create(&thread, NULL, close_thread, slow);
	sem_wait(&inside);
	other = must_open("\\\\.\\CdRom1", GENERIC_READ);
	ok(fd_of(other) >= FAKE_FD,
	   "a drive is opened and used while another one is being closed");
	sem_post(&go_on);
	pthread_join(thread, NULL);
	fake_in_close = NULL;
}
