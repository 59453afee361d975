/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Windows does not tell the case of letters. */
#include <windows.h>
