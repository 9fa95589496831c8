# The grammar of the command line: options, aliases, errors, exit codes.
load helper
NO_FSCK=1

@test "desk alone names the daily commands" {
	run -0 desk
	has 'usage: desk'
	has 'Every hour'
	lacks 'Plumbing'
	equals "$(desk -h)" "$output"
}

@test "help lists every command under its heading, and explains one" {
	run -0 desk help
	has 'Plumbing'
	has 'parse-date'
	lacks '__complete'
	run -0 desk help parse-date
	has 'usage: desk parse-date'
	has '--range'
	equals "$(desk parse-date -h)" "$output"
	run -0 --separate-stderr desk help --json
	equals "$(json 'map(select(.name == "help")) | length')" 1
}

@test "help, and what completion says, follow the language of the reader" {
	export LC_ALL=ru_RU.UTF-8
	run -0 desk
	has 'использование: desk'
	has 'Каждый час'
	run -0 desk help parse-date
	has 'Параметры'
	has 'Руководство: man desk-parse-date'
	run -0 desk __complete -- lis
	equals "$output" $'list\tоткрытые заявки или подходящие под запрос'
	run -0 desk __complete -- list --limit
	equals "$output" $'--limit\tне больше стольких'
	LC_ALL=C.UTF-8 run -0 desk help --json
	local english=$output
	run -0 desk help --json
	equals "$output" "$english"
}

@test "errors are JSON by every way of asking for JSON" {
	local way
	for way in --json '-O json' -Ojson '-O jsonl' \
		'--output-format jsonl' --output-format=json; do
		run -64 --separate-stderr desk fields is --fields nme $way
		equals "$(jq -r .kind <<<"$stderr")" usage
		run -64 --separate-stderr desk fields --rnge is $way
		equals "$(jq -r .schema <<<"$stderr")" error/1
	done
	for way in --json '-O json'; do
		run -64 --separate-stderr desk \
			--config alias.short="fields --fields nme $way" short
		equals "$(jq -r .code <<<"$stderr")" 64
	done
	run -64 --separate-stderr desk fields is --fields nme -O tsv
	has 'desk: ' "$stderr"
}

@test "errors speak to people in their language, to machines in English" {
	export LC_ALL=ru_RU.UTF-8
	run -64 --separate-stderr desk hlep
	equals "$stderr" 'desk: нет команды «hlep»; может быть, `desk help`?'
	run -64 --separate-stderr desk --json hlep
	equals "$(jq -r .message <<<"$stderr")" \
		'no command "hlep"; did you mean `desk help`?'
	run -64 --separate-stderr desk parse-date --rnge now
	has 'неизвестный параметр --rnge; может быть, --range?' "$stderr"
	run -64 --separate-stderr desk parse-date
	has 'какие даты?' "$stderr"
	has 'использование: desk parse-date' "$stderr"
	run -64 --separate-stderr desk parse-date --json
	has 'which dates?\nusage: desk parse-date' "$stderr"
	run -64 --separate-stderr desk fields -O nothing
	has 'есть форматы' "$stderr"
}

@test "help of an alias names the command" {
	run -0 desk help l
	has 'usage: desk list'
}

@test "a near command is suggested, never run" {
	run -64 --separate-stderr desk hlep
	equals "$output" ''
	has 'did you mean `desk help`?' "$stderr"
	run -64 --separate-stderr desk quuuux
	has '`desk help` lists them' "$stderr"
}

@test "a near option is suggested, long options are not abbreviated" {
	run -64 --separate-stderr desk parse-date --rnge now
	has 'did you mean --range?' "$stderr"
	run -64 --separate-stderr desk parse-date --ran now
	has 'unknown option --ran' "$stderr"
	run -64 desk parse-date --range=yes now
	run -64 desk fields --limit
}

@test "subcommands: help, the nearest one, their own options and words" {
	run -0 desk visit -h
	has 'done TICKET'
	has '--onsite TIME'
	run -0 desk visit done -h
	has 'usage: desk visit done TICKET'
	has '--onsite TIME'
	lacks '--assignee'
	equals "$(desk help visit done)" "$output"
	run -64 --separate-stderr desk agent lst
	has 'did you mean `desk agent list`?' "$stderr"
	run -64 --separate-stderr desk agent show
	has 'usage: desk agent show LOGIN' "$stderr"
	run -64 desk agent list everybody
	run -64 --separate-stderr desk visit list --travel 1h
	has '`desk visit list` takes no --travel' "$stderr"
	run -64 desk sla show --nagios
	run -0 desk fields is -o is.csv
	has unread "$(cat is.csv)"
}

@test "options may follow operands, -- ends them" {
	run -0 desk parse-date now --past
	equals "$output" "$DESK_NOW"
	run -64 --separate-stderr desk parse-date -- now --past
	lacks 'unknown option' "$stderr"
}

@test "global options stand on both sides of the command" {
	run -0 desk --json version
	equals "$(json .version)" "$(desk --version | cut -d' ' -f2)"
	run -0 desk version --json
	json .version
}

@test "under --json an error is one object on stderr" {
	run -64 --separate-stderr desk --json hlep
	equals "$output" ''
	equals "$(json '.schema, .code, .kind' "$stderr")" $'error/1\n64\nusage'
	run -64 --separate-stderr desk parse-date --json --rnge
	equals "$(json .command "$stderr")" parse-date
	run -66 --separate-stderr desk -C "$HOME" --json list
	equals "$(json .kind "$stderr")" not-found
}

@test "escapes in words do not reach the terminal" {
	run -64 --separate-stderr desk $'a\e[31m\xe2\x80\xaeb'
	lacks $'\e' "$stderr"
	lacks $'\xe2\x80\xae' "$stderr"
}

@test "a full disk is exit 73" {
	run -73 --separate-stderr bash -c 'command desk help >/dev/full'
	has 'No space left' "$stderr"
	run -73 bash -c 'command desk help >&-'
}

@test "what messages advise is there: commands and their options" {
	local hint words help option bad=
	while read -r hint; do
		read -ra words <<<"${hint//[\\\"]/}"
		[[ ${words[0]} == [a-z]* ]] || continue
		help=$(desk "${words[0]}" -h) || bad+="no command: $hint"$'\n'
		[[ ${words[1]-} != [a-z]* ]] ||
			help=$(desk "${words[0]}" "${words[1]}" -h 2>/dev/null) || :
		for option in $(grep -oE -- ' --?[a-zA-Z][a-z-]*' <<<" $hint"); do
			grep -qE -- "(^|[ ,])$option( |,|=|$)" <<<"$help" ||
				bad+="no $option: desk $hint"$'\n'
		done
	done < <(cat "$TREE"/cmd/*.c "$TREE"/src/*/*.c "$TREE"/src/*/*/*.c |
		tr '\n\t' '  ' | sed 's/" *"//g' | grep -o '`desk [^`]*`' |
		sed 's/^`desk //; s/`$//' | sort -u)
	equals "$bad" ''
}

@test "what is done is no failure, though its answer cannot be shown" {
	unset NO_FSCK
	new_store
	run -0 --separate-stderr bash -c 'desk new -s Printer >/dev/full'
	equals "$stderr" "done (1), but the answer is not shown: cannot write \
to standard output: No space left on device"
	run -0 --separate-stderr bash -c 'desk comment 1 -m Hi --json >&-'
	has '"schema":"note/1"' "$stderr"
	has 'done (1)' "$stderr"
	desk solve 1 -m Done -k printers -w 5m >/dev/null
	desk new -s Mouse >/dev/null
	run -3 bash -c 'desk close 1-2 >/dev/full'
	run -0 --separate-stderr bash -c 'desk agent add kate \
		--mail kate@desk.example >/dev/full'
	has 'done, but' "$stderr"
	run -0 --separate-stderr bash -c 'set -o pipefail
		desk new -s Screen | exec true'
	run -0 bash -c 'desk time start 2 >/dev/full'
	run -0 bash -c 'printf "\0" | desk deliver --json >/dev/full'
	# Nothing was done: a failure.
	run -73 bash -c 'desk comment 1 -m Hi >/dev/full -n'
	run -73 bash -c 'desk list >/dev/full'
	local before
	before=$(commits)
	run -64 desk agent add olga --mail olga@desk.example -O nonsense
	equals "$(commits)" "$before"
}

@test "a closed pipe is quiet" {
	run -0 --separate-stderr bash -c 'desk help | head -n 1'
	has 'usage: desk'
	equals "$stderr" ''
}

@test "aliases are words, not a shell" {
	git config --global desk.alias.dates "parse-date --past '2 days ago' 3d"
	git config --global desk.alias.twice 'dates now'
	git config --global desk.alias.help 'version'
	git config --global desk.alias.shell '!touch broken'
	git config --global desk.alias.me 'me'
	git config --global desk.alias.open "parse-date 'now"
	run -0 desk twice
	equals "${#lines[@]}" 3
	run -0 desk help
	has 'usage: desk'
	run -78 desk shell
	[ ! -e broken ]
	run -78 desk me
	run -78 desk open
	run -0 desk --config alias.quick='version --json' quick
	json .version
}

@test "a shipped alias can be replaced" {
	git config --global desk.alias.l version
	equals "$(desk l)" "$(desk version)"
}

@test "desk-foo on PATH comes after commands and aliases" {
	printf '#!/bin/sh\necho "foo $DESK_AGENT $*"\n' >bin/desk-foo
	printf '#!/bin/sh\necho broken\n' >bin/desk-version
	chmod +x bin/desk-*
	run -0 desk --as olga foo -x 'a b' --json
	equals "$output" 'foo olga -x a b --json'
	run -0 desk version
	lacks broken
	git config --global desk.alias.foo 'parse-date now'
	equals "$(desk foo)" "$DESK_NOW"
}

@test "the language of talk follows the locale, data does not" {
	LC_ALL=ru_RU.UTF-8 run -0 desk fields -O tsv
	local russian=$output
	LC_ALL=C run -0 desk fields -O tsv
	equals "$output" "$russian"
}

@test "a command that takes no words says so" {
	new_store
	local command
	for command in fsck status index version undo; do
		run -64 desk $command word
		has "\`desk $command\` takes no words"
	done
}
