# Mail by templates and to third parties: ask, forward, solve --reply, eta --tell.
load helper

setup() {
	sandbox
	new_store
	desk new -s Printer -r pavel@acme.example -k printers -m 'It is on fire.' >/dev/null
}

last() { desk show 1 --json | jq -r ".entries[-1]$1"; }

from() {
	printf 'From: %s\nSubject: %s\nIn-Reply-To: %s\nMessage-ID: <%s@x.example>\n\n%s\n' \
		"$1" "$2" "$3" "$RANDOM" "$4" | desk deliver
}

@test "ask mails the open questions of the category, and waits" {
	run -0 desk ask 1 -m 'Serial number?'
	equals "$(field 1 status)" pending
	equals "$(last .kind)" reply
	has $'- Model\n- Where it stands\n- Serial number?' "$(last .body)"
	# Not answered yet: asked again.
	desk ask 1 >/dev/null
	equals "$(last '.asked | join(",")')" 'Model,Where it stands'
	from pavel@acme.example Re "$(last '["message-id"]')" 'LaserJet, room 5.'
	equals "$(field 1 status)" open
	run -77 desk ask 1
	has 'desk reply 1 --wait'
	desk new -s Odd -r pavel@acme.example >/dev/null
	run -77 desk ask 2
	has 'desk category 2'
	run -77 desk ask 1,2
}

@test "a category without questions asks those above it" {
	desk category 1 network/vpn >/dev/null
	desk ask 1 >/dev/null
	has 'One or all?' "$(last .body)"
}

@test "forward: a vendor's answers come back, the requester sees none of it" {
	desk forward 1 'Canon <help@canon.example>' -m 'Contract 77.' --wait >/dev/null
	equals "$(field 1 status)" vendor
	equals "$(last .kind)" vendor
	equals "$(last .to[0])" 'Canon <help@canon.example>'
	has $'Contract 77.\n' "$(last .body)"
	has '> It is on fire.' "$(last .body)"
	equals "$(desk show 1 --json | jq -r .participants[0])" help@canon.example
	from help@canon.example 'Case 4711: Printer' "$(last '["message-id"]')" 'Send it in.'
	equals "$(last .kind)" vendor
	equals "$(last .body)" 'Send it in.'
	lacks 'Send it in.' "$(desk show 1 --public)"
	lacks 'Contract 77.' "$(desk show 1 --public)"
	desk reply 1 -m 'We are on it.' >/dev/null
	equals "$(last '.to + (.cc // []) | join(",")')" pavel@acme.example
}

# A mail with two files, of which the first is in each.
with_files() {
	{
		printf 'From: pavel@acme.example\nSubject: Screen\n'
		printf 'Message-ID: <%s@x.example>\n' "$1"
		[ -z "${2-}" ] || printf 'In-Reply-To: <%s@x.example>\n' "$2"
		printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
		printf -- '--b\n\nSee there.\n'
		printf -- '--b\nContent-Type: image/png\n'
		printf 'Content-Disposition: attachment; filename=logo.png\n\nlogo\n'
		printf -- '--b\nContent-Type: application/zip\n'
		printf 'Content-Disposition: attachment; filename=%s.zip\n\n' "$1"
		head -c "${3-10}" /dev/zero | tr '\0' x
		printf '\n--b--\n'
	} | desk deliver
}

names() { # of the last mail to the vendor
	desk show "$1" --json | jq -r '[.entries[] | select(.kind == "vendor")][-1] |
		.attachments // [] | map(.name) | join(" ")'
}

@test "forward takes the files of the requester along, each once" {
	with_files one
	with_files two one
	with_files huge one 19000000
	desk attach add 2 "$BATS_TEST_FILENAME" -m 'for us alone' >/dev/null
	DESK_FORCE_TTY=80 run -0 --separate-stderr desk forward 2 help@canon.example -m Look -n
	has 'Attached: logo.png, one.zip, two.zip'
	has 'huge.zip' "$stderr"
	echo mine >"$SANDBOX/mine.txt"
	desk forward 2 help@canon.example -m Look -A "$SANDBOX/mine.txt" 2>/dev/null >&2
	equals "$(names 2)" 'logo.png one.zip two.zip mine.txt'
	equals "$(desk attach get 2 10 -o -)" xxxxxxxxxx
	now +60
	desk forward 2 help@canon.example -m Look --no-attachments >/dev/null
	equals "$(names 2)" ''
	now +60
	desk forward 2 help@canon.example -m Look --no-attachments -A "$SANDBOX/mine.txt" >/dev/null
	equals "$(names 2)" mine.txt
	# A ticket without any.
	desk forward 1 help@canon.example -m Look >/dev/null
	equals "$(names 1)" ''
}

@test "a quoted mail hides no link, and says when in the time of the team" {
	sed -i 's/^timezone: .*/timezone: Europe\/Moscow/' desk.yaml
	commit zone desk.yaml
	from 'Eve <eve@evil.example>' '[bank](http://evil)' '<none@x>' \
		'See [bank.example](http://evil.example).'
	desk forward 2 help@canon.example -m Look >/dev/null
	run -0 desk show 2 --json
	has 'See [bank.example] (http://evil.example).'
	has 'Eve <eve@evil.example>, 2026-11-21 09:14:'
}

@test "forward needs one ticket and somebody else" {
	run -64 desk forward 1 pavel@acme.example -m Hello
	has 'desk reply 1'
	run -64 desk forward 1
	run -67 desk forward 1 nobody -m Hello
	run -0 desk forward 1 help@canon.example
	has '> It is on fire.' "$(last .body)"
}

@test "a template, a text for its reason, and one without a place for it" {
	desk reply 1 -T in-work >/dev/null
	equals "$(last .template)" in-work
	has 'request 1' "$(last .body)"
	run -64 desk reply 1 -T nudge -m 'And more.'
	has '%(reason)'
	run -66 desk reply 1 -T nudg
	has nudge
}

@test "solve --reply and eta --tell" {
	git config desk.send.delay 0
	desk eta 1 tomorrow --tell -m 'a part is on its way' >/dev/null
	equals "$(last .template)" new-promise
	has 'a part is on its way' "$(last .body)"
	run -64 desk eta 1 tomorrow -m 'why'
	desk solve 1 -w 5m -m 'New drum.' --reply solved >/dev/null
	equals "$(last .template)" solved
	has 'New drum.' "$(last .body)"
	equals "$(field 1 status)" solved
	run -77 desk eta 1 tomorrow --tell
}

# settled TICKET MAIL STATE LINE...: a delivery, as a server's answer makes it.
settled() {
	local file
	file=$(file_of "$1")
	printf -- '---\nid: %s\nkind: delivery\nat: %s\nby: desk\nof: %s\nstate: %s\n' \
		"d$RANDOM" "$DESK_NOW" "$2" "$3" >>"$file"
	printf '%s\n' "${@:4}" >>"$file"
	commit delivery "$file"
}

@test "a reply answers when it was sent, or handed over another way" {
	local clock='.clocks[] | select(.clock == "first-response") | .state'
	desk reply 1 -m 'Which one?' >/dev/null
	now +3600
	equals "$(desk show 1 --json | jq -r "$clock")" running
	equals "$(desk query --count is:waiting)" 1
	equals "$(desk report kpi --json | jq .responded)" 0
	has "not sent yet" "$(DESK_FORCE_TTY=90 desk show 1)"
	settled 1 "$(last .id)" sent
	equals "$(desk show 1 --json | jq -r "$clock")" met
	equals "$(desk report kpi --json | jq '.responded, ."first-response-median"')" \
		$'1\n3600'
	lacks "not sent yet" "$(DESK_FORCE_TTY=90 desk show 1)"
	# As of before it left, it had not.
	equals "$(desk report kpi --as-of 2026-11-21T06:30:00Z --json |
		jq .responded)" 0
	desk new -s Phone -r pavel@acme.example -m 'Call me.' >/dev/null
	desk reply 2 -m 'Read out to him.' >/dev/null
	run -64 desk send --by-hand
	run -0 desk send --by-hand 2
	equals "$(desk show 2 --json | jq -r "$clock")" met
	equals "$(desk show 2 --json | jq -r '.entries[-1] |
		"\(.kind) \(.state) \(.by) \(."by-hand")"')" 'delivery sent anna true'
	equals "$(desk report agents --json | jq -c '[.rows[] | [.agent, .replies]]')" \
		'[[null,0],["anna",2]]'
	run -66 desk send --by-hand 2
}

@test "what failed for good is sent once more" {
	add_agent olga Olga
	printf 'one\n' >"$SANDBOX/one.txt"
	i_am olga
	desk reply 1 -m 'See there.' -A "$SANDBOX/one.txt" >/dev/null
	local id
	id=$(last .id)
	run -66 desk send --retry 1
	has 'none of its mail failed for good'
	settled 1 "$id" failed 'to:' '  - pavel@acme.example' 'code: 550' \
		'said: 5.1.1 no such user'
	run -0 desk send --retry 1 -n
	run -0 desk send --retry "1/$id" --to 'Pavel <pavel@home.example>'
	equals "$(desk show 1 --json | jq -c '.entries[-1] | [.kind, .by, .to, .again == "'"$id"'",
		.body, .attachments[0].name]')" \
		'["reply","olga",["Pavel <pavel@home.example>"],true,"See there.\n","one.txt"]'
	has "$(desk show 1 --json | jq -r '.entries[-1].id')" "$(desk send --list)"
	run -66 desk send --retry 1
	run -64 desk send --retry
	run -64 desk send --to x@y.example
}

@test "a colleague of the agents' domain who writes is a requester, not ourselves" {
	printf '%s\n' 'From: Boss <boss@desk.example>' 'To: help@desk.example' \
		'Message-ID: <boss@desk.example>' 'Subject: Printer' '' Help. |
		desk deliver
	equals "$(field 2 requester)" boss@desk.example
	equals "$(desk show 2 --json | jq -r '.entries[0].kind')" message
}
