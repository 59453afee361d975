# SPDX-License-Identifier: GPL-2.0-or-later
#
# The end-to-end test programs: e2e with real cryptography, e2e32 the same for
# 32 bits without it, tamper.so for what stands between a program and a drive.

E2E := $(B)/tests/e2e
E2E_PLAIN := main harness process lab rebind tidy log node raw validation abi \
	abi-alone agid agid-end loss loss-change loss-reset faults unplug async \
	disc-fs room extent extent-refused extent-unmount extent-gone \
	extent-unplug dying dying-bench dying-slow dying-table waiting plug
E2E_CRYPTO := host codes auth bound lies mkb nonce programs programs-file \
	vdrive crowd load compat resume extent-nonce waits waits-block \
	waits-close waits-kill waits-plug waits-scsi-debug waits-stale \
	waits-suspend waits-sysfs waits-timer

CFLAGS_tests/e2e := -pthread

TEST_PROGRAMS += $(E2E)/e2e $(E2E)/e2e32 $(E2E)/tamper.so

$(E2E)/e2e: $(addprefix $(E2E)/,$(addsuffix .o,$(E2E_PLAIN) $(E2E_CRYPTO))) \
		$(TAP) $(B)/auth/libaacsauth.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)

$(B)/32/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_USER) -m32 -pthread -DE2E_NO_CRYPTO $(CPPFLAGS) \
		$(CFLAGS) -c -o $@ $<

-include $(wildcard $(B)/32/tests/*/*.d)

# Static: the guest needs no second C library.
$(E2E)/e2e32: $(addprefix $(B)/32/tests/,$(addprefix e2e/,$(E2E_PLAIN:=.o)) \
		lib/tap.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -m32 -static -pthread -o $@ $^

$(E2E)/tamper.so: tests/e2e/tamper.c include/uapi/linux/sr_aacs.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_USER) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ $< -ldl

# Discs with a file system on them.
$(E2E)/iso9660.img: tests/e2e/build.mk
	rm -rf $(E2E)/iso
	mkdir -p $(E2E)/iso
	echo 'hello from the disc' >$(E2E)/iso/hello.txt
	for file in empty=0 onebyte=1 sector=2048 partial=5000 longest=522240 \
		toolong=522241; do \
		seq -f "$${file%=*} %.0f" 60000 | head -c $${file#*=} \
			>$(E2E)/iso/$${file%=*}.bin; \
	done
	genisoimage -quiet -o $@ $(E2E)/iso

$(E2E)/udf.img: tests/e2e/build.mk
	@mkdir -p $(@D)
	rm -f $@
	truncate -s 8M $@
	mkudffs --blocksize=2048 --media-type=hd --vid=E2E $@ >/dev/null

.PHONY: e2e-discs
e2e-discs: $(E2E)/iso9660.img $(E2E)/udf.img
