# Settings, and whether desk.yaml, agents and customers are in order.
load helper

@test "set, get and list" {
	new_store
	run -0 desk config set alias.mine 'list is:mine'
	run -0 desk config get alias.mine
	equals "$output" 'list is:mine'
	run -0 desk config list --jq '.[] | select(.name == "alias.mine").value'
	equals "$output" 'list is:mine'
	run -1 desk config get nothing
	run -78 desk config set 'bad key' x
	run -64 desk config set alias.x
}

@test "a new store is in order" {
	new_store
	run -0 desk config check
	equals "$output" ''
	DESK_FORCE_TTY=80 run -0 desk config check
	has 'in order'
}

@test "mistakes have a file, a line and a column, committed or not" {
	new_store
	sed -i 's/^levels:.*/levels: {L1: 2}/' desk.yaml
	printf 'name: Ivan\nmails: 7: 8\n' >agents/ivan.yaml
	run -1 desk config check --format '%(file):%(line):%(column): %(message)'
	has 'desk.yaml:'
	has 'agents/ivan.yaml:2:'
	DESK_FORCE_TTY=80 run -1 desk config check
	has 'agents/ivan.yaml:2:'
	git checkout -q desk.yaml
	rm agents/ivan.yaml
}

@test "sections name templates, files, roles and queries that must be there" {
	new_store
	sed -i 's/created: ack/created: akc/; s/notify: lead/notify: chief/
		s/type:complaint/type:complant/' desk.yaml
	run -1 desk config check --format '%(line):%(column): %(message)'
	has 'complant'
	sed -i 's/type:complant/type:complaint/' desk.yaml
	run -1 desk config check --format '%(line):%(column): %(message)'
	has 'there is no template "akc": no file templates/akc.yaml'
	has '"chief" is no agent, group, level or role'
	git checkout -q desk.yaml
	printf 'desk: 1\nworkflow: [{to: slved}]\n' >"$BATS_TEST_TMPDIR/x.yaml"
	run -1 desk config check "$BATS_TEST_TMPDIR/x.yaml"
	has 'did you mean "solved"?'
}

@test "outside of a store there is nothing to check" {
	cd "$HOME"
	run -66 desk config check
	git init -q elsewhere
	git -C elsewhere commit -q --allow-empty -m 'not a desk'
	run -66 --separate-stderr desk -C elsewhere list
	has 'desk init' "$stderr"
	[ ! -e elsewhere/.git/desk/index.db ]
}
