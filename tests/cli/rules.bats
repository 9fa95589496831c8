# Routing, assignment, and the written part of the regulation.
load helper

# rules LINES: become the section routing.
rules() {
	local keep
	keep=$(sed '/^routing:/,/^[a-z].*bounced/{/^routing:/d;/^  - /d}' desk.yaml)
	{ echo "$keep"; echo 'routing:'; cat; } >desk.new
	mv desk.new desk.yaml
	desk config check
	commit rules desk.yaml
}

@test "the first rule that matches acts, once, in the operation itself" {
	new_store
	rules <<'END'
  - {name: bank, if: 'subject:toner', set: {category: printers, priority: high}}
  - {name: late, if: 'priority:high', set: {type: incident}, do: [tag hot]}
END
	run -0 desk new -s 'No toner'
	equals "$(field 1 category)" printers
	equals "$(field 1 priority)" high
	equals "$(field 1 type)" ''
	has 'rule: bank' "$(desk cat 1)"
	desk set 1 priority=low
	equals "$(field 1 priority)" low
	run -0 desk rules test 1
	has bank
	run -0 desk rules test 1 --explain
	has 'does not match: (priority high)'
	desk new -s other >/dev/null
	run -1 desk rules test 2
	equals "$output" ''
	run -1 desk rules test 2 -O table
	has 'no rule acts; `desk rules test 2 --explain` says why'
	desk rules run
	equals "$(field 1 priority)" high
	local before
	before=$(commits)
	desk rules run
	equals "$(commits)" "$before"
}

@test "a category's priority and type reach what comes by mail and what rules sort" {
	new_store
	sed -i '/^  security:/s/priority:/type: incident, priority:/' desk.yaml
	rules <<'END'
  - {name: virus, if: 'subject:virus', set: {category: security}}
END
	printf 'From: bob@acme.example\nSubject: A virus\n\nHelp.\n' | desk deliver
	equals "$(field 1 category)$(field 1 priority)$(field 1 type)" \
		securityhighincident
	printf 'From: bob@acme.example\nSubject: Paper\n\nHelp.\n' | desk deliver
	equals "$(field 2 priority)" normal
	desk new -s 'A virus' >/dev/null
	desk new -s 'A virus' -p low >/dev/null
	equals "$(field 3 priority)$(field 4 priority)" highlow
	desk new -s 'Backdoor' -k security >/dev/null
	equals "$(field 5 type)" incident
}

@test "what rules ask of clocks acts when these run out" {
	now 2026-11-20T08:00:00Z
	new_store
	rules <<'END'
  - {name: late, if: 'sla:breached', set: {tags: late}}
END
	desk new -s Printer -p critical -r bob@acme.example >/dev/null
	desk rules run --due
	now 2026-11-20T08:10:00Z
	desk rules run --due
	equals "$(field 1 tags)" ''
	now 2026-11-20T14:00:00Z
	run -0 desk rules test 1
	has 'tags: ["late"]'
	desk rules run --due
	equals "$(field 1 tags)" late
	run -1 desk rules test 1
	run -0 desk rules test 1 --explain
	has 'matches, and would change nothing'
	# Once: what a person decides since stays.
	desk set 1 tags-=late
	now 2026-11-20T15:00:00Z
	desk rules run --due
	equals "$(field 1 tags)" ''
	# What time made match since it changed last acts with the next change, too.
	desk new -s Mouse -p critical -r bob@acme.example >/dev/null
	now 2026-11-23T14:00:00Z
	desk comment 2 -m Well >/dev/null
	equals "$(field 2 tags)" late
}

@test "test says what would happen: changed, refused, or first elsewhere" {
	new_store
	rules <<'END'
  - {name: shut, if: 'subject:toner', on: changed, do: [close], continue: true}
  - {name: bank, if: 'subject:toner', on: changed, set: {priority: high}}
  - {name: next, if: 'subject:toner', on: changed, set: {priority: low}}
END
	sed -i 's/^workflow:.*/&\n  - {to: closed, by: rule, require: [type]}/' desk.yaml
	desk config check
	commit workflow desk.yaml
	desk new -s 'No toner' >/dev/null
	run -0 desk rules test 1 --explain --json
	equals "$(json '[.[] | select(.name == ("shut", "bank", "next")) | .acts] | tostring')" \
		'[false,true,false]'
	has 'is refused: '
	has 'priority: normal → high'
	has 'matches, but a rule above was first'
	equals "$(field 1 priority)" normal
}

@test "continue goes on; a changed ticket comes to match" {
	new_store
	rules <<'END'
  - {name: one, if: 'category:network', set: {priority: high}, continue: true}
  - {name: two, if: 'priority:high', do: [tag hot]}
  - {name: three, if: 'tags:hot', do: [comment never]}
END
	desk new -s a >/dev/null
	desk category 1 network
	equals "$(field 1 priority)" high
	has 'hot' "$(desk cat 1)"
	lacks 'never' "$(desk cat 1)"
}

@test "rules that lead in a circle end and are named" {
	new_store
	rules <<'END'
  - {name: there, if: 'category:network', set: {category: printers}}
  - {name: back, if: 'category:printers', set: {category: network}}
END
	run -0 --separate-stderr desk new -s a -k network
	has 'there → back → there' "$stderr"
	equals "$(field 1 category)" network
}

@test "by load with caps, round robin, skills, absence" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --group network
	desk agent add olga --name Olga --mail olga@desk.example --group network
	desk agent add petr --name Petr --mail petr@desk.example --group network
	printf 'cap: 1\n' >>agents/olga.yaml
	sed -i 's/^assignment:.*/assignment: {network: load}/' desk.yaml
	commit load desk.yaml agents/olga.yaml
	local who=''
	for i in 1 2 3 4 5; do
		desk new -s "$i" -k network >/dev/null
		desk assign "$i" network -m up
		who="$who $(field "$i" assignee)"
	done
	equals "$who" ' ivan olga petr ivan petr'
	sed -i 's/^assignment:.*/assignment: {network: {by: round-robin, skills: true}}/' desk.yaml
	printf 'skills: [network]\n' >>agents/ivan.yaml
	printf 'skills: [network]\n' >>agents/petr.yaml
	commit robin desk.yaml agents
	who=''
	for i in 6 7 8; do
		desk new -s "$i" -k network >/dev/null
		desk assign "$i" network -m up
		who="$who $(field "$i" assignee)"
	done
	equals "$who" ' ivan petr ivan'
}

@test "notify tells once, by mail" {
	new_store
	rules <<'END'
  - {name: angry, if: 'type:complaint', set: {priority: high}, do: [notify lead]}
END
	desk new -s a >/dev/null
	desk set 1 type=complaint
	desk set 1 type=request
	desk set 1 type=complaint
	equals "$(desk cat 1 | grep -c '^kind: notice')" 1
	has 'anna@desk.example' "$(desk cat 1)"
}

@test "the written part: report and who has read it" {
	new_store
	add_agent ivan Ivan
	run -0 desk rules report
	has 'Aim of the regulation'
	has '## workflow'
	desk rules report --html -o "$SANDBOX/r.html"
	has '<h2>workflow</h2>' "$(cat "$SANDBOX/r.html")"
	run -1 desk rules ack list
	desk rules ack
	desk --as ivan rules ack
	run -0 desk rules ack list
	echo '* More.' >>regulation/aim.md
	commit more regulation/aim.md
	run -1 desk rules ack list
}

@test "who is away gets nothing; the deputy is told" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --group network
	desk agent add olga --name Olga --mail olga@desk.example --group network
	sed -i 's/^assignment:.*/assignment: {network: round-robin}/' desk.yaml
	commit robin desk.yaml
	desk away ivan 2026-11-20..8.12 --to olga
	run -0 desk away
	equals "$output" "$(printf 'ivan\t2026-11-20\t2026-12-08\tolga\ttrue')"
	for i in 1 2; do
		desk new -s "$i" -k network >/dev/null
		desk assign "$i" network -m up
		equals "$(field "$i" assignee)" olga
	done
	desk away end ivan
	run -0 desk away list
	equals "$output" ''
	lacks 'away' "$(cat agents/ivan.yaml)"
	run -66 desk away end ivan
	run -64 desk away ivan someday
	run -67 desk away nobody 1.12-2.12
}

@test "assignment by hours: who came at night is assigned when the group opens; caps of groups" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --group network
	desk agent add olga --name Olga --mail olga@desk.example --group network
	sed -i -e 's/^assignment:.*/assignment: {network: {by: load, hours: true}}/' \
		-e 's/^  network: {level: L2/&, calendar: late, cap: 1/' \
		-e 's/^calendars:.*/&\n  late: calendars\/late.yaml/' desk.yaml
	printf 'week: {mon-fri: ["12:00-20:00"]}\n' >calendars/late.yaml
	commit hours desk.yaml calendars/late.yaml
	run -0 desk config check
	# Monday; office is open, the group is not.
	now 2026-11-23T10:00:00Z
	desk rules run --due
	desk new -s one -k network >/dev/null
	desk new -s two -k network >/dev/null
	desk assign 1,2 network -m up
	equals "$(field 1 assignee)" ''
	run -0 desk rules run --due
	equals "$output" ''
	now 2026-11-23T12:00:00Z
	run -0 desk rules run --due -n
	desk rules run --due >/dev/null
	equals "$(field 1 assignee) $(field 2 assignee)" 'ivan olga'
	desk new -s three -k network >/dev/null
	desk assign 3 network -m up
	equals "$(field 3 assignee)" ''
	# Above the first level nothing stays without a holder.
	desk assign 1 none
	desk rules run --due >/dev/null
	equals "$(field 1 assignee)" ivan
	has 'rule: assignment' "$(desk cat 1)"
}

@test "a group and the level of its tickets agree, whoever sets one of them" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --group network
	rules <<'END'
  - {name: up, if: 'subject:server', set: {group: expert}}
END
	desk new -s one -k network -a anna >/dev/null
	desk assign 1 network -m 'the switch'
	equals "$(field 1 level) $(field 1 group) $(field 1 assignee)" 'L2 network '
	# Whoever holds it goes on when a category brings the first group.
	desk new -s three -a anna >/dev/null
	desk category 2 printers
	equals "$(field 2 group) $(field 2 assignee)" 'support anna'
	desk drop 2
	desk escalate 1 -m 'too deep'
	equals "$(field 1 level) $(field 1 group)" 'L3 expert'
	run -64 desk set 1 group=network level=L1
	has 'network is of level L2, not L1'
	equals "$(field 1 group)" expert
	# By a rule: one entry says which, in what version, and why.
	desk new -s 'the server' -k network -a anna >/dev/null
	equals "$(field 3 level) $(field 3 group)" 'L3 expert'
	has 'why: subject:server' "$(desk cat 3)"
	has $'desk\trule up: subject:server' "$(LANG=ru_RU.UTF-8 desk log 3)"
	has "$(git rev-parse HEAD~:desk.yaml | cut -c1-12)" "$(desk cat 3)"
}

@test "what a rule sets otherwise than the hand is said" {
	new_store
	rules <<'END'
  - {name: calm, if: 'priority:critical', set: {priority: high}}
END
	desk new -s one -k network >/dev/null
	run -0 --separate-stderr desk priority 1 critical
	has 'rule calm sets priority to high, not critical' "$stderr"
	equals "$(field 1 priority)" high
}

@test "what is changed by hand is ruled once, as if a command had done it" {
	new_store
	rules <<'END'
  - {name: urgent, if: 'type:complaint', set: {priority: high}, do: ['comment look']}
END
	desk new -s one >/dev/null
	desk new -s two >/dev/null
	desk cron run
	local before
	before=$(commits)
	sed -i 's/^type:.*/type: complaint/' "$(file_of 1)"
	commit 'by hand' "$(file_of 1)"
	desk set 2 type=complaint
	desk priority 2 low
	local n
	for n in 1 2 3 4 5 6 7 8 9; do
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n \
			desk rules run --due >/dev/null 2>&1 || true
	done
	desk cron run
	equals "$(field 1 priority)" high
	equals "$(grep -c '^  look' "$(file_of 1)")" 1
	# What a person has decided since stays, whoever runs again.
	equals "$(field 2 priority)" low
	desk priority 1 normal
	echo >>"$(file_of 1)"
	commit 'by hand again' "$(file_of 1)" || true
	desk cron run
	equals "$(field 1 priority)" normal
	run -0 desk rules run --due
	equals "$output" ''
	equals "$(commits)" "$((before + 6))"
}
