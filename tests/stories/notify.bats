# Acknowledgements and notices through a real SMTP server and a real Dovecot:
# what the customer and the agents read, and where it stops.
load helper
load mail

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	SMTP=1 USERS='anna:x ivan:x' \
		"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" stop "$SERVER"
}

setup() {
	sandbox
	. "$SERVER/env"
	find "$MAIL_DIR" -path '*/new/*' -o -path '*/cur/*' | xargs -r rm -f
	now "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
	i_am anna 'Anna Petrova' anna@desk.test
	help_desk "$STORE" desk secret
	cd "$STORE"
}

# help_desk FOLDER USER PASSWORD: one whose mail is that of USER@desk.test.
help_desk() {
	desk init --lang en "$1" >/dev/null
	cd "$1"
	git config credential.helper \
		"!f() { echo username=$2; echo password=$3; }; f"
	desk mail add "$2@desk.test" --url "imap://127.0.0.1:$IMAP_PORT/" \
		--user "$2" --smtp "smtp://127.0.0.1:$SMTP_PORT/" --no-test \
		>/dev/null
	git config desk.send.delay 0
	# Working hours are always, so that a promise is near.
	sed -i -e 's/calendar: office/calendar: always/' \
		-e 's/{first-response: 4bh,/{first-response: 4h,/' desk.yaml
	git commit -qam 'always open'
}

# put USER < MAIL: a letter in a mailbox, by SMTP.
to_desk() {
	python3 -c '
import smtplib, sys
server = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
server.sendmail(sys.argv[2], [sys.argv[3]], sys.stdin.buffer.read())
' "$SMTP_PORT" "$1" "$2"
}

mails() { find "$MAIL_DIR/$1"/new "$MAIL_DIR/$1"/cur -type f 2>/dev/null | sort; }

# arrives USER N: USER has N mails, the last of them in $MAIL.
arrives() {
	delivered
	equals "$(mails "$1" | wc -l)" "$2"
	MAIL=$(mails "$1" | xargs ls -t | head -1)
}

header() { formail_like "$1" <"$MAIL"; }

# formail_like NAME: the unfolded value of a header.
formail_like() {
	sed '/^\r*$/q' | tr -d '\r' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]/ /g' |
		sed -n "s/^$1: //p"
}

# text_of MAIL: its text part, decoded.
text_of() {
	python3 -c '
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(mail.get_body(("plain",)).get_content(), end="")
' "$1"
}

holds() {
	desk show "$1" --json | jq -r '.entries[] | select(.kind == "notice") |
		.rule + " " + (.hold // "-")'
}

@test "asked, acknowledged, assigned, answered, solved, rated" {
	mkdir -p customers
	printf '%s\n' 'name: ООО «Ромашка»' 'language: ru' 'contacts:' \
		'  bob: {name: Боб Иванов, mails: [bob@desk.test]}' \
		>customers/romashka.yaml
	printf 'name: Ivan Sidorov\nmails: [ivan@desk.test]\n' >agents/ivan.yaml
	sed -i -E 's/^#(  (assigned|replied|rated):)/\1/' desk.yaml
	git add -A && git commit -qm people
	echo 'Не печатает.' | letter 'Bob <bob@desk.test>' Printer one@desk.test |
		to_desk bob@desk.test desk@desk.test
	arrives desk 1
	pull
	equals "$(pulled "new-tickets")" 1
	run -0 desk send
	arrives bob 1
	equals "$(header In-Reply-To)" '<one@desk.test>'
	equals "$(header References)" '<one@desk.test>'
	equals "$(header Auto-Submitted)" auto-replied
	equals "$(header X-Auto-Response-Suppress)" All
	[ -n "$(header X-Desk-Loop)" ]
	equals "$(header Precedence)" ''
	equals "$(header Subject)" '[STORE#1] Printer'
	equals "$(header Content-Language)" ru
	has 'Здравствуйте, Боб Иванов!' "$(text_of "$MAIL")"
	has 'Номер заявки — 1.' "$(text_of "$MAIL")"
	has 'Ответим не позднее ' "$(text_of "$MAIL")"
	grep -q '^Return-path: <>' "$MAIL"
	# Told once, however often it is taken in.
	pull
	run -0 desk send
	arrives bob 1

	desk assign 1 ivan >/dev/null
	desk send
	arrives ivan 1
	has 'Assigned to you: Printer' "$(header Subject)"
	has '> Не печатает.' "$(text_of "$MAIL")"
	i_am ivan 'Ivan Sidorov' ivan@desk.test
	desk take 1 >/dev/null
	desk reply 1 -m 'Бумага есть?' --wait >/dev/null
	desk send
	arrives bob 2
	equals "$(header Auto-Submitted)" ''
	local id
	id=$(header Message-ID)
	now +600
	{
		echo 'Нет.'
		echo
		echo '> Бумага есть?'
	} | letter 'Bob <bob@desk.test>' 'Re: [STORE#1] Printer' two@desk.test \
		"In-Reply-To: $id" "References: <one@desk.test> $id" |
		to_desk bob@desk.test "desk+$(field 1 token)@desk.test"
	arrives desk 2
	pull
	equals "$(pulled "new-tickets")" 0
	equals "$(field 1 status)" open
	desk send
	arrives ivan 2
	has '> Нет.' "$(text_of "$MAIL")"

	desk solve 1 -k printers -w 15m -m 'internal: put paper in' >/dev/null
	desk send
	arrives bob 3
	has 'решена' "$(text_of "$MAIL")"
	has '5 — отлично' "$(text_of "$MAIL")"
	lacks internal "$(text_of "$MAIL")"
	arrives ivan 2 # did it himself
	id=$(header Message-ID)
	MAIL=$(mails bob | xargs ls -t | head -1)
	id=$(header Message-ID)
	now +600
	printf '5!\n\n> как мы справились?\n' | letter 'Bob <bob@desk.test>' \
		'Re: [STORE#1] Printer' three@desk.test "In-Reply-To: $id" |
		to_desk bob@desk.test "desk+$(field 1 token)@desk.test"
	arrives desk 3
	pull
	equals "$(field 1 status)" solved
	equals "$(desk show 1 --json | jq -r '.entries[] |
		select(.kind == "rating") | .value')" 5
	equals "$(desk list 'is:solved rating:5' -O ids)" 1
	desk send
	arrives ivan 3
	has Rated "$(header Subject)"
	run -0 desk send
	arrives bob 3
	# The key that tokens derive from has not left.
	grep -q "^id: [a-z0-9]\{10,\}" desk.yaml
	! grep -rqF "$(sed -n 's/^id: //p' desk.yaml)" "$MAIL_DIR" || fail 'it has'
}

@test "out of hours the first letter says so, with the time of the next morning" {
	local day=$((24 * 60 * 60)) week
	week=$(LC_ALL=C date -u -d "@$(($(date -d "$DESK_NOW" +%s) + 2 * day))" +%a)
	printf 'zone: UTC\nweek: {%s: ["09:00-18:00"]}\n' "${week,,}" >calendars/office.yaml
	sed -i -e '0,/calendar: always/s//calendar: office/' \
		-e 's/{first-response: 4h,/{first-response: 4bh,/' desk.yaml
	mkdir -p customers
	printf '%s\n' 'name: ООО «Ромашка»' 'language: ru' 'contacts:' \
		'  bob: {name: Боб Иванов, mails: [bob@desk.test]}' >customers/romashka.yaml
	git add -A && git commit -qm 'closed now'
	echo 'Не печатает.' | letter 'Bob <bob@desk.test>' Printer one@desk.test |
		to_desk bob@desk.test desk@desk.test
	arrives desk 1
	pull
	desk send
	arrives bob 1
	has 'Сейчас у нас нерабочее время.' "$(text_of "$MAIL")"
	has "Ответим не позднее $(date -u -d "@$(($(date -d "$DESK_NOW" +%s) + 2 * day))" \
		+%d.%m.%Y) 13:00." "$(text_of "$MAIL")"
	equals "$(header Auto-Submitted)" auto-replied
}

@test "machines, nobody's addresses and customers who do not want it" {
	mkdir -p customers
	printf 'name: Quiet\ndomains: [quiet.example]\nnotify: {created: off}\n' \
		>customers/quiet.yaml
	git add -A && git commit -qm quiet
	echo a | letter a@acme.example One a@acme.example 'Auto-Submitted: auto-replied' |
		to_desk a@acme.example desk@desk.test
	echo b | letter noreply@acme.example Two b@acme.example |
		to_desk b@acme.example desk@desk.test
	echo c | letter c@quiet.example Three c@quiet.example |
		to_desk c@quiet.example desk@desk.test
	echo d | letter d@acme.example Four d@acme.example 'List-Id: <x.acme.example>' |
		to_desk d@acme.example desk@desk.test
	echo e | letter bob@desk.test Five e@acme.example |
		to_desk bob@desk.test desk@desk.test
	arrives desk 5
	pull
	equals "$(pulled "new-tickets")" 5
	for subject in 'One automatic' 'Two automatic' 'Three switched-off' \
		'Four automatic' 'Five -'; do
		set -- $subject
		equals "$(holds "$(desk list "subject:$1" -O ids)")" \
			"${2:+notify/created $2}"
	done
	run -0 desk log "$(desk list subject:One -O ids)"
	has 'notice held: automatic, it would answer a mail that no person wrote'
	desk send
	arrives bob 1
	equals "$(header To)" bob@desk.test
}

@test "a broken template stops no mail from coming in" {
	printf 'en:\n  body: |\n    %%(nonsense)\n' >templates/ack.yaml
	git commit -q --no-verify -am broken
	echo a | letter a@acme.example One a@acme.example |
		to_desk a@acme.example desk@desk.test
	arrives desk 1
	pull
	equals "$(pulled "new-tickets")" 1
	has 'unknown field' "$(cat "$SANDBOX/pulled")"
	equals "$(holds 1)" ''
	rm templates/ack.yaml
	git commit -q --no-verify -am gone
	echo b | letter a@acme.example Two b@acme.example |
		to_desk a@acme.example desk@desk.test
	arrives desk 2
	pull
	has 'no template' "$(cat "$SANDBOX/pulled")"
	NO_FSCK=1
}

# A gateway that takes every mark off and gives new names: each mail comes as a
# person's, about something new.
disguise() {
	python3 - "$1" "$2" <<-'END'
	import email, email.policy, os, sys
	mail = email.message_from_binary_file(open(sys.argv[1], "rb"),
	    policy=email.policy.compat32)
	for name in ("Auto-Submitted", "X-Desk-Loop", "X-Auto-Response-Suppress",
	             "In-Reply-To", "References", "Message-ID", "Reply-To", "Subject",
	             "Return-path", "Thread-Topic", "Content-Language"):
	    del mail[name]
	mail["Subject"] = "Matter " + sys.argv[2]
	mail["Message-ID"] = "<disguised." + sys.argv[2] + "@gateway.example>"
	with open(sys.argv[1], "wb") as file:
	    file.write(mail.as_bytes())
	END
}

# exchange ROUNDS: both help desks pull and send in turn.
exchange() {
	local round user folder file n=0
	for round in $(seq "$1"); do
		for user in desk desk2; do
			folder=$SANDBOX/store
			[ $user = desk ] || folder=$SANDBOX/other
			for file in $(find "$MAIL_DIR/$user/new" -type f); do
				n=$((n + 1))
				[ -z "$DISGUISED" ] || disguise "$file" "$round.$n.$user"
			done
			desk -C "$folder" pull >/dev/null 2>&1 || true
			desk -C "$folder" send >/dev/null 2>&1 || true
			delivered
		done
		now +60
	done
}

notices() {
	git -C "$1" grep -h '^kind: notice$' main -- tickets | wc -l
}

held() { git -C "$1" grep -h "^hold: $2\$" main -- tickets | wc -l; }

sent() { echo $(($(notices "$1") - $(git -C "$1" grep -h '^hold: ' main -- tickets | wc -l))); }

@test "two help desks that acknowledge each other stop at once" {
	help_desk "$SANDBOX/other" desk2 secret2
	echo hello | letter 'Desk 2 <desk2@desk.test>' Hello hello@desk.test |
		to_desk desk2@desk.test desk@desk.test
	arrives desk 1
	DISGUISED='' exchange 4
	equals "$(sent "$SANDBOX/store")" 1
	equals "$(sent "$SANDBOX/other")" 0
	prove "$SANDBOX/other"
}

@test "and within the caps where no mark survives" {
	help_desk "$SANDBOX/other" desk2 secret2
	for folder in store other; do
		cd "$SANDBOX/$folder"
		printf 'mail: {cap-3h: 3, cap-day: 5}\n' >>desk.yaml
		git commit -qam caps
	done
	echo hello | letter 'Desk 2 <desk2@desk.test>' Hello hello@desk.test |
		to_desk desk2@desk.test desk@desk.test
	arrives desk 1
	DISGUISED=1 exchange 6
	equals "$(sent "$SANDBOX/store")" 3
	equals "$(sent "$SANDBOX/other")" 3
	equals "$(held "$SANDBOX/store" cap-3h)" 1
	run -0 desk -C "$SANDBOX/store" log
	has 'notice held: cap-3h'
	# Four hours later a little more goes, and then nothing for the day.
	now +14400
	echo again | letter 'Desk 2 <desk2@desk.test>' Again again@desk.test |
		to_desk desk2@desk.test desk@desk.test
	arrives desk "$(($(mails desk | wc -l)))"
	DISGUISED=1 exchange 5
	[ "$(sent "$SANDBOX/store")" -le 5 ]
	[ "$(sent "$SANDBOX/other")" -le 5 ]
	prove "$SANDBOX/other"
}
