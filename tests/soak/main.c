// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak [--scale PERCENT] PART[=COUNT]...: the long tests, to be run in a guest
 * by `run`; prints TAP. A part does what it does COUNT times, or PERCENT of the
 * number below.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

extern const struct e2e_theme theme_memory_arrival, theme_memory,
	theme_memory_requests, theme_unplug, theme_reload, theme_rebind,
	theme_change, theme_resume, theme_sessions;

static const struct e2e_theme *const themes[] = {
	&theme_memory_arrival, &theme_memory, &theme_memory_requests,
	&theme_unplug, &theme_reload, &theme_rebind, &theme_change,
	&theme_resume, &theme_sessions,
};

static struct part {
	const char *name;
	unsigned int count;
} parts[] = {
	{ "memory", 1 },	/* every allocation once */
	{ "unplug", 1000 },
	{ "reload", 1000 },
	{ "rebind", 500 },
	{ "change", 1000 },
	{ "resume", 20 },
	{ "sessions", 10000 },
};

static unsigned int percent = 100;

unsigned int soak_count(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!strcmp(parts[i].name, name))
			return parts[i].count;
	}
	abort();
}

unsigned int soak_step(void)
{
	return percent < 100 ? 100 / percent : 1;
}

static bool positive(const char *text, unsigned int *number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*number = value;
	return *text >= '0' && *text <= '9' && !*end && value &&
	       value <= 10000000;
}

/* Cuts the COUNT off, so that what is left is a theme's name. */
static bool take_count(char *word)
{
	size_t len = strcspn(word, "/=");
	char *number = strchr(word, '=');

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (strlen(parts[i].name) != len ||
		    strncmp(parts[i].name, word, len))
			continue;
		if (!number)
			return true;
		*number = '\0';
		return positive(number + 1, &parts[i].count);
	}
	return false;
}

int main(int argc, char **argv)
{
	char **words = argv + (argc > 0);
	bool good = true;

	if (argc > 2 && !strcmp(argv[1], "--scale")) {
		good = positive(argv[2], &percent);
		words += 2;
	}
	for (size_t i = 0; good && i < ARRAY_SIZE(parts); i++) {
		parts[i].count = parts[i].count * (uint64_t)percent / 100;
		if (!parts[i].count)
			parts[i].count = 1;
	}
	for (char **word = words; good && *word; word++)
		good = take_count(*word);
	if (!good) {
		fprintf(stderr, "usage: soak [--scale PERCENT] [PART[=COUNT]]...\nparts:");
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
			fprintf(stderr, " %s", parts[i].name);
		fprintf(stderr, "\n");
		return 2;
	}
	return e2e_run(themes, ARRAY_SIZE(themes), words);
}
