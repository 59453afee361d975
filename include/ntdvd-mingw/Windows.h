/* SPDX-License-Identifier: MIT */
/* For sources that spell it Windows.h: Windows does not tell the case of letters. */
#include <windows.h>
