// SPDX-License-Identifier: GPL-2.0-or-later
/* The program around the cases of a vdrive-*-test.c, see bed.h. */
#include "../lib/tap.h"
#include "bed.h"

static struct bed_case *cases, **last = &cases;

void bed_register(struct bed_case *c)
{
	*last = c;
	last = &c->next;
}

int main(void)
{
	bed_make();
	for (const struct bed_case *c = cases; c; c = c->next) {
		struct host h;

		if (!c->connected) {
			c->run(NULL);
			continue;
		}
		h = bed_connect(&bed_config, bed_disc(0));
		c->run(&h);
		bed_disconnect(&h);
	}
	bed_remove();
	return tap_done();
}
