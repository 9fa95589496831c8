/*
 * Sends mail by SMTP (libcurl): smtps://, smtp:// with STARTTLS (required but to
 * loopback), AUTH by password or token. One connection for many mails.
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "base/instant.h"

typedef struct {
	char *url;	/* smtps://host[:465]/, smtp://host[:587]/ */
	char *user, *password, *bearer; /* NULL = no AUTH */
	char *ca_file;	/* extra CA; may be NULL */
	char *helo;	/* name in EHLO; NULL = the name of the host */
	int timeout_ms;	/* 0: a minute; five times that for the answer to a whole mail */
} SmtpServer;
void smtp_server_free(SmtpServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpServer, smtp_server_free)

typedef enum { SMTP_SENT, SMTP_LATER, SMTP_FAILED } SmtpState;
typedef struct {
	char *address;	 /* as it was given */
	SmtpState state; /* by the reply code of RCPT, or of DATA for all that RCPT took */
	int code;	 /* 250, 451, 550 …; 0 = no answer (network) */
	char *words;	 /* the server's line, cleaned, at most 500 bytes;
			    or why there is none, kept (base/error.h) */
} SmtpRecipient;

typedef struct SmtpSession SmtpSession;
/* `server` must live as long as the session. Nothing is sent yet; the
 * connection is made by the first mail. */
SmtpSession *smtp_open(const SmtpServer *server);
void smtp_close(SmtpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpSession, smtp_close)

/* One mail to all `recipients` (char*). `sender`: envelope sender, "" = null sender (automatic mail).
 * An address with other letters than ASCII before the "@" needs SMTPUTF8; without it that recipient
 * failed, with 553. Asks for delivery reports (DSN NOTIFY=FAILURE) where the server offers them.
 * Answers SmtpRecipient* for each, also when the server was not reached (SMTP_LATER, code 0);
 * NULL with error only when nothing can ever be sent this way: 78 configuration, 69 login or certificate
 * refused (nothing was sent). `maybe_sent` is TRUE when the whole mail went out
 * and no answer came back: it may have arrived. */
GPtrArray *smtp_send(SmtpSession *session, const char *sender,
	const GPtrArray *recipients, GBytes *mail, gboolean *maybe_sent,
	GError **error);
/* Connects and logs in, sends nothing. */
gboolean smtp_test(SmtpSession *session, GError **error);

/* Does the server offer SMTPUTF8? FALSE while not connected. */
gboolean smtp_takes_utf8(const SmtpSession *session);

#endif
