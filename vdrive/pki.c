// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "../auth/aacs-auth.h"
#include "pki.h"

int pki_command(const char *dir, bool bus_encryption)
{
	const char *why = dir;
	int err;

	if (aacs_auth_init()) {
		fprintf(stderr, "aacs-vdrive: libgcrypt is older than 1.10 or does not work\n");
		return 1;
	}
	err = aacs_pki_make(dir, bus_encryption ? AACS_CERT_BEC : 0, &why);
	if (err) {
		fprintf(stderr, "aacs-vdrive: %s: %s\n", why, strerror(-err));
		return 1;
	}
	printf("%s: made a test authority, and certificates of a drive, of a host and of a revoked host\n", dir);
	return 0;
}
