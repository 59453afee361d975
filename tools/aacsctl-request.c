// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds a drive, sends a request and reports a failure for the commands of aacsctl. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "aacsctl.h"
#include "drive.h"
#include "explain.h"
#include "root.h"

int aacsctl_fail(const char *what, const char *why)
{
	size_t len = strlen(what);

	/* D: has its own. */
	fprintf(stderr, "aacsctl: %s%s %s\n", what, len && what[len - 1] == ':' ? "" : ":",
		why);
	return 1;
}

bool aacsctl_find(const char *name, unsigned int *number)
{
	struct why why;

	if (drive_find(name, number, &why) && drive_present(*number, &why))
		return true;
	aacsctl_fail(name, why.text);
	return false;
}

int aacsctl_open(const char *name, unsigned int *number)
{
	struct why why;
	int fd;

	if (!drive_find(name, number, &why) || !drive_usable(*number, R_OK, &why)) {
		aacsctl_fail(name, why.text);
		return -1;
	}
	fd = open(root_path("/dev/aacs%u", *number), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		aacsctl_fail(name, errno == EPERM ? "not permitted: a container needs --device" :
			     errno == ENXIO || errno == ENODEV ?
			     "the node has no drive: it was unplugged" : strerror(errno));
	return fd;
}

int aacsctl_request(int fd, unsigned long code, const void *in, unsigned int in_len,
		    void *out, unsigned int out_len, struct sr_aacs_request *request)
{
	*request = (struct sr_aacs_request){
		.in = (uintptr_t)in, .in_len = in_len,
		.out = (uintptr_t)out, .out_len = out_len,
	};
	return ioctl(fd, code, request) ? -errno : 0;
}

static const char *meaning(uint32_t status)
{
	static const struct {
		uint32_t status;
		const char *text;
	} rows[] = {
		{ SR_AACS_STATUS_NO_SUCH_DEVICE, "the drive is gone: it was unplugged" },
		{ SR_AACS_STATUS_UNRECOGNIZED_MEDIA, "the drive does not recognize the disc" },
		{ SR_AACS_STATUS_DEVICE_DATA_ERROR, "the drive can't read the disc: clean it" },
		{ SR_AACS_STATUS_IO_DEVICE_ERROR,
		  "the drive reported an error or sent garbage: try again" },
		{ SR_AACS_STATUS_VERIFY_REQUIRED, "the disc was changed: try again" },
		{ SR_AACS_STATUS_NOT_SUPPORTED,
		  "the drive's USB bridge or host can't move 32772 bytes at once: connect the drive in another way" },
		{ SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED,
		  "the session is gone: disc changed or drive reset" },
		{ SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE,
		  "the drive refuses this host's certificate" },
		{ SR_AACS_STATUS_COPY_PROTECTION_FAILURE, "copy protection failure" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return rows[i].text;
	return NULL;
}

int aacsctl_request_failed(const char *step, unsigned int number,
			   const struct sr_aacs_request *request, int err)
{
	static const struct {
		uint32_t status;
		enum failure failure;
	} rows[] = {
		{ SR_AACS_STATUS_INVALID_DEVICE_REQUEST, FAILURE_REFUSED },
		{ SR_AACS_STATUS_DEVICE_NOT_READY, FAILURE_NOT_READY },
		{ SR_AACS_STATUS_CSS_KEY_NOT_PRESENT, FAILURE_NO_VALUE },
		{ SR_AACS_STATUS_IO_TIMEOUT, FAILURE_TIMEOUT },
		{ SR_AACS_STATUS_INSUFFICIENT_RESOURCES, FAILURE_NO_AGID },
	};
	char text[512];

	if (err == -ENOTTY)
		return aacsctl_fail(step, "the node is not one of sr_aacs");
	if (request->status == SR_AACS_STATUS_NO_MEDIA_IN_DEVICE)
		return aacsctl_fail(step, "no disc in the drive: insert one");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].status != request->status)
			continue;
		explain_failure(rows[i].failure, number, false, text, sizeof(text));
		return aacsctl_fail(step, text);
	}
	return aacsctl_fail(step, meaning(request->status) ? meaning(request->status) :
			    strerror(-err));
}
