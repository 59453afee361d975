// SPDX-License-Identifier: GPL-2.0-or-later
#include "drive.h"

void log_request(struct drive *drive, const struct request *rq)
{
	if (!drive->log)
		return;
	for (unsigned int i = 0; i < rq->cdb_len; i++)
		fprintf(drive->log, "%02x", rq->cdb[i]);
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
	fflush(drive->log);
}
