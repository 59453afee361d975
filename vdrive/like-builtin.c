// SPDX-License-Identifier: GPL-2.0-or-later
#include "like-builtin.h"

/* The assembler finds the files from the top directory, where make runs. */
#define EMBED(symbol, file)					\
	__asm__(".pushsection .rodata\n"			\
		".globl " #symbol "_text, " #symbol "_end\n"	\
		#symbol "_text:\n"				\
		".incbin \"vdrive/like/" file "\"\n"		\
		#symbol "_end:\n"				\
		".popsection\n");				\
	extern const char symbol##_text[], symbol##_end[]

EMBED(like_lg_bu40n, "lg-bu40n.capture");
EMBED(like_pioneer_bdr_s09, "pioneer-bdr-s09.capture");

const struct like_builtin like_builtins[] = {
	{ "lg-bu40n", like_lg_bu40n_text, like_lg_bu40n_end },
	{ "pioneer-bdr-s09", like_pioneer_bdr_s09_text, like_pioneer_bdr_s09_end },
};

const size_t like_builtin_count =
	sizeof(like_builtins) / sizeof(like_builtins[0]);
