# SPDX-License-Identifier: GPL-2.0-or-later
#
# `make help` lists the targets. Each user-space directory has its own rules in
# a build.mk; this file has the common ones.

B := build

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
SBINDIR ?= $(PREFIX)/sbin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
UDEVDIR ?= /etc/udev/rules.d
# The group of optical drives: optical on Arch, cdrom everywhere else.
UDEV_GROUP ?= $(firstword \
	$(shell getent group cdrom optical | cut -d : -f 1) cdrom)
UNITDIR ?= /lib/systemd/system

# The one place of the version is the file VERSION; Kbuild reads it too.
SR_AACS_VERSION := $(shell cat VERSION)

# As in the kernel, a callback need not use all of its parameters.
CFLAGS_USER := -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wshadow \
	-Wstrict-prototypes -Wno-unused-parameter -Werror \
	-Iinclude/uapi -MMD -MP '-DSR_AACS_VERSION="$(SR_AACS_VERSION)"'
GCRYPT_CFLAGS := $(shell libgcrypt-config --cflags 2>/dev/null)
GCRYPT_LIBS := $(shell libgcrypt-config --libs 2>/dev/null || echo -lgcrypt)

# The build.mk files add to these lists. `make` builds PROGRAMS and LIBS, which
# `make install` installs; TEST_PROGRAMS run in the guest, UNIT_TESTS on the host.
PROGRAMS :=
LIBS :=
TEST_PROGRAMS :=
UNIT_TESTS :=

# What C test programs print their results with.
TAP := $(B)/tests/lib/tap.o
# What programs that test in a guest link besides their own objects.
FIXTURE := $(B)/tests/fixture/libfixture.a
FIXTURE_32 := $(B)/32/tests/fixture/libfixture.a
FIXTURE_LIBS := $(FIXTURE) $(TAP) $(B)/auth/libaacsauth.a

# `$(call quiet,CC)` before a command prints a short line instead of the command;
# $(Q) prints nothing. `make V=1` prints the commands, `make -s` nothing.
Q := $(if $(filter 1,$(V)),,@)
quiet = $(if $(Q),@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,printf '  %-7s %s\n' $1 $@;))

.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: all
all: modules-if-possible user

-include $(wildcard */build.mk tests/*/build.mk)

# One rule for every object; a directory's own flags are CFLAGS_<directory>.
$(B)/%.o: %.c VERSION
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CFLAGS_USER) \
		$(CFLAGS_$(patsubst %/,%,$(dir $<))) $(CPPFLAGS) \
		$(CFLAGS) -c -o $@ $<

-include $(wildcard $(B)/*/*.d $(B)/tests/*/*.d $(B)/asan/*/*.d $(B)/asan/tests/*/*.d)

.PHONY: help
help:
	@echo 'Targets:'
	@echo '  all        sr_aacs.ko for the running kernel and the programs (default)'
	@echo '  modules    only sr_aacs.ko; KDIR=DIR names the kernel headers'
	@echo '  user       only the programs and the library'
	@echo '  demo       install missing packages, build, boot a guest with a virtual'
	@echo '             drive and get a binding nonce from it'
	@echo '  test       install missing packages, build, run all tests'
	@echo '  check      the same as test'
	@echo '  unit       the tests of libraries, programs and the virtual drive'
	@echo '  kunit      the KUnit suites, on User Mode Linux'
	@echo '  fuzz       hostile callers, in a guest (20,000 calls)'
	@echo '  e2e        the end-to-end tests, in a guest'
	@echo '  tools      programs of Debian, and others, on the virtual drive, in guests'
	@echo '  matrix     install missing packages, build the module for every test kernel,'
	@echo '             run the KUnit suites and the end-to-end tests on them'
	@echo '  soak       the long tests: failing allocations, life cycle, 10,000 sessions,'
	@echo '             1,000,000 calls of hostile callers, random input for the drive'
	@echo '  waits      measure how long programs, drives and devices wait for each other,'
	@echo '             in guests of three kernels'
	@echo '  bench      measure requests against SG_IO, in guests of two kernels'
	@echo '  wine       run Windows programs in Wine 8 and 10 of Debian, in guests'
	@echo '  coverage   measure how much of the module the tests reach, on User Mode Linux'
	@echo '  mutants    break the module in one place at a time, and see a test fail for'
	@echo '             each, on User Mode Linux; ONLY=TABLE[/TEXT] takes some'
	@echo '  lint       W=1, sparse, checkpatch, cppcheck and shellcheck'
	@echo '  install    module, headers, library, programs, udev rule and systemd unit'
	@echo '             (PREFIX=$(PREFIX), DESTDIR, KDIR)'
	@echo '  uninstall  remove the installed files'
	@echo '  clean      remove the built files (not the cache of test kernels)'
	@echo 'V=1 prints the commands, and everything that the tests print.'
	@echo 'Only demo, test, matrix, soak, waits, bench, wine, coverage and mutants install'
	@echo 'packages. They keep test kernels, and Wine, in'
	@echo '$${SR_AACS_CACHE:-$${XDG_CACHE_HOME:-~/.cache}/sr_aacs}.'

.PHONY: user test-programs
user: $(PROGRAMS) $(LIBS)
test-programs: user $(TEST_PROGRAMS) $(UNIT_TESTS)

# The test scripts read these lists.
.PHONY: list-programs list-test-programs list-libraries list-unit-tests
list-programs:
	@$(if $(strip $(PROGRAMS)),printf '%s\n' $(PROGRAMS))
list-test-programs:
	@$(if $(strip $(TEST_PROGRAMS)),printf '%s\n' $(TEST_PROGRAMS))
list-libraries:
	@$(if $(strip $(LIBS)),printf '%s\n' $(LIBS))
list-unit-tests:
	@$(if $(strip $(UNIT_TESTS)),printf '%s\n' $(UNIT_TESTS))

# ---- the module for the running kernel ----

define NO_KDIR
$(KDIR) has no kernel headers.
To build sr_aacs.ko for this kernel: apt install linux-headers-$(KVER)
To build it for another one:         make KDIR=/path/to/its/headers
endef

.PHONY: modules modules-if-possible
ifneq ($(wildcard $(KDIR)/Makefile),)
modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

modules-if-possible: modules
else
export NO_KDIR
modules:
	@echo "$$NO_KDIR" >&2; exit 1

modules-if-possible: user
	@echo "Built the programs, but not sr_aacs.ko. $$NO_KDIR" >&2
endif

# ---- tests ----

.PHONY: demo check test unit kunit fuzz e2e tools matrix soak waits bench wine \
	coverage mutants lint
demo:
	@tests/setup demo
	@echo 'Building the programs ...'
	@$(MAKE) -s --no-print-directory user
	@tests/demo

check: test

test:
	@tests/setup test
	@tests/run-all host guests

unit kunit fuzz e2e tools:
	@tests/run-all $@

matrix:
	@tests/setup matrix
	@tests/matrix

soak:
	@tests/setup soak
	@tests/soak/run

waits:
	@tests/setup waits
	@tests/waits

bench:
	@tests/setup bench
	@tests/bench/run

wine:
	@tests/setup wine
	@tests/wine/run

coverage:
	@tests/setup coverage
	@tests/coverage

mutants:
	@tests/setup mutants
	@tests/mutants/run $(ONLY)

lint:
	@tests/lint

# ---- install ----

INSTALL_SBIN := $(filter %/aacs-vdrive %/aacs-vdrivectl,$(PROGRAMS))
INSTALL_BIN := $(filter-out $(INSTALL_SBIN),$(PROGRAMS))
UAPI_HEADER := $(INCLUDEDIR)/linux/sr_aacs.h
UDEV_RULE := $(UDEVDIR)/60-sr-aacs.rules
UNIT := $(UNITDIR)/aacs-vdrive@.service

.PHONY: install install-user install-modules uninstall
# udev loads the module for the drives that are there, as it does at boot.
install: install-modules install-user
	$(if $(DESTDIR),,-udevadm trigger --action=add --subsystem-match=scsi '--attr-match=type=[45]')

install-modules: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) modules_install
	depmod $(if $(DESTDIR),-b $(DESTDIR)) \
		"$$(sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
			$(KDIR)/include/generated/utsrelease.h)"

install-user: user install-shim install-wine install-completion
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(SBINDIR) $(LIBDIR) \
		$(dir $(UAPI_HEADER)) $(UDEVDIR) $(UNITDIR))
	install -m 644 include/uapi/linux/sr_aacs.h $(DESTDIR)$(UAPI_HEADER)
	$(if $(INSTALL_BIN),install $(INSTALL_BIN) $(DESTDIR)$(BINDIR))
	$(if $(INSTALL_SBIN),install $(INSTALL_SBIN) $(DESTDIR)$(SBINDIR))
	sed 's/GROUP="cdrom"/GROUP="$(UDEV_GROUP)"/' tools/udev/60-sr-aacs.rules \
		> $(DESTDIR)$(UDEV_RULE)
	chmod 644 $(DESTDIR)$(UDEV_RULE)
	sed 's|@SBINDIR@|$(SBINDIR)|' vdrive/aacs-vdrive@.service.in > $(DESTDIR)$(UNIT)
	chmod 644 $(DESTDIR)$(UNIT)
	$(if $(DESTDIR),,ldconfig)
	$(if $(DESTDIR),,-udevadm control --reload)
	$(if $(DESTDIR),,-udevadm trigger --subsystem-match=aacs)
	$(if $(DESTDIR),,-[ ! -d /run/systemd/system ] || systemctl daemon-reload)

uninstall: uninstall-shim uninstall-wine uninstall-completion
	rm -f $(addprefix $(DESTDIR),$(UAPI_HEADER) $(UDEV_RULE) $(UNIT) \
		$(addprefix $(BINDIR)/,$(notdir $(INSTALL_BIN))) \
		$(addprefix $(SBINDIR)/,$(notdir $(INSTALL_SBIN))))
	for ko in $(DESTDIR)/lib/modules/*/*/sr_aacs.ko*; do \
		[ -e "$$ko" ] || continue; \
		rm -f "$$ko" && release=$${ko%/*/*} && \
		depmod $(if $(DESTDIR),-b $(DESTDIR)) "$${release##*/}" || exit 1; \
	done

.PHONY: clean
clean:
	rm -rf $(B)
	rm -f *.ko *.mod *.mod.c *.o .*.cmd modules.order Module.symvers \
		module/*.o module/.*.cmd module/.*.d kunit/*.o kunit/.*.cmd \
		.module-common.o
