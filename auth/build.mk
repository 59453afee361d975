# SPDX-License-Identifier: GPL-2.0-or-later
# libaacsauth.a: what host and drive of AACS-Auth share. Not installed; what
# links it also needs $(GCRYPT_LIBS).

CFLAGS_auth := $(GCRYPT_CFLAGS)
AUTH_LIB := $(B)/auth/libaacsauth.a
AUTH_OBJS := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard auth/*.c)))

$(AUTH_LIB): $(AUTH_OBJS)
	@rm -f $@
	$(AR) rcs $@ $^
