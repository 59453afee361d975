// SPDX-License-Identifier: MIT
/* The AACS requests. */
#include <errno.h>

#include <linux/sr_aacs.h>
#include <windows.h>
#include <ntddcdvd.h>

#include "debug.h"
#include "request.h"
#include "status.h"
#include "sys.h"

/* The kernel never returns this status: it shows that ioctl() has set none. */
#define STATUS_NONE	0xFFFFFFFFU

/* The kernel's request and the objects that it points to. */
struct request {
	struct sr_aacs_request kernel;
	struct sr_aacs_read_binding_nonce nonce;
	struct ntdvd_ref file;		/* of nonce.handle */
	bool has_file;
};

/* All ones: the extent is that of the file Handle. */
static bool extent_from_file(const struct sr_aacs_read_binding_nonce *nonce)
{
	return nonce->start_lba == MAXULONGLONG &&
	       nonce->number_of_sectors == MAXDWORD;
}

/*
 * Replaces the HANDLE in the input with a descriptor. A 32-bit program writes
 * only its lower half. If the program names an extent, the HANDLE has no
 * meaning and often is NULL; replace it with INVALID_HANDLE_VALUE. Returns a
 * Win32 code.
 */
static uint32_t translate_handle(struct request *req)
{
	uintptr_t value;

	/* The kernel reports a wrong length. */
	if (req->kernel.in_len != sizeof(req->nonce))
		return ERROR_SUCCESS;
	if (ntdvd_sys->copy_in(&req->nonce, (void *)(uintptr_t)req->kernel.in,
			       sizeof(req->nonce)))
		return ERROR_NOACCESS;
	req->kernel.in = (uintptr_t)&req->nonce;

	if (!extent_from_file(&req->nonce) ||
	    (uint32_t)req->nonce.handle == UINT32_MAX) {
		req->nonce.handle = UINT64_MAX;
		return ERROR_SUCCESS;
	}
	value = (uintptr_t)req->nonce.handle;
	if (!ntdvd_handle_get(value, &req->file))
		return ERROR_INVALID_HANDLE;
	req->has_file = true;
	/* No file has this extent. The kernel would refuse it as well. */
	if (req->file.object->kind == NTDVD_EVENT)
		return ERROR_INVALID_PARAMETER;
	/* The kernel can't check the access that the program asked for. */
	if (!(req->file.access & (NTDVD_READ | NTDVD_WRITE))) {
		ntdvd_debug("Handle was opened with neither GENERIC_READ nor GENERIC_WRITE");
		return ERROR_ACCESS_DENIED;
	}
	req->nonce.handle = req->file.object->fd;
	return ERROR_SUCCESS;
}

static uint32_t send_request(int fd, uint32_t code, struct request *req)
{
	int err;

	req->kernel.status = STATUS_NONE;
	err = ntdvd_sys->ioctl(fd, code, &req->kernel);
	if (!err)
		return ERROR_SUCCESS;
	if (req->kernel.status == STATUS_NONE ||
	    req->kernel.status == SR_AACS_STATUS_SUCCESS) {
		ntdvd_debug("request %08X: errno %d", code, -err);
		req->kernel.status = 0;
		return ntdvd_ioctl_error(-err);
	}
	ntdvd_debug("request %08X: NTSTATUS %08X, information %u", code,
		    req->kernel.status, req->kernel.information);
	return ntdvd_status_to_win32(req->kernel.status);
}

uint32_t ntdvd_aacs_request(const struct ntdvd_ref *drive, struct ntdvd_io *io)
{
	struct request req = {
		.kernel = {
			.in = (uintptr_t)io->in,
			.out = (uintptr_t)io->out,
			.in_len = io->in_len,
			.out_len = io->out_len,
		},
	};
	uint32_t error = ERROR_SUCCESS;

	if (io->code == IOCTL_AACS_READ_BINDING_NONCE ||
	    io->code == IOCTL_AACS_GENERATE_BINDING_NONCE)
		error = translate_handle(&req);
	if (!error) {
		error = send_request(drive->object->fd, io->code, &req);
		io->status = req.kernel.status;
		io->information = error ? 0 : req.kernel.information;
	}
	if (req.has_file)
		ntdvd_handle_put(&req.file);
	return error;
}
