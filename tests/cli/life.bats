# The life of a ticket, verb by verb.
load helper

setup() {
	sandbox
	new_store
	add_agent boris 'Boris Kim' 'level: L1'
	add_agent ivan 'Ivan Volkov' 'level: L2'
	add_agent olga 'Olga Belova' 'level: L3'
	desk new -s 'Printer' -r pavel@acme.example -m 'It is on fire.' >/dev/null
}

@test "new prints the number, and the file is what desk-store(5) says" {
	run -0 desk new -s 'No link' -r pavel@acme.example -p high -k network -m 'Since morning.'
	equals "$output" 2
	equals "$(field 2 status)" new
	equals "$(field 2 priority)" high
	equals "$(field 2 level)" L1
	local file
	file=$(file_of 2)
	equals "$(sed 's/:.*//' "$file" | head -15 | tr '\n' ' ')" "$(echo uid number subject \
		created status channel assignee token priority requester category customer \
		level type group) "
	has $'\n  Since morning.' "$(cat "$file")"
	equals "$(tail -c 1 "$file" | od -An -c | tr -d ' ')" '\n'
}

@test "take, comment, escalate with a reason, return, solve, reopen, close" {
	desk take 1
	equals "$(field 1 assignee)" anna
	equals "$(field 1 status)" open
	desk comment 1 -m 'Smells of toner.'
	run -77 desk escalate 1
	has "-m 'WHY' -k CATEGORY"
	desk escalate 1 -k printers -m 'Needs a screwdriver.'
	equals "$(field 1 level)" L2
	equals "$(field 1 assignee)" ''
	desk return 1 -m 'Screwdriver is yours.'
	equals "$(field 1 level)" L1
	run -77 desk solve 1 -m 'Water helped.'
	has '`desk solve 1 -w 15m`'
	desk solve 1 -m 'Water helped.' -w 10m
	equals "$(field 1 status)" solved
	desk reopen 1
	equals "$(field 1 status)" open
	desk solve 1 -m 'More water.'
	desk close 1
	equals "$(field 1 status)" closed
	run -0 desk close 1
}

@test "escalate beyond the last level is refused with the way out" {
	desk escalate 1 -k printers -m 'one'
	desk escalate 1 -m 'two'
	equals "$(field 1 level)" L3
	local before
	before=$(commits)
	run desk escalate 1 -m 'three'
	equals "$status" 77
	has 'L3'
	equals "$(commits)" "$before"
}

@test "a closed ticket is not escalated" {
	desk close 1 --as wontfix
	run desk escalate 1 -m 'why not'
	equals "$status" 77
	has reopen
}

@test "an unsolved ticket is closed only with a resolution" {
	run -77 desk close 1
	has '--as'
	desk close 1 --as duplicate
	equals "$(field 1 resolution)" duplicate
}

@test "an owned ticket is not taken without --steal" {
	desk assign 1 boris
	run desk take 1
	equals "$status" 4
	has boris
	desk take 1 --steal
	equals "$(field 1 assignee)" anna
}

@test "take --next picks one, and says 1 when none is left" {
	run -0 desk take --next
	equals "$(field 1 assignee)" anna
	run desk take --next
	equals "$status" 1
}

@test "a person who does not exist is named with who does" {
	run desk assign 1 borys
	equals "$status" 67
	has boris
}

@test "one commit for many tickets, and -n changes nothing" {
	desk new -s Two -r x@y.example -m two
	desk new -s Three -r x@y.example -m three
	local before
	before=$(commits)
	run -0 desk assign 1,2-3 ivan -n
	equals "$(commits)" "$before"
	run -0 desk assign 1,2-3 ivan
	equals "$(commits)" $((before + 1))
	equals "$(desk list assignee:ivan -O ids | wc -l)" 3
}

@test "JSON of a change says what changed" {
	run -0 desk assign 1 ivan --json
	equals "$(json '.[0].number')" 1
	equals "$(json '.[0].changes[] | select(.field == "assignee") | .new')" ivan
	equals "$(json '.[0].commit')" "$(git rev-parse main)"
}

@test "undo puts back what the last command did" {
	desk priority 1 critical
	equals "$(field 1 priority)" critical
	desk undo -y
	equals "$(field 1 priority)" normal
	desk comment 1 -m 'Oops.'
	desk undo -y
	lacks 'Oops.' "$(desk show 1)"
	has retract "$(cat "$(file_of 1)")"
}

@test "undo says what it takes back, goes on to what was before, files too" {
	local before
	before=$(git ls-tree -r HEAD agents customers templates)
	desk priority 1 critical
	desk agent add kate --mail kate@desk.example
	desk away anna 2026-11-23
	desk template add hello -m Hello
	desk customer add roma --title Roma
	desk comment 1 -m 'Hello.'
	run -0 --separate-stderr desk undo -n
	equals "$stderr" "taking back: 1 comment (Anna Petrova, 2026-11-21 06:14)
nothing was changed (-n)"
	local what
	for what in '1 comment' 'customer add' 'template add' away 'agent add'; do
		run -0 --separate-stderr desk undo
		has "taking back: $what" "$stderr"
	done
	equals "$(git ls-tree -r HEAD agents customers templates)" "$before"
	equals "$(git status --porcelain)" ''
	equals "$(field 1 priority)" critical
	run -0 desk undo
	equals "$(field 1 priority)" normal
	desk new -s Paper >/dev/null
	desk link 1 blocks 2
	DESK_FORCE_TTY=90 LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr desk undo -n
	has 'отменяется: 1 связи – → блокирует 2 (' "$stderr"
	# What somebody else has changed since stays.
	desk agent add kate --mail kate@desk.example
	sed -i 's/kate@desk.example/k@desk.example/' agents/kate.yaml
	commit kate agents/kate.yaml
	run -4 --separate-stderr desk undo
	has 'agents/kate.yaml was changed since' "$stderr"
}

@test "a call is one line, shows the card, and counts as answered" {
	run -0 desk call pavel@acme.example cannot log in -w 4m
	equals "$(desk list channel:phone -O ids)" 2
	equals "$(field 2 status)" open
	has 'kind: call' "$(cat "$(file_of 2)")"
	run -0 desk call pavel@acme.example --on 2 again
	equals "$(grep -c 'kind: call' "$(file_of 2)")" 2
}

@test "a missed call is a ticket to call back" {
	run -0 desk call +74951234732 --missed
	equals "$(field 2 status)" new
	equals "$(field 2 subject)" 'Call back +74951234732'
	has 'missed: true' "$(cat "$(file_of 2)")"
	# The subject is everybody's, so it is in the language of the store.
	sed -i 's/^language: .*/language: ru/' desk.yaml
	commit russian desk.yaml
	desk call +74951234732 --out >/dev/null
	equals "$(field 3 subject)" 'Исходящий звонок: +74951234732'
	run -64 desk call ' '
	has 'who is calling?'
}

@test "wait, eta and set" {
	desk wait 1 --until 2026-11-25
	equals "$(field 1 status)" pending
	desk eta 1 '2026-11-24 10:00'
	has '2026-11-24' "$(field 1 eta)"
	desk set 1 tags+=vpn tags+=late
	equals "$(desk show 1 --json | jq -c .tags)" '["vpn","late"]'
	has 'tags – → vpn, late' "$(desk log 1 -O table)"
	equals "$(desk log 1 --jq '.[] | select(.field == "tags").new')" \
		'["vpn","late"]'
	desk set 1 tags-=vpn
	equals "$(desk show 1 --json | jq -c .tags)" '["late"]'
	run desk set 1 colour=red
	equals "$status" 64
	# As for `new`: a ticket about nothing is found by nobody.
	run -64 desk set 1 subject=' '
	has 'the subject is empty'
}

@test "a file is opened by the program that is named here alone" {
	new_store
	desk new -s Printer -r ivan@acme.example
	printf 'x\0y' >"$SANDBOX/a b.bin"
	desk attach add 1 "$SANDBOX/a b.bin"
	run -78 desk attach open 1 1
	has desk.opener
	printf '#!/bin/sh\ncp "$2" "$1"\n' >"$SANDBOX/bin/viewer"
	chmod +x "$SANDBOX/bin/viewer"
	git config desk.opener "viewer '$SANDBOX/seen here'"
	run -0 desk attach open 1 'a b.bin'
	cmp "$SANDBOX/a b.bin" "$SANDBOX/seen here"
	# For nobody else, and not for ever.
	local opened
	opened=$(find "$XDG_CACHE_HOME" -name 'a b.bin')
	equals "$(stat -c %a "$opened" "${opened%/*}" "${opened%/*/*}")" \
		$'600\n700\n700'
	touch -d '2026-11-19' "$opened"
	desk attach add 1 "$SANDBOX/bin/viewer"
	run -0 desk attach open 1 viewer
	[ ! -e "${opened%/*}" ]
	git config desk.opener false
	run -69 desk attach open 1 1
	git config desk.opener no-such-program
	run -78 desk attach open 1 1
	run -66 desk attach open 1 nothing
}

@test "files are attached and come back byte for byte" {
	head -c 50000 /dev/urandom >"$SANDBOX/screen shot.png"
	desk comment 1 -m see -A "$SANDBOX/screen shot.png"
	run -0 desk attach list 1
	has 'screen shot.png'
	desk attach get 1 'screen shot.png' -o "$SANDBOX/back"
	cmp "$SANDBOX/screen shot.png" "$SANDBOX/back"
}

@test "a dedupe key returns the open ticket" {
	local again=(desk new -s 'Disk full' -r mon@acme.example
		--dedupe-key disk-1 -m)
	run -0 --separate-stderr "${again[@]}" full
	equals "$output $stderr" '2 made 2'
	run -0 --separate-stderr "${again[@]}" full --json
	json '.[0].known and .[0].commit == null'
	has 'known: 2 was there already, nothing changed' "$stderr"
	# What it says else is kept, but not for ever.
	run -0 --separate-stderr "${again[@]}" '95 %'
	equals "$output $stderr" '2 known: 2 was there already, the text is added'
	local i
	for i in {1..21}; do
		"${again[@]}" "$i %" -q
	done
	run -0 desk show 2 --jq '[.entries[] | select(.kind == "message").body]
		| [length, .[1], .[20]] | tostring'
	equals "$output" '[21,"95 %\n","19 %\n"]'
	desk close 2 --as wontfix
	run -0 --separate-stderr "${again[@]}" full
	equals "$output $stderr" '3 made 3'
}

@test "unknown tickets are all named, 66" {
	run desk show 7 8
	equals "$status" 66
	has 7
	has 8
}

@test "a slip in a mark is suggested, other words are the subject" {
	new_store
	run -64 desk new 'no toner %printrs'
	has 'did you mean "%printers"?'
	run -64 desk new 'no toner +hihg'
	has 'did you mean "+high"?'
	run -0 desk new '100% of +7 are +gone'
	run -0 desk show "$output" --json
	equals "$(json .subject)" '100% of +7 are +gone'
	run -64 desk new -s ' '
	has 'the subject is empty'
	run -67 desk log --by nobody
	run -0 desk log --by anna
	DESK_FORCE_TTY=80 run -0 desk status
	has 'nothing waits for you'
}
