# SPDX-License-Identifier: GPL-2.0-or-later
#
# The end-to-end test programs: e2e has all themes, e2e32 for 32 bits those that
# need no cryptography (`.plain` in their THEME()).

E2E := $(B)/tests/e2e
E2E_NAMES := $(basename $(wildcard tests/e2e/*.c))
E2E_PLAIN := $(basename $(shell grep -l '^THEME.*\.plain' tests/e2e/*.c)) \
	tests/e2e/main

CFLAGS_tests/e2e := -pthread

TEST_PROGRAMS += $(E2E)/e2e $(E2E)/e2e32

$(E2E)/e2e: $(addprefix $(B)/,$(E2E_NAMES:=.o)) $(FIXTURE_LIBS)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)

# Static: the guest needs no second C library.
$(E2E)/e2e32: $(addprefix $(B)/32/,$(E2E_PLAIN:=.o)) $(FIXTURE_32)
	@mkdir -p $(@D)
	$(call quiet,LD)$(CC_32) $(CFLAGS) $(LDFLAGS) -static -pthread -o $@ $^

# Discs with a file system on them.
$(E2E)/iso9660.img: tests/e2e/build.mk
	$(call quiet,GEN)rm -rf $(E2E)/iso
	$(Q)mkdir -p $(E2E)/iso
	$(Q)echo 'hello from the disc' >$(E2E)/iso/hello.txt
	$(Q)for file in empty=0 onebyte=1 sector=2048 partial=5000 longest=522240 \
		toolong=522241; do \
		seq -f "$${file%=*} %.0f" 60000 | head -c $${file#*=} \
			>$(E2E)/iso/$${file%=*}.bin; \
	done
	$(Q)genisoimage -quiet -o $@ $(E2E)/iso

$(E2E)/udf.img: tests/e2e/build.mk
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(call quiet,GEN)truncate -s 8M $@
	$(Q)mkudffs --blocksize=2048 --media-type=hd --vid=E2E $@ >/dev/null

.PHONY: e2e-discs
e2e-discs: $(E2E)/iso9660.img $(E2E)/udf.img
