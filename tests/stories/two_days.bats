# Two days of a small desk: an L1 and an L2 agent each with a clone, cron on a
# third machine, a hub over ssh that asks who pushes, mail both ways. At the end
# every customer has each letter once, the stores are equal and so is the report.
load helper
load mail

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	SMTP=1 USERS=olga:x "$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" \
		start "$SERVER"
}

teardown_file() {
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" stop "$SERVER"
}

setup() {
	sandbox
	. "$SERVER/env"
	new_store
	no_notices
	desk agent add vera --name Vera --mail vera@desk.example --level L2
	desk agent add robot --name Robot --mail robot@desk.example \
		--role automation
	cd "$SANDBOX"
	desk -C "$STORE" hub create --pusher env:PUSHER hub.git >/dev/null
	sshd_for anna vera robot
}

teardown() {
	[ -z "${SSHD-}" ] || kill "$SSHD" 2>/dev/null || true
	sandbox_end
}

accepts() { (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# sshd_for LOGIN...: a key for each, by which the hub knows who pushes.
sshd_for() {
	local login try
	ssh-keygen -q -t ed25519 -N '' -f host
	for login; do
		ssh-keygen -q -t ed25519 -N '' -f "key.$login"
		echo "environment=\"PUSHER=$login\" $(cat "key.$login.pub")" >>keys
		mkdir -p "at/$login"
	done
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((10000 + SRANDOM % 40000))
		! accepts $PORT || continue
		printf '%s\n' "Port $PORT" 'ListenAddress 127.0.0.1' \
			"HostKey $SANDBOX/host" "AuthorizedKeysFile $SANDBOX/keys" \
			'StrictModes no' 'UsePAM no' 'PidFile none' \
			'PermitUserEnvironment PUSHER' 'PermitRootLogin yes' >sshd.conf
		/usr/sbin/sshd -D -e -f "$SANDBOX/sshd.conf" 2>sshd.said 3>&- 4>&- &
		SSHD=$!
		wait_until 'sshd' eval "accepts $PORT || ! kill -0 $SSHD"
		! accepts $PORT || break
	done
	accepts $PORT || fail 'no sshd' "$(cat sshd.said)"
	for login; do
		printf '%s\n' 'Host desk' 'HostName 127.0.0.1' "Port $PORT" \
			"User $(id -un)" "IdentityFile $SANDBOX/key.$login" \
			'IdentitiesOnly yes' 'BatchMode yes' \
			'StrictHostKeyChecking no' 'LogLevel ERROR' \
			"UserKnownHostsFile $SANDBOX/known" >"ssh.$login"
	done
}

# at WHO: at the keyboard of that machine, with their key.
at() {
	i_am "$1"
	cd "$SANDBOX/at/$1" || return
	export GIT_SSH_COMMAND="ssh -F $SANDBOX/ssh.$1"
	[ ! -d desk ] || cd desk
}
offline() { export GIT_SSH_COMMAND=false; }

arrived() { find "$MAIL_DIR/$1"/new "$MAIL_DIR/$1"/cur -type f | wc -l; }
comes() { mail_at "$SANDBOX/post" "$1" "$DESK_NOW"; }
# One of those that sync before they answer.
auto() { desk --config sync=auto "$@"; }
# The number of the ticket with that subject.
numbered() { desk list "subject:\"$1\" is:all" -O tsv --fields number; }
# What cron does on its machine.
cron() {
	at robot
	run desk cron run
	[ "$status" = 0 ] || fail "cron ended with $status" "$output"
	equals "$output" ''
}

@test "two days of two agents, cron and a hub that says no" {
	local who
	find "$MAIL_DIR"/*/new "$MAIL_DIR"/*/cur -type f -delete
	mkdir -p post/{new,cur,tmp}
	for who in anna vera robot; do
		at $who
		desk clone "desk:$SANDBOX/hub.git" desk >/dev/null
		# Nothing is left behind by a command; who must not wait says so.
		git -C desk config desk.sync manual
	done
	at robot
	desk mail add support@desk.test --url "maildir:$SANDBOX/post" \
		--smtp "smtp://127.0.0.1:$SMTP_PORT/" --no-test >/dev/null
	git config desk.send.delay 0

	# Monday: two mails come; L1 takes one, L2 adds to it.
	echo 'It is on fire.' | letter 'Bob <bob@desk.test>' Printer \
		p1@desk.test | comes 1.a
	echo 'No sound.' | letter 'Olga <olga@desk.test>' Radio r1@desk.test | comes 2.a
	cron
	at anna
	now +600
	desk sync >/dev/null
	local printer radio
	printer=$(numbered Printer) radio=$(numbered Radio)
	equals "$(printf '%s\n' "$printer" "$radio" | sort)" $'1\n2'
	auto take "$printer" >/dev/null 2>&1
	desk sync >/dev/null
	at vera
	desk sync >/dev/null
	equals "$(field "$printer" assignee)" anna
	run ! desk take "$printer"
	desk comment "$printer" -m 'It is the fuser.' >/dev/null
	desk new -s 'Server fan' -r olga@desk.test >/dev/null
	desk sync >/dev/null
	local fan
	fan=$(numbered 'Server fan')
	equals "$fan" 3

	# On the train, both without a net.
	at anna
	desk sync >/dev/null
	offline
	now +600
	auto reply "$printer" -m 'Switch it off, please.' >/dev/null 2>&1
	auto reply "$radio" -m 'Which radio is it?' >/dev/null 2>&1
	auto take "$radio" >/dev/null 2>&1
	run -0 --separate-stderr auto new -s 'Call from the train' -r bob@desk.test
	has 'not synced' "$stderr"
	[[ $output =~ ^[a-z][0-9a-z]{3,7}$ ]] || fail "no handle: $output"
	desk merge "$fan" "$radio" >/dev/null 2>&1
	at vera
	offline
	now +60
	auto reply "$radio" -m 'Is it plugged in?' >/dev/null 2>&1
	auto take "$radio" >/dev/null 2>&1
	desk escalate "$fan" -k other -m 'A new fan.' >/dev/null 2>&1
	desk set "$printer" priority=high >/dev/null 2>&1

	# Tuesday in the office.
	now +86400
	at anna
	desk sync >/dev/null
	at vera
	desk sync >/dev/null
	at anna
	desk sync >/dev/null
	equals "$(git rev-parse main)" "$(git -C ../../vera/desk rev-parse main)"
	equals "$(numbered 'Call from the train')" 4
	equals "$(field "$radio" assignee)" anna
	equals "$(field "$printer" priority)" high
	equals "$(desk show "$radio" --json | jq '[.entries[] |
		select(.kind == "reply")] | length')" 2
	equals "$(field "$fan" merged-into)" "$(field "$radio" uid)"

	# A hand edit by plain git; one that may not be; somebody else's work.
	sed -i 's/^category:.*/category: printers/' "$(file_of "$printer")"
	git commit -qam 'By hand'
	git push -q
	at vera
	sed -i 's/^roles:.*/roles: [lead]/' agents/vera.yaml
	echo 'roles: [lead]' >>agents/vera.yaml
	git commit -qam 'I lead' --no-verify
	git pull -q --rebase
	run ! git push -q
	has 'only who has the role lead changes this'
	run -4 desk sync
	run -0 desk sync --status
	has 'only who has the role lead'
	equals "$(git diff --stat origin/main main)" ''

	# All that was written leaves once; an answer comes back.
	cron
	delivered
	echo 'Yes, it is.' | letter 'Olga <olga@desk.test>' 'Re: Radio' r2@desk.test \
		'In-Reply-To: <r1@desk.test>' | comes 3.a
	now +600
	cron
	cron
	delivered
	at anna
	desk sync >/dev/null
	desk reply "$printer" -m 'A new fuser.' >/dev/null
	desk solve "$printer" --as solved -w 30m >/dev/null
	desk sync >/dev/null
	now +600
	cron
	cron
	delivered
	local text
	for text in 'Switch it off, please.' 'Which radio is it?' 'Is it plugged in?' \
		'A new fuser.'; do
		equals "$(grep -rlF "$text" "$MAIL_DIR" | wc -l)" 1 ||
			fail "not once: $text"
	done

	# One store, one report.
	local tip='' report=''
	for who in anna vera robot; do
		at $who
		desk sync >/dev/null || [ $? = 4 ]
		tip+=$(git rev-parse main)$'\n'
		report+=$(desk report agents --period 2026-11 -O tsv |
			sha256sum)$'\n'
		prove "$PWD"
	done
	equals "$(sort -u <<<"$tip" | grep -c .)" 1
	equals "$(sort -u <<<"$report" | grep -c .)" 1
	run -0 desk report agents --period 2026-11 --json
	json '[.. | objects | select(.agent? == "anna")][0].solved == 1'
}
