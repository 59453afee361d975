# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of libsr-aacs-wine in this machine's Wine.

WINE_TEST := $(B)/tests/wine
WINE_TEST_EXE := $(WINE_TEST)/host.exe $(WINE_TEST)/host32.exe
WINE_TEST_SO := $(WINE_TEST)/fake-node.so $(WINE_TEST)/odd-wine.so

$(WINE_TEST)/host.exe: WINE_TEST_CC := x86_64-w64-mingw32-gcc
$(WINE_TEST)/host32.exe: WINE_TEST_CC := i686-w64-mingw32-gcc
$(WINE_TEST_EXE): tests/wine/host.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(WINE_TEST_CC) -std=gnu11 -O2 -Wall -Wextra -Werror \
		-Wno-unused-parameter -Wno-cast-function-type -D_WIN32_WINNT=0x0601 -o $@ $<

$(WINE_TEST_SO): $(WINE_TEST)/%.so: tests/wine/%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(filter-out -MMD -MP,$(CFLAGS_USER)) $(CFLAGS) -shared -fPIC \
		-o $@ $<

$(WINE_TEST)/statuses: tests/wine/statuses.c tests/lib/statuses.def shim/status.c
	@mkdir -p $(@D)
	$(call quiet,LD)$(SHIM_TEST_CC) -o $@ $(filter %.c,$^)

test-programs: wine-libraries $(WINE_TEST_EXE) $(WINE_TEST_SO) $(WINE_TEST)/statuses
UNIT_TESTS += tests/wine/host-test
