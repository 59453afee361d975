/* SPDX-License-Identifier: MIT */
/* The requests that go to sr_aacs instead of Wine. */
#ifndef WINE_REQUEST_H
#define WINE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct wine_request - a call of NtDeviceIoControlFile()
 * @file: the HANDLE
 * @code: the control code
 * @in: the program's input buffer, @in_len bytes; may be a bad pointer
 * @out: the output buffer, likewise; may be the same one
 * @status: returned: an NTSTATUS
 * @information: returned: bytes of the answer
 */
struct wine_request {
	void *file;
	uint32_t code;
	void *in;
	uint32_t in_len;
	void *out;
	uint32_t out_len;
	uint32_t status;
	uintptr_t information;
};

/* Carries out a request. Does nothing and returns false if the request is for Wine. */
bool request_execute(struct wine_request *req);
/* Is this HANDLE a drive of sr? */
bool request_is_drive(void *file);

#endif /* WINE_REQUEST_H */
