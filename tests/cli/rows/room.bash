# A desk with a row more in each of its tables: a tree of links beside the
# tree, where only what differs is a file, built from the objects of the tree.

# places WHAT: the files that the map of the code names for it.
places() {
	sed -n '/^## One place to add a thing/,/^## Traps/p' \
		"$TREE/src/README.md" |
		awk -F ' *[|] *' -v what="$1" '$2 == what { print $3 }' |
		grep -o '`[a-z]*/[^` ]*`' | tr -d '`' |
		sed -E 's,^(app|index|model|render|report|rules|text)/,src/&,'
}

# named WHAT FILE: the map names it, or its kind ("cmd/NAME.c").
named() {
	local place
	while read -r place; do
		# shellcheck disable=SC2053
		[[ $2 == $place || $2 == ${place/#src/include} ]] || continue
		echo "$1" >>"$ROOM/tried"
		return
	done < <(places "$1" | sed -E 's/NAME|SUBJECT/*/')
	echo "src/README.md: $2 is no place to add $1" >&2
	return 1
}

# own WHAT FILE: the room gets a FILE of its own, one that the map names.
own() {
	named "$1" "$2" || return
	[ ! -L "$ROOM/$2" ] || cp --remove-destination "$TREE/$2" "$ROOM/$2"
}

# file WHAT FILE: a file more, of those below rows/more/.
file() {
	named "$1" "$2" && cp "$BATS_TEST_DIRNAME/rows/more/$2" "$ROOM/$2"
}

# code WHAT FILE LINE TEXT: what no row can say, before that line.
code() {
	own "$1" "$2" || return
	LINE=$3 TEXT=$4 awk '
		index($0, ENVIRON["LINE"]) == 1 && !done++ { print ENVIRON["TEXT"] }
		{ print }
		END { exit !done }' "$ROOM/$2" >"$ROOM/more" || {
		echo "$2: no line \"$3\"" >&2
		return 1
	}
	mv "$ROOM/more" "$ROOM/$2"
}

# put WHAT FILE TABLE ROW: the row at its place, by name, in the table that
# begins with TABLE.
put() {
	own "$1" "$2" || return
	TABLE=$3 ROW=$4 awk '
		function name_of(row) {
			if (!match(row, /^\t([{]"|ROW\("?|FORMAT\()/))
				return ""
			row = substr(row, RLENGTH + 1)
			match(row, /^[a-z_.*-]+/)
			return substr(row, 1, RLENGTH)
		}
		index($0, ENVIRON["TABLE"]) { inside = 1 }
		inside && (name_of($0) > name_of(ENVIRON["ROW"]) ||
			/^};|^\t\{0\},|^\t\/\* the end/) { print ENVIRON["ROW"]; inside = 0 }
		{ print }' "$ROOM/$2" >"$ROOM/more"
	mv "$ROOM/more" "$ROOM/$2"
	grep -qF "${4%%$'\n'*}" "$ROOM/$2" || {
		echo "$2: no table \"$3\"" >&2
		return 1
	}
}

room_make() {
	local build part
	build=$(dirname "${DESK_BIN:-$TREE/build/desk}")
	mkdir -p "$ROOM/build"
	for part in Makefile src include cmd completions tests; do
		cp -as "$TREE/$part" "$ROOM/"
	done
	cp -a "$build/src" "$build/cmd" "$build"/presets.* "$ROOM/build/"
	# What depends on which header is told of objects where they were.
	find "$ROOM/build" -name '*.d' -exec sed -i \
		"s,${build#"$TREE"/}/,build/,g" {} +
}

# Nothing but what the rows touch is compiled.
room_build() {
	local flags=(CFLAGS=-O0 HARDEN=-fPIE)
	case ${DESK_BIN-} in
	*/sanitize/*) flags=(SANITIZE=address,undefined 'CFLAGS=-O1 -g') ;;
	esac
	env -u MAKEFLAGS make -C "$ROOM" -j2 BUILD=build "${flags[@]}" build/desk
}
