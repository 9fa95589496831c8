# Accounts of every kind against a real Dovecot: tokens, credential helpers,
# folders, UIDs that change, mails over the limit, connections that end.
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
	folder .
	account "imaps://localhost:$IMAPS_PORT/"
}

teardown() {
	listens_no_more
	sandbox_end
}

own() { [ "$(id -u)" != 0 ] || chown -R mail:mail "$MAILDIR"; }

folder() { mkdir -p "$MAILDIR/$1"/{new,cur,tmp}; own; }

# put FOLDER NAME [TEXT]: a mail there.
put() {
	letter ivan@acme.example "$2" "$2@acme.example" <<<"${3-$2}" \
		>"$MAILDIR/$1/tmp/$2"
	own
	mv "$MAILDIR/$1/tmp/$2" "$MAILDIR/$1/new/$2"
}

account() {
	desk mail add support@desk.example --url "$1" --user desk --all \
		--no-test >/dev/null
	set_to ca-file "$CA"
	set_to password-command 'echo secret'
}

set_to() { git config --replace-all "desk.account.support@desk.example.$1" "$2"; }
unset_it() { git config --unset-all "desk.account.support@desk.example.$1"; }

tickets() { git ls-tree -r --name-only main tickets | wc -l; }
has_tickets() { [ "$(tickets)" = "$1" ]; }

@test "a token instead of a password" {
	put . one
	unset_it password-command
	set_to token-command 'echo secret'
	pull
	equals "$(tickets)" 1
	set_to token-command 'echo wrong'
	run -69 desk pull
	lacks wrong
	set_to token-command 'false'
	run -78 desk pull
	has token-command
}

@test "a password by git's credential helpers" {
	put . one
	unset_it password-command
	run -78 desk pull
	has 'mail add'
	git config credential.helper "store --file $SANDBOX/passwords"
	printf 'protocol=imaps\nhost=localhost:%s\nusername=desk\npassword=%s\n' \
		"$IMAPS_PORT" secret | git credential approve
	pull
	equals "$(tickets)" 1
	# A wrong one is told to be wrong, and stands nowhere.
	sed -i 's/:secret@/:hunter2@/' "$SANDBOX/passwords"
	run -69 desk pull
	lacks hunter2
	! grep -rq -e hunter2 -e secret .git tickets || fail "a password was kept"
}

@test "a password: in no process list, no trace, no error and no file" {
	local word=hunter$RANDOM$RANDOM kind
	echo "$word" >"$SANDBOX/password"
	for kind in password token; do
		unset_it password-command || true
		set_to $kind-command "cat $SANDBOX/password"
		DESK_TRACE=step run -69 watched desk pull
		has "check user and $kind"
		lacks "$word"
		nobody_was_told "$word"
		! grep -rq -e "$word" -e "$(printf %s "$word" | base64)" . ||
			fail 'it stands in the store'
	done
	# A place that all can read is none for it.
	run -64 desk mail add nonsense
	run -64 desk mail add b@desk.example --url "imaps://u:$word@localhost/"
	lacks "$word"
	run -64 desk mail add b@desk.example --smtp "smtps://u:$word@localhost/"
	set_to url "imaps://u:$word@localhost/"
	run -78 desk pull
	has credential
	lacks "$word"
}

@test "several folders, one with a Russian name, one that is gone" {
	folder '.&BBAEQARFBDgEMg-'
	folder .Sales
	put . one
	put '.&BBAEQARFBDgEMg-' two
	put .Sales three
	set_to folder INBOX
	git config --add desk.account.support@desk.example.folder Архив
	git config --add desk.account.support@desk.example.folder Sales
	pull
	equals "$(tickets)" 3
	equals "$(grep -rhc 'folder: Архив' tickets | paste -sd+ | bc)" 1
	# Somebody renames one: the others are pulled all the same.
	mv "$MAILDIR/.&BBAEQARFBDgEMg-" "$MAILDIR/.Old"
	put . four
	put .Sales five
	run -78 desk pull
	has Архив
	equals "$(tickets)" 5
}

@test "new UIDs for the same mails, and old UIDs for other mails" {
	set_to after keep
	put . one
	put . two
	pull
	"$TREE/tests/stories/mail_server.sh" renew "$SERVER"
	pull
	equals "$(pulled imported)" 0
	equals "$(pulled duplicate)" 2
	equals "$(tickets)" 2
	local tip
	tip=$(git rev-parse main)
	pull
	equals "$(git rev-parse main)" "$tip"
	# The folder is made anew, with other mails under the same UIDs.
	rm -rf "${MAILDIR:?}"
	folder .
	put . three
	put . four
	"$TREE/tests/stories/mail_server.sh" renew "$SERVER"
	pull
	equals "$(pulled imported)" 2
	equals "$(tickets)" 4
}

@test "40 MB under a limit of 10 MB: a ticket that says so" {
	head -c 40000000 /dev/zero | tr '\0' x | fold -w 76 |
		letter ivan@acme.example Big big@acme.example >"$SANDBOX/big"
	cp "$SANDBOX/big" "$MAILDIR/new/1.big"
	put . small
	set_to limit 10m
	set_to after delete
	pull
	equals "$(pulled oversize)" 1
	equals "$(pulled imported)" 1
	# The store has only its header: it is the other one that is deleted.
	equals "$(find "$MAILDIR"/cur "$MAILDIR"/new -type f | wc -l)" 1
	equals "$(tickets)" 2
	has 'over the limit' "$(desk show 1,2 --json)"
	equals "$(git ls-tree -rl originals | awk '$4 > 1000000' | wc -l)" 0
	pull
	equals "$(pulled oversize)" 0
	local tip big
	tip=$(git rev-parse main)
	big=$(desk list subject:Big -O ids)
	run -0 desk pull --retry
	equals "$(git rev-parse main)" "$tip"
	set_to limit 50m
	run -0 desk pull --retry -n
	equals "$(git rev-parse main)" "$tip"
	run -0 desk pull --retry --json
	equals "$(jq -c '[.imported, .["new-tickets"]]' <<<"$output")" '[1,0]'
	equals "$(tickets)" 2
	equals "$(entries "$big" message)" 2
	equals "$(desk show "$big" --json |
		jq -r '.entries[-1].body' | head -1 | cut -c1-76)" \
		"$(head -c 76 /dev/zero | tr '\0' x)"
	lacks 'another mail' "$(desk show "$big")"
	equals "$(git ls-tree -rl originals | awk '$4 > 40000000' | wc -l)" 1
	equals "$(find "$MAILDIR"/cur "$MAILDIR"/new -type f | wc -l)" 0
	tip=$(git rev-parse main originals)
	run -0 desk pull --retry
	pull
	equals "$(git rev-parse main originals)" "$tip"
}

# between RULE...: the server, made worse; its URL is in $LIE.
between() {
	rm -f "$SANDBOX/log"
	listens python3 "$TREE/tests/stories/mail_between.py" "$IMAP_PORT" \
		log:"$SANDBOX/log" "$@"
	LIE=imap://127.0.0.1:$PORT/
}

@test "a connection that ends in the middle of a mail" {
	local i
	for i in 1 2 3 4 5 6; do
		put . "mail$i" "$(head -c 100000 /dev/zero | tr '\0' "$i" | fold -w 70)"
	done
	between cut:350000
	set_to url "$LIE"
	unset_it ca-file
	run -75 desk pull
	has 'support@desk.example'
	local first
	first=$(tickets)
	[ "$first" -ge 2 ] && [ "$first" -le 4 ] || fail "$first tickets"
	prove .
	set_to after delete
	set_to url "imap://127.0.0.1:$IMAP_PORT/"
	pull
	equals "$(tickets)" 6
	equals "$(grep -rlE '^kind: duplicate' tickets | wc -l)" 0
	set_to after flag
	pull
	equals "$(tickets)" 6
}

@test "a mail in quarantine for a limit is taken in once that is raised" {
	put . big "$(seq 20000)"
	put . small
	# A server that makes it small, so that it is fetched.
	between 'swap:RFC822.SIZE [0-9]+:RFC822.SIZE 10'
	unset_it ca-file
	set_to url "$LIE"
	set_to limit 50k
	run -3 desk pull --json
	has 'over the limit of 51200'
	equals "$(tickets)" 1
	local tip
	tip=$(git rev-parse main originals)
	run -3 desk pull --retry --json
	has 'still in quarantine'
	equals "$(git rev-parse main originals)" "$tip"
	set_to limit 1m
	pull
	equals "$(tickets) $(desk status --json | jq .quarantine)" '1 1'
	desk pull --retry -n
	equals "$(git rev-parse main originals)" "$tip"
	run -0 desk pull --retry --json
	equals "$(jq .imported <<<"$output")" 1
	equals "$(tickets) $(desk status --json | jq .quarantine)" '2 0'
	has 20000 "$(desk show 2)"
	tip=$(git rev-parse main originals)
	run -0 desk pull --retry
	pull
	equals "$(pulled imported) $(pulled duplicate)" '0 0'
	equals "$(git rev-parse main originals)" "$tip"
}

@test "an account that fails does not stop the others" {
	put . one
	desk mail add office@desk.example --url 'imap://127.0.0.1:1/' --all \
		--no-test >/dev/null
	git config desk.account.office@desk.example.password-command 'echo x'
	run -75 desk pull
	has office@desk.example
	equals "$(tickets)" 1
}

@test "a mail that the server does not give whole comes by the next pull" {
	put . one
	put . two
	unset_it ca-file
	between 'swap:(?<=.UID 2) INTERNALDATE "[^"]*":'
	set_to url "$LIE"
	run -3 desk pull --json
	equals "$(head -n -1 <<<"$output" | jq -c '[.imported, .withheld]')" '[1,1]'
	has 'withheld INBOX/2: the time when it was received is not given'
	has '1 mails are in the mailbox, but not given whole'
	run -3 desk pull
	equals "$(tickets) $(desk status --json | jq .quarantine)" '1 0'
	set_to url "imap://127.0.0.1:$IMAP_PORT/"
	run -0 desk pull --json
	equals "$(jq -c '[.imported, .withheld]' <<<"$output")" '[1,0]'
	equals "$(tickets)" 2
}

@test "a folder for reading only: mail comes in, and it is said what keeps it" {
	put . one
	unset_it ca-file
	between 'swap:\[READ-WRITE\]:[READ-ONLY]' 'refuse: UID STORE:NO [CANNOT] no'
	set_to url "$LIE"
	run -0 desk pull --json
	has 'desk config set account.support@desk.example.after keep'
	equals "$(tickets)" 1
	run -0 desk pull --json
	lacks 'after keep'
	# One that does not say so, and refuses all the same.
	between 'refuse: UID STORE:NO [NOPERM] not yours'
	put . two
	set_to url "$LIE"
	run -69 desk pull
	has 'not yours; the mail is taken in, and '
	has '`desk config set account.support@desk.example.after keep`'
	equals "$(tickets)" 2
}

# Nothing of IMAP4rev1 that a server may leave out is asked of it.
@test "servers without UIDPLUS, MOVE, IDLE, SORT, and that refuse a CHARSET" {
	put . one
	between 'hide:UIDPLUS MOVE IDLE SORT SORT=DISPLAY ESEARCH ESORT LITERAL+ ENABLE' \
		'refuse: (UID )?SORT |CHARSET|ENABLE|RETURN:BAD [BADCHARSET (US-ASCII)] no' \
		'refuse: UID (EXPUNGE|MOVE)| EXPUNGE| IDLE:BAD unknown command'
	unset_it ca-file
	set_to url "$LIE"
	local n=0 after
	for after in keep seen flag; do
		n=$((n + 1))
		[ $n = 1 ] || put . "mail$n"
		set_to after $after
		pull
		equals "$(tickets)" $n
	done
	pull
	equals "$(pulled duplicate) $(tickets)" '0 3'
	! grep -E 'SORT|CHARSET|EXPUNGE|MOVE|IDLE|RETURN|ENABLE' "$SANDBOX/log" ||
		fail 'not asked for'
	# What it can not do is refused before a mail is touched.
	put . four
	set_to move-to Done
	for after in delete move; do
		set_to after $after
		run -78 desk pull
		has "desk config set account.support@desk.example.after flag"
		equals "$(tickets)" 3
	done
	! grep -E 'EXPUNGE|MOVE|Deleted' "$SANDBOX/log" || fail 'tried all the same'
	# With UIDPLUS alone mail is moved by copying it.
	folder .Done
	between 'hide:MOVE' 'refuse: UID MOVE:BAD unknown command'
	set_to url "$LIE"
	pull
	equals "$(tickets)" 4
	equals "$(find "$MAILDIR/.Done" -type f -path '*/[cn][ue][rw]/*' | wc -l)" 1
}

@test "waiting at a server without IDLE" {
	put . one
	between 'hide:IDLE' 'refuse: IDLE:BAD unknown command'
	unset_it ca-file
	set_to url "$LIE"
	unset DESK_NOW
	command desk pull --idle >/dev/null 2>&1 3>&- &
	local pid=$!
	wait_until 'ticket' has_tickets 1
	kill "$pid"
	wait "$pid"
}
