// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/fs.h>
#include <scsi/scsi.h>

#include <windows.h>
#include <ntddcdrm.h>
#include <ntddscsi.h>

#include "describe.h"
#include "disk.h"
#include "request.h"
#include "status.h"
#include "sys.h"

/* Windows' made-up geometry of an optical disc. */
#define TRACK_SECTORS	32
#define CYLINDER_TRACKS	64

/* Standard INQUIRY data, SPC-4 6.6.2. */
#define INQUIRY_VENDOR		8
#define INQUIRY_PRODUCT		16
#define INQUIRY_REVISION	32
#define INQUIRY_LEN		36

static uint32_t get_be32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | from[1] << 16 | from[2] << 8 | from[3];
}

static void *start_reply(struct ntdvd_call *call, uint32_t len)
{
	memset(call->reply, 0, len);
	call->reply_len = len;
	return call->reply;
}

static DISK_GEOMETRY_EX geometry(const struct ntdvd_call *call)
{
	uint64_t sectors = (uint64_t)get_be32(call->answer) + 1;
	DISK_GEOMETRY_EX disk;

	memset(&disk, 0, sizeof(disk));
	disk.Geometry.Cylinders.QuadPart =
		(LONGLONG)(sectors / (TRACK_SECTORS * CYLINDER_TRACKS));
	disk.Geometry.MediaType = RemovableMedia;
	disk.Geometry.TracksPerCylinder = CYLINDER_TRACKS;
	disk.Geometry.SectorsPerTrack = TRACK_SECTORS;
	disk.Geometry.BytesPerSector = NTDVD_SECTOR_LEN;
	disk.DiskSize.QuadPart = (LONGLONG)(sectors * NTDVD_SECTOR_LEN);
	return disk;
}

uint32_t ntdvd_describe_geometry(struct ntdvd_call *call)
{
	DISK_GEOMETRY_EX disk = geometry(call);

	if (call->answer_len < 8)
		return ERROR_IO_DEVICE;
	memcpy(start_reply(call, sizeof(disk.Geometry)), &disk.Geometry,
	       sizeof(disk.Geometry));
	return ERROR_SUCCESS;
}

uint32_t ntdvd_describe_geometry_ex(struct ntdvd_call *call)
{
	DISK_GEOMETRY_EX disk = geometry(call);

	if (call->answer_len < 8)
		return ERROR_IO_DEVICE;
	memcpy(start_reply(call, sizeof(disk)), &disk, sizeof(disk));
	return ERROR_SUCCESS;
}

uint32_t ntdvd_describe_toc(struct ntdvd_call *call)
{
	uint32_t len;

	if (call->answer_len < 4)
		return ERROR_IO_DEVICE;
	/* The length field does not count itself. */
	len = 2 + (call->answer[0] << 8 | call->answer[1]);
	if (len > call->answer_len)
		len = call->answer_len;
	memcpy(start_reply(call, len), call->answer, len);
	return ERROR_SUCCESS;
}

/* Linux counts the discs of all drives, and gives each a number. */
uint32_t ntdvd_describe_changes(struct ntdvd_call *call)
{
	uint64_t sequence = 0;
	ULONG changes;

	if (!call->out_len)
		return ERROR_SUCCESS;
	if (call->out_len < sizeof(changes))
		return ERROR_INSUFFICIENT_BUFFER;
	/* Linux 5.15 added this number; with older kernels the count stays 0. */
	ntdvd_sys->ioctl(call->fd, BLKGETDISKSEQ, &sequence);
	changes = (ULONG)sequence;
	memcpy(start_reply(call, sizeof(changes)), &changes, sizeof(changes));
	return ERROR_SUCCESS;
}

static uint32_t max_transfer(int fd)
{
	unsigned short sectors = 0;	/* of 512 bytes */

	if (ntdvd_sys->ioctl(fd, BLKSECTGET, &sectors))
		return 0;
	return sectors * 512u;
}

static BYTE bus_type(int fd)
{
	/* The driver's name begins with this. */
	static const struct {
		const char *driver;
		BYTE type;
	} rows[] = {
		{ "usb-storage", BusTypeUsb },
		{ "uas", BusTypeUsb },
		{ "ahci", BusTypeSata },
		{ "sata_", BusTypeSata },
		{ "ata_", BusTypeAtapi },
		{ "pata_", BusTypeAtapi },
		{ "iscsi", BusTypeiScsi },
		{ "sbp2", BusType1394 },
	};
	char path[64], driver[64];
	int host = -1;
	size_t i;

	if (ntdvd_sys->ioctl(fd, SCSI_IOCTL_GET_BUS_NUMBER, &host))
		return BusTypeUnknown;
	snprintf(path, sizeof(path), "/sys/class/scsi_host/host%d/proc_name", host);
	if (ntdvd_sys->read_text(path, driver, sizeof(driver)))
		return BusTypeUnknown;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strncmp(driver, rows[i].driver, strlen(rows[i].driver)))
			return rows[i].type;
	return BusTypeScsi;
}

/* Copies a field of the INQUIRY data behind the descriptor, with a NUL. */
static DWORD add_field(struct ntdvd_call *call, uint32_t at, uint32_t len)
{
	DWORD offset = call->reply_len;

	memcpy(call->reply + offset, call->answer + at, len);
	call->reply[offset + len] = 0;
	call->reply_len += len + 1;
	return offset;
}

static uint32_t describe_device(struct ntdvd_call *call)
{
	STORAGE_DEVICE_DESCRIPTOR *device;

	if (call->answer_len < INQUIRY_LEN)
		return ERROR_IO_DEVICE;
	device = start_reply(call, sizeof(*device));
	device->Version = sizeof(*device);
	device->DeviceType = call->answer[0] & 0x1F;
	device->RemovableMedia = call->answer[1] >> 7;
	device->BusType = bus_type(call->fd);
	device->VendorIdOffset = add_field(call, INQUIRY_VENDOR,
					   INQUIRY_PRODUCT - INQUIRY_VENDOR);
	device->ProductIdOffset = add_field(call, INQUIRY_PRODUCT,
					    INQUIRY_REVISION - INQUIRY_PRODUCT);
	device->ProductRevisionOffset = add_field(call, INQUIRY_REVISION,
						  INQUIRY_LEN - INQUIRY_REVISION);
	device->Size = call->reply_len;
	return ERROR_SUCCESS;
}

static uint32_t describe_adapter(struct ntdvd_call *call)
{
	STORAGE_ADAPTER_DESCRIPTOR *adapter = start_reply(call, sizeof(*adapter));
	uint32_t len = max_transfer(call->fd);

	adapter->Version = sizeof(*adapter);
	adapter->Size = sizeof(*adapter);
	adapter->MaximumTransferLength = len;
	adapter->MaximumPhysicalPages = len / 4096 + 1;
	adapter->BusType = bus_type(call->fd);
	return ERROR_SUCCESS;
}

uint32_t ntdvd_describe_property(struct ntdvd_call *call)
{
	STORAGE_PROPERTY_QUERY query;

	memcpy(&query, call->in, sizeof(query));
	if ((query.PropertyId != StorageDeviceProperty &&
	     query.PropertyId != StorageAdapterProperty) ||
	    (query.QueryType != PropertyStandardQuery &&
	     query.QueryType != PropertyExistsQuery))
		return ERROR_INVALID_FUNCTION;
	if (query.QueryType == PropertyExistsQuery)
		return ERROR_SUCCESS;
	if (query.PropertyId == StorageDeviceProperty)
		return describe_device(call);
	return describe_adapter(call);
}

uint32_t ntdvd_describe_address(struct ntdvd_call *call)
{
	/* struct scsi_idlun: target, LUN, channel, host, a byte each. */
	struct {
		int address;
		int host_unique_id;
	} linux_address;
	SCSI_ADDRESS *address;
	int err;

	err = ntdvd_sys->ioctl(call->fd, SCSI_IOCTL_GET_IDLUN, &linux_address);
	if (err)
		return ntdvd_ioctl_error(-err);
	address = start_reply(call, sizeof(*address));
	address->Length = sizeof(*address);
	address->PortNumber = (UCHAR)(linux_address.address >> 24);
	address->PathId = (UCHAR)(linux_address.address >> 16);
	address->TargetId = (UCHAR)linux_address.address;
	address->Lun = (UCHAR)(linux_address.address >> 8);
	return ERROR_SUCCESS;
}

uint32_t ntdvd_describe_capabilities(struct ntdvd_call *call)
{
	IO_SCSI_CAPABILITIES *capabilities;

	capabilities = start_reply(call, sizeof(*capabilities));
	capabilities->Length = sizeof(*capabilities);
	capabilities->MaximumTransferLength = max_transfer(call->fd);
	capabilities->MaximumPhysicalPages =
		capabilities->MaximumTransferLength / 4096 + 1;
	return ERROR_SUCCESS;
}

uint32_t ntdvd_describe_number(struct ntdvd_call *call)
{
	STORAGE_DEVICE_NUMBER *number = start_reply(call, sizeof(*number));

	number->DeviceType = FILE_DEVICE_CD_ROM;
	number->DeviceNumber = ntdvd_disk_number(call->drive->object);
	number->PartitionNumber = MAXDWORD;
	return ERROR_SUCCESS;
}
