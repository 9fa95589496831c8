/*
 * Commands and answers on an IMAP connection: tags, what the server says
 * unasked, refusals.
 */
#ifndef MAIL_IMAP_SESSION_H
#define MAIL_IMAP_SESSION_H

#include "mail/imap_response.h"

typedef struct {
	MailWire *wire;
	const MailAccount *account;
	guint tag;	    /* of the last command */
	GHashTable *answers; /* tag to text, that came before its turn */
	gboolean broken;    /* the connection is of no more use */
	gboolean can_move, can_expunge_uids, can_idle;
	char *folder;	    /* that is selected; NULL */
	guint32 uidvalidity, exists;
	guint32 listed; /* of those that exist, how many the last list saw */
	guint expunged; /* mails that the server said are gone */
	gboolean can_keyword, read_only; /* in that folder */
} ImapSession;

/* An untagged answer to the command; FALSE stops with an error. `taken` is
 * TRUE when it was one that was asked for. */
typedef gboolean (*ImapHandler)(ImapSession *session, ImapResponse *response,
	void *data, gboolean *taken, GError **error);

/* Connected and logged in; `account` is borrowed. Errors as mail_source_open(). */
ImapSession *imap_session_open(const MailAccount *account, const char *url,
	GError **error);
void imap_session_close(ImapSession *session);

/* Sends a command and reads until it is done. A refusal is an error with
 * `refused` (a DeskError) unless its response code says better. */
gboolean imap_session_command(ImapSession *session, const char *command,
	ImapHandler handler, void *data, int refused, GError **error);
/* What the server said to a command; `number` is its place in the pipeline. */
typedef gboolean (*ImapDone)(ImapSession *session, guint number, void *data,
	GError **error);
/* Several (char*), two in flight. `done` may be NULL. `stop`, if given, ends it
 * early once TRUE. */
gboolean imap_session_pipeline(ImapSession *session, GPtrArray *commands,
	ImapHandler handler, ImapDone done, void *data, const gboolean *stop,
	GError **error);

/* Waits for new mail in the selected folder (RFC 2177), at most `timeout_ms`. A
 * server without IDLE is asked now and then. */
gboolean imap_session_idle(ImapSession *session, int timeout_ms,
	gboolean *changed, GError **error);

#endif
