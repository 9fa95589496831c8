# Canned replies: listed, filled in per language, checked, added.
load helper

@test "the shipped ones are in order and in two languages" {
	new_store
	run -0 desk template check
	equals "$output" ''
	run -0 desk template list --json
	equals "$(json 'map(select(.languages != ["ru", "en"] or (.good | not))) | length')" 0
	equals "$(json 'map(select(.name == "ack")) | .[0].title')" Received
	run -0 env LC_ALL=ru_RU.UTF-8 desk template list --json
	equals "$(json 'map(select(.name == "ack")) | .[0].title')" Received
	has 'Заявка принята' "$(LC_ALL=ru_RU.UTF-8 desk template list -O table)"
	run -0 desk template fields -O ids
	has number
	run -0 desk fsck
}

@test "the contact's language, else the customer's, else the store's" {
	new_store
	mkdir -p customers
	cat >customers/romashka.yaml <<-'END'
	name: ООО «Ромашка»
	language: ru
	contacts:
	  ivanova: {name: Мария Иванова, mails: [buh@romashka.example]}
	  smith: {name: John Smith, mails: [smith@romashka.example], language: en}
	END
	commit customers customers
	desk new -s 'Не печатает [x](http://evil.example)' -r buh@romashka.example
	desk new -s Printer -r smith@romashka.example
	desk new -s Printer -r unknown@else.example
	run -0 desk template render ack 1
	has 'Здравствуйте, Мария Иванова!'
	has 'обращение «Не печатает [x] (http://evil.example)»'
	has 'Номер заявки — 1.'
	[[ $output != *'не позднее'* ]]
	run -0 desk template render ack 2
	has 'Hello John Smith,'
	run -0 desk template render ack 3
	has 'Hello,'
	run -0 desk template render ack 1 --lang en
	has 'Hello Мария Иванова,'
	desk eta 1 '2026-11-23 15:30'
	run -0 desk template render new-promise 1 --reason 'Нет детали'
	has 'назначен срок: 23.11.2026'
	has 'Причина: Нет детали.'
	run -0 desk template render assigned 2 --json
	equals "$(json .subject)" '[STORE#2] Assigned to you: Printer'
}

@test "add, add a language, show, edit" {
	new_store
	run -0 desk template add parts --lang en --title 'No: parts' \
		-m '%(greeting)' -m 'Wait until %(until:line).'
	run -0 desk template add parts --lang ru --title 'Нет деталей' -m 'Ждём: 50%%'
	run -4 desk template add parts --lang ru -m Again
	has 'desk template edit parts'
	run -4 desk template add parts -m Again
	run -0 desk template show parts --json
	equals "$(json .text)" "$(cat templates/parts.yaml)"
	desk new -s Printer -r ivan@acme.example
	run -0 desk template render parts 1 --lang ru --jq .body
	equals "$output" 'Ждём: 50%'
	run -0 desk template render parts 1 --jq .body
	equals "$output" 'Hello,'
	run -65 desk template add bad -m 'Hello %(nme)'
	has 'templates/bad.yaml:2:11: unknown field "nme"; one of agent'
	[ ! -e templates/bad.yaml ]
	run -64 desk template add ../x -m y
	run -64 desk template add Плохо -m y
	run -66 desk template show prats
	has 'did you mean "parts"?'
	run -66 desk template render nothing-like-it 1
	has 'desk template list'
	run -64 desk template nonsense
}

@test "a wrong one is found by check, config check and fsck" {
	new_store
	printf 'title: x\nbody: |\n  a\n  %%(numbr)\n' >templates/bad.yaml
	run -1 desk config check
	has $'templates/bad.yaml\t4\t5\tunknown field "numbr"'
	commit 'a bad one' templates
	run -65 desk template check
	has 'templates/bad.yaml:4:5: unknown field "numbr"'
	run -1 desk fsck
	has template
	run -0 desk template list
	has bad
	run -0 desk template show bad
	git rm -q templates/bad.yaml
	commit 'gone' templates
}
