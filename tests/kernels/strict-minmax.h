/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * min() and max() as in the first releases of 6.1 to 6.6: both arguments must
 * have the same type. Their stable releases accept more. tests/lint builds the
 * module with this.
 */
#include <linux/minmax.h>

#undef min
#undef max
#define strict_types(x, y)	((void)sizeof((typeof(x) *)1 == (typeof(y) *)1))
#define min(x, y)		(strict_types(x, y), min_t(typeof(x), x, y))
#define max(x, y)		(strict_types(x, y), max_t(typeof(x), x, y))
