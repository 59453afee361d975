// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "aacs-host.h"

static void make_cdb(uint8_t cdb[12], uint8_t opcode, struct fields f)
{
	memset(cdb, 0, 12);
	cdb[0] = opcode;
	cdb[2] = f.lba >> 24;
	cdb[3] = f.lba >> 16;
	cdb[4] = f.lba >> 8;
	cdb[5] = f.lba;
	cdb[6] = f.blocks;
	cdb[8] = f.length >> 8;
	cdb[9] = f.length;
	cdb[10] = f.agid << 6;
}

/* Keeps the answer in memory of its size, so that no read past it goes unseen. */
static void keep_answer(struct host *h, struct sense sense,
			const uint8_t *answer, size_t len)
{
	free(h->data);
	h->data = malloc(len ? len : 1);
	if (!h->data || (len && !sense_good(sense)))
		abort();
	memcpy(h->data, answer, len);
	h->len = len;
}

void host_forget_answer(struct host *h)
{
	free(h->data);
	h->data = NULL;
	h->len = 0;
}

struct sense host_report_key(struct host *h, uint8_t format, struct fields f)
{
	uint8_t cdb[12], *buf = malloc(f.length ? f.length : 1);
	struct sense sense;
	size_t len = 1;

	make_cdb(cdb, 0xa4, f);
	cdb[7] = 0x02;
	cdb[10] |= format;
	sense = aacs_report_key(h->drive, cdb, buf, f.length, &len);
	keep_answer(h, sense, buf, len);
	free(buf);
	return sense;
}

struct sense host_read_structure(struct host *h, uint8_t format,
				 struct fields f)
{
	uint8_t cdb[12], *buf = malloc(f.length ? f.length : 1);
	struct sense sense;
	size_t len = 1;

	make_cdb(cdb, 0xad, f);
	cdb[7] = format;
	sense = aacs_read_disc_structure(h->drive, cdb, buf, f.length, &len);
	keep_answer(h, sense, buf, len);
	free(buf);
	return sense;
}

struct sense host_send_key(struct host *h, uint8_t format, struct fields f,
			   const void *list, size_t len)
{
	uint8_t cdb[12], *copy = malloc(len ? len : 1);
	struct sense sense;

	make_cdb(cdb, 0xa3, f);
	cdb[7] = 0x02;
	cdb[10] |= format;
	if (len)
		memcpy(copy, list, len);
	sense = aacs_send_key(h->drive, cdb, copy, len);
	free(copy);
	return sense;
}

void host_certificate_list(struct host *h, uint8_t list[116])
{
	memset(list, 0, 116);
	list[1] = 0x72;
	aacs_random(h->host_nonce, sizeof(h->host_nonce));
	memcpy(list + 4, h->host_nonce, AACS_NONCE_LEN);
	memcpy(list + 24, h->id.cert, AACS_CERT_LEN);
}

void host_key_list(struct host *h, uint8_t list[84])
{
	struct aacs_keypair key;

	memset(list, 0, 84);
	list[1] = 0x52;
	aacs_keypair_generate(&key);
	memcpy(list + 4, key.pub, AACS_POINT_LEN);
	aacs_sign_challenge(&h->id.key, h->drive_nonce, key.pub, list + 44);
	/* before step 4 there is no point of the drive's: no key then */
	(void)!aacs_bus_key(key.priv, h->drive_point, h->bus_key);
}

struct sense host_send_list(struct host *h, uint8_t format, struct fields f)
{
	uint8_t list[116] = { 0 };

	if (format == 0x01)
		host_certificate_list(h, list);
	else if (format == 0x02)
		host_key_list(h, list);
	return host_send_key(h, format, f, list, f.length);
}

struct sense host_command(struct host *h, enum command command, uint8_t format,
			  struct fields f)
{
	switch (command) {
	case REPORT:
		return host_report_key(h, format, f);
	case SEND:
		return host_send_list(h, format, f);
	default:
		return host_read_structure(h, format, f);
	}
}

static bool header(const struct host *h, size_t len)
{
	return h->len == len && (h->data[0] << 8 | h->data[1]) == (int)len - 2 &&
	       !h->data[2] && !h->data[3];
}

static bool step(struct host *h, enum stage next)
{
	struct fields f = { .agid = h->agid };
	uint8_t list[116];

	switch (next) {
	case GRANTED:
		f.length = 8;
		if (!sense_good(host_report_key(h, 0x00, f)) || !header(h, 8))
			return false;
		h->agid = h->data[7] >> 6;
		return true;
	case HOST_CERTIFIED:
		f.length = 116;
		host_certificate_list(h, list);
		return sense_good(host_send_key(h, 0x01, f, list, 116));
	case DRIVE_CERTIFIED:
		f.length = 116;
		if (!sense_good(host_report_key(h, 0x01, f)) ||
		    !header(h, 116) ||
		    aacs_cert_verify(h->data + 24, AACS_CERT_DRIVE,
				     h->id.authority_pub))
			return false;
		memcpy(h->drive_nonce, h->data + 4, AACS_NONCE_LEN);
		memcpy(h->drive_pub, aacs_cert_pub(h->data + 24),
		       AACS_POINT_LEN);
		return true;
	case KEY_SENT:
		f.length = 84;
		if (!sense_good(host_report_key(h, 0x02, f)) ||
		    !header(h, 84) ||
		    aacs_verify_challenge(h->drive_pub, h->host_nonce,
					  h->data + 4, h->data + 44))
			return false;
		memcpy(h->drive_point, h->data + 4, AACS_POINT_LEN);
		return true;
	case AUTHENTICATED:
		f.length = 84;
		host_key_list(h, list);
		return sense_good(host_send_key(h, 0x02, f, list, 84));
	case SPENT:
		f.length = 36;
		f.blocks = 1;
		return sense_good(host_report_key(h, 0x20, f)) &&
		       header(h, 36) && host_nonce_mac_good(h, 0);
	default:
		return false;
	}
}

enum stage host_run(struct host *h, enum stage stage)
{
	enum stage at;

	for (at = FREE; at < stage; at++)
		if (!step(h, at + 1))
			break;
	return at;
}

bool host_mac_good(const struct host *h)
{
	uint8_t mac[AACS_MAC_LEN];

	return header(h, 36) && !aacs_mac_value(h->bus_key, h->data + 4, mac) &&
	       aacs_mac_equal(mac, h->data + 20);
}

bool host_nonce_mac_good(const struct host *h, uint32_t lba)
{
	uint8_t mac[AACS_MAC_LEN];

	return header(h, 36) &&
	       !aacs_mac_nonce(h->bus_key, h->data + 4, lba, mac) &&
	       aacs_mac_equal(mac, h->data + 20);
}

const char *host_agids(const struct host *h)
{
	static char text[AACS_DESCRIPTION_MAX];

	aacs_describe_agids(h->drive, text, sizeof(text));
	return text;
}

bool host_agid_is(const struct host *h, const char *state)
{
	const char *text = host_agids(h);
	size_t len = strlen(state);

	return !strncmp(text, "0 ", 2) && !strncmp(text + 2, state, len) &&
	       text[2 + len] == '\n';
}
