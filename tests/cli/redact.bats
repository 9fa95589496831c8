# Taking texts and people out of the files.
load helper

setup() {
	sandbox
	new_store
	desk customer add Acme --domain acme.example >/dev/null
	cat >>customers/acme.yaml <<-'END'
		contacts:
		  ivanov:
		    name: Ivan Ivanov
		    mails: [ivan@acme.example, second@acme.example]
		    phones:
		      - '+7 495 123-45-67'
	END
	commit 'A contact' customers
	desk new -r acme/ivanov -s 'Ivan Ivanov asks' \
		-m 'My password is hunter22, call +7 495 123-45-67' >/dev/null
	desk comment 1 -m 'hunter22 it is' >/dev/null
}

@test "a text is taken out of every file, and nobody brings it back" {
	desk comment 1 -m 'Or HUNTER22?' >/dev/null
	run -0 desk redact hunter22 -n
	grep -rq hunter22 tickets
	run -0 desk redact hunter22 --json
	equals "$(json '.[].file')" "$(file_of 1)"
	run ! grep -riq hunter22 tickets
	grep -q '^redacted: ' "$(file_of 1)"
	run -0 desk search hunter22 -O ids
	equals "$output" ''
	run -0 desk show 1
	has 'My password is █████'
	run -77 desk undo
	has 'not brought back'
	lacks hunter22 "$(git log -1 --format=%B)"
	run -0 desk redact hunter22 --json
	equals "$output" '[]'
}

@test "a person goes from tickets and people's files, which stay readable" {
	run -0 desk redact --person ivan@acme.example
	has customers/acme.yaml
	run ! grep -rqE 'Ivan Ivanov|@acme.example,|123-45' tickets customers
	run -0 desk config check
	run -0 desk show 1
	has 'acme/ivanov'
	lacks 'Ivan Ivanov' "$(git log -1 --format=%B)"
	run -67 desk redact --person nobody@nowhere.example
}

@test "only the lead redacts: command, hook, fsck; what is short is refused" {
	desk agent add vera --name Vera --mail vera@desk.example
	run -77 desk --as vera redact hunter22
	has 'only who has the role lead redacts'
	run -64 desk redact abc
	run -64 desk redact
	run -64 desk redact 2026-11-2
	i_am vera
	sed -i 's/^  hunter22/  █████/; s/^by: anna/&\nredacted: 2026-11-21T06:14:03Z/' \
		"$(file_of 1)"
	run -1 git commit -qam 'By hand'
	has 'only who has the role lead redacts'
	git commit -qam 'By hand' --no-verify
	run -1 desk fsck
	has 'only who has the role lead redacts'
	i_am anna 'Anna Petrova' anna@desk.example
	desk redact 'My password' >/dev/null
	run -0 desk fsck
}

# mail: one whose text stands in base64, so that no search of bytes finds it.
mail() {
	printf '%s\n' 'From: Ivan <ivan@acme.example>' 'To: help@desk.example' \
		'Message-ID: <one@acme.example>' 'Subject: My hunter22' \
		'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' \
		'Content-Transfer-Encoding: base64' ''
	echo 'The pin is hunter22.' | base64
}

@test "with --history it goes from every commit and original, and clones follow" {
	mail | desk deliver >/dev/null
	local original
	original=$(git ls-tree -r --name-only originals)
	desk hub create "$SANDBOX/hub.git" >/dev/null
	run -78 desk redact hunter22 --history
	has 'desk -C HUB redact --history'
	desk clone "$SANDBOX/hub.git" "$SANDBOX/clone" --originals >/dev/null
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/plain"
	cd "$SANDBOX/clone"
	git config desk.sync manual
	desk comment 1 -m 'Done here' >/dev/null
	desk new -s 'New here' >/dev/null
	local before
	before=$(git -C "$SANDBOX/hub.git" rev-list --count main)
	run -0 --separate-stderr desk -C "$SANDBOX/hub.git" redact hunter22 --history
	equals "$(git -C "$SANDBOX/hub.git" rev-list --count main)" $((before + 1))
	equals "$(git -C "$SANDBOX/hub.git" log -p main originals | grep -c hunter22)" 0
	equals "$(git -C "$SANDBOX/hub.git" show "originals:$original")" \
		$'X-Desk: redacted\r\n\r'
	prove "$SANDBOX/hub.git"
	# What was done here goes on from the new history; nothing old comes back.
	run -0 --separate-stderr desk sync
	has 'history was redacted' "$stderr"
	equals "$(git log -p main refs/heads/originals | grep -c hunter22)" 0
	run -0 desk show 1
	has 'Done here'
	has 'My password is █████'
	equals "$(desk list subject:'New here' -O ids | wc -l)" 1
	run -0 --separate-stderr desk sync
	equals "$stderr" ''
	prove "$PWD"
	cd "$STORE"
	desk sync >/dev/null 2>&1
	equals "$(git rev-parse main)" "$(git -C "$SANDBOX/hub.git" rev-parse main)"
	# By plain git, too.
	cd "$SANDBOX/plain"
	run ! git push -q origin HEAD:main
	run ! git push -q origin HEAD:refs/heads/aside
	has 'is history that was redacted'
	git tag -a -m 'As it was' before
	run ! git push -q origin before
	has 'is history that was redacted'
	git fetch -q
	git tag of-a-blob origin/main:desk.yaml
	run ! git push -q origin of-a-blob
	has 'names no commit'
	git merge -q -s ours --allow-unrelated-histories -m 'Back' origin/main
	run ! git push -q origin HEAD:main
	has 'is history that was redacted'
}
