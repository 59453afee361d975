// SPDX-License-Identifier: GPL-2.0-or-later
/* A spec in words, see spec.h. */
#include <stdio.h>

#include "spec.h"

static const char *const action_names[ACTIONS] = {
	"call", "auth", "open", "close", "dup", "send", "receive", "poll",
	"other", "fork", "kill",
};

static const char *const place_names[PLACES] = {
	"normal", "end", "begin", "half-none", "half-eof", "half-ro", "ro",
	"none", "bogus", "at-req", "at-in", "big", "big-end", "big-half",
	"racy", "file",
};

static const char *const race_names[RACES] = {
	"", " race:session", " race:bytes", " race:request", " race:protect", " race:unmap",
	" race:truncate", " race:handle",
};

static const char *const session_names[] = { "own", "foreign", "number" };

void spec_describe(const struct spec *spec, char *buf, size_t max)
{
	int row = code_row(spec->code), len;

	len = snprintf(buf, max, "#%llu %s slot %u",
		       (unsigned long long)spec->number,
		       action_names[spec->action], spec->slot);
	if (spec->action != ACT_CALL && spec->action != ACT_AUTH)
		return;
	snprintf(buf + len, max - (size_t)len,
		 " code %#llx %s req %s:%u in %s:%u len %#x out %s:%u len %#x "
		 "session %s/%#x%s handle %u%s",
		 (unsigned long long)spec->code,
		 row < 0 ? "?" : code_rows[row].name,
		 place_names[spec->req.kind], spec->req.at,
		 place_names[spec->in.kind], spec->in.at, spec->in_len,
		 place_names[spec->out.kind], spec->out.at, spec->out_len,
		 session_names[spec->session_kind], spec->session,
		 spec->names_file ? " file" : "", spec->handle,
		 race_names[spec->race]);
}
