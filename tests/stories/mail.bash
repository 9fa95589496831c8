# For stories with mail: mails written by hand, mailboxes, what a store made
# of them. Loaded after helper.

# mail_at FOLDER NAME TIME < MAIL: into a Maildir, delivered at TIME.
mail_at() {
	mkdir -p "$1"/{new,cur,tmp}
	cat >"$1/new/$2"
	touch -d "$3" "$1/new/$2"
}

# letter FROM SUBJECT ID [HEADER...]: a plain mail; its text comes from stdin.
letter() {
	printf 'From: %s\nTo: support@desk.example\nSubject: %s\n' "$1" "$2"
	printf 'Message-ID: <%s>\nDate: Sat, 21 Nov 2026 09:00:00 +0300\n' "$3"
	shift 3
	[ $# = 0 ] || printf '%s\n' "$@"
	echo
	cat
}

# A mailbox with one of each: a matter, its answer, a copy by another road,
# an attachment, an automatic answer, and what is no mail.
mixed_mailbox() {
	echo 'It is on fire.' | letter 'Ivan <ivan@acme.example>' Printer \
		a1@acme.example | mail_at "$1" 1.a '2026-11-21 05:00:00Z'
	echo 'Still.' | letter 'Ivan <ivan@acme.example>' 'Re: Printer' \
		a2@acme.example 'In-Reply-To: <a1@acme.example>' |
		mail_at "$1" 2.b '2026-11-21 05:10:00Z'
	echo 'It is on fire.' | letter 'Ivan <ivan@acme.example>' Printer \
		a1@acme.example 'X-Road: other' |
		mail_at "$1" 3.c '2026-11-21 05:20:00Z'
	{
		echo '--x'
		echo 'Content-Type: text/plain; charset=utf-8'
		echo
		echo 'Смотрите приложение.'
		echo '--x'
		echo 'Content-Type: application/octet-stream; name=a.bin'
		echo 'Content-Transfer-Encoding: base64'
		echo 'Content-Disposition: attachment; filename=a.bin'
		echo
		blob | base64
		echo '--x--'
	} | letter 'olga@acme.example' Scan a4@acme.example 'MIME-Version: 1.0' \
		'Content-Type: multipart/mixed; boundary=x' |
		mail_at "$1" 4.d '2026-11-21 05:30:00Z'
	echo 'I am away.' | letter 'Ivan <ivan@acme.example>' 'Re: Printer' \
		a5@acme.example 'In-Reply-To: <a1@acme.example>' \
		'Auto-Submitted: auto-replied' |
		mail_at "$1" 5.e '2026-11-21 05:40:00Z'
	printf 'no header here\nat all\n' |
		mail_at "$1" 6.f '2026-11-21 05:50:00Z'
}

# All that the SMTP server has taken is where it belongs.
delivered() { wait_until 'end of delivery' queue_is_empty; }
queue_is_empty() { [ -z "$(find "${SMTP_LOG%/*}/input" -type f)" ]; }

# Every byte there is, in an order that compresses badly.
blob() {
	printf "$(printf '\\x%02x' $(seq 255 -1 0))"
	seq 3000 | sha256sum
}

# pull [OPTIONS]: 3 (something is in quarantine) is fine.
pull() {
	local status=0
	desk pull --json "$@" >"$SANDBOX/answer" 2>"$SANDBOX/pulled" || status=$?
	[ $status = 0 ] || [ $status = 3 ] ||
		fail "pull ended with $status" "$(cat "$SANDBOX/pulled")"
}

# pulled NAME: a count of the last pull.
pulled() { jq -r --arg name "$1" '.[$name]' "$SANDBOX/answer"; }

# entries TICKET KIND: how many.
entries() { git show "main:$(file_of "$1")" | grep -c "^kind: $2\$"; }

# What a store says, without what depends on how often it was asked.
mail_state() {
	state_of "$1"
	git -C "$1" rev-parse 'originals^{tree}'
}

# For stories about something else: nobody is told anything by mail.
no_notices() {
	sed -i '/^notify:/,/^oncall:/{/^oncall:/!d}' desk.yaml
	commit 'no notices' desk.yaml
}

# watched COMMAND...: what programs it starts, with their arguments and
# environment, is in $SANDBOX/processes, where strace may look at others.
# Leaks cannot be looked for under it.
watched() {
	strace -o /dev/null true 2>/dev/null || {
		"$@"
		return
	}
	[ "$1" != desk ] || set -- "$DESK_BIN" "${@:2}"
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 strace -f -qq \
		-e trace=execve -v -s 4096 -o "$SANDBOX/processes" "$@"
}

# nobody_was_told WORD: no program got it, of those that were started.
nobody_was_told() {
	[ -e "$SANDBOX/processes" ] || return 0
	grep -q 'execve(.*"cat", ' "$SANDBOX/processes" ||
		fail 'the programs were not seen'
	! grep -qF "$1" "$SANDBOX/processes" || fail "told to a program: $1"
}
