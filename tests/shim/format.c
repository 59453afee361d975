// SPDX-License-Identifier: GPL-2.0-or-later
/* wsprintf, and printf with the sizes of Windows. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../include/ntdvd/ntdvd-printf.h"
#include "suites.h"

#define BITS32	0xFFFFFFFFu
#define BITS64	0xFEDCBA9876543210ull
#define DISC	"\xF0\x9F\x92\xBF"	/* U+1F4BF, a pair in UTF-16 */
#define EURO	"\xE2\x82\xAC"
#define BAD	"\xEF\xBF\xBD"		/* U+FFFD */

static const WCHAR wide[] = u"w\u20AC";
static const WCHAR wide_disc[] = { 0xD83D, 0xDCBF, 'x', 0 };
static const WCHAR half[] = { 'a', 0xD83D, 0 };

static char got[4096];

/* The text of a format, in a buffer that is big enough. */
static const char *text_of(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	memset(got, '!', sizeof(got));
	ntdvd_vsnprintf(got, sizeof(got), format, args);
	va_end(args);
	return got;
}

#define TEXT_IS(want, ...)						\
	do {								\
		const char *text = text_of(__VA_ARGS__);		\
									\
		ok(!strcmp(text, want), "%s: '%.80s' is '%.80s'",	\
		   #__VA_ARGS__, text, want);				\
	} while (0)

/* Conversions of one integer of 64 bits, of which the size takes its part. */
static const struct {
	const char *format;
	unsigned long long value;
	const char *want;
} integers[] = {
	{ "%d", 0, "0" },
	{ "%d", (unsigned int)-42, "-42" },
	{ "%i", 0x80000000u, "-2147483648" },
	{ "%u", BITS32, "4294967295" },
	{ "%x", 0xABCDEF, "abcdef" },
	{ "%X", 0xABCDEF, "ABCDEF" },
	{ "%o", 8, "10" },
	{ "%ld", BITS64, "1985229328" },
	{ "%ld", BITS32, "-1" },
	{ "%lu", BITS32, "4294967295" },
	{ "%lx", BITS64, "76543210" },
	{ "%lX", BITS64, "76543210" },
	{ "%I32d", BITS32, "-1" },
	{ "%I32x", BITS64, "76543210" },
	{ "%hd", 0x1FFFF, "-1" },
	{ "%hu", 0x1FFFF, "65535" },
	{ "%hhx", 0x1FE, "fe" },
	{ "%hhd", 0x1FE, "-2" },
	{ "%5d", 42, "   42" },
	{ "%-5d|", 42, "42   |" },
	{ "%05d", (unsigned int)-42, "-0042" },
	{ "%-05d|", 42, "42   |" },
	{ "%.4d", 42, "0042" },
	{ "%6.4d", (unsigned int)-42, " -0042" },
	{ "%06.4d", 42, "  0042" },
	{ "%+d", 42, "+42" },
	{ "% d", 42, " 42" },
	{ "%+u", 42, "42" },
	{ "%#x", 255, "0xff" },
	{ "%#X", 255, "0XFF" },
	{ "%#x", 0, "0" },
	{ "%#08x", 255, "0x0000ff" },
	{ "%#o", 8, "010" },
	{ "%#.3o", 8, "010" },
	{ "%.0d|", 0, "|" },
	{ "%.d|", 0, "|" },
	{ "%08lX", 0x1234, "00001234" },
	{ "%c", 'x', "x" },
	{ "%3c", 'x', "  x" },
	{ "%-3c|", 'x', "x  |" },
	{ "%C", 0x20AC, EURO },
	{ "%lc", 0x20AC, EURO },
	{ "%hc", 'x', "x" },
	{ "%C", 0xD83D, BAD },
	{ "%y", 0, "y" },
	{ "100%", 0, "100" },
	{ "%5", 0, "" },
	{ "%%%d%%", 1, "%1%" },
};

static const struct {
	const char *format;
	unsigned long long value;
	const char *want;
} integers64[] = {
	{ "%I64x", BITS64, "fedcba9876543210" },
	{ "%llX", BITS64, "FEDCBA9876543210" },
	{ "%lld", BITS64, "-81985529216486896" },
	{ "%I64d", BITS64, "-81985529216486896" },
	{ "%I64u", BITS64, "18364758544493064720" },
	{ "%jd", BITS64, "-81985529216486896" },
	{ "%#llo", ~0ull, "01777777777777777777777" },
	{ "%lld", 1ull << 63, "-9223372036854775808" },
	{ "%025I64d", ~0ull, "-000000000000000000000001" },
};

static const struct {
	const char *format;
	double value;
} floats[] = {
	{ "%f", 1.5 }, { "%.0f", 2.5 }, { "%#.0f", 2.0 }, { "%10.3f|", -1.25 },
	{ "%-10.3f|", 1.25 }, { "%010.2f", -1.25 }, { "%+.1f", 0.25 },
	{ "% e", 123456.0 }, { "%.3E", 0.00012 }, { "%g", 1e100 },
	{ "%#G", 0.5 }, { "%a", 1.0 }, { "%020a", -3.0 }, { "%lf", 0.1 },
	{ "%.50f", 1e300 }, { "%.1074f", 5e-324 }, { "%f", -1.7e308 },
	{ "%5f|", 1.0 / 0.0 }, { "%07f|", -1.0 / 0.0 }, { "%-f", -0.0 },
};

SUITE(format_integers)
{
	for (size_t i = 0; i < ARRAY_SIZE(integers); i++) {
		const char *text = text_of(integers[i].format,
					   (unsigned int)integers[i].value);

		ok(!strcmp(text, integers[i].want), "%s: '%s' is '%s'",
		   integers[i].format, text, integers[i].want);
	}
	for (size_t i = 0; i < ARRAY_SIZE(integers64); i++) {
		const char *text = text_of(integers64[i].format,
					   integers64[i].value);

		ok(!strcmp(text, integers64[i].want), "%s: '%s' is '%s'",
		   integers64[i].format, text, integers64[i].want);
	}
}

/* Of floating point libc knows the text. */
SUITE(format_floats)
{
	char want[4096];

	for (size_t i = 0; i < ARRAY_SIZE(floats); i++) {
		const char *text = text_of(floats[i].format, floats[i].value);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(want, sizeof(want), floats[i].format, floats[i].value);
#pragma GCC diagnostic pop
		ok(!strcmp(text, want), "%s: '%.60s' is '%.60s'",
		   floats[i].format, text, want);
	}
	TEXT_IS("1.5 7", "%Lg %d", 1.5L, 7);
	TEXT_IS("7 1.5 8", "%d %.1lf %d", 7, 1.5, 8);
}

SUITE(format_strings)
{
	static const char open_end[3] = { 'a', 'b', 'c' };
	int untouched = 5;

	TEXT_IS("abc", "%s", "abc");
	TEXT_IS("  abc", "%5s", "abc");
	TEXT_IS("abc  |", "%-5s|", "abc");
	TEXT_IS("ab", "%.2s", "abc");
	TEXT_IS("abc", "%.3s", open_end);
	TEXT_IS("\xFF\x80", "%s", "\xFF\x80");
	TEXT_IS("w" EURO, "%S", wide);
	TEXT_IS("w" EURO, "%ls", wide);
	TEXT_IS("w" EURO, "%ws", wide);
	TEXT_IS("   w" EURO, "%7S", wide);
	TEXT_IS("w", "%.1S", wide);
	TEXT_IS(DISC "x", "%S", wide_disc);
	TEXT_IS(BAD, "%.1S", wide_disc);
	TEXT_IS("a" BAD, "%S", half);
	TEXT_IS("abc", "%hs", "abc");
	TEXT_IS("(null) (null)", "%s %S", NULL, NULL);
	TEXT_IS("(nu", "%.3s", NULL);
	TEXT_IS("  x 1", "%*s %d", 3, "x", 1);
	TEXT_IS("x  | 1", "%*s| %d", -3, "x", 1);
	TEXT_IS("ab 1", "%.*s %d", 2, "abc", 1);
	TEXT_IS("abc 1", "%.*s %d", -1, "abc", 1);
	TEXT_IS("7 8", "%lu %lu", (DWORD)7, (DWORD)8);
	TEXT_IS("7 8 9", "%zu %Iu %td", (size_t)7, (size_t)8, (ptrdiff_t)9);
	TEXT_IS("-1 9", "%Id %d", (ptrdiff_t)-1, 9);
	TEXT_IS("a7", "a%n%d", &untouched, 7);
	is(untouched, 5, "%%n writes nothing");
	TEXT_IS(sizeof(void *) == 8 ? "0000000000ABCDEF" : "00ABCDEF", "%p",
		(void *)0xABCDEF);
	TEXT_IS(EURO, "%" EURO, 0);
}

SUITE(format_lengths)
{
	char small[4] = "!!!!";
	WCHAR units[4];

	is(ntdvd_snprintf(small, 3, "%s", "abcd"), 4,
	   "snprintf returns the whole length");
	ok(!memcmp(small, "ab\0!", 4), "snprintf cuts off");
	is(ntdvd_snprintf(small, 0, "%d", 1234), 4, "of no buffer, too");
	is(small[0], 'a', "and writes nothing");
	is(ntdvd_snprintf(NULL, 0, "%2000000000d", 1), 1 << 20,
	   "a huge width is cut");
	is(ntdvd_snprintf(NULL, 0, "%.99999999999d", 1), 1 << 20,
	   "a huge precision is cut");
	is(ntdvd_snprintf(NULL, 0, "%*d", -2147483647 - 1, 1), 1 << 20,
	   "a huge negative width is cut");
	is(ntdvd_snprintf(NULL, 0, "%.2000000f", 1.0), 2 + 1100,
	   "floating point has 1100 decimals at most");
	is(ntdvd_sprintf(got, "%s-%d", "abc", 1), 5, "sprintf: length");
	ok(!strcmp(got, "abc-1"), "sprintf: text");
	is(ntdvd_swprintf(units, 4, u"%d", 123), 3, "swprintf: length");
	ok(!memcmp(units, u"123", 8), "swprintf: text");
	ok(ntdvd_swprintf(units, 4, u"%d", 1234) < 0,
	   "swprintf refuses what does not fit");
	ok(!memcmp(units, u"123", 8), "but has the beginning of it");
}

/* What a call printed to a file. */
static const char *printed(FILE *file)
{
	size_t len;

	rewind(file);
	len = fread(got, 1, sizeof(got) - 1, file);
	got[len] = 0;
	rewind(file);
	return got;
}

SUITE(format_files)
{
	FILE *file = tmpfile(), *full = fopen("/dev/full", "w");
	char big[1001], whole[2048];
	int lengths[3], saved;

	if (!file || !full) {
		ok(false, "a temporary file");
		return;
	}
	memset(big, 'b', 1000);
	big[1000] = 0;
	is(ntdvd_fprintf(file, "%s%s|%lu", big, DISC, (DWORD)-1), 1015,
	   "fprintf: length");
	snprintf(whole, sizeof(whole), "%s" DISC "|4294967295", big);
	ok(!strcmp(printed(file), whole), "fprintf: text");
	is(ntdvd_fwprintf(file, u"%s", wide), 2, "fwprintf: length");
	ok(!strncmp(printed(file), "w" EURO "b", 5), "fwprintf: text");
	setvbuf(full, NULL, _IONBF, 0);
	ok(ntdvd_fprintf(full, "x") < 0, "fprintf: a full device is an error");

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(fileno(file), STDOUT_FILENO);
	lengths[0] = ntdvd_wprintf(u"%s%C|", wide_disc, 'c');
	lengths[1] = ntdvd_wprintf(u"%.1s%s", half + 1, half);
	lengths[2] = ntdvd_printf("%d\n%c", 1, 0);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	is(lengths[0], 5, "wprintf: length");
	is(lengths[1], 3, "wprintf of halves: length");
	is(lengths[2], 3, "printf: length");
	printed(file);
	ok(!memcmp(got, DISC "xc|" BAD "a" BAD "1\n\0",
		   sizeof(DISC "xc|" BAD "a" BAD "1\n\0") - 1),
	   "wprintf and printf: UTF-8 on standard output");
	fclose(file);
	fclose(full);
}

static bool same(const WCHAR *units, const WCHAR *want)
{
	size_t i = 0;

	while (units[i] == want[i] && want[i])
		i++;
	return units[i] == want[i];
}

SUITE(wsprintf)
{
	static char text[1026];
	static WCHAR units[1026];
	char big[2000];

	is(wsprintfA(text, "%s|%S|%lu|%-4d|%#x|%08lX|%I64u", "a", wide,
		     (DWORD)-1, 5, 255, (DWORD)0xAB, BITS64), 57,
	   "wsprintfA: length");
	ok(!strcmp(text, "a|w" EURO "|4294967295|5   |0xff|000000AB|"
			 "18364758544493064720"),
	   "wsprintfA: '%s'", text);
	is(wsprintfW(units, u"%s|%S|%hs|%lc|%5s|%d", wide, DISC "\xFF", "h",
		     0x20AC, u"x", -1), 19, "wsprintfW: length");
	ok(same(units, u"w\u20AC|\U0001F4BF\uFFFD|h|\u20AC|    x|-1"),
	   "wsprintfW: text");
	is(wsprintfW(units, u"%s %S", NULL, NULL), 13,
	   "wsprintfW: NULL strings");
	ok(same(units, u"(null) (null)"), "wsprintfW: '(null)'");
	is(wsprintfW(units, u"%S|%S|%S", "\xC0\x80", "\xED\xA0\x80",
		     "\xF4\x90\x80\x80" EURO), 12, "wsprintfW: no UTF-8");
	ok(same(units, u"\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD|"
		       u"\uFFFD\uFFFD\uFFFD\uFFFD\u20AC"),
	   "wsprintfW: each wrong byte is U+FFFD");
	is(wsprintfW(units, u"%.3S", DISC EURO), 3,
	   "wsprintfW: a precision counts units of the argument");

	memset(big, 'b', sizeof(big) - 1);
	big[sizeof(big) - 1] = 0;
	memset(text, '!', sizeof(text));
	is(wsprintfA(text, "%s", big), 1023, "wsprintfA: at most 1024 bytes");
	ok(strlen(text) == 1023 && text[1024] == '!', "wsprintfA: cut off");
	units[1024] = '!';
	is(wsprintfW(units, u"%S", big), 1023, "wsprintfW: at most 1024 units");
	ok(units[1022] == 'b' && !units[1023] && units[1024] == '!',
	   "wsprintfW: cut off");
}
