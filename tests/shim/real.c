// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libntdvd.so on the real system, as far as possible without a drive: /dev/null
 * replaces the drive and supports no request.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

#include "../lib/tap.h"

/* Descriptors on @path; *inheritable counts those that survive exec(). */
static int count_open(const char *path, int *inheritable)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	struct stat want, st;
	int count = 0;

	*inheritable = 0;
	if (!dir || stat(path, &want))
		exit(1);
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (fd <= 2 || fstat(fd, &st) || st.st_dev != want.st_dev ||
		    st.st_ino != want.st_ino)
			continue;
		count++;
		*inheritable += !(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	}
	closedir(dir);
	return count;
}

static HANDLE open_existing(const char *name)
{
	return CreateFileA(name, GENERIC_READ | GENERIC_WRITE,
			   FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			   OPEN_EXISTING, 0, NULL);
}

static void fails(const char *name, DWORD error, const char *what)
{
	ok(open_existing(name) == INVALID_HANDLE_VALUE &&
	   GetLastError() == error, "%s", what);
}

static void test_files(const char *dir)
{
	static const char *const relative[] = { "a file", "./a file" };
	char file[256], fifo[256];
	int inheritable, status;
	HANDLE handle;
	pid_t pid;

	snprintf(file, sizeof(file), "%s/file", dir);
	snprintf(fifo, sizeof(fifo), "%s/fifo", dir);
	close(open(file, O_CREAT | O_WRONLY, 0600));
	if (mkfifo(fifo, 0600))
		exit(1);

	handle = open_existing(file);
	ok(handle != INVALID_HANDLE_VALUE, "a regular file opens");
	is(count_open(file, &inheritable), 1, "by one descriptor");
	is(inheritable, 0, "which does not survive exec()");
	pid = fork();
	if (!pid)
		_exit(count_open(file, &inheritable));
	ok(waitpid(pid, &status, 0) == pid && status == 0,
	   "nor is it left in a child");
	is(count_open(file, &inheritable), 1, "the parent still has it");
	CloseHandle(handle);
	is(count_open(file, &inheritable), 0, "closing the handle closes it");

	ok(!chdir(dir), "a working directory");
	rename("file", "a file");
	for (size_t i = 0; i < ARRAY_SIZE(relative); i++) {
		handle = open_existing(relative[i]);
		ok(handle != INVALID_HANDLE_VALUE, "'%s' from there opens",
		   relative[i]);
		CloseHandle(handle);
	}
	rename("a file", "file");
	ok(!chdir("/"), "and away from it");

	fails(dir, 5, "a directory is refused");
	fails(fifo, 5, "a FIFO is refused, and not waited for");
	fails("/nonexistent/x", 2, "a path that is not there");
	unlink(fifo);
	unlink(file);
}

static void test_device(void)
{
	AACS_BINDING_NONCE nonce;
	HANDLE handle, second;
	int inheritable, before = count_open("/dev/null", &inheritable);
	DWORD got;

	setenv("NTDVD_DRIVES", "D:=/dev/null,E:=/nonexistent,F:=/etc/passwd",
	       1);
	fails("\\\\.\\E:", 2, "no node");
	fails("\\\\.\\F:", 2, "no device");
	handle = open_existing("\\\\.\\D:");
	second = open_existing("\\\\?\\d:");
	ok(handle != INVALID_HANDLE_VALUE && second != INVALID_HANDLE_VALUE,
	   "NTDVD_DRIVES makes a letter");
	is(count_open("/dev/null", &inheritable), before + 1,
	   "two handles, one file");
	ok(!DeviceIoControl(handle, IOCTL_AACS_START_SESSION, NULL, 0, &got,
			    sizeof(got), &got, NULL) && GetLastError() == 1,
	   "a device that knows no request: ERROR_INVALID_FUNCTION");
	ok(!DeviceIoControl(handle, IOCTL_AACS_GENERATE_BINDING_NONCE,
			    (void *)0x1000, sizeof(AACS_READ_BINDING_NONCE),
			    &nonce, sizeof(nonce), &got, NULL) &&
	   GetLastError() == 998, "a bad address: ERROR_NOACCESS, no signal");
	CloseHandle(handle);
	CloseHandle(second);
	is(count_open("/dev/null", &inheritable), before, "all closed");
}

/* An open that fails is explained, unless NTDVD_DEBUG=0. */
static void test_debug(const char *dir)
{
	static const char *const values[] = { "0", "" };
	char path[256], text[1024];
	int saved = dup(2);
	ssize_t len;

	snprintf(path, sizeof(path), "%s/log", dir);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		int fd = open(path, O_CREAT | O_TRUNC | O_RDWR, 0600);

		setenv("NTDVD_DEBUG", values[i], 1);
		dup2(fd, 2);
		open_existing("\\\\.\\E:");
		dup2(saved, 2);
		len = pread(fd, text, sizeof(text) - 1, 0);
		text[len < 0 ? 0 : len] = 0;
		close(fd);
		if (!i)
			is(len, 0, "NTDVD_DEBUG=0: silent");
	}
	ok(!strncmp(text, "ntdvd: /nonexistent: no such node: ", 35),
	   "without it the reason is told");
	unlink(path);
	close(saved);
}

int main(void)
{
	char dir[] = "/tmp/ntdvd-test-XXXXXX";

	alarm(40);
	setenv("NTDVD_DEBUG", "0", 1);
	if (!mkdtemp(dir))
		return 1;
	test_files(dir);
	test_device();
	test_debug(dir);
	rmdir(dir);
	return tap_done();
}
