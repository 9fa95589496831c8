# What the figures of reports mean (desk-report(1)): whose they are, of which
# tickets, and as of when.
load helper

# figures FILTER REPORT...: in one line.
figures() {
	local filter=$1
	shift
	desk report "$@" --period 2026-03 --json | jq -c "[$filter]"
}

# begin: a store of March with anna (L1) and vera (L2).
begin() {
	now 2026-03-02T06:00:00Z
	new_store
	add_agent anna Anna 'level: L1' 'roles: [lead]'
	add_agent vera Vera 'level: L2' \
		'groups: [network]'
}

by_hand() { # TICKET ID KIND LINES…
	local file at=$DESK_NOW
	file=$(file_of "$1")
	printf -- '---\nid: %s\nkind: %s\nat: %s\nby: %s\n' "$2" "$3" "$at" "${BY-vera}" \
		>>"$file"
	shift 3
	printf '%s\n' "$@" >>"$file"
	git commit -qam 'by hand' --no-verify
}

@test "automation is one row, the last, and no rival of people" {
	begin
	now 2026-03-03T07:00:00Z
	desk new -s x -r bob@acme.example -m t >/dev/null
	desk new -s y -r bob@acme.example -m t >/dev/null
	desk new -s z -m t >/dev/null
	git commit -q --amend --no-edit --no-verify \
		--author='desk <desk@localhost>'
	BY=desk by_hand 1 bbbbbb comment 'body: rule'
	desk take 1
	# Mail closed them all.
	sed -i 's/^status: .*/status: solved/' "$(file_of 1)" "$(file_of 2)" \
		"$(file_of 3)"
	git commit -qam 'by rule' --no-verify --author='desk <desk@localhost>'
	equals "$(figures '.rows[] | [.agent, .created, .comments, .solved]' agents)" \
		'[["anna",2,1,0],["desk",1,1,3]]'
	has 'desk' "$(desk report time --by agent --period 2026-03; desk log --by desk)"
	lacks localhost "$(desk log; desk export --to jsonl --table events
		desk report health --by agent --period 2026-03 --json)"
	desk new -s w -m t >/dev/null
	desk solve 4 -k network -m d -w 5m >/dev/null
	run -0 --separate-stderr env DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 \
		"$DESK_BIN" report agents --period 2026-03
	has $'\nавтоматика ' "$output"
	has 'Решено: 4' "$output"
	lacks 'больше всего' "$output"
}

@test "a ticket stands in one row, and the stock is that of the period's end" {
	begin
	now 2026-03-03T07:00:00Z
	desk new -s x -r bob@acme.example -m t >/dev/null
	desk take 1
	now 2026-03-03T08:00:00Z
	desk escalate 1 -k network -m why >/dev/null
	desk new -s y -r bob@acme.example -m t >/dev/null
	now 2026-03-03T09:00:00Z
	desk solve 1 -m d -w 5m >/dev/null
	# Its category was set an hour later; the other one has none yet.
	local columns='.rows[] | [.category, .created, .solved, .open, .messages]'
	equals "$(figures "$columns" categories)" \
		'[[null,1,0,1,1],["network",1,1,0,1]]'
	equals "$(figures "$columns" categories --as-was created)" \
		'[[null,2,1,1,2]]'
	equals "$(figures '.rows[] | [.category, ."worked-remote"]' time \
		--by category --as-was created)" '[[null,300]]'
	equals "$(figures '.rows[] | [.level, ."escalated-in", ."escalated-out",
		.solved, .open]' levels)" '[["L1",0,1,0,1],["L2",1,0,1,0]]'
	desk category 1 printers
	equals "$(figures "$columns" categories --as-was now)" \
		'[[null,1,0,1,1],["printers",1,1,0,1]]'
	equals "$(figures '."as-was"' categories)$(figures '."as-was"' kpi)" \
		'["solved"][null]'
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk report categories \
		--period 2026-03
	has 'by the field when it was solved, now if it is open' "$stderr"
	# In May nothing of March moves.
	now 2026-05-04T07:00:00Z
	desk solve 2 -k network -m d -w 5m >/dev/null
	desk new -s z -r bob@acme.example -m t >/dev/null
	equals "$(figures '.open' kpi)" '[1]'
	equals "$(figures '.rows[] | [.month, .open]' kpi --by month)" \
		'[["2026-03",1]]'
	equals "$(figures '.rows[2:4][] | [.week, .backlog]' backlog --by week)" \
		'[["2026-W12",1],["2026-W13",1]]'
	# By age, on both sides of a day, a week and 30 days after 08:00 of the 3rd.
	local ages='.backlog, ."age-day", ."age-week", ."age-month", ."age-older"'
	equals "$(desk report backlog --since 2026-03-03 --until 2026-04-03 --json |
		jq -c ".rows[0,1,6,7,29,30] | [.day, $ages]")" \
		'["2026-03-03",1,1,0,0,0]
["2026-03-04",1,0,1,0,0]
["2026-03-09",1,0,1,0,0]
["2026-03-10",1,0,0,1,0]
["2026-04-01",1,0,0,1,0]
["2026-04-02",1,0,0,0,1]'
	equals "$(desk report backlog --by agent --since 2026-03-03 --json \
		--as-of 2026-03-04T08:00:00Z --until 2026-03-04T12:00Z |
		jq -c ".rows[0] | [.agent, $ages]")" '[null,1,1,0,0,0]'
	equals "$(figures '.rows[] | [.agent, .backlog]' backlog --by agent)" \
		'[[null,1],["anna",0]]'
	# What -c names is what --by customer says.
	mkdir -p customers
	printf 'name: Acme\ndomains: [acme.example]\n' >customers/acme.yaml
	printf 'name: Other\n' >customers/other.yaml
	commit acme customers
	desk set 1 customer=acme >/dev/null
	desk set 3 customer=other >/dev/null
	equals "$(figures '.created, .solved' kpi -c acme --as-was now)" '[1,1]'
	equals "$(figures '.created' kpi -c acme)$(figures '.open' kpi -c Other)" \
		'[0][0]'
	equals "$(figures '.rows[] | [.customer, .created]' customers)" '[[null,2]]'
	run -67 desk report kpi -c nobody
}

@test "as of a day, a report is that of the store of that day" {
	begin
	now 2026-03-03T07:00:00Z
	desk new -s x -r bob@acme.example -m t >/dev/null
	desk call bob@acme.example hello -m said -w 5m >/dev/null
	now 2026-03-05T07:00:00Z
	desk undo >/dev/null
	desk solve 1 -k network -m d -w 10m >/dev/null
	desk time add 1 5h --at 2026-03-03T07:00:00Z >/dev/null
	local then='--as-of 2026-03-04T07:00:00Z'
	local columns='.created, .open, .calls, .responded, .solved'
	equals "$(figures "$columns" kpi $then -Q is:open)" '[2,2,1,1,0]'
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk report kpi \
		--period 2026-03 $then
	has 'without the 1 given by the call that made the ticket' "$stderr"
	equals "$(figures "$columns" kpi)" '[2,0,0,0,1]'
	equals "$(figures '.rows[].clock' sla $then -Q is:open)" \
		'["first-response","resolution"]'
	equals "$(figures '.rows[].worked' time $then)" '[300]'
	equals "$(figures '.rows[].worked' time --by category)" '[18600]'
	git branch then "$(git rev-list -1 --before=2026-03-04 main)"
	git clone -qb then . "$SANDBOX/then"
	git -C "$SANDBOX/then" branch -qm main
	equals "$(DESK_NOW=2026-03-04T07:00:00Z figures "$columns" kpi \
		-C "$SANDBOX/then" 2>/dev/null)" '[2,2,1,1,0]'
}

@test "credit is of who did it, and what is no solution is none" {
	begin
	now 2026-03-03T06:00:00Z
	for i in 1 2 3 4; do
		desk new -s $i -r bob@acme.example -p critical -m t >/dev/null
	done
	now +600
	desk call bob@acme.example --on 1 --out -m said -w 1m >/dev/null
	i_am vera
	desk solve 1 -k network -m d -w 5m >/dev/null
	i_am anna
	desk reopen 1 -m again
	i_am vera
	desk close 1 --as wontfix -m no >/dev/null
	desk close 2 --as spam >/dev/null
	i_am anna
	desk reopen 1,2 -m again >/dev/null
	# Once reopened is once, and of who had solved it.
	equals "$(figures '.solved, ."closed-unsolved", .reopened, ."reopen-rate"' \
		kpi)" '[1,2,1,1]'
	equals "$(figures '.rows[] | [.agent, .solved, .reopened, .open]' agents)" \
		'[[null,0,0,3],["anna",0,0,0],["vera",1,1,1]]'
	# What was solved, and closed, is not solved again.
	desk solve 3 -k network -m d -w 5m >/dev/null
	desk close 3
	sed -i 's/^status: closed/status: solved/' "$(file_of 3)"
	git commit -qam back --no-verify
	equals "$(figures '.solved, .open' kpi)" '[2,3]'
	# A clock is of who answered it, else of who is to.
	desk assign 4 vera
	now 2026-03-10T07:00:00Z
	equals "$(figures '.rows[] | [.agent, ."sla-met", ."sla-breached"]' sla \
		--by agent -Q number:1,4)" '[["anna",1,0],["vera",0,3]]'
	# Neither machines nor calls that nobody took are people at work.
	desk call bob@acme.example --missed >/dev/null
	by_hand 4 abcdef message 'automatic: true' 'body: |' '  I am away.'
	equals "$(figures '.messages, .automatic, .calls, ."calls-missed"' kpi)" \
		'[4,1,1,1]'
	equals "$(field 4 messages) $(field 5 calls)" '1 0'
	# What is gone from the file was never said.
	by_hand 4 abcdeg reply 'body: |' '  Soon.'
	equals "$(figures '.replies, .responded' kpi)" '[1,2]'
	git revert --no-edit HEAD >/dev/null
	NO_FSCK=1
	equals "$(figures '.replies, .responded' kpi)" '[0,1]'
	# Thanks: solved again, and nobody had to write.
	desk reopen 3 -m thanks
	desk solve 3 -m d -w 5m >/dev/null
	equals "$(figures '.reopened, ."reopened-thanks"' kpi -Q number:3)" '[1,1]'
}

@test "who changed addresses or left is one row, and renamed words keep their past" {
	begin
	add_agent boris Boris 'level: L1'
	now 2026-03-03T07:00:00Z
	desk new -s x -r bob@acme.example -k network -m t >/dev/null
	i_am boris
	desk take 1
	desk escalate 1 -m why >/dev/null
	now 2026-03-03T08:00:00Z
	desk return 1 -m 'by phone' >/dev/null
	desk take 1
	desk solve 1 -m d -w 5m >/dev/null
	local columns='.rows[] | select(.agent != "anna") | [.agent, .taken, .solved]'
	equals "$(figures "$columns" agents)" '[["boris",1,1]]'
	sed -i 's/boris@desk/boris@new/' agents/boris.yaml
	commit 'a new address' agents
	equals "$(figures "$columns" agents)" '[["boris",1,1]]'
	git mv agents/boris.yaml agents/bob.yaml
	commit 'another login' agents
	equals "$(figures "$columns" agents)" '[["bob",1,1]]'
	equals "$(figures '.rows[] | [.agent, .worked]' time)" '[["bob",300]]'
	git rm -q agents/bob.yaml
	commit gone agents
	equals "$(figures "$columns" agents)" '[["boris",1,1]]'
	# Without `was`, too.
	i_am anna
	equals "$(figures '."escalated-out"' kpi)" '[1]'
	sed -i 's/levels: \[L1, L2, L3\]/levels: [First, Second, Third]/
		s/level: L1/level: First/; s/level: L2/level: Second/
		s/level: L3/level: Third/' desk.yaml agents/*.yaml
	grep -q 'levels: .First' desk.yaml
	commit renamed .
	equals "$(figures '.rows[] | [.level, ."escalated-out"]' levels)" \
		'[["L1",1],["L2",0]]'
	NO_FSCK=1 # nobody may take an agent's file away like that
}

@test "how a ticket lived, who had it again, and what was answered in time" {
	begin
	add_agent boris Boris 'level: L1'
	now 2026-03-03T06:00:00Z
	desk new -s x -r bob@acme.example -k network -p high -m t >/dev/null
	desk assign 1 anna
	now +1800
	desk call bob@acme.example --on 1 --out -m said -w 10m >/dev/null
	desk wait 1 -m 'send the log' >/dev/null
	now +3000
	# A call that nobody took waits for an answer as a message does.
	by_hand 1 abcdee call 'direction: in' 'missed: true'
	now +600
	BY=bob@acme.example by_hand 1 abcdef message 'body: |' '  Here it is.'
	sed -i 's/^status: pending/status: open/' "$(file_of 1)"
	commit answered tickets
	now +600
	desk assign 1 boris
	desk assign 1 anna
	desk call bob@acme.example --on 1 --out -m said -w 5m >/dev/null
	now +1200
	desk solve 1 -m d -w 15m >/dev/null
	equals "$(figures '."first-response-median", ."next-reply-median",
		."resolution-median", ."agent-work-median", ."pending-time-median",
		."requester-wait-median", ."handle-median", .handled' kpi)" \
		'[1800,1200,7200,3600,3600,3600,1800,1]'
	equals "$(figures '."ping-pong", .within, .fcr, ."fcr-early"' kpi)" \
		'[1,1,null,1]'
	equals "$(figures '.within' kpi --within 20m)" '[0]'
	now 2026-03-20T06:00:00Z
	equals "$(figures '.fcr, ."fcr-early"' kpi)" '[0,0]'
	equals "$(figures '.rows[] | [."weekday-hour", .messages, .calls]' load)" \
		'[["2 06",1,1],["2 07",1,1],["2 08",0,0]]'
	equals "$(figures '.rows[] | [.agent, .taken, .reassigned, ."ping-pong"]' \
		reassignments)" '[["anna",1,1,1],["boris",0,1,0]]'
	desk new -s y -r bob@acme.example -m t >/dev/null
	desk close 2 --as misdirected -m no >/dev/null
	desk new -s z -r bob@acme.example -p high -m t >/dev/null
	desk take 3
	equals "$(figures '.misdirected' kpi)" '[0.3333333333333333]'
	equals "$(figures '.rows[] | [.agent, .workload] | select(.[1] > 0)' \
		agents)" '[["anna",3]]'
}

@test "a period beside another, and the tickets behind each figure" {
	begin
	now 2026-02-10T06:00:00Z
	git commit --allow-empty -qm older --no-verify --date "$DESK_NOW"
	now 2026-03-03T06:00:00Z
	for i in 1 2 3; do
		desk new -s "Trouble $i" -r bob@acme.example -k network -m t >/dev/null
	done
	desk solve 1,2 -m d -w 5m >/dev/null
	now 2026-04-02T06:00:00Z
	desk new -s 'Trouble 4' -r bob@acme.example -k network -m t >/dev/null
	now +600
	desk solve 4 -k network -m d -w 5m >/dev/null
	now 2026-04-20T06:00:00Z
	desk report kpi --period 2026-04 --compare previous --json >got
	equals "$(jq -c '[."compared-from", .created, ."before.created",
		."change.created", ."change.open", ."change.resolution-median"]' got)" \
		'["2026-03-01T00:00:00Z",1,3,-2,0,600]'
	equals "$(desk report categories --period 2027-03 --compare YEAR-1 --json |
		jq -c '.rows[] | [.category, .solved, ."change.solved"]')" \
		'["network",0,-2]'
	equals "$(desk report categories --period 2026-W15 --compare previous \
		--json | jq -c '[.from, ."compared-from", ."compared-until"]')" \
		'["2026-04-05T23:00:00Z","2026-03-29T23:00:00Z","2026-04-05T23:00:00Z"]'
	run -64 desk report kpi --by day --compare previous
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk report kpi \
		--period 2026-04 --compare 2026-03
	has '±: more or less than March 2026' "$stderr"
	# A page to keep has all figures, with their tickets; a terminal some.
	lacks 'Resolution mean' "$output"
	desk report kpi --period 2026-04 -O html | sed '1,/Other figures/d' >got
	has '<dt>Resolution mean' "$(cat got)"
	has '<dt>Repeats' "$(cat got)"
	has '>Repeats (1 ticket)<' "$(cat got)"
	lacks '<dt>Created' "$(cat got)"
	rm got
	# Of one requester about one thing, within 30 days.
	equals "$(figures .repeats kpi)" '[2]'
	equals "$(desk report requesters --period 2026-04 --json |
		jq -c '.rows[] | [.requester, .repeats]')" '["bob@acme.example",1]'
	equals "$(figures '.rows[] | [.requester, .repeats]' top)" \
		'[["bob@acme.example",2]]'
	# As many tickets are behind a figure as it says.
	equals "$(desk report customers --period 2026-03 --drill --json |
		jq -c '[.cells[] | select(.figure == "solved") | .number]')" '[1,2]'
	equals "$(desk report agents --period 2026-03 --drill --json |
		jq -c '[.cells[] | select(.figure == "open") | [.group, .number]]')" \
		'[[null,3]]'
	equals "$(desk report sla --drill --period 2026-04 -O tsv \
		--fields group,figure,number | tr '\t\n' '  ')" \
		'resolution sla-met 4 resolution sla-attainment 4 '
	run -64 desk report kpi --drill --fail-if 'open>1'
	equals "$(desk report time --period 2026-03 --drill --json |
		jq -c '[.cells[].figure] | unique')" '["worked","worked-remote"]'
	# Two customers have a device of one name.
	local customer number
	mkdir -p customers
	now 2026-06-03T07:00:00Z
	for customer in one two one; do
		printf 'name: %s\nassets: {pc-1: {title: PC}}\n' "$customer" \
			>"customers/$customer.yaml"
		[[ ! $(git status --porcelain customers) ]] || commit new customers
		number=$(desk new -s x -r "$customer@else.example" -m t)
		desk set "$number" "customer=$customer" asset=pc-1 >/dev/null
		desk report kpi --period 2026-06 --json | jq .repeats >>repeats
	done
	equals "$(tr '\n' ' ' <repeats)" '0 0 1 '
	rm repeats
	# The weakest spots stand first.
	for customer in bob bob bob ann ann; do
		desk new -s x -r $customer@acme.example -k other -m t >/dev/null
	done
	equals "$(desk report top --period 2026-06 --json |
		jq -c '[.rows[] | [.requester, .repeats]]')" \
		'[["bob@acme.example",2],["ann@acme.example",1],["one@else.example",1]]'
}

@test "goals of desk.yaml: met or missed, by whom, with a line in the chart" {
	begin
	desk new -s x -r bob@acme.example -k network -m t >/dev/null
	desk new -s y -r bob@acme.example -k other -m t >/dev/null
	now +7200
	desk solve 1,2 -m d -w 5m >/dev/null
	printf 'goals: [open < 5, resolution-median <= 1h, Solved >= 3]\n' \
		>>desk.yaml
	run -0 desk config check
	commit goals desk.yaml
	desk report categories --period 2026-03 -O md | sed 's/\xc2\xa0//g' >got
	has '| Open | \<5 | 0 | met | – |' "$(cat got)"
	has '| Resolution | ≤1h | 2h | missed | Network and internet, Other |' "$(cat got)"
	has '| Solved | ≥3 | 2 | missed | Network and internet, Other |' "$(cat got)"
	LC_ALL=ru_RU.UTF-8 desk report kpi --period 2026-03 -O md |
		sed 's/\xc2\xa0//g' >got
	has '| Открыто | \<5 | 0 | достигнута |' "$(cat got)"
	lacks 'Не достигли' "$(cat got)"
	desk report categories --period 2026-03 -o got.html
	has 'target 1' "$(cat got.html)"
	has '<line class="target"' "$(cat got.html)"
	lacks goals "$(desk report kpi --period 2026-03 --json)"
	sed -i 's/open < 5/opem < 5/' desk.yaml
	run -1 desk config check
	has 'no figure "opem"; did you mean open?' "$output"
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=100 run -1 desk config check
	has 'нет показателя «opem»'
	sed -i 's/opem < 5/open = 5/' desk.yaml
	run -1 desk config check
	has 'a goal is reached by' "$output"
	git checkout -q desk.yaml
	rm got got.html
}

@test "report health tells what was touched up, dated back or left out" {
	local file
	begin
	desk new -s x -r bob@acme.example -m t >/dev/null
	equals "$(figures '."back-dated", ."no-time", .edited' health)" '[0,0,0]'
	now 2026-03-05T06:00:00Z
	desk time add 1 30m --at 2026-03-02T07:00:00Z -m late >/dev/null
	desk time add 1 15m -m now >/dev/null
	now 2026-04-01T06:00:00Z
	desk solve 1 -k other -m done >/dev/null
	desk undo -y >/dev/null
	desk solve 1 -k other -m done >/dev/null
	file=$(file_of 1)
	sed -i 's/^created: .*/created: 2026-02-01T00:00:00Z/' "$file"
	git commit -qam 'by hand' --no-verify
	equals "$(figures '."back-dated", ."back-dated-time", ."created-edited",
		.undone, ."no-category"' health)" '[1,1800,0,0,0]'
	equals "$(figures '.rows[] | [.agent, ."back-dated"]' health --by agent)" \
		'[["anna",1]]'
	equals "$(desk report health --period 2026-04 --json | jq -c '[
		."back-dated", ."created-edited", .undone, ."no-category",
		."no-customer", ."no-time", ."older-than-store", .unreadable]')" \
		'[0,1,1,0,1,0,0,0]'
	equals "$(desk report health --period 2026-04 --drill --json |
		jq -c '[.cells[] | select(.figure == "created-edited") | .number]')" \
		'[1]'
	# The ticket says so itself, to machines and in both languages.
	equals "$(desk show 1 --json | jq -c '[.touched[] | [.what, .by]]')" \
		'[["created-edited","anna"],["back-dated","anna"]]'
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 desk show 1
	has '! время создания изменено 2026-04-01 06:00: anna' "$output"
	has '! задним числом; записано 2026-03-05 06:00' "$output"
	# An entry written by hand for an earlier day, a text that was changed,
	# which fsck names.
	NO_FSCK=1
	DESK_NOW=2026-03-20T06:00:00Z by_hand 1 k3f9x2 comment 'body: long ago'
	sed -i 's/long ago/just now/' "$file"
	git commit -qam 'by hand' --no-verify
	equals "$(desk report health --period 2026-04 --json |
		jq -c '[."late-entries", .edited, .removed]')" '[1,1,0]'
	equals "$(desk report health --period 2026-04 --as-of 2026-03-31T00:00:00Z \
		--json | jq -c '[."late-entries", ."created-edited"]')" '[0,0]'
}

@test "what was taken out by hand later had stood, for figures and clocks alike" {
	local file then
	begin
	now 2026-03-03T06:00:00Z
	desk new -s x -r bob@acme.example -p normal -m t >/dev/null
	file=$(file_of 1)
	cp "$file" "$SANDBOX/before"
	NO_FSCK=1 # which names it
	now 2026-03-03T07:00:00Z
	by_hand 1 abcdef reply 'body: answer'
	now 2026-03-03T09:00:00Z
	cp "$SANDBOX/before" "$file"
	git commit -qam 'taken out by hand' --no-verify
	answered() {
		desk report kpi --period 2026-03 --json "$@" |
			jq -c '[.replies, .responded, ."sla-first-response"]'
	}
	then=$(answered --as-of 2026-03-03T08:00:00Z)
	equals "$then $(answered)" '[1,1,1] [0,0,null]'
}
