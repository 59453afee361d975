// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Linked into the module for tests with KCSAN. KCSAN watches one of several thousand
 * accesses. In a guest that carries out thirty requests a second it would hardly ever
 * watch an access of the module. So the linker replaces the kernel's functions by these,
 * which count each access as OFTEN accesses (see tests/build-module).
 */
#include <linux/module.h>

#define OFTEN	500

#define COUNT_OFTEN(name)						\
	void __real___tsan_##name(void *ptr);				\
	void __wrap___tsan_##name(void *ptr);				\
	void __wrap___tsan_##name(void *ptr)				\
	{								\
		unsigned int i;						\
									\
		for (i = 0; i < OFTEN; i++)				\
			__real___tsan_##name(ptr);			\
	}

#define COUNT_SIZES_OFTEN(name)						\
	COUNT_OFTEN(name##1)						\
	COUNT_OFTEN(name##2)						\
	COUNT_OFTEN(name##4)						\
	COUNT_OFTEN(name##8)						\
	COUNT_OFTEN(name##16)

COUNT_SIZES_OFTEN(read)
COUNT_SIZES_OFTEN(write)
COUNT_SIZES_OFTEN(read_write)
COUNT_SIZES_OFTEN(volatile_read)
COUNT_SIZES_OFTEN(volatile_write)
