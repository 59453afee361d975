// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded into a program: somebody between it and the drive. E2E_TAMPER =
 * CODE:WAY:BYTE changes one bit of what the request with this code (hex) hands
 * in (WAY "in") or gets (WAY "out").
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/sr_aacs.h>

int ioctl(int fd, unsigned long code, ...)
{
	static int (*real)(int fd, unsigned long code, ...);
	const char *orders = getenv("E2E_TAMPER");
	struct sr_aacs_request *req;
	unsigned int wanted, byte;
	char way[4];
	va_list ap;
	void *arg;
	int ret;

	va_start(ap, code);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "ioctl");
	if (!orders || sscanf(orders, "%x:%3[a-z]:%u", &wanted, way, &byte) != 3 ||
	    (uint32_t)code != wanted)
		return real(fd, code, arg);

	req = arg;
	if (!strcmp(way, "in") && byte < req->in_len) {
		uint8_t copy[256];
		uint64_t in = req->in;

		memcpy(copy, (void *)(uintptr_t)in, req->in_len);
		copy[byte] ^= 0x01;
		req->in = (uintptr_t)copy;
		ret = real(fd, code, req);
		req->in = in;
		return ret;
	}
	ret = real(fd, code, req);
	if (!ret && !strcmp(way, "out") && byte < req->information)
		((uint8_t *)(uintptr_t)req->out)[byte] ^= 0x01;
	return ret;
}
