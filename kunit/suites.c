// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module of the KUnit suites. KUnit runs them when the module is loaded;
 * init comes after the last of them, so its line in the log says that none of
 * them has taken the loader down with it.
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
