# SPDX-License-Identifier: GPL-2.0-or-later
# bindnonce, a Windows program on libntdvd, and aacsctl, a Linux program.

CFLAGS_tools := -Iinclude/ntdvd

PROGRAMS += $(B)/tools/bindnonce $(B)/tools/aacsctl

# All but bindnonce.c: the tests rename its main().
BINDNONCE_SRCS := $(addprefix tools/,aacs-host.c bindnonce-options.c \
	bindnonce-report.c output.c)

# The part for Linux only.
BINDNONCE_LINUX := $(addprefix tools/,bindnonce-linux.c explain.c ask.c drive.c root.c)

# Linked with the shared library, like a ported program.
$(B)/tools/bindnonce: $(B)/tools/bindnonce.o $(BINDNONCE_SRCS:%.c=$(B)/%.o) \
		$(BINDNONCE_LINUX:%.c=$(B)/%.o) \
		$(B)/auth/libaacsauth.a $(B)/shim/libntdvd.so \
		$(B)/shim/libntdvd.so.0 $(B)/tools/rpath
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(B)/auth/libaacsauth.a -L$(B)/shim -lntdvd $(RPATH:%='-Wl,-rpath,%') $(GCRYPT_LIBS)

# LIBDIR as seen from BINDIR, if the loader doesn't look there by itself. bindnonce is
# linked again when it changes.
RPATH := $(if $(LOADER_KNOWS),,$$ORIGIN/$(shell realpath -ms --relative-to=$(BINDIR) $(LIBDIR)))
ifneq ($(file < $(B)/tools/rpath),x$(RPATH))
.PHONY: new-rpath
$(B)/tools/rpath: new-rpath
endif
$(B)/tools/rpath:
	@mkdir -p $(@D)
	@printf '%s\n' 'x$(RPATH)' >$@

AACSCTL_SRCS := $(wildcard tools/aacsctl*.c) $(addprefix tools/,ask.c capture-answer.c \
	doctor-drive.c doctor-system.c drive.c explain.c output.c print.c root.c)

$(B)/tools/aacsctl: $(AACSCTL_SRCS:%.c=$(B)/%.o)
	$(call quiet,LD)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^

COMPLETIONS := $(filter-out %/zsh,$(wildcard tools/completion/*))
ZSHCOMPLETIONS := $(wildcard tools/completion/zsh/*)

.PHONY: install-completion uninstall-completion
install-completion: $(if $(CHECKED),,check-user)
	install -d $(DESTDIR)$(COMPLETIONDIR) $(DESTDIR)$(ZSHCOMPLETIONDIR)
	install -m 644 $(COMPLETIONS) $(DESTDIR)$(COMPLETIONDIR)
	install -m 644 $(ZSHCOMPLETIONS) $(DESTDIR)$(ZSHCOMPLETIONDIR)

uninstall-completion:
	rm -f $(addprefix $(DESTDIR)$(COMPLETIONDIR)/,$(notdir $(COMPLETIONS))) \
		$(addprefix $(DESTDIR)$(ZSHCOMPLETIONDIR)/,$(notdir $(ZSHCOMPLETIONS)))
