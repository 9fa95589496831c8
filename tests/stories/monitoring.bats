# Mail of monitoring systems: the rows that come with `desk init`, over mails
# as those systems write them.
load helper
load mail

setup() {
	sandbox
	new_store
	POST=$SANDBOX/post
	desk mail add support@desk.example --url "maildir:$POST" --all \
		--no-test >/dev/null
	uncomment
}

# The rows as shipped, without their comment signs.
uncomment() {
	sed -i '/^# monitoring:/,$s/^# //' desk.yaml
	desk config check
	commit monitoring desk.yaml
}

next() { echo >>"$SANDBOX/numbers"; wc -l <"$SANDBOX/numbers"; }

# alert FROM SUBJECT [HEADER...] < TEXT
alert() {
	local n
	n=$(next)
	letter "$1" "$2" "m$n@mon.example" "${@:3}" |
		mail_at "$POST" "$n.x" "2026-11-21 05:$((n + 10)):00Z"
	pull
}

state() { echo "$(field "$1" status) $(field "$1" dedupe-key)"; }

@test "the Russian rows are the same" {
	equals "$(sed -n '/^monitoring:/,$p' desk.yaml)" \
		"$(sed -n '/^# monitoring:/,$s/^# //p' \
			"$TREE/src/app/desk/presets/it-outsourcing/ru/desk.yaml")"
}

@test "Nagios: problem, again, acknowledged, recovery, and once more" {
	local from='Nagios <nagios@mon.example>'
	alert "$from" '** PROBLEM Service Alert: web1/HTTP is CRITICAL **' <<<Down
	equals "$(state 1)" 'new web1/HTTP'
	equals "$(field 1 priority)" high
	equals "$(field 1 type)" incident
	equals "$(field 1 channel)" monitoring
	alert "$from" '** PROBLEM Service Alert: web1/HTTP is CRITICAL **' <<<Still
	alert "$from" '** ACKNOWLEDGEMENT Service Alert: web1/HTTP is CRITICAL **' <<<ok
	equals "$(entries 1 message)" 3
	alert "$from" '** PROBLEM Host Alert: web1 is DOWN **' <<<Down
	equals "$(state 2)" 'new web1/Host'
	alert "$from" '** RECOVERY Service Alert: web1/HTTP is OK **' <<<Up
	equals "$(state 1)" 'solved web1/HTTP'
	equals "$(state 2)" 'new web1/Host'
	alert "$from" '** PROBLEM Service Alert: web1/HTTP is CRITICAL **' <<<Again
	equals "$(state 1)" 'open web1/HTTP'
	equals "$(pulled new-tickets)" 0
	desk close 1 --as wontfix
	alert "$from" '** PROBLEM Service Alert: web1/HTTP is CRITICAL **' <<<Third
	equals "$(state 3)" 'new web1/HTTP'
	has "related $(field 1 uid)" "$(cat "$(file_of 3)")"
}

@test "Icinga 2" {
	local from='icinga@mon.example'
	alert "$from" '[PROBLEM] disk on db1 is CRITICAL!' <<<Full
	alert "$from" '[PROBLEM] Host db1 is DOWN!' <<<Gone
	equals "$(state 1)" 'new db1/disk'
	equals "$(state 2)" 'new db1/Host'
	alert "$from" '[RECOVERY] Host db1 is UP!' <<<Back
	equals "$(state 1)" 'new db1/disk'
	equals "$(state 2)" 'solved db1/Host'
}

@test "Zabbix: the host stands in the text" {
	local from='zabbix@mon.example'
	alert "$from" 'Problem: High CPU' <<-MAIL
		Problem started at 10:00:00 on 2026.11.21
		Problem name: High CPU
		Host: app1
		Severity: High
	MAIL
	equals "$(state 1)" 'new app1/High CPU'
	alert "$from" 'Resolved in 5m 1s: High CPU' <<<'Host: app2'
	equals "$(pulled ignored)" 1
	equals "$(state 1)" 'new app1/High CPU'
	alert "$from" 'Resolved in 5m 1s: High CPU' <<<'Host: app1'
	equals "$(state 1)" 'solved app1/High CPU'
	# Ignored once is not fetched again, and makes nothing.
	pull
	equals "$(pulled ignored)" 0
	equals "$(git ls-files tickets | wc -l)" 1
}

@test "Monit and Uptime Kuma" {
	local from='Monit <monit@srv.example>'
	alert "$from" 'monit alert --  Connection failed nginx' <<<$'\tHost:        srv'
	equals "$(state 1)" 'new srv/nginx'
	alert "$from" 'monit alert --  Connection succeeded nginx' <<<$'\tHost:        srv'
	equals "$(state 1)" 'solved srv/nginx'
	alert "$from" 'monit alert --  Timeout cron' <<<'Host: srv'
	alert "$from" 'monit alert --  Timeout recovery cron' <<<'Host: srv'
	equals "$(state 2)" 'solved srv/cron'
	from='kuma@mon.example'
	alert "$from" '[Shop] [🔴 Down] connect ECONNREFUSED' <<<x
	equals "$(state 3)" 'new Shop'
	alert "$from" '[Shop] [✅ Up] 200 - OK' <<<y
	equals "$(state 3)" 'solved Shop'
}

@test "without trust a recovery needs DMARC" {
	sed -i 's/^    trust: address$//' desk.yaml
	commit 'no trust' desk.yaml
	git config desk.account.support@desk.example.authserv-id mx.desk.example
	alert kuma@mon.example '[Shop] [🔴 Down] x' <<<x
	alert kuma@mon.example '[Shop] [✅ Up] x' <<<x
	equals "$(state 1)" 'new Shop'
	alert kuma@mon.example '[Shop] [✅ Up] x' 'Authentication-Results: mx.desk.example;
 dmarc=pass header.from=mon.example' <<<x
	equals "$(state 1)" 'solved Shop'
}

@test "problem and recovery in one pull" {
	letter kuma@mon.example '[Shop] [🔴 Down] x' k1@mon.example <<<x |
		mail_at "$POST" 1.x '2026-11-21 05:00:00Z'
	letter kuma@mon.example '[Shop] [✅ Up] x' k2@mon.example <<<x |
		mail_at "$POST" 2.x '2026-11-21 05:01:00Z'
	pull
	equals "$(state 1)" 'solved Shop'
	equals "$(entries 1 message)" 2
}

# host NAME NUMBERS...: a clone that takes these alerts in, one after the other.
host() {
	local name=$1 n
	desk clone "$SANDBOX/hub.git" "$SANDBOX/$name" >/dev/null
	cd "$SANDBOX/$name" || return
	git config desk.sync manual
	POST=$SANDBOX/post-$name
	desk mail add support@desk.example --url "maildir:$POST" --all \
		--no-test >/dev/null
	for n in "${@:2}"; do
		letter nagios@mon.example "${ALERTS[n]} **" "m$n@mon.example" <<<"$n" |
			mail_at "$POST" "$n.x" "2026-11-21 05:1$n:00Z"
		pull
	done
}

@test "hosts that take in the same alerts, in any order, have one ticket of them" {
	local name ALERTS=('' '** PROBLEM Service Alert: web1/HTTP is CRITICAL'
		'** PROBLEM Service Alert: web1/HTTP is CRITICAL'
		'** RECOVERY Service Alert: web1/HTTP is OK'
		'** PROBLEM Service Alert: web1/HTTP is CRITICAL')
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	host one 1 2 3 4
	host two 1 2 3 4
	host three 2 1 4
	for name in one two; do desk -C "../$name" sync >/dev/null 2>&1; done
	for name in three one two; do desk -C "../$name" sync >/dev/null 2>&1; done
	equals "$(git rev-parse main)" "$(git -C ../one rev-parse main)"
	equals "$(git rev-parse main)" "$(git -C ../two rev-parse main)"
	equals "$(desk list is:all --format '%(number) %(status)')" '1 open'
	equals "$(entries 1 message)" 4
	# Which came first where is no matter of opinion.
	run ! grep '^kind: conflict' "$(file_of 1)"
	equals "$(git show "main:$(file_of 1)" | grep -c 'template: solved')" 1
	# One whose key was taken off by hand stays, and the next is another.
	sed -i '/^dedupe-key:/d' "$(file_of 1)"
	commit 'no key' "$(file_of 1)"
	letter nagios@mon.example "${ALERTS[1]} **" m5@mon.example <<<5 |
		mail_at "$POST" 5.x '2026-11-21 05:15:00Z'
	pull
	equals "$(pulled new-tickets)" 1
	equals "$(entries 1 message)" 4
}
