# Many clones: `desk sync` by a bare upstream on a path.
load helper

# A store, the bare hub.git with what it holds, and the clones
# one and two of that, each with the hook.
setup() {
	sandbox
	new_store
	add_agent olga 'Olga'
	desk new -s Printer -k printers >/dev/null
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	clone one
	clone two
	cd "$SANDBOX"
}

teardown() {
	local name
	for name in one two; do
		prove "$SANDBOX/$name"
	done
	sandbox_end
}

clone() {
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/$1"
	desk init "$SANDBOX/$1" >/dev/null
	desk -C "$SANDBOX/$1" sync >/dev/null
	git -C "$SANDBOX/$1" config desk.sync manual
}

on() { desk -C "$SANDBOX/$1" "${@:2}"; }
tree() { git -C "$SANDBOX/$1" rev-parse 'main^{tree}'; }
# Both are one, and git sees nothing that was changed.
same() {
	equals "$(tree one)" "$(tree two)"
	equals "$(tree one)" "$(git -C hub.git rev-parse 'main^{tree}')"
	equals "$(git -C one status --porcelain; git -C two status --porcelain)" ''
}
meet() {
	on one sync >/dev/null
	on two sync >/dev/null
	on one sync >/dev/null
	same
}

@test "what both did stands in both, with author and time; who lost is told in the log" {
	now +60
	on one comment 1 -m 'said by one'
	on one set 1 priority=high
	now +60
	i_am olga Olga
	on two comment 1 -m 'said by two'
	on two set 1 priority=low type=request
	git -C two commit -q --allow-empty -m 'nothing at all'
	now +60
	run -0 on one sync -O json
	equals "$(json '[.received, .sent, .numbered, .refused] | tostring')" '[0,2,0,0]'
	run -0 on two sync -O json
	equals "$(json '[.received, .sent] | tostring')" '[2,2]'
	# Whose change gave way is told, once; nobody else is.
	cp -a one third
	run -0 --separate-stderr on third sync
	equals "$stderr" ''
	i_am anna 'Anna Petrova' anna@desk.example
	run -0 --separate-stderr on one sync --json
	has "1: yours gave way to another's: priority high → low; \`desk log 1\`" \
		"$stderr"
	equals "$(json '.gave_way[] | [.ticket, .field, .yours, .stands] | tostring')" \
		'["1","priority","high","low"]'
	run -0 --separate-stderr on one sync --json
	equals "$(json '.gave_way | length')$stderr" 0
	same
	run -0 on one show 1
	has 'said by one'
	has 'said by two'
	equals "$(on one show 1 --format '%(priority) %(type)')" 'low request'
	run -0 on one log 1
	has conflict
	i_am olga Olga
	equals "$(git -C one log -1 --format='%an %ad' --date=iso-strict)" \
		'Olga 2026-11-21T06:16:03+00:00'
	# Again there is nothing to do.
	run -0 on two sync -O json
	equals "$(json '[.received, .sent] | tostring')" '[0,0]'
	DESK_FORCE_TTY=80 run -0 on two sync
	equals "$output" 'up to date'
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 on two sync
	equals "$output" 'всё уже синхронизировано'
}

@test "whose change of something merged, or of many tickets, gave way is told" {
	local i
	for i in 2 3 4 5 6 7; do
		on one new -s "Ticket $i" -k printers >/dev/null
	done
	meet
	on one merge 2 1 >/dev/null
	on one sync >/dev/null
	i_am olga Olga
	on two escalate 2 -m 'Help' >/dev/null
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr on two sync
	has '2: один влил заявку в 1, а другой тем временем изменил её' "$stderr"
	has $'\tmerged-into\t\t1'
	# Of many at once one line tells, and the next command where nobody watched.
	on two set 1,3-7 priority=low >/dev/null
	now +60
	i_am anna 'Anna Petrova' anna@desk.example
	on one set 1,3-7 priority=high >/dev/null
	on one sync >/dev/null
	i_am olga Olga
	run -0 --separate-stderr on two sync --queued -q
	equals "$stderr" ''
	run -0 --separate-stderr on two list
	has 'yours gave way to what others did: 1, 3, 4, 5, 6, 7; ' "$stderr"
	run -0 --separate-stderr on two list
	equals "$stderr" ''
	i_am anna 'Anna Petrova' anna@desk.example
	meet
}

@test "numbers are given by the upstream's own order; until then there is a handle" {
	local a b
	a=$(on one new -s 'No sound')
	b=$(on two new -s 'No light')
	[[ $a == ???? && $b == ???? ]] || fail "$a $b"
	run -0 on one show "$a"
	has 'No sound'
	equals "$(on one sync --status --jq .unnumbered)" 1
	equals "$(on one sync -n --jq '[.unnumbered, ."dry-run"] | tostring' \
		2>/dev/null)" '[1,true]'
	equals "$(on one sync --status --jq .unnumbered)" 1
	on two sync
	on one sync
	on two sync
	same
	equals "$(on one show 2 --format '%(subject)') $(on one show 3 --format '%(subject)')" \
		'No light No sound'
	equals "$(on two show "$a" --format '%(number)')" 3
	equals "$(on one sync --status --jq .unnumbered)" 0
	# One key is one ticket, whoever heard of it first.
	on one new -s 'Disk full' --dedupe-key disk -m 'at one' >/dev/null 2>&1
	on two new -s 'Disk full' --dedupe-key disk -m 'at two' >/dev/null 2>&1
	meet
	equals "$(on one list dedupe-key:disk --format '%(number)')" 4
	has 'at two' "$(on one show 4)"
	# Two stores that were alone have a number twice: the upstream's keeps it.
	git -C one config --unset desk.sync
	git -C two config --unset desk.sync
	on one new -s 'Five here' 2>&-
	on two new -s 'Five there' 2>&-
	on two sync
	on one sync
	on two sync
	same
	# The old number names both.
	equals "$(on one show 5 --format '%(number) %(subject)')" \
		$'5 Five there\n6 Five here'
	equals "$(on one show 6 --format '%(subject) %(was)')" 'Five here 5'
	# What both heard is said once.
	on one new -s 'Fan' --dedupe-key fan -m 'It stands.' >/dev/null 2>&1
	now +7
	on two new -s 'Fan' --dedupe-key fan -m 'It stands.' >/dev/null 2>&1
	meet
	equals "$(on two list dedupe-key:fan --json | jq -r '.[].number' |
		xargs -I{} "$DESK_BIN" -C two show {} --json |
		jq -c '[.entries[] | .kind, .body]')" '["comment","It stands.\n"]'
}

@test "what cannot stand is set aside, what was said in it is kept, the rest goes on" {
	sed -i 's/^team: .*/team: One/' one/desk.yaml
	git -C one commit -qam 'by one'
	sed -i 's/^team: .*/team: Two/' two/desk.yaml
	git -C two commit -q --no-verify -am 'by two'
	on two comment 1 -m 'kept all the same'
	on one sync
	run -4 on two sync
	has 'operations set aside: 1'
	on one sync
	same
	run -0 on one show 1
	has 'kept all the same'
	run -0 on two sync --status -O json
	equals "$(json '.refused[0] | [.number, .subject] | tostring')" '[1,"by two"]'
	has 'desk.yaml: changed here and at the upstream'
	run -66 on two sync --drop-refused 7
	on two sync --drop-refused 1
	equals "$(on two sync --status --jq '.refused | length')" 0
	run -0 on two sync
	# Each may, and both together would leave a desk.yaml that nobody can read.
	sed -i 's/^  other: {title: Other}/  rest: {title: Rest, was: [other]}/' one/desk.yaml
	git -C one commit -qam 'other is rest'
	sed -i 's/^  other: {title: Other}/  misc: {title: Misc, was: [other]}/' two/desk.yaml
	git -C two commit -qam 'other is misc'
	git -C one mv agents/olga.yaml agents/olja.yaml
	git -C one commit -qm 'olga is olja'
	git -C two mv agents/olga.yaml agents/helga.yaml
	git -C two commit -qm 'olga is helga'
	on one sync
	run -4 on two sync
	on one sync
	same
	run -0 on two sync --status -O json
	equals "$(json '[.refused[].subject] | tostring')" \
		'["other is misc","olga is helga"]'
	has '\"other\" stands here a second time'
	has 'olga@desk.example\" stands in agents/olja.yaml:2, too'
	run -0 on two config check
}

@test "links that are right on each side, and wrong together, are set aside" {
	local i
	for i in 2 3 4 5 6 7; do on one new -s "Ticket $i" >/dev/null; done
	meet
	on one link 1 blocks 2 >/dev/null
	on two comment 1 -m 'Before it, and not written yet.' >/dev/null
	on two link 2 blocks 1 >/dev/null
	on one link 3 child-of 4 >/dev/null
	on two link 3 child-of 5 >/dev/null
	on one merge 6 7 >/dev/null
	on two merge 7 6 >/dev/null
	on two link 4 relates 5 >/dev/null
	on one sync >/dev/null
	run -4 on two sync
	on one sync >/dev/null
	same
	run -0 on two sync --status -O json
	equals "$(json '[.refused[].reason] | join("\n")')" \
		"2: it would come back to itself by 1; \`desk unlink\` takes one of the links off
3 has a parent already, 4; \`desk unlink 3 4\` first
7: 6 goes on in it itself"
	DESK_FORCE_TTY=200 LC_ALL=ru_RU.UTF-8 run -0 on two sync --status
	has 'у 3 уже есть главная, 4'
	has related "$(on one show 4 --format '%(links)')"
}

@test "what the workflow allows no more on top of what others did is set aside" {
	on one take 1 >/dev/null
	meet
	on one set 1 category= >/dev/null
	on two solve 1 --as solved -w 10m >/dev/null
	on two comment 1 -m 'said with it' >/dev/null
	on one sync >/dev/null
	run -4 on two sync
	run -0 on two sync --status -O json
	has 'solve needs category'
	on one sync >/dev/null
	same
	equals "$(on one show 1 --format '%(status)')" open
	run -0 on one show 1
	has 'said with it'
	equals "$(on one show 1 --json | jq '[.entries[] |
		select(.kind == "work")] | length')" 1
	on two sync --drop-refused 1 >/dev/null
	on two solve 1 -k printers --as solved >/dev/null
	meet
	equals "$(on one show 1 --format '%(status)')" solved
}

@test "take is whose the upstream saw first" {
	on one take 1
	now +60
	i_am olga Olga
	on two take 1
	i_am anna 'Anna Petrova' anna@desk.example
	meet
	equals "$(on one show 1 --format '%(assignee)')" anna
}

@test "an upstream that is gone, another, rewritten, or has a work tree changes nothing" {
	local tip
	on one comment 1 -m 'waits'
	tip=$(git -C one rev-parse main)
	mv hub.git away.git
	run -75 on one sync
	has 'was not reached'
	mv away.git hub.git
	# The clone of a work tree: git takes no push there.
	git -C one remote set-url origin "$STORE"
	run -78 on one sync
	has 'desk hub create'
	git -C one remote set-url origin "$SANDBOX/hub.git"
	# Another store.
	desk init --lang en other >/dev/null
	git clone -q --bare other other.git
	git -C one remote set-url origin "$SANDBOX/other.git"
	run -78 on one sync
	has 'nothing was changed'
	git -C one remote set-url origin "$SANDBOX/hub.git"
	equals "$(git -C one rev-parse main)" "$tip"
	# Its history rewritten.
	git clone -q hub.git rewrite
	git -C rewrite commit -q --amend -m 'rewritten'
	git -C rewrite push -qf origin main
	run -78 on one sync
	has 'rewritten'
	equals "$(git -C one rev-parse main)" "$tip"
	# An empty one gets all that is here.
	git init -q --bare empty.git
	git -C one remote set-url origin "$SANDBOX/empty.git"
	run -0 on one sync
	equals "$(git -C empty.git rev-parse main)" "$tip"
	# No upstream at all.
	cd "$STORE"
	run -78 desk sync
	has 'git remote add origin'
}

@test "an uncommitted edit in the way is named; a merge of git's is ended" {
	on one set 1 priority=high
	on one sync
	echo '# mine' >>"two/$(cd two && file_of 1)"
	run -4 on two sync
	has 'changed by hand and not committed'
	git -C two restore .
	on two sync
	run -64 on one sync --abort
	on one set 1 priority=low
	on one sync
	sed -i 's/^subject: .*/subject: Two/' two/tickets/*/*/*/*.yaml
	git -C two commit -q --no-verify -am 'by hand'
	sed -i 's/^subject: .*/subject: One/' one/tickets/*/*/*/*.yaml
	git -C one commit -q --no-verify -am 'by hand'
	on one sync
	git -C two -c pull.rebase=false -c merge.desk.driver=false pull -q origin main || true
	[ -e two/.git/MERGE_HEAD ] || fail 'no merge in progress'
	run -78 on two comment 1 -m x
	git -C two checkout -q --ours tickets
	git -C two add tickets
	run -0 on two sync --continue
	on one sync
	same
	equals "$(on one show 1 --format '%(subject)')" Two
}

# A process that nobody waits for has ended, and with it its lock.
quiet() { flock -n "$SANDBOX/$1/.git/desk/sync.lock" true && [ "$(ahead "$1")" = 0 ]; }
untold() { [ "$(sed -n 2p "$1/.git/desk/sync.failed")" = '' ]; }
# locked FILE COMMAND...: while somebody else holds its lock.
locked() {
	python3 -c 'import fcntl, subprocess, sys
held = open(sys.argv[1], "a+")
fcntl.lockf(held, fcntl.LOCK_EX)
sys.exit(subprocess.call(sys.argv[2:]))' "$@"
}
ahead() { git -C "$SANDBOX/$1" rev-list --count origin/main..main; }

@test "by itself: a number at once, take is told, the rest follows; offline is said" {
	git -C one config desk.sync auto
	git -C two config desk.sync auto
	run -0 --separate-stderr on one new -s 'No sound'
	equals "$output $stderr" '2 '
	run -0 --separate-stderr on one new -s 'No light' --json
	equals "$(json '.[0].number')" 3
	# Others sync behind their answer, though the terminal is closed.
	script -qec "desk -C '$SANDBOX/one' comment 2 -m 'by and by'" /dev/null >/dev/null
	wait_until 'sync behind a comment' quiet one
	run -0 on two sync --queued -q
	equals "$(on two show 3 --format '%(subject)')" 'No light'
	# Of two who take it the first has it, the other hears of it.
	on one take 2 >/dev/null
	i_am olga Olga
	run -4 --separate-stderr on two take 2
	has "2 is anna's, who took it first" "$stderr"
	equals "$(on two show 2 --format '%(assignee)')" anna
	# Without the upstream the work goes on, and goes out later.
	mv hub.git away.git
	run -0 --separate-stderr on two new -s 'No wind'
	[[ $output == ???? ]] || fail "$output"
	has 'not synced: the upstream origin was not reached' "$stderr"
	run -0 --separate-stderr on two list -q
	lacks 'last sync' "$stderr"
	# What failed behind an answer is told by the next command, and by status.
	on two comment 3 -m 'by and by' >/dev/null
	wait_until 'another sync' untold two
	run -0 --separate-stderr on two show 3
	has 'the last sync, at ' "$stderr"
	has 'failed: the upstream origin was not reached: ' "$stderr"
	has '; now: `desk sync`' "$stderr"
	run -0 --separate-stderr on two show 3
	lacks 'last sync' "$stderr"
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr on two status
	has 'последняя синхронизация, ' "$stderr"
	has 'не удалась: upstream origin недоступен: ' "$stderr"
	# Two at a time is no failure.
	git -C two config desk.sync.timeout 1
	run -75 --separate-stderr locked two/.git/desk/sync.lock desk -C two sync
	has 'another sync of this clone is running' "$stderr"
	git -C two config --unset desk.sync.timeout
	run -0 --separate-stderr on two list -q
	lacks picture "$stderr"
	now +2400
	run -0 --separate-stderr on two list
	has 'picture 40m old; `desk sync`' "$stderr"
	mv away.git hub.git
	# Cron syncs each clone, whoever has the lease, and says nothing.
	git -C two config desk.sync manual
	run -0 --separate-stderr on two cron run
	equals "$output$stderr" ''
	equals "$(on two show 4 --format '%(subject)')" 'No wind'
	run -0 --separate-stderr on two list
	lacks picture "$stderr"
	i_am anna 'Anna Petrova' anna@desk.example
	meet
}

@test "what the hub refuses is set aside, with its reason; the rest goes on" {
	desk hub install "$SANDBOX/hub.git" >/dev/null
	i_am olga Olga
	on two comment 1 -m 'before'
	sed -i 's/^team: .*/team: Two/' two/desk.yaml
	git -C two commit -q --no-verify -am 'by two'
	on two comment 1 -m 'behind'
	on two new -s 'Of two' >/dev/null
	run -4 on two sync
	run -0 on two sync --status -O json
	equals "$(json '.refused[0].subject')" 'by two'
	has 'desk.yaml'
	equals "$(json '[.ahead, .behind, .unnumbered] | tostring')" '[0,0,0]'
	equals "$(git -C two show main:desk.yaml | grep ^team)" \
		"$(git -C hub.git show main:desk.yaml | grep ^team)"
	on one sync >/dev/null
	same
	run -0 on one show 1
	has before
	has behind
	equals "$(on one show 2 --format '%(subject)')" 'Of two'
	equals "$(on two status --jq '[.refused, .unnumbered] | tostring')" '[1,0]'
	git -C two pack-refs --all
	DESK_FORCE_TTY=80 run -0 on two status
	has 'refused operations: 1, `desk sync --status`'
	# What the hub would refuse again does not come to main; lines are no lines
	# of a table.
	local tip
	tip=$(git -C two rev-parse main)
	run -4 on two sync --retry-refused 1
	has 'it still cannot stand: desk.yaml: only who has the role lead'
	equals "$(git -C two rev-parse main)" "$tip"
	# A hook that could not run has judged nothing.
	printf '#!/bin/sh\necho "$0: 2: Too many open files" >&2\nexit 2\n' \
		>"$SANDBOX/hub.git/hooks/pre-receive"
	on two comment 1 -m 'again'
	run -75 on two sync
	has 'Too many open files'
	equals "$(on two sync --status --jq .ahead)" 1
	printf '#!/bin/sh\nprintf "one\\ntwo\\n" >&2\nexit 1\n' \
		>"$SANDBOX/hub.git/hooks/pre-receive"
	run -4 on two sync
	DESK_FORCE_TTY=80 run -0 on two sync --status
	has 'one; two'
	lacks '␊'
	i_am anna 'Anna Petrova' anna@desk.example
}

@test "a git that was at work ends with a sync that is killed" {
	printf '#!/bin/sh\n: >"%s"\ncat >/dev/null\n: >"%s"\n' "$SANDBOX/begun" \
		"$SANDBOX/ended" >bin/hang
	chmod +x bin/hang
	git -C one config remote.origin.uploadpack hang
	command desk -C one sync 2>/dev/null &
	local killed=$!
	wait_until 'fetch' test -e begun
	kill -9 $killed
	wait_until 'the end of git' test -e ended
	git -C one config --unset remote.origin.uploadpack
	# The locks that it may leave where it had no time for anything.
	on two comment 1 -m 'by two' >/dev/null
	on two sync >/dev/null
	touch -d 2026-11-21T06:00:00Z one/.git/refs/{remotes/origin/main,desk/synced}.lock
	on one sync >/dev/null
	same
}

@test "what was fetched bit by bit is put together, with no cron" {
	git -C two config gc.auto 6700
	git -C two config gc.autoPackLimit 3
	local i
	for i in 1 2 3 4 5 6; do
		on one comment 1 -m "note $i" >/dev/null
		on one sync >/dev/null
		on two sync >/dev/null
	done
	[ "$(ls two/.git/objects/pack/*.pack | wc -l)" -le 4 ]
	[ -e two/.git/objects/info/commit-graphs/commit-graph-chain ]
	same
}

@test "a number that git gc takes away before it is here comes back from the hub" {
	cat >hub.git/hooks/post-receive <<-END
		#!/bin/sh
		cat >/dev/null
		unset \$(git rev-parse --local-env-vars)
		git -C "$SANDBOX/one" prune --expire=now
	END
	chmod +x hub.git/hooks/post-receive
	on one new -s 'No wind' >/dev/null
	run -0 on one sync
	equals "$(on one show 2 --format '%(subject)')" 'No wind'
	meet
}

@test "a git gc of the hub in the way of a push: once more" {
	cat >bin/swept <<-END
		#!/bin/sh
		if mkdir "$SANDBOX/swept" 2>/dev/null; then
			echo 'unable to write file ./objects/e5/57: No such file or directory' >&2
			exit 128
		fi
		mkdir "$SANDBOX/swept/away" 2>/dev/null &&
			exec git -c core.hooksPath="$SANDBOX/bin/sweeping" receive-pack "\$@"
		exec git-receive-pack "\$@"
	END
	mkdir bin/sweeping
	cat >bin/sweeping/pre-receive <<-'END'
		#!/bin/sh
		rm -r "$GIT_QUARANTINE_PATH"
	END
	chmod +x bin/swept bin/sweeping/pre-receive
	git -C one config remote.origin.receivepack swept
	on one new -s 'No wind' >/dev/null
	run -0 on one sync
	[ -d swept/away ]
	git -C one config --unset remote.origin.receivepack
	# What a hook or a shell says of another repository is none of its business.
	on one new -s 'No sea' >/dev/null
	GIT_NAMESPACE=other GIT_QUARANTINE_PATH=none GIT_SHALLOW_FILE=none \
		GIT_COMMON_DIR=$SANDBOX/two/.git GIT_INDEX_FILE=none \
		GIT_OBJECT_DIRECTORY=$SANDBOX/two/.git/objects run -0 on one sync
	equals "$(git -C hub.git for-each-ref refs/namespaces)" ''
	meet
}

@test "what follows on an operation that the hub refuses goes on without it" {
	desk hub install "$SANDBOX/hub.git" >/dev/null
	i_am olga Olga
	local file
	file=$(ls two/tickets/*/*/*/*.yaml)
	printf -- '---\nid: aaaa11\nkind: comment\nat: %s\nby: anna\nbody: Forged\n' \
		"$DESK_NOW" >>"$file"
	git -C two commit -q --no-verify -am 'forged'
	on two set 1 priority=high >/dev/null
	on two comment 1 -m 'behind' >/dev/null
	run -4 on two sync
	run -0 on two sync --status -O json
	equals "$(json '[.refused[].subject] | tostring')" '["forged"]'
	on one sync >/dev/null
	same
	equals "$(on one show 1 --format '%(priority) %(comments)')" 'high 1'
	i_am anna 'Anna Petrova' anna@desk.example
}

@test "an upstream that takes nothing for a while: what was set aside is put back" {
	printf '#!/bin/sh\necho frozen >&2\nexit 1\n' >hub.git/hooks/update
	chmod +x hub.git/hooks/update
	on one new -s 'No wind' >/dev/null
	now +60
	on one set 1 priority=high >/dev/null
	run -4 on one sync
	run -0 --separate-stderr on one sync --status -O json
	has 'new: No wind'
	equals "$(json '[.refused[] | .reason] | tostring')" '["frozen","frozen"]'
	run -66 on one sync --retry-refused 7
	run -64 on one sync --retry-refused 1 --status
	# It is refused again, and not lost.
	run -4 on one sync --retry-refused 1
	equals "$(on one sync --status --jq '.refused | length')" 2
	rm hub.git/hooks/update
	now +60
	on two set 1 priority=low type=request >/dev/null
	on two sync >/dev/null
	on one sync >/dev/null
	run -64 on one sync --retry-refused some
	run -0 on one sync --retry-refused all
	meet
	# The later change stands, whenever it was put back.
	equals "$(on two show 1 --format '%(priority) %(type)')" 'low request'
	equals "$(on two show 2 --format '%(subject)')" 'No wind'
	equals "$(on one sync --status --jq '.refused | length')" 0
	# What still cannot stand stays where it was.
	sed -i 's/^team: .*/team: One/' one/desk.yaml
	git -C one commit -qam 'by one'
	sed -i 's/^team: .*/team: Two/' two/desk.yaml
	git -C two commit -qam 'by two'
	on one sync >/dev/null
	run -4 on two sync
	run -4 on two sync --retry-refused 1
	has 'it still cannot stand: desk.yaml: changed here'
	run -4 on two sync --retry-refused all
	has '1: it still cannot stand: desk.yaml: changed here'
	# People read why in their language, machines in one.
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=90 run -0 on two sync --status
	has 'desk.yaml: изменён и здесь'
	LC_ALL=ru_RU.UTF-8 run -0 on two sync --status -O json
	equals "$(json .refused[0].reason | tr -d '\n')" \
		"$(on two sync --status --jq .refused[0].reason)"
	has 'changed here and at the upstream'
	lacks 'изменён'
	sed -i 's/^team: .*/team: Our company/' two/desk.yaml
	git -C two commit -qam 'as it was'
	run -0 on two sync --retry-refused 1
	meet
	has 'team: Two' "$(cat one/desk.yaml)"
}

@test "a merge by hand, a bare clone, an upstream of yesterday are understood" {
	cp -a hub.git yesterday.git
	on one comment 1 -m 'of one'
	on one sync >/dev/null
	on two comment 1 -m 'of two'
	git -C two pull -q --no-rebase --no-edit origin main
	equals "$(git -C two rev-list --merges --count main)" 1
	# Nothing came meanwhile: the merge goes out as it is.
	run -0 on two sync -O json
	equals "$(json .sent)" 2
	equals "$(git -C hub.git rev-list --merges --count main)" 1
	# Something came: it is a change of its own on top.
	on two comment 1 -m 'once more of two'
	on one sync >/dev/null
	on one set 1 priority=high
	on one sync >/dev/null
	now +60
	on two set 1 priority=low type=request
	# What the driver cannot know --continue does: whose change was the later one.
	run -1 git -C two pull -q --no-rebase --no-edit origin main
	run -0 on two sync --continue
	equals "$(on two show 1 --format '%(priority) %(type)')" 'low request'
	equals "$(git -C two rev-list --merges --count main)" 2
	# A rebase of several stops and goes on alike.
	now +60
	on one set 1 priority=critical
	on one sync >/dev/null
	now +60
	on two set 1 priority=normal
	on two comment 1 -m 'between'
	on two set 1 priority=low
	run -1 git -C two pull -q --rebase origin main
	run -78 on two comment 1 -m no
	has "\`desk sync --continue\`"
	run -0 on two sync --continue
	equals "$(on two show 1 --format '%(priority)')" low
	on one comment 1 -m 'of one again'
	on one sync >/dev/null
	on two sync >/dev/null
	on one sync >/dev/null
	same
	equals "$(on one show 1 --format '%(comments) %(type)')" '5 request'
	# Without a work tree.
	git clone -q --bare hub.git bare.git
	git -C bare.git config branch.main.remote origin
	git -C bare.git config branch.main.merge refs/heads/main
	on one comment 1 -m 'for the bare one'
	on one sync >/dev/null
	desk -C bare.git sync >/dev/null
	equals "$(git -C bare.git rev-parse main)" "$(git -C hub.git rev-parse main)"
	desk -C bare.git comment 1 -m 'of the bare one' >/dev/null
	desk -C bare.git sync >/dev/null
	# The hub comes back from a copy: it gets what it lost.
	rm -rf hub.git
	mv yesterday.git hub.git
	on two sync >/dev/null
	on one sync >/dev/null
	on two sync >/dev/null
	desk -C bare.git sync >/dev/null
	on one sync >/dev/null
	on two sync >/dev/null
	same
	equals "$(on one show 1 --format '%(comments)')" 7
}

@test "of two hosts that close a month at once one is told to do so again" {
	local name
	mkdir -p one/customers
	for name in acme zeta; do
		printf 'name: %s\ncontract: {rate: 100}\n' $name >one/customers/$name.yaml
	done
	git -C one add customers
	git -C one commit -qm customers
	for name in acme zeta; do
		on one new -s Work -c $name >/dev/null
		on one time add @ 1h >/dev/null 2>&1
	done
	meet
	now "$(date -u -d "$DESK_NOW 1 month" +%FT%TZ)"
	on one month close last-month -c acme -y --anyway >/dev/null 2>&1
	on two month close last-month -c zeta -y --anyway >/dev/null 2>&1
	on one sync >/dev/null
	run -4 on two sync
	has 'the number 1 is that of the act bills/' "$(on two sync --status)"
	on two month close last-month -c zeta -y --anyway >/dev/null 2>&1
	meet
	equals "$(on one month list --json | jq -c '.[] | [.bills, ."first-act", ."last-act"]')" \
		'[2,1,2]'
}

@test "who goes while another names them in a ticket is told, with the command" {
	desk_customer() {
		mkdir -p one/customers
		printf 'name: %s\ncontacts:\n  ivan: {name: Ivan, mail: ivan@%s.example}\n' \
			$1 $1 >one/customers/$1.yaml
		git -C one add customers
		git -C one commit -qm "$1"
	}
	desk_customer acme
	desk_customer zeta
	meet
	# Taken away at the upstream, named here.
	git -C one rm -q customers/acme.yaml agents/olga.yaml
	git -C one commit -qm gone
	on one sync >/dev/null
	on two new -s Here -c acme -a olga >/dev/null
	run -0 --separate-stderr on two sync --json
	has 'the customer acme is gone, but tickets name it: 2; `desk set N customer=NAME`' \
		"$stderr"
	has 'the agent olga is gone, but tickets have them as assignee: 2; `desk assign N WHO`' \
		"$stderr"
	equals "$(json '.gone[] | [.field, .name, .tickets[]] | tostring' | sort | tr '\n' ' ')" \
		'["assignee","olga","2"] ["customer","acme","2"] '
	# Once.
	run -0 --separate-stderr on two sync --json
	equals "$(json '.gone | length')$stderr" 0
	on two set 2 customer=zeta >/dev/null
	on two assign 2 anna >/dev/null
	meet
	# Taken away here, named at the upstream; in the reader's language.
	on one new -s There -c zeta -r zeta/ivan >/dev/null
	on one sync >/dev/null
	on two set 2 customer= >/dev/null
	git -C two rm -q customers/zeta.yaml
	git -C two commit -qm gone
	LANG=ru_RU.UTF-8 LC_ALL= run -0 --separate-stderr on two sync
	has 'клиента zeta больше нет, но он указан в заявках: 3; `desk set N customer=ИМЯ`' \
		"$stderr"
	has 'контакта zeta/ivan больше нет, но это заявитель открытых заявок: 3;' "$stderr"
	on two set 3 customer= requester= >/dev/null
	meet
}

@test "a clone that mirrors pushes nothing, and says what to do" {
	on one new -s 'No sail' >/dev/null
	git -C one config remote.origin.mirror true
	run -78 on one sync
	has 'git config --unset remote.origin.mirror'
	git -C one config --unset remote.origin.mirror
	meet
	equals "$(on two list --format '%(subject)' subject:sail)" 'No sail'
}
