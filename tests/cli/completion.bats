# What the shells are told.
load helper

complete() { desk __complete -- "$@" | cut -f1; }

@test "commands and options" {
	NO_FSCK=1
	run -0 complete parse
	equals "$output" parse-date
	run -0 complete lis
	equals "$output" list
	run -0 complete parse-date --r
	equals "$output" --range
	run -0 complete fields --color=al
	equals "$output" --color=always
	run -0 complete fields --color ne
	equals "$output" never
	run -0 complete completion ''
	equals "$output" $'bash\nfish\nzsh'
	equals "$(complete visit done --on)" --onsite
	equals "$(complete visit list --on)" ''
	equals "$(complete calendar import '')" :files
	has 'somebody was there' "$(desk __complete -- visit do)"
	run -0 complete fields -O js
	equals "$output" $'json\njsonl'
	equals "$(complete wait 1 --for v)" vendor
	equals "$(complete cron install --print s)" systemd
	equals "$(complete init --lang '')" $'en\nru'
	equals "$(complete hub create --pusher u)" unix
	run -0 complete -C ''
	equals "$output" :folders
}

@test "values of the store, from the index alone" {
	new_store
	add_agent ivan 'Ivan Sidorov'
	desk new -s 'Printer is dead' >/dev/null
	desk list >/dev/null
	run -0 complete list --as iv
	equals "$output" ivan
	run -0 complete -C "$STORE" list is:unr
	equals "$output" is:unread
	run -0 complete list status:new,pen
	equals "$output" status:new,pending
	run -0 complete list assig
	has assignee:
	run -0 complete list --sort -numb
	equals "$output" -number
	run -0 complete list --fields number,subj
	equals "$output" number,subject
	run -0 complete show ''
	has 1
	git config desk.account.help@acme.example.url maildir:none
	run -0 complete mail test ''
	equals "$output" help@acme.example
	run -0 complete config set account.help@acme.example.li
	equals "$output" account.help@acme.example.limit
	# What follows the tickets, and what names what.
	equals "$(complete assign 1 iv)" ivan
	equals "$(complete assign -Q is:open iv)" ivan
	has office "$(complete assign 1 '')"
	equals "$(complete priority 1 hi)" high
	equals "$(complete set 1 pri)" priority=
	equals "$(complete set 1 прио)" приоритет=
	equals "$(complete set 1 приоритет=hi)" приоритет=high
	equals "$(complete category 1 print)" printers
	equals "$(complete visit 1 iv)" ivan
	equals "$(complete visit 1 ivan tomo)" tomorrow
	equals "$(complete reply 1 -T solv)" solved
	equals "$(complete calendar show off)" office
	desk customer add romashka --title Romashka --domain romashka.example >/dev/null
	desk list >/dev/null
	equals "$(complete new rom)" romashka:
	equals "$(complete new romashka: Toner %print)" %printers
	equals "$(complete new +hi)" +high
	equals "$(complete new @iv)" @ivan
	equals "$(complete new @m)" @me
	desk new -s 'Paper jam' >/dev/null
	desk comment 1 -m 'Two things at once' >/dev/null
	desk link 1 relates 2 >/dev/null
	equals "$(complete link 1 '' | tr '\n' ' ')" \
		'blocks child-of duplicates relates '
	has 2 "$(complete link 1 relates '')"
	equals "$(complete unlink 1 '')$(complete unlink 2 '')" 21
	has $'\tcomment anna: Two things at once' "$(desk __complete -- split 1 '')"
	has 2 "$(complete merge 1 '')"
	equals "$(complete report kpi --period last-m)" last-month
	equals "$(complete report kpi --period tom)" ''
	equals "$(complete close 1 iv)" ''
	cd "$HOME"
	run -0 complete list status:new,pen
	equals "$output" ''
}

@test "bash puts cut words together again" {
	NO_FSCK=1
	bash -c '
		source <(desk completion bash)
		compopt() { :; }
		COMP_LINE="desk fields --color=al" COMP_POINT=22
		COMP_WORDS=(desk fields --color = al) COMP_CWORD=4
		_desk
		[ "${COMPREPLY[*]}" = always ]
	'
}

@test "the scripts are valid in their shells" {
	NO_FSCK=1
	desk completion bash | bash -n
	desk completion fish >desk.fish
	desk completion zsh >_desk
	if command -v fish; then fish -n desk.fish; fi
	if command -v zsh; then zsh -n _desk; fi
	run -64 desk completion csh
}

@test "fish completes" {
	NO_FSCK=1
	command -v fish || skip 'no fish here'
	run -0 fish -c 'desk completion fish | source; complete -C "desk parse-d"'
	has parse-date
	new_store
	desk new -s Printer >/dev/null
	desk list >/dev/null
	run -0 fish -c 'desk completion fish | source; complete -C "desk assign 1 an"'
	has anna
}
