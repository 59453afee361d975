# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of libsr-aacs-wine in this machine's Wine.

WINE_TEST := $(B)/tests/wine
WINE_TEST_EXE := $(WINE_TEST)/host.exe $(WINE_TEST)/host32.exe
WINE_TEST_FAKES := $(foreach dir,$(WINE_DIRS),$(WINE_TEST)/lib/$(dir)/fake-node.so)
WINE_TEST_SO := $(WINE_TEST_FAKES) $(WINE_TEST)/odd-wine.so

$(WINE_TEST)/host.exe: WINE_TEST_CC := x86_64-w64-mingw32-gcc
$(WINE_TEST)/host32.exe: WINE_TEST_CC := i686-w64-mingw32-gcc
$(WINE_TEST_EXE): tests/wine/host.c tests/wine/host-completion.c tests/wine/host.h
	@mkdir -p $(@D)
	$(call quiet,CC)$(WINE_TEST_CC) -std=gnu11 -O2 -Wall -Wextra -Werror \
		-Wno-unused-parameter -Wno-cast-function-type -D_WIN32_WINNT=0x0601 -o $@ \
		$(filter %.c,$^)

$(WINE_TEST_SO): WINE_TEST_FAKE_CC = $(CC)
$(WINE_TEST)/lib/i386-linux-gnu/fake-node.so: WINE_TEST_FAKE_CC = $(CC_32)
$(WINE_TEST_FAKES): tests/wine/fake-node.c
$(WINE_TEST)/odd-wine.so: tests/wine/odd-wine.c
# They define functions of the C library by the names that a program calls.
$(WINE_TEST_SO):
	@mkdir -p $(@D)
	$(call quiet,CC)$(WINE_TEST_FAKE_CC) \
		$(filter-out -MMD -MP -D_FILE_OFFSET_BITS=64,$(CFLAGS_USER)) \
		$(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -shared -fPIC -o $@ $<

$(WINE_TEST)/statuses: tests/wine/statuses.c tests/lib/statuses.def shim/status.c
	@mkdir -p $(@D)
	$(call quiet,LD)$(SHIM_TEST_CC) -o $@ $(filter %.c,$^)

test-programs: wine-libraries $(WINE_TEST_EXE) $(WINE_TEST_SO) $(WINE_TEST)/statuses
UNIT_TESTS += tests/wine/host-test

# ---- the programs of tests/wine/run ----
# bindnonce and the probe for Windows, in 32 and 64 bit. They are not part of
# `make test-programs`: they need libgcrypt-mingw-w64-dev.

WINE_EXE := $(B)/wine/exe
WINE_CC_64 := x86_64-w64-mingw32-gcc
WINE_CC_32 := i686-w64-mingw32-gcc
# Windows' own headers and MinGW's, not those of libntdvd.
WINE_CFLAGS := -std=c11 -O2 -Wall -Wextra -Wno-unused-parameter -Werror -static \
	'-DSR_AACS_VERSION="$(SR_AACS_VERSION)"'
WINE_BINDNONCE := tools/bindnonce.c $(BINDNONCE_SRCS) $(sort $(wildcard auth/*.c))

.PHONY: wine-programs
wine-programs: $(foreach bits,64 32,$(WINE_EXE)/bindnonce$(bits).exe \
	$(WINE_EXE)/probe$(bits).exe)

# wine_rules BITS
define wine_rules
$$(WINE_EXE)/bindnonce$1.exe: $$(WINE_BINDNONCE) $$(wildcard tools/*.h auth/*.h) \
		tests/wine/posix.h tests/mingw/include/ntddcdvd.h VERSION
	@mkdir -p $$(@D)
	$$(call quiet,MINGW)$$(WINE_CC_$1) $$(WINE_CFLAGS) -Itests/mingw/include \
		-include tests/wine/posix.h -o $$@ $$(WINE_BINDNONCE) \
		-lgcrypt -lgpg-error -lws2_32

$$(WINE_EXE)/probe$1.exe: tests/wine/probe.c
	@mkdir -p $$(@D)
	$$(call quiet,MINGW)$$(WINE_CC_$1) $$(WINE_CFLAGS) -o $$@ $$<
endef
$(eval $(call wine_rules,64))
$(eval $(call wine_rules,32))
