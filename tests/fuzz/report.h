/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports progress, failures and results. */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include <stdint.h>
#include <stdio.h>

/* Stores the start time, and reads the kernel log from here on. */
void report_begin(uint64_t calls);
/*
 * Call it repeatedly: it prints the progress every ten seconds. Returns NULL or a
 * failure: a wrong answer, a report in the kernel log, a thread that hangs.
 */
const char *report_trouble(unsigned int workers);
/* The same, but only a wrong answer. */
const char *report_wrong_answer(void);
void report_failure(const char *why, uint64_t seed, unsigned int workers);
void report_print(FILE *to, uint64_t seed, unsigned int workers,
		  unsigned int drives);

#endif /* FUZZ_REPORT_H */
