/* SPDX-License-Identifier: MIT */
/* Messages for users, on standard error. */
#ifndef NTDVD_DEBUG_H
#define NTDVD_DEBUG_H

/*
 * Print one line "ntdvd: ...". ntdvd_say() is for what the user has to mend; the
 * environment variable NTDVD_DEBUG=0 silences it, and a line that was printed
 * lately is not printed again. ntdvd_debug() is for what may be of interest, and prints
 * with NTDVD_DEBUG=1 (or any value but 0) only.
 */
void ntdvd_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void ntdvd_debug(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Not under ntdvd_lock, and not while busy.
 *
 * Say why open() of @node, a /dev/aacsN or a /dev/srN, failed with @error (a
 * positive errno), or why no drive has a letter.
 */
void ntdvd_explain_open(const char *node, int error);
void ntdvd_explain_no_drive(void);

#endif /* NTDVD_DEBUG_H */
