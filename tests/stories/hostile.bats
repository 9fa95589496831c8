# What somebody with the right to commit, or a full disk, can do to a store:
# clear errors, nothing lost, nothing followed out of it.
load helper

# bomb FILE: nine to the ninth scalars, if anybody resolved them.
bomb() {
	local before=a name
	{
		echo 'a: &a [x,x,x,x,x,x,x,x,x]'
		for name in b c d e f g h i; do
			echo "$name: &$name [$(yes "*$before" | head -9 |
				paste -sd,)]"
			before=$name
		done
	} >"$1"
}

three_tickets() {
	new_store
	local word
	for word in one two three; do
		desk new "$word" >/dev/null
	done
}

# spoilt WORDS: ticket 2 is named, the others work.
spoilt() {
	run -0 --separate-stderr desk list -O ids
	equals "$(sort <<<"$output")" $'1\n2\n3'
	has '1 unreadable' "$stderr"
	run -0 --separate-stderr desk show 2
	has "$1" "$stderr"
	has 'as it was before' "$stderr"
	run -65 --separate-stderr desk assign 2 anna
	has "$(file_of 2)" "$stderr"
	run -0 desk comment 1 -m more
	run -1 desk fsck
	has "$1"
}

@test "a ticket that is a YAML bomb, too deep or too large stops no other" {
	three_tickets
	local file
	file=$(file_of 2)
	cp "$file" "$SANDBOX/good"
	bomb "$file"
	commit bomb "$file"
	spoilt 'anchors (&name) are not allowed'
	printf 'uid: %s\n' "$(printf '[%.0s' {1..5000})" >"$file"
	commit deep "$file"
	spoilt 'nested deeper'
	head -c 20000000 /dev/zero | tr '\0' x >"$file"
	commit large "$file"
	spoilt 'larger than 16 MiB'
	cp "$SANDBOX/good" "$file"
	commit back "$file"
	run -0 desk assign 2 anna
}

@test "a ticket that is a link or a folder is not followed" {
	three_tickets
	local file
	file=$(file_of 2)
	cp "$file" "$SANDBOX/good"
	echo 'status: secret' >"$SANDBOX/outside"
	ln -sf "$SANDBOX/outside" "$file"
	commit link "$file"
	spoilt 'not a regular file'
	equals "$(cat "$SANDBOX/outside")" 'status: secret'
	rm "$file"
	cp "$SANDBOX/good" "$file"
	commit back "$file"
	run -0 desk show 2
}

@test "a desk.yaml that cannot be read leaves the last good one in force" {
	three_tickets
	cp desk.yaml "$SANDBOX/good"
	local spoil
	for spoil in 'bomb desk.yaml' 'ln -sf /etc/passwd desk.yaml' \
		'rm desk.yaml' 'printf \xff\xfe\x00 >desk.yaml' \
		'printf "statuses: 7\n" >desk.yaml'; do
		eval "$spoil"
		git add -A desk.yaml
		git commit --no-verify -qm "$spoil"
		run -0 --separate-stderr desk new "after $spoil"
		has 'last valid desk.yaml stays in force' "$stderr"
		run -1 desk config check
		has desk.yaml
		rm -f desk.yaml
		cp "$SANDBOX/good" desk.yaml
		git add -A desk.yaml
		git commit --no-verify -qm back
		run -0 --separate-stderr desk list
		equals "$stderr" ''
	done
}

@test "titles and names from desk.yaml are text, whatever they hold" {
	three_tickets
	sed -i '/^categories:/a\  evil: {title: "a\\e[31m\\u202eb"}' desk.yaml
	commit evil desk.yaml
	run -0 desk category 1 evil
	DESK_FORCE_TTY=80 run -0 desk list category:evil
	lacks $'\e[31m'
	DESK_FORCE_TTY=80 run -0 desk report categories
	lacks $'\e[31m'
	run -0 desk report categories -O html
	lacks $'\e'
	lacks $'\xe2\x80\xae'
}

@test "where files may not grow, it is said and nothing is lost" {
	three_tickets
	local blocks count=3
	for blocks in 0 1 2 3 4 8 16 24 32 64; do
		run bash -c "ulimit -f $blocks; desk new 'with $blocks'"
		[ "$status" = 0 ] || [ "$status" = 73 ] ||
			fail "ulimit -f $blocks: $status: $output"
		[ "$status" = 73 ] || count=$((count + 1))
		[ "$status" = 0 ] || has 'File too large'
		run -0 desk query --count
		equals "$output" "$count"
		run -0 git status --short
		equals "$output" ''
	done
	((count > 3 && count < 13))
}
