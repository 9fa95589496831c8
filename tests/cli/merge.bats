# Plain git between two clones: the merge driver that init registers.
load helper

# A store with one ticket and its clone, each with the driver; Boris has that.
two_clones() {
	new_store
	add_agent boris 'Boris Ivanov'
	desk customer add acme --name ACME >/dev/null
	desk new -s Printer -r ivan@acme.example '#vpn' >/dev/null
	desk take 1
	CLONE=$SANDBOX/clone
	git clone -q "$STORE" "$CLONE"
	(cd "$CLONE" && desk init . >/dev/null)
}

# In the clone, as Boris.
at_boris() (
	cd "$CLONE" && i_am boris 'Boris Ivanov' && "$@"
)

@test "git pull joins two clones by meaning, by rebase and by merge" {
	local how
	two_clones
	at_boris git config pull.rebase | grep -qx true
	for how in '' --rebase --no-rebase; do
		now +60
		desk comment 1 -m "From Anna $how"
		desk set 1 "tags+=anna$how" "cc+=a$how@x.example"
		desk set 1 "priority=high" eta=2026-11-25
		now +60
		at_boris desk comment 1 -m "From Boris $how"
		at_boris desk set 1 "tags+=boris$how" tags-=vpn "subject=Laser$how"
		at_boris desk wait 1 --for requester
		# shellcheck disable=SC2086
		at_boris git pull -q $how
		equals "$(at_boris desk show 1 --format '%(priority) %(status) %(subject)')" \
			"high pending Laser$how"
		at_boris desk show 1 --format '%(tags)' >tags
		grep -q "anna$how" tags
		grep -q "boris$how" tags
		run -1 grep -q vpn tags
		rm tags
		run -0 at_boris desk fsck
		equals "$output" ''
		git pull -q "$CLONE" main
		run -1 grep -rq '^<<<<<<<\|^>>>>>>>' tickets
		equals "$(git rev-parse 'main^{tree}')" \
			"$(at_boris git rev-parse 'main^{tree}')"
	done
	equals "$(grep -c 'From ' tickets/*/*/*/*.yaml)" 6
}

@test "what no clock decides is left to a person; what is no ticket, to git" {
	local file
	two_clones
	file=$(file_of 1)
	desk priority 1 high
	desk comment 1 -m 'From Anna'
	at_boris desk priority 1 low
	at_boris desk comment 1 -m 'From Boris'
	run -1 at_boris git pull --no-rebase
	has "$file: both sides changed priority; settle it between the markers"
	equals "$(sed -n '/^<<<</,/^>>>>/p' "$CLONE/$file")" \
		"$(printf '%s\n' '<<<<<<< ours' 'priority: low' ======= \
			'priority: high' '>>>>>>> theirs')"
	grep -q 'From Anna' "$CLONE/$file"
	grep -q 'From Boris' "$CLONE/$file"
	at_boris git merge --abort

	printf 'one\ntwo\n' >base
	printf 'one\nours\n' >ours
	printf 'one\ntheirs\n' >theirs
	run -1 env LC_ALL=ru_RU.UTF-8 desk merge-file --marker-size=9 base ours theirs notes.txt
	has 'решите между пометками'
	equals "$(sed -n 2p ours)" '<<<<<<<<< ours'
	printf 'one\nours\n' >ours
	run -0 desk merge-file base ours base notes.txt
	printf 'a\0b' >theirs
	run -65 desk merge-file base ours theirs notes.txt
	run -66 desk merge-file base ours gone notes.txt
	run -64 desk merge-file base ours
	rm base ours theirs
}

@test "what gave way is told by show and log, in the reader's language" {
	two_clones
	desk set 1 category=other
	at_boris git pull -q
	at_boris desk solve 1 -m 'Done' -w 15m
	desk escalate 1 -m 'Too hard'
	at_boris git pull -q
	DESK_FORCE_TTY=100 run -0 at_boris env LC_ALL=ru_RU.UTF-8 desk log 1
	has 'расхождение: статус Решена → В работе'
	run -0 at_boris desk log 1
	has 'conflict: status solved → open'
	DESK_FORCE_TTY=100 run -0 at_boris desk show 1
	has 'status Solved → In work'
	lacks 'gave way'
	run -0 at_boris desk fsck
}

@test "files that people write merge key by key" {
	two_clones
	printf 'name: ACME\ncontacts:\n  ivan:\n    name: Ivan\n' \
		>customers/acme.yaml
	commit 'A contact' customers/acme.yaml
	git -C "$CLONE" pull -q
	printf '  # the new one\n  anna:\n    name: Anna\n' >>customers/acme.yaml
	commit 'Anna adds one' customers/acme.yaml
	(
		cd "$CLONE"
		printf '  boris:\n    name: Boris\n' >>customers/acme.yaml
		commit 'Boris adds one' customers/acme.yaml
		run -0 git pull -q
		run -0 desk config check
	)
	run -0 at_boris desk customer show acme
	has Anna
	has Boris
	run -0 grep -q '# the new one' "$CLONE/customers/acme.yaml"
	sed -i 's/name: Anna/name: Anna A./' customers/acme.yaml
	commit 'Anna is renamed' customers/acme.yaml
	git -C "$CLONE" push -q origin main:boris
	run -0 git merge -q boris
	git -C "$CLONE" pull -q
	sed -i 's/name: Anna A./name: Anna B./' customers/acme.yaml
	commit 'Anna is renamed' customers/acme.yaml
	sed -i 's/name: Anna A./name: Anna C./' "$CLONE/customers/acme.yaml"
	(cd "$CLONE" && commit 'And by Boris' customers/acme.yaml)
	run -1 at_boris git pull --no-rebase
	has 'both sides changed the same lines'
	at_boris git merge --abort
}

@test "init registers the driver once, quoted, and who lacks it is told" {
	local odd="$SANDBOX/it's \$(odd) 100%L"
	two_clones
	mkdir "$odd"
	cp "$(readlink -f "$DESK_BIN")" "$odd/desk"
	cd "$CLONE"
	run -0 --separate-stderr desk list
	equals "$stderr" ''
	git config --unset merge.desk.driver
	run -1 desk config check
	has 'no merge driver'
	DESK_FORCE_TTY=200 run -0 env LC_ALL=ru_RU.UTF-8 desk fsck
	has 'драйвера слияния'
	git config pull.rebase false
	DESK_FORCE_TTY=200 run -0 "$odd/desk" init .
	has 'driver by which git merges'
	equals "$(git config pull.rebase)" false
	DESK_FORCE_TTY=200 run -0 desk init .
	has 'nothing was changed'
	desk comment 1 -m 'From the clone'
	(cd "$STORE" && desk comment 1 -m 'From the store')
	# The program has gone since: one on PATH does it.
	rm "$odd/desk"
	git pull -q
	run -1 grep -q '<<<<' "$(file_of 1)"
	git reset -q --hard HEAD^
	desk comment 1 -m 'From the clone'
	(cd "$STORE" && desk comment 1 -m 'Once more')
	cp "$(readlink -f "$DESK_BIN")" "$odd/desk"
	rm "$SANDBOX/bin/desk"
	git pull -q
	ln -s "$DESK_BIN" "$SANDBOX/bin/desk"
	equals "$(grep -c 'From the\|Once more' "$(file_of 1)")" 4
}
