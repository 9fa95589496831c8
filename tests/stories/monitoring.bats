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
