// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiled, never run: the section ".layout" of the object has a record of 128
 * bytes for each row of layout.def, with its kind, its value in the compiler's
 * own reckoning (as decimal digits), and its name. The section ".bits" has
 * structures with bit-fields, of which each has another value.
 */
#include <windows.h>
#include <winioctl.h>
#include <ntddcdrm.h>
#include <ntddcdvd.h>
#include <ntddscsi.h>
#include <scsi.h>

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

const struct {
	SENSE_DATA sense;
	TRACK_DATA track;
	INQUIRYDATA inquiry;
	UCHAR fill[6];
} bits __attribute__((section(".bits"), used)) = {
	.sense = {
		.ErrorCode = 0x55, .Valid = 1, .SenseKey = 0xA, .Reserved = 0,
		.IncorrectLength = 1, .EndOfMedia = 0, .FileMark = 1,
	},
	.track = { .Control = 0x4, .Adr = 0x1 },
	.inquiry = {
		.DeviceType = 0x5, .DeviceTypeQualifier = 0x3,
		.DeviceTypeModifier = 0x2A, .RemovableMedia = 1, .Versions = 7,
		.ResponseDataFormat = 0x2, .HiSupport = 1, .NormACA = 0,
		.AERC = 1,
	},
};

_Static_assert(sizeof(bits) == 128, "what objcopy needs not fill up");
_Static_assert(sizeof(struct record) == 128, "records of 128 bytes");
/* What does not fit into a row. */
_Static_assert(MAXULONGLONG == 0xFFFFFFFFFFFFFFFFULL, "MAXULONGLONG");
_Static_assert((LONG)STG_E_CSS_KEY_NOT_PRESENT < 0, "STG_E_* are signed");

int is_invalid(HANDLE handle);
int is_invalid(HANDLE handle)
{
	return handle == INVALID_HANDLE_VALUE && handle == (HANDLE)~(ULONG_PTR)0;
}
