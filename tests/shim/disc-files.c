// SPDX-License-Identifier: GPL-2.0-or-later
/* X:\path: a file on the disc that srN has mounted. */
#include <errno.h>

#include "suites.h"

static DWORD error_of(const char *name)
{
	HANDLE handle = open_with(name, GENERIC_READ);

	if (handle == INVALID_HANDLE_VALUE)
		return GetLastError();
	CloseHandle(handle);
	return 0;
}

SUITE(disc_files)
{
	static const char *const found[] = {
		"D:\\AACS\\MKBROM.AACS", "d:/AACS/MKBROM.AACS",
		"D:\\aacs\\mkbrom.aacs", "D:AACS\\MKBROM.AACS",
		"\\\\?\\D:\\AACS\\MKBROM.AACS", "D:\\\\AACS\\\\.\\MKBROM.AACS",
		"D:\\..\\..\\AACS\\..\\AACS\\MKBROM.AACS",
	};

	/* The disc of sr0; aacs4096 would be on another one. */
	fake_node("/dev/aacs0", 0, FAKE_RW | FAKE_DEVICE);
	fake_node("/media/my disc", 0, FAKE_R | FAKE_DIRECTORY);
	fake_node("/media/my disc/AACS", 0, FAKE_R | FAKE_DIRECTORY);
	fake_node("/media/my disc/AACS/MKBROM.AACS", 0, FAKE_R | FAKE_REGULAR);
	fake_node("/AACS/MKBROM.AACS", 0, 0);

	is(error_of("D:\\AACS\\MKBROM.AACS"), 21, "a disc that is not mounted");
	fake_mount(1, "/media/my disc", 0);
	is(error_of("D:\\AACS\\MKBROM.AACS"), 21, "the disc of another drive");
	fake_mount(0, "/media/my disc", 0);
	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		is(error_of(found[i]), 0, "'%s'", found[i]);
	is(error_of("D:\\AACS\\none"), 2, "no such file");
	is(error_of("D:\\AACS"), 5, "a directory");
	is(error_of("E:\\AACS\\MKBROM.AACS"), 3, "no such drive");
	fake_open_fails("/dev/aacs0", -ENOENT);
	ok(CreateFileA("D:\\AACS\\MKBROM.AACS", GENERIC_READ, 0, NULL, CREATE_NEW,
		       0, NULL) == INVALID_HANDLE_VALUE && GetLastError() == 50,
	   "a file is not created");
}

SUITE(long_names)
{
	char name[5000] = "D:\\";
	size_t i;

	fake_node("/dev/aacs0", 0, FAKE_RW | FAKE_DEVICE);
	fake_mount(0, "/media/disc", 0);
	for (i = 3; i < 3 + 256; i++)
		name[i] = 'a';
	is(error_of(name), 206, "a component of 256 bytes");
	for (i = 3; i < 4999; i++)
		name[i] = i % 100 ? 'a' : '\\';
	is(error_of(name), 206, "a path of 5000 bytes");
}
