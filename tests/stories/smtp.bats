# Sending by SMTP against a real Exim, and against servers that lie: what is
# sent, what waits, what failed, and what is refused before anything is sent.
load helper
load mail
PROBE=$(dirname "$DESK_BIN")/tests/smtp_probe

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	SMTP=1 "$TREE/tests/stories/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$TREE/tests/stories/mail_server.sh" stop "$SERVER"
}

setup() {
	exec </dev/null
	export TZ=UTC LC_ALL=C.UTF-8
	. "$SERVER/env"
	PLAIN=smtp://127.0.0.1:$SMTP_PORT/
	STARTTLS=smtp://localhost:$SMTP_PORT/
	TLS=smtps://localhost:$SMTPS_PORT/
}

teardown() { listens_no_more; }

# between PORT RULE...: a server that is PORT made worse; its URL is in $LIE.
between() {
	listens python3 "$TREE/tests/stories/mail_between.py" "$@"
	LIE=smtp://127.0.0.1:$PORT/
}

probe() {
	run "$PROBE" "$@"
	echo "$output"
	[[ $output != *geheim* ]]
}

login() { probe "$1" user=desk password=secret ca="$CA" "${@:2}"; }

# liar WAY: a server that does it; its URL is in $LIE.
liar() {
	listens python3 "$TREE/tests/stories/smtp_liar.py" "$1"
	LIE=smtp://127.0.0.1:$PORT/
}

# received USER ID: the mail with that Message-ID.
received() {
	delivered
	FOUND=$(grep -lrF "<desk.$2@" "$MAIL_DIR/$1/new") ||
		fail "$2 did not arrive for $1"
}

@test "plain on loopback, STARTTLS, TLS: the same mail arrives" {
	probe "$PLAIN" id=plain to=desk@desk.test
	[ "$status" -eq 0 ]
	[[ $output = "sent 250 desk@desk.test "* ]]
	login "$STARTTLS" id=starttls to=desk@desk.test
	[ "$status" -eq 0 ]
	login "$TLS" id=tls to=desk@desk.test
	[ "$status" -eq 0 ]
	for id in plain starttls tls; do
		received desk $id.0
		grep -q "^Subject: Probe" "$FOUND"
		sed -n '/^Date: /,$p' "$FOUND" | grep -v -i -e '^Message-ID' \
			-e boundary -e '^--=_' >"$BATS_TEST_TMPDIR/$id"
	done
	cmp "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR/starttls"
	cmp "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR/tls"
	grep -q 'starttls.*\|P=esmtpsa.*id=desk.starttls' "$SMTP_LOG"
	grep -q 'P=esmtpsa.*id=desk.tls' "$SMTP_LOG"
}

@test "each recipient has an answer; the others get the mail" {
	local to=desk+tok@desk.test,tempfail@desk.test,permfail@desk.test
	login "$STARTTLS" id=several to="$to,nobody@desk.test,a@else.example"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} = "sent 250 desk+tok@desk.test OK"* ]]
	[ "${lines[1]}" = "later 451 tempfail@desk.test 4.2.1 try again later" ]
	[ "${lines[2]}" = "failed 550 permfail@desk.test 5.7.1 refused" ]
	[ "${lines[3]}" = "failed 550 nobody@desk.test 5.1.1 unknown user" ]
	[[ ${lines[4]} = "sent 250 a@else.example OK"* ]]
	received desk several.0
	grep -q '^Envelope-to: desk+tok@desk.test' "$FOUND"
	received outside several.0
}

@test "nobody takes it: nothing is sent" {
	login "$STARTTLS" id=none to=permfail@desk.test,tempfail@desk.test
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	! grep -q none.0 "$SMTP_LOG"
}

@test "refused after the mail itself" {
	login "$STARTTLS" id=tempdata subject=TEMPDATA to=desk@desk.test
	[ "$output" = "later 451 desk@desk.test 4.3.0 not now" ]
	login "$STARTTLS" id=permdata subject=PERMDATA \
		to=desk@desk.test,permfail@desk.test
	[ "${lines[0]}" = "failed 550 desk@desk.test 5.6.0 content refused" ]
	[ "${lines[1]}" = "failed 550 permfail@desk.test 5.7.1 refused" ]
}

@test "relay without a login is refused" {
	probe "$PLAIN" to=a@else.example
	[ "$output" = "failed 550 a@else.example 5.7.1 relay denied" ]
}

@test "many mails on one connection, large and small" {
	login "$STARTTLS" id=many repeat=5 size=300000 to=desk@desk.test
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 5 ]
	received desk many.4
	[ "$(stat -c %s "$FOUND")" -gt 400000 ]
	login "$STARTTLS" id=huge size=6000000 to=desk@desk.test
	[[ $output = "failed 552 desk@desk.test "* ]]
}

@test "lines of dots arrive as they were" {
	login "$TLS" id=dots to=desk@desk.test text=$'.\n..\n.a\n\n.\n'
	received desk dots.0
	tr -d '\r' <"$FOUND" | grep -A4 -x -F . | head -5 >"$BATS_TEST_TMPDIR/got"
	printf '.\n..\n.a\n\n.\n' | cmp - "$BATS_TEST_TMPDIR/got"
}

@test "a report comes back for a mail that fails later" {
	login "$TLS" id=bounced sender=desk@desk.test to=bounce@desk.test
	[[ $output = "sent 250 "* ]]
	received desk bounced.0
	grep -q '^Content-Type: multipart/report' "$FOUND"
}

@test "a wrong password, a certificate of somebody else" {
	probe "$STARTTLS" user=desk password=geheim ca="$CA"
	[ "$status" -eq 69 ]
	[[ $output = "error: localhost refuses the login of \"desk\": 535"* ]]
	probe "$TLS" user=desk password=geheim ca="$OTHER_CA"
	[ "$status" -eq 69 ]
	[[ $output = *"certificate is not trusted"* ]]
	probe "$STARTTLS" user=desk password=geheim ca="$OTHER_CA"
	[ "$status" -eq 69 ]
	probe "$TLS" user=desk password=geheim
	[ "$status" -eq 69 ]
	# The right certificate for another name.
	login "smtps://127.0.0.2:$SMTPS_PORT/"
	[ "$status" -eq 69 ]
	[[ $output = *"certificate is not trusted"* ]]
	login "smtp://127.0.0.2:$SMTP_PORT/"
	[ "$status" -eq 69 ]
	probe "$TLS" user=desk ca="$CA"
	[ "$status" -eq 78 ]
	probe nonsense:// to=desk@desk.test
	[ "$status" -eq 78 ]
	login "$TLS" test=1
	[ "$status" -eq 0 ]
}

# by METHOD: the last login was by it.
by() { [[ $(grep 'submission-login.*method=' "$LOG" | tail -1) = *method=$1,* ]]; }

@test "a token instead of a password: OAUTHBEARER, XOAUTH2" {
	local server=smtp://localhost:$SUBMISSION_PORT/
	probe "$server" user=desk bearer=secret ca="$CA" id=token to=desk@desk.test
	[ "$status" -eq 0 ]
	received desk token.0
	by OAUTHBEARER
	probe "$server" user=desk bearer=geheim ca="$CA"
	[ "$status" -eq 69 ]
	[[ $output = "error: localhost refuses the login of "*": 535 5.7.8 Auth"*token ]]
	between "$SUBMISSION_PORT" "hide:STARTTLS OAUTHBEARER"
	probe "$LIE" user=desk bearer=secret id=x2 to=desk@desk.test
	[ "$status" -eq 0 ]
	received desk x2.0
	by XOAUTH2
	probe "$LIE" user=desk bearer=geheim
	[ "$status" -eq 69 ]
	[[ $output = "error: 127.0.0.1 refuses the login of \"desk\""*token ]]
	# Where no token will do it is not tried as anything else.
	between "$SUBMISSION_PORT" "hide:STARTTLS OAUTHBEARER XOAUTH2" \
		log:"$BATS_TEST_TMPDIR/log"
	probe "$LIE" user=desk bearer=geheim
	[ "$status" -eq 69 ]
	[[ $output = *"takes no tokens"* ]]
	! grep -v EHLO "$BATS_TEST_TMPDIR/log"
}

@test "no server, no such host, a mute server" {
	probe smtp://127.0.0.1:1/ to=desk@desk.test
	[ "$status" -eq 0 ]
	[[ $output = "later 0 desk@desk.test 127.0.0.1: "* ]]
	liar mute
	probe "$LIE" to=desk@desk.test timeout=300
	[ "$status" -eq 0 ]
	[[ $output = "later 0 desk@desk.test "* ]]
}

@test "STARTTLS is required where it is not offered" {
	liar noauth
	probe "$LIE" ca="$CA" to=desk@desk.test
	[ "$status" -eq 69 ]
	[[ $output = *"offers no STARTTLS"* ]]
}

@test "a server without a login when there is one to use" {
	liar noauth
	probe "$LIE" user=desk password=geheim to=desk@desk.test
	[ "$status" -eq 69 ]
	[[ $output = "error: 127.0.0.1 offers no login"* ]]
}

@test "a server that says the password does not bring it into errors" {
	liar echo
	probe "$LIE" user=desk password=geheim to=desk@desk.test
	[ "$status" -eq 69 ]
	[[ $output = *"535 no such password: …"* ]]
}

@test "no answer to a whole mail: it may have arrived" {
	liar hangup:DOT
	probe "$LIE" to=a@desk.test,b@desk.test
	[ "$status" -eq 0 ]
	[[ ${lines[0]} = "later 0 a@desk.test "* ]]
	[[ ${lines[1]} = "later 0 b@desk.test "* ]]
	[ "${lines[2]}" = "maybe sent" ]
}

@test "a connection lost before that: it did not" {
	for at in MAIL RCPT DATA; do
		liar "hangup:$at"
		probe "$LIE" to=a@desk.test
		[ "$status" -eq 0 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ $output = "later 0 a@desk.test "* ]]
	done
}

@test "answers that make no sense are no success" {
	for way in "say:DATA:250 fine" "say:RCPT:hello" "say:MAIL:999 x" \
		endless:RCPT "say:DOT:354 go on"; do
		liar "$way"
		probe "$LIE" to=a@desk.test timeout=2000
		[ "$status" -eq 0 ]
		[[ $output = "later "* ]]
	done
	liar "say:MAIL:530 5.7.0 login first"
	probe "$LIE" to=a@desk.test
	[ "$status" -eq 69 ]
	[[ $output = "error: 127.0.0.1 wants a login: 530"* ]]
}

@test "a server that hangs up between two mails is called again" {
	liar once
	probe "$LIE" to=a@desk.test repeat=3 heed="$SAID"
	[ "$status" -eq 0 ]
	[ "$(grep -c '^sent 250' <<<"$output")" -eq 3 ]
}

@test "an address that is none goes nowhere" {
	probe "$PLAIN" to=$'desk@desk.test>\r\nRCPT TO:<bob@desk.test'
	[ "$status" -eq 65 ]
	probe "$PLAIN" sender=$'a@desk.test>\r\nRCPT TO:<bob@desk.test'
	[ "$status" -eq 78 ]
}
