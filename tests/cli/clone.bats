# `desk clone`: a clone that works at once, or nothing.
load helper

setup() {
	sandbox
	new_store
	desk new -s Printer >/dev/null
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	cd "$SANDBOX"
}

@test "a clone has hook, driver, index and sync, and works at once" {
	run -0 --separate-stderr desk clone hub.git --json
	equals "$(json '[.folder, .agent] | tostring')" "[\"$SANDBOX/hub\",\"anna\"]"
	equals "$stderr" ''
	cd hub
	[ -x .git/hooks/pre-commit ] || fail 'no hook'
	[ -e .git/desk/index.db ] || fail 'no index'
	equals "$(git config desk.sync)" auto
	git config desk.sync manual
	run -0 --separate-stderr desk new -s 'No sound'
	equals "$stderr" ''
	desk sync >/dev/null
	equals "$(desk show 2 --format '%(subject)')" 'No sound'
	equals "$(git -C ../hub.git rev-list --count main)" 4
	prove "$PWD"
	# A folder of another name; it may be there if it is empty.
	cd ..
	mkdir other
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -0 desk clone hub.git other
	has 'вы — сотрудник anna'
	git -C other config user.email nobody@x.example
	i_am nobody Nobody nobody@x.example
	DESK_FORCE_TTY=80 run -0 desk clone hub.git third
	has 'config user.email'
}

@test "what is no store, is not reached or stands in the way leaves nothing" {
	run -75 desk clone nowhere.git
	has 'nowhere.git was not cloned'
	run -73 desk clone hub.git store
	has 'is no empty folder'
	git init -q --bare empty.git
	run -66 desk clone empty.git
	has 'desk init FOLDER'
	git init -q -b main plain
	git -C plain commit -q --allow-empty -m plain
	run -66 desk clone plain copy
	has 'but no store'
	git clone -q --depth 1 "file://$SANDBOX/hub.git" shallow
	run -78 desk clone shallow copy
	has 'git fetch --unshallow'
	run -64 desk clone /
	run -64 desk clone
	run -75 desk clone -n nowhere.git
	run -73 desk clone -n hub.git store
	run -66 desk clone -n empty.git
	run -0 --separate-stderr desk clone -n hub.git other
	has 'nothing was changed' "$stderr"
	DESK_FORCE_TTY=80 run -0 desk clone -n hub.git other
	has 'would be a clone of hub.git'
	# Of another process, here or on another machine; and of one that is no more.
	local dead
	dead=$(sh -c 'echo $$')
	mkdir ".other.desk-clone-$$-$(uname -n)" .other.desk-clone-1-elsewhere \
		".other.desk-clone-$dead-$(uname -n)"
	run -75 desk clone nowhere.git other
	rmdir ".other.desk-clone-$$-$(uname -n)" .other.desk-clone-1-elsewhere
	equals "$(ls -A | tr '\n' ' ')" \
		'bin calls empty.git home hub.git plain shallow store '
}

@test "a store from a stranger is laid out inside, and nothing of it is run" {
	git clone -q hub.git stranger
	cd stranger
	ln -s /etc/passwd kb-link
	printf '%s\n' '*.yaml filter=evil merge=evil diff=evil' >>.gitattributes
	printf '%s\n' '[submodule "x"]' 'path = x' 'url = ext::touch%20pwned' >.gitmodules
	mkdir .githooks
	printf '#!/bin/sh\ntouch "%s/pwned"\n' "$SANDBOX" >.githooks/post-checkout
	chmod +x .githooks/post-checkout
	git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),x"
	echo 'uid: [' >tickets/2026/11/21/kbroken1.yaml
	git add -A . 2>/dev/null
	git -c core.hooksPath=/dev/null commit -qm evil
	git push -q origin main
	cd ..
	desk clone hub.git victim >/dev/null
	[ ! -e pwned ] || fail 'it was run'
	run -0 desk -C victim list
	has Printer
	git -C victim config desk.sync manual
	desk -C victim comment 1 -m 'still works'
	desk -C victim sync >/dev/null
	run -0 desk -C victim show 1
	has 'still works'
	# A path that leads out comes no farther than git.
	cd stranger
	git pull -q origin main
	local tree tip
	tree=$(printf '100644 blob %s\t%s\n' "$(echo x | git hash-object -w --stdin)" file |
		git mktree)
	tree=$({
		git ls-tree HEAD
		printf '040000 tree %s\t..\n' "$tree"
	} | git mktree)
	git -C ../hub.git config receive.fsckObjects false
	git push -q origin "$(git commit-tree -p HEAD -m out "$tree"):refs/heads/main"
	cd ..
	run -65 desk clone hub.git other
	[ ! -e other ]
	run -65 desk clone "file://$SANDBOX/hub.git" other
	[ ! -e other ]
	run -65 desk -C victim sync
	has "the upstream origin holds what no clone lets in: object"
	has "hasDotdot: contains '..'; nothing came here"
	desk -C victim comment 1 -m 'works on'
	# As it says.
	git -C hub.git ${output##*: git }
	desk -C victim sync >/dev/null
	# Nor is a folder taken for a link.
	git -C stranger pull -q origin main
	tip=$(git -C stranger rev-parse HEAD)
	git -C stranger rm -rq tickets
	ln -s /etc stranger/tickets
	git -C stranger add tickets
	git -C stranger -c core.hooksPath=/dev/null commit -qm link
	git -C stranger push -q origin main
	desk -C victim comment 1 -m 'waits'
	run -65 desk -C victim sync
	has '"tickets" is a folder on one side'
	DESK_FORCE_TTY=200 LC_ALL=ru_RU.UTF-8 run -65 desk -C victim sync
	has '«tickets» с одной стороны папка'
	run -0 desk -C victim show 1
	has waits
	git -C stranger revert -n HEAD
	git -C stranger -c core.hooksPath=/dev/null commit -qm 'no link'
	git -C stranger push -q origin main
	desk -C victim sync >/dev/null
	equals "$(git -C victim rev-parse main)" "$(git -C hub.git rev-parse main)"
}

@test "with --since the files of earlier years are left out, and nothing else" {
	cd "$STORE"
	now 2024-03-01T09:00:00Z
	desk --config clock.trust=true new -s Old >/dev/null
	now 2026-11-21T07:00:00Z
	desk --config clock.trust=true comment 1 -m Again >/dev/null
	git push -q "$SANDBOX/hub.git" main
	cd "$SANDBOX"
	run -64 desk clone hub.git part --since 26
	desk clone hub.git part --since 2025 >/dev/null
	desk clone hub.git whole >/dev/null
	cd part
	[ ! -e tickets/2024 ]
	[ -e tickets/2026 ]
	equals "$(git status --porcelain)" ''
	equals "$(desk list is:all -O tsv)" "$(desk -C ../whole list is:all -O tsv)"
	git config desk.sync manual
	git -C ../whole config desk.sync manual
	# Ours and theirs, on the file that is not here.
	desk comment 2 -m 'From the part' >/dev/null
	equals "$(git status --porcelain)" ''
	desk -C ../whole comment 2 -m 'From the whole' >/dev/null
	desk -C ../whole sync >/dev/null
	desk sync >/dev/null
	desk -C ../whole sync >/dev/null
	equals "$(git rev-parse main)" "$(git -C ../whole rev-parse main)"
	equals "$(git status --porcelain)" ''
	[ ! -e tickets/2024 ]
	run -0 desk show 2
	has 'From the whole'
	has 'From the part'
	prove "$PWD"
}

@test "originals come when they are needed, or at once with --originals" {
	cd "$STORE"
	echo 'On fire.' >note
	desk attach add 1 note >/dev/null
	rm note
	git push -q "$SANDBOX/hub.git" main originals
	cd "$SANDBOX"
	local clone
	for clone in light other mail; do
		desk clone hub.git "$clone" >/dev/null
		git -C "$clone" config desk.sync manual
	done
	desk clone hub.git whole --originals >/dev/null
	git -C whole config desk.sync manual
	cd light
	run ! git rev-parse -q --verify originals
	desk comment 1 -m 'Works' >/dev/null
	desk sync >/dev/null
	run ! git rev-parse -q --verify origin/originals
	run -0 desk fsck
	# Offline there is no way to one; else it comes, once, and is kept current.
	git config remote.origin.url "$SANDBOX/nowhere.git"
	run -75 desk attach get 1 note
	has 'are not in this clone, and the upstream origin was not reached'
	git config remote.origin.url "$SANDBOX/hub.git"
	run -0 --separate-stderr desk attach get 1 note -o -
	equals "$output" 'On fire.'
	equals "$stderr" 'fetching the original mails and attached files from origin, once'
	run -0 --separate-stderr desk attach get 1 note -o -
	equals "$stderr" ''
	run -0 desk fsck
	# What a clone without them takes in joins those of the upstream.
	cd ../mail
	echo 'Cold.' >"$SANDBOX/mine"
	desk attach add 1 "$SANDBOX/mine" >/dev/null
	run -0 desk fsck
	run -0 --separate-stderr desk attach get 1 mine -o -
	equals "$output,$stderr" 'Cold.,'
	run -0 --separate-stderr desk attach get 1 note -o -
	equals "$output" 'On fire.'
	printf '%s\n' 'From: Ann <ann@acme.example>' 'Subject: Smoke' \
		'Message-ID: <1@acme.example>' '' 'Smoke.' |
		desk deliver >/dev/null
	desk sync >/dev/null
	equals "$(git -C ../hub.git ls-tree -r --name-only originals | wc -l)" 3
	equals "$(git ls-tree -r --name-only originals | wc -l)" 3
	run -0 desk fsck
	# One that never looked: the sync says that it fetches them.
	cd ../other
	desk attach add 1 "$SANDBOX/mine" >/dev/null
	run -0 desk sync
	has 'fetching the original mails'
	run -0 desk fsck
	for clone in light whole; do
		desk -C "../$clone" sync >/dev/null
		equals "$(git -C "../$clone" rev-parse originals)" \
			"$(git -C ../hub.git rev-parse originals)"
	done
}
