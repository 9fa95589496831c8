/*
 * Step 3 of app/send/send.h: what the servers said becomes `delivery` entries, one
 * commit a batch; what waits on gets the time of its next try.
 */
#ifndef APP_SEND_SEND_RECORD_H
#define APP_SEND_SEND_RECORD_H

#include "app/desk/lease.h"
#include "app/send/send.h"
#include "app/outbox/send_note.h"
#include "base/phrase.h"

/* A run, while it lasts. */
typedef struct {
	Desk *desk;
	const SendSettings *settings;
	SendReport *report;
	GPtrArray *accounts;
	GHashTable *roads; /* Account* → Road, send.c */
	GHashTable *notes; /* send_notes_read() */
	GPtrArray *left;   /* JournalMail*: sent, and not recorded yet */
	GError *worst;	   /* of accounts; the others send */
	guint done, total;
	Lease lease;
} Send;

/* A line that a person should read. */
void send_tell(Send *send, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;

/* MAIL was not delivered to `to`; `said`: kept (base/error.h). */
void send_tell_failure(Send *send, const char *mail, const char *to, int code,
	const char *said);

/* A file that is broken, or edited by hand just now, holds up its own mail. */
void send_put_off(Send *send, const char *ticket, const GError *problem);

/* Seconds until the next try after so many. */
gint64 send_delay_after(guint tries);

/* Commits the answers of `mails` (JournalMail*) and takes them out of the
 * journal; those that could not be recorded stay in `send->left`. */
gboolean send_record(Send *send, GPtrArray *mails, GError **error);

/* The mail about no ticket (send_direct.c): what waits and is due; a letter that
 * fails is told and stops nothing. */
gboolean send_direct(Send *send, GError **error);

#endif
