# Visits: planned, moved, called off, made.
load helper

setup() {
	sandbox
	now 2026-11-20T10:00:00Z
	new_store
	add_agent ivan 'Иван Волков'
	mkdir -p customers
	printf '%s\n' 'name: ООО «Ромашка»' 'language: ru' \
		'sites: {main: {address: "Ленина 5, оф. 301"}}' \
		'contract: {hours: 20/month, visits: 1/month, rate: 2500}' >customers/romashka.yaml
	commit 'customer' customers/romashka.yaml
	desk new -s 'Не печатает принтер' -c romashka >/dev/null
}

@test "a visit is planned, moved with the next sequence, and called off" {
	run -0 desk visit 1 'иван волков' '2026-11-21 10:00' --for 2ч -m 'Взять картридж'
	equals "$(field 1 status)" visit
	run -0 desk visit ics 1
	has $'SEQUENCE:0\r'
	has $'DTSTART:20261121T100000Z\r\nDTEND:20261121T120000Z\r'
	has 'LOCATION:Ленина 5\, оф. 301'
	local uid
	uid=$(grep ^UID <<<"$output")
	equals "$(LC_ALL=C awk 'length($0) > 76' <<<"$output")" ''
	local before
	before=$(commits)
	run -0 desk visit 1 ivan '2026-11-21 10:00' --for 2h
	equals "$(commits)" "$before"
	desk visit 1 ivan '2026-11-22 12:00'
	run -0 desk visit ics 1
	has "$uid"
	has $'SEQUENCE:1\r'
	has $'DTSTART:20261122T120000Z\r'
	run -0 desk visit cancel 1 -m 'Сам заработал'
	equals "$(field 1 status)" open
	run -0 desk visit ics 1
	has 'METHOD:CANCEL'
	has $'SEQUENCE:2\r'
	run -4 desk visit cancel 1
	run -0 desk visit list
	equals "$output" ''
}

@test "the agent is told by mail, with the invitation, once a change" {
	desk visit 1 ivan '2026-11-21 10:00'
	has 'invite.ics' "$(cat "$(file_of 1)")"
	has 'key: visit/' "$(cat "$(file_of 1)")"
	equals "$(grep -c 'rule: visit' "$(file_of 1)")" 1
	desk visit cancel 1
	equals "$(grep -c 'rule: visit' "$(file_of 1)")" 2
}

@test "what was done is billed by visit; the act is in the customer's language" {
	desk visit 1 ivan '2026-11-20 11:00' --for 2h
	now 2026-11-20T11:30:00Z
	run -0 --separate-stderr desk now --json
	equals "$(json '.agents[] | select(.agent == "ivan") | .where')" '1 Ленина 5, оф. 301'
	run -1 desk visit act 1
	now 2026-11-20T14:00:00Z
	desk visit done 1 --onsite 1h30 --travel 40m -m 'Заменил картридж'
	equals "$(field 1 status)" open
	run -0 --separate-stderr desk bill why romashka --json
	equals "$(json '.lines[1] | [.reason, .time] | tostring')" '["by-visit",5400]'
	run -0 --separate-stderr desk visit act 1 --json
	equals "$(json '[.customer, .place, .from, .until, .onsite, .work] | tostring')" \
		'["ООО «Ромашка»","Ленина 5, оф. 301","11:00","12:30",5400,"Заменил картридж"]'
	DESK_FORCE_TTY=90 NO_COLOR=1 run -0 desk visit act 1
	has 'Акт выполненных работ 1'
	desk set 1 subject='Не [печатает] *' >/dev/null
	run -0 desk visit act 1 -O md
	has '# Акт выполненных работ 1'
	has '- **Тема:** Не \[печатает\] \*'
	has '- **Время на месте:** 1 ч 30 мин'
	has '- **Выполненные работы:** Заменил картридж'
	desk visit act 1 -o "$SANDBOX/act.md"
	equals "$(cat "$SANDBOX/act.md")" "$output"
	run -0 --separate-stderr desk visit list --period 2026-11 --json
	equals "$(json '.[0] | [.state, .travel] | tostring')" '["done",40]'
}

@test "a visit without a plan, and what cannot be" {
	run -64 desk visit done 1
	run -0 desk visit done 1 --onsite 30m
	run -64 desk visit 1 ivan
	run -67 desk visit 1 nobody tomorrow
	run -66 desk visit 99 ivan tomorrow
	desk close 1 --as duplicate
	run -64 --separate-stderr desk visit 1 ivan tomorrow
	has 'at what time' "$stderr"
	run -77 desk visit 1 ivan 'tomorrow 10:00'
}
