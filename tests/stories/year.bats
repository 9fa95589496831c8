# A year of cron, twice at once at every step: each thing happens once.
load helper

setup() {
	sandbox
	now 2026-11-20T08:00:00Z
	new_store
	add_agent ivan 'Ivan' 'level: L1' 'groups: [support]'
	add_agent olga 'Olga' 'level: L1' 'groups: [support]'
	printf '%s\n' "week: {mon-fri: ['09:00-18:00']}" 'zone: UTC' 'holidays:' \
		'  - {day: 2026-12-31..2027-01-10, title: New Year}' \
		'  - 2027-05-01..2027-05-10' >calendars/office.yaml
	printf 'rota:\n  - {who: [olga, ivan], when: always}\n' >oncall.yaml
	printf '#!/bin/sh\necho "$DESK_NOW $*" >>%s\n' "$SANDBOX/woken" \
		>"$SANDBOX/notify"
	chmod +x "$SANDBOX/notify"
	git config desk.notifier "$SANDBOX/notify"
	sed -i 's/^timezone: .*/timezone: UTC/' desk.yaml
	local silent="{if: 'is:pending in-status:20d..', do: [close]}"
	sed -i "s/^reminders:/&\n  - $silent/" desk.yaml
	mkdir schedules
	printf '%s\n' 'subject: Backups' 'start: 2026-11-23 09:00' \
		'repeat: FREQ=WEEKLY;BYDAY=MO,TH' 'shift: next' 'due: 1bd' \
		>schedules/backups.yaml
	printf '%s\n' 'subject: Closing' 'start: 2026-11-30 09:00' \
		'repeat: FREQ=MONTHLY;BYMONTHDAY=-1' 'shift: previous' \
		'catch-up: all' >schedules/closing.yaml
	commit 'regulation' desk.yaml calendars oncall.yaml schedules
}

# Two at once; they say nothing.
cron() {
	desk cron run >"$SANDBOX/said.1" 2>&1 &
	desk cron run >"$SANDBOX/said.2" 2>&1 || fail "$DESK_NOW: cron: $?" \
		"$(cat "$SANDBOX/said.2")"
	wait $! || fail "$DESK_NOW: cron: $?" "$(cat "$SANDBOX/said.1")"
	equals "$(cat "$SANDBOX"/said.[12])" ''
}

# step DAY [TIME]
step() {
	now "$1T${2-10:00}:00Z"
	cron
}

# days FROM UNTIL EVERY
days() {
	local day=$1
	while [[ ! $day > $2 ]]; do
		step "$day"
		day=$(date -u -d "$day + $3 days" +%F)
	done
}

notices() { desk cat "$1" | grep -c "^rule: $2" || true; }

# Keys of notices and marks are there once in each ticket.
each_key_once() {
	local file twice
	for file in tickets/*/*/*/*.yaml; do
		twice=$(grep '^key: ' "$file" | sort | uniq -d)
		[ -z "$twice" ] || fail "$file: twice: $twice"
	done
}

# The days of a schedule's tickets, those of a month.
made() {
	desk list schedule:"$1" status:new,open,solved,closed --fields uid --sort uid |
		sed 's/-.*//' | grep "^$2" | tr '\n' ' '
}

@test "a year: reminders, recurrences, warnings, closes and alarms happen once" {
	local silent network scanner letter down cable minute
	silent=$(desk new -s Printer -r buh@acme.example -k printers -a ivan)
	desk wait $silent -m 'which printer?'
	network=$(desk new -s Network -k network -a olga)
	desk take $network --steal
	step 2026-11-20 08:05
	step 2026-11-23
	# Of three working days most have passed, then all.
	for minute in 10 11 12 13 14 15 16; do step 2026-11-24 "$minute:30"; done
	equals "$(notices $network on-warn) $(notices $network on-breach)" '1 0'
	days 2026-11-25 2026-12-25 2
	equals "$(notices $network on-warn) $(notices $network on-breach)" '1 1'
	equals "$(desk cat $silent | grep -c '^template: nudge')" 2
	equals "$(field $silent status)" closed
	# The long holidays.
	step 2026-12-28
	scanner=$(desk new -s Scanner -r buh@acme.example -k printers -a ivan)
	desk solve $scanner -w 5m
	letter=$(desk new -s Letter -k printers -a ivan)
	desk take $letter --steal
	desk eta $letter 2027-01-05T10:00:00Z
	days 2026-12-29 2027-01-01 1
	now 2027-01-02T02:00:00Z
	down=$(desk new -s 'The server is down' -p critical)
	for minute in 00 05 10 15 20; do step 2027-01-02 "02:$minute"; done
	equals "$(cut -d' ' -f2,4 "$SANDBOX/woken" | tr '\n' ' ')" \
		"olga $down ivan $down anna $down "
	desk alert ack $down
	days 2027-01-02 2027-01-10 1
	equals "$(field $scanner status)" solved
	days 2027-01-11 2027-01-15 1
	equals "$(field $scanner status)" closed
	equals "$(made backups 202701)" '20270111 20270114 '
	# Somebody is away.
	cable=$(desk new -s Cable -k printers -a ivan)
	desk away ivan 2027-03-01..2027-03-10 --to olga
	days 2027-01-18 2027-02-10 2
	# The clock goes back a week, and on again.
	step 2027-02-03
	step 2027-02-04
	days 2027-02-11 2027-03-05 2
	equals "$(field $cable assignee)" olga
	days 2027-03-08 2027-06-25 3
	equals "$(field $cable assignee)" ivan
	equals "$(desk cat $cable | grep -c '^about: away')" 2
	# Four weeks without a run.
	days 2027-07-26 2027-11-20 3
	equals "$(made backups 202707)" '20270726 20270729 '
	equals "$(made closing 2027 | wc -w) $(made closing 2026)" \
		'10 20261130 20261231 '
	equals "$(wc -l <"$SANDBOX/woken")" 3
	each_key_once
}
