/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sequence of numbers from a seed: splitmix64, the same on every machine. */
#ifndef FUZZ_PRNG_H
#define FUZZ_PRNG_H

#include <stdbool.h>
#include <stdint.h>

struct prng {
	uint64_t state;
};

static inline uint64_t prng_mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline uint64_t prng_next(struct prng *prng)
{
	return prng_mix(prng->state += 0x9e3779b97f4a7c15);
}

/* 0 to @n - 1; the bias does not matter here. */
static inline uint32_t prng_below(struct prng *prng, uint32_t n)
{
	return (uint32_t)((prng_next(prng) >> 32) * n >> 32);
}

/* True @n times out of a thousand. */
static inline bool prng_permille(struct prng *prng, uint32_t n)
{
	return prng_below(prng, 1000) < n;
}

/* The stream number @n of a seed. */
static inline struct prng prng_stream(uint64_t seed, uint64_t n)
{
	return (struct prng){ prng_mix(seed) ^ prng_mix(n * 0x2545f4914f6cdd1d + 1) };
}

#define PRNG_PICK(prng, array)						\
	((array)[prng_below((prng), sizeof(array) / sizeof((array)[0]))])

#endif /* FUZZ_PRNG_H */
