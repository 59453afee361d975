// SPDX-License-Identifier: MIT
#include <string.h>

#include "text.h"

#define REPLACEMENT	0xFFFD	/* for malformed UTF-8 or UTF-16 */
#define MALFORMED	UINT32_MAX

static size_t to_utf8(uint32_t code, unsigned char bytes[4])
{
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 :
		     code < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		bytes[i] = 0x80 | (code & 0x3F);
	bytes[0] = lead[len] | code;
	return len;
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

uint32_t ntdvd_text_unit(const struct ntdvd_text *text, size_t i)
{
	if (i >= text->left)
		return 0;
	return text->wide ? ((const uint16_t *)text->at)[i] :
			    ((const unsigned char *)text->at)[i];
}

void ntdvd_text_skip(struct ntdvd_text *text, size_t units)
{
	text->at = (const char *)text->at + units * (text->wide ? 2 : 1);
	text->left -= units;
}

static uint32_t next_of_utf16(struct ntdvd_text *text)
{
	uint32_t unit = ntdvd_text_unit(text, 0);
	uint32_t low = is_high(unit) ? ntdvd_text_unit(text, 1) : 0;

	ntdvd_text_skip(text, is_low(low) ? 2 : 1);
	if (is_low(low))
		return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
	return is_high(unit) || is_low(unit) ? MALFORMED : unit;
}

static uint32_t next_of_utf8(struct ntdvd_text *text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code = ntdvd_text_unit(text, 0);
	size_t len = code < 0x80 ? 1 : code < 0xC0 ? 0 : code < 0xE0 ? 2 :
		     code < 0xF0 ? 3 : code < 0xF8 ? 4 : 0;

	if (len > 1)
		code &= 0x7F >> len;
	for (size_t i = 1; i < len; i++) {
		uint32_t byte = ntdvd_text_unit(text, i);

		if ((byte & 0xC0) != 0x80)
			len = 0;
		code = code << 6 | (byte & 0x3F);
	}
	if (!len || code < least[len] || code > 0x10FFFF ||
	    is_high(code) || is_low(code)) {
		ntdvd_text_skip(text, 1);
		return MALFORMED;
	}
	ntdvd_text_skip(text, len);
	return code;
}

/* ---- output ---- */

static void flush(struct ntdvd_out *out)
{
	if (fwrite(out->chunk, 1, out->used, out->file) < out->used)
		out->failed = true;
	out->used = 0;
}

static void put_bytes(struct ntdvd_out *out, const unsigned char *bytes,
		      size_t len)
{
	if (out->used + len > sizeof(out->chunk))
		flush(out);
	memcpy(out->chunk + out->used, bytes, len);
	out->used += len;
}

static void put_code_in_file(struct ntdvd_out *out, uint32_t code)
{
	unsigned char bytes[4];

	put_bytes(out, bytes, to_utf8(code, bytes));
}

/* The two halves of a surrogate pair come in separate calls. */
static void put_wide_in_file(struct ntdvd_out *out, uint16_t unit)
{
	if (out->high && is_low(unit)) {
		put_code_in_file(out, 0x10000 + ((out->high - 0xD800u) << 10) +
				 (unit - 0xDC00u));
		out->high = 0;
		return;
	}
	if (out->high)
		put_code_in_file(out, REPLACEMENT);
	out->high = is_high(unit) ? unit : 0;
	if (!out->high)
		put_code_in_file(out, is_low(unit) ? REPLACEMENT : unit);
}

void ntdvd_text_put(struct ntdvd_out *out, uint32_t unit)
{
	unsigned char byte = unit;

	if (out->file && out->wide)
		put_wide_in_file(out, unit);
	else if (out->file)
		put_bytes(out, &byte, 1);
	else if (out->count < out->size && out->wide)
		((uint16_t *)out->units)[out->count] = unit;
	else if (out->count < out->size)
		((unsigned char *)out->units)[out->count] = byte;
	out->count++;
}

static void put_code(struct ntdvd_out *out, uint32_t code)
{
	unsigned char bytes[4];
	size_t len;

	if (code == MALFORMED) {
		out->malformed = true;
		code = REPLACEMENT;
	}
	if (!out->wide) {
		len = to_utf8(code, bytes);
		for (size_t i = 0; i < len; i++)
			ntdvd_text_put(out, bytes[i]);
	} else if (code < 0x10000) {
		ntdvd_text_put(out, code);
	} else {
		ntdvd_text_put(out, 0xD800 + ((code - 0x10000) >> 10));
		ntdvd_text_put(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
	}
}

void ntdvd_text_write(struct ntdvd_out *out, struct ntdvd_text text)
{
	while (ntdvd_text_unit(&text, 0)) {
		if (text.wide != out->wide) {
			put_code(out, text.wide ? next_of_utf16(&text) :
						  next_of_utf8(&text));
			continue;
		}
		ntdvd_text_put(out, ntdvd_text_unit(&text, 0));
		ntdvd_text_skip(&text, 1);
	}
}

void ntdvd_text_end(struct ntdvd_out *out)
{
	if (out->high)
		put_code_in_file(out, REPLACEMENT);
	out->high = 0;
	if (out->file)
		flush(out);
}
