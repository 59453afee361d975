// SPDX-License-Identifier: MIT
/*
 * media-info [D:] - describes a drive and its disc, or all optical drives: from
 * requests to the storage driver, and from the disc's sector 16, which has the
 * volume descriptor of ISO 9660.
 */
#define PROGRAM "media-info"

#include "example.h"

#include <ntddstor.h>
#include <ntddcdrm.h>

#define SECTOR			2048	/* bytes */
#define DESCRIPTOR_SECTOR	16
#define FRAMES_PER_SECOND	75

/* Room for a structure and the strings behind it, aligned for both. */
union answer {
	STORAGE_DEVICE_DESCRIPTOR device;
	STORAGE_ADAPTER_DESCRIPTOR adapter;
	UCHAR bytes[1024];
};

static BOOL query_property(HANDLE drive, const char *name,
			   STORAGE_PROPERTY_ID id, union answer *answer)
{
	STORAGE_PROPERTY_QUERY query;
	DWORD got;

	ZeroMemory(&query, sizeof(query));
	ZeroMemory(answer, sizeof(*answer));
	query.PropertyId = id;
	query.QueryType = PropertyStandardQuery;
	/* One byte less than the buffer has: every string has an end. */
	if (DeviceIoControl(drive, IOCTL_STORAGE_QUERY_PROPERTY, &query,
			    sizeof(query), answer, sizeof(*answer) - 1, &got,
			    NULL))
		return TRUE;
	report_error(name);
	return FALSE;
}

/* Prints one of the descriptor's strings without the spaces at its end. */
static void print_string(const char *name, const union answer *answer,
			 DWORD offset)
{
	const char *text = "";
	size_t len;

	if (offset > 0 && offset < sizeof(*answer))
		text = (const char *)answer->bytes + offset;
	len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	printf("%s: %.*s\n", name, (int)len, text);
}

static BOOL device(HANDLE drive)
{
	union answer answer;

	if (!query_property(drive, "StorageDeviceProperty",
			    StorageDeviceProperty, &answer))
		return FALSE;
	print_string("vendor", &answer, answer.device.VendorIdOffset);
	print_string("product", &answer, answer.device.ProductIdOffset);
	print_string("revision", &answer, answer.device.ProductRevisionOffset);
	printf("removable: %s\n", answer.device.RemovableMedia ? "yes" : "no");
	printf("system: bus type %d\n", (int)answer.device.BusType);
	return TRUE;
}

static BOOL adapter(HANDLE drive)
{
	union answer answer;

	if (!query_property(drive, "StorageAdapterProperty",
			    StorageAdapterProperty, &answer))
		return FALSE;
	printf("system: at most %lu bytes in one transfer\n",
	       (unsigned long)answer.adapter.MaximumTransferLength);
	return TRUE;
}

static BOOL device_number(HANDLE drive)
{
	STORAGE_DEVICE_NUMBER number;

	if (!ask(drive, "IOCTL_STORAGE_GET_DEVICE_NUMBER",
		 IOCTL_STORAGE_GET_DEVICE_NUMBER, &number, sizeof(number),
		 sizeof(number)))
		return FALSE;
	printf("device type: %lu\n", (unsigned long)number.DeviceType);
	printf("system: device number %lu\n",
	       (unsigned long)number.DeviceNumber);
	return TRUE;
}

static BOOL table_of_contents(HANDLE drive)
{
	CDROM_TOC toc;
	int i, tracks;

	ZeroMemory(&toc, sizeof(toc));
	if (!ask(drive, "IOCTL_CDROM_READ_TOC", IOCTL_CDROM_READ_TOC, &toc,
		 sizeof(toc), 4))
		return FALSE;
	/* The lead-out comes after the last track. */
	tracks = toc.LastTrack - toc.FirstTrack + 1;
	for (i = 0; i <= tracks && i < MAXIMUM_NUMBER_TRACKS; i++) {
		const TRACK_DATA *track = &toc.TrackData[i];
		unsigned long frames = (track->Address[1] * 60UL +
			track->Address[2]) * FRAMES_PER_SECOND + track->Address[3];

		printf("track %02x: %s, frame %lu\n", track->TrackNumber,
		       track->Control & AUDIO_DATA_TRACK ? "data" : "audio",
		       frames);
	}
	return TRUE;
}

static BOOL geometry(HANDLE drive)
{
	DISK_GEOMETRY_EX answer;

	if (!ask(drive, "IOCTL_DISK_GET_DRIVE_GEOMETRY_EX",
		 IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, &answer, sizeof(answer),
		 FIELD_OFFSET(DISK_GEOMETRY_EX, Data)))
		return FALSE;
	printf("sector size: %lu\n",
	       (unsigned long)answer.Geometry.BytesPerSector);
	printf("sectors: %lu\n",
	       (unsigned long)(answer.DiskSize.QuadPart / SECTOR));
	return TRUE;
}

static BOOL volume_descriptor(HANDLE drive)
{
	static UCHAR sector[SECTOR];
	LARGE_INTEGER offset;
	DWORD got;
	int len = 32;

	offset.QuadPart = DESCRIPTOR_SECTOR * SECTOR;
	if (!SetFilePointerEx(drive, offset, NULL, FILE_BEGIN) ||
	    !ReadFile(drive, sector, SECTOR, &got, NULL)) {
		report_error("reading sector 16");
		return FALSE;
	}
	if (got != SECTOR || memcmp(sector + 1, "CD001", 5)) {
		printf("volume: no ISO 9660\n");
		return TRUE;
	}
	while (len > 0 && sector[40 + len - 1] == ' ')
		len--;
	printf("volume: %.*s\n", len, (const char *)sector + 40);
	return TRUE;
}

static BOOL media_info(const char *letter)
{
	HANDLE drive = open_drive(letter, GENERIC_READ, 0);
	BOOL ok;

	if (drive == INVALID_HANDLE_VALUE)
		return FALSE;
	printf("drive: %.2s\n", letter);
	ok = device(drive);
	ok &= adapter(drive);
	ok &= device_number(drive);
	if (ask(drive, "IOCTL_STORAGE_CHECK_VERIFY2",
		IOCTL_STORAGE_CHECK_VERIFY2, NULL, 0, 0)) {
		ok &= table_of_contents(drive);
		ok &= geometry(drive);
		ok &= volume_descriptor(drive);
	} else {
		/* An empty drive is not a failure. */
		ok &= GetLastError() == ERROR_NOT_READY;
		printf("disc: none\n");
	}
	CloseHandle(drive);
	return ok;
}

static BOOL all_drives(void)
{
	DWORD letters = GetLogicalDrives();
	char root[] = "A:\\";
	int found = 0;
	BOOL ok = TRUE;

	for (; letters; letters >>= 1, root[0]++) {
		if (!(letters & 1) || GetDriveTypeA(root) != DRIVE_CDROM)
			continue;
		ok &= media_info(root);
		found++;
	}
	if (!found)
		fprintf(stderr, "media-info: there is no optical drive\n");
	return ok && found;
}

int main(int argc, char **argv)
{
	if (argc > 2 || (argc == 2 && !is_drive_letter(argv[1]))) {
		fprintf(stderr, "usage: media-info [D:]\n");
		return 2;
	}
	return (argc == 2 ? media_info(argv[1]) : all_drives()) ? 0 : 1;
}
