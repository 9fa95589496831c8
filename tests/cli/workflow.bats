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
	desk solve 1 -k network -w 15m
	equals "$(field 1 status)" solved
	equals "$(field 1 category)" network
	equals "$(field 1 resolution)" solved
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

@test "apply is judged, too; all of it or nothing" {
	new_store
	desk new -s one >/dev/null
	local before
	before=$(commits)
	run -77 desk apply <<<'[{"op": "comment", "ticket": "1", "message": "x"},
		{"op": "solve", "ticket": "1"}]'
	equals "$(commits)" "$before"
	desk apply <<<'[{"op": "category", "ticket": "1", "category": "network"},
		{"op": "work", "ticket": "1", "time": "15m"},
		{"op": "solve", "ticket": "1"}]'
	equals "$(field 1 status)" solved
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
