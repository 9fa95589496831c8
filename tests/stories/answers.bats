# Mail that answers: our own people's, a vendor's, delivery reports, machines;
# and who may reopen what.
load helper
load mail

setup() {
	sandbox
	new_store
	no_notices
	POST=$SANDBOX/post
	desk mail add support@desk.example --url "maildir:$POST" --all \
		--no-test >/dev/null
	git config desk.account.support@desk.example.authserv-id mx.desk.example
	mkdir -p customers
	printf 'name: ACME\ndomains: [acme.example]\n' >customers/acme.yaml
	commit 'customer acme' customers/acme.yaml
	echo 'It is on fire.' | arrive 'Ivan <ivan@acme.example>' Printer \
		a1@acme.example
}

# A number that nothing here had before.
next() { echo >>"$SANDBOX/numbers"; wc -l <"$SANDBOX/numbers"; }

# arrive FROM SUBJECT ID [HEADER...] < TEXT: one more mail is there, and taken in.
arrive() {
	local n
	n=$(next)
	letter "$@" | mail_at "$POST" "$n.x" "2026-11-21 05:$((n + 10)):00Z"
	pull
}

PASS='Authentication-Results: mx.desk.example; dmarc=pass header.from='

# ours TICKET KIND ID TO: an entry as the outbox makes it.
ours() {
	local file
	file=$(file_of "$1")
	cat >>"$file" <<-YAML
		---
		id: $(printf 'e%05d' "$(next)")
		kind: $2
		at: 2026-11-21T05:05:00Z
		by: anna
		to:
		  - $4
		message-id: <$3>
		body: |
		  From us.
	YAML
	commit "$2" "$file"
}

# entry TICKET KIND [KEY]: of the last entry of that kind.
entry() {
	desk show "$1" --json | jq -r --arg kind "$2" --arg key "${3-body}" \
		'[.entries[] | select(.kind == $kind)] | .[-1][$key] // ""'
}
kinds() { desk show "$1" --json | jq -r '[.entries[].kind] | join(" ")'; }

@test "an agent who answers a notice comments" {
	ours 1 notice desk.n1@desk.example anna@desk.example
	desk solve 1 -k other -w 5m -m Done
	echo 'I am on it.' | arrive anna@desk.example 'Re: Printer' b1@desk.example \
		'In-Reply-To: <desk.n1@desk.example>'
	equals "$(entry 1 comment)" 'I am on it.'
	equals "$(entry 1 comment by)" anna
	equals "$(entry 1 comment unverified)" ''
	equals "$(field 1 status)" solved
}

@test "an agent is believed with DMARC, not with what customers know" {
	ours 1 reply desk.r1@desk.example ivan@acme.example
	local token
	token=$(sed -n 's/^token: //p' "$(file_of 1)")
	echo 'With DMARC.' | arrive anna@desk.example 'Re: Printer' b1@desk.example \
		'In-Reply-To: <a1@acme.example>' "${PASS}desk.example"
	equals "$(entry 1 comment)" 'With DMARC.'
	desk solve 1 -k other -w 5m -m Done
	echo 'By the Message-ID.' | arrive anna@desk.example 'Re: Printer' \
		b2@desk.example 'In-Reply-To: <desk.r1@desk.example>'
	equals "$(entry 1 message)" 'By the Message-ID.'
	equals "$(entry 1 message unverified)" true
	echo 'By the token.' | arrive anna@desk.example 'Re: Printer' \
		b3@desk.example "Delivered-To: support+$token@desk.example"
	equals "$(entry 1 message unverified)" true
	equals "$(field 1 status)" solved
	equals "$(git ls-files tickets | wc -l)" 1
}

@test "what a calendar answers to an invitation is never the requester's" {
	echo 'mail: {agent: reply}' >>desk.yaml
	commit 'replies by mail' desk.yaml
	ours 1 notice desk.n1@desk.example anna@desk.example
	arrive anna@desk.example 'Accepted: Printer' b1@desk.example \
		'In-Reply-To: <desk.n1@desk.example>' \
		'Content-Type: multipart/alternative; boundary=x' <<-MAIL
		--x
		Content-Type: text/plain

		Anna has accepted.
		--x
		Content-Type: text/calendar; method=REPLY; charset=utf-8

		BEGIN:VCALENDAR
		METHOD:REPLY
		BEGIN:VEVENT
		UID:1
		ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@desk.example
		END:VEVENT
		END:VCALENDAR
		--x--
	MAIL
	equals "$(kinds 1)" 'message notice comment'
	has 'Anna has accepted.' "$(entry 1 comment)"
}

@test "an agent's answer is a reply where desk.yaml says so" {
	echo 'mail: {agent: reply}' >>desk.yaml
	commit 'replies by mail' desk.yaml
	ours 1 notice desk.n1@desk.example anna@desk.example
	arrive anna@desk.example 'Re: Printer' b1@desk.example \
		'In-Reply-To: <desk.n1@desk.example>' \
		'Content-Type: multipart/mixed; boundary=x' <<-MAIL
		--x
		Content-Type: text/plain

		Switch it off.

		On Sat, 21 Nov 2026, desk wrote:
		> Secret: he is a
		> difficult customer,
		> says everybody
		> here.
		--x
		Content-Type: application/pdf; name=how.pdf
		Content-Disposition: attachment

		PDF
		--x--
	MAIL
	equals "$(entry 1 reply)" 'Switch it off.'
	equals "$(entry 1 reply by)" anna
	equals "$(desk show 1 --json | jq -r '[.entries[] | select(.kind ==
		"reply")][0].to[0]')" 'Ivan <ivan@acme.example>'
	equals "$(desk attach list 1 --json | jq -r '.[].name')" how.pdf
	equals "$(desk attach get 1 how.pdf -o -)" PDF
	equals "$(field 1 status)" open
	equals "$(desk list -Q is:unsent --json | jq length)" 1
	local tip
	tip=$(git rev-parse main)
	pull
	equals "$(git rev-parse main)" "$tip"
	# One that the requester got already is not sent again.
	local n
	n=$(next)
	letter anna@desk.example 'Re: Printer' b2@desk.example \
		'In-Reply-To: <a1@acme.example>' 'Cc: ivan@acme.example' \
		"${PASS}desk.example" <<<'Copied to you.' |
		mail_at "$POST" "$n.x" '2026-11-21 05:50:00Z'
	pull
	equals "$(entry 1 reply)" 'Copied to you.'
	equals "$(entry 1 delivery state)" sent
	# Nothing but a quote is no reply.
	arrive anna@desk.example 'Re: Printer' b3@desk.example \
		'In-Reply-To: <desk.n1@desk.example>' </dev/null
	equals "$(kinds 1)" \
		'message notice reply duplicate reply delivery comment'
}

@test "an agent who has left is nobody" {
	mkdir -p agents
	add_agent olga 'Olga' 'left: true'
	echo 'Me again.' | arrive olga@desk.example 'Re: Printer' b1@desk.example \
		'In-Reply-To: <a1@acme.example>' "${PASS}desk.example"
	equals "$(kinds 1)" message
	equals "$(git ls-files tickets | wc -l)" 2
}

@test "an agent's forward opens the ticket of the customer" {
	arrive anna@desk.example 'Fwd: Toner' b1@desk.example \
		"${PASS}desk.example" 'Content-Type: text/plain; charset=utf-8' <<-MAIL
		Она звонила утром.

		-------- Пересылаемое сообщение --------
		От кого: Мария Иванова <maria@acme.example>
		Кому: anna@desk.example
		Дата: Суббота, 21 ноября 2026, 9:13 +03:00
		Тема: Тонер

		Кончился тонер.
	MAIL
	equals "$(field 2 subject)" Тонер
	equals "$(field 2 requester)" maria@acme.example
	equals "$(field 2 customer)" acme
	equals "$(entry 2 message)" 'Кончился тонер.'
	equals "$(entry 2 message by)" 'Мария Иванова <maria@acme.example>'
	equals "$(entry 2 message forwarded-by)" anna
	equals "$(entry 2 comment)" 'Она звонила утром.'
	equals "$(entry 2 comment by)" anna
	# The same mail by another road makes no second ticket.
	cp "$POST"/cur/2.x* "$POST/new/99.y"
	sed -i '1iX-Road: other' "$POST/new/99.y"
	pull
	equals "$(pulled duplicate)" 1
}

@test "a forward as a file; who only says so is no agent" {
	{
		printf -- '--x\nContent-Type: text/plain\n\nPlease.\n'
		printf -- '--x\nContent-Type: message/rfc822\n\n'
		echo 'No link at all.' | letter 'Petr <petr@acme.example>' 'VPN' \
			p1@acme.example
		printf -- '\n--x--\n'
	} >"$SANDBOX/body"
	arrive anna@desk.example 'FW: VPN' b1@desk.example "${PASS}desk.example" \
		'Content-Type: multipart/mixed; boundary=x' <"$SANDBOX/body"
	equals "$(field 2 requester)" petr@acme.example
	equals "$(field 2 subject)" VPN
	equals "$(entry 2 message)" 'No link at all.'
	equals "$(entry 2 comment)" Please.
	arrive anna@desk.example 'FW: VPN' b2@desk.example \
		'Content-Type: multipart/mixed; boundary=x' <"$SANDBOX/body"
	equals "$(field 3 requester)" anna@desk.example
	equals "$(entry 3 message unverified)" true
}

@test "a vendor's answer comes back, and its number; never as a message" {
	ours 1 vendor desk.v1@desk.example 'Help <help@vendor.example>'
	desk wait 1 --for vendor
	echo 'Registered.' | arrive help@vendor.example \
		'Заявка №20455: Printer' v1@vendor.example \
		'In-Reply-To: <desk.v1@desk.example>' 'Auto-Submitted: auto-replied'
	equals "$(entry 1 vendor)" Registered.
	equals "$(entry 1 vendor direction)" in
	equals "$(field 1 vendor-ref)" 20455
	equals "$(field 1 status)" vendor
	# Another person of that house, by what they have seen.
	echo 'Part is sent.' | arrive 'Max <max@vendor.example>' \
		'Re: [x] Printer' v2@vendor.example 'In-Reply-To: <v1@vendor.example>' \
		'References: <desk.v1@desk.example> <v1@vendor.example>'
	equals "$(entry 1 vendor)" 'Part is sent.'
	equals "$(field 1 status)" open
	equals "$(kinds 1)" 'message vendor vendor vendor'
	# The requester stays the requester.
	echo 'And?' | arrive ivan@acme.example 'Re: Printer' a2@acme.example \
		'In-Reply-To: <a1@acme.example>'
	equals "$(kinds 1)" 'message vendor vendor vendor message'
	lacks 'Part is sent' "$(desk show 1 --public)"
}

@test "forwarded by desk itself, answered with another subject" {
	desk forward 1 help@vendor.example -m 'Please look.'
	equals "$(kinds 1)" 'message vendor'
	echo 'Yes.' | arrive help@vendor.example 'SR-7781 opened' v1@vendor.example \
		"In-Reply-To: $(entry 1 vendor message-id)"
	equals "$(kinds 1)" 'message vendor vendor'
	equals "$(field 1 vendor-ref)" SR-7781
	lacks 'Yes.' "$(desk show 1 --public)"
}

@test "a vendor who names the ticket by its own number alone" {
	ours 1 vendor desk.v1@desk.example 'Help <help@vendor.example>'
	echo 'Registered.' | arrive help@vendor.example 'Case 20455' \
		v1@vendor.example 'In-Reply-To: <desk.v1@desk.example>'
	equals "$(field 1 vendor-ref)" 20455
	desk wait 1 --for vendor
	echo 'News.' | arrive robot@vendor.example 'Case 20455: news' \
		v2@vendor.example
	equals "$(entry 1 vendor)" News.
	equals "$(entry 1 vendor unverified)" true
	equals "$(field 1 status)" vendor
	echo 'Done.' | arrive robot@vendor.example 'Case 20455: done' \
		v3@vendor.example "${PASS}vendor.example"
	equals "$(field 1 status)" open
	echo 'Mine.' | arrive eve@evil.example 'Case 20455: done' v4@evil.example
	equals "$(kinds 1)" 'message vendor vendor vendor vendor'
	equals "$(field 2 requester)" eve@evil.example
}

@test "a vendor's house by DMARC, a stranger's claim has no effect" {
	ours 1 vendor desk.v1@desk.example help@vendor.example
	desk set 1 participants+=help@vendor.example
	desk wait 1 --for vendor
	local prefix
	prefix=$(awk '$1 == "prefix:" { print $2 }' desk.yaml)
	echo 'Fake.' | arrive help@vendor.example "[$prefix#1] Case 1000" \
		v1@vendor.example
	equals "$(entry 1 vendor unverified)" true
	equals "$(field 1 vendor-ref)" ''
	equals "$(field 1 status)" vendor
	echo 'Real.' | arrive help@vendor.example "[$prefix#1] Case 2000" \
		v2@vendor.example "${PASS}vendor.example"
	equals "$(field 1 vendor-ref)" 2000
	equals "$(field 1 status)" open
}

# report ID ACTION STATUS
report() {
	arrive 'mailer-daemon@acme.example' 'Delivery Status' \
		"r$(next)@acme.example" 'Return-Path: <>' \
		'Content-Type: multipart/report; report-type=delivery-status; boundary=r' \
		<<-MAIL
		--r
		Content-Type: text/plain

		Sorry.
		--r
		Content-Type: message/delivery-status

		Reporting-MTA: dns; mx.acme.example

		Final-Recipient: rfc822; ivan@acme.example
		Action: $2
		Status: $3
		Diagnostic-Code: smtp; 550 no such user
		--r
		Content-Type: text/rfc822-headers

		Message-ID: <$1>
		Subject: Re: Printer
		--r--
	MAIL
}

@test "a delivery report belongs to its reply; a delay changes nothing" {
	ours 1 reply desk.r1@desk.example ivan@acme.example
	desk solve 1 -k other -w 5m -m Done
	report desk.r1@desk.example delayed 4.4.1
	equals "$(entry 1 delivery state)" reported
	equals "$(entry 1 delivery action)" delayed
	equals "$(desk list -Q "is:unsent status:solved" --json | jq length)" 1
	report desk.r1@desk.example failed 5.1.1
	equals "$(entry 1 delivery state)" failed
	equals "$(entry 1 delivery of)" "$(entry 1 reply id)"
	equals "$(entry 1 delivery recipient)" ivan@acme.example
	equals "$(entry 1 delivery status)" 5.1.1
	equals "$(entry 1 delivery permanent)" true
	has 'no such user' "$(entry 1 delivery said)"
	equals "$(field 1 status)" solved
	# About a mail that we never sent: it goes to nobody's ticket.
	report desk.zz@desk.example failed 5.1.1
	equals "$(kinds 1)" 'message reply work comment delivery delivery notice'
	equals "$(git ls-files tickets | wc -l)" 2
	# And in plain words.
	printf 'I was not able to deliver.\n\n--- Below\nMessage-ID: <desk.r1@desk.example>\n' |
		arrive mailer-daemon@acme.example 'failure notice' q1@acme.example \
			'Return-Path: <>'
	equals "$(entry 1 delivery permanent)" ''
	equals "$(kinds 1)" "message reply work comment delivery delivery notice \
delivery retract notice"
}

@test "reopening: within the time of the workflow, later a new linked ticket" {
	ours 1 reply desk.r1@desk.example ivan@acme.example
	desk close 1 --as wontfix
	echo 'No!' | arrive ivan@acme.example 'Re: Printer' c1@acme.example \
		'In-Reply-To: <desk.r1@desk.example>'
	equals "$(field 1 status)" open
	desk close 1 --as wontfix
	now 2026-12-06T06:14:03Z
	echo 'Still no!' | letter ivan@acme.example 'Re: Printer' c2@acme.example \
		'In-Reply-To: <desk.r1@desk.example>' |
		mail_at "$POST" late.x '2026-12-06 06:00:00Z'
	pull
	equals "$(field 1 status)" closed
	has "related $(field 1 uid)" "$(cat "$(file_of 2)")"
	equals "$(entry 2 message warning)" ''
}

@test "an answer to a merged ticket goes to its target" {
	ours 1 reply desk.r1@desk.example ivan@acme.example
	echo 'Same.' | arrive petr@acme.example Fire d1@acme.example
	local file
	file=$(file_of 1)
	sed -i "s/^status: .*/status: closed/; s/^token: .*/&/" "$file"
	sed -i "0,/^---/s/^---/merged-into: $(field 2 uid)\n---/" "$file"
	commit merge "$file"
	echo 'More.' | arrive ivan@acme.example 'Re: Printer' c1@acme.example \
		'In-Reply-To: <desk.r1@desk.example>'
	equals "$(entry 2 message)" More.
	equals "$(kinds 1)" 'message reply'
}

cc_of() { desk show "$1" --json | jq -r '.cc | sort | join(" ")'; }
# recipients TICKET: of its last reply.
recipients() {
	desk show "$1" --json | jq -r '[.entries[] | select(.kind == "reply")][-1]
		| "\(.to | join(" ")) / \((.cc // []) | sort | join(" "))"'
}

@test "who else is in To and Cc takes part" {
	echo 'Both know more.' | arrive 'Olga <olga@buyer.example>' Router b1@buyer.example \
		'Cc: "Peter P." <peter@buyer.example>, it@partner.example, noreply@x.example,
	Peter@Buyer.example,
	support+abcdefgh@desk.example, Anna <anna@desk.example>, olga@buyer.example'
	equals "$(cc_of 2)" 'it@partner.example peter@buyer.example'
	equals "$(entry 2 message cc | jq -c .)" \
		'["Peter P. <peter@buyer.example>","it@partner.example","Anna <anna@desk.example>"]'
	# Their answer belongs; it is not proven, so it adds nobody.
	echo 'Here it is.' | arrive it@partner.example 'Re: Router' b2@partner.example \
		'In-Reply-To: <b1@buyer.example>' 'Cc: stranger@evil.example'
	equals "$(kinds 2)" 'message message'
	equals "$(cc_of 2)" 'it@partner.example peter@buyer.example'
	desk reply 2 -m 'Thanks.' >/dev/null
	equals "$(recipients 2)" \
		'Olga <olga@buyer.example> / it@partner.example peter@buyer.example'
	desk reply 2 --no-cc -m 'For you alone.' >/dev/null
	equals "$(recipients 2)" 'Olga <olga@buyer.example> / '
	# Who answers us is proven and may bring somebody along.
	ours 2 reply desk.b3@desk.example olga@buyer.example
	echo 'Boss?' | arrive olga@buyer.example 'Re: Router' b4@buyer.example \
		'In-Reply-To: <desk.b3@desk.example>' 'Cc: boss@buyer.example'
	equals "$(cc_of 2)" 'boss@buyer.example it@partner.example peter@buyer.example'
	# Not more than 40; machines bring nobody.
	echo 'All!' | arrive olga@buyer.example Wide b5@buyer.example \
		"Cc: $(seq -s, -f 'p%g@buyer.example' 50)"
	equals "$(desk show 3 --json | jq '.cc | length')" 40
	echo 'Tick.' | arrive olga@buyer.example Clock b6@buyer.example \
		'Auto-Submitted: auto-generated' 'Cc: peter@buyer.example'
	equals "$(cc_of 4)" ''
	echo 'mail: {cc: never}' >>desk.yaml
	commit 'nobody is taken along' desk.yaml
	echo 'Hi.' | arrive olga@buyer.example Quiet b7@buyer.example 'Cc: peter@buyer.example'
	equals "$(cc_of 5) $(entry 5 message cc | jq -c .)" ' ["peter@buyer.example"]'
}

@test "answers go where Reply-To says, if that is worth anything" {
	echo 'In stock?' | arrive 'Shop <noreply@shop.example>' Question c1@shop.example \
		'Reply-To: Lena <lena@buyer.example>'
	equals "$(desk show 2 --json | jq -r .requester)" lena@buyer.example
	desk reply 2 -m 'Yes.' >/dev/null
	equals "$(recipients 2)" 'Lena <lena@buyer.example> / '
	# From somebody who reads elsewhere, and whose answer belongs.
	echo 'Late.' | arrive form@shop.example Order c2@shop.example \
		'Reply-To: Ruth <ruth@buyer.example>'
	equals "$(desk show 3 --json | jq -r .requester)" form@shop.example
	desk reply 3 -m 'Soon.' >/dev/null
	equals "$(recipients 3)" 'Ruth <ruth@buyer.example> / '
	echo 'Well?' | arrive ruth@buyer.example 'Re: Order' c3@buyer.example \
		'In-Reply-To: <c2@shop.example>'
	equals "$(kinds 3)" 'message reply message'
	# Who only claims to be the requester leads nothing astray.
	echo 'Here!' | arrive form@shop.example 'Re: Order' c4@evil.example \
		'In-Reply-To: <c2@shop.example>' 'Reply-To: evil@evil.example'
	equals "$(kinds 3)" 'message reply message message'
	desk reply 3 -m 'Still soon.' >/dev/null
	lacks evil@evil.example "$(recipients 3)"
}

@test "a mail that comes after its answer joins it; two answers to none are one" {
	echo 'Second.' | arrive olga@buyer.example 'Re: Order' d2@buyer.example \
		'In-Reply-To: <d1@buyer.example>'
	echo 'First.' | arrive olga@buyer.example Order d1@buyer.example
	equals "$(kinds 2)" 'message message'
	equals "$(entry 2 message)" 'First.'
	# Somebody else's first mail, that went to who has answered it before.
	echo 'Yes, do.' | arrive lena@buyer.example 'Re: Paint' e2@buyer.example \
		'In-Reply-To: <e1@shop.example>'
	echo 'Red?' | arrive petr@shop.example Paint e1@shop.example \
		'Cc: lena@buyer.example'
	equals "$(kinds 3)" 'message message'
	# Two answers to a mail that never came: to each other, and of strangers.
	echo 'One.' | arrive ivo@buyer.example 'Re: Wine' f2@buyer.example \
		'References: <f0@shop.example> <f1@shop.example>' 'Cc: mia@buyer.example'
	echo 'Two.' | arrive mia@buyer.example 'Re: Wine' f3@buyer.example \
		'References: <f1@shop.example>'
	equals "$(kinds 4)" 'message message'
	echo 'Three.' | arrive evil@evil.example 'Re: Wine' f4@evil.example \
		'References: <f1@shop.example>'
	equals "$(desk show 5 --json | jq -c '[.requester, (.links | length)]')" \
		'["evil@evil.example",1]'
}

@test "a Message-ID that somebody else has used first leads nobody astray" {
	echo 'Mine.' | arrive evil@evil.example Trap g1@buyer.example
	echo 'Help.' | arrive olga@buyer.example Help g1@buyer.example
	echo 'Well?' | arrive olga@buyer.example 'Re: Help' g2@buyer.example \
		'In-Reply-To: <g1@buyer.example>'
	equals "$(kinds 2) / $(kinds 3)" 'message / message message'
}

@test "a calendar's answer finds its visit where no plus address helps" {
	desk visit 1 anna '2027-12-03 11:00' >/dev/null
	local uid
	uid=$(desk visit ics 1 | tr -d '\r' | sed -n 's/^UID://p')
	accept() {
		printf 'BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:%s\nEND:VEVENT\n' "$uid" |
			arrive "$1" 'Accepted: Printer' "$2" \
				'Content-Type: text/calendar; method=REPLY; charset=utf-8'
	}
	# The invitation is a secret between us and the agent.
	accept 'Anna <anna@desk.example>' h1@desk.example
	has comment "$(kinds 1)"
	equals "$(desk show 1 --json | jq -r '.entries[-1].by')" anna
	accept evil@evil.example h2@evil.example
	equals "$(desk show 2 --json | jq -r '.links | length')" 1
	uid=20261121-aaaaaaaa-${uid#*-*-}
	accept 'Anna <anna@desk.example>' h3@desk.example
	equals "$(field 3 requester)" anna@desk.example
}

# sent_mail FOLDER ID TEXT [HEADER...]: what we wrote by another program.
sent_mail() {
	local folder=$1 id=$2 text=$3
	shift 3
	echo "$text" | letter 'Support <support@desk.example>' 'Re: Printer' "$id" \
		'In-Reply-To: <a1@acme.example>' "$@" |
		sed 's/^To: .*/To: Ivan <ivan@acme.example>, boss@acme.example/' |
		mail_at "$POST/$folder" "$(next).s" '2026-11-21 05:50:00Z'
}

@test "what we wrote outside of desk is a reply that was sent" {
	git config --add desk.account.support@desk.example.folder INBOX
	git config --add desk.account.support@desk.example.folder Sent
	mkdir -p "$POST"/.Sent/{new,cur,tmp}
	sent_mail .Sent i1@desk.example 'From the telephone.' 'Received: by mx'
	pull
	equals "$(kinds 1)" 'message reply delivery'
	equals "$(desk show 1 --json | jq -c '[.status, .cc, .entries[1].by, .entries[1].to]')" \
		'["open",["boss@acme.example"],"Support <support@desk.example>",'"$(
		)"'["Ivan <ivan@acme.example>","boss@acme.example"]]'
	equals "$(desk list -Q is:unsent --json | jq length)" 0
	# In the inbox it takes a proof, or that nobody has carried it.
	sent_mail . i2@desk.example 'A copy to ourselves.'
	sent_mail . i3@desk.example 'By our server.' 'Received: by mx' "${PASS}desk.example"
	sent_mail . i4@evil.example 'By a liar.' 'Received: by mx'
	pull
	equals "$(kinds 1)" 'message reply delivery reply delivery reply delivery message'
	equals "$(entry 1 message unverified)" true
	# Of any address of ours.
	git config desk.account.sales@desk.example.url "maildir:$SANDBOX/none"
	sent_mail .Sent i5@desk.example 'Sold.' 'Received: by mx'
	sed -i 's/^From: .*/From: sales@desk.example/' "$POST"/.Sent/new/*
	desk pull --account support@desk.example
	equals "$(entry 1 reply) $(entry 1 reply by)" 'Sold. sales@desk.example'
	# Our own letter comes back: it stands there already.
	ours 1 reply desk.j1@desk.example ivan@acme.example
	sent_mail .Sent desk.j1@desk.example 'From us.' 'Received: by mx'
	desk pull --account support@desk.example
	equals "$(desk show 1 --json | jq -r '.entries[-1].kind')" duplicate
	equals "$(git ls-tree -r --name-only main tickets | wc -l)" 1
}
