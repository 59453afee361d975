// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module with the KUnit suites. KUnit runs the suites before it calls
 * suites_init(), so the line in the log shows that none of them crashed.
 */
#include <linux/module.h>
#include "../module/compat.h"

static int __init suites_init(void)
{
	pr_info("sr_aacs_kunit: all suites have run\n");
	return 0;
}
module_init(suites_init);

static void __exit suites_exit(void)
{
}
module_exit(suites_exit);

MODULE_DESCRIPTION("KUnit suites of sr_aacs");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(AACS_KUNIT_NAMESPACE);
