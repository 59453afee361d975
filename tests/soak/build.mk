# SPDX-License-Identifier: GPL-2.0-or-later
#
# The program of `make soak`; it runs in the guests of tests/soak/run.

SOAK := $(B)/tests/soak

CFLAGS_tests/soak := -pthread

TEST_PROGRAMS += $(SOAK)/soak

$(SOAK)/soak: $(addprefix $(B)/,$(patsubst %.c,%.o,$(wildcard tests/soak/*.c))) \
		$(FIXTURE_LIBS)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)
