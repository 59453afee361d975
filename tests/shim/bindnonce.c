// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program bindnonce, whole, against a made-up kernel with a drive in it
 * that really authenticates.
 */
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindnonce-drive.h"
#include "suites.h"

int bindnonce_main(int argc, char **argv);

static char said[4096];

/* Runs bindnonce; all that it prints goes to said. Returns its exit status. */
static int run(char **argv)
{
	int saved[] = { dup(1), dup(2) }, status, argc = 0, i;
	FILE *file = tmpfile();

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
	said[fread(said, 1, sizeof(said) - 1, file)] = 0;
	fclose(file);
	return status;
}

/* @wanted: its whole output, as a pattern of fnmatch(3). */
static void expect(const char *what, int status, const char *wanted,
		   char **argv)
{
	is(run(argv), status, "%s: exit status %d", what, status);
	if (!ok(!fnmatch(wanted, said, FNM_NOESCAPE), "%s: what is told", what))
		printf("#   got: %s\n#   wanted: %s\n", said, wanted);
	ok(!drive.open_session, "%s: no session is left", what);
	is(fake_open_files(), 0, "%s: nothing is left open", what);
}

#define EXPECT(what, status, wanted, ...) \
	expect(what, status, wanted, \
	       (char *[]){ "bindnonce", __VA_ARGS__, NULL })

#define FOUND \
	"AGID 2 granted\ndrive certificate verified (id *)\nbus key agreed\n" \
	"binding nonce " NONCE "\n"
#define DONE	"MAC verified\nsession ended\n"
#define BAD_MAC_MESSAGE \
	"bindnonce: MAC of the binding nonce: verification failed\n"

static void test_good(void)
{
	EXPECT("the first block", 0, FOUND DONE, "D:");
	ok(!drive.bad_host, "the drive had nothing to complain about");
	ok(drive.asked.start_lba == 0 && drive.asked.number_of_sectors == 1 &&
	   drive.asked.handle == UINT64_MAX, "the extent is block 0");

	EXPECT("a far extent", 0, NONCE "\n", "--quiet", "--lba", "0xFFFFFFFF",
	       "--blocks", "255", "\\\\.\\CdRom0");
	ok(drive.asked.start_lba == 0xFFFFFFFF && drive.asked.number_of_sectors == 255,
	   "--lba and --blocks are the extent");
}

/* By handle: the made-up kernel knows where the files are. */
static void asked_by_handle(const char *what, unsigned long code)
{
	is(drive.asked_code, code, "%s: which request", what);
	ok(drive.asked.start_lba == UINT64_MAX &&
	   drive.asked.number_of_sectors == UINT32_MAX,
	   "%s: the extent is left to the system", what);
}

static void test_file(void)
{
	static const struct {
		const char *name;
		unsigned int lba;
		const char *told;
	} files[] = {
		{ "/mnt/disc/a file", 4660, FOUND "file begins at LBA 4660\nMAC verified\n"
		  "the drive stores it on the disc when all of '/mnt/disc/a file' is written\n"
		  "session ended\n" },
		{ "file", 1, FOUND "file begins at LBA 1\nMAC verified\n*" },
		{ "./disc/file", 62499999, FOUND "file begins at LBA 62499999\n*" },
		{ "/f", 0xFFFFFFFF, FOUND "file begins at LBA 4294967295\n*" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *name = files[i].name;

		fake_node(name, files[i].lba, FAKE_R | FAKE_REGULAR);
		EXPECT(name, 0, files[i].told, "D:", (char *)name);
		asked_by_handle(name, IOCTL_AACS_GENERATE_BINDING_NONCE);
		is(drive.asked.handle, FAKE_FD + 1, "%s: by its descriptor",
		   name);
		is(fake_flags(FAKE_FD + 1) & O_ACCMODE, O_RDONLY,
		   "%s: it is opened for reading only", name);
	}
	EXPECT("quiet, a file", 0, NONCE "\n", "--quiet", "D:", "file");

	drive.lie = BAD_MAC;
	EXPECT("a MAC of no LBA", 1, BAD_MAC_MESSAGE, "--quiet", "D:", "file");
	drive.lie = HONEST;
}

#define GOOD_FILE \
	"bindnonce: the file must be a regular file on the disc in that drive, with one extent of 1 to 255 sectors of 2048 bytes\n"
#define DEBUG \
	"bindnonce: set NTDVD_DEBUG=1 in the environment to get the reason\n"
#define CANT_OPEN(name, why) \
	"bindnonce: opening '" name "': " why "\n" GOOD_FILE DEBUG
#define NOT_READABLE	"error 5: no permission to read it, or not a regular file"
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
		{ "missing", 0, CANT_OPEN("missing", "error 2: no such file") },
		{ "", 0, CANT_OPEN("", "error 3: no such file") },
		{ "writable", FAKE_W | FAKE_REGULAR, CANT_OPEN("writable", NOT_READABLE) },
		{ "directory", FAKE_R, CANT_OPEN("directory", NOT_READABLE) },
		{ "in pieces", FAKE_R | FAKE_REGULAR, REFUSED("generating", "in pieces") },
		/* A drive's handle is one, too. */
		{ "\\\\.\\D:", 0, REFUSED("generating", "\\\\.\\D:") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].flags)
			fake_node(rows[i].name, 0, rows[i].flags);
		EXPECT(rows[i].name, 1, rows[i].message, "--quiet", "D:",
		       (char *)rows[i].name);
	}
	EXPECT("reading, in pieces", 1, REFUSED("reading", "in pieces"),
	       "--quiet", "--read", "D:", "in pieces");
}

#define NONE_KEPT \
	": error 0x80030307: the disc has no nonce for that extent; " \
	"the drive stores a generated nonce when the host writes the extent\n"

/* Reads the nonce of the disc. This needs no write permission. */
static void test_read(void)
{
	fake_node("/dev/aacs0", 0x1000, FAKE_R | FAKE_DEVICE);
	EXPECT("generating, no right to write", 1,
	       "bindnonce: opening 'D:': error 5: *", "D:");
	EXPECT("none kept", 1, "bindnonce: reading the binding nonce" NONE_KEPT,
	       "--quiet", "--read", "D:");
	EXPECT("none kept for a file", 1,
	       "bindnonce: reading the binding nonce for 'file'" NONE_KEPT,
	       "--quiet", "--read", "D:", "file");

	drive.keeps_nonce = true;
	EXPECT("an extent's", 0, FOUND DONE, "--read", "--lba", "77",
	       "--blocks", "9", "D:");
	is(drive.asked_code, IOCTL_AACS_READ_BINDING_NONCE,
	   "an extent's: it is read");
	ok(drive.asked.start_lba == 77 && drive.asked.number_of_sectors == 9,
	   "an extent's: the extent");
	EXPECT("a file's", 0, FOUND "file begins at LBA 1\n" DONE, "--read",
	       "D:", "file");
	asked_by_handle("a file's", IOCTL_AACS_READ_BINDING_NONCE);

	drive.lie = BAD_MAC;
	EXPECT("a file's with a bad MAC", 1, BAD_MAC_MESSAGE, "--quiet",
	       "--read", "D:", "file");
	drive.lie = HONEST;
	drive.keeps_nonce = false;
	fake_node("/dev/aacs0", 0x1000, FAKE_RW | FAKE_DEVICE);
}

static void test_lies(void)
{
	static const struct {
		enum lie lie;
		const char *name, *message;
	} lies[] = {
		{ NO_AGID, "no AGID",
		  "bindnonce: starting a session: error 1450: no AGID is free: *'aacsctl end-sessions sr0'*" },
		{ REFUSES_CERTIFICATE, "host certificate refused",
		  "bindnonce: sending the host certificate: error 0x80030306: the drive refuses this host's certificate: --pki *" },
		{ BAD_CERTIFICATE, "bad certificate", "bindnonce: drive certificate: *" },
		{ AACS2_CERTIFICATE, "AACS 2 certificate",
		  "bindnonce: drive certificate: AACS 2 certificate: not supported\n" },
		{ HOST_CERTIFICATE, "host certificate", "bindnonce: drive certificate: *" },
		{ BAD_SIGNATURE, "bad signature", "bindnonce: signature of the drive: *" },
		{ OFF_CURVE, "point off the curve",
		  "bindnonce: host key: the drive sent a point that is not on the curve*" },
		{ REFUSES_KEY, "host key refused",
		  "bindnonce: sending the host key: error 0x80030306: the drive refuses this host's signature: *" },
		{ NO_KEY, "no nonce",
		  "bindnonce: generating the binding nonce: error 0x80030307: not an AACS disc*" },
		{ BAD_MAC, "bad MAC", BAD_MAC_MESSAGE },
		{ MAC_OF_OTHER_LBA, "MAC of another LBA", BAD_MAC_MESSAGE },
		{ SHORT_NONCE, "short nonce", "bindnonce: generating the binding nonce: *" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		drive.lie = lies[i].lie;
		EXPECT(lies[i].name, 1, lies[i].message, "--quiet", "D:");
		ok(!strstr(said, NONCE), "%s: no nonce is told", lies[i].name);
	}
	drive.lie = HONEST;
}

#define KEYS	"bindnonce: can't load the host's certificate and key: "
#define MKPKI	" (aacs-vdrive mkpki makes test certificates)\n"

/* One file of the set is wrong: which file, and the fault. */
static void test_keys(const char *dir)
{
	char path[256], want[1024];
	uid_t user = geteuid();

	EXPECT("no keys", 1,
	       KEYS "/none/authority.pub: No such file or directory" MKPKI,
	       "--pki", "/none", "D:");

	/* Root may read what the user nobody may not. */
	snprintf(path, sizeof(path), "%s/host.key", dir);
	snprintf(want, sizeof(want), KEYS "%s: Permission denied\n", path);
	if (chmod(dir, 0755) || chmod(path, 0) || (!user && seteuid(65534)))
		ok(false, "a key that may not be read");
	EXPECT("a forbidden key", 1, want, "D:");
	if (seteuid(user) || chmod(path, 0600) || truncate(path, 11))
		ok(false, "a key that is too short");

	snprintf(want, sizeof(want), KEYS "%s: malformed" MKPKI, path);
	EXPECT("a short key", 1, want, "D:");
}

#define NO_DRIVE \
	"bindnonce: opening 'E:': error 2: no drive has this letter: the first is D:, the last D: (aacsctl list)\n"

#define TRY_HELP	"*Try 'bindnonce --help'.\n"

/* Names that Windows does not have, and -o json. */
static void test_linux_names(void)
{
	static char *const names[] = { "/dev/aacs0", "/dev/sr0", "aacs0", "sr0", "0", "/dev/cdrom" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		EXPECT(names[i], 0, NONCE "\n", "--quiet", names[i]);
	EXPECT("-o json", 0, "{\"nonce\": \"" NONCE "\", \"lba\": 7, \"blocks\": 2}\n",
	       "-o", "json", "--lba", "7", "--blocks", "2", "D:");
	fake_node("file", 1, FAKE_R | FAKE_REGULAR);
	EXPECT("-o json of a file", 0, "{\"nonce\": \"" NONCE "\", \"lba\": 1}\n",
	       "-o", "json", "D:", "file");
}

static void put(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		exit(1);
}

/* bindnonce reports an unsupported request before it reads the keys. */
static void test_abilities(const char *dir)
{
	put(dir, "sys/class/aacs/aacs0/binding_nonce", "0\n");
	EXPECT("no binding nonces", 1,
	       "bindnonce: generating the binding nonce: error 1: the drive generates no binding nonces; --read *",
	       "--pki", "/none", "D:");
	put(dir, "sys/class/aacs/aacs0/supported", "0\n");
	drive.lie = NO_AACS;
	EXPECT("no AACS", 1,
	       "bindnonce: starting a session: error 1: not an AACS drive: it has no feature 010Dh\n",
	       "--pki", "/none", "D:");
	drive.lie = HONEST;
	put(dir, "sys/class/aacs/aacs0/binding_nonce", "1\n");
	EXPECT("AACS after all", 0, NONCE "\n", "--quiet", "D:");
	put(dir, "sys/class/aacs/aacs0/supported", "1\n");
}

/* A made-up /sys and /dev, for the names. */
static void make_root(const char *dir)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "mkdir -p %s/sys/class/aacs/aacs0 %s/dev && touch %s/dev/aacs0 %s/dev/sr0 && chmod 666 %s/dev/aacs0 && ln -s sr0 %s/dev/cdrom",
		 dir, dir, dir, dir, dir, dir);
	if (system(command))
		exit(1);
	put(dir, "sys/class/aacs/aacs0/supported", "1\n");
	put(dir, "sys/class/aacs/aacs0/binding_nonce", "1\n");
	setenv("SR_AACS_ROOT", dir, 1);
}

static void test_usage(void)
{
	EXPECT("no such drive", 1, NO_DRIVE, "E:");
	EXPECT("no name of a drive", 1,
	       "bindnonce: opening 'disc': error 2: not the name of a drive*", "disc");
	EXPECT("-o text", 2, "bindnonce: -o takes json\n" TRY_HELP, "-o", "text", "D:");
	EXPECT("--lba too large", 2, TRY_HELP, "--lba", "4294967296", "D:");
	EXPECT("--blocks 0", 2, TRY_HELP, "--blocks", "0", "D:");
	EXPECT("--blocks 256", 2, TRY_HELP, "--blocks", "256", "D:");
	EXPECT("--lba 12x", 2, TRY_HELP, "--lba", "12x", "D:");
	EXPECT("two files", 2, TRY_HELP, "D:", "file", "E:");
	EXPECT("--lba and a file", 2,
	       "bindnonce: --lba and a file exclude each other\n" TRY_HELP,
	       "--lba", "0", "D:", "file");
	EXPECT("--blocks, a file", 2, TRY_HELP, "D:", "file", "--blocks", "1");
	EXPECT("an unknown option", 2, TRY_HELP, "--what", "D:");
	EXPECT("no drive", 2, TRY_HELP, "--quiet");
	EXPECT("--help", 0, "Usage: bindnonce *", "--help");
	EXPECT("--version", 0, "*", "--version");
}

int main(void)
{
	char dir[] = "/tmp/bindnonce-test-XXXXXX";
	struct aacs_identity host;
	char command[64];
	const char *why;

	alarm(60);
	if (!mkdtemp(dir) || aacs_auth_init() || aacs_pki_make(dir, 0, &why) ||
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

	make_root(dir);

	test_good();
	test_linux_names();
	test_abilities(dir);
	test_file();
	test_bad_file();
	test_read();
	test_lies();
	test_usage();
	test_keys(dir);

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		perror(command);
	return tap_done();
}
