# SPDX-License-Identifier: GPL-2.0-or-later
# A second host, which shares no code with the rest of the project.

CRYPTO_CFLAGS := $(shell pkg-config --cflags libcrypto 2>/dev/null)
CRYPTO_LIBS := $(shell pkg-config --libs libcrypto 2>/dev/null || echo -lcrypto)

CFLAGS_tests/tools := $(CRYPTO_CFLAGS)

SECOND_HOST := $(B)/tests/tools/second-host

TEST_PROGRAMS += $(SECOND_HOST)

$(SECOND_HOST): %: %.o %-drive.o %-crypto.o %-mkb.o
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CRYPTO_LIBS)
