// SPDX-License-Identifier: MIT
/* One formatter for formats of char and of WCHAR. */
#include <string.h>

#include "format.h"

#define MAX_WIDTH	(1 << 20)	/* also limits the precision */
/* The longest double has 309 digits before the point and 1074 after it. */
#define MAX_DECIMALS	1100

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

struct args {
	va_list list;
};

enum size {
	INT, CHAR_SIZE, SHORT_SIZE, LONG_SIZE, BITS64, POINTER, LONG_DOUBLE,
	WIDE,
};

struct spec {
	bool minus, plus, blank, alt, zero;
	size_t width;
	int precision;		/* -1: none */
	enum size size;
	unsigned int conversion;
};

/* ---- output ---- */

static void repeat(struct ntdvd_out *out, char c, size_t times)
{
	while (times--)
		ntdvd_text_put(out, c);
}

static size_t missing(size_t len, size_t width)
{
	return len < width ? width - len : 0;
}

static void put_padded(struct ntdvd_out *out, const struct spec *spec,
		       struct ntdvd_text text)
{
	struct ntdvd_out measure = { .wide = out->wide };
	size_t pad;

	ntdvd_text_write(&measure, text);
	pad = missing(measure.count, spec->width);
	if (!spec->minus)
		repeat(out, ' ', pad);
	ntdvd_text_write(out, text);
	if (spec->minus)
		repeat(out, ' ', pad);
}

/* ---- conversions ---- */

/* Writes @prefix, @zeros zeros and @digits. @fill: fill the width with zeros. */
static void put_number(struct ntdvd_out *out, const struct spec *spec,
		       const char *prefix, size_t zeros, const char *digits,
		       bool fill)
{
	size_t len = strlen(prefix) + zeros + strlen(digits);
	size_t pad = missing(len, spec->width);

	if (!spec->minus && !fill)
		repeat(out, ' ', pad);
	while (*prefix)
		ntdvd_text_put(out, *prefix++);
	repeat(out, '0', zeros + (!spec->minus && fill ? pad : 0));
	while (*digits)
		ntdvd_text_put(out, *digits++);
	if (spec->minus)
		repeat(out, ' ', pad);
}

static const char *sign(const struct spec *spec, bool negative)
{
	return negative ? "-" : spec->plus ? "+" : spec->blank ? " " : "";
}

static void put_integer(struct ntdvd_out *out, const struct spec *spec,
			const char *prefix, uint64_t value)
{
	const char *symbols = spec->conversion == 'X' ? "0123456789ABCDEF" :
							"0123456789abcdef";
	unsigned int base = strchr("xX", spec->conversion) ? 16 :
			    spec->conversion == 'o' ? 8 : 10;
	char digits[23];	/* 64 bits in base 8 */
	char *at = digits + sizeof(digits) - 1;
	size_t zeros;

	if (spec->alt && base == 16 && value)
		prefix = spec->conversion == 'X' ? "0X" : "0x";
	*at = 0;
	for (; value; value /= base)
		*--at = symbols[value % base];
	zeros = missing(strlen(at), spec->precision < 0 ? 1 : spec->precision);
	if (spec->alt && base == 8 && !zeros)
		zeros = 1;
	put_number(out, spec, prefix, zeros, at,
		   spec->zero && spec->precision < 0);
}

static uint64_t integer_arg(const struct spec *spec, struct args *args)
{
	bool is_signed = strchr("di", spec->conversion);

	switch (spec->size) {
	case BITS64:
		return va_arg(args->list, uint64_t);
	case POINTER:
		return is_signed ? (uint64_t)va_arg(args->list, intptr_t) :
				   va_arg(args->list, uintptr_t);
	case SHORT_SIZE:
		return is_signed ? (uint64_t)(int16_t)va_arg(args->list, int) :
				   (uint16_t)va_arg(args->list, int);
	case CHAR_SIZE:
		return is_signed ? (uint64_t)(int8_t)va_arg(args->list, int) :
				   (uint8_t)va_arg(args->list, int);
	default:
		return is_signed ? (uint64_t)va_arg(args->list, int) :
				   va_arg(args->list, unsigned int);
	}
}

static void do_integer(struct ntdvd_out *out, struct spec *spec,
			struct args *args)
{
	uint64_t value = integer_arg(spec, args);
	bool negative = strchr("di", spec->conversion) && (int64_t)value < 0;

	put_integer(out, spec, !strchr("di", spec->conversion) ? "" :
		    sign(spec, negative), negative ? 0 - value : value);
}

static void do_pointer(struct ntdvd_out *out, struct spec *spec,
			struct args *args)
{
	spec->conversion = 'X';
	spec->precision = 2 * sizeof(void *);
	put_integer(out, spec, "", (uintptr_t)va_arg(args->list, void *));
}

static void do_float(struct ntdvd_out *out, struct spec *spec,
			struct args *args)
{
	double value = spec->size == LONG_DOUBLE ?
		       (double)va_arg(args->list, long double) :
		       va_arg(args->list, double);
	int precision = spec->precision > MAX_DECIMALS ? MAX_DECIMALS :
							  spec->precision;
	char format[8] = { '%', spec->alt ? '#' : '-', '.', '*',
			   (char)spec->conversion };
	char buf[MAX_DECIMALS + 320];
	char prefix[4];
	const char *digits = buf;

	snprintf(buf, sizeof(buf), format, precision, value);
	digits += *buf == '-';
	strcpy(prefix, sign(spec, *buf == '-'));
	if (digits[0] == '0' && (digits[1] | 0x20) == 'x') {	/* of %a */
		strcat(prefix, digits[1] == 'x' ? "0x" : "0X");
		digits += 2;
	}
	put_number(out, spec, prefix, 0, digits,
		   spec->zero && !strpbrk(digits, "nN"));	/* inf, nan */
}

/* In a format of WCHAR %s is WCHAR, in one of char it is char, %S the other. */
static bool arg_is_wide(const struct ntdvd_out *out, const struct spec *spec)
{
	if (spec->size == WIDE || spec->size == LONG_SIZE)
		return true;
	if (spec->size == SHORT_SIZE)
		return false;
	return strchr("SC", spec->conversion) ? !out->wide : out->wide;
}

static void do_string(struct ntdvd_out *out, struct spec *spec,
			struct args *args)
{
	struct ntdvd_text text = {
		.at = va_arg(args->list, const void *),
		.wide = arg_is_wide(out, spec),
		.left = spec->precision < 0 ? SIZE_MAX :
					      (size_t)spec->precision,
	};

	if (!text.at) {
		text.at = "(null)";
		text.wide = false;
	}
	put_padded(out, spec, text);
}

static void do_char(struct ntdvd_out *out, struct spec *spec, struct args *args)
{
	int arg = va_arg(args->list, int);
	uint16_t unit = arg;
	char c = (char)arg;
	struct ntdvd_text text = { &c, false, 1 };

	if (arg_is_wide(out, spec))
		text = (struct ntdvd_text){ &unit, true, 1 };
	if (ntdvd_text_unit(&text, 0))
		put_padded(out, spec, text);
	else
		ntdvd_text_put(out, 0);
}

static void do_nothing(struct ntdvd_out *out, struct spec *spec,
		       struct args *args)
{
	(void)out;
	(void)spec;
	(void)va_arg(args->list, void *);
}

static const struct {
	char letters[9];
	void (*convert)(struct ntdvd_out *out, struct spec *spec,
			struct args *args);
} conversions[] = {
	{ "diuxXo", do_integer },
	{ "aAeEfFgG", do_float },
	{ "sS", do_string },
	{ "cC", do_char },
	{ "p", do_pointer },
	{ "n", do_nothing },
};

/* ---- the format ---- */

static const struct {
	char letters[4];
	enum size size;
} sizes[] = {
	{ "I64", BITS64 }, { "I32", INT }, { "I", POINTER },
	{ "hh", CHAR_SIZE }, { "h", SHORT_SIZE },
	{ "ll", BITS64 }, { "l", LONG_SIZE },
	{ "z", POINTER }, { "t", POINTER }, { "j", BITS64 },
	{ "w", WIDE }, { "L", LONG_DOUBLE },
};

static bool skip_if(struct ntdvd_text *at, const char *letters)
{
	size_t len = strlen(letters);

	for (size_t i = 0; i < len; i++)
		if (ntdvd_text_unit(at, i) != (unsigned char)letters[i])
			return false;
	ntdvd_text_skip(at, len);
	return true;
}

static bool parse_flag(struct ntdvd_text *at, struct spec *spec)
{
	bool *const flags[] = { &spec->minus, &spec->plus, &spec->blank,
				&spec->alt, &spec->zero };
	static const char letters[][2] = { "-", "+", " ", "#", "0" };

	for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
		if (skip_if(at, letters[i])) {
			*flags[i] = true;
			return true;
		}
	}
	return false;
}

/* Parses digits, or `*` for an argument, which may be negative. */
static int parse_number(struct ntdvd_text *at, struct args *args)
{
	int number = 0;
	uint32_t digit;

	if (skip_if(at, "*")) {
		number = va_arg(args->list, int);
		return number > MAX_WIDTH ? MAX_WIDTH :
		       number < -MAX_WIDTH ? -MAX_WIDTH : number;
	}
	while ((digit = ntdvd_text_unit(at, 0) - '0') <= 9) {
		number = number * 10 + (int)digit;
		if (number > MAX_WIDTH)
			number = MAX_WIDTH;
		ntdvd_text_skip(at, 1);
	}
	return number;
}

static struct spec parse(struct ntdvd_text *at, struct args *args)
{
	struct spec spec = { .precision = -1 };
	int width;

	while (parse_flag(at, &spec))
		;
	width = parse_number(at, args);
	spec.minus |= width < 0;
	spec.width = width < 0 ? -width : width;
	if (skip_if(at, "."))
		spec.precision = parse_number(at, args);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (skip_if(at, sizes[i].letters)) {
			spec.size = sizes[i].size;
			break;
		}
	}
	spec.conversion = ntdvd_text_unit(at, 0);
	return spec;
}

/* Prints what follows a `%`. A letter that is no conversion prints itself. */
static void convert(struct ntdvd_out *out, struct ntdvd_text *at,
		    struct args *args)
{
	struct spec spec = parse(at, args);

	if (!spec.conversion)
		return;
	ntdvd_text_skip(at, 1);
	for (size_t i = 0; i < ARRAY_SIZE(conversions); i++) {
		if (spec.conversion < 0x80 &&
		    strchr(conversions[i].letters, (int)spec.conversion)) {
			conversions[i].convert(out, &spec, args);
			return;
		}
	}
	ntdvd_text_put(out, spec.conversion);
}

void ntdvd_format(struct ntdvd_out *out, const void *format, va_list list)
{
	struct ntdvd_text at = { format, out->wide, SIZE_MAX };
	struct args args;
	uint32_t unit;

	va_copy(args.list, list);
	while ((unit = ntdvd_text_unit(&at, 0))) {
		ntdvd_text_skip(&at, 1);
		if (unit == '%')
			convert(out, &at, &args);
		else
			ntdvd_text_put(out, unit);
	}
	va_end(args.list);
	ntdvd_text_end(out);
}
