/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of aacsctl doctor. */
#ifndef TOOLS_DOCTOR_H
#define TOOLS_DOCTOR_H

#include <stdbool.h>

struct doctor;

/*
 * Each of these prints one line about the item @check. @fix is the command that
 * repairs it, or NULL. @format and the arguments after it describe the result.
 */
void doctor_ok(struct doctor *doctor, const char *check, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void doctor_warn(struct doctor *doctor, const char *check, const char *fix,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));
void doctor_fail(struct doctor *doctor, const char *check, const char *fix,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The kernel, the module and sr_mod. */
void doctor_check_module(struct doctor *doctor);
/* Keys, libraries, and the module's parameter. */
void doctor_check_programs(struct doctor *doctor);
/* The drives: all, or only *@only. */
void doctor_check_drives(struct doctor *doctor, const unsigned int *only);

#endif /* TOOLS_DOCTOR_H */
