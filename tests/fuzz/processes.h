/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes beside those that make calls. Each ends on shared->stop. */
#ifndef FUZZ_PROCESSES_H
#define FUZZ_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Holds a session of a drive, tells all others which, and after a while makes
 * a complete authentication and a transfer with it: they must not have got at
 * it. Fails when something with it goes wrong.
 */
void keeper_run(unsigned int drive);

/* Changes, ejects, resets and disturbs those of @drives that are noisy. */
void noise_run(unsigned int drives, uint64_t seed);

/* Writes, cuts and lengthens a file on the mounted disc. */
void scribbler_run(const char *disc, uint64_t seed);

/*
 * AACS-Auth on this file up to what comes before the request @code, so that it
 * would succeed; its input goes to @input, INPUT_MAX bytes. False when it can't
 * be: others use the file as well, and take AGIDs.
 */
bool try_authenticate(int fd, uint32_t code, uint8_t *input);

#endif /* FUZZ_PROCESSES_H */
