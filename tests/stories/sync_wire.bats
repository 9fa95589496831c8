# A sync over ssh and http, with the real servers, and one that never answers.
load helper

setup() {
	sandbox
	new_store
	desk new -s Printer >/dev/null
	git clone -q --bare "$STORE" "$SANDBOX/hub.git"
	git -C "$SANDBOX/hub.git" config http.receivepack true
	cd "$SANDBOX"
}

teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
	sandbox_end
}

accepts() { (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve COMMAND...: it reads server.now, which is server.conf with a free port. In a
# session of its own: apache ends the whole group with it.
serve() {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((10000 + SRANDOM % 40000))
		! accepts $PORT || continue
		sed "s/@PORT@/$PORT/" server.conf >server.now
		setsid "$@" >"$SANDBOX/served" 2>&1 3>&- 4>&- &
		SERVER=$!
		wait_until 'server' eval "accepts $PORT || ! kill -0 $SERVER"
		! accepts $PORT || return 0
	done
	fail 'no server' "$(cat "$SANDBOX/served")"
}

# The upstream's CALLS fail with ERROR; then comes what is said of it.
hub_fails() {
	git -C one config remote.origin.receivepack "strace -f -qq -o /dev/null \
		-e trace=$1 -e inject=$1:error=$2 git-receive-pack"
	run -75 desk -C one sync
	has 'what was done here stays'
}

# What two clones of a URL do.
two_clones() {
	desk clone "$1" one >/dev/null
	desk clone "$1" two >/dev/null
	git -C one config desk.sync manual
	git -C two config desk.sync manual
	desk -C one comment 1 -m 'by one' >/dev/null
	desk -C one new -s 'Of one' >/dev/null
	desk -C two comment 1 -m 'by two' >/dev/null
	desk -C two new -s 'Of two' >/dev/null
	desk -C one sync >/dev/null
	desk -C two sync >/dev/null
	desk -C one sync >/dev/null
	equals "$(git -C one rev-parse main)" "$(git -C two rev-parse main)"
	equals "$(git -C one rev-parse main)" "$(git -C hub.git rev-parse main)"
	equals "$(desk -C two show 3 --format '%(subject)')" 'Of two'
	prove "$SANDBOX/one"
}

@test "over ssh, by key; without the key it is said" {
	ssh-keygen -q -t ed25519 -N '' -f host
	ssh-keygen -q -t ed25519 -N '' -f mine
	cp mine.pub keys
	printf '%s\n' 'Port @PORT@' 'ListenAddress 127.0.0.1' "HostKey $SANDBOX/host" \
		"AuthorizedKeysFile $SANDBOX/keys" 'StrictModes no' 'UsePAM no' \
		'PidFile none' 'PermitRootLogin yes' 'PasswordAuthentication no' >server.conf
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	serve /usr/sbin/sshd -D -e -f "$SANDBOX/server.now"
	printf '%s\n' 'Host desk' 'HostName 127.0.0.1' "Port $PORT" "User $(id -un)" \
		"IdentityFile $SANDBOX/mine" 'IdentitiesOnly yes' 'BatchMode yes' \
		'StrictHostKeyChecking no' "UserKnownHostsFile $SANDBOX/known" \
		'LogLevel ERROR' >ssh.conf
	export GIT_SSH_COMMAND="ssh -F $SANDBOX/ssh.conf"
	two_clones "desk:$SANDBOX/hub.git"
	: >keys
	run -75 desk -C one sync
	has 'does not let you in'
	run -75 desk clone "desk:$SANDBOX/hub.git" three
	[ ! -e three ]
}

@test "over http, with git's own server behind apache and a password of a helper" {
	local modules=/usr/lib/apache2/modules
	folder_for_others
	mv hub.git "$OTHERS"
	ln -s "$OTHERS/hub.git" hub.git
	printf 'anna:{SHA}%s\n' "$(printf secret | openssl sha1 -binary | base64)" \
		>"$OTHERS/users"
	printf '%s\n' 'Listen 127.0.0.1:@PORT@' "ServerRoot $SANDBOX" 'ServerName localhost' \
		"PidFile $SANDBOX/apache.pid" "ErrorLog $SANDBOX/apache.log" "Mutex pthread" \
		"LoadModule mpm_prefork_module $modules/mod_mpm_prefork.so" \
		"LoadModule cgi_module $modules/mod_cgi.so" \
		"LoadModule alias_module $modules/mod_alias.so" \
		"LoadModule env_module $modules/mod_env.so" \
		"LoadModule authn_core_module $modules/mod_authn_core.so" \
		"LoadModule authn_file_module $modules/mod_authn_file.so" \
		"LoadModule auth_basic_module $modules/mod_auth_basic.so" \
		"LoadModule authz_core_module $modules/mod_authz_core.so" \
		"LoadModule authz_user_module $modules/mod_authz_user.so" \
		'User www-data' 'Group www-data' \
		"SetEnv GIT_PROJECT_ROOT $OTHERS" 'SetEnv GIT_HTTP_EXPORT_ALL 1' \
		'SetEnv GIT_CONFIG_COUNT 1' 'SetEnv GIT_CONFIG_KEY_0 safe.directory' \
		'SetEnv GIT_CONFIG_VALUE_0 *' \
		'ScriptAlias /git/ /usr/lib/git-core/git-http-backend/' \
		'<Directory /usr/lib/git-core>' 'AuthType Basic' 'AuthName git' \
		"AuthUserFile $OTHERS/users" 'Require valid-user' '</Directory>' >server.conf
	chmod -R a+rwX "$OTHERS"
	serve /usr/sbin/apache2 -DFOREGROUND -k start -f "$SANDBOX/server.now"
	git config --global credential.helper \
		'!f() { echo username=anna; echo "password=$(cat '"$SANDBOX"'/word)"; }; f'
	echo secret >word
	export GIT_TERMINAL_PROMPT=0
	two_clones "http://127.0.0.1:$PORT/git/hub.git"
	echo wrong >word
	desk -C one comment 1 -m 'waits' >/dev/null
	run -75 desk -C one sync
	has 'Authentication failed'
	kill "$SERVER"
	wait "$SERVER" || true
	run -75 desk -C one sync
	has 'was not reached'
	equals "$(desk -C one sync --status --jq .ahead)" 1
}

@test "an upstream that never answers is left alone after a while" {
	cat >silent.py <<-'END'
		import socket
		server = socket.socket()
		server.bind(("127.0.0.1", 0))
		server.listen(9)
		print(server.getsockname()[1], flush=True)
		held = []
		while True:
		    held.append(server.accept())
	END
	desk clone hub.git one >/dev/null
	git -C one config desk.sync.timeout 1
	listens python3 silent.py
	git -C one remote set-url origin "git://127.0.0.1:$PORT/hub.git"
	run -75 desk -C one sync
	has 'the upstream origin was not reached: git'
	has 'what was done here stays'
	git -C one remote set-url origin "http://127.0.0.1:$PORT/hub.git"
	run -0 --separate-stderr desk -C one new -s 'Goes on'
	has 'not synced' "$stderr"
	[[ $output == ???? ]] || fail "$output"
	git -C one config desk.sync manual
	listens_no_more
	git -C one remote set-url origin "$SANDBOX/hub.git"
	git -C one config desk.sync.timeout 60
	desk -C one sync >/dev/null
	equals "$(desk -C one show 2 --format '%(subject)')" 'Goes on'
}

@test "an upstream that cannot write, is full or gone for a week: all waits, and goes" {
	strace -o /dev/null true 2>/dev/null || skip "strace may not watch here"
	local tip
	desk clone hub.git one >/dev/null
	git -C one config desk.sync manual
	desk -C one new -s 'Waits' >/dev/null
	desk -C one comment 1 -m 'waits too' >/dev/null
	tip=$(git -C one rev-parse main)
	hub_fails mkdir EACCES
	has 'origin could not write what was sent: remote unpack failed: unable to create'
	hub_fails link,linkat,rename ENOSPC
	has 'the disk of the upstream origin is full: unable to write file'
	hub_fails link,linkat,rename EROFS
	has 'Read-only file system; its keeper'
	DESK_FORCE_TTY=200 LC_ALL=ru_RU.UTF-8 run -75 desk -C one sync
	has 'не смог записать отправленное'
	git -C one config --unset remote.origin.receivepack
	equals "$(git -C one rev-parse main)" "$tip"
	# A week later there is still no upstream.
	mv hub.git away.git
	now +604800
	run -75 desk -C one sync
	run -0 --separate-stderr desk -C one list
	has 'picture 168h old' "$stderr"
	run -0 --separate-stderr desk -C one sync --status -O json
	equals "$(json '[.ahead, .unnumbered, .age] | tostring')" '[2,1,604800]'
	DESK_FORCE_TTY=80 run -0 desk -C one status
	has '`desk sync`'
	mv away.git hub.git
	desk -C one sync >/dev/null
	equals "$(desk -C one show 2 --format '%(subject)')" Waits
	equals "$(git -C one rev-parse main)" "$(git -C hub.git rev-parse main)"
	run -0 --separate-stderr desk -C one list
	lacks picture "$stderr"
}
