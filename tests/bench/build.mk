# SPDX-License-Identifier: GPL-2.0-or-later
#
# The program of `make bench`; it runs in the guests of tests/bench/run.

BENCH := $(B)/tests/bench

CFLAGS_tests/bench := -pthread -Iinclude/ntdvd

TEST_PROGRAMS += $(BENCH)/bench

$(BENCH)/bench: $(addprefix $(B)/,$(patsubst %.c,%.o,$(wildcard tests/bench/*.c))) \
		$(FIXTURE_LIBS) $(B)/shim/libntdvd.a
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)
