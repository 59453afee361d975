// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl doctor: checks each part from the kernel to the disc for faults. */
#include <stdarg.h>
#include <stdio.h>

#include "aacsctl.h"
#include "doctor.h"
#include "drive.h"
#include "print.h"

struct doctor {
	bool json;
	bool failed;
};

static void tell(struct doctor *doctor, const char *state, const char *check,
		 const char *fix, const char *format, va_list args)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, args);
	if (doctor->json) {
		json_open(NULL, '{');
		json_text("check", check);
		json_text("state", state);
		json_text("text", text);
		if (fix)
			json_text("command", fix);
		else
			json_null("command");
		json_close();
		return;
	}
	printf("%-4s  %s: ", state, check);
	print_text(text);
	if (fix) {
		fputs(": ", stdout);
		print_text(fix);
	}
	putchar('\n');
}

void doctor_ok(struct doctor *doctor, const char *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(doctor, "ok", check, NULL, format, args);
	va_end(args);
}

void doctor_warn(struct doctor *doctor, const char *check, const char *fix,
		 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(doctor, "warn", check, fix, format, args);
	va_end(args);
}

void doctor_fail(struct doctor *doctor, const char *check, const char *fix,
		 const char *format, ...)
{
	va_list args;

	doctor->failed = true;
	va_start(args, format);
	tell(doctor, "fail", check, fix, format, args);
	va_end(args);
}

int aacsctl_doctor(const struct aacsctl_options *options, char **argv)
{
	struct doctor doctor = { .json = options->json };
	unsigned int drive;
	struct why why;

	if (argv[0] && !drive_find(argv[0], &drive, &why))
		return aacsctl_fail(argv[0], why.text);
	if (doctor.json)
		json_open(NULL, '[');
	doctor_check_module(&doctor);
	doctor_check_drives(&doctor, argv[0] ? &drive : NULL);
	doctor_check_programs(&doctor);
	if (doctor.json)
		json_close();
	return doctor.failed;
}
