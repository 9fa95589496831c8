#!/usr/bin/env bats
# A question to the index that fails is an error of the command: never "none",
# never "yes".
load helper

# fails_without TABLE COMMAND...: the same command answers while it is there.
fails_without() {
	local table=$1 code=0
	shift
	"$@" >whole 2>&1 || code=$?
	[ $code -le 1 ] || { cat whole; return 1; }
	cp .git/desk/index.db kept
	sqlite3 .git/desk/index.db "DROP TABLE $table"
	run "$@"
	cp kept .git/desk/index.db
	rm -f .git/desk/index.db-* kept whole
	echo "# without $table: $* => $status $output"
	[ "$status" = 70 ] && [[ $output == *"no such table"*"$table"* ]]
}

@test "what cannot be asked is an error of the command that asks" {
	new_store --demo 2>&1
	fails_without ticket_list desk show 1
	fails_without contact desk show 1
	fails_without entry desk card romashka
	fails_without people_file desk list
	fails_without agent desk now
	fails_without term desk now
	fails_without clock desk sla check
	fails_without clock desk log 1 --path
	fails_without customer desk bill romashka
	fails_without timeline desk report kpi
	fails_without timeline desk report sla
	# A file keeps what was brought to its end.
	desk report kpi -O csv -o figures.csv
	cp figures.csv before
	fails_without timeline desk report kpi -O csv -o figures.csv
	cmp figures.csv before
	rm figures.csv before
	# Words alone need the library of their roots.
	mkdir broken
	for name in /usr/lib/*/libstemmer.so.*; do : >"broken/${name##*/}"; done
	LD_LIBRARY_PATH=$PWD/broken run -0 desk list
	LD_LIBRARY_PATH=$PWD/broken run -69 desk search printer
	has 'apt install libstemmer' "$output"
	rm -r broken
}

@test "jobs do not take what they could not ask about for nothing due" {
	new_store --demo 2>&1
	mkdir -p schedules
	printf '%s\n' 'subject: Closing' 'start: 2026-11-20 09:00' \
		'repeat: FREQ=MONTHLY' >schedules/closing.yaml
	commit closing schedules/closing.yaml
	fails_without entry desk remind
	fails_without agent desk remind
	fails_without clock desk sla escalate -n
	fails_without agent desk sla escalate -n
	fails_without schedule desk schedule run -n
}

@test "the hook lets nothing through that it could not ask about" {
	new_store --demo 2>&1
	file=$(file_of 1)
	sed -i 's/^number:.*/number: 2/' "$file"
	git add "$file"
	fails_without ticket desk fsck --staged
	git reset -q --hard
}

# without_object OID COMMAND...: the same command while git has it no more.
without_object() {
	local path=.git/objects/${1:0:2}/${1:2}
	shift
	mv "$path" lost
	run "$@"
	mv lost "$path"
	echo "# $* => $status $output"
}

@test "an object that cannot be read is neither none nor a fresh start" {
	new_store --demo 2>&1
	without_object "$(git rev-parse HEAD:agents/anna.yaml)" \
		desk agent show anna
	[ "$status" -gt 64 ] && [ "$status" != 67 ]
	file=$(file_of 1)
	before=$(git rev-parse "HEAD:$file")
	printf '%s\n' 'note: by hand' >>"$file"
	git add "$file"
	without_object "$before" desk fsck --staged
	[ "$status" -gt 64 ]
	git reset -q --hard
}

@test "a file changed by hand is not made anew" {
	new_store --demo 2>&1
	desk template add thanks -m 'Thank you' >&2
	printf '%s\n' '# by hand' >>templates/thanks.yaml
	cp templates/thanks.yaml kept
	run desk template add thanks --lang ru -m 'Спасибо'
	[ "$status" = 4 ]
	cmp kept templates/thanks.yaml
}

@test "a branch that cannot be read is not one that is missing" {
	NO_FSCK=1
	new_store
	desk new -s 'x' >/dev/null
	echo nonsense >.git/refs/heads/originals
	local what
	for what in fsck now status; do
		run -78 desk $what
		has 'originals holds no commit'
	done
}
