/* SPDX-License-Identifier: MIT */
/* stralign.h of libntdvd: MinGW-w64's needs Microsoft's C library. */
