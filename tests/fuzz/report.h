/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far it is, whether something is wrong, what came out. */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include <stdint.h>
#include <stdio.h>

/* Takes the time, and looks at the kernel's log from here on. */
void report_begin(uint64_t calls);
/*
 * To be called again and again: says every ten seconds how far it is. Returns
 * what is wrong, or NULL: a wrong answer, a report in the kernel log, a thread
 * that does not get on.
 */
const char *report_trouble(unsigned int workers);
/* The wrong answer alone. */
const char *report_wrong_answer(void);
void report_failure(const char *why, uint64_t seed, unsigned int workers);
void report_print(FILE *to, uint64_t seed, unsigned int workers,
		  unsigned int drives);

#endif /* FUZZ_REPORT_H */
