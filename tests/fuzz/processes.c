// SPDX-License-Identifier: GPL-2.0-or-later
/* The processes that make no calls themselves, see processes.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../fixture/fixture.h"
#include "../fixture/host.h"
#include "processes.h"
#include "shared.h"

static void pause_ms(unsigned int ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

/* ---- the keeper ---- */

/*
 * How long it holds a session before it uses it; more where that takes long,
 * since the machine is there for the others.
 */
#define HOLD_MS		300
#define HOLD_TIMES	10

/* The others take AGIDs as well: one will be free some time. */
static bool keeper_start(struct host *host)
{
	struct answer a;

	while (!shared->stop) {
		a = try_start(host->fd, &host->agid);
		if (a.status == SR_AACS_STATUS_SUCCESS)
			return true;
		if (a.status != SR_AACS_STATUS_INSUFFICIENT_RESOURCES)
			EXPECT(a, INSUFFICIENT_RESOURCES, 0);
		pause_ms(2);
	}
	return false;
}

static void hold_for(unsigned int ms)
{
	int64_t end = now_ms() + ms;

	while (now_ms() < end && !shared->stop)
		pause_ms(50);
}

/* Each kind of transfer in turn, also one that binds the session. */
static void keeper_transfer(struct host *host, uint64_t turn)
{
	static const uint32_t codes[] = {
		IOCTL_AACS_READ_VOLUME_ID, IOCTL_AACS_READ_SERIAL_NUMBER,
		IOCTL_AACS_READ_MEDIA_ID,
	};
	struct sr_aacs_value value;

	if (turn % 4 < 3) {
		EXPECT(request(host->fd, codes[turn % 4], &host->agid, 4,
			       &value, sizeof(value)), SUCCESS, 32);
		host_check_value(host, &value);
		return;
	}
	EXPECT(nonce_request(host->fd, IOCTL_AACS_GENERATE_BINDING_NONCE,
			     host->agid, 16, 1, &value), SUCCESS, 32);
	host_check_nonce(host, 16, &value);
	/* Bound, it is not another file's either. */
	pause_ms(HOLD_MS / 4);
	EXPECT(use_agid(host->fd, IOCTL_AACS_READ_VOLUME_ID, host->agid),
	       INVALID_DEVICE_STATE, 0);
}

void keeper_run(unsigned int drive)
{
	struct drive_shared *ds = &shared->drives[drive];
	unsigned int hold = HOLD_MS;
	struct host host;
	char path[32];
	int64_t began;
	int fd;

	snprintf(path, sizeof(path), "/dev/aacs%u", drive);
	fd = open(path, O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0);
	host_load(&host, fd);
	for (uint64_t turn = 1; keeper_start(&host); turn++) {
		ds->claim = turn << 16 | 0x100 | host.agid;
		/* Another process can spoil a new session, or one that is ready. */
		hold_for(turn % 2 ? hold / 4 : 0);
		began = now_ms();
		host_authenticate_session(&host);
		began -= now_ms();
		hold_for(hold);
		if (turn % 4 == 3)
			keeper_transfer(&host, turn);
		CHECK_EQ(poll_now(fd), 0);
		/* From here on it is not ours, some time or other. */
		ds->claim = 0;
		if (turn % 4 == 3)
			EXPECT(end_session(fd, host.agid), SUCCESS, 0);
		else
			keeper_transfer(&host, turn);
		ds->kept++;
		hold = HOLD_MS + HOLD_TIMES * (unsigned int)-began;
	}
	close(fd);
}

/* ---- noise ---- */

static const char *const faults[] = {
	"a4 sense 6/29/00", "a4 sense 6/28/00", "a4 sense 2/04/01",
	"a4:01 zero", "a4:02 short 20", "a4:00 length 7", "a4:00 short 3",
	"a4:20 zero", "a4:21 short 35", "a3:01 sense 5/6f/00", "a3:3f sense 5/24/00",
	"ad:80 zero", "ad:81 length 24", "ad:82 short 8", "ad:83 short 4",
	"ad:83 zero", "ad:83 delay 20", "a4 delay 30", "a3 delay 10",
	"46 zero", "46 short 8", "46 sense 4/44/00", "46 length ffffffff",
};

/* What the drive says to it does not matter. */
static void tell_drive(unsigned int drive, const char *words)
{
	char name[32], answer[512];

	snprintf(name, sizeof(name), "vdrive%u", drive);
	try_ctl(name, words, answer, sizeof(answer));
}

static void noise_once(unsigned int drive, struct prng *prng)
{
	char text[128];

	switch (prng_below(prng, 8)) {
	case 0:
	case 1:
		tell_drive(drive, "change");
		break;
	case 2:
		tell_drive(drive, "eject");
		pause_ms(prng_below(prng, 30));
		tell_drive(drive, "insert");
		break;
	case 3:
		tell_drive(drive, "reset");
		break;
	case 4:
		snprintf(text, sizeof(text), "/dev/sr%u", drive);
		close(open(text, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
		break;
	default:
		snprintf(text, sizeof(text), "fault %s count %u",
			 PRNG_PICK(prng, faults), 1 + prng_below(prng, 3));
		tell_drive(drive, text);
		break;
	}
	shared->noises++;
}

void noise_run(unsigned int drives, uint64_t seed)
{
	struct prng prng = prng_stream(seed, 1000);

	while (!shared->stop) {
		unsigned int drive = prng_below(&prng, drives);

		if (shared->drives[drive].noisy)
			noise_once(drive, &prng);
		pause_ms(50 + prng_below(&prng, 200));
	}
	for (unsigned int i = 0; i < drives; i++) {
		if (!shared->drives[i].noisy)
			continue;
		tell_drive(i, "faults clear");
		tell_drive(i, "insert");
	}
}

/* ---- the scribbler ---- */

#define SCRIBBLE_MAX	(300 * SECTOR)

static void scribble_once(int fd, struct prng *prng)
{
	static char buf[4096];

	switch (prng_below(prng, 4)) {
	case 0:
		if (ftruncate(fd, prng_below(prng, SCRIBBLE_MAX)))
			break;
		break;
	case 1:
		fsync(fd);
		break;
	default:
		if (pwrite(fd, buf, prng_below(prng, sizeof(buf)),
			   prng_below(prng, SCRIBBLE_MAX)) < 0)
			break;
		break;
	}
}

void scribbler_run(const char *disc, uint64_t seed)
{
	struct prng prng = prng_stream(seed, 2000);
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/scribble", disc);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	while (fd >= 0 && !shared->stop) {
		scribble_once(fd, &prng);
		pause_ms(prng_below(&prng, 40));
	}
}

/* ---- a session for a call ---- */

static const struct aacs_identity *identity(void)
{
	static struct aacs_identity id;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static bool loaded;
	const char *why;

	pthread_mutex_lock(&lock);
	if (!loaded && !aacs_auth_init() &&
	    !aacs_identity_load(&id, NULL, AACS_CERT_HOST, &why))
		loaded = true;
	pthread_mutex_unlock(&lock);
	return loaded ? &id : NULL;
}

/* What this file holds may be in the way. */
static bool start_anyhow(int fd, uint32_t *agid)
{
	if (!try_start(fd, agid).ret)
		return true;
	end_session(fd, SR_AACS_END_ALL_SESSIONS);
	return !try_start(fd, agid).ret;
}

bool try_authenticate(int fd, uint32_t code, uint8_t *input)
{
	const struct aacs_identity *id = identity();
	struct sr_aacs_send_challenge_key key;
	struct sr_aacs_send_certificate cert;
	struct sr_aacs_challenge_key point;
	struct sr_aacs_certificate answer;
	struct aacs_keypair pair;
	uint32_t agid;

	if (!id || !start_anyhow(fd, &agid))
		return false;
	memcpy(input, &agid, sizeof(agid));
	cert.session_id = agid;
	aacs_random(cert.certificate.nonce, sizeof(cert.certificate.nonce));
	memcpy(cert.certificate.certificate, id->cert, AACS_CERT_LEN);
	if (code == IOCTL_AACS_SEND_CERTIFICATE) {
		memcpy(input, &cert, sizeof(cert));
		return true;
	}
	if (request(fd, IOCTL_AACS_SEND_CERTIFICATE, &cert, sizeof(cert), NULL,
		    0).ret)
		return false;
	if (code == IOCTL_AACS_GET_CERTIFICATE)
		return true;
	if (request(fd, IOCTL_AACS_GET_CERTIFICATE, &agid, 4, &answer,
		    sizeof(answer)).ret)
		return false;
	if (code == IOCTL_AACS_GET_CHALLENGE_KEY)
		return true;
	if (request(fd, IOCTL_AACS_GET_CHALLENGE_KEY, &agid, 4, &point,
		    sizeof(point)).ret || aacs_keypair_generate(&pair))
		return false;
	key.session_id = agid;
	memcpy(key.challenge_key.point, pair.pub, AACS_POINT_LEN);
	if (aacs_sign_challenge(&id->key, answer.nonce, pair.pub,
				key.challenge_key.signature))
		return false;
	if (code == IOCTL_AACS_SEND_CHALLENGE_KEY) {
		memcpy(input, &key, sizeof(key));
		return true;
	}
	return !request(fd, IOCTL_AACS_SEND_CHALLENGE_KEY, &key, sizeof(key),
			NULL, 0).ret;
}
