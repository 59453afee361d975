// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * odd-wine.so: for LD_PRELOAD. Hides the segments of ntdll.so from libsr-aacs-wine.so, as
 * if this Wine were made in another way.
 */
#include <link.h>

int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size, void *data),
		    void *data)
{
	return 0;
}
