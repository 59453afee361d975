// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Faults that the theme misbehave does not have: a grant with a bad answer, and a
 * target that gives up by itself.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "../fixture/fixture.h"

THEME("faults", .plain = true);

static const char *const lies[] = {
	"length 0000", "length 0005", "short 7", "short 4", "short 1", "zero",
};

/* The module takes no AGID from it, and can clear what the drive has granted. */
OPEN_CASE(grant, "AGID answer with", NAMES(lies))
{
	uint32_t agid = 0xa5a5a5a5;

	ctl(f->drive, "fault a4:0 %s", lies[f->row]);
	EXPECT(try_start(f->fd, &agid), IO_DEVICE_ERROR, 0);
	CHECK_EQ(agid, 0xa5a5a5a5);
	EXPECT(end_session(f->fd, 0), CSS_KEY_NOT_ESTABLISHED, 0);
	EXPECT(end_session(f->fd, SR_AACS_END_ALL_SESSIONS), SUCCESS, 0);
	CHECK(agids_free(f->drive));
}

/*
 * The drive does not answer. The target gives up after five seconds, which is
 * "not ready"; the module does not send such a command again. (Not a drive of the
 * case's own: a target that is removed with such a command loses a few bytes.)
 */
OPEN_CASE(silent, "silent")
{
	uint32_t agid = start_session(f->fd);
	int64_t start = now_ms();
	char path[96], seconds[16];

	snprintf(path, sizeof(path),
		 "/sys/kernel/config/target/core/user_0/%s/attrib/cmd_time_out",
		 f->drive->name);
	read_line(path, seconds, sizeof(seconds));
	if (atoi(seconds) != 5)
		case_skip("the target gives up after %s s, the module before",
			  seconds);
	ctl(f->drive, "fault a4:1 silent");
	EXPECT(use_agid(f->fd, IOCTL_AACS_GET_CERTIFICATE, agid),
	       DEVICE_NOT_READY, 0);
	CHECK(now_ms() - start < 15000);
	EXPECT(end_session(f->fd, agid), SUCCESS, 0);
}
