# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the user-space parts, run on the host without any kernel module.

UNIT := $(B)/tests/unit
UNIT_VDRIVE := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/vdrive-*-test.c)))
UNIT_AUTH := $(UNIT)/auth-test $(UNIT)/mac-test
UNIT_CAPTURE := $(UNIT)/capture-answer-test
UNIT_TESTS += $(UNIT_AUTH) $(UNIT_VDRIVE) $(UNIT_CAPTURE)

# the AACS side of the drive, which knows nothing of how commands come
UNIT_VDRIVE_OBJS := $(addprefix $(B)/vdrive/,aacs.o aacs-formats.o agid.o \
	nonce-cache.o disc.o sidecar.o mkb.o revocation.o)

$(UNIT_AUTH) $(UNIT_VDRIVE): %: %.o $(TAP) $(AUTH_LIB)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(AUTH_LIB) $(GCRYPT_LIBS)

$(UNIT_VDRIVE): $(UNIT)/aacs-host.o $(UNIT)/fixture.o $(UNIT)/main.o $(UNIT_VDRIVE_OBJS)

$(UNIT_CAPTURE): %: %.o $(TAP) $(B)/tools/capture-answer.o
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^
