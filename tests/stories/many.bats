# Many at once. The proof of a store holds while others write, and its index is
# made anew, too.
load helper

@test "fifty new in parallel with hand commits: fifty tickets, no change lost" {
	new_store
	desk new -s 'First' -r ivan@acme.example
	local i
	for i in $(seq 50); do
		echo "$i"
	done | (
		DESK_RANDOM=
		unset DESK_RANDOM
		# 75 asks to try again: on a busy machine a lock may be long.
		xargs -P 8 -I{} sh -c 'until "$0" "$@"; do [ $? = 75 ] || exit 1; done' \
			"$DESK_BIN" new -s 'Ticket {}' -r 'user{}@acme.example' \
			-m 'Help' >"$SANDBOX/numbers" 2>"$SANDBOX/errors"
	) &
	local made=$!
	for i in $(seq 20); do
		echo "# note $i" >>desk.yaml
		until git add desk.yaml 2>/dev/null &&
			git commit -q -m "By hand $i" -- desk.yaml 2>/dev/null; do
			:
		done
		[ $((i % 4)) != 0 ] || desk fsck >"$SANDBOX/proof" ||
			fail "$(cut -c1-300 "$SANDBOX/proof")"
		desk index --rebuild >/dev/null
	done
	wait $made || fail "$(cat "$SANDBOX/errors")"
	equals "$(sort -nu "$SANDBOX/numbers" | wc -l)" 50
	equals "$(sort -n "$SANDBOX/numbers" | tail -1)" 51
	equals "$(grep -c '^# note' desk.yaml)" 20
	equals "$(git show main:desk.yaml | grep -c '^# note')" 20
	equals "$(git status --porcelain)" ''
	equals "$(desk list --json | jq length)" 51
	equals "$(git rev-list --count main --grep='^By hand')" 20
}
