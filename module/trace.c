// SPDX-License-Identifier: GPL-2.0-only
/* The code of the tracepoints, see trace.h. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include "drive.h"
#include "request.h"

/* Microseconds since AACS_TRACE_START(); 0 if the event was off then. */
static u32 aacs_trace_us(u64 start)
{
	return start ? div_u64(ktime_get_ns() - start, NSEC_PER_USEC) : 0;
}

#define CREATE_TRACE_POINTS
#include "trace.h"

void aacs_trace_request(const struct aacs_drive *drive,
			const struct aacs_request *req, u32 status, u64 start)
{
	trace_aacs_request(drive->agids.drive, req->type->name, req->type->code,
			   aacs_request_agid(req), status, start);
}

void aacs_trace_command(const struct aacs_drive *drive)
{
	const struct aacs_run *run = &drive->run;
	const u8 *cdb = run->cmd->cdb;
	char hex[2 * sizeof(run->cmd->cdb) + 1];

	scnprintf(hex, sizeof(hex), "%*phN", run->cmd->cdb_len, cdb);
	trace_aacs_command(drive->agids.drive, hex, cdb[0],
			   run->cmd->cdb_len == 12 ? cdb[10] >> 6 : -1,
			   run->status, run->start);
}

void aacs_trace_agid(const struct aacs_agid_table *table, unsigned int agid,
		     const char *change)
{
	trace_aacs_agid(table->drive, change, 0, agid, 0, 0);
}
