/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MinGW has scsi.h among the headers of drivers. */
#define _NTSCSI_USER_MODE_
#include <ddk/scsi.h>
