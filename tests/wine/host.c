// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.exe DRIVE DIR: a Windows program for Wine with fake-node.so. DRIVE is the fake
 * drive (\\.\D:), DIR is $FAKE_NODE_DIR as Windows names it. Prints TAP.
 *
 * host.exe DRIVE child HANDLE: uses the HANDLE that it has inherited.
 * host.exe DRIVE statuses: reads lines `NTSTATUS WIN32` (hexadecimal, decimal) and makes
 * the drive answer so.
 *
 * host.exe DRIVE start: one START_SESSION; the exit status is the error. With `loop` in
 * its place it begins again and again, and says when.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

#define PASS_THROUGH_DIRECT	CTL_CODE(4, 0x405, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

enum about { DESCRIPTORS = 1, MEMORY, PROCESS };

#define NO_SUCH_DEVICE	433	/* winerror.h; MinGW's has it under no name */
#define REQUESTS	10000

struct nonce {
	ULONG session, sectors;
	ULONGLONG start;
	HANDLE file;
};

/* SCSI_PASS_THROUGH_DIRECT */
struct pass_through {
	USHORT length;
	UCHAR status, path, target, lun, cdb_len, sense_len, data_in;
	ULONG len, timeout;
	void *data;
	ULONG sense;
	UCHAR cdb[16];
};

static const char *name, *dir;
static int checks, failures;

void check(BOOL good, const char *what)
{
	checks++;
	failures += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", checks, what);
	if (!good)
		printf("#   last error %lu\n", GetLastError());
	fflush(stdout);
}

HANDLE open_drive(DWORD access, DWORD flags)
{
	HANDLE handle = CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
				    OPEN_EXISTING, flags, NULL);

	if (handle == INVALID_HANDLE_VALUE) {
		printf("Bail out! %s: %lu\n", name, GetLastError());
		exit(1);
	}
	return handle;
}

DWORD request(HANDLE handle, DWORD code, void *in, DWORD in_len, void *out,
		     DWORD out_len)
{
	DWORD n = 0;

	if (!DeviceIoControl(handle, code, in, in_len, out, out_len, &n, NULL))
		return GetLastError();
	return n == out_len ? 0 : ~0U;
}

DWORD start(HANDLE handle)
{
	DWORD agid;

	return request(handle, START, NULL, 0, &agid, sizeof(agid));
}

static DWORD about(HANDLE handle, DWORD what)
{
	DWORD value = 0;

	request(handle, SIZE, &what, sizeof(what), &value, sizeof(value));
	return value;
}

static void set(const char *file, BOOL on)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	if (on)
		CloseHandle(CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
					NULL));
	else
		DeleteFileA(path);
}

static void all_requests(HANDLE handle)
{
	static const struct {
		DWORD function, in, out;
	} codes[] = {
		{ 0x430, 4, 4 }, { 0x431, 4, 32768 }, { 0x432, 0, 4 }, { 0x433, 4, 0 },
		{ 0x434, 116, 0 }, { 0x435, 4, 112 }, { 0x436, 4, 80 }, { 0x437, 84, 0 },
		{ 0x438, 4, 32 }, { 0x439, 4, 32 }, { 0x43A, 4, 32 }, { 0x43B, 24, 32 },
		{ 0x43C, 24, 32 },
	};
	static unsigned char in[120], out[32768];
	char what[64];

	for (unsigned int i = 0; i < ARRAYSIZE(codes); i++) {
		DWORD code = CODE(codes[i].function, FILE_READ_ACCESS |
				  (codes[i].function == 0x43C ? FILE_WRITE_ACCESS : 0));
		DWORD error = request(handle, code, in, codes[i].in, out, codes[i].out);
		unsigned char want = codes[i].function == 0x430 ? 0 : code & 0xff;

		snprintf(what, sizeof(what), "%08lX arrives and is answered", code);
		check(!error && (!codes[i].out || out[0] == want), what);
	}
}

static void bad_pointers(HANDLE handle)
{
	void *bad = (void *)(ULONG_PTR)0x10000000;
	struct nonce nonce = { 0 };
	DWORD value = 0;

	check(request(handle, END, bad, 4, NULL, 0) == ERROR_NOACCESS, "a bad input pointer");
	check(request(handle, START, NULL, 0, bad, 4) == ERROR_NOACCESS,
	      "a bad output pointer");
	check(request(handle, READ_NONCE, bad, 24, &nonce, sizeof(nonce)) ==
	      ERROR_NOACCESS, "a bad pointer to a binding nonce's extent");
	check(request(handle, END, NULL, 4, NULL, 0) == ERROR_NOACCESS,
	      "a null pointer with a length");
	check(!request(handle, END, &value, 4, NULL, 0), "and a good one");
}

/* They go to the module as they are, and its answers come back. */
static void wrong_lengths(HANDLE handle)
{
	struct nonce nonce = { 0 };
	DWORD value = 0;

	check(request(handle, END, &value, 3, NULL, 0) == ERROR_INVALID_PARAMETER,
	      "an input that is too short");
	check(request(handle, END, NULL, 0, NULL, 0) == ERROR_INVALID_PARAMETER,
	      "no input");
	check(request(handle, START, NULL, 0, &value, 3) == ERROR_INSUFFICIENT_BUFFER,
	      "an output buffer that is too small");
	check(request(handle, READ_NONCE, &nonce, 200, &nonce, sizeof(nonce)) ==
	      ERROR_INVALID_USER_BUFFER, "an input that is too long");
}

static void rights(void)
{
	HANDLE reader = open_drive(GENERIC_READ, 0), none = open_drive(0, 0);
	struct nonce nonce = { 0 };
	char out[32];

	check(!start(reader), "a handle for reading may START_SESSION");
	check(request(reader, GENERATE, &nonce, sizeof(nonce), out, sizeof(out)) ==
	      ERROR_ACCESS_DENIED, "but not GENERATE_BINDING_NONCE");
	check(start(none) == ERROR_ACCESS_DENIED, "a handle without rights may do nothing");
	CloseHandle(reader);
	CloseHandle(none);
}

static void files(HANDLE handle)
{
	struct nonce nonce = { 0, ~0U, ~0ULL, NULL };
	BY_HANDLE_FILE_INFORMATION info;
	ULONGLONG out[4];
	char path[300];
	HANDLE file;

	snprintf(path, sizeof(path), "%s/file", dir);
	file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
			   NULL);
	GetFileInformationByHandle(file, &info);
	nonce.file = file;
	check(!request(handle, READ_NONCE, &nonce, sizeof(nonce), out, sizeof(out)) &&
	      out[0] == ((ULONGLONG)info.nFileIndexHigh << 32 | info.nFileIndexLow),
	      "READ_BINDING_NONCE with the HANDLE of a file");
	out[0] = 0;
	check(!request(handle, GENERATE, &nonce, sizeof(nonce), out, sizeof(out)) &&
	      out[0] == ((ULONGLONG)info.nFileIndexHigh << 32 | info.nFileIndexLow),
	      "GENERATE_BINDING_NONCE with the HANDLE of a file");
	CloseHandle(file);
	check(request(handle, READ_NONCE, &nonce, sizeof(nonce), out, sizeof(out)) ==
	      ERROR_INVALID_HANDLE, "with a HANDLE that is closed");
	nonce.file = CreateFileA(path, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
	check(request(handle, READ_NONCE, &nonce, sizeof(nonce), out, sizeof(out)) ==
	      ERROR_ACCESS_DENIED, "with a HANDLE for writing only");
	CloseHandle(nonce.file);
	nonce.start = 16;
	nonce.sectors = 1;
	check(!request(handle, READ_NONCE, &nonce, sizeof(nonce), out, sizeof(out)),
	      "the HANDLE does not count beside an extent");
	DeleteFileA(path);
}

static DWORD WINAPI thread(void *arg)
{
	HANDLE handle = open_drive(GENERIC_READ | GENERIC_WRITE, 0);
	DWORD errors = 0;

	for (int i = 0; i < 200; i++)
		errors += start(handle) != 0;
	CloseHandle(handle);
	return errors;
}

static void threads(void)
{
	HANDLE handles[8];
	DWORD errors = 0, code;

	for (int i = 0; i < 8; i++)
		handles[i] = CreateThread(NULL, 0, thread, NULL, 0, NULL);
	WaitForMultipleObjects(8, handles, TRUE, INFINITE);
	for (int i = 0; i < 8; i++) {
		GetExitCodeThread(handles[i], &code);
		errors += code;
		CloseHandle(handles[i]);
	}
	check(!errors, "eight threads, each with a handle of its own");
}

static void child(HANDLE handle)
{
	STARTUPINFOA startup = { .cb = sizeof(startup) };
	PROCESS_INFORMATION process;
	char line[400], exe[300];
	DWORD code = 0;

	SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
	GetModuleFileNameA(NULL, exe, sizeof(exe));
	snprintf(line, sizeof(line), "\"%s\" %s child %lu", exe, name,
		 (unsigned long)(ULONG_PTR)handle);
	if (CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
		WaitForSingleObject(process.hProcess, INFINITE);
		GetExitCodeProcess(process.hProcess, &code);
	}
	check(code && code != about(handle, PROCESS),
	      "a child uses the HANDLE that it has inherited");
}

static void unplug(HANDLE handle)
{
	DWORD before;

	start(handle);
	before = about(handle, DESCRIPTORS);
	set("gone", TRUE);
	/* libntdvd says ERROR_FILE_NOT_FOUND; Wine maps the same NTSTATUS so. */
	check(start(handle) == NO_SUCH_DEVICE, "the drive is unplugged");
	set("gone", FALSE);
	check(!start(handle) && about(handle, DESCRIPTORS) == before, "and comes back");
}

static void pass_through(HANDLE handle)
{
	struct pass_through p = {
		.length = sizeof(p), .cdb_len = 12, .data_in = 1, .timeout = 5,
		.cdb = { 0xA4, [7] = 0x02 },
	};

	check(request(handle, PASS_THROUGH_DIRECT, &p, sizeof(p), &p, sizeof(p)) ==
	      ERROR_INVALID_FUNCTION, "a pass-through of REPORT KEY is refused");
	p.cdb[7] = 0;
	check(request(handle, PASS_THROUGH_DIRECT, &p, sizeof(p), &p, sizeof(p)) !=
	      ERROR_INVALID_FUNCTION, "one of another key class goes to Wine");
}

static void other_files(void)
{
	HANDLE handle;

	name = "\\\\.\\E:";
	handle = open_drive(GENERIC_READ, 0);
	check(start(handle) == ERROR_NOT_SUPPORTED, "what is no drive of sr gets Wine's answer");
	CloseHandle(handle);
	check(start(handle) == ERROR_INVALID_HANDLE, "a HANDLE that is closed");
}

/* Repeats a request and prints the time that one takes; returns how many failed. */
static DWORD repeat(HANDLE handle, DWORD code, const char *what)
{
	DWORD agid, errors = 0;
	LARGE_INTEGER from, to, second;

	QueryPerformanceCounter(&from);
	for (int i = 0; i < REQUESTS; i++)
		errors += request(handle, code, NULL, 0, &agid, sizeof(agid)) != 0;
	QueryPerformanceCounter(&to);
	QueryPerformanceFrequency(&second);
	printf("# %.1f us %s\n", (double)(to.QuadPart - from.QuadPart) * 1000000 /
	       (double)second.QuadPart / REQUESTS, what);
	return errors;
}

/* The figures go to the reader; only the growth is checked. */
static void many(HANDLE handle)
{
	DWORD descriptors, memory, errors;

	for (int i = 0; i < 100; i++)
		start(handle);
	descriptors = about(handle, DESCRIPTORS);
	memory = about(handle, MEMORY);
	errors = repeat(handle, START, "a request to the fake node");
	repeat(handle, CODE(0x4FF, FILE_READ_ACCESS), "one that Wine refuses");
	check(!errors && about(handle, DESCRIPTORS) == descriptors,
	      "10,000 requests keep no descriptor");
	check(about(handle, MEMORY) <= memory + 4, "nor memory");
}

static int statuses(HANDLE handle)
{
	unsigned long status, error;
	DWORD value, got;
	char what[64];

	while (scanf("%lx %lu", &status, &error) == 2) {
		value = status;
		got = request(handle, END, &value, sizeof(value), NULL, 0);
		if (got != error)
			printf("# %lu\n", got);
		snprintf(what, sizeof(what), "NTSTATUS %08lX is error %lu", status, error);
		check(got == error, what);
	}
	printf("1..%d\n", checks);
	return failures || !checks;
}

int main(int argc, char **argv)
{
	HANDLE handle;

	if (argc < 3)
		return 2;
	name = argv[1];
	dir = argv[2];
	if (argc == 4 && !strcmp(dir, "child"))
		return (int)about((HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 10), PROCESS);
	handle = open_drive(GENERIC_READ | GENERIC_WRITE, 0);
	if (!strcmp(dir, "statuses"))
		return statuses(handle);
	if (!strcmp(dir, "start"))
		return (int)start(handle);
	if (!strcmp(dir, "loop")) {
		printf("begins\n");
		fflush(stdout);
		while (!start(handle))
			;
		return 0;
	}

	all_requests(handle);
	bad_pointers(handle);
	wrong_lengths(handle);
	rights();
	files(handle);
	threads();
	completion(handle);
	child(handle);
	unplug(handle);
	pass_through(handle);
	many(handle);
	other_files();
	printf("1..%d\n", checks);
	return failures != 0;
}
