/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bindnonce says on standard error when a step fails. */
#ifndef BINDNONCE_REPORT_H
#define BINDNONCE_REPORT_H

#include <windows.h>

/*
 * Each returns the program's exit status, 1. @step is what was being done;
 * @name, of a drive or a file, is put behind it in quotes unless it is NULL.
 */

/* GetLastError() says why; @text is what it means, NULL: what it mostly does. */
int win32_failed(const char *step, const char *name, const char *text);
/* @err: what a function of aacs-host.h returned. */
int host_failed(const char *step, int err);
/* Success, but with @got bytes, which is not what was to come. */
int bad_length(const char *step, const char *name, DWORD got);

/* One more line, after any of these. */
void hint(const char *text);

#endif /* BINDNONCE_REPORT_H */
