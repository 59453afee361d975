/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and unloads the module, and plugs virtual drives in and out. */
#ifndef E2E_PLUG_H
#define E2E_PLUG_H

#include "lab.h"

#define MODULE		"/lib/sr_aacs/sr_aacs.ko"
#define MODULE_LOADED	"/sys/module/sr_aacs"

/* 0 or an errno. */
int module_load(void);
int module_unload(void);

/*
 * The cable: the link in configfs that makes the drive's LUN. The drive's
 * program runs on. 0 or an errno.
 */
struct plug {
	char link[160];
	char target[96];
};

struct plug plug_of(const struct drive *drive);
int plug_pull(const struct plug *plug);
int plug_put(const struct plug *plug);

#endif /* E2E_PLUG_H */
