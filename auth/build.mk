# SPDX-License-Identifier: GPL-2.0-or-later
# libaacsauth.a: the cryptography of host and drive. Not installed; programs with
# it also link $(GCRYPT_LIBS).

CFLAGS_auth := $(GCRYPT_CFLAGS)
AUTH_LIB := $(B)/auth/libaacsauth.a
AUTH_OBJS := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard auth/*.c)))

$(AUTH_LIB): $(AUTH_OBJS)
	$(Q)rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $^
