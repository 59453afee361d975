// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's header and Windows' must agree. */
#include "abi.h"
#include "suites.h"

SUITE(abi)
{
	size_t i;

	for (i = 0; i < abi_rows; i++)
		is(abi_windows[i].value, abi_kernel[i].value,
		   "%s in both headers", abi_kernel[i].name);
	is(sizeof(struct sr_aacs_request), 32, "struct sr_aacs_request");
}
