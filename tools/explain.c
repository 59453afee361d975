// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>

#include "ask.h"
#include "drive.h"
#include "explain.h"
#include "root.h"

static struct ask_answer ask_about_disc(unsigned int number)
{
	struct ask question;

	ask_start(&question, number, false, ASK_MS);
	return ask_finish(&question);
}

/* NULL: the drive and its disc should take the request. */
static const char *why_refused(unsigned int number, bool generating)
{
	struct ask_answer answer;

	if (!drive_number_attribute(number, "supported"))
		return "not an AACS drive: it has no feature 010Dh";
	if (generating && !drive_number_attribute(number, "binding_nonce"))
		return "the drive generates no binding nonces; --read reads one that is on the disc";
	answer = ask_about_disc(number);
	if (!answer.disc)
		return "no disc in the drive: insert an AACS disc";
	if (!answer.aacs)
		return "the disc is not an AACS disc: insert one";
	return NULL;
}

static const char *why_not_ready(unsigned int number)
{
	switch (ask_about_disc(number).disc) {
	case 0:
		return "no disc in the drive: insert one";
	case 1:
		return "the drive was not ready, and is now: try again";
	case -EAGAIN:
		return "the drive is not ready yet: try again";
	default:
		return "the drive has no disc, or is not ready";
	}
}

static const char *why_no_value(unsigned int number)
{
	struct ask_answer answer = ask_about_disc(number);

	if (!answer.disc)
		return "no disc in the drive: insert an AACS disc";
	if (!answer.aacs)
		return "the disc is not an AACS disc: insert one";
	return answer.aacs > 0 ? "the disc has no such value" :
	       "not an AACS disc, or the disc has no such value";
}

void explain_failure(enum failure failure, unsigned int number, bool generating,
		     char *text, size_t size)
{
	const char *why = NULL;
	char timeout[16] = "20";

	switch (failure) {
	case FAILURE_REFUSED:
		why = why_refused(number, generating);
		if (why)
			break;
		snprintf(text, size, "the drive refused this command (aacsctl info sr%u shows what the drive can do)",
			 number);
		return;
	case FAILURE_NOT_READY:
		why = why_not_ready(number);
		break;
	case FAILURE_NO_VALUE:
		why = why_no_value(number);
		break;
	case FAILURE_TIMEOUT:
		root_read_line(root_path("/sys/module/sr_aacs/parameters/timeout"), timeout,
			       sizeof(timeout));
		snprintf(text, size, "the drive did not answer in %s s: unplug it and plug it in again, or write more seconds to /sys/module/sr_aacs/parameters/timeout",
			 timeout);
		return;
	case FAILURE_NO_AGID:
		snprintf(text, size, "no AGID is free: end the program that uses the drive, or 'aacsctl end-sessions sr%u' for AGIDs that no program holds",
			 number);
		return;
	}
	snprintf(text, size, "%s", why);
}
