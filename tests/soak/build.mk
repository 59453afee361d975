# SPDX-License-Identifier: GPL-2.0-or-later
#
# The program of `make soak`; it runs in the guests of tests/soak/run. Harness
# and bench are those of the end-to-end tests.

SOAK := $(B)/tests/soak

CFLAGS_tests/soak := -pthread

TEST_PROGRAMS += $(SOAK)/soak

# An archive: what the bench needs of the rest comes by itself.
$(SOAK)/libe2e.a: $(addprefix $(B)/tests/e2e/,$(addsuffix .o, \
		$(filter-out main,$(E2E_PLAIN) $(E2E_CRYPTO))))
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(SOAK)/soak: $(addprefix $(SOAK)/,main.o soak.o racers.o coming.o leaks.o \
			nth.o arrival.o memory.o memory-ask.o memory-request.o \
			unplug.o reload.o change.o resume.o sessions.o) \
		$(SOAK)/libe2e.a $(TAP) $(B)/auth/libaacsauth.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(GCRYPT_LIBS)
