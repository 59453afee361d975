# SPDX-License-Identifier: GPL-2.0-or-later
# The tests of libntdvd and the tools that need no device.

SHIM_TEST_FLAGS = $(filter-out -MMD -MP,$(CFLAGS_USER)) -Iinclude/ntdvd \
	$(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
SHIM_TEST_CC = $(CC) $(SHIM_TEST_FLAGS)
SHIM_TEST_SRCS := tests/lib/tap.c $(filter-out %/real.c %/bindnonce.c \
	%/bindnonce-drive.c,$(wildcard tests/shim/*.c))
SHIM_TEST_HDRS := $(wildcard tests/shim/*.h tests/lib/*.h tests/lib/*.def \
	shim/*.h include/ntdvd/*.h include/uapi/linux/*.h)
SHIM_TEST := $(B)/tests/shim/shim-test

SHIM_TEST_KINDS := -32 -tsan -asan -musl

UNIT_TESTS += $(SHIM_TEST) $(addprefix $(SHIM_TEST),$(SHIM_TEST_KINDS))

# Compiled together with the library in one go, for each kind of build.
define SHIM_TEST_RULE
$$(SHIM_TEST)$(1): $$(SHIM_TEST_SRCS) $$(wildcard shim/*.c) $$(SHIM_TEST_HDRS)
	@mkdir -p $$(@D)
	$$(call quiet,LD)$(2) $$(SHIM_TEST_FLAGS) $(3) -o $$@ $$(filter %.c,$$^) -pthread
endef
$(eval $(call SHIM_TEST_RULE,,$$(CC),))
# Static: a machine that runs no programs of 32 bits has it run in a guest.
$(eval $(call SHIM_TEST_RULE,-32,$$(CC_32),-static))
$(eval $(call SHIM_TEST_RULE,-tsan,$$(CC),-fsanitize=thread))
$(eval $(call SHIM_TEST_RULE,-asan,$$(CC),-fsanitize=address$(comma)undefined))
# musl has no kernel headers of its own.
$(eval $(call SHIM_TEST_RULE,-musl,musl-gcc,-static -idirafter /usr/include \
	-idirafter /usr/include/$(shell gcc -print-multiarch)))

# bindnonce as a whole, on a made-up drive that really authenticates.
BINDNONCE_TEST := $(B)/tests/shim/bindnonce-test
BINDNONCE_TEST_SRCS := tests/lib/tap.c \
	$(addprefix tests/shim/,bindnonce.c bindnonce-drive.c fake.c fake-disk.c) \
	$(BINDNONCE_SRCS) $(BINDNONCE_LINUX) $(wildcard shim/*.c)

UNIT_TESTS += $(BINDNONCE_TEST) tests/shim/aacsctl-test

$(BINDNONCE_TEST): $(BINDNONCE_TEST_SRCS) tools/bindnonce.c \
		$(wildcard tools/*.h) $(B)/auth/libaacsauth.a $(SHIM_TEST_HDRS) VERSION
	@mkdir -p $(@D)
	$(call quiet,CC)$(SHIM_TEST_CC) -Dmain=bindnonce_main -c \
		-o $@-program.o tools/bindnonce.c
	$(call quiet,LD)$(SHIM_TEST_CC) -o $@ $(BINDNONCE_TEST_SRCS) $@-program.o \
		$(B)/auth/libaacsauth.a $(GCRYPT_LIBS) -pthread

# The shared library itself, on the real system.
REAL_TEST := $(B)/tests/shim/real-test

UNIT_TESTS += $(REAL_TEST) tests/shim/install-test

$(REAL_TEST): tests/shim/real.c tests/lib/tap.c $(SHIM_TEST_HDRS) \
		$(B)/shim/libntdvd.so $(B)/shim/libntdvd.so.0
	@mkdir -p $(@D)
	$(call quiet,LD)$(SHIM_TEST_CC) -o $@ $(filter %.c,$^) -L$(B)/shim -lntdvd \
		-Wl,-rpath,'$$ORIGIN/../../shim' -pthread
