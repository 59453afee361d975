/* SPDX-License-Identifier: MIT */
/* For sources that spell it Windows.h: Windows ignores the case of letters. */
#include <windows.h>
