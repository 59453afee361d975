/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Standard output that can't be written is an error of the program. */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdbool.h>

/*
 * Writes out what is buffered. Returns false if something that was printed can't be
 * written; the first time a message on standard error gives the reason, unless the
 * reader has closed its end of a pipe.
 */
bool output_written(const char *program);
/* For the end of main(): returns @status, or 1 instead of 0 if output is lost. */
int output_finish(const char *program, int status);

#endif /* TOOLS_OUTPUT_H */
