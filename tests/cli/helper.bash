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

# Each change is flushed to disk: in memory, if there is any.
if [ -w /dev/shm ]; then
	SANDBOXES=/dev/shm/desk-$(id -u)
else
	SANDBOXES=$TREE/build/sandbox
fi

sandbox() {
	exec </dev/null
	local variable file=${BATS_TEST_FILENAME##*/}
	for variable in "${!DESK_@}" "${!GIT_@}" "${!XDG_@}" "${!LC_@}" \
		"${!LANG@}" "${!CLICOLOR@}"; do
		[ "$variable" = DESK_BIN ] || unset "$variable"
	done
	unset EDITOR VISUAL PAGER CI NO_COLOR COLUMNS LINES
	SANDBOX=$SANDBOXES/${file%.bats}-$BATS_TEST_NUMBER.$SRANDOM
	export HOME=$SANDBOX/home
	# The sandbox may lie in a clone of the project, which is no store.
	export GIT_CEILING_DIRECTORIES=$SANDBOX:$HOME
	export GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_CONFIG_NOSYSTEM=1
	export XDG_CACHE_HOME=$HOME/.cache XDG_CONFIG_HOME=$HOME/.config
	export LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
	# Each answer is compared with its schema (cmd/present.c).
	export DESK_PROVE=1
	export LSAN_OPTIONS=suppressions=$TREE/tests/leaks:print_suppressions=0
	mkdir -p "$HOME" "$SANDBOX/bin"
	ln -s "$DESK_BIN" "$SANDBOX/bin/desk"
	PATH=$SANDBOX/bin:$PATH
	printf '%s\n' '[include]' 'path = me' '[init]' 'defaultBranch = main' \
		'[gc]' 'auto = 0' '[maintenance]' 'auto = false' >"$HOME/.gitconfig"
	i_am anna 'Anna Petrova' anna@desk.example
	now 2026-11-21T06:14:03Z
	STORE=$SANDBOX/store
	cd "$SANDBOX" || return
}

# What those whom servers run as must reach: neither memory nor the sandbox need
# let them pass. It is gone with the sandbox.
folder_for_others() {
	OTHERS=$(mktemp -d /tmp/desk-test.XXXXXX)
	chmod 755 "$OTHERS"
}

sandbox_end() {
	local good=${BATS_TEST_COMPLETED:-0}
	if [ "$good" = 1 ] && [ -z "${NO_FSCK-}" ]; then
		prove "$STORE" || good=0
	fi
	cd "$TREE" || return
	if [ "$good" = 1 ]; then
		[ -z "${OTHERS-}" ] || rm -rf "$OTHERS"
		rm -rf "$SANDBOX" 2>/dev/null || {
			chmod -R u+w "$SANDBOX"
			rm -rf "$SANDBOX"
		}
	else
		echo "kept: $SANDBOX ${OTHERS-}"
		return 1
	fi
}

# prove STORE: what the library answers from the index is what git says.
prove() {
	[ -d "$1" ] || return 0
	local said
	said=$(desk -C "$1" fsck 2>&1) || {
		echo "desk fsck after the test:"
		echo "$said"
		return 1
	}
}

# desk with fresh but repeatable randomness for each call.
desk() {
	local calls
	echo >>"$SANDBOX/calls"
	mapfile calls <"$SANDBOX/calls"
	DESK_RANDOM="$BATS_TEST_NAME ${#calls[@]}" command desk "$@"
}

# now TIME: what desk and git take for the present; "+90" moves it by seconds.
now() {
	case $1 in
	+*) set -- "$(date -u -d "$DESK_NOW $1 seconds" +%Y-%m-%dT%H:%M:%SZ)" ;;
	esac
	export DESK_NOW=$1 GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1
}

# i_am LOGIN [NAME MAIL]: the person at the keyboard.
i_am() {
	ME="${2:-$1} <${3:-$1@desk.example}>"
	printf '[user]\nname = %s\nemail = %s\n' "${2:-$1}" \
		"${3:-$1@desk.example}" >"$HOME/me"
}

# new_store [OPTIONS]: an empty store with Anna as its first agent; goes there.
# It is made once in a file of tests and copied.
new_store() {
	local made="$BATS_FILE_TMPDIR/$* $ME $DESK_NOW"
	[ -d "$made/store" ] || DESK_RANDOM=store command desk init --lang en \
		"$@" "$made/store" >/dev/null || return
	cp -a "$made/store" "$STORE"
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
file_of() {
	local uid
	uid=$(desk show "$1" --format '%(uid)') || return
	echo tickets/*/*/*/"${uid#*-}".yaml
}

# wait_until WHAT COMMAND...: asks again and again, and gives up only when the
# machine must have forgotten about it.
wait_until() {
	local what=$1 never end=$((SECONDS + 300))
	shift
	exec {never}<> <(:)
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || fail "no $what" || return
		read -rt 0.05 -u "$never" || true
	done
	exec {never}>&-
}

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

# field TICKET NAME: a field as desk gives it to scripts.
field() { desk show "$1" --format "%($2)"; }

# Commits on main.
commits() { git rev-list --count main; }
