/*
 * Sending what is in the outbox, in an order in which every
 * step may be the last:
 *
 *	1. under the write lock: is it still to be sent? then into the journal
 *	   <gitdir>/desk/send.journal; the store is on disk before anything leaves
 *	2. for each mail "sending" into the journal, the mail to the server, its
 *	   answer into the journal, all synced
 *	3. one commit with the `delivery` entries of the batch; the journal goes
 *
 * So a stop between the whole mail and the server's answer is the only one
 * after which nobody knows: such a mail is kept and shown until a person says
 * what it shall be, and is not sent again by itself.
 *
 * With an upstream nothing leaves without the cron lease (app/desk/lease.h), which is
 * asked for before each batch.
 *
 * One sender at a time (<gitdir>/desk/send.lock). Retries and doubts are this
 * clone's own business (app/outbox/send_note.h). Needs the mail libraries.
 */
#ifndef APP_SEND_SEND_H
#define APP_SEND_SEND_H

#include "app/outbox/outbox.h"

typedef struct {
	gint64 limit;	  /* mails; 0 = all */
	gboolean at_once; /* without undo window and back-off */
	const GPtrArray *only; /* OutboxMail*: these, doubtful ones too; NULL = all */
	/* After each mail; may be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} SendSettings;

typedef struct {
	guint sent, failed; /* mails; one with both kinds of recipients is failed */
	guint later;	    /* put off by the server or the network */
	guint doubtful;	    /* nobody knows whether they were sent */
	GPtrArray *notes;   /* remarks_new(): what a person should read */
} SendReport;
void send_report_clear(SendReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SendReport, send_report_clear)

/* Adds to `report`, also when it fails half way. DESK_ERROR_CONFIG: no account
 * that can send; DESK_ERROR_UNAVAILABLE: login or certificate refused;
 * DESK_ERROR_TEMPORARY: another sender works, or no lease. What other accounts send is sent
 * all the same. */
gboolean send_run(Desk *desk, const SendSettings *settings, SendReport *report,
	GError **error);

/* These (OutboxMail*) are not sent, as the acting agent decides: never, or
 * because they reached whom they are for another way (`by_hand`), and so are
 * answers. */
gboolean send_settle(Desk *desk, const GPtrArray *mails, gboolean by_hand,
	gboolean dry_run,
	OperationResult *result, GError **error);

#endif
