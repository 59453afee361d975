/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aacs-vdrive mkpki: a test authority with a host and a drive of its own. */
#ifndef VDRIVE_PKI_H
#define VDRIVE_PKI_H

/*
 * `aacs-vdrive mkpki DIR`: makes the files of auth/aacs-auth.h in @dir and
 * says so on standard output. Returns an exit code, 0 or 1; what went wrong is
 * on standard error. Calls aacs_auth_init() itself.
 */
int pki_command(const char *dir);

#endif /* VDRIVE_PKI_H */
