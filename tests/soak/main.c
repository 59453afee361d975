// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak [--scale PERCENT] PART[=COUNT]...: the long tests; `run` runs them in a guest.
 * Prints TAP. A part repeats COUNT times, or PERCENT of the number in its THEME().
 * soak --list prints the parts, with the guest that each needs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "soak.h"

static unsigned int percent = 100;

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

static void scale(struct theme *part)
{
	if (!part->times)
		return;
	part->times = part->times * (uint64_t)percent / 100;
	if (!part->times)
		part->times = 1;
}

/* Cuts the COUNT off, so that what is left is a theme's name. */
static bool take_count(char *word)
{
	size_t len = strcspn(word, "/=");
	char *number = strchr(word, '=');
	bool known = false;

	for (struct theme *part = themes; part; part = part->next) {
		if (strlen(part->name) != len || strncmp(part->name, word, len))
			continue;
		known = true;
		if (number && !positive(number + 1, &part->times))
			return false;
	}
	if (number)
		*number = '\0';
	return known;
}

int main(int argc, char **argv)
{
	char **words = argv + (argc > 0);
	bool good = true;

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		themes_list();
		return 0;
	}
	if (argc > 2 && !strcmp(argv[1], "--scale")) {
		good = positive(argv[2], &percent);
		words += 2;
	}
	for (struct theme *part = themes; good && part; part = part->next)
		scale(part);
	for (char **word = words; good && *word; word++)
		good = take_count(*word);
	if (!good) {
		fprintf(stderr, "usage: soak [--scale PERCENT] [PART[=COUNT]]...\n"
			"parts, and the guest that each needs:\n");
		dup2(STDERR_FILENO, STDOUT_FILENO);
		themes_list();
		return 2;
	}
	return cases_run(words);
}
