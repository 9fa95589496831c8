# What other programs make of an export: PostgreSQL and SQLite get the figures of
# reports by SQL, and an update leaves what a whole export would.
load helper

# The server runs as somebody who is not root; its folder is theirs alone.
postgres_starts() {
	local bin
	bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)
	folder_for_others
	CLUSTER=$OTHERS
	AS=()
	if [ "$(id -u)" = 0 ]; then
		AS=(runuser -u postgres --)
		chown postgres "$CLUSTER"
	fi
	cd "$CLUSTER" || return
	"${AS[@]}" "$bin/initdb" -D "$CLUSTER/data" -A trust -U desk -E UTF8 \
		--locale=C --no-sync >"$SANDBOX/said" 2>&1 ||
		fail 'no cluster' "$(cat "$SANDBOX/said")"
	# It has the lock of no test, and none of its descriptors.
	"${AS[@]}" "$bin/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/log" -w \
		-o "-k '$CLUSTER' -c listen_addresses='' -F -c timezone=Asia/Tokyo" \
		start >"$SANDBOX/said" 2>&1 3>&- ||
		fail 'no server' "$(cat "$SANDBOX/said" "$CLUSTER/log")"
	POSTGRES_STOP=("${AS[@]}" "$bin/pg_ctl" -D "$CLUSTER/data" -m immediate
		stop)
	export PGHOST=$CLUSTER PGUSER=desk PGDATABASE=postgres
	cd "$STORE" || return
}

teardown() {
	[ -z "${POSTGRES_STOP-}" ] || (cd / && "${POSTGRES_STOP[@]}") >&2
	sandbox_end
}

# Of `desk report kpi`, and the question that asks for the same.
month() {
	desk report kpi --period 2026-11 --json >"$SANDBOX/report"
	jq -r '"from=\(.from) until=\(.until) now=\(."as-of") end=\([."as-of",
		(.until | fromdate - 1 | todate)] | min)"' "$SANDBOX/report" \
		>"$SANDBOX/times"
	read -r from until now end <"$SANDBOX/times"
	sed "s/FROM_/'${from#*=}'/g; s/UNTIL_/'${until#*=}'/g
		s/END_/'${end#*=}'/g; s/NOW_/'${now#*=}'/g" \
		"$TREE/tests/stories/month.sql" >"$SANDBOX/month.sql"
	jq -r 'to_entries[] | select((.value | type == "number") and
		(.key | test("^(created|taken|(closed-un)?solved|escalated-out|" +
			"reassigned|responded|messages|replies|comments|calls.*|" +
			"automatic|reop.*|open|sla-.*|promises-.*|" +
			"first-response-.*|resolution-.*)$"))) |
		if (.key | test("^sla-|-rate$|-kept$")) then
			"\(.key)|\(.value * 10000 + 1e-6 | floor)"
		else "\(.key)|\(.value)" end' "$SANDBOX/report" | sort
}

# months_agree: the report, PostgreSQL and SQLite say the same.
months_agree() {
	month >"$SANDBOX/want"
	{
		echo 'SET search_path = desk;'
		cat "$SANDBOX/month.sql"
	} | psql -qAt -v ON_ERROR_STOP=1 | sort >"$SANDBOX/postgresql"
	sqlite3 "$SANDBOX/desk.db" <"$SANDBOX/month.sql" | sort >"$SANDBOX/sqlite"
	diff "$SANDBOX/want" "$SANDBOX/postgresql"
	diff "$SANDBOX/want" "$SANDBOX/sqlite"
}

# All that a database of PostgreSQL holds, in the order of keys.
holds() {
	local table
	for table in agents clocks customers entries events facts tickets work; do
		echo "$table"
		psql -qAt -d "$1" -c "SELECT * FROM desk.$table AS t ORDER BY t::text"
	done
	psql -qAt -d "$1" -c 'SELECT commit_id, zone FROM desk.export'
}

@test "SQL says what reports say, after an update, too" {
	NO_FSCK=1 # which tells of the deleted ticket
	command desk init --demo --lang en "$STORE" >"$SANDBOX/played" 2>&1
	cd "$STORE"
	postgres_starts
	now 2026-11-27T18:00:00Z
	i_am vera Vera vera@desk.example

	desk export --to postgresql | psql -q
	desk export --to sqlite -o "$SANDBOX/desk.db" >/dev/null
	equals "$(stat -c %a "$SANDBOX/desk.db")" 600
	months_agree
	# Whatever a text has, it arrives.
	now +60
	desk comment 1 -m $'tab\t back\\slash \\N \\.\n\\.\n=1+1 "q" \'s\' ünï'
	desk solve 6 -m done -w 20m -k other
	desk reply 9 -m 'Please try again.'
	now +3600
	desk reopen 6 -m 'no'
	desk solve 6 -m again
	desk merge 10 5 -y
	desk new gone -r ruth@harbour.example -k printers
	git rm -q "$(file_of 4)"
	commit 'deleted'
	now +60
	desk set 3 customer=harbour
	printf 'vip: yes\n' >>customers/harbour.yaml
	commit 'a customer' customers/harbour.yaml

	desk export --to postgresql --since-commit "$(psql -qAtc \
		'SELECT commit_id FROM desk.export')" >"$SANDBOX/changes.sql"
	psql -q <"$SANDBOX/changes.sql"
	desk export --to sqlite -o "$SANDBOX/desk.db" --since-commit "$(sqlite3 \
		"$SANDBOX/desk.db" 'SELECT commit_id FROM export')"
	months_agree

	# The same as all of it.
	createdb whole
	desk export --to postgresql | psql -q -d whole
	holds postgres >"$SANDBOX/updated"
	holds whole >"$SANDBOX/whole"
	diff "$SANDBOX/updated" "$SANDBOX/whole"
	desk export --to sqlite -o "$SANDBOX/whole.db"
	for table in agents clocks customers entries events facts tickets work; do
		sqlite3 "$SANDBOX/desk.db" "SELECT * FROM $table ORDER BY 1, 2, 3"
	done >"$SANDBOX/updated"
	for table in agents clocks customers entries events facts tickets work; do
		sqlite3 "$SANDBOX/whole.db" "SELECT * FROM $table ORDER BY 1, 2, 3"
	done >"$SANDBOX/whole"
	diff "$SANDBOX/updated" "$SANDBOX/whole"
	equals "$(psql -qAtc "SELECT body FROM desk.entries WHERE kind = 'comment'
		AND body LIKE 'tab%'")" \
		$'tab\t back\\slash \\N \\.\n\\.\n=1+1 "q" \'s\' ünï'

	# What was made for another state changes nothing.
	run -3 psql -q <"$SANDBOX/changes.sql"
	[[ $output == *'export all of it'* ]]
	holds postgres >"$SANDBOX/updated"
	holds whole >"$SANDBOX/whole"
	diff "$SANDBOX/updated" "$SANDBOX/whole"
	# Half of a stream is nothing.
	desk export --to postgresql >"$SANDBOX/all.sql"
	head -c -20 "$SANDBOX/all.sql" | psql -q || :
	holds postgres >"$SANDBOX/updated"
	diff "$SANDBOX/updated" "$SANDBOX/whole"
}

# What was read while calls failed leaves nothing behind that is told later.
@test "report, SQL of an export and git log say one thing after calls that failed" {
	strace -o /dev/null true 2>/dev/null || skip "strace may not watch here"
	command desk init --demo --lang en "$STORE" >"$SANDBOX/played" 2>&1
	cd "$STORE"
	git config desk.sync manual
	now 2026-11-27T18:00:00Z
	i_am vera Vera vera@desk.example
	desk list >/dev/null
	mkdir "$SANDBOX/behind"
	cp .git/desk/index.db* "$SANDBOX/behind"
	desk solve 6 -m done -w 20m -k other
	sed -i 's/^priority: .*/priority: high/' "$(file_of 9)"
	commit 'by hand' tickets
	now +3600
	desk reopen 6 -m no
	local call step
	for call in openat:31 pread64:23 pwrite64:17 fdatasync:2 rename:1; do
		rm -f .git/desk/index.db*
		cp "$SANDBOX"/behind/* .git/desk/
		for step in "report kpi --period 2026-11" \
			"export --to sqlite -o $SANDBOX/desk.db"; do
			# shellcheck disable=SC2086 # words
			ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 strace -f -qq \
				-o /dev/null -e trace="${call%:*}" -e \
				inject="${call%:*}:error=EIO:when=${call#*:}+${call#*:}" \
				desk $step >"$SANDBOX/said" 2>&1 || echo "$call"
		done
		desk export --to sqlite -o "$SANDBOX/desk.db" >/dev/null
		month >"$SANDBOX/want"
		sqlite3 "$SANDBOX/desk.db" <"$SANDBOX/month.sql" |
			sort >"$SANDBOX/sqlite"
		diff "$SANDBOX/want" "$SANDBOX/sqlite"
	done >"$SANDBOX/failed"
	# They did fail.
	[ "$(wc -l <"$SANDBOX/failed")" -ge 5 ]
	run -0 "$TREE/tests/checker/check" some "$STORE" "$DESK_BIN" 2
}
