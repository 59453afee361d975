/* SPDX-License-Identifier: GPL-2.0-or-later */
/* abi.def as the kernel's header and as Windows' header have it. */
#ifndef ABI_H
#define ABI_H

#include <stddef.h>

struct abi_row {
	const char *name;
	unsigned long value;
};

extern const struct abi_row abi_kernel[], abi_windows[];
extern const size_t abi_rows;

#endif /* ABI_H */
