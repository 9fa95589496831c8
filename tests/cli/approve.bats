# Trainees: their mail waits for an approval, whoever sends and however it came.
load helper

on_terminal() { script -qec "$1" /dev/null; }

# Ivan is Olga's trainee, Petr a colleague, Anna the lead. Ivan has answered 1.
a_reply() {
	new_store
	add_agent olga 'Olga Orlova' 'level: L2'
	add_agent petr 'Petr Petrov' 'level: L1'
	add_agent ivan 'Ivan Ivanov' 'level: L1' 'trainee: olga'
	desk new -s Printer -r bob@acme.example -m 'It is dead.' >/dev/null
	i_am ivan
	desk reply 1 -m 'Buy another one.' >/dev/null
}

states() { desk send --list --json | jq -r '.[] | .kind + " " + .to[0] + " " + .state'; }
state_of_mail() {
	desk send --list --json | jq -r --arg mail "$1" \
		'.[] | select(.mail == $mail).state'
}
waiting() { desk approve --json | jq -r '.[].mail' | wc -l; }

@test "the reply of a trainee waits, the mentor is told" {
	a_reply
	now +120
	equals "$(states)" $'reply bob@acme.example unapproved\nnotice olga@desk.example due'
	run -77 desk send --now 1
	has 'approval of olga or a lead'
	json '.[0].hold' "$(desk show 1 --json | jq '[.entries[] | select(.kind == "reply")]')"
	lacks 'Buy another' "$(desk show 1 --public)"
	equals "$(field 1 first-response)" ''
	equals "$(desk status --json | jq .unapproved)" 1
	equals "$(waiting)" 0
	i_am petr
	equals "$(waiting)" 0
	run -77 desk approve 1
	i_am olga
	equals "$(waiting)" 1
	i_am anna
	equals "$(waiting)" 1
}

@test "approve shows the text and lets it leave, undo takes it back" {
	a_reply
	i_am olga
	DESK_FORCE_TTY=80 run -0 desk approve 1 -n
	has 'Buy another one.'
	run -0 desk approve 1
	equals "$(states | head -1)" 'reply bob@acme.example undoable'
	run -66 desk approve 1
	desk undo >/dev/null
	equals "$(states | head -1)" 'reply bob@acme.example unapproved'
	run -0 desk approve 1 --now
	equals "$(states | head -1)" 'reply bob@acme.example due'
}

@test "reject gives it back with the reason" {
	a_reply
	i_am olga
	run -64 desk approve 1 --reject
	run -64 desk approve --reject -m why
	run -0 desk approve 1 --reject -m 'Ask which printer first.'
	lacks bob@acme.example "$(states)"
	has 'notice ivan@desk.example due' "$(states)"
	has 'which printer' "$(desk show 1 --json |
		jq -r '.entries[] | select(.kind == "approval") | .state + .body')"
	desk undo >/dev/null
	equals "$(waiting)" 1
	desk approve 1 --reject -m 'Ask first.' >/dev/null
	equals "$(waiting)" 0
}

@test "the mentor edits: both texts stay, one leaves" {
	a_reply
	printf '#!/bin/sh\necho "Try the plug." >"$1"\n' >"$SANDBOX/bin/editor"
	chmod +x "$SANDBOX/bin/editor"
	i_am olga
	run -64 desk approve 1 -e
	DESK_EDITOR=editor run -0 on_terminal 'desk approve 1 -e'
	equals "$(desk show 1 --json | jq -r '.entries[] |
		select(.kind == "reply") | .by + ": " + (.body | rtrimstr("\n"))')" \
		$'ivan: Buy another one.\nolga: Try the plug.'
	equals "$(desk show 1 --json | jq -r '[.entries[] |
		select(.kind == "reply")] | .[1]["edit-of"] == .[0].id')" true
	equals "$(states | grep -c bob@)" 1
	equals "$(waiting)" 0
}

@test "everything that a trainee mails to somebody outside waits" {
	a_reply
	desk set 1 category=network >/dev/null
	run -0 desk ask 1
	run -0 desk forward 1 help@vendor.example -m 'Please look.'
	run -0 desk eta 1 3d --tell
	run -0 desk solve 1 -w 5m -k network -m Done --reply solved
	equals "$(desk send --list --json | jq '[.[] | select(.state != "unapproved") |
		.to[] | select(test("desk.example") | not)] | length')" 0
	equals "$(desk show 1 --json | jq '[.entries[] |
		select(.hold == "approval")] | length >= 5')" true
	i_am olga
	run -0 desk approve -Q 'is:unsent'
	equals "$(waiting)" 0
}

@test "an edit by hand does not slip round it" {
	a_reply
	local file
	file=$(file_of 1)
	cat >>"$file" <<-END
		---
		id: aaaaaa
		kind: reply
		at: $DESK_NOW
		by: anna
		to:
		  - bob@acme.example
		message-id: <desk.x@desk.example>
		body: |
		  Slipped.
	END
	commit 'a reply by hand' "$file"
	equals "$(state_of_mail 1/aaaaaa)" unapproved
	# Nor an approval that a trainee commits in the mentor's name.
	printf -- '---\nid: bbbbbb\nkind: approval\nat: %s\nby: olga\n' \
		"$DESK_NOW" >>"$file"
	printf 'of: aaaaaa\nstate: approved\n' >>"$file"
	git add "$file"
	run -1 git commit -q -m 'approved by hand'
	has 'may not approve'
	git commit -q --no-verify -m 'approved by hand'
	equals "$(state_of_mail 1/aaaaaa)" unapproved
	run -77 desk send --now 1/aaaaaa
	i_am anna
	desk approve 1/aaaaaa --now >/dev/null
	equals "$(state_of_mail 1/aaaaaa)" due
}

@test "nobody approves their own; the deputy does while the mentor is away" {
	a_reply
	sed -i 's/^level.*/&\nroles: [lead]/' agents/ivan.yaml
	i_am anna
	commit 'ivan leads' agents/ivan.yaml
	i_am ivan
	run -77 desk approve 1
	i_am anna
	desk away olga 2026-11-20..2026-12-01 --to petr >/dev/null
	i_am petr
	equals "$(waiting)" 1
	run -0 desk approve 1
}

@test "config check: the mentor works here and is no trainee" {
	NO_FSCK=1
	new_store
	add_agent olga 'Olga Orlova' 'trainee: olga'
	run -1 desk config check
	has $'agents/olga.yaml\t3\t10\ttrainee: nobody is the mentor of themselves'
	add_agent ivan 'Ivan Ivanov' 'trainee: olgа'
	add_agent petr 'Petr Petrov' 'trainee: ivan'
	run -1 desk config check
	has $'agents/ivan.yaml\t3\t10\ttrainee: the mentor "olgа" is no agent'
	has $'agents/petr.yaml\t3\t10\ttrainee: the mentor "ivan" is a trainee, too'
}
