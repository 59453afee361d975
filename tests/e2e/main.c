// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * e2e [--full] [THEME | THEME/TEXT]...: end-to-end tests, to be run in a guest
 * with real sr, virtual drives and the module; prints TAP. `run` starts it
 * there. --full: the theme `waits` takes the durations of `make waits`.
 * e2e --list prints the themes, with the guest that each needs.
 */
#include <string.h>

#include "../fixture/fixture.h"

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "--request"))
		return request_main(argv + 2);
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		themes_list();
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "--full")) {
		cases_full = true;
		argv++;
		argc--;
	}
	return cases_run(argv + (argc > 0));
}
