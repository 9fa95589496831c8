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
	run -0 "$TREE/tests/checker/check" all "$STORE" "$DESK_BIN"
}

@test "events and figures agree, one" { same_by_history 1; }
@test "events and figures agree, two" { same_by_history 2; }
@test "events and figures agree, three" { same_by_history 3; }
@test "events and figures agree, four" { same_by_history 4; }
@test "events and figures agree, five" { same_by_history 5; }
@test "events and figures agree, six" { same_by_history 6; }

@test "the way of a ticket in one line, with the time at each stop" {
	now 2026-11-23T10:00:00Z
	new_store
	add_agent ivan 'Ivan Ivanov' 'level: L1'
	add_agent olga 'Olga Orlova' 'level: L2' 'groups: [network]'
	desk new -s 'No net' -k network >/dev/null
	now +1200
	desk take 1 >/dev/null
	now +1200
	desk escalate 1 -p high -m 'the router' >/dev/null
	now +5400
	i_am olga
	desk take 1 >/dev/null
	now +900
	desk return 1 -m 'a cable' >/dev/null
	now +3600
	desk assign 1 ivan >/dev/null
	# By hand: what counts is the history.
	now +300
	sed -i 's/^assignee: ivan/assignee: anna/' "$(file_of 1)"
	commit 'back to Anna' tickets
	now +86400
	i_am anna
	desk solve 1 -w 10m -m 'new cable' >/dev/null
	now +600
	DESK_FORCE_TTY=200 run -0 desk log 1 --path
	local way='#1  L1 20m → L1 anna 20m → L2 network 1h 30m → L2 olga 15m → '
	way+='L1 anna ↩ 1h → L1 ivan ⇄ 5m → L1 anna ↩ 1d (9h worked) → Solved'
	equals "$(tr '\n' ' ' <<<"$output")" "$way "
	equals "$(desk log 1 --path --json | jq -c \
		'[.[] | [.stop, .holder, .time, .worked, .returned, .hop]] | .[6]')" \
		'[7,"anna",86400,32400,true,true]'
	equals "$(desk log 1 --path | cut -f 4,6,10 | sed -n 4p)" $'L2\tolga\t900'
	desk reopen 1 >/dev/null
	desk assign 1 olga >/dev/null
	desk assign 1 anna >/dev/null
	has '(bounced)' "$(DESK_FORCE_TTY=200 desk log 1 --path)"
	run -64 desk log 1 --path --by anna
	equals "$(desk log --path | wc -l)" "$(desk log 1 --path | wc -l)"
}
