// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program bindnonce, whole, against a made-up kernel with a drive in it
 * that really authenticates, and that a test can make lie.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../auth/aacs-auth.h"
#include "suites.h"

int bindnonce_main(int argc, char **argv);

enum lie {
	HONEST, NO_AGID, BAD_CERTIFICATE, HOST_CERTIFICATE, BAD_SIGNATURE,
	OFF_CURVE, REFUSES_KEY, BAD_MAC, MAC_OF_OTHER_LBA, SHORT_NONCE,
};

static struct aacs_identity drive;
static struct aacs_keypair ephemeral;
static uint8_t host_nonce[AACS_NONCE_LEN], drive_nonce[AACS_NONCE_LEN];
static uint8_t host_cert[AACS_CERT_LEN], bus_key[AACS_BUS_KEY_LEN];
static uint8_t other_cert[AACS_CERT_LEN];
static const uint8_t value[AACS_VALUE_LEN] = "\xDE\xAD\xBE\xEF" "bindingnonce";
static enum lie lie;
static bool open_session, bad_host;
static struct sr_aacs_read_binding_nonce asked;

static int deny(struct sr_aacs_request *req, uint32_t status)
{
	req->status = status;
	return -EIO;
}

static int give(struct sr_aacs_request *req, const void *data, uint32_t len)
{
	if (req->out_len != len)
		return deny(req, STATUS_INVALID_BUFFER_SIZE);
	memcpy((void *)(uintptr_t)req->out, data, len);
	req->information = len;
	req->status = STATUS_SUCCESS;
	return 0;
}

static int take_certificate(struct sr_aacs_request *req,
			    const struct sr_aacs_send_certificate *in)
{
	memcpy(host_nonce, in->certificate.nonce, sizeof(host_nonce));
	memcpy(host_cert, in->certificate.certificate, sizeof(host_cert));
	if (aacs_cert_verify(host_cert, AACS_CERT_HOST, drive.authority_pub))
		bad_host = true;
	return give(req, NULL, 0);
}

static int give_certificate(struct sr_aacs_request *req)
{
	struct sr_aacs_certificate out;

	aacs_random(drive_nonce, sizeof(drive_nonce));
	memcpy(out.nonce, drive_nonce, sizeof(out.nonce));
	memcpy(out.certificate, lie == HOST_CERTIFICATE ? other_cert :
	       drive.cert, sizeof(out.certificate));
	if (lie == BAD_CERTIFICATE)
		out.certificate[20] ^= 1;
	return give(req, &out, sizeof(out));
}

static int give_key(struct sr_aacs_request *req)
{
	struct sr_aacs_challenge_key out;

	aacs_keypair_generate(&ephemeral);
	memcpy(out.point, ephemeral.pub, sizeof(out.point));
	if (lie == OFF_CURVE)
		out.point[39] ^= 1;
	aacs_sign_challenge(&drive.key, host_nonce, out.point, out.signature);
	if (lie == BAD_SIGNATURE)
		out.signature[0] ^= 1;
	return give(req, &out, sizeof(out));
}

static int take_key(struct sr_aacs_request *req,
		    const struct sr_aacs_send_challenge_key *in)
{
	if (lie == REFUSES_KEY)
		return deny(req, STATUS_CSS_AUTHENTICATION_FAILURE);
	if (aacs_verify_challenge(aacs_cert_pub(host_cert), drive_nonce,
				  in->challenge_key.point,
				  in->challenge_key.signature) ||
	    aacs_bus_key(ephemeral.priv, in->challenge_key.point, bus_key))
		bad_host = true;
	return give(req, NULL, 0);
}

static int give_nonce(struct sr_aacs_request *req)
{
	struct sr_aacs_value out;
	int err;

	memcpy(&asked, (void *)(uintptr_t)req->in, sizeof(asked));
	memcpy(out.value, value, sizeof(out.value));
	aacs_mac_nonce(bus_key, value,
		       asked.start_lba + (lie == MAC_OF_OTHER_LBA), out.mac);
	if (lie == BAD_MAC)
		out.mac[15] ^= 0x80;
	err = give(req, &out, sizeof(out));
	if (lie == SHORT_NONCE)
		req->information = 16;
	return err;
}

static int run_drive(unsigned long code, struct sr_aacs_request *req)
{
	const void *in = (void *)(uintptr_t)req->in;
	uint32_t agid = 2;

	if (code != IOCTL_AACS_START_SESSION &&
	    (!open_session || memcmp(in, &agid, sizeof(agid))))
		return deny(req, STATUS_CSS_KEY_NOT_ESTABLISHED);
	switch (code) {
	case IOCTL_AACS_START_SESSION:
		if (lie == NO_AGID)
			return deny(req, STATUS_INSUFFICIENT_RESOURCES);
		open_session = true;
		return give(req, &agid, sizeof(agid));
	case IOCTL_AACS_SEND_CERTIFICATE:
		return take_certificate(req, in);
	case IOCTL_AACS_GET_CERTIFICATE:
		return give_certificate(req);
	case IOCTL_AACS_GET_CHALLENGE_KEY:
		return give_key(req);
	case IOCTL_AACS_SEND_CHALLENGE_KEY:
		return take_key(req, in);
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		return give_nonce(req);
	case IOCTL_AACS_END_SESSION:
		open_session = false;
		return give(req, NULL, 0);
	}
	return deny(req, STATUS_INVALID_DEVICE_REQUEST);
}

static void is_text(const char *got, const char *want, const char *name)
{
	ok(!strcmp(got, want), "%s", name);
	if (strcmp(got, want))
		printf("#   got: %s\n#   wanted: %s\n", got, want);
}

/* Runs bindnonce; what it prints goes to @text. Returns its exit status. */
static int run(char *text, size_t size, int stream, char **argv)
{
	FILE *file = tmpfile();
	int saved = dup(stream), status, argc = 0;
	size_t len;

	if (!file || saved < 0)
		exit(1);
	while (argv[argc])
		argc++;
	fflush(NULL);
	dup2(fileno(file), stream);
	status = bindnonce_main(argc, argv);
	fflush(NULL);
	dup2(saved, stream);
	close(saved);
	rewind(file);
	len = fread(text, 1, size - 1, file);
	text[len] = 0;
	fclose(file);
	return status;
}

#define RUN(text, stream, ...) \
	run(text, sizeof(text), stream, \
	    (char *[]) { "bindnonce", __VA_ARGS__, NULL })

static void test_good(void)
{
	static const char expected[] =
		"binding nonce deadbeef62696e64696e676e6f6e6365\n"
		"MAC verified\nsession ended\n";
	char text[1024];

	is(RUN(text, 1, "D:"), 0, "bindnonce D: succeeds");
	ok(!strncmp(text, "AGID 2 granted\ndrive certificate verified (id ",
		    46), "and tells of AGID and certificate");
	ok(strstr(text, ")\nbus key agreed\nbinding nonce ") != NULL,
	   "and of the bus key");
	ok(strstr(text, expected) != NULL, "and of nonce, MAC and end");
	ok(!open_session, "the session was ended");
	ok(!bad_host, "the drive had nothing to complain about");
	ok(asked.start_lba == 0 && asked.number_of_sectors == 1 &&
	   asked.handle == UINT64_MAX, "the extent is block 0");

	is(RUN(text, 1, "--quiet", "--lba", "0xFFFFFFFF", "--blocks", "255",
	       "\\\\.\\CdRom0"), 0, "a far extent succeeds");
	ok(!strcmp(text, "deadbeef62696e64696e676e6f6e6365\n"),
	   "--quiet prints the nonce alone");
	ok(asked.start_lba == 0xFFFFFFFF && asked.number_of_sectors == 255,
	   "--lba and --blocks are the extent");
}

static void test_lies(void)
{
	static const struct {
		enum lie lie;
		const char *message;
	} lies[] = {
		{ NO_AGID, "starting a session: error 1450: " },
		{ BAD_CERTIFICATE, "drive certificate: " },
		{ HOST_CERTIFICATE, "drive certificate: " },
		{ BAD_SIGNATURE, "signature of the drive: " },
		{ OFF_CURVE, "host key: what the drive sent is not on the curve" },
		{ REFUSES_KEY, "sending the host key: error 0x80030306: " },
		{ BAD_MAC, "MAC of the binding nonce: " },
		{ MAC_OF_OTHER_LBA, "MAC of the binding nonce: " },
		{ SHORT_NONCE, "generating the binding nonce: " },
	};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		lie = lies[i].lie;
		is(RUN(text, 2, "--quiet", "D:"), 1, "lie %d: exit status 1",
		   lie);
		ok(!strncmp(text, "bindnonce: ", 11) &&
		   !strncmp(text + 11, lies[i].message,
			    strlen(lies[i].message)), "lie %d: %s", lie,
		   lies[i].message);
		ok(!open_session, "lie %d: the session was ended", lie);
		ok(!strstr(text, "deadbeef"), "lie %d: no nonce", lie);
	}
	lie = HONEST;
}

#define KEYS	"bindnonce: the host's certificate and key: "
#define MKPKI	" (aacs-vdrive mkpki makes a set for tests)\n"

/* One file of the set is not as it should be: which, and in what way. */
static void test_keys(const char *dir)
{
	char text[1024], path[256], want[1024];
	uid_t user = geteuid();

	is(RUN(text, 2, "--pki", "/none", "D:"), 1, "no keys: exit status 1");
	is_text(text, KEYS "/none/authority.pub: No such file or directory"
		MKPKI, "no keys: the message");

	/* Root may read what nobody may. */
	snprintf(path, sizeof(path), "%s/host.key", dir);
	snprintf(want, sizeof(want), KEYS "%s: Permission denied\n", path);
	if (chmod(dir, 0755) || chmod(path, 0) || (!user && seteuid(65534)))
		ok(false, "a key that may not be read");
	is(RUN(text, 2, "D:"), 1, "a forbidden key: exit status 1");
	is_text(text, want, "a forbidden key: the message");
	if (seteuid(user) || chmod(path, 0600) || truncate(path, 11))
		ok(false, "a key that is too short");

	snprintf(want, sizeof(want), KEYS "%s: malformed" MKPKI, path);
	is(RUN(text, 2, "D:"), 1, "a short key: exit status 1");
	is_text(text, want, "a short key: the message");
}

static void test_usage(void)
{
	char text[4096];

	is(RUN(text, 2, "E:"), 1, "no such drive: exit status 1");
	is_text(text, "bindnonce: opening 'E:': error 2: no such drive\n"
		"bindnonce: NTDVD_DEBUG=1 in the environment tells more\n",
		"no such drive: the message, and a hint");
	setenv("NTDVD_DEBUG", "1", 1);
	is(RUN(text, 2, "E:"), 1, "with NTDVD_DEBUG: exit status 1");
	is_text(text, "bindnonce: opening 'E:': error 2: no such drive\n",
		"with NTDVD_DEBUG: no hint at it");
	unsetenv("NTDVD_DEBUG");
	is(RUN(text, 2, "--lba", "4294967296", "D:"), 2, "--lba too large");
	is(RUN(text, 2, "--blocks", "0", "D:"), 2, "--blocks 0");
	is(RUN(text, 2, "--blocks", "256", "D:"), 2, "--blocks 256");
	is(RUN(text, 2, "--lba", "12x", "D:"), 2, "--lba 12x");
	is(RUN(text, 2, "D:", "E:"), 2, "two drives");
	is(RUN(text, 2, "--what", "D:"), 2, "an unknown option");
	is(RUN(text, 2, "--quiet"), 2, "no drive");
	is(RUN(text, 1, "--help"), 0, "--help");
	ok(!strncmp(text, "Usage: bindnonce ", 17), "--help: the text");
	is(RUN(text, 1, "--version"), 0, "--version");
}

int main(void)
{
	char dir[] = "/tmp/bindnonce-test-XXXXXX";
	struct aacs_identity host;
	char command[64];
	const char *why;

	alarm(40);
	if (!mkdtemp(dir) || aacs_auth_init() || aacs_pki_make(dir, &why) ||
	    aacs_identity_load(&drive, dir, AACS_CERT_DRIVE, &why) ||
	    aacs_identity_load(&host, dir, AACS_CERT_HOST, &why)) {
		ok(false, "a test authority");
		return tap_done();
	}
	memcpy(other_cert, host.cert, sizeof(other_cert));
	setenv(AACS_PKI_DIR_ENV, dir, 1);
	unsetenv("NTDVD_DEBUG");
	fake_reset();
	fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
	fake_drive = run_drive;

	test_good();
	test_lies();
	test_usage();
	test_keys(dir);
	is(fake_open_files(), 0, "nothing left open");

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		perror(command);
	return tap_done();
}
