/* SPDX-License-Identifier: MIT */
/* Messages for the user, on standard error. */
#ifndef WINE_SAY_H
#define WINE_SAY_H

/* Prints a line, unless SR_AACS_WINE_DEBUG is 0. */
__attribute__((format(printf, 1, 2)))
void say(const char *format, ...);

#endif /* WINE_SAY_H */
