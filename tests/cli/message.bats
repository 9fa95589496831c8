# Texts: from options, files, standard input and the editor; drafts; questions.
load helper

# on_terminal COMMAND: with a terminal on stdin, stdout and stderr.
on_terminal() { script -qec "$1" /dev/null; }

answer() { script -qec "$2" /dev/null <<<"$1"; }

# an_editor LINES...: an editor that writes the lines above what it finds.
an_editor() {
	printf '%s\n' "$@" >"$SANDBOX/lines"
	cat >"$SANDBOX/bin/editor" <<-'END'
		#!/bin/sh
		cat "$1" >"$SANDBOX/seen"
		cat "$SANDBOX/lines" "$SANDBOX/seen" >"$1"
	END
	chmod +x "$SANDBOX/bin/editor"
	export SANDBOX DESK_EDITOR=editor
}

body() { desk show "$1" --json | jq -r '.entries[-1].body'; }

a_ticket() {
	new_store
	desk new -s Printer -m 'It is dead.' >/dev/null
}

@test "-m is taken as it is, twice makes paragraphs" {
	a_ticket
	desk comment 1 -m '# not a comment' -m 'second' >/dev/null
	equals "$(body 1)" $'# not a comment\n\nsecond'
}

@test "-F and standard input" {
	a_ticket
	printf 'one\n\n  two\n' >text
	desk comment 1 -F text >/dev/null
	equals "$(body 1)" $'one\n\n  two'
	desk comment 1 -F - <text >/dev/null
	equals "$(body 1)" $'one\n\n  two'
	echo three | desk comment 1 - >/dev/null
	equals "$(body 1)" three
	run -66 desk comment 1 -F nothing
	run -64 desk comment 1 -m one -F text
	run -64 desk comment 1 -m ' '
}

@test "without a terminal a text must be given" {
	a_ticket
	run -64 --separate-stderr desk comment 1
	has '-m TEXT' "$stderr"
	run -64 desk comment 1 -e
}

@test "an editor named for this alone may be a script" {
	a_ticket
	run -64 --separate-stderr desk edit 1
	lacks '-m' "$stderr"
	has DESK_EDITOR "$stderr"
	EDITOR='sed -i s/normal/high/' run -64 desk edit 1
	DESK_EDITOR='sed -i s/normal/high/' run -0 desk edit 1 --no-input
	equals "$(field 1 priority)" high
	GIT_EDITOR='sed -i s/high/low/' run -0 desk edit 1
	equals "$(field 1 priority)" low
	DESK_EDITOR='sed -i 1iHello' run -0 desk comment 1 </dev/zero
	equals "$(body 1)" Hello
	DESK_EDITOR='sed -i s/low/lowest/' run -64 --separate-stderr desk edit 1
	has 'lowest' "$stderr"
	has 'the text is kept in' "$stderr"
	equals "$(field 1 priority)" low
	DESK_EDITOR=false run -1 desk agent edit anna
	DESK_EDITOR='sh -c "kill -9 \$\$"' run -75 desk comment 1 -e
	has 'sh was killed by signal 9; the text is kept in'
	desk draft drop comment-1.txt -y
	DESK_EDITOR='sed -i $aaliases:\ [ann]' run -0 desk agent edit anna
	has 'aliases: [ann]' "$(cat agents/anna.yaml)"
}

@test "the editor: scissors end the text, # lines are text" {
	a_ticket
	an_editor '# heading' '' 'text'
	on_terminal 'desk comment 1'
	equals "$(body 1)" $'# heading\n\ntext'
	has '>8' "$(cat "$SANDBOX/seen")"
	[ -z "$(ls .git/desk/drafts 2>/dev/null)" ]
}

@test "an empty text gives up" {
	a_ticket
	printf '#!/bin/sh\n: >"$1"\n' >"$SANDBOX/bin/editor"
	chmod +x "$SANDBOX/bin/editor"
	export DESK_EDITOR=editor
	run -1 on_terminal 'desk comment 1'
	has 'nothing was done'
	equals "$(commits)" "$(git rev-list --count HEAD)"
}

@test "what was typed survives a failure and comes back" {
	a_ticket
	an_editor 'precious words'
	run -1 on_terminal 'DESK_EDITOR="sh -c \"echo precious >\\\$1; exit 1\" -" desk comment 1'
	has drafts
	equals "$(cat .git/desk/drafts/*)" precious
	an_editor 'more'
	on_terminal 'desk comment 1'
	has precious "$(cat "$SANDBOX/seen")"
	has precious "$(body 1)"
	[ -z "$(ls .git/desk/drafts)" ]
}

@test "git's editor is used before VISUAL and EDITOR" {
	a_ticket
	an_editor 'by git'
	unset DESK_EDITOR
	git config core.editor "$SANDBOX/bin/editor"
	VISUAL=false EDITOR=false on_terminal 'desk comment 1'
	equals "$(body 1)" 'by git'
}

@test "ten tickets ask, nobody to ask is 64, -y answers" {
	new_store
	local i
	for i in {1..10}; do desk new -s "t $i" >/dev/null; done
	run -64 --separate-stderr desk close 1-10 --as spam
	has '-y' "$stderr"
	run -64 desk close 1-10 --as spam --no-input
	run -1 answer n 'desk close 1-10 --as spam'
	has '[y/N]'
	run -1 answer n 'LC_ALL=ru_RU.UTF-8 desk close 1-10 --as spam'
	has '[д/Н]'
	run -1 on_terminal 'desk close 1-10 --as spam'
	run -0 desk close 1-10 --as spam -y
	equals "$(desk list status:closed -O ids | wc -l)" 10
}

@test "tickets from a listing, a query, a list" {
	new_store
	local i
	for i in {1..4}; do desk new -s "t $i" >/dev/null; done
	desk list | desk set - priority=high >/dev/null
	equals "$(desk list priority:high -O ids | wc -l)" 4
	desk set -Q 'priority:high' priority=low >/dev/null
	equals "$(desk list priority:low -O ids | wc -l)" 4
	desk set 1,3-4 priority=high >/dev/null
	equals "$(desk list priority:high -O ids | sort | tr '\n' ' ')" '1 3 4 '
	run -0 desk set - priority=low </dev/null
	run -66 desk set 99 priority=low
	run -64 --separate-stderr desk set
	has 'which tickets?' "$stderr"
}

@test "a draft of one ticket does not come up for another" {
	a_ticket
	desk new -s Other >/dev/null
	run -1 on_terminal 'DESK_EDITOR="sh -c \"echo for one >\\\$1; exit 1\" -" desk comment 1'
	an_editor 'for two'
	on_terminal 'desk comment 2'
	equals "$(body 2)" 'for two'
	equals "$(cat .git/desk/drafts/*)" 'for one'
	an_editor ''
	on_terminal 'desk comment 1 -e -m "on top"'
	equals "$(body 1)" $'on top\n\nfor one'
}

@test "a refused form reopens with the reason on top" {
	a_ticket
	cat >"$SANDBOX/bin/editor" <<-'END'
		#!/bin/sh
		count=$(cat "$SANDBOX/count" 2>/dev/null || echo 0)
		echo $((count + 1)) >"$SANDBOX/count"
		cp "$1" "$SANDBOX/seen$count"
		case $count in
		0) sed -i 's/^status: .*/status: neww/' "$1" ;;
		*) sed -i 's/^status: .*/status: open/' "$1" ;;
		esac
	END
	chmod +x "$SANDBOX/bin/editor"
	export SANDBOX DESK_EDITOR=editor
	on_terminal 'desk edit 1'
	equals "$(field 1 status)" open
	has '#! ' "$(head -n 1 "$SANDBOX/seen1")"
	has 'neww' "$(head -n 1 "$SANDBOX/seen1")"
	lacks '#!' "$(git show main:"$(file_of 1)")"
	[ -z "$(ls .git/desk/drafts)" ]
}

@test "a refused form that is closed unchanged is kept" {
	a_ticket
	printf '#!/bin/sh\nsed -i "s/^status: .*/status: neww/" "$1"\n' \
		>"$SANDBOX/bin/editor"
	chmod +x "$SANDBOX/bin/editor"
	export DESK_EDITOR=editor
	run -64 on_terminal 'desk edit 1'
	has 'kept in'
	has 'status: neww' "$(cat .git/desk/drafts/*)"
	equals "$(field 1 status)" new
}

@test "Ctrl-C is 130 and leaves nothing" {
	a_ticket
	mkfifo pipe
	env --default-signal=INT "$DESK_BIN" comment 1 -F - <pipe &
	local pid=$!
	exec 9>pipe
	# It waits for its text, whenever the signal comes.
	until [ "$(cat /proc/$pid/comm)" = desk ]; do :; done
	kill -INT $pid
	status=0
	wait $pid || status=$?
	equals "$status" 130
	exec 9>&-
	rm pipe
	equals "$(git status --porcelain)" ''
}

@test "a text that is no UTF-8 is refused, never spoilt or cut" {
	a_ticket
	local before
	before=$(git rev-parse main)
	printf 'Принтер\n' | iconv -t CP1251 >text
	run -65 desk comment 1 -F text
	has 'iconv -f CP1251'
	run -65 desk reply 1 -F - <text
	run -64 desk comment 1 -m "$(cat text)"
	run -64 desk new "$(cat text)"
	printf 'Принтер\n' | iconv -t KOI8-R >text
	run -65 desk comment 1 -F text
	has 'iconv -f KOI8-R'
	printf 'before\0behind\n' >text
	run -65 desk comment 1 -F text
	has "tr -d '\\0'"
	printf 'Hurry\n' | iconv -t UTF-16LE >text
	run -65 desk comment 1 - <text
	has 'iconv -f UTF-16LE'
	printf 'Принтер' | iconv -t UTF-16BE >text
	run -65 desk comment 1 - <text
	has 'iconv -f UTF-16BE'
	# What an editor left so, it can mend.
	DESK_EDITOR='cp text' run -65 desk comment 1 -e
	has drafts/comment-1.txt
	DESK_EDITOR='false' run -1 desk comment 1 -e
	has 'going on with the draft'
	run -0 cmp text .git/desk/drafts/comment-1.txt
	desk draft drop -y comment-1.txt >/dev/null
	printf 'x' >"$(printf '\317\360.txt')"
	run -65 desk comment 1 -m Look -A "$(printf '\317\360.txt')"
	has 'the name of the file'
	equals "$(git rev-parse main)" "$before"
	# What says of itself what it is.
	{ printf '\xff\xfe' && printf 'Спешите\n' | iconv -t UTF-16LE; } >text
	run -0 desk comment 1 -F text
	{ printf '\xef\xbb\xbf' && echo marked; } >text
	run -0 desk comment 1 -F text
	equals "$(desk show 1 --json | jq -c '[.entries[-2:][].body]')" \
		'["Спешите\n","marked\n"]'
	rm text
}

@test "blanks part the tickets that come by standard input" {
	a_ticket
	desk new Two >/dev/null
	desk new Three >/dev/null
	equals "$(echo '1 3' | desk show - --json | jq -c 'map(.number)')" '[1,3]'
	# Where tickets stand first "-" is a list of them, for subcommands, too.
	equals "$(echo '1 3' | desk time add - 5m 2>/dev/null)" $'1\n3'
	run -0 desk alert ack - <<<'1 3'
	run -64 desk visit - anna 3d <<<'1 3'
	has 'one ticket at a time'
	run -3 desk time add 1,99 5m
	equals "$(printf '2\tnormal\n1,3\n' | desk show - --json |
		jq -c 'map(.number)')" '[2,1,3]'
}
