# desk: build, test, install. `make help` lists the targets.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
VERSION := 0.1

# SANITIZE=address,undefined builds beside the ordinary build.
ifdef SANITIZE
BUILD   ?= build/sanitize
else
BUILD   ?= build
endif

LIBRARIES      = glib-2.0 yaml-0.1 sqlite3 zlib
MAIL_LIBRARIES = gio-2.0 gio-unix-2.0 gmime-3.0 gnutls libcurl uchardet libxml-2.0 libcmark
# Loaded on first use (base/library.h), by the name that the linker would record.
LAZY_LIBRARIES = libgit2 pangocairo xlsxwriter
soname = $(shell objdump -p `$(CC) -print-file-name=lib$(1).so` | \
	sed -n 's/^ *SONAME *//p')

# Rows of tables leave out what they have not.
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wundef \
	-Wno-missing-field-initializers
HARDEN   = -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
LDHARDEN = -pie -Wl,-z,relro -Wl,--as-needed
# store/certificates.h
EXPORT   = -Wl,--undefined=mbedtls_x509_crt_parse_file \
	-Wl,--export-dynamic-symbol=mbedtls_x509_crt_parse_file

ifdef DEV
WARNINGS += -Werror
endif
ifdef SANITIZE
HARDEN   += -fsanitize=$(SANITIZE) -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer -DDESK_SANITIZED
LDHARDEN += -fsanitize=$(SANITIZE)
else
HARDEN   += -D_FORTIFY_SOURCE=2
endif

INCLUDES  := $(shell pkg-config --cflags $(LIBRARIES) $(MAIL_LIBRARIES) $(LAZY_LIBRARIES) \
	2>/dev/null | sed 's/-I/-isystem /g')
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARNINGS) $(HARDEN) $(CFLAGS) \
	-Iinclude -Isrc -I. $(INCLUDES) -DDESK_VERSION='"$(VERSION)"' \
	-DDESK_LIBEXEC='"$(PREFIX)/libexec/desk"' \
	-DDESK_SHARE='"$(PREFIX)/share/desk"' -MMD -MP
LIBS       = $(shell pkg-config --libs $(LIBRARIES)) -lm
MAIL_LIBS  = $(shell pkg-config --libs $(MAIL_LIBRARIES))

SOURCES   := $(sort $(wildcard src/*/*.c src/app/*/*.c))
COMMANDS  := $(sort $(wildcard cmd/*.c))
OBJECTS    = $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/presets.o
DESK_OBJ   = $(COMMANDS:cmd/%.c=$(BUILD)/cmd/%.o)
# Those with a body that needs mail libraries (cmd/command.h) are compiled twice.
MAIL_OBJ   := $(patsubst cmd/%.c,$(BUILD)/cmd-mail/%.o,$(shell grep -lwE \
	'MAIL_RUN|DESK_MAIL' $(COMMANDS)))
LIBRARY    = $(BUILD)/libdesk.a
# All of cmd/ but main(): tests link it, too.
CMD_LIB    = $(BUILD)/libcmd.a

# For what builds much by itself: all cores, unless the user says -j.
CORES = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

# V=1 shows commands, not only what they make.
Q = $(if $(V),,@echo "  $@";)

all: $(BUILD)/desk $(BUILD)/desk-mail

$(BUILD)/desk: $(BUILD)/cmd/main.o $(CMD_LIB) $(LIBRARY)
	$(Q)$(CC) $(LDHARDEN) $(EXPORT) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/desk-mail: $(BUILD)/cmd/main.o $(MAIL_OBJ) $(CMD_LIB) $(LIBRARY)
	$(Q)$(CC) $(LDHARDEN) $(EXPORT) $(LDFLAGS) -o $@ $^ $(LIBS) $(MAIL_LIBS)

$(LIBRARY): $(OBJECTS)
$(CMD_LIB): $(filter-out %/main.o,$(DESK_OBJ))
%.a:
	@rm -f $@
	$(Q)$(AR) qcs $@ $^

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/src/index/tokenizer.o: ALL_CFLAGS += -DLIBSTEMMER='"$(call soname,stemmer)"'
$(BUILD)/src/render/book.o: ALL_CFLAGS += -DLIBXLSXWRITER='"$(call soname,xlsxwriter)"'
$(BUILD)/src/render/paper.o: ALL_CFLAGS += -DLIBPANGO='"$(call soname,pangocairo-1.0)"'
$(BUILD)/src/store/git2.o: ALL_CFLAGS += -DLIBGIT2='"$(call soname,git2)"'
$(BUILD)/src/store/sha1.o: ALL_CFLAGS += -DLIBCRYPTO='"$(call soname,crypto)"'
$(BUILD)/src/system/media_type.o: ALL_CFLAGS += -DLIBGIO='"$(call soname,gio-2.0)"'
$(BUILD)/src/text/ical.o: ALL_CFLAGS += -DLIBICAL='"$(call soname,ical)"'
$(BUILD)/src/text/jq.o: ALL_CFLAGS += -DLIBJQ='"$(call soname,jq)"'

$(BUILD)/cmd/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/cmd/completion.o: $(wildcard completions/*)

$(BUILD)/cmd-mail/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DDESK_MAIL -c -o $@ $<

# Debian packages; tests/deps installs those that are missing.
BUILD_PACKAGES = gcc libc6-dev pkg-config git libglib2.0-dev libgit2-dev \
	libyaml-dev libsqlite3-dev libstemmer-dev libjq-dev libgmime-3.0-dev libgnutls28-dev \
	libcurl4-openssl-dev libuchardet-dev libxml2-dev libcmark-dev libical-dev zlib1g-dev \
	libssl-dev libpango1.0-dev libcairo2-dev libxlsxwriter-dev binutils fonts-dejavu-core
TEST_PACKAGES  = libcmocka-dev bats mandoc python3 jq sqlite3 strace openssh-client \
	openssh-server apache2-bin dovecot-imapd dovecot-submissiond exim4-daemon-light \
	openssl zsh fish gitolite3 chromium poppler-utils \
	unzip postgresql
BENCH_PACKAGES = python3 sqlite3 fossil isync fetchmail getmail6 dovecot-imapd \
	openssl

deps:
	@tests/deps $(BUILD_PACKAGES)

deps-test: deps
	@tests/deps $(TEST_PACKAGES)

deps-bench: deps
	@tests/deps $(BENCH_PACKAGES)

deps-fuzz: deps
	@tests/deps clang libclang-rt-14-dev

# A small company's week in a store of its own, and a colleague's clone of it:
# DEMO=folder.
DEMO ?= build/demo
demo: deps
	@$(MAKE) $(CORES) -s all
	@rm -rf build/demo build/demo.git build/demo-gleb build/demo-acts
	@$(BUILD)/desk init --demo $(DEMO)
	@tests/demo-ratings $(BUILD)/desk $(DEMO)
	@tests/demo-clones $(BUILD)/desk $(DEMO)
	@tests/demo-month $(BUILD)/desk $(DEMO)

BINDIR = $(DESTDIR)$(PREFIX)/bin
SHARE  = $(DESTDIR)$(PREFIX)/share
COMPLETE_BASH = $(SHARE)/bash-completion/completions/desk
COMPLETE_ZSH  = $(SHARE)/zsh/site-functions/_desk
COMPLETE_FISH = $(SHARE)/fish/vendor_completions.d/desk.fish
MAN_PAGES = $(foreach page,$(wildcard man/*.[1-8]),\
	$(SHARE)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))

install: all
	install -D -m 755 $(BUILD)/desk $(BINDIR)/desk
	install -D -m 755 $(BUILD)/desk-mail \
		$(DESTDIR)$(PREFIX)/libexec/desk/desk-mail
	for page in $(notdir $(MAN_PAGES)); do install -D -m 644 man/$$page \
		$(SHARE)/man/man$${page##*.}/$$page || exit 1; done
	install -D -m 644 completions/desk.bash $(COMPLETE_BASH)
	install -D -m 644 completions/_desk $(COMPLETE_ZSH)
	install -D -m 644 completions/desk.fish $(COMPLETE_FISH)

uninstall:
	rm -f $(BINDIR)/desk $(MAN_PAGES) $(COMPLETE_BASH) $(COMPLETE_ZSH) \
		$(COMPLETE_FISH)
	rm -rf $(DESTDIR)$(PREFIX)/libexec/desk

help:
	@echo 'make            build $(BUILD)/desk'
	@echo 'make demo       try it: a store with a week of tickets (DEMO=folder)'
	@echo 'make check      every test, with all set-up; last line: N passed, N failed'
	@echo 'make install    to PREFIX=$(PREFIX) (DESTDIR, uninstall)'
	@echo 'make unit cli stories fuzz-seeds lint sanitize   one kind of test'
	@echo 'make bench      speed beside references (TICKETS="10k 100k 1m")'
	@echo 'make fuzz       search for crashes (FUZZ=query SECONDS=600)'
	@echo 'make deps       install what is missing on Debian 12'
	@echo 'make clean      remove the folder build'

# What `desk init` writes, built into the program (app/desk/presets.h).
PRESETS   := $(sort $(shell cd src/app/desk && find presets -type f))
$(BUILD)/presets.c: Makefile $(PRESETS:%=src/app/desk/%)
	@mkdir -p $(@D)
	$(Q){ echo '#include "app/desk/presets.h"'; \
	  echo 'static const Preset presets[] = {'; \
	  for file in $(PRESETS:presets/%=%); do echo "{\"$$file\","; \
	    od -An -v -tx1 src/app/desk/presets/$$file | \
	      sed 's/ \(..\)/\\x\1/g; s/.*/"&"/'; echo '},'; done; \
	  echo '};'; \
	  echo 'const Preset *presets_all(guint *count)'; \
	  echo '{ *count = G_N_ELEMENTS(presets); return presets; }'; } >$@

$(BUILD)/presets.o: $(BUILD)/presets.c
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-error -w -c -o $@ $<

clean:
	rm -rf build

include tests/tests.mk

.PHONY: all deps deps-test deps-bench deps-fuzz demo install uninstall help \
	clean
-include $(OBJECTS:.o=.d) $(DESK_OBJ:.o=.d) $(MAIL_OBJ:.o=.d)
