// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signatures, bus keys, certificates and files of libaacsauth, against numbers that
 * were computed without libgcrypt, with plain integers on the curve of the AACS common
 * book.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../auth/aacs-auth.h"
#include "../lib/tap.h"
#include "hex.h"

#define PRIV	"123456789abcdef0fedcba9876543210deadbeef"
#define PUB	"8459945207148c043e6cfe0d9c124206546123a1" \
		"3390370d520720c5f9ff61f41e39a7a43e913b14"
#define G	"2e64fc22578351e6f4cca7eb81d0a4bdc54ccec6" \
		"0914a25dd05442889db455c7f23c9a0707f5cbb9"
#define P	"9dc9d81355ecceb560bdb09ef9eae7c479a7d7df"
#define N	"9dc9d81355ecceb560bdc44f54817b2c7f5ab017"
#define ZERO	"0000000000000000000000000000000000000000"

/* Made with a known k; SHA-1 of each is above n, or below it, as said. */
static const struct {
	const char *name, *msg, *sig;
	int err;
} signatures[] = {
	{ "hash above n", "abc",
	  "67cecfefb41b0a03202bee53cf923806948de55b"
	  "19dcdda09e5095aadab483427c743f8e50b0646f", 0 },
	{ "hash above n, another message", "5",
	  "67cecfefb41b0a03202bee53cf923806948de55b"
	  "77cd427de394c022aeb2c2c80808ed1444c53f0b", 0 },
	{ "another k", "m0",
	  "0a6b8e69c6e2eb8d1416d582853033f3b721fa82"
	  "2445eece1717670fdfc234dfb6d6b788c4452e01", 0 },
	{ "hash below n, r with leading zeros", "m2",
	  "00cd1f0a9fbcf5faa0e4027e88ac0dca1c912882"
	  "1bad7ee15fd26968f5380cc42df77e0b08e8fb17", 0 },
	/* Signatures with numbers out of range never verify. */
	{ "r = 0", "abc", ZERO "19dcdda09e5095aadab483427c743f8e50b0646f", -EBADMSG },
	{ "s = 0", "abc", "67cecfefb41b0a03202bee53cf923806948de55b" ZERO, -EBADMSG },
	{ "r = s = 0", "abc", ZERO ZERO, -EBADMSG },
	{ "r = n", "abc", N "19dcdda09e5095aadab483427c743f8e50b0646f", -EBADMSG },
	{ "s = n", "abc", "67cecfefb41b0a03202bee53cf923806948de55b" N, -EBADMSG },
	{ "all ones", "abc",
	  "ffffffffffffffffffffffffffffffffffffffff"
	  "ffffffffffffffffffffffffffffffffffffffff", -EBADMSG },
};

static void test_known_signatures(void)
{
	uint8_t pub[AACS_POINT_LEN], sig[AACS_SIGNATURE_LEN];

	hex(pub, sizeof(pub), PUB);
	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++) {
		const char *msg = signatures[i].msg;

		hex(sig, sizeof(sig), signatures[i].sig);
		is(aacs_verify(pub, msg, strlen(msg), sig), signatures[i].err,
		   "known signature: %s", signatures[i].name);
		ok(aacs_verify(pub, "other", 5, sig) == -EBADMSG,
		   "and not for another message: %s", signatures[i].name);
	}
}

static void test_signatures(void)
{
	uint8_t sig[AACS_SIGNATURE_LEN], nonce[AACS_NONCE_LEN];
	struct aacs_keypair key, other;
	bool all = true;
	char msg[8];
	size_t i;

	ok(!aacs_keypair_generate(&key) && !aacs_keypair_generate(&other),
	   "key pairs are made");
	ok(memcmp(key.priv, other.priv, sizeof(key.priv)) &&
	   memcmp(key.pub, other.pub, sizeof(key.pub)), "and differ");

	/* many, so that r or s with leading zeros come up */
	for (i = 0; i < 600 && all; i++) {
		int len = snprintf(msg, sizeof(msg), "%zu", i);

		all = !aacs_sign(&key, msg, len, sig) &&
		      !aacs_verify(key.pub, msg, len, sig);
	}
	ok(all, "600 signatures verify (stopped at %zu)", i);

	is(aacs_sign(&key, "message", 7, sig), 0, "sign");
	is(aacs_verify(key.pub, "message", 7, sig), 0, "verify");
	is(aacs_verify(key.pub, "Message", 7, sig), -EBADMSG,
	   "a tampered message does not verify");
	is(aacs_verify(key.pub, "message", 6, sig), -EBADMSG,
	   "a shortened message does not verify");
	is(aacs_verify(other.pub, "message", 7, sig), -EBADMSG,
	   "another's key does not verify it");
	for (i = 0; i < sizeof(sig); i += 13) {
		sig[i] ^= 1;
		ok(aacs_verify(key.pub, "message", 7, sig) == -EBADMSG,
		   "a signature with byte %zu changed does not verify", i);
		sig[i] ^= 1;
	}

	aacs_random(nonce, sizeof(nonce));
	is(aacs_sign_challenge(&key, nonce, other.pub, sig), 0,
	   "sign nonce || point");
	is(aacs_verify_challenge(key.pub, nonce, other.pub, sig), 0,
	   "verify nonce || point");
	nonce[19] ^= 1;
	is(aacs_verify_challenge(key.pub, nonce, other.pub, sig), -EBADMSG,
	   "another nonce does not verify");
	nonce[19] ^= 1;
	is(aacs_verify_challenge(key.pub, nonce, key.pub, sig), -EBADMSG,
	   "another point does not verify");
}

static const struct {
	const char *name, *point;
} off_curve[] = {
	{ "point (0, 0)", ZERO ZERO },
	{ "generator with its y one higher",
	  "2e64fc22578351e6f4cca7eb81d0a4bdc54ccec6"
	  "0914a25dd05442889db455c7f23c9a0707f5cbba" },
	{ "generator with x and y swapped",
	  "0914a25dd05442889db455c7f23c9a0707f5cbb9"
	  "2e64fc22578351e6f4cca7eb81d0a4bdc54ccec6" },
	{ "x = p", P "0914a25dd05442889db455c7f23c9a0707f5cbb9" },
	{ "generator with y + p for y",
	  "2e64fc22578351e6f4cca7eb81d0a4bdc54ccec6"
	  "a6de7a712641113dfe720666ec2781cb819da398" },
	{ "all ones", "ffffffffffffffffffffffffffffffffffffffff"
		      "ffffffffffffffffffffffffffffffffffffffff" },
};

static const struct {
	const char *name, *priv, *point, *bk;
	int err;
} bus_keys[] = {
	{ "known scalar times G", PRIV, G, "07148c043e6cfe0d9c124206546123a1", 0 },
	{ "x with leading zeros: 76h times G",
	  "0000000000000000000000000000000000000076", G,
	  "9fbcf5faa0e4027e88ac0dca1c912882", 0 },
	{ "one times G", "0000000000000000000000000000000000000001", G,
	  "578351e6f4cca7eb81d0a4bdc54ccec6", 0 },
	{ "n - 1 times G has G's x",
	  "9dc9d81355ecceb560bdc44f54817b2c7f5ab016", G,
	  "578351e6f4cca7eb81d0a4bdc54ccec6", 0 },
	{ "scalar 0", ZERO, G, NULL, -EINVAL },
	{ "scalar n", N, G, NULL, -EINVAL },
};

static void test_bus_keys(void)
{
	uint8_t priv[AACS_SCALAR_LEN], point[AACS_POINT_LEN];
	uint8_t bk[AACS_BUS_KEY_LEN], want[AACS_BUS_KEY_LEN];
	struct aacs_keypair host, drive;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bus_keys); i++) {
		hex(priv, sizeof(priv), bus_keys[i].priv);
		hex(point, sizeof(point), bus_keys[i].point);
		ok(aacs_bus_key(priv, point, bk) == bus_keys[i].err,
		   "bus key, answer %d: %s", bus_keys[i].err, bus_keys[i].name);
		if (bus_keys[i].bk)
			ok_hex(bk, bus_keys[i].bk, bus_keys[i].name);
	}

	hex(priv, sizeof(priv), PRIV);
	for (i = 0; i < ARRAY_SIZE(off_curve); i++) {
		hex(point, sizeof(point), off_curve[i].point);
		ok(aacs_bus_key(priv, point, bk) == -EINVAL,
		   "no bus key from a point off the curve: %s",
		   off_curve[i].name);
		ok(aacs_verify(point, "abc", 3, point) == -EINVAL,
		   "no signature under a key off the curve: %s",
		   off_curve[i].name);
	}

	for (i = 0; i < 20; i++) {
		aacs_keypair_generate(&host);
		aacs_keypair_generate(&drive);
		if (aacs_bus_key(host.priv, drive.pub, bk) ||
		    aacs_bus_key(drive.priv, host.pub, want) ||
		    memcmp(bk, want, sizeof(bk)))
			break;
	}
	ok(i == 20, "both sides get the same bus key");
}

static void test_certificates(void)
{
	static const uint8_t id[AACS_CERT_ID_LEN] = { 1, 2, 3, 4, 5, 6 };
	uint8_t cert[AACS_CERT_LEN];
	struct aacs_keypair authority, other, key;
	size_t i;

	aacs_keypair_generate(&authority);
	aacs_keypair_generate(&other);
	aacs_keypair_generate(&key);

	is(aacs_cert_make(cert, AACS_CERT_HOST, 1, id, key.pub, &authority),
	   0, "a host certificate is made");
	ok_hex(cert, "02 01 005c 010203040506 0000",
	       "host: type, flags, length, id");
	ok_bytes(aacs_cert_pub(cert), key.pub, AACS_POINT_LEN, "its key");
	is(aacs_cert_verify(cert, AACS_CERT_HOST, authority.pub), 0,
	   "it verifies");
	is(aacs_cert_verify(cert, AACS_CERT_DRIVE, authority.pub), -EBADMSG,
	   "and not as a drive's");
	is(aacs_cert_verify(cert, AACS_CERT_HOST, other.pub), -EBADMSG,
	   "nor under another authority");
	for (i = 0; i < sizeof(cert); i++) {
		cert[i] ^= 0x40;
		if (aacs_cert_verify(cert, AACS_CERT_HOST, authority.pub) !=
		    -EBADMSG)
			break;
		cert[i] ^= 0x40;
	}
	ok(i == sizeof(cert), "a change of any one byte is found (%zu)", i);

	/* signed by the authority all the same: the fields alone are wrong */
	cert[3] = 0x5d;
	aacs_sign(&authority, cert, 52, cert + 52);
	is(aacs_cert_verify(cert, AACS_CERT_HOST, authority.pub), -EBADMSG,
	   "a wrong length under a good signature is found");
	is(aacs_cert_make(cert, AACS_CERT_DRIVE, 0, id, key.pub,
			  &authority), 0, "a drive certificate is made");
	ok_hex(cert, "01 00 005c 010203040506 0000",
	       "drive: type, flags, length, id");
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static const char * const pki_files[] = {
	"pki/authority.pub", "pki/authority.key", "pki/host.crt",
	"pki/host.key", "pki/drive.crt", "pki/drive.key",
	"pki/revoked-host.crt", "pki/revoked-host.key",
};

static mode_t mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_mode & 07777;
}

static void test_pki(void)
{
	char base[] = "/tmp/auth-test-XXXXXX";
	struct aacs_identity host, drive, again;
	uint8_t bk[AACS_BUS_KEY_LEN], sig[AACS_SIGNATURE_LEN];
	const char *why = NULL;

	if (!mkdtemp(base) || chdir(base))
		abort();
	umask(022);

	is(aacs_identity_load(&host, "pki", AACS_CERT_HOST, &why), -ENOENT,
	   "nothing to load yet");
	ok(why && strstr(why, "pki/authority.pub"), "the missing file's name");
	is(aacs_pki_make("pki", 0, &why), 0, "a set of files is made");
	is(mode_of("pki"), 0755, "mode of the directory");
	for (size_t i = 0; i < ARRAY_SIZE(pki_files); i++)
		ok(mode_of(pki_files[i]) ==
		   (strstr(pki_files[i], ".key") ? 0600 : 0644), "mode of %s",
		   pki_files[i]);

	is(aacs_identity_load(&host, "pki", AACS_CERT_HOST, &why), 0,
	   "the host's is loaded");
	setenv(AACS_PKI_DIR_ENV, "pki", 1);
	is(aacs_identity_load(&drive, NULL, AACS_CERT_DRIVE, &why), 0,
	   "the drive's, by way of the environment");
	is(aacs_cert_verify(host.cert, AACS_CERT_HOST,
			    drive.authority_pub), 0,
	   "the drive trusts the host");
	is(aacs_cert_verify(drive.cert, AACS_CERT_DRIVE,
			    host.authority_pub), 0,
	   "the host trusts the drive");
	ok(!aacs_sign(&host.key, "abc", 3, sig) &&
	   !aacs_verify(aacs_cert_pub(host.cert), "abc", 3, sig),
	   "the host's key is its certificate's");
	ok(!aacs_sign(&drive.key, "abc", 3, sig) &&
	   !aacs_verify(aacs_cert_pub(drive.cert), "abc", 3, sig),
	   "the drive's key is its certificate's");
	is(aacs_bus_key(host.key.priv, drive.key.pub, bk), 0,
	   "the loaded keys are numbers of the curve");

	is(aacs_pki_make("pki", 0, &why), -EEXIST,
	   "an authority that is there is not replaced");
	ok(strstr(why, "pki/authority.key"), "the name of what is there");
	ok(!aacs_identity_load(&again, "pki", AACS_CERT_HOST, &why) &&
	   !memcmp(&again, &host, sizeof(host)), "all is as it was");

	write_file("pki/host.key", "0123\n");
	is(aacs_identity_load(&host, "pki", AACS_CERT_HOST, &why), -EINVAL,
	   "a short file is refused");
	ok(strstr(why, "pki/host.key"), "its name");
	write_file("pki/authority.pub", PUB "00\n");
	is(aacs_identity_load(&host, "pki", AACS_CERT_HOST, &why), -EINVAL,
	   "a long file is refused");
	write_file("pki/authority.pub", "x459945207148c043e6cfe0d9c124206546123a1"
		   "3390370d520720c5f9ff61f41e39a7a43e913b14");
	is(aacs_identity_load(&host, "pki", AACS_CERT_HOST, &why), -EINVAL,
	   "a file that is not hex is refused");
	write_file("pki/authority.pub", PUB "\r\n");
	is(aacs_identity_load(&drive, "pki", AACS_CERT_DRIVE, &why), 0,
	   "white space at the end is not");

	for (size_t i = 0; i < ARRAY_SIZE(pki_files); i++)
		unlink(pki_files[i]);
	ok(!rmdir("pki"), "no other file was left there");
	rmdir(base);
}

int main(void)
{
	if (!ok(!aacs_auth_init(), "libgcrypt is ready"))
		return tap_done();
	ok(!aacs_auth_init(), "a second call does no harm");
	test_known_signatures();
	test_signatures();
	test_bus_keys();
	test_certificates();
	test_pki();
	return tap_done();
}
