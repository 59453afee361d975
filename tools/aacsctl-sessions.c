// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl sessions and end-sessions: the AGIDs of a drive. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/sr_aacs.h>

#include "aacsctl.h"
#include "ask.h"
#include "drive.h"
#include "print.h"
#include "root.h"

static void print_json(unsigned int drive, int agids, int is_free)
{
	char node[32];

	snprintf(node, sizeof(node), "/dev/aacs%u", drive);
	json_open(NULL, '{');
	json_text("node", node);
	json_number("agids", agids);
	json_open("sessions", '[');
	for (int agid = 0; agid < agids; agid++) {
		json_open(NULL, '{');
		json_number("agid", agid);
		json_text("state", is_free & 1 << agid ? "free" : "in use");
		json_close();
	}
	json_close();
	json_close();
}

static void print_lines(int agids, int is_free)
{
	for (int agid = 0; agid < agids; agid++)
		printf("AGID %d: %s\n", agid, is_free & 1 << agid ? "free" : "in use");
}

int aacsctl_sessions(const struct aacsctl_options *options, char **argv)
{
	struct ask_answer answer;
	struct ask question;
	unsigned int drive;
	int agids;

	if (!aacsctl_find(argv[0], &drive))
		return 1;
	if (!drive_number_attribute(drive, "supported"))
		return aacsctl_fail(argv[0], "not an AACS drive: it has no feature 010Dh");
	ask_start(&question, drive, true, ASK_MS);
	answer = ask_finish(&question);
	if (answer.free == -EACCES || answer.free == -EPERM)
		return aacsctl_fail(root_path("/dev/sr%u", drive),
				    "not permitted: add the user to its group (cdrom)");
	if (answer.free < 0)
		return aacsctl_fail(argv[0], ask_error(answer.free));
	/* A drive may grant more AGIDs than its feature reports. */
	agids = drive_number_attribute(drive, "agids");
	if (agids < 0)
		agids = 0;
	while (answer.free >> agids)
		agids++;
	if (options->json)
		print_json(drive, agids, answer.free);
	else
		print_lines(agids, answer.free);
	return 0;
}

int aacsctl_end_sessions(const struct aacsctl_options *options, char **argv)
{
	uint32_t all = SR_AACS_END_ALL_SESSIONS;
	struct sr_aacs_request request;
	unsigned int drive;
	int fd, err, status = 0;

	fd = aacsctl_open(argv[0], &drive);
	if (fd < 0)
		return 1;
	err = aacsctl_request(fd, IOCTL_AACS_END_SESSION, &all, sizeof(all), NULL, 0,
			      &request);
	if (err)
		status = aacsctl_request_failed("ending the sessions", drive, &request, err);
	close(fd);
	return status;
}
