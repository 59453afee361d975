// SPDX-License-Identifier: GPL-2.0-or-later
/* Random packets of words for control_execute(). */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../vdrive/control.h"
#include "hostile.h"

#define PACKET_MAX	1024	/* bytes of most packets */

struct control_seen control_seen;

static const char *const commands[] = {
	"eject", "insert", "change", "reset", "agids", "status", "fault", "fault",
	"fault", "fault", "faults", "stop",
};

static const char *const images[] = {
	"disc.img", "./disc.img", "other.img", "short.img", "fifo", ".", "missing",
	"",
};

static const char *const opcodes[] = {
	"a4", "a3", "ad", "46", "28", "2a", "ac", "0", "0xa4", "a4:1", "a4:20", "a3:2",
	"ad:80", "46:10d", "ff", "100", "-1", ":", "a4:", "a4:40",
};

static const char *const kinds[] = {
	"sense", "length", "short", "zero", "delay", "silent", "busy", "fake",
};

static const char *const args[] = {
	"5/6f/02", "3/11/00", "0/00/00", "f/ff/ff", "ffff", "0", "1", "35", "600000",
	"ffffffff", "4294967295", "4294967296", "72/116", "ffff/99999", "0/1/2/3a/02",
	"72/", "-5", "5/", "18446744073709551616",
};

static const char *const others[] = {
	"force", "clear", "count", "count", "1", "2", "3", "4294967295", "x", "\n",
};

void hostile_control_images(void)
{
	static const char zeros[4 * DISC_BLOCK_SIZE];

	fixture_write("other.img", zeros, sizeof(zeros));
	fixture_write("short.img", zeros, DISC_BLOCK_SIZE - 1);
	unlink("fifo");
	if (mkfifo("fifo", 0600))
		abort();
}

struct packet {
	char data[CONTROL_PACKET_MAX];
	size_t len;
};

static void add(struct packet *packet, const char *word)
{
	size_t len = strlen(word) + 1;

	if (len > sizeof(packet->data) - packet->len)
		return;
	memcpy(packet->data + packet->len, word, len);
	packet->len += len;
}

/* The words of a command in their order, or any word in the place of one. */
static void add_words(struct prng *prng, struct packet *packet)
{
	const char *command = PRNG_PICK(prng, commands);

	add(packet, command);
	if (!strcmp(command, "fault")) {
		add(packet, PRNG_PICK(prng, opcodes));
		add(packet, PRNG_PICK(prng, kinds));
		if (prng_below(prng, 3))
			add(packet, PRNG_PICK(prng, args));
		if (!prng_below(prng, 3)) {
			add(packet, "count");
			add(packet, PRNG_PICK(prng, others));
		}
	} else if (!strcmp(command, "faults")) {
		if (prng_below(prng, 3))
			add(packet, "clear");
	} else if (prng_below(prng, 2)) {
		add(packet, PRNG_PICK(prng, images));
	}
	while (!prng_below(prng, 4))
		add(packet, prng_below(prng, 2) ? PRNG_PICK(prng, others) :
		    PRNG_PICK(prng, args));
}

/* A word without end, or many, or one as long as the packet allows. */
static void add_much(struct prng *prng, struct packet *packet)
{
	size_t len = prng_below(prng, prng_below(prng, 8) ? PACKET_MAX :
				CONTROL_PACKET_MAX + 1);

	packet->len = prng_below(prng, 2) ? packet->len : 0;
	if (!packet->len)
		add(packet, PRNG_PICK(prng, commands));
	while (packet->len < len)
		packet->data[packet->len++] = prng_below(prng, 20) ? 'a' : '\0';
	if (prng_below(prng, 2))
		packet->data[packet->len - 1] = '\0';
}

static void mutate(struct prng *prng, struct packet *packet)
{
	while (prng_below(prng, 3))
		packet->data[prng_below(prng, (uint32_t)packet->len)] =
			(char)(prng_below(prng, 3) ? prng_next(prng) : 0);
	if (!prng_below(prng, 4))
		packet->len = prng_below(prng, (uint32_t)packet->len);
}

/* Packet and answer are in memory of just their size. */
static void send_packet(struct drive *drive, const struct packet *packet)
{
	char *in = malloc(packet->len), *out = malloc(CONTROL_PACKET_MAX);
	bool has_end;

	if (!in || !out)
		abort();
	memcpy(in, packet->data, packet->len);
	memset(out, 'x', CONTROL_PACKET_MAX);
	if (control_execute(drive, in, packet->len, out) == CONTROL_STOP)
		control_seen.stop++;
	has_end = memchr(out, '\0', CONTROL_PACKET_MAX);
	if (has_end && out[0] == CONTROL_DONE)
		control_seen.done++;
	else if (has_end && out[0] == CONTROL_REFUSED)
		control_seen.refused++;
	else
		control_seen.wrong++;
	free(in);
	free(out);
}

void hostile_control(struct prng *prng, struct drive *drive, unsigned int count)
{
	static struct packet packet;

	while (count--) {
		packet.len = 0;
		add_words(prng, &packet);
		if (!prng_below(prng, 20))
			add_much(prng, &packet);
		if (!prng_below(prng, 4))
			mutate(prng, &packet);
		send_packet(drive, &packet);
	}
}
