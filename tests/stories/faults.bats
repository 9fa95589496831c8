# A system call that fails while the index catches up: the command says so, and
# the next one finds everything as if nothing had been. Every ninth call of a
# kind is made to fail.
load ../cli/helper

setup() {
	sandbox
	strace -o /dev/null true 2>/dev/null || skip "strace may not watch here"
	# LeakSanitizer cannot look at what another watches.
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
	new_store
	desk new -s One -r pavel@acme.example -m 'It is on fire.' >/dev/null
	desk comment 1 -m 'A note.' >/dev/null
	desk list >/dev/null
	mkdir "$SANDBOX/behind"
	cp .git/desk/index.db* "$SANDBOX/behind"
	sed -i 's/^priority: .*/priority: high/' "$(file_of 1)"
	sed -i 's/^name: .*/name: Anna P./' agents/anna.yaml
	echo '# by hand' >>desk.yaml
	git -c core.hooksPath=/dev/null commit -qam 'by hand'
}

behind() {
	rm -f .git/desk/index.db*
	cp "$SANDBOX"/behind/* .git/desk/
}

# fails CALL FIRST: the calls FIRST, FIRST+9 … fail one after the other.
fails() {
	local count nth
	behind
	count=$(strace -f -qq -e trace="$1" desk list 2>&1 >/dev/null |
		grep -c "$1(")
	[ "$count" -ge 3 ]
	for ((nth = $2; nth <= count; nth += 9)); do
		behind
		strace -f -qq -o /dev/null -e trace="$1" \
			-e inject="$1:error=EIO:when=$nth" \
			desk list >"$SANDBOX/said" 2>&1 || true
		run -0 desk list is:open --json
		equals "$(jq -r '.[] | .priority' <<<"$output")" high
		run -0 desk fsck
	done
}

@test "an open that fails during a refresh changes nothing" {
	fails openat 5
}

@test "a read that fails during a refresh changes nothing" {
	fails read 1
	fails pread64 2
}

# injected CALL HOW COMMAND...: its status; a crash fails the test.
injected() {
	local status=0
	strace -f -qq -o /dev/null \
		-e trace="$1" -e inject="$1:$2" "${@:3}" >"$SANDBOX/said" 2>&1 ||
		status=$?
	[ $status -lt 128 ] && [ $status != 70 ] ||
		fail "$* crashed: $(cat "$SANDBOX/said")" || return
	echo $status
}

# failing PATH COMMAND...: no open of PATH succeeds.
failing() {
	strace -f -qq -o /dev/null \
		-P "$1" -e trace=openat -e inject=openat:error=EMFILE "${@:2}"
}

@test "a time zone that cannot be read is not an unknown one" {
	local zone=/usr/share/zoneinfo/Asia/Tokyo
	sed -i '/^timezone:/d' desk.yaml
	echo 'timezone: Asia/Tokyo' >>desk.yaml
	git -c core.hooksPath=/dev/null commit -qam 'by hand'
	run -75 failing $zone desk list
	has 'time zone Asia/Tokyo cannot be read'
	run -75 failing $zone desk comment 1 -m x
	run -75 failing $zone desk config check
	rm .git/desk/index.db*
	run -75 failing $zone desk list
	run -0 desk config check
	# It is opened for each version of desk.yaml, too.
	local count nth
	echo '# once more' >>desk.yaml
	git -c core.hooksPath=/dev/null commit -qam 'by hand'
	desk comment 1 -m 'Under that one.' >/dev/null
	rm .git/desk/index.db*
	count=$(strace -f -qq -P $zone -e trace=openat desk list 2>&1 >/dev/null |
		grep -c zoneinfo)
	[ "$count" -ge 2 ]
	for ((nth = 1; nth <= count; nth++)); do
		rm -f .git/desk/index.db*
		strace -f -qq -o /dev/null -P $zone -e trace=openat \
			-e inject=openat:error=EIO:when=$nth \
			desk list >/dev/null 2>&1 || true
		run -0 desk list is:open --json
		run -0 desk fsck
	done
}

# An object that is not to be found for a moment is one that a tree names.
@test "an object that git does not find is not a file that is gone" {
	local nth
	desk new -s Two >/dev/null
	for ((nth = 40; nth < 140; nth += 6)); do
		injected access "error=EIO:when=$nth+" desk link 1 blocks 2 >/dev/null
		run -0 desk fsck
		injected access "error=EIO:when=$nth+" desk unlink 1 2 >/dev/null
		run -0 desk fsck
	done
}

@test "a file that cannot be read for a moment is nothing that fsck finds" {
	local name blob nth
	for name in desk.yaml calendars/office.yaml; do
		blob=$(git rev-parse "HEAD:$name")
		blob=.git/objects/${blob:0:2}/${blob:2}
		[ -f "$blob" ]
		for nth in 1 2 3 4 5 6 7 8; do
			ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 strace -f \
				-qq -o /dev/null -P "$PWD/$blob" -e trace=openat \
				-e inject=openat:error=EIO:when=$nth desk fsck \
				>"$SANDBOX/found" 2>"$SANDBOX/said" || true
			equals "$(cat "$SANDBOX/found")" ''
		done
	done
}

@test "a call that fails in an operation: whole or not at all, and never a crash" {
	local call nth word code count
	for call in openat read pread64 write pwrite64 fsync fdatasync rename \
		ftruncate mkdir link; do
		for nth in 1 3+ 6 11 18+ 29; do
			word=w$call$nth
			code=$(injected $call "error=EIO:when=$nth" \
				desk set 1 "asset=${word/+/x}")
			run -0 desk fsck --quick
			count=$(git grep -c "^asset: ${word/+/x}$" HEAD -- tickets |
				wc -l)
			[ "$code" != 0 ] || equals "$call $nth $count" "$call $nth 1"
		done
	done
	equals "$(git status --porcelain)" ''
}

@test "a call that fails while the index is made anew leaves no index that lies" {
	local call nth
	for call in openat pread64 pwrite64 mmap ftruncate unlink fcntl; do
		for nth in 2 5+ 9 17+; do
			rm -f .git/desk/index.db*
			injected $call "error=ENOSPC:when=$nth" desk list >/dev/null
			run -0 desk fsck --quick
		done
	done
}

@test "an object that cannot be read for a moment is no finding" {
	local blob object
	blob=$(git rev-parse "HEAD:$(realpath --relative-to=. "$(file_of 1)")")
	object=.git/objects/${blob:0:2}/${blob:2}
	behind
	mv "$object" "$SANDBOX/aside"
	run -75 desk list
	has 'the index stays as it was'
	run -75 desk comment 1 -m 'Now?'
	mv "$SANDBOX/aside" "$object"
	run -0 desk comment 1 -m 'Now.'
	equals "$(desk log 1 --json | jq -c 'map(select(.field == "priority")) | length')" 2
}

@test "a branch that is gone is not an empty store" {
	git branch -m elsewhere
	run -78 desk list
	has 'git branch -m'
	run -3 desk sla check --nagios
	has 'SLA UNKNOWN'
	run -78 desk fsck
	run -78 desk new -s Two
	git branch -m main
}

letter() {
	printf 'From: bob@acme.example\nTo: help@acme.example\nSubject: %s\n\nx\n' \
		"$1" >"box/new/$1"
}

@test "a note that stays after the commit is said, and no failure" {
	mkdir -p box/new box/cur box/tmp
	desk mail add --url "maildir:$PWD/box" --no-test help@acme.example >/dev/null
	git config desk.account.help@acme.example.after seen
	letter one
	local note
	note=$(strace -f -qq -e trace=unlink desk pull 2>&1 |
		sed -n 's/.*unlink("\([^"]*untold-mail[^"]*\)".*/\1/p' | head -1)
	[ -n "$note" ]
	letter two
	run -0 strace -f -qq -o /dev/null \
		-P "$note" -e trace=unlink -e inject=unlink:error=EIO desk pull
	has 'help@acme.example: its mail is taken in, but a note about it stays'
	[ -e "$note" ]
	equals "$(desk list two -O ids | wc -l)" 1
	run -0 desk pull
	equals "$output" ''
	[ ! -e "$note" ]
	equals "$(desk list two -O ids | wc -l)" 1
}

@test "what a clone remembers beside the store is not forgotten for a moment" {
	local file
	desk cron run >/dev/null
	for file in send.notes letters.sent; do
		echo >.git/desk/$file
	done
	run -75 failing "$PWD/.git/desk/send.notes" desk status
	run -75 failing "$PWD/.git/desk/cron" desk cron status
	run -75 failing "$PWD/.git/desk/rules.seen" desk rules run --due
	has 'cannot read'
}

@test "a mailbox that cannot be read through is not an empty one, nor a short" {
	printf 'From a@b Sat Nov 21 05:00:00 2026\n' >"$SANDBOX/mbox"
	printf 'From: bob@acme.example\nSubject: One\n\nOne.\n' >>"$SANDBOX/mbox"
	run -75 strace -f -qq -o /dev/null -P "$SANDBOX/mbox" -e trace=fcntl \
		-e inject=fcntl:error=EIO desk import mbox "$SANDBOX/mbox" -y
	run -75 strace -f -qq -o /dev/null -P "$SANDBOX/mbox" -e trace=read \
		-e inject=read:error=EIO:when=2 desk import mbox "$SANDBOX/mbox" -y
	equals "$(desk list is:all -O ids | wc -l)" 1
	run -0 desk import mbox "$SANDBOX/mbox" -y
	equals "$(desk list is:all -O ids | wc -l)" 2
}

# What is done is no failure: whoever tries again would do it twice.
@test "what cannot be told after the commit is said, and the answer is 0" {
	desk agent add vera --name Vera --mail vera@desk.example >/dev/null
	desk list >/dev/null
	local count
	count=$(strace -f -qq -e trace=pwrite64 desk assign 1 vera 2>&1 >/dev/null |
		grep -c 'pwrite64(')
	desk assign 1 anna >/dev/null
	run -0 strace -f -qq -o /dev/null -e trace=pwrite64 \
		-e inject=pwrite64:error=ENOSPC:when="$((count / 2))"+ desk assign 1 vera
	equals "$(desk list -O tsv --fields assignee is:all)" vera
}

@test "an index of git that cannot be looked at is not a clone without checkout" {
	local call nth
	desk list >/dev/null
	for call in access newfstatat lstat; do
		for ((nth = 1; nth < 60; nth += 2)); do
			injected $call "error=EIO:when=$nth" \
				desk comment 1 -m "$call$nth" >/dev/null || true
			equals "$call $nth$(git status --porcelain)" "$call $nth"
		done
	done
}

# unlooked PATH COMMAND...: nobody learns what PATH is, or what is in it.
unlooked() {
	strace -f -qq -o /dev/null \
		-P "$1" -e trace=newfstatat,lstat,access,getdents64 \
		-e inject=newfstatat,lstat,access,getdents64:error=EIO "${@:2}"
}

@test "what cannot be looked at is not missing" {
	mkdir -p kb .git/refs/desk/refused box/{new,cur,tmp} inner
	run -75 failing kb desk fsck
	echo '<html>' >page.html
	local gio
	gio=$(strace -f -e trace=openat desk comment 1 -m x -A page.html -n 2>&1 |
		sed -n 's/.*"\(.*libgio-2.0.so.0\)".* = [0-9].*/\1/p' | head -1)
	run -69 failing "$gio" desk comment 1 -m x -A page.html
	lacks octet-stream "$(desk cat 1)"
	rm page.html
	run -75 unlooked "$PWD/.git/refs/desk/refused" desk status
	touch .git/config.worktree
	run failing "$PWD/.git/config.worktree" desk list
	[ "$status" -gt 64 ] || fail "$status"
	# Not the store around it.
	git init -q inner
	run unlooked "$PWD/inner/.git" desk -C inner list
	[ "$status" -gt 64 ] || fail "$status $output"
	rm -r inner
	desk mail add --url "maildir:$PWD/box" --no-test help@acme.example >/dev/null
	letter zebra
	run unlooked "$PWD/box/new/zebra" desk pull
	[ "$status" -gt 64 ] || fail "$status"
	equals "$(desk pull; desk list zebra -O ids | wc -l)" 1
}

@test "a charset that cannot be loaded does not make a text of other letters" {
	local gconv letter
	gconv=$(dirname "$(find /usr/lib -name KOI8-R.so | head -1)")
	letter=$(printf '%s\n' 'From: bob@acme.example' 'To: help@acme.example' \
		'Subject: Greeting' 'Content-Type: text/plain; charset=koi8-r' \
		'Content-Transfer-Encoding: base64' '' 8NLJ18XULCDNydI=)
	deliver() {
		strace -f -qq \
			-o /dev/null -P "$gconv/KOI8-R.so" -P /dev/null \
			-e trace=openat -e inject=openat:error=EMFILE"$1" \
			desk deliver --to help@acme.example <<<"$letter"
	}
	run -75 deliver ''
	equals "$(desk list Greeting -O ids | wc -l)" 0
	deliver :when=1
	has 'Привет, мир' "$(desk cat "$(desk list Greeting -O ids)")"
	# Nor one that an agent forwards as a file the agent's own.
	mkdir -p box/{new,cur,tmp}
	desk mail add --url "maildir:$PWD/box" --no-test help@acme.example >/dev/null
	git config desk.account.help@acme.example.authserv-id mx
	letter=$(printf '%s\n' 'From: anna@desk.example' 'To: help@acme.example' \
		'Subject: Fwd: Toner' 'Authentication-Results: mx; dmarc=pass
 header.from=desk.example' \
		'Content-Type: multipart/mixed; boundary=x' '' '--x' \
		'Content-Type: message/rfc822' '' "${letter/Greeting/Toner}" --x--)
	run -75 deliver ''
	equals "$(desk list Toner -O ids | wc -l)" 0
	deliver :when=1
	equals "$(desk list Toner -O tsv --fields requester)" bob@acme.example
}

# Its time is not told by the file, then.
@test "a mail of an archive whose time cannot be read just now has no other" {
	mkdir -p "$SANDBOX"/old/{new,cur,tmp}
	printf '%s\n' 'From: bob@acme.example' 'Subject: Old one' \
		'Date: Mon, 2 Feb 2026 10:00:00 +0000' '' Old. >"$SANDBOX/old/cur/a:2,S"
	run -75 strace -f -qq -o /dev/null -P "$SANDBOX/old/cur/a:2,S" \
		-e trace=openat -e inject=openat:error=EMFILE:when=2 \
		desk import maildir "$SANDBOX/old" -y
	run -0 desk import maildir "$SANDBOX/old" -y
	equals "$(desk list Old is:all -O tsv --fields created)" 2026-02-02T10:00:00Z
}

# Nobody is woken for it; whoever looks sees it.
@test "a job that was not begun is not done, and both statuses say so" {
	desk cron run
	equals "$(injected clone error=EAGAIN:when=2 desk cron run)" 0
	[ "$(desk status --json | jq '."cron-failing"')" -ge 1 ]
	run -1 desk cron status
	has "$(printf '\t75')"
	desk cron run
	run -0 desk cron status
}

@test "an export that did not come to its end does not pass for one" {
	desk export --to csv -o tables >/dev/null
	desk new -s Two >/dev/null
	[ "$(injected rename error=EIO:when=3 desk export --to csv -o tables)" = 73 ]
	[ ! -e tables/export.csv ]
	desk export --to csv -o tables >/dev/null
	equals "$(tail -1 tables/export.csv | cut -d, -f1)" "$(git rev-parse main)"
	rm -r tables
}

@test "what a stopped command left is not settled by what cannot be read" {
	local file n
	file=$(file_of 1)
	desk list >/dev/null
	for ((n = 4; n < 30; n++)); do
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/count-$n \
			command desk set 1 priority=low 2>/dev/null && break
		failing "$(basename "$file")" desk comment 1 -m "$n" || true
		desk comment 1 -m "then $n" >/dev/null
		equals "$n$(git status --porcelain)" "$n"
		desk set 1 priority=high >/dev/null
	done
	[ $n -lt 30 ]
}
