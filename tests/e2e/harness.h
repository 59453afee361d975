/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs cases and prints TAP. Every case runs in a process of its own, so that
 * it may fail, crash or hang without harm to the next one, and leaves no file
 * open; afterwards the drives are looked at for what it left behind.
 */
#ifndef E2E_HARNESS_H
#define E2E_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../lib/tap.h"

/*
 * One case, or a table of them: with @rows, @run is called once for each row,
 * and @label says what the row is about.
 */
struct e2e_case {
	const char *name;
	void (*run)(unsigned int row);
	unsigned int rows;		/* 0: no table */
	const char *(*label)(unsigned int row);
	unsigned int seconds;		/* 0: CASE_SECONDS */
};

#define CASE_SECONDS	60

/* A theme: the cases of one file. */
struct e2e_theme {
	const char *name;
	const struct e2e_case *cases;
	size_t count;
	bool no_drives;		/* don't look after the drives between cases */
};

/* Defines `const struct e2e_theme theme_NAME` from an array of cases. */
#define E2E_THEME(theme, array)						\
	const struct e2e_theme theme_##theme = {			\
		.name = #theme, .cases = (array), .count = ARRAY_SIZE(array) }
/* Defines `const struct e2e_theme theme_NAME_PART`: a theme of more files. */
#define E2E_THEME_PART(theme, part, array)				\
	const struct e2e_theme theme_##theme##_##part = {		\
		.name = #theme, .cases = (array), .count = ARRAY_SIZE(array) }
#define E2E_THEME_NO_DRIVES(theme, array)				\
	const struct e2e_theme theme_##theme = {			\
		.name = #theme, .cases = (array),			\
		.count = ARRAY_SIZE(array), .no_drives = true }

/*
 * Runs the cases of the @count @themes whose names are in @words (all without
 * any; THEME/TEXT takes the cases with TEXT in their names). Returns an exit
 * code.
 */
int e2e_run(const struct e2e_theme *const *themes, size_t count,
	    char *const *words);

/* The case has failed: says why and ends its process. Any thread may call it. */
void e2e_fail(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
/* The case can't be run here: says why and ends its process. */
void e2e_skip(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

#define FAIL(...)	e2e_fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(cond)							\
	do {								\
		if (!(cond))						\
			FAIL("not so: %s (errno %m)", #cond);		\
	} while (0)
#define CHECK_EQ(a, b)							\
	do {								\
		long long a_ = (long long)(a), b_ = (long long)(b);	\
		if (a_ != b_)						\
			FAIL("%s is %lld (%#llx), wanted %s = %lld (%#llx)", \
			     #a, a_, a_, #b, b_, b_);			\
	} while (0)
#define CHECK_MEM(a, b, len)						\
	do {								\
		if (memcmp((a), (b), (len)))				\
			FAIL("%s and %s differ", #a, #b);		\
	} while (0)

/* Looks every few milliseconds until @cond or the end of @ms milliseconds. */
bool wait_for(bool (*cond)(void *arg), void *arg, unsigned int ms);
/* Milliseconds of the monotonic clock. */
int64_t now_ms(void);

/*
 * Runs a program; what it says on both outputs goes to @out (always
 * terminated, cut when too long). Returns its exit code, or 128 + signal.
 */
int run_program(char *out, size_t max, const char *const *argv);
#define RUN(out, max, ...)						\
	run_program(out, max, (const char *const[]){ __VA_ARGS__, NULL })

/* The whole output is as this POSIX extended regular expression has it. */
void expect_output_at(const char *file, int line, const char *out,
		      const char *pattern);
#define EXPECT_OUTPUT(out, pattern)					\
	expect_output_at(__FILE__, __LINE__, (out), (pattern))

/* A child process that does @work and waits until it is killed. */
struct child {
	int pid;
	int said;	/* read end of what it tells with child_tell() */
};

struct child child_start(void (*work)(int tell, void *arg), void *arg);
/* What the child has told: one 32-bit number, waited for. */
uint32_t child_hear(const struct child *child);
void child_tell(int tell, uint32_t number);
/* SIGKILL, and waits for its end. */
void child_kill(struct child *child);
/* Waits for its end by itself; fails the case unless it exits with 0. */
void child_end(struct child *child);
/* For wait_for(): the child sleeps in the kernel, in an ioctl of ours. */
bool child_blocked(void *child);

/* Hex digits of @len bytes; static memory, good for four calls. */
const char *hex(const void *data, size_t len);

/* Writes @text to a file as it is; returns false with errno set. */
bool write_file(const char *path, const char *text);
/* The first line of a file, "" if there is none. */
void read_line(const char *path, char *buf, size_t max);

#endif /* E2E_HARNESS_H */
