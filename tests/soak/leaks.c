// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds leaked memory with kmemleak and in the slabs, see soak.h. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "soak.h"

#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
#define SLABS		"/sys/kernel/slab"

/*
 * Leaks of the kernel itself when an allocation fails, as two functions of the
 * backtrace. 6.1's class_register() leaks the name that it has made if it can't create
 * its directory in sysfs.
 */
static const struct {
	const char *inner, *outer;
} kernels_own[] = {
	{ "kobject_set_name+", "__class_register+" },
};

/* One object of the report; returns whether it counts. */
static bool is_leak(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels_own); i++) {
		if (strstr(text, kernels_own[i].inner) &&
		    strstr(text, kernels_own[i].outer))
			return false;
	}
	return true;
}

static void show_lines(char *text)
{
	for (char *save, *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		printf("# %s\n", l);
}

struct leaks {
	unsigned int found;
	unsigned int kernels;
	char object[8192];	/* the text of one */
};

static void object_ends(struct leaks *leaks)
{
	if (!leaks->object[0])
		return;
	if (!is_leak(leaks->object))
		leaks->kernels++;
	else if (leaks->found++ < 4)
		show_lines(leaks->object);
	leaks->object[0] = '\0';
}

static void read_leaks(struct leaks *leaks)
{
	FILE *f = fopen(KMEMLEAK, "re");
	char line[256];
	size_t len;

	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "unreferenced object", 19))
			object_ends(leaks);
		len = strlen(leaks->object);
		snprintf(leaks->object + len, sizeof(leaks->object) - len, "%s",
			 line);
	}
	object_ends(leaks);
	fclose(f);
}

/*
 * kmemleak reports no object that is younger than 5 s, and none in its first scan; a
 * stray pointer may hide an object for another scan.
 */
bool expect_no_leaks(void)
{
	struct leaks leaks = { 0 };

	if (access(KMEMLEAK, F_OK))
		return false;
	pause_us(900000);
	sleep(5);
	for (int i = 0; i < 3; i++) {
		/* It gives up for good when it has no memory itself. */
		if (!write_file(KMEMLEAK, "scan"))
			FAIL("kmemleak: %m");
	}
	read_leaks(&leaks);
	write_file(KMEMLEAK, "clear");
	if (leaks.kernels)
		printf("# kmemleak: %u objects that the kernel itself loses\n",
		       leaks.kernels);
	if (leaks.found)
		FAIL("kmemleak found %u lost objects", leaks.found);
	return true;
}

static void shrink_caches(void)
{
	char path[320];
	struct dirent *e;
	DIR *dir;

	write_file("/proc/sys/vm/drop_caches", "3");
	dir = opendir(SLABS);
	while (dir && (e = readdir(dir))) {
		/* Links are other names of caches that are there already. */
		if (e->d_name[0] == '.' || e->d_type == DT_LNK)
			continue;
		snprintf(path, sizeof(path), SLABS "/%s/shrink", e->d_name);
		write_file(path, "1");
	}
	if (dir)
		closedir(dir);
}

static unsigned int meminfo(const char *name)
{
	FILE *f = fopen("/proc/meminfo", "re");
	unsigned int value = 0;
	char line[128];

	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, name, strlen(name)))
			value = strtoul(line + strlen(name), NULL, 10);
	}
	fclose(f);
	CHECK(value);
	return value;
}

static void read_slabs(struct slabs *slabs)
{
	FILE *f = fopen("/proc/slabinfo", "re");
	char line[256];

	slabs->count = 0;
	slabs->kib = meminfo("Slab:");
	slabs->available_kib = meminfo("MemAvailable:");
	if (!f)
		FAIL("/proc/slabinfo: %m");
	while (fgets(line, sizeof(line), f) && slabs->count < CACHES_MAX) {
		struct cache *c = &slabs->cache[slabs->count];

		/* Debug objects are kept in a pool, as many as ever were. */
		if (sscanf(line, "%31s %u", c->name, &c->objects) == 2 &&
		    strcmp(c->name, "debug_objects_cache"))
			slabs->count++;
	}
	fclose(f);
	CHECK(slabs->count > 10);
}

/* What is freed late is waited for: until it gets no less. */
void slabs_look(struct slabs *slabs)
{
	unsigned int least = UINT32_MAX;

	for (int same = 0; same < 4; same++) {
		shrink_caches();
		pause_us(250000);
		read_slabs(slabs);
		if (slabs->kib < least) {
			least = slabs->kib;
			same = 0;
		}
	}
}

static const struct cache *find_cache(const struct slabs *slabs,
				      const char *name)
{
	for (unsigned int i = 0; i < slabs->count; i++) {
		if (!strcmp(slabs->cache[i].name, name))
			return &slabs->cache[i];
	}
	return NULL;
}

const char *slabs_growth(const struct slabs *before, const struct slabs *after,
			 int *objects)
{
	const char *name = "none";

	*objects = 0;
	for (unsigned int i = 0; i < after->count; i++) {
		const struct cache *was = find_cache(before,
						     after->cache[i].name);
		int more = (int)after->cache[i].objects -
			   (int)(was ? was->objects : 0);

		if (more > *objects) {
			*objects = more;
			name = after->cache[i].name;
		}
	}
	return name;
}
