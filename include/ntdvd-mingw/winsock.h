/* SPDX-License-Identifier: MIT */
/*
 * winsock.h of libntdvd, which windows.h includes: the sockets of MinGW-w64 are
 * not those of Linux. This has only htonl() and its like, from Linux.
 */
#include <arpa/inet.h>
