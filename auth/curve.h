/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AACS curve on libgcrypt: y^2 = x^3 - 3x + b over GF(p), 160 bit, order n
 * prime, cofactor 1. Private to the library; errors as in aacs-auth.h.
 */
#ifndef AUTH_CURVE_H
#define AUTH_CURVE_H

#include <gcrypt.h>

#include "aacs-auth.h"

#define AACS_COORD_LEN		20

/*
 * pub = priv * G. -EINVAL unless 0 < priv < n: to get a random scalar, draw 20
 * bytes until this succeeds.
 */
int curve_public(const uint8_t priv[AACS_SCALAR_LEN],
		 uint8_t pub[AACS_POINT_LEN]);

/*
 * product = priv * point, x || y; -EINVAL if either is invalid on this curve.
 */
int curve_multiply(const uint8_t priv[AACS_SCALAR_LEN],
		   const uint8_t point[AACS_POINT_LEN],
		   uint8_t product[AACS_POINT_LEN]);

/* 0 if @point lies on the curve with both coordinates below p, or -EINVAL. */
int curve_check(const uint8_t point[AACS_POINT_LEN]);

/*
 * Makes a key for gcry_pk_sign() or, if @priv is NULL, for gcry_pk_verify().
 * The caller first checks @pub with curve_check(), and later releases *key.
 */
int curve_key(gcry_sexp_t *key, const uint8_t pub[AACS_POINT_LEN],
	      const uint8_t *priv);

#endif /* AUTH_CURVE_H */
