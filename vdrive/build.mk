# SPDX-License-Identifier: GPL-2.0-or-later
# aacs-vdrive, the virtual drive, and aacs-vdrivectl, its control program.

CFLAGS_vdrive := $(GCRYPT_CFLAGS) -pthread

PROGRAMS += $(B)/vdrive/aacs-vdrive $(B)/vdrive/aacs-vdrivectl

VDRIVE_SRCS := $(filter-out vdrive/ctl.c,$(sort $(wildcard vdrive/*.c)))

$(B)/vdrive/aacs-vdrive: $(VDRIVE_SRCS:%.c=$(B)/%.o) $(B)/tools/output.o \
		$(B)/auth/libaacsauth.a
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)

$(B)/vdrive/aacs-vdrivectl: $(B)/vdrive/ctl.o $(B)/tools/output.o
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# The captured drives that like-builtin.c embeds.
$(B)/vdrive/like-builtin.o: $(wildcard vdrive/like/*.capture)
