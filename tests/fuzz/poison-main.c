// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poison [THEME | THEME/TEXT]...: what a request leaves in memory; to be run in
 * a guest, prints TAP.
 */
#include "../fixture/case.h"

int main(int argc, char **argv)
{
	return cases_run(argv + (argc > 0));
}
