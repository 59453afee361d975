// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks whether module, keys and libraries are installed. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../auth/aacs-auth.h"
#include "doctor.h"
#include "drive.h"
#include "root.h"

#define SIGNED		"~Module signature appended~\n"

struct module {
	char release[ATTRIBUTE_SIZE];	/* of the running kernel */
	char path[PATH_MAX];
	bool installed, loaded, has_signature;
	char built_for[ATTRIBUTE_SIZE];	/* a kernel release; "": not known */
};

/* Reads a whole file into memory; NULL on failure. The caller frees it. */
static char *load(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *data = NULL;
	struct stat st;

	*len = 0;
	if (!file)
		return NULL;
	if (!fstat(fileno(file), &st) && S_ISREG(st.st_mode) && st.st_size < 64 << 20)
		data = malloc((size_t)st.st_size + 1);
	if (data)
		*len = fread(data, 1, (size_t)st.st_size, file);
	if (data)
		data[*len] = 0;
	fclose(file);
	return data;
}

/* Reads fields that modinfo prints; the file must not be compressed. */
static void read_module(struct module *module)
{
	static const char vermagic[] = "vermagic=";
	size_t len, mark = strlen(SIGNED);
	char *data = load(module->path, &len), *found;

	if (!data)
		return;
	module->has_signature = len > mark && !memcmp(data + len - mark, SIGNED, mark);
	found = memmem(data, len, vermagic, strlen(vermagic));
	if (found)
		sscanf(found + strlen(vermagic), "%127[^ \n]", module->built_for);
	free(data);
}

static void check_kernel(struct doctor *doctor, const struct module *module)
{
	char fix[ATTRIBUTE_SIZE + 64];

	if (root_exists("/lib/modules/%s/build/Makefile", module->release)) {
		doctor_ok(doctor, "kernel", "%s, its headers are installed", module->release);
		return;
	}
	if (module->installed || module->loaded) {
		doctor_ok(doctor, "kernel", "%s, without headers; only a build needs them",
			  module->release);
		return;
	}
	snprintf(fix, sizeof(fix), "apt install linux-headers-%s", module->release);
	doctor_fail(doctor, "kernel", fix, "%s has no headers to build the module with",
		    module->release);
}

static void check_built(struct doctor *doctor, const struct module *module)
{
	if (!module->installed && module->loaded)
		doctor_warn(doctor, "module", "make install-modules",
			    "loaded, but not installed for the next boot");
	else if (!module->installed)
		doctor_fail(doctor, "module", "make install-modules",
			    "sr_aacs is not installed for %s", module->release);
	else if (*module->built_for && strcmp(module->built_for, module->release))
		doctor_fail(doctor, "module", "make clean install-modules",
			    "%s is built for %s", module->path, module->built_for);
	else
		doctor_ok(doctor, "module", "%s", module->path);
}

static void check_version(struct doctor *doctor, const struct module *module)
{
	char version[ATTRIBUTE_SIZE];

	if (!module->loaded)
		return;
	if (root_read_line(root_path("/sys/module/sr_aacs/version"), version, sizeof(version)))
		doctor_warn(doctor, "version", "modinfo sr_aacs", "the module does not report its version");
	else if (strcmp(version, SR_AACS_VERSION))
		doctor_warn(doctor, "version", "rmmod sr_aacs && modprobe sr_aacs",
			    "the loaded module is %s, aacsctl is %s", version,
			    SR_AACS_VERSION);
	else
		doctor_ok(doctor, "version", "%s", version);
}

static void check_signature(struct doctor *doctor, const struct module *module)
{
	char enforced[8] = "N", lockdown[ATTRIBUTE_SIZE] = "[none]";
	const char *why = NULL;

	root_read_line(root_path("/sys/module/module/parameters/sig_enforce"), enforced,
		       sizeof(enforced));
	root_read_line(root_path("/sys/kernel/security/lockdown"), lockdown, sizeof(lockdown));
	if (enforced[0] == 'Y' || enforced[0] == '1')
		why = "module.sig_enforce is on";
	else if (strstr(lockdown, "[integrity]") || strstr(lockdown, "[confidentiality]"))
		why = "the kernel is locked down (Secure Boot)";
	if (!why)
		doctor_ok(doctor, "signature", "the kernel loads unsigned modules");
	else if (module->loaded)
		doctor_ok(doctor, "signature", "%s, and the module is loaded", why);
	else if (!module->installed || strcmp(module->path + strlen(module->path) - 3, ".ko"))
		doctor_warn(doctor, "signature", "modprobe sr_aacs",
			    "%s: the module needs a signature that the kernel trusts", why);
	else if (module->has_signature)
		doctor_ok(doctor, "signature", "%s, and the module has a signature", why);
	else
		doctor_fail(doctor, "signature", "mokutil --import /var/lib/dkms/mok.pub",
			    "%s, and the module has no signature: sign it with an enrolled key",
			    why);
}

void doctor_check_module(struct doctor *doctor)
{
	struct module module = { .loaded = root_exists("/sys/module/sr_aacs") };

	drive_kernel_release(module.release, sizeof(module.release));
	module.installed = drive_module_file(module.release, module.path,
					     sizeof(module.path));
	if (module.installed)
		read_module(&module);
	check_kernel(doctor, &module);
	check_built(doctor, &module);
	check_version(doctor, &module);
	check_signature(doctor, &module);
	if (module.loaded)
		doctor_ok(doctor, "loaded", "sr_aacs is loaded");
	else
		doctor_fail(doctor, "loaded", "modprobe sr_aacs", "sr_aacs is not loaded");
	if (root_exists("/sys/bus/scsi/drivers/sr"))
		doctor_ok(doctor, "sr_mod", "the kernel's driver for optical drives is loaded");
	else
		doctor_fail(doctor, "sr_mod", "modprobe sr_mod",
			    "the kernel's driver for optical drives is not loaded");
}

/* ---- keys ---- */

/* Counts hex digits: 0 if the file has anything else, -1 if it can't be read. */
static long count_digits(const char *path)
{
	size_t len;
	char *text = load(path, &len);
	long count = 0;

	if (!text)
		return -1;
	for (size_t i = 0; i < len && count >= 0; i++) {
		if (isxdigit((unsigned char)text[i]))
			count++;
		else if (!isspace((unsigned char)text[i]))
			count = len = 0;
	}
	free(text);
	return count;
}

static void check_pki(struct doctor *doctor)
{
	/* Files of hex digits, as aacs-vdrive mkpki makes them. */
	static const struct {
		const char *name;
		long bytes;
	} files[] = {
		{ "authority.pub", AACS_POINT_LEN },
		{ "host.crt", AACS_CERT_LEN },
		{ "host.key", AACS_SCALAR_LEN + AACS_POINT_LEN },
	};
	const char *dir = getenv(AACS_PKI_DIR_ENV);
	char fix[3 * PATH_MAX], path[PATH_MAX];

	if (!dir)
		dir = AACS_PKI_DIR_DEFAULT;
	/* mkpki does not overwrite an authority. */
	if (root_exists("%s/authority.key", dir))
		snprintf(fix, sizeof(fix), "mv %s %s.old && aacs-vdrive mkpki %s", dir, dir, dir);
	else
		snprintf(fix, sizeof(fix), "aacs-vdrive mkpki %s", dir);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s", root_path("%s/%s", dir, files[i].name));
		if (access(path, F_OK)) {
			doctor_warn(doctor, "PKI", fix,
				    "bindnonce needs %s, which is missing; for a virtual drive", path);
			return;
		}
		switch (count_digits(path)) {
		case -1:
			snprintf(fix, sizeof(fix), "chown \"$USER\" %s", path);
			doctor_fail(doctor, "PKI", fix, "%s can't be read: %s", path,
				    strerror(errno));
			return;
		default:
			if (count_digits(path) == 2 * files[i].bytes)
				continue;
			doctor_fail(doctor, "PKI", fix, "%s is malformed; for a virtual drive", path);
			return;
		}
	}
	doctor_ok(doctor, "PKI", "%s", dir);
}

/* ---- libraries ---- */

/* The library directories of Debian, of other distributions and of make install. */
static const char *const lib_dirs[] = {
	"/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
	"/usr/lib64", "/usr/lib", "/usr/local/lib64", "/usr/local/lib/x86_64-linux-gnu",
	"/usr/local/lib/aarch64-linux-gnu",
};

#define LIB_DIRS	(sizeof(lib_dirs) / sizeof(lib_dirs[0]))

static bool find_library(const char *name, char path[PATH_MAX])
{
	for (size_t i = 0; i < LIB_DIRS; i++) {
		if (!root_exists("%s/%s", lib_dirs[i], name))
			continue;
		snprintf(path, PATH_MAX, "%s/%s", lib_dirs[i], name);
		return true;
	}
	return false;
}

/* The loader searches /usr/lib even without its cache. */
static bool loader_knows(const char *name, const char *path)
{
	size_t len;
	char *cache = load(root_path("/etc/ld.so.cache"), &len);
	bool known = cache && memmem(cache, len, name, strlen(name) + 1);

	free(cache);
	return known || !strncmp(path, "/usr/lib", 8);
}

static void check_libntdvd(struct doctor *doctor)
{
	static const char name[] = "libntdvd.so.0";
	char path[PATH_MAX];

	if (!find_library(name, path))
		doctor_warn(doctor, "libntdvd", "make install-user",
			    "not installed; ported Windows programs need it");
	else if (!loader_knows(name, path))
		doctor_fail(doctor, "libntdvd", "ldconfig",
			    "%s is not in the loader's cache", path);
	else
		doctor_ok(doctor, "libntdvd", "%s", path);
}

static void check_letters(struct doctor *doctor)
{
	const char *list = getenv("NTDVD_DRIVES");
	char name[] = "D:", letters[128] = "";
	unsigned int number;
	size_t len = 0;
	struct why why;
	bool found;

	for (char letter = 'A'; letter <= 'Z'; letter++) {
		name[0] = letter;
		found = drive_find(name, &number, &why);
		/* Without a list the letters are consecutive, from D: on. */
		if (!found && letter >= 'D' && !(list && *list))
			break;
		if (found && len < sizeof(letters) - 24)
			len += (size_t)snprintf(letters + len, sizeof(letters) - len,
						"%s%s /dev/aacs%u", len ? ", " : "", name, number);
	}
	if (*letters)
		doctor_ok(doctor, "letters", "%s", letters);
	else if (list && *list)
		doctor_fail(doctor, "letters", "unset NTDVD_DRIVES",
			    "NTDVD_DRIVES=%s names no drive", list);
	else
		doctor_fail(doctor, "letters", "aacsctl list", "no drive has a letter, since there is no node");
}

static void check_wine(struct doctor *doctor)
{
	static const char *const wines[] = {
		"/usr/bin/wine", "/usr/bin/wine64", "/usr/local/bin/wine", "/usr/lib/wine/wine64",
	};
	bool wine = false;
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(wines) / sizeof(wines[0]); i++)
		wine |= root_exists("%s", wines[i]);
	if (!wine)
		doctor_ok(doctor, "Wine", "not installed; only Windows programs need it");
	else if (find_library("libsr-aacs-wine.so", path))
		doctor_ok(doctor, "Wine", "%s", path);
	else
		doctor_warn(doctor, "Wine", "make install-wine",
			    "Wine is installed, but libsr-aacs-wine.so is not");
}

static void check_timeout(struct doctor *doctor)
{
	static const char file[] = "/sys/module/sr_aacs/parameters/timeout";
	char value[ATTRIBUTE_SIZE];
	long seconds;

	if (root_read_line(root_path(file), value, sizeof(value)))
		return;
	seconds = strtol(value, NULL, 10);
	if (seconds < 10 || seconds > 120)
		doctor_warn(doctor, "timeout", "echo 20 >/sys/module/sr_aacs/parameters/timeout",
			    "%ld s for a command is %s", seconds,
			    seconds < 10 ? "too short for a drive that spins up" : "long");
	else
		doctor_ok(doctor, "timeout", "%ld s for a command", seconds);
}

void doctor_check_programs(struct doctor *doctor)
{
	check_pki(doctor);
	check_libntdvd(doctor);
	check_letters(doctor);
	check_wine(doctor);
	check_timeout(doctor);
}
