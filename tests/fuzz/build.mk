# SPDX-License-Identifier: GPL-2.0-or-later
#
# The fuzzer of /dev/aacsN, and poison: what a request leaves in memory.

FUZZ := $(B)/tests/fuzz
FUZZ_BOTH := arena spec spec-words shared processes
FUZZ_ALONE := main worker options report files call expect judge racer
POISON_ALONE := poison-main poison poison-reach

CFLAGS_tests/fuzz := -pthread

TEST_PROGRAMS += $(FUZZ)/fuzz $(FUZZ)/poison

$(FUZZ)/fuzz: $(addprefix $(FUZZ)/,$(addsuffix .o,$(FUZZ_BOTH) $(FUZZ_ALONE)))
$(FUZZ)/poison: $(addprefix $(FUZZ)/,$(addsuffix .o,$(FUZZ_BOTH) $(POISON_ALONE)))
$(FUZZ)/fuzz $(FUZZ)/poison: $(FIXTURE_LIBS)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(filter %.o,$^) $(filter %.a,$^) \
		$(GCRYPT_LIBS)
