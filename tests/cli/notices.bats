# What leaves by itself: to whom, in which language, and only once.
load helper

setup() {
	sandbox
	now 2026-11-20T10:00:00Z # a Friday, within hours
	new_store
}

# a_mail ADDRESS SUBJECT [TEXT]: comes in, dated now.
a_mail() {
	printf 'From: %s\nDate: %s\nSubject: %s\nMessage-ID: <%s@x.example>\n\n%s\n' \
		"$1" "$(date -u -R -d "$DESK_NOW")" "$2" "${RANDOM}$2" \
		"${3:-Help.}" | desk deliver --to desk@desk.test
}

# notices TICKET: rule, template and receivers of each, by line.
notices() {
	desk show "$1" --json | jq -r '.entries[] | select(.kind == "notice") |
		[.rule, .template // "-", (.to | join(",")), .hold // empty] | join(" ")'
}
entry() { desk show "$1" --json | jq -r "[.entries[] | select(.kind == \"notice\")][$2]"; }

rows() { # rows LINE...: the section notify.
	sed -i '/^notify:/,/^oncall:/{/^oncall:/!d}' desk.yaml
	printf '%s\n' notify: "$@" >>desk.yaml
	commit rows desk.yaml
}

@test "out of hours the acknowledgement says so, and when there will be an answer" {
	a_mail bob@acme.example One
	equals "$(notices 1)" 'notify/created ack bob@acme.example'
	now 2026-11-20T19:00:00Z
	a_mail bob@acme.example Two
	equals "$(notices 2)" 'notify/created out-of-hours bob@acme.example'
	has 'by 2026-11-23 13:00.' "$(entry 2 0)"
	# By the calendar of the contract: that one never sleeps.
	mkdir -p customers
	printf 'name: Vip\ndomains: [vip.example]\nlanguage: ru\ncontract: {sla: vip}\n' \
		>customers/vip.yaml
	commit vip customers/vip.yaml
	a_mail eve@vip.example Three
	equals "$(notices 3)" 'notify/created ack eve@vip.example'
	# When it came counts, not when it is taken in.
	now 2026-11-21T10:00:00Z
	sed -i 's/sla: vip/sla: standard/' customers/vip.yaml
	commit standard customers/vip.yaml
	a_mail eve@vip.example Four
	equals "$(notices 4)" 'notify/created out-of-hours eve@vip.example'
	has 'Сейчас у нас нерабочее время.' "$(entry 4 0)"
}

@test "caps count a mailbox, whatever stands behind its plus; others get who wrote" {
	rows '  created: ack' '  replied: replied'
	printf 'mail: {cap-3h: 2, cc: always}\n' >>desk.yaml
	commit caps desk.yaml
	a_mail Bob+one@acme.example One
	a_mail 'Bob <bob+two@acme.example>' Two
	a_mail bob@acme.example Three
	equals "$(notices 2)" 'notify/created ack Bob <bob+two@acme.example>'
	equals "$(notices 3)" 'notify/created ack bob@acme.example cap-3h'
	a_mail bobby@acme.example Four
	equals "$(notices 4)" 'notify/created ack bobby@acme.example'
	# Whom the regulation tells, too; and the agent learns who has written.
	printf 'From: eve@acme.example\nTo: desk@desk.test\nCc: mia@acme.example\n%s\n\nX.\n' \
		'Message-ID: <five@x.example>' | desk deliver --to desk@desk.test
	equals "$(entry 5 0 | jq -c '[.to, .cc]')" \
		'[["eve@acme.example"],["mia@acme.example"]]'
	desk assign 5 anna >/dev/null
	printf 'From: Mia M <mia@acme.example>\nIn-Reply-To: %s\nMessage-ID: <six@x>\n\nY.\n' \
		"$(entry 5 0 | jq -r '."message-id"')" | desk deliver --to desk@desk.test
	has 'Mia M <mia@acme.example>' "$(entry 5 -1)"
}

@test "rows that fit no occasion are refused where they stand" {
	for row in 'solved: {template: solved, out-of-hours: ack}' \
		'created: {to: lead, template: ack, out-of-hours: ack}' \
		'created: {template: ack, out-of-hour: ack}' \
		'due: {to: requester, template: due}' \
		'created: {template: ack, out-of-hours: akc}'; do
		rows "  $row"
		run desk config check
		[ "$status" != 0 ] || fail "$row"
		has $'desk.yaml\t'
	done
	rows '  created: {template: ack, out-of-hours: out-of-hours}' '  due: due'
	desk config check
	NO_FSCK=1
}

@test "who did it and wrote to the requester is enough: one letter" {
	rows '  solved: solved' '  closed: apology' '  status/pending: in-work' \
		'  status/vendor: waiting-vendor' '  status/visit: visit-planned'
	local number
	for number in 1 2 3 4 5 6 7 8 9; do
		a_mail bob@acme.example "Printer $number"
	done
	desk category 1-9 printers >/dev/null
	letters() { desk show "$1" --json | jq -r '[.entries[] |
		select(.kind == "notice" or .kind == "reply") |
		.rule // .kind] | join(" ")'; }
	desk solve 1 -w 5m >/dev/null
	equals "$(letters 1)" notify/solved
	desk solve 2 -w 5m --reply solved >/dev/null
	equals "$(letters 2)" reply
	desk reply 3 -m Done -w 5m --status solved >/dev/null
	equals "$(letters 3)" reply
	desk reply 4 -m 'Which one?' --wait >/dev/null
	equals "$(letters 4)" reply
	desk ask 5 >/dev/null
	equals "$(letters 5)" reply
	desk wait 6 --for vendor >/dev/null
	equals "$(letters 6)" notify/status/vendor
	desk eta 6 '2026-11-24 10:00' --tell >/dev/null
	equals "$(letters 6)" 'notify/status/vendor reply'
	# Somebody else was written to: the requester still hears of it.
	desk reply 7 --to boss@acme.example -m 'FYI' -w 5m --status solved >/dev/null
	equals "$(letters 7)" 'notify/solved reply'
	# A vendor is not the requester either.
	desk forward 8 help@canon.example -m 'Yours.' --wait >/dev/null
	equals "$(letters 8)" notify/status/vendor
	# The invitation is the agent's, the letter the requester's.
	desk visit 9 anna '2026-11-24 10:00' >/dev/null
	equals "$(notices 9 | sort)" "notify/status/visit visit-planned bob@acme.example
visit - Anna Petrova <anna@desk.example>"
}

@test "agents read notices in their own language" {
	add_agent ivan 'Иван Сидоров' 'language: ru' 'groups: [support]'
	add_agent olga 'Olga Smith' 'groups: [support]'
	rows '  assigned: assigned' '  created: {to: group, template: assigned}'
	desk new -s Printer -k printers -r bob@acme.example >/dev/null
	# One letter for each language.
	equals "$(notices 1 | sort)" \
		"notify/created assigned Olga Smith <olga@desk.example>
notify/created assigned Иван Сидоров <ivan@desk.example>"
	desk assign 1 ivan >/dev/null
	has 'Вам назначена' "$(entry 1 -1)"
	has '"language": "ru"' "$(entry 1 -1)"
	desk assign 1 olga >/dev/null
	has 'Assigned to you' "$(entry 1 -1)"
	# A visit, and what reminders say.
	desk visit 1 ivan '2026-11-24 10:00' >/dev/null
	has 'Выезд' "$(entry 1 -1)"
	desk assign 1 ivan >/dev/null
	desk eta 1 '2026-11-20T12:00:00Z' >/dev/null
	now 2026-11-20T13:00:00Z
	desk remind >/dev/null
	has 'Обещанный срок' "$(entry 1 -1)"
	desk remind >/dev/null
	equals "$(notices 1 | grep -c promise-due)" 1
}

# bounce ADDRESS MESSAGE-ID: a server reports that it did not get our mail.
bounce() {
	{
		printf 'From: mailer-daemon@acme.example\nSubject: Failed\nReturn-Path: <>\n'
		printf 'Message-ID: <%s>\nMIME-Version: 1.0\nContent-Type: ' "r.$1"
		printf 'multipart/report; report-type=delivery-status; boundary=r\n\n'
		printf -- '--r\n\nSorry.\n--r\nContent-Type: message/delivery-status\n\n'
		printf 'Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; %s\n' "$1"
		printf 'Action: failed\nStatus: 5.1.1\n\n--r\nContent-Type: '
		printf 'text/rfc822-headers\n\nMessage-ID: %s\n\n--r--\n' "$2"
	} | desk deliver
}

@test "who stands in for who is away gets the notices" {
	add_agent ivan 'Ivan' 'groups: [network]' 'away:' \
		'  - {from: 2026-11-20, until: 2026-12-01, to: olga}'
	add_agent olga 'Olga' 'groups: [network]' 'away:' \
		'  - {from: 2026-11-20, until: 2026-11-30, to: pyotr}'
	add_agent pyotr 'Pyotr' 'language: ru'
	rows '  assigned: assigned' '  replied: replied' '  escalated: escalated' \
		'  due: due'
	desk new -s VPN -k network -p critical -r bob@acme.example >/dev/null
	desk escalate 1 -m 'too hard' >/dev/null
	equals "$(notices 1)" 'notify/escalated escalated Pyotr <pyotr@desk.example>'
	desk assign 1 ivan >/dev/null
	equals "$(notices 1 | tail -1)" 'notify/assigned assigned Pyotr <pyotr@desk.example>'
	desk reply 1 -m 'Looking.' >/dev/null
	local id
	id=$(desk show 1 --json | jq -r '.entries[] | select(.kind == "reply")["message-id"]')
	printf 'From: bob@acme.example\nSubject: Re\nIn-Reply-To: %s\n\nThanks\n' "$id" |
		desk deliver
	equals "$(notices 1 | tail -1)" 'notify/replied replied Pyotr <pyotr@desk.example>'
	# Our mail comes back.
	bounce bob@acme.example "$id"
	equals "$(notices 1 | tail -2 | head -1)" \
		'undelivered send-failed Anna Petrova <anna@desk.example>'
	equals "$(notices 1 | tail -1)" 'undelivered send-failed Pyotr <pyotr@desk.example>'
	equals "$(entry 1 -1 | jq -r .language)" ru
	now 2026-11-20T13:30:00Z
	desk sla escalate >/dev/null
	has 'notify/due due Pyotr' "$(notices 1)"
	# Their tickets go the same way, at once.
	desk remind >/dev/null
	equals "$(field 1 assignee)" pyotr
	now 2026-12-02T10:00:00Z
	desk remind >/dev/null
	equals "$(field 1 assignee)" ivan
	equals "$(notices 1 | tail -1)" 'notify/assigned assigned Ivan <ivan@desk.example>'
}

@test "two who stand in for each other keep their tickets" {
	add_agent ivan 'Ivan' 'away:' '  - {from: 2026-11-20, until: 2026-12-01, to: olga}'
	add_agent olga 'Olga' 'away:' '  - {from: 2026-11-20, until: 2026-12-01, to: ivan}'
	desk new -s VPN -a ivan >/dev/null
	desk remind >/dev/null
	desk remind >/dev/null
	equals "$(field 1 assignee)" ivan
}

@test "due: once for each time that runs out, by the row or the policy" {
	rows '  due: due'
	desk new -s Server -k network -p critical -r bob@acme.example >/dev/null
	desk assign 1 anna >/dev/null
	desk new -s Idle -k network -p critical -r bob@acme.example >/dev/null
	# Of 30 minutes three quarters.
	now 2026-11-20T10:21:00Z
	run -0 desk sla escalate
	equals "$(notices 1)" ''
	now 2026-11-20T10:23:00Z
	desk sla escalate >/dev/null
	desk sla escalate >/dev/null
	equals "$(notices 1)" 'notify/due due Anna Petrova <anna@desk.example>'
	has 'First response: 2026-11-20 10:30' "$(entry 1 0)"
	# Nobody has it: the lead must know.
	equals "$(notices 2)" 'notify/due due Anna Petrova <anna@desk.example>'
	now 2026-11-20T10:31:00Z
	desk sla escalate >/dev/null
	desk sla escalate >/dev/null
	equals "$(notices 1)" "notify/due due Anna Petrova <anna@desk.example>
on-breach - Anna Petrova <anna@desk.example>"
	# Another time is another notice.
	desk reply 1 -m 'On it.' >/dev/null
	now 2026-11-20T13:01:00Z
	desk sla escalate >/dev/null
	desk sla escalate >/dev/null
	equals "$(notices 1 | wc -l)" 3
	has 'Resolution: 2026-11-20 14:00' "$(entry 1 2)"
	# Without a warning in the policy it is said when it is due; what a
	# breach tells is not told twice.
	sed -i 's/ warn: 75%/ warn: 0%/; s/on-breach: .*/on-breach: []/' desk.yaml
	commit 'no warning' desk.yaml
	desk new -s Third -k network -p critical -a anna -r bob@acme.example >/dev/null
	now 2026-11-20T13:30:00Z
	desk sla escalate >/dev/null
	equals "$(notices 3)" ''
	now 2026-11-20T13:36:00Z
	desk sla escalate >/dev/null
	desk sla escalate >/dev/null
	equals "$(notices 3)" 'notify/due due Anna Petrova <anna@desk.example>'
}

@test "derived notices are the same bytes on every host" {
	add_agent ivan Ivan
	desk new -s Phone -r +74951234732 -a ivan >/dev/null
	desk eta 1 '2026-11-20T12:00:00Z' >/dev/null
	now 2026-11-20T13:00:00Z
	git clone -q . "$SANDBOX/clone"
	desk remind >/dev/null
	cp "$(file_of 1)" "$SANDBOX/here"
	cd "$SANDBOX/clone"
	i_am olga 'Olga' olga@elsewhere.example
	git config desk.send.account me@third.example
	desk remind >/dev/null
	diff "$(file_of 1)" "$SANDBOX/here"
	has '@desk.example>' "$(entry 1 0)"
	# Once mail came, it is the domain that it came to.
	cd "$STORE"
	i_am anna 'Anna Petrova' anna@desk.example
	mkdir -p "$SANDBOX/box/new"
	desk mail add desk@desk.test --url "maildir:$SANDBOX/box" --no-test >/dev/null
	a_mail bob@acme.example Mail
	desk eta 1 '2026-11-20T14:00:00Z' >/dev/null
	now 2026-11-20T15:00:00Z
	desk remind >/dev/null
	has '@desk.test>' "$(entry 1 -1)"
}

@test "reminders to the requester know the same limits" {
	mkdir -p customers
	printf 'name: Quiet\ndomains: [quiet.example]\nnotify: off\n' >customers/quiet.yaml
	commit quiet customers/quiet.yaml
	a_mail noreply@acme.example One
	a_mail bob@quiet.example Two
	equals "$(notices 2)" 'notify/created ack bob@quiet.example switched-off'
	desk category 1,2 printers >/dev/null
	desk take 1,2 >/dev/null
	desk wait 1,2 >/dev/null
	now 2026-11-25T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 1 | tail -1)" 'reminder 1 nudge noreply@acme.example automatic'
	equals "$(notices 2 | tail -1)" 'reminder 1 nudge bob@quiet.example switched-off'
	run -0 desk send --list
	lacks nudge
	# They count as said, so that what comes then still comes.
	now 2026-11-30T10:00:00Z
	desk remind >/dev/null
	now 2026-12-04T10:00:00Z
	desk remind >/dev/null
	equals "$(notices 2 | tail -1)" 'reminder 1 - Anna Petrova <anna@desk.example>'
}

@test "of one mail that several do not get people hear once" {
	local id now
	desk new -s Printer -r bob@acme.example >/dev/null
	desk reply 1 -m 'Try water.' \
		--to bob@acme.example,eve@acme.example,max@acme.example >/dev/null
	id=$(desk show 1 --json | jq -r '.entries[] | select(.kind == "reply")["message-id"]')
	waiting() {
		desk send --list --json | jq -r '.[] | select(.kind == "notice").mail'
	}
	bounce bob@acme.example "$id"
	equals "$(waiting | wc -l)" 1
	now=$(waiting)
	bounce eve@acme.example "$id"
	equals "$(waiting | wc -l)" 1
	lacks "$now" "$(waiting)"
	now=$(waiting)
	has 'said: bob@acme.example: Failed; eve@acme.example: Failed' "$(desk show 1 --json |
		jq -r '.entries[-1].body')"
	# What has left stays, and what comes then is said alone.
	desk send --by-hand "$now"
	bounce max@acme.example "$id"
	equals "$(waiting | wc -l)" 1
	has 'said: max@acme.example: Failed' "$(desk show 1 --json | jq -r '.entries[-1].body')"
}
