// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * e2e [--full] [THEME | THEME/TEXT]...: end-to-end tests, to be run in a guest
 * with real sr, virtual drives and the module; prints TAP. `run` starts it
 * there. --full: the theme `waits` takes the durations of `make waits`.
 */
#include <string.h>

#include "harness.h"
#include "lab.h"
#ifndef E2E_NO_CRYPTO
#include "waits.h"
#endif

extern const struct e2e_theme theme_validation, theme_abi, theme_abi_alone,
	theme_agid, theme_agid_end, theme_loss, theme_loss_change,
	theme_loss_reset, theme_faults, theme_unplug, theme_dying,
	theme_waiting, theme_extent, theme_extent_refused,
	theme_extent_unmount, theme_extent_gone, theme_extent_unplug;
#ifndef E2E_NO_CRYPTO
extern const struct e2e_theme theme_codes, theme_auth, theme_bound, theme_lies,
	theme_mkb, theme_nonce, theme_crowd, theme_drives, theme_load,
	theme_programs, theme_programs_file, theme_vdrive, theme_compat,
	theme_resume, theme_extent_nonce, theme_waits_block,
	theme_waits_close, theme_waits_kill, theme_waits_plug,
	theme_waits_stale, theme_waits_suspend, theme_waits_sysfs,
	theme_waits_timer;
#endif

static const struct e2e_theme *const themes[] = {
	&theme_validation, &theme_abi, &theme_abi_alone, &theme_agid,
	&theme_agid_end, &theme_loss, &theme_loss_change, &theme_loss_reset,
	&theme_faults, &theme_unplug, &theme_dying, &theme_waiting,
	&theme_extent, &theme_extent_refused, &theme_extent_unmount,
	&theme_extent_gone, &theme_extent_unplug,
#ifndef E2E_NO_CRYPTO
	&theme_codes, &theme_auth, &theme_bound, &theme_lies, &theme_mkb,
	&theme_nonce, &theme_programs, &theme_programs_file, &theme_vdrive,
	&theme_crowd, &theme_drives, &theme_load, &theme_compat,
	&theme_resume, &theme_extent_nonce, &theme_waits_kill,
	&theme_waits_block, &theme_waits_close, &theme_waits_stale,
	&theme_waits_sysfs, &theme_waits_timer, &theme_waits_plug,
	&theme_waits_suspend,
#endif
};

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "--request"))
		return request_main(argv + 2);
#ifndef E2E_NO_CRYPTO
	if (argc > 1 && !strcmp(argv[1], "--full")) {
		waits = &waits_full;
		argv++;
		argc--;
	}
#endif
	return e2e_run(themes, ARRAY_SIZE(themes), argv + (argc > 0));
}
