// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/utsname.h>

#include "word.h"

static bool kernel_of_64_bits(void)
{
	struct utsname name;
	bool is_64;
	int old;

	/* Under setarch, uname() returns the name of the 32-bit machine. */
	old = personality(PER_LINUX);
	is_64 = !uname(&name) && (strstr(name.machine, "64") ||
				  !strcmp(name.machine, "s390x"));
	if (old >= 0)
		personality((unsigned int)old);
	return is_64;
}

const char *word_refusal(void)
{
	if (sizeof(void *) == 4 && kernel_of_64_bits())
		return "this is a 32-bit program, and the kernel has 64 bits; build it for the kernel";
	return NULL;
}
