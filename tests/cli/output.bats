# How answers look: formats, columns, colour, pager, files.
load helper
NO_FSCK=1

@test "a pipe gets tabs, --json gets objects" {
	run -0 desk fields is
	has $'open\t'
	lacks name
	run -0 desk fields is --json
	equals "$(json 'map(select(.name == "open")) | length')" 1
}

@test "--fields chooses columns and their order" {
	run -0 desk fields is --fields help,name
	has $'\topen'
	run -64 --separate-stderr desk fields is --fields nme
	has name "$stderr"
}

@test "-O takes the known formats" {
	local format
	for format in csv html ids json jsonl md table tsv; do
		run -0 desk fields is -O $format
		has open
	done
	run -64 --separate-stderr desk fields -O yaml
	has csv "$stderr"
}

@test "-n says in a pipe that nothing was changed, unless quiet" {
	new_store
	desk new -s Printer >/dev/null
	local before
	before=$(commits)
	run -0 --separate-stderr desk set 1 priority=high -n
	equals "$stderr" 'nothing was changed (-n)'
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr desk set 1 priority=high -n
	equals "$stderr" 'ничего не изменено (-n)'
	run -0 --separate-stderr desk set 1 priority=high -n -q
	equals "$stderr" ''
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr \
		desk set 1 priority=high -n --json
	equals "$(jq -r '.schema + " " + .message' <<<"$stderr")" \
		'note/1 nothing was changed (-n)'
	run -0 --separate-stderr desk agent add kate --mail k@desk.example -n -O json
	json '."dry-run" == true and .commit == null'
	equals "$(commits)" "$before"
	run -0 --separate-stderr desk agent add kate --mail k@desk.example --json
	equals "$stderr" ''
	json 'has("dry-run") | not'
}

@test "-n is there wherever something is changed" {
	new_store
	desk new -s Printer >/dev/null
	desk list >/dev/null
	local before command
	state() {
		find . -type f ! -name "*-shm" ! -name "*-wal" ! -name "*.lock" \
			-exec sha256sum {} + | sort
	}
	desk cron run -n >/dev/null 2>&1
	before=$(state)
	for command in 'config set send.delay 30s' 'config add account.x.address y@z.example' \
		'config unset send.delay' 'fsck --fix' 'index --rebuild' \
		'cron run' "init $SANDBOX/none" 'new -s Toner' 'close 1 --as spam' \
		'agent add kate --mail k@desk.example' 'away anna 2026-11-23' \
		'template add hello -m Hi' 'customer add roma --title Roma' \
		'undo' 'take 1' 'time add 1 5m' 'time start 1'; do
		run -0 --separate-stderr desk $command -n
		has 'nothing was changed (-n)' "$stderr"
		[ "$(state)" = "$before" ] || fail "$command -n changed something"
	done
	[ ! -e "$SANDBOX/none" ]
	run -0 --separate-stderr desk config set send.delay 30s -n --json
	json '.[0].value == "30s"'
	run -0 --separate-stderr desk cron run -n --json
	json '.schema == "cron-run/1" and ."dry-run" and .ours == null and
		([.jobs[].job] | sort) == ["remind", "rules", "schedule", "sla"]'
	run -0 --separate-stderr desk send -n --json
	json '.schema == "send/1" and ."dry-run" and .sent == 0 and .mails == []'
	run -0 --separate-stderr desk set 1 priority=high -n --json
	json '.[0]."dry-run" and .[0].commit == null'
	run -0 --separate-stderr desk init "$SANDBOX/none" -n --json
	json '."dry-run"'
	run -64 desk init "$SANDBOX/none" --preset nonsense -n
}

@test "a list is of what is open, unless it asks for something else" {
	new_store
	desk new -s 'Printer 1300' >/dev/null
	desk solve 1 -m Done -k printers -w 5m >/dev/null
	desk new -s Toner >/dev/null
	equals "$(desk list -O ids)" 2
	equals "$(desk list is:all -O ids | sort)" $'1\n2'
	equals "$(desk list solved:2026-11 -O ids)" 1
	equals "$(desk list resolution:solved -O ids)" 1
	equals "$(desk list has:solved -O ids)" 1
	equals "$(desk list closed:2026-11 -O ids)" ''
	run -0 --separate-stderr desk list 13
	has '`desk show 13`' "$stderr"
	run -0 --separate-stderr desk list '#1' -O ids
	equals "$output$stderr" 1
	run -0 --separate-stderr desk list number:1 -O ids
	equals "$output$stderr" 1
}

@test "days are those of the store's zone, whoever asks" {
	new_store
	sed -i 's|^timezone:.*|timezone: Europe/Moscow|' desk.yaml
	commit zone desk.yaml
	now 2026-11-30T20:59:59Z
	desk new -s November >/dev/null
	now 2026-11-30T21:00:30Z
	desk new -s December >/dev/null
	now 2027-01-10T10:00:00Z
	local zone
	for zone in UTC Asia/Tokyo America/New_York; do
		equals "$(TZ=$zone desk list created:2026-11 -O ids)" 1
		equals "$(TZ=$zone desk report kpi --since 2026-12-01 \
			--until 2027-01-01 --fields created)" \
			"$(desk report kpi --period 2026-12 --fields created)"
		lacks December "$(TZ=$zone desk list --as-of 2026-12-01)"
		equals "$(TZ=$zone desk log --since 2026-12-01 --until 2026-12-02 \
			--jq '[.[].number] | unique | tostring')" '[2]'
		# A moment that a person names is theirs.
		TZ=$zone desk eta 1 '2027-01-11 10:00' >/dev/null
		has 'T' "$(field 1 eta)"
	done
	# The wrong way round is no empty answer.
	run -64 desk report kpi --since 2026-12-01 --until 2026-11-01
	has '--since 2026-12-01 is not before --until 2026-11-01'
	run -64 desk log --since tomorrow
	has 'still to come'
	run -64 desk away "$(desk agent list -O ids | head -1)" 5.12-1.12
	has 'ends before it begins'
}

@test "--jq answers from the JSON" {
	run -0 desk fields is --jq '.[] | select(.name == "open") | .name'
	equals "$output" open
	run -64 desk fields --jq '.['
	run -64 desk help --jq .
}

@test "--format makes a line each, -z ends it with NUL" {
	run -0 desk fields is --format '<%(name:upper)>'
	has '<OPEN>'
	run -0 bash -c "desk fields is -z --format '%(name)' | tr '\\0' '\\n'"
	has open
	run -64 --separate-stderr desk fields is --format '%(nme)'
	has nme "$stderr"
	run -64 desk fields is -z -O json
}

@test "-o replaces a file as a whole, its ending names the format" {
	desk fields is -o out.json
	equals "$(jq -r 'map(select(.name == "open"))[0].name' out.json)" open
	desk fields is -o out.txt
	equals "$(cat out.txt)" "$(desk fields is)"
	run -73 --separate-stderr desk fields is -o no/such/out
	has 'no folder no/such' "$stderr"
	run -73 desk fields is -o /dev/full
	mkfifo pipe
	run -73 timeout 20 desk fields is -o pipe
	rm pipe
	equals "$(desk fields is -o /dev/stdout)" "$(desk fields is)"
	ln -s out.txt link
	desk fields is -o link
	[ -L link ]
	rm link
	equals "$(ls)" "$(printf '%s\n' bin calls home out.json out.txt)"
}

@test "a terminal gets a table that fits" {
	DESK_FORCE_TTY=60 run -0 desk config list --config alias.x=version
	git config --global desk.note "$(printf 'длинный текст %.0s' {1..20})"
	DESK_FORCE_TTY=60 run -0 desk config list
	has note
	local line
	for line in "${lines[@]}"; do
		((${#line} <= 60)) || fail "too wide: $line"
	done
	run -0 desk config list --porcelain v1
	local plain=$output
	DESK_FORCE_TTY=60 run -0 desk config list --porcelain v1
	equals "$output" "$plain"
	run -64 desk config list --porcelain v2
}

@test "colour obeys option and environment, and only tables have it" {
	git config --global desk.note text
	export DESK_FORCE_TTY=80
	TERM=xterm run -0 desk config list --color always
	local coloured=$output
	[[ $coloured == *$'\e['* ]] || skip 'this table has no colour'
	DESK_COLOR=always run -0 desk config list
	equals "$output" "$coloured"
	CLICOLOR_FORCE=1 run -0 desk config list
	equals "$output" "$coloured"
	TERM=xterm run -0 desk config list
	equals "$output" "$coloured"
	TERM=xterm NO_COLOR=1 run -0 desk config list
	lacks $'\e['
	TERM=dumb run -0 desk config list
	lacks $'\e['
	run -0 desk config list --color always -O json
	lacks $'\e['
	run -64 desk config list --color sometimes
}

@test "the pager gets what is longer, and may leave early" {
	printf '#!/bin/sh\necho "paged $LESS"\nhead -n 1\n' >bin/pager
	chmod +x bin/pager
	DESK_FORCE_TTY=80 DESK_PAGER=pager run -0 desk help
	has 'paged FRX'
	DESK_FORCE_TTY=80 DESK_PAGER=cat run -0 desk help
	lacks paged
	DESK_PAGER=pager run -0 desk help
	lacks paged
	DESK_FORCE_TTY=80 DESK_PAGER='no such pager' run -0 desk help
	has 'usage: desk'
}

@test "an empty answer is 0, with --exit-status 1" {
	run -0 desk config list --json
	equals "$output" '[]'
	run -1 desk config list --exit-status
	equals "$output" ''
	# A person is told; a script has its exit code.
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk config list
	equals "$output" ''
	equals "$stderr" 'There is nothing to show.'
	DESK_FORCE_TTY=80 run -0 desk config list -q
	equals "$output" ''
	git config --global desk.note text
	run -0 desk config list --exit-status
}

@test "what has nothing says so once, and counts in the reader's language" {
	new_store
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk alert --due
	equals "$stderr" 'nothing is due'
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk sla escalate
	equals "$stderr" 'nothing is due'
	desk new -q one
	desk new -q two
	DESK_FORCE_TTY=80 run -78 --separate-stderr desk alert 1
	lacks 'nothing to show' "$stderr"
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr \
		desk list --limit 1
	has '1 из 2 заявок' "$stderr"
	run -64 desk report agents foo
	has '"foo" is one too many'
}

@test "values that look like escapes are shown, not obeyed" {
	git config --global desk.note $'a\e[31mb'
	DESK_FORCE_TTY=80 run -0 desk config list
	lacks $'\e[31m'
	DESK_FORCE_TTY=80 run -0 desk config list --format '%(value)'
	lacks $'\e[31m'
}

@test "what orders, counts and chooses works on every answer, or is refused" {
	new_store
	desk new -s 'Beta' -c none >/dev/null
	desk new -s 'Alpha' >/dev/null
	desk time add 1 30m -m 'looked' >/dev/null
	local command option
	while read -r command; do
		for option in '--sort nosuch' '--limit few' '--fields nosuch'; do
			run -64 desk $command $option
		done
	done <<-'END'
		agent list
		approve
		attach list 1
		away list
		calendar list
		card ivan@example.org
		config check
		config list
		contract list
		cron status
		customer list
		draft
		fields
		fsck --quick
		index
		list
		log
		log 1 --path
		mail list
		now
		oncall
		query
		report
		report agents
		report kpi
		rules list
		schedule list
		schema
		search beta
		send --list
		show 1
		show 1 2
		sla check
		sla show 1
		status
		template list
		time list
		visit list
	END
	# And where there are rows, it does something.
	equals "$(desk log --sort -number,at --limit 1 --fields number)" 2
	equals "$(desk show 1 2 --sort -number -O ids)" \
		"$(desk list --sort -number --fields uid)"
	equals "$(desk report agents --fields Сотрудник,solved -O tsv --header)" \
		$'agent\tsolved\n\t0\nanna\t0'
	equals "$(desk report agents --fields agent,solved -O csv | tr -d '\r')" \
		$'agent,solved\n,0\nanna,0'
	equals "$(desk report agents --limit 1 --jq '.rows | length')" 1
	# The format that an ending names has all, too.
	desk list -o all.json
	equals "$(jq '.[0] | keys' all.json)" \
		"$(desk list -O json | jq '.[0] | keys')"
}

@test "no fault is no empty answer" {
	new_store
	run -0 desk config check --exit-status
	run -0 desk fsck --exit-status
	run -0 desk sla check --exit-status
	run -1 desk list --exit-status
}
