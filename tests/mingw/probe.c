// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiled, never run: the section ".layout" of the object has a record of 128
 * bytes for each row of layout.def, with its kind, its value in the compiler's
 * own reckoning (as decimal digits), and its name.
 */
#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

#include <stddef.h>

#define DIGIT(value, power)	('0' + (int)((ULONG)(value) / (power) % 10))

struct record {
	char kind[2];	/* S the same everywhere, W depends on the word size */
	char value[10];
	char name[115];
	char newline;
};

#define ROW(kind, name, value) { kind, { \
	DIGIT(value, 1000000000u), DIGIT(value, 100000000u), \
	DIGIT(value, 10000000u), DIGIT(value, 1000000u), \
	DIGIT(value, 100000u), DIGIT(value, 10000u), DIGIT(value, 1000u), \
	DIGIT(value, 100u), DIGIT(value, 10u), DIGIT(value, 1u) \
	}, " " name, '\n' },
#define SAME(name, value)	ROW("S ", name, value)
#define WORD(name, value)	ROW("W ", name, value)

#define SECTION	__attribute__((section(".layout"), used))

const struct record layout[] SECTION = {
#include "layout.def"
};

_Static_assert(sizeof(struct record) == 128, "records of 128 bytes");
/* What does not fit into a row. */
_Static_assert(MAXULONGLONG == 0xFFFFFFFFFFFFFFFFULL, "MAXULONGLONG");
_Static_assert((LONG)STG_E_CSS_KEY_NOT_PRESENT < 0, "STG_E_* are signed");

int is_invalid(HANDLE handle);
int is_invalid(HANDLE handle)
{
	return handle == INVALID_HANDLE_VALUE && handle == (HANDLE)~(ULONG_PTR)0;
}
