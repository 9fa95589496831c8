# What is printed, signed and counted with: PDF (poppler reads it) and XLSX.
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
	lacks 'Показать нечего' "$(text ru.pdf)"
	LC_ALL=ru_RU.UTF-8 desk report agents --period 2025-11 -o none.pdf
	has 'Показать нечего.' "$(text none.pdf)"
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

@test "a spreadsheet has typed cells, whatever a text begins with" {
	new_store
	sed -i '/^billing:/,$d; s|^timezone:.*|timezone: Europe/Moscow|' desk.yaml
	echo 'billing: {currency: RUB, rate: 1234.50}' >>desk.yaml
	commit billing desk.yaml
	desk customer add acme --title "ACME [Tools/Parts]: 'a long name'" >/dev/null
	desk new -s "=HYPERLINK(\"http://evil\")" -c acme -m x >/dev/null
	desk time add 1 90m --at '2026-11-20 09:00' -y -m x >/dev/null
	desk customer add beta >/dev/null
	desk new -s y -c beta >/dev/null
	desk time add 2 1h --at '2026-11-20 11:00' -y -m x >/dev/null
	now 2026-12-01T09:00:00Z
	desk month close 2026-11 -y >/dev/null
	desk bill acme 2026-11 -o one.xlsx
	now 2027-03-01T09:00:00Z
	TZ=Asia/Tokyo LANGUAGE=de desk bill acme 2026-11 -O xlsx >two.xlsx
	cmp one.xlsx two.xlsx
	run -0 "$TREE/tests/cli/xlsx.py" one.xlsx
	has "Summary!A1 s \"Bill: ACME [Tools/Parts]: 'a long name', November 2026\" @"
	has "Summary!B4 s \"ACME [Tools/Parts]: 'a long name'\" @"
	has "Summary!B5 n '46327' yyyy-mm-dd hh:mm"
	has 'Bill ACME Tools Parts a long na frozen 1'
	has "na!A2 n '1' 0"
	has "na!B2 s '=HYPERLINK(\"http://evil\")' @"
	has "na!C2 n '1.5' #,##0.00\" h\""
	has "na!G2 n '1851.75' \"RUB \"#,##0.00"
	# The days of a Russian reader; hours and money by their units.
	LC_ALL=ru_RU.UTF-8 desk bill -O xlsx --period 2026-11 >all.xlsx
	run -0 "$TREE/tests/cli/xlsx.py" all.xlsx
	has "!C2 n '1.5' #,##0.00\" ч\""
	has "!G2 n '1851.75' #,##0.00\" ₽\""
	has "!A4 s 'Всего' @"
	has "!G4 n '3086.25' #,##0.00\" ₽\""
	LC_ALL=ru_RU.UTF-8 desk bill -O pdf --period 2026-11 >all.pdf
	has 'Счета, ноябрь 2026' "$(text all.pdf)"
	has 'Всего – 2 ч 30 мин 0 мин 2 ч 30 мин 0 3 086,25 ₽' "$(text all.pdf)"
	equals "$(unzip -p one.xlsx docProps/core.xml |
		grep -o '>2026-12-01T09:00:00Z<' | sort -u)" '>2026-12-01T09:00:00Z<'
	# Nothing, and the wrong place.
	desk list assignee:anna -o none.xlsx || [ $? = 1 ]
	run -0 "$TREE/tests/cli/xlsx.py" none.xlsx
	has 'frozen 1'
	run -64 --separate-stderr env DESK_FORCE_TTY=80 desk list -O xlsx
	has 'write it to a file: -o NAME.xlsx' "$stderr"
	# What is no table stands on the first sheet.
	desk report month -c acme --period 2026-11 -o month.xlsx
	run -0 "$TREE/tests/cli/xlsx.py" month.xlsx
	has "Summary!A1 s \"ACME [Tools/Parts]: 'a long name': November 2026\""
	desk show 1 -o show.xlsx
	run -0 "$TREE/tests/cli/xlsx.py" show.xlsx
	has "Entries!D3 s 'x' @"
}

# png FILE WIDTH HEIGHT [SAID WIDTH]: one of a colour; its head may lie.
png() {
	python3 - "$@" <<-'END'
		import struct, sys, zlib
		name, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
		said = int(sys.argv[4]) if len(sys.argv) > 4 else width
		def chunk(kind, data):
		    return struct.pack(">I", len(data)) + kind + data + struct.pack(
		        ">I", zlib.crc32(kind + data))
		open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
		    ">IIBBBBB", said, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(
		    (b"\0" + b"\x20\x60\xb0" * width) * height)) + chunk(b"IEND", b""))
	END
}

@test "paper has the logo and the charts of a report" {
	new_store
	desk new -s x -k network -r bob@acme.example -m t >/dev/null
	desk new -s y -k network -r bob@acme.example -m t >/dev/null
	desk report categories -o plain.pdf
	# Each name stands in the table and below each figure that is drawn.
	[ "$(text plain.pdf | grep -c Network)" -gt 1 ]
	equals "$(pdfimages -list plain.pdf | wc -l)" 2
	echo 'company: {name: Our firm, logo: logo.png}' >>desk.yaml
	png logo.png 300 100
	commit logo desk.yaml logo.png
	desk report categories -o one.pdf
	equals "$(pdfimages -list one.pdf | awk 'NR == 3 { print $4, $5 }')" '300 100'
	has 'Our firm' "$(text one.pdf)"
	# What would take all memory is refused by its head.
	png logo.png 10 10 60000
	commit bomb logo.png
	run -65 --separate-stderr desk report categories -o two.pdf
	has 'more than 4096' "$stderr"
	[ ! -e two.pdf ]
}
