// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bindnonce: lets a drive generate a binding nonce, or read one that it kept,
 * and checks its MAC.
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
#include "bindnonce-options.h"
#include "bindnonce-report.h"

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
		return win32_failed("sending the host certificate", NULL, NULL);

	if (!DeviceIoControl(drive, IOCTL_AACS_GET_CERTIFICATE, &session,
			     sizeof(session), &theirs, sizeof(theirs), &got,
			     NULL))
		return win32_failed("getting the drive certificate", NULL, NULL);
	if (got != sizeof(theirs))
		return bad_length("getting the drive certificate", NULL, got);
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
		return win32_failed("getting the drive key", NULL, NULL);
	if (got != sizeof(theirs))
		return bad_length("getting the drive key", NULL, got);
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
		return win32_failed("sending the host key", NULL, NULL);
	say(opts, "bus key agreed");
	return 0;
}

/*
 * A nonce with a wrong MAC is nobody's: 0 is for one with a right MAC only. The
 * MAC covers the LBA; where the file system chose that, the MAC also tells it.
 */
static int check_mac(const struct options *opts, struct aacs_host *host,
		     const AACS_BINDING_NONCE *nonce, uint32_t *lba)
{
	*lba = opts->lba;
	return opts->file ?
	       aacs_host_find_lba(host, nonce->BindingNonce, nonce->MAC, lba) :
	       aacs_host_check_nonce(host, nonce->BindingNonce, *lba,
				     nonce->MAC);
}

/* Ends in "for" where the name of the file is to follow. */
static const char *nonce_step(const struct options *opts)
{
	if (opts->file)
		return opts->read ? "reading the binding nonce for" :
				    "generating the binding nonce for";
	return opts->read ? "reading the binding nonce" :
			    "generating the binding nonce";
}

static const char no_nonce[] =
	"no nonce is kept for that extent; "
	"one is kept once the extent has been written after it was generated";
static const char good_file[] =
	"it must be a regular file on the disc in that drive, "
	"in one piece of 1 to 255 sectors of 2048 bytes";
/* Who may know more about a file that was refused. */
static const char who_knows[] =
#ifdef _WIN32
	"and its file system's driver must know this request";
#else
	"the kernel's log says what it is not, if debugging is on for sr_aacs";
#endif

/* The request for the nonce failed with GetLastError(). */
static int nonce_failed(const struct options *opts, const char *step)
{
	DWORD code = GetLastError();

	if (opts->read && code == (DWORD)STG_E_CSS_KEY_NOT_PRESENT)
		return win32_failed(step, opts->file, no_nonce);
	if (!opts->file || code != ERROR_INVALID_PARAMETER)
		return win32_failed(step, opts->file, NULL);
	win32_failed(step, opts->file, "the file was refused");
	hint(good_file);
	hint("a very short one has no sector of its own on UDF");
	hint(who_knows);
	return 1;
}

/* Step 7: the one protected transfer of this session. */
static int get_nonce(const struct options *opts, HANDLE drive, HANDLE file,
		     DVD_SESSION_ID session, struct aacs_host *host)
{
	const char *step = nonce_step(opts);
	AACS_READ_BINDING_NONCE extent;
	AACS_BINDING_NONCE nonce;
	uint32_t lba;
	DWORD got;
	int err;

	ZeroMemory(&extent, sizeof(extent));
	extent.SessionId = session;
	extent.NumberOfSectors = opts->file ? MAXDWORD : opts->blocks;
	extent.StartLba = opts->file ? MAXULONGLONG : opts->lba;
	extent.Handle = file;
	if (!DeviceIoControl(drive, opts->read ? IOCTL_AACS_READ_BINDING_NONCE :
			     IOCTL_AACS_GENERATE_BINDING_NONCE, &extent,
			     sizeof(extent), &nonce, sizeof(nonce), &got, NULL))
		return nonce_failed(opts, step);
	if (got != sizeof(nonce))
		return bad_length(step, opts->file, got);
	err = check_mac(opts, host, &nonce, &lba);
	if (err)
		return host_failed("MAC of the binding nonce", err);
	if (!opts->quiet)
		printf("binding nonce ");
	print_hex(nonce.BindingNonce, sizeof(nonce.BindingNonce));
	if (opts->file)
		say(opts, "file begins at LBA %lu", (unsigned long)lba);
	say(opts, "MAC verified");
	if (opts->file && !opts->read)
		say(opts, "kept with the disc once all of '%s' has been written",
		    opts->file);
	return 0;
}

static int run_session(const struct options *opts, HANDLE drive, HANDLE file,
		       struct aacs_host *host)
{
	DVD_SESSION_ID session;
	DWORD got;
	int failed;

	if (!DeviceIoControl(drive, IOCTL_AACS_START_SESSION, NULL, 0,
			     &session, sizeof(session), &got, NULL))
		return win32_failed("starting a session", NULL, NULL);
	if (got != sizeof(session))
		return bad_length("starting a session", NULL, got);
	say(opts, "AGID %lu granted", (unsigned long)session);

	failed = exchange_certificates(opts, drive, session, host) ||
		 agree_bus_key(opts, drive, session, host) ||
		 get_nonce(opts, drive, file, session, host);

	/* Reading a nonce ends the session when it succeeds. */
	if ((failed || !opts->read) &&
	    !DeviceIoControl(drive, IOCTL_AACS_END_SESSION, &session,
			     sizeof(session), NULL, 0, &got, NULL)) {
		/* After a failure the drive may have ended it by itself. */
		return failed ? 1 : win32_failed("ending the session", NULL, NULL);
	}
	say(opts, "session ended");
	return failed;
}

/* libntdvd knows why an open failed; Windows keeps it to itself. */
static void hint_at_debugging(void)
{
#ifndef _WIN32
	if (!getenv("NTDVD_DEBUG"))
		hint("NTDVD_DEBUG=1 in the environment tells more");
#endif
}

/* "D:" and "CdRom0" get the prefix that makes them device names. */
static HANDLE open_drive(const char *name, DWORD access)
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
	return CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE,
			   NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
}

/* The file is only named to the drive: neither read nor written here. */
static HANDLE open_file(const char *name)
{
	return CreateFileA(name, GENERIC_READ,
			   FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
			   OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
}

static int file_failed(const char *name)
{
	DWORD code = GetLastError();
	const char *text = NULL;

	if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND)
		text = "no such file";
	else if (code == ERROR_ACCESS_DENIED)
		text = "no permission to read it, or no regular file";
	win32_failed("opening", name, text);
	hint(good_file);
	hint_at_debugging();
	return 1;
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

/* With the drive open. */
static int run_on_drive(const struct options *opts, HANDLE drive,
			struct aacs_host *host)
{
	HANDLE file;
	int failed;

	if (!opts->file)
		return run_session(opts, drive, INVALID_HANDLE_VALUE, host);
	file = open_file(opts->file);
	if (file == INVALID_HANDLE_VALUE)
		return file_failed(opts->file);
	failed = run_session(opts, drive, file, host);
	CloseHandle(file);
	return failed;
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
	/* Generating a nonce changes the disc, reading one does not. */
	drive = open_drive(opts->drive, opts->read ? GENERIC_READ :
			   GENERIC_READ | GENERIC_WRITE);
	if (drive == INVALID_HANDLE_VALUE) {
		failed = win32_failed("opening", opts->drive, NULL);
		hint_at_debugging();
	} else {
		failed = run_on_drive(opts, drive, host);
		CloseHandle(drive);
	}
	aacs_host_free(host);
	return failed;
}

int main(int argc, char **argv)
{
	struct options opts;
	int done = parse_options(argc, argv, &opts);

	return done ? done - 1 : run(&opts);
}
