# For stories: the sandbox of the command line, and stopping at every step.
load ../cli/helper

# every_step VISITOR COMMAND...: runs the command again and again in copies of
# $STORE, ended before its first, second, third … outside effect; then calls
# VISITOR N there, with the copy as present folder. The copy in which it was
# not stopped any more stays as $DONE, for comparison. Before each attempt
# fresh_attempt, if there is one, puts right what lies outside of the store.
# A run that was not stopped ends with $WANTED_STATUS (0).
every_step() {
	local visitor=$1 n status
	shift
	for ((n = 1; n < 500; n++)); do
		TRY=$SANDBOX/try-$n
		cp -a "$STORE" "$TRY"
		cd "$TRY" || return
		! declare -F fresh_attempt >/dev/null || fresh_attempt
		status=0
		(
			export DESK_STOP_AFTER=$n
			export DESK_STOP_COUNT=$SANDBOX/count-$n
			desk_again "$@"
		) >"$SANDBOX/said-$n" 2>&1 || status=$?
		if [ $status = "${WANTED_STATUS-0}" ]; then
			DONE=$TRY
			[ $n -gt 2 ] || fail "only $n steps in: $*"
			return
		fi
		[ $status = 137 ] ||
			fail "step $n of $*: ended with $status" "$(cat "$SANDBOX/said-$n")"
		STEP=$n
		$visitor $n || fail "after a stop before step $n of: $*"
		prove "$TRY" || fail "after a stop before step $n of: $*"
		cd "$SANDBOX" || return
		rm -rf "$TRY"
	done
	fail "never done: $*"
}

# listens COMMAND...: a server beside the test, one at a time: its first line is
# its port, $PORT; what it says later can be read from $SAID.
listens() {
	listens_no_more
	exec {SAID}< <(exec "$@" 3>&-)
	BESIDE=$!
	read -r PORT <&"$SAID" || fail "it does not listen: $*"
}

listens_no_more() {
	[ -n "${BESIDE-}" ] || return 0
	kill "$BESIDE"
	exec {SAID}<&-
	BESIDE=
}

# desk with the same randomness each time: the same command, the same bytes.
desk_again() { DESK_RANDOM="$BATS_TEST_NAME again" command desk "$@"; }

# What a store says, without what depends on how often it was asked.
state_of() {
	git -C "$1" rev-parse 'main^{tree}'
	git -C "$1" status --porcelain
	git -C "$1" rev-list --count main
	[ ! -e "$1/.git/index.lock" ] || echo "index.lock left"
}
