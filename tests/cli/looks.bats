# What people look at in a browser: every report with nothing, one row, twelve
# and two hundred, in both languages.
load helper

# Names as long as they get, in both alphabets.
write_people() {
	python3 - <<-'END'
	import json, pathlib
	long = "subsidiary-of-a-company-with-a-name-that-goes-on-and-on-and"
	for i in range(200):
	    name = f"{long[:57]}{i:03}" if i % 40 == 7 else f"customer-{i:03}"
	    pathlib.Path(f"customers/{name}.yaml").write_text(
	        f"name: {name if i % 40 == 7 else f'Customer {i}'}\ncontacts:\n"
	        f"  boss: {{name: Boss, mails: [boss@c{i}.example]}}\n")
	for i in range(12):
	    pathlib.Path(f"agents/agent{i:02}.yaml").write_text(
	        f"name: Agent {i}\nmails: [agent{i:02}@desk.example]\n")
	ops = []
	for i in range(230):
	    ops.append({"op": "new", "subject": f"Ticket {i} " + "слово " * (i % 9),
	                "requester": f"boss@c{(i * i) % 200 if i > 199 else i}.example",
	                "assignee": f"agent{i % 12:02}",
	                "category": ["network", "printers", "other", "network/vpn"][i % 4]})
	pathlib.Path("../new.json").write_text(json.dumps(ops))
	later = []
	for i in range(1, 160):
	    later.append({"op": "comment", "ticket": i, "message": "Looked."})
	    if i % 3:
	        later.append({"op": "work", "ticket": i, "time": f"{5 + i}m"})
	    if i % 2:
	        later.append({"op": "reply", "ticket": i, "message": "We look."})
	    if i % 3 and i % 4 == 1:
	        later.append({"op": "solve", "ticket": i, "message": "Done."})
	pathlib.Path("../work.json").write_text(json.dumps(later))
	END
}

# page NAME SHEETS OPTIONS...: NAME.html and NAME-ru.html of a report.
page() {
	local name=$1 sheets=$2
	shift 2
	desk report "$@" -o "$SANDBOX/pages/$name.html"
	env LC_ALL=ru_RU.UTF-8 desk report "$@" \
		-o "$SANDBOX/pages/$name-ru.html"
	[ "$sheets" = 0 ] || echo "$sheets" >"$SANDBOX/pages/$name.html.sheets"
}

@test "reports look right in Chromium at every size" {
	now 2026-11-01T08:00:00Z
	new_store --preset it-outsourcing
	git config desk.sync manual
	mkdir -p customers "$SANDBOX/pages"
	write_people
	commit people customers agents
	now 2026-11-02T08:00:00Z
	desk apply <../new.json >/dev/null
	now 2026-11-04T13:30:00Z
	desk apply <../work.json >/dev/null
	now 2026-11-20T09:00:00Z
	local report
	for report in $(desk report | cut -f1); do
		if [ "$report" = month ]; then
			page "$report-none" 1 "$report" --period 2025-01
		else
			page "$report-none" 1 "$report" -Q number:9999
		fi
		page "$report-all" 0 "$report" --period 2026-11
		page "$report-one" 3 "$report" --period 2026-11 -c customer-001
	done
	page customers-twelve 6 customers --period 2026-11 \
		-Q 'number:1..12'
	page drill 9 customers --period 2026-11 -Q 'number:1..12' --drill
	# Each figure leads to its tickets, unless they are too many.
	has 'href="#drill-0"' "$(cat "$SANDBOX/pages/drill.html")"
	has 'href="#drill-0"' "$(cat "$SANDBOX/pages/customers-twelve.html")"
	has 'href="#drill-0"' "$(cat "$SANDBOX/pages/kpi-one.html")"
	# Hundreds of rows stand folded below the first twelve and the sum.
	has '<details class="fold"><summary>Counts (' \
		"$(cat "$SANDBOX/pages/customers-all.html")"
	lacks 'class="fold"' "$(cat "$SANDBOX/pages/customers-twelve.html")"
	has '<h2>How long it took</h2>' "$(cat "$SANDBOX/pages/kpi-all.html")"
	page compared 6 agents --period 2026-11 --compare previous
	page days 6 kpi --period 2026-11 --by day
	page days-two-hundred 0 backlog --since 2026-05-01 --until 2026-11-21
	page months 4 agents --period 2026 --by month
	desk list -o "$SANDBOX/pages/list.html"
	desk show 9 -o "$SANDBOX/pages/show.html"
	"$TREE/tests/cli/chromium.py" "$SANDBOX/pages"
	# Made again it is the same, wherever it is put.
	now +3600
	desk report kpi --period 2026-11 --as-of 2026-11-20T09:00:00Z \
		-O html >"$SANDBOX/one"
	now +3600
	desk report kpi --period 2026-11 --as-of 2026-11-20T09:00:00Z \
		-O html -o "$SANDBOX/two"
	cmp "$SANDBOX/one" "$SANDBOX/two"
}
