/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Converts errors: sense data, SCSI results and errno to NTSTATUS, and back.
 * Knows no device.
 */
#ifndef SR_AACS_STATUS_H
#define SR_AACS_STATUS_H

#include <linux/types.h>
#include <linux/sr_aacs.h>

struct scsi_sense_hdr;

/* NT_SUCCESS(): errors and warnings have the top bit set. */
static inline bool aacs_status_ok(u32 status)
{
	return !(status & 0x80000000U);
}

/**
 * aacs_status_from_sense() - NTSTATUS of a CHECK CONDITION
 * @key: sense key
 * @asc: additional sense code
 * @ascq: its qualifier
 *
 * A unit attention is taken as met under an AGID; a caller without one sends
 * its command again and does not ask.
 *
 * Return: an NTSTATUS; 1/xx, a recovered error, is SR_AACS_STATUS_SUCCESS.
 */
u32 aacs_status_from_sense(u8 key, u8 asc, u8 ascq);

/**
 * aacs_status_from_result() - NTSTATUS of a finished SCSI command
 * @result: the midlayer's: host byte in bits 23:16, SCSI status in bits 7:0
 * @sense: normalised sense data; only looked at with CHECK CONDITION, invalid
 *	   or deferred sense is SR_AACS_STATUS_IO_DEVICE_ERROR
 *
 * Return: an NTSTATUS.
 */
u32 aacs_status_from_result(u32 result, const struct scsi_sense_hdr *sense);

/* NTSTATUS of a negative errno that the block layer or the allocator gave. */
u32 aacs_status_from_errno(int error);

/* 0 for a success, else the negative errno that ioctl(2) returns beside it. */
int aacs_status_to_errno(u32 status);

#endif /* SR_AACS_STATUS_H */
