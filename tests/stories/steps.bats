# Every step can be the last: of new, assign, solve and undo. Whatever step a
# command was stopped at, running it again gives the store of a run that was
# not stopped, and a plain commit in between brings no old state back.
load helper

setup() {
	sandbox
	new_store
	desk new -s 'Printer' -r ivan@acme.example -m 'It is on fire.'
	desk new -s 'Scanner' -r olga@acme.example -m 'It is cold.'
}

# The command again; then the end is that of the uninterrupted run.
again() { desk_again "${COMMAND[@]}" >/dev/null && state_of . >>"$SANDBOX/ends"; }

# Something else by plain git first; it must not undo what had been done.
commit_then_again() {
	echo "# note" >>desk.yaml
	# A leftover lock stops plain git until desk has cleaned up.
	if [ -e .git/index.lock ]; then
		desk list >/dev/null || return
	fi
	commit 'By hand' desk.yaml || return
	git diff --quiet HEAD -- || fail "the work tree lags behind"
	again
}

ends_are_equal() {
	local wanted
	wanted=$(state_of "$DONE")
	while read -r end; do
		has "$end" "$wanted"
	done <"$SANDBOX/ends"
}

steps_of() {
	COMMAND=("$@")
	desk list >/dev/null
	every_step again "$@"
	ends_are_equal
}

steps_with_commit() {
	COMMAND=("$@")
	desk list >/dev/null
	every_step commit_then_again "$@"
	# The commit by hand comes on top: one tree for all.
	[ "$(grep -cE '^[0-9a-f]{40}$' <(grep -E '^[0-9a-f]{40}$' "$SANDBOX/ends" |
		sort -u))" = 1 ] || fail "ends differ" "$(cat "$SANDBOX/ends")"
}

@test "new, with a key that makes it the same ticket" {
	steps_of new -s 'Disk full' -r mon@acme.example --dedupe-key disk-1
}
@test "assign" { steps_of assign 1 anna; }
@test "solve" { steps_of solve 1 -k network -w 15m -m 'Water helped.'; }

@test "new, with a plain commit in between" {
	steps_with_commit new -s 'Disk full' -r mon@acme.example --dedupe-key disk-1
}
@test "assign, with a plain commit in between" { steps_with_commit assign 1 anna; }
@test "solve, with a plain commit in between" {
	steps_with_commit solve 1 -k network -w 15m -m 'Water helped.'
}

# Undo is not the same twice: it undoes one more thing.
@test "undo is done or not done, never half" {
	desk assign 1 anna
	local before after
	before=$(git rev-parse 'main^{tree}')
	desk list >/dev/null
	whole() {
		desk list >/dev/null || return
		local tree
		tree=$(git rev-parse 'main^{tree}')
		[ "$tree" = "$before" ] || echo "$tree" >>"$SANDBOX/after"
		[ -z "$(git status --porcelain)" ] || fail "$(git status --short)"
		[ ! -e .git/index.lock ]
	}
	every_step whole undo -y
	after=$(git -C "$DONE" rev-parse 'main^{tree}')
	[ "$before" != "$after" ]
	[ "$(sort -u "$SANDBOX/after")" = "$after" ]
}

@test "a bare store: solve" {
	rm -rf "$STORE"
	desk init --bare --lang en "$STORE" >/dev/null
	cd "$STORE"
	desk new -s 'Printer' -r ivan@acme.example -m 'On fire.'
	state_of() { git -C "$1" rev-parse 'main^{tree}'; }
	steps_of solve 1 -k network -w 15m -m 'Water helped.'
}

@test "schedule run: each recurring ticket is made once" {
	mkdir schedules
	printf '%s\n' 'subject: Backups' 'start: 2026-11-22' 'catch-up: all' \
		'repeat: FREQ=WEEKLY;BYDAY=MO' 'text: Read the log.' \
		>schedules/backups.yaml
	printf '%s\n' 'subject: Audit' 'start: 2026-11-22' 'tell: true' \
		'requester: ivan@acme.example' >schedules/audit.yaml
	commit 'schedules' schedules
	now 2026-12-10T08:00:00Z
	steps_of schedule run
	equals "$(desk -C "$DONE" list schedule:backups,audit -O ids | wc -l)" 4
}
