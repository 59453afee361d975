/* SPDX-License-Identifier: MIT */
/*
 * The completion ports of files. Wine's server knows which port a file belongs to, and
 * tells no one. So this notes it when a program says it by NtSetInformationFile().
 */
#ifndef WINE_COMPLETION_H
#define WINE_COMPLETION_H

#include <stdint.h>

/* The program has set @class of @file; @data as in NtSetInformationFile(). */
void completion_note(void *file, uint32_t class, const void *data, uint32_t len);
/* @file is closed. */
void completion_forget(void *file);
/* Puts a packet into the port of @file, if it has one. */
void completion_post(void *file, void *context, uint32_t status, uintptr_t information);

#endif /* WINE_COMPLETION_H */
