// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "fixture.h"

struct fixture fixture;

const struct aacs_config fixture_config = {
	.aacs = true, .bng = true, .agids = 4, .nonce_blocks = 1,
};

static void need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

void fixture_make(void)
{
	const char *why = "";

	need(!aacs_auth_init(), "libgcrypt");
	strcpy(fixture.dir, "/tmp/vdrive-test-XXXXXX");
	need(mkdtemp(fixture.dir), fixture.dir);
	snprintf(fixture.image, sizeof(fixture.image), "%s/disc.img", fixture.dir);
	snprintf(fixture.sidecar, sizeof(fixture.sidecar), "%s.aacs", fixture.image);
	fixture_write(fixture.image, "", 0);
	need(!truncate(fixture.image, IMAGE_BLOCKS * DISC_BLOCK_SIZE), fixture.image);

	need(!aacs_pki_make(fixture.dir, 0, &why), why);
	need(!aacs_identity_load(&fixture.host, fixture.dir, AACS_CERT_HOST, &why),
	     why);
	need(!aacs_identity_load(&fixture.drive, fixture.dir, AACS_CERT_DRIVE, &why),
	     why);
}

void fixture_remove(void)
{
	DIR *dir = opendir(fixture.dir);
	struct dirent *entry;

	need(dir, fixture.dir);
	while ((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	need(!rmdir(fixture.dir), fixture.dir);
}

struct disc *fixture_open(const struct disc_params *params)
{
	static const struct disc_params none;
	const char *why = "";
	struct disc *disc;

	disc = disc_open(fixture.image, params ? params : &none, &why);
	need(disc, why);
	return disc;
}

struct disc *fixture_disc(unsigned int environment)
{
	struct disc_params params = {
		.plain = environment & PLAIN_DISC,
		.write_protected = environment & READ_ONLY,
	};
	static const char no_values[] =
		"volume-id none\nserial-number none\nmedia-id none\n";

	if (environment & NO_DISC)
		return NULL;
	unlink(fixture.sidecar);
	if (environment & NO_VALUES)
		fixture_write(fixture.sidecar, no_values, sizeof(no_values) - 1);
	return fixture_open(&params);
}

struct host fixture_connect(const struct aacs_config *config, struct disc *disc)
{
	struct aacs_config full = *config;
	struct host h = { .id = fixture.host, .disc = disc };

	full.id = fixture.drive;
	h.drive = aacs_drive_new(&full);
	need(h.drive, "aacs_drive_new");
	aacs_drive_set_disc(h.drive, disc);
	return h;
}

void fixture_disconnect(struct host *h)
{
	host_forget_answer(h);
	aacs_drive_free(h->drive);
	disc_close(h->disc);
}

void fixture_insert(struct host *h, struct disc *disc)
{
	aacs_drive_set_disc(h->drive, disc);
	disc_close(h->disc);
	h->disc = disc;
}

void fixture_reach(struct host *h, enum stage stage)
{
	need(host_run(h, stage) == stage, "AACS-Auth");
}

void fixture_write(const char *path, const void *data, size_t len)
{
	FILE *file = fopen(path, "we");
	bool written;

	need(file, path);
	written = fwrite(data, 1, len, file) == len;
	if (fclose(file))
		written = false;
	need(written, path);
}

const char *fixture_read(const char *path)
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
