// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libgcrypt has no name for this curve, so its keys are S-expressions with the
 * curve's parameters. Each call makes its own context: that is cheap compared
 * with a multiplication and makes the calls thread-safe.
 */
#include <errno.h>
#include <string.h>

#include "curve.h"

#define CURVE_PARAMS \
	"(p #00 9DC9D81355ECCEB560BDB09EF9EAE7C479A7D7DF#)" \
	"(a #00 9DC9D81355ECCEB560BDB09EF9EAE7C479A7D7DC#)" \
	"(b #40 2DAD3EC1CBCD165248D68E1245E0C4DAACB1D8#)" \
	"(g #04" \
	" 2E64FC22578351E6F4CCA7EB81D0A4BDC54CCEC6" \
	" 0914A25DD05442889DB455C7F23C9A0707F5CBB9#)" \
	"(n #00 9DC9D81355ECCEB560BDC44F54817B2C7F5AB017#)" \
	"(h #01#)"

/* The context and numbers of one call. */
struct curve {
	gcry_ctx_t ctx;
	gcry_mpi_t p, n;
};

static int curve_open(struct curve *c)
{
	gcry_sexp_t params;
	gcry_error_t err;

	memset(c, 0, sizeof(*c));
	err = gcry_sexp_build(&params, NULL, "(ecc" CURVE_PARAMS ")");
	if (err)
		return -EIO;
	err = gcry_mpi_ec_new(&c->ctx, params, NULL);
	gcry_sexp_release(params);
	if (err)
		return -EIO;

	c->p = gcry_mpi_ec_get_mpi("p", c->ctx, 1);
	c->n = gcry_mpi_ec_get_mpi("n", c->ctx, 1);
	if (c->p && c->n)
		return 0;
	gcry_mpi_release(c->p);
	gcry_mpi_release(c->n);
	gcry_ctx_release(c->ctx);
	return -EIO;
}

static void curve_close(struct curve *c)
{
	gcry_mpi_release(c->p);
	gcry_mpi_release(c->n);
	gcry_ctx_release(c->ctx);
}

static gcry_mpi_t number(const uint8_t *bytes)
{
	gcry_mpi_t mpi = NULL;

	if (gcry_mpi_scan(&mpi, GCRYMPI_FMT_USG, bytes, AACS_COORD_LEN, NULL))
		return NULL;
	return mpi;
}

/* Adds the leading zeros, which libgcrypt does not print. */
static int print_number(gcry_mpi_t mpi, uint8_t bytes[AACS_COORD_LEN])
{
	uint8_t buf[AACS_COORD_LEN];
	size_t len;

	if (gcry_mpi_print(GCRYMPI_FMT_USG, buf, sizeof(buf), &len, mpi))
		return -EIO;
	memset(bytes, 0, AACS_COORD_LEN - len);
	memcpy(bytes + AACS_COORD_LEN - len, buf, len);
	return 0;
}

/* Converts x || y to a point of the curve; on failure NULL and sets *err. */
static gcry_mpi_point_t point_in(struct curve *c, const uint8_t *bytes,
				 int *err)
{
	gcry_mpi_t x = number(bytes), y = number(bytes + AACS_COORD_LEN);
	gcry_mpi_point_t point = NULL;

	*err = -EIO;
	if (!x || !y)
		goto out;
	*err = -EINVAL;
	if (gcry_mpi_cmp(x, c->p) >= 0 || gcry_mpi_cmp(y, c->p) >= 0)
		goto out;
	point = gcry_mpi_point_set(NULL, x, y, GCRYMPI_CONST_ONE);
	if (gcry_mpi_ec_curve_point(point, c->ctx)) {
		*err = 0;
	} else {
		gcry_mpi_point_release(point);
		point = NULL;
	}
out:
	gcry_mpi_release(x);
	gcry_mpi_release(y);
	return point;
}

static int multiply(struct curve *c, const uint8_t *priv,
		    gcry_mpi_point_t point, uint8_t *product)
{
	gcry_mpi_t k = number(priv), x = gcry_mpi_new(0), y = gcry_mpi_new(0);
	gcry_mpi_point_t result = gcry_mpi_point_new(0);
	int err = -EIO;

	if (!k)
		goto out;
	err = -EINVAL;
	if (!gcry_mpi_cmp_ui(k, 0) || gcry_mpi_cmp(k, c->n) >= 0)
		goto out;
	gcry_mpi_ec_mul(result, k, point, c->ctx);
	err = -EIO;
	if (gcry_mpi_ec_get_affine(x, y, result, c->ctx))
		goto out;
	err = print_number(x, product);
	if (!err)
		err = print_number(y, product + AACS_COORD_LEN);
out:
	gcry_mpi_point_release(result);
	gcry_mpi_release(k);
	gcry_mpi_release(x);
	gcry_mpi_release(y);
	return err;
}

int curve_public(const uint8_t priv[AACS_SCALAR_LEN],
		 uint8_t pub[AACS_POINT_LEN])
{
	gcry_mpi_point_t g;
	struct curve c;
	int err;

	err = curve_open(&c);
	if (err)
		return err;
	g = gcry_mpi_ec_get_point("g", c.ctx, 1);
	err = g ? multiply(&c, priv, g, pub) : -EIO;
	gcry_mpi_point_release(g);
	curve_close(&c);
	return err;
}

int curve_multiply(const uint8_t priv[AACS_SCALAR_LEN],
		   const uint8_t point[AACS_POINT_LEN],
		   uint8_t product[AACS_POINT_LEN])
{
	gcry_mpi_point_t p;
	struct curve c;
	int err;

	err = curve_open(&c);
	if (err)
		return err;
	p = point_in(&c, point, &err);
	if (p)
		err = multiply(&c, priv, p, product);
	gcry_mpi_point_release(p);
	curve_close(&c);
	return err;
}

int curve_check(const uint8_t point[AACS_POINT_LEN])
{
	struct curve c;
	int err;

	err = curve_open(&c);
	if (err)
		return err;
	gcry_mpi_point_release(point_in(&c, point, &err));
	curve_close(&c);
	return err;
}

int curve_key(gcry_sexp_t *key, const uint8_t pub[AACS_POINT_LEN],
	      const uint8_t *priv)
{
	uint8_t q[1 + AACS_POINT_LEN];
	gcry_error_t err;
	gcry_mpi_t d;

	q[0] = 0x04;		/* uncompressed */
	memcpy(q + 1, pub, AACS_POINT_LEN);

	if (!priv) {
		err = gcry_sexp_build(key, NULL, "(public-key (ecc"
				      CURVE_PARAMS "(q %b)))",
				      (int)sizeof(q), q);
		return err ? -EIO : 0;
	}

	d = number(priv);
	if (!d)
		return -EIO;
	err = gcry_sexp_build(key, NULL, "(private-key (ecc" CURVE_PARAMS
			      "(q %b)(d %M)))", (int)sizeof(q), q, d);
	gcry_mpi_release(d);
	return err ? -EIO : 0;
}
