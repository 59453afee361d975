// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses capture files, and takes from them the answers that a drive repeats. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "like-builtin.h"
#include "like.h"
#include "request.h"

#define FILE_MAX	(1U << 20)
#define ROW_MAX		4096U	/* characters */
#define DATA_MAX	65535U	/* an allocation length has 16 bits */
#define CDB_MAX		16U
#define FIRST_ROW	"aacs-capture 1"

#define HEADER_LEN	8U	/* of GET CONFIGURATION, MODE SENSE (10) */
#define FEATURES_MAX	((LIKE_CONFIGURATION_MAX - HEADER_LEN) / 4)
#define FEATURE_PROFILES 0x0000
#define FEATURE_RWRT	0x0020
#define FEATURE_AACS	0x010d
#define AGIDS_MAX	4U

#define PAGE_2A		0x2a
#define PAGE_ALL	0x3f
#define SUBPAGE		0x40	/* SPF of a page's first byte */

/* One allocation: struct like and all that it points to. */
struct store {
	struct like like;	/* first: like_close() frees it */
	uint8_t inquiry[LIKE_INQUIRY_MAX];
	uint8_t configuration[LIKE_CONFIGURATION_MAX];
	uint8_t page_2a[LIKE_PAGE_MAX];
	uint8_t rpc_state[LIKE_RPC_LEN];
	struct like_feature features[FEATURES_MAX];
};

/* A record: a command and its answer. */
struct record {
	unsigned int row;	/* of its cdb; 0: none yet */
	uint8_t cdb[CDB_MAX];
	size_t cdb_len;
	bool has_sense;
	uint8_t key;
	bool no_answer;
	uint8_t data[DATA_MAX];
	size_t len;
};

struct parser {
	struct store *store;
	const char *name;	/* in messages */
	unsigned int row;
	struct record record;
};

static char message[PATH_MAX + 256];

/* Sets message; returns false. */
static bool __attribute__((format(printf, 2, 3)))
broken(const struct parser *p, const char *format, ...)
{
	int len = snprintf(message, sizeof(message), "%s:%u: ", p->name, p->row);
	va_list args;

	if (len < 0 || (size_t)len >= sizeof(message))
		return false;
	va_start(args, format);
	vsnprintf(message + len, sizeof(message) - (size_t)len, format, args);
	va_end(args);
	return false;
}

/* ---- the answers ---- */

static bool take_inquiry(struct parser *p)
{
	const struct record *r = &p->record;
	struct store *s = p->store;

	if (s->like.inquiry)
		return broken(p, "a second answer to INQUIRY");
	if (r->len < LIKE_INQUIRY_MIN)
		return broken(p, "INQUIRY: %zu bytes, not %u or more", r->len,
			      LIKE_INQUIRY_MIN);
	if (r->len > 5U + r->data[4])
		return broken(p, "INQUIRY: %zu bytes, the additional length says %u",
			      r->len, 5U + r->data[4]);
	if (r->data[0] != 0x05)
		return broken(p, "INQUIRY: device type %02xh, not 05h", r->data[0]);
	memcpy(s->inquiry, r->data, r->len);
	s->like.inquiry = s->inquiry;
	s->like.inquiry_len = r->len;
	return true;
}

static bool take_aacs(struct parser *p, const struct like_feature *f)
{
	struct like_aacs *aacs = &p->store->like.aacs;

	if (f->len != 4)
		return broken(p, "feature 010Dh: additional length %u, not 4",
			      f->len);
	*aacs = (struct like_aacs){
		.present = true,
		.binding_nonce = f->data[0] & 0x01,
		.bus_encryption = f->data[0] & 0x02,
		.write_bus_encryption = f->data[0] & 0x04,
		.rmc = f->data[0] & 0x08,
		.drive_certificate = f->data[0] & 0x10,
		.nonce_blocks = f->data[1],
		.agids = f->data[2] & 0x0f,
		.version = f->data[3],
	};
	if (!aacs->agids || aacs->agids > AGIDS_MAX)
		return broken(p, "feature 010Dh: %u AGIDs, not 1 to %u",
			      aacs->agids, AGIDS_MAX);
	return true;
}

static bool take_feature(struct parser *p, const struct like_feature *f)
{
	struct store *s = p->store;
	size_t count = s->like.feature_count;

	if (f->len % 4)
		return broken(p, "feature %04Xh: additional length %u is not a multiple of 4",
			      f->code, f->len);
	if (count && f->code <= s->features[count - 1].code)
		return broken(p, "feature %04Xh after %04Xh", f->code,
			      s->features[count - 1].code);
	if (f->code == FEATURE_RWRT && f->len < 12)
		return broken(p, "feature 0020h: additional length %u, not 12 or more",
			      f->len);
	s->features[count] = *f;
	s->like.feature_count++;
	return f->code != FEATURE_AACS || take_aacs(p, f);
}

static bool take_configuration(struct parser *p)
{
	const struct record *r = &p->record;
	struct store *s = p->store;
	const uint8_t *data = s->configuration;
	size_t at = HEADER_LEN;

	if (s->like.features)
		return broken(p, "a second answer to GET CONFIGURATION");
	if (r->len <= HEADER_LEN || r->len > LIKE_CONFIGURATION_MAX)
		return broken(p, "GET CONFIGURATION: %zu bytes, not %u to %u",
			      r->len, HEADER_LEN + 4, LIKE_CONFIGURATION_MAX);
	if (get_be32(r->data) != r->len - 4)
		return broken(p, "GET CONFIGURATION: %zu bytes, the data length says %llu",
			      r->len, get_be32(r->data) + 4ULL);
	memcpy(s->configuration, r->data, r->len);
	s->like.features = s->features;
	s->like.profile = get_be16(data + 6);
	while (at < r->len) {
		struct like_feature f;

		if (r->len - at < 4)
			return broken(p, "GET CONFIGURATION: %zu bytes after the last feature",
				      r->len - at);
		f.code = get_be16(data + at);
		f.flags = data[at + 2];
		f.len = data[at + 3];
		f.data = data + at + 4;
		at += 4;
		if (f.len > r->len - at)
			return broken(p, "feature %04Xh runs past the end of the data",
				      f.code);
		if (!take_feature(p, &f))
			return false;
		at += f.len;
	}
	return true;
}

/*
 * Takes page 2Ah from the first answer that has it; the answer may be for this page
 * or for all pages.
 */
static bool take_pages(struct parser *p)
{
	const struct record *r = &p->record;
	struct store *s = p->store;
	size_t at, len, header;

	if (r->len < HEADER_LEN || get_be16(r->data) + 2U < r->len)
		return broken(p, "MODE SENSE: %zu bytes, wrong for its data length",
			      r->len);
	for (at = HEADER_LEN + get_be16(r->data + 6); at < r->len;
	     at += header + len) {
		const uint8_t *page = r->data + at;
		size_t left = r->len - at;

		header = page[0] & SUBPAGE ? 4 : 2;
		if (left < header)
			return broken(p, "MODE SENSE: %zu bytes after the last page",
				      left);
		len = header == 4 ? get_be16(page + 2) : page[1];
		if (len > left - header)
			return broken(p, "mode page %02Xh runs past the end of the data",
				      page[0] & 0x3fU);
		if ((page[0] & 0x7f) != PAGE_2A || s->like.page_2a)
			continue;
		if (header + len < LIKE_PAGE_MIN)
			return broken(p, "mode page 2Ah: %zu bytes, not %u or more",
				      header + len, LIKE_PAGE_MIN);
		memcpy(s->page_2a, page, header + len);
		s->like.page_2a = s->page_2a;
		s->like.page_2a_len = header + len;
	}
	return true;
}

static bool take_rpc_state(struct parser *p)
{
	const struct record *r = &p->record;
	struct store *s = p->store;

	if (s->like.rpc_state)
		return broken(p, "a second answer to REPORT KEY, RPC state");
	if (r->len != LIKE_RPC_LEN || get_be16(r->data) != LIKE_RPC_LEN - 2)
		return broken(p, "REPORT KEY, RPC state: not %u bytes with length 0006h",
			      LIKE_RPC_LEN);
	memcpy(s->rpc_state, r->data, LIKE_RPC_LEN);
	s->like.rpc_state = s->rpc_state;
	return true;
}

/* The drive uses the answers to these commands; the others are for readers. */
static bool take_answer(struct parser *p)
{
	const uint8_t *cdb = p->record.cdb;

	switch (cdb[0]) {
	case 0x12:	/* INQUIRY, standard data */
		if (!(cdb[1] & 0x03) && !cdb[2])
			return take_inquiry(p);
		break;
	case 0x46:	/* GET CONFIGURATION, all features */
		if (!(cdb[1] & 0x03) && !get_be16(cdb + 2))
			return take_configuration(p);
		break;
	case 0x5a:	/* MODE SENSE (10), current values */
		if ((cdb[2] == PAGE_2A || cdb[2] == PAGE_ALL) && !cdb[3])
			return take_pages(p);
		break;
	case 0xa4:	/* REPORT KEY, key class CSS, RPC state */
		if (!cdb[7] && (cdb[10] & 0x3f) == 0x08)
			return take_rpc_state(p);
		break;
	}
	return true;
}

/* ---- the text ---- */

/* The record is complete. Complaints name the row of its cdb. */
static bool end_record(struct parser *p)
{
	const struct record *r = &p->record;
	unsigned int row = p->row;
	bool good;

	/* Key 1, recovered error, comes with good data. */
	if (!r->row || r->no_answer || r->key > 1)
		return true;
	p->row = r->row;
	good = take_answer(p);
	p->row = row;
	return good;
}

/* Appends bytes of two hex digits, which spaces may separate. */
static bool parse_hex(struct parser *p, const char *text, uint8_t *buf,
		      size_t max, size_t *len)
{
	size_t before = *len;

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		char digits[3] = { text[0], text[1], '\0' };

		if (!isxdigit((unsigned char)digits[0]) ||
		    !isxdigit((unsigned char)digits[1]))
			return broken(p, "not a byte of two hex digits: %.8s", text);
		if (*len == max)
			return broken(p, "more than %zu bytes", max);
		buf[(*len)++] = (uint8_t)strtoul(digits, NULL, 16);
		text += 2;
	}
	return *len > before || broken(p, "no bytes");
}

/* SPC-4 4.2.5.1; 0: the group has no length of its own */
static size_t group_len(uint8_t opcode)
{
	static const uint8_t lens[8] = { 6, 10, 10, 0, 16, 12, 0, 0 };

	return lens[opcode >> 5];
}

static bool parse_cdb(struct parser *p, const char *text)
{
	struct record *r = &p->record;
	size_t want;

	if (!end_record(p))
		return false;
	memset(r, 0, offsetof(struct record, data));
	r->len = 0;
	r->row = p->row;
	if (!parse_hex(p, text, r->cdb, CDB_MAX, &r->cdb_len))
		return false;
	want = group_len(r->cdb[0]);
	if (want ? r->cdb_len != want : r->cdb_len < 6)
		return broken(p, "a CDB of %zu bytes, not %zu", r->cdb_len,
			      want ? want : (size_t)6);
	return true;
}

static bool parse_sense(struct parser *p, const char *text)
{
	struct record *r = &p->record;
	unsigned int key, asc, ascq;
	int used = -1;

	if (r->has_sense || r->no_answer)
		return broken(p, "a second answer to the command");
	if (r->len)
		return broken(p, "sense after data");
	if (sscanf(text, "%1x/%2x/%2x%n", &key, &asc, &ascq, &used) != 3 ||
	    used < 0 || text[used])
		return broken(p, "not sense data K/AA/QQ: %.16s", text);
	r->has_sense = true;
	r->key = (uint8_t)key;
	return true;
}

static bool parse_data(struct parser *p, const char *text)
{
	struct record *r = &p->record;

	if (r->no_answer)
		return broken(p, "data after no-answer");
	return parse_hex(p, text, r->data, DATA_MAX, &r->len);
}

static bool parse_no_answer(struct parser *p, const char *text)
{
	struct record *r = &p->record;

	if (r->has_sense || r->no_answer || r->len)
		return broken(p, "a second answer to the command");
	r->no_answer = true;
	return true;
}

static const struct word {
	const char *name;
	bool (*parse)(struct parser *p, const char *text);
} words[] = {
	{ "cdb", parse_cdb },
	{ "sense", parse_sense },
	{ "data", parse_data },
	{ "no-answer", parse_no_answer },
};

#define WORDS	(sizeof(words) / sizeof(words[0]))

/* Removes a comment, and spaces at both ends. */
static char *strip(char *text)
{
	size_t len;

	text[strcspn(text, "#")] = '\0';
	text += strspn(text, " \t");
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

static bool parse_row(struct parser *p, char *text)
{
	size_t len;

	text = strip(text);
	if (p->row == 1)
		return !strcmp(text, FIRST_ROW) ||
		       broken(p, "the first line is not '" FIRST_ROW "'");
	if (!*text)
		return true;
	len = strcspn(text, " \t");
	for (const struct word *w = words; w < words + WORDS; w++) {
		if (strlen(w->name) != len || strncmp(w->name, text, len))
			continue;
		if (w->parse != parse_cdb && !p->record.row)
			return broken(p, "%s before the first cdb", w->name);
		return w->parse(p, text + len + strspn(text + len, " \t"));
	}
	return broken(p, "unknown word: %.*s", len < 32 ? (int)len : 32, text);
}

static bool parse_text(struct parser *p, const char *text, const char *end)
{
	char row[ROW_MAX + 1];

	while (text < end) {
		size_t left = (size_t)(end - text);
		const char *stop = memchr(text, '\n', left);
		size_t len = stop ? (size_t)(stop - text) : left;

		p->row++;
		if (len > ROW_MAX)
			return broken(p, "more than %u characters", ROW_MAX);
		if (memchr(text, '\0', len))
			return broken(p, "not a text file");
		memcpy(row, text, len);
		row[len] = '\0';
		if (!parse_row(p, row))
			return false;
		text += len + (stop ? 1 : 0);
	}
	if (!p->row)
		return broken(p, "the file is empty");
	if (!end_record(p))
		return false;
	if (!p->store->like.inquiry)
		return broken(p, "no answer to INQUIRY");
	if (!p->store->like.features)
		return broken(p, "no answer to GET CONFIGURATION");
	return true;
}

static const struct like *parse(const char *name, const char *text,
				const char *end)
{
	struct parser *p = calloc(1, sizeof(*p));
	const struct like *like = NULL;
	struct store *store = calloc(1, sizeof(*store));

	if (p && store) {
		p->name = name;
		p->store = store;
		if (parse_text(p, text, end))
			like = &store->like;
	} else {
		snprintf(message, sizeof(message), "%s: %s", name,
			 strerror(ENOMEM));
	}
	if (!like)
		free(store);
	free(p);
	return like;
}

/*
 * Reads a file of at most FILE_MAX bytes. The caller sets *text to NULL and *len to 0
 * first, and frees *text. Returns 0 or a negative errno value.
 */
static int read_file(const char *path, char **text, size_t *len)
{
	struct stat st;
	ssize_t n;
	int err = 0;
	int fd;

	/* O_NONBLOCK: don't wait for a FIFO. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	else if (st.st_size > (off_t)FILE_MAX)
		err = -EFBIG;
	else
		*text = malloc(FILE_MAX);
	if (!err && !*text)
		err = -ENOMEM;
	while (!err && *len < FILE_MAX) {
		n = read(fd, *text + *len, FILE_MAX - *len);
		if (n < 0 && errno != EINTR)
			err = -errno;
		else if (!n)
			break;
		else if (n > 0)
			*len += (size_t)n;
	}
	close(fd);
	return err;
}

static const struct like *open_directory(const char *dir)
{
	const struct like *like;
	char path[PATH_MAX];
	char *text = NULL;
	size_t len = 0;
	int err;

	if (snprintf(path, sizeof(path), "%s/drive.capture", dir) >=
	    (int)sizeof(path))
		err = -ENAMETOOLONG;
	else
		err = read_file(path, &text, &len);
	if (err) {
		snprintf(message, sizeof(message),
			 "%s: %s (and no built-in drive has this name)",
			 path, strerror(-err));
		free(text);
		return NULL;
	}
	like = parse(path, text, text + len);
	free(text);
	return like;
}

const struct like *like_open(const char *what, const char **why)
{
	*why = message;
	for (size_t i = 0; i < like_builtin_count; i++) {
		const struct like_builtin *b = &like_builtins[i];

		if (!strcmp(what, b->name))
			return parse(b->name, b->text, b->end);
	}
	return open_directory(what);
}

void like_close(const struct like *like)
{
	free((void *)like);
}

const char *like_name(size_t index)
{
	return index < like_builtin_count ? like_builtins[index].name : NULL;
}
