# Reminders: each is said once; tickets of who is away.
load helper

notices() { desk cat "$1" | grep -c "^$2" || true; }

@test "a silent requester is reminded twice, then the assignee is told; an answer stops it" {
	new_store
	desk new -s Printer -r buh@acme.example -k printers >/dev/null
	desk take 1
	desk wait 1 -m 'which printer?'
	local day
	for day in 23 24 25 26 27 28 29 30; do
		now "2026-11-${day}T10:00:00Z"
		desk remind >/dev/null
		desk remind >/dev/null
	done
	equals "$(notices 1 'template: nudge')" 2
	for day in 01 02 03 04 05 06 07; do
		now "2026-12-${day}T10:00:00Z"
		desk remind >/dev/null
		desk remind >/dev/null
	done
	equals "$(notices 1 'template: nudge')" 2
	equals "$(notices 1 'kind: notice')" 3
	desk set 1 status=open
	desk wait 1 -m 'and which tray?'
	now 2026-12-11T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: nudge')" 3
	desk set 1 status=open
	now 2027-01-11T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: nudge')" 3
}

@test "the assignee is told each time a wait runs out; a row more repeats nothing" {
	new_store
	desk new -s Printer -r buh@acme.example -k printers -a anna >/dev/null
	local round day
	for round in 01 02; do
		now "2027-$round-10T10:00:00Z"
		desk set 1 status=open
		desk wait 1 -m "which printer, $round?"
		for day in 12 14 15 18 19 21 22 25 26 27; do
			now "2027-$round-${day}T10:00:00Z"
			desk remind >/dev/null
		done
	done
	equals "$(notices 1 'key: .*/then/assignee')" 2
	equals "$(notices 1 'template: nudge')" 4
	local before
	before=$(commits)
	sed -i "s/^reminders:/&\n  - {if: 'is:open age:999d..', to: lead, template: due}/" desk.yaml
	commit 'one more' desk.yaml
	desk remind >/dev/null
	equals "$(commits)" "$((before + 1))"
}

@test "what waits until a date comes back by itself, once" {
	new_store
	desk new -s Printer >/dev/null
	desk new -s Scanner >/dev/null
	desk wait 1 --for date --until 2026-11-24T10:00:00Z
	desk wait 2 --for vendor --until 2026-11-30T10:00:00Z
	now 2026-11-24T09:59:59Z
	desk remind >/dev/null
	equals "$(field 1 status)" pending
	now 2026-11-25T10:00:00Z
	desk remind >/dev/null
	desk remind >/dev/null
	equals "$(field 1 status)$(field 1 until)" open
	equals "$(notices 1 'about: until')" 1
	equals "$(field 2 status)" vendor
	# Somebody waits again, and once more.
	desk wait 1 --for date --until 2026-11-26T10:00:00Z
	now 2026-12-01T10:00:00Z
	desk remind >/dev/null
	desk remind >/dev/null
	equals "$(field 1 status) $(field 2 status)" 'open open'
	equals "$(notices 1 'about: until')" 2
}

@test "a promise that is due is told once; another promise again" {
	new_store
	desk new -s Printer >/dev/null
	desk take 1
	desk eta 1 '2026-11-23T10:00:00Z'
	run -0 desk remind -n
	now 2026-11-23T12:00:00Z
	desk remind >/dev/null
	now 2026-11-24T12:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: promise-due')" 1
	desk eta 1 '2026-11-26T10:00:00Z'
	now 2026-11-26T12:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: promise-due')" 2
}

@test "solved tickets are closed in working hours, never by a night" {
	new_store
	desk new -s Printer -k printers >/dev/null
	desk solve 1 -w 5m
	now 2026-11-28T10:00:00Z
	desk remind >/dev/null
	equals "$(field 1 status)" solved
	now 2026-11-30T02:00:00Z
	desk remind >/dev/null
	equals "$(field 1 status)" solved
	now 2026-11-30T10:00:00Z
	desk remind >/dev/null
	equals "$(field 1 status)" closed
	local before
	before=$(commits)
	desk remind >/dev/null
	equals "$(commits)" "$before"
}

@test "that it was closed is said when it is, not before" {
	new_store
	local row="{name: silence, if: 'is:pending in-status:1bd..', to: requester,"
	row+=' template: closed-no-answer, do: [close]}'
	sed -i "s|^reminders:|&\n  - $row|" desk.yaml
	commit silence desk.yaml
	desk new -s Printer -r buh@acme.example -k printers -a anna >/dev/null
	desk wait 1 -m 'which printer?'
	now 2026-11-24T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: closed-no-answer')" 0
	now 2026-11-27T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 'template: closed-no-answer')" 1
	equals "$(field 1 status)" closed
	equals "$(field 1 resolution)" no-answer
}

@test "what waits for the absent goes to the deputy and comes back" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example
	desk agent add olga --name Olga --mail olga@desk.example
	desk new -s one -a ivan >/dev/null
	desk new -s two -a ivan >/dev/null
	desk away ivan 2026-11-24..2026-11-27 --to olga
	run -4 desk away ivan 2026-11-27..2026-12-02 --to anna
	desk remind >/dev/null
	equals "$(field 1 assignee)" ivan
	now 2026-11-24T08:00:00Z
	desk remind >/dev/null
	desk remind >/dev/null
	equals "$(field 1 assignee)" olga
	desk assign 2 anna
	now 2026-11-28T08:00:00Z
	desk remind >/dev/null
	equals "$(field 1 assignee)" ivan
	equals "$(field 2 assignee)" anna
	desk assign 1 olga
	desk remind >/dev/null
	equals "$(field 1 assignee)" olga
}

assignee() { field 1 assignee; }

@test "absences: midnight of the team's zone, a deputy who goes too, who comes back first" {
	new_store
	sed -i 's/^timezone:.*/timezone: Asia\/Vladivostok/' desk.yaml
	commit 'zone' desk.yaml
	local who
	for who in ivan olga vera; do
		desk agent add $who --name $who --mail $who@desk.example
	done
	desk new -s one -a ivan >/dev/null
	desk away ivan 24.11-30.11 --to olga
	desk away olga 26.11-27.11 --to vera
	# Ten hours before that of UTC.
	now 2026-11-23T13:59:59Z
	desk remind
	equals "$(assignee)" ivan
	now 2026-11-23T14:00:00Z
	desk remind >/dev/null
	equals "$(assignee)" olga
	now 2026-11-25T14:00:00Z
	desk remind >/dev/null
	equals "$(assignee)" vera
	now 2026-11-27T14:00:00Z
	desk remind >/dev/null
	equals "$(assignee)" olga
	now 2026-11-30T13:59:59Z
	desk remind
	equals "$(assignee)" olga
	now 2026-11-30T14:00:00Z
	desk remind >/dev/null
	equals "$(assignee)" ivan
	local before
	before=$(commits)
	desk remind
	equals "$(commits)" "$before"
}

@test "absences: the owner is back before the deputy; a deputy who left; who left themselves" {
	new_store
	local who
	for who in ivan olga vera; do
		desk agent add $who --name $who --mail $who@desk.example
	done
	desk new -s one -a ivan >/dev/null
	desk away ivan 24.11-26.11 --to olga
	desk away olga 25.11-30.11 --to vera
	for now in 24 25; do
		now 2026-11-${now}T10:00:00Z
		desk remind >/dev/null
	done
	equals "$(assignee)" vera
	now 2026-11-27T10:00:00Z
	desk remind >/dev/null
	equals "$(assignee)" ivan
	# A deputy who left takes nothing; two who stand in for each other neither.
	desk away ivan 28.11-29.11 --to vera
	echo 'left: true' >>agents/vera.yaml
	commit 'vera left' agents
	now 2026-11-28T10:00:00Z
	desk remind
	equals "$(assignee)" ivan
	desk away ivan 1.12-3.12 --to olga
	desk away olga 1.12-3.12 --to ivan
	now 2026-12-01T10:00:00Z
	desk remind
	equals "$(assignee)" ivan
	# Who left while away does not get it back.
	desk away end olga 2026-12-01
	desk remind >/dev/null
	equals "$(assignee)" olga
	echo 'left: true' >>agents/ivan.yaml
	commit 'ivan left' agents
	now 2026-12-05T10:00:00Z
	desk remind
	equals "$(assignee)" olga
	NO_FSCK=1 # it says that vera, whom a row still names, has left
}

@test "absences: how people write the days" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example
	days() {
		desk away ivan "$1"
		equals "$(desk away list -O tsv --fields from,until)" "$2"$'\t'"$3"
		desk away end ivan "$2"
	}
	days 24.11-8.12 2026-11-24 2026-12-08
	days 24.11-08.12 2026-11-24 2026-12-08
	days 24.11.2026-08.12.2026 2026-11-24 2026-12-08
	days 2026-11-24-2026-12-08 2026-11-24 2026-12-08
	days mon-fri 2026-11-23 2026-11-27
	days 28.12-8.1 2026-12-28 2027-01-08
	days 19.11-23.11 2026-11-19 2026-11-23
	days завтра 2026-11-22 2026-11-22
	run -64 desk away ivan soon-later
}
