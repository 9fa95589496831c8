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

LIBRARIES      = glib-2.0 gio-2.0 gio-unix-2.0 libgit2 yaml-0.1 sqlite3
MAIL_LIBRARIES = gmime-3.0 libcurl uchardet libxml-2.0

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wundef
HARDEN   = -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
LDHARDEN = -pie -Wl,-z,relro -Wl,--as-needed

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

INCLUDES  := $(shell pkg-config --cflags $(LIBRARIES) $(MAIL_LIBRARIES) \
	2>/dev/null | sed 's/-I/-isystem /g')
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARNINGS) $(HARDEN) $(CFLAGS) \
	-Iinclude -Isrc -I. $(INCLUDES) -DDESK_VERSION='"$(VERSION)"' \
	-DDESK_LIBEXEC='"$(PREFIX)/libexec/desk"' \
	-DDESK_SHARE='"$(PREFIX)/share/desk"' -MMD -MP
LIBS       = $(shell pkg-config --libs $(LIBRARIES)) -ljq -lstemmer -lm
MAIL_LIBS  = $(shell pkg-config --libs $(MAIL_LIBRARIES))

SOURCES   := $(sort $(wildcard src/*/*.c))
COMMANDS  := $(sort $(wildcard cmd/*.c))
OBJECTS    = $(SOURCES:%.c=$(BUILD)/%.o)
DESK_OBJ   = $(COMMANDS:cmd/%.c=$(BUILD)/cmd/%.o)
MAIL_OBJ   = $(COMMANDS:cmd/%.c=$(BUILD)/cmd-mail/%.o)
LIBRARY    = $(BUILD)/libdesk.a

all: $(BUILD)/desk $(BUILD)/desk-mail

$(BUILD)/desk: $(DESK_OBJ) $(LIBRARY)
	$(CC) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/desk-mail: $(MAIL_OBJ) $(LIBRARY)
	$(CC) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LIBS) $(MAIL_LIBS)

$(LIBRARY): $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/cmd/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# The same commands with the bodies of those that need mail libraries.
$(BUILD)/cmd-mail/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -DDESK_MAIL -c -o $@ $<

clean:
	rm -rf build

include tests/tests.mk

.PHONY: all clean
-include $(OBJECTS:.o=.d) $(DESK_OBJ:.o=.d) $(MAIL_OBJ:.o=.d)
