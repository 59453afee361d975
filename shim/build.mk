# SPDX-License-Identifier: GPL-2.0-or-later
# libntdvd: shared and static library, pkg-config file.

# The soname changes with the ABI, not with the version.
NTDVD_SONAME := libntdvd.so.0
NTDVD_REAL := libntdvd.so.$(SR_AACS_VERSION)

CFLAGS_shim := -Iinclude/ntdvd -fPIC

SHIM_SRCS := $(wildcard shim/*.c)
SHIM_OBJS := $(SHIM_SRCS:%.c=$(B)/%.o)
SHIM_SHARED := $(addprefix $(B)/shim/,$(NTDVD_REAL) $(NTDVD_SONAME) libntdvd.so)
SHIM_LIBS := $(SHIM_SHARED) $(B)/shim/libntdvd.a

LIBS += $(SHIM_LIBS)

$(B)/shim/$(NTDVD_REAL): $(SHIM_OBJS) shim/libntdvd.map VERSION
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(NTDVD_SONAME) \
		-Wl,--version-script=shim/libntdvd.map -Wl,-z,defs \
		-o $@ $(SHIM_OBJS) -pthread

$(B)/shim/$(NTDVD_SONAME) $(B)/shim/libntdvd.so: $(B)/shim/$(NTDVD_REAL) VERSION
	$(call quiet,LN)ln -sf $(NTDVD_REAL) $@

$(B)/shim/libntdvd.a: $(SHIM_OBJS)
	$(Q)rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $^

# ---- install: headers, libraries, pkg-config files ----

SHIM_HEADERS := $(wildcard include/ntdvd/*.h)
# These wrap the Windows headers of MinGW-w64; C++ headers have no suffix.
SHIM_MINGW_HEADERS := $(wildcard include/ntdvd-mingw/*)
SHIM_PC := ntdvd.pc ntdvd-mingw.pc

.PHONY: install-shim uninstall-shim
install-shim: $(if $(CHECKED),,check-user)
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/ntdvd \
		$(DESTDIR)$(INCLUDEDIR)/ntdvd-mingw
	install -m 644 $(SHIM_HEADERS) $(DESTDIR)$(INCLUDEDIR)/ntdvd
	install -m 644 $(SHIM_MINGW_HEADERS) $(DESTDIR)$(INCLUDEDIR)/ntdvd-mingw
	cp -P $(SHIM_LIBS) $(DESTDIR)$(LIBDIR)
	chmod u=rwX,go=rX $(foreach lib,$(notdir $(SHIM_LIBS)),$(DESTDIR)$(LIBDIR)/$(lib))
	for pc in $(SHIM_PC); do \
		sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
			-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
			-e 's|@VERSION@|$(SR_AACS_VERSION)|' \
			-e 's|@RPATH@|$(if $(LOADER_KNOWS),, -Wl,-rpath,$${libdir})|' shim/$$pc.in \
			> $(DESTDIR)$(LIBDIR)/pkgconfig/$$pc && \
		chmod 644 $(DESTDIR)$(LIBDIR)/pkgconfig/$$pc || exit 1; \
	done

uninstall-shim:
	rm -f $(addprefix $(DESTDIR)$(LIBDIR)/,$(notdir $(SHIM_LIBS))) \
		$(addprefix $(DESTDIR)$(LIBDIR)/pkgconfig/,$(SHIM_PC)) \
		$(addprefix $(DESTDIR)$(INCLUDEDIR)/ntdvd/,$(notdir $(SHIM_HEADERS))) \
		$(addprefix $(DESTDIR)$(INCLUDEDIR)/ntdvd-mingw/,$(notdir $(SHIM_MINGW_HEADERS)))
	rmdir $(DESTDIR)$(INCLUDEDIR)/ntdvd $(DESTDIR)$(INCLUDEDIR)/ntdvd-mingw 2>/dev/null || :
