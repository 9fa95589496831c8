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
	run -0 desk redact hunter22 -n
	grep -rq hunter22 tickets
	run -0 desk redact hunter22 --json
	equals "$(json '.[].file')" "$(file_of 1)"
	run ! grep -rq hunter22 tickets
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
