/* SPDX-License-Identifier: MIT */
/* devioctl.h of libntdvd: CTL_CODE and its fields are in winioctl.h. */
#include <winioctl.h>
