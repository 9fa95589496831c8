# What a command ends with, as desk(1) and its own page have it.
load helper

# rows <"CODE COMMAND" a line: each ends so.
rows() {
	local code command got said
	while read -r code command; do
		[ -n "$code" ] || continue
		got=0
		said=$(eval "command desk $command" 2>&1 >/dev/null) || got=$?
		[ "$got" = "$code" ] || fail "$got instead of $code: $command" "$said"
	done
}

@test "exit codes: usage, what is not there, people, forbidden" {
	new_store
	add_agent ivan 'Ivan Volkov'
	desk new -s Printer -r bob@acme.example >/dev/null
	desk new -s Toner >/dev/null
	git config desk.account.help@acme.example.url maildir:/none
	rows <<'END'
	64 nonsense
	64 list --nonsense
	64 comment '1;2' -m x
	64 comment 1,2x -m x
	64 comment - -m x <<<'1 2x'
	64 comment - -m x <<<'1 # a note'
	66 comment - -m x <<<'98'
	64 list is:nonsense
	64 list --sort nonsense
	64 list --sort ''
	64 list -Q ''
	64 report agents --by=
	64 take -Q ''
	64 take -Q ' '
	64 comment '' -m x
	64 assign 1 ''
	64 new -s x -r ''
	64 new -s x -c ' '
	64 new -s x -a ''
	64 escalate 1 -a ''
	64 report agents -c ''
	64 reply 1 -m x --to ''
	64 away end ''
	64 now ''
	64 comment 1 '' -m x
	64 show 1,,1
	64 close '' --as spam
	64 sla show ''
	64 customer add ''
	64 customer add ' '
	64 list '('
	64 list query:nonsense
	64 new
	64 new -s ''
	64 comment 1
	64 comment 1 -m ' '
	64 reply 1
	64 escalate 1 -k printers
	77 escalate 1
	64 eta 1
	64 eta 1 nonsense
	64 set 1 nonsense=1
	64 set 1 priority=nonsense
	64 category 1 nonsense
	64 close 1 --as nonsense
	64 wait 1 --until nonsense
	64 visit 1 ivan
	64 report nonsense
	64 config get nonsense
	64 schema nonsense
	64 help nonsense
	64 completion nonsense
	64 parse-date nonsense
	64 init ../other --preset nonsense
	64 cron install
	65 apply </dev/null
	65 apply <<<'{'
	65 comment 1 -F - <<<$'\377'
	64 comment 1 -F - -m x
	66 show 98,99
	66 close 99 --as spam
	66 cat 99
	66 log 99
	66 time add 99 5m
	66 comment 1 -F nonsense
	66 comment 1 -m x -A nonsense
	66 reply 1 -T nonsense
	66 template show nonsense
	66 schedule show nonsense
	66 draft show nonsense
	66 attach get 1 nonsense
	66 calendar show nonsense
	66 calendar edit nonsense
	66 calendar import /dev/null --into nonsense
	66 sla-calc after --calendar nonsense 2026-11-20 1h
	66 pull --account nonsense
	66 mail test nonsense
	66 import mbox nonsense
	66 -C /nonsense list
	67 assign 1 nonsense
	67 list -c nonsense
	67 card nonsense
	67 bill nonsense
	67 away nonsense 2026-11-23
	67 agent show nonsense
	67 customer show nonsense
	67 --as nonsense list
	67 new -s x -a nonsense
	77 solve 1 -m Done
	77 close 1
	3 show 1,99
	3 comment 1,99 -m x
	3 set 1-2,98,99 priority=high
	0 close 1 --as spam
	0 close 1 --as spam
	1 list is:pending --exit-status
	1 config get query.nothing
END
	equals "$(desk list is:all priority:high -O ids | sort | tr '\n' ' ')" '1 2 '
	run -3 --separate-stderr desk comment 2,98,99 -m x --json
	equals "$(json '.tickets | tostring' "$stderr")" '[98,99]'
	equals "$(json '.[0].number')" 2
	run -3 --separate-stderr desk solve 1,2 -m Done -k printers -w 5m --json
	equals "$(json '[.code, .tickets] | tostring' "$stderr")" '[3,[1]]'
	run -66 --separate-stderr desk show 98,99
	has 'desk: 98: no such ticket; `desk list` shows' "$stderr"
	has $'\n99: no such ticket' "$stderr"
}
