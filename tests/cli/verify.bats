#!/usr/bin/env bats
# Calling back about what was solved, and complaints.
load helper

# verify YAML: the section of desk.yaml.
verify_section() {
	printf 'verify: %s\n' "$1" >>desk.yaml
	commit 'Verify' desk.yaml
}


next() { desk verify next -O ids | tr '\n' ' '; }

@test "a share of what is solved is called back about, some of it always" {
	new_store
	add_agent vera Vera 'roles: [lead]'
	add_agent ivan Ivan
	add_agent anna Anna
	desk new -s 'A password' -r bob@acme.example -k access -m t >/dev/null
	desk new -s 'A wire' -r bob@acme.example -k network -m t >/dev/null
	desk customer add romashka --name 'Petr E' --phone '+7 495 123-47-40' >/dev/null
	desk new -s 'A wire of Ivan' -r romashka/petr-e -k network -m t >/dev/null
	desk new -s 'A rumour' -r bob@acme.example -k network -m t >/dev/null
	desk solve 1,2 -m d -w 5m >/dev/null
	desk close 4 --as duplicate >/dev/null
	i_am ivan
	desk take 3 >/dev/null
	desk solve 3 -m d -w 5m >/dev/null
	# call-back in the category: always; all else by the share, none at first.
	equals "$(next)" '1 '
	verify_section '{share: 0%, agents: {ivan: 100%}}'
	# Not by whose it is, but a lead may.
	equals "$(next)" '1 '
	run -77 desk verify done 3 --ok
	has '3 is yours' "$output"
	i_am vera
	equals "$(next)" '1 3 '
	sed -i '/^verify:/d' desk.yaml
	verify_section '{share: 100%, within: 14d}'
	equals "$(next)" '1 2 3 '
	# As it can be dialled.
	equals "$(desk verify --json | jq -c '[.[] | [.name, .phone]] | unique')" \
		'[["Petr E","+7 495 123-47-40"],["bob@acme.example",null]]'
	run -0 desk verify --json
	equals "$(jq -c '.[0] | [.number, .name, .agent, .category, .share]' <<<"$output")" \
		'[1,"bob@acme.example","anna","access",100]'
	run -64 desk verify done 1
	run -64 desk verify done 1 --ok --not-ok
	run -64 desk verify done 1 --not-ok
	has 'what is not ok' "$output"
	desk verify done 1 --ok -m 'All is well.' >/dev/null
	desk verify done 2 --not-ok -m 'It broke again.' >/dev/null
	equals "$(next)" '3 '
	equals "$(field 2 status)" open
	equals "$(desk show 2 --json | jq -c '.verified, (.entries[-1] |
		[.kind, .state, .by])')" '"not-ok"
["verify","not-ok","vera"]'
	has 'состояние: не решено' "$(LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=80 desk show 2)"
	equals "$(desk list is:verified -O ids)" 1
	equals "$(desk list is:not-ok -O ids)" 2
	equals "$(desk report csat --json | jq -c '.rows[] |
		[.agent, .verified, ."verified-ok", ."verified-share"]')" \
		'["anna",2,0.5,1]
["ivan",0,null,0]'
	run -77 desk verify done 2 --ok
	desk undo >/dev/null
	equals "$(field 2 status) $(desk show 2 --json | jq -c .verified)" 'solved null'
	# Nobody remembers what was solved long ago.
	now +1296000
	equals "$(next)" ''
	LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=80 run -0 desk verify
	has 'Перезванивать некому' "$output"
}

@test "what is drawn is the same in each clone, and near the share" {
	local i
	new_store
	add_agent vera Vera 'roles: [lead]'
	verify_section '{share: 30%}'
	for i in {1..40}; do
		printf '{"op": "new", "subject": "%s", "requester": "%s", "category": "%s"}\n' \
			"T $i" "b$i@acme.example" network
	done | jq -cs . | desk apply >/dev/null
	for i in {1..40}; do
		echo "{\"op\":\"work\",\"ticket\":$i,\"time\":\"5m\"}"
		echo "{\"op\":\"solve\",\"ticket\":$i}"
	done | jq -cs . | desk apply >/dev/null
	equals "$(desk list is:solved -O ids | wc -l)" 40
	i_am vera
	local drawn; drawn=$(next)
	[ "$(wc -w <<<"$drawn")" -ge 5 ] && [ "$(wc -w <<<"$drawn")" -le 20 ] || fail "$drawn"
	git clone -q "$STORE" "$SANDBOX/other"
	equals "$(cd "$SANDBOX/other" && next)" "$drawn"
}

@test "of two who called back about one ticket, who heard that it is not ok is believed" {
	new_store
	add_agent vera Vera 'roles: [lead]'
	add_agent ivan Ivan
	add_agent anna Anna
	desk new -s 'A password' -r bob@acme.example -k access -m t >/dev/null
	desk solve 1 -m d -w 5m >/dev/null
	git clone -q "$STORE" "$SANDBOX/other"
	i_am vera
	desk verify done 1 --not-ok -m 'It broke again.' >/dev/null
	now +60
	i_am ivan
	(cd "$SANDBOX/other" && git config desk.sync manual &&
		desk verify done 1 --ok >/dev/null)
	git pull -q --no-rebase --no-edit "$SANDBOX/other" main
	equals "$(field 1 status) $(desk show 1 --json | jq -r .verified)" 'open not-ok'
	equals "$(desk report csat --json | jq -c '.rows[] | [.verified, ."verified-ok"]')" '[1,0]'
}

@test "a complaint is told to the lead, and not ended by whom it is about" {
	new_store
	add_agent vera Vera 'roles: [lead]'
	add_agent ivan Ivan 'trainee: vera'
	add_agent anna Anna
	desk new -s 'He was rude' -r bob@acme.example -k other -m t >/dev/null
	i_am ivan
	desk set 1 type=complaint about=ivan priority=high >/dev/null
	equals "$(desk show 1 --json | jq -c '.entries[] | select(.kind == "notice") |
		[.to, .rule]')" \
		'[["Vera <vera@desk.example>"],"notify/complaint"]'
	has 'A complaint: He was rude' "$(desk show 1)"
	equals "$(desk sla show 1 --json | jq -r '.clocks[] |
		select(.clock == "resolution").policy')" complaint
	run -77 desk solve 1 -m d -w 5m
	has '1 is a complaint about you' "$output"
	run -77 desk set 1 type=question
	run -77 desk set 1 about=anna
	run -77 desk close 1 --as duplicate
	sed -i 's/^status:.*/status: solved/' "$(file_of 1)"
	run -1 git commit -qam 'Done'
	has '1 is a complaint about you' "$output"
	git checkout -q .
	run -0 desk fsck
	# Past the hook it is told of history, until a lead has seen it.
	sed -i 's/^status:.*/status: solved/' "$(file_of 1)"
	git commit -qnam 'Done'
	run -1 desk fsck --json
	equals "$(jq -c '[.what, (.text | contains("ivan ended a complaint"))]' \
		<<<"${lines[-2]}")" '["rights",true]'
	i_am vera
	desk reopen 1 >/dev/null
	run -0 desk fsck
	i_am ivan
	desk comment 1 -m 'I was not.' >/dev/null
	i_am anna
	desk solve 1 -m 'Said sorry.' -w 5m >/dev/null
	i_am ivan
	# Nor is it closed, or solved in another way.
	run -77 desk close 1
	run -77 desk close 1 --as spam
	desk reopen 1 >/dev/null
	run -77 desk solve 1 -m d -w 5m
	equals "$(desk report agents --json | jq -c '.rows[] | select(.complaints > 0) |
		[.agent, .complaints]')" '["ivan",1]'
	equals "$(desk report customers --json | jq -c '[.rows[].complaints]')" '[1]'
	LC_ALL=ru_RU.UTF-8 run -77 desk solve 1 -m d -w 5m
	has 'жалоба на вас' "$output"
}
