# desk export: how it writes, and what it refuses. What SQL makes of it:
# tests/stories/export.bats.
load helper

@test "an export is written whole, for its owner, over regular files alone" {
	new_store
	desk config set sync manual
	printf '%s\n' 'mails: [vera@desk.example]' >agents/vera.yaml
	commit 'an agent' agents/vera.yaml
	desk new -s '=1+1' -r ivan@acme.example -k printers
	desk new -s second -r ivan@acme.example
	first=$(git rev-parse HEAD)

	desk export --to csv -o tables -O jsonl >said
	equals "$(jq -r '.commit, .whole, (.tables[] | select(.table ==
		"tickets").rows)' said | tr '\n' ' ')" "$first true 2 "
	equals "$(stat -c '%a %a' tables) $(stat -c %a tables/tickets.csv)" \
		'700 700 600'
	equals "$(cut -d, -f3 tables/tickets.csv | tr -d '\r' | sort)" \
		"$(printf '%s\n' "'=1+1" second subject | sort)"
	equals "$(desk export --to csv --table tickets | cksum)" \
		"$(cksum <tables/tickets.csv)"
	# A killed one left its halves, and somebody else's stay.
	dead=$(sh -c 'echo $$')
	touch -d 2026-11-20 "tables/.tickets.csv.$dead~" \
		"tables/.export.csv.$dead~" tables/.note.1~ \
		"tables/.tickets.csv.$$~"
	desk export --to csv -o tables
	equals "$(cd tables && ls -A | grep '~' | tr '\n' ' ')" \
		".note.1~ .tickets.csv.$$~ "
	rm tables/.*~

	# Only what has changed, and what goes for it.
	desk take 2
	desk export --to jsonl --since-commit "$first" >changes
	uid=$(desk show 2 --format '%(uid)')
	equals "$(head -1 changes)" "{\"replaces\":true,\"ticket\":\"$uid\"}"
	equals "$(jq -r 'select(.ticket).ticket' changes | sort -u)" "$uid"
	equals "$(jq -r 'select(.table == "tickets" and .uid).assignee' \
		changes)" anna
	equals "$(tail -1 changes | jq -r .commit_id)" "$(git rev-parse HEAD)"
	# desk.yaml is of all.
	printf '\n# more\n' >>desk.yaml
	commit 'more' desk.yaml
	equals "$(desk export -n --to jsonl --since-commit "${first:0:9}" \
		--json | jq -r '.whole, .tickets, ."dry-run"' | tr '\n' ' ')" \
		'true 0 true '

	ln -s . here
	desk export --to sqlite -o here/file >said
	desk export --to sqlite -o here/file --since-commit "$(sqlite3 file \
		'SELECT commit_id FROM export')" >said
	equals "$(sqlite3 file 'SELECT count(*) FROM tickets')" 2
	ln -s file linked
	run -65 --separate-stderr desk export --to sqlite -o linked \
		--since-commit "$(git rev-parse HEAD)"

	mkfifo fifo
	run -65 --separate-stderr desk export --to jsonl -o fifo
	ln -s tables/tickets.csv link
	run -65 --separate-stderr desk export --to sqlite -o link
	run -65 --separate-stderr desk export --to sqlite -o said \
		--since-commit "$(git rev-parse HEAD)"
	run -73 --separate-stderr desk export --to sqlite -o none/file
	run -73 --separate-stderr desk export --to csv -o said
	DESK_FORCE_TTY=120 LANG=ru_RU.UTF-8 LC_ALL='' run -0 desk export
	has 'последнее событие'
	run -64 --separate-stderr desk export --to csv
	run -64 --separate-stderr desk export --to sqlite
	run -64 --separate-stderr desk export --to xml
	run -64 --separate-stderr desk export --table tickets
	run -64 --separate-stderr desk export --to jsonl --table tikets
	run -64 --separate-stderr desk export --to jsonl --since-commit main
	run -0 desk export --to jsonl --table tickets -o -
	equals "$output" "$(desk export --to jsonl --table tickets)"
	run -64 desk export --to csv -o -
	run -64 --separate-stderr env DESK_FORCE_TTY=80 desk export --to jsonl
	equals "$output" ''
	run ! desk export --to jsonl -o /dev/full

	# A history that was rewritten has no commit that it had.
	git commit -q --no-verify --amend -m other
	head=$(git rev-parse HEAD@{1})
	run -4 --separate-stderr desk export --to jsonl --since-commit "$head"
	equals "$output" ''
	[[ $stderr == *rewritten* ]]
}
