// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "../../shim/sys.h"
#include "bindnonce-drive.h"

struct bindnonce_drive drive;

static struct aacs_keypair ephemeral;
static uint8_t host_nonce[AACS_NONCE_LEN], drive_nonce[AACS_NONCE_LEN];
static uint8_t host_cert[AACS_CERT_LEN], bus_key[AACS_BUS_KEY_LEN];
static const uint8_t value[AACS_VALUE_LEN] = "\xDE\xAD\xBE\xEF" "bindingnonce";

static int deny(struct sr_aacs_request *req, uint32_t status)
{
	req->status = status;
	return -EIO;
}

static int give(struct sr_aacs_request *req, const void *data, uint32_t len)
{
	if (req->out_len != len)
		return deny(req, SR_AACS_STATUS_INVALID_BUFFER_SIZE);
	if (len)
		memcpy((void *)(uintptr_t)req->out, data, len);
	req->information = len;
	req->status = SR_AACS_STATUS_SUCCESS;
	return 0;
}

static int take_certificate(struct sr_aacs_request *req,
			    const struct sr_aacs_send_certificate *in)
{
	if (drive.lie == REFUSES_CERTIFICATE)
		return deny(req, SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE);
	memcpy(host_nonce, in->certificate.nonce, sizeof(host_nonce));
	memcpy(host_cert, in->certificate.certificate, sizeof(host_cert));
	if (aacs_cert_verify(host_cert, AACS_CERT_HOST, drive.id.authority_pub))
		drive.bad_host = true;
	return give(req, NULL, 0);
}

static int give_certificate(struct sr_aacs_request *req)
{
	struct sr_aacs_certificate out;

	aacs_random(drive_nonce, sizeof(drive_nonce));
	memcpy(out.nonce, drive_nonce, sizeof(out.nonce));
	memcpy(out.certificate, drive.lie == HOST_CERTIFICATE ? drive.other_cert :
	       drive.id.cert, sizeof(out.certificate));
	if (drive.lie == BAD_CERTIFICATE)
		out.certificate[20] ^= 1;
	if (drive.lie == AACS2_CERTIFICATE)
		out.certificate[0] = 0x11;
	return give(req, &out, sizeof(out));
}

static int give_key(struct sr_aacs_request *req)
{
	struct sr_aacs_challenge_key out;

	aacs_keypair_generate(&ephemeral);
	memcpy(out.point, ephemeral.pub, sizeof(out.point));
	if (drive.lie == OFF_CURVE)
		out.point[39] ^= 1;
	aacs_sign_challenge(&drive.id.key, host_nonce, out.point, out.signature);
	if (drive.lie == BAD_SIGNATURE)
		out.signature[0] ^= 1;
	return give(req, &out, sizeof(out));
}

static int take_key(struct sr_aacs_request *req,
		    const struct sr_aacs_send_challenge_key *in)
{
	if (drive.lie == REFUSES_KEY)
		return deny(req, SR_AACS_STATUS_CSS_AUTHENTICATION_FAILURE);
	if (aacs_verify_challenge(aacs_cert_pub(host_cert), drive_nonce,
				  in->challenge_key.point,
				  in->challenge_key.signature) ||
	    aacs_bus_key(ephemeral.priv, in->challenge_key.point, bus_key))
		drive.bad_host = true;
	return give(req, NULL, 0);
}

/* Where the extent begins; false: there is no such extent. */
static bool find_lba(const struct sr_aacs_read_binding_nonce *in, uint32_t *lba)
{
	struct ntdvd_node node;

	*lba = in->start_lba;
	if (in->start_lba != UINT64_MAX || in->number_of_sectors != UINT32_MAX)
		return true;
	/* An invalid descriptor ends the program. */
	ntdvd_sys->fstat(in->handle, &node);
	*lba = node.rdev;
	return node.type == NTDVD_REGULAR && node.rdev;
}

static int give_nonce(struct sr_aacs_request *req, unsigned long code)
{
	struct sr_aacs_value out;
	uint32_t lba;
	int err;

	memcpy(&drive.asked, (void *)(uintptr_t)req->in, sizeof(drive.asked));
	drive.asked_code = code;
	if (drive.lie == NO_KEY)
		return deny(req, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT);
	if (!find_lba(&drive.asked, &lba))
		return deny(req, SR_AACS_STATUS_INVALID_PARAMETER);
	if (code == IOCTL_AACS_READ_BINDING_NONCE) {
		if (!drive.keeps_nonce)
			return deny(req, SR_AACS_STATUS_CSS_KEY_NOT_PRESENT);
		drive.open_session = false;
	}
	memcpy(out.value, value, sizeof(out.value));
	aacs_mac_nonce(bus_key, value, lba + (drive.lie == MAC_OF_OTHER_LBA),
		       out.mac);
	if (drive.lie == BAD_MAC)
		out.mac[15] ^= 0x80;
	err = give(req, &out, sizeof(out));
	if (drive.lie == SHORT_NONCE)
		req->information = 16;
	return err;
}

int bindnonce_drive(unsigned long code, struct sr_aacs_request *req)
{
	const void *in = (void *)(uintptr_t)req->in;
	uint32_t agid = 2;

	if (code != IOCTL_AACS_START_SESSION &&
	    (!drive.open_session || memcmp(in, &agid, sizeof(agid))))
		return deny(req, SR_AACS_STATUS_CSS_KEY_NOT_ESTABLISHED);
	switch (code) {
	case IOCTL_AACS_START_SESSION:
		if (drive.lie == NO_AACS)
			return deny(req, SR_AACS_STATUS_INVALID_DEVICE_REQUEST);
		if (drive.lie == NO_AGID)
			return deny(req, SR_AACS_STATUS_INSUFFICIENT_RESOURCES);
		drive.open_session = true;
		return give(req, &agid, sizeof(agid));
	case IOCTL_AACS_SEND_CERTIFICATE:
		return take_certificate(req, in);
	case IOCTL_AACS_GET_CERTIFICATE:
		return give_certificate(req);
	case IOCTL_AACS_GET_CHALLENGE_KEY:
		return give_key(req);
	case IOCTL_AACS_SEND_CHALLENGE_KEY:
		return take_key(req, in);
	case IOCTL_AACS_READ_BINDING_NONCE:
	case IOCTL_AACS_GENERATE_BINDING_NONCE:
		return give_nonce(req, code);
	case IOCTL_AACS_END_SESSION:
		drive.open_session = false;
		return give(req, NULL, 0);
	}
	return deny(req, SR_AACS_STATUS_INVALID_DEVICE_REQUEST);
}
