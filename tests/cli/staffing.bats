# When people write and call, and how many it takes to answer them.
load helper

staffing() { # FILTER OPTIONS…
	local filter=$1
	shift
	desk report staffing "$@" --json | jq -c "[$filter]"
}

@test "Erlang C of what is given" {
	new_store
	local all='.agents, .waiting, ."service-level", .wait | . * 1e6 | round'
	equals "$(staffing "$all" --arrivals 200/h --handle 180s --within 20s \
		--agents 14)" '[14000000,174132,888350,7835937]'
	equals "$(staffing "$all" --arrivals 8000/8h --handle 2m --agents 40)" \
		'[40000000,190737,937211,3433271]'
	# So many can carry that.
	equals "$(staffing '.carried * 100 | round' --handle 270s --target 76% \
		--agents 24 --arrivals 1/h)" '[26905]'
	equals "$(staffing '.by, .agents, .roster, .naive, ."naive-service-level"' \
		--arrivals 200/h --handle 180s --shrinkage 30%)" '[null,14,20,10,0]'
	equals "$(staffing '.agents' --arrivals 200/h --handle 180s \
		--occupancy 50)" '[20]'
	equals "$(staffing '.agents, .naive' --arrivals 200/ч --handle 180s \
		--concurrency 3)" '[5,4]'
	# The day of work of the calendar has nine hours here.
	equals "$(staffing '.arrivals' --arrivals 72/day --handle 3m)" '[8]'
	# Of nothing nobody waits; what is too much is said.
	equals "$(staffing '.agents, .stable' --arrivals 0/h --handle 180s)" \
		'[0,true]'
	equals "$(staffing '.stable, .wait, ."service-level"' --arrivals 200/h \
		--handle 180s --agents 10)" '[false,null,0]'
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=80 run -0 desk report staffing \
		--arrivals 200/h --handle 180s --agents 10
	has 'очередь будет только расти' "$output"
	has '14 agents answer 89% within 20s; chat calculators say 10, who would' \
		"$(desk report staffing --arrivals 200/h --handle 180s -O md)"
	# A store without anything has no hours, and no handle time.
	equals "$(staffing '.rows, .agents, .coverage')" '[[],null,null]'
	LC_ALL=ru_RU.UTF-8 desk report staffing -o none.html
	has 'Обращений не было: считать не из чего.' "$(cat none.html)"
	rm none.html
	run -64 desk report staffing --arrivals 5/h
	has '--handle' "$output"
	run -64 desk report staffing --arrivals 1000000/h --handle 1h
	local wrong
	for wrong in --arrivals=5 --arrivals=5/x --arrivals=-1/h --target=100% \
		--target=x --shrinkage=96 --agents=0 --concurrency=101 --handle=0; do
		run -64 desk report staffing --arrivals 5/h --handle 3m "$wrong"
	done
	run -64 desk report kpi --agents 3
	has staffing "$output"
}

@test "contacts by hour of the week, and who they need" {
	now 2026-03-02T06:00:00Z
	new_store
	sed -i 's/^timezone: .*/timezone: Europe\/Moscow/' desk.yaml
	commit zone desk.yaml
	local day
	for day in 02 09; do
		now "2026-03-${day}T06:10:00Z"
		desk new -s x -r bob@acme.example -m t >/dev/null
		desk call bob@acme.example -w 10m >/dev/null
	done
	desk call bob@acme.example --missed >/dev/null
	desk call bob@acme.example --out -w 20m >/dev/null
	now 2026-03-10T21:30:00Z
	desk new -s night -r bob@acme.example -m t >/dev/null
	now 2026-03-16T05:00:00Z
	# Half past midnight of Wednesday in Moscow; we called, nobody turned to us.
	equals "$(desk report load --period 2026-03 --json | jq -c '[.rows[] |
		[."weekday-hour", .contacts, .messages, ."calls-in", ."calls-missed"]]')" \
		'[["1 09",5,2,3,1],["3 00",1,1,0,0]]'
	DESK_FORCE_TTY=80 run -0 desk report load --period 2026-03
	has '09:00    5' "$output"
	desk report load --period 2026-03 -o "$SANDBOX/load.html"
	has '<td style="--p:1.00" class="n">5</td>' "$(cat "$SANDBOX/load.html")"
	has '<summary>Wed 00:00 · Messages (1 ticket)</summary>' \
		"$(cat "$SANDBOX/load.html")"
	# Two Mondays are over; both calls took ten minutes.
	equals "$(staffing '.coverage * 100 | round' --period 2026-03)" '[33]'
	equals "$(staffing '.rows[] | .arrivals, .load | . * 1e3 | round' \
		--period 2026-03)" \
		'[2500,417,500,83]'
	run -0 "$TREE/tests/checker/staffing.py" "$STORE" "$DESK_BIN" \
		2026-03-01T21:00:00Z 2026-03-16T05:00:00Z
	equals "$output" '6 contacts in 2 hours of the week'
	run -64 desk report staffing --by agent
}

rate_by_hand() { # TICKET ID VALUE [AT]
	printf -- '---\nid: %s\nkind: rating\nat: %s\nby: bob@acme.example\nvalue: %s\n' \
		"$2" "${4-$DESK_NOW}" "$3" >>"$(file_of "$1")"
	git commit -qam 'by hand' --no-verify
}

csat() {
	desk report csat --period 2026-03 "$@" --json | jq -c '[(.rows // [.])[] |
		[.agent, .solved, .csat, ."csat-good", ."csat-bad", .rated, ."csat-response"]]'
}

@test "ratings are of who solved the ticket, and of what was solved in the period" {
	now 2026-03-02T06:00:00Z
	new_store
	add_agent vera Vera
	local i
	for i in 1 2 3 4; do
		desk new -s "Trouble $i" -r bob@acme.example -k network -m t >/dev/null
	done
	desk solve 1,2 -m d -w 5m >/dev/null
	i_am vera
	desk solve 3 -m d -w 5m >/dev/null
	equals "$(csat)" \
		'[["anna",2,null,null,0,0,0],["vera",1,null,null,0,0,0]]'
	now 2026-03-03T06:00:00Z
	rate_by_hand 1 aaaaa1 2
	rate_by_hand 2 aaaaa2 5
	rate_by_hand 4 aaaaa4 1
	now 2026-04-03T06:00:00Z
	# The last one counts, whenever it came; of what is not solved none does.
	rate_by_hand 1 aaaaa5 4
	rate_by_hand 3 aaaaa3 1
	equals "$(csat)" '[["anna",2,4.5,1,0,2,1],["vera",1,1,0,1,1,1]]'
	equals "$(csat --as-of 2026-03-15)" \
		'[["anna",2,3.5,0.5,1,2,1],["vera",1,null,null,0,0,0]]'
	equals "$(csat -Q number:2,4)" '[["anna",1,5,1,0,1,1]]'
	run -1 desk report csat --period 2026-03 --fail-if 'csat<4'
	has 'csat is 1' "$output"
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 desk report csat --period 2026-03
	has '4,50' "$output"
	desk report csat --period 2026-03 -o "$SANDBOX/csat.html"
	has '4.50' "$(cat "$SANDBOX/csat.html")"
}

@test "what the requester told is written down, but not by whose ticket it is" {
	new_store
	add_agent vera Vera 'roles: [lead]'
	add_agent anna Anna
	desk new -s x -r bob@acme.example -k network -m t >/dev/null
	run -77 desk rate 1 5
	has 'is not solved' "$output"
	desk solve 1 -m d -w 5m >/dev/null
	run -77 desk rate 1 5
	has '1 is yours' "$output"
	run -64 desk rate 1
	run -64 desk rate 1 6
	i_am vera
	desk rate 1 хорошо -m 'On the phone.' >/dev/null
	equals "$(desk show 1 --json | jq -c '.rating, (.entries[-1] |
		[.kind, .by, .value, (.body | rtrimstr("\n"))])')" '4
["rating","vera",4,"On the phone."]'
	equals "$(desk list is:solved rating:4 -O ids)" 1
	desk undo >/dev/null
	equals "$(desk show 1 --json | jq -c .rating)" null
	desk new -s y -r bob@acme.example -k network -m t >/dev/null
	desk solve 2 -m d -w 5m >/dev/null
	desk rate 2 2 >/dev/null
	equals "$(field 2 rating)" 2
}
