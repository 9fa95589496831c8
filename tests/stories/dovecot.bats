# Mail of a real IMAP server becomes tickets: plain, STARTTLS and TLS, folders,
# what the server is told afterwards, and stops before and after each of it.
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
	mixed_mailbox "$SANDBOX/seed"
	fresh_attempt
}

# The mailbox as it was; new UIDs after each, which must not matter.
fresh_attempt() {
	rm -rf "${MAILDIR:?}"
	cp -a "$SANDBOX/seed" "$MAILDIR"
	[ "$(id -u)" != 0 ] || chown -R mail:mail "$MAILDIR"
}

# account URL [KEY VALUE]...
account() {
	desk mail add support@desk.example --url "$1" --user desk --all \
		--no-test >/dev/null
	shift
	set -- "$@" password-command 'echo secret' ca-file "$CA"
	while [ $# -gt 0 ]; do
		git config "desk.account.support@desk.example.$1" "$2"
		shift 2
	done
}

left() { find "$MAILDIR/new" "$MAILDIR/cur" -type f | wc -l; }

@test "over plain loopback, STARTTLS and TLS the same tickets" {
	local url trees= tip
	account "imap://127.0.0.1:$IMAP_PORT/"
	git config --unset desk.account.support@desk.example.ca-file
	cp -a "$STORE" "$SANDBOX/starttls"
	cp -a "$STORE" "$SANDBOX/tls"
	for url in "store imap://127.0.0.1:$IMAP_PORT/" \
		"starttls imap://localhost:$IMAP_PORT/" \
		"tls imaps://localhost:$IMAPS_PORT/"; do
		cd "$SANDBOX/${url% *}"
		git config desk.account.support@desk.example.url "${url#* }"
		[[ $url == store* ]] || git config \
			desk.account.support@desk.example.ca-file "$CA"
		pull
		equals "$(pulled imported)" 4
		equals "$(pulled quarantined)" 1
		trees+=$(git rev-parse 'main^{tree}' 'originals^{tree}' | xargs)$'\n'
		desk attach get 2 a.bin -o - | cmp - <(blob)
		tip=$(git rev-parse main originals)
		run -0 desk pull
		equals "$(git rev-parse main originals)" "$tip"
	done
	equals "$(sort -u <<<"${trees%$'\n'}" | wc -l)" 1
	grep -q DeskImported "$MAILDIR/dovecot-keywords"
}

@test "one mail in two folders is one entry" {
	mkdir -p "$MAILDIR/.Sales"/{new,cur,tmp}
	cp -p "$SANDBOX/seed/new/4.d" "$MAILDIR/.Sales/new/9.z"
	[ "$(id -u)" != 0 ] || chown -R mail:mail "$MAILDIR"
	account "imap://127.0.0.1:$IMAP_PORT/" folder INBOX
	git config --unset desk.account.support@desk.example.ca-file
	git config --add desk.account.support@desk.example.folder Sales
	pull
	equals "$(pulled duplicate)" 2
	equals "$(entries 2 message)" 1
	equals "$(entries 2 duplicate)" 1
}

@test "stopped at every step, with deletion on the server" {
	rm "$SANDBOX"/seed/new/[345]*
	account "imap://127.0.0.1:$IMAP_PORT/" after delete
	git config --unset desk.account.support@desk.example.ca-file
	gone_and_stored() {
		# Nothing leaves the server before it is stored.
		local here there
		here=$(git ls-tree -r --name-only originals 2>/dev/null |
			grep -vc '\.yaml$') || true
		there=$(left)
		[ $((here + there)) -ge 3 ] || fail "lost: $here here, $there there"
		pull || return
		equals "$(left)" 0
		equals "$(git rev-list --count main)" 2
		equals "$(entries 1 message)" 2
		equals "$(git ls-tree -r --name-only originals | wc -l)" 4
		equals "$(git status --porcelain)" ''
	}
	WANTED_STATUS=3 every_step gone_and_stored pull
	equals "$(left)" 0
}
