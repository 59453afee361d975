// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random commands, control words and FILE.aacs, with AddressSanitizer and UBSan: the
 * drive stays within its memory and the initiator's, loses none, and goes on. Each
 * round has a drive of its own; --help prints the options.
 */
#include <errno.h>
#include <getopt.h>
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "hostile.h"

/* In each round. */
#define TURNS		10
#define COMMANDS	80	/* in a turn */
#define PACKETS		6	/* in a turn */
#define SIDECARS	10

static struct {
	uint64_t seed, first, rounds;
} run = { .seed = 1, .first = 0, .rounds = 250 };

static uint64_t this_round;

/* Instead of the C library's: nothing has to outlive this program. */
int fsync(int fd)
{
	return 0;
}

int fdatasync(int fd)
{
	return 0;
}

/* A sanitizer is about to end the program. */
static void tell_round(void)
{
	fprintf(stderr, "# again: hostile-test --seed %llu --first %llu --rounds 1\n",
		(unsigned long long)run.seed, (unsigned long long)this_round);
}

static void set_disc_params(struct prng *prng, struct disc_params *params)
{
	static const size_t sizes[] = { 0, DISC_MKB_MIN, 5000, 32768, 40000 };

	params->plain = !prng_below(prng, 8);
	params->write_protected = !prng_below(prng, 4);
	params->mkb_size = PRNG_PICK(prng, sizes);
}

static void make_drive(struct prng *prng, struct drive *drive)
{
	static const char *const texts[] = { "", "V", "12345678" };
	static const char *const media[] = { "bd-re", "bd-re", "bd-r", "bd-rom", "dvd-rom" };
	struct aacs_config config = {
		.aacs = prng_below(prng, 8),
		.bng = prng_below(prng, 8),
		.bus_encryption = prng_below(prng, 2),
		.short_pack = prng_below(prng, 2),
		.agids = 1 + prng_below(prng, AACS_AGIDS_MAX),
		.nonce_blocks = prng_below(prng, 2) ? 1 : prng_below(prng, 256),
		.id = fixture.drive,
	};
	static const char *const likes[] = { NULL, NULL, "lg-bu40n", "pioneer-bdr-s09" };
	struct text sidecar = hostile_sidecar(prng);
	const char *like = PRNG_PICK(prng, likes), *why;

	*drive = (struct drive){
		.name = "hostile",
		.vendor = PRNG_PICK(prng, texts),
		.product = PRNG_PICK(prng, texts),
		.medium = medium_find(PRNG_PICK(prng, media)),
		.like = like ? like_open(like, &why) : NULL,
	};
	if (!drive->medium)
		abort();
	set_disc_params(prng, &drive->disc_params);
	if (!drive->medium->rewritable)
		drive->disc_params.write_protected = true;
	if (prng_below(prng, 2)) {
		if (aacs_authority_load(&drive->authority, fixture.dir, &why))
			abort();
		drive->disc_params.authority = &drive->authority;
	}
	drive->aacs = aacs_drive_new(&config);
	drive->log = fopen("/dev/null", "we");
	if (!drive->aacs || !drive->log)
		abort();
	hostile_control_images();
	fixture_write(fixture.sidecar, sidecar.data, sidecar.len);
	free(sidecar.data);
	media_attention(drive, SENSE_RESET);
	if (media_load(drive, fixture.image))
		abort();
}

static void remove_drive(struct drive *drive)
{
	media_close(drive);
	aacs_drive_free(drive->aacs);
	fault_clear(&drive->faults);
	fclose(drive->log);
	like_close(drive->like);
}

static void one_round(void)
{
	struct prng prng = prng_stream(run.seed, this_round);
	static struct drive drive;
	struct queue queue = { .drive = &drive, .timeout = prng_below(&prng, 3) };

	make_drive(&prng, &drive);
	for (int turn = 0; turn < TURNS; turn++) {
		hostile_commands(&prng, &queue, COMMANDS);
		hostile_control(&prng, &drive, PACKETS);
	}
	hostile_commands_end(&queue);
	remove_drive(&drive);
	hostile_sidecars(&prng, SIDECARS);
}

static void report(void)
{
	const struct commands_seen *c = &commands_seen;
	const struct control_seen *w = &control_seen;
	const struct sidecars_seen *s = &sidecars_seen;

	printf("# figures: %lu commands, %lu of them good; control words: %lu done, %lu refused; FILE.aacs: %lu valid, %lu malformed\n",
	       c->given, c->good, w->done, w->refused, s->valid, s->malformed);
	is((long long)c->answered, (long long)c->given, "each command is answered once");
	is((long long)c->too_much, 0, "no more is moved than offered");
	is((long long)c->despite_error, 0, "nothing is moved on an error");
	ok(c->good > c->given / 10 && c->good < c->given,
	   "some commands succeed, others don't");
	is((long long)w->wrong, 0, "each control packet has an answer");
	ok(w->done && w->refused && w->stop, "some words are obeyed, others refused");
	is((long long)s->no_line, 0, "a malformed FILE.aacs has a malformed line");
	is((long long)s->failed, 0, "a valid one can be saved");
	is((long long)s->other, 0, "and read back the same");
	ok(s->valid && s->malformed, "some are valid, others malformed");
}

static int usage(FILE *to)
{
	fputs("usage: hostile-test [OPTION]...\n"
	      "  --seed N    where all input comes from (default: 1)\n"
	      "  --rounds N  how many drives (250)\n"
	      "  --first N   the number of the first (0); with --rounds 1 only this\n"
	      "The drive's own random numbers don't come from the seed.\n", to);
	return to == stderr ? 2 : 0;
}

static uint64_t number(const char *text)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end)
		exit(usage(stderr));
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option names[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "first", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (c) {
		case 's':
			run.seed = number(optarg);
			break;
		case 'r':
			run.rounds = number(optarg);
			break;
		case 'f':
			run.first = number(optarg);
			break;
		case 'h':
			exit(usage(stdout));
		default:
			exit(usage(stderr));
		}
	}
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	printf("# seed %llu, %llu rounds\n", (unsigned long long)run.seed,
	       (unsigned long long)run.rounds);
	fflush(stdout);
	__sanitizer_set_death_callback(tell_round);
	fixture_make();
	if (chdir(fixture.dir))
		abort();
	for (uint64_t i = 0; i < run.rounds; i++) {
		this_round = run.first + i;
		one_round();
	}
	__sanitizer_set_death_callback(NULL);
	report();
	fixture_remove();
	return tap_done();
}
