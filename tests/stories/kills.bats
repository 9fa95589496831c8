# A mailbox of mails of mixed size, one in a hundred broken, taken in by pulls
# that are killed at random: nothing is lost, nothing is there twice, what is
# broken is in quarantine, and the store is the one of a pull that was left
# alone. MAILS and KILLS set how many (200 and 20); SEED another fortune.
load helper
load mail

MAILS=${MAILS:-200}
KILLS=${KILLS:-20}
SEED=${SEED:-1}

setup() {
	sandbox
	new_store
	make_mails "$SANDBOX/seed"
	desk mail add support@desk.example --url "maildir:$SANDBOX/post" --all \
		--no-test >/dev/null
	git config desk.account.support@desk.example.after delete
}

make_mails() {
	mkdir -p "$1"/{new,cur,tmp}
	python3 - "$1/new" "$MAILS" "$SEED" <<-'PY'
	import os, random, sys
	folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
	fortune = random.Random(seed)
	start = 1795240000
	for number in range(count):
	    name = "%06d.x" % number
	    size = int(fortune.paretovariate(0.9) * 200)
	    text = ("Строка номер %d.\n" % number) * (1 + min(size, 400000) // 30)
	    answer = fortune.randrange(number) if number % 3 == 2 else None
	    lines = ["From: User <user%d@acme.example>" % (answer if answer is
	        not None else number), "To: support@desk.example",
	        "Subject: Matter %d" % number, "Message-ID: <%d@acme.example>" % number,
	        "Content-Type: text/plain; charset=utf-8"]
	    if answer is not None:
	        lines.append("In-Reply-To: <%d@acme.example>" % answer)
	    mail = "\n".join(lines) + "\n\n" + text
	    if number % 100 == 50:
	        mail = "broken %d\nno header at all\n" % number
	    path = os.path.join(folder, name)
	    with open(path, "w") as file:
	        file.write(mail)
	    os.utime(path, (start + number, start + number))
	PY
}

left() { find "$SANDBOX/post" -type f | wc -l; }
stored() { git ls-tree -r --name-only originals 2>/dev/null | grep -vc '\.yaml$' || true; }

# Killed at a step of its own choice, or by the clock.
killed_pull() {
	local status=0
	if [ $(($1 % 2)) = 0 ]; then
		DESK_STOP_AFTER=$((RANDOM % (MAILS / 2) + 1)) \
			DESK_STOP_COUNT=$SANDBOX/count-$1 \
			desk pull --max $((MAILS / 8)) >/dev/null 2>&1 || status=$?
	else
		timeout -s KILL "0.$(printf %03d $((RANDOM % 300 + 5)))" \
			"$DESK_BIN" pull --max $((MAILS / 8)) >/dev/null 2>&1 || status=$?
	fi
	case $status in
	0 | 3) ;;
	137) echo "$1 $(left)" >>"$SANDBOX/killed" ;;
	*) fail "kill $1: ended with $status" ;;
	esac
	[ $(($(stored) + $(left))) -ge "$MAILS" ] ||
		fail "kill $1: lost: $(stored) stored, $(left) left"
}

pull_to_the_end() {
	local before=x
	while [ "$(left) $(stored)" != "$before" ]; do
		before="$(left) $(stored)"
		pull --max $((MAILS / 8))
	done
}

@test "killed at random, again and again" {
	local i broken=$(((MAILS + 49) / 100))
	RANDOM=$SEED
	cp -a "$STORE" "$SANDBOX/alone"
	cp -a "$SANDBOX/seed" "$SANDBOX/post"
	(cd "$SANDBOX/alone" && pull_to_the_end)
	rm -rf "$SANDBOX/post"
	cp -a "$SANDBOX/seed" "$SANDBOX/post"
	for ((i = 0; i < KILLS; i++)); do
		killed_pull $i
	done
	pull_to_the_end
	equals "$(left)" 0
	[ -s "$SANDBOX/killed" ] || fail "nothing was killed"
	equals "$(stored)" "$MAILS"
	equals "$(git ls-tree -r --name-only originals | grep -c '^quarantine/.*\.yaml$')" \
		"$broken"
	equals "$(grep -rh '^message-id: ' tickets | sort | uniq -d | wc -l)" 0
	# Those of acknowledgements are our own.
	equals "$(grep -rh '^message-id: ' tickets | grep -vc '<desk\.')" \
		$((MAILS - broken))
	equals "$(grep -rh '^kind: duplicate' tickets | wc -l)" 0
	equals "$(git status --porcelain)" ''
	# Numbers are given in the order of storing, which is the same.
	equals "$(git rev-parse 'main^{tree}' 'originals^{tree}')" \
		"$(git -C "$SANDBOX/alone" rev-parse 'main^{tree}' 'originals^{tree}')"
	prove "$SANDBOX/alone"
}
