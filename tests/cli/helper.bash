# The sandbox of a test of the command line; `load helper` in a .bats file.
#
# Each test gets a folder of its own ($SANDBOX) with its own HOME and git
# configuration, a fixed clock, fixed randomness, UTC and UTF-8, no terminal.
# After each test `desk fsck` proves the store (the index equals a rebuild),
# unless the test sets NO_FSCK=1. The sandbox of a failed test is kept and named.
#
#	load helper
#	@test "a new ticket is number 1" {
#		new_store
#		run -0 desk new -s 'Printer' -r ivan@acme.example
#		equals "$output" 1
#	}
bats_require_minimum_version 1.5.0

TREE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
DESK_BIN=${DESK_BIN:-$TREE/build/desk}

setup() { sandbox; }
teardown() { sandbox_end; }

sandbox() {
	exec </dev/null
	local variable
	for variable in $(compgen -e); do
		case $variable in
		DESK_BIN) ;;
		DESK_* | GIT_* | XDG_* | LC_* | LANG* | EDITOR | VISUAL | PAGER | \
			CI | NO_COLOR | CLICOLOR* | COLUMNS | LINES)
			unset "$variable" ;;
		esac
	done
	local place=${SANDBOX_PLACE:-$TREE/build/sandbox}
	mkdir -p "$place"
	SANDBOX=$(mktemp -d "$place/$(basename \
		"$BATS_TEST_FILENAME" .bats)-$BATS_TEST_NUMBER.XXXXXX")
	export HOME=$SANDBOX/home
	export GIT_CEILING_DIRECTORIES=$place
	export GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_CONFIG_NOSYSTEM=1
	export XDG_CACHE_HOME=$HOME/.cache XDG_CONFIG_HOME=$HOME/.config
	export LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
	mkdir -p "$HOME" "$SANDBOX/bin"
	ln -s "$DESK_BIN" "$SANDBOX/bin/desk"
	PATH=$SANDBOX/bin:$PATH
	i_am anna 'Anna Petrova' anna@desk.example
	git config --global init.defaultBranch main
	git config --global gc.auto 0
	git config --global maintenance.auto false
	now 2026-11-21T06:14:03Z
	# The sandbox may lie in a clone of the project, which is no store.
	export GIT_CEILING_DIRECTORIES=$SANDBOX:$HOME
	STORE=$SANDBOX/store
	cd "$SANDBOX" || return
}

sandbox_end() {
	local good=${BATS_TEST_COMPLETED:-0}
	if [ "$good" = 1 ] && [ -z "${NO_FSCK-}" ]; then
		prove "$STORE" || good=0
	fi
	cd "$TREE" || return
	if [ "$good" = 1 ]; then
		chmod -R u+w "$SANDBOX" 2>/dev/null
		rm -rf "$SANDBOX"
	else
		echo "kept: $SANDBOX"
		return 1
	fi
}

# prove STORE: what the library answers from the index is what git says.
prove() {
	[ -d "$1" ] || return 0
	desk help fsck >/dev/null 2>&1 || return 0
	local said
	said=$(desk -C "$1" fsck 2>&1) || {
		echo "desk fsck after the test:"
		echo "$said"
		return 1
	}
}

# desk with fresh but repeatable randomness for each call.
desk() {
	local count=$SANDBOX/calls
	echo >>"$count"
	DESK_RANDOM="$BATS_TEST_NAME $(wc -l <"$count")" command desk "$@"
}

# now TIME: what desk and git take for the present; "+90" moves it by seconds.
now() {
	case $1 in
	+*) set -- "$(date -u -d "@$(($(date -d "$DESK_NOW" +%s) + ${1#+}))" \
		+%Y-%m-%dT%H:%M:%SZ)" ;;
	esac
	export DESK_NOW=$1 GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1
}

# i_am LOGIN [NAME MAIL]: the person at the keyboard.
i_am() {
	git config --global user.name "${2:-$1}"
	git config --global user.email "${3:-$1@desk.example}"
}

# new_store [OPTIONS]: an empty store with Anna as its first agent; goes there.
new_store() {
	desk init --lang en "$@" "$STORE" >/dev/null
	cd "$STORE" || return
}

# add_agent LOGIN NAME [YAML LINES...]: by hand, as a file.
add_agent() {
	local login=$1 name=$2
	shift 2
	{
		echo "name: $name"
		echo "mails: [$login@desk.example]"
		[ $# = 0 ] || printf '%s\n' "$@"
	} >"agents/$login.yaml"
	commit "agent $login" "agents/$login.yaml"
}

# commit SUBJECT FILES...: a plain commit by hand, past the hook.
commit() {
	local subject=$1
	shift
	git add -- "$@" && git commit -q --no-verify -m "$subject"
}

# The work file of a ticket.
file_of() { echo tickets/*/*/*/"$(desk show "$1" --json | jq -r .uid | cut -d- -f2)".yaml; }

# --- what to expect -----------------------------------------------------

fail() {
	printf '%s\n' "$@" >&2
	return 1
}

# equals GOT WANTED
equals() {
	[ "$1" = "$2" ] && return
	diff -u --label wanted --label got <(printf '%s\n' "$2") \
		<(printf '%s\n' "$1") >&2
	return 1
}

# has TEXT [IN]: $output (or IN) holds the text.
has() {
	[[ ${2-$output} == *"$1"* ]] || fail "lacks: $1" "in: ${2-$output}"
}
lacks() {
	[[ ${2-$output} != *"$1"* ]] || fail "should not hold: $1" "in: ${2-$output}"
}

# json FILTER [IN]: jq's answer about $output.
json() { jq -er "$1" <<<"${2-$output}"; }

# field TICKET NAME: a field as desk shows it.
field() { desk show "$1" --json | jq -r --arg name "$2" '.[$name] // ""'; }

# Commits on main.
commits() { git rev-list --count main; }
