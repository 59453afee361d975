/* SPDX-License-Identifier: MIT */
/* Messages for users, on standard error. */
#ifndef NTDVD_DEBUG_H
#define NTDVD_DEBUG_H

/*
 * Print one line "ntdvd: ...". ntdvd_say() reports a fault that the user can
 * repair. The environment variable NTDVD_DEBUG=0 silences it, and it does not
 * repeat a line that it has printed lately. ntdvd_debug() prints only with
 * NTDVD_DEBUG=1 (or any value but 0).
 */
void ntdvd_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void ntdvd_debug(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Call it neither under ntdvd_lock nor while busy.
 *
 * Say why open() of @node, a /dev/aacsN or a /dev/srN, failed with @error (a
 * positive errno), or why no drive has a letter.
 */
void ntdvd_explain_open(const char *node, int error);
void ntdvd_explain_no_drive(void);

#endif /* NTDVD_DEBUG_H */
