// SPDX-License-Identifier: GPL-2.0-or-later
/* SCSI pass-through. The structure has 44 bytes in a 32-bit program, else 56. */
#include <errno.h>
#include <string.h>

#include <ntddscsi.h>

#include "suites.h"

#define FROM	SCSI_IOCTL_DATA_IN
#define TO	SCSI_IOCTL_DATA_OUT
#define NONE	SCSI_IOCTL_DATA_UNSPECIFIED

/* The structure, and behind it sense data and data. */
struct buffered {
	SCSI_PASS_THROUGH head;
	UCHAR sense[32];
	UCHAR data[64];
};

struct direct {
	SCSI_PASS_THROUGH_DIRECT head;
	UCHAR sense[32];
};

static struct buffered buffered(UCHAR data_in, ULONG len)
{
	return (struct buffered) {
		.head = {
			.Length = sizeof(SCSI_PASS_THROUGH),
			.CdbLength = 6,
			.SenseInfoLength = 32,
			.DataIn = data_in,
			.DataTransferLength = len,
			.TimeOutValue = 5,
			.DataBufferOffset = offsetof(struct buffered, data),
			.SenseInfoOffset = offsetof(struct buffered, sense),
			.Cdb = { 0x12, 0, 0, 0, 64, 0 },
		},
	};
}

static DWORD send(HANDLE drive, void *in, DWORD in_len, DWORD out_len, DWORD *got)
{
	return request(drive, IOCTL_SCSI_PASS_THROUGH, in, in_len, in, out_len,
		       got);
}

SUITE(pass_through)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	struct buffered b = buffered(FROM, 64);
	struct fake_cdb cdb;
	DWORD got;

	is(sizeof(SCSI_PASS_THROUGH), sizeof(void *) == 8 ? 56 : 44,
	   "the structure's size");
	fake_scsi_answer(&(struct fake_scsi) { .data = "0123456789", .len = 10 });
	is(send(drive, &b, sizeof(b), sizeof(b), &got), 0, "data from the drive");
	ok(!memcmp(b.data, "0123456789", 11), "are in the buffer");
	is(b.head.DataTransferLength, 10, "their length");
	is(got, offsetof(struct buffered, data) + 10, "the bytes returned");
	is(b.head.ScsiStatus, 0, "GOOD");
	is(b.head.SenseInfoLength, 0, "no sense data");
	is(b.head.DataBufferOffset, offsetof(struct buffered, data),
	   "the offset is as it was");
	cdb = fake_last_cdb();
	is(cdb.len, 6, "CdbLength");
	ok_bytes(cdb.bytes, "\x12\0\0\0\x40", 6, "the CDB");
	is(cdb.data_len, 64, "DataTransferLength");
	is(cdb.timeout, 5000, "TimeOutValue, in milliseconds");

	fake_scsi_answer(&(struct fake_scsi) {
		.status = 2, .sense = { 0x70, 0, 5, [12] = 0x24 }, .sense_len = 18,
	});
	b = buffered(TO, 8);
	memcpy(b.data, "to drive", 8);
	is(send(drive, &b, sizeof(b), sizeof(b), &got), 0,
	   "a drive that refuses has answered");
	is(b.head.ScsiStatus, 2, "CHECK CONDITION");
	is(b.head.SenseInfoLength, 18, "the length of the sense data");
	is(b.sense[12], 0x24, "the sense data");
	is(got, offsetof(struct buffered, sense) + 18, "the bytes returned");
	ok_bytes(fake_last_cdb().data, "to drive", 8, "data to the drive");

	b = buffered(NONE, 64);
	b.head.SenseInfoLength = 4;
	b.head.TimeOutValue = 0xFFFFFFFF;
	is(send(drive, &b, sizeof(b), sizeof(b), &got), 0, "no data");
	is(fake_last_cdb().data_len, 0, "none are sent");
	is(b.head.SenseInfoLength, 4, "sense data are cut");
	is(b.sense[12], 0, "where the program says");
	is(fake_last_cdb().timeout, 0xFFFFFFFF, "the longest timeout there is");

	fake_scsi_answer(&(struct fake_scsi) { .host_status = 3 });
	is(send(drive, &b, sizeof(b), sizeof(b), &got), 121, "a silent drive");
	is(got, 0, "which returns nothing");
}

SUITE(pass_through_direct)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	char data[16] = "";
	struct direct d = {
		.head = {
			.Length = sizeof(SCSI_PASS_THROUGH_DIRECT),
			.CdbLength = 10, .DataIn = FROM, .DataTransferLength = 16,
			.DataBuffer = data, .Cdb = { 0x46 },
			.SenseInfoLength = 32,
			.SenseInfoOffset = offsetof(struct direct, sense),
		},
	};
	DWORD got;

	fake_scsi_answer(&(struct fake_scsi) { .data = "direct", .len = 6 });
	is(request(drive, IOCTL_SCSI_PASS_THROUGH_DIRECT, &d, sizeof(d), &d,
		   sizeof(d), &got), 0, "data at a pointer");
	ok(!strcmp(data, "direct"), "are there");
	is(d.head.DataTransferLength, 6, "their length");
	is(got, sizeof(d.head), "the bytes returned: the structure");
	ok(d.head.DataBuffer == data, "the pointer is as it was");
	fake_scsi_answer(&(struct fake_scsi) { .err = -EFAULT });
	is(request(drive, IOCTL_SCSI_PASS_THROUGH_DIRECT, &d, sizeof(d), &d,
		   sizeof(d), &got), 998, "a bad pointer");
	d.head.CdbLength = 17;
	is(request(drive, IOCTL_SCSI_PASS_THROUGH_DIRECT, &d, sizeof(d), &d,
		   sizeof(d), &got), 87, "CdbLength 17");
}

SUITE(pass_through_refused)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	struct buffered b;
	DWORD got;
#define HEAD	((DWORD)sizeof(b.head))
#define ALL	((DWORD)sizeof(b))
	const struct {
		const char *what;
		size_t at;	/* of a member, which gets @value */
		size_t size;
		ULONG value;
		UCHAR data_in;
		DWORD in_len, out_len, error;
	} wrong[] = {
#define MEMBER(name)	offsetof(SCSI_PASS_THROUGH, name), \
			sizeof(b.head.name)
		{ "Length 0", MEMBER(Length), 0, FROM, ALL, ALL, 1306 },
		{ "Length too large", MEMBER(Length), HEAD + 1, FROM, ALL, ALL, 1306 },
		{ "CdbLength 0", MEMBER(CdbLength), 0, FROM, ALL, ALL, 87 },
		{ "CdbLength 17", MEMBER(CdbLength), 17, FROM, ALL, ALL, 87 },
		{ "DataIn 3", MEMBER(DataIn), 3, FROM, ALL, ALL, 87 },
		{ "a short input", MEMBER(CdbLength), 6, FROM, HEAD - 1, ALL, 87 },
		{ "a short output", MEMBER(CdbLength), 6, FROM, ALL, HEAD - 1, 87 },
		{ "data in the structure", MEMBER(DataBufferOffset), HEAD - 1, FROM, ALL, ALL, 87 },
		{ "data a byte too late", MEMBER(DataBufferOffset), ALL - 63, FROM, ALL, ALL, 87 },
		{ "data far outside", MEMBER(DataBufferOffset), 0xFFFFFFFF, FROM, ALL, ALL, 87 },
		{ "data over the output", MEMBER(CdbLength), 6, FROM, ALL, ALL - 1, 87 },
		{ "data over the input", MEMBER(CdbLength), 6, TO, ALL - 1, ALL, 87 },
		{ "the longest data", MEMBER(DataTransferLength), 0xFFFFFFFF, FROM, ALL, ALL, 87 },
		{ "sense data in the structure", MEMBER(SenseInfoOffset), HEAD - 1, FROM, ALL, ALL, 87 },
		{ "sense data a byte too late", MEMBER(SenseInfoOffset), ALL - 31, FROM, ALL, ALL, 87 },
		{ "sense data far outside", MEMBER(SenseInfoOffset), 0xFFFFFFFF, FROM, ALL, ALL, 87 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		ULONG_PTR value = wrong[i].value;

		b = buffered(wrong[i].data_in, 64);
		/* Little-endian, like the machines that this runs on. */
		memcpy((char *)&b + wrong[i].at, &value, wrong[i].size);
		is(send(drive, &b, wrong[i].in_len, wrong[i].out_len, &got),
		   wrong[i].error, "%s", wrong[i].what);
		is(got, 0, "%s: no bytes", wrong[i].what);
	}
	is(send(drive, (void *)1, ALL, ALL, &got), 998, "no memory");
	b = buffered(NONE, 0);
	b.head.SenseInfoLength = 0;
	is(send(drive, &b, HEAD, HEAD, &got), 0, "the structure alone");
	is(send(drive, &b, HEAD, HEAD - 1, &got), 87, "an output without room for it");
	is(fake_cdbs(), 1, "which sends nothing");

	for (int op = 0xA3; op <= 0xA4; op++) {
		unsigned int before = fake_cdbs();

		b = buffered(FROM, 8);
		b.head.CdbLength = 12;
		b.head.Cdb[0] = (UCHAR)op;
		b.head.Cdb[7] = 2;
		is(send(drive, &b, ALL, ALL, &got), 1,
		   "%02Xh of key class 02h (AACS) is refused", op);
		is(fake_cdbs() - before, 0, "nothing is sent");
		b.head.Cdb[7] = 0;
		is(send(drive, &b, ALL, ALL, &got), 0,
		   "%02Xh of key class 00h is not", op);
	}
}
