# SPDX-License-Identifier: GPL-2.0-or-later
#
# The fuzzer of /dev/aacsN.

FUZZ := $(B)/tests/fuzz
FUZZ_FILES := main worker options report files call expect judge racer arena spec \
	spec-words shared processes

CFLAGS_tests/fuzz := -pthread

TEST_PROGRAMS += $(FUZZ)/fuzz

$(FUZZ)/fuzz: $(addprefix $(FUZZ)/,$(addsuffix .o,$(FUZZ_FILES))) $(FIXTURE_LIBS)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(filter %.o,$^) $(filter %.a,$^) \
		$(GCRYPT_LIBS)
