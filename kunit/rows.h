/* SPDX-License-Identifier: GPL-2.0-only */
/* Parameterised cases from a table. */
#ifndef SR_AACS_KUNIT_ROWS_H
#define SR_AACS_KUNIT_ROWS_H

#include <kunit/test.h>
#include <linux/string.h>

/*
 * ROW_PARAM(use): use_gen_params, for KUNIT_CASE_PARAM(), of the table use_rows.
 * Each struct use_row has its description in @name.
 */
#define ROW_PARAM(_name)						\
	static void describe_##_name(const struct _name##_row *row, char *text) \
	{								\
		strscpy(text, row->name, KUNIT_PARAM_DESC_SIZE);	\
	}								\
	KUNIT_ARRAY_PARAM(_name, _name##_rows, describe_##_name)

#endif /* SR_AACS_KUNIT_ROWS_H */
