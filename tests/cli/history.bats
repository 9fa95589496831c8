# History against an independent reading of it (tests/checker), on stores with
# branches, merges, rebases, resets, broken files, hand edits and slow clocks.
load helper

# store_of SEED: the store, taken in step by step as its main moved.
store_of() {
	"$TREE/tests/checker/messy" "$1" "$STORE" 120
	local step
	for step in $(git -C "$STORE" for-each-ref --format='%(refname)' \
		--sort=version:refname refs/steps/); do
		git -C "$STORE" update-ref refs/heads/main "$step"
		desk -C "$STORE" list --limit 1 >/dev/null 2>&1
	done
	# Broken files stay broken in there: no clean fsck is expected.
	NO_FSCK=1
	desk -C "$STORE" fsck --json >"$SANDBOX/fsck" 2>&1 || true
	lacks '"what":"index"' "$(cat "$SANDBOX/fsck")"
}

same_by_history() {
	now 2026-12-31T00:00:00Z
	store_of "$1"
	run -0 "$TREE/tests/checker/check" replay "$STORE"
	run -0 "$TREE/tests/checker/check" index "$STORE"
	run -0 "$TREE/tests/checker/check" reports "$STORE" "$DESK_BIN"
}

@test "events and figures agree, one" { same_by_history 1; }
@test "events and figures agree, two" { same_by_history 2; }
@test "events and figures agree, three" { same_by_history 3; }
@test "events and figures agree, four" { same_by_history 4; }
@test "events and figures agree, five" { same_by_history 5; }
@test "events and figures agree, six" { same_by_history 6; }
