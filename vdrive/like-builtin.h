/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capture files that are part of the program. */
#ifndef VDRIVE_LIKE_BUILTIN_H
#define VDRIVE_LIKE_BUILTIN_H

#include <stddef.h>

/* The text of vdrive/like/NAME.capture. */
struct like_builtin {
	const char *name;
	const char *text, *end;
};

extern const struct like_builtin like_builtins[];
extern const size_t like_builtin_count;

#endif /* VDRIVE_LIKE_BUILTIN_H */
