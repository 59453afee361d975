// SPDX-License-Identifier: MIT
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <windows.h>

#include "debug.h"
#include "disk.h"
#include "path.h"
#include "status.h"
#include "sys.h"

/* Appends a component to the path @at. Its first @root bytes name the disc. */
static bool append(char *at, size_t size, size_t root, const char *component,
		   size_t len)
{
	char name[NAME_MAX + 1], found[NAME_MAX + 1];
	size_t used = strlen(at);

	if (!len || (len == 1 && component[0] == '.'))
		return true;
	if (len == 2 && component[0] == '.' && component[1] == '.') {
		while (used > root && at[used] != '/')
			used--;
		at[used] = 0;
		return true;
	}
	if (len > NAME_MAX || used + 1 + len >= size)
		return false;
	memcpy(name, component, len);
	name[len] = 0;
	snprintf(at + used, size - used, "/%s", name);
	if (ntdvd_sys->exists(at))
		return true;
	at[used] = 0;
	ntdvd_busy_begin();
	if (ntdvd_sys->find_name(at, name, found, sizeof(found)))
		memcpy(found, name, len + 1);
	ntdvd_busy_end();
	return snprintf(at + used, size - used, "/%s", found) <
	       (int)(size - used);
}

uint32_t ntdvd_path_resolve(const char *node, const char *path, char *linux_path,
			    size_t size)
{
	struct ntdvd_node identity;
	int err = ntdvd_sys->stat(node, &identity);
	size_t len, root;

	if (err) {
		ntdvd_explain_open(node, -err);
		return ntdvd_open_error(-err);
	}
	if (ntdvd_disk_mount_point(minor(identity.rdev), true, linux_path, size)) {
		ntdvd_say("/dev/sr%u: the disc is not mounted", minor(identity.rdev));
		return ERROR_NOT_READY;
	}
	root = strlen(linux_path);
	while (*path) {
		len = strcspn(path, "\\/");
		if (!append(linux_path, size, root, path, len))
			return ERROR_FILENAME_EXCED_RANGE;
		path += len;
		path += strspn(path, "\\/");
	}
	return ERROR_SUCCESS;
}
