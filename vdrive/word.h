/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDRIVE_WORD_H
#define VDRIVE_WORD_H

/*
 * Why this program can't serve the kernel that it runs on, or NULL: TCMU's ring has
 * pointers of the kernel's size in it, also for a program of 32 bits.
 */
const char *word_refusal(void);

#endif /* VDRIVE_WORD_H */
