/* SPDX-License-Identifier: MIT */
/* Formats text like printf, with the sizes of Windows. */
#ifndef NTDVD_FORMAT_H
#define NTDVD_FORMAT_H

#include <stdarg.h>

#include "text.h"

/*
 * Formats @list by @format, which has the units of @out. No NUL is added.
 * ntdvd-printf.h has the conversions.
 */
void ntdvd_format(struct ntdvd_out *out, const void *format, va_list list);

#endif /* NTDVD_FORMAT_H */
