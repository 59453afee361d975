// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who may do what: the node is for root and its group, a file that was opened
 * for reading generates no nonce, and a session is its own file's alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"

THEME("rights");

#define NOBODY		65534
#define CDROM		24

/* ---- the node ---- */

static void become(uid_t uid, gid_t gid, const gid_t *groups, size_t count)
{
	CHECK(!setgroups(count, groups));
	CHECK(!setresgid(gid, gid, gid));
	CHECK(!setresuid(uid, uid, uid));
}

static const int accesses[] = { O_RDONLY, O_WRONLY, O_RDWR };

CASE(others, "the node is not for others", .rows = 3)
{
	struct stat st;

	CHECK(!stat(f->drive->aacs, &st));
	CHECK_EQ(st.st_mode & 07777, 0660);
	CHECK_EQ(st.st_uid, 0);
	become(NOBODY, NOBODY, NULL, 0);
	CHECK_EQ(open(f->drive->aacs, accesses[f->row] | O_CLOEXEC), -1);
	CHECK_EQ(errno, EACCES);
}

/* As the udev rule leaves it; put back afterwards. */
CASE(cdrom, "the node is for the group", .rows = 3)
{
	static const gid_t groups[] = { CDROM };
	int fds[2], fd, error = 0;

	CHECK(!chown(f->drive->aacs, 0, CDROM));
	CHECK(!pipe(fds));
	fd = fork();
	CHECK(fd >= 0);
	if (!fd) {
		become(NOBODY, NOBODY, groups, 1);
		fd = open(f->drive->aacs, accesses[f->row] | O_CLOEXEC);
		error = fd < 0 ? errno : 0;
		_exit(write(fds[1], &error, sizeof(error)) != sizeof(error));
	}
	CHECK_EQ(read(fds[0], &error, sizeof(error)), sizeof(error));
	CHECK(!chown(f->drive->aacs, 0, 0));
	CHECK_EQ(error, 0);
}

/* ---- how it was opened ---- */

/* O_ACCMODE: neither, for ioctl alone. */
CASE(access, "how the file was opened", .rows = 3)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_ACCMODE };
	int fd = node_open(f->drive, flags[f->row]);
	struct answer a;

	for (unsigned int i = 0; i < CODES; i++) {
		uint32_t code = all_codes[i];
		bool denied = flags[f->row] != O_RDONLY ||
			      code == IOCTL_AACS_GENERATE_BINDING_NONCE;

		log_mark(f->drive);
		a = use_agid(fd, code, 0);
		if (!denied) {
			CHECK(a.status != SR_AACS_STATUS_ACCESS_DENIED);
			continue;
		}
		EXPECT(a, SR_AACS_STATUS_ACCESS_DENIED, 0);
		log_expect_silence(f->drive);
	}
}

/* ---- another process's session ---- */

struct holder {
	struct drive drive;
	int go[2];
	bool bound;
};

/* Holds an authenticated session, and uses it when the others have tried. */
static void hold(int tell, void *arg)
{
	struct holder *holder = arg;
	struct sr_aacs_value value;
	struct host host;
	char byte;

	host_load(&host, node_open(&holder->drive, O_RDWR));
	host_authenticate(&host);
	if (holder->bound)
		EXPECT(nonce_request(host.fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
				     host.agid, 16, 1, &value),
		       SR_AACS_STATUS_SUCCESS, 32);
	child_tell(tell, host.agid);
	CHECK_EQ(read(holder->go[0], &byte, 1), 1);
	CHECK_EQ(poll_now(host.fd), 0);
	if (!holder->bound) {
		EXPECT(request(host.fd, IOCTL_AACS_READ_VOLUME_ID, &host.agid,
			       4, &value, sizeof(value)), SR_AACS_STATUS_SUCCESS, 32);
		host_check_value(&host, &value);
		return;
	}
	EXPECT(use_agid(host.fd, IOCTL_AACS_READ_VOLUME_ID, host.agid),
	       SR_AACS_STATUS_INVALID_DEVICE_STATE, 0);
	EXPECT(end_session(host.fd, host.agid), SR_AACS_STATUS_SUCCESS, 0);
}

/* What a stranger may hear of a session: nothing, not even that it is there. */
static void try_all(struct drive *drive, int fd, uint32_t agid)
{
	struct answer a, free;

	for (unsigned int i = 0; i < agid_code_count; i++) {
		log_mark(drive);
		a = use_agid(fd, agid_codes[i], agid);
		EXPECT(a, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED, 0);
		log_expect_no_aacs(drive);
		/* The same as of one that nobody holds. */
		free = use_agid(fd, agid_codes[i], (agid + 1) % 4);
		EXPECT(free, a.status, a.information);
	}
}

CASE(foreign, "another process's session", .rows = 2)
{
	struct holder holder = { .drive = guest_drive(0), .bound = f->row };
	struct drive drive = holder.drive;
	int fd = node_open(&drive, O_RDWR);
	struct child child;
	uint32_t agid, own, size;

	CHECK(!pipe(holder.go));
	child = child_start(hold, &holder);
	agid = child_hear(&child);
	try_all(&drive, fd, agid);
	/* The three that name no session. */
	EXPECT(read_mkb_size(fd, &size), SR_AACS_STATUS_SUCCESS, 4);
	EXPECT(use_agid(fd, IOCTL_AACS_READ_MEDIA_KEY_BLOCK, 0),
	       SR_AACS_STATUS_BUFFER_TOO_SMALL, size);
	own = start_session(fd);
	CHECK(own != agid);
	/* All of one's own is not all. */
	EXPECT(end_session(fd, SR_AACS_END_ALL_SESSIONS), SR_AACS_STATUS_SUCCESS, 0);
	agids_expect(&drive, 1);
	try_all(&drive, fd, agid);
	close(fd);
	CHECK_EQ(write(holder.go[1], "", 1), 1);
	child_end(&child);
	CHECK(agids_free(&drive));
}
