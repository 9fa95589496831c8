# What is printed and signed: PDF (poppler reads it).
load helper

# text FILE [OPTIONS]: its lines of text, one blank between words.
text() { pdftotext -layout "$@" - | tr -s '\f ' ' ' | sed 's/^ //'; }

# fonts FOLDER...: desk knows these fonts alone.
fonts() {
	printf '<fontconfig>%s<cachedir>%s</cachedir></fontconfig>' \
		"$(printf '<dir>%s</dir>' "$@")" "$SANDBOX/fonts" \
		>"$SANDBOX/fonts.conf"
	export FONTCONFIG_FILE=$SANDBOX/fonts.conf
}

@test "a list is a PDF of pages with heads, numbers and fonts of its own" {
	new_store
	{
		echo customer,title
		for i in {100..299}; do
			echo "acme$i,ООО «Ромашка $i», a name that is too long" \
				for one line of a narrow column
		done
	} | sed 's/,\(.*\)/,"\1"/' >names.csv
	desk customer import names.csv -y >/dev/null
	desk customer list -o one.pdf
	pdfinfo one.pdf >info
	grep -q 'Page size: *595.28 x 841.89 pts (A4)' info
	local pages
	pages=$(awk '/^Pages/ { print $2 }' info)
	[ "$pages" -gt 5 ]
	# Each page has the head and its number, and no row is lost or twice.
	equals "$(text one.pdf | grep -c '^Customer Title')" "$pages"
	equals "$(text one.pdf -l 1 | tail -n 2 | grep -o "page 1 of $pages")" \
		"page 1 of $pages"
	equals "$(text one.pdf | grep -o '^acme[0-9]*' | sort -u | wc -l)" 200
	has 'ООО «Ромашка 233»' "$(text one.pdf)"
	# Fonts are in the file, and only what is used of them.
	equals "$(pdffonts one.pdf | awk 'NR > 2 { print $(NF - 4), $(NF - 3) }' |
		sort -u)" 'yes yes'
	desk customer list -O pdf >two.pdf
	cmp one.pdf two.pdf
	run -64 --separate-stderr env DESK_FORCE_TTY=80 desk customer list -O pdf
	equals "$output" ''
	has 'not for a terminal; write it to a file: -o NAME.pdf' "$stderr"
}

@test "a report on paper is the same file whenever and wherever it is made" {
	new_store
	desk new -s x -r bob@acme.example -m t >/dev/null
	desk solve 1 -k network -m d -w 5m >/dev/null
	now +864000
	desk report agents --period 2026-11 --as-of 2026-11-25 -o one.pdf
	now +86400
	TZ=Asia/Tokyo LC_ALL=en_GB.UTF-8 LANGUAGE=de FC_LANG=ja \
		desk report agents --period 2026-11 --as-of 2026-11-25 -o two.pdf
	cmp one.pdf two.pdf
	has 'Agents, November 2026' "$(text one.pdf)"
	LC_ALL=ru_RU.UTF-8 desk report agents --period 2026-11 \
		--as-of 2026-11-25 -o ru.pdf
	has 'Сотрудник Заявок' "$(text ru.pdf)"
	has 'стр. 1 из 1' "$(text ru.pdf)"
}

@test "what no font has is refused, not printed as a box" {
	new_store
	fonts /usr/share/fonts/truetype/dejavu
	desk new -s 'Drucker 印 kaputt' -r bob@acme.example >/dev/null
	run -69 --separate-stderr desk list -o list.pdf
	has 'has the character 印 (U+5370)' "$stderr"
	has 'apt install fonts-noto' "$stderr"
	[ ! -e list.pdf ]
	fonts /nowhere
	run -69 --separate-stderr desk list -O pdf
	has 'needs the font DejaVu Sans' "$stderr"
	equals "$output" ''
}
