# Several matters in one letter: what waits for an agent, and reminders.
load helper

add_row() { sed -i "s/^notify:.*/&\n  digest: $1/" desk.yaml; commit 'digest' desk.yaml; }
letters() { desk send --list --jq '.[] | select(.kind == "letter") | .mail'; }
# letter KEY: its text.
letter() { cat "$(grep -l "^key: '*$1" .git/desk/letters/*)"; }

@test "a digest: what is mine, a working day, nothing empty, nobody who is away" {
	new_store
	add_agent olga 'Ольга' 'language: ru'
	add_agent ivan 'Ivan' 'away: [{from: 2026-11-23, until: 2026-11-25}]'
	add_agent vera 'Vera'
	add_agent igor 'Igor' 'notify: {digest: off}'
	add_row "{to: agents, template: digest}"
	for who in olga olga olga ivan igor; do
		desk new -s "Принтер $who" -a $who >/dev/null
	done
	desk eta 1 2026-11-22T10:00:00Z
	desk eta 2 2026-11-23T15:00:00Z
	desk eta 3 2026-12-23T15:00:00Z
	desk eta 4 2026-11-22T10:00:00Z
	desk eta 5 2026-11-22T10:00:00Z
	# Sunday; then Monday before nine.
	now 2026-11-22T12:00:00Z
	desk remind
	equals "$(letters)" ''
	now 2026-11-23T08:59:00Z
	desk remind
	equals "$(letters)" ''
	now 2026-11-23T09:00:00Z
	run -0 desk remind -n
	equals "$(letters)" ''
	desk remind
	desk remind
	equals "$(letters)" 'digest/olga/2026-11-23'
	has 'Просрочено: 1' "$(letter digest/olga)"
	has '- 1 Принтер olga (22.11.2026 10:00)' "$(letter digest/olga)"
	has 'Срок сегодня: 1' "$(letter digest/olga)"
	has '- 2 Принтер olga (15:00)' "$(letter digest/olga)"
	lacks '- 3' "$(letter digest/olga)"
	# Nothing to say at nine is nothing all day.
	desk assign 1 vera
	now +3600
	desk remind
	equals "$(letters)" 'digest/olga/2026-11-23'
	run -0 desk send --cancel digest/olga/2026-11-23
	desk remind
	equals "$(letters)" ''
	# A letter of yesterday goes; who is back has one.
	now 2026-11-26T10:00:00Z
	desk remind
	equals "$(letters | cut -d/ -f2 | tr '\n' ' ')" 'ivan olga vera '
	now 2026-11-27T10:00:00Z
	desk remind
	lacks 2026-11-26 "$(letters)"
}

@test "a digest: stopped at any step, one letter each" {
	new_store
	add_agent olga 'Olga'
	add_row "[digest, {to: lead, at: '08:00', template: digest}]"
	desk new -s one -a olga >/dev/null
	desk new -s two -a anna >/dev/null
	desk eta 1,2 2026-11-21T10:00:00Z
	now 2026-11-23T10:00:00Z
	desk sla escalate >/dev/null
	local n=1
	until DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n \
		desk remind >/dev/null 2>&1; do
		n=$((n + 1))
		[ "$n" -lt 60 ]
	done
	equals "$(letters)" \
		$'digest-2/anna/2026-11-23\ndigest/anna/2026-11-23\ndigest/olga/2026-11-23'
}

@test "a digest: slips have a line and a column" {
	new_store
	slip() {
		git checkout -q desk.yaml
		sed -i "s/^notify:.*/&\n  $1/" desk.yaml
		DESK_FORCE_TTY=80 run -1 desk config check
		has "$2"
	}
	slip "digest: {to: agents, at: 9:00, template: digest}" "time of the day, such as '09:00'"
	slip "digest: {to: requester, template: digest}" 'a digest is about no ticket'
	slip "digest: {to: agents}" 'has no "template"'
	slip "digest: {to: agents, template: dgst}" 'there is no template "dgst"'
	slip "assigned: {to: agents, template: assigned}" 'only a digest goes to "agents"'
	slip "assigned: {at: '09:00', template: assigned}" 'only a digest has "at"'
	has 'desk.yaml:'
	git checkout -q desk.yaml
}

# Reminders of this list alone.
reminders() {
	sed -i '/^reminders:/,/^[a-z]*:/{/^  - /d}' desk.yaml
	sed -i "s/^reminders:.*/reminders:\n  - $1/" desk.yaml
	commit 'reminders' desk.yaml
}
mails() { desk send --list --json | jq -r '.[] | .to[0] + ": " + .subject'; }
bodies() { cat tickets/*/*/*/*.yaml | grep -o '^  - [0-9k].*' | sort | uniq -c; }

@test "reminders with digest: one letter to each a day, each ticket once" {
	new_store
	add_agent olga 'Olga'
	reminders "{name: late, if: 'is:open eta:..now', to: assignee, \
template: digest, digest: true}"
	local n
	for n in 1 2 3 4; do
		desk new -s "Printer $n" -a olga >/dev/null
	done
	desk assign 4 anna
	desk eta 1,2,4 2026-11-22T10:00:00Z
	desk eta 3 2026-11-22T13:00:00Z
	now 2026-11-22T12:00:00Z
	run -0 desk remind -n
	equals "$(mails)" ''
	desk remind >/dev/null
	desk remind >/dev/null
	equals "$(mails | sort)" "anna@desk.example: Your tickets
olga@desk.example: Your tickets"
	equals "$(grep -c '^hold: digest' "$(file_of 1)" "$(file_of 2)" "$(file_of 4)" |
		grep -c ':1$')" 3
	has '  - 1 Printer 1' "$(cat "$(file_of 1)")"
	has '  - 2 Printer 2' "$(cat "$(file_of 1)")"
	run -0 desk log 2
	has 'in one letter with others'
	# What falls due after it is in that of tomorrow.
	now 2026-11-22T14:00:00Z
	desk remind >/dev/null
	equals "$(mails | wc -l)" 2
	now 2026-11-23T00:00:01Z
	desk remind >/dev/null
	equals "$(mails | wc -l)" 3
	has '  - 3 Printer 3' "$(cat "$(file_of 3)")"
	local before
	before=$(commits)
	desk remind
	equals "$(commits)" "$before"
}

@test "reminders with digest: repeat and then count as without, stopped at any step" {
	new_store
	reminders "{name: nudge, if: 'is:pending in-status:1d..', to: requester, \
template: nudge, digest: true, repeat: 1d, times: 1, then: tag cold}"
	desk new -s one -r buh@acme.example -k printers >/dev/null
	desk new -s '[two](http://evil.example)' -r buh@acme.example -k printers >/dev/null
	desk new -s other -r x@bank.example -k printers >/dev/null
	desk wait 1,2,3 -m 'which?' >/dev/null
	now 2026-11-23T10:00:00Z
	local n
	for n in 1 2 3 5 8 13 21; do
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n \
			desk remind >/dev/null 2>&1 || true
	done
	desk remind >/dev/null
	equals "$(mails | cut -d: -f1 | sort)" $'buh@acme.example\nx@bank.example'
	has '- 2 [two] (http://evil.example)' "$(cat "$(file_of 1)")"
	now +90000
	desk remind >/dev/null
	equals "$(field 2 tags)" cold
	equals "$(mails | wc -l)" 2
	sed -i 's/to: requester, template: nudge, digest/digest/' desk.yaml
	DESK_FORCE_TTY=80 run -1 desk config check
	has 'this reminder does nothing'
	sed -i 's/digest: true/digest: true, do: close/' desk.yaml
	DESK_FORCE_TTY=80 run -1 desk config check
	has 'a digest is a letter and needs "to"'
	git checkout -q desk.yaml
}
