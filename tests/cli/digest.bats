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
