// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poison [THEME | THEME/TEXT]...: what a request leaves in memory, and who may
 * do what; to be run in a guest, prints TAP.
 */
#include "../e2e/harness.h"

extern const struct e2e_theme theme_poison, theme_poison_reach, theme_rights;

/* The rows of its table that apply. */
void poison_count(void);

static const struct e2e_theme *const themes[] = {
	&theme_poison, &theme_poison_reach, &theme_rights,
};

int main(int argc, char **argv)
{
	poison_count();
	return e2e_run(themes, ARRAY_SIZE(themes), argv + (argc > 0));
}
