# The IMAP source against a real Dovecot: plain, STARTTLS and TLS, refusals,
# changes of UIDVALIDITY, large mails, and what is done afterwards.
load helper
PROBE=$(dirname "$DESK_BIN")/tests/imap_probe

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	"$TREE/tests/stories/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$TREE/tests/stories/mail_server.sh" stop "$SERVER"
}

setup() {
	exec </dev/null
	export TZ=UTC LC_ALL=C.UTF-8
	. "$SERVER/env"
	PLAIN=imap://127.0.0.1:$IMAP_PORT/
	STARTTLS=imap://localhost:$IMAP_PORT/
	TLS=imaps://localhost:$IMAPS_PORT/
	rm -rf "${MAILDIR:?}"
	mkdir -p "$MAILDIR/new" "$MAILDIR/cur" "$MAILDIR/tmp"
	own
}

teardown() { :; }

own() { [ "$(id -u)" != 0 ] || chown -R mail:mail "$MAILDIR"; }

# put NAME BODY: a mail in the mailbox of desk, known to the server.
put() {
	printf 'From: ivan@acme.example\nSubject: %s\n\n%s\n' "$1" "$2" \
		>"$MAILDIR/tmp/$1"
	own
	mv "$MAILDIR/tmp/$1" "$MAILDIR/new/$1"
}

probe() {
	run "$PROBE" "$@"
	echo "$output"
}

desk() { probe "$1" user=desk password=secret "${@:2}"; }

count() { grep -c '^mail ' <<<"$output" || true; }

@test "the same mails over plain loopback, STARTTLS and TLS" {
	put 1.a one
	put 2.b two
	desk "$PLAIN" after=keep
	[ "$status" -eq 0 ]
	[ "$(count)" -eq 2 ]
	first=$output
	desk "$STARTTLS" after=keep ca="$CA"
	[ "$status" -eq 0 ]
	[ "$output" = "$first" ]
	desk "$TLS" after=keep ca="$CA"
	[ "$status" -eq 0 ]
	[ "$output" = "$first" ]
	# Nobody has looked at them: \Seen and \Recent are as they were.
	! ls "$MAILDIR"/*/*:2,*S*
}

@test "mails that are known are not fetched again" {
	put 1.a one
	put 2.b two
	desk "$PLAIN" after=keep seen=1
	[ "$(count)" -eq 1 ]
	[[ $output == *"mail 2 "* ]]
	desk "$PLAIN" after=keep seen=1,2
	[ "$(count)" -eq 0 ]
	desk "$PLAIN" after=keep max=1
	[ "$(count)" -eq 1 ]
	[[ $output == *"mail 1 "* ]]
}

@test "a token instead of a password" {
	put 1.a one
	probe "$TLS" user=desk bearer=secret ca="$CA" after=keep
	[ "$status" -eq 0 ]
	[ "$(count)" -eq 1 ]
	probe "$TLS" user=desk bearer=wrong ca="$CA"
	[ "$status" -eq 69 ]
	[[ $output == *token* ]]
}

@test "a wrong password is final and says so" {
	probe "$TLS" user=desk password=wrong ca="$CA"
	[ "$status" -eq 69 ]
	[[ $output == *'refuses the login of "desk"'* ]]
	[[ $output != *wrong* ]]
}

@test "a certificate that nobody vouches for is refused" {
	for ca in ca="$OTHER_CA" x=; do
		desk "$TLS" "$ca"
		[ "$status" -eq 69 ]
		[[ $output == *certificate*ca-file* ]]
	done
	desk "$STARTTLS" ca="$OTHER_CA"
	[ "$status" -eq 69 ]
	# The right certificate for another name.
	desk "imaps://127.0.0.2:$IMAPS_PORT/" ca="$CA"
	[ "$status" -eq 69 ]
	[[ $output == *certificate* ]]
	desk "imap://127.0.0.2:$IMAP_PORT/" ca="$CA"
	[ "$status" -eq 69 ]
}

@test "no server, no such host, a server that keeps quiet" {
	desk "imap://127.0.0.1:1/"
	[ "$status" -eq 75 ]
	desk "imap://no-such-host.invalid/"
	[ "$status" -eq 69 ] || [ "$status" -eq 75 ]
	desk "imap://127.0.0.1:$IMAPS_PORT/" timeout=700
	[ "$status" -eq 75 ]
}

@test "a missing folder is a matter of configuration" {
	desk "$PLAIN" folder=Nowhere
	[ "$status" -eq 78 ]
	[[ $output == *'folder "Nowhere"'* ]]
}

@test "folders with names in any script" {
	mkdir -p "$MAILDIR/.&BBAEQARFBDgEMg-/cur" "$MAILDIR/.&BBAEQARFBDgEMg-/new" \
		"$MAILDIR/.&BBAEQARFBDgEMg-/tmp"
	put 1.a one
	mv "$MAILDIR/new/1.a" "$MAILDIR/.&BBAEQARFBDgEMg-/new/1.a"
	desk "$PLAIN" folder=Архив after=keep
	[ "$status" -eq 0 ]
	[ "$(count)" -eq 1 ]
}

@test "a new UIDVALIDITY is told" {
	put 1.a one
	desk "$PLAIN" after=keep
	old=$(grep uidvalidity <<<"$output")
	"$TREE/tests/stories/mail_server.sh" renew "$SERVER"
	. "$SERVER/env"
	desk "imap://127.0.0.1:$IMAP_PORT/" after=keep
	[ "$status" -eq 0 ]
	[ "$(grep uidvalidity <<<"$output")" != "$old" ]
	[ "$(count)" -eq 1 ]
}

@test "large mails, byte for byte, and those over the limit by their header" {
	big=$(head -c 6000000 /dev/zero | tr '\0' 'x' | fold -w 70)
	put 1.a "$big"
	put 2.b small
	put 3.c "$big"
	desk "$TLS" ca="$CA" after=keep
	[ "$status" -eq 0 ]
	sum=$(sed 's/$/\r/' "$MAILDIR"/*/1.a* | sha256sum | cut -d' ' -f1)
	[[ $output == *"$sum"* ]]
	[ "$(count)" -eq 3 ]
	desk "$TLS" ca="$CA" after=keep limit=1000000
	[ "$status" -eq 0 ]
	[ "$(grep -c oversize <<<"$output")" -eq 2 ]
	[ "$(grep '^mail ' <<<"$output" | cut -d' ' -f2 | xargs)" = "1 2 3" ]
}

@test "thousands of mails in chunks" {
	for i in $(seq 2000); do
		printf 'From: i@acme.example\nSubject: %s\n\nx\n' "$i" \
			>"$MAILDIR/new/$i.x"
	done
	put 9999.z last
	desk "$PLAIN" after=keep quiet=1 repeat=5
	[ "$status" -eq 0 ]
	[[ $output == *"mails 10005 "* ]]
}

@test "waiting for new mail" {
	put 1.a one
	for url in "$PLAIN" "$TLS"; do
		exec {said}< <("$PROBE" "$url" user=desk password=secret ca="$CA" \
			wait=600000 3>&-)
		# It says what is there when it begins to wait.
		read -r line <&"$said"
		[[ $line = uidvalidity* ]] || fail "$line $(cat <&"$said")"
		put "2.$SRANDOM" two
		output=$(cat <&"$said")
		exec {said}<&-
		has $'\nnew mail\n'
	done
	desk "$PLAIN" wait=200
	[[ $output == *"no new mail"* ]]
}

@test "afterwards: a keyword, seen, moved, deleted" {
	put 1.a one
	desk "$PLAIN" act=1
	[ "$status" -eq 0 ]
	grep -q DeskImported "$MAILDIR/dovecot-keywords"
	! ls "$MAILDIR"/*/*:2,*S*
	desk "$PLAIN" act=1 after=seen
	ls "$MAILDIR"/cur/1.a:2,S*
	mkdir -p "$MAILDIR/.Done/cur" "$MAILDIR/.Done/new" "$MAILDIR/.Done/tmp"
	put 2.b two
	desk "$PLAIN" act=1 after=move move-to=Done seen=1
	[ "$status" -eq 0 ]
	[ "$(find "$MAILDIR"/.Done/cur "$MAILDIR"/.Done/new -type f | wc -l)" -eq 1 ]
	ls "$MAILDIR"/cur/1.a*
	desk "$PLAIN" act=1 after=delete
	[ "$status" -eq 0 ]
	[ -z "$(find "$MAILDIR"/cur "$MAILDIR"/new -name '*.[ab]*')" ]
}

@test "only what was fetched is deleted, whatever others have marked" {
	put 1.a one
	put 2.b two
	desk "$PLAIN" after=keep
	mv "$MAILDIR"/cur/2.b* "$MAILDIR/cur/2.b:2,T" 2>/dev/null ||
		mv "$MAILDIR"/new/2.b "$MAILDIR/cur/2.b:2,T"
	desk "$PLAIN" act=1 after=delete seen=2
	[ "$status" -eq 0 ]
	! ls "$MAILDIR"/*/1.a*
	ls "$MAILDIR"/*/2.b*
}

@test "moving to a folder that is not there is refused and loses nothing" {
	put 1.a one
	desk "$PLAIN" act=1 after=move move-to=Nowhere
	[ "$status" -eq 78 ]
	ls "$MAILDIR"/*/1.a*
}

@test "stopped before any effect on the server, then run again" {
	put 1.a one
	put 2.b two
	export DESK_STOP_COUNT=$BATS_TEST_TMPDIR/count
	for n in 1 2; do
		rm -f "$DESK_STOP_COUNT"
		DESK_STOP_AFTER=$n run "$PROBE" "$PLAIN" user=desk \
			password=secret after=delete act=1
		[ "$status" -eq 137 ]
		ls "$MAILDIR"/*/1.a*
	done
	desk "$PLAIN" act=1 after=delete
	[ "$status" -eq 0 ]
	! ls "$MAILDIR"/*/1.a*
}
