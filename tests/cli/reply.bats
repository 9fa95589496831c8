# Mail that is written: entries for the outbox, before anything is sent.
load helper

setup() {
	sandbox
	new_store
	desk new -s 'Printer' -r pavel@acme.example -m 'It is on fire.' >/dev/null
}

# an_editor LINES...: an editor that writes these lines over its file.
an_editor() {
	printf '%s\n' "$@" >"$SANDBOX/lines"
	cat >"$SANDBOX/bin/editor" <<-'END'
		#!/bin/sh
		cat "$1" >"$SANDBOX/seen"
		cat "$SANDBOX/lines" >"$1"
	END
	chmod +x "$SANDBOX/bin/editor"
	export SANDBOX DESK_EDITOR=editor
}

on_terminal() { script -qec "$1" /dev/null; }

last() { desk show "${2-1}" --json | jq -r ".entries[-1]$1"; }

@test "a reply stands in the ticket with its Message-ID, and a new ticket is open" {
	run -0 desk reply 1 -m 'Try *water*.'
	equals "$(last .kind)" reply
	equals "$(last .to[0])" pavel@acme.example
	equals "$(last .body)" 'Try *water*.'
	[[ $(last '["message-id"]') =~ ^\<desk\.[0-9a-z]{26}@desk\.example\>$ ]]
	equals "$(last '["not-before"]')" 2026-11-21T06:15:03Z
	equals "$(field 1 status)" open
	equals "$(desk list is:unsent -O ids | wc -l)" 1
}

@test "-n shows the mail, and changes nothing" {
	local before
	before=$(commits)
	DESK_FORCE_TTY=80 run -0 desk reply 1 -m 'Try water.' --cc olga@acme.example -n
	has 'To: pavel@acme.example'
	has 'Cc: olga@acme.example'
	has 'Subject: [STORE#1] Printer'
	has 'Try water.'
	equals "$(desk reply 1 -m 'Try water.' -n --json | jq -r '.[0].mails[0].body')" \
		'Try water.'
	equals "$(commits)" "$before"
}

@test "undo takes it out of the outbox" {
	desk reply 1 -m 'Wrong ticket.' >/dev/null
	run -0 desk undo
	equals "$(desk list is:unsent -O ids)" ''
	equals "$(field 1 status)" new
}

@test "who cannot be written to is refused with the way out" {
	desk new -s 'By phone' -r +74951234732 >/dev/null
	desk new -s 'Own idea' >/dev/null
	run -67 desk reply 2 -m 'Hello.'
	has 'desk call'
	run -67 desk reply 3 -m 'Hello.'
	has 'requester=ADDRESS'
	run -67 desk reply 1 -m 'Hello.' --to 'no body@x y'
	run -64 desk reply 1 -m ' '
	run -0 desk reply 2 -m 'Hello.' --to 'Pavel Orlov <pavel@acme.example>'
	equals "$(last .to[0] 2)" 'Pavel Orlov <pavel@acme.example>'
	run -3 desk reply 1,3 -m 'Both.'
	equals "$(last .body 1)" Both.
}

@test "a contact is written to at the address that they used last" {
	mkdir -p customers
	cat >customers/acme.yaml <<-END
		title: ACME
		contacts:
		  pavel:
		    name: Павел Орлов
		    mails: [first@acme.example, second@acme.example]
		    language: ru
		cc: []
	END
	commit acme customers/acme.yaml
	desk new -s 'No paper' -r acme/pavel >/dev/null
	desk reply 2 -m 'Смотрю.' >/dev/null
	equals "$(last .to[0] 2)" 'Павел Орлов <first@acme.example>'
	equals "$(last .language 2)" ru
	printf 'From: "Orlov, P." <second@acme.example>\nSubject: Again\n\nStill.\n' |
		desk deliver
	desk reply 3 -m 'Смотрю.' >/dev/null
	equals "$(last .to[0] 3)" 'Orlov P. <second@acme.example>'
}

@test "cc of the ticket and of the command, each once" {
	desk set 1 cc+=olga@acme.example >/dev/null
	desk reply 1 -m 'Look.' --cc olga@acme.example,ivan@acme.example >/dev/null
	equals "$(last '.cc | join(" ")')" 'olga@acme.example ivan@acme.example'
	# A name is the address; who has none would get nothing, and nobody knew.
	run -67 desk set 1 cc+=nobody
	run -67 desk set 1 participants+=+74950000000
	desk set 1 'cc=Bob <bob@acme.example>,olga@acme.example' >/dev/null
	desk set 1 cc-=bob@acme.example >/dev/null
	equals "$(field 1 cc)" olga@acme.example
	run -77 desk set 1 links+=foo
}

@test "the status after it: --wait, --status" {
	desk reply 1 -m 'Which one?' --wait >/dev/null
	equals "$(field 1 status)" pending
	desk category 1 printers >/dev/null
	desk reply 1 -m 'Done.' --status solved -w 5m >/dev/null
	equals "$(field 1 status)" solved
	equals "$(field 1 resolution)" solved
	run -64 desk reply 1 -m 'x' --wait --status open
}

@test "the form of the editor begins with the recipients, who may be changed" {
	an_editor 'To: boss@acme.example' 'Cc: ' '' 'To: all of you' 'text'
	on_terminal 'desk reply 1'
	has $'To: pavel@acme.example\r\nCc: ' "$(sed 's/$/\r/' "$SANDBOX/seen")"
	equals "$(last '.to | join(" ")')" boss@acme.example
	equals "$(last .body)" $'To: all of you\ntext'
	# Text that is given is taken as it is.
	desk reply 1 -m 'To: nobody' >/dev/null
	equals "$(last .body)" 'To: nobody'
	equals "$(last '.to | join(" ")')" pavel@acme.example
	an_editor 'To: pavel@acme.example' ''
	run -1 on_terminal 'desk reply 1'
	[ ! -e .git/desk/drafts/reply-1.txt ]
}

@test "files, work, no delay" {
	echo scan >scan.txt
	git config desk.send.delay 0
	desk reply 1 -m 'See the file.' -A scan.txt -w 15m >/dev/null
	equals "$(desk show 1 --json | jq -r '.entries[-1].attachments[0].name')" scan.txt
	equals "$(desk show 1 --json | jq -r '.entries[-1]["not-before"] // "none"')" none
	equals "$(desk show 1 --json | jq -r '.entries[-2].minutes')" 15
	git config desk.send.delay soon
	run -78 desk reply 1 -m 'x'
	has send.delay
	rm scan.txt
}

@test "the answer to a reply of ours threads by its Message-ID alone" {
	desk reply 1 -m 'Try water.' >/dev/null
	local id
	id=$(last '["message-id"]')
	desk deliver <<-END
		From: stranger@other.example
		Subject: hello
		In-Reply-To: $id
		Message-ID: <x@other.example>

		It helped.
	END
	equals "$(last .kind)" message
	equals "$(last .body)" 'It helped.'
	equals "$(last '.unverified // "no"')" no
}
