/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Converts sense data, SCSI results and errno to NTSTATUS, and NTSTATUS to
 * errno. Knows no device.
 *
 * The rule for the module's functions, except for the kernel's callbacks: a u32
 * that is returned is an NTSTATUS, for the caller of a request; an int is 0 or a
 * negative errno. aacs_status_from_errno() turns the second into the first.
 */
#ifndef SR_AACS_STATUS_H
#define SR_AACS_STATUS_H

#include <linux/types.h>
#include <linux/sr_aacs.h>

struct scsi_sense_hdr;

/* NT_SUCCESS(): the top bit is set in errors and warnings. */
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
 * A unit attention gives the NTSTATUS for a command under an AGID.
 *
 * Return: an NTSTATUS; SUCCESS for 1/xx, a recovered error.
 */
u32 aacs_status_from_sense(u8 key, u8 asc, u8 ascq);

/**
 * aacs_status_from_result() - NTSTATUS of a finished SCSI command
 * @result: from the midlayer: host byte in bits 23:16, SCSI status in bits 7:0
 * @sense: normalised sense data, for CHECK CONDITION
 *
 * Return: an NTSTATUS; IO_DEVICE_ERROR for CHECK CONDITION with invalid or
 * deferred sense data.
 */
u32 aacs_status_from_result(u32 result, const struct scsi_sense_hdr *sense);

/* NTSTATUS of 0 or a negative errno. */
u32 aacs_status_from_errno(int error);

/* The result of ioctl(2) for an NTSTATUS: 0 or a negative errno. */
int aacs_status_to_errno(u32 status);

#endif /* SR_AACS_STATUS_H */
