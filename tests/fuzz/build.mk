# SPDX-License-Identifier: GPL-2.0-or-later
#
# The fuzzer of /dev/aacsN, and poison: what a request leaves in memory. Both
# use the bench of the end-to-end tests.

FUZZ := $(B)/tests/fuzz
FUZZ_BENCH := $(addprefix $(B)/tests/e2e/,harness.o lab.o log.o node.o raw.o \
	host.o disc-fs.o) $(B)/auth/libaacsauth.a
FUZZ_OBJS := main report shared spec arena files call expect judge racer company

CFLAGS_tests/fuzz := -pthread

TEST_PROGRAMS += $(FUZZ)/fuzz

$(FUZZ)/fuzz: $(addprefix $(FUZZ)/,$(addsuffix .o,$(FUZZ_OBJS))) $(FUZZ_BENCH)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)
