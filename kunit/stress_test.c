// SPDX-License-Identifier: GPL-2.0-only
/* Several programs at once, while the medium changes and the drive is reset. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include "fixture.h"

#define PROGRAMS	4
#define LAYER	0

struct stress_program {
	struct fixture *fixture;
	struct aacs_owner owner;
	unsigned int sessions;
	unsigned int unexpected;
	u32 last_unexpected;
	struct completion done;
};

/* A change, a reset or another program can cause only these statuses. */
static bool unexpected(u32 status)
{
	switch (status) {
	case 0:
	case SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED:
	case SR_AACS_STATUS_VERIFY_REQUIRED:
	case SR_AACS_STATUS_INSUFFICIENT_RESOURCES:
	/* Resets may come faster than the module repeats GET CONFIGURATION. */
	case SR_AACS_STATUS_IO_DEVICE_ERROR:
		return false;
	default:
		return true;
	}
}

static int stress_thread(void *data)
{
	static const u32 codes[] = {
		IOCTL_AACS_START_SESSION, IOCTL_AACS_SEND_CERTIFICATE,
		IOCTL_AACS_GET_CERTIFICATE, IOCTL_AACS_READ_MEDIA_KEY_BLOCK,
		IOCTL_AACS_GENERATE_BINDING_NONCE, IOCTL_AACS_END_SESSION,
	};
	struct stress_program *program = data;
	struct fixture *f = program->fixture;
	struct aacs_request req;
	unsigned int i = 0;
	u32 agid = 0, status;

	do {
		fixture_prepare(f, &req, codes[i], codes[i] ==
				IOCTL_AACS_READ_MEDIA_KEY_BLOCK ? LAYER : agid);
		status = aacs_request_execute(f->drive, &program->owner, &req);
		if (status == SR_AACS_STATUS_NO_SUCH_DEVICE)
			break;
		if (unexpected(status)) {
			program->unexpected++;
			program->last_unexpected = status;
		}
		if (i == 0 && !status) {
			agid = req.out.session_id;
			WRITE_ONCE(program->sessions, program->sessions + 1);
		}
		/* The other requests need a session. */
		if (i || !status)
			i = (i + 1) % ARRAY_SIZE(codes);
		cond_resched();
	} while (!READ_ONCE(f->drive->gone));
	fixture_close(f, &program->owner);
	complete(&program->done);
	return 0;
}

static unsigned int stress_sessions(const struct stress_program *programs)
{
	unsigned int i, sessions = 0;

	for (i = 0; i < PROGRAMS; i++)
		sessions += READ_ONCE(programs[i].sessions);
	return sessions;
}

/*
 * The test unplugs the drive after 30 events, on a slow machine not before the
 * programs have started more than 20 sessions.
 */
static void stress_until_unplug(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct stress_program *programs;
	unsigned int i;

	programs = kunit_kcalloc(test, PROGRAMS, sizeof(*programs), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, programs);
	fixture_set_disk_polling(f, "10");
	for (i = 0; i < PROGRAMS; i++) {
		programs[i].fixture = f;
		aacs_owner_init(&programs[i].owner);
		init_completion(&programs[i].done);
		if (IS_ERR(kthread_run(stress_thread, &programs[i],
				       "aacs_stress%u", i))) {
			KUNIT_FAIL(test, "cannot start a thread");
			complete(&programs[i].done);
		}
	}
	for (i = 0; i < 30 || (i < 1000 && stress_sessions(programs) <= 20);
	     i++) {
		/* A slow machine gets no session between events so frequent. */
		msleep(i < 300 ? 20 : 200);
		switch (i % 6) {
		case 1:
			fake_change(f->fake);
			break;
		case 3:
			fake_host_device_reset(f->fake);
			break;
		case 4:
			fixture_open_disk(f);
			break;
		case 5:
			fake_reset(f->fake, 0x01);
			break;
		}
	}
	fake_unplug(f->fake);
	for (i = 0; i < PROGRAMS; i++) {
		wait_for_completion(&programs[i].done);
		KUNIT_EXPECT_EQ_MSG(test, programs[i].unexpected, 0U,
				    "status %#x", programs[i].last_unexpected);
	}
	KUNIT_EXPECT_GT(test, stress_sessions(programs), 20U);
	KUNIT_EXPECT_EQ(test, fixture_held(f, NULL), 0x0U);
	kunit_info(test, "%u sessions, %u events",
		   stress_sessions(programs), i);
}

static struct kunit_case stress_cases[] = {
	KUNIT_CASE(stress_until_unplug),
	{}
};

FIXTURE_SUITE(stress);
