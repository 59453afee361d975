/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MinGW's ntddcdvd.h (10.0) ends at CSS: it has neither the AACS codes nor the
 * structures. This one, first in the include path, adds them to it: they come
 * from the project's header, over MinGW's own types and CTL_CODE. With the
 * Windows SDK nothing of the kind is needed.
 */
#include_next <ntddcdvd.h>
#include "../../../include/ntdvd/ntddcdvd.h"
