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
	now 2029-12-31T00:00:00Z
	store_of "$1"
	run -0 "$TREE/tests/checker/check" some "$STORE" "$DESK_BIN" "$1"
	run -0 "$TREE/tests/checker/staffing.py" "$STORE" "$DESK_BIN" \
		2020-01-01T00:00:00Z 2030-01-01T00:00:00Z
	# What is sent with the invoice, while another process makes the index anew.
	local month
	month=$(git -C "$STORE" log -1 --format=%cd --date=format:%Y-%m main)
	desk -C "$STORE" index --rebuild >/dev/null 2>&1 &
	run -0 "$TREE/tests/checker/month.py" "$STORE" "$DESK_BIN" "$month" acme romashka -
	wait $!
	desk -C "$STORE" fsck --json >"$SANDBOX/fsck" 2>&1 || true
	lacks '"what":"index"' "$(cat "$SANDBOX/fsck")"
}

@test "events and figures agree, one" { same_by_history 1; }
@test "events and figures agree, two" { same_by_history 2; }
@test "events and figures agree, three" { same_by_history 3; }
@test "events and figures agree, four" { same_by_history 4; }
@test "events and figures agree, five" { same_by_history 5; }
@test "events and figures agree, six" { same_by_history 6; }

@test "the histories that are compared have everything that happens to stores" {
	local seed
	for seed in 1 2 3 4 5 6; do
		"$TREE/tests/checker/messy" $seed "$SANDBOX/messy.$seed" 120
	done
	run -0 "$TREE/tests/checker/check" kinds "$SANDBOX"/messy.*
	NO_FSCK=1
}

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

# An entry that an editor put into a ticket.
said_by_hand() { # TICKET ID AT
	printf -- '---\nid: %s\nkind: comment\nat: %s\nby: anna\nbody: |\n  x\n' \
		"$2" "$3" >>"$(file_of "$1")"
}
updated() { desk show "$1" --json | jq -r '.updated'; }

@test "what comes from the future is refused at the door, or marked, and moves nothing" {
	now 2026-11-23T07:00:00Z
	new_store
	desk new -s 'No net' -k network -r +74951234567 -p critical >/dev/null
	now +600
	said_by_hand 1 bbbbbb 2062-01-01T00:00:00Z
	git add tickets
	run git commit -qm 'slip'
	equals "$status" 1
	has 'entry bbbbbb: at: 2062-01-01T00:00:00Z is still to come'
	git commit -q --no-verify -m 'slip'
	equals "$(updated 1)" 2026-11-23T07:10:00Z
	now +600
	desk priority 1 high
	equals "$(updated 1)" 2026-11-23T07:20:00Z
	run -0 desk fsck
	has 'entry bbbbbb is dated 2062-01-01T00:00:00Z, after the commit'
	has 'запись bbbbbb: время 2062-01-01T00:00:00Z' \
		"$(LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=150 desk fsck || :)"
	# A commit that says of itself what its committer's clock denies.
	sed -i 's/^priority: high/priority: low/' "$(file_of 1)"
	git add tickets
	run git commit -qm 'slip' --date 2026-12-10T06:00:00Z
	equals "$status" 1
	has 'the commit would be dated 2026-12-10T06:00:00Z'
	git commit -q --no-verify -m 'slip' --date 2026-12-10T06:00:00Z
	equals "$(updated 1)" 2026-11-23T07:20:00Z
	run -0 desk fsck
	has 'is dated 2026-12-10T06:00:00Z, but was made before'
	# A clock that was wrong by 17 days: what follows is not dated by it.
	now 2026-12-10T07:20:00Z
	sed -i 's/^priority: low/priority: normal/' "$(file_of 1)"
	commit 'in the future' tickets
	now 2026-11-23T07:25:00Z
	run -0 desk fsck
	has 'is dated 2026-12-10T07:20:00Z, which is still to come'
	run -75 desk priority 1 critical
	has 'that is still to come'
	desk --config clock.trust=true take 1
	desk call +74951234567 --on 1 --out -w 2m >/dev/null
	desk solve 1 -m 'A cable.' >/dev/null
	run -0 desk fsck
	has 'is dated 2026-12-10T07:20:00Z, after the one that follows it'
	equals "$(desk log 1 --json | jq -r '[.[] | select(.field == "status")]
		| last | .at')" 2026-11-23T07:25:00Z
	equals "$(desk sla show 1 --json | jq -r '[.clocks[] | .state] | unique |
		join(" ")')" met
	run -64 desk time add 1 10m --at 2062-01-01
	# A file of mail, dated next year.
	mkdir -p box/new box/cur
	printf 'From: a@b.example\r\nSubject: hi\r\nMessage-ID: <1@b>\r\n\r\nhi\r\n' \
		>box/new/1.b
	touch -d 2027-11-21T06:00:00Z box/new/1.b
	desk mail add --url "maildir:$PWD/box" --no-test help@acme.example
	desk pull
	equals "$(field 2 created)" 2026-11-23T07:25:00Z
}

first_response() {
	desk sla show 1 --json | jq -r '.clocks[] |
		select(.clock == "first-response") | .state + " " + .stopped'
}

@test "a merge turns no kept target into a breach" {
	now 2026-11-23T07:00:00Z
	new_store
	desk new -s 'No net' -k network -r +74951234567 -p critical >/dev/null
	git clone -q . "$SANDBOX/other"
	git -C "$SANDBOX/other" branch --unset-upstream main
	now +600
	desk -C "$SANDBOX/other" call +74951234567 --on 1 --out -w 2m >/dev/null
	now +14400
	desk take 1
	desk call +74951234567 --on 1 --out -w 2m >/dev/null
	equals "$(first_response)" 'breached 2026-11-23T11:10:00Z'
	# Their entry beside ours, as whoever resolves the conflict leaves it.
	local file
	file=$(file_of 1)
	git fetch -q "$SANDBOX/other" main
	git merge -q -s ours --no-commit FETCH_HEAD
	git show "FETCH_HEAD:$file" | awk 'BEGIN { RS = "---\n" }
		END { printf "---\n%s", $0 }' >>"$file"
	commit 'both' tickets
	equals "$(first_response)" 'met 2026-11-23T07:10:00Z'
	equals "$(desk report agents --json | jq -c '.. |
		.["first-response-median"]? // empty')" 600
}

# figures FILTER [REPORT...]: of what happened this month.
figures() {
	local filter=$1
	shift
	desk report "${@:-kpi}" --json | jq -c "$filter"
}

@test "what undo takes back was neither solved nor reopened; a renamed word is one row" {
	now 2026-11-23T07:00:00Z
	new_store
	sed -i 's/^timezone:.*/timezone: Asia\/Tokyo/' desk.yaml
	commit zone desk.yaml
	desk new -s 'No net' -k network -r +74951234567 >/dev/null
	desk new -s 'No paper' -r +74951234568 >/dev/null
	desk take 1,2 >/dev/null
	now +600
	desk solve 1 -m 'A cable.' -w 15m >/dev/null
	equals "$(figures '[.solved, .reopened, .open]')" '[1,0,1]'
	now +60
	desk undo >/dev/null
	equals "$(figures '[.solved, .reopened, .open, ."resolution-n"]')" '[0,0,2,0]'
	equals "$(desk list is:all reopened:1.. -O ids)" ''
	equals "$(figures '.rows[] | [.net, .backlog]' backlog)" '[2,2]'
	# What it was known to be then, stays.
	equals "$(figures '[.solved, .open]' kpi --as-of 2026-11-23T07:10:30Z)" '[1,1]'
	now +3000
	desk solve 1 -m 'Another cable.' -w 15m >/dev/null
	equals "$(figures '[.solved, .reopened, ."resolution-median", ."resolution-n"]')" \
		'[1,0,3660,1]'
	equals "$(desk sla show 1 --jq '.clocks[] | select(.clock == "resolution") |
		.stopped')" 2026-11-23T08:01:00Z
	now +60
	desk reopen 1 -m 'It is not.'
	equals "$(figures '[.solved, .reopened]')" '[1,1]'
	# The footer is in the desk's zone, whoever asks.
	now +60
	TZ=America/New_York DESK_FORCE_TTY=80 run -0 --separate-stderr desk report kpi
	has ', as of 2026-11-23 17:03' "$stderr"
	has "$(sed -n 's/^team: //p' desk.yaml): commit " "$stderr"
	sed -i 's/^  open:/  busy:/; s/^  busy: {/&was: [open], /' desk.yaml
	grep -q '^  busy: {was' desk.yaml
	commit renamed desk.yaml
	desk new -s 'No sound' -r +74951234567 >/dev/null
	desk take 3 >/dev/null
	equals "$(figures '[.rows[] | select(.status == "busy" or .status == "open") |
		[.status, .open]]' agents --by status)" '[["busy",3]]'
}
