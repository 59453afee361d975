/* SPDX-License-Identifier: MIT */
/* Explanations for whoever set NTDVD_DEBUG. */
#ifndef NTDVD_DEBUG_H
#define NTDVD_DEBUG_H

/*
 * With NTDVD_DEBUG in the environment (and neither empty nor "0") prints one
 * line "ntdvd: ..." on standard error; otherwise does nothing.
 */
void ntdvd_debug(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Says why opening @node failed with @error (a positive errno). */
void ntdvd_explain_open(const char *node, int error);

#endif /* NTDVD_DEBUG_H */
