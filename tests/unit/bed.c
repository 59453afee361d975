// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "bed.h"

struct bed bed;

const struct aacs_config bed_config = {
	.aacs = true, .bng = true, .agids = 4, .nonce_blocks = 1,
};

static void need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

void bed_make(void)
{
	const char *why = "";

	need(!aacs_auth_init(), "libgcrypt");
	strcpy(bed.dir, "/tmp/vdrive-test-XXXXXX");
	need(mkdtemp(bed.dir), bed.dir);
	snprintf(bed.image, sizeof(bed.image), "%s/disc.img", bed.dir);
	snprintf(bed.sidecar, sizeof(bed.sidecar), "%s.aacs", bed.image);
	bed_write(bed.image, "", 0);
	need(!truncate(bed.image, IMAGE_BLOCKS * DISC_BLOCK_SIZE), bed.image);

	need(!aacs_pki_make(bed.dir, 0, &why), why);
	need(!aacs_identity_load(&bed.host, bed.dir, AACS_CERT_HOST, &why),
	     why);
	need(!aacs_identity_load(&bed.drive, bed.dir, AACS_CERT_DRIVE, &why),
	     why);
}

void bed_remove(void)
{
	DIR *dir = opendir(bed.dir);
	struct dirent *entry;

	need(dir, bed.dir);
	while ((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	need(!rmdir(bed.dir), bed.dir);
}

struct disc *bed_open(const struct disc_params *params)
{
	static const struct disc_params none;
	const char *why = "";
	struct disc *disc;

	disc = disc_open(bed.image, params ? params : &none, &why);
	need(disc, why);
	return disc;
}

struct disc *bed_disc(unsigned int environment)
{
	struct disc_params params = {
		.plain = environment & PLAIN_DISC,
		.write_protected = environment & READ_ONLY,
	};
	static const char no_values[] =
		"volume-id none\nserial-number none\nmedia-id none\n";

	if (environment & NO_DISC)
		return NULL;
	unlink(bed.sidecar);
	if (environment & NO_VALUES)
		bed_write(bed.sidecar, no_values, sizeof(no_values) - 1);
	return bed_open(&params);
}

struct host bed_connect(const struct aacs_config *config, struct disc *disc)
{
	struct aacs_config full = *config;
	struct host h = { .id = bed.host, .disc = disc };

	full.id = bed.drive;
	h.drive = aacs_drive_new(&full);
	need(h.drive, "aacs_drive_new");
	aacs_drive_set_disc(h.drive, disc);
	return h;
}

void bed_disconnect(struct host *h)
{
	host_forget_answer(h);
	aacs_drive_free(h->drive);
	disc_close(h->disc);
}

void bed_insert(struct host *h, struct disc *disc)
{
	aacs_drive_set_disc(h->drive, disc);
	disc_close(h->disc);
	h->disc = disc;
}

void bed_reach(struct host *h, enum stage stage)
{
	need(host_run(h, stage) == stage, "AACS-Auth");
}

void bed_write(const char *path, const void *data, size_t len)
{
	FILE *file = fopen(path, "we");

	need(file, path);
	need(fwrite(data, 1, len, file) == len && !fclose(file), path);
}

const char *bed_read(const char *path)
{
	FILE *file = fopen(path, "re");
	static char text[65536];
	size_t len;

	need(file, path);
	len = fread(text, 1, sizeof(text) - 1, file);
	need(len && !ferror(file), path);
	text[len] = '\0';
	fclose(file);
	return text;
}

void ok_sense(struct sense got, struct sense want, const char *name)
{
	if (!ok(sense_equal(got, want), "%s", name))
		printf("#   got %x/%02x/%02x want %x/%02x/%02x\n", got.key,
		       got.asc, got.ascq, want.key, want.asc, want.ascq);
}
