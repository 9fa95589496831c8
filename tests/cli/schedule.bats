# Recurring tickets.
load helper

# What schedules say of November, they may make: all was written before.
setup() {
	sandbox
	now 2026-11-01T06:14:03Z
}
today() { now 2026-11-21T06:14:03Z; }

# schedule NAME LINES...: the file, committed.
schedule() {
	local name=$1
	shift
	mkdir -p schedules
	printf '%s\n' "$@" >"schedules/$name.yaml"
	commit "schedule $name" "schedules/$name.yaml"
}

backups() {
	schedule backups 'subject: Check the backups' 'text: Read the log.' \
		'start: 2026-11-02 09:00' 'repeat: FREQ=WEEKLY;BYDAY=MO,TH' \
		'zone: Europe/Berlin' "$@"
}

count() { desk list schedule:"$1" is:open or is:solved or is:closed -O ids | wc -l; }

@test "what is due is made once, with all that the schedule says" {
	new_store
	add_agent ivan 'Ivan' 'level: L1'
	backups 'category: printers' 'priority: high' 'assignee: ivan' 'due: 2h' \
		'tags: [backup, weekly]' 'checklist: [Log, Restore]'
	today
	run -0 desk schedule run -n
	has '1'
	equals "$(ls tickets 2>/dev/null)" ''
	run -0 desk schedule run
	equals "$output" 1
	equals "$(field 1 subject)" 'Check the backups'
	equals "$(field 1 created)" 2026-11-19T08:00:00Z
	equals "$(field 1 eta)" 2026-11-19T10:00:00Z
	equals "$(field 1 assignee)" ivan
	equals "$(field 1 group)" support
	equals "$(field 1 priority)" high
	equals "$(field 1 channel)" schedule
	equals "$(desk show 1 --json | jq -c '.checklist, .tags')" \
		$'["Log","Restore"]\n["backup","weekly"]'
	has 'Read the log.' "$(desk show 1)"
	equals "$(desk list schedule:backups -O ids)" 1
	local before
	before=$(commits)
	run -0 desk schedule run --json
	equals "$(json '[.made, .tickets] | tostring')" '[0,[]]'
	now 2026-11-23T07:59:59Z
	desk schedule run
	equals "$(commits)" "$before"
	now 2026-11-23T08:00:00Z
	desk schedule run & desk schedule run
	wait
	equals "$(desk list schedule:backups -O ids | sort -n | tr '\n' ' ')" '1 2 '
	# The clock goes back: what was missed before the newest stays missed.
	before=$(commits)
	now 2026-11-17T10:00:00Z
	run -0 desk schedule run
	equals "$(commits)" "$before"
	now 2026-11-23T09:00:00Z
	run -0 desk schedule list --json
	equals "$(json '.[0] | [.name, .next, .weekday, .newest] | tostring')" \
		'["backups","2026-11-26T08:00:00Z","thu",2]'
}

@test "what was ever in history is not made again" {
	new_store
	backups
	today
	desk schedule run
	local file
	file=$(file_of 1)
	desk close 1 --as wontfix
	desk schedule run
	git rm -q "$file" && git commit -q --no-verify -m 'away with it'
	desk index >/dev/null
	run -0 desk schedule run
	equals "$output" ''
	[ ! -e "$file" ]
	sed -i 's/09:00/10:30/; s/Read the log/Read it all/' schedules/backups.yaml
	commit 'edit' schedules/backups.yaml
	run -0 desk schedule run
	equals "$output" ''
	rm .git/desk/index.db
	run -0 desk schedule run
	equals "$output" ''
	NO_FSCK=1 # it names the ticket that was removed
}

@test "two clones make the same file" {
	new_store
	local rule="{if: 'tag:backup', set: {priority: high}, do: [notify lead, tag seen]}"
	sed -i "s/^routing:.*/&\n  - $rule/" desk.yaml
	commit 'rules' desk.yaml
	backups 'tags: [backup]' 'assignee: gone' 'requester: buh@acme.example' \
		'tell: true' 'due: 1bd'
	today
	git clone -q --bare . "$SANDBOX/hub.git"
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/one"
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/two"
	(cd "$SANDBOX/one" && desk schedule run)
	i_am olga Olga olga@desk.example
	now 2026-11-21T09:00:00Z
	(cd "$SANDBOX/two" && desk schedule run)
	local file
	file=$(cd "$SANDBOX/one" && ls tickets/*/*/*/*.yaml)
	cmp "$SANDBOX/one/$file" "$SANDBOX/two/$file"
	has 'priority: high' "$(cat "$SANDBOX/one/$file")"
	has 'kind: notice' "$(cat "$SANDBOX/one/$file")"
	has '  - buh@acme.example' "$(cat "$SANDBOX/one/$file")"
	git -C "$SANDBOX/one" push -q origin main
	git -C "$SANDBOX/two" pull -q --no-rebase --no-edit
	run -0 desk -C "$SANDBOX/two" schedule run
	equals "$output" ''
	prove "$SANDBOX/two"
}

@test "the requester hears of it only if the schedule says so" {
	new_store
	backups 'requester: buh@acme.example'
	schedule told 'subject: Visit' 'start: 2026-11-20' \
		'requester: buh@acme.example' 'tell: true'
	today
	desk schedule run
	lacks 'kind: notice' "$(desk cat 1)"
	equals "$(desk cat 2 | grep -c '^kind: notice')" 1
	has 'template: planned' "$(desk cat 2)"
	desk solve 1 -k other -w 5m 2>/dev/null || desk set 1 category=other
	desk set 2 category=other
	desk solve 2 -w 5m -m done
	equals "$(desk cat 2 | grep -c '^template: solved')" 1
	# Nobody asked: it owes no answer, unless the schedule says so.
	equals "$(desk show 2 --json | jq -c '[.clocks[].clock]')" '[]'
	schedule asked 'subject: Report' 'start: 2026-11-22' 'clocks: true' \
		'requester: buh@acme.example'
	now 2026-11-22T06:14:03Z
	desk schedule run >/dev/null
	equals "$(desk show 3 --json | jq -c '[.clocks[].clock]')" \
		'["first-response","resolution"]'
}

@test "what has gone is left out, said and noted" {
	new_store
	add_agent ivan 'Ivan'
	sed -i 's/^categories:/&\n  backup: {title: Backups}/' desk.yaml
	commit 'category' desk.yaml
	backups 'category: backup' 'assignee: ivan' 'customer: acme' \
		'requester: acme/ivanova' 'group: support'
	run -0 desk config check
	sed -i '/^  backup:/d' desk.yaml
	echo 'left: true' >>agents/ivan.yaml
	commit 'gone' desk.yaml agents/ivan.yaml
	today
	run -0 --separate-stderr desk schedule run
	has 'category "backup" is left out: desk.yaml does not know it' "$stderr"
	has 'assignee "ivan" is left out' "$stderr"
	has 'requester "acme/ivanova" is left out: no such contact' "$stderr"
	equals "$(field 1 category)$(field 1 assignee)$(field 1 customer)" ''
	equals "$(field 1 group)" support
	has 'category backup: desk.yaml does not know it' "$(desk show 1)"
	run -1 desk config check
	has 'schedules/backups.yaml	6	11'
	run -1 desk fsck
	has 'unknown category "backup"'
	NO_FSCK=1
}

@test "one wrong schedule does not stop the others" {
	new_store
	printf 'week: {}\n' >calendars/never.yaml
	sed -i 's/^calendars:/&\n  never: calendars\/never.yaml/' desk.yaml
	commit 'never' desk.yaml calendars/never.yaml
	backups
	schedule closed 'subject: x' 'start: 2026-11-20' 'shift: next' \
		'calendar: never'
	schedule nowhere 'subject: x' 'start: 2026-11-20' 'shift: next' \
		'calendar: nowhere'
	schedule broken 'subject: x' 'start: tomorrow'
	today
	run -3 --separate-stderr desk schedule run
	has 'schedules/closed.yaml: "shift: next" finds no working day' "$stderr"
	has 'schedules/nowhere.yaml: desk.yaml names no calendar "nowhere"' "$stderr"
	has 'schedules/broken.yaml:2:8: "start" is' "$stderr"
	equals "$(field 1 schedule)" backups
	run -0 desk schedule
	has 'broken'
	run -78 desk schedule preview closed
	run -65 desk schedule preview broken
	run -66 desk schedule preview backup
	has 'did you mean "backups"?'
	run -1 --separate-stderr desk cron run
	has 'cron: schedule fails' "$stderr"
	git rm -q schedules/closed.yaml schedules/nowhere.yaml schedules/broken.yaml
	git commit -qm 'away'
	schedule none 'subject: x' 'start: 2026-11-20'
	run -1 desk config check
	has 'the name of the file'
	git rm -q schedules/none.yaml
	git commit -qm 'away'
}

@test "preview explains the shift over the long holidays" {
	new_store
	printf '%s\n' "week: {mon-fri: ['09:00-18:00']}" 'holidays:' \
		'  - {day: 2027-01-01..2027-01-10, title: New Year}' \
		>calendars/office.yaml
	commit 'holidays' calendars/office.yaml
	backups 'shift: next' 'except: [2027-01-07]'
	today
	run -0 desk schedule preview backups --until 2027-01-15 --json
	equals "$(json '.[-4:][] | [.day, .at, .state] | tostring')" \
'["2027-01-04","2027-01-11T08:00:00Z","shifted"]
["2027-01-07",null,"excepted"]
["2027-01-11","2027-01-11T08:00:00Z","planned"]
["2027-01-14","2027-01-14T08:00:00Z","planned"]'
	equals "$(json '.[-4].why')" \
		'shift: next, mon is no working day of office (New Year)'
	DESK_FORCE_TTY=100 LC_ALL=ru_RU.UTF-8 run -0 desk schedule preview \
		backups --count 2
	has 'чт'
	equals "$(desk schedule preview backups --count 2 | wc -l)" 2
	run -64 desk schedule preview backups --count 0
	# One ticket after the holidays, not one for each day of them.
	desk schedule run >/dev/null
	now 2027-01-12T10:00:00Z
	desk schedule run
	equals "$(desk list schedule:backups -O ids | wc -l)" 2
}

@test "missed weeks: the last, all, or none of them" {
	new_store
	for way in last all never; do
		schedule "$way" "subject: $way" 'start: 2026-11-23 09:00' \
			'repeat: FREQ=DAILY' "catch-up: ${way/never/none}"
	done
	now 2026-12-01T10:00:00Z
	desk schedule run >/dev/null
	equals "$(desk list schedule:last -O ids | wc -l)" 1
	equals "$(desk list schedule:all -O ids | wc -l)" 9
	equals "$(desk list schedule:never -O ids | wc -l)" 1
	now 2026-12-03T08:00:00Z
	desk schedule run >/dev/null
	equals "$(desk list schedule:last -O ids | wc -l)" 2
	equals "$(desk list schedule:all -O ids | wc -l)" 10
	equals "$(desk list schedule:never -O ids | wc -l)" 1
}

@test "nothing is older than its schedule, unless so many are asked for" {
	today
	new_store
	schedule licence 'subject: Licence' 'start: 2024-02-29 10:00' \
		'repeat: FREQ=MONTHLY;BYMONTHDAY=-1' 'catch-up: all'
	run -0 --separate-stderr desk schedule run
	equals "$output$stderr" ''
	DESK_FORCE_TTY=80 run -0 desk schedule run
	has 'older than their schedules: 33'
	now 2026-12-01T10:00:00Z
	desk schedule run >/dev/null
	equals "$(desk list schedule:licence --fields created)" \
		2026-11-30T10:00:00Z
	# It came anew: what was before is no more of it.
	git rm -q schedules/licence.yaml && git commit -q --no-verify -m away
	now 2027-02-01T10:00:00Z
	schedule licence 'subject: Licence' 'start: 2024-02-29 10:00' \
		'repeat: FREQ=MONTHLY;BYMONTHDAY=-1' 'catch-up: all'
	run -0 desk schedule run
	equals "$output" ''
	run -0 desk schedule run --catch-up 3
	equals "$(desk list schedule:licence --sort created --fields created |
		cut -c -10 | tr '\n' ' ')" '2026-11-30 2026-12-31 2027-01-31 '
	run -64 desk schedule run --catch-up 101
}

@test "edit begins a new file and judges it" {
	new_store
	export DESK_EDITOR="$SANDBOX/editor"
	printf '#!/bin/sh\nsed -i "s/^subject: .*/subject: Mine/" "$1"\n' >"$DESK_EDITOR"
	chmod +x "$DESK_EDITOR"
	run -0 desk schedule edit closing
	run -0 desk schedule show closing
	has 'subject: Mine'
	run -0 desk schedule list
	has 'Mine'
}

@test "schedules complete" {
	new_store
	backups
	desk index >/dev/null
	has backups "$(desk __complete -- schedule preview ba)"
	has 'schedule:' "$(desk __complete -- list sched)"
}
