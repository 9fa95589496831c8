# A hub: every step of making it, and of redacting its history, can be the last.
load helper

setup() {
	sandbox
	new_store
	desk customer add Acme --domain acme.example >/dev/null
	desk new -s Printer -r ivan@acme.example -m 'It is hunter22.' >/dev/null
	NO_FSCK=1
}

# stopped_anywhere COMMAND...: again and again in a copy of $BEFORE, ended
# before its first, second … outside effect, each time followed by `visit`.
stopped_anywhere() {
	local n status
	for ((n = 1; n < 100; n++)); do
		rm -rf "$SANDBOX/work"
		cp -a "$BEFORE" "$SANDBOX/work"
		cd "$SANDBOX/work" || return
		status=0
		DESK_STOP_AFTER=$n DESK_STOP_COUNT=$SANDBOX/count-$n \
			desk_again "$@" >"$SANDBOX/said" 2>&1 || status=$?
		visit $n || fail "after a stop before step $n of: $*"
		if [ $status = 0 ]; then
			[ $n -gt "$MOST" ] || fail "only $n steps in: $*"
			return
		fi
	done
	fail "never done: $*"
}

# guarded HUB: it asks, and says no.
guarded() {
	[ -x "$1/hooks/pre-receive" ] || return
	[ ! -e "$1/hooks/pre-receive.new" ] || return
	equals "$(git -C "$1" config --get-regexp '^receive\.' | wc -l)" 3
}

@test "hub create stopped at any step is made by the next" {
	local BEFORE=$STORE MOST=6
	visit() {
		desk_again hub create "$SANDBOX/hub.git" >/dev/null || return
		guarded "$SANDBOX/hub.git"
		equals "$(git -C "$SANDBOX/hub.git" rev-parse main)" \
			"$(git rev-parse main)"
		equals "$(git config branch.main.remote) $(git config desk.sync)" \
			'origin auto'
		rm -rf "$SANDBOX/hub.git"
	}
	stopped_anywhere hub create "$SANDBOX/hub.git"
	BEFORE=$SANDBOX/nothing
	mkdir "$BEFORE"
	visit() {
		desk_again hub create hub.git >/dev/null || return
		guarded hub.git
		equals "$(git -C hub.git rev-list --count main)" 1
		[ "$(git -C hub.git ls-tree main | wc -l)" -gt 4 ]
	}
	stopped_anywhere hub create hub.git
}

@test "hub install stopped at any step keeps the hook of others" {
	local BEFORE=$SANDBOX/bare MOST=5
	git clone -q --bare "$STORE" "$BEFORE"
	printf '#!/bin/sh\ncat >>seen\n' >"$BEFORE/hooks/pre-receive"
	chmod +x "$BEFORE/hooks/pre-receive"
	cp "$BEFORE/hooks/pre-receive" "$SANDBOX/theirs"
	visit() {
		desk_again hub install >/dev/null || return
		guarded .
		cmp hooks/pre-receive.before-desk "$SANDBOX/theirs"
		grep -q 'made by desk' hooks/pre-receive
	}
	stopped_anywhere hub install
}

@test "redact --history stopped at any step is ended by the next, and noted" {
	local BEFORE=$SANDBOX/bare MOST=6
	printf '%s\n' 'From: Ivan <ivan@acme.example>' 'To: help@desk.example' \
		'Message-ID: <one@acme.example>' 'Subject: Pin' '' 'hunter22' |
		desk deliver >/dev/null
	git clone -q --bare "$STORE" "$BEFORE"
	git -C "$BEFORE" config user.name Anna
	git -C "$BEFORE" config user.email anna@desk.example
	visit() {
		desk_again redact hunter22 --history >/dev/null 2>&1 || return
		equals "$(git log -p main originals | grep -c hunter22)" 0
		# Who had it brings it not back.
		equals "$(git log -1 --format=%B refs/desk/redacted |
			grep -c '^redacted: ')" 1
		prove .
	}
	stopped_anywhere redact hunter22 --history
}
