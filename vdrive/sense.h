/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sense data of the virtual drive: key, additional sense code, qualifier. Key 0
 * means GOOD status. Names after SPC-4 and MMC-6.
 */
#ifndef VDRIVE_SENSE_H
#define VDRIVE_SENSE_H

#include <stdbool.h>
#include <stdint.h>

struct sense {
	uint8_t key;
	uint8_t asc;
	uint8_t ascq;
};

#define SENSE(key, asc, ascq)	((struct sense){ (key), (asc), (ascq) })

#define SENSE_GOOD			SENSE(0x0, 0x00, 0x00)
#define SENSE_BECOMING_READY		SENSE(0x2, 0x04, 0x01)
#define SENSE_NO_MEDIUM			SENSE(0x2, 0x3A, 0x00)
#define SENSE_NO_MEDIUM_TRAY_CLOSED	SENSE(0x2, 0x3A, 0x01)
#define SENSE_NO_MEDIUM_TRAY_OPEN	SENSE(0x2, 0x3A, 0x02)
#define SENSE_WRITE_ERROR		SENSE(0x3, 0x0C, 0x00)
#define SENSE_READ_ERROR		SENSE(0x3, 0x11, 0x00)
#define SENSE_INTERNAL_FAILURE		SENSE(0x4, 0x44, 0x00)
#define SENSE_PARAMETER_LIST_LENGTH	SENSE(0x5, 0x1A, 0x00)
#define SENSE_INVALID_OPCODE		SENSE(0x5, 0x20, 0x00)
#define SENSE_LBA_OUT_OF_RANGE		SENSE(0x5, 0x21, 0x00)
#define SENSE_INVALID_FIELD_IN_CDB	SENSE(0x5, 0x24, 0x00)
#define SENSE_INVALID_FIELD_IN_LIST	SENSE(0x5, 0x26, 0x00)
#define SENSE_COMMAND_SEQUENCE		SENSE(0x5, 0x2C, 0x00)
#define SENSE_INCOMPATIBLE_MEDIUM	SENSE(0x5, 0x30, 0x00)
#define SENSE_REMOVAL_PREVENTED		SENSE(0x5, 0x53, 0x02)
#define SENSE_NO_FREE_AGID		SENSE(0x5, 0x55, 0x00)
#define SENSE_AUTHENTICATION_FAILURE	SENSE(0x5, 0x6F, 0x00)
#define SENSE_KEY_NOT_PRESENT		SENSE(0x5, 0x6F, 0x01)
#define SENSE_KEY_NOT_ESTABLISHED	SENSE(0x5, 0x6F, 0x02)
#define SENSE_MEDIUM_CHANGED		SENSE(0x6, 0x28, 0x00)
#define SENSE_RESET			SENSE(0x6, 0x29, 0x00)
#define SENSE_WRITE_PROTECTED		SENSE(0x7, 0x27, 0x00)

static inline bool sense_good(struct sense s)
{
	return s.key == 0;
}

static inline bool sense_equal(struct sense a, struct sense b)
{
	return a.key == b.key && a.asc == b.asc && a.ascq == b.ascq;
}

#endif /* VDRIVE_SENSE_H */
