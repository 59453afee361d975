/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that can't write its standard output must fail. */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdbool.h>

/*
 * Writes out the buffer. Returns false if any output can't be written. The first time
 * a message on standard error gives the reason, unless the reader has closed its end
 * of a pipe.
 */
bool output_written(const char *program);
/* For the end of main(): returns @status, or 1 instead of 0 if output is lost. */
int output_finish(const char *program, int status);

#endif /* TOOLS_OUTPUT_H */
