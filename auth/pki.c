// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The test authority's files: lines of hex digits in a directory. Loading
 * checks only their form, so that a test can use a certificate that does not
 * verify or a key of another certificate.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aacs-auth.h"
#include "hex.h"

#define FILE_MAX	(sizeof(struct aacs_keypair) + AACS_CERT_LEN)

/* The file that an error is about; see *why in aacs-auth.h. */
static _Thread_local char path[PATH_MAX];

static int set_path(const char *dir, const char *name)
{
	int len = snprintf(path, sizeof(path), "%s/%s", dir, name);

	return len < 0 || (size_t)len >= sizeof(path) ? -ENAMETOOLONG : 0;
}

/* Reads @len bytes in hex; only white space may follow. */
static int read_hex(const char *dir, const char *name, uint8_t *buf, size_t len)
{
	char text[2 * FILE_MAX + 16];
	size_t got;
	FILE *file;
	int err;

	err = set_path(dir, name);
	if (err)
		return err;
	file = fopen(path, "re");
	if (!file)
		return -errno;
	got = fread(text, 1, sizeof(text), file);
	err = ferror(file) ? -EIO : 0;
	fclose(file);
	if (err)
		return err;

	while (got && isspace((unsigned char)text[got - 1]))
		got--;
	if (got != 2 * len)
		return -EINVAL;
	return hex_parse(text, got, buf);
}

/* Replaces the whole file: a reader sees the old or the new file. */
static int write_hex(const char *dir, const char *name, mode_t mode,
		     const uint8_t *buf, size_t len)
{
	char temp[PATH_MAX + sizeof(".new")];
	FILE *file;
	int err, fd;

	err = set_path(dir, name);
	if (err)
		return err;
	snprintf(temp, sizeof(temp), "%s.new", path);
	/* An old temporary file may have another mode. */
	if (unlink(temp) && errno != ENOENT)
		return -errno;
	fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (!file) {
		err = -errno;
		close(fd);
		unlink(temp);
		return err;
	}

	hex_print(file, buf, len);
	err = ferror(file) ? -EIO : 0;
	if (fclose(file) && !err)
		err = -errno;
	if (!err && rename(temp, path))
		err = -errno;
	if (err)
		unlink(temp);
	return err;
}

/* A .key file is priv || pub. */
static int read_key(const char *dir, const char *name, struct aacs_keypair *key)
{
	uint8_t buf[sizeof(*key)];
	int err;

	err = read_hex(dir, name, buf, sizeof(buf));
	if (err)
		return err;
	memcpy(key->priv, buf, AACS_SCALAR_LEN);
	memcpy(key->pub, buf + AACS_SCALAR_LEN, AACS_POINT_LEN);
	return 0;
}

static int write_key(const char *dir, const char *name,
		     const struct aacs_keypair *key)
{
	uint8_t buf[sizeof(*key)];

	memcpy(buf, key->priv, AACS_SCALAR_LEN);
	memcpy(buf + AACS_SCALAR_LEN, key->pub, AACS_POINT_LEN);
	return write_hex(dir, name, 0600, buf, sizeof(buf));
}

static const char *default_dir(const char *dir)
{
	if (!dir)
		dir = getenv(AACS_PKI_DIR_ENV);
	return dir ? dir : AACS_PKI_DIR_DEFAULT;
}

int aacs_identity_load(struct aacs_identity *id, const char *dir,
		       enum aacs_cert_type side, const char **why)
{
	bool host = side == AACS_CERT_HOST;
	int err;

	*why = path;
	dir = default_dir(dir);
	err = read_hex(dir, "authority.pub", id->authority_pub,
		       sizeof(id->authority_pub));
	if (!err)
		err = read_hex(dir, host ? "host.crt" : "drive.crt", id->cert,
			       sizeof(id->cert));
	if (!err)
		err = read_key(dir, host ? "host.key" : "drive.key", &id->key);
	return err;
}

int aacs_authority_load(struct aacs_authority *authority, const char *dir,
			const char **why)
{
	uint8_t cert[AACS_CERT_LEN];
	int err;

	*why = path;
	dir = default_dir(dir);
	memset(authority, 0, sizeof(*authority));
	err = read_key(dir, "authority.key", &authority->key);
	if (err)
		return err;
	/* A directory from an earlier mkpki has no revoked host. */
	err = read_hex(dir, "revoked-host.crt", cert, sizeof(cert));
	if (!err)
		memcpy(authority->revoked_host, aacs_cert_id(cert),
		       AACS_CERT_ID_LEN);
	return err == -ENOENT ? 0 : err;
}

int aacs_identity_set_flags(struct aacs_identity *id, uint8_t flags,
			    const struct aacs_authority *authority)
{
	uint8_t cert[AACS_CERT_LEN];
	int err;

	err = aacs_cert_make(cert, id->cert[0], flags, aacs_cert_id(id->cert),
			     aacs_cert_pub(id->cert), &authority->key);
	if (!err)
		memcpy(id->cert, cert, sizeof(cert));
	return err;
}

/* Makes NAME.crt and NAME.key. */
static int make_side(const char *dir, const char *name, enum aacs_cert_type type,
		     uint8_t flags, const struct aacs_keypair *authority)
{
	uint8_t id[AACS_CERT_ID_LEN], cert[AACS_CERT_LEN];
	struct aacs_keypair key;
	char file[32];
	int err;

	aacs_random(id, sizeof(id));
	err = aacs_keypair_generate(&key);
	if (!err)
		err = aacs_cert_make(cert, type, flags, id, key.pub, authority);
	snprintf(file, sizeof(file), "%s.crt", name);
	if (!err)
		err = write_hex(dir, file, 0644, cert, sizeof(cert));
	snprintf(file, sizeof(file), "%s.key", name);
	if (!err)
		err = write_key(dir, file, &key);
	return err;
}

int aacs_pki_make(const char *dir, uint8_t flags, const char **why)
{
	static const struct {
		const char *name;
		enum aacs_cert_type type;
	} sides[] = {
		{ "host", AACS_CERT_HOST },
		{ "revoked-host", AACS_CERT_HOST },
		{ "drive", AACS_CERT_DRIVE },
	};
	struct aacs_keypair authority;
	size_t i;
	int err;

	*why = path;
	err = set_path(dir, "");
	if (err)
		return err;
	if (mkdir(dir, 0755) && errno != EEXIST)
		return -errno;
	/* Don't overwrite an authority: drives and hosts rely on it. */
	err = set_path(dir, "authority.key");
	if (!err && !access(path, F_OK))
		err = -EEXIST;

	if (!err)
		err = aacs_keypair_generate(&authority);
	if (!err)
		err = write_hex(dir, "authority.pub", 0644, authority.pub,
				sizeof(authority.pub));
	if (!err)
		err = write_key(dir, "authority.key", &authority);
	for (i = 0; i < sizeof(sides) / sizeof(sides[0]) && !err; i++)
		err = make_side(dir, sides[i].name, sides[i].type, flags,
				&authority);
	return err;
}
