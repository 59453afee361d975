// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's tracepoints: what they say of requests, commands and AGIDs, and
 * that no byte of a payload is in the ring buffer.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fixture/host.h"

THEME("trace");

#define TRACING		"/sys/kernel/tracing"
/* A ring buffer of our own. */
#define OURS		TRACING "/instances/sr_aacs"

static void trace_on(const struct drive *drive)
{
	if (!path_exists((void *)TRACING))
		case_skip("this kernel has no tracing");
	mount("tracefs", TRACING, "tracefs", 0, NULL);
	/* A case that failed has left one. */
	rmdir(OURS);
	CHECK(!mkdir(OURS, 0755));
	CHECK(write_file(OURS "/events/sr_aacs/enable", "1"));
}

/* The whole of a file that has no size. */
static size_t slurp(const char *path, char *text, size_t max)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	CHECK(fd >= 0);
	while (len < max - 1 && (n = read(fd, text + len, max - 1 - len)) > 0)
		len += n;
	close(fd);
	text[len] = '\0';
	return len;
}

/* A '#' in @wanted stands for a number: a time, or the N of the node. */
static bool matches(const char *line, const char *wanted)
{
	for (; *wanted; wanted++) {
		size_t digits = strspn(line, "0123456789");

		if (*wanted == '#' ? !digits : *line != *wanted)
			return false;
		line += *wanted == '#' ? digits : 1;
	}
	return !*line;
}

/* Compares the events since trace_on() with @wanted, in order. */
static void expect_events(const char *const *wanted)
{
	static char text[65536];
	char *line, *rest = text;

	CHECK(write_file(OURS "/events/sr_aacs/enable", "0"));
	slurp(OURS "/trace", text, sizeof(text));
	while ((line = strsep(&rest, "\n"))) {
		/* "TASK-PID [CPU] FLAGS TIME: EVENT: TEXT" */
		char *event = strstr(line, ": aacs_");

		if (line[0] == '#' || !event)
			continue;
		event += 2;
		/* The first question for a feature, and looks at the disc. */
		if (strstr(event, "aacs_command: ") && strstr(event, ": 46"))
			continue;
		if (!*wanted)
			FAIL("one event too many: %s", event);
		if (!matches(event, *wanted))
			FAIL("the event '%s', wanted '%s'", event, *wanted);
		wanted++;
	}
	if (*wanted)
		FAIL("the event '%s' is missing", *wanted);
	rmdir(OURS);
}

#define EXPECT_EVENTS(...)	expect_events((const char *const[]){ __VA_ARGS__, NULL })

#define REQUEST_IN(name, agid)						\
	"aacs_request: aacs#: " name ", AGID " agid ": status 0x103 after # us"
#define REQUEST_OUT(name, agid, status)					\
	"aacs_request: aacs#: " name ", AGID " agid ": status " status " after # us"
#define COMMAND(cdb, code, agid, status)				\
	"aacs_command: aacs#: " cdb " (" code "), AGID " agid ": status " status \
	" after # us"
#define AGID(agid, what)	"aacs_agid: aacs#: AGID " agid " " what

#define START		"START_SESSION (0x3350c8)"
#define END		"END_SESSION (0x3350cc)"
#define MKB_SIZE	"READ_MEDIA_KEY_BLOCK_SIZE (0x3350c0)"

#define GRANT_CDB	"a40000000000000200080000"
#define END_CDB(agid)	"a3000000000000020000" agid "00"

OPEN_CASE(session, "a session")
{
	uint32_t size;

	read_mkb_size(f->fd, &size);
	start_session(f->fd);
	end_session(f->fd, 0);
	trace_on(f->drive);
	CHECK_EQ(start_session(f->fd), 0);
	EXPECT(end_session(f->fd, 0), SUCCESS, 0);
	EXPECT(end_session(f->fd, 2), CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(read_mkb_size(f->fd, &size), SUCCESS, 4);
	EXPECT_EVENTS(REQUEST_IN(START, "-1"),
		      COMMAND(GRANT_CDB, "0xa4", "0", "0x0"),
		      AGID("0", "granted"),
		      REQUEST_OUT(START, "0", "0x0"),
		      REQUEST_IN(END, "0"),
		      COMMAND(END_CDB("3f"), "0xa3", "0", "0x0"),
		      AGID("0", "ended"),
		      REQUEST_OUT(END, "0", "0x0"),
		      REQUEST_IN(END, "2"),
		      REQUEST_OUT(END, "2", "0xc0000308"),
		      REQUEST_IN(MKB_SIZE, "-1"),
		      COMMAND("ad0100000000008300040000", "0xad", "0", "0x0"),
		      REQUEST_OUT(MKB_SIZE, "-1", "0x0"));
}

/* The reason why a session is lost, and a file that gives one up. */
CASE(reasons, "why an AGID is dropped")
{
	int fd = node_open(f->drive, O_RDWR);
	uint32_t size;

	read_mkb_size(fd, &size);
	CHECK_EQ(start_session(fd), 0);
	trace_on(f->drive);
	ctl(f->drive, "change");
	sr_look(f->drive);
	CHECK_EQ(poll_now(fd), POLLPRI);
	CHECK(write_file(OURS "/events/sr_aacs/enable", "0"));
	CHECK_EQ(start_session(fd), 0);
	CHECK(write_file(OURS "/events/sr_aacs/enable", "1"));
	close(fd);
	CHECK(agids_free(f->drive));
	EXPECT_EVENTS(AGID("0", "medium-change"),
		      AGID("0", "given up"),
		      COMMAND(END_CDB("3f"), "0xa3", "0", "0x0"),
		      AGID("0", "ended"));
}

static bool holds(const char *text, size_t len, const void *bytes, size_t count)
{
	return memmem(text, len, bytes, count);
}

HOST_CASE(payload, "no byte of a payload")
{
	static char raw[1 << 20];
	struct sr_aacs_value nonce;
	unsigned int cpu;
	char path[96];
	size_t len = 0;

	trace_on(f->drive);
	host_authenticate(f->host);
	EXPECT(nonce_request(f->fd, IOCTL_AACS_GENERATE_BINDING_NONCE, f->host->agid,
			     16, 1, &nonce), SUCCESS, sizeof(nonce));
	EXPECT(end_session(f->fd, f->host->agid), SUCCESS, 0);
	CHECK(write_file(OURS "/events/sr_aacs/enable", "0"));
	for (cpu = 0; ; cpu++) {
		snprintf(path, sizeof(path), OURS "/per_cpu/cpu%u/trace_pipe_raw", cpu);
		if (access(path, F_OK))
			break;
		len += slurp(path, raw + len, sizeof(raw) - len);
	}
	/* Something is there: the name of a request. */
	CHECK(holds(raw, len, "GENERATE_BINDING_NONCE", 22));
	CHECK(!holds(raw, len, nonce.value, 8));
	CHECK(!holds(raw, len, f->host->hn, 8));
	CHECK(!holds(raw, len, f->host->dn, 8));
	CHECK(!holds(raw, len, f->host->drive_cert + 4, 8));
	CHECK(!holds(raw, len, f->host->dv, 8));
	CHECK(!holds(raw, len, f->host->bk, 8));
	rmdir(OURS);
}
