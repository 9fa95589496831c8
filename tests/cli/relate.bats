# Tickets that have to do with each other: link, unlink, merge, split.
load helper

three_tickets() {
	new_store
	mkdir -p customers
	printf '%s\n' 'name: ACME' contacts: '  ivan: {mails: [ivan@acme.example]}' \
		'  olga: {mails: [olga@acme.example]}' >customers/acme.yaml
	commit 'ACME' customers/acme.yaml
	desk new -s Printer -r ivan@acme.example -m 'No paper'
	now +60
	desk new -s 'Printer again' -r olga@acme.example -m 'Still none'
	desk new -s Outage -r bob@b.example -m 'All is down'
} >/dev/null

@test "link and unlink: both sides show it, circles and second parents are refused" {
	three_tickets
	run -0 desk link 1,2 child-of 3
	run -0 desk list parent:3 --format '%(number)' --sort number
	equals "$output" $'1\n2'
	run -0 desk list links:3 --format '%(number)' --sort number
	equals "$output" $'1\n2'
	run -0 desk list связи:1 --format '%(number)'
	equals "$output" 3
	run -0 desk list parent:none --format '%(number) %(children)'
	equals "$output" '3 2'
	run -0 desk show 3 -O json
	equals "$(json '[.relations[] | [.relation, .number, .subject]] | tojson')" \
		'[["child",1,"Printer"],["child",2,"Printer again"]]'
	# People see children below their parent; machines get its number.
	run -0 desk list --sort number --fields number,parent
	equals "$output" $'1\t3\n2\t3\n3\t'
	run -0 --separate-stderr desk list -O table
	equals "$(grep -oE '^[0-9]|(└ )?[OP][a-z]+' <<<"$output" |
		tr '\n' ' ')" '3 Outage 1 └ Printer 2 └ Printer '
	run -0 desk list -O table --sort number
	lacks '└'
	DESK_FORCE_TTY=100 run -0 env LC_ALL=ru_RU.UTF-8 desk show 1
	has 'главная'
	has Outage
	has 'связи – → главная 3'
	DESK_FORCE_TTY=100 run -0 env LC_ALL=ru_RU.UTF-8 desk log 1
	has 'связи – → главная 3'
	run -0 desk log 1
	has 'links – → ["parent '
	run -4 desk link 3 child-of 1
	has 'come back to itself'
	run -4 desk link 1 child-of 2
	has 'desk unlink 1 3'
	run -4 desk link 1 blocks 1
	run -0 desk link 1 blocks 2
	run -0 desk link 1 blocks 2
	run -4 desk link 2 blocks 1
	run -64 desk link 1 eats 2
	has 'blocks, child-of, duplicates, relates'
	run -64 desk link 1 blocks
	run -64 desk link 1 blocks 2,3
	run -0 desk unlink 3 1
	run -1 desk unlink 3 1
	run -0 desk list parent:3 --format '%(number)'
	equals "$output" 2
	desk apply <<<'[{"op": "unlink", "ticket": 2, "from": 3},
		{"op": "link", "ticket": 1, "relation": "child-of", "to": "3"}]'
	run -0 desk list parent:3 --format '%(number)'
	equals "$output" 1
	run -64 desk apply <<<'{"op": "link", "ticket": 2, "relation": "eats", "to": 3}'
	has 'blocks, child-of'
	run -64 desk apply <<<'{"op": "link", "ticket": 2, "relation": "relates", "to": "1,3"}'
	has '"to" names one ticket'
	run -0 desk apply -n <<<'{"op": "merge", "ticket": 2, "into": 1}'
	run -64 desk apply <<<'{"op": "split", "ticket": 2, "entries": []}'
	has '"entries" is missing'
	desk apply <<<"[{\"op\": \"call\", \"ticket\": 2, \"contact\": \"acme/olga\",
		\"out\": true, \"time\": \"4m\", \"message\": \"She waits\"},
		{\"op\": \"ask\", \"ticket\": 2, \"message\": \"Which one?\"},
		{\"op\": \"forward\", \"ticket\": 2, \"to\": \"help@vendor.example\",
			\"message\": \"Yours\", \"wait\": true},
		{\"op\": \"split\", \"ticket\": 2, \"subject\": \"Of its own\",
			\"entries\": [\"$(desk show 2 --json | jq -r '.entries[0].id')\"]}]"
	equals "$(desk show 2 --json | jq -r '[.entries[1:][].kind] | join(",")')" \
		call,reply,vendor
	equals "$(field 4 subject)" 'Of its own'
	DESK_FORCE_TTY=100 run -0 desk show 2
	has 'blocked by'
}

@test "what plain git joined is named: several parents, circles" {
	three_tickets
	local one two
	one=$(field 1 uid) two=$(field 2 uid)
	printf 'links:\n  - parent %s\n  - parent %s\n' "$two" "$(field 3 uid)" >more
	sed -i '/^level:/r more' "$(file_of 1)"
	printf 'links:\n  - parent %s\nmerged-into: %s\n' "$one" "$(field 3 uid)" >more
	sed -i '/^level:/r more' "$(file_of 2)"
	printf 'merged-into: %s\n' "$two" >more
	sed -i '/^level:/r more' "$(file_of 3)"
	git commit -qam 'by hand' --no-verify
	run -1 desk fsck -O tsv
	equals "$(grep -c 'it has 2 parents' <<<"$output")" 1
	equals "$(grep -c 'by "parent" it comes back' <<<"$output")" 2
	equals "$(grep -c 'by "merged-into" it comes back' <<<"$output")" 2
	NO_FSCK=1
}

@test "merge: closed, shown together, mail follows, undo takes it back" {
	three_tickets
	run -0 --separate-stderr desk merge 2,3 1
	has '3: its requester is of another customer' "$stderr"
	lacks '2: its requester' "$stderr"
	equals "$(field 2 status) $(field 2 resolution)" 'closed duplicate'
	equals "$(field 1 cc)" acme/olga
	DESK_FORCE_TTY=100 run -0 desk show 1
	has 'message (#2)'
	has 'Still none'
	has 'message (#3)'
	DESK_FORCE_TTY=100 run -0 desk show 1 --public
	lacks 'Still none'
	lacks 'All is down'
	run -0 desk show 1 -O json
	equals "$(json '.entries | length')" 1
	equals "$(json '[.relations[] | [.relation, .number]] | tojson')" \
		'[["merged",2],["merged",3]]'
	run -0 desk list merged-into:1 is:all --format '%(number)' --sort number
	equals "$output" $'2\n3'
	run -0 desk merge 2 1
	run -4 desk merge 2 3
	run -4 desk merge 1 2
	run -4 desk merge 1 1
	run -64 desk merge 1
	run -0 desk undo -y
	equals "$(field 2 status) $(field 1 cc)" 'new '
}

@test "split: copies in a ticket of their own, linked; nothing is sent again" {
	local id
	three_tickets
	desk reply 1 -m 'Which printer?' >/dev/null
	desk comment 1 -m 'Two questions in one' >/dev/null
	run -0 desk show 1 -O json
	id=$(json '[.entries[] | select(.kind != "delivery") | .id] | join(" ")')
	# shellcheck disable=SC2086
	run -0 desk split 1 $id -s 'The other question'
	equals "$output" 4
	equals "$(field 4 requester) $(field 4 subject)" \
		'acme/ivan The other question'
	run -0 desk show 4 -O json
	equals "$(json '[.entries[].kind] | join(" ")')" 'message reply comment'
	equals "$(json '.relations[0].number')" 1
	equals "$(json '.unsent')" 0
	run -0 desk show 1 -O json
	equals "$(json '.entries | length')" 3
	equals "$(json '.relations[0].number')" 4
	run -66 desk split 1 nonsense
	run -64 desk split 1
	run -64 desk split 1,2 x
}
