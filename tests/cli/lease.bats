# The cron lease: of the clones of one upstream one does the timed jobs.
load helper

# A clone whose commits by hand are checked, so that nothing is to be said.
host_of() {
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/$1"
	desk init "$SANDBOX/$1" >/dev/null
}

# Two hosts, alpha and beta, and an upstream between them.
setup() {
	sandbox
	new_store
	add_agent olga 'Olga'
	desk new -s Printer -k printers >/dev/null
	desk take 1
	desk eta 1 '2026-11-21T10:00:00Z'
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	local host
	for host in alpha beta; do
		host_of "$host"
		git -C "$SANDBOX/$host" config desk.cron.host "$host"
	done
	cd "$SANDBOX"
	now 2026-11-21T12:00:00Z
}

on() { desk -C "$SANDBOX/$1" "${@:2}"; }
lease() {
	on "$1" cron status --jq '.[] | select(.job == "lease")
		| [.holder, .ours, .confirmed] | tostring'
}
told() { git -C "$SANDBOX/$1" rev-list --count main; }

@test "who holds it works, the other is silent, everybody knows; a crashed one loses it" {
	local before
	before=$(told alpha)
	run -0 on alpha cron run
	equals "${#lines[@]}" 1
	has 'as if it were alone; `desk sync` makes it one of many'
	has '`git branch --unset-upstream main`'
	[ "$(told alpha)" -gt "$before" ]
	# Once a day, since cron mails it.
	run -0 on alpha cron run
	equals "$output" ''
	run -0 on beta cron run
	equals "$output" ''
	equals "$(told beta)" "$before"
	equals "$(lease alpha)" '["alpha",true,true]'
	equals "$(lease beta)" '["alpha",false,true]'
	DESK_FORCE_TTY=80 run -0 on beta cron status
	has 'cron lease: alpha until 2026-11-21'
	# A new clone knows, too, without having asked before.
	host_of gamma
	equals "$(lease gamma)" '["alpha",false,true]'
	# Renewed in time, it stays.
	now +600
	on alpha cron run
	now +600
	on beta cron run
	equals "$(lease beta)" '["alpha",false,true]'
	# Now alpha is gone: not taken within the margin, then taken.
	now +400
	on beta cron run
	equals "$(told beta)" "$before"
	now +200
	on beta cron run
	[ "$(told beta)" -gt "$before" ]
	equals "$(lease alpha)" '["beta",false,true]'
	run -0 on alpha cron run
	equals "$(lease beta)" '["beta",true,true]'
	# Never a commit of main, never a branch.
	equals "$(git -C hub.git for-each-ref refs/desk refs/heads \
		--format '%(refname) %(objecttype)')" \
		$'refs/desk/cron blob\nrefs/heads/main commit'
}

@test "an upstream holds nothing back: said aloud, and how to end it" {
	cd alpha
	run -0 --separate-stderr desk new -s 'No sound'
	equals "$output" 2
	has 'main has the upstream origin/main' "$stderr"
	has '`desk sync` makes it one of many, `git branch --unset-upstream main`' \
		"$stderr"
	local command
	for command in now status; do
		run -0 --separate-stderr desk "$command" --json
		has 'as if it were alone' "$stderr"
	done
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr desk now
	has 'как если бы был один' "$stderr"
	run -0 --separate-stderr desk list
	equals "$stderr" ''
	# A store that got its upstream later by `git push -u` is no other.
	git branch --unset-upstream main
	run -0 --separate-stderr desk new -s 'No light'
	equals "$output $stderr" '3 '
	git push -q -u origin main
	run -0 --separate-stderr desk new -s 'No wind'
	equals "$output" 4
	has 'as if it were alone' "$stderr"
}

@test "of many at once exactly one gets it" {
	local round host
	host_of gamma
	git -C gamma config desk.cron.host gamma
	for round in 1 2 3 4; do
		now +3600
		for host in alpha beta gamma; do
			on "$host" cron run 2>"$SANDBOX/said-$host" &
		done
		wait
		equals "$(for host in alpha beta gamma; do lease "$host"; done |
			grep -c true,true)" 1
		equals "$(grep -hv 'has the upstream' "$SANDBOX"/said-*)" ''
	done
}

@test "by hand: only with the lease, which is given back; else it is said who has it" {
	run -0 on beta remind
	equals "$(git -C hub.git for-each-ref refs/desk)" ''
	equals "$(lease beta)" '[null,false,true]'
	on alpha cron run
	git -C beta reset -q --hard origin/main
	local before
	before=$(told beta)
	run -75 --separate-stderr on beta remind
	has 'alpha holds the cron lease until 2026-11-21T12:15:00Z' "$stderr"
	run -0 on beta remind -n
	mkdir beta/schedules
	printf '%s\n' 'subject: Backups' 'start: 2026-11-02 09:00' \
		'repeat: FREQ=WEEKLY' >beta/schedules/b.yaml
	(cd beta && commit 'schedule' schedules)
	before=$(told beta)
	run -75 --separate-stderr on beta schedule run --catch-up 1
	has 'alpha holds the cron lease' "$stderr"
	equals "$(told beta)" "$before"
	mkdir -p box/new
	on beta mail add --url "maildir:$SANDBOX/box" --no-test help@acme.example
	run -75 --separate-stderr on beta pull
	has 'alpha holds the cron lease' "$stderr"
	run -75 --separate-stderr on beta pull --idle
	equals "$(told beta)" "$before"
}

@test "without an answer of the upstream nothing is done; said after half an hour" {
	mv hub.git away.git
	local before
	before=$(told alpha)
	run -0 --separate-stderr on alpha cron run
	equals "$stderr" ''
	run -75 --separate-stderr on alpha remind
	has 'git ls-remote' "$stderr"
	equals "$(told alpha)" "$before"
	now +2000
	run -1 --separate-stderr on alpha cron run
	has 'cron: lease fails for 33m 20s: git ls-remote' "$stderr"
	equals "$(told alpha)" "$before"
	run -1 on alpha cron status
	mv away.git hub.git
	run -0 --separate-stderr on alpha cron run
	has 'lease has recovered' "$stderr"
	[ "$(told alpha)" -gt "$before" ]
	# Last seen counts for the status alone.
	mv hub.git away.git
	equals "$(lease alpha)" '["alpha",true,false]'
	mv away.git hub.git
}

@test "clocks that jump: an hour back, a year ahead" {
	on alpha cron run
	now 2026-11-21T11:00:00Z
	run -0 on alpha cron run
	equals "$(lease alpha)" '["alpha",true,true]'
	# A year ahead the store itself refuses to be written.
	now 2028-01-01T00:00:00Z
	on alpha cron run || true
	now 2026-11-21T11:05:00Z
	on beta cron run
	equals "$(lease beta)" '["beta",true,true]'
	# What stands there and is no lease does not stop anybody.
	git -C hub.git update-ref refs/desk/cron main
	now +120
	on alpha cron run
	equals "$(lease alpha)" '["alpha",true,true]'
}

@test "stopped at any step of taking it, it is had, or free, or runs out" {
	local n
	for n in 1 2 3; do
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n \
			on alpha cron run >/dev/null 2>&1 || true
		on beta cron run
		on alpha cron run
		equals "$({ lease alpha; lease beta; } | grep -c true,true)" 1
		git -C hub.git update-ref -d refs/desk/cron
		git -C alpha reset -q --hard origin/main
		rm -f alpha/.git/desk/lease beta/.git/desk/lease
	done
	on alpha cron run
	# A renewal that was stopped before its push leaves the lease ours.
	now +800
	DESK_STOP_AFTER=2 DESK_STOP_COUNT=$SANDBOX/renew on alpha cron run || true
	now +60
	on beta cron run
	on alpha cron run
	equals "$(lease alpha)" '["alpha",true,true]'
}

@test "stopped at any step of a job by hand, it is free, or runs out for the next" {
	local n
	for n in 1 2 3 4 5 6 7 8; do
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n \
			on beta remind >/dev/null 2>&1 || true
		now +2000
		on alpha cron run
		equals "$(lease alpha)" '["alpha",true,true]'
		equals "$(lease beta)" '["alpha",false,true]'
		git -C hub.git update-ref -d refs/desk/cron
		git -C alpha reset -q --hard origin/main
		git -C beta reset -q --hard origin/main
		rm -f alpha/.git/desk/lease beta/.git/desk/lease
	done
	run -0 on beta remind
	equals "$(git -C hub.git for-each-ref refs/desk)" ''
}

@test "over the wire: ssh and the git protocol" {
	printf '#!/bin/sh\nshift\nexec sh -c "$*"\n' >ssh
	chmod +x ssh
	export GIT_SSH_COMMAND=$SANDBOX/ssh GIT_SSH_VARIANT=simple
	git -C alpha remote set-url origin "nowhere:$SANDBOX/hub.git"
	git -C beta remote set-url origin "nowhere:$SANDBOX/hub.git"
	on beta cron run
	on alpha cron run
	equals "$(lease alpha)" '["beta",false,true]'
	local port said='' try
	for try in 1 2 3 4 5; do
		port=$((10000 + RANDOM % 20000))
		exec {said}< <(exec git daemon --verbose --listen=127.0.0.1 --port=$port \
			--base-path="$SANDBOX" --export-all --enable=receive-pack \
			--reuseaddr 2>&1 3>&-)
		! grep -q -m1 'Ready to rumble' <&"$said" || break
	done
	git -C alpha remote set-url origin "git://127.0.0.1:$port/hub.git"
	equals "$(lease alpha)" '["beta",false,true]'
	now +3600
	on alpha cron run
	on beta cron run
	equals "$(lease beta)" '["alpha",false,true]'
	kill $!
}
