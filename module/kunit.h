/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the KUnit suites call is exported to them, and only in a kernel build
 * that asks for them (SR_AACS_KUNIT=y): the module that is tested is the
 * module that is used.
 */
#ifndef SR_AACS_KUNIT_H
#define SR_AACS_KUNIT_H

#ifdef AACS_KUNIT
#include <linux/export.h>
#include "compat.h"
#define EXPORT_SYMBOL_IF_AACS_KUNIT(symbol) EXPORT_SYMBOL_NS_GPL(symbol, AACS_KUNIT_NAMESPACE)
#else
#define EXPORT_SYMBOL_IF_AACS_KUNIT(symbol)
#endif

#endif /* SR_AACS_KUNIT_H */
