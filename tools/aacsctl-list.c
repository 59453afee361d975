// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl list and info: print sysfs' facts about drives, and ask for their discs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aacsctl.h"
#include "ask.h"
#include "drive.h"
#include "print.h"
#include "root.h"

/* In the order in which info prints them. */
static const struct {
	const char *attribute;
	const char *label;
	bool yes_no;
} features[] = {
	{ "aacs_version", "AACS version", false },
	{ "agids", "AGIDs", false },
	{ "binding_nonce", "generates binding nonces", true },
	{ "nonce_blocks", "blocks per binding nonce", false },
	{ "bus_encryption", "bus encryption", true },
	{ "write_bus_encryption", "bus encryption of writes", true },
	{ "drive_certificate", "reports its certificate without an AGID", true },
};

#define FEATURES	(sizeof(features) / sizeof(features[0]))

static void print_identity(unsigned int drive)
{
	char value[ATTRIBUTE_SIZE];

	if (!drive_attribute(drive, "device/vendor", value))
		print_text(value);
	if (!drive_attribute(drive, "device/model", value)) {
		putchar(' ');
		print_text(value);
	}
}

/* Describes why an attribute can't be read; in static memory. */
static const char *why_unknown(int err)
{
	static char text[128];

	if (err == -ENODATA)
		return "not known yet: the drive has not answered";
	snprintf(text, sizeof(text), "cannot be read: %s", strerror(-err));
	return text;
}

/* ---- JSON ---- */

static void json_attribute(unsigned int drive, const char *name)
{
	int value = drive_number_attribute(drive, name);

	if (value < 0)
		json_null(name);
	else
		json_number(name, value);
}

static void json_identity(unsigned int drive, const char *key)
{
	char value[ATTRIBUTE_SIZE], name[32];

	snprintf(name, sizeof(name), "device/%s", key);
	if (drive_attribute(drive, name, value))
		json_null(key);
	else
		json_text(key, value);
}

static void json_answer(const char *key, int value)
{
	if (value < 0)
		json_null(key);
	else
		json_bool(key, value);
}

static void json_drive(unsigned int drive, const struct ask_answer *answer)
{
	char node[32];

	json_open(NULL, '{');
	snprintf(node, sizeof(node), "/dev/aacs%u", drive);
	json_text("node", node);
	snprintf(node, sizeof(node), "/dev/sr%u", drive);
	json_text("disk", node);
	json_identity(drive, "vendor");
	json_identity(drive, "model");
	json_attribute(drive, "supported");
	for (size_t i = 0; i < FEATURES; i++)
		json_attribute(drive, features[i].attribute);
	json_answer("disc", answer->disc);
	json_answer("aacs_disc", answer->aacs);
	json_close();
}

/* ---- list ---- */

static const char *describe_disc(const struct ask_answer *answer)
{
	if (answer->disc < 0)
		return "unknown";
	if (!answer->disc)
		return "no";
	return answer->aacs == 1 ? "AACS" : answer->aacs == 0 || answer->aacs == -ENODATA ?
	       "not AACS" : "yes";
}

static void list_drive(unsigned int drive, const struct ask_answer *answer)
{
	char version[ATTRIBUTE_SIZE] = "?", agids[ATTRIBUTE_SIZE] = "?";
	int supported = drive_number_attribute(drive, "supported");

	printf("/dev/aacs%u  /dev/sr%u  ", drive, drive);
	print_identity(drive);
	if (supported > 0) {
		drive_attribute(drive, "aacs_version", version);
		drive_attribute(drive, "agids", agids);
		fputs("  AACS version ", stdout);
		print_text(version);
		fputs(", ", stdout);
		print_text(agids);
		fputs(" AGIDs", stdout);
	} else if (!supported) {
		fputs("  no AACS", stdout);
	} else {
		printf("  AACS %s", why_unknown(supported));
	}
	printf("  disc: %s\n", describe_disc(answer));
}

int aacsctl_list(const struct aacsctl_options *options, char **argv)
{
	static unsigned int drives[DRIVES_MAX];
	struct ask_answer answer;
	struct ask *questions;
	struct why why;
	int count;

	if (!drive_module_loaded(&why)) {
		fprintf(stderr, "aacsctl: %s\n", why.text);
		return 1;
	}
	count = drive_list(drives);
	if (count < 0)
		count = 0;
	questions = calloc((size_t)count + 1, sizeof(*questions));
	if (!questions)
		return aacsctl_fail("list", strerror(errno));
	if (options->json)
		json_open(NULL, '[');
	/* Ask all drives at the same time: some may not answer. */
	for (int i = 0; i < count; i++)
		ask_start(&questions[i], drives[i], false, ASK_MS);
	for (int i = 0; i < count; i++) {
		answer = ask_finish(&questions[i]);
		if (options->json)
			json_drive(drives[i], &answer);
		else
			list_drive(drives[i], &answer);
	}
	free(questions);
	if (options->json)
		json_close();
	else if (!count)
		fputs("aacsctl: no optical drive\n", stderr);
	return 0;
}

/* ---- info ---- */

static void print_disc(unsigned int drive, const struct ask_answer *answer)
{
	fputs("AACS disc inserted: ", stdout);
	if (answer->aacs >= 0)
		puts(answer->aacs ? "yes" : "no");
	else if (answer->aacs == -EAGAIN || answer->aacs == -ETIMEDOUT)
		printf("unknown: %s\n", ask_error(answer->aacs));
	else
		printf("unknown: %s: %s\n", root_path("/dev/sr%u", drive),
		       ask_error(answer->aacs));
}

/* Returns the exit status: 1 if an attribute can't be read. */
static int print_features(unsigned int drive)
{
	char value[ATTRIBUTE_SIZE];
	int status = 0;

	for (size_t i = 0; i < FEATURES; i++) {
		int err = drive_attribute(drive, features[i].attribute, value);

		if (err == -ENOENT)
			continue;
		printf("%s: ", features[i].label);
		if (err) {
			printf("cannot be read: %s", strerror(-err));
			status = 1;
		} else if (features[i].yes_no) {
			fputs(strcmp(value, "0") ? "yes" : "no", stdout);
		} else {
			print_text(value);
		}
		putchar('\n');
	}
	return status;
}

static int print_drive(unsigned int drive, const struct ask_answer *answer)
{
	int supported = drive_number_attribute(drive, "supported");

	printf("node: /dev/aacs%u\ndisk: /dev/sr%u\ndrive: ", drive, drive);
	print_identity(drive);
	if (supported < 0) {
		printf("\nAACS: %s\n", why_unknown(supported));
		return 1;
	}
	printf("\nAACS: %s\n", supported ? "yes" : "no");
	if (!supported)
		return 0;
	print_disc(drive, answer);
	return print_features(drive);
}

int aacsctl_info(const struct aacsctl_options *options, char **argv)
{
	struct ask_answer answer;
	struct ask question;
	unsigned int drive;

	if (!aacsctl_find(argv[0], &drive))
		return 1;
	ask_start(&question, drive, false, ASK_MS);
	answer = ask_finish(&question);
	if (!options->json)
		return print_drive(drive, &answer);
	json_drive(drive, &answer);
	return drive_number_attribute(drive, "supported") < 0;
}
