# What is named but gone: a category, an agent, the working hours.
load helper

@test "tickets of a category that was removed are found and can be moved" {
	new_store
	desk new -s VPN -k network/vpn >/dev/null
	sed -i '/network\/vpn:/d' desk.yaml
	git commit -qam 'no vpn' --no-verify
	run -0 desk list category:network/vpn -O ids
	equals "$output" 1
	run -64 desk list category:network/vpm
	run -64 desk list 'priority:hihg+'
	run -64 desk new -s Again -k network/vpn
	desk comment 1 -m 'still here'
	desk category 1 network
	run -0 desk list category:network -O ids
	equals "$output" 1
}

@test "who has left gets nothing, and what names them is told" {
	new_store
	desk agent add boris --name Boris --mail boris@desk.example --level L2
	desk new -s one -a boris >/dev/null
	sed -i "s/^routing:.*/&\n  - {if: 'subject:route', set: {assignee: boris}}/" \
		desk.yaml
	echo 'rota: [{who: boris}]' >oncall.yaml
	echo 'left: true' >>agents/boris.yaml
	git add -A
	git commit -qm 'boris has left'
	run -1 desk config check --format '%(file): %(message)'
	has 'desk.yaml: boris has left (agents/boris.yaml)' "$output"
	has 'oncall.yaml: "boris" has left; nobody is called' "$output"
	run -67 --separate-stderr desk assign 1 boris
	has 'boris has left (agents/boris.yaml)' "$stderr"
	run -67 desk new -s two -a boris
	run -67 desk visit 1 boris 'tomorrow 10:00'
	run -0 --separate-stderr desk new -s route
	has 'routing 1 is passed over: boris has left' "$stderr"
	equals "$(field 2 assignee)" ''
	run -0 desk list -a boris -O ids
	equals "$output" 1
	# Nor do they act, named or by their address; they may still read.
	run -67 --separate-stderr desk take 2 --as boris
	has 'boris has left (agents/boris.yaml)' "$stderr"
	run -67 --separate-stderr \
		env GIT_AUTHOR_EMAIL=boris@desk.example desk new -s three
	has 'agents/boris.yaml' "$stderr"
	for verb in 'comment 2 -m x' 'close 2' 'time add 2 1h' 'undo' \
		'category 2 network' 'customer add acme'; do
		run -67 --separate-stderr env DESK_AGENT=boris desk $verb
		has 'boris has left (agents/boris.yaml)' "$stderr"
	done
	equals "$(field 2 assignee)" ''
	run -66 desk show 3
	run -0 env DESK_AGENT=boris desk show 2
	git rm -q agents/boris.yaml
	# The hook says who has tickets of theirs.
	git commit -qm 'boris is forgotten' --no-verify
	run -0 desk list -a boris -O ids
	equals "$output" 1
	desk assign 1 anna
	equals "$(field 1 assignee)" anna
	run -1 desk config check --format '%(file): %(message)'
	has 'oncall.yaml: "boris" is no agent' "$output"
}

@test "a calendar without any working time: no deadlines, nothing breaks" {
	new_store
	echo 'week: {}' >calendars/office.yaml
	git commit -qam 'nobody works'
	run -1 desk config check --format '%(file): %(message)'
	has 'calendars/office.yaml: no working time' "$output"
	desk new -s one -p high >/dev/null
	equals "$(field 1 due)" ''
	run -0 desk sla check
	run -0 desk sla show 1
	run -0 desk list in-status:1bd.. -O ids
	equals "$output" ''
	run -78 --separate-stderr desk eta 1 4bh
	has 'has no working time' "$stderr"
	desk cron run
	desk eta 1 4h
	desk report sla >/dev/null
}
