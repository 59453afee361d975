/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bindnonce's messages on standard error when a step fails. */
#ifndef BINDNONCE_REPORT_H
#define BINDNONCE_REPORT_H

#include <windows.h>

/*
 * Each function returns the program's exit status, 1. @step describes the step
 * that failed; @name is the drive or file, or NULL.
 */

/* Prints GetLastError() and @text, or if @text is NULL, the code's meaning. */
int win32_failed(const char *step, const char *name, const char *text);
/* The same for a request to the drive; on Linux it finds the cause. */
int request_failed(const char *step, const char *name);
/* @err: what a function of aacs-host.h returned. */
int host_failed(const char *step, int err);
/* The request succeeded, but its answer has a wrong length, @got bytes. */
int bad_length(const char *step, const char *name, DWORD got);

/* Prints one more line. */
void hint(const char *text);

#endif /* BINDNONCE_REPORT_H */
