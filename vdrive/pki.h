/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aacs-vdrive mkpki: creates a test authority and its certificates. */
#ifndef VDRIVE_PKI_H
#define VDRIVE_PKI_H

#include <stdbool.h>

/*
 * `aacs-vdrive mkpki [--bus-encryption] DIR`: creates the files of auth/aacs-auth.h in
 * @dir. Prints a message on standard output, or errors on standard error. Returns an
 * exit code, 0 or 1. Calls aacs_auth_init().
 */
int pki_command(const char *dir, bool bus_encryption);

#endif /* VDRIVE_PKI_H */
