// SPDX-License-Identifier: GPL-2.0-or-later
/* The requests besides AACS: the commands to the drive, and the program's results. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <ntddcdrm.h>
#include <ntddscsi.h>

#include "suites.h"

#define BYTES(...)	{ __VA_ARGS__ }

/* Each with an input and a drive's answer that make it succeed. */
static const struct {
	const char *name;
	DWORD code;
	uint8_t in[12];
	DWORD in_len;
	uint8_t answer[40];
	size_t answer_len;
	uint8_t cdb[10];
	unsigned int cdb_len;	/* 0: no command */
	uint8_t out[44];
	DWORD out_len;		/* what the program gets */
} rows[] = {
	{ "CHECK_VERIFY", 0x002D4800, .cdb_len = 6,
	  .out = BYTES(7, 0, 0, 0), .out_len = 4 },
	{ "CHECK_VERIFY2", 0x002D0800, .cdb_len = 6,
	  .out = BYTES(7, 0, 0, 0), .out_len = 4 },
	{ "MEDIA_REMOVAL, prevent", 0x002D4804, BYTES(1), 1,
	  .cdb = BYTES(0x1E, 0, 0, 0, 1, 0), .cdb_len = 6 },
	{ "MEDIA_REMOVAL, any other value", 0x002D4804, BYTES(0x80), 1,
	  .cdb = BYTES(0x1E, 0, 0, 0, 1, 0), .cdb_len = 6 },
	{ "MEDIA_REMOVAL, allow", 0x002D4804, BYTES(0), 1,
	  .cdb = BYTES(0x1E, 0, 0, 0, 0, 0), .cdb_len = 6 },
	{ "EJECT_MEDIA", 0x002D4808,
	  .cdb = BYTES(0x1B, 0, 0, 0, 2, 0), .cdb_len = 6 },
	{ "LOAD_MEDIA", 0x002D480C,
	  .cdb = BYTES(0x1B, 0, 0, 0, 3, 0), .cdb_len = 6 },
	{ "LOAD_MEDIA2", 0x002D080C,
	  .cdb = BYTES(0x1B, 0, 0, 0, 3, 0), .cdb_len = 6 },
	{ "GET_DEVICE_NUMBER", 0x002D1080,
	  .out = BYTES(2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF),
	  .out_len = 12 },
	{ "GET_DRIVE_GEOMETRY", 0x00070000,
	  .answer = BYTES(0, 0xB2, 0x77, 0xFF, 0, 0, 8, 0), .answer_len = 8,
	  .cdb = BYTES(0x25), .cdb_len = 10,
	  /* 11696128 sectors are 5711 cylinders of 64 * 32 */
	  .out = BYTES(0x4F, 0x16, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 64, 0, 0, 0,
		       32, 0, 0, 0, 0, 8, 0, 0), .out_len = 24 },
	{ "GET_DRIVE_GEOMETRY_EX", 0x000700A0,
	  .answer = BYTES(0, 0xB2, 0x77, 0xFF, 0, 0, 8, 0), .answer_len = 8,
	  .cdb = BYTES(0x25), .cdb_len = 10,
	  .out = BYTES(0x4F, 0x16, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 64, 0, 0, 0,
		       32, 0, 0, 0, 0, 8, 0, 0,
		       0, 0, 0xC0, 0x93, 0x05, 0, 0, 0), .out_len = 40 },
	{ "READ_TOC", 0x00024000,
	  .answer = BYTES(0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 2, 0,
			  0, 0x14, 0xAA, 0, 0, 9, 8, 7), .answer_len = 20,
	  .cdb = BYTES(0x43, 2, 0, 0, 0, 0, 0, 0x03, 0x24, 0), .cdb_len = 10,
	  .out = BYTES(0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 2, 0,
		       0, 0x14, 0xAA, 0, 0, 9, 8, 7), .out_len = 20 },
	{ "GET_ADDRESS", 0x00041018,
	  .out = BYTES(8, 0, 0, 0, 5, 2, 3, 1), .out_len = 8 },
	{ "GET_CAPABILITIES", 0x00041010,
	  .out = BYTES(24, 0, 0, 0, 0x00, 0xE0, 1, 0, 31, 0, 0, 0),
	  .out_len = 24 },
	{ "QUERY_PROPERTY, does device exist", 0x002D1400,
	  BYTES(0, 0, 0, 0, 1), 12, .answer_len = 36, .answer = BYTES(5),
	  .cdb = BYTES(0x12, 0, 0, 0, 36, 0), .cdb_len = 6 },
	{ "QUERY_PROPERTY, adapter", 0x002D1400,
	  BYTES(1), 12, .answer_len = 36, .answer = BYTES(5),
	  .cdb = BYTES(0x12, 0, 0, 0, 36, 0), .cdb_len = 6,
	  .out = BYTES(32, 0, 0, 0, 32, 0, 0, 0, 0x00, 0xE0, 1, 0, 31, 0, 0, 0,
		       0, 0, 0, 0, 0, 0, 0, 0, 7), .out_len = 32 },
	{ "LOCK_VOLUME", 0x00090018, .cdb_len = 0 },
	{ "UNLOCK_VOLUME", 0x0009001C, .cdb_len = 0 },
	{ "DISMOUNT_VOLUME", 0x00090020, .cdb_len = 0 },
};

static void drive_says(const uint8_t *data, size_t len)
{
	struct fake_scsi answer = { .len = len };

	memcpy(answer.data, data, len);
	fake_scsi_answer(&answer);
}

SUITE(storage)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ | GENERIC_WRITE);
	uint8_t in[12], out[1024];
	DWORD got;

	fake_text("/sys/class/scsi_host/host5/proc_name", "usb-storage");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = rows[i].name;
		unsigned int before = fake_cdbs();
		struct fake_cdb cdb;

		memcpy(in, rows[i].in, sizeof(in));
		memset(out, 0xEE, sizeof(out));
		drive_says(rows[i].answer, rows[i].answer_len);
		is(request(drive, rows[i].code, in, rows[i].in_len, out,
			   sizeof(out), &got), 0, "%s: succeeds", name);
		is(got, rows[i].out_len, "%s: the bytes returned", name);
		ok_bytes(out, rows[i].out, rows[i].out_len, name);
		is(out[rows[i].out_len], 0xEE, "%s: and no byte more", name);
		cdb = fake_last_cdb();
		is(fake_cdbs() - before, rows[i].cdb_len != 0,
		   "%s: one command, if any", name);
		if (!rows[i].cdb_len)
			continue;
		is(cdb.len, rows[i].cdb_len, "%s: the length of its CDB", name);
		ok_bytes(cdb.bytes, rows[i].cdb, rows[i].cdb_len, name);
	}
	is(fake_open_files(), 2, "all by one more file");
	is(fake_flags(fake_last_cdb().fd) & (O_ACCMODE | O_NONBLOCK),
	   O_RDWR | O_NONBLOCK, "which opens without a disc");
	is(fake_ioctls(), 0, "and nothing went to /dev/aacs0");
}

SUITE(storage_refused)
{
	HANDLE nothing = must_open(DRIVE, 0);
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	uint8_t out[64];
	DWORD got;
	const struct {
		const char *what;
		HANDLE handle;
		DWORD code, in_len, out_len, error;
	} wrong[] = {
		{ "EJECT_MEDIA without GENERIC_READ", nothing, 0x002D4808, 0, 0, 5 },
		{ "pass-through without GENERIC_WRITE", drive, 0x0004D014, 56, 56, 5 },
		{ "MEDIA_REMOVAL without input", drive, 0x002D4804, 0, 0, 24 },
		{ "QUERY_PROPERTY with 7 bytes", drive, 0x002D1400, 7, 64, 24 },
		{ "GET_DEVICE_NUMBER, 11 bytes", drive, 0x002D1080, 0, 11, 122 },
		{ "geometry, 23 bytes", drive, 0x00070000, 0, 23, 122 },
		{ "geometry EX, 31 bytes", drive, 0x000700A0, 0, 31, 122 },
		{ "CHECK_VERIFY2, 3 bytes", nothing, 0x002D0800, 0, 3, 122 },
		{ "READ_TOC, 3 bytes", drive, 0x00024000, 0, 3, 122 },
		{ "GET_ADDRESS, 7 bytes", drive, 0x00041018, 0, 7, 122 },
		{ "GET_CAPABILITIES, 23 bytes", drive, 0x00041010, 0, 23, 122 },
		{ "audio (PLAY_AUDIO_MSF)", drive, 0x00024018, 0, 0, 1 },
		{ "raw reads (RAW_READ)", drive, 0x0002403E, 0, 0, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is(request(wrong[i].handle, wrong[i].code, out, wrong[i].in_len,
			   out, wrong[i].out_len, &got), wrong[i].error, "%s",
		   wrong[i].what);
		is(got, 0, "%s: no bytes", wrong[i].what);
	}
	is(request(drive, 0x002D1400, (void *)1, 12, out, 64, &got), 998,
	   "an input that is not in memory");
	is(fake_cdbs(), 1, "no command was sent but CHECK_VERIFY's");
	is(request(drive, 0x002D4800, NULL, 0, (void *)1, 4, &got), 998,
	   "an output that is not in memory");
}

/* Sense data in fixed and in descriptor format, and other failures. */
SUITE(storage_errors)
{
	static const struct {
		const char *what;
		struct fake_scsi answer;
		DWORD error;
	} failing[] = {
#define FIXED(key, code, qualifier) \
	{ .status = 2, .sense_len = 18, \
	  .sense = { 0x70, 0, key, 0, 0, 0, 0, 10, 0, 0, 0, 0, code, qualifier } }
		{ "no disc", FIXED(2, 0x3A, 1), 21 },
		{ "becoming ready", FIXED(2, 4, 1), 21 },
		{ "another disc", FIXED(6, 0x28, 0), 1110 },
		{ "a bad disc", FIXED(3, 0x11, 0), 23 },
		{ "a broken drive", FIXED(4, 0x44, 0), 1117 },
		{ "a foreign disc", FIXED(5, 0x30, 2), 1785 },
		{ "no such sector", FIXED(5, 0x21, 0), 27 },
		{ "the door is locked", FIXED(5, 0x53, 2), 170 },
		{ "no such command", FIXED(5, 0x20, 0), 1 },
		{ "a write-protected disc", FIXED(7, 0x27, 0), 19 },
		{ "a recovered error", FIXED(1, 0x17, 0), 0 },
		{ "no disc, in a descriptor",
		  { .status = 2, .sense_len = 8, .sense = { 0x72, 2, 0x3A } }, 21 },
		{ "short sense data",
		  { .status = 2, .sense_len = 8, .sense = { 0x70, 0, 2 } }, 21 },
		{ "BUSY", { .status = 8 }, 21 },
		{ "RESERVATION CONFLICT", { .status = 0x18 }, 1117 },
		{ "a timeout", { .host_status = 3 }, 121 },
		{ "no such target", { .host_status = 1 }, 2 },
		{ "a host error", { .host_status = 7 }, 1117 },
		{ "the drive is gone", { .err = -ENODEV }, 2 },
		{ "no memory", { .err = -ENOMEM }, 1450 },
	};
	static const struct fake_scsi once = {
		.status = 2, .sense_len = 18, .sense = { 0x70, 0, 6 }, .once = true,
	};
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	uint8_t out[1024];
	DWORD got;

	for (size_t i = 0; i < ARRAY_SIZE(failing); i++) {
		fake_scsi_answer(&failing[i].answer);
		is(request(drive, IOCTL_STORAGE_CHECK_VERIFY, NULL, 0, NULL, 0,
			   &got), failing[i].error, "%s", failing[i].what);
		is(got, 0, "%s: no bytes", failing[i].what);
	}

	fake_scsi_answer(&once);
	is(request(drive, IOCTL_STORAGE_CHECK_VERIFY, NULL, 0, NULL, 0, &got),
	   1110, "CHECK_VERIFY asks for a unit attention");
	fake_scsi_answer(&once);
	is(request(drive, IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0, &got), 0,
	   "a unit attention: the command is sent again");
	fake_scsi_answer(&failing[2].answer);
	is(request(drive, IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0, &got),
	   1110, "and no more than once");

	drive_says((const uint8_t *)"\0\0\0", 3);
	is(request(drive, IOCTL_CDROM_READ_TOC, NULL, 0, out, sizeof(out), &got),
	   1117, "an answer that is too short: ERROR_IO_DEVICE");
	is(request(drive, IOCTL_DISK_GET_DRIVE_GEOMETRY, NULL, 0, out,
		   sizeof(out), &got), 1117, "a capacity that is too short, too");
	/* A length field that promises more than came. */
	drive_says((const uint8_t *)"\xFF\xFF\1\1", 4);
	is(request(drive, IOCTL_CDROM_READ_TOC, NULL, 0, out, sizeof(out), &got),
	   0, "a table of contents that claims too much");
	is(got, 4, "what has come is what the program gets");
}

SUITE(storage_fits)
{
	HANDLE drive = must_open(DRIVE, GENERIC_READ);
	STORAGE_PROPERTY_QUERY query = { .PropertyId = StorageDeviceProperty };
	STORAGE_DESCRIPTOR_HEADER header;
	uint8_t toc[20] = { 0, 18, 1, 1, [19] = 0x5A }, out[256];
	STORAGE_DEVICE_DESCRIPTOR *device = (void *)out;
	DWORD got;

	drive_says(toc, sizeof(toc));
	memset(out, 0xEE, sizeof(out));
	is(request(drive, IOCTL_CDROM_READ_TOC, NULL, 0, out, 12, &got), 234,
	   "a table of contents that does not fit: ERROR_MORE_DATA");
	is(got, 12, "what fits is there");
	ok(!memcmp(out, toc, 12) && out[12] == 0xEE, "and not a byte more");

	drive_says((const uint8_t *)"\x05\x80\0\0\0\0\0\0AACSTESTVIRTUAL BD-RE   1.02", 36);
	is(request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query),
		   &header, sizeof(header), &got), 0,
	   "a descriptor's header only, as programs ask first");
	is(got, sizeof(header), "its length");
	is(header.Version, 40, "its version");
	ok(header.Size > 40 && header.Size < 256, "it tells the length of all");
	is(request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query),
		   out, sizeof(out), &got), 0, "the whole descriptor");
	is(got, header.Size, "has that length");
	is(device->DeviceType, 5, "a CD-ROM device");
	is(device->RemovableMedia, 1, "with removable media");
	ok(!strcmp((char *)out + device->VendorIdOffset, "AACSTEST"), "vendor");
	ok(!strcmp((char *)out + device->ProductIdOffset, "VIRTUAL BD-RE   "),
	   "product");
	ok(!strcmp((char *)out + device->ProductRevisionOffset, "1.02"),
	   "revision");
	is(device->SerialNumberOffset, 0, "no serial number");
	is(device->BusType, BusTypeUnknown, "a bus that Linux does not tell");

	query.PropertyId = 2;
	is(request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query),
		   out, sizeof(out), &got), 1, "another property");
	query.PropertyId = StorageDeviceProperty;
	query.QueryType = 2;
	is(request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query),
		   out, sizeof(out), &got), 1, "another question");
	drive_says(toc, sizeof(toc));
	query.QueryType = PropertyStandardQuery;
	is(request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query),
		   out, sizeof(out), &got), 1117, "INQUIRY data that are short");
}

SUITE(bus_types)
{
	static const struct {
		const char *driver;
		STORAGE_BUS_TYPE type;
	} buses[] = {
		{ "usb-storage", BusTypeUsb }, { "uas", BusTypeUsb },
		{ "ahci", BusTypeSata }, { "ata_piix", BusTypeAtapi },
		{ "pata_via", BusTypeAtapi }, { "sata_nv", BusTypeSata },
		{ "iscsi_tcp", BusTypeiScsi }, { "sbp2", BusType1394 },
		{ "tcm_loopback", BusTypeScsi },
	};
	HANDLE drive = must_open(DRIVE, 0);
	STORAGE_PROPERTY_QUERY query = { .PropertyId = StorageAdapterProperty };
	STORAGE_ADAPTER_DESCRIPTOR adapter;
	DWORD got;

	for (size_t i = 0; i < ARRAY_SIZE(buses); i++) {
		fake_text("/sys/class/scsi_host/host5/proc_name",
			  buses[i].driver);
		request(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query,
			sizeof(query), &adapter, sizeof(adapter), &got);
		is(adapter.BusType, buses[i].type, "the bus of %s",
		   buses[i].driver);
	}
}
