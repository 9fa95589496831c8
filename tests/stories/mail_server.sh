#!/bin/sh
# A throw-away IMAP server (Dovecot 2.3) on loopback, for tests.
#
#   mail_server.sh start DIR    starts it; DIR/env says where it listens
#   mail_server.sh stop DIR     stops it
#   mail_server.sh renew DIR    stops it, forgets all UIDs, starts it again
#
# Works as root and as an ordinary user, and several beside each other: ports
# are free ones unless IMAP_PORT and IMAPS_PORT are set. In DIR/env, for ". ":
#   IMAP_PORT IMAPS_PORT CA OTHER_CA MAILDIR
# Users: desk with password "secret" and bearer token "secret"; bob, "bobpass".
# The server's certificate is for localhost and 127.0.0.1, signed by itself
# (CA); OTHER_CA is somebody else's. Mails may be put into MAILDIR/new at any
# time. What the server writes is in a folder of its own under /tmp, with a
# short name that its unprivileged parts can reach; stop removes it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
umask 022

fail() { echo "mail_server.sh: $*" >&2; exit 1; }

[ $# -eq 2 ] || fail "usage: start|stop|renew DIR"
ACTION=$1
mkdir -p "$2"
ANSWER=$(cd "$2" && pwd)
if [ ! -d "$(cat "$ANSWER/folder" 2>/dev/null)" ]; then
	[ "$ACTION" = start ] || exit 0
	mktemp -d /tmp/desk-imap.XXXXXX >"$ANSWER/folder"
	chmod 755 "$(cat "$ANSWER/folder")"
fi
DIR=$(cat "$ANSWER/folder")

certificate() {
	[ -f "$DIR/$1.pem" ] || openssl req -x509 -nodes -days 30 -newkey ec \
		-pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost \
		-addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
		-keyout "$DIR/$1.key" -out "$DIR/$1.pem" 2>/dev/null
}

configuration() {
	# Dovecot's parts change to users that exist only for root.
	owner=$(id -un)
	group=$(id -gn)
	if [ "$(id -u)" = 0 ]; then
		owner=mail
		group=mail
	else
		echo "default_internal_user = $owner"
		echo "default_internal_group = $group"
		echo "default_login_user = $owner"
	fi
	cat <<-CONF
	base_dir = $DIR/run
	state_dir = $DIR/run
	log_path = $DIR/log
	listen = 127.0.0.1
	protocols = imap
	ssl = yes
	ssl_cert = <$DIR/server.pem
	ssl_key = <$DIR/server.key
	disable_plaintext_auth = no
	auth_mechanisms = plain login xoauth2 oauthbearer
	auth_failure_delay = 0
	mail_location = maildir:$DIR/mail/%n
	mail_uid = $owner
	mail_gid = $group
	first_valid_uid = 1
	first_valid_gid = 1
	mail_fsync = never
	mailbox_idle_check_interval = 1 secs
	passdb {
	  driver = passwd-file
	  args = username_format=%n $DIR/users
	}
	userdb {
	  driver = static
	  args = home=$DIR/mail/%n
	}
	namespace inbox {
	  inbox = yes
	}
	service imap-login {
	  chroot =
	  inet_listener imap {
	    port = $IMAP_PORT
	  }
	  inet_listener imaps {
	    port = $IMAPS_PORT
	    ssl = yes
	  }
	}
	service anvil {
	  chroot =
	}
	service stats {
	  chroot =
	}
	CONF
}

running() { [ -s "$DIR/run/master.pid" ] && kill -0 "$(cat "$DIR/run/master.pid")" 2>/dev/null; }

start() {
	command -v dovecot >/dev/null || fail "dovecot is not installed"
	certificate server
	certificate other
	printf 'desk:{PLAIN}secret\nbob:{PLAIN}bobpass\n' >"$DIR/users"
	mkdir -p "$DIR/mail/desk/new" "$DIR/mail/desk/cur" "$DIR/mail/desk/tmp"
	[ "$(id -u)" != 0 ] || chown -R mail:mail "$DIR/mail"
	# A port may be taken: then Dovecot does not start.
	for try in 1 2 3 4 5; do
		if [ -z "${IMAP_PORT:-}" ] || [ "$try" -gt 1 ]; then
			set -- $(shuf -i 20000-60000 -n 2)
			IMAP_PORT=$1 IMAPS_PORT=$2
		fi
		configuration >"$DIR/dovecot.conf"
		dovecot -c "$DIR/dovecot.conf" </dev/null >"$DIR/out" 2>&1 || continue
		i=0
		until running; do
			i=$((i + 1))
			[ $i -lt 100 ] || break
			sleep 0.05
		done
		running && break
	done
	running || { cat "$DIR/out" "$DIR/log" >&2; fail "it does not start"; }
	cat >"$ANSWER/env" <<-ENV
	IMAP_PORT=$IMAP_PORT
	IMAPS_PORT=$IMAPS_PORT
	CA=$DIR/server.pem
	OTHER_CA=$DIR/other.pem
	MAILDIR=$DIR/mail/desk
	ENV
}

stop() {
	running || return 0
	pid=$(cat "$DIR/run/master.pid")
	kill "$pid" 2>/dev/null || return 0
	i=0
	while kill -0 "$pid" 2>/dev/null && [ $i -lt 100 ]; do
		i=$((i + 1))
		sleep 0.05
	done
}

case $ACTION in
start) start ;;
stop)
	stop
	rm -rf "$DIR" "$ANSWER/folder"
	;;
renew)
	. "$ANSWER/env"
	stop
	find "$DIR/mail" -name 'dovecot*' -exec rm -rf {} +
	# A new UIDVALIDITY is the time of day in seconds.
	sleep 1.1
	start
	;;
*) fail "start, stop or renew, not $ACTION" ;;
esac
