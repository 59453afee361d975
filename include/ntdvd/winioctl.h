/* SPDX-License-Identifier: MIT */
/*
 * winioctl.h of libntdvd: the fields of I/O control codes, and the requests to
 * storage devices and volumes that libntdvd carries to /dev/srN.
 */
#ifndef NTDVD_WINIOCTL_H
#define NTDVD_WINIOCTL_H

#include <windef.h>

#define METHOD_BUFFERED		0
#define METHOD_IN_DIRECT	1
#define METHOD_OUT_DIRECT	2
#define METHOD_NEITHER		3

#define FILE_ANY_ACCESS		0
#define FILE_READ_ACCESS	0x0001
#define FILE_WRITE_ACCESS	0x0002

#define FILE_DEVICE_CD_ROM	0x00000002
#define FILE_DEVICE_CONTROLLER	0x00000004
#define FILE_DEVICE_DISK	0x00000007
#define FILE_DEVICE_FILE_SYSTEM	0x00000009
#define FILE_DEVICE_MASS_STORAGE	0x0000002d
#define FILE_DEVICE_DVD		0x00000033

#define CTL_CODE(DeviceType, Function, Method, Access) \
	(((DeviceType) << 16) | ((Access) << 14) | ((Function) << 2) | (Method))

#define DEVICE_TYPE_FROM_CTL_CODE(ctrlCode) \
	(((DWORD)((ctrlCode) & 0xffff0000)) >> 16)
#define METHOD_FROM_CTL_CODE(ctrlCode)	((DWORD)((ctrlCode) & 3))

/* ---- storage devices ---- */

#define IOCTL_STORAGE_BASE	FILE_DEVICE_MASS_STORAGE

/*
 * nothing -> nothing or ULONG: the number of medium changes.
 * ERROR_NOT_READY: no disc. ERROR_MEDIA_CHANGED: another disc.
 */
#define IOCTL_STORAGE_CHECK_VERIFY \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0200, METHOD_BUFFERED, FILE_READ_ACCESS)
#define IOCTL_STORAGE_CHECK_VERIFY2 \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0200, METHOD_BUFFERED, FILE_ANY_ACCESS)
/*
 * PREVENT_MEDIA_REMOVAL -> nothing. The door is unlocked again when the process
 * closes its last handle on the drive.
 */
#define IOCTL_STORAGE_MEDIA_REMOVAL \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0201, METHOD_BUFFERED, FILE_READ_ACCESS)
/* nothing -> nothing; ERROR_BUSY: the door is locked, for example by a mount */
#define IOCTL_STORAGE_EJECT_MEDIA \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0202, METHOD_BUFFERED, FILE_READ_ACCESS)
#define IOCTL_STORAGE_LOAD_MEDIA \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0203, METHOD_BUFFERED, FILE_READ_ACCESS)
#define IOCTL_STORAGE_LOAD_MEDIA2 \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0203, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* nothing -> STORAGE_DEVICE_NUMBER */
#define IOCTL_STORAGE_GET_DEVICE_NUMBER \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0420, METHOD_BUFFERED, FILE_ANY_ACCESS)
/*
 * STORAGE_PROPERTY_QUERY -> STORAGE_DEVICE_DESCRIPTOR or
 * STORAGE_ADAPTER_DESCRIPTOR, as much of it as the buffer holds
 */
#define IOCTL_STORAGE_QUERY_PROPERTY \
	CTL_CODE(IOCTL_STORAGE_BASE, 0x0500, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _PREVENT_MEDIA_REMOVAL {		/* 1 byte */
	BOOLEAN PreventMediaRemoval;
} PREVENT_MEDIA_REMOVAL, *PPREVENT_MEDIA_REMOVAL;

typedef DWORD DEVICE_TYPE;

typedef struct _STORAGE_DEVICE_NUMBER {		/* 12 bytes */
	DEVICE_TYPE DeviceType;			/* FILE_DEVICE_CD_ROM */
	DWORD DeviceNumber;			/* the N of /dev/srN */
	DWORD PartitionNumber;			/* MAXDWORD: none */
} STORAGE_DEVICE_NUMBER, *PSTORAGE_DEVICE_NUMBER;

typedef enum _STORAGE_PROPERTY_ID {
	StorageDeviceProperty = 0,
	StorageAdapterProperty,
} STORAGE_PROPERTY_ID, *PSTORAGE_PROPERTY_ID;

typedef enum _STORAGE_QUERY_TYPE {
	PropertyStandardQuery = 0,
	PropertyExistsQuery,
} STORAGE_QUERY_TYPE, *PSTORAGE_QUERY_TYPE;

typedef enum _STORAGE_BUS_TYPE {
	BusTypeUnknown = 0x00,
	BusTypeScsi = 0x01,
	BusTypeAtapi = 0x02,
	BusTypeAta = 0x03,
	BusType1394 = 0x04,
	BusTypeUsb = 0x07,
	BusTypeiScsi = 0x09,
	BusTypeSas = 0x0A,
	BusTypeSata = 0x0B,
} STORAGE_BUS_TYPE, *PSTORAGE_BUS_TYPE;

typedef struct _STORAGE_PROPERTY_QUERY {	/* 12 bytes */
	STORAGE_PROPERTY_ID PropertyId;
	STORAGE_QUERY_TYPE QueryType;
	BYTE AdditionalParameters[1];
} STORAGE_PROPERTY_QUERY, *PSTORAGE_PROPERTY_QUERY;

typedef struct _STORAGE_DESCRIPTOR_HEADER {	/* 8 bytes */
	DWORD Version;
	DWORD Size;
} STORAGE_DESCRIPTOR_HEADER, *PSTORAGE_DESCRIPTOR_HEADER;

/* 40 bytes, and the INQUIRY data and strings that its offsets point to. */
typedef struct _STORAGE_DEVICE_DESCRIPTOR {
	DWORD Version;
	DWORD Size;
	BYTE DeviceType;
	BYTE DeviceTypeModifier;
	BOOLEAN RemovableMedia;
	BOOLEAN CommandQueueing;
	DWORD VendorIdOffset;
	DWORD ProductIdOffset;
	DWORD ProductRevisionOffset;
	DWORD SerialNumberOffset;		/* 0: none */
	STORAGE_BUS_TYPE BusType;
	DWORD RawPropertiesLength;
	BYTE RawDeviceProperties[1];
} STORAGE_DEVICE_DESCRIPTOR, *PSTORAGE_DEVICE_DESCRIPTOR;

typedef struct _STORAGE_ADAPTER_DESCRIPTOR {	/* 32 bytes */
	DWORD Version;
	DWORD Size;
	DWORD MaximumTransferLength;		/* bytes */
	DWORD MaximumPhysicalPages;
	DWORD AlignmentMask;
	BOOLEAN AdapterUsesPio;
	BOOLEAN AdapterScansDown;
	BOOLEAN CommandQueueing;
	BOOLEAN AcceleratedTransfer;
	BYTE BusType;
	WORD BusMajorVersion;
	WORD BusMinorVersion;
	BYTE SrbType;
	BYTE AddressType;
} STORAGE_ADAPTER_DESCRIPTOR, *PSTORAGE_ADAPTER_DESCRIPTOR;

/* ---- disks ---- */

#define IOCTL_DISK_BASE		FILE_DEVICE_DISK

/* nothing -> DISK_GEOMETRY */
#define IOCTL_DISK_GET_DRIVE_GEOMETRY \
	CTL_CODE(IOCTL_DISK_BASE, 0x0000, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* nothing -> DISK_GEOMETRY_EX */
#define IOCTL_DISK_GET_DRIVE_GEOMETRY_EX \
	CTL_CODE(IOCTL_DISK_BASE, 0x0028, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef enum _MEDIA_TYPE {
	Unknown = 0,
	RemovableMedia = 11,
	FixedMedia = 12,
} MEDIA_TYPE, *PMEDIA_TYPE;

typedef struct _DISK_GEOMETRY {			/* 24 bytes */
	LARGE_INTEGER Cylinders;
	MEDIA_TYPE MediaType;
	DWORD TracksPerCylinder;
	DWORD SectorsPerTrack;
	DWORD BytesPerSector;
} DISK_GEOMETRY, *PDISK_GEOMETRY;

typedef struct _DISK_GEOMETRY_EX {		/* 40 bytes, of which 33 are used */
	DISK_GEOMETRY Geometry;
	LARGE_INTEGER DiskSize;			/* bytes */
	BYTE Data[1];
} DISK_GEOMETRY_EX, *PDISK_GEOMETRY_EX;

/* ---- volumes ---- */

/*
 * nothing -> nothing. No other program can mount or lock the disc until
 * FSCTL_UNLOCK_VOLUME or CloseHandle(). ERROR_ACCESS_DENIED: it is mounted or
 * locked. ERROR_NOT_LOCKED: this handle has not locked it.
 */
#define FSCTL_LOCK_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 6, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_UNLOCK_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 7, METHOD_BUFFERED, FILE_ANY_ACCESS)
/*
 * nothing -> nothing. Unmounts the disc, which Linux allows only to root.
 * ERROR_ACCESS_DENIED: not permitted, or a file on the disc is open.
 */
#define FSCTL_DISMOUNT_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 8, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif /* NTDVD_WINIOCTL_H */
