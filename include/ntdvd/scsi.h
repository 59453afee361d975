/* SPDX-License-Identifier: MIT */
/*
 * scsi.h of libntdvd: operation codes, statuses and sense data of SCSI-3 and MMC
 * by their names in the Windows Driver Kit, as far as programs for optical drives
 * use them. For Linux' <scsi/scsi.h> see glibc.
 */
#ifndef NTDVD_SCSI_H
#define NTDVD_SCSI_H

#include <ntddscsi.h>

#define SCSIOP_TEST_UNIT_READY		0x00
#define SCSIOP_REQUEST_SENSE		0x03
#define SCSIOP_INQUIRY			0x12
#define SCSIOP_MODE_SELECT		0x15
#define SCSIOP_MODE_SENSE		0x1A
#define SCSIOP_START_STOP_UNIT		0x1B
#define SCSIOP_LOAD_UNLOAD		0x1B
#define SCSIOP_MEDIUM_REMOVAL		0x1E
#define SCSIOP_READ_CAPACITY		0x25
#define SCSIOP_READ			0x28
#define SCSIOP_WRITE			0x2A
#define SCSIOP_SEEK			0x2B
#define SCSIOP_SYNCHRONIZE_CACHE	0x35
#define SCSIOP_READ_TOC			0x43
#define SCSIOP_GET_CONFIGURATION	0x46
#define SCSIOP_GET_EVENT_STATUS		0x4A
#define SCSIOP_READ_DISK_INFORMATION	0x51
#define SCSIOP_READ_TRACK_INFORMATION	0x52
#define SCSIOP_MODE_SELECT10		0x55
#define SCSIOP_MODE_SENSE10		0x5A
#define SCSIOP_CLOSE_TRACK_SESSION	0x5B
#define SCSIOP_BLANK			0xA1
#define SCSIOP_SEND_KEY			0xA3
#define SCSIOP_REPORT_KEY		0xA4
#define SCSIOP_LOAD_UNLOAD_SLOT		0xA6
#define SCSIOP_SET_READ_AHEAD		0xA7
#define SCSIOP_READ_DVD_STRUCTURE	0xAD
#define SCSIOP_SET_CD_SPEED		0xBB
#define SCSIOP_MECHANISM_STATUS		0xBD
#define SCSIOP_READ_CD			0xBE

#define SCSISTAT_GOOD			0x00
#define SCSISTAT_CHECK_CONDITION	0x02
#define SCSISTAT_BUSY			0x08

#define SCSI_SENSE_NO_SENSE		0x00
#define SCSI_SENSE_RECOVERED_ERROR	0x01
#define SCSI_SENSE_NOT_READY		0x02
#define SCSI_SENSE_MEDIUM_ERROR		0x03
#define SCSI_SENSE_HARDWARE_ERROR	0x04
#define SCSI_SENSE_ILLEGAL_REQUEST	0x05
#define SCSI_SENSE_UNIT_ATTENTION	0x06
#define SCSI_SENSE_DATA_PROTECT		0x07

/* Fixed format, the first 18 bytes. */
typedef struct _SENSE_DATA {
	UCHAR ErrorCode : 7;
	UCHAR Valid : 1;
	UCHAR SegmentNumber;
	UCHAR SenseKey : 4;
	UCHAR Reserved : 1;
	UCHAR IncorrectLength : 1;
	UCHAR EndOfMedia : 1;
	UCHAR FileMark : 1;
	UCHAR Information[4];
	UCHAR AdditionalSenseLength;
	UCHAR CommandSpecificInformation[4];
	UCHAR AdditionalSenseCode;
	UCHAR AdditionalSenseCodeQualifier;
	UCHAR FieldReplaceableUnitCode;
	UCHAR SenseKeySpecific[3];
} SENSE_DATA, *PSENSE_DATA;

/* Standard INQUIRY data, 96 bytes. */
typedef struct _INQUIRYDATA {
	UCHAR DeviceType : 5;
	UCHAR DeviceTypeQualifier : 3;
	UCHAR DeviceTypeModifier : 7;
	UCHAR RemovableMedia : 1;
	UCHAR Versions;
	UCHAR ResponseDataFormat : 4;
	UCHAR HiSupport : 1;
	UCHAR NormACA : 1;
	UCHAR TerminateTask : 1;
	UCHAR AERC : 1;
	UCHAR AdditionalLength;
	UCHAR Reserved[3];
	UCHAR VendorId[8];
	UCHAR ProductId[16];
	UCHAR ProductRevisionLevel[4];
	UCHAR VendorSpecific[20];
	UCHAR Reserved3[40];
} INQUIRYDATA, *PINQUIRYDATA;

#endif /* NTDVD_SCSI_H */
