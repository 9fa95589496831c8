#!/bin/bash
# A throw-away IMAP server (Dovecot 2.3) on loopback, for tests; with SMTP=1 in
# the environment an SMTP server (Exim 4) beside it that delivers into its
# mailboxes.
#
#   mail_server.sh start DIR    starts it; DIR/env says where it listens
#   mail_server.sh stop DIR     stops it
#   mail_server.sh renew DIR    stops it, forgets all UIDs, starts it again
#
# Works as root and as an ordinary user, and several beside each other: ports
# are free ones unless IMAP_PORT and IMAPS_PORT are set, below those that outgoing
# connections get, so that they stay free while it is stopped. In DIR/env, for ". ":
#   IMAP_PORT IMAPS_PORT CA OTHER_CA MAILDIR
# With SMTP also SMTP_PORT (STARTTLS), SMTPS_PORT, MAIL_DIR (a Maildir a user;
# outside: what went to other domains), SMTP_LOG, and SUBMISSION_PORT (STARTTLS)
# where Dovecot takes mail from its users, with the same logins as for IMAP,
# tokens too, and hands it on; LOG is Dovecot's.
# Users: desk with password "secret" and bearer token "secret"; bob, "bobpass";
# desk2, "secret2". USERS="a:pass b:pass" makes more.
#
# SMTP takes mail for desk.test, example.org and пример.test, with plus addresses, and for
# other domains after a login (as a user above). tempfail@ and permfail@ answer
# 4xx and 5xx at RCPT, subjects with TEMPDATA, PERMDATA at the end of the mail;
# unknown users are refused. bounce@ takes the mail and reports that it failed.
# Dovecot and Exim listen on 127.0.0.2, too, but the server's certificate is for
# localhost and 127.0.0.1 alone, signed by itself (CA); OTHER_CA is somebody
# else's. Mails may be put into MAILDIR/new at any time. What the server writes
# is in a folder of its own under /tmp, with a short name that its unprivileged
# parts can reach; stop removes it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
umask 022

fail() { echo "mail_server.sh: $*" >&2; exit 1; }

# await CONDITION: a daemon is there a little after its start.
await() {
	local end=$((SECONDS + 30)) never
	exec {never}<> <(:)
	until "$1"; do
		[ $SECONDS -lt $end ] || return
		read -rt 0.02 -u "$never" || true
	done
	exec {never}>&-
}

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

# Exim's parts: who it runs as, and which logins it takes.
smtp_owner() { if [ "$(id -u)" = 0 ]; then echo mail; else id -un; fi; }

smtp_configuration() {
	user=$(smtp_owner)
	group=$(id -gn "$user")
	cat <<-CONF
	primary_hostname = mx.desk.test
	spool_directory = $DIR/spool
	log_file_path = $DIR/spool/%slog
	pid_file_path = $DIR/spool/pid
	exim_user = $user
	exim_group = $group
	never_users =
	trusted_users = $user : $(id -un)
	deliver_drop_privilege = true
	local_interfaces = 127.0.0.1 : 127.0.0.2
	daemon_smtp_ports = $SMTP_PORT : $SMTPS_PORT
	tls_on_connect_ports = $SMTPS_PORT
	tls_advertise_hosts = *
	tls_certificate = $DIR/server.pem
	tls_privatekey = $DIR/smtp.key
	auth_advertise_hosts = *
	dsn_advertise_hosts = *
	host_lookup =
	rfc1413_query_timeout = 0s
	keep_environment =
	message_size_limit = 5M
	bounce_return_size_limit = 5K
	domainlist ours = desk.test : example.org : xn--e1afmkfd.test
	acl_smtp_rcpt = recipient
	acl_smtp_data = content

	begin acl
	recipient:
	  defer  local_parts = tempfail
	         message = 4.2.1 try again later
	  deny   local_parts = permfail
	         message = 5.7.1 refused
	  accept domains = +ours
	         endpass
	         message = 5.1.1 unknown user
	         verify = recipient
	  deny   !authenticated = *
	         message = 5.7.1 relay denied
	  accept
	content:
	  defer  condition = \${if match{\$h_subject:}{TEMPDATA}}
	         message = 4.3.0 not now
	  deny   condition = \${if match{\$h_subject:}{PERMDATA}}
	         message = 5.6.0 content refused
	  accept

	begin routers
	bounce:
	  driver = redirect
	  domains = +ours
	  local_parts = bounce
	  allow_fail
	  no_verify
	  data = :fail: 5.1.1 mailbox is gone
	bounce_known:
	  driver = accept
	  domains = +ours
	  local_parts = bounce
	  verify_only
	  transport = outside
	local:
	  driver = accept
	  domains = +ours
	  local_parts = lsearch,ret=key;$DIR/users
	  local_part_suffix = +*
	  local_part_suffix_optional
	  transport = maildir
	other:
	  driver = accept
	  domains = ! +ours
	  transport = outside

	begin transports
	maildir:
	  driver = appendfile
	  directory = $DIR/mail/\$local_part_data
	  create_directory
	  maildir_format
	  envelope_to_add
	  return_path_add
	  delivery_date_add
	outside:
	  driver = appendfile
	  directory = $DIR/mail/outside
	  create_directory
	  maildir_format
	  envelope_to_add
	  return_path_add

	begin retry
	* * F,1m,1s

	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = \${if eq{\\{PLAIN\\}\$auth3}{\${lookup{\$auth2}lsearch{$DIR/users}}}}
	  server_set_id = \$auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = User : Pass
	  server_condition = \${if eq{\\{PLAIN\\}\$auth2}{\${lookup{\$auth1}lsearch{$DIR/users}}}}
	  server_set_id = \$auth1
	CONF
}

smtp_running() { [ -s "$DIR/spool/pid" ] && kill -0 "$(cat "$DIR/spool/pid")" 2>/dev/null; }

smtp_start() {
	command -v exim4 >/dev/null || fail "exim4 is not installed"
	mkdir -p "$DIR/spool"
	cp "$DIR/server.key" "$DIR/smtp.key"
	[ "$(id -u)" != 0 ] || chown -R mail:mail "$DIR/spool" "$DIR/smtp.key"
	for try in 1 2 3 4 5; do
		set -- $(shuf -i 10000-32000 -n 2)
		SMTP_PORT=$1 SMTPS_PORT=$2
		smtp_configuration >"$DIR/exim.conf"
		exim4 -C "$DIR/exim.conf" -bd -odi -q1s </dev/null \
			>"$DIR/smtp.out" 2>&1 || continue
		await smtp_running && return
	done
	cat "$DIR/smtp.out" "$DIR/spool/"*log >&2
	fail "the SMTP server does not start"
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
	listen = 127.0.0.1, 127.0.0.2
	protocols = imap${SMTP:+ submission}
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
	[ -n "${SMTP:-}" ] || return 0
	cat <<-CONF
	hostname = submission.desk.test
	submission_relay_host = 127.0.0.1
	submission_relay_port = $SMTP_PORT
	submission_relay_trusted = yes
	service submission-login {
	  chroot =
	  inet_listener submission {
	    port = $SUBMISSION_PORT
	  }
	}
	CONF
}

running() { [ -s "$DIR/run/master.pid" ] && kill -0 "$(cat "$DIR/run/master.pid")" 2>/dev/null; }

start() {
	command -v dovecot >/dev/null || fail "dovecot is not installed"
	certificate server
	certificate other
	for user in desk:secret desk2:secret2 bob:bobpass ${USERS:-}; do
		echo "${user%%:*}:{PLAIN}${user#*:}"
	done >"$DIR/users"
	mkdir -p "$DIR/mail/desk/new" "$DIR/mail/desk/cur" "$DIR/mail/desk/tmp"
	[ "$(id -u)" != 0 ] || chown -R mail:mail "$DIR/mail"
	[ -z "${SMTP:-}" ] || smtp_start
	# A port may be taken: then Dovecot does not start.
	: "${SUBMISSION_PORT:=$(shuf -i 10000-32000 -n 1)}"
	for try in 1 2 3 4 5; do
		if [ -z "${IMAP_PORT:-}" ] || [ "$try" -gt 1 ]; then
			set -- $(shuf -i 10000-32000 -n 3)
			IMAP_PORT=$1 IMAPS_PORT=$2 SUBMISSION_PORT=$3
		fi
		configuration >"$DIR/dovecot.conf"
		dovecot -c "$DIR/dovecot.conf" </dev/null >"$DIR/out" 2>&1 || continue
		await running && break
	done
	running || { cat "$DIR/out" "$DIR/log" >&2; fail "it does not start"; }
	cat >"$ANSWER/env" <<-ENV
	IMAP_PORT=$IMAP_PORT
	IMAPS_PORT=$IMAPS_PORT
	CA=$DIR/server.pem
	OTHER_CA=$DIR/other.pem
	MAILDIR=$DIR/mail/desk
	MAIL_DIR=$DIR/mail
	SMTP_PORT=${SMTP_PORT:-}
	SMTPS_PORT=${SMTPS_PORT:-}
	SMTP_LOG=$DIR/spool/mainlog
	SUBMISSION_PORT=${SUBMISSION_PORT:-}
	LOG=$DIR/log
	ENV
}

end() {
	pid=$(cat "$1")
	kill "$pid" 2>/dev/null || return 0
	timeout 60 tail -s 0.05 --pid="$pid" -f /dev/null || kill -9 "$pid"
}

stop() {
	! smtp_running || end "$DIR/spool/pid"
	! running || end "$DIR/run/master.pid"
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
	# What stays is the last UIDVALIDITY, which is not given again.
	find "$DIR/mail" -name 'dovecot*' ! -name 'dovecot-uidvalidity*' \
		-exec rm -rf {} +
	start
	;;
*) fail "start, stop or renew, not $ACTION" ;;
esac
