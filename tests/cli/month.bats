# What is sent with the invoice: `desk report month`.
load helper

# begin: a week of November of Romashka (Russian), with a contract, and of Acme.
begin() {
	now 2026-10-26T06:00:00Z
	new_store
	sed -i "/^timezone:/d" desk.yaml
	printf 'timezone: Europe/Moscow\n' >>desk.yaml
	commit zone desk.yaml
	add_agent vera 'Вера Лис' 'level: L1'
	mkdir -p customers
	printf '%s\n' 'name: ООО «Ромашка»' 'language: ru' \
		'domains: [romashka.example]' \
		'contract: {number: 14-А, hours: 10/month, from: 2026-10-01}' \
		'contacts:' '  maria: {name: Мария, mails: [maria@romashka.example]}' \
		'assets: {prn-1: {title: Принтер}}' >customers/romashka.yaml
	printf '%s\n' 'name: Acme' 'language: en' 'domains: [acme.example]' \
		>customers/acme.yaml
	commit customers customers
	desk new -s 'Октябрь' -r maria@romashka.example -m t >/dev/null
	now 2026-11-02T06:00:00Z
	desk new -s 'Принтер' -r maria@romashka.example -k printers -m t >/dev/null
	desk set 2 asset=prn-1 >/dev/null
	desk new -s 'Screen' -c acme -m t >/dev/null
	now 2026-11-02T14:00:00Z
	desk assign 2 vera >/dev/null
	now 2026-11-02T14:30:00Z
	desk solve 2 -m 'Готово.' -w 90m >/dev/null
	now 2026-11-03T06:00:00Z
	desk new -s 'Снова принтер' -r maria@romashka.example -k printers -m t \
		>/dev/null
	desk set 4 asset=prn-1 >/dev/null
	now 2026-12-01T06:00:00Z
}

@test "a customer's month: figures, breaches with why, hours, advice, tickets" {
	begin
	desk report month -c romashka --json >got
	equals "$(jq -c '[.customer, .from, .until, .created, ."before.created",
		."change.created", .solved, .open, .worked]' got)" \
		'["romashka","2026-10-31T21:00:00Z","2026-11-30T21:00:00Z",2,1,1,1,2,5400]'
	equals "$(jq -c '.hours[] | [.contract, .what, .from, .until, .bought,
		.carried, .used, .left]' got)" \
		'["14-А","hours","2026-11-01","2026-11-30",36000,0,5400,30600]'
	equals "$(jq -c '[.tickets[] | [.number, .status, .worked]]' got)" \
		'[[1,"new",null],[2,"solved",5400],[4,"new",null]]'
	equals "$(jq -c '[.advice[] | [.asset, .times, .tickets]]' got)" \
		'[["prn-1",1,["4"]]]'
	equals "$(jq -c '[.categories[] | [.category, .created]]' got)" \
		'[["printers",2],[null,0]]'
	# The share speaks of the same targets as the table.
	json '."sla-attainment" * ([.targets[] | ."sla-met" + ."sla-breached"] | add)
		== ([.targets[] | ."sla-met"] | add)' <got
	# Vera took it after the answer was due.
	equals "$(jq -c '[.breaches[] | select(.number == 2) |
		[.clock, .over, .reason, .open]]' got)" \
		'[["first-response",5400,"untaken",false]]'
	equals "$(jq '.breaches | length' got)" \
		"$(jq '[.targets[]."sla-breached"] | add' got)"
	# To the customer in their language, on a terminal in the reader's.
	has '# ООО «Ромашка»: ноябрь 2026' "$(desk report month -c romashka -O md)"
	desk report month -c romashka -o month.html
	has '<html lang="ru">' "$(cat month.html)"
	has '<p class="answer">Создано 2 (+1), решено 1 (+1)' "$(cat month.html)"
	desk report month -c romashka -o again.html
	has '4 раб. ч</td>' "$(cat month.html)"
	cmp month.html again.html
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk report month -c romashka
	has 'ООО «Ромашка»: November 2026' "$output"
	has 'nobody had taken it' "$output"
	lacks Acme "$(cat month.html)"
	lacks 'class="company"' "$(cat month.html)"
	# Documents say whose they are.
	printf '\x89PNG\r\n\x1a\nrest' >logo.png
	printf 'company: {name: Порт & Ко, logo: logo.png}\n' >>desk.yaml
	commit company desk.yaml logo.png
	desk report month -c romashka -o month.html
	has "img-src data:" "$(cat month.html)"
	has '<img alt="" src="data:image/png;base64,iVBORw0KGgpyZXN0"> Порт &amp; Ко' \
		"$(cat month.html)"
	desk list -O md >again.html
	has 'Порт & Ко' "$(cat again.html)"
	echo text >logo.png
	commit 'no picture' logo.png
	run -0 --separate-stderr desk report month -c romashka -o month.html
	equals "$stderr" 'company: logo.png is no PNG of at most 256 KiB; documents go without it'
	sed -i 's/logo.png/logo.svg/' desk.yaml
	run -1 desk config check
	has 'logo' "$output"
	git checkout -q desk.yaml
	rm got month.html again.html
}

@test "the company's month has its customers, and takes no other options" {
	begin
	run -0 --separate-stderr desk report month --period 2026-11 --json
	json '[.customers[] | [.customer, .created]] == [["romashka", 2], ["acme", 1]]'
	json '.tickets == null and (.breaches | map(.customer) | unique == ["acme",
		"romashka"])'
	json '[.hours[].customer] == ["romashka"]'
	run -64 desk report month --by agent
	has 'report month does not take --by' "$output"
	run -1 --separate-stderr desk report month --fail-if 'created>2'
	# A month in which there was nothing.
	run -0 --separate-stderr desk report month --period 2026-05 -c acme --json
	json '.created == 0 and .breaches == [] and .tickets == []'
}

@test "a report is mailed once, and not at all with nothing to tell" {
	begin
	run -67 --separate-stderr desk report month -c romashka --email customer
	equals "$output" ''
	has 'reports: true' "$stderr"
	sed -i 's/name: Мария,/name: Мария, reports: true,/' customers/romashka.yaml
	commit reports customers
	run -0 --separate-stderr desk report month -c romashka --email customer -n --json
	json '.[0].state == "waits" and .[0]."dry-run"'
	equals "$(desk send --list)" ''
	run -0 desk report month -c romashka --email customer \
		--email maria@romashka.example --json
	json 'map([.to, .state, .subject]) == [["Мария <maria@romashka.example>",
		"waits", "ООО «Ромашка»: ноябрь 2026"], ["maria@romashka.example",
		"known", "ООО «Ромашка»: ноябрь 2026"]]'
	run -0 desk report month -c romashka --email customer --json
	json '.[0].state == "known"'
	run -0 desk report month -c romashka --email customer --again --json
	json '.[0].state == "waits"'
	equals "$(grep -l '^file-name: month-romashka-2026-11-01-2026-11-30.html' \
		.git/desk/letters/* | wc -l)" 2
	has '<html lang="ru">' "$(cat .git/desk/letters/*)"
	# Of any report; not of an empty one.
	run -0 desk report kpi --period 2026-05 --skip-empty --email x@acme.example \
		--json
	equals "$(jq -c . <<<"$output")" '[]'
	run -0 desk report kpi --period 2026-05 --skip-empty --json
	equals "$output" ''
	desk report agents --period 2026-05 --skip-empty -o none.html
	[ ! -e none.html ] || fail 'an empty report was written'
	run -0 desk report kpi --period 2026-11 --skip-empty --email x@acme.example
	has x@acme.example "$output"
	run -64 desk report kpi --email customer
}

@test "a month in which nobody is billed is not one that was closed" {
	new_store
	run -1 desk month close 2026-10
	has 'in 2026-10 there is nothing to close'
	lacks 'closed already'
}

@test "closing a month names tickets without the time that the workflow asks for" {
	begin
	# Nothing was asked for when it was solved.
	now 2026-11-04T06:00:00Z
	cp desk.yaml with
	sed -i '/require:.*worked/d' desk.yaml
	commit without desk.yaml
	desk solve 4 -m ok >/dev/null
	now 2026-12-01T06:00:00Z
	run -0 --separate-stderr desk month close 2026-11 -n --json
	json 'all(.problems[]; .problem != "no-time")'
	mv with desk.yaml
	commit with desk.yaml
	run -0 --separate-stderr desk month close 2026-11 -n --json
	json '[.problems[] | select(.problem == "no-time") | [.customer, .stops,
		.text]] == [["romashka", false,
		"solved without the time that the workflow asks for: tickets 4"]]'
}
