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

	/* setarch lets uname() name the machine of 32 bits. */
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
		return "this program has 32 bits, the kernel 64; build it for the kernel";
	return NULL;
}
