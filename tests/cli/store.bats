# The store: git is the truth, a plain edit counts, the index can go.
load helper

one_ticket() {
	new_store
	desk new -s 'Printer' -r pavel@acme.example -m 'It is on fire.' >/dev/null
}

@test "init twice changes nothing" {
	new_store
	local before
	before=$(git rev-parse main)
	run -0 desk init --lang en "$STORE"
	equals "$(git rev-parse main)" "$before"
	equals "$(git status --porcelain)" ''
	run -0 desk config check
}

@test "the hook comes into a clone by init, after a hook of others, or is told" {
	one_ticket
	git clone -q "$STORE" "$SANDBOX/clone"
	cd "$SANDBOX/clone"
	run -0 --separate-stderr desk list
	has 'has no hook' "$stderr"
	run -0 --separate-stderr desk list
	equals "$stderr" ''
	run -1 desk config check
	has 'desk init'
	printf '#!/bin/sh\necho "first of all"\n[ ! -e stop ]\n' \
		>.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	DESK_FORCE_TTY=80 run -0 desk init .
	has 'was installed'
	run -0 desk config check
	DESK_FORCE_TTY=80 run -0 desk init .
	has 'nothing was changed'
	touch stop
	run -1 git commit -q --allow-empty -m 'The other hook says no'
	equals "$output" "first of all
.git/hooks/pre-commit.before-desk ended with 1."
	printf '#!/bin/sh\n[ ! -e stop ] || kill -9 $$\necho "first of all"\n' \
		>.git/hooks/pre-commit.before-desk
	run -1 git commit -q --allow-empty -m 'The other hook is killed'
	has '.git/hooks/pre-commit.before-desk was killed by signal 9.'
	rm stop
	run -0 git commit -q --allow-empty -m 'Both agree'
	sed -i 's/^status: .*/status: opne/' "$(file_of 1)"
	run -1 git commit -qam 'By hand'
	has 'first of all'
	has 'did you mean "open"'
	git reset -q --hard
	git config core.hooksPath ours
	run -0 --separate-stderr desk init .
	has "add the line \`desk fsck --staged || exit 1\` to $PWD/ours/pre-commit" \
		"$stderr"
	run -1 desk config check
	has 'desk fsck --staged || exit 1'
	mkdir ours
	printf '#!/bin/sh\ndesk fsck --staged || exit 1\n' >ours/pre-commit
	run -1 desk config check
	chmod +x ours/pre-commit
	run -0 desk config check
	run -0 --separate-stderr desk init .
	equals "$stderr" ''
	git clone -q --bare "$STORE" "$SANDBOX/bare.git"
	run -0 --separate-stderr desk -C "$SANDBOX/bare.git" list
	equals "$stderr" ''
}

@test "of a shared repository the group may write all that desk makes" {
	(umask 022 && git init -q -b main --shared=group "$STORE")
	(umask 022 && cd "$STORE" && desk init && desk new -s One && desk list)
	equals "$(find "$STORE/.git" -type d ! -perm -g=w)" ''
	equals "$(find "$STORE/.git/desk" -type f ! -perm -g=w)" ''
	equals "$(find "$STORE/.git/hooks" -type f ! -perm -g=wx)" ''
	git -C "$STORE" config core.sharedRepository umask
	(umask 027 && cd "$STORE" && desk new -s Two)
	has 'drwxr-s---' "$(stat -c %A "$STORE"/tickets/*/* "$STORE"/.git/objects/??)"
}

@test "what is no file is refused and never waited for" {
	one_ticket
	mkfifo box
	run -78 timeout 20 desk import mbox box
	git config desk.account.anna@desk.example.url "mbox:$PWD/box"
	run -78 timeout 20 desk pull
	has 'no regular file'
	rm -f .git/desk/index.db*
	mkfifo .git/desk/index.db
	run -65 timeout 20 desk list
	has 'is not a regular file'
	rm .git/desk/index.db
	# Files of git, and those that are named.
	local file
	for file in index packed-refs; do
		mv ".git/$file" kept 2>/dev/null || true
		mkfifo ".git/$file"
		run -78 timeout 20 desk comment 1 -m x
		has "/.git/$file is no regular file"
		rm ".git/$file"
		[ ! -e kept ] || mv kept ".git/$file"
	done
	for file in box /dev/zero; do
		run -65 timeout 20 desk comment 1 -F "$file"
		run -65 timeout 20 desk comment 1 -m x -A "$file"
		run -65 timeout 20 desk config check "$file"
		run -73 timeout 20 desk init "$file" -n
	done
	rm box
	git config --remove-section desk.account.anna@desk.example
}

@test "commits of people are signed where git would sign them" {
	one_ticket
	ssh-keygen -q -t ed25519 -N '' -f "$SANDBOX/key"
	git config gpg.format ssh
	git config user.signingKey "$SANDBOX/key.pub"
	echo "anna@desk.example $(cat "$SANDBOX/key.pub")" >"$SANDBOX/allowed"
	git config gpg.ssh.allowedSignersFile "$SANDBOX/allowed"
	git config commit.gpgSign true
	run -0 desk comment 1 -m 'Signed: – ü'
	run -0 git verify-commit main
	has 'Good "git" signature for anna@desk.example'
	equals "$(git log -1 --format='%an <%ae> %aI %cn')" \
		'Anna Petrova <anna@desk.example> 2026-11-21T06:14:03+00:00 Anna Petrova'
	# Whom a program acts for holds no key.
	mkdir -p box/new box/cur box/tmp
	printf 'From: x@y.example\nSubject: Two\n\nHello\n' >box/new/1
	run -0 desk import maildir box
	run -1 git verify-commit main
	rm -r box
	# Git's own reason, and nothing is changed.
	git config user.signingKey "$SANDBOX/nowhere.pub"
	local before
	before=$(git rev-parse main)
	run -78 desk comment 1 -m 'Not signed'
	has 'git could not sign by ssh-keygen: '
	lacks core.fsync
	printf '#!/bin/sh\nkill -9 $$\n' >"$SANDBOX/signer"
	chmod +x "$SANDBOX/signer"
	git config gpg.ssh.program "$SANDBOX/signer"
	git config user.signingKey "$SANDBOX/key.pub"
	run -78 desk comment 1 -m 'Not signed'
	has "git could not sign by $SANDBOX/signer: "
	equals "$(git rev-parse main)" "$before"
	equals "$(git status --porcelain)" ''
	git config commit.gpgSign false
}

@test "a store that becomes another one under a current index is refused" {
	one_ticket
	desk list >/dev/null
	local setting
	git config core.repositoryFormatVersion 1
	cp .git/config plain
	for setting in 'extensions.refStorage reftable git refs migrate' \
		'extensions.objectFormat sha256 --object-format=sha1' \
		'extensions.partialClone x without --filter' \
		'extensions.odd true unknown extension'; do
		# shellcheck disable=SC2086 # key and value
		set -- $setting
		git config -f .git/config "$1" "$2" || :
		run -78 desk list
		has "${setting#"$1 $2 "}"
		run -78 desk now
		run -78 desk comment 1 -m x
		cp plain .git/config
	done
	touch .git/shallow
	run -78 desk list
	has 'git fetch --unshallow'
	rm .git/shallow plain
	run -0 desk list
}

@test "settings that cannot be read are an error, not unset" {
	new_store
	printf '[desk "x"\n' >>.git/config
	run -78 desk config list
	has '.git/config:'
	run -78 desk config get sync
	run -78 desk config set sync manual
	cd "$SANDBOX"
	run -78 desk -C "$STORE" config list
	run -66 desk -C "$SANDBOX" config list
	run -0 desk config list
	sed -i '$d' "$STORE/.git/config"
}

@test "a lock that a killed git left is named with what takes it away" {
	new_store
	git clone -q --bare . "$SANDBOX/bare.git"
	git config --unset merge.desk.driver
	touch .git/config.lock "$SANDBOX/bare.git/config.lock"
	local what
	for what in 'init .' 'config set cron.host here' 'config unset cron.host' \
		'mail add x@desk.example --url maildir:x --no-test'; do
		run -75 --separate-stderr desk $what
		has "rm '$PWD/.git/config.lock'" "$stderr"
	done
	run -75 --separate-stderr desk hub install "$SANDBOX/bare.git"
	has "rm '$SANDBOX/bare.git/config.lock'" "$stderr"
	rm .git/config.lock
	run -0 desk init .
}

@test "what a killed process left beside packs goes by itself" {
	new_store
	local dead left
	dead=$(sh -c 'echo $$')
	left=.git/objects/pack/.pack-0.pack.$dead-0~
	# Another machine's process may have that number, and be at it.
	touch "$left" ".git/desk/.cron.$dead-0~"
	desk cron run
	[ -e "$left" ]
	touch -d 2026-11-20 "$left" ".git/desk/.cron.$dead-0~"
	run -0 desk fsck --json
	json '.[].what == "left-over" and .[].severity == "warning"'
	desk cron run
	[ ! -e "$left" ]
	touch -d 2026-11-20 "$left"
	run -0 desk fsck --fix
	[ ! -e "$left" ]
}

@test "git gc beside writes fails none of them" {
	one_ticket
	(while [ ! -e "$SANDBOX/enough" ]; do git gc -q --prune=now; done) 2>/dev/null &
	local i
	for i in 1 2 3 4 5 6 7 8 9 10; do
		desk comment 1 -m "note $i" >/dev/null || touch "$SANDBOX/failed"
	done
	touch "$SANDBOX/enough"
	wait
	[ ! -e "$SANDBOX/failed" ]
	git fsck --strict
	equals "$(desk show 1 --json | jq '[.entries[] | select(.kind == "comment")] | length')" 10
}

@test "init in Russian, bare" {
	desk init --bare --lang ru "$STORE"
	has 'language: ru' "$(git -C "$STORE" show main:desk.yaml)"
	equals "$(desk -C "$STORE" new -s 'Принтер' -r pavel@acme.example -m 'Горит.')" 1
	equals "$(desk -C "$STORE" list принтер --json | jq -r '.[0].subject')" 'Принтер'
}

@test "a hand edit counts once it is committed" {
	one_ticket
	local file
	file=$(file_of 1)
	sed -i 's/^status: .*/status: open/; s/^assignee:.*/assignee: anna/' "$file"
	commit 'by hand' "$file"
	equals "$(field 1 status)" open
	equals "$(desk list is:mine -O ids)" 1
	has 'assignee' "$(desk log 1)"
}

@test "a ticket with uncommitted edits is refused, the others are not" {
	one_ticket
	desk new -s Two -r x@y.example -m two
	local file
	file=$(file_of 1)
	sed -i 's/^priority: .*/priority: high/' "$file"
	run desk assign 1 anna
	equals "$status" 4
	has 'git diff'
	run -0 desk assign 2 anna
	git checkout -q "$file"
	run -0 desk assign 1 anna
}

@test "what the user has staged or changed stays as it was" {
	one_ticket
	echo "# staged" >>desk.yaml
	git add desk.yaml
	echo "# not staged" >>agents/anna.yaml
	echo new >kb.txt
	local before
	before=$(git status --porcelain)
	desk priority 1 high
	equals "$(git status --porcelain)" "$before"
	equals "$(git diff --cached --name-only)" desk.yaml
}

@test "hand formatting, comments and unknown keys survive" {
	one_ticket
	local file
	file=$(file_of 1)
	sed -i '/^priority: /c\
# seen by the boss\
priority: '"'normal'"'   # for now\
shelf: 7' "$file"
	commit 'by hand' "$file"
	desk assign 1 anna
	has "priority: 'normal'   # for now" "$(cat "$file")"
	has '# seen by the boss' "$(cat "$file")"
	has 'shelf: 7' "$(cat "$file")"
	equals "$(git diff --numstat HEAD^ HEAD -- "$file" | cut -f1,2)" $'1\t1'
}

@test "a broken file names line and column; the others work" {
	one_ticket
	desk new -s Two -r x@y.example -m two
	local file
	file=$(file_of 1)
	sed -i '3s/.*/subject: [never closed/' "$file"
	commit 'broken' "$file"
	run -0 --separate-stderr desk list -O ids
	has 2
	has '1 unreadable' "$stderr"
	run desk fsck
	equals "$status" 1
	has "$(basename "$file")"
	[[ $output =~ :[0-9]+:[0-9]+$'\t' ]]
	run -0 desk assign 2 anna
	NO_FSCK=1
}

@test "an invalid desk.yaml leaves the last valid one in force" {
	one_ticket
	echo 'levels: {' >>desk.yaml
	commit 'broken' desk.yaml
	run -0 --separate-stderr desk list -O ids
	has 'desk.yaml' "$stderr"
	run -0 desk new -s Two -r x@y.example -m two
	equals "$(field 2 level)" L1
	NO_FSCK=1
}

@test "a file of people that cannot be read is said by whatever leans on it" {
	one_ticket
	add_agent olga 'Olga'
	mkdir -p customers
	echo 'name: Harbour' >customers/harbour.yaml
	commit 'harbour' customers
	run -0 --separate-stderr desk list
	equals "$stderr" ''
	local file command
	for file in agents/olga customers/harbour calendars/office; do
		printf 'name: [\n' >>"$file.yaml"
	done
	commit 'broken' agents customers calendars
	for command in 'list' 'agent list' 'show 1' 'assign 1 olga' 'bill' \
		'report agents' 'now' 'remind'; do
		run -0 --separate-stderr desk $command
		for file in agents/olga customers/harbour calendars/office; do
			equals "$(grep -c "^$file.yaml:.*last version" \
				<<<"$stderr")" 1
		done
	done
	LC_ALL=ru_RU.UTF-8 run -0 --separate-stderr desk list
	has 'действует последняя версия' "$stderr"
	# One that was never right makes nobody, and is said, too.
	printf 'name: [\n' >agents/boris.yaml
	commit 'boris' agents
	run -67 --separate-stderr desk assign 1 boris
	has 'agents/boris.yaml:2:1' "$stderr"
	NO_FSCK=1
}

@test "an entry that was removed by hand is found" {
	one_ticket
	desk comment 1 -m 'Remember this.'
	local file
	file=$(file_of 1)
	sed -i '/Remember this/d' "$file"
	commit 'eaten' "$file"
	run desk fsck
	equals "$status" 1
	has "$(basename "$file")"
	NO_FSCK=1
}

@test "the index deleted, cut short, or full of rubbish: same answers" {
	one_ticket
	local wanted db=.git/desk/index.db
	wanted=$(desk list --json)
	rm -f $db*
	equals "$(desk list --json)" "$wanted"
	truncate -s 5000 $db
	rm -f $db-*
	equals "$(desk list --json 2>/dev/null)" "$wanted"
	head -c 100000 /dev/zero >$db
	equals "$(desk list --json 2>/dev/null)" "$wanted"
}

@test "merges of two clones are in the history" {
	one_ticket
	git clone -q "$STORE" "$SANDBOX/other"
	desk priority 1 high
	now +60
	(cd "$SANDBOX/other" && desk category 1 printers)
	git pull -q --no-rebase "$SANDBOX/other" main
	equals "$(field 1 priority)" high
	equals "$(field 1 category)" printers
	run -0 desk fsck
}

@test "resets, amends and rebases: the index follows" {
	one_ticket
	desk priority 1 high
	git reset -q --hard HEAD^
	equals "$(field 1 priority)" normal
	desk priority 1 low
	git commit -q --amend -m 'amended'
	equals "$(field 1 priority)" low
	git checkout -q -b side HEAD^
	echo '# x' >>desk.yaml
	commit side desk.yaml
	git checkout -q main
	git rebase -q side
	equals "$(field 1 priority)" low
	run -0 desk fsck
}

@test "another branch, a merge in progress: 78 with the way out" {
	one_ticket
	git checkout -q -b side
	run desk assign 1 anna
	equals "$status" 78
	has 'git switch main'
	git checkout -q main
	run -0 desk assign 1 anna
}

@test "a locale of C, the far side of the world, no terminal" {
	one_ticket
	desk new -s 'Принтер 打印机' -r x@y.example -m два
	local wanted
	wanted=$(desk list --json)
	equals "$(LC_ALL=C TZ=Pacific/Kiritimati command desk list --json)" "$wanted"
	equals "$(LC_ALL=C command desk show 2 --json | jq -r .subject)" 'Принтер 打印机'
}

@test "escape sequences never reach a terminal" {
	new_store
	desk new -s $'bad \e[31mred\e]0;title\a' -r x@y.example -m $'body \e[2J'
	lacks $'\e' "$(DESK_FORCE_TTY=80 NO_COLOR=1 command desk show 1)"
	lacks $'\e' "$(DESK_FORCE_TTY=80 NO_COLOR=1 command desk list)"
}

@test "a read-only store is read" {
	one_ticket
	desk list >/dev/null
	chmod -R a-w "$STORE"
	if [ "$(id -u)" = 0 ]; then
		# Root writes everywhere; an ordinary user must be able to read.
		chmod a+rx "$SANDBOX" "$TREE/build" || true
	fi
	equals "$(desk list -O ids)" 1
	run -0 desk fsck
	chmod -R u+w "$STORE"
}

@test "a clock that went back is refused" {
	one_ticket
	now 2026-11-20T00:00:00Z
	run desk priority 1 high
	equals "$status" 75
	has clock
	run -0 desk --config clock.trust=true priority 1 high
	now 2026-11-21T06:15:00Z
}

@test "a clock that is years ahead, or no time at all, is refused" {
	one_ticket
	now 2036-11-21T06:15:00Z
	run -75 desk priority 1 high
	has 'more than a year ago'
	run -0 desk list
	git config desk.clock.trust true
	run -0 desk priority 1 high
	git reset -q --hard HEAD~1
	now yesterday
	run -64 desk list
	has DESK_NOW
	now 2026-11-21T06:15:00Z
}

@test "a ticket file that is a link is not followed" {
	one_ticket
	local file
	file=$(file_of 1)
	echo 'status: secret' >"$SANDBOX/outside"
	ln -sf "$SANDBOX/outside" "$file"
	commit link "$file"
	run desk assign 1 anna
	[ "$status" != 0 ]
	equals "$(cat "$SANDBOX/outside")" 'status: secret'
	NO_FSCK=1
}
