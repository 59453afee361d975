/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the drive: a directory, an image, a test authority. */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include "aacs-host.h"

#define IMAGE_BLOCKS	64U

struct fixture {
	char dir[64];
	char image[96];		/* dir/disc.img, IMAGE_BLOCKS blocks */
	char sidecar[112];	/* dir/disc.img.aacs */
	struct aacs_identity host, drive;
};

extern struct fixture fixture;
/* A usual drive: 4 AGIDs, binding nonces, no bus encryption. */
extern const struct aacs_config fixture_config;

/* These abort when anything fails: there is nothing to test then. */
void fixture_make(void);
void fixture_remove(void);
/* Opens fixture.image; @params may be NULL. */
struct disc *fixture_open(const struct disc_params *params);

/* The conditions that a row of a table needs. */
enum environment {
	NO_DISC = 1 << 0,
	PLAIN_DISC = 1 << 1,
	READ_ONLY = 1 << 2,
	NO_AACS = 1 << 3,
	NO_BNG = 1 << 4,
	TWO_AGIDS = 1 << 5,
	NO_VALUES = 1 << 6,
	ALL_GRANTED = 1 << 7,
};

/* A fresh disc as @environment says, NULL for NO_DISC. */
struct disc *fixture_disc(unsigned int environment);

/* The two are equal; shows both as key/asc/ascq when they are not. */
void ok_sense(struct sense got, struct sense want, const char *name);

/* A drive with @disc in it, and a host for it; fixture_disconnect() closes all. */
struct host fixture_connect(const struct aacs_config *config, struct disc *disc);
void fixture_disconnect(struct host *h);
/* Closes the disc in the drive and puts in another one; NULL: none. */
void fixture_insert(struct host *h, struct disc *disc);
/* host_run(), which must get there. */
void fixture_reach(struct host *h, enum stage stage);

void fixture_write(const char *path, const void *data, size_t len);
/* The file's contents with a 0 after them; static memory. */
const char *fixture_read(const char *path);

/*
 * CASE(name) { ... } of a vdrive-*-test.c, between fixture_make() and fixture_remove();
 * HOST_CASE() has a usual drive with a fresh disc in it, and a host for it, as
 * h. They run in the order of the file.
 */
struct fixture_case {
	void (*run)(struct host *h);
	bool connected;
	struct fixture_case *next;
};

#define CASE(name)	ANY_CASE(name, false)
#define HOST_CASE(name)	ANY_CASE(name, true)
#define ANY_CASE(name, with_host)					\
	static void test_##name(struct host *h);			\
	__attribute__((constructor)) static void register_##name(void)	\
	{								\
		static struct fixture_case c = { test_##name, with_host, NULL }; \
									\
		fixture_register(&c);					\
	}								\
	static void test_##name(struct host *h)

void fixture_register(struct fixture_case *c);

#endif /* UNIT_FIXTURE_H */
