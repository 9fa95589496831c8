# What the regulation allows, asks for and refuses.
load helper

on_terminal() { script -qec "$1" /dev/null; }

@test "a refusal names all that is missing and the options that supply it" {
	new_store
	desk new -s 'No network' >/dev/null
	run -77 --separate-stderr desk solve 1
	has '`desk solve 1 -k CATEGORY -w 15m`' "$stderr"
	has 'category: ' "$stderr"
	run -77 --separate-stderr desk escalate 1
	has "\`desk escalate 1 -m 'WHY' -k CATEGORY\`" "$stderr"
	equals "$(field 1 status)" new
	run -77 desk set 1 status=solved
	run -77 --separate-stderr desk set 1 status=closed
	has 'desk close 1 --as' "$stderr"
	desk solve 1 -k network -w 15m
	equals "$(field 1 status)" solved
	equals "$(field 1 category)" network
	equals "$(field 1 resolution)" solved
}

@test "a program that is an agent is not asked for work" {
	new_store
	add_agent monitor Monitor 'roles: [automation]'
	desk new -s 'Disk full' -k other --dedupe-key disk >/dev/null
	run -77 desk solve 1 -m 'Enough space again.'
	i_am monitor
	run -0 desk solve 1 -m 'Enough space again.'
	equals "$(field 1 status)" solved
}

@test "of many tickets the allowed ones are solved, the others are named" {
	new_store
	desk new -s one -k network >/dev/null
	desk new -s two >/dev/null
	run -3 --separate-stderr desk solve 1,2 -w 5m
	has '2: solve needs category' "$stderr"
	equals "$(field 1 status)" solved
	equals "$(field 2 status)" new
}

@test "roles: a closed ticket is the lead's" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --level L1
	desk new -s one >/dev/null
	desk close 1 --as spam
	run -77 --separate-stderr desk --as ivan reopen 1
	has 'is for lead' "$stderr"
	desk reopen 1
	equals "$(field 1 status)" open
}

@test "a word that looks like a mark and is none is said" {
	new_store
	run -0 --separate-stderr desk new Printer %нет 100% +gone %printers
	has '"%нет" is no category and stays in the subject' "$stderr"
	equals "$(field 1 subject)" 'Printer %нет 100% +gone'
	equals "$(wc -l <<<"$stderr")" 1
}

@test "apply is judged, too; all of it or nothing" {
	new_store
	desk new -s one >/dev/null
	local before
	before=$(commits)
	run -67 desk apply <<<'{"op": "reply", "ticket": 1, "message": "Hello"}'
	run -0 desk apply -n --json <<<'[{"op": "set", "ticket": 1,
			"fields": {"requester": "x@y.example"}},
		{"op": "reply", "ticket": 1, "message": "Hello"}]'
	has '"to":["x@y.example"]'
	run -77 desk apply <<<'[{"op": "comment", "ticket": "1", "message": "x"},
		{"op": "solve", "ticket": "1"}]'
	equals "$(commits)" "$before"
	desk apply <<<'[{"op": "category", "ticket": "1", "category": "network"},
		{"op": "work", "ticket": "1", "time": "15m"},
		{"op": "solve", "ticket": "1"}]'
	equals "$(field 1 status)" solved
}

@test "apply names a slip, so that no value is lost" {
	new_store
	desk new -s one >/dev/null
	run -64 --separate-stderr desk apply \
		<<<'[{"op": "assign", "ticket": 1, "to": "anna", "mesage": "x"}]'
	has 'operation 1: assign has no "mesage"; did you mean "message"?' \
		"$stderr"
	equals "$(field 1 assignee)" ''
	run -64 --separate-stderr desk apply <<<'{"op": "asign", "ticket": 1}'
	has 'unknown op "asign"; did you mean "assign"?' "$stderr"
	run -64 --separate-stderr desk apply \
		<<<'{"op": "new", "subject": "x", "ticket": 7}'
	has 'new has no "ticket"' "$stderr"
}

@test "own rows: fields, reasons, verbs; observers only comment" {
	new_store
	sed -i 's/^workflow:/&\n  - {from: vendor, to: open, require: [vendor-ref]}/' \
		desk.yaml
	sed -i 's/^workflow:/&\n  - {do: assign, require: reason}/' desk.yaml
	commit rows desk.yaml
	desk agent add olga --name Olga --mail olga@desk.example --role observer
	desk new -s one >/dev/null
	desk wait 1 --for vendor
	run -77 --separate-stderr desk set 1 status=open
	has '`desk set 1 vendor-ref=…`' "$stderr"
	run -77 --separate-stderr desk assign 1 anna
	has "\`desk assign 1 -m 'WHY'\`" "$stderr"
	desk assign 1 anna -m 'she knows it'
	desk take 1
	run -77 desk --as olga set 1 priority=high
	desk --as olga comment 1 -m 'I saw it.'
}

@test "-e opens a form of what is missing, until it is complete" {
	new_store
	desk new -s one >/dev/null
	cat >"$SANDBOX/bin/editor" <<'END'
#!/bin/sh
n=$(cat "$SANDBOX/count" 2>/dev/null || echo 0)
echo $((n + 1)) >"$SANDBOX/count"
cp "$1" "$SANDBOX/form$n"
if [ "$n" = 0 ]; then sed -i 's/^category:.*/category: network/' "$1"
else sed -i 's/^worked:.*/worked: 20m/; s/^  $/  Cable./' "$1"; fi
END
	chmod +x "$SANDBOX/bin/editor"
	export SANDBOX
	DESK_EDITOR=editor run -0 on_terminal 'desk solve 1 -e'
	has 'category:' "$(cat "$SANDBOX/form0")"
	has 'worked:' "$(cat "$SANDBOX/form0")"
	lacks 'resolution:' "$(cat "$SANDBOX/form0")"
	has 'working time' "$(cat "$SANDBOX/form1")"
	equals "$(field 1 status)" solved
	has 'Cable.' "$(desk cat 1)"
	has 'minutes: 20' "$(desk cat 1)"
}

@test "the pre-commit hook judges hand edits; fsck finds what passed it by" {
	new_store
	desk new -s one -p high >/dev/null
	sed -i 's/^status: .*/status: solved/' "$(file_of 1)"
	git add -A
	run -1 git commit -qm 'By hand'
	has 'solve needs category, resolution and working time'
	has 'desk solve 1'
	sed -i 's/^status: .*/status: opne/' "$(file_of 1)"
	git add -A
	run -1 git commit -qm 'By hand'
	has 'did you mean "open"'
	sed -i 's/^status: .*/status: ~/' "$(file_of 1)"
	git add -A
	run -1 git commit -qm 'By hand'
	has 'status: is empty'
	sed -i 's/^status: .*/status: open/' "$(file_of 1)"
	git add -A
	git commit -qm 'By hand'
	equals "$(field 1 status)" open
	sed -i 's/^status: .*/status: solved/' "$(file_of 1)"
	git commit -qam 'By hand' --no-verify
	run -1 desk fsck
	has 'solve needs category'
	desk set 1 status=open
	run -0 desk fsck
	# Words that desk.yaml never had: of open tickets, with what mends them.
	desk new -s two >/dev/null
	desk new -s three >/dev/null
	sed -i 's/^priority: .*/priority: urgent/' "$(file_of 1)" "$(file_of 2)" \
		"$(file_of 3)"
	sed -i 's/^level: .*/level: "L 9"/' "$(file_of 2)"
	git commit -qam 'By hand' --no-verify
	desk close 3 --as spam
	run -0 desk fsck --format '%(what) %(text)'
	has "unknown-value priority \"urgent\" of open tickets (2) is none of \
desk.yaml's; \`desk set 1,2 priority=VALUE\`"
	has "unknown-value level \"L 9\" of open tickets (1) is none of \
desk.yaml's; \`desk set 2 level=VALUE\`"
	equals "$(desk list priority:urgent -O ids | sort | tr '\n' ' ')" '1 2 '
	desk set 1,2 priority=high
	desk set 2 level=L1
	lacks unknown-value "$(desk fsck)"
}

@test "the hook keeps entries, desk.yaml and people whole, and finds desk" {
	new_store
	desk new -s one -m hello >/dev/null
	head -c -8 "$(file_of 1)" >"$SANDBOX/cut"
	cp "$SANDBOX/cut" "$(file_of 1)"
	run -1 git commit -qam 'Cut'
	git checkout -q -- .
	git rm -q "$(file_of 1)"
	run -1 git commit -qm 'Remove'
	has 'a ticket is never removed'
	git reset -q --hard
	echo 'levels: {' >>desk.yaml
	run -1 git commit -qam 'Broken'
	has 'desk.yaml:'
	git reset -q --hard
	sed -i "s|^desk=.*|desk='/gone/desk'|" .git/hooks/pre-commit
	echo >>desk.yaml
	git commit -qam 'desk is on PATH'
	sed -i 's/command -v desk/command -v no-such-desk/' .git/hooks/pre-commit
	echo >>desk.yaml
	run -1 git commit -qam 'no desk at all'
	has '--no-verify'
	echo x >notes.txt
	git reset -q --hard
	git add -f notes.txt 2>/dev/null || { echo x >notes.txt; git add notes.txt; }
	git commit -qm 'Not of the store'
}

@test "a football is marked, the lead is told, and only lead or L1 moves it on" {
	new_store
	desk agent add ivan --name Ivan --mail ivan@desk.example --level L2
	desk agent add olga --name Olga --mail olga@desk.example --level L2
	desk agent add vera --name Vera --mail vera@desk.example --level L1
	desk new -s hot -k network >/dev/null
	desk new -s fine -k network >/dev/null
	desk take 2
	desk escalate 2 -m up -a ivan
	desk --as ivan escalate 2 -m further -a olga
	desk assign 1 ivan
	local who
	for who in olga ivan olga; do
		desk assign 1 "$who"
	done
	run -0 desk list is:bounced --fields number
	equals "$output" 1
	equals "$(desk cat 1 | grep -c '^rule: bounced')" 2
	run -77 --separate-stderr desk --as olga assign 1 ivan
	has 'only lead or L1' "$stderr"
	desk --as olga comment 1 -m 'I need the password.'
	desk --as ivan take 1 --steal
	desk --as olga apply <<<'{"op": "take", "ticket": 1, "steal": true}'
	desk --as vera assign 1 ivan
}

@test "custom fields hold what their type says, by command and by hand" {
	new_store
	sed -i -e 's/^fields:.*/&\n  floor: {type: number}\n  day: {type: date}/' -e \
		's/^fields:.*/&\n  kind: {type: enum, values: [a, b]}/' desk.yaml
	commit 'own fields' desk.yaml
	desk new -s Printer >/dev/null
	run -64 desk set 1 fields.floor=third
	has 'fields.floor: "third" is not a number, like 3 or 2.5'
	run -64 desk set 1 fields.day=abc
	run -64 desk set 1 fields.kind=c
	has 'desk fields'
	desk set 1 fields.floor=-2.5 fields.day=tomorrow fields.kind=b >/dev/null
	equals "$(desk show 1 --json | jq -r '[.fields.floor, .fields.day] | @tsv')" \
		$'-2.5\t2026-11-22'
	sed -i 's/floor: .*/floor: third/' "$(file_of 1)"
	git add tickets
	run -1 git commit -q -m 'by hand'
	has 'fields.floor: "third" is not a number'
	git commit -q --no-verify -m 'by hand'
	run -0 desk comment 1 -m 'still works'
}

@test "refusals speak to people in their language, to machines in English" {
	new_store
	desk new -s 'Printer is dead' >/dev/null
	run -66 --separate-stderr env LC_ALL=ru_RU.UTF-8 desk take 99
	has 'desk: 99: нет такой заявки' "$stderr"
	run -66 --separate-stderr env LC_ALL=ru_RU.UTF-8 desk take 99 --json
	has '99: no such ticket' "$(jq -r .message <<<"$stderr")"
	run -67 --separate-stderr env LC_ALL=ru_RU.UTF-8 desk assign 1 nobody-known
	has 'нет сотрудника «nobody-known»' "$stderr"
	run -77 --separate-stderr env LC_ALL=ru_RU.UTF-8 desk escalate 1
	has 'для escalate нужно:' "$stderr"
	has 'причина' "$stderr"
	run -77 --separate-stderr env LC_ALL=ru_RU.UTF-8 desk escalate 1 --json
	has 'escalate needs' "$(jq -r .message <<<"$stderr")"
}
