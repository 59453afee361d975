/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDRIVE_WORD_H
#define VDRIVE_WORD_H

/*
 * Says why this program can't serve the running kernel, or returns NULL: TCMU's ring
 * has pointers of the kernel's size, even for a 32-bit program.
 */
const char *word_refusal(void);

#endif /* VDRIVE_WORD_H */
