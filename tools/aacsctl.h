/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the commands of aacsctl. Each command has a file; aacsctl.c has the table. */
#ifndef TOOLS_AACSCTL_H
#define TOOLS_AACSCTL_H

#include <stdbool.h>

struct sr_aacs_request;

/* The options of a command. */
struct aacsctl_options {
	bool json;
	bool serial;
};

/*
 * The commands return the exit status. @argv: the arguments without options, ended by
 * NULL; aacsctl.c has checked their number.
 */
int aacsctl_list(const struct aacsctl_options *options, char **argv);
int aacsctl_info(const struct aacsctl_options *options, char **argv);
int aacsctl_mkb(const struct aacsctl_options *options, char **argv);
int aacsctl_nonce(const struct aacsctl_options *options, char **argv);
int aacsctl_sessions(const struct aacsctl_options *options, char **argv);
int aacsctl_end_sessions(const struct aacsctl_options *options, char **argv);
int aacsctl_watch(const struct aacsctl_options *options, char **argv);
int aacsctl_capture(const struct aacsctl_options *options, char **argv);
int aacsctl_doctor(const struct aacsctl_options *options, char **argv);

/* Prints "aacsctl: WHAT: WHY" on standard error; returns the exit status, 1. */
int aacsctl_fail(const char *what, const char *why);

/* Finds the drive, which must be one of sr_aacs; returns false after a message. */
bool aacsctl_find(const char *name, unsigned int *number);
/* The same, and opens its node for reading; returns -1 after a message. */
int aacsctl_open(const char *name, unsigned int *number);

/*
 * Sends a request to an open node. Returns 0, or a negative errno value; then
 * aacsctl_request_failed() prints why and returns the exit status, 1.
 */
int aacsctl_request(int fd, unsigned long code, const void *in, unsigned int in_len,
		    void *out, unsigned int out_len, struct sr_aacs_request *request);
int aacsctl_request_failed(const char *step, unsigned int number,
			   const struct sr_aacs_request *request, int err);

#endif /* TOOLS_AACSCTL_H */
