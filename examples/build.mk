# SPDX-License-Identifier: GPL-2.0-or-later
#
# The examples, each compiled as a user compiles it: a/ with libntdvd's headers,
# b/ with MinGW-w64's, exe/ for Windows; and those of man pages, man/. They are built
# for the tests only.

EXAMPLES := spti-inquiry eject media-info aacs-info
EXAMPLE_DIR := $(B)/examples
EXAMPLE_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wshadow -Werror \
	-Wno-unused-parameter
EXAMPLE_FLAGS = $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

# The output of `pkg-config --cflags ntdvd-mingw` after installation.
example_pc = $(shell sed -n 's/^$1[=:] *//p' shim/ntdvd-mingw.pc.in)
EXAMPLE_CFLAGS_B = $(subst $${includedir},include,$(subst \
	$${mingwincludedir},$(call example_pc,mingwincludedir),$(call example_pc,Cflags)))

EXAMPLES_A := $(EXAMPLES:%=$(EXAMPLE_DIR)/a/%)
EXAMPLES_B := $(EXAMPLES:%=$(EXAMPLE_DIR)/b/%)
EXAMPLES_EXE := $(EXAMPLES:%=$(EXAMPLE_DIR)/exe/%.exe)
EXAMPLES_EXE32 := $(EXAMPLES:%=$(EXAMPLE_DIR)/exe/%32.exe)

$(EXAMPLES_A): $(EXAMPLE_DIR)/a/%: examples/%.c examples/example.h \
		$(wildcard include/ntdvd/*.h) $(B)/shim/libntdvd.a
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(EXAMPLE_CFLAGS) $(EXAMPLE_FLAGS) -Iinclude/ntdvd -o $@ $< \
		$(B)/shim/libntdvd.a -pthread

$(EXAMPLES_B): $(EXAMPLE_DIR)/b/%: examples/%.c examples/example.h \
		shim/ntdvd-mingw.pc.in $(wildcard include/ntdvd/*.h include/ntdvd-mingw/*) \
		$(B)/shim/libntdvd.a
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(EXAMPLE_CFLAGS) $(EXAMPLE_FLAGS) $(EXAMPLE_CFLAGS_B) -o $@ $< \
		$(B)/shim/libntdvd.a -pthread

$(EXAMPLE_DIR)/a/kernel-abi: examples/kernel-abi.c include/uapi/linux/sr_aacs.h
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(EXAMPLE_CFLAGS) $(EXAMPLE_FLAGS) -Iinclude/uapi -o $@ $<

# The programs in the EXAMPLES of man pages.
$(EXAMPLE_DIR)/man/libntdvd.c: Documentation/man/libntdvd.3
$(EXAMPLE_DIR)/man/sr_aacs.c: Documentation/man/sr_aacs.4
$(EXAMPLE_DIR)/man/%.c: tests/lib/man-example
	@mkdir -p $(@D)
	$(Q)$< $(filter Documentation/%,$^) >$@

$(EXAMPLE_DIR)/man/libntdvd: $(EXAMPLE_DIR)/man/libntdvd.c $(wildcard include/ntdvd/*.h) \
		$(B)/shim/libntdvd.a
	$(call quiet,CC)$(CC) $(EXAMPLE_CFLAGS) $(EXAMPLE_FLAGS) -Iinclude/ntdvd -o $@ $< \
		$(B)/shim/libntdvd.a -pthread

$(EXAMPLE_DIR)/man/sr_aacs: $(EXAMPLE_DIR)/man/sr_aacs.c include/uapi/linux/sr_aacs.h
	$(call quiet,CC)$(CC) $(EXAMPLE_CFLAGS) $(EXAMPLE_FLAGS) -Iinclude/uapi -o $@ $<

# MinGW's ntddcdvd.h lacks AACS; tests/mingw/include adds it.
example_mingw = $(call quiet,MINGW)$1 $(EXAMPLE_CFLAGS) -static \
	-Itests/mingw/include -o $@ $<

$(EXAMPLES_EXE): $(EXAMPLE_DIR)/exe/%.exe: examples/%.c examples/example.h \
		include/ntdvd/ntddcdvd.h tests/mingw/include/ntddcdvd.h
	@mkdir -p $(@D)
	$(call example_mingw,x86_64-w64-mingw32-gcc)

$(EXAMPLES_EXE32): $(EXAMPLE_DIR)/exe/%32.exe: examples/%.c examples/example.h \
		include/ntdvd/ntddcdvd.h tests/mingw/include/ntddcdvd.h
	@mkdir -p $(@D)
	$(call example_mingw,i686-w64-mingw32-gcc)

.PHONY: examples examples-exe
examples: $(EXAMPLES_A) $(EXAMPLES_B) $(EXAMPLE_DIR)/a/kernel-abi \
	$(EXAMPLE_DIR)/man/libntdvd $(EXAMPLE_DIR)/man/sr_aacs
examples-exe: $(EXAMPLES_EXE) $(EXAMPLES_EXE32)
test-programs: examples examples-exe
