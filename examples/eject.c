// SPDX-License-Identifier: MIT
/*
 * eject D: [--force|--load|--lock|--unlock] - opens and closes the tray.
 *
 * Microsoft's order for ejecting (its article 165721): lock the volume, so that
 * no program has a file open on it; dismount it; permit the removal; eject.
 */
#define PROGRAM "eject"

#include "example.h"

#include <ntddstor.h>

#define LOCK_TRIES	4
#define LOCK_PAUSE	250	/* milliseconds */

static const char usage[] =
	"usage: eject D: [OPTION]\n"
	"\n"
	"Opens the tray of the drive. OPTION is one of\n"
	"  --force   dismount a volume in use, too; programs lose their files on it\n"
	"  --load    close the tray\n"
	"  --lock    lock the door until the end of standard input, then free it\n"
	"  --unlock  free the door\n";

/* Sends a request that has no answer; reports the error if it fails. */
static BOOL request(HANDLE drive, const char *name, DWORD code)
{
	return ask(drive, name, code, NULL, 0, 0);
}

/* Another program may use the volume only for a moment: try again. */
static BOOL lock_volume(HANDLE drive)
{
	DWORD got;
	int i;

	for (i = 0; i < LOCK_TRIES; i++) {
		if (i > 0)
			Sleep(LOCK_PAUSE);
		if (DeviceIoControl(drive, FSCTL_LOCK_VOLUME, NULL, 0, NULL, 0,
				    &got, NULL))
			return TRUE;
	}
	report_error("FSCTL_LOCK_VOLUME");
	return FALSE;
}

static BOOL prevent_removal(HANDLE drive, BOOL prevent)
{
	PREVENT_MEDIA_REMOVAL door;
	DWORD got;

	door.PreventMediaRemoval = prevent ? TRUE : FALSE;
	if (DeviceIoControl(drive, IOCTL_STORAGE_MEDIA_REMOVAL, &door,
			    sizeof(door), NULL, 0, &got, NULL))
		return TRUE;
	report_error("IOCTL_STORAGE_MEDIA_REMOVAL");
	return FALSE;
}

static BOOL eject(HANDLE drive, BOOL force)
{
	if (!lock_volume(drive) && !force) {
		fprintf(stderr, "eject: the volume is in use; --force dismounts it\n");
		return FALSE;
	}
	/* Closing the handle releases the lock. */
	return request(drive, "FSCTL_DISMOUNT_VOLUME", FSCTL_DISMOUNT_VOLUME) &&
	       prevent_removal(drive, FALSE) &&
	       request(drive, "IOCTL_STORAGE_EJECT_MEDIA",
		       IOCTL_STORAGE_EJECT_MEDIA);
}

static BOOL lock_door(HANDLE drive)
{
	if (!prevent_removal(drive, TRUE))
		return FALSE;
	printf("door locked\n");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return prevent_removal(drive, FALSE);
}

static BOOL run(HANDLE drive, const char *option)
{
	const char *done = "door free";
	BOOL ok;

	if (!strcmp(option, "--load")) {
		ok = request(drive, "IOCTL_STORAGE_LOAD_MEDIA",
			     IOCTL_STORAGE_LOAD_MEDIA);
		done = "tray closed";
	} else if (!strcmp(option, "--lock")) {
		ok = lock_door(drive);
	} else if (!strcmp(option, "--unlock")) {
		ok = prevent_removal(drive, FALSE);
	} else {
		ok = eject(drive, !strcmp(option, "--force"));
		done = "tray open";
	}
	if (ok)
		printf("%s\n", done);
	return ok;
}

static BOOL is_option(const char *arg)
{
	return !strcmp(arg, "--force") || !strcmp(arg, "--load") ||
	       !strcmp(arg, "--lock") || !strcmp(arg, "--unlock");
}

int main(int argc, char **argv)
{
	HANDLE drive;
	BOOL ok;

	if (argc < 2 || argc > 3 || !is_drive_letter(argv[1]) ||
	    (argc == 3 && !is_option(argv[2]))) {
		fputs(usage, stderr);
		return 2;
	}
	drive = open_drive(argv[1], GENERIC_READ, 0);
	if (drive == INVALID_HANDLE_VALUE)
		return 1;
	ok = run(drive, argc == 3 ? argv[2] : "");
	CloseHandle(drive);
	return ok ? 0 : 1;
}
