// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For the module as it is tested with KCSAN, which watches one access of many
 * thousands: in a guest that carries out thirty requests a second one of the
 * module's would hardly ever be. Here each counts for OFTEN, as the linker puts
 * these functions in the place of the kernel's (see tests/build-module).
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
