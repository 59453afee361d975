/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test of the drive needs: a directory, an image, a test authority. */
#ifndef UNIT_BED_H
#define UNIT_BED_H

#include "aacs-host.h"

#define IMAGE_BLOCKS	64U

struct bed {
	char dir[64];
	char image[96];		/* dir/disc.img, IMAGE_BLOCKS blocks */
	char sidecar[112];	/* dir/disc.img.aacs */
	struct aacs_identity host, drive;
};

extern struct bed bed;
/* A usual drive: 4 AGIDs, binding nonces, no bus encryption. */
extern const struct aacs_config bed_config;

/* These abort when anything fails: there is nothing to test then. */
void bed_make(void);
void bed_remove(void);
/* Opens bed.image; @params may be NULL. */
struct disc *bed_open(const struct disc_params *params);

/* What a row of a table wants to be otherwise. */
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
struct disc *bed_disc(unsigned int environment);

/* The two are equal; shows both as key/asc/ascq when they are not. */
void ok_sense(struct sense got, struct sense want, const char *name);

/* A drive with @disc in it, and a host for it; bed_disconnect() closes all. */
struct host bed_connect(const struct aacs_config *config, struct disc *disc);
void bed_disconnect(struct host *h);
/* Closes the disc in the drive and puts in another one; NULL: none. */
void bed_insert(struct host *h, struct disc *disc);
/* host_run(), which must get there. */
void bed_reach(struct host *h, enum stage stage);

void bed_write(const char *path, const void *data, size_t len);
/* The file's contents with a 0 after them; static memory. */
const char *bed_read(const char *path);

/*
 * CASE(name) { ... } of a vdrive-*-test.c, between bed_make() and bed_remove();
 * HOST_CASE() has a usual drive with a fresh disc in it, and a host for it, as
 * h. They run in the order of the file.
 */
struct bed_case {
	void (*run)(struct host *h);
	bool connected;
	struct bed_case *next;
};

#define CASE(name)	ANY_CASE(name, false)
#define HOST_CASE(name)	ANY_CASE(name, true)
#define ANY_CASE(name, with_host)					\
	static void test_##name(struct host *h);			\
	__attribute__((constructor)) static void register_##name(void)	\
	{								\
		static struct bed_case c = { test_##name, with_host, NULL }; \
									\
		bed_register(&c);					\
	}								\
	static void test_##name(struct host *h)

void bed_register(struct bed_case *c);

#endif /* UNIT_BED_H */
