# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the user-space parts, run on the host without any kernel module.

UNIT_TESTS += $(B)/tests/unit/auth-test

$(B)/tests/unit/auth-test: $(B)/tests/unit/auth-test.o $(AUTH_LIB)
	$(CC) $(LDFLAGS) -o $@ $^ $(GCRYPT_LIBS)
