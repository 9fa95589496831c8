# `desk pull --idle`: mail becomes a ticket as it comes, over lost connections,
# in several folders and accounts, until it is asked to end.
load helper
load mail

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" stop "$SERVER"
}

setup() {
	sandbox
	. "$SERVER/env"
	new_store
	rm -rf "${MAILDIR:?}"
	mkdir -p "$MAILDIR"/{new,cur,tmp} "$MAILDIR"/.Sales/{new,cur,tmp}
	own
	desk mail add support@desk.example --url "imap://127.0.0.1:$IMAP_PORT/" \
		--user desk --all --no-test >/dev/null
	git config desk.account.support@desk.example.password-command 'echo secret'
	git config desk.account.support@desk.example.folder INBOX
	git config --add desk.account.support@desk.example.folder Sales
	unset DESK_NOW
}

teardown() {
	listens_no_more
	[ -z "${PID-}" ] || kill -9 "$PID" 2>/dev/null || true
	sandbox_end
}

own() { [ "$(id -u)" != 0 ] || chown -R mail:mail "$MAILDIR"; }

# put FOLDER NAME
put() {
	letter "ivan@acme.example" "$2" "$2@acme.example" <<<"$2" \
		>"$MAILDIR/$1/tmp/$2"
	own
	mv "$MAILDIR/$1/tmp/$2" "$MAILDIR/$1/new/$2"
}

stay() {
	command desk pull --idle "$@" >"$SANDBOX/out" 2>"$SANDBOX/err" 3>&- &
	PID=$!
}

# until_true WHAT COMMAND...: while it waits for mail.
until_true() {
	wait_until "$1" it_ended_or "${@:2}" &&
		kill -0 "$PID" || fail "no $1" "$(cat "$SANDBOX/err")"
}
it_ended_or() { "$@" || ! kill -0 "$PID"; }

tickets() { git ls-tree -r --name-only main tickets | wc -l; }
has_tickets() { [ "$(tickets)" = "$1" ]; }

ends_well() {
	local status=0
	kill -"$1" "$PID"
	wait "$PID" || status=$?
	equals "$status" 0
	PID=
	lacks 'index.lock' "$(ls .git)"
	equals "$(git status --porcelain)" ''
}

@test "mail in two folders, as it comes; SIGTERM ends it" {
	put . one
	stay
	until_true 'first ticket' has_tickets 1
	put .Sales two
	until_true 'second ticket' has_tickets 2
	put . three
	until_true 'third ticket' has_tickets 3
	until_true 'word of it' grep -q '1 taken in' "$SANDBOX/err"
	ends_well TERM
	equals "$(git rev-list --count main)" 4
}

@test "a second account beside; SIGINT ends it" {
	desk mail add office@desk.example --url "maildir:$SANDBOX/post" --all \
		--no-test >/dev/null
	mkdir -p "$SANDBOX"/post/{new,cur,tmp}
	stay
	put . one
	until_true 'first ticket' has_tickets 1
	letter a@acme.example Office o1@acme.example <<<x |
		mail_at "$SANDBOX/post" 1.o '2026-11-21 05:00:00Z'
	until_true 'second ticket' has_tickets 2
	ends_well INT
}

@test "the server goes away and comes back" {
	put . one
	stay
	until_true 'first ticket' has_tickets 1
	local port=$IMAP_PORT
	"$TREE/tests/stories/mail_server.sh" renew "$SERVER"
	. "$SERVER/env"
	equals "$IMAP_PORT" "$port"
	put . two
	until_true 'second ticket' has_tickets 2
	until_true 'word of it' grep -q 'well again' "$SANDBOX/err"
	# New UIDs of the same mails made nothing new.
	equals "$(entries 1 message)" 1
	ends_well TERM
}

@test "asked to end while a server says nothing, it ends" {
	cat >"$SANDBOX/silent.py" <<-'END'
		import socket
		server = socket.socket()
		server.bind(("127.0.0.1", 0))
		server.listen(9)
		print(server.getsockname()[1], flush=True)
		held = [server.accept()]
		print("one has come", flush=True)
		server.accept()
	END
	listens python3 "$SANDBOX/silent.py"
	git config desk.account.support@desk.example.url \
		"imap://127.0.0.1:$PORT/"
	git config desk.account.support@desk.example.timeout 600
	git config --unset-all desk.account.support@desk.example.folder
	stay
	read -r -u "$SAID"
	ends_well TERM
}

@test "what can never work is said at once" {
	git config desk.account.support@desk.example.password-command 'echo wrong'
	run -69 desk pull --idle
	has 'nothing to wait for'
	lacks wrong
	run -64 desk pull --idle --retry
	run -66 desk pull --idle --account nobody@desk.example
	git config desk.account.support@desk.example.password-command 'false'
	run -69 desk pull --idle
}
