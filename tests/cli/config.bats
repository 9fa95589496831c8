# Settings, and whether desk.yaml, agents and customers are in order.
load helper

@test "set, get and list" {
	new_store
	run -0 desk config set alias.mine 'list is:mine'
	run -0 desk config get alias.mine
	equals "$output" 'list is:mine'
	run -0 desk config list --jq '.[] | select(.name == "alias.mine").value'
	equals "$output" 'list is:mine'
	run -1 desk config get query.nothing
	run -0 desk config get account.x.after
	equals "$output" flag
	run -64 desk config set alias.x
	run -0 desk config unset alias.mine
	run -0 desk config unset alias.mine
	run -1 desk config get alias.mine
}

@test "names and values that are wrong are refused with what is right" {
	new_store
	run -64 desk config set alais.mine list
	has '"alias.mine"'
	run -64 desk config set account.help@acme.example.after nothing
	has 'keep seen flag move delete'
	run -64 desk config set account.help@acme.example.limit 1
	has '1k..1g'
	run -64 desk config set alias.list version
	has 'cannot hide'
	run -64 desk config set query.hot prio:high
	has priority
	run -0 desk config set query.hot priority:high
	run -0 desk list query:hot
	run -64 desk config get nothing
	run -64 desk --config nothing=1 list
	run -64 desk --config alias.x list
	run -64 desk config add alias.x list
	run -0 desk config list
	equals "$output" $'query.hot\tpriority:high'
}

@test "without a word every setting is listed, set or not" {
	new_store
	desk config set account.help@acme.example.limit 10m
	desk config add account.help@acme.example.folder A
	desk config add account.help@acme.example.folder B
	run -0 desk config --json
	equals "$(json '[.[] | select(.name | test("account.*limit")).value] | join(" ")')" 10m
	equals "$(json '[.[] | select(.name | endswith("folder")).value] | join(" ")')" 'A B'
	equals "$(json '.[] | select(.name == "alias.NAME") | .value')" null
	run -0 desk config get account.help@acme.example.folder
	equals "$output" $'A\nB'
	git config desk.acount.x y
	run -1 desk config check
	has acount
}

@test "--config holds for one command, for git and for mail accounts, too" {
	new_store
	desk mail add --url "maildir:$HOME/none" --no-test help@acme.example
	run -0 desk mail list -O tsv --fields after
	equals "$output" flag
	run -0 desk mail list --config account.help@acme.example.after=keep \
		-O tsv --fields after
	equals "$output" keep
}

@test "a new store is in order" {
	new_store
	run -0 desk config check
	equals "$output" ''
	DESK_FORCE_TTY=80 run -0 desk config check
	has 'in order'
}

@test "mistakes have a file, a line and a column, committed or not" {
	new_store
	sed -i 's/^levels:.*/levels: {L1: 2}/' desk.yaml
	printf 'name: Ivan\nmails: 7: 8\n' >agents/ivan.yaml
	run -1 desk config check --format '%(file):%(line):%(column): %(message)'
	has 'desk.yaml:'
	has 'agents/ivan.yaml:2:'
	DESK_FORCE_TTY=80 run -1 desk config check
	has 'agents/ivan.yaml:2:'
	git checkout -q desk.yaml
	rm agents/ivan.yaml
}

@test "a file of git's settings that cannot be read is no empty one" {
	new_store
	local file
	for file in "$HOME/.gitconfig" .git/config; do
		mv "$file" aside
		mkdir "$file"
		run -78 desk new -s x
		has "${file##*/}: "
		has 'settings of git may stand in it'
		rmdir "$file"
		mv aside "$file"
	done
	git config include.path ours
	run -0 desk list
	mkfifo .git/ours
	run -78 desk list
	rm .git/ours
	GIT_CONFIG_GLOBAL=/dev/null run -0 desk list
}

@test "what git sets for new repositories and commits is obeyed, or said" {
	mkdir -p "$HOME/ours/hooks"
	printf '#!/bin/sh\ntouch "%s/ran"\n' "$SANDBOX" >"$HOME/ours/hooks/pre-commit"
	chmod +x "$HOME/ours/hooks/pre-commit"
	echo '*.tmp' >"$HOME/ours/own"
	git config --global init.templateDir '~/ours'
	desk init "$STORE" >/dev/null
	cd "$STORE"
	cmp .git/own "$HOME/ours/own"
	[ -x .git/hooks/pre-commit.before-desk ]
	touch x
	git add x
	git commit -qm x
	[ -e "$SANDBOX/ran" ]
	lacks gpgsign "$(desk config check)"
	git config commit.gpgsign true
	run -0 desk config check
	has 'commit.gpgsign is set: what people do is signed, what runs by itself'
	git config --global init.templateDir '~/nowhere'
	run -78 desk init "$SANDBOX/other"
	has 'init.templateDir names'
	git config --unset commit.gpgsign
}

@test "a word in use leaves desk.yaml only with a word for what it became" {
	new_store
	desk new -s One -k network -p high >/dev/null
	desk new -s Two -k printers -p low >/dev/null
	desk solve 2 -w 5m -m 'Paper.' >/dev/null
	desk wait 1 -m 'Which room?' >/dev/null
	sed -i 's/^  asset: {/  floor: {type: text}\n&/' desk.yaml
	git commit -qam 'a field'
	desk set 1 fields.floor=3 >/dev/null
	sed -i '/^  floor:/d' desk.yaml
	run -1 desk config check
	has '"fields" names the custom field "floor" no more, but tickets hold it: 1 (1)'
	git checkout -q desk.yaml
	sed -i 's/^  pending: /  waiting: /; s/^  printers: /  paper: /
		s/, idea\]/]/' desk.yaml
	run -1 desk config check
	has '"statuses" names the status "pending" no more, but tickets hold it: 1 (1)'
	has '"categories" names the category "printers" no more, but tickets hold it: 1 (2)'
	has '"was: [printers]"'
	lacks idea
	# What the store was left with is told once, not for each ticket again.
	git commit -qm words --no-verify desk.yaml
	run -1 desk fsck
	equals "$(cut -f1 <<<"$output")" $'regulation\nregulation'
	git reset -q HEAD^
	git add desk.yaml
	run -1 git commit -qm words
	has 'pending'
	sed -i 's/^  waiting: {/&was: [pending], /; s/^  paper: {/&was: [printers], /' \
		desk.yaml
	run -0 desk config check
	git commit -qam words
	# Tickets keep their word; it means what it is called now.
	equals "$(field 1 status)" pending
	equals "$(desk list status:waiting -O ids)$(desk list status:pending -O ids)" 11
	equals "$(desk list category:paper status:solved -O ids)" 2
	equals "$(desk sla show 1 --json | jq -r '.clocks[] |
		select(.clock == "resolution") | .state')" paused
	has 'Waiting for the customer' "$(DESK_FORCE_TTY=80 desk show 1)"
	desk set 1 status=open
	desk wait 1 -m 'And now?' >/dev/null
	equals "$(field 1 status)" waiting
	run -64 desk set 2 category=nothing
	# A name means one thing.
	sed -i 's/was: \[pending\]/was: [open]/' desk.yaml
	run -1 desk config check
	has '"open" stands here a second time'
	git checkout -q desk.yaml
	# Out of use, and past the hook: history goes by its own words.
	desk solve 1 -w 5m -m 'A cable.' >/dev/null
	sed -i 's/^  solved: {class/  done: {class/' desk.yaml
	commit 'past the hook' desk.yaml
	equals "$(desk report agents --json | jq -c '[.. | .solved? // empty] | max')" 2
	run -1 desk fsck
	has '"solved" no more, but tickets hold it: 2 (1, 2)'
	NO_FSCK=1
}

@test "sections name templates, files, roles and queries that must be there" {
	new_store
	sed -i 's/template: ack/template: akc/; s/notify: lead/notify: chief/
		s/type:complaint/type:complant/' desk.yaml
	run -1 desk config check --format '%(line):%(column): %(message)'
	has 'complant'
	sed -i 's/type:complant/type:complaint/' desk.yaml
	run -1 desk config check --format '%(line):%(column): %(message)'
	has 'there is no template "akc": no file templates/akc.yaml'
	has '"chief" is no agent, group, level or role'
	git checkout -q desk.yaml
	printf 'desk: 1\nworkflow: [{to: slved}]\n' >"$BATS_TEST_TMPDIR/x.yaml"
	run -1 desk config check "$BATS_TEST_TMPDIR/x.yaml"
	has 'did you mean "solved"?'
}

@test "oncall.yaml and calendars are judged by their readers everywhere" {
	new_store
	printf 'rota:\n  - {who: anna, when: someday}\n' >oncall.yaml
	printf 'week: {mon: ["9-25"]}\n' >calendars/odd.yaml
	printf 'include: [calendars/none.yaml]\nweek: {mon: ["09:00-18:00"]}\n' \
		>calendars/of.yaml
	check() {
		has 'oncall.yaml:2:23: "when" is always'
		has 'calendars/odd.yaml:1:'
		has 'calendars/of.yaml:1:11: there is no file calendars/none.yaml'
	}
	DESK_FORCE_TTY=80 run -1 desk config check
	check
	git add -A
	run -1 git commit -qm 'Slips'
	check
	git commit -q --no-verify -m 'Slips'
	run -1 desk fsck --format '%(what) %(place): %(text)'
	check
	has 'rota oncall.yaml:2'
	has 'calendar calendars/odd.yaml:1'
	git clone -q --bare "$STORE" "$SANDBOX/bare.git"
	DESK_FORCE_TTY=80 run -1 desk -C "$SANDBOX/bare.git" config check
	check
	printf 'holidays: [2026-12-31]\n' >calendars/none.yaml
	printf 'week: {mon: ["09:00-18:00"]}\n' >calendars/odd.yaml
	printf 'rota: []\n' >oncall.yaml
	git add -A
	run -0 git commit -qm 'Mended'
	run -0 desk config check
}

@test "outside of a store there is nothing to check" {
	cd "$HOME"
	run -66 desk config check
	git init -q elsewhere
	git -C elsewhere commit -q --allow-empty -m 'not a desk'
	run -66 --separate-stderr desk -C elsewhere list
	has 'desk init' "$stderr"
	[ ! -e elsewhere/.git/desk/index.db ]
}

@test "mail add says where a password can live, and what helps later" {
	new_store
	run -0 --separate-stderr desk mail add help@acme.example \
		--url imap://127.0.0.1:1/ --no-test
	has 'git has no credential helper' "$stderr"
	has 'account.help@acme.example.password-command' "$stderr"
	has 'credential.helper store' "$stderr"
	run -78 desk pull
	has 'nothing here keeps one'
	local since
	since=$(git config desk.account.help@acme.example.since)
	git config credential.helper store
	now +3600
	run -0 --separate-stderr desk mail add help@acme.example \
		--url imap://127.0.0.1:1/ --no-test
	equals "$stderr" ''
	equals "$(git config desk.account.help@acme.example.since)" "$since"
	run -78 desk pull
	has 'helpers know none; `desk mail add help@acme.example` asks for it'
	lacks 'nothing here keeps'
}
