# Mail of a team with many clones: it leaves after a sync, once, and carries the
# number that the sync gave.
load helper
load mail

setup_file() {
	export SERVER=$BATS_FILE_TMPDIR/server
	SMTP=1 USERS=ящик:x "$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" start "$SERVER"
}

teardown_file() {
	"$(dirname "$BATS_TEST_FILENAME")/mail_server.sh" stop "$SERVER"
}

setup() {
	sandbox
	. "$SERVER/env"
	find "$MAIL_DIR"/*/new "$MAIL_DIR"/*/cur -type f -delete
	new_store
	desk new -s Printer >/dev/null
	desk hub create "$SANDBOX/hub.git" >/dev/null
	cd "$SANDBOX"
	local name
	for name in one two; do
		desk clone hub.git $name >/dev/null
		git -C $name config desk.sync manual
		git -C $name config desk.send.delay 0
		git -C $name config desk.cron.host $name
		mkdir -p "$name.post"/{new,cur,tmp}
		desk -C $name mail add support@desk.test --url "maildir:$SANDBOX/$name.post" \
			--smtp "smtp://127.0.0.1:$SMTP_PORT/" --no-test >/dev/null
	done
}

arrived() { find "$MAIL_DIR/$1"/new "$MAIL_DIR/$1"/cur -type f | wc -l; }

@test "a letter leaves with its number, once for all clones, and its answer comes back" {
	local mail handle
	handle=$(desk -C two new -s 'No light' -r bob@desk.test -m 'It is dark.')
	[[ $handle == ???? ]]
	desk -C two reply "$handle" -m "We look into $handle, and into ${handle}s." >/dev/null
	run -0 desk -C two send --list
	has "$handle"
	# Both ask at once; one has the lease.
	desk -C one cron run >/dev/null 2>&1 &
	desk -C two cron run >/dev/null 2>&1
	wait
	desk -C one sync >/dev/null
	now +1200
	desk -C two cron run
	desk -C one cron run
	desk -C two cron run
	delivered
	mail=$(cat "$MAIL_DIR"/bob/new/*)
	has 'Subject: [STORE#2] No light' "$mail"
	has "We look into 2, and into ${handle}s." "$mail"
	equals "$(arrived bob)" 1
	equals "$(desk -C one show 2 -O json | jq '[.entries[] | select(.kind == "delivery" and
		.state == "sent")] | length')" 1
	equals "$(git -C one rev-parse main)" "$(git -C two rev-parse main)"
	equals "$(desk -C two list is:unsent -O ids)" ''
	# What left with the handle is understood, too.
	letter 'Bob <bob@desk.test>' "Re: [STORE#$handle] No light" back@desk.test \
		<<<'Light again.' | mail_at "$SANDBOX/two.post" 1.a "$DESK_NOW"
	desk -C one cron run
	desk -C two cron run
	now +1200
	desk -C two cron run
	desk -C one cron run
	desk -C two pull 2>&1 || true
	desk -C two sync >/dev/null
	run -0 desk -C two show 2
	has 'Light again.'
	# A file that somebody else attached comes to whoever sends it.
	desk clone hub.git three >/dev/null
	git -C three config desk.sync manual
	echo 'A plan.' >plan.txt
	desk -C three reply 2 -A plan.txt -m 'See the plan.' >/dev/null
	desk -C three sync >/dev/null
	now +1200
	desk -C one cron run
	desk -C two cron run
	delivered
	equals "$(arrived bob)" 2
	has "$(base64 <plan.txt)" "$(cat "$MAIL_DIR"/bob/new/*)"
}

@test "a digest is sent once, though the host that sent it is gone, or gave the lease back" {
	(cd one && no_notices && add_agent helga Helga &&
		sed -i 's/^mails:.*/mails: [desk@desk.test]/' agents/helga.yaml &&
		sed -i 's/.*anna@desk.example/  - desk2@desk.test\n&/' agents/anna.yaml &&
		echo 'notify: {digest: {to: agents, template: digest}}' >>desk.yaml &&
		commit digest agents desk.yaml)
	now 2026-11-23T08:00:00Z
	local late
	late=$(desk -C one new -s Late -a helga)
	desk -C one eta "$late" 2026-11-23T08:30:00Z >/dev/null
	desk -C one sync >/dev/null
	desk -C two sync >/dev/null
	desk clone hub.git three >/dev/null
	git -C three config desk.sync manual
	now 2026-11-23T09:05:00Z
	desk -C one cron run
	delivered
	# A reminder, too.
	equals "$(arrived desk)" 2
	# One is gone; by hand it is had, and given back.
	now 2026-11-23T09:40:00Z
	desk -C two remind >/dev/null
	has digest/helga/2026-11-23 "$(cat two/.git/desk/letters.sent)"
	lacks host "$(git -C hub.git cat-file blob refs/desk/cron)"
	equals "$(desk -C three cron status --jq '.[] | select(.job == "lease").holder')" null
	desk -C three remind >/dev/null
	equals "$(desk -C three send --list --jq '.[].mail | select(test("digest"))')" ''
	has digest/helga/2026-11-23 "$(cat three/.git/desk/letters.sent)"
}
