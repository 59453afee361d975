/* SPDX-License-Identifier: MIT */
/* Messages for users that set NTDVD_DEBUG. */
#ifndef NTDVD_DEBUG_H
#define NTDVD_DEBUG_H

/*
 * Prints one line "ntdvd: ..." on standard error if the environment variable
 * NTDVD_DEBUG is set to a value other than "0".
 */
void ntdvd_debug(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Explains why open() of @node failed with @error (a positive errno). */
void ntdvd_explain_open(const char *node, int error);

#endif /* NTDVD_DEBUG_H */
