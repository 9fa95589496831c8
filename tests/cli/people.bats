# People: what customers, contacts and agents may be, and who says so.
load helper

romashka() {
	new_store
	desk customer add romashka --title Romashka --domain romashka.example \
		--name 'Maria' --mail buh@romashka.example \
		--phone '+7 495 123-47-32' >/dev/null
}

@test "customer add takes an exact name, and gives the options to it" {
	romashka
	run -0 desk customer add roma --title Roma --domain roma.example
	has 'name: Roma' "$(cat customers/roma.yaml)"
	run -0 desk customer add romashka --title 'AO Romashka' --domain two.example
	has 'name: AO Romashka' "$(cat customers/romashka.yaml)"
	has 'two.example' "$(cat customers/romashka.yaml)"
	run -0 desk customer add 'AO Romashka' --mail ceo@romashka.example
	has 'ceo@romashka.example' "$(cat customers/romashka.yaml)"
	run -64 --separate-stderr desk customer add romashka
	has 'customers/romashka.yaml' "$stderr"
	run -65 --separate-stderr desk customer add romashka --mail nonsense
	has '"nonsense" is no mail address' "$stderr"
}

@test "requisites: by command, from CSV, by hand, with their check digits" {
	new_store
	desk customer add acme --title ACME --inn 7707083893 --signs 'P. Orlov' >/dev/null
	desk customer add acme --bik 044525225 --account 40702810838000000017 >/dev/null
	has "requisites: {inn: '7707083893', signs: P. Orlov, bik: '044525225'," \
		"$(cat customers/acme.yaml)"
	run -65 --separate-stderr desk customer add acme --inn 7707083892
	has 'the check digit of ИНН 7707083892 is wrong' "$stderr"
	printf 'title,inn,legal-name,kpp\nSber,7707083893,"ПАО ""Сбербанк""",\n' >a.csv
	desk customer import a.csv >/dev/null
	has 'name: ПАО "Сбербанк"' "$(cat customers/sber.yaml)"
	sed -i 's/,$/,77/' a.csv
	run -65 --separate-stderr desk customer import a.csv
	has 'a.csv:2: ' "$stderr"
	has 'КПП is four digits' "$stderr"
	sed -i 's/7707083893/7707083890/' customers/sber.yaml
	run -1 desk config check
	has $'customers/sber.yaml\t2\t' "$output"
	run -1 git commit -qam 'by hand'
	has 'the check digit of ИНН 7707083890' "$output"
	git checkout -q customers
	printf 'company: {name: We, requisites: {inn: 12}}\n' >>desk.yaml
	run -1 desk config check
	has 'ИНН is 10 / 12 digits' "$output"
	git checkout -q desk.yaml
}

@test "what another customer has is refused" {
	romashka
	run -65 --separate-stderr desk customer add two --domain romashka.example
	has 'customers/romashka.yaml:3' "$stderr"
	run -65 --separate-stderr desk customer add two --mail buh@romashka.example
	run -65 --separate-stderr desk customer add two --phone '8 (495) 123-47-32'
	run -65 --separate-stderr desk customer add two --domain mail.ru
	has 'belongs to nobody' "$stderr"
	[ ! -e customers/two.yaml ]
}

@test "hand edits of people: config check, the hook and fsck" {
	romashka
	NO_FSCK=1
	printf 'domains: [romashka.example, bk.ru]\ncontract: {sla: vipp}\n' \
		>customers/two.yaml
	run -1 desk config check
	has 'customers/two.yaml	1	11	the domain "romashka.example"'
	has 'customers/romashka.yaml	3	5	the domain "romashka.example"'
	has 'customers/two.yaml	1	29	"bk.ru" is a public'
	has 'customers/two.yaml	2	17	unknown SLA policy "vipp"'
	git add customers
	run -1 git commit -qm x
	has 'customers/two.yaml:2:17: unknown SLA policy "vipp"'
	git commit -q --no-verify -m x
	run -1 desk fsck
	has 'customers/romashka.yaml:3:5'
	has 'customers/two.yaml:2:17'
	# Who mends one thing need not mend all.
	run -0 desk customer add two --title Two
}

@test "a public domain in a file by hand makes nobody a customer" {
	romashka
	NO_FSCK=1
	printf 'domains: [bk.ru]\n' >customers/two.yaml
	commit two customers/two.yaml
	run -0 desk card ivan@bk.ru --json
	equals "$(json .known)" false
}

@test "agent add: groups, level, login and address are checked" {
	new_store
	run -64 desk agent add olga --mail o@desk.example --group supprt
	run -64 desk agent add olga --mail o@desk.example --level L7
	run -65 --separate-stderr desk agent add olga --mail anna@desk.example
	has 'agents/anna.yaml:3' "$stderr"
	run -0 desk agent add olga --mail o@desk.example --phone '+7 999 1112233'
	has '+7 999 1112233' "$(cat agents/olga.yaml)"
	run -64 desk agent add olga --mail o2@desk.example
}

@test "an address of two agents: the message names both" {
	new_store
	NO_FSCK=1
	printf 'mail: anna@desk.example\n' >agents/a2.yaml
	commit a2 agents/a2.yaml
	run -78 --separate-stderr desk new -s x -r x@y.example
	has 'belongs to a2 and anna' "$stderr"
}

@test "import names rows, and wants UTF-8" {
	romashka
	printf 'customer;title;domain;name;mail;phone\n%s\n%s\n%s\n%s\n' \
		'a;A;a.example;;;' 'b;B;a.example;;;' 'c;C;mail.ru;;;' \
		'd;D;;Dan;not-a-mail;' >bad.csv
	run -65 --separate-stderr desk customer import bad.csv
	has 'bad.csv:3: the domain "a.example" is that of the customer a' "$stderr"
	has 'bad.csv:4: "mail.ru" is a public' "$stderr"
	has 'bad.csv:5: "not-a-mail" is no mail address' "$stderr"
	[ ! -e customers/a.yaml ]
	printf 'customer,title\nzao,\307\300\316\n' >old.csv
	run -65 --separate-stderr desk customer import old.csv
	has "iconv -f CP1251 -t UTF-8 'old.csv'" "$stderr"
	printf '\357\273\277customer,title,domain\nromashka,New,new.example\n' |
		desk customer import -
	has 'name: New' "$(cat customers/romashka.yaml)"
	has 'new.example' "$(cat customers/romashka.yaml)"
	rm bad.csv old.csv
}

@test "the hook and fsck: people, times, numbers and uids by hand" {
	romashka
	NO_FSCK=1
	desk new -s One -r buh@romashka.example >/dev/null
	desk new -s Two -r +74957654321 >/dev/null
	local file
	file=$(file_of 2)
	try() {
		cp "$file" "$SANDBOX/good"
		sed -i "$1" "$file"
		git add -A
		run -1 git commit -qm x
		has "$2"
		cp "$SANDBOX/good" "$file"
		git add -A
	}
	try 's/^assignee:.*/assignee: вася/' 'assignee "вася" is no agent'
	try 's/^customer:.*/customer: gazprom/' 'customer "gazprom" is none'
	try 's,^requester:.*,requester: romashka/nobody,' 'is no contact'
	try 's/^created:.*/created: 2036-01-01T00:00:00Z/' 'is still to come'
	try 's/^number:.*/number: 1/' "is another ticket's"
	try 's/^uid: .*/uid: 20261121-zzzzzzzz/' 'its path says'
	sed -i -e 's,^requester:.*,requester: romashka/nobody,' \
		-e 's/^assignee:.*/assignee: petr/' \
		-e 's/^customer:.*/customer: gazprom/' "$file"
	commit forged "$file"
	run -1 desk fsck
	has 'requester "romashka/nobody" is no contact'
	has 'assignee "petr" is no agent'
	has 'customer "gazprom" is none'
}

@test "an altered entry that stands again as it was is no finding" {
	romashka
	desk new -s One -r buh@romashka.example -m 'It is red.' >/dev/null
	local file
	file=$(file_of 1)
	sed -i 's/It is red/It is blue/' "$file"
	commit forged "$file"
	run -1 desk fsck
	git revert --no-edit HEAD >/dev/null
	run -0 desk fsck --json
	equals "$(json '.[0].what + " " + (.[0].fixed | tostring)')" \
		'altered-entry true'
	git rm -q "$file"
	git commit -q --no-verify -m gone
	run -1 desk fsck
	git revert --no-edit HEAD >/dev/null
	run -0 desk fsck
}

@test "the card has what is asked for on the phone, in words" {
	new_store
	mkdir -p customers
	cat >customers/romashka.yaml <<'END'
name: Romashka
sites:
  main: {address: 'Lenina 5', access: by pass}
contract: {number: 14-A, hours: 20/month, sla: vip}
team: {main: anna}
contacts:
  maria: {name: Maria, phones: ['+7 495 123-47-32'], vip: true,
          department: Accounts, remote: anydesk 123456789}
END
	commit romashka customers
	run -0 desk card maria --json
	equals "$(json '[.phones, .vip, .department, .remote] | tostring')" \
		'[["+7 495 123-47-32"],true,"Accounts","anydesk 123456789"]'
	equals "$(json .sites)" 'main: address Lenina 5, access by pass'
	equals "$(json .contract)" 'number 14-A, hours 20/month, sla vip'
	equals "$(json '[.team, ."hours-left", ."hours-bought"] | tostring')" \
		'["main anna",72000,72000]'
}

@test "mail from a domain of two customers is nobody's, and says why" {
	new_store
	NO_FSCK=1
	mkdir -p customers
	printf 'domains: [x.example]\n' | tee customers/a.yaml >customers/b.yaml
	commit both customers
	printf '%s\n' 'From a Sat Nov 21 06:00:00 2026' \
		'From: Vasya <vasya@x.example>' 'To: support@desk.example' \
		'Subject: Help' 'Message-ID: <1@x.example>' \
		'Date: Sat, 21 Nov 2026 06:00:00 +0000' '' Hi '' >"$SANDBOX/mbox"
	desk mail add support@desk.example --url "mbox:$SANDBOX/mbox" --all \
		--no-test >/dev/null
	desk pull 2>/dev/null
	has 'warning: the sender belongs to a and b, so to no customer' \
		"$(cat "$(file_of 1)")"
}

@test "outside a terminal nobody is meant by a part of their name" {
	romashka
	add_agent ivan 'Ivan Volkov' 'aliases: [vanya]'
	desk new -s Printer >/dev/null
	local command
	for command in 'assign 1 iva' 'assign 1 Volkov' 'new -s x -a iva' \
		'set 1 customer=roma' 'set 1 requester=Mar' 'new -s x -c roma' \
		'new @iva x' 'list assignee:iva' 'list customer:roma' \
		'close -Q customer:roma' 'card roma' 'log 1 --by iva' \
		'--as iva list' 'away iva 2026-11-23' 'bill roma'; do
		run -67 --separate-stderr desk $command
		grep -Eq 'did you mean (ivan|romashka)' <<<"$stderr" ||
			equals "$command: $stderr" ''
	done
	equals "$(field 1 assignee)" ''
	for command in 'assign 1 vanya' 'assign 1 IVAN' \
		'assign 1 ivan@desk.example' 'set 1 customer=romashka.example' \
		'set 1 requester=maria' 'list customer:Romashka'; do
		run -0 desk $command
	done
	equals "$(desk show 1 --format '%(assignee) %(customer) %(requester)')" \
		'ivan romashka romashka/maria'
	run -0 script -qec 'desk assign 1 ann' /dev/null
	equals "$(field 1 assignee)" anna
	# What stands in desk.yaml means the same to all.
	printf '  - {name: hers, if: "assignee:ann", set: {priority: low}}\n' >rule
	sed -i '/^routing:/r rule' desk.yaml
	commit rule desk.yaml
	run script -qec 'desk new -s Toner' /dev/null
	has 'no agent "ann"; did you mean anna'
}

@test "what is the lead's to change: commands and hook refuse, fsck names" {
	new_store
	add_agent olga Olga 'roles: [observer]'
	add_agent tina Tina 'trainee: anna'
	add_agent boris Boris
	mkdir -p customers
	printf 'name: Acme\ncontract: {number: 1, hours: 5/month, rate: 100}\n' \
		>customers/acme.yaml
	commit acme customers
	desk new -s Printer -r bob@acme.example >/dev/null
	i_am olga
	run -77 desk agent add evil --name E --mail e@e.example --role lead
	has 'agents/evil.yaml: olga is an observer'
	i_am tina
	run -77 desk agent add evil --name E --mail e@e.example
	has 'only who has the role lead changes this (a new agent)'
	LC_ALL=ru_RU.UTF-8 run -77 desk agent add evil --name E --mail e@e.example
	has 'только сотрудник с ролью lead (новый сотрудник), а'
	# What is her own business she may change.
	echo 'language: ru' >>agents/tina.yaml
	git commit -qam language
	sed -i '/trainee/d' agents/tina.yaml
	run -1 git commit -qam free
	has 'agents/tina.yaml: only who has the role lead changes this (trainee), and tina'
	sed -i 's/rate: 100/rate: 900/' customers/acme.yaml
	echo '# mine' >>desk.yaml
	sed -i 's/^number: 1/number: 7/' "$(file_of 1)"
	run -1 git commit -qam more
	has 'customers/acme.yaml: only who has the role lead changes this (contract)'
	lacks 'acme.yaml: customers/acme.yaml'
	has 'desk.yaml: only who has the role lead changes this'
	has 'number 7: only who has the role lead gives'
	git commit -qam 'past the hook' --no-verify
	run -1 desk fsck
	has 'only who has the role lead changes this (trainee), and tina has it not'
	has 'customers/acme.yaml'
	has 'number 1 became 7'
	# The lead takes on what stands, or puts it right. Whatever she commits to a
	# ticket, she has seen what it had become.
	i_am anna
	desk comment 7 -m 'It is hunter22.' >/dev/null
	run -1 desk fsck
	lacks 'became 7'
	i_am tina
	sed -i 's/hunter22/█████/; s/^body: |/redacted: 2026-11-21T06:14:03Z\n&/' \
		"$(file_of 7)"
	git commit -qam 'redacted' --no-verify
	run -1 desk fsck
	has 'a text was taken out of an entry'
	desk comment 7 -m 'I did.' >/dev/null
	run -1 desk fsck
	has 'a text was taken out of an entry'
	i_am anna
	desk comment 7 -m 'Seen, too.' >/dev/null
	run -1 desk fsck
	lacks 'a text was taken out'
	echo 'trainee: anna' >>agents/tina.yaml
	sed -i 's/rate: 900/rate: 101/' customers/acme.yaml
	sed -i '/^# mine/d' desk.yaml
	sed -i 's/^number: 7/number: 1/' "$(file_of 7)"
	git commit -qam 'put right'
	run -0 desk fsck
	# Who has left changes nothing, wherever.
	echo 'left: true' >>agents/boris.yaml
	git commit -qam 'Boris has left'
	i_am boris
	sed -i 's/^priority: .*/priority: high/' tickets/*/*/*/*.yaml
	run -1 git commit -qam 'one more thing'
	has 'boris@desk.example has left, and changes nothing any more'
	git commit -qam 'one more thing' --no-verify
	run -1 desk fsck
	has 'boris has left, and changes nothing any more'
	NO_FSCK=1
}

# side COMMAND...: what Anna commits beside main, on the branch `side`.
side() {
	i_am anna 'Anna Petrova' anna@desk.example
	git checkout -q -B side
	"$@"
	git commit -qam 'beside' --no-verify
	git checkout -q main
}
# merges NAME [COMMAND...]: main merges it, and what the command does.
merges() {
	i_am tina
	git merge -q --no-ff --no-commit side
	"$@"
	git commit -qam 'merged' --no-verify
}
on_top() { sed -i "1i # $1" desk.yaml; }
below() { echo "# $1" >>desk.yaml; }
grabs() {
	sed -i 's/^number: 1/number: 7/' "$(file_of 1)"
	echo 'roles: [lead]' >>agents/tina.yaml
}

@test "a merge is judged by what its author put into it" {
	new_store
	add_agent tina Tina
	desk new -s Printer -r bob@acme.example >/dev/null
	# What one side did, and what git makes of both.
	side on_top one
	i_am tina
	desk comment 1 -m 'Meanwhile.' >/dev/null
	merges true
	run -0 desk fsck
	side on_top two
	i_am anna 'Anna Petrova' anna@desk.example
	below three
	git commit -qam 'below' --no-verify
	merges true
	has '# two' "$(git show HEAD:desk.yaml)"
	has '# three' "$(git show HEAD:desk.yaml)"
	run -0 desk fsck
	# What neither had.
	side on_top four
	i_am tina
	desk comment 1 -m 'Again.' >/dev/null
	merges below five
	run -1 desk fsck
	has 'desk.yaml: only who has the role lead changes this, and tina has it not'
	i_am anna 'Anna Petrova' anna@desk.example
	sed -i '/^# five/d' desk.yaml
	commit 'put right' desk.yaml
	run -0 desk fsck
	side on_top six
	i_am tina
	desk comment 1 -m 'Once more.' >/dev/null
	merges grabs
	run -1 desk fsck
	has 'number 1 became 7'
	has 'agents/tina.yaml: only who has the role lead changes this (roles)'
	NO_FSCK=1
}

@test "a merge renumbers no ticket that only its other side brought" {
	new_store
	add_agent tina Tina
	desk new -s Printer >/dev/null
	desk new -s Scanner >/dev/null
	git branch side
	git reset -q --hard HEAD~1
	i_am tina
	desk comment 1 -m 'Meanwhile.' >/dev/null
	scanner() { grep -l '^number: 2$' tickets/*/*/*/*.yaml; }
	merges true
	run -0 desk fsck
	git reset -q --hard HEAD~1
	renumber() { sed -i 's/^number: 2$/number: 9/' "$(scanner)"; }
	merges renumber
	run -1 desk fsck
	has 'number 2 became 9; only who has the role lead'
	NO_FSCK=1
}

@test "by a mail or by hand, an address has the customer of its domain" {
	new_store
	mkdir -p customers
	printf 'title: Acme\ndomains: [acme.example]\n' >customers/acme.yaml
	printf 'title: Two\n' >customers/two.yaml
	commit Customers customers
	desk new -s a -r bob@acme.example -m t >/dev/null
	desk new -s c -r bob@nobody.example -m t >/dev/null
	desk new -s d -r bob@acme.example -c two -m t >/dev/null
	desk apply >/dev/null \
		<<<'{"op": "new", "subject": "e", "requester": "eve@acme.example"}'
	equals "$(desk list --sort number --fields customer -O tsv | tr '\n' ' ')" \
		'acme  two acme '
}

@test "who is named by tickets goes neither by undo nor by hand" {
	new_store
	desk customer add acme --title ACME --domain acme.example \
		--name Ivan --mail ivan@acme.example >/dev/null
	desk new -s Printer -r ivan@acme.example >/dev/null
	desk undo -y >/dev/null
	run -65 --separate-stderr desk undo -y
	has 'acme goes, but tickets name the customer: 1; `desk set N' "$stderr"
	[ -e customers/acme.yaml ] || fail 'it went all the same'
	DESK_FORCE_TTY=80 LC_ALL=ru_RU.UTF-8 run -65 --separate-stderr desk undo -y
	has 'клиент заявок: 1' "$stderr"
	git rm -q customers/acme.yaml
	run -1 git commit -qm gone
	has 'tickets name the customer: 1'
	git reset -q --hard

	# A contact of open tickets alone; an agent of any.
	sed -i 's/^  ivan:/  petr:/' customers/acme.yaml
	git commit -qam 'a contact of a closed ticket'
	git revert --no-edit HEAD >/dev/null
	desk reopen 1 -m again >/dev/null
	desk assign 1 anna >/dev/null
	sed -i 's/^  ivan:/  petr:/' customers/acme.yaml
	git rm -q agents/anna.yaml
	run -1 git commit -qam gone
	has 'the contact acme/ivan goes, but open tickets name it'
	has 'anna goes, but tickets have them as assignee: 1;'
	git reset -q --hard

	# Together with what named them, they may go.
	sed -i 's/^customer: .*/customer:/; s/^requester: .*/requester:/' \
		"$(file_of 1)"
	git rm -q customers/acme.yaml
	git commit -qam both
}

@test "a file that another one names does not go" {
	new_store
	# Nor what a store is nothing without.
	sed -i '/^id:/d' desk.yaml
	run -1 git commit -qam 'no id'
	has 'the id became -; it names the store'
	git checkout -q desk.yaml
	git rm -q agents/anna.yaml
	run -1 git commit -qm nobody
	has 'it leaves the store without an agent'
	git reset -q --hard
	git rm -q templates/ack.yaml
	run -1 git commit -qm gone
	has 'desk.yaml:'
	has 'templates/ack.yaml'
	git reset -q --hard
	add_agent boris Boris
	add_agent vera Vera 'trainee: boris'
	git rm -q agents/boris.yaml
	run -1 git commit -qm gone
	has 'agents/vera.yaml:'
	git reset -q --hard
	# Whoever leaves does so at once.
	echo 'left: true' >>agents/boris.yaml
	git commit -qam left
	run -1 desk config check
	has 'agents/vera.yaml'
	git revert --no-edit HEAD >/dev/null
}
