/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exports functions to the KUnit suites, only in a build with SR_AACS_KUNIT=y.
 * Apart from the exports, the suites test the module that users load.
 */
#ifndef SR_AACS_KUNIT_H
#define SR_AACS_KUNIT_H

#ifdef AACS_KUNIT
#include <linux/export.h>
#include "compat.h"
#define EXPORT_SYMBOL_IF_AACS_KUNIT(symbol)				\
	EXPORT_SYMBOL_NS_GPL(symbol, AACS_KUNIT_NAMESPACE)
#else
#define EXPORT_SYMBOL_IF_AACS_KUNIT(symbol)
#endif

#endif /* SR_AACS_KUNIT_H */
