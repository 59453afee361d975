# SPDX-License-Identifier: GPL-2.0-or-later
# libsr-aacs-wine, for the word sizes of Wine, and the command sr-aacs-wine.

# The loader replaces $LIB with the directory for its word size.
WINE_LIB := libsr-aacs-wine.so
WINE_DIRS := x86_64-linux-gnu i386-linux-gnu
WINE_LIBS := $(foreach dir,$(WINE_DIRS),$(B)/wine/lib/$(dir)/$(WINE_LIB))
WINE_SRCS := $(wildcard wine/*.c)
WINE_CC_x86_64-linux-gnu = $(CC) -m64
WINE_CC_i386-linux-gnu = $(CC_32)

# calls.c once for each calling convention.
WINE_OBJS = $(patsubst wine/%.c,$(B)/wine/obj/$1/%.o,$(WINE_SRCS)) \
	$(B)/wine/obj/$1/calls-windows.o

define WINE_RULES
$(B)/wine/obj/$1/%.o: wine/%.c VERSION
	@mkdir -p $$(@D)
	$$(call quiet,CC)$$(WINE_CC_$1) $$(CFLAGS_USER) $$(CPPFLAGS) $$(CFLAGS) \
		-fPIC -fvisibility=hidden -c -o $$@ $$<

$(B)/wine/obj/$1/calls-windows.o: wine/calls.c VERSION
	@mkdir -p $$(@D)
	$$(call quiet,CC)$$(WINE_CC_$1) $$(CFLAGS_USER) $$(CPPFLAGS) $$(CFLAGS) \
		-DWINDOWS_CONVENTION -fPIC -fvisibility=hidden -c -o $$@ $$<

$(B)/wine/lib/$1/$(WINE_LIB): $(call WINE_OBJS,$1)
	@mkdir -p $$(@D)
	$$(call quiet,LD)$$(WINE_CC_$1) $$(CFLAGS) $$(LDFLAGS) -shared \
		-Wl,-soname,$(WINE_LIB) -Wl,-z,defs -o $$@ $$^ -pthread -ldl
endef
$(foreach dir,$(WINE_DIRS),$(eval $(call WINE_RULES,$(dir))))

# Only for x86-64: other machines have no such Wine. The library for 32 bits needs
# gcc-multilib: `make wine-libraries`.
user: $(B)/wine/sr-aacs-wine $(if $(filter x86_64-%,$(MACHINE)), \
	$(B)/wine/lib/x86_64-linux-gnu/$(WINE_LIB))

WINE_COMMAND = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(SR_AACS_VERSION)|' \
	wine/sr-aacs-wine.in

$(B)/wine/sr-aacs-wine: wine/sr-aacs-wine.in VERSION
	@mkdir -p $(@D)
	$(call quiet,SED)$(WINE_COMMAND) > $@
	$(Q)chmod 755 $@

.PHONY: wine-libraries
wine-libraries: $(WINE_LIBS) $(B)/wine/sr-aacs-wine

-include $(wildcard $(B)/wine/obj/*/*.d)

# ---- install ----

.PHONY: install-wine uninstall-wine
install-wine: $(if $(CHECKED),,check-user)
	install -d $(DESTDIR)$(BINDIR)
	$(WINE_COMMAND) > $(DESTDIR)$(BINDIR)/sr-aacs-wine
	chmod 755 $(DESTDIR)$(BINDIR)/sr-aacs-wine
	for dir in $(WINE_DIRS); do \
		[ -e $(B)/wine/lib/$$dir/$(WINE_LIB) ] || continue; \
		install -d $(DESTDIR)$(PREFIX)/lib/$$dir && \
		install -m 644 $(B)/wine/lib/$$dir/$(WINE_LIB) \
			$(DESTDIR)$(PREFIX)/lib/$$dir || exit 1; \
	done

uninstall-wine:
	rm -f $(DESTDIR)$(BINDIR)/sr-aacs-wine \
		$(foreach dir,$(WINE_DIRS),$(DESTDIR)$(PREFIX)/lib/$(dir)/$(WINE_LIB))
