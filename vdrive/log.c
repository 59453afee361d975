// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "drive.h"

/* For example, the disk is full. The drive goes on, and reports this once. */
static void flush(struct drive *drive)
{
	if (!fflush(drive->log) || drive->log_failed)
		return;
	drive->log_failed = true;
	fprintf(stderr, "%s: the log can't be written, lines are missing: %s\n",
		drive->name, strerror(errno));
}

void log_note(struct drive *drive, const char *text)
{
	if (!drive->log)
		return;
	fprintf(drive->log, "# %s\n", text);
	flush(drive);
}

void log_request(struct drive *drive, const struct request *rq)
{
	static const char digits[] = "0123456789abcdef";
	char cdb[2 * sizeof(rq->cdb)];

	if (!drive->log)
		return;
	for (unsigned int i = 0; i < rq->cdb_len; i++) {
		cdb[2 * i] = digits[rq->cdb[i] >> 4];
		cdb[2 * i + 1] = digits[rq->cdb[i] & 0xf];
	}
	fwrite(cdb, 2, rq->cdb_len, drive->log);
	if (rq->silent)
		fprintf(drive->log, " silent");
	else if (rq->busy)
		fprintf(drive->log, " busy");
	else if (sense_good(rq->sense))
		fprintf(drive->log, " good");
	else
		fprintf(drive->log, " %x/%02x/%02x", rq->sense.key,
			rq->sense.asc, rq->sense.ascq);
	fprintf(drive->log, " %zu\n", rq->moved);
	flush(drive);
}
