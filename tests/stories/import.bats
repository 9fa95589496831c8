# Old mailboxes: threaded, silent, resumable; what we wrote is a reply.
load helper
load mail

setup() {
	sandbox
	new_store
	OLD=$SANDBOX/old
	old_mailbox
}

old_mailbox() {
	echo 'It is on fire.' | letter 'Ivan <ivan@acme.example>' Printer \
		a1@acme.example | mail_at "$OLD" 1.a '2026-10-01 05:00:00Z'
	echo 'Try again.' | letter 'Anna <anna@desk.example>' 'Re: Printer' \
		s1@desk.example 'In-Reply-To: <a1@acme.example>' |
		sed 's/^To: .*/To: ivan@acme.example/' |
		mail_at "$OLD" 2.b '2026-10-01 06:00:00Z'
	echo 'It works.' | letter 'Ivan <ivan@acme.example>' 'Re: Printer' \
		a2@acme.example 'References: <a1@acme.example> <s1@desk.example>' |
		mail_at "$OLD" 3.c '2026-10-02 05:00:00Z'
	echo 'Toner, please.' | letter olga@acme.example Toner a3@acme.example |
		mail_at "$OLD" 4.d '2026-11-20 05:00:00Z'
	echo 'We come tomorrow.' | letter support@desk.example 'A visit' \
		s2@desk.example | sed 's/^To: .*/To: petr@acme.example/' |
		mail_at "$OLD" 5.e '2026-11-20 06:00:00Z'
	git config desk.account.support@desk.example.url "maildir:$SANDBOX/none"
}

kinds() { desk show "$1" --json | jq -r '[.entries[].kind] | join(" ")'; }

@test "a Maildir: threads, replies that were sent, nothing to send" {
	run -0 desk import maildir "$OLD" --json
	equals "$(json .imported)" 5
	equals "$(json '."new-tickets"')" 3
	equals "$(kinds 1)" 'message reply delivery message'
	equals "$(desk show 1 --json | jq -r '.entries[1].by')" anna
	equals "$(field 3 requester)" petr@acme.example
	equals "$(kinds 3)" 'reply delivery'
	equals "$(desk list -Q is:unsent --json | jq length)" 0
	equals "$(grep -rl '^imported: true' tickets | wc -l)" 3
	# The mailbox is as it was.
	equals "$(find "$OLD/new" -type f | wc -l)" 5
}

@test "once more changes nothing, nor does the same as an mbox" {
	desk import maildir "$OLD"
	local tip
	tip=$(git rev-parse main originals)
	run -0 desk import maildir "$OLD" --json
	equals "$(json .imported)" 0
	for mail in "$OLD"/new/*; do
		echo "From x@acme.example Thu Oct  1 05:00:00 2026"
		cat "$mail"
		echo
	done >"$SANDBOX/old.mbox"
	run -0 desk import mbox "$SANDBOX/old.mbox" --json
	equals "$(json .imported) $(json .duplicate)" '0 0'
	equals "$(git rev-parse main originals)" "$tip"
}

@test "a shared mailbox: as many tickets as conversations, whatever comes first" {
	# Two matters, both answered from an address that no account has.
	local i
	for i in 1 2; do
		echo "Matter $i" | letter "client$i@acme.example" "Matter $i" "m$i@acme.example" |
			mail_at "$SANDBOX/in" "$i" "2026-10-0$i 05:00:00Z"
		echo "Answer $i" | letter office@firm.example "Re: Matter $i" "s$i@firm.example" \
			"In-Reply-To: <m$i@acme.example>" |
			sed "s/^To: .*/To: client$i@acme.example/" |
			mail_at "$SANDBOX/sent" "$i" "2026-10-0$i 06:00:00Z"
		echo "Thanks $i" | letter "client$i@acme.example" "Re: Matter $i" \
			"t$i@acme.example" "References: <m$i@acme.example> <s$i@firm.example>" |
			mail_at "$SANDBOX/in" "t$i" "2026-10-0$i 07:00:00Z"
	done
	desk import maildir "$SANDBOX/sent" --own office@firm.example
	run -0 desk import maildir "$SANDBOX/in" --own office@firm.example --json
	equals "$(json '."new-tickets"')" 0
	equals "$(kinds 1)" 'reply delivery message message'
	equals "$(kinds 2)" 'reply delivery message message'
	equals "$(field 1 requester) $(field 2 requester)" \
		'client1@acme.example client2@acme.example'
}

@test "a copied Maildir: names mean nothing, and times stand in the mails" {
	echo One | letter a@acme.example One c1@acme.example \
		'Received: from x by mx; Tue, 1 Sep 2026 08:00:00 +0300' |
		mail_at "$SANDBOX/copy" 1 '2026-11-21 05:00:00Z'
	desk import maildir "$SANDBOX/copy"
	mv "$SANDBOX/copy/new/1" "$SANDBOX/copy/cur/2:2,S"
	echo Two | letter b@acme.example Two c2@acme.example |
		sed 's/^Date: .*/Date: Wed, 2 Sep 2026 08:00:00 +0300/' |
		mail_at "$SANDBOX/copy" 1 '2026-11-21 05:00:00Z'
	run -0 desk import maildir "$SANDBOX/copy" --json
	equals "$(json .imported) $(json .duplicate)" '1 0'
	equals "$(field 1 created) $(field 2 created)" \
		'2026-09-01T05:00:00Z 2026-09-02T05:00:00Z'
}

@test "an mbox with text that is no mail: it is counted, named and kept" {
	{
		printf 'left over from a crash\n\n'
		echo "From x@acme.example"
		cat "$OLD/new/"*1.a*
		printf '\nFrom x Thu Oct  1 05:00:00 2026\nno header at all\n'
	} >"$SANDBOX/old.mbox"
	run -3 --separate-stderr desk import mbox "$SANDBOX/old.mbox" --json
	equals "$(json .imported)" 1
	equals "$(json .quarantined)" 2
	equals "$(json '.notes | length')" 2
	run -0 desk import mbox "$SANDBOX/old.mbox" --json
	equals "$(json .quarantined)" 0
	# A line that may have been meant to begin a mail.
	{
		echo "From x@acme.example Fri Oct  2 05:00:00 2026"
		cat "$OLD/new/"*4.d*
		printf '\nFrom whoever\nSubject: swallowed\n'
	} >"$SANDBOX/doubt.mbox"
	run -3 --separate-stderr desk import mbox "$SANDBOX/doubt.mbox" --json
	equals "$(json .imported) $(json .doubtful)" '1 1'
	has 'line 10, \"From whoever'
	has '1 lines may begin a mail' "$stderr"
}

@test "old tickets are closed, recent ones stay" {
	run -0 desk import maildir "$OLD" --closed 30d
	equals "$(field 1 status)" closed
	equals "$(field 2 status)" new
	desk new -s 'Not imported' -r ivan@acme.example
	run -0 desk import maildir "$OLD" --closed 0s
	equals "$(field 4 status)" new
	equals "$(field 2 status)" new
	# A late mail of the old mailbox reopens nothing.
	echo 'Late.' | letter ivan@acme.example 'Re: Printer' a9@acme.example \
		'In-Reply-To: <s1@desk.example>' |
		mail_at "$OLD" 9.z '2026-10-03 05:00:00Z'
	desk import maildir "$OLD"
	equals "$(kinds 1)" 'message reply delivery message message'
	equals "$(field 1 status)" closed
}

# rates TICKET ID TYPE [WHO]: an answer with a picture, or a file of TYPE, behind it.
rates() {
	printf -- '--x\nContent-Type: text/html\n\n%s\n--x\nContent-Type: %s\n%s\n\nx\n--x--\n' \
		'<p>4</p><img src="cid:a"><blockquote>5 - great</blockquote>' "$3" \
		'Content-ID: <a>' |
		letter "${4-ivan@acme.example}" 'Re: Printer' "$2" 'MIME-Version: 1.0' \
			'Content-Type: multipart/related; boundary=x' |
		sed "s/^To: .*/To: support+$(field "$1" token)@desk.example/" |
		mail_at "$SANDBOX/rated" "$2" '2026-11-21 07:00:00Z'
}

@test "an answer of one digit rates, with a signature's picture, too" {
	local i
	for i in 1 2 3 4; do
		desk new -s Printer -r ivan@acme.example -k other -m t
	done
	desk set 4 cc+=boss@head.example
	desk solve 1,2,3,4 -m d -w 5m
	rates 1 r1@acme.example image/png
	rates 2 r2@acme.example application/pdf
	# Who was shown the mail has the token, too; who is in copy is asked with it.
	rates 3 r3@elsewhere.example image/png friend@elsewhere.example
	rates 4 r4@head.example image/png boss@head.example
	desk import maildir "$SANDBOX/rated" --own support@desk.example
	equals "$(kinds 1) $(field 1 rating)" 'message work comment rating 4'
	equals "$(kinds 2) $(field 2 rating)" 'message work comment message '
	equals "$(kinds 3) $(field 3 rating)" 'message work comment message '
	equals "$(field 4 rating)" 4
}

@test "a digit in a conversation of old rates nothing" {
	echo 5 | letter 'Ivan <ivan@acme.example>' 'Re: Printer' a9@acme.example \
		'In-Reply-To: <s1@desk.example>' |
		mail_at "$OLD" 9.z '2026-10-03 05:00:00Z'
	desk import maildir "$OLD" --closed 30d
	# Also when the rest of it comes later.
	echo 4 | letter 'Ivan <ivan@acme.example>' 'Re: Printer' a10@acme.example \
		'In-Reply-To: <s1@desk.example>' |
		mail_at "$OLD" 10.z '2026-10-04 05:00:00Z'
	desk import maildir "$OLD"
	equals "$(kinds 1)" 'message reply delivery message message message'
	equals "$(field 1 status) $(field 1 rating)" 'closed '
}

@test "stopped at every step it goes on" {
	whole() {
		command desk import maildir "$OLD" >/dev/null || return
		mail_state . >>"$SANDBOX/ends"
		equals "$(git ls-tree -r --name-only main tickets | wc -l)" 3
	}
	every_step whole import maildir "$OLD"
	equals "$(grep -cE '^[0-9a-f]{40}$' <(sort -u "$SANDBOX/ends"))" 2
}

@test "what it is told wrong" {
	run -64 desk import
	run -64 desk import imap x
	run -66 desk import mbox "$SANDBOX/nowhere"
	run -64 desk import mbox "$OLD" --closed soon
	run ! desk import mbox "$OLD"
	echo 'not a mailbox' >"$SANDBOX/file"
	run ! desk import mbox "$SANDBOX/file"
}
