// SPDX-License-Identifier: GPL-2.0-or-later
/* Random FILE.aacs: valid ones, mutated ones, and lines of random bytes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../vdrive/sidecar.h"
#include "../unit/fixture.h"
#include "hostile.h"

struct sidecars_seen sidecars_seen;

/* ---- text ---- */

static void print_hex(struct prng *prng, FILE *to, unsigned int bytes)
{
	while (bytes--)
		fprintf(to, "%02x", prng_below(prng, 256));
}

static uint32_t a_number(struct prng *prng)
{
	static const uint32_t edge[] = { 0, 1, 255, 256, 0x7fffffff, UINT32_MAX };

	switch (prng_below(prng, 3)) {
	case 0:
		return PRNG_PICK(prng, edge);
	case 1:
		return prng_below(prng, 100);
	default:
		return (uint32_t)prng_next(prng);
	}
}

static void value_line(struct prng *prng, FILE *to)
{
	static const char *const names[] = { "volume-id", "serial-number", "media-id" };

	fprintf(to, "%s ", PRNG_PICK(prng, names));
	if (prng_below(prng, 3))
		print_hex(prng, to, DISC_VALUE_LEN);
	else
		fputs("none", to);
}

/* The extents of two lines don't overlap, as the file's rule is. */
static void nonce_line(struct prng *prng, FILE *to, unsigned int line)
{
	fprintf(to, "nonce %u %u ", line * 256, 1 + prng_below(prng, 255));
	print_hex(prng, to, DISC_VALUE_LEN);
}

static void revoked_line(struct prng *prng, FILE *to)
{
	fputs("revoked-host ", to);
	print_hex(prng, to, AACS_CERT_ID_LEN);
}

static void extent_line(struct prng *prng, FILE *to)
{
	uint32_t blocks = a_number(prng);

	fprintf(to, "bus-encrypted %u %u", a_number(prng), blocks ? blocks : 1);
}

static void a_line(struct prng *prng, FILE *to, unsigned int line)
{
	switch (prng_below(prng, 20)) {
	case 0:
		fputs("# a comment", to);
		break;
	case 1:
		if (!prng_below(prng, 8))
			fputs("aacs no", to);
		break;
	case 2:
		fprintf(to, "mkb-version %u", 1 + prng_below(prng, 1000));
		break;
	case 3:
		revoked_line(prng, to);
		break;
	case 4:
	case 5:
	case 6:
		extent_line(prng, to);
		break;
	case 7:
	case 8:
	case 9:
	case 10:
		value_line(prng, to);
		break;
	default:
		nonce_line(prng, to, line);
	}
	fputs(prng_below(prng, 20) ? "\n" : " \t\r\n", to);
}

struct text hostile_sidecar(struct prng *prng)
{
	unsigned int lines = prng_below(prng, prng_below(prng, 4) ? 6 : 60);
	struct text text;
	FILE *to = open_memstream(&text.data, &text.len);

	if (!to)
		abort();
	for (unsigned int i = 0; i < lines; i++)
		a_line(prng, to, i);
	if (fclose(to))
		abort();
	return text;
}

static void random_lines(struct prng *prng, struct text *text)
{
	static const char letters[] = "0123456789abcdef none nonce \t\n\n";

	for (size_t i = 0; i < text->len; i++)
		text->data[i] = prng_below(prng, 4) ? PRNG_PICK(prng, letters) :
				(char)prng_next(prng);
}

/* Changes bytes, cuts the text, or puts a piece of it into another place. */
static void mutate(struct prng *prng, struct text *text)
{
	static const char signs[] = "0 9-\n\tx#";
	uint32_t len = (uint32_t)text->len, from, to, n;

	if (!len)
		return;
	switch (prng_below(prng, 6)) {
	case 0:
		text->len = prng_below(prng, len);
		break;
	case 1:
		from = prng_below(prng, len);
		to = prng_below(prng, len);
		n = prng_below(prng, len - (from > to ? from : to) + 1);
		memmove(text->data + to, text->data + from, n);
		break;
	case 2:
		random_lines(prng, text);
		break;
	default:
		do {
			text->data[prng_below(prng, len)] = prng_below(prng, 2) ?
				PRNG_PICK(prng, signs) : (char)prng_next(prng);
		} while (prng_below(prng, 3));
	}
}

/* ---- a file ---- */

static bool same(const struct sidecar *a, const struct sidecar *b)
{
	if (a->aacs != b->aacs || memcmp(a->has, b->has, sizeof(a->has)) ||
	    memcmp(a->value, b->value, sizeof(a->value)) ||
	    a->count != b->count || a->mkb_version != b->mkb_version ||
	    a->revoked_count != b->revoked_count ||
	    a->extent_count != b->extent_count)
		return false;
	/* These structures have no padding. */
	return (!a->count ||
		!memcmp(a->nonces, b->nonces, a->count * sizeof(*a->nonces))) &&
	       !memcmp(a->revoked, b->revoked, sizeof(a->revoked)) &&
	       (!a->extent_count ||
		!memcmp(a->extents, b->extents,
			a->extent_count * sizeof(*a->extents)));
}

static void read_back(const struct sidecar *car)
{
	struct sidecar again;
	unsigned int line;

	if (sidecar_save(car, "saved.aacs") ||
	    sidecar_load(&again, "saved.aacs", &line)) {
		sidecars_seen.failed++;
		return;
	}
	sidecars_seen.other += !same(car, &again);
	sidecar_clear(&again);
}

/* A file that was written by a drive that has generated another nonce. */
static void add_nonce(struct prng *prng, const struct sidecar *car)
{
	struct kept_nonce nonce = {
		.lba = a_number(prng), .blocks = 1 + prng_below(prng, 255),
	};
	struct sidecar next;

	if (sidecar_with_nonce(car, &next, &nonce)) {
		sidecars_seen.failed++;
		return;
	}
	if (!sidecar_nonce(&next, nonce.lba, nonce.blocks))
		sidecars_seen.other++;
	read_back(&next);
	sidecar_clear(&next);
}

static unsigned int lines_of(const struct text *text)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < text->len; i++)
		lines += text->data[i] == '\n';
	return lines;
}

static void load(struct prng *prng, const struct text *text)
{
	struct sidecar car;
	unsigned int line;
	int err;

	fixture_write("random.aacs", text->data, text->len);
	err = sidecar_load(&car, "random.aacs", &line);
	if (err == -EINVAL) {
		sidecars_seen.malformed++;
		sidecars_seen.no_line += !line || line > lines_of(text);
		return;
	}
	if (err) {
		sidecars_seen.failed++;
		return;
	}
	sidecars_seen.valid++;
	read_back(&car);
	if (prng_below(prng, 2))
		add_nonce(prng, &car);
	sidecar_clear(&car);
}

void hostile_sidecars(struct prng *prng, unsigned int count)
{
	while (count--) {
		struct text text = hostile_sidecar(prng);

		if (prng_below(prng, 4))
			mutate(prng, &text);
		load(prng, &text);
		free(text.data);
	}
}
