# SPDX-License-Identifier: GPL-2.0-or-later
#
# `make help` lists the targets. Each user-space directory has its own rules in
# a build.mk; this file has the common ones.

B := build

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
# The release that `uname -r` prints on the kernel of these headers. Debian's
# kernel.release differs from it.
KREL := $(patsubst "%",%,$(firstword $(filter "%", \
	$(file < $(KDIR)/include/generated/utsrelease.h))))

# `make` and `make install` take the same values.
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
SBINDIR ?= $(PREFIX)/sbin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DOCDIR ?= $(PREFIX)/share/doc/sr-aacs
MANDIR ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPLETIONDIR ?= $(PREFIX)/share/zsh/site-functions
MODDIR ?= /lib/modules/$(KREL)/updates
DKMSDIR ?= /usr/src
UDEVDIR ?= /etc/udev/rules.d
# The group of optical drives: optical on Arch, cdrom everywhere else.
UDEV_GROUP ?= $(firstword \
	$(shell getent group cdrom optical | cut -d : -f 1) cdrom)
UNITDIR ?= /lib/systemd/system

# The loader searches these directories by default.
LOADER_KNOWS := $(filter /lib /lib/% /lib64 /usr/lib /usr/lib/% /usr/lib64 /usr/lib32,$(LIBDIR))

# Neither the kernel's make nor this one can quote a space, nor the kernel's a colon.
$(foreach dir,CURDIR KDIR DESTDIR PREFIX BINDIR SBINDIR LIBDIR INCLUDEDIR DOCDIR MANDIR \
	COMPLETIONDIR ZSHCOMPLETIONDIR MODDIR UDEVDIR UNITDIR,$(if \
	$(word 2,x$($(dir))x),$(error The directory '$($(dir))' ($(dir)) has a space in its \
	name, which make can't handle)))
$(if $(findstring :,$(CURDIR)),$(error The directory '$(CURDIR)' has a colon in its \
	name, which the kernel's make can't handle))

# Finds depmod and ldconfig if root's PATH lacks /sbin.
export PATH := $(PATH):/usr/sbin:/sbin

# Only the file VERSION has the version; Kbuild reads it, too.
SR_AACS_VERSION := $(shell cat VERSION)

# The machine that $(CC) compiles for, and the compiler of the 32-bit programs that
# this machine also runs. Some tests need them.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
ARM_32 := arm-linux-gnueabihf-gcc -marm
CC_32 := $(if $(filter aarch64-%,$(MACHINE)),$(ARM_32),$(CC) \
	$(if $(filter s390x-%,$(MACHINE)),-m31,-m32))

# As in the kernel, a callback need not use all of its parameters. A disc may have
# more than 2 GiB on 32-bit machines, too.
CFLAGS_USER := -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O2 -g -Wall -Wextra \
	-Wshadow -Wstrict-prototypes -Wno-unused-parameter $(if $(filter 1,$(WERROR)),-Werror) \
	-Iinclude/uapi -MMD -MP '-DSR_AACS_VERSION="$(SR_AACS_VERSION)"'
GCRYPT_CFLAGS := $(shell pkg-config --cflags libgcrypt 2>/dev/null)
GCRYPT_LIBS := $(shell pkg-config --libs libgcrypt 2>/dev/null || echo -lgcrypt)

comma := ,

# The build.mk files add to these lists. `make` builds PROGRAMS and LIBS, which
# `make install` installs; TEST_PROGRAMS run in the guest, UNIT_TESTS on the host.
PROGRAMS :=
LIBS :=
TEST_PROGRAMS :=
UNIT_TESTS :=

# C test programs print their results with this.
TAP := $(B)/tests/lib/tap.o
# Test programs that run in a guest link these besides their own objects.
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
	@echo '  docs       install missing packages, build the documents as HTML (in'
	@echo '             build/docs)'
	@echo '  test       install missing packages, build, run all tests'
	@echo '  check      the same as test'
	@echo '  unit       the tests of libraries, programs and the virtual drive'
	@echo '  kunit      the KUnit suites, on User Mode Linux'
	@echo '  fuzz       hostile callers, in a guest (20,000 calls)'
	@echo '  e2e        the end-to-end tests, in a guest'
	@echo '  tools      run programs of Debian and others on the virtual drive, in guests'
	@echo '  matrix     install missing packages, build the module for every test kernel,'
	@echo '             run the KUnit suites and the end-to-end tests on them'
	@echo '  soak       the long tests: failing allocations, life cycle, 10,000 sessions,'
	@echo '             1,000,000 calls of hostile callers, random input for the drive'
	@echo '  waits      measure how long programs, drives and devices wait for each other,'
	@echo '             in guests of three kernels'
	@echo '  bench      measure requests against SG_IO, in guests of two kernels'
	@echo '  wine       run Windows programs in Wine 8 and 10 of Debian, in guests'
	@echo '  coverage   measure how much of the module the tests reach, on User Mode Linux'
	@echo '  mutants    break the module in one place at a time, and check that a test'
	@echo '             fails each time, on User Mode Linux; ONLY=TABLE[/TEXT] selects some'
	@echo '  packages   build the Debian packages (in build/packages), and install, use,'
	@echo '             upgrade and purge them in clean systems of Debian 12 and 13'
	@echo '  lint       W=1, sparse, checkpatch, cppcheck and shellcheck'
	@echo '  install    install the module, headers, library, programs, manual, udev rule'
	@echo '             and systemd unit that `make` has built (PREFIX=$(PREFIX), DESTDIR,'
	@echo '             KDIR and the variables in Documentation/installing.rst);'
	@echo '             install-modules installs only the module, install-user the rest'
	@echo '  install-dkms  copy the source of the module to the directory of dkms'
	@echo '  uninstall  remove the installed files'
	@echo '  sign       sign sr_aacs.ko for Secure Boot (SIGN_KEY=$(SIGN_KEY),'
	@echo '             SIGN_CERT=$(SIGN_CERT))'
	@echo '  dist       make sr-aacs-$(SR_AACS_VERSION).tar.xz from the last commit'
	@echo '  clean      remove the built files (not the cache of test kernels)'
	@echo 'V=1 prints the commands, and everything that the tests print.'
	@echo 'Only demo, docs, test, matrix, soak, waits, bench, wine, coverage,'
	@echo 'mutants and packages install packages. They keep test kernels, and Wine, in'
	@echo '$${SR_AACS_CACHE:-$${XDG_CACHE_HOME:-~/.cache}/sr_aacs}.'

.PHONY: user test-programs
user: $(PROGRAMS) $(LIBS)
test-programs: user $(TEST_PROGRAMS) $(UNIT_TESTS)

# For the guest of another architecture, see tests/build-programs.
.PHONY: cross-programs
cross-programs: $(PROGRAMS) $(LIBS) $(B)/tests/e2e/e2e $(CROSS_32)

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

auto_conf = $(patsubst "%",%,$(shell sed -n 's/^$1=//p' \
	$(KDIR)/include/config/auto.conf 2>/dev/null))
CLANG_KERNEL = $(filter y,$(call auto_conf,CONFIG_CC_IS_CLANG))
KMAKE = $(MAKE) -C $(KDIR) M=$(CURDIR) $(if $(LLVM),,$(if $(CLANG_KERNEL),LLVM=1))

# The files that Kbuild leaves in this tree.
MODULE_FILES := *.ko *.mod *.mod.c *.o .*.cmd modules.order Module.symvers \
	module/*.o module/.*.cmd module/.*.d kunit/*.o kunit/.*.cmd .module-common.o

# Why sr_aacs.ko can't be built with these headers; empty if it can.
headers_fault = $(strip $(if $(KREL),$(if $(filter 2.% 3.% 4.% 5.% 6.0 6.0.% 6.0-% 6.0+%, \
	$(KREL)),$(KDIR) has the headers of Linux $(KREL); sr_aacs needs 6.1 or later,$(if \
	$(LLVM),,$(if $(CLANG_KERNEL),$(if $(shell command -v clang),,clang built the kernel \
	$(KREL): install clang$(comma) lld and llvm$(comma) or name their version as in \
	`make LLVM=-19`)))),$(KDIR) has no include/generated/utsrelease.h: run \
	`make modules_prepare` there))

.PHONY: modules modules-if-possible
ifneq ($(wildcard $(KDIR)/Makefile),)
# New headers can be older than objects that were built with other headers: Kbuild
# would keep those objects.
modules:
	$(if $(headers_fault),$(error $(headers_fault)))
	@mkdir -p $(B)
	@[ "$$(cat $(B)/kernel 2>/dev/null)" = '$(KDIR) $(KREL)' ] || { \
		rm -f $(MODULE_FILES) && echo '$(KDIR) $(KREL)' >$(B)/kernel; }
	+$(KMAKE) modules

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
	coverage mutants packages lint
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

packages:
	@tests/setup packages
	@tests/packages/run

lint:
	@tests/lint

# ---- documents ----

# -E: all pages are read again, so that each warning appears again.
.PHONY: docs html
docs:
	@tests/setup docs
	@$(MAKE) -s --no-print-directory html
	@echo 'The documents are in $(B)/docs: open $(CURDIR)/$(B)/docs/index.html'

html:
	sphinx-build -q -E -W --keep-going -n -d $(B)/docs-cache Documentation $(B)/docs

# ---- install ----

# This part runs as root, so it builds nothing. It makes all checks before it copies
# the first file.

INSTALL_SBIN := $(filter %/aacs-vdrive %/aacs-vdrivectl,$(PROGRAMS))
INSTALL_BIN := $(filter-out $(INSTALL_SBIN),$(PROGRAMS))
UAPI_HEADER := $(INCLUDEDIR)/linux/sr_aacs.h
UDEV_RULE := $(UDEVDIR)/60-sr-aacs.rules
UNIT := $(UNITDIR)/aacs-vdrive@.service
MAN_PAGES := $(wildcard Documentation/man/*.[1-8])
DOCS := README.md SECURITY.md $(wildcard NEWS Documentation/*.rst)
PICTURES := $(wildcard Documentation/pictures/*.dot)
EXAMPLE_DOCS := $(wildcard examples/*.[ch] examples/README.md)

.PHONY: install check-modules check-user
# udev loads the module for the drives that are there, as it does at boot.
install: check-modules check-user
	+@$(MAKE) --no-print-directory CHECKED=1 install-modules install-user
	$(if $(DESTDIR),,-udevadm trigger --action=add --subsystem-match=scsi '--attr-match=type=[45]')

check-modules:
ifeq ($(wildcard $(KDIR)/Makefile),)
	@echo "$$NO_KDIR" >&2; exit 1
else
	$(if $(headers_fault),$(error $(headers_fault)))
	@INSTALL_MOD_STRIP='$(INSTALL_MOD_STRIP)' scripts/check-install \
		$(if $(DESTDIR),--no-depmod) --module '$(KREL)' '$(DESTDIR)$(MODDIR)'
endif

check-user:
	@$(MAKE) -q --no-print-directory user $(wildcard $(WINE_LIBS)) >/dev/null 2>&1 || { \
		echo 'The programs are missing, or older than their sources or made for' \
			'another LIBDIR: run make (not as root) first.' >&2; \
		exit 1; }
	@scripts/check-install $(addprefix $(DESTDIR),$(INSTALL_DIRS))

# A target that installs a part checks only the directories of that part.
INSTALL_DIRS = $(BINDIR) $(SBINDIR) $(LIBDIR) $(INCLUDEDIR) $(DOCDIR) $(MANDIR) \
	$(COMPLETIONDIR) $(ZSHCOMPLETIONDIR) $(UDEVDIR) $(UNITDIR)
install-headers: INSTALL_DIRS = $(INCLUDEDIR)
install-shim: INSTALL_DIRS = $(INCLUDEDIR) $(LIBDIR)
install-wine: INSTALL_DIRS = $(BINDIR) $(PREFIX)/lib
install-completion: INSTALL_DIRS = $(COMPLETIONDIR) $(ZSHCOMPLETIONDIR)
install-man: INSTALL_DIRS = $(MANDIR)
install-doc: INSTALL_DIRS = $(DOCDIR)

# Those that only copy what they name.
.PHONY: install-user install-headers install-man install-doc
install-user: $(if $(CHECKED),,check-user) install-headers install-shim install-wine \
		install-completion install-man install-doc
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(SBINDIR) $(UDEVDIR) $(UNITDIR))
	$(if $(INSTALL_BIN),install $(INSTALL_BIN) $(DESTDIR)$(BINDIR))
	$(if $(INSTALL_SBIN),install $(INSTALL_SBIN) $(DESTDIR)$(SBINDIR))
	sed 's/GROUP="cdrom"/GROUP="$(UDEV_GROUP)"/' tools/udev/60-sr-aacs.rules \
		> $(DESTDIR)$(UDEV_RULE)
	chmod 644 $(DESTDIR)$(UDEV_RULE)
	sed 's|@SBINDIR@|$(SBINDIR)|' vdrive/aacs-vdrive@.service.in > $(DESTDIR)$(UNIT)
	chmod 644 $(DESTDIR)$(UNIT)
	$(if $(DESTDIR),,[ ! -w /etc ] || ! command -v ldconfig >/dev/null || ldconfig)
	$(if $(DESTDIR),,-udevadm control --reload)
	$(if $(DESTDIR),,-udevadm trigger --subsystem-match=aacs)
	$(if $(DESTDIR),,-[ ! -d /run/systemd/system ] || systemctl daemon-reload)

install-headers: $(if $(CHECKED),,check-user)
	install -d $(DESTDIR)$(dir $(UAPI_HEADER))
	install -m 644 include/uapi/linux/sr_aacs.h $(DESTDIR)$(UAPI_HEADER)

install-man: $(if $(CHECKED),,check-user)
	$(foreach page,$(MAN_PAGES),install -D -m 644 $(page) \
		$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(page)))/$(notdir $(page)) &&) :

install-doc: $(if $(CHECKED),,check-user)
	install -d $(addprefix $(DESTDIR)$(DOCDIR)/,examples pictures)
	install -m 644 $(DOCS) $(DESTDIR)$(DOCDIR)
	install -m 644 $(PICTURES) $(DESTDIR)$(DOCDIR)/pictures
	install -m 644 $(EXAMPLE_DOCS) $(DESTDIR)$(DOCDIR)/examples

# A kernel that signs its modules needs a key that only its builder has.
SIG_KEY = $(call auto_conf,CONFIG_MODULE_SIG_KEY)
NO_SIG_KEY = $(and $(filter y,$(call auto_conf,CONFIG_MODULE_SIG_ALL)),$(if \
	$(filter pkcs11:%,$(SIG_KEY))$(wildcard $(filter /%,$(SIG_KEY)) \
	$(KDIR)/$(SIG_KEY)),,yes))

# The kernel's own make would run depmod, even with DESTDIR. A package would then
# overwrite the index files of the system that unpacks it.
.PHONY: install-modules
install-modules: $(if $(CHECKED),,check-modules)
	+$(KMAKE) MODLIB=$(abspath $(DESTDIR)$(dir $(MODDIR))) \
		INSTALL_MOD_DIR=$(notdir $(MODDIR)) DEPMOD=true quiet_cmd_depmod= cmd_depmod=: \
		$(if $(NO_SIG_KEY),CONFIG_MODULE_SIG_ALL=) modules_install
	$(if $(DESTDIR),,$(call depmod,$(MODDIR)))
	@[ -z '$(NO_SIG_KEY)' ] || scripts/is-signed sr_aacs.ko || \
		echo 'sr_aacs.ko has no signature, since the key of this kernel ($(SIG_KEY))' \
			'is not here: if the kernel refuses it, see `make sign`.' >&2

# depmod DIRECTORY: for the kernel that the module directory belongs to
define depmod
dir="$1"; tree=$${dir%/*}; base=$${tree%/lib/modules/*}; \
	[ "$$base" = "$$tree" ] || depmod $${base:+-b "$$base"} "$${tree##*/}"
endef

# ---- dkms ----

DKMS_SOURCE := $(DKMSDIR)/sr-aacs-$(SR_AACS_VERSION)

# The mark tells `make uninstall` that the files are not from a package.
.PHONY: install-dkms
install-dkms:
	@scripts/check-install '$(DESTDIR)$(DKMSDIR)'
	install -d $(addprefix $(DESTDIR)$(DKMS_SOURCE)/,module include/uapi/linux)
	install -m 644 Kbuild VERSION $(DESTDIR)$(DKMS_SOURCE)
	install -m 644 $(wildcard module/*.[chS]) $(DESTDIR)$(DKMS_SOURCE)/module
	install -m 644 $(wildcard include/uapi/linux/*.h) \
		$(DESTDIR)$(DKMS_SOURCE)/include/uapi/linux
	sed 's/#MODULE_VERSION#/$(SR_AACS_VERSION)/' dkms.conf > \
		$(DESTDIR)$(DKMS_SOURCE)/dkms.conf
	chmod 644 $(DESTDIR)$(DKMS_SOURCE)/dkms.conf
	$(if $(DESTDIR),,touch $(DKMS_SOURCE)/.make-install-dkms)
	$(if $(DESTDIR),,@echo 'Now run: dkms install sr-aacs/$(SR_AACS_VERSION)')

# ---- uninstall ----

# Headers may have been removed since the installation, and kernels added.
UNINSTALL_MODULES := $(DESTDIR)$(if $(filter file,$(origin MODDIR)),/lib/modules/*/updates,$(MODDIR))/sr_aacs.ko*

.PHONY: uninstall uninstall-modules uninstall-dkms
uninstall: uninstall-dkms uninstall-modules uninstall-shim uninstall-wine uninstall-completion
	rm -f $(addprefix $(DESTDIR),$(UAPI_HEADER) $(UDEV_RULE) $(UNIT) \
		$(addprefix $(BINDIR)/,$(notdir $(INSTALL_BIN))) \
		$(addprefix $(SBINDIR)/,$(notdir $(INSTALL_SBIN))) \
		$(foreach page,$(MAN_PAGES),$(MANDIR)/man$(patsubst .%,%,$(suffix \
			$(page)))/$(notdir $(page))) \
		$(addprefix $(DOCDIR)/,$(notdir $(DOCS)) \
			$(addprefix pictures/,$(notdir $(PICTURES))) \
			$(addprefix examples/,$(notdir $(EXAMPLE_DOCS)))))
	rmdir $(addprefix $(DESTDIR)$(DOCDIR),/pictures /examples /) 2>/dev/null || :
	$(if $(DESTDIR),,@[ ! -d $(SYSFS)/module/sr_aacs ] || \
		echo 'The module is still loaded: run rmmod sr_aacs.' >&2)

SYSFS ?= /sys

uninstall-modules:
	for ko in $(UNINSTALL_MODULES); do \
		[ -e "$$ko" ] || continue; \
		rm -f "$$ko" || exit 1; \
		rmdir "$${ko%/*}" 2>/dev/null || :; \
		$(if $(DESTDIR),,$(call depmod,$${ko%/*}) || exit 1;) \
	done

# All versions that `make install-dkms` has installed; those of a package stay.
uninstall-dkms:
ifeq ($(DESTDIR),)
	for source in $(DKMSDIR)/sr-aacs-*; do \
		[ -e "$$source/.make-install-dkms" ] || continue; \
		version=$${source##*/sr-aacs-}; \
		if [ -n "$$($(DKMS) status "sr-aacs/$$version" 2>/dev/null)" ]; then \
			$(DKMS) remove "sr-aacs/$$version" --all || exit 1; \
		fi; \
		rm -rf "$$source" || exit 1; \
	done
else
	rm -rf $(DESTDIR)$(DKMS_SOURCE)
endif

DKMS ?= dkms

# ---- Secure Boot, the tarball ----

# Debian's names for the machine owner's key. Documentation/installing.rst describes
# how to make one.
SIGN_KEY ?= /var/lib/shim-signed/mok/MOK.priv
SIGN_CERT ?= /var/lib/shim-signed/mok/MOK.der
SIGN_HASH ?= $(or $(call auto_conf,CONFIG_MODULE_SIG_HASH),sha256)

.PHONY: sign
sign:
	@scripts/check-install --sign '$(KDIR)/scripts/sign-file' '$(SIGN_KEY)' '$(SIGN_CERT)' \
		--module '$(KREL)'
	$(KDIR)/scripts/sign-file $(SIGN_HASH) '$(SIGN_KEY)' '$(SIGN_CERT)' sr_aacs.ko

DIST := sr-aacs-$(SR_AACS_VERSION)

# All files get the time of the commit; one thread makes the same blocks everywhere.
.PHONY: dist
dist:
	@git rev-parse --verify -q HEAD >/dev/null 2>&1 && [ -e .git ] || { \
		echo 'make dist packs a commit: run it in a clone of the git repository.' >&2; \
		exit 1; }
	@git diff --quiet HEAD || \
		echo 'make dist packs the last commit, without what has changed since.' >&2
	git -c tar.umask=0022 archive --prefix=$(DIST)/ HEAD | xz -T1 -9 >$(DIST).tar.xz.new
	mv $(DIST).tar.xz.new $(DIST).tar.xz

.PHONY: clean
clean:
	rm -rf $(B)
	rm -f $(MODULE_FILES)
