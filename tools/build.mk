# SPDX-License-Identifier: GPL-2.0-or-later
# bindnonce, a Windows program on libntdvd, and aacsctl, a Linux one.

CFLAGS_tools := -Iinclude/ntdvd

PROGRAMS += $(B)/tools/bindnonce $(B)/tools/aacsctl

# All of it but main(), which the tests have under another name.
BINDNONCE_SRCS := $(addprefix tools/,aacs-host.c bindnonce-options.c \
	bindnonce-report.c)

# Linked with the shared library, as a ported program is.
$(B)/tools/bindnonce: $(B)/tools/bindnonce.o $(BINDNONCE_SRCS:%.c=$(B)/%.o) \
		$(B)/auth/libaacsauth.a $(B)/shim/libntdvd.so \
		$(B)/shim/libntdvd.so.0
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(B)/auth/libaacsauth.a -L$(B)/shim -lntdvd $(GCRYPT_LIBS)

$(B)/tools/aacsctl: $(B)/tools/aacsctl.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions

.PHONY: install-completion uninstall-completion
install-completion:
	install -d $(DESTDIR)$(COMPLETIONDIR)
	install -m 644 tools/completion/aacsctl tools/completion/bindnonce \
		$(DESTDIR)$(COMPLETIONDIR)

uninstall-completion:
	rm -f $(DESTDIR)$(COMPLETIONDIR)/aacsctl \
		$(DESTDIR)$(COMPLETIONDIR)/bindnonce
