# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the drive around the AACS side, on the host, without a kernel.

TEST_VDRIVE := $(B)/tests/vdrive
TEST_HOSTILE := $(B)/asan/tests/vdrive/hostile-test
TEST_VDRIVE_PROGRAMS := $(patsubst %.c,$(B)/%,$(filter-out %/hostile-test.c,\
	$(sort $(wildcard tests/vdrive/*-test.c))))
UNIT_TESTS += $(TEST_VDRIVE_PROGRAMS) $(TEST_HOSTILE)

# all of the drive but what speaks with a kernel
TEST_VDRIVE_OBJS := $(patsubst %.c,$(B)/%.o,$(filter-out \
	$(addprefix vdrive/,main.c server.c target.c sysfs.c ring.c queue.c \
		clients.c watch.c ctl.c options.c),\
	$(wildcard vdrive/*.c)))

$(TEST_VDRIVE_PROGRAMS): %: %.o $(TEST_VDRIVE)/drive-fixture.o $(TAP) \
		$(B)/tests/unit/fixture.o $(B)/tests/unit/aacs-host.o \
		$(TEST_VDRIVE_OBJS) $(B)/auth/libaacsauth.a
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(GCRYPT_LIBS)

# The command line alone.
$(TEST_VDRIVE)/options-test: $(B)/vdrive/options.o

# The start of the program, for both word sizes. Static: a machine that runs no programs
# of 32 bits has it run in a guest.
TEST_WORD := $(TEST_VDRIVE)/word-test
TEST_WORD_SRCS := tests/vdrive/word.c tests/lib/tap.c vdrive/main.c vdrive/word.c \
	tools/output.c
UNIT_TESTS += $(TEST_WORD) $(TEST_WORD)-32

$(TEST_WORD): TEST_WORD_CC = $(CC)
$(TEST_WORD)-32: TEST_WORD_CC = $(CC_32)
$(TEST_WORD) $(TEST_WORD)-32: $(TEST_WORD_SRCS) $(wildcard vdrive/*.h) VERSION
	@mkdir -p $(@D)
	$(call quiet,CC)$(TEST_WORD_CC) $(filter-out -MMD -MP,$(CFLAGS_USER)) $(CPPFLAGS) $(CFLAGS) \
		-Dmain=vdrive_main -c -o $@-main.o vdrive/main.c
	$(call quiet,LD)$(TEST_WORD_CC) $(filter-out -MMD -MP,$(CFLAGS_USER)) $(CPPFLAGS) $(CFLAGS) \
		$(LDFLAGS) -static -o $@ $(filter-out %/main.c,$(filter %.c,$^)) $@-main.o

# Random input, with all of the drive's code and the test's under sanitizers. The
# test has a ring of its own, for queue.c.
ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
TEST_HOSTILE_OBJS := $(patsubst %.c,$(B)/asan/%.o,\
	$(wildcard tests/vdrive/hostile*.c auth/*.c)) \
	$(patsubst $(B)/%,$(B)/asan/%,$(TEST_VDRIVE_OBJS) $(TAP) \
		$(addprefix $(B)/,vdrive/queue.o tests/unit/fixture.o \
			tests/unit/aacs-host.o))

$(B)/asan/%.o: %.c VERSION
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CFLAGS_USER) \
		$(CFLAGS_$(patsubst %/,%,$(dir $<))) $(CPPFLAGS) \
		$(CFLAGS) $(ASAN) -c -o $@ $<

$(TEST_HOSTILE): $(TEST_HOSTILE_OBJS)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) $(ASAN) -o $@ $^ $(GCRYPT_LIBS)
