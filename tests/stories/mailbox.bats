# Mail from a Maildir, an mbox and standard input: whose mail it is, what comes
# twice, what is hostile, and two hosts that take in the same mailbox.
load helper
load mail

setup() {
	sandbox
	new_store
	POST=$SANDBOX/post
}

account() {
	desk mail add support@desk.example --url "${1:-maildir:$POST}" --all \
		--no-test >/dev/null
}

# A second clone; without an upstream it gives numbers itself.
other_host() {
	git clone -q "$STORE" "$SANDBOX/other"
	git -C "$SANDBOX/other" remote remove origin
}

@test "a mixed mailbox: one matter, its answer, a copy, a file, a machine" {
	mixed_mailbox "$POST"
	account
	pull
	equals "$(pulled imported)" 4
	equals "$(pulled duplicate)" 1
	equals "$(pulled quarantined)" 1
	equals "$(pulled new-tickets)" 2
	equals "$(entries 1 message)" 3
	equals "$(entries 1 duplicate)" 1
	has 'automatic' "$(git show "main:$(file_of 1)")"
	desk attach get 2 a.bin -o "$SANDBOX/a.bin"
	equals "$(sha256sum <"$SANDBOX/a.bin")" "$(blob | sha256sum)"
	has quarantine "$(desk status --json)"
	local tip
	tip=$(git rev-parse main originals)
	run -0 desk pull
	run -3 desk pull --retry
	equals "$(git rev-parse main originals)" "$tip"
}

@test "two hosts, one mailbox: one store after merging" {
	other_host
	mixed_mailbox "$POST"
	# An answer before its mail, with others in copy, and a form for somebody.
	echo 'Yes.' | letter boss@buyer.example 'Re: Paint' b2@buyer.example \
		'In-Reply-To: <b1@buyer.example>' 'Cc: lena@buyer.example' |
		mail_at "$POST" 7.g '2026-11-21 06:00:00Z'
	echo 'Red?' | letter lena@buyer.example Paint b1@buyer.example \
		'Cc: boss@buyer.example, it@partner.example' |
		mail_at "$POST" 8.h '2026-11-21 06:10:00Z'
	echo 'Hello?' | letter noreply@site.example Form f1@site.example \
		'Reply-To: Kim <kim@buyer.example>' |
		mail_at "$POST" 9.i '2026-11-21 06:20:00Z'
	account
	pull
	(
		cd "$SANDBOX/other"
		desk mail add support@desk.example --url "maildir:$POST" --all \
			--no-test >/dev/null
		pull
	)
	equals "$(git -C "$SANDBOX/other" ls-tree -r main)" "$(git ls-tree -r main)"
	equals "$(git -C "$SANDBOX/other" ls-tree -r originals)" \
		"$(git ls-tree -r originals)"
	git fetch -q "$SANDBOX/other" main
	git merge -q --no-edit FETCH_HEAD
	equals "$(git status --porcelain)" ''
	run -0 desk pull
	equals "$output" ''
	equals "$(desk list --json | jq length)" 4
	prove "$SANDBOX/other"
}

@test "an answer that one host has and its mail that another has: a sync tells" {
	local name
	desk hub create "$SANDBOX/hub.git" >/dev/null
	for name in one two; do
		desk clone "$SANDBOX/hub.git" "$SANDBOX/$name" >/dev/null
		git -C "$SANDBOX/$name" config desk.sync manual
	done
	cd "$SANDBOX"
	letter ivan@acme.example Printer p1@acme.example <<<'It is on fire.' |
		desk -C one deliver
	letter ivan@acme.example 'Re: Printer' p2@acme.example \
		'In-Reply-To: <p1@acme.example>' <<<'Still.' | desk -C two deliver
	desk -C one sync >/dev/null
	run -0 desk -C two sync
	has '#2 answers a mail of #1' && has '`desk merge 2 1`'
	# Who comes later hears of it, too; nobody does once it is settled.
	run -0 desk -C one sync
	has '`desk merge 2 1`'
	desk -C one merge 2 1 >/dev/null
	desk -C one sync >/dev/null
	run -0 desk -C two sync
	lacks 'answers a mail'
	equals "$(desk -C two list is:merged --format '%(number)')" 2
	# One mail, of which a host got another text.
	letter ivan@acme.example Router r1@acme.example <<<'Down.' |
		desk -C one deliver
	letter ivan@acme.example Router r1@acme.example <<<'Down. Scanned.' |
		desk -C two deliver
	desk -C one sync >/dev/null
	run -0 desk -C two sync
	has '#4 and #3 came under one Message-ID' && has '`desk merge 4 3`'
	run -0 desk -C two fsck
	has 'Message-ID <r1@acme.example> is that of mails in 2 tickets'
	desk -C two $(sed -n 's/.*`desk \(merge [^`]*\)`.*/\1/p' <<<"$output") >/dev/null
	run -0 desk -C two fsck
	lacks 'r1@acme.example'
}

@test "the same mailbox as an mbox, on two hosts" {
	mixed_mailbox "$POST"
	for mail in "$POST"/new/[1-5]*; do
		echo "From ivan@acme.example Sat Nov 21 05:00:00 2026"
		cat "$mail"
		echo
	done >"$SANDBOX/mails.mbox"
	other_host
	account "mbox:$SANDBOX/mails.mbox"
	pull
	equals "$(pulled imported)" 4
	equals "$(pulled duplicate)" 1
	(
		cd "$SANDBOX/other"
		desk mail add support@desk.example --no-test --all \
			--url "mbox:$SANDBOX/mails.mbox" >/dev/null
		pull
	)
	equals "$(git -C "$SANDBOX/other" ls-tree -r main)" "$(git ls-tree -r main)"
	git fetch -q "$SANDBOX/other" main
	git merge -q --no-edit FETCH_HEAD
	run -0 desk pull
	equals "$(desk list --json | jq length)" 2
}

@test "whose mail: reference, plus address, tag, and a stranger" {
	mixed_mailbox "$POST"
	account
	pull
	local token prefix tag
	token=$(sed -n 's/^token: //p' "$(file_of 2)")
	prefix=$(awk '$1 == "prefix:" { print $2 }' desk.yaml)
	tag="[$prefix#2]"
	echo 'By address.' | letter olga@acme.example Anything b1@acme.example \
		"Delivered-To: support+$token@desk.example" |
		mail_at "$POST" 11.a '2026-11-21 06:00:00Z'
	echo 'By tag.' | letter olga@acme.example "Re: $tag Scan" b2@acme.example |
		mail_at "$POST" 12.b '2026-11-21 06:01:00Z'
	echo 'I am nobody.' | letter eve@evil.example "Re: $tag Scan" \
		b3@evil.example | mail_at "$POST" 13.c '2026-11-21 06:02:00Z'
	echo 'I am nobody.' | letter eve@evil.example "Re: Scan" \
		b4@evil.example 'References: <a4@acme.example>' |
		mail_at "$POST" 14.d '2026-11-21 06:03:00Z'
	pull
	equals "$(entries 2 message)" 3
	equals "$(pulled new-tickets)" 2
	for ticket in 3 4; do
		has 'warning: the sender does not belong' "$(cat "$(file_of $ticket)")"
		has "related $(field 2 uid)" "$(cat "$(file_of $ticket)")"
	done
}

@test "automatic mail does not reopen; a person's does, with the token" {
	mixed_mailbox "$POST"
	account
	pull
	desk solve 1 -k other -w 5m -m Done
	local token
	token=$(sed -n 's/^token: //p' "$(file_of 1)")
	echo 'Away.' | letter ivan@acme.example 'Re: Printer' c1@acme.example \
		"Delivered-To: support+$token@desk.example" \
		'Auto-Submitted: auto-replied' |
		mail_at "$POST" 21.a '2026-11-21 06:10:00Z'
	pull
	equals "$(field 1 status)" solved
	echo 'Not so.' | letter ivan@acme.example 'Re: Printer' c2@acme.example \
		"Delivered-To: support+$token@desk.example" |
		mail_at "$POST" 22.b '2026-11-21 06:11:00Z'
	pull
	equals "$(field 1 status)" open
}

@test "one Message-ID, other words: taken in and flagged" {
	mixed_mailbox "$POST"
	echo 'Something else.' | letter 'Ivan <ivan@acme.example>' Printer \
		a1@acme.example | mail_at "$POST" 7.g '2026-11-21 05:55:00Z'
	account
	pull
	equals "$(pulled imported)" 5
	has 'another mail with this Message-ID' "$(grep -rh warning tickets)"
}

@test "deliver: 0, 67, 75, and the same mail again" {
	account
	git config --add desk.account.support@desk.example.address \
		support@desk.example
	echo Help | letter ivan@acme.example Hello d1@acme.example >"$SANDBOX/mail"
	run -0 desk deliver --to support@desk.example <"$SANDBOX/mail"
	local tip
	tip=$(git rev-parse main)
	run -67 desk deliver --to nobody@desk.example <"$SANDBOX/mail"
	equals "$(git rev-parse main)" "$tip"
	run -0 desk deliver <"$SANDBOX/mail"
	run -0 desk deliver <"$SANDBOX/mail"
	equals "$(desk list --json | jq length)" 1
	equals "$(entries 1 message)" 1
	: | run -0 desk deliver
	has '"quarantine": 1' "$(desk status --json | jq '{quarantine}')"
	run -75 desk -C "$SANDBOX/nowhere" deliver <"$SANDBOX/mail"
	(
		export DESK_NOW=2026-11-20T06:00:00Z
		run -75 desk deliver <"$SANDBOX/mail"
	)
	git checkout -q -b elsewhere
	run -75 desk deliver <"$SANDBOX/mail"
	git checkout -q main
}

@test "deliver is stopped at every step, and comes again" {
	echo Help | letter ivan@acme.example Hello d1@acme.example >"$SANDBOX/mail"
	take() { command desk deliver <"$SANDBOX/mail" >/dev/null; }
	desk_again() { take; }
	whole() {
		take && mail_state . >>"$SANDBOX/ends" &&
			equals "$(desk list --json | jq length)" 1
	}
	every_step whole deliver
	# A second delivery of a mail that is known notes its copy, nothing more.
	equals "$(git -C "$DONE" rev-list --count main)" 2
}

@test "hostile names, controls, NUL, thousands of headers, a huge body" {
	{
		printf 'Subject: \033]0;owned\007\033[31mred\n'
		printf 'From: =?utf-8?B?G1szMW0=?= <eve@evil.example>\n'
		printf 'Content-Type: multipart/mixed; boundary=x\n\n'
		for name in ../../../evil /etc/evil '..\\evil' .git/hooks/evil CON; do
			printf -- '--x\nContent-Type: text/x-sh; name="%s"\n' "$name"
			printf 'Content-Disposition: attachment; filename="%s"\n\n' \
				"$name"
			echo '#!/bin/sh'
		done
		echo '--x--'
	} | mail_at "$POST" 1.a '2026-11-21 05:00:00Z'
	{
		for i in $(seq 5000); do echo "X-Header-$i: $i"; done
		echo 'Subject: many'
		echo
		echo body
	} | mail_at "$POST" 2.b '2026-11-21 05:01:00Z'
	{
		printf 'From: a@acme.example\nSubject: nul\n\n'
		printf 'a\0b\033[31mc\rd\n---\nkind: message\n...\n%%YAML\n'
	} | mail_at "$POST" 3.c '2026-11-21 05:02:00Z'
	{
		printf 'From: a@acme.example\nSubject: huge\n\n'
		head -c 10000000 /dev/zero | tr '\0' x | fold -w 900
	} | mail_at "$POST" 4.d '2026-11-21 05:03:00Z'
	account
	pull
	local all n
	all=$(($(pulled imported) + $(pulled oversize) + $(pulled quarantined)))
	equals "$all" 4
	grep -rhq '^warning: over the limit (headers), not all' tickets
	for n in $(desk list --format '%(number)'); do
		desk show "$n" --color always >"$SANDBOX/shown"
		! grep -q $'\a' "$SANDBOX/shown" || fail "a bell in $n"
		desk show "$n" >"$SANDBOX/shown"
		! grep -q $'\033' "$SANDBOX/shown" || fail "an escape in $n"
		desk attach list "$n" --json >"$SANDBOX/files"
		mkdir -p "$SANDBOX/out/deep/down"
		jq -r '.[].name' "$SANDBOX/files" | while read -r name; do
			desk attach get "$n" "$name" -o "$SANDBOX/out/deep/down"
		done
	done
	equals "$(find "$SANDBOX/out" -type f | grep -vc /deep/down/)" 0
	equals "$(find "$SANDBOX/out/deep/down" -type f | wc -l)" 5
	[ ! -e .git/hooks/evil ] && [ ! -e "$SANDBOX/evil" ] && [ ! -e /etc/evil ]
	equals "$(git status --porcelain)" ''
}

@test "a mail forwarded as a file is a file: list, get, open" {
	{
		printf -- '--x\n\nSee below.\n--x\nContent-Type: message/rfc822\n\n'
		echo 'A bill.' | letter petr@vendor.example \
			'=?utf-8?B?0KHRh9GR0YI=?= 17' v1@vendor.example \
			'MIME-Version: 1.0' 'Content-Type: application/pdf; name=bill.pdf'
		echo '--x--'
	} | letter ivan@acme.example 'Fwd: bill' f1@acme.example \
		'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=x' |
		mail_at "$POST" 1.a '2026-11-21 05:00:00Z'
	account
	pull
	equals "$(desk attach list 1 --json | jq -c '.[] | [.name, .type]')" \
		'["Счёт 17.eml","message/rfc822"]'
	mkdir "$SANDBOX/out"
	desk attach get 1 'Счёт 17.eml' -o "$SANDBOX/out"
	python3 -c 'import email, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
assert mail.get_filename() == "bill.pdf" and mail["Message-ID"] == "<v1@vendor.example>"' \
		"$SANDBOX/out/Счёт 17.eml"
	printf '#!/bin/sh\ncp "$2" "$1"\n' >"$SANDBOX/bin/viewer"
	chmod +x "$SANDBOX/bin/viewer"
	git config desk.opener "viewer '$SANDBOX/seen'"
	desk attach open 1 1
	cmp "$SANDBOX/out/Счёт 17.eml" "$SANDBOX/seen"
}

@test "old mail stays where it is; --all takes it in and tells nobody" {
	mixed_mailbox "$POST"
	desk mail add support@desk.example --url "maildir:$POST" --no-test \
		--smtp smtp://127.0.0.1:1/ >/dev/null
	run -0 desk pull --json
	equals "$(jq -c '[.ignored, .imported, .quarantined]' <<<"$output")" '[6,0,0]'
	equals "$(git rev-list --count main)" 1
	now +3600
	echo Help | letter a@acme.example New n1@acme.example |
		mail_at "$POST" 9.z "$DESK_NOW"
	pull
	equals "$(pulled new-tickets)" 1
	equals "$(desk send --list -O ids | wc -l)" 1
	pull --all
	equals "$(pulled imported)" 4
	equals "$(desk list --json | jq length)" 3
	equals "$(desk send --list -O ids | wc -l)" 1
}

@test "charsets: declared, lied about, and none" {
	local name
	for name in charset-koi8r-declared charset-1251-declared-qp \
		charset-iso2022jp-vendor charset-gb2312-is-gb18030 \
		charset-none-gb18030 charset-none-koi8r-raw-headers \
		charset-none-1251-raw-headers; do
		mail_at "$POST" "$name" '2026-11-21 05:00:00Z' \
			<"$TREE/tests/mail/$name.eml"
	done
	account
	pull
	equals "$(pulled imported)" 7
	! grep -rq $'\xef\xbf\xbd' tickets || fail 'characters were lost'
	grep -rqF 'принтер' tickets
	grep -rqF 'プリンター' tickets
	grep -rqF '打印机' tickets
}

@test "no room for the answer is an error, not silence" {
	mixed_mailbox "$POST"
	account
	run ! sh -c 'desk pull >/dev/full'
	pull
	run ! sh -c 'desk list >/dev/full'
	equals "$(desk list --json | jq length)" 2
}
