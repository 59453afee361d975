// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bindnonce: lets a drive generate a binding nonce and checks its MAC.
 *
 * A Windows program: it is written for windows.h and ntddcdvd.h and compiles
 * for Windows as it stands; on Linux libntdvd is behind those names.
 */
#include <windows.h>
#include <winioctl.h>
#include <ntddcdvd.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aacs-host.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

struct options {
	const char *pki;
	const char *drive;
	ULONG lba;
	ULONG blocks;
	int quiet;
};

static const char usage[] =
	"Usage: bindnonce [OPTION]... DRIVE\n"
	"Authenticates with an AACS drive, lets it generate a binding nonce for an\n"
	"extent of the disc, and checks the nonce's MAC.\n"
	"\n"
	"DRIVE is a drive letter (D:), CdRom0, or either with \\\\.\\ before it.\n"
	"\n"
	"  --lba N       first block of the extent (default 0)\n"
	"  --blocks N    number of blocks, 1 to 255 (default 1)\n"
	"  --pki DIR     where the host's certificate and key are (default\n"
	"                AACS_PKI_DIR of the environment, else /etc/aacs-vdrive)\n"
	"  --quiet       print the nonce's 32 hex digits only\n"
	"  --help        print this text\n"
	"  --version     print the version\n"
	"\n"
	"Exit status: 0 the nonce is good, 1 a step failed, 2 wrong usage.\n";

static void say(const struct options *opts, const char *format, ...)
{
	va_list args;

	if (opts->quiet)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

static void print_hex(const UCHAR *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
	fflush(stdout);
}

struct meaning {
	DWORD code;
	const char *text;
};

static const struct meaning meanings[] = {
	{ ERROR_INVALID_FUNCTION,
	  "the drive does not know the request: no AACS, or no binding nonces" },
	{ ERROR_FILE_NOT_FOUND, "no such drive" },
	{ ERROR_PATH_NOT_FOUND, "no such drive" },
	{ ERROR_ACCESS_DENIED, "no permission to use the drive" },
	{ ERROR_WRITE_PROTECT, "the disc is write-protected" },
	{ ERROR_NOT_READY, "there is no disc in the drive, or it is not ready" },
	{ ERROR_BAD_COMMAND, "not in this state of the session" },
	{ ERROR_CRC, "the drive could not read the disc" },
	{ ERROR_SECTOR_NOT_FOUND, "the disc has no such block" },
	{ ERROR_INVALID_PARAMETER, "a value is out of range" },
	{ ERROR_SEM_TIMEOUT, "the drive did not answer in time" },
	{ ERROR_OPERATION_ABORTED, "interrupted" },
	{ ERROR_MEDIA_CHANGED, "the disc was changed" },
	{ ERROR_IO_DEVICE, "the drive's answer was an error or garbage" },
	{ ERROR_NO_SYSTEM_RESOURCES,
	  "all sessions (AGIDs) of the drive are in use" },
	{ ERROR_UNRECOGNIZED_MEDIA, "the drive can't make sense of the disc" },
	{ (DWORD)STG_E_STATUS_COPY_PROTECTION_FAILURE,
	  "copy protection failure" },
	{ (DWORD)STG_E_CSS_AUTHENTICATION_FAILURE,
	  "the drive does not trust this host's certificate or signature" },
	{ (DWORD)STG_E_CSS_KEY_NOT_PRESENT,
	  "not an AACS disc, or nothing is there" },
	{ (DWORD)STG_E_CSS_KEY_NOT_ESTABLISHED,
	  "the session is gone: disc changed, drive reset, or not authenticated" },
};

static const char *meaning(DWORD code)
{
	size_t i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == code)
			return meanings[i].text;
	return "an error without an explanation here";
}

static int win32_failed(const char *step)
{
	DWORD code = GetLastError();

	if (code > 0xFFFF)
		fprintf(stderr, "bindnonce: %s: error 0x%08lX: %s\n", step,
			(unsigned long)code, meaning(code));
	else
		fprintf(stderr, "bindnonce: %s: error %lu: %s\n", step,
			(unsigned long)code, meaning(code));
	return 1;
}

static int host_failed(const char *step, int err)
{
	fprintf(stderr, "bindnonce: %s: %s\n", step, aacs_host_error(err));
	return 1;
}

/* libntdvd knows why a drive could not be opened; Windows keeps it to itself. */
static void hint_at_debugging(void)
{
#ifndef _WIN32
	if (!getenv("NTDVD_DEBUG"))
		fputs("bindnonce: NTDVD_DEBUG=1 in the environment tells more\n",
		      stderr);
#endif
}

static int bad_length(const char *step, DWORD got)
{
	fprintf(stderr, "bindnonce: %s: an answer of %lu bytes\n", step,
		(unsigned long)got);
	return 1;
}

/* Steps 2 and 3: certificates there and back. */
static int exchange_certificates(const struct options *opts, HANDLE drive,
				 DVD_SESSION_ID session, struct aacs_host *host)
{
	AACS_SEND_CERTIFICATE mine;
	AACS_CERTIFICATE theirs;
	UCHAR id[AACS_CERT_ID_LEN];
	DWORD got;
	int err;

	mine.SessionId = session;
	err = aacs_host_certificate(host, mine.Certificate.Nonce,
				    mine.Certificate.Certificate);
	if (err)
		return host_failed("host certificate", err);
	if (!DeviceIoControl(drive, IOCTL_AACS_SEND_CERTIFICATE, &mine,
			     sizeof(mine), NULL, 0, &got, NULL))
		return win32_failed("sending the host certificate");

	if (!DeviceIoControl(drive, IOCTL_AACS_GET_CERTIFICATE, &session,
			     sizeof(session), &theirs, sizeof(theirs), &got,
			     NULL))
		return win32_failed("getting the drive certificate");
	if (got != sizeof(theirs))
		return bad_length("getting the drive certificate", got);
	err = aacs_host_check_certificate(host, theirs.Nonce,
					  theirs.Certificate, id);
	if (err)
		return host_failed("drive certificate", err);
	say(opts, "drive certificate verified (id %02x%02x%02x%02x%02x%02x)",
	    id[0], id[1], id[2], id[3], id[4], id[5]);
	return 0;
}

/* Steps 4 to 6: signed points there and back make the bus key. */
static int agree_bus_key(const struct options *opts, HANDLE drive,
			 DVD_SESSION_ID session, struct aacs_host *host)
{
	AACS_CHALLENGE_KEY theirs;
	AACS_SEND_CHALLENGE_KEY mine;
	DWORD got;
	int err;

	if (!DeviceIoControl(drive, IOCTL_AACS_GET_CHALLENGE_KEY, &session,
			     sizeof(session), &theirs, sizeof(theirs), &got,
			     NULL))
		return win32_failed("getting the drive key");
	if (got != sizeof(theirs))
		return bad_length("getting the drive key", got);
	err = aacs_host_check_key(host, theirs.EllipticCurvePoint,
				  theirs.Signature);
	if (err)
		return host_failed("signature of the drive", err);

	mine.SessionId = session;
	err = aacs_host_key(host, mine.ChallengeKey.EllipticCurvePoint,
			    mine.ChallengeKey.Signature);
	if (err)
		return host_failed("host key", err);
	if (!DeviceIoControl(drive, IOCTL_AACS_SEND_CHALLENGE_KEY, &mine,
			     sizeof(mine), NULL, 0, &got, NULL))
		return win32_failed("sending the host key");
	say(opts, "bus key agreed");
	return 0;
}

/* Step 7: the one protected transfer of this session. */
static int get_nonce(const struct options *opts, HANDLE drive,
		     DVD_SESSION_ID session, struct aacs_host *host)
{
	AACS_READ_BINDING_NONCE extent;
	AACS_BINDING_NONCE nonce;
	DWORD got;
	int err;

	ZeroMemory(&extent, sizeof(extent));
	extent.SessionId = session;
	extent.NumberOfSectors = opts->blocks;
	extent.StartLba = opts->lba;
	extent.Handle = INVALID_HANDLE_VALUE;
	if (!DeviceIoControl(drive, IOCTL_AACS_GENERATE_BINDING_NONCE, &extent,
			     sizeof(extent), &nonce, sizeof(nonce), &got, NULL))
		return win32_failed("generating the binding nonce");
	if (got != sizeof(nonce))
		return bad_length("generating the binding nonce", got);
	/* A nonce with a wrong MAC is nobody's: it is not printed. */
	err = aacs_host_check_nonce(host, nonce.BindingNonce, opts->lba,
				    nonce.MAC);
	if (err)
		return host_failed("MAC of the binding nonce", err);
	if (!opts->quiet)
		printf("binding nonce ");
	print_hex(nonce.BindingNonce, sizeof(nonce.BindingNonce));
	say(opts, "MAC verified");
	return 0;
}

static int run_session(const struct options *opts, HANDLE drive,
		       struct aacs_host *host)
{
	DVD_SESSION_ID session;
	DWORD got;
	int failed;

	if (!DeviceIoControl(drive, IOCTL_AACS_START_SESSION, NULL, 0,
			     &session, sizeof(session), &got, NULL))
		return win32_failed("starting a session");
	if (got != sizeof(session))
		return bad_length("starting a session", got);
	say(opts, "AGID %lu granted", (unsigned long)session);

	failed = exchange_certificates(opts, drive, session, host) ||
		 agree_bus_key(opts, drive, session, host) ||
		 get_nonce(opts, drive, session, host);

	if (!DeviceIoControl(drive, IOCTL_AACS_END_SESSION, &session,
			     sizeof(session), NULL, 0, &got, NULL)) {
		/* After a failure the drive may have ended it by itself. */
		return failed ? 1 : win32_failed("ending the session");
	}
	say(opts, "session ended");
	return failed;
}

/* "D:" and "CdRom0" get the prefix that makes them device names. */
static HANDLE open_drive(const char *name)
{
	char path[64];

	if (name[0] != '\\' && name[0] != '/') {
		if (snprintf(path, sizeof(path), "\\\\.\\%s", name) >=
		    (int)sizeof(path)) {
			SetLastError(ERROR_FILE_NOT_FOUND);
			return INVALID_HANDLE_VALUE;
		}
		name = path;
	}
	return CreateFileA(name, GENERIC_READ | GENERIC_WRITE,
			   FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			   OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
}

/* A file that may not be read is no reason to make new ones. */
static int no_host(const char *why, int err)
{
	fprintf(stderr, "bindnonce: the host's certificate and key: %s: %s%s\n",
		why, err == -EINVAL ? "malformed" : strerror(-err),
		err == -EINVAL || err == -ENOENT ?
		" (aacs-vdrive mkpki makes a set for tests)" : "");
	return 1;
}

static int run(const struct options *opts)
{
	struct aacs_host *host;
	const char *why;
	HANDLE drive;
	int failed;
	int err;

	err = aacs_host_new(&host, opts->pki, &why);
	if (err)
		return no_host(why, err);
	drive = open_drive(opts->drive);
	if (drive == INVALID_HANDLE_VALUE) {
		char step[80];

		snprintf(step, sizeof(step), "opening '%.64s'", opts->drive);
		failed = win32_failed(step);
		hint_at_debugging();
	} else {
		failed = run_session(opts, drive, host);
		CloseHandle(drive);
	}
	aacs_host_free(host);
	return failed;
}

static int bad_usage(const char *what, const char *argument)
{
	fprintf(stderr, "bindnonce: %s%s\nTry 'bindnonce --help'.\n", what,
		argument);
	return 2;
}

/* A number in C notation, of at most 32 bits; returns 0 when it is none. */
static int parse_number(const char *text, ULONG max, ULONG *number)
{
	unsigned long long value;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return 0;
	value = strtoull(text, &end, 0);
	if (*end || value > max)
		return 0;
	*number = (ULONG)value;
	return 1;
}

/* Returns 0 to go on, or 1 + the exit status. */
static int parse_options(int argc, char **argv, struct options *opts)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *arg = argv[i];
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(arg, "--help")) {
			fputs(usage, stdout);
			return 1;
		}
		if (!strcmp(arg, "--version")) {
			puts("bindnonce " VERSION);
			return 1;
		}
		if (!strcmp(arg, "--quiet")) {
			opts->quiet = 1;
		} else if (!strcmp(arg, "--pki")) {
			if (!*value)
				return 1 + bad_usage(arg, " needs a directory");
			opts->pki = argv[++i];
		} else if (!strcmp(arg, "--lba")) {
			if (!parse_number(value, 0xFFFFFFFF, &opts->lba))
				return 1 + bad_usage(arg, " needs a block number");
			i++;
		} else if (!strcmp(arg, "--blocks")) {
			if (!parse_number(value, 255, &opts->blocks) ||
			    !opts->blocks)
				return 1 + bad_usage(arg, " needs a number from 1 to 255");
			i++;
		} else if (arg[0] == '-') {
			return 1 + bad_usage("unknown option ", arg);
		} else if (opts->drive) {
			return 1 + bad_usage("only one drive, not also ", arg);
		} else {
			opts->drive = arg;
		}
	}
	if (!opts->drive)
		return 1 + bad_usage("which drive?", "");
	return 0;
}

int main(int argc, char **argv)
{
	struct options opts = { .blocks = 1 };
	int done = parse_options(argc, argv, &opts);

	return done ? done - 1 : run(&opts);
}
