/* SPDX-License-Identifier: MIT */
/*
 * ntddscsi.h of libntdvd: SCSI pass-through, by Linux' SG_IO on /dev/srN.
 *
 * IOCTL_SCSI_PASS_THROUGH has its data and sense data in the buffers of
 * DeviceIoControl(), at the offsets that the structure gives. With _DIRECT,
 * DataBuffer points to the data, and the sense data are at an offset. Both
 * buffers may be the same.
 *
 * DeviceIoControl() is TRUE if the drive has answered, even with CHECK
 * CONDITION: look at ScsiStatus and at the sense data. ERROR_INVALID_PARAMETER:
 * CdbLength is 0 or over 16, DataIn is not SCSI_IOCTL_DATA_*, or an offset or
 * length goes beyond the buffers; ERROR_REVISION_MISMATCH: Length is not the
 * size of the structure; ERROR_INVALID_FUNCTION: REPORT KEY or SEND KEY of key
 * class 02h (AACS): use IOCTL_AACS_* for these. After such an error nothing has
 * been sent.
 */
#ifndef NTDVD_NTDDSCSI_H
#define NTDVD_NTDDSCSI_H

#include <winioctl.h>

#define IOCTL_SCSI_BASE		FILE_DEVICE_CONTROLLER

/* SCSI_PASS_THROUGH and data -> the same */
#define IOCTL_SCSI_PASS_THROUGH \
	CTL_CODE(IOCTL_SCSI_BASE, 0x0401, METHOD_BUFFERED, \
		 FILE_READ_ACCESS | FILE_WRITE_ACCESS)
/* nothing -> IO_SCSI_CAPABILITIES */
#define IOCTL_SCSI_GET_CAPABILITIES \
	CTL_CODE(IOCTL_SCSI_BASE, 0x0404, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* SCSI_PASS_THROUGH_DIRECT -> the same */
#define IOCTL_SCSI_PASS_THROUGH_DIRECT \
	CTL_CODE(IOCTL_SCSI_BASE, 0x0405, METHOD_BUFFERED, \
		 FILE_READ_ACCESS | FILE_WRITE_ACCESS)
/* nothing -> SCSI_ADDRESS */
#define IOCTL_SCSI_GET_ADDRESS \
	CTL_CODE(IOCTL_SCSI_BASE, 0x0406, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* DataIn */
#define SCSI_IOCTL_DATA_OUT		0
#define SCSI_IOCTL_DATA_IN		1
#define SCSI_IOCTL_DATA_UNSPECIFIED	2	/* no data */

typedef struct _SCSI_PASS_THROUGH {		/* 56 bytes; 44 with 32 bits */
	USHORT Length;
	UCHAR ScsiStatus;
	UCHAR PathId;				/* ignored, like the next two */
	UCHAR TargetId;
	UCHAR Lun;
	UCHAR CdbLength;
	UCHAR SenseInfoLength;
	UCHAR DataIn;
	ULONG DataTransferLength;		/* bytes */
	ULONG TimeOutValue;			/* seconds; 0: Linux' default */
	ULONG_PTR DataBufferOffset;
	ULONG SenseInfoOffset;
	UCHAR Cdb[16];
} SCSI_PASS_THROUGH, *PSCSI_PASS_THROUGH;

typedef struct _SCSI_PASS_THROUGH_DIRECT {	/* 56 bytes; 44 with 32 bits */
	USHORT Length;
	UCHAR ScsiStatus;
	UCHAR PathId;
	UCHAR TargetId;
	UCHAR Lun;
	UCHAR CdbLength;
	UCHAR SenseInfoLength;
	UCHAR DataIn;
	ULONG DataTransferLength;
	ULONG TimeOutValue;
	PVOID DataBuffer;
	ULONG SenseInfoOffset;
	UCHAR Cdb[16];
} SCSI_PASS_THROUGH_DIRECT, *PSCSI_PASS_THROUGH_DIRECT;

typedef struct _IO_SCSI_CAPABILITIES {		/* 24 bytes */
	ULONG Length;
	ULONG MaximumTransferLength;		/* bytes */
	ULONG MaximumPhysicalPages;
	ULONG SupportedAsynchronousEvents;
	ULONG AlignmentMask;
	BOOLEAN TaggedQueuing;
	BOOLEAN AdapterScansDown;
	BOOLEAN AdapterUsesPio;
} IO_SCSI_CAPABILITIES, *PIO_SCSI_CAPABILITIES;

typedef struct _SCSI_ADDRESS {			/* 8 bytes */
	ULONG Length;
	UCHAR PortNumber;			/* Linux' host number */
	UCHAR PathId;				/* channel */
	UCHAR TargetId;
	UCHAR Lun;
} SCSI_ADDRESS, *PSCSI_ADDRESS;

#endif /* NTDVD_NTDDSCSI_H */
