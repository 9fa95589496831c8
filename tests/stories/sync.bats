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

@test "twenty clones that sync at once all end, numbers are dense, nothing is lost" {
	local n count
	for ((n = 1; n <= 20; n++)); do
		clone_as "c$n"
		on "c$n" comment 1 -m "said by $n"
		on "c$n" new -s "Of $n" >/dev/null
		git -C "c$n" config desk.sync.timeout 600
	done
	for ((n = 1; n <= 20; n++)); do
		on "c$n" sync >"said-$n" 2>&1 &
	done
	wait
	for ((n = 1; n <= 20; n++)); do
		lacks desk: "$(cat "said-$n")"
	done
	on c1 sync >/dev/null
	count=$(on c1 show 1 -O json | jq '[.entries[] | select(.kind == "comment")] | length')
	equals "$count" 20
	equals "$(on c1 list is:open -O tsv --fields number --sort number --limit 100 |
		grep -c '^[0-9]')" 21
	equals "$(on c1 list is:open --format '%(number)' --limit 100 | sort -n | tr '\n' ' ')" \
		"$(seq -s' ' 21) "
	prove "$SANDBOX/c1"
	NO_FSCK=1
}

# --- anything, in any order -------------------------------------------------------

by_hand() { # CLONE SED-COMMAND FILE…
	(cd "$1" && sed -i "$2" "${@:3}" && git commit -q --no-verify -am "by hand" || true)
}

# One thing that somebody does in a clone; what is refused there is no matter.
one_thing() {
	local clone=$1 any file
	any=$(cd "$clone" && ls tickets/*/*/*/*.yaml | shuf -n 1 --random-source=<(yes "$RANDOM"))
	file=$any
	any=${any##*/}
	any=${any%.yaml}
	case $((RANDOM % 12)) in
	0) on "$clone" new -s "New in $clone, $RANDOM" ;;
	1) on "$clone" comment "$any" -m "said $RANDOM" ;;
	2) on "$clone" set "$any" priority=high ;;
	3) on "$clone" set "$any" priority=low type=request ;;
	4) on "$clone" take "$any" --steal ;;
	5) on "$clone" solve "$any" -m 'done' ;;
	6) on "$clone" reopen "$any" -m 'again' ;;
	7) on "$clone" set "$any" "tags+=t$((RANDOM % 3))" ;;
	8) by_hand "$clone" "s/^subject: .*/subject: By $clone $RANDOM/" "$file" ;;
	9) by_hand "$clone" "s/^team: .*/team: Team $((RANDOM % 3))/" desk.yaml ;;
	10) by_hand "$clone" "s/^name: .*/name: Anna $((RANDOM % 3))/" agents/anna.yaml ;;
	11) git -C "$clone" pull -q ;;
	esac
}

@test "random work on three clones, in any order, ends as one store with one report" {
	local step clone report
	RANDOM=${SEED-11}
	for clone in a b c; do clone_as $clone; done
	for ((step = 0; step < 60; step++)); do
		now +$((RANDOM % 90))
		clone=$(printf '%s\n' a b c | sed -n $((RANDOM % 3 + 1))p)
		if [ $((RANDOM % 4)) = 0 ]; then
			on "$clone" sync >/dev/null 2>&1 || [ $? = 4 ] ||
				fail "sync of $clone, step $step"
		else
			one_thing "$clone" >/dev/null 2>&1 || true
			[ ! -e "$clone/.git/rebase-merge" ] || git -C "$clone" rebase --abort
		fi
	done
	for clone in a b c a b c; do
		on "$clone" sync >/dev/null 2>&1 || [ $? = 4 ] || fail "last sync of $clone"
	done
	equals "$(tree a) $(tree a)" "$(tree b) $(tree c)"
	for clone in a b c; do
		prove "$SANDBOX/$clone"
		equals "$(git -C "$clone" status --porcelain)" ''
		for report in 'report agents' 'report categories' 'list is:all'; do
			on "$clone" $report -O json >"$clone.${report%% *}.${report##* }"
		done
	done
	for report in report.agents report.categories list.is:all; do
		cmp "a.$report" "b.$report"
		cmp "a.$report" "c.$report"
	done
	equals "$(on a list is:all --format '%(number)' --limit 100 | sort -n | uniq -d)" ''
	NO_FSCK=1
}
