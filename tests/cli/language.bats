# What a person reads on a terminal is in their language; what a machine reads
# is English.
load helper

# russian WORDS...: desk as a person with a Russian terminal sees it.
russian() { DESK_FORCE_TTY=120 LC_ALL=ru_RU.UTF-8 desk "$@"; }
english() { DESK_FORCE_TTY=120 desk "$@"; }

# A ticket with a change of each kind.
busy_store() {
	new_store
	sed -i -e 's/{title: VPN}/{title: {en: Remote access, ru: Доступ}}/' \
		-e 's/^fields:/&\n  room: {type: text, title: {ru: кабинет}}/' \
		desk.yaml
	commit regulation desk.yaml
	desk new -s 'Printer' -r ivan@acme.example -q -m "It hums"
	desk set 1 priority=high category=network/vpn fields.room=12 -q
	desk wait 1 --until 2026-11-25 -q
	desk new -s 'No mail' -r ivan@acme.example -p high -q -m 'None at all'
}

@test "show and log call fields and statuses by titles" {
	busy_store
	run -0 russian show 1
	has 'Высокий'
	has 'Ждём клиента'
	has 'кабинет'
	has 'приоритет Обычный → Высокий'
	has 'категория – → Доступ'
	run -0 russian log 1
	has 'статус Новая → Ждём клиента'
	has 'кабинет – → 12'
	run -0 russian list
	has 'Ждём клиента'
	run -0 russian report levels --by статус
	has 'Ждём клиента'
	has 'коммит'
	run -0 english show 1
	has 'category – → Remote access'
	has 'status New → Waiting for the customer'
	has 'waits until – → 2026-11-25'
	local plain
	plain=$(desk show 1 --json; desk show 1; desk log 1)
	equals "$(LC_ALL=ru_RU.UTF-8 desk show 1 --json
		LC_ALL=ru_RU.UTF-8 desk show 1; LC_ALL=ru_RU.UTF-8 desk log 1)" "$plain"
	has 'status new → pending' "$plain"
}

@test "a card, the clocks, the way and the figures of now are in Russian" {
	busy_store
	now 2026-11-23T10:00:00Z
	run -0 russian card ivan@acme.example
	has 'Открытые'
	has 'Ждём клиента'
	run -0 russian sla show 1
	has 'Первый ответ'
	has '1 раб. ч'
	has 'статус Ждём клиента: пауза'
	run -0 russian sla check
	has 'Высокий'
	run -0 russian log 1 --path
	has '2д'
	run -0 russian now
	has 'Без ответственного'
	local words
	run -0 russian cron run -n
	has 'Первый ответ  скоро срок'
	run -0 russian sla escalate
	has 'сообщить'
	run -0 russian fields ticket
	has 'кто ей занят'
	run -0 russian cron run -v
	has 'sla: выполнено (код 0)'
	for words in 'card ivan@acme.example' 'sla show 1' 'sla check' \
		'log 1 --path' now; do
		# shellcheck disable=SC2086
		equals "$(LC_ALL=ru_RU.UTF-8 desk $words --json)" \
			"$(desk $words --json)"
	done
}

@test "fields, statuses and categories are typed in either language" {
	busy_store
	desk set 1 'Приоритет=Обычный' кабинет=14 -q
	desk set 1 'категория=доступ' -q
	equals "$(desk show 1 --json | jq -c '[.priority, .category,
		.fields.room]')" '["normal","network/vpn","14"]'
	equals "$(desk list статус:новая or 'статус:ждем клиента' --sort -приоритет \
		--fields номер,статус)" $'2\tnew\n1\tpending'
	equals "$(desk report levels --by статус --json | jq -r .by)" status
	run -64 desk list --sort код
	has '"код" may be any of id, uid'
	sed -i 's/{title: Printing,/{title: Passwords and access,/' desk.yaml
	commit twins desk.yaml
	run -64 desk list 'category:passwords and access'
	has 'category "passwords and access" may be any of printers, access'
	run -64 desk set 1 приоритед=high
	has 'приоритед'
}

@test "what is refused and what is wrong in files is told in either language" {
	new_store
	local words
	for words in 'list is:oepn' 'list (a' 'set 1 foo=bar' 'list query:x' \
		'list --sort foo' 'report kpi --by foo' 'calendar show foo' \
		'config set list.limit many' 'customer import none.csv'; do
		# shellcheck disable=SC2086
		run ! russian $words
		has $'\xd0' # of Cyrillic letters
		# shellcheck disable=SC2086
		LC_ALL=ru_RU.UTF-8 run ! desk $words --json
		lacks $'\xd0'
	done
	printf 'mails: [x]\n' >agents/zed.yaml
	run -1 russian config check
	has 'agents/zed.yaml:1:9: «x» — не почтовый адрес'
	LC_ALL=ru_RU.UTF-8 run -1 desk config check --json
	has '"x\" is no mail address'
	rm agents/zed.yaml
}

@test "what fsck and the hook find is told in either language" {
	new_store
	desk new -s Printer -m 'It hums' -q
	desk comment 1 -m 'Dust' -q
	local file
	file=$(file_of 1)
	sed -i -e 's/^status: .*/status: opne/' -e '/^assignee:/d' \
		-e '2i assignee: petr' -e 's/Dust/Sand/' "$file"
	printf 'rota: [{who: petra}]\n' >oncall.yaml
	git add -A
	LC_ALL=ru_RU.UTF-8 run -1 git commit -qm slips
	has "$file: исполнитель «petr» — не сотрудник"
	has 'Ничего не закоммичено'
	run -1 git commit -qm slips
	has "$file: assignee \"petr\" is no agent"
	has 'Nothing was committed'
	git commit -qm slips --no-verify
	run -1 russian fsck
	has 'статуса «opne» нет в desk.yaml; `desk set 1 status=open`'
	has 'исполнитель «petr» — не сотрудник'
	has 'удалил или изменил'
	has '«petra» — не сотрудник'
	LC_ALL=ru_RU.UTF-8 run -1 desk fsck --json
	lacks $'\xd0'
	has 'removed or altered entry'
	run -1 russian config check
	has 'oncall.yaml: «petra» — не сотрудник'
	NO_FSCK=1
}

@test "usages, files of customers and words of git are framed in Russian" {
	new_store
	mkdir -p customers
	printf '%s\n' 'name: Acme' 'contract: {number: 14-A, hours: 20/month}' \
		>customers/acme.yaml
	commit acme customers
	run -0 russian card acme
	has 'номер 14-A, часы 20/мес'
	equals "$(LC_ALL=ru_RU.UTF-8 desk card acme --json | jq -r .contract)" \
		'number 14-A, hours 20/month'
	run -0 russian attach -h
	has 'get ЗАЯВКА ИМЯ'
	has '-m, --message ТЕКСТ'
	run -64 russian config set list
	has 'принимает ИМЯ ЗНАЧЕНИЕ'
	run -66 russian show 99
	has 'нет такой заявки; открытые покажет `desk list`'
	touch .git/config.lock
	run -75 --separate-stderr russian config set alias.x list
	has "desk: есть файл $PWD/.git/config.lock: другой git" "$stderr"
	rm .git/config.lock
}

@test "a file that cannot be read is told of in either language" {
	new_store
	desk new -s Printer -q
	echo 'mails: [x]' >agents/zed.yaml
	mkdir -p schedules
	printf 'subject: x\nstart: 2026-11-20 09:00\nfoo: 1\n' \
		>schedules/day.yaml
	echo 'subject: again' >>"$(file_of 1)"
	git add -A
	git commit -qm slips --no-verify
	run -0 russian show 1
	has 'agents/zed.yaml:1:9: «x» — не почтовый адрес'
	has 'ключ «subject» стоит здесь второй раз'
	run -1 russian fsck
	has 'ключ «subject» стоит здесь второй раз'
	run -3 russian schedule run
	has 'ключ: нет такого: «foo»'
	run -65 russian schedule preview day
	has 'ключ: нет такого: «foo»'
	LC_ALL=ru_RU.UTF-8 run -3 desk schedule run --json
	has 'unknown key \"foo\"'
	lacks $'\xd0'
	NO_FSCK=1
}

@test "what came in and is doubtful is named, in a pipe too" {
	new_store
	printf '%s\n' 'From a@b.example Sat Nov 21 10:00:00 2026' \
		'From: a@b.example' 'Subject: x' '' 'text' '' \
		'From x@y.example Sat Nov 21 10:00:00 2026' '' 'none' >box
	LC_ALL=ru_RU.UTF-8 run -3 --separate-stderr desk import mbox "$PWD/box"
	has 'в карантине INBOX/' "$stderr"
	run -3 --separate-stderr desk pull --retry --json
	has 'still in quarantine INBOX/' "$(json '.notes[0]')"
	[[ $stderr != *'still in quarantine'* ]]
}
