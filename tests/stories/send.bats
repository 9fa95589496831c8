# The outbox through a real SMTP server: what arrives, what waits, what failed,
# what is stopped half way, and two who send at once.
load helper
load mail

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	SMTP=1 USERS=ящик:x "$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" stop "$SERVER"
}

teardown() {
	listens_no_more
	sandbox_end
}

setup() {
	sandbox
	. "$SERVER/env"
	find "$MAIL_DIR"/*/new "$MAIL_DIR"/*/cur -type f -delete
	new_store
	no_notices
	desk mail add support@desk.test --url "maildir:$SANDBOX/post" \
		--smtp "smtp://127.0.0.1:$SMTP_PORT/" --no-test >/dev/null
	mkdir -p "$SANDBOX/post"/{new,cur,tmp}
	git config desk.send.delay 0
	desk new -s Printer -r bob@desk.test -m 'It is on fire.' >/dev/null
}

# arrived USER: how many mails. arrives USER N: waits for them, and no more.
arrived() { find "$MAIL_DIR/$1"/new "$MAIL_DIR/$1"/cur -type f | wc -l; }

arrives() {
	delivered
	equals "$(arrived "$1")" "$2"
}

only_mail() { cat "$MAIL_DIR/$1"/new/*; }

deliveries() {
	desk show "${1-1}" --json | jq -r '.entries[] | select(.kind == "delivery") |
		.state + " " + (.to // [] | join(",")) + " " + (.rest // [] | join(","))' |
		sed 's/ *$//'
}

@test "a reply leaves once, with what threads it" {
	desk reply 1 -m 'Try *water*.' --cc desk@desk.test >/dev/null
	run -0 desk send
	equals "$output" ''
	equals "$(deliveries)" 'sent bob@desk.test,desk@desk.test'
	run -0 desk send
	arrives bob 1
	arrives desk 1
	local mail
	mail=$(only_mail bob)
	has 'Subject: [STORE#1] Printer' "$mail"
	has "Reply-To: Our company <support+$(field 1 token)@desk.test>" "$mail"
	has 'From: Our company <support@desk.test>' "$mail"
	has 'Try <em>water</em>.' "$mail"
	lacks Auto-Submitted "$mail"
	has "$(desk show 1 --json | jq -r '.entries[1]["message-id"]')" "$mail"
	run -77 desk undo
	equals "$(desk list is:unsent -O ids)" ''
}

@test "from the customer's mailbox: asked, answered, answered back, solved" {
	mail_at "$SANDBOX/post" 1.a "$DESK_NOW" <<-END
		From: Bob <bob@desk.test>
		To: support@desk.test
		Subject: No paper
		Message-ID: <one@desk.test>

		Where is it?
	END
	desk pull
	equals "$(field 2 requester)" bob@desk.test
	desk take 2 >/dev/null
	desk reply 2 -m 'In the cupboard.' --wait >/dev/null
	desk send
	arrives bob 1
	local mail id
	mail=$(only_mail bob)
	has 'In-Reply-To: <one@desk.test>' "$mail"
	has 'References: <one@desk.test>' "$mail"
	has 'To: Bob <bob@desk.test>' "$mail"
	id=$(sed -n 's/^Message-ID: //p' <<<"$mail")
	now +600
	mail_at "$SANDBOX/post" 2.b "$DESK_NOW" <<-END
		From: Bob <bob@home.example>
		To: support@desk.test
		Subject: whatever
		In-Reply-To: $id
		Message-ID: <two@home.example>

		Found it.
	END
	desk pull
	equals "$(field 2 status)" open
	equals "$(desk show 2 --json | jq -r '.entries[-1].body')" 'Found it.'
	desk category 2 printers >/dev/null
	desk reply 2 -m 'Good.' --status solved -w 5m >/dev/null
	desk send
	arrives bob 2
	grep -q '^In-Reply-To: <two@home.example>' "$MAIL_DIR"/bob/new/*
	equals "$(field 2 status)" solved
}

@test "a report that comes back fails the reply and tells the assignee" {
	desk assign 1 anna >/dev/null
	desk reply 1 -m 'Hello.' --to bob@desk.test,desk@desk.test >/dev/null
	desk send
	arrives bob 1
	local id
	id=$(sed -n 's/^Message-ID: //p' <<<"$(only_mail bob)")
	mail_at "$SANDBOX/post" 1.a "$DESK_NOW" <<-END
		From: MAILER-DAEMON@desk.test
		To: support@desk.test
		Subject: Undelivered
		Message-ID: <report@desk.test>
		Auto-Submitted: auto-replied
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=delivery-status; boundary=x

		--x

		Sorry.
		--x
		Content-Type: message/delivery-status

		Reporting-MTA: dns; mx.desk.test

		Final-Recipient: rfc822; bob@desk.test
		Action: failed
		Status: 5.1.1
		Diagnostic-Code: smtp; 550 5.1.1 no such user

		--x
		Content-Type: text/rfc822-headers

		Message-ID: $id

		--x--
	END
	desk pull
	equals "$(deliveries | tail -1)" 'failed bob@desk.test'
	equals "$(desk list is:undelivered -O ids | wc -l)" 1
	desk send --list --json | jq -e 'length == 1 and .[0].kind == "notice" and
		.[0].to == ["anna@desk.example"]'
	equals "$(desk show 1 --json | jq -r '.entries[-1].template')" send-failed
	desk pull
	equals "$(desk send --list -O ids | wc -l)" 1
}

@test "put off, refused, and others in one mail: each has its answer" {
	mkdir -p agents
	printf 'name: Olga\nmails: [desk@desk.test]\n' >agents/olga.yaml
	sed -i 's/.*anna@desk.example/  - desk2@desk.test\n&/' agents/anna.yaml
	commit people agents
	desk assign 1 olga >/dev/null
	desk reply 1 -m 'Hello.' \
		--to bob@desk.test,tempfail@desk.test,permfail@desk.test >/dev/null
	run -3 desk send
	has permfail@desk.test
	equals "$(deliveries)" "sent bob@desk.test tempfail@desk.test
failed permfail@desk.test tempfail@desk.test"
	equals "$(desk list is:undelivered -O ids | wc -l)" 1
	desk status --json | jq -e '.unsent == 2 and .undelivered == 1'
	# Not before its time; and that Olga was told does not mend it.
	equals "$(desk send --list --json | jq -r '.[0].state')" later
	run -0 desk send
	arrives desk 1
	equals "$(desk list is:undelivered -O ids | wc -l)" 1
	now +300
	run -75 desk send
	equals "$(desk send --list --json | jq '.[0].tries')" 2
	arrives bob 1
	now +$((6 * 24 * 3600))
	run -3 desk send
	equals "$(deliveries | tail -1)" 'failed tempfail@desk.test'
	run -0 desk send
	arrives desk 2
	arrives desk2 2
	run -0 desk send --retry 1 --to bob+2@desk.test
	run -0 desk send
	arrives bob 2
	desk reply 1 -m 'By another road.' >/dev/null
	desk send
	equals "$(desk list is:undelivered -O ids)" ''
}

@test "a lost connection is told in the reader's words, and kept in English" {
	listens python3 "$BATS_TEST_DIRNAME/smtp_liar.py" hangup:RCPT
	git config desk.account.support@desk.test.smtp "smtp://127.0.0.1:$PORT/"
	desk reply 1 -m 'Hello.' >/dev/null
	run -75 desk send
	has 'the connection was lost' "$(desk send --list --jq '.[0].said')"
	DESK_FORCE_TTY=200 LC_ALL=ru_RU.UTF-8 run -0 desk send --list
	has '127.0.0.1: связь потеряна'
	lacks 'connection'
	now +$((6 * 24 * 3600))
	DESK_FORCE_TTY=200 LC_ALL=ru_RU.UTF-8 run -3 desk send
	has 'не доставлено для bob@desk.test: 127.0.0.1: связь потеряна'
	lacks 'connection'
	equals "$(desk show 1 --jq '.entries[] | select(.kind == "delivery") |
		.said | startswith("127.0.0.1: the connection was lost") and
		(contains("связь") | not)')" true
}

@test "the undo window, --now, --cancel, -n" {
	git config desk.send.delay 60
	desk reply 1 -m 'Wrong.' >/dev/null
	desk send
	equals "$(arrived bob)" 0
	equals "$(desk send --list --json | jq -r '.[0].state')" undoable
	run -0 desk send --now -n
	equals "$(arrived bob)" 0
	desk undo >/dev/null
	desk reply 1 -m 'Right.' >/dev/null
	desk send --now 1
	arrives bob 1
	desk reply 1 -m 'Never.' >/dev/null
	run -64 desk send --cancel 1
	desk send --cancel 1 -y
	now +61
	desk send
	equals "$(arrived bob)" 1
	equals "$(deliveries | tail -1)" cancelled
	equals "$(desk show 1 --json | jq -r '.entries[-1].by')" anna
	run -66 desk send --now 1
}

@test "reply --now is sent before it returns" {
	git config desk.send.delay 60
	desk reply 1 -m 'Held.' >/dev/null
	desk reply 1 -m 'At once.' --now >/dev/null
	equals "$(arrived bob)" 1
	has 'At once.' "$(only_mail bob)"
	git config desk.account.support@desk.test.smtp smtp://127.0.0.1:1/
	run -0 desk reply 1 -m 'Later.' --now
	has 'desk send --list'
	equals "$(desk list is:unsent -O ids | wc -l)" 1
}

@test "a file goes along, byte for byte" {
	blob >"$SANDBOX/a.bin"
	desk reply 1 -m 'See there.' -A "$SANDBOX/a.bin" >/dev/null
	desk send
	arrives bob 1
	only_mail bob | python3 -c 'import sys, email
mail = email.message_from_binary_file(sys.stdin.buffer)
sys.stdout.buffer.write([p for p in mail.walk() if p.get_filename() == "a.bin"][0]
	.get_payload(decode=True))' | cmp - "$SANDBOX/a.bin"
}

@test "a forward takes the requester's files along, byte for byte" {
	mixed_mailbox "$SANDBOX/post"
	pull --all
	local number
	number=$(desk list subject:Scan -O ids)
	desk forward "$number" bob@desk.test -m 'Please look.' >/dev/null
	desk forward "$number" bob@desk.test -m 'No files.' --no-attachments >/dev/null
	run -0 desk send
	arrives bob 2
	only_mail bob >"$SANDBOX/both"
	equals "$(grep -c '^Content-Disposition: attachment' "$SANDBOX/both")" 1
	blob >"$SANDBOX/a.bin"
	equals "$(sed -n '/filename=a.bin/,/^--/p' "$SANDBOX/both" |
		grep -v '^[-C]' | base64 -di | sha256sum)" \
		"$(sha256sum <"$SANDBOX/a.bin")"
}

@test "addresses in any script, where the server takes them" {
	mkdir -p customers
	printf '%s\n' 'name: Пример' 'domains: [пример.test]' 'contacts:' \
		'  box: {name: Ящик, mails: [ящик@пример.test]}' >customers/primer.yaml
	commit primer customers/primer.yaml
	desk new -s Почта -r ящик@пример.test -m 'Горит.' >/dev/null
	equals "$(field 2 requester)" primer/box
	desk reply 2 -m 'Вода.' --cc bob@desk.test >/dev/null
	run -0 desk send
	arrives ящик 1
	arrives bob 1
	grep -q '<ящик@xn--e1afmkfd.test>' "$MAIL_DIR"/bob/new/*
	grep -q 'P=utf8' "$SMTP_LOG"
	# It answers, and it is the requester's.
	mail_at "$SANDBOX/post" 1.a "$DESK_NOW" <<-END
		From: Ящик <ящик@пример.test>
		To: support@desk.test
		Subject: Ещё
		Message-ID: <one@xn--e1afmkfd.test>
		In-Reply-To: $(sed -n 's/^Message-ID: //p' "$MAIL_DIR"/bob/new/*)

		Горит.
	END
	desk pull
	equals "$(desk show 2 --json | jq -r '.entries[-1].body')" Горит.
	# A mail without anything of ours is known by its sender.
	mail_at "$SANDBOX/post" 2.b "$DESK_NOW" <<-END
		From: Кто-то <кто@xn--e1afmkfd.test>
		To: support@desk.test
		Subject: Re: [STORE#2] Почта
		Message-ID: <two@xn--e1afmkfd.test>

		И я.
	END
	desk pull
	equals "$(desk show 2 --json | jq -r '.entries[-1].body')" 'И я.'
	desk reply 2 -m 'Больше воды.' >/dev/null
	desk send
	arrives ящик 2
}

@test "addresses in any script, where the server does not take them" {
	listens python3 "$TREE/tests/stories/mail_between.py" "$SMTP_PORT" \
		hide:SMTPUTF8
	setting smtp "smtp://127.0.0.1:$PORT/"
	desk reply 1 -m 'Hello.' --cc ящик@пример.test >/dev/null
	run -3 desk send
	has 'was not delivered to ящик@xn--e1afmkfd.test: 553 the server has no SMTPUTF8'
	arrives bob 1
	lacks ящик "$(only_mail bob)"
	equals "$(deliveries)" 'sent bob@desk.test
failed ящик@xn--e1afmkfd.test'
	equals "$(desk list is:undelivered -O ids)" 1
	# A domain alone needs nothing of it.
	desk reply 1 -m 'Hello.' --to bob@пример.test >/dev/null
	run desk send
	lacks bob
	arrives bob 2
}

setting() { git config "desk.account.support@desk.test.$1" "$2"; }

@test "nobody is there: it waits; a wrong account is named" {
	desk reply 1 -m 'Hello.' >/dev/null
	git config desk.account.support@desk.test.smtp smtp://127.0.0.1:1/
	run -75 desk send
	equals "$(deliveries)" ''
	git config --unset desk.account.support@desk.test.smtp
	run -78 desk send --now
	has 'account.NAME.smtp'
}

@test "login and TLS; what is refused leaves the mail where it is" {
	desk reply 1 -m 'Hello.' >/dev/null
	setting smtp "smtp://localhost:$SMTP_PORT/"
	setting ca-file "$CA"
	setting smtp-user desk
	setting smtp-password-command 'echo wrong'
	run -69 desk send
	lacks wrong
	equals "$(desk send --list --json | jq -r '.[0].state')" due
	setting smtp-password-command 'echo secret'
	setting ca-file "$OTHER_CA"
	run -69 desk send
	setting ca-file "$CA"
	run -0 desk mail test -n
	has "smtp://localhost:$SMTP_PORT/"
	run -0 desk send
	arrives bob 1
	grep -q 'P=esmtpsa' "$SMTP_LOG"
	setting smtp "smtps://localhost:$SMTPS_PORT/"
	desk reply 1 -m 'Again.' >/dev/null
	run -0 desk send
	arrives bob 2
}

@test "a token: in no process list, no trace, no error and no file" {
	local url=smtp://localhost:$SUBMISSION_PORT/ token=ya29.$RANDOM$RANDOM
	echo secret >"$SANDBOX/token"
	setting ca-file "$CA"
	setting smtp-user desk
	setting token-command "cat $SANDBOX/token"
	setting smtp "$url"
	desk reply 1 -m 'Hello.' >/dev/null
	run -0 desk send
	arrives bob 1
	grep -q 'submission-login.*method=OAUTHBEARER' "$LOG"
	desk reply 1 -m 'Again.' >/dev/null
	echo "$token" >"$SANDBOX/token"
	export DESK_TRACE=step
	run -69 watched desk send --now
	unset DESK_TRACE
	has 'check user and token'
	lacks "$token"
	nobody_was_told "$token"
	! grep -rq -e "$token" -e "$(base64 <"$SANDBOX/token")" . ||
		fail 'it stands in the store'
	equals "$(desk send --list --json | jq -r '.[0].state')" due
}

results() { jq -r '.[] | .folder + " " + .result' <<<"$output"; }

@test "mail test: a letter leaves, comes, and is no ticket" {
	desk mail add desk@desk.test --url "imap://127.0.0.1:$IMAP_PORT/" \
		--smtp "smtp://127.0.0.1:$SMTP_PORT/" --user desk --no-test >/dev/null
	git config desk.account.desk@desk.test.password-command 'echo secret'
	unset DESK_NOW
	local at=smtp://127.0.0.1:$SMTP_PORT/
	run -0 --separate-stderr desk mail test desk@desk.test -n --json
	equals "$(results)" "INBOX open
$at login"
	equals "$(arrived desk)" 0
	run -0 desk mail test desk@desk.test --json
	equals "$(results)" "INBOX open
$at sent
INBOX found"
	equals "$(arrived desk)" 1
	grep -q '^Auto-Submitted: auto-generated' "$MAIL_DIR"/desk/*/*:2,*
	grep -q DeskImported "$MAIL_DIR/desk/dovecot-keywords"
	git config desk.account.desk@desk.test.after delete
	run -0 desk mail test desk@desk.test
	equals "$(arrived desk)" 1
	# A letter that stays is ignored by who pulls it, here and elsewhere.
	desk pull --all --account desk@desk.test --json | jq -e '.ignored == 1 and
		.imported == 0 and .["new-tickets"] == 0'
	equals "$(desk list -O ids)" 1
	desk deliver <"$(echo "$MAIL_DIR"/desk/*/*:2,*)"
	equals "$(desk list -O ids)" 1
	sed 's/^X-Desk-Loop: .*/X-Desk-Loop: other/; s/^Message-ID.*/Message-ID: <x@y>/' \
		"$MAIL_DIR"/desk/*/*:2,* | desk deliver
	equals "$(desk list -O ids | wc -l)" 2
}

@test "mail test: a letter that is refused, or goes elsewhere" {
	# A refusal is not waited for; what does not come is, for all of it.
	git config desk.account.support@desk.test.timeout 60s
	run -69 desk mail test
	has '550 5.1.1 unknown user'
	desk mail add bob@desk.test --url "imap://127.0.0.1:$IMAP_PORT/" \
		--smtp "smtp://127.0.0.1:$SMTP_PORT/" --user desk --no-test >/dev/null
	git config desk.account.bob@desk.test.password-command 'echo secret'
	git config desk.account.bob@desk.test.timeout 4s
	run -75 desk mail test bob@desk.test
	has 'did not come into the mailbox within 4 s'
	arrives bob 1
	# All are tried, and all problems told.
	run -75 desk mail test
	has 'unknown user'
	has 'did not come'
}

@test "mail add and list know where mail leaves" {
	desk mail add help@gmail.com --no-test >/dev/null
	desk mail add help@firm.example --no-test --smtp none >/dev/null
	run -64 desk mail add a@firm.example --no-test --smtp mail.firm.example
	desk mail list --json | jq -e '[.[].smtp] == [null, "smtps://smtp.gmail.com/",
		"smtp://127.0.0.1:'"$SMTP_PORT"'/"]'
	# Two can send: which one does for a ticket that came by none?
	desk reply 1 -m 'Hello.' >/dev/null
	run -78 desk send
	has 'send.account'
	desk config set send.account support@desk.test
	desk send
	arrives bob 1
}

@test "with an upstream mail leaves from the host that holds the lease" {
	git init -q --bare "$SANDBOX/hub.git"
	git remote add origin "$SANDBOX/hub.git"
	git push -q -u origin main
	desk reply 1 -m 'Hello.' >/dev/null
	# Another host holds the cron lease.
	git clone -q "$SANDBOX/hub.git" "$SANDBOX/other"
	git -C "$SANDBOX/other" config desk.cron.host other
	now +3600
	desk -C "$SANDBOX/other" cron run
	run -75 desk send
	has 'other holds the cron lease'
	run -0 desk cron run
	equals "$(arrived bob)" 0
	# It is gone; what has left is not sent by whoever comes next.
	now +3600
	run -0 desk cron run
	arrives bob 1
	desk -C "$SANDBOX/other" cron status --jq '.[0].ours' | grep -q false
}

# After any stop: nothing lost, nothing doubled, but for the one window.
none_lost_none_doubled() {
	local status=0 doubtful
	desk send >"$SANDBOX/second" 2>&1 || status=$?
	[ $status = 0 ] || [ $status = 4 ] || fail "$(cat "$SANDBOX/second")"
	doubtful=$(desk send --list --json |
		jq '[.[] | select(.state == "doubtful")] | length')
	echo "$1 $(arrived bob) $doubtful" >>"$SANDBOX/seen"
	[ "$doubtful" -le 1 ] || return
	[ "$(arrived bob)" = 3 ] || [ $(($(arrived bob) + doubtful)) = 3 ] || return
	[ $status = 0 ] || [ "$doubtful" = 1 ] || return
	[ "$doubtful" = 0 ] || desk send --cancel 1 -y || return
	run desk send
	equals "$status $output" '0 ' || return
	equals "$(desk list is:unsent -O ids)" ''
}

@test "stopped at every step: never lost, never doubled" {
	desk reply 1 -m 'One.' >/dev/null
	desk reply 1 -m 'Two.' >/dev/null
	desk reply 1 -m 'Three.' >/dev/null
	fresh_attempt() { find "$MAIL_DIR"/*/new -type f -delete; }
	every_step none_lost_none_doubled send
	arrives bob 3
	# Only a stop around the end of a mail leaves doubt: of three mails.
	[ "$(grep -c ' 1$' "$SANDBOX/seen")" -le 6 ]
}

@test "a trainee's letter leaves only after the approval" {
	printf 'name: Olga\nmails: [desk@desk.test]\n' >agents/olga.yaml
	printf 'name: Ivan\nmails: [ivan@desk.test]\ntrainee: olga\n' >agents/ivan.yaml
	commit 'a mentor and a trainee' agents
	i_am ivan Ivan ivan@desk.test
	desk reply 1 -m 'Just burn it.' >/dev/null
	desk send
	arrives desk 1
	equals "$(arrived bob)" 0
	equals "$(deliveries)" 'sent desk@desk.test'
	i_am olga Olga desk@desk.test
	desk approve 1 --reject -m 'Be kind.' >/dev/null
	desk send --cancel 1 -y
	i_am ivan Ivan ivan@desk.test
	desk reply 1 -m 'Take the *other* printer.' >/dev/null
	desk send
	equals "$(arrived bob)" 0
	i_am olga Olga desk@desk.test
	desk approve 1 >/dev/null
	desk send
	arrives bob 1
	has 'Take the <em>other</em> printer.' "$(only_mail bob)"
	run -77 desk undo
	has 'was delivered'
}

at_least_once() {
	run desk send
	arrives desk "$(arrived desk)"
	[ "$(arrived desk)" -ge 1 ] && [ "$(arrived desk)" -le 2 ] || return
	equals "$(desk send --list -O tsv)" ''
}

@test "mail about no ticket: sent directly, at least once, known for one" {
	now 2026-11-23T10:00:00Z
	printf 'name: Ольга\nmails: [desk@desk.test]\nlanguage: ru\n' \
		>agents/olga.yaml
	sed -i 's/^oncall:/notify: {digest: {to: olga, template: digest}}\n&/' desk.yaml
	commit 'digest' agents desk.yaml
	desk assign 1 olga
	desk eta 1 2026-11-23T11:00:00Z
	desk remind
	equals "$(desk send --list --json | jq -r '.[] | .mail + " " + .state')" \
		'digest/olga/2026-11-23 due'
	fresh_attempt() { find "$MAIL_DIR"/*/new -type f -delete; }
	every_step at_least_once send
	cd "$DONE"
	arrives desk 1
	grep -q '^Auto-Submitted: auto-generated' "$MAIL_DIR"/desk/new/*
	desk remind
	run -0 desk send
	arrives desk 1
	grep -q ' sent digest/olga/2026-11-23$' .git/desk/letters.sent
}

# parts: the last letter of a mailbox, a line each part; calendars unfolded below.
parts() {
	python3 - "$(ls -t "$MAIL_DIR/$1"/new/* | head -1)" <<-END
		import email, email.policy, sys
		mail = email.message_from_binary_file(open(sys.argv[1], "rb"),
		                                      policy=email.policy.default)
		print(mail["Subject"])
		for part in mail.walk():
		    print(part.get_content_type(), part.get_param("method", "-"),
		          part.get_filename() or "-")
		for part in mail.walk():
		    if part.get_content_type() in ("text/calendar", "application/ics"):
		        data = part.get_payload(decode=True).decode()
		        assert data.count("\n") == data.count("\r\n")
		        print(data.replace("\r\n ", "").replace("\r\n", "\n"))
	END
}

@test "a visit comes as an invitation that calendars know, moves and is called off" {
	printf 'name: Ольга\nmails: [desk@desk.test]\n' >agents/olga.yaml
	printf 'name: Bob\nmails: [bob@desk.test]\n' >agents/bob.yaml
	commit 'who goes' agents
	desk visit 1 olga '2026-11-23 10:00' --for 2h -m 'Take the toner' >/dev/null
	desk send
	arrives desk 1
	run -0 parts desk
	has $'multipart/mixed - -\nmultipart/alternative - -\ntext/plain - -
text/html - -\ntext/calendar REQUEST -\napplication/ics - invite.ics'
	equals "$(grep -c '^METHOD:REQUEST$' <<<"$output")" 2
	equals "$(grep -c '^SEQUENCE:0$' <<<"$output")" 2
	has 'ATTENDEE;CN="Ольга";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE'
	has "ORGANIZER;CN=\"Our company\":mailto:support+$(field 1 token)@desk.test"
	local uid
	uid=$(grep ^UID: <<<"$output" | sort -u)
	rm "$MAIL_DIR"/desk/new/*
	desk visit 1 olga '2026-11-24 12:00' >/dev/null
	desk send
	arrives desk 1
	run -0 parts desk
	has "$uid"
	has $'\nSEQUENCE:1\n'
	has $'\nDTSTART:20261124T120000Z\nDTEND:20261124T140000Z\n'
	rm "$MAIL_DIR"/desk/new/*
	# Somebody else goes: one is called off, the other invited.
	desk visit 1 bob '2026-11-24 12:00' >/dev/null
	desk send
	arrives desk 1
	arrives bob 1
	run -0 parts desk
	has 'text/calendar CANCEL'
	has $'METHOD:CANCEL\n'
	has $'\nSEQUENCE:2\n'
	has "$uid"
	run -0 parts bob
	has 'text/calendar REQUEST'
	rm "$MAIL_DIR"/bob/new/*
	desk visit cancel 1 >/dev/null
	desk send
	arrives bob 1
	run -0 parts bob
	has $'\nSEQUENCE:3\n'
	has $'\nSTATUS:CANCELLED\n'
	has "$uid"
}

@test "two who send at once send each mail once" {
	local i
	for i in $(seq 30); do
		desk reply 1 -m "Number $i." >/dev/null
	done
	desk send >"$SANDBOX/a" 2>&1 &
	desk send >"$SANDBOX/b" 2>&1 || true
	wait || true
	desk send
	arrives bob 30
	equals "$(deliveries | sort -u)" 'sent bob@desk.test'
	equals "$(deliveries | wc -l)" 30
}
