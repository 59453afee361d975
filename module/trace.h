/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracepoints, in /sys/kernel/tracing/events/sr_aacs. They have one class,
 * which keeps the module small. None of them records a byte of what a request or
 * a command transfers.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sr_aacs

#if !defined(SR_AACS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SR_AACS_TRACE_H

#include <linux/ktime.h>
#include <linux/tracepoint.h>
#include <linux/types.h>

/*
 * @drive: the N of /dev/aacsN
 * @what: the name of a request, the CDB of a command, the change of an AGID
 * @code: the ioctl number of a request, the operation code of a command
 * @agid: an AGID; -1 for none, or for all
 * @status: an NTSTATUS
 * @us: microseconds since the request came in, or since the command was sent
 */
DECLARE_EVENT_CLASS(aacs_class,
	TP_PROTO(unsigned int drive, const char *what, u32 code, int agid,
		 u32 status, u64 start),
	TP_ARGS(drive, what, code, agid, status, start),
	TP_STRUCT__entry(
		__field(u32, drive)
		__array(char, what, 28)
		__field(u32, code)
		__field(s32, agid)
		__field(u32, status)
		__field(u32, us)
	),
	TP_fast_assign(
		__entry->drive = drive;
		strscpy_pad(__entry->what, what, 28);
		__entry->code = code;
		__entry->agid = agid;
		__entry->status = status;
		__entry->us = aacs_trace_us(start);
	),
	TP_printk("aacs%u: %s (%#x), AGID %d: status %#x after %u us",
		  __entry->drive, __entry->what, __entry->code, __entry->agid,
		  __entry->status, __entry->us)
);

/* A request has come in, with STATUS_PENDING, or goes out. */
DEFINE_EVENT(aacs_class, aacs_request,
	TP_PROTO(unsigned int drive, const char *what, u32 code, int agid,
		 u32 status, u64 start),
	TP_ARGS(drive, what, code, agid, status, start)
);

/* A command has ended. */
DEFINE_EVENT(aacs_class, aacs_command,
	TP_PROTO(unsigned int drive, const char *what, u32 code, int agid,
		 u32 status, u64 start),
	TP_ARGS(drive, what, code, agid, status, start)
);

/*
 * An AGID is "granted"; "bound" to a nonce; "ended" at the drive; "not ended" by
 * a drive that refuses to; "given up" by its open file or by a READ request that
 * has succeeded, so that the module ends it at the drive; or dropped: then @what
 * is the reason, see aacs_agid_drop().
 */
DEFINE_EVENT_PRINT(aacs_class, aacs_agid,
	TP_PROTO(unsigned int drive, const char *what, u32 code, int agid,
		 u32 status, u64 start),
	TP_ARGS(drive, what, code, agid, status, start),
	TP_printk("aacs%u: AGID %d %s", __entry->drive, __entry->agid,
		  __entry->what)
);

#ifndef AACS_TRACE_CALLS
#define AACS_TRACE_CALLS

struct aacs_agid_table;
struct aacs_drive;
struct aacs_request;

/* An NTSTATUS that no request ends with. */
#define AACS_STATUS_PENDING	0x103

/* When the span of @event begins, in nanoseconds; 0 while the event is off. */
#define AACS_TRACE_START(event)						\
	(trace_aacs_##event##_enabled() ? ktime_get_ns() : 0)

/* Out of line: a caller has only a test whether the event is on. */
#define AACS_TRACE(event, ...)						\
do {									\
	if (trace_aacs_##event##_enabled())				\
		aacs_trace_##event(__VA_ARGS__);			\
} while (0)

void aacs_trace_request(const struct aacs_drive *drive,
			const struct aacs_request *req, u32 status, u64 start);
void aacs_trace_command(const struct aacs_drive *drive);
void aacs_trace_agid(const struct aacs_agid_table *table, unsigned int agid,
		     const char *change);

#endif /* AACS_TRACE_CALLS */
#endif /* SR_AACS_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
