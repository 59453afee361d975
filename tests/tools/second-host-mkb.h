/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Media key blocks: records and the authority's signatures, no media key. */
#ifndef SECOND_HOST_MKB_H
#define SECOND_HOST_MKB_H

#include <stddef.h>
#include <stdint.h>

struct mkb_facts {
	uint32_t type, version, hosts, drives;	/* revoked hosts and drives */
};

/* Returns NULL, or what is wrong with the block. */
const char *mkb_verify(const uint8_t *mkb, size_t size, const uint8_t *authority,
		       struct mkb_facts *facts);

#endif
