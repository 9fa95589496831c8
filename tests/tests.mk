# Test targets; included by the Makefile. tests/README.md says how to add one.

UNIT_BIN  = $(patsubst tests/unit/%.c,$(BUILD)/tests/%,\
	$(sort $(wildcard tests/unit/test_*.c)))
FUZZ_BIN  = $(patsubst tests/fuzz/%.c,$(BUILD)/tests/%,\
	$(sort $(wildcard tests/fuzz/fuzz_*.c)))
TEST_BIN  = $(UNIT_BIN) $(FUZZ_BIN)
# Large files first: what takes long must not be the last to begin.
CLI       = tests/cli/examples $(shell ls -S tests/cli/*.bats)
STORIES   = $(shell ls -S tests/stories/*.bats)
LINTS     = $(filter-out %.awk %.py %.txt,$(shell ls -S tests/lint/*))

# What `make check` runs under sanitizers besides units and seeds: what eats bytes
# of others (mails, servers, files, the store), and every command of the manual.
# `make check-all` takes all.
SANITIZED = $(if $(ALL),$(CLI) $(STORIES),tests/cli/examples \
	$(patsubst %,tests/cli/%.bats,config frame letters life paper store) \
	$(patsubst %,tests/stories/%.bats,hostile idle imap import kills \
		mailbox many monitoring smtp))

# The same tests under sanitizers are kinds of their own in the summary.
KIND = $(if $(SANITIZE),sanitize-)
# strstr: the interceptor measures the whole rest each time, g_strsplit asks it for
# each line.
RUN  = ASAN_OPTIONS=detect_stack_use_after_return=1:exitcode=99:intercept_strstr=0 \
	UBSAN_OPTIONS=print_stacktrace=1 \
	DESK_BIN=$(CURDIR)/$(BUILD)/desk LOGS=$(CURDIR)/build/logs tests/run

# Seeds are replayed by an ordinary main; `make fuzz` searches for more.
REPLAY = tests/replay.c
REPLAY_OBJ = $(REPLAY:%.c=$(BUILD)/%.o)

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<
TEST_OBJ = $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard \
	tests/unit/test_*.c tests/fuzz/fuzz_*.c tests/stories/*.c) $(REPLAY))
.SECONDARY: $(TEST_OBJ)

LINK_TEST = $(Q)$(CC) $(LDHARDEN) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	$(filter %libcmd.a,$^) $(LIBRARY) $(LIBS) $(MAIL_LIBS) -lgit2

# Tests of the frame link the commands, too.
$(BUILD)/tests/test_cmd_%: $(BUILD)/tests/unit/test_cmd_%.o $(CMD_LIB) $(LIBRARY)
	$(LINK_TEST) -lcmocka

$(BUILD)/tests/test_%: $(BUILD)/tests/unit/test_%.o $(LIBRARY)
	$(LINK_TEST) -lcmocka

$(BUILD)/tests/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(REPLAY_OBJ) \
	$(LIBRARY)
	$(LINK_TEST)

# What stories drive besides desk itself.
PROBE = $(BUILD)/tests/imap_probe $(BUILD)/tests/smtp_probe
$(PROBE): $(BUILD)/tests/%: $(BUILD)/tests/stories/%.o $(LIBRARY)
	$(LINK_TEST)

test-programs: $(TEST_BIN) $(PROBE)

# The rows of tests/cases are answered by unit tests.
unit cases: $(UNIT_BIN)
	@$(RUN) $(KIND)unit $^

cli: all
	@$(RUN) $(KIND)cli $(CLI)

stories: all $(PROBE)
	@$(RUN) -t 1200 $(KIND)stories $(STORIES)

fuzz-seeds: $(FUZZ_BIN)
	@$(RUN) $(KIND)fuzz $^

lint: all
	@MAKE='$(MAKE)' $(RUN) -x lint $(LINTS)

# Everything above but the lints once more under ASan, UBSan and LeakSanitizer.
SANITIZER = SANITIZE=address,undefined CFLAGS='-O1 -g'
sanitize: sanitize-build
	@$(MAKE) $(SANITIZER) -k unit fuzz-seeds cli stories
sanitize-build:
	@$(MAKE) $(CORES) $(SANITIZER) all test-programs

# All kinds in one row, so that no core waits for the end of one; what takes
# long comes first. tests/check builds all of it before.
UNDER = -t 1800 -b $(CURDIR)/$(BUILD)/sanitize/desk
check-programs:
	@MAKE='$(MAKE)' $(RUN) $(if $(QUICK),,\
		$(UNDER) sanitize-stories $(filter $(STORIES),$(SANITIZED)) -- \
		$(UNDER) sanitize-cli $(filter $(CLI),$(SANITIZED)) --) \
		-t 1200 stories $(STORIES) -- cli $(CLI) -- -x lint $(LINTS) \
		$(if $(QUICK),,\
		-- sanitize-unit $(UNIT_BIN:$(BUILD)/%=$(BUILD)/sanitize/%) \
		-- sanitize-fuzz $(FUZZ_BIN:$(BUILD)/%=$(BUILD)/sanitize/%)) \
		-- unit $(UNIT_BIN) -- fuzz $(FUZZ_BIN)

check-all: export ALL = 1
check check-all: deps-test
	@MAKE='$(MAKE)' CORES='$(CORES)' LOGS=$(CURDIR)/build/logs tests/check

# A long search by libFuzzer: FUZZ=query SECONDS=600.
SECONDS = 60
fuzz: deps-fuzz
	@MAKE='$(MAKE)' SECONDS=$(SECONDS) tests/fuzz/search $(FUZZ)

bench: deps-bench all $(BUILD)/tests/test_merge_pairs
	@DESK_BIN=$(CURDIR)/$(BUILD)/desk tests/bench/run $(TICKETS)

-include $(TEST_OBJ:.o=.d)
.PHONY: test-programs unit cases cli stories fuzz-seeds lint sanitize \
	sanitize-build check check-all check-programs fuzz bench
