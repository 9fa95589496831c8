# Many clones: every step can be the last, real servers, many at once.
load helper

setup() {
	sandbox
	new_store
	desk new -s Printer -k printers >/dev/null
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	cd "$SANDBOX"
}

# NAME: a clone that syncs by command alone.
clone_as() {
	desk clone "${2-hub.git}" "$1" >/dev/null
	git -C "$1" config desk.sync manual
}
on() { desk -C "$SANDBOX/$1" "${@:2}"; }
tree() { git -C "$SANDBOX/$1" rev-parse 'main^{tree}'; }

# --- every step ---------------------------------------------------------------

# The upstream as it was before, too.
fresh_attempt() {
	rm -rf "$SANDBOX/hub.git"
	cp -a "$SANDBOX/hub.before" "$SANDBOX/hub.git"
}

# What is said of both in the end.
end_of() {
	git -C "$1" rev-parse 'main^{tree}' originals^{tree} 2>&1
	git -C "$SANDBOX/hub.git" rev-parse 'main^{tree}' 'originals^{tree}'
	git -C "$1" status --porcelain
	desk -C "$1" list -O tsv --fields number,subject,priority --sort number
}

sync_again() {
	[ ! -e .git/MERGE_HEAD ] || fail 'a merge was left'
	desk_again list >/dev/null
	desk_again sync >/dev/null || return
	end_of . >"$SANDBOX/end-$1"
	# Once more changes nothing.
	git rev-parse main >"$SANDBOX/tip"
	desk_again sync >/dev/null
	equals "$(git rev-parse main)" "$(cat "$SANDBOX/tip")"
}

@test "sync stopped at any step is ended by the next, with nothing lost or double" {
	local end
	clone_as one
	clone_as two
	on one comment 1 -m 'of one'
	on one set 1 priority=high
	on one new -s 'By one' >/dev/null
	echo file >"$SANDBOX/note.txt"
	on one attach add 1 "$SANDBOX/note.txt" >/dev/null
	on one sync >/dev/null
	now +60
	on two comment 1 -m 'of two'
	on two set 1 priority=low
	on two new -s 'By two' >/dev/null
	echo other >"$SANDBOX/other.txt"
	on two attach add 1 "$SANDBOX/other.txt" >/dev/null
	cp -a hub.git hub.before
	STORE=$SANDBOX/two
	every_step sync_again sync
	end=$(end_of "$DONE")
	[ "$(git -C "$DONE" ls-tree -r --name-only originals | wc -l)" = 2 ]
	has $'2\tBy one' "$end"
	has $'3\tBy two' "$end"
	for file in "$SANDBOX"/end-*; do
		equals "$(cat "$file")" "$end"
	done
}

clone_again() {
	desk_again clone "$SANDBOX/hub.git" new >/dev/null || return
	equals "$(git -C new rev-parse main)" "$(git -C "$SANDBOX/hub.git" rev-parse main)"
	equals "$(git -C new config desk.sync)" auto
	prove new
	equals "$(ls -A | grep -c desk-clone)" 0
	rm -rf new
}

# In an own folder each time; what the stop left is put away by the next.
clone_or_again() {
	[ ! -d new ] || mv new "done-$1"
	clone_again
}

@test "clone stopped at any step is made by the next" {
	cp -a hub.git hub.before
	every_step clone_or_again clone "$SANDBOX/hub.git" new
	prove "$DONE/new"
}

# --- many at once --------------------------------------------------------------

@test "fifty clones that sync at once all end, numbers are dense, nothing is lost" {
	local n
	clone_as c1
	git -C c1 config desk.sync.timeout 600
	for ((n = 2; n <= 50; n++)); do
		cp -a c1 "c$n"
	done
	for ((n = 1; n <= 50; n++)); do
		on "c$n" comment 1 -m "said by $n" >/dev/null
		on "c$n" new -s "Of $n" >/dev/null
	done
	for ((n = 1; n <= 50; n++)); do
		on "c$n" sync >"said-$n" 2>&1 &
	done
	wait
	for ((n = 1; n <= 50; n++)); do
		lacks desk: "$(cat "said-$n")"
	done
	on c1 sync >/dev/null
	equals "$(on c1 show 1 -O json | jq -r '.entries[].body | rtrimstr("\n")' | sort -V)" \
		"$(seq -f 'said by %g' 50)"
	equals "$(on c1 list is:open --format '%(number)' --limit 100 | sort -n | tr '\n' ' ')" \
		"$(seq -s' ' 51) "
	equals "$(on c1 list subject:Of --format '%(subject)' --limit 100 | sort -V)" \
		"$(seq -f 'Of %g' 50)"
	prove "$SANDBOX/c1"
	NO_FSCK=1
}

# CLONE: as often as it can, with all that no ref leads to.
collect() {
	while [ ! -e enough ]; do git -C "$1" gc -q --prune=now; done
}

@test "git gc --prune=now beside syncs takes nothing that is on its way" {
	local round clone
	clone_as one
	clone_as two
	for clone in one two; do
		collect "$clone" >/dev/null 2>&1 3>&- &
	done
	for round in 1 2 3 4 5; do
		for clone in one two; do
			on $clone comment 1 -m "$clone, $round" >/dev/null &&
				on $clone new -s "$clone, $round" >/dev/null &&
				on $clone sync >/dev/null || fail "$clone, $round"
		done
	done || touch failed
	touch enough
	wait
	[ ! -e failed ]
	on one sync >/dev/null
	equals "$(tree one)" "$(tree two)"
	equals "$(on one list is:open --limit 99 | wc -l)" 11
	for clone in one two; do
		prove "$SANDBOX/$clone"
		git -C $clone fsck --strict
	done
	equals "$(grep -rlx desk --include='*.keep' .)" ''
	equals "$(git -C one for-each-ref refs/desk/numbered)" ''
	NO_FSCK=1
}

# --- anything, in any order -------------------------------------------------------

by_hand() { # CLONE SED-COMMAND FILE…
	(cd "$1" && sed -i -E "$2" "${@:3}" && git commit -q --no-verify -am "by hand" || true)
}

# Words of OTHERS, one a line: any of them.
any_of() { sed -n "$((RANDOM % $(wc -l <<<"$1") + 1))p" <<<"$1"; }
categories() { sed -nE '/^categories:/,/^$/s/^  ([^:]+):.*/\1/p' "$1/desk.yaml"; }

# A category gets another name, and remembers that it had the one before.
rename_category() {
	local old new
	new=$1$((++RENAMED))
	old=$(any_of "$(categories "$1")")
	[[ $old != */* ]] || return 0
	by_hand "$1" "/^categories:/,/^\$/{
		s|^  $old(/[^:]*)?: \{(.*), was: \[(.*)\]\}\$|  $new\1: {\2, was: [\3, $old\1]}|
		t
		s|^  $old(/[^:]*)?: \{(.*)\}\$|  $new\1: {\2, was: [$old\1]}|}" desk.yaml
}

# Somebody has another login from now on.
rename_agent() {
	local old
	old=$(any_of "$(cd "$1/agents" && ls)")
	(cd "$1" && git mv "agents/$old" "agents/${old%%[0-9.]*}$((RANDOM % 9)).yaml" &&
		git commit -q --no-verify -m 'renamed by hand')
}

# One thing that somebody does in a clone; what is refused there is no matter.
one_thing() {
	local clone=$1 all file any other
	all=$(cd "$clone" && ls tickets/*/*/*/*.yaml)
	file=$(any_of "$all")
	any=$(basename "$file" .yaml)
	other=$(basename "$(any_of "$all")" .yaml)
	case $((RANDOM % 25)) in
	0 | 1) on "$clone" new -s "New in $clone, $RANDOM" ;;
	2) on "$clone" comment "$any" -m "said $RANDOM" ;;
	3) on "$clone" set "$any" priority=high ;;
	4) on "$clone" set "$any" priority=low type=request ;;
	5) on "$clone" take "$any" --steal ;;
	6) on "$clone" solve "$any" --as solved -w 5m \
		-k "$(any_of "$(categories "$clone")")" ;;
	7) on "$clone" reopen "$any" -m 'again' ;;
	8) on "$clone" set "$any" "tags+=t$((RANDOM % 3))" ;;
	9) by_hand "$clone" "s/^subject: .*/subject: By $clone $RANDOM/" "$file" ;;
	10) by_hand "$clone" "s/^team: .*/team: Team $((RANDOM % 3))/" desk.yaml ;;
	11) by_hand "$clone" "s/^name: .*/name: Anna $((RANDOM % 3))/" agents/a*.yaml ;;
	12) git -C "$clone" pull -q ;;
	13) on "$clone" close "$any" --as wontfix ;;
	14) on "$clone" merge "$any" "$other" ;;
	15) on "$clone" split "$any" 1 ;;
	16) on "$clone" link "$any" "$(any_of $'child-of\nblocks\nrelates\nduplicates')" "$other" ;;
	17) on "$clone" unlink "$any" "$other" ;;
	18 | 19) on "$clone" undo -y ;;
	20) rename_category "$clone" ;;
	21) rename_agent "$clone" ;;
	22) on "$clone" category "$any" "$(any_of "$(categories "$clone")")" ;;
	23) by_hand "$clone" "s/^(  [a-z]+: \{title: )[^,}]*/\1Title $((RANDOM % 5))/" \
		desk.yaml ;;
	24) by_hand "$clone" '/^(assignee|type):/d' "$file" ;;
	esac
}

# Random work on the clones a, b and c, with random syncs.
random_work() {
	local step clone
	for ((step = 0; step < $1; step++)); do
		now +$((RANDOM % 90))
		clone=$(any_of $'a\nb\nc')
		if [ $((RANDOM % 4)) = 0 ]; then
			on "$clone" sync >"$SANDBOX/said" 2>&1 || [ $? = 4 ] ||
				fail "sync of $clone, step $step" "$(cat "$SANDBOX/said")"
		else
			one_thing "$clone" >/dev/null 2>&1 || true
			[ ! -e "$clone/.git/rebase-merge" ] || git -C "$clone" rebase --abort
		fi
	done
	for clone in a b c a b c; do
		on "$clone" sync >"$SANDBOX/said" 2>&1 || [ $? = 4 ] ||
			fail "last sync of $clone" "$(cat "$SANDBOX/said")"
	done
}

# What every clone says of the store, a file each.
say_all() {
	local report
	for report in 'report agents' 'report categories' 'report kpi --by week' 'report levels' \
		'list is:all' 'log --limit 1000'; do
		on "$1" $report -O json >"$1.${report// /-}" || return
	done
}

@test "random work on three clones, in any order, ends as one store with one report" {
	local clone said TAB=$'\t'
	RANDOM=${SEED-11}
	(cd "$STORE" && add_agent olga Olga 'roles: [lead]' &&
		add_agent petr Petr 'roles: [lead]' && git push -q ../hub.git main)
	for clone in a b c; do clone_as $clone; done
	git -C b config user.email olga@desk.example
	git -C c config user.email petr@desk.example
	random_work "${STEPS-90}"
	# One that has seen none of it on the way.
	clone_as new
	equals "$(tree a) $(tree a) $(tree a)" "$(tree b) $(tree c) $(tree new)"
	for clone in a b c new; do
		# Who has another login now is nobody under the old one; what plain git
		# put together makes circles.
		run on "$clone" fsck -O tsv
		equals "$(grep -Ev "^(kind|person|relation)$TAB" <<<"$output")" ''
		equals "$(git -C "$clone" status --porcelain)" ''
		say_all "$clone"
	done
	for said in a.*; do
		for clone in b c new; do
			cmp "$said" "$clone.${said#a.}"
		done
	done
	equals "$(on a list is:all --format '%(number)' --limit 1000 | sort -n | uniq -d)" ''
	# The history, replayed by another program, gives the files.
	run -0 "$TREE/tests/checker/check" files a
	NO_FSCK=1
}
