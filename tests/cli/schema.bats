# The JSON that is promised: every member is documented.
load helper

# documented SCHEMA COMMAND...: the answer's members stand in `desk schema` and
# have the type that it says, or are null; where nothing is changed, they are the
# same in another language and zone.
documented() {
	local schema=$1 unknown wrong
	shift
	run -0 --separate-stderr desk "$@" --json
	unknown=$(comm -23 \
		<(jq -r 'if type == "array" then .[0] // {} else . end | keys[]' \
			<<<"$output" | sed 's/^\(before\|change\)\..*/\1.*/' |
			LC_ALL=C sort -u) \
		<({ echo schema; echo dry-run; desk schema "$schema" -O ids; } | LC_ALL=C sort))
	[ -z "$unknown" ] || fail "desk $* is $schema with unknown:" $unknown
	wrong=$(jq -c --slurpfile types <(desk schema "$schema" --json) '
		{text: "string", integer: "number", real: "number",
			share: "number", instant: "string", span: "number",
			bytes: "number", flag: "boolean", list: "array",
			record: "object"} as $kinds |
		([$types[0][] | {key: .name, value: $kinds[.type]}] |
			from_entries) as $known | if type == "array" then .[] else . end |
		to_entries[] | select(.value != null and .key != "schema" and
			.key != "dry-run" and (.value | type) !=
				($known[.key] // (.value | type)))' <<<"$output")
	[ -z "$wrong" ] || fail "desk $* is $schema with other types:" $wrong
	json "if type == \"array\" then true else .schema == \"$schema\" end"
	case "$*" in
	set* | init* | remind | 'cron run' | pull | 'rules run'* | 'sla escalate') return ;;
	esac
	[ "$(LC_ALL=ru_RU.UTF-8 TZ=Asia/Tokyo desk "$@" --json 2>/dev/null)" = \
		"$output" ] || fail "desk $* depends on locale or zone"
}

@test "members of an act are documented" {
	new_store
	desk customer add acme --title ACME >/dev/null
	sed -i 's/^billing:.*/billing: {currency: EUR, rate: 90}/' desk.yaml
	grep -q '^billing: {currency: EUR, rate: 90}' desk.yaml ||
		echo 'billing: {currency: EUR, rate: 90}' >>desk.yaml
	commit billing desk.yaml
	desk new -s x -c acme >/dev/null
	desk time add 1 1h -m x >/dev/null
	now 2026-12-01T09:00:00Z
	desk month close 2026-11 -y >/dev/null
	documented month-act/1 month show 2026-11 acme
}

@test "members of every answer are documented" {
	desk init --demo "$STORE" >/dev/null 2>&1
	cd "$STORE"
	documented ticket/1 list
	documented ticket/1 search is:open
	documented ticket/1 show 1
	documented log/1 log
	documented now/1 now
	documented status/1 status
	documented card/1 card romashka
	documented report/1 report agents
	documented report/1 report agents --ids
	documented month/1 report month -c romashka --period 2026-11
	documented reports/1 report
	documented index/1 index
	documented draft/1 draft
	documented attachment/1 attach list 6
	documented setting/1 config
	documented agent/1 agent list
	documented customer/1 customer list
	documented calendar/1 calendar list
	documented calendar-day/1 calendar show
	documented sla/1 sla show 1
	mkdir schedules
	printf 'subject: x\nstart: 2026-11-23\nrepeat: FREQ=DAILY\n' >schedules/x.yaml
	commit schedule schedules/x.yaml
	documented schedule/1 schedule list
	documented schedule-occurrence/1 schedule preview x
	documented file/1 customer show romashka
	documented account/1 mail list
	documented intake/1 pull
	documented remind/1 remind -n
	documented remind/1 remind
	documented cron-run/1 cron run
	documented rules-run/1 rules run --due
	documented schedule-run/1 schedule run
	documented sla-run/1 sla escalate -n
	documented sla-run/1 sla escalate
	documented path/1 log 1 --path
	documented approval/1 approve
	documented alert-run/1 alert --due
	documented oncall/1 oncall
	documented time/1 time list
	documented timer/1 time
	documented visit/1 visit list
	documented outbox/1 send --list
	documented contract/1 contract list
	documented bills/1 bill
	documented closing/1 month close 2026-10 -n --anyway
	documented months/1 month list
	documented template/1 template list
	documented template-field/1 template fields
	documented absence/1 away list
	documented rule/1 rules list
	documented finding/1 fsck
	documented check/1 config check
	documented cron/1 cron status
	documented setting/1 config list
	documented field/1 fields
	documented field/1 fields query
	documented field/1 fields entries
	documented help/1 help
	documented schema/1 schema
	documented version/1 version
	documented change/1 set 9 priority=low
	documented change/1 set 9 priority=high -n
	documented init/1 init
}

@test "desk-json(5) names every member, and none that is not" {
	NO_FSCK=1
	local name
	for name in $(desk schema -O ids | grep -v '^index$'); do
		echo "$name"
		desk schema "$name" -O tsv --fields name,type,help
	done >all
	cut -f 1-2 all | tr '\t' ' ' >known
	# Several values are a list, no text that somebody has to part.
	lacks commas "$(grep -P '\ttext\t' all)"
	# The lists of an item's members stand inside of its own list.
	awk '/^\.Sh (ANSWERS|STANDARD ERROR)/ { inside = 1; next }
		/^\.Sh/ { inside = 0 }
		inside && /^\.It Cm [a-z-]+\/[0-9]+$/ { print $3 }
		inside && /^\.It Cm [^ ]+ Pq / { print $3, $5 }' \
		"$TREE/man/desk-json.5" >named
	diff known named
	# The operations of apply, as it names them.
	new_store
	run -64 desk apply <<<'{"op": "none"}'
	equals "$(awk '/^\.Sh/ { inside = $2 == "OPERATIONS" }
		inside && /^\.It Cm/ { printf "%s%s", comma, $3; comma = ", " }' \
		"$TREE/man/desk-json.5")" "${output#*one of }"
}

# tried WORDS...: -n answers, and all of it says that nothing was changed.
tried() {
	run -0 --separate-stderr desk "$@" -n --json </dev/null
	json 'if type == "array" then length > 0 and all(."dry-run") else
		."dry-run" end' >/dev/null || fail "desk $* -n:" "$output"
}

@test "every answer of -n says so, and nothing that changes answers nothing" {
	new_store
	desk new -s Printer -r bob@acme.example -m Dead >/dev/null
	desk reply 1 -m Soon >/dev/null
	local mail
	mail=$(desk send --list -O ids | tail -1)
	tried set 1 priority=high
	tried away @me 1.12-2.12
	tried mail add box@desk.example --no-test --url imaps://mail.desk.example
	tried config set send.delay 5m
	tried config unset send.delay
	tried index --rebuild
	tried init ../other
	tried send
	tried send --cancel "$mail" -y
	tried alert 1
	tried alert --due
	tried remind
	tried rules run
	tried schedule run
	tried sla escalate
	tried time start 1
	tried undo
	run -0 desk config set send.delay 5m --json
	equals "$(json '.[0].value')" 5m
	run -0 desk config unset send.delay --json
	json '.[0].value == null'
	run -0 desk send --cancel "$mail" -y --json
	equals "$(json .commit)" "$(git rev-parse main)"
}

@test "a failure is an error/1 with its exit status" {
	new_store
	run -66 --separate-stderr desk show 99 --json
	equals "$(json '.schema, .code, .kind, .command' "$stderr")" \
		$'error/1\n66\nnot-found\nshow'
	run -64 desk schema nothing/1
}

@test "the tables of the index are those that it has" {
	new_store
	desk index >/dev/null
	desk schema index | sed -n 's/^CREATE TABLE \([a-z_]*\).*/\1/p' | sort >documented
	sqlite3 .git/desk/index.db "SELECT name FROM sqlite_master WHERE
		type = 'table' AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE
		'words_%' AND name NOT LIKE 'sqlite_%' ORDER BY name" >there
	diff documented there
	rm documented there
}
