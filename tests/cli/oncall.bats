# Who is on call, and how they are woken.
load helper

setup() {
	sandbox
	now 2026-11-20T10:00:00Z
	new_store
	add_agent olga 'Ольга Белова' \
		$'phones: ["+7 (495) 123-45-67"]\nlanguage: ru'
	add_agent ivan 'Иван Волков'
	printf 'rota:\n  - {who: [olga, ivan, nobody], when: always}\n' >oncall.yaml
	commit 'rota' oncall.yaml
	desk new -s 'Упал сервер' -p critical >/dev/null
	desk new -s 'Мышь' -p low >/dev/null
	printf '#!/bin/sh\necho "$@" >>%s\ncat >>%s\n[ ! -e %s ]\n' "$SANDBOX/calls.txt" \
		"$SANDBOX/texts.txt" "$SANDBOX/broken" >"$SANDBOX/notify"
	chmod +x "$SANDBOX/notify"
	git config desk.notifier "$SANDBOX/notify --loud"
}

calls() { cat "$SANDBOX/calls.txt" 2>/dev/null || true; }

@test "the rota, then the lead; who is no agent is named and passed over" {
	run -0 --separate-stderr desk oncall --json
	equals "$(json '.[0].who | tostring')" '["olga","ivan","anna"]'
	has 'no agent \"nobody\"' "$stderr"
	printf 'rota:\n  - {who: olga, when: someday}\n' >oncall.yaml
	commit 'slip' oncall.yaml
	run -65 desk oncall
	has 'oncall.yaml:2:23: "when" is always'
	printf 'rota: []\n' >oncall.yaml
	commit 'mended' oncall.yaml
}

@test "one after the other until somebody is up, each once" {
	run -0 --separate-stderr desk alert --due --json
	equals "$(json '[.called, (.alerts[] | .number, .state, .login)] |
		tostring')" '[1,1,"called","olga"]'
	equals "$(calls)" '--loud olga +74951234567 1'
	equals "$(head -2 "$SANDBOX/texts.txt")" \
		$'Заявка 1: Упал сервер\nПриоритет: Критический'
	now +60
	run -0 desk alert --due
	equals "$(calls | wc -l)" 1
	now +240
	desk alert --due
	equals "$(calls | tail -1)" '--loud ivan  1'
	has 'Ticket 1: Упал сервер' "$(cat "$SANDBOX/texts.txt")"
	now +300
	desk alert --due
	equals "$(calls | tail -1)" '--loud anna  1'
	now +300
	run -1 desk alert --due
	has nobody
	equals "$(calls | wc -l)" 3
	run -0 desk alert ack 1
	run -0 desk alert ack 1
	now +900
	run -0 desk alert --due
	equals "$output" ''
	equals "$(calls | wc -l)" 3
}

@test "who takes the ticket has heard the alarm" {
	desk alert --due
	equals "$(calls | wc -l)" 1
	desk take 1 --steal
	now +900
	run -0 desk alert --due
	equals "$(calls | wc -l)" 1
}

@test "who took it before, or is on the way, need not be woken" {
	desk take 1
	run -0 desk alert --due
	equals "$output$(calls)" ''
	# Whom somebody else gave it may be asleep.
	desk new -s 'Склад' -p critical >/dev/null
	desk assign 3 olga
	desk alert --due >/dev/null
	equals "$(calls | wc -l)" 1
	desk visit 3 ivan 2026-11-20T12:00:00Z >/dev/null
	now +600
	run -0 desk alert --due
	equals "$(calls | wc -l)" 1
	# Nobody came.
	now 2026-11-20T14:00:00Z
	run --separate-stderr desk alert --due
	equals "$(calls | tail -1)" '--loud ivan  3'
	has 'agents/ivan.yaml has no phone number' "$stderr"
}

@test "a ticket that is reopened after an acknowledgement wakes again" {
	desk alert --due
	desk alert ack 1
	desk close 1 --as duplicate
	run -0 desk alert --due
	equals "$(calls | wc -l)" 1
	desk reopen 1
	desk alert --due
	equals "$(calls | wc -l)" 2
}

@test "a notifier that fails is a call that failed: the next one at once" {
	touch "$SANDBOX/broken"
	run -1 desk alert 2
	has 'olga was not called'
	equals "$(calls | wc -l)" 3
	has 'state: failed' "$(cat "$(file_of 2)")"
}

@test "a notifier that hangs has failed: the next one is called" {
	printf '#!/bin/sh\necho "$@" >>%s\n[ "$1" != olga ] || exec tail -f /dev/null\n' \
		"$SANDBOX/calls.txt" >"$SANDBOX/notify"
	git config desk.notifier "$SANDBOX/notify"
	git config desk.notifier.timeout 0
	run -78 desk alert 2
	git config desk.notifier.timeout 1s
	run -0 desk alert 2
	has 'olga was not called'
	has 'did not come to an end'
	equals "$(calls | tail -1)" 'ivan  2'
	equals "$(calls | wc -l)" 2
	has 'state: failed' "$(cat "$(file_of 2)")"
}

@test "without a notifier or a rota nothing is claimed" {
	git config --unset desk.notifier
	local before
	before=$(commits)
	run -78 desk alert 1
	has 'git config desk.notifier'
	printf 'notifier: evil\nrota: []\n' >oncall.yaml
	commit 'rota' oncall.yaml
	run -65 desk oncall
	run -64 desk alert
	run -64 desk alert --due 1
	equals "$(commits)" "$((before + 1))"
	printf 'rota: []\n' >oncall.yaml
	commit 'mended' oncall.yaml
}

@test "two at once call once; stopped before the call, the next one is called" {
	desk alert 1 & desk alert 1
	wait
	equals "$(calls | wc -l)" 1
	local n=1
	until DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/steps$n desk alert 2 >/dev/null 2>&1; do
		n=$((n + 1))
		[ "$n" -lt 60 ]
	done
	now +300
	run -0 desk alert 2
	has called
	equals "$(grep ' 2$' "$SANDBOX/calls.txt" | sort | uniq -d)" ''
}
