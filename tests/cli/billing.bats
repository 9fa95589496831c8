# Time, contracts and bills.
load helper

setup() {
	sandbox
	now 2026-11-20T10:00:00Z
	new_store
	settings Europe/Moscow '{round: 15m, onsite-min: 1h, night: 2.0, weekend: 2.0,
    currency: RUB, rate: 100}'
	add_agent ivan 'Иван Волков' 'level: L2'
	customer romashka 'ООО «Ромашка»' '{number: 14-А, hours: 2/month,
    visits: 1/month, rate: 2500,
    over-rate: 3000.50, from: 2026-10-01, until: 2026-12-10}'
	desk new -s 'Не печатает' -c romashka >/dev/null
	desk new -s 'Тормозит 1С' -c romashka >/dev/null
}

# settings ZONE BILLING
settings() {
	sed -i "/^billing:/,\$d; s|^timezone:.*|timezone: $1|" desk.yaml
	echo "billing: ${2//$'\n'/}" >>desk.yaml
	commit 'billing' desk.yaml
}

# customer NAME TITLE CONTRACT
customer() {
	mkdir -p customers
	printf 'name: %s\ncontract: %s\n' "$2" "${3//$'\n'/}" >"customers/$1.yaml"
	commit "customer $1" "customers/$1.yaml"
}

@test "time add is an entry with its minutes; --at says when it began" {
	run -0 desk time add 1,2 1ч30 --at '2026-11-19 22:00' --onsite -m 'Настроил сервер'
	has $'kind: work\n' "$(cat "$(file_of 1)")"
	has $'minutes: 90\nbegan: 2026-11-19T22:00:00Z\nonsite: true\nbody: |\n  Настроил сервер' \
		"$(cat "$(file_of 2)")"
	desk time add 1 20s --not-billable
	has $'minutes: 1\nbegan: 2026-11-20T09:59:00Z\nbillable: false' "$(cat "$(file_of 1)")"
	run -0 --separate-stderr desk time list --json
	equals "$(json '[.[].minutes] | tostring')" '[90,90,1]'
	run -0 desk time list -a ivan
	equals "$output" ''
}

@test "time at two places at once is said, what looks like a slip is asked" {
	now 2026-11-25T10:00:00Z
	run -0 --separate-stderr desk time add 1 1h --at '2026-11-24 08:00'
	equals "$stderr" ''
	run -0 --separate-stderr desk time add 2 1h --at '2026-11-24 08:30'
	has 'anna works on 1 and on 2 at one time: 30m from 2026-11-24 08:30 on count' \
		"$stderr"
	i_am ivan
	run -0 --separate-stderr desk time add 1,2 2h --at '2026-11-24 08:30'
	has 'ivan works on 1 and on 2 at one time: 2h from 2026-11-24 08:30 on count' \
		"$stderr"
	run -0 --separate-stderr desk time add 1 10m --at '2026-11-24 09:00'
	has 'ivan has worked on 1 then already: 10m from 2026-11-24 09:00 on count' \
		"$stderr"
	# What is written down one after the other was not done at one time.
	run -0 --separate-stderr desk comment 1 -m Так -w 15m
	run -0 --separate-stderr desk comment 2 -m Так -w 15m
	lacks "at one time" "$stderr"
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=100 run -0 desk comment 2 -m Так -w 1d
	has 'учтены дважды'
	run -64 desk time add 1 25h --at '2026-11-21 08:00'
	has '25h is longer than a day'
	run -0 desk time add 1 25h --at '2026-11-21 08:00' -y
	# By whatever door it comes.
	for door in 'comment 1 -m x -w 25h' 'reply 1 -m x -w 25h' \
		'solve 1 -m x -k printers -w 25h' 'visit done 1 --onsite 25h' \
		'visit done 1 --travel 25h' 'call bob@acme.example -w 25h'; do
		run -64 desk $door
		has '25h is longer than a day'
	done
	# As a script, too, and what nothing takes even with -y.
	run -64 desk apply <<<'{"op": "work", "ticket": 1, "time": "25h"}'
	has '25h is longer than a day; if that is the time of one work: `desk apply -y`'
	run -0 desk apply -n -y <<<'{"op": "work", "ticket": 1, "time": "25h"}'
	run -64 desk apply -y <<<'{"op": "work", "ticket": 1, "time": "32d"}'
	for door in 'comment 1 -m x -w 32d' \
		'solve 1 -m x -k printers -w 32d' 'visit done 1 --onsite 32d' \
		'call bob@acme.example -w 32d' 'visit 1 anna tomorrow 10:00 --for 32d'; do
		run -64 desk $door -y
		has 'nobody works for more than 31 days'
	done
	# And dates whose year was mistyped.
	for door in 'eta 1 2062-12-01' 'wait 1 --until 2062-12-01' \
		'set 1 eta=2062-12-01' 'set 1 until=2062-12-01' \
		'visit 1 anna 2062-12-01 10:00' 'away anna 2026-12-01..2062-12-08'; do
		run -64 desk $door
		has 'is more than five years ahead'
	done
	run -64 desk apply <<<'{"op": "eta", "ticket": 1, "eta": "2062-12-01"}'
	run -64 desk set 1 until=2016-12-01
	has 'has passed already'
	run -64 desk visit 1 anna 2016-12-01 10:00
	has 'before ticket 1 was made'
	run -64 desk time add 1 1h --at '2026-11-19 08:00'
	has 'ticket 1 was made at 2026-11-20 10:00'
	run -0 desk time add 1 1h --at '2026-11-19 08:00' -y
	run -0 --separate-stderr desk time add 1 1h --at '2026-11-20 09:00'
	has 'the work began at 2026-11-20 09:00, before ticket 1 was made' "$stderr"
}

@test "time that cannot be is refused" {
	run -64 desk time add 1 0m
	run -64 desk time add 1 tomorrow
	run -64 desk time add 1 32d
	run -64 desk time add 1 1h --at 2026-11-21
	run -66 desk time add 99 5m
	run -64 desk time add 1
	run -64 desk time add
	run -64 desk time frobnicate
	run -0 desk time list
	equals "$output" ''
}

@test "a timer runs over commands, one a person, and is stopped once" {
	run -0 desk time start 1
	run -0 desk time start 1
	run -4 desk time start 2
	has 'desk time stop'
	now +1500
	DESK_FORCE_TTY=90 NO_COLOR=1 run -0 --separate-stderr desk time
	has 'runs on 1: 25m' "$output$stderr"
	cp -r .git/desk/timers "$SANDBOX/kept"
	run -0 desk time stop -m 'Картридж'
	has $'minutes: 25\nbegan: 2026-11-20T10:00:00Z' "$(cat "$(file_of 1)")"
	run -1 desk time stop
	# Ended between the commit and the timer's end.
	cp -r "$SANDBOX/kept/." .git/desk/timers
	local before
	before=$(commits)
	run -0 desk time stop
	equals "$(commits)" "$before"
	run -1 desk time stop
}

@test "a forgotten timer asks how long it was; a damaged one can be discarded" {
	desk time start 1
	now +90000
	run -64 desk time stop
	has '--for'
	run -0 desk time stop --for 40m
	has 'minutes: 40' "$(cat "$(file_of 1)")"
	desk time start 1
	echo nonsense >.git/desk/timers/anna
	run -65 desk time stop
	run -0 desk time stop --discard
	run -1 desk time stop
}

@test "a bill's lines lead to entries and add up to its total" {
	desk time add 1 3h -y --at '2026-11-19 09:00' -m 'Сервер' 2>/dev/null
	desk time add 2 90m --at '2026-11-19 19:00' 2>/dev/null
	desk time add 1 20m --not-billable 2>/dev/null
	has 'not billed' "$(desk show 1 -O table)"
	run -0 --separate-stderr desk bill why romashka 2026-11 --json
	equals "$(json '[.lines[] | [.reason, .charged, .over, .amount]] | tostring')" \
		"$(tr -d '\n ' <<<'[["bought",7200,null,"5000.00"],
			["partly",10800,3600,"3000.50"],["over",10800,10800,"9001.50"],
			["not-billable",null,null,"0.00"]]' | tr -d '\t')"
	equals "$(json '.total')" 17002.00
	json '([.lines[].units] | add) == .units'
	run -0 --separate-stderr desk bill 'ООО «ромашка»' --json
	equals "$(json '.total, (.lines | length)')" $'17002.00\n3'
	run -0 desk bill why romashka 2026-11 -O csv
	has 'partly,Сервер'
	run -0 --separate-stderr desk bill --json
	equals "$(json '.[0].total')" 17002.00
	run -67 desk bill nobody
	run -64 desk bill romashka yesteryear
	run -64 desk bill why
}

@test "hours without a price are said, not billed as nothing" {
	settings Europe/Moscow '{round: 15m}'
	desk customer add vasilek >/dev/null
	desk new -c vasilek -s Стол >/dev/null
	desk time add @ 2h >/dev/null
	run -0 --separate-stderr desk bill vasilek
	has 'vasilek: 2h without a price' "$stderr"
	# What is said beside JSON is JSON, and English in all of its words.
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr desk bill -O json
	has '"message":"vasilek: 2h without a price' "$stderr"
	# A period alone names nobody, and is told where it goes.
	run -67 desk bill 2026-11
	has 'desk bill --period 2026-11'
}

@test "a contract's hours: used, left, what to mind" {
	run -0 desk time add 1 99m
	has 'romashka: hours used 1h 45m / 2h'
	run -0 --separate-stderr desk contract --json
	equals "$(json '.[0] | [."hours-left", ."visits-left", .warnings] | tostring')" \
		'[900,1,["used-80","ends-soon"]]'
	run -0 --separate-stderr desk comment 1 -m 'Looked at it.' -w 30m
	has 'romashka: hours used 2h 15m / 2h' "$stderr"
	run -0 --separate-stderr desk comment 1 -m 'No time.'
	equals "$stderr" ''
	run -0 --separate-stderr desk call 555 --on 1 -w 30m
	has 'romashka: hours used' "$stderr"
	run -0 --separate-stderr desk contract hours romashka --period 2026-11 --json
	equals "$(json '.[0] | [.bought, .used, .over, .left] | tostring')" '[7200,7200,2700,0]'
	run -0 --separate-stderr desk card romashka --json
	equals "$(json '[."hours-left", ."contract-warnings"] | tostring')" \
		'[0,["used-up","ends-soon"]]'
	run -0 desk contract show romashka
	has '14-А'
	printf 'name: Без договора\n' >customers/plain.yaml
	commit 'plain' customers/plain.yaml
	run -1 desk contract show plain
}

@test "what is left over of earlier months stands in the bills of all, too" {
	customer roll Roll '{hours: 2/month, roll-over: 1, rate: 100, from: 2026-09-01}'
	customer three Three '{hours: 6/quarter, rate: 100, from: 2026-10-01}'
	desk new -s x -c roll >/dev/null
	desk new -s x -c three >/dev/null
	desk time add 3,4 3h --at '2026-11-12 12:00' -y
	desk solve 3,4 -k other -m done >/dev/null
	# Over, and nothing of it is of the month that is asked for.
	now 2026-12-15T10:00:00Z
	equals "$(desk contract hours roll --period 2026-12 --json |
		jq -c '.[] | [.carried, .used, .left]')" '[3600,0,10800]'
	alike 'roll romashka three' 2026-12
	equals "$(desk contract list --json | jq -c '.[] | select(.customer != "romashka") |
		[.customer, ."hours-left"]')" $'["roll",10800]\n["three",10800]'
}

@test "a slip in a contract names line and column; the last good one stands" {
	customer romashka 'ООО «Ромашка»' '{hours: 20/week}'
	run desk fsck
	equals "$status" 1
	has 'contract: "20/week" is no "hours"'
	has 'customers/romashka.yaml:2:19'
	run -0 --separate-stderr desk contract --json
	equals "$(json '.[0].number')" 14-А
	NO_FSCK=1
}

@test "report time counts when work began, by agent, field and day" {
	desk time add 1 3h -y --at '2026-11-19 09:00' --not-billable
	desk time add 2 90m -y --at '2026-10-31 23:00' --onsite
	desk call 555 --on 2 -w 10m
	run -0 --separate-stderr desk report time --period 2026-11 --json
	equals "$(json '.rows | tostring')" "$(tr -d '\n\t' <<<'[{"agent":"anna",
		"worked":16800,"worked-remote":10800,"worked-calls":600,
		"worked-onsite":5400,"travel":0}]')"
	run -0 --separate-stderr desk report time --period 2026-11 --by day --json
	equals "$(json '[.rows[] | [.day, .worked]] | tostring')" \
		'[["2026-11-01",5400],["2026-11-19",10800],["2026-11-20",600]]'
	run -0 --separate-stderr desk report time --by customer -Q number:1 --json
	equals "$(json '.rows[0] | [.customer, .worked] | tostring')" '["romashka",10800]'
	run -64 desk report time --by clock
}

# alike CUSTOMERS MONTH...: the bills and hours of all, whose work is read at once, are
# those of each.
alike() {
	local who month line='[.customer, .charged, .covered, .total]'
	for month in "${@:2}"; do
		equals "$(desk bill --period "$month" --json | jq -c ".[] | $line")" \
			"$(for who in $1; do desk bill "$who" "$month" --json |
				jq -c "select(.lines != []) | $line"; done)"
		equals "$(desk contract hours --period "$month" --json | jq -c '.[]')" \
			"$(for who in $1; do desk contract hours "$who" \
				--period "$month" --json | jq -c '.[]'; done)"
	done
}

@test "an independent reading of the files bills the same" {
	customer romashka 'Ромашка' '{hours: 20/month, visits: 2/month, rate: 2500,
    over-rate: 3000.33, vat: 8.1, opening: 3.5,
    from: 2026-08-10, until: 2026-10-20, roll-over: 2}'
	customer acme 'ACME' '[{hours: 10.5/quarter, rate: 99.99, from: 2026-08-01,
    until: 2026-09-15},
    {rate: 70, from: 2026-10-01}]'
	customer free 'Free' '~'
	local who i month
	for who in romashka acme free; do
		for i in 1 2 3 4 5; do desk new -s "T$i" -c $who >/dev/null; done
	done
	settings Europe/Berlin '{round: 10m, minimum: 20m, onsite-min: 1h, night: {from: 23:00,
    to: 7:30, times: 1.25}, weekend: 1.5, currency: RUB, rate: 33.3333,
    vat: 20}'
	# What is changed later leaves the months before as they were.
	local checker=$TREE/tests/checker/billing.py
	now "$(date -u -d "@$("$checker" stir 1 "$STORE")" +%FT%TZ)"
	"$checker" fill 1 "$STORE"
	alike 'acme free romashka' 2026-10 2027-01
	# Closed, and then more is written down for these months, too.
	for month in 2026-10 2026-11 2026-12 2027-01; do
		desk month close $month -y --anyway >/dev/null 2>&1
	done
	"$checker" fill 2 "$STORE"
	# And taken back: some of it in a bill, some of it not.
	now "$(date -u -d "@$("$checker" retract 3 "$STORE")" +%FT%TZ)"
	now "$(date -u -d "@$("$checker" stir 2 "$STORE")" +%FT%TZ)"
	equals "$(desk month list -O csv | wc -l)" 5
	alike 'acme free romashka' 2027-02
	local all=
	for who in romashka acme free; do
		run -0 "$checker" "$STORE" "$DESK_BIN" $who 2026-10 2026-11 2026-12 2027-01 \
			2027-02 2027-03 2027-05 2027-Q1 2027
		all+=$output
	done
	[[ $all =~ ', '[1-9][0-9]*' taken back' ]]
}

@test "a month stays as it was, whatever is changed later" {
	desk time add 1 10m --at '2026-11-19 09:00' -y
	desk time add 1 10m --at '2026-10-19 09:00' -y
	local before
	before=$(desk bill why romashka 2026-11 --json)
	now 2026-12-15T10:00:00Z
	settings Europe/Moscow '{round: 1h, minimum: 3h, currency: RUB, rate: 1000}'
	customer romashka 'ООО «Ромашка»' '{number: 14-А, hours: 1/month, rate: 9000,
    from: 2026-10-01}'
	customer acme ACME '{rate: 10, from: 2026-01-01}'
	desk set 1 customer=acme
	equals "$(desk bill why romashka 2026-11 --json)" "$before"
	equals "$(desk bill romashka 2026-Q4 --json | jq -c '[.charged, .total]')" \
		'[1800,"19000.00"]'
	equals "$(desk bill acme 2026-11 --json | jq -c '[.charged, .total]')" '[0,"0.00"]'
	# What was not said then counts as it was said first.
	customer late Late '{rate: 500, from: 2026-11-01}'
	desk new -s x >/dev/null
	desk time add 3 1h --at '2026-11-20 12:00' -y
	desk set 3 customer=late
	equals "$(desk bill late 2026-11 --json | jq -r .total)" 500.00
	# The bills of all, whose work is read at once, are those of each.
	local each='[.customer, .charged, .total]'
	equals "$(desk bill --period 2026-Q4 --json | jq -c ".[] | $each")" \
		"$(for name in late romashka; do
			desk bill $name 2026-Q4 --json | jq -c "$each"; done)"
}

@test "what an act would lack is told before" {
	desk time add 1 3h --at '2026-11-20 09:00' -y -m x >/dev/null 2>&1
	now 2026-12-01T10:00:00Z
	run -0 --separate-stderr desk month close 2026-11 -n -y --json
	json '[.problems[] | select(.problem | endswith("requisites")) |
		[.customer, .stops, (.text | sub(".*: "; "")), .mend]] ==
		[["romashka", false, "inn", "desk customer add romashka --inn VALUE"],
		[null, false, "inn,bik,account,signs (company of desk.yaml)",
			"$EDITOR desk.yaml && git commit desk.yaml"]]'
	now 2026-11-21T10:00:00Z
	settings Europe/Moscow '{currency: EUR, rate: 100}'
	echo 'company: {requisites: {account: DE02120300000000202051}}' >>desk.yaml
	commit company desk.yaml
	now 2026-12-01T10:00:00Z
	run -0 --separate-stderr desk month close 2026-11 -n -y --json
	json '[.problems[] | select(.problem | endswith("requisites")) | .text] ==
		["acts lack our own requisites: signs (company of desk.yaml)"]'
}

@test "the act of a closed month is a document, the same for ever" {
	settings Europe/Moscow '{round: 15m, onsite-min: 1h, night: 2.0, weekend: 2.0,
    currency: RUB, rate: 100, vat: 20}'
	cat >>desk.yaml <<-'END'
	company: {requisites: {name: ООО «Мы», inn: 7707083893, kpp: 773601001,
	    bik: '044525225', account: '40702810838000000017', signs: Крылов А. Е.}}
	END
	commit company desk.yaml
	desk customer add romashka --inn 500100732259 --signs 'Иванова М. П.' --lang ru >/dev/null
	# Of 14 h 45 min 2 h are bought; 37 quarters cost 750.13 each.
	desk time add 1 1h --at '2026-11-20 09:00' -y -m x >/dev/null 2>&1
	desk time add 2 2h20 --at '2026-11-20 06:00' -y -m x >/dev/null 2>&1
	local i
	for i in {1..45}; do
		desk time add 2 10m --at '2026-11-19 12:00' -y -m y >/dev/null 2>&1
	done
	now 2026-12-01T10:00:00Z
	run -1 --separate-stderr desk month show 2026-11 romashka
	desk month close 2026-11 -y >/dev/null 2>&1
	run -0 --separate-stderr desk month show 2026-11 romashka --json
	equals "$(json '[.number, .date, .seller.inn, .buyer.inn, .buyer.name, .total, .words,
		(.lines | length), .lines[0].quantity, .lines[0].amount] | tostring')" \
		"$(jq -c . <<-'END'
			[1, "2026-11-30", "7707083893", "500100732259", "ООО «Ромашка»", "43256.56",
			"Сорок три тысячи двести пятьдесят шесть рублей 56 копеек", 40,
			"2.00", "5000.00"]
		END
		)"
	# The lines are the total, and each is quantity times price.
	json '([.lines[].units] | add) == .units and
		([.lines[] | (.quantity | tonumber) * (.price | tonumber) * 100 + 0.501 |
			floor] == [.lines[].units])'
	# 20/120 of the whole, rounded once.
	equals "$(json '[.vat, .net, (.taxes[] | .rate, .amount, .vat)] | tostring')" \
		'["7209.43","36047.13","20","43256.56","7209.43"]'
	equals "$(desk month show 2026-11 --json | jq -r '.[].vat')" 7209.43
	desk month show 2026-11 romashka -o one.pdf
	# Whatever becomes of the customer and of us.
	desk customer add romashka --title Другие --inn 7707083893 >/dev/null
	sed -i 's/ООО «Мы»/Кто-то/' desk.yaml
	commit renamed desk.yaml
	now 2027-03-01T10:00:00Z
	TZ=Asia/Tokyo desk month show 2026-11 romashka -o two.pdf
	cmp one.pdf two.pdf
	run -0 pdftotext -layout one.pdf -
	has 'Акт № 1 от 30.11.2026'
	has 'ООО «Мы», ИНН 7707083893, КПП 773601001'
	has 'Сорок три тысячи двести пятьдесят шесть рублей 56 копеек'
	has '43 256,56 ₽'
	grep -q 'В том числе НДС 20 % *7 209,43 ₽' <<<"$output"
	has 'стр. 1 из 2'
	has 'Иванова М. П.'
	equals "$(grep -c 'Услуга *Кол-во *Ед. *Цена *Сумма' <<<"$output")" 2
	# The signatures do not stand on a page by themselves.
	run -0 pdftotext -layout -f 2 one.pdf -
	has 'Итого'
	has 'Иванова М. П.'
	# Two acts of one number are named.
	sed '/^month:/s/11$/10/' bills/2026-11-romashka.yaml \
		>bills/2026-10-romashka.yaml
	git add bills
	git commit -qm twice --no-verify
	run -1 desk fsck
	has 'the number 1 is that of the act bills/2026-10-romashka.yaml, too'
	git rm -qf bills/2026-10-romashka.yaml
	git commit -qm once --no-verify
}

@test "a closed month is a fact; what comes later is a correction" {
	desk time add 1 1h --at '2026-11-20 09:00' -y
	local work
	work=$(desk show 1 --json | jq -r '.entries[] | select(.kind == "work").id')
	desk new -s nobody >/dev/null
	desk time add 3 1h --at '2026-11-20 08:00' -y
	run -1 desk month close 2026-11 -y
	has 'the month 2026-11 is not over yet'
	run -64 desk month close 2026-Q3 -y
	now 2026-12-01T10:00:00Z
	run -1 --separate-stderr desk month close 2026-11 -y --json
	equals "$(json '[.commit, (.problems[] | select(.stops) | .problem, .mend)] | tostring')" \
		'[null,"no-customer","desk set 3 customer=NAME"]'
	desk set 3 customer=romashka
	run -0 --separate-stderr desk month close 2026-11 -n --json
	[ ! -e bills ] || fail 'a dry run closed the month'
	run -0 --separate-stderr desk month close 2026-11 -y --json
	equals "$(json '[.bills[] | [.number, .customer, .total]] | tostring')" \
		'[[1,"romashka","5000.00"]]'
	run -1 desk month close 2026-11 -y
	has 'closed already'
	local why bill
	why=$(desk bill why romashka 2026-11 -O csv)
	bill=$(desk bill romashka 2026-11 --json)
	equals "$(jq -c '[.act, .closed]' <<<"$bill")" '[1,"2026-12-01T10:00:00Z"]'
	# Nothing touches it.
	now 2026-12-05T10:00:00Z
	customer romashka 'Другое имя' '{number: X, hours: 1/month, rate: 1, from: 2026-11-01}'
	settings Asia/Tokyo '{round: 1h, currency: EUR}'
	settings Europe/Moscow '{round: 15m, currency: RUB}'
	desk set 1 customer=
	desk set 1 customer=romashka
	desk time add 2 30m --at '2026-11-25 09:00' -y
	printf -- '---\nid: ret1\nkind: retract\nat: %s\nby: anna\nof: %s\n' "$DESK_NOW" "$work" \
		>>"$(file_of 1)"
	commit 'retracted' "$(file_of 1)"
	equals "$(desk bill why romashka 2026-11 -O csv)" "$why"
	equals "$(desk bill romashka 2026-11 --json)" "$bill"
	run -0 --separate-stderr desk bill why romashka 2026-12 --json
	equals "$(json '[.lines[] | select(.corrects) | [.number, .corrects, .charged, .covered]] |
		tostring')" '[[1,"2026-11",-3600,-3600],[2,"2026-11",1800,1800]]'
	equals "$(desk bill romashka 2026-Q4 --json | jq -r .total)" 10001.00
	# Nor may anybody.
	sed -i 's/^total: .*/total: 1.00/' bills/2026-11-romashka.yaml
	run ! git commit -qam cheaper
	has 'a bill that was closed stays as it is'
	git checkout -q bills
	sed 's/2026-11/2026-10/' bills/2026-11-romashka.yaml >bills/2026-10-romashka.yaml
	git add bills
	run ! git commit -qm twice
	has 'the number 1 is that of the act bills/2026-11-romashka.yaml'
	git rm -qf bills/2026-10-romashka.yaml
	# The corrections are closed with the month in which they were made.
	now 2027-01-02T10:00:00Z
	desk month close 2026-12 -y >/dev/null
	equals "$(desk month show 2026-12 --json | jq -c '[.[] | [.number, .by]]')" '[[2,"anna"]]'
	equals "$(desk month list --json | jq -c '[.[] | [.month, .bills, ."last-act"]]')" \
		'[["2026-11",1,1],["2026-12",1,2]]'
	now 2027-02-02T10:00:00Z
	equals "$(desk bill romashka 2027-01 --json | jq .charged)" 0
	run -1 desk month show 2026-10
	# What costs nothing is closed, and has no act.
	customer free Free '{number: F, hours: 5/month, rate: 0, from: 2027-01-01}'
	desk new -s x -c free >/dev/null
	desk time add 4 1h --at '2027-01-20 09:00' -y >/dev/null
	desk month close 2027-01 -y >/dev/null
	equals "$(desk month show 2027-01 --json | jq -c '[.[] | [.customer, .number, .total]]')" \
		'[["free",null,"0.00"],["romashka",1,"1.00"]]'
	run -1 desk month show 2027-01 free
	has 'nothing was billed to free in 2027-01: there is no act'
}

@test "contracts are written by command and from CSV, never over months that are past" {
	desk contract edit romashka --rate 2700 --from 2026-12-01 >/dev/null
	has $'contract:\n  - {number: 14-А, hours: 2/month' "$(cat customers/romashka.yaml)"
	has 'rate: 2500, over-rate: 3000.5, from: 2026-10-01, until: 2026-11-30}' \
		"$(cat customers/romashka.yaml)"
	has 'rate: 2700, over-rate: 3000.5, from: 2026-12-01, until: 2026-12-10}' \
		"$(cat customers/romashka.yaml)"
	printf '# ours\nname: Acme\nlanguage: en\n' >customers/acme.yaml
	commit acme customers/acme.yaml
	desk contract add acme --number 'B: 1' --hours 5/month --rate 99.90 --roll-over 1 \
		--opening 2.5 >/dev/null
	equals "$(head -3 customers/acme.yaml)" $'# ours\nname: Acme\nlanguage: en'
	has "contract: {number: 'B: 1', hours: 5/month, rate: 99.90, roll-over: 1, opening: 2.5," \
		"$(cat customers/acme.yaml)"
	equals "$(desk contract hours acme --json | jq -c '.[0] | [.bought, .carried]')" \
		'[18000,9000]'
	desk contract close acme --until 2026-12-31 >/dev/null
	run -0 desk contract import - <<-'CSV'
		customer;from;rate;hours
		Acme;2027-01-01;120;
		romashka;2026-12-01;3000;3/month
	CSV
	has '{rate: 120, from: 2027-01-01}' "$(cat customers/acme.yaml)"
	has 'hours: 3/month, visits: 1/month, rate: 3000' "$(cat customers/romashka.yaml)"
	local before
	before=$(git rev-parse HEAD)
	run -65 desk contract import - <<<$'customer,from,rate\nnobody,2027-01-01,5\nacme,2027,6'
	has '-:2: there is no customer "nobody"'
	has '-:3: "2027" is no day'
	run -65 desk contract edit acme --rate many
	has '"many" is no "rate"'
	run -64 desk contract edit acme
	run -1 desk contract close romashka --until 2020-01-01
	run -0 desk contract edit acme --rate 1 -n
	equals "$(git rev-parse HEAD)" "$before"
}
