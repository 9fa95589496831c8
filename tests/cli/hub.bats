# The hub: a bare repository with git's own server, which asks the regulation
# about what plain git pushes.
load helper

setup() {
	sandbox
	new_store
	desk agent add vera --name Vera --mail vera@desk.example --level L1
	desk agent add robot --name Robot --mail robot@desk.example \
		--role automation
	desk new -s Printer -k printers -r ivan@acme.example -m 'On fire.'
	desk new -s Scanner -m 'Cold.'
}

# hub [OPTIONS]: $HUB of the store, and a clone by plain git to push from, whose
# commits are past the hook of the clone.
hub() {
	HUB=$SANDBOX/hub.git
	desk hub create "$@" "$HUB"
	git clone -q "$HUB" "$SANDBOX/clone"
	cd "$SANDBOX/clone" || return
}

# in_ticket N SED: a hand edit of the n-th ticket's file.
in_ticket() { sed -i "$2" "$(ticket "$1")"; }
ticket() { grep -rl "^number: $1$" tickets; }
say() { printf -- '---\nid: %s\nkind: comment\nat: %s\nby: %s\nbody: |\n  %s\n' \
	"$2" "$DESK_NOW" "$3" "$4" >>"$(ticket "$1")"; }

# refused TEXT: what is committed here is refused with that, and taken back.
refused() {
	run -1 git push -q origin HEAD:main
	has "$1"
	git reset -q --hard origin/main
}

@test "the hub takes plain commits that may be, and says why it takes others not" {
	hub
	equals "$(git -C "$HUB" rev-parse main)" "$(git -C "$STORE" rev-parse main)"
	equals "$(git -C "$STORE" config branch.main.remote)" origin
	in_ticket 1 's/^priority:.*/priority: high/'
	say 1 aaaa11 anna 'It smokes.'
	git commit -qam 'By hand'
	git push -q
	in_ticket 1 's/^priority:.*/priority: blue/'
	git commit -qam 'By hand'
	refused 'unknown priority "blue"'
	in_ticket 1 's/^status:.*/status: solved/'
	git commit -qam 'By hand'
	refused 'solve needs resolution and working time'
	in_ticket 1 's/It smokes/It dances/'
	git commit -qam 'By hand'
	refused 'entry aaaa11 was removed or altered'
	git rm -q "$(ticket 1)"
	git commit -qm 'By hand'
	refused 'a ticket is never removed'
	ln -sf desk.yaml "$(ticket 1)"
	git commit -qam 'By hand'
	refused 'not a regular file'
	in_ticket 2 's/^number:.*/number: 1/'
	git commit -qam 'By hand'
	refused "number 1 is another ticket's"
	in_ticket 1 's/^uid: .*/uid: 20261121-k3f9x2ab/'
	git commit -qam 'By hand'
	refused 'its path says'
	echo 'levels: {' >>desk.yaml
	git commit -qam 'By hand'
	refused 'desk.yaml:'
	sed -i 's/^id: ./&x/' desk.yaml
	git commit -qam 'By hand'
	refused 'it names the store, and stays'
	git commit -q --allow-empty -m 'Later' --date=2027-01-01T00:00:00Z
	refused 'which is still to come'
	GIT_COMMITTER_DATE=2031-01-01T00:00:00Z git commit -q --allow-empty -m 'Later'
	refused 'which is still to come'
	git commit -q --allow-empty -m 'Hello' --author='Eve <eve@evil.example>'
	refused 'eve@evil.example, who is no agent'
	say 2 bbbb22 anna 'One good, one not.'
	git commit -qam 'Good'
	in_ticket 2 's/^category:.*/category: moon/'
	git commit -qam 'Bad'
	refused 'unknown category "moon"'
	equals "$(git -C "$HUB" log --format=%s -1 main)" 'By hand'
}

@test "the hub judges by who the author is, and by the regulation of then" {
	hub
	i_am vera
	sed -i 's/^level:.*/level: L3/' agents/vera.yaml
	git commit -qam 'I know all'
	refused 'only who has the role lead changes this (level), and vera has it not'
	sed -i 's/^team:.*/team: Mine/' desk.yaml
	git commit -qam 'Mine'
	refused 'only who has the role lead'
	in_ticket 1 's/^number:.*/number: 77/'
	git commit -qam 'Lucky'
	refused 'only who has the role lead gives a ticket another one'
	i_am anna 'Anna Petrova' anna@desk.example
	# What a push brings counts from the next commit on.
	sed -i 's/^categories:.*/&\n  moon: {}/' desk.yaml
	git commit -qam 'The moon'
	in_ticket 2 's/^category:.*/category: moon/'
	git commit -qam 'To the moon'
	git push -q
	# Who has left changes nothing any more.
	echo 'left: true' >>agents/vera.yaml
	git commit -qam 'Vera has left'
	git push -q
	i_am vera
	say 1 cccc33 vera 'I am still here.'
	git commit -qam 'Still here'
	refused 'vera@desk.example has left'
}

@test "the hub takes merges, but none that lose or smuggle something" {
	hub
	git clone -q "$HUB" "$SANDBOX/other"
	say 1 aaaa11 anna 'From here.'
	git commit -qam 'Here'
	sed -i 's/^team:.*/team: Ours/' desk.yaml
	git commit -qam 'Ours'
	git push -q
	cd "$SANDBOX/other"
	say 2 bbbb22 anna 'From there.'
	git commit -qam 'There'
	git pull -q --no-rebase --no-edit
	git push -q
	i_am vera
	say 2 cccc33 vera 'Side.'
	git commit -qam 'Side'
	cd "$SANDBOX/clone"
	git pull -q
	say 1 dddd44 vera 'Main.'
	git commit -qam 'Main'
	git push -q
	cd "$SANDBOX/other"
	git fetch -q
	# All of the upstream's is dropped.
	git merge -q -s ours -m 'Mine alone' origin/main
	refused 'entry dddd44 was removed or altered'
	git checkout -q -B main origin/main
	say 2 eeee55 vera 'Side.'
	git commit -qam 'Side'
	git checkout -q -b aside origin/main
	say 1 ffff66 vera 'Aside.'
	git commit -qam 'Aside'
	git merge -q --no-commit main
	sed -i 's/^team:.*/team: Mine/' desk.yaml
	git commit -qam 'A merge and more'
	run -1 git push -q origin HEAD:main
	has 'only who has the role lead'
}

@test "nothing is rewritten or removed, nor are originals changed" {
	cat >"$SANDBOX/mail" <<-'END'
		From: Ivan <ivan@acme.example>
		To: help@desk.example
		Message-ID: <one@acme.example>
		Subject: Help

		Please.
	END
	desk deliver <"$SANDBOX/mail"
	hub
	equals "$(git -C "$HUB" rev-parse originals)" \
		"$(git -C "$STORE" rev-parse originals)"
	git commit -q --amend -m 'Never said'
	run -1 git push -q --force origin HEAD:main
	has 'history is never rewritten'
	run -1 git push -q origin :main
	has 'refs/heads/main is never removed'
	run -1 git push -q origin :originals
	has 'refs/heads/originals is never removed'
	git checkout -q originals
	git rm -qr .
	git commit -qm 'Nothing came'
	run -1 git push -q origin HEAD:originals
	has 'is an original, and stays as it came'
	git reset -q --hard HEAD^
	mkdir -p 2026/11/20
	echo 'From: somebody' >2026/11/20/0000
	git add -A
	git commit -qm 'One more'
	git push -q origin HEAD:originals
	git checkout -q main
	git push -q origin HEAD:refs/heads/mine
	git tag v1
	git push -q origin v1
	run -1 git push -q origin :refs/tags/v1
	has 'refs/tags/v1 is a tag, and stays'
	git tag -f v1 HEAD^ >/dev/null
	run -1 git push -q --force origin v1
	has 'refs/tags/v1 is a tag, and stays'
}

@test "each pushes their own; the automation everybody's, and numbers are free" {
	hub --pusher env:WHO
	export WHO=anna
	say 1 aaaa11 anna 'Mine.'
	git commit -qam 'Mine'
	git push -q
	i_am vera
	say 1 bbbb22 vera 'Hers.'
	git commit -qam 'Hers'
	refused 'vera@desk.example, and anna pushes it'
	say 1 bbbb22 vera 'Hers.'
	git commit -qam 'Hers'
	WHO=robot git push -q
	i_am anna 'Anna Petrova' anna@desk.example
	git config desk.sync manual
	desk new -s Third >/dev/null
	git push -q
	local file
	file=$(grep -rl 'subject: Third' tickets)
	sed -i 's/^number:.*/number: 3/' "$file"
	git commit -qam 'Numbers' --author='Desk <desk@localhost>'
	git push -q
	sed -i 's/^number:.*/number: 4/' "$file"
	git commit -qam 'Numbers' --author='Desk <desk@localhost>'
	refused 'only who has the role lead gives a ticket another one'
	sed -i 's/^number:.*/number:/' "$file"
	git commit -qam 'Numbers' --author='Desk <desk@localhost>'
	refused 'only who has the role lead gives a ticket another one'
	i_am vera
	say 2 cccc33 desk 'A machine said so.'
	git commit -qam 'Said' --author='Desk <desk@localhost>'
	refused 'desk@localhost, and anna pushes it'
	say 1 dddd44 vera 'Whose?'
	git commit -qam 'Whose'
	WHO=eve refused 'eve pushes, who is no agent here'
	say 1 dddd44 vera 'Whose?'
	git commit -qam 'Whose'
	unset WHO
	refused 'the server does not say who pushes: WHO is not set'
	run -64 desk hub create --pusher 'env:A B' "$SANDBOX/more.git"
	has 'unix or env:NAME'
}

@test "a hub begins alone, is begun again, and refuses what is none" {
	cd "$SANDBOX"
	run -0 desk hub create -n alone.git
	[ ! -e alone.git ]
	desk hub create --pusher unix alone.git --json >answer
	json '.installed and (.upstream | not)' "$(cat answer)"
	equals "$(git -C alone.git config receive.denyNonFastForwards)" true
	git clone -q alone.git mine
	[ -e mine/desk.yaml ]
	run -4 desk -C "$STORE" hub create "$SANDBOX/mine"
	has 'has a work tree'
	cd "$STORE"
	run -0 desk hub create -n "$SANDBOX/hub.git"
	[ ! -e "$SANDBOX/hub.git" ]
	run ! git config remote.origin.url
	run -4 desk hub create -n "$SANDBOX/alone.git"
	has 'holds another store'
	git clone -q --bare . "$SANDBOX/bare.git"
	run -0 --separate-stderr desk hub install -n --json "$SANDBOX/bare.git"
	json '."dry-run" and (.installed | not) and .hook'
	[ ! -e "$SANDBOX/bare.git/hooks/pre-receive" ]
	desk hub create "$SANDBOX/hub.git"
	desk hub create "$SANDBOX/hub.git"
	run -4 desk hub create "$SANDBOX/other.git"
	has 'has the remote origin'
	git remote remove origin
	run -4 desk hub create "$SANDBOX/alone.git"
	has 'holds another store'
	# A git that hangs is waited for as by a sync.
	printf '#!/bin/sh\ncase $* in *"remote add"*) exec tail -f /dev/null ;;
		esac\nexec "%s" "$@"\n' "$(command -v git)" >"$SANDBOX/bin/git"
	chmod +x "$SANDBOX/bin/git"
	run -75 desk --config sync.timeout=1 hub create "$SANDBOX/slow.git"
	has 'git remote: git did not come to an end within 1 s'
}

@test "the hook runs after one of others, and lets nothing through without desk" {
	git init -q --bare "$SANDBOX/bare.git"
	printf '#!/bin/sh\ncat >>"%s"\n' "$SANDBOX/seen" \
		>"$SANDBOX/bare.git/hooks/pre-receive"
	chmod +x "$SANDBOX/bare.git/hooks/pre-receive"
	desk hub install "$SANDBOX/bare.git"
	git push -q "$SANDBOX/bare.git" main
	has refs/heads/main "$(cat "$SANDBOX/seen")"
	printf '#!/bin/sh\nexit 3\n' >"$SANDBOX/bare.git/hooks/pre-receive.before-desk"
	git commit -q --no-verify --allow-empty -m 'One more'
	run -1 git push -q "$SANDBOX/bare.git" main
	has 'pre-receive.before-desk ended with 3.'
	rm "$SANDBOX/bare.git/hooks/pre-receive.before-desk"
	git push -q "$SANDBOX/bare.git" main
	git commit -q --no-verify --allow-empty -m 'Eve' --author='Eve <e@e.example>'
	run -1 git push -q "$SANDBOX/bare.git" main
	has 'who is no agent'
	sed -i "s|^desk=.*|desk='/gone/desk'|; s/command -v desk/command -v no-such/" \
		"$SANDBOX/bare.git/hooks/pre-receive"
	run -1 git push -q "$SANDBOX/bare.git" main
	has 'nothing was taken in'
	git reset -q --hard HEAD^
	run -1 git push -q "$SANDBOX/bare.git" main:main2
	run -0 desk hub install --print --pusher env:GL_USER
	has 'hub check --pusher env:GL_USER'
}

@test "fsck --range judges the same for a forge's CI" {
	say 1 aaaa11 anna 'Fine.'
	commit 'Fine' tickets
	run -0 desk fsck --range HEAD^..HEAD
	equals "$output" ''
	in_ticket 1 's/^priority:.*/priority: blue/'
	commit 'Not fine' tickets
	run -1 desk fsck --range HEAD~2.. --format '%(text)'
	has 'unknown priority "blue"'
	has "(commit $(git rev-parse --short=10 HEAD))"
	run -0 desk fsck --range HEAD..HEAD
	# All of it, as for a branch that is new to a server.
	run -0 desk fsck --range "0000000000000000000000000000000000000000..HEAD^"
	equals "$output" ''
	run -66 desk fsck --range gone..HEAD
	run -64 desk fsck --range HEAD
	# Checked out as forges do: a commit, and no branch.
	git clone -q --no-checkout . "$SANDBOX/ci"
	git -C "$SANDBOX/ci" checkout -q --detach origin/main
	git -C "$SANDBOX/ci" branch -qD main
	run -1 --separate-stderr desk -C "$SANDBOX/ci" fsck --range HEAD~2.. \
		--format '%(text)'
	has 'unknown priority "blue"'
	has 'no branch main is here' "$stderr"
	run -78 desk -C "$SANDBOX/ci" comment 1 -m no
	has 'git switch main'
	git reset -q --hard HEAD^
}

@test "under gitolite's common hooks each is who gitolite says" {
	command -v gitolite >/dev/null || fail 'gitolite3 is not installed'
	export GITOLITE_HOME=$SANDBOX/git
	mkdir -p "$GITOLITE_HOME"
	ssh-keygen -q -t ed25519 -N '' -C anna -f "$SANDBOX/anna"
	# As sshd would call it for the key of anna.
	cat >"$SANDBOX/bin/as-git" <<-'END'
		#!/bin/sh
		shift $(($# - 1))
		export SSH_ORIGINAL_COMMAND="$1" SSH_CONNECTION='::1 1 ::1 22'
		export HOME="$GITOLITE_HOME"
		cd "$HOME" && exec /usr/share/gitolite3/gitolite-shell "$GL_LOGIN"
	END
	chmod +x "$SANDBOX/bin/as-git"
	export GIT_SSH=as-git GIT_SSH_VARIANT=simple GL_LOGIN=anna
	HOME=$GITOLITE_HOME gitolite setup -pk "$SANDBOX/anna.pub"
	desk hub install --print --pusher env:GL_USER \
		>"$GITOLITE_HOME/.gitolite/hooks/common/pre-receive"
	chmod +x "$GITOLITE_HOME/.gitolite/hooks/common/pre-receive"
	git clone -q git@host:gitolite-admin "$SANDBOX/admin"
	printf 'repo desk\n    RW = @all\n' >>"$SANDBOX/admin/conf/gitolite.conf"
	git -C "$SANDBOX/admin" commit -qam 'A store'
	git -C "$SANDBOX/admin" push -q origin HEAD:master
	git push -q git@host:desk main
	git clone -q git@host:desk "$SANDBOX/clone"
	cd "$SANDBOX/clone"
	say 1 aaaa11 anna 'Mine.'
	git commit -qam 'Mine'
	git push -q
	say 1 bbbb22 anna 'Not mine.'
	git commit -qam 'Not mine'
	GL_LOGIN=vera refused 'and vera pushes it'
}

@test "each says what is theirs, where it belongs" {
	hub
	i_am vera
	say 1 aaaa11 anna 'I said so.'
	git commit -qam 'Forged'
	refused 'entry aaaa11 is by anna, but vera commits it'
	printf -- '---\nid: aaaa12\nkind: rating\nat: %s\nby: %s\nvalue: 5\n' \
		"$DESK_NOW" ivan@acme.example >>"$(ticket 1)"
	git commit -qam 'Five stars'
	refused 'only the requester rates'
	now +3600
	sed -i "0,/^---/s//---\nid: aaaa13\nkind: comment\nat: $DESK_NOW\nby: vera\nbody: x\n---/" \
		"$(ticket 1)"
	git commit -qam 'Later, yet first'
	refused 'entry aaaa13 stands before what was said earlier'
	# What the requester told is not for whose ticket it is to write down.
	git fetch -q
	git reset -q --hard origin/main
	in_ticket 1 's/^assignee:.*/assignee: vera/'
	git commit -qam 'Mine'
	git push -q
	printf -- '---\nid: aaaa21\nkind: rating\nat: %s\nby: vera\nvalue: 5\n' \
		"$DESK_NOW" >>"$(ticket 1)"
	git commit -qam 'Five stars'
	refused 'somebody whose ticket it is not'
	printf -- '---\nid: aaaa23\nkind: verify\nat: %s\nby: vera\nstate: ok\n' \
		"$DESK_NOW" >>"$(ticket 1)"
	git commit -qam 'All is well'
	refused 'entry aaaa23: somebody else calls back about a solution'
	printf -- '---\nid: aaaa24\nkind: verify\nat: %s\nby: vera\nstate: fine\n' \
		"$DESK_NOW" >>"$(ticket 2)"
	git commit -qam 'Fine'
	refused 'entry aaaa24: state: fine is not what a call-back finds'
	printf -- '---\nid: aaaa22\nkind: rating\nat: %s\nby: vera\nvalue: 5\n' \
		"$DESK_NOW" >>"$(ticket 2)"
	git commit -qam 'She told me'
	git push -q
	# What a customer said, what rules did, and what somebody said elsewhere.
	say 1 aaaa14 ivan@acme.example 'I called.'
	say 1 aaaa15 desk 'Rule.'
	say 1 aaaa16 vera 'Mine.'
	git commit -qam 'Fine'
	git push -q
	i_am anna 'Anna Petrova' anna@desk.example
	git config desk.sync manual
	desk split 1 aaaa16 -s 'Another' >/dev/null
	git push -q
	# Also from a ticket that is larger than files which people write.
	printf -- '---\nid: aaaa19\nkind: comment\nat: %s\nby: anna\nbody: |\n' \
		"$DESK_NOW" >>"$(ticket 1)"
	seq -f '  %062g' 20000 >>"$(ticket 1)"
	git commit -qam 'Large'
	desk split 1 aaaa16 -s 'One more' >/dev/null
	git push -q
	# Who is the automation brings what others said.
	i_am robot
	say 1 aaaa17 anna 'By mail.'
	printf -- '---\nid: aaaa18\nkind: rating\nat: %s\nby: %s\nvalue: 5\n' \
		"$DESK_NOW" ivan@acme.example >>"$(ticket 1)"
	git commit -qam 'Mail'
	git push -q
}

@test "no file of git makes a store other than it is" {
	hub
	echo '*.yaml merge=union' >>.gitattributes
	git commit -qam 'Line by line'
	refused '.gitattributes:2: by this desk.yaml would be merge=union'
	echo '*.yaml filter=steal' >>.gitattributes
	run -1 desk config check
	has 'by this desk.yaml would be filter=steal'
	git checkout -q .gitattributes
	git rm -q .gitattributes
	git commit -qm 'None'
	refused 'put it at the end'
	echo 'tickets/' >.gitignore
	git add .gitignore
	git commit -qm 'Hidden'
	run -1 desk fsck
	has 'by this git leaves tickets/'
	refused '.gitignore:1: by this git leaves tickets/'
	git config -f .gitmodules submodule.x.path x
	git add .gitmodules
	git commit -qm 'Modules'
	refused 'a store has no submodules'
	i_am vera
	echo '*~' >.gitignore
	git add .gitignore
	git commit -qm 'Backups'
	refused 'only who has the role lead'
}

@test "what does not look like a change is judged, too" {
	hub
	i_am vera
	# History without a beginning here, of more than two, and of the past.
	git checkout -q --orphan evil
	git commit -qm 'Another beginning'
	git checkout -qf main
	git merge -q --allow-unrelated-histories -s ours -m 'Both' evil
	refused 'has no parent'
	git branch -q -f one origin/main
	git branch -q -f two origin/main
	local octopus
	octopus=$(git commit-tree 'main^{tree}' -p main \
		-p "$(git commit-tree 'main^{tree}' -p main -m a)" \
		-p "$(git commit-tree 'main^{tree}' -p main -m b)" -m 'Three')
	git reset -q --hard "$octopus"
	refused 'merges more than two'
	i_am anna 'Anna Petrova' anna@desk.example
	echo 'roles: [lead]' >>agents/vera.yaml
	git commit -qam 'Vera leads'
	sed -i '/^roles/d' agents/vera.yaml
	git commit -qam 'No more'
	git push -q
	i_am vera
	git checkout -q -b side main~1
	sed -i 's/^team:.*/team: Mine/' desk.yaml
	git commit -qam 'While I led'
	git checkout -q main
	git merge -q --no-edit side
	refused 'only who has the role lead changes this'
	# A merge that adds something.
	git checkout -q -B side origin/main
	say 1 aaaa11 vera 'Aside.'
	git commit -qam 'Aside'
	git checkout -q main
	git merge -q --no-ff --no-commit side
	in_ticket 1 's/^status:.*/status: solved/'
	git commit -qam 'And solved'
	refused 'solve needs'
	# Paths, links, other refs, what is given once.
	git rm -qr templates
	ln -s /tmp templates
	git add templates
	git commit -qm 'Link'
	refused 'a link or a submodule'
	mkdir -p tickets/2026/12
	echo x >tickets/2026/12/01
	git add tickets
	git commit -qm 'A file for a day'
	refused 'no file of a store has this path'
	mkdir Agents
	echo 'name: Me' >Agents/vera.yaml
	git add Agents
	git commit -qm 'Case'
	refused 'no file of a store has this path'
	echo '* -merge' >>.gitattributes
	git commit -qam 'No merges'
	refused 'only who has the role lead'
	in_ticket 1 's/^created:.*/created: 2019-01-01T00:00:00Z/'
	git commit -qam 'Old'
	refused 'given once'
	git config desk.sync manual
	desk new -s Far >/dev/null
	sed -i 's/^number:.*/number: 999999/' "$(grep -rl 'subject: Far' tickets)"
	git commit -qam 'Far'
	refused 'number 999999 is not the next one'
	run -1 git push -q origin "main:refs/replace/$(git rev-parse HEAD)"
	has "none of a store's refs"
	run -1 git push -q origin main:refs/desk/redacted
	has "none of a store's refs"
	say 1 bbbb22 vera 'All this was refused.'
	git commit -qam 'Good'
	git push -q
}

# tree_with NAME: a commit on top whose tree has such a file, as no git writes it.
tree_with() {
	local blob tree
	blob=$(echo x | git hash-object -w --stdin)
	tree=$({
		git ls-tree HEAD
		printf '%s blob %s\t%s\n' "${2-100644}" "$blob" "$1"
	} | git mktree)
	git reset -q --soft "$(git commit-tree "$tree" -p HEAD -m 'A tree')"
}

@test "paths, modes and sizes that make trouble somewhere are refused" {
	hub
	git config -f "$HUB/config" receive.fsckObjects false
	git config -f "$HUB/config" desk.hub.limit 20k
	tree_with .GIT
	refused "git's own on some machine"
	tree_with ..
	refused 'leads out of its folder'
	tree_with 'a\b'
	refused 'cannot be written everywhere'
	chmod +x desk.yaml
	git commit -qam 'Run me'
	refused 'an executable file'
	printf 'name: V\nmails: [v@desk.example]\n' >agents/VERA.yaml
	git add .
	git commit -qm 'Loud'
	refused 'the same file as agents/vera.yaml'
	seq 9999 >seq.txt
	git add .
	git commit -qm 'Large'
	refused 'seq.txt: 48888 bytes, and this hub takes 20480'
	git checkout -q --orphan originals
	git rm -qrf .
	mkdir -p 2026/11/21
	seq 9999 >2026/11/21/1
	git add .
	git commit -qm 'Large'
	run -1 git push -q origin originals
	has '48888 bytes, and this hub takes 20480'
	# Nor under any other name, in a file, a message or a tag.
	git checkout -q main
	local side
	side=$(seq 9999 | git hash-object -w --stdin)
	side=$(git mktree <<<"100644 blob $side	big")
	side=$(git commit-tree -p origin/main -m Side "$side")
	run -1 git push -q origin "$side:refs/heads/side"
	has 'big: 48888 bytes, and this hub takes 20480'
	side=$(seq 9999 | git commit-tree -p origin/main 'origin/main^{tree}')
	run -1 git push -q origin "$side:refs/tags/side"
	has 'refs/tags/side: 49'
	run -1 git push -q origin "$side:refs/heads/main"
	has 'refs/heads/main: 49'
	seq 9999 | git tag -a -F - long origin/main
	run -1 git push -q origin long
	has 'refs/tags/long: 49'
	git tag blob "$(git rev-parse origin/main:desk.yaml)"
	run -1 git push -q origin blob
	has 'refs/tags/blob names no commit'
	run -1 git push -q origin 'origin/main^{tree}:refs/desk/cron'
	has 'refs/desk/cron is no lease'
	git push -q origin "$(git rev-parse origin/main:desk.yaml):refs/desk/cron"
	run -1 git push -q origin origin/main:refs/heads/side{1..101}
	has '101 refs at once, and a hub takes 100'
	# Whoever makes ever new ones fills no disk with them.
	seq -f "create refs/heads/many%g $(git rev-parse origin/main)" 998 |
		git -C "$SANDBOX/hub.git" update-ref --stdin
	run -1 git push -q origin origin/main:refs/heads/last{1,2}
	has 'branches and tags, and a hub keeps 1000; there its'
	git -C "$SANDBOX/hub.git" branch -qD many1 many2
	git push -q origin origin/main:refs/heads/last1
	git checkout -q main
	mkdir notes
	echo '#!/bin/sh' >notes/Read
	chmod +x notes/Read
	git add .
	git commit -qm 'Ours'
	git push -q
}

@test "who does harm by plain git is told which rule" {
	desk reply 1 -m 'Use water.' >/dev/null
	local id
	id=$(desk show 1 --json | jq -r '.entries[] | select(.kind == "reply").id')
	hub
	i_am vera
	as() { # KIND BY LINES…: an entry of ticket 1, committed
		printf -- '---\nid: ffff01\nkind: %s\nat: %s\nby: %s\n' "$1" \
			"${AT-$DESK_NOW}" "$2" >>"$(ticket 1)"
		printf '%s\n' "${@:3}" >>"$(ticket 1)"
		git commit -qam "$1"
	}
	as delivery desk "of: $id" 'state: sent'
	refused 'what became of a mail says who sends it'
	as retract vera "of: $id"
	refused 'takes back what anna said or did'
	as work vera 'minutes: 99999999'
	refused 'is no time spent, which is 1 to 44640'
	AT=1970-01-01T00:00:00Z as reply vera 'body: In time.'
	refused 'is before the ticket was made'
	mkdir -p tickets/2026/11/20
	sed '/^---/,$d; s/^uid:.*/uid: 20261120-aaaaaaaa/; s/^number:.*/number:/' \
		"$(ticket 1)" >tickets/2026/11/20/aaaaaaaa.yaml
	git add .
	git commit -qm 'Your answers are mine'
	refused "is another ticket's"
	run -1 git push -q origin HEAD:refs/heads/MAIN
	has 'cannot be told from'
	run -1 git push -q origin HEAD:refs/heads/HEAD
	has 'cannot be told from'
	# Thousands of files are looked through once.
	mkdir notes
	(cd notes && seq 3000 | split -l 1 -a 3)
	git add .
	git commit -qm 'Many'
	git push -q
	i_am anna 'Anna Petrova' anna@desk.example
	git rm -q desk.yaml
	git commit -qm 'No store, no rules'
	refused 'without it this is no store'
	git rm -q agents/*.yaml
	git commit -qm 'Nobody, so everybody'
	refused 'without an agent, so that everybody might do everything'
	# Where nobody leads everybody may do all; but who is nobody.
	sed -i '/^roles:/,$d' agents/anna.yaml
	git commit -qam 'Nobody leads'
	git push -q
	git commit -q --allow-empty -m 'Hello' --author='Eve <eve@evil.example>'
	refused 'eve@evil.example, who is no agent'
	i_am vera
	as retract vera "of: $id"
	git push -q
}

@test "a hub that cannot judge refuses nobody's work" {
	hub --pusher env:WHO
	export WHO=anna
	git config desk.sync manual
	desk new -s 'Meanwhile' >/dev/null
	cp "$HUB/hooks/pre-receive" "$SANDBOX/hook"
	sed -i "s|^desk=.*|desk='/gone/desk'|; s/command -v desk/command -v no-such/" \
		"$HUB/hooks/pre-receive"
	run -75 desk sync
	cp "$SANDBOX/hook" "$HUB/hooks/pre-receive"
	# Nor one whose hook comes to nothing.
	printf '#!/bin/sh\nkill -9 $$\n' >"$HUB/hooks/pre-receive.before-desk"
	chmod +x "$HUB/hooks/pre-receive.before-desk"
	run -75 desk sync
	has 'pre-receive.before-desk was killed by signal 9'
	cp "$HUB/hooks/pre-receive.before-desk" "$HUB/hooks/pre-receive"
	rm "$HUB/hooks/pre-receive.before-desk"
	run -75 desk sync
	has 'died of signal 9'
	cp "$SANDBOX/hook" "$HUB/hooks/pre-receive"
	unset WHO
	run -75 desk sync
	has 'WHO is not set'
	export WHO=anna
	run -0 desk sync
	equals "$(desk list subject:'Meanwhile' --format '%(number)')" 3
	# A hook of others that gives no reason: it was refused, and that is told.
	cp "$HUB/hooks/pre-receive" "$SANDBOX/hook"
	printf '#!/bin/sh\nexit 1\n' >"$HUB/hooks/pre-receive"
	desk comment 2 -m 'Unheard' >/dev/null
	run -4 desk sync
	run -0 desk sync --status
	has '(pre-receive hook declined), without a word'
	LANG=ru_RU.UTF-8 LC_ALL=ru_RU.UTF-8 DESK_FORCE_TTY=200 run -0 desk sync --status
	has 'без объяснений'
	cp "$SANDBOX/hook" "$HUB/hooks/pre-receive"
	run -0 desk sync --retry-refused all
	# Said by somebody else: aside, at once, and said so.
	i_am vera
	desk comment 1 -m 'Hers' >/dev/null
	run -4 desk sync
	run -0 desk sync --status
	has 'and anna pushes it'
	run -0 desk sync
	# Installed anew it is ours, and the same once more.
	desk hub install --pusher env:OTHER "$HUB"
	[ ! -e "$HUB/hooks/pre-receive.before-desk" ]
	grep -q 'env:OTHER' "$HUB/hooks/pre-receive"
}
