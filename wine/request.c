// SPDX-License-Identifier: MIT
/* The requests that go to sr_aacs, see request.h. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/major.h>
#include <linux/sr_aacs.h>

#include "../shim/aacs-cdb.h"
#include "drive.h"
#include "nt.h"
#include "request.h"
#include "say.h"
#include "wine-calls.h"

/* The kernel never returns this status: it shows that ioctl() has set none. */
#define STATUS_NONE	0xFFFFFFFFU

/* The pass-through structures begin alike; the size of a pointer moves the CDB. */
#define PASS_THROUGH_CDB_32	28U
#define PASS_THROUGH_CDB_64	36U
#define PASS_THROUGH_SIZE_32	44U
#define PASS_THROUGH_MAX	56U

static bool is_aacs(uint32_t code)
{
	switch (code) {
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE:
	case IOCTL_AACS_READ_MEDIA_KEY_BLOCK:
	case IOCTL_AACS_START_SESSION:
	case IOCTL_AACS_END_SESSION:
	case IOCTL_AACS_SEND_CERTIFICATE:
	case IOCTL_AACS_GET_CERTIFICATE:
	case IOCTL_AACS_GET_CHALLENGE_KEY:
	case IOCTL_AACS_SEND_CHALLENGE_KEY:
	case IOCTL_AACS_READ_VOLUME_ID:
	case IOCTL_AACS_READ_SERIAL_NUMBER:
	case IOCTL_AACS_READ_MEDIA_ID:
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		return true;
	default:
		return false;
	}
}

/* The kernel copies, so that a bad pointer gives an error instead of a signal. */
static bool copy_in(void *to, const void *from, size_t len)
{
	struct iovec local = { .iov_base = to, .iov_len = len };
	struct iovec remote = { .iov_base = (void *)from, .iov_len = len };
	ssize_t copied = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	/* A sandbox may forbid the system call; Wine catches the signal then. */
	if (copied < 0 && (errno == ENOSYS || errno == EPERM)) {
		memcpy(to, from, len);
		return true;
	}
	return copied == (ssize_t)len;
}

/* The N of srN behind a HANDLE, with these rights; else an NTSTATUS and -1. */
static int drive_number(void *file, uint32_t access, uint32_t *status)
{
	struct stat st;
	int fd, err;

	*status = wine_calls->handle_to_fd(file, access, &fd);
	if (*status)
		return -1;
	err = fstat(fd, &st);
	close(fd);
	if (err || !S_ISBLK(st.st_mode) || major(st.st_rdev) != SCSI_CDROM_MAJOR)
		return -1;
	return (int)minor(st.st_rdev);
}

bool request_is_drive(void *file)
{
	uint32_t status;

	return drive_number(file, 0, &status) >= 0;
}

/*
 * Does a pass-through request hold an AACS command that gets or uses an AGID? It would
 * bypass the module, and the module's table of AGIDs would be wrong.
 */
static bool passes_agid(const struct wine_request *req)
{
	uint8_t head[PASS_THROUGH_MAX] = { 0 };
	uint16_t size;
	size_t len = req->in_len < sizeof(head) ? req->in_len : sizeof(head);
	const uint8_t *cdb;

	if (!copy_in(head, req->in, len))
		return false;
	memcpy(&size, head, sizeof(size));
	cdb = head + (size == PASS_THROUGH_SIZE_32 ? PASS_THROUGH_CDB_32 :
						     PASS_THROUGH_CDB_64);
	return aacs_cdb_uses_agid(cdb);
}

static bool refuse_pass_through(struct wine_request *req)
{
	static bool said;
	struct drive_node *node;
	uint32_t status;
	int number;

	if (!passes_agid(req))
		return false;
	number = drive_number(req->file, 0, &status);
	/* Without the module there is nothing to bypass. */
	if (number < 0 || drive_get((unsigned int)number, &node))
		return false;
	drive_put(node);
	if (!said)
		say("SCSI pass-through of AACS commands (key class 02h) is refused: use IOCTL_AACS_*");
	said = true;
	req->status = SR_AACS_STATUS_INVALID_DEVICE_REQUEST;
	return true;
}

/*
 * Replaces the HANDLE in the input with a descriptor. Returns the descriptor in @fd, and
 * the caller closes it. If the program names an extent, the HANDLE has no meaning and @fd
 * is -1. A 32-bit program writes only the lower half of the HANDLE.
 */
static uint32_t translate_handle(const struct wine_request *req,
				 struct sr_aacs_read_binding_nonce *nonce, int *fd)
{
	uint32_t status;

	*fd = -1;
	if (!copy_in(nonce, req->in, sizeof(*nonce)))
		return SR_AACS_STATUS_ACCESS_VIOLATION;
	if (nonce->start_lba != UINT64_MAX || nonce->number_of_sectors != UINT32_MAX ||
	    (uint32_t)nonce->handle == UINT32_MAX) {
		nonce->handle = UINT64_MAX;
		return SR_AACS_STATUS_SUCCESS;
	}
	status = wine_calls->handle_to_fd((void *)(intptr_t)(int32_t)nonce->handle,
					  NT_READ_DATA, fd);
	if (status) {
		*fd = -1;
		return status;
	}
	nonce->handle = (uint64_t)*fd;
	return SR_AACS_STATUS_SUCCESS;
}

static void send(struct wine_request *req, int fd)
{
	struct sr_aacs_read_binding_nonce nonce;
	struct sr_aacs_request kernel = {
		.in = (uintptr_t)req->in, .in_len = req->in_len,
		.out = (uintptr_t)req->out, .out_len = req->out_len,
		.status = STATUS_NONE,
	};
	int file = -1;

	if ((req->code == IOCTL_AACS_READ_BINDING_NONCE ||
	     req->code == IOCTL_AACS_GENERATE_BINDING_NONCE) &&
	    req->in_len == sizeof(nonce)) {
		req->status = translate_handle(req, &nonce, &file);
		if (req->status)
			return;
		kernel.in = (uintptr_t)&nonce;
	}
	if (ioctl(fd, req->code, &kernel) && kernel.status == STATUS_NONE)
		kernel.status = errno == ENODEV ? SR_AACS_STATUS_NO_SUCH_DEVICE :
						  SR_AACS_STATUS_IO_DEVICE_ERROR;
	req->status = kernel.status;
	req->information = kernel.information;
	if (file >= 0)
		close(file);
}

bool request_execute(struct wine_request *req)
{
	struct drive_node *node;
	uint32_t status;
	int number;

	if (req->code == IOCTL_SCSI_PASS_THROUGH ||
	    req->code == IOCTL_SCSI_PASS_THROUGH_DIRECT)
		return refuse_pass_through(req);
	if (!is_aacs(req->code))
		return false;

	number = drive_number(req->file, NT_CODE_ACCESS(req->code), &status);
	if (number < 0 && status == SR_AACS_STATUS_ACCESS_DENIED &&
	    request_is_drive(req->file)) {
		req->status = status;
		return true;
	}
	if (number < 0)
		return false;

	req->status = drive_get((unsigned int)number, &node);
	if (!req->status) {
		send(req, drive_fd(node));
		drive_put(node);
	}
	return true;
}
