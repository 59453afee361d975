/* SPDX-License-Identifier: MIT */
/* winsock2.h of libntdvd: see winsock.h. */
#include "winsock.h"
