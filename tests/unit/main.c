// SPDX-License-Identifier: GPL-2.0-or-later
/* The program around the cases of a vdrive-*-test.c, see fixture.h. */
#include "../lib/tap.h"
#include "fixture.h"

static struct fixture_case *cases, **last = &cases;

void fixture_register(struct fixture_case *c)
{
	*last = c;
	last = &c->next;
}

int main(void)
{
	fixture_make();
	for (const struct fixture_case *c = cases; c; c = c->next) {
		struct host h;

		if (!c->connected) {
			c->run(NULL);
			continue;
		}
		h = fixture_connect(&fixture_config, fixture_disc(0));
		c->run(&h);
		fixture_disconnect(&h);
	}
	fixture_remove();
	return tap_done();
}
