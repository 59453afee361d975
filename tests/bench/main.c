// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench [THEME[/TEXT]]...: measure requests on /dev/aacsN and the same commands by
 * SG_IO, to be run in a guest by `run`. Prints TAP, where a line `# row` has the times
 * of a row and `# figure` another figure. A row fails only if it does not work.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

void bench_open(struct bench *bench, const struct drive *drive)
{
	static request_way *const requests[WAYS] = {
		[SG_IO_WAY] = sg_request, [NTDVD] = ntdvd_request,
	};
	/*
	 * A drive has a processor of its own: let the program of the virtual one go on
	 * whenever it can. Else it sometimes still works for the last command while the
	 * next is measured.
	 */
	const struct sched_param first = { .sched_priority = 1 };

	bench->drive = *drive;
	bench->block = malloc(255 * SR_AACS_MKB_PACK_SIZE);
	CHECK(bench->block);
	for (int i = 0; i < WAYS; i++)
		bench->ways[i].request = requests[i];
	bench->ways[OURS].fd = node_open(drive, O_RDWR);
	/* Root may write by SG_IO even so. */
	bench->ways[SG_IO_WAY].fd = open(drive->sr, O_RDONLY | O_CLOEXEC);
	CHECK(bench->ways[SG_IO_WAY].fd >= 0);
	bench->ways[NTDVD].fd = drive->number;
	if (drive->name[0])
		CHECK(!sched_setscheduler(drive_pid(drive), SCHED_FIFO, &first));
	for (int i = 0; i < WAYS; i++)
		host_load(&bench->ways[i].host, bench->ways[i].fd);
}

int main(int argc, char **argv)
{
	return cases_run(argv + (argc > 0));
}
