# Every report in every shape of store and format: it answers, by the days of
# the desk whoever asks, and writes nothing.
load helper

FORMATS=(table tsv csv json md html)
REPORTS=(agents assets backlog categories csat customers health kpi levels load
	reassignments requesters sla staffing time top)

# all_reports OPTIONS...: each in one format, the next in the next one; kpi in all.
all_reports() {
	local report format i=0
	for report in "${REPORTS[@]}"; do
		format=${FORMATS[i++ % ${#FORMATS[@]}]}
		run -0 --separate-stderr desk report "$report" "$@" -O "$format"
		lacks nan "$output"
	done
	for format in "${FORMATS[@]}"; do
		run -0 --separate-stderr desk report kpi "$@" -O "$format"
		[ -n "$output" ]
	done
}

# What a store holds but for its index.
bytes() {
	find . -path ./.git/desk -prune -o -type f -print0 | sort -z |
		xargs -0 sha256sum
}

@test "each report answers: no ticket, one, the future, words and people that are gone" {
	now 2026-11-23T07:00:00Z
	new_store
	all_reports
	local report
	for report in "${REPORTS[@]}" month; do
		equals "$(desk report "$report" --skip-empty)" ''
		desk report "$report" -n --email boss@acme.example >/dev/null
	done
	has 'nothing to count' "$(desk report backlog --period 2031-01 -O md)"
	add_agent ivan 'Ivan Ivanov'
	desk new -s 'No net' -k network -r +74951234567 >/dev/null
	desk assign 1 ivan >/dev/null
	desk time add 1 15m >/dev/null
	all_reports
	all_reports --since 2031-01-01 --until 2031-02-01
	git mv agents/ivan.yaml agents/vanya.yaml
	sed -i '/^  network:/d; /^  network\//d' desk.yaml
	git add -A
	commit gone desk.yaml agents
	local before
	before=$(bytes)
	all_reports
	all_reports --as-of 2026-11-23T07:00:01Z
	has network "$(desk report categories -O csv)"
	has vanya "$(desk report agents -O csv)"
	equals "$(bytes)" "$before"
	# Tickets hold a word that is gone: no clean fsck is expected.
	NO_FSCK=1
}

@test "each report answers for 200 agents with names of 60 characters" {
	now 2026-11-23T07:00:00Z
	new_store
	local i long
	long=$(printf 'Н%.0s' {1..60})
	for i in {1..200}; do
		printf 'name: %s%s\nmails: [a%s@desk.example]\n' "${long:3}" "$i" \
			"$i" >"agents/a$i.yaml"
	done
	commit agents agents
	desk new -s 'No net' -r +74951234567 >/dev/null
	for i in {1..200}; do
		sed -i "s/^assignee:.*/assignee: a$i/" "$(git ls-files tickets)"
		git commit -qam "$i" --no-verify
	done
	all_reports
	equals "$(desk report reassignments -O csv | wc -l)" 201
}

@test "days are those of the desk, whatever TZ says" {
	now 2026-11-23T03:30:00Z
	new_store
	sed -i 's/^timezone:.*/timezone: America\/New_York/' desk.yaml
	commit zone desk.yaml
	desk new -s 'No net' -r +74951234567 >/dev/null
	now 2026-11-23T05:30:00Z
	desk new -s 'No paper' -r +74951234568 >/dev/null
	now 2026-11-24T12:00:00Z
	local zone answer first=
	for zone in UTC Asia/Tokyo America/Los_Angeles Pacific/Kiritimati; do
		answer=$(
			export TZ=$zone
			desk report kpi --period 2026-11-22 --json --jq .created
			desk report kpi --since 2026-11-23 --until 2026-11-24 --json \
				--jq .created
			desk report kpi --period 2026-11 --as-of 2026-11-22 --json \
				--jq .created
			desk report backlog --json --jq '[.rows[] | [.day, .created]]'
			desk list is:all created:2026-11-22 -O ids
			desk list is:all 'created:2026-11-23..' -O ids
		)
		first=${first:-$answer}
		equals "$answer" "$first"
	done
	equals "$first" $'1\n1\n0\n[["2026-11-22",1],["2026-11-23",1],["2026-11-24",0]]\n1\n2'
}
