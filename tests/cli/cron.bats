# The timed jobs.
load helper

@test "cron does what is due, silently, and again changes nothing" {
	new_store
	desk new -s Printer >/dev/null
	desk take 1
	desk eta 1 '2026-11-23T10:00:00Z'
	now 2026-11-23T12:00:00Z
	run -0 --separate-stderr desk cron run
	equals "$output" ''
	equals "$stderr" ''
	has 'template: promise-due' "$(desk cat 1)"
	local before
	before=$(commits)
	desk cron run
	desk cron run &
	desk cron run
	wait
	equals "$(commits)" "$before"
	run -0 desk cron status --jq '.[] | select(.job == "remind") | .failing'
	equals "$output" null
}

@test "a failure is said, then once a day, then that it is over" {
	new_store
	git checkout -q -b other
	desk new -s x 2>/dev/null || true
	git checkout -q main
	desk new -s Printer >/dev/null
	desk take 1
	desk eta 1 '2026-11-23T10:00:00Z'
	git checkout -q other
	now 2026-11-23T12:00:00Z
	run -1 --separate-stderr desk cron run
	has 'cron: remind fails' "$stderr"
	now +600
	run -0 --separate-stderr desk cron run
	equals "$stderr" ''
	run -1 desk cron status --json
	json '.[] | select(.job == "remind") | .command == "desk remind" and
		(.said | startswith("desk: ")) and (.said | contains("main"))'
	run -1 env DESK_FORCE_TTY=100 desk cron status
	has 'once that is mended: `desk remind`'
	has 'git switch main'
	now +90000
	run -1 --separate-stderr desk cron run
	has 'remind fails for 1d' "$stderr"
	git checkout -q main
	run -0 --separate-stderr desk cron run
	has 'remind has recovered' "$stderr"
	run -0 desk cron status --json
	json 'all(.said == null and .command == null)'
}

@test "the leads are written to where mail leaves, once, and when it is over" {
	new_store
	desk mail add help@acme.example --url "maildir:$SANDBOX/none" \
		--smtp smtp://127.0.0.1:1/ --no-test >/dev/null
	git config desk.cron.host server1
	add_agent olga 'Olga Belova' $'roles: [lead]\nlanguage: ru'
	now 2026-11-23T12:00:00Z
	letters() { desk send --list --jq '.[] | select(.kind == "letter") | .subject'; }
	run -1 --separate-stderr desk cron run
	has 'cron: pull fails' "$stderr"
	equals "$(letters)" $'desk on server1: pull fails\ndesk на server1: pull не удаётся'
	now +600
	run -0 --separate-stderr desk cron run
	equals "$(letters | wc -l)" 2
	# Another reason is news.
	git config desk.account.help@acme.example.url "nonsense:$SANDBOX/none"
	now +60
	run -1 --separate-stderr desk cron run
	has 'cron: pull fails' "$stderr"
	now +60
	run -0 --separate-stderr desk cron run
	equals "$(letters | wc -l)" 4
	git config desk.account.help@acme.example.url "maildir:$SANDBOX/none"
	now +60
	run -0 desk cron run
	mkdir -p "$SANDBOX"/none/{new,cur,tmp}
	now +600
	run --separate-stderr desk cron run
	has 'pull has recovered' "$stderr"
	has 'desk on server1: pull has recovered' "$(letters)"
	has 'desk на server1: pull снова удаётся' "$(letters)"
	equals "$(letters | wc -l)" 6
}

@test "a year of steps: each reminder once, the holidays close nothing" {
	new_store
	desk new -s Printer -r buh@acme.example -k printers >/dev/null
	desk take 1
	desk wait 1 -m 'which?'
	now 2026-12-30T10:00:00Z
	desk new -s Scanner -k printers >/dev/null
	desk solve 2 -w 5m
	local month day
	for month in 01 02 04 07 11; do
		for day in 02 04 07 12 20; do
			now "2027-$month-${day}T10:00:00Z"
			desk cron run
			desk cron run
			[ "$month-$day" != 01-04 ] ||
				equals "$(field 2 status)" solved
		done
	done
	equals "$(field 2 status)" closed
	equals "$(desk cat 1 | grep -c '^template: nudge')" 2
	equals "$(desk cat 1 | grep -c '^kind: notice')" 3
}

@test "install prints and changes nothing" {
	new_store
	run -0 desk cron install --print crontab
	has 'cron run'
	run -0 desk cron install --print systemd
	has 'OnCalendar'
	run -64 desk cron install
	mv "$STORE" "$SANDBOX/50% \$x"
	STORE="$SANDBOX/50% \$x"
	run -0 desk -C "$STORE" cron install --print crontab
	has '/50\% $x'"' cron run"
	run -0 desk -C "$STORE" cron install --print systemd
	has '/50%% $$x" cron run'
}

@test "cron run packs what is new, when there is much of it" {
	new_store
	local i
	for ((i = 0; i < 60; i++)); do
		desk new -s "Printer $i" >/dev/null
	done
	run -0 desk cron run --json
	json '.jobs[] | select(.job == "pack").state == "idle"'
	git config gc.auto 1
	# Into new packs; what stands in large ones stays there.
	desk cron run --json >answer
	json '.jobs[] | select(.job == "pack") | .state == "ran" and .code == 0' \
		"$(cat answer)"
	equals "$(git count-objects)" '0 objects, 0 kilobytes'
	[ -e .git/objects/info/commit-graphs/commit-graph-chain ]
	local first=$(echo .git/objects/pack/*.pack)
	desk new -s after >/dev/null
	git repack -dq
	git config gc.autoPackLimit 1
	# What a killed writer kept is nobody's any more; what is kept else stays so.
	local kept=$(ls .git/objects/pack/*.pack | grep -v "$first")
	echo desk >"${kept%.pack}.keep"
	echo mine >.git/objects/pack/pack-mine.keep
	desk cron run
	[ -e "$first" ]
	equals "$(ls .git/objects/pack/*.keep)" .git/objects/pack/pack-mine.keep
	git config gc.auto 0
	desk new -s later >/dev/null
	run -0 desk cron run --json
	json '.jobs[] | select(.job == "pack").state == "idle"'
	run -0 git fsck --strict
	equals "$(desk list -O ids | wc -l)" 62
	rm answer
}
