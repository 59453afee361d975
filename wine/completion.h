/* SPDX-License-Identifier: MIT */
/*
 * The completion ports of files. Wine's server knows the port of a file, but has no
 * request that returns it. So this records the port when a program sets it with
 * NtSetInformationFile().
 */
#ifndef WINE_COMPLETION_H
#define WINE_COMPLETION_H

#include <stdint.h>

/* The program has set @class of @file; @data as in NtSetInformationFile(). */
void completion_note(void *file, uint32_t class, const void *data, uint32_t len);
/* The program closes @file. */
void completion_forget(void *file);
/* Puts a packet into the port of @file, if it has one. */
void completion_post(void *file, void *context, uint32_t status, uintptr_t information);

#endif /* WINE_COMPLETION_H */
