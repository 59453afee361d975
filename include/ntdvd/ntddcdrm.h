/* SPDX-License-Identifier: MIT */
/*
 * ntddcdrm.h of libntdvd: the table of contents of a disc. Audio and raw reads
 * are not supported.
 */
#ifndef NTDVD_NTDDCDRM_H
#define NTDVD_NTDDCDRM_H

#include <winioctl.h>

#define IOCTL_CDROM_BASE	FILE_DEVICE_CD_ROM

/* nothing -> CDROM_TOC, as much of it as the disc has tracks */
#define IOCTL_CDROM_READ_TOC \
	CTL_CODE(IOCTL_CDROM_BASE, 0x0000, METHOD_BUFFERED, FILE_READ_ACCESS)

#define MAXIMUM_NUMBER_TRACKS	100

/* Of TRACK_DATA.Control. */
#define AUDIO_DATA_TRACK	0x04

typedef struct _TRACK_DATA {			/* 8 bytes */
	UCHAR Reserved;
	UCHAR Control : 4;
	UCHAR Adr : 4;
	UCHAR TrackNumber;
	UCHAR Reserved1;
	UCHAR Address[4];			/* 0, minute, second, frame */
} TRACK_DATA, *PTRACK_DATA;

typedef struct _CDROM_TOC {			/* 804 bytes */
	UCHAR Length[2];			/* big endian, of what follows */
	UCHAR FirstTrack;
	UCHAR LastTrack;
	TRACK_DATA TrackData[MAXIMUM_NUMBER_TRACKS];
} CDROM_TOC, *PCDROM_TOC;

#define CDROM_TOC_SIZE	sizeof(CDROM_TOC)

#endif /* NTDVD_NTDDCDRM_H */
