# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the drive around the AACS side, on the host, without a kernel.

TEST_VDRIVE := $(B)/tests/vdrive
TEST_VDRIVE_PROGRAMS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/vdrive/*-test.c)))
UNIT_TESTS += $(TEST_VDRIVE_PROGRAMS)

# all of the drive but what speaks with a kernel
TEST_VDRIVE_OBJS := $(patsubst %.c,$(B)/%.o,$(filter-out \
	$(addprefix vdrive/,main.c server.c target.c sysfs.c ring.c queue.c \
		clients.c watch.c ctl.c options.c),\
	$(wildcard vdrive/*.c)))

$(TEST_VDRIVE_PROGRAMS): %: %.o $(TEST_VDRIVE)/drive-bed.o $(TAP) \
		$(B)/tests/unit/bed.o $(B)/tests/unit/aacs-host.o \
		$(TEST_VDRIVE_OBJS) $(B)/auth/libaacsauth.a
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(GCRYPT_LIBS)

# The command line alone.
$(TEST_VDRIVE)/options-test: $(B)/vdrive/options.o
