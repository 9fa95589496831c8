# Every step can be the last one, when mail is taken in: no mail is lost, none
# comes twice, and what the mailbox is told happens after the store is safe.
load helper
load mail

setup() {
	sandbox
	new_store
	mixed_mailbox "$SANDBOX/seed"
	desk mail add support@desk.example --url "maildir:$SANDBOX/post" --all \
		--no-test >/dev/null
}

# Each attempt finds the mailbox as it was.
fresh_attempt() {
	rm -rf "$SANDBOX/post"
	cp -a "$SANDBOX/seed" "$SANDBOX/post"
}

again() {
	pull || return
	mail_state . >>"$SANDBOX/ends"
	ls "$SANDBOX/post/cur" >>"$SANDBOX/ends"
}

# Once more changes nothing.
again_twice() {
	again || return
	local tip
	tip=$(git rev-parse main originals)
	pull || return
	equals "$(git rev-parse main originals)" "$tip"
}

commit_then_again() {
	echo "# note" >>desk.yaml
	if [ -e .git/index.lock ]; then
		desk list >/dev/null || return
	fi
	commit 'By hand' desk.yaml || return
	git diff --quiet HEAD -- || fail "the work tree lags behind"
	again
}

one_end() {
	local runs
	runs=$(grep -c '^6.f:2,' "$SANDBOX/ends")
	[ "$runs" -gt 2 ]
	equals "$(sort "$SANDBOX/ends" | uniq -c | awk '{ print $1 }' | sort -u)" \
		"$runs"
}

@test "pull from a Maildir" {
	WANTED_STATUS=3 every_step again_twice pull
	cd "$DONE"
	mail_state . >>"$SANDBOX/ends"
	ls "$SANDBOX/post/cur" >>"$SANDBOX/ends"
	one_end
	equals "$(git rev-list --count main)" 2
}

@test "pull from a Maildir, with a plain commit in between" {
	WANTED_STATUS=3 every_step commit_then_again pull
	equals "$(grep -cE '^[0-9a-f]{40}$' <(sort -u "$SANDBOX/ends"))" 2
}
