# Clocks, calendars and working time through the commands.
load helper

# One ticket of each kind, Friday 20 November, 10:00 in Moscow.
store_with_clocks() {
	now 2026-11-20T07:00:00Z
	new_store --lang ru
	desk new "Не печатает" -r +74951234567 -p normal >/dev/null
	desk new "Сервер 1С" -r +74951234567 -p critical >/dev/null
}

state_of() { # TICKET CLOCK
	desk sla show "$1" --json | jq -r ".clocks[] | select(.clock == \"$2\") |
		.state + \" \" + (.due // \"-\")"
}

@test "a clock runs in working hours, warns, is breached, pauses and is met" {
	store_with_clocks
	equals "$(state_of 1 first-response)" "running 2026-11-20T11:00:00Z"
	equals "$(state_of 2 first-response)" "running 2026-11-20T07:30:00Z"
	now 2026-11-20T07:25:00Z
	equals "$(desk sla check -O tsv)" \
		$'2\tfirst-response\tat-risk\t2026-11-20T07:30:00Z\t1800\tcritical\t\t\tСервер 1С'
	run -0 desk sla check --exit-status
	run -1 --separate-stderr desk sla check --nagios
	has "SLA WARNING - 0 breached, 1 at risk, 4 running | breached=0;;1 at_"
	run -0 --separate-stderr desk sla check --nagios -Q priority:normal
	has "SLA OK - 0 breached, 0 at risk, 2 running |"
	equals "$(desk list is:atrisk -O ids)" 2
	now 2026-11-20T07:31:00Z
	run -1 desk sla check
	run -2 --separate-stderr desk sla check --nagios
	has "SLA CRITICAL - 1 breached"
	equals "$(desk list is:breached -O ids)$(desk list sla:breached -O ids)" 22
	desk wait 1 >/dev/null
	equals "$(state_of 1 first-response)" "paused -"
	now 2026-11-23T07:00:00Z
	desk set 1 status=open >/dev/null
	equals "$(state_of 1 first-response)" "running 2026-11-23T10:29:00Z"
	desk call +74951234567 --on 1 --out -w 2m >/dev/null
	equals "$(state_of 1 first-response)" "met -"
	# Without a number it has its short name.
	local file
	file=$(file_of 2)
	sed -i 's/^number: 2$/number:/' "$file"
	git commit -qanm 'no number'
	file=${file##*/}
	equals "$(desk sla check | head -n1 | cut -f1)" "${file:0:4}"
}

@test "show lists the clocks as sla show does, --public not the team's own" {
	store_with_clocks
	desk escalate 2 -k network -m 'needs the router' >/dev/null
	now 2026-11-20T07:20:00Z
	desk show 2 --json | jq -c '.clocks' >shown
	desk sla show 2 --json | jq -c '.clocks' >explained
	diff shown explained
	has handover "$(cat shown)"
	lacks handover "$(desk show 2 --public --json | jq -c .clocks)"
	DESK_FORCE_TTY=80 NO_COLOR=1 run -0 desk show 2
	[[ $output =~ First\ response\ +30m\ +20m\ +2026-11-20\ 07:30\ +running ]]
	has Handover
	equals "$(desk show 1 2 --json | jq '[.[].clocks | length > 1] | all')" true
	rm shown explained
}

@test "each stretch is explained and adds up" {
	store_with_clocks
	now 2026-11-23T06:30:00Z
	# What changes nothing of the clock parts no stretch.
	desk set 2 tags+=vip >/dev/null
	now 2026-11-23T07:00:00Z
	desk sla show 2 --json | jq -r '.stretches[] | select(.clock ==
		"resolution") | [.from, .until, .counts, .amount, .sum] | @tsv' >got
	diff got - <<-END
		2026-11-20T07:00:00Z	2026-11-20T15:00:00Z	true	28800	28800
		2026-11-20T15:00:00Z	2026-11-23T06:00:00Z	false	0	28800
		2026-11-23T06:00:00Z	2026-11-23T07:00:00Z	true	3600	32400
	END
	rm got
	has "вне часов" "$(LC_ALL=ru_RU.UTF-8 desk sla show 2 -O table)"
}

@test "lists and take --next go by what is due" {
	store_with_clocks
	desk new "Позже" -r +74951234567 -p low >/dev/null
	desk eta 3 '2026-11-20 12:00' >/dev/null
	equals "$(desk list -O ids | tr '\n' ' ')" "2 1 3 "
	equals "$(desk list due:..4bh -O ids | tr '\n' ' ')" "2 1 "
	equals "$(desk take --next)" 2
	equals "$(desk list is:overdue -O ids)" ""
	now 2026-11-20T07:31:00Z
	equals "$(desk list is:overdue -O ids)" 2
}

@test "working time stands wherever a date is read" {
	store_with_clocks
	equals "$(desk parse-date 2bd 4bh)" \
		$'2026-11-24T07:00:00Z\n2026-11-20T11:00:00Z'
	equals "$(desk parse-date --past '2 рабочих дня')" 2026-11-18T07:00:00Z
	desk wait 1 --until 2bd >/dev/null
	has "until: 2026-11-24T07:00:00Z" "$(desk cat 1)"
	desk eta 2 4bh >/dev/null
	has "eta: 2026-11-20T11:00:00Z" "$(desk cat 2)"
	equals "$(desk sla-calc between 2026-11-20T07:00:00Z 2026-11-23T07:00:00Z)" \
		$'32400\t9bh\t1bd'
	equals "$(desk sla-calc after 2026-12-30T07:00:00Z 1bd)" 2027-01-11T07:00:00Z
	equals "$(desk sla-calc --calendar always after now 2h)" 2026-11-20T09:00:00Z
	run -64 desk sla-calc between 2026-11-23T07:00:00Z 2026-11-20T07:00:00Z
	has 'is after'
	run -66 desk sla-calc --calendar ofice after now 2h
	has 'did you mean "office"?'
}

@test "a store without calendars says what to add" {
	new_store
	printf 'desk: 1\nid: x\n' >desk.yaml
	commit bare desk.yaml
	run -78 desk parse-date 2bd
	has "calendars: {office: calendars/office.yaml}"
	desk new one -r +74951234567 >/dev/null
	has "Nothing is promised" "$(LC_ALL=C desk sla show 1 -O table)"
	run -0 desk sla check
}

@test "a holiday added late moves what is due; a broken calendar stands as it was" {
	store_with_clocks
	equals "$(state_of 1 resolution)" "running 2026-11-25T07:00:00Z"
	sed -i 's/^exceptions:.*/exceptions: {2026-11-23: []}/' calendars/office.yaml
	commit holiday calendars/office.yaml
	equals "$(state_of 1 resolution)" "running 2026-11-26T07:00:00Z"
	desk fsck
	echo 'week: {mon: [x]}' >calendars/office.yaml
	commit broken calendars/office.yaml
	equals "$(state_of 1 resolution)" "running 2026-11-26T07:00:00Z"
	run desk fsck
	has "calendars/office.yaml:1:14"
	printf 'week: {}\n' >calendars/office.yaml
	commit never calendars/office.yaml
	equals "$(state_of 1 resolution)" "running -"
	has "no working time" "$(desk calendar list)"
}

@test "policy and priority are those of the time" {
	store_with_clocks
	mkdir -p customers
	printf 'name: Acme\ncontract: {sla: vip}\n' >customers/acme.yaml
	commit acme customers/acme.yaml
	desk new "Для vip" -r +74951234568 -c acme -p critical >/dev/null
	equals "$(state_of 3 resolution)" "running 2026-11-20T09:00:00Z"
	sed -i 's/resolution: 2h/resolution: 3h/' desk.yaml
	commit slower desk.yaml
	equals "$(state_of 3 resolution)" "running 2026-11-20T09:00:00Z"
	desk priority 3 high >/dev/null
	desk priority 3 critical >/dev/null
	equals "$(state_of 3 resolution)" "running 2026-11-20T10:00:00Z"
	equals "$(desk list sla:vip -O ids)" 3
}

@test "the contract counts that was in force when the clock began" {
	store_with_clocks
	mkdir -p customers
	cat >customers/acme.yaml <<-END
		name: Acme
		contract:
		  - {number: 1-A, sla: vip, until: 2026-11-20}
		  - {number: 2-A, from: 2026-11-21, until: 2026-11-30}
		  - {number: 3-A, sla: vip, from: 2026-12-01}
	END
	commit acme customers/acme.yaml
	policy_of() {
		desk sla show "$1" --json | jq -r '.clocks[] |
			select(.clock == "resolution") | .policy + " " + (.contract // "-")'
	}
	desk new "Первая" -r +74951234568 -c acme -p critical >/dev/null
	equals "$(policy_of 3)" 'vip 1-A'
	# The last hour of the day in Moscow, and the first of the next.
	now 2026-11-20T20:59:00Z
	desk new "Вторая" -r +74951234568 -c acme -p critical >/dev/null
	now 2026-11-20T21:01:00Z
	desk new "Третья" -r +74951234568 -c acme -p critical >/dev/null
	equals "$(policy_of 4)" 'vip 1-A'
	equals "$(policy_of 5)" 'standard -'
	equals "$(policy_of 3)" 'vip 1-A'
	# Another priority: measured by what is in force now.
	desk priority 3 normal >/dev/null
	equals "$(policy_of 3)" 'standard -'
	now 2026-12-01T09:00:00Z
	desk new "Четвёртая" -r +74951234568 -c acme -p critical >/dev/null
	equals "$(policy_of 6)" 'vip 3-A'
	equals "$(desk list sla:vip -O ids | sort | tr '\n' ' ')" '4 6 '
	has 3-A "$(DESK_FORCE_TTY=200 desk sla show 6)"
	# What is agreed later holds for clocks that begin then.
	sed -i 's/, sla: vip, from/, sla: standard, from/' customers/acme.yaml
	commit 'another policy' customers/acme.yaml
	equals "$(policy_of 6)" 'vip 3-A'
	desk new "Пятая" -r +74951234568 -c acme -p critical >/dev/null
	equals "$(policy_of 7)" 'standard 3-A'
}

@test "warnings and breaches are told once" {
	store_with_clocks
	now 2026-11-20T07:25:00Z
	equals "$(desk sla escalate -n | cut -f1,2,3,5)" \
		$'2\tfirst-response\twarning\tanna'
	desk sla escalate >/dev/null
	run -0 desk sla escalate
	equals "$output" ""
	now 2026-11-20T07:31:00Z
	desk sla escalate >/dev/null
	desk sla escalate >/dev/null
	equals "$(grep -c '^kind: notice' "$(file_of 2)")" 2
	equals "$(grep -c '^kind: notice' "$(file_of 1)")" 0
}

@test "every action of a policy is done once for a clock, or refused once" {
	store_with_clocks
	sed -i -e 's/    on-warn:.*/    on-warn: [tag hot, notify group]/' -e \
		's/    on-breach:.*/    on-breach: [escalate, comment Late, assign anna]/' \
		desk.yaml
	sed -i 's/^workflow:.*/&\n  - {to: closed, by: rule, require: [asset]}/' desk.yaml
	commit 'other actions' desk.yaml
	now 2026-11-20T07:25:00Z
	equals "$(desk sla escalate -n --json | jq -r '.notices[] | .what + " " + .action' |
		tr '\n' ' ')" 'warning tag hot warning notify '
	desk sla escalate >/dev/null
	equals "$(field 2 tags)" hot
	# The clock stands still and goes on: its due moves, it is the same one.
	desk wait 2 >/dev/null
	now +600
	desk set 2 status=open tags-=hot >/dev/null
	now +240
	equals "$(desk sla escalate -n)" ''
	now +120
	desk set 2 category=network
	desk sla escalate >/dev/null
	equals "$(field 2 level) $(field 2 assignee)" 'L2 anna'
	desk show 2 --json | jq -r '.entries[] | select(.rule == "sla standard") |
		.body' >said
	has 'sla standard, «Первый ответ»: срок нарушен: escalate' "$(cat said)"
	has Late "$(cat said)"
	desk sla escalate >/dev/null
	desk show 2 --json | jq -r '.entries[] | select(.rule == "sla standard") |
		.body' | diff said -
	rm said
	# Nothing above the last level: said once, the rest is done all the same.
	desk new "Ещё один" -r +74951234567 -p critical >/dev/null
	desk escalate 3 --to L3 -k network -m 'the expert' >/dev/null
	now +3600
	run -0 --separate-stderr desk sla escalate -O json
	has 'sla standard: escalate: 3 is' "$stderr"
	equals "$(field 3 level) $(field 3 assignee)" 'L3 anna'
	has '; отказано: 3' "$(desk cat 3)"
	# The lead hears of it.
	has 'Отказано: 3' "$(desk cat 3)"
	# Whom the category gave to the expert stays with the expert.
	desk agent add olga --name Olga --mail olga@desk.example --group expert
	desk new "Взлом" -r +74951234567 -k security -p critical -a olga >/dev/null
	now +3600
	run -0 --separate-stderr desk sla escalate -O json
	has 'escalate: 4 is at L3 already' "$stderr"
	equals "$(field 4 level)" L1
	# A row of the workflow for rules refuses, and the ticket stays as it was.
	sed -i 's/    on-breach:.*/    on-breach: [close]/' desk.yaml
	commit 'close what is late' desk.yaml
	run -0 --separate-stderr desk sla escalate
	has 'close needs asset' "$stderr"
	lacks closed "$(field 1 status)$(field 2 status)$(field 3 status)"
	run -0 --separate-stderr desk sla escalate
	equals "$output$stderr" ''
}

@test "report sla counts what was due in the period" {
	store_with_clocks
	desk eta 1 '2026-11-20 08:00' >/dev/null
	now 2026-11-20T08:30:00Z
	desk eta 1 '2026-11-20 15:00' >/dev/null
	desk set 1 category=printers >/dev/null
	desk solve 1 -w 5m -m "Готово" >/dev/null
	now 2026-11-23T07:00:00Z
	desk report sla --json >got
	equals "$(jq -r '.rows[] | [.clock, ."sla-met", ."sla-breached",
		."sla-running", ."promises-broken-before"] | @tsv' got)" \
		$'first-response\t0\t1\t0\t0\npromise\t1\t0\t0\t1\nresolution\t1\t1\t0\t0'
	rm got
	equals "$(desk report sla --ids -O ids | tr '\n' ' ')" "1 2 "
	equals "$(desk report sla --as-of 2026-11-20T07:10:00Z --json |
		jq -c '[.rows[]."sla-breached"]')" "[0,0,0]"
	equals "$(desk report kpi --json | jq '."resolution-bh-median"')" 5400
	# What runs at the end of a period, and nothing of one to come; as history
	# knows it, whatever became of it.
	desk new -s Later -r bob@acme.example -m text >/dev/null
	now 2026-11-23T07:00:10Z
	equals "$(desk report sla --json | jq '[.rows[]."sla-running"] | add')" 2
	equals "$(desk report sla --period 2026-10 --skip-empty)" ""
	equals "$(desk report sla --period 2026-12 --skip-empty)" ""
	local then='2026-11-20 10:10'
	equals "$(desk report sla --since 2026-11-20 --until "$then" --json |
		jq -c '[.rows[] | [.clock, ."sla-running"]]')" \
		"$(desk report sla --since 2026-11-20 --until "$then" --json \
			--as-of 2026-11-20T07:09:59Z |
			jq -c '[.rows[] | [.clock, ."sla-running"]]')"
	equals "$(desk report sla --since 2026-11-20 --until "$then" --json |
		jq '[.rows[]."sla-running"] | add > 0')" true
	equals "$(desk report sla --by day --since 2026-11-20 --json |
		jq -c '[.rows[]."sla-running"] | unique')" '[null]'
}

@test "days off come from an .ics file" {
	new_store
	cat >days.ics <<-END
		BEGIN:VCALENDAR
		VERSION:2.0
		BEGIN:VEVENT
		UID:1
		DTSTART;VALUE=DATE:20200501
		RRULE:FREQ=YEARLY
		SUMMARY:Day of work: yes
		END:VEVENT
		BEGIN:VEVENT
		UID:2
		DTSTART:20261127T100000Z
		SUMMARY:A meeting
		END:VEVENT
		BEGIN:VEVENT
		UID:3
		DTSTART;VALUE=DATE:20200501
		RRULE:FREQ=MONTHLY;BYMONTHDAY=12;BYDAY=5TH
		SUMMARY:A day that never comes
		END:VEVENT
		END:VCALENDAR
	END
	run -0 --separate-stderr desk calendar import days.ics --into office
	has "1 events with a time of day" "$stderr"
	equals "$(desk calendar show office --period 2027-04-30..2027-05-03 -O tsv |
		cut -f1,3,4)" "$(printf '%s\n' $'2027-04-30\t09:00-18:00\t' \
		$'2027-05-01\t\tDay of work: yes' $'2027-05-02\t\t' \
		$'2027-05-03\t09:00-18:00\t')"
	run -65 desk calendar import "$BATS_TEST_FILENAME"
	has "begins with BEGIN:VCALENDAR"
	rm days.ics
}

@test "a report fails if a figure is as it must not be" {
	store_with_clocks
	now 2026-11-20T07:20:00Z
	run -0 --separate-stderr desk report sla --fail-if 'sla<95' --fail-if 'breached>9'
	equals "$stderr" ''
	now 2026-11-20T12:00:00Z
	run -1 --separate-stderr desk report sla --fail-if 'sla<95' -O json
	has 'sla<95: first-response: sla-attainment is 0.0%' "$stderr"
	equals "$(json .schema)" report/1
	run -1 --separate-stderr desk report kpi --fail-if 'open>=1'
	has 'open>=1: open is' "$stderr"
	run -64 desk report sla --fail-if 'sal<95'
	run -64 desk report sla --fail-if 'sla<95' --ids
	# --by offers what works.
	lacks clock "$(desk __complete -- report backlog --by '')"
	lacks clock "$(desk __complete -- report time --by '')"
	run -64 desk report backlog --by clock
	has 'by agent'
	run -64 desk report levels --by level --as-was later
	has 'then, created, solved'
}
