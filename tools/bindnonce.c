// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bindnonce: makes a drive generate or read a binding nonce, and checks its MAC.
 *
 * This is a Windows program: it uses only windows.h and ntddcdvd.h and compiles
 * for Windows unchanged. On Linux libntdvd provides these headers, and
 * bindnonce-linux.c explains failures in more detail.
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
#include "bindnonce-linux.h"
#include "bindnonce-options.h"
#include "bindnonce-report.h"
#include "output.h"

static void say(const struct options *opts, const char *format, ...)
{
	va_list args;

	if (opts->quiet || opts->json)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	output_written("bindnonce");
}

static void print_hex(const UCHAR *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
}

/* The nonce is verified. With a file only the drive knows how many blocks it has. */
static void print_json(const struct options *opts, const UCHAR *nonce, uint32_t lba)
{
	printf("{\"nonce\": \"");
	print_hex(nonce, AACS_VALUE_LEN);
	printf("\", \"lba\": %lu", (unsigned long)lba);
	if (!opts->file)
		printf(", \"blocks\": %lu", (unsigned long)opts->blocks);
	printf("}\n");
	output_written("bindnonce");
}

/* The drive refused what the host sent. */
static int host_refused(const char *step, const char *what)
{
	char text[128];

	if (GetLastError() != (DWORD)STG_E_CSS_AUTHENTICATION_FAILURE)
		return request_failed(step, NULL);
	snprintf(text, sizeof(text),
		 "the drive refuses this host's %s: --pki needs keys of an authority that the drive trusts",
		 what);
	return win32_failed(step, NULL, text);
}

/* Steps 2 and 3: host and drive exchange certificates. */
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
		return host_refused("sending the host certificate", "certificate");

	if (!DeviceIoControl(drive, IOCTL_AACS_GET_CERTIFICATE, &session,
			     sizeof(session), &theirs, sizeof(theirs), &got,
			     NULL))
		return request_failed("getting the drive certificate", NULL);
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

/* Steps 4 to 6: host and drive exchange signed points and get the bus key. */
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
		return request_failed("getting the drive key", NULL);
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
		return host_refused("sending the host key", "signature");
	say(opts, "bus key agreed");
	return 0;
}

/*
 * Sets *lba to the beginning of the extent. If the file system chose the extent,
 * this computes the LBA from the MAC, which covers it. Returns 0 or an error of
 * aacs-host.h.
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

/* Ends in "for" if the caller prints the name of the file next. */
static const char *nonce_step(const struct options *opts)
{
	if (opts->file)
		return opts->read ? "reading the binding nonce for" :
				    "generating the binding nonce for";
	return opts->read ? "reading the binding nonce" :
			    "generating the binding nonce";
}

static const char no_nonce[] =
	"the disc has no nonce for that extent; "
	"the drive stores a generated nonce when the host writes the extent";
static const char good_file[] =
	"the file must be a regular file on the disc in that drive, "
	"with one extent of 1 to 255 sectors of 2048 bytes";
/* Tells the user where to find the reason why the file was refused. */
static const char file_reason[] =
#ifdef _WIN32
	"and the driver of its file system must support this request";
#else
	"the kernel log has the reason if sr_aacs has debug messages on";
#endif

/* The request for the nonce failed with GetLastError(). */
static int nonce_failed(const struct options *opts, const char *step)
{
	DWORD code = GetLastError();

	if (opts->read && code == (DWORD)STG_E_CSS_KEY_NOT_PRESENT)
		return win32_failed(step, opts->file, no_nonce);
	if (!opts->file || code != ERROR_INVALID_PARAMETER)
		return request_failed(step, opts->file);
	win32_failed(step, opts->file, "the file was refused");
	hint(good_file);
	hint("on UDF a very short file has no sector of its own");
	hint(file_reason);
	return 1;
}

/* Step 7: the only transfer under the bus key in this session. */
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
	if (opts->json) {
		print_json(opts, nonce.BindingNonce, lba);
		return 0;
	}
	if (!opts->quiet)
		printf("binding nonce ");
	print_hex(nonce.BindingNonce, sizeof(nonce.BindingNonce));
	putchar('\n');
	output_written("bindnonce");
	if (opts->file)
		say(opts, "file begins at LBA %lu", (unsigned long)lba);
	say(opts, "MAC verified");
	if (opts->file && !opts->read)
		say(opts, "the drive stores it on the disc when all of '%s' is written",
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
		return request_failed("starting a session", NULL);
	if (got != sizeof(session))
		return bad_length("starting a session", NULL, got);
	say(opts, "AGID %lu granted", (unsigned long)session);

	failed = exchange_certificates(opts, drive, session, host) ||
		 agree_bus_key(opts, drive, session, host) ||
		 get_nonce(opts, drive, file, session, host);

	/* A successful read of a nonce has ended the session. */
	if ((failed || !opts->read) &&
	    !DeviceIoControl(drive, IOCTL_AACS_END_SESSION, &session,
			     sizeof(session), NULL, 0, &got, NULL)) {
		/* After a failure the drive may have ended the session. */
		return failed ? 1 : request_failed("ending the session", NULL);
	}
	say(opts, "session ended");
	return failed;
}

/* Only libntdvd can explain why an open failed. */
static void hint_at_debugging(void)
{
#ifndef _WIN32
	if (!getenv("NTDVD_DEBUG"))
		hint("set NTDVD_DEBUG=1 in the environment to get the reason");
#endif
}

/* Prepends \\.\ to "D:" and "CdRom0". */
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

/* The request needs only the file's extent: the program doesn't read the file. */
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
		text = "no permission to read it, or not a regular file";
	else if (code == ERROR_NOT_READY)
		text = "the disc is not mounted";
	win32_failed("opening", name, text);
	hint(good_file);
	hint_at_debugging();
	return 1;
}

/* Suggests mkpki only if files are missing or malformed, not for lack of permission. */
static int no_host(const char *why, int err)
{
	fprintf(stderr, "bindnonce: can't load the host's certificate and key: %s: %s%s\n",
		why, err == -EINVAL ? "malformed" : strerror(-err),
		err == -EINVAL || err == -ENOENT ?
		" (aacs-vdrive mkpki makes test certificates)" : "");
	return 1;
}

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

static int run_with_keys(const struct options *opts, HANDLE drive)
{
	struct aacs_host *host;
	const char *why;
	int failed;
	int err;

	err = aacs_host_new(&host, opts->pki, &why);
	if (err)
		return no_host(why, err);
	failed = run_on_drive(opts, drive, host);
	aacs_host_free(host);
	return failed;
}

/* Checks the drive first: without it the keys are useless. */
static int run(const struct options *opts)
{
	const char *name = opts->drive, *step, *why;
	HANDLE drive;
	int failed;

	why = linux_find_drive(&name, !opts->read);
	if (why)
		return win32_failed("opening", opts->drive, why);
	/* Only generating a nonce changes the disc and needs write access. */
	drive = open_drive(name, opts->read ? GENERIC_READ :
			   GENERIC_READ | GENERIC_WRITE);
	if (drive == INVALID_HANDLE_VALUE) {
		win32_failed("opening", opts->drive, NULL);
		hint_at_debugging();
		return 1;
	}
	why = linux_check_drive(drive, &step);
	failed = why ? win32_failed(step, NULL, why) : run_with_keys(opts, drive);
	CloseHandle(drive);
	return failed;
}

int main(int argc, char **argv)
{
	struct options opts;
	int done = parse_options(argc, argv, &opts);

	return output_finish("bindnonce", done ? done - 1 : run(&opts));
}
