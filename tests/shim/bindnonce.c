// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program bindnonce, whole, against a made-up kernel with a drive in it
 * that really authenticates.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindnonce-drive.h"
#include "suites.h"

int bindnonce_main(int argc, char **argv);

static void is_text(const char *got, const char *want, const char *name)
{
	ok(!strcmp(got, want), "%s", name);
	if (strcmp(got, want))
		printf("#   got: %s\n#   wanted: %s\n", got, want);
}

/* Runs bindnonce; all that it prints goes to @text. Returns its exit status. */
static int run(char *text, size_t size, char **argv)
{
	int saved[] = { dup(1), dup(2) }, status, argc = 0, i;
	FILE *file = tmpfile();
	size_t len;

	if (!file || saved[0] < 0 || saved[1] < 0)
		exit(1);
	while (argv[argc])
		argc++;
	fflush(NULL);
	for (i = 0; i < 2; i++)
		dup2(fileno(file), 1 + i);
	status = bindnonce_main(argc, argv);
	fflush(NULL);
	for (i = 0; i < 2; i++) {
		dup2(saved[i], 1 + i);
		close(saved[i]);
	}
	rewind(file);
	len = fread(text, 1, size - 1, file);
	text[len] = 0;
	fclose(file);
	return status;
}

#define RUN(text, ...) \
	run(text, sizeof(text), \
	    (char *[]) { "bindnonce", __VA_ARGS__, NULL })

static void test_good(void)
{
	static const char expected[] =
		"binding nonce " NONCE "\n"
		"MAC verified\nsession ended\n";
	char text[1024];

	is(RUN(text, "D:"), 0, "bindnonce D: succeeds");
	ok(!strncmp(text, "AGID 2 granted\ndrive certificate verified (id ",
		    46), "and tells of AGID and certificate");
	ok(strstr(text, ")\nbus key agreed\nbinding nonce ") != NULL,
	   "and of the bus key");
	ok(strstr(text, expected) != NULL, "and of nonce, MAC and end");
	ok(!drive.open_session, "the session was ended");
	ok(!drive.bad_host, "the drive had nothing to complain about");
	ok(drive.asked.start_lba == 0 && drive.asked.number_of_sectors == 1 &&
	   drive.asked.handle == UINT64_MAX, "the extent is block 0");

	is(RUN(text, "--quiet", "--lba", "0xFFFFFFFF", "--blocks", "255",
	       "\\\\.\\CdRom0"), 0, "a far extent succeeds");
	ok(!strcmp(text, NONCE "\n"),
	   "--quiet prints the nonce alone");
	ok(drive.asked.start_lba == 0xFFFFFFFF && drive.asked.number_of_sectors == 255,
	   "--lba and --blocks are the extent");
}

#define MARKERS(in) \
	((in).start_lba == UINT64_MAX && (in).number_of_sectors == UINT32_MAX)

/* By handle: the made-up kernel knows where the files are. */
static void test_file(void)
{
	static const char name[] = "/mnt/disc/a file";
	static const struct {
		const char *name;
		unsigned int lba;
		const char *told;
	} files[] = {
		{ "file", 1, "\nfile begins at LBA 1\nMAC verified\n" },
		{ "./disc/file", 62499999, "\nfile begins at LBA 62499999\n" },
		{ "/f", 0xFFFFFFFF, "\nfile begins at LBA 4294967295\n" },
	};
	char text[1024];
	size_t i;

	fake_node(name, 4660, FAKE_R | FAKE_REGULAR);
	is(RUN(text, "D:", (char *)name), 0, "a file: exit status 0");
	ok(strstr(text, "bus key agreed\n"
		  "binding nonce " NONCE "\n"
		  "file begins at LBA 4660\n"
		  "MAC verified\n"
		  "the drive stores it on the disc when all of '/mnt/disc/a file' is written\n"
		  "session ended\n") != NULL, "a file: what is told");
	is(drive.asked_code, IOCTL_AACS_GENERATE_BINDING_NONCE,
	   "a file: a nonce is generated");
	ok(MARKERS(drive.asked), "a file: the extent is left to the system");
	is(drive.asked.handle, FAKE_FD + 1, "a file: by its descriptor");
	is(fake_flags(FAKE_FD + 1) & O_ACCMODE, O_RDONLY,
	   "a file: it is opened for reading only");
	ok(!drive.open_session, "a file: the session was ended");

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		fake_node(files[i].name, files[i].lba, FAKE_R | FAKE_REGULAR);
		is(RUN(text, "D:", (char *)files[i].name), 0, "%s: exit status 0",
		   files[i].name);
		ok(strstr(text, files[i].told) != NULL, "%s: its LBA",
		   files[i].name);
	}
	is(RUN(text, "--quiet", "D:", "file"), 0, "quiet, a file: exit status");
	is_text(text, NONCE "\n", "quiet, a file: the nonce alone");

	drive.lie = BAD_MAC;
	is(RUN(text, "--quiet", "D:", "file"), 1, "a MAC of no LBA: exit status");
	is_text(text, "bindnonce: MAC of the binding nonce: verification failed\n",
		"a MAC of no LBA: the message, and no nonce");
	drive.lie = HONEST;
	ok(!drive.open_session, "a MAC of no LBA: the session was ended");
}

#define GOOD_FILE \
	"bindnonce: the file must be a regular file on the disc in that drive, with one extent of 1 to 255 sectors of 2048 bytes\n"
#define DEBUG \
	"bindnonce: set NTDVD_DEBUG=1 in the environment to get the reason\n"
#define REFUSED(doing, name) \
	"bindnonce: " doing " the binding nonce for '" name "': error 87: the file was refused\n" \
	GOOD_FILE \
	"bindnonce: on UDF a very short file has no sector of its own\n" \
	"bindnonce: the kernel log has the reason if sr_aacs has debug messages on\n"

static void test_bad_file(void)
{
	static const struct {
		const char *name;
		int flags;
		const char *message;
	} rows[] = {
		{ "missing", 0, "bindnonce: opening 'missing': error 2: no such file\n"
		  GOOD_FILE DEBUG },
		{ "", 0, "bindnonce: opening '': error 3: no such file\n"
		  GOOD_FILE DEBUG },
		{ "writable", FAKE_W | FAKE_REGULAR,
		  "bindnonce: opening 'writable': error 5: no permission to read it, or not a regular file\n"
		  GOOD_FILE DEBUG },
		{ "directory", FAKE_R,
		  "bindnonce: opening 'directory': error 5: no permission to read it, or not a regular file\n"
		  GOOD_FILE DEBUG },
		{ "in pieces", FAKE_R | FAKE_REGULAR,
		  REFUSED("generating", "in pieces") },
		/* A drive's handle is one, too. */
		{ "\\\\.\\D:", 0, REFUSED("generating", "\\\\.\\D:") },
	};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].flags)
			fake_node(rows[i].name, 0, rows[i].flags);
		is(RUN(text, "--quiet", "D:", (char *)rows[i].name), 1,
		   "file '%s': exit status 1", rows[i].name);
		is_text(text, rows[i].message, "bad file: the message");
		ok(!drive.open_session, "file '%s': no session is left",
		   rows[i].name);
		is(fake_open_files(), 0, "file '%s': nothing left open",
		   rows[i].name);
	}
	is(RUN(text, "--quiet", "--read", "D:", "in pieces"), 1,
	   "reading, in pieces: exit status 1");
	is_text(text, REFUSED("reading", "in pieces"),
		"reading, in pieces: the message");
}

/* What is kept with the disc. Reading it needs no right to write. */
static void test_read(void)
{
	static const char none[] =
		": error 0x80030307: the disc has no nonce for that extent; "
		"the drive stores a generated nonce when the host writes the extent\n";
	char text[1024], want[1024];

	fake_node("/dev/aacs0", 0x1000, FAKE_R | FAKE_DEVICE);
	is(RUN(text, "D:"), 1, "generating, no right to write: exit status 1");
	ok(strstr(text, "opening 'D:': error 5: ") != NULL,
	   "generating, no right to write: the message");

	is(RUN(text, "--quiet", "--read", "D:"), 1, "none kept: exit status 1");
	snprintf(want, sizeof(want), "bindnonce: reading the binding nonce%s",
		 none);
	is_text(text, want, "none kept: the message");
	ok(!drive.open_session, "none kept: the session was ended");
	is(RUN(text, "--quiet", "--read", "D:", "file"), 1,
	   "none kept for a file: exit status 1");
	snprintf(want, sizeof(want),
		 "bindnonce: reading the binding nonce for 'file'%s", none);
	is_text(text, want, "none kept for a file: the message");

	drive.keeps_nonce = true;
	is(RUN(text, "--read", "--lba", "77", "--blocks", "9", "D:"), 0,
	   "an extent's: exit status 0");
	ok(strstr(text, "bus key agreed\nbinding nonce " NONCE "\n"
		  "MAC verified\nsession ended\n") != NULL,
	   "an extent's: what is told");
	is(drive.asked_code, IOCTL_AACS_READ_BINDING_NONCE,
	   "an extent's: it is read");
	ok(drive.asked.start_lba == 77 && drive.asked.number_of_sectors == 9,
	   "an extent's: the extent");

	is(RUN(text, "--read", "D:", "file"), 0, "a file's: exit status 0");
	ok(strstr(text, "bus key agreed\nbinding nonce " NONCE "\n"
		  "file begins at LBA 1\nMAC verified\nsession ended\n") != NULL,
	   "a file's: what is told");
	is(drive.asked_code, IOCTL_AACS_READ_BINDING_NONCE,
	   "a file's: it is read");
	ok(MARKERS(drive.asked), "a file's: the extent is left to the system");

	drive.lie = BAD_MAC;
	is(RUN(text, "--quiet", "--read", "D:", "file"), 1,
	   "a file's with a bad MAC: exit status 1");
	is_text(text, "bindnonce: MAC of the binding nonce: verification failed\n",
		"a file's with a bad MAC: the message, and no nonce");
	drive.lie = HONEST;
	drive.keeps_nonce = false;
	fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
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
		{ OFF_CURVE, "host key: the drive sent a point that is not on the curve" },
		{ REFUSES_KEY, "sending the host key: error 0x80030306: " },
		{ NO_KEY,
		  "generating the binding nonce: error 0x80030307: not an AACS disc" },
		{ BAD_MAC, "MAC of the binding nonce: " },
		{ MAC_OF_OTHER_LBA, "MAC of the binding nonce: " },
		{ SHORT_NONCE, "generating the binding nonce: " },
	};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		drive.lie = lies[i].lie;
		is(RUN(text, "--quiet", "D:"), 1, "lie %d: exit status 1",
		   lies[i].lie);
		ok(!strncmp(text, "bindnonce: ", 11) &&
		   !strncmp(text + 11, lies[i].message,
			    strlen(lies[i].message)), "lie %d: %s",
		   lies[i].lie, lies[i].message);
		ok(!drive.open_session, "lie %d: the session was ended", lies[i].lie);
		ok(!strstr(text, "deadbeef"), "lie %d: no nonce", lies[i].lie);
	}
	drive.lie = HONEST;
}

#define KEYS	"bindnonce: can't load the host's certificate and key: "
#define MKPKI	" (aacs-vdrive mkpki makes test certificates)\n"

/* One file of the set is not as it should be: which, and in what way. */
static void test_keys(const char *dir)
{
	char text[1024], path[256], want[1024];
	uid_t user = geteuid();

	is(RUN(text, "--pki", "/none", "D:"), 1, "no keys: exit status 1");
	is_text(text, KEYS "/none/authority.pub: No such file or directory"
		MKPKI, "no keys: the message");

	/* Root may read what the user nobody may not. */
	snprintf(path, sizeof(path), "%s/host.key", dir);
	snprintf(want, sizeof(want), KEYS "%s: Permission denied\n", path);
	if (chmod(dir, 0755) || chmod(path, 0) || (!user && seteuid(65534)))
		ok(false, "a key that may not be read");
	is(RUN(text, "D:"), 1, "a forbidden key: exit status 1");
	is_text(text, want, "a forbidden key: the message");
	if (seteuid(user) || chmod(path, 0600) || truncate(path, 11))
		ok(false, "a key that is too short");

	snprintf(want, sizeof(want), KEYS "%s: malformed" MKPKI, path);
	is(RUN(text, "D:"), 1, "a short key: exit status 1");
	is_text(text, want, "a short key: the message");
}

static void test_usage(void)
{
	char text[4096];

	is(RUN(text, "E:"), 1, "no such drive: exit status 1");
	is_text(text, "bindnonce: opening 'E:': error 2: no such drive\n"
		"bindnonce: set NTDVD_DEBUG=1 in the environment to get the reason\n",
		"no such drive: the message, and a hint");
	setenv("NTDVD_DEBUG", "1", 1);
	is(RUN(text, "E:"), 1, "with NTDVD_DEBUG: exit status 1");
	is_text(text, "bindnonce: opening 'E:': error 2: no such drive\n",
		"with NTDVD_DEBUG: no hint at it");
	unsetenv("NTDVD_DEBUG");
	is(RUN(text, "--lba", "4294967296", "D:"), 2, "--lba too large");
	is(RUN(text, "--blocks", "0", "D:"), 2, "--blocks 0");
	is(RUN(text, "--blocks", "256", "D:"), 2, "--blocks 256");
	is(RUN(text, "--lba", "12x", "D:"), 2, "--lba 12x");
	is(RUN(text, "D:", "file", "E:"), 2, "two files");
	is(RUN(text, "--lba", "0", "D:", "file"), 2, "--lba and a file");
	is_text(text, "bindnonce: --lba and a file exclude each other\n"
		"Try 'bindnonce --help'.\n", "--lba and a file: the message");
	is(RUN(text, "D:", "file", "--blocks", "1"), 2, "--blocks and a file");
	is(RUN(text, "--what", "D:"), 2, "an unknown option");
	is(RUN(text, "--quiet"), 2, "no drive");
	is(RUN(text, "--help"), 0, "--help");
	ok(!strncmp(text, "Usage: bindnonce ", 17), "--help: the text");
	is(RUN(text, "--version"), 0, "--version");
}

int main(void)
{
	char dir[] = "/tmp/bindnonce-test-XXXXXX";
	struct aacs_identity host;
	char command[64];
	const char *why;

	alarm(40);
	if (!mkdtemp(dir) || aacs_auth_init() || aacs_pki_make(dir, &why) ||
	    aacs_identity_load(&drive.id, dir, AACS_CERT_DRIVE, &why) ||
	    aacs_identity_load(&host, dir, AACS_CERT_HOST, &why)) {
		ok(false, "a test authority");
		return tap_done();
	}
	memcpy(drive.other_cert, host.cert, sizeof(drive.other_cert));
	setenv(AACS_PKI_DIR_ENV, dir, 1);
	unsetenv("NTDVD_DEBUG");
	fake_reset();
	fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
	fake_drive = bindnonce_drive;

	test_good();
	test_file();
	test_bad_file();
	test_read();
	test_lies();
	test_usage();
	test_keys(dir);
	is(fake_open_files(), 0, "nothing left open");

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		perror(command);
	return tap_done();
}
