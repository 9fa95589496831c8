/*
 * Mail that leaves. A reply, an acknowledgement or a
 * notification is an entry (`reply`, `notice`, `vendor`) with its final
 * Message-ID before anything is sent; the outbox is the set of such entries
 * without a final `delivery`. Sending (app/send/send.h) never changes what was
 * decided at the time of the entry, except that a retracted one is not sent.
 *
 * Keys of such an entry: again (the one that failed), to, cc (lists), message-id, subject (unless it is the
 * usual one), language, template, rule, key, not-before, hold, automatic.
 * Keys of a delivery: of, state (sent, failed, cancelled, reported), to
 * (addresses that it speaks of), rest (addresses that wait on: it is not
 * final), code, said, permanent (the address is no good).
 *
 * Needs no mail library.
 */
#ifndef APP_OUTBOX_OUTBOX_H
#define APP_OUTBOX_OUTBOX_H

#include "app/operation/operation.h"
#include "index/outbox.h"

/* A mail to put into the outbox, within an OperationApply. */
typedef struct {
	const char *kind;     /* "reply", "notice", "vendor" */
	GPtrArray *to, *cc;   /* char* "Name <a@b>" or "a@b"; cc may be NULL */
	const char *subject;  /* NULL = the usual "[ACME#1042] subject" */
	const char *by;	      /* login; NULL = who acts */
	const char *body;     /* Markdown, final text (templates filled in) */
	const char *language; /* may be NULL */
	const char *template_name, *rule; /* may be NULL */
	const char *key;      /* makes the entry id: said once only; or NULL */
	const char *hold;     /* NULL, or why it is never sent (a HoldReason) or
				not yet: that of app/operation/approval.h is set here */
	gboolean automatic;
	Instant not_before;   /* INSTANT_NONE = at once */
	Instant at;	      /* 0 = now */
	const char *cause;    /* the entry of this operation that it stands behind */
} Outgoing;

/* The entry (borrowed; attach files at once). NULL without error if `key` was
 * said before. DESK_ERROR_USAGE: an address that is none, or nobody to write to. */
Entry *outbox_add(Operation *op, Ticket *ticket, const Outgoing *mail,
	GError **error);

/* What of a copy is other than of the mail. */
typedef struct {
	GPtrArray *to;	    /* char*, nobody in copy then; NULL: the same */
	const char *body;   /* NULL: the same */
	const char *by;	    /* login; NULL = who acts */
	Instant not_before;
	const char *key;    /* static; under which the copy names the mail */
} OutboxCopy;
/* The mail once more, with its files, as an entry of its own (borrowed). */
Entry *outbox_copy(Operation *op, Ticket *ticket, const Entry *mail,
	const OutboxCopy *other, GError **error);

/* The recipients of a plain reply to the ticket: the requester's address (the one
 * that they wrote from last) and the ticket's cc, as "Name <a@b>". A requester
 * without mail is DESK_ERROR_PERSON with the way out. */
gboolean outbox_recipients(Operation *op, const Ticket *ticket, GPtrArray **to,
	GPtrArray **cc, GError **error);
/* The same outside of an operation. */
gboolean outbox_recipients_of(Index *index, const Ticket *ticket,
	GPtrArray **to, GPtrArray **cc, GError **error);
/* The same for who tells those that can be told: both NULL if the requester has
 * no mail. */
gboolean outbox_recipients_if_any(Index *index, const Ticket *ticket,
	GPtrArray **to, GPtrArray **cc, GError **error);

/* "[ACME#1042] Printer"; just the subject without a number. g_free(). */
char *outbox_subject(const Regulation *regulation, const Ticket *ticket);

/* When a mail that a person writes now may leave: in send.delay (60 s), so that
 * `desk undo` can take it back. INSTANT_NONE with a delay of 0. */
gboolean outbox_not_before(Desk *desk, Instant *at, GError **error);

/* --- what waits --------------------------------------------------------- */

/* The outbox, in the order of sending. Elements: OutboxMail* (index/outbox.h).
 * One query. */
GPtrArray *outbox_list(Desk *desk, GError **error);
/* One of them as it stands now; NULL without error: it does not wait any more. */
OutboxMail *outbox_get(Desk *desk, const char *uid, const char *entry,
	GError **error);
/* Mails in the outbox, of them those that wait for an approval, and tickets that
 * are not over with mail that failed. */
gboolean outbox_count(Desk *desk, guint *unsent, guint *unapproved,
	guint *undelivered, GError **error);
/* Those of `all` that "1042", "1042/8h2k4m" or "8h2k4m" names (borrowed
 * elements); DESK_ERROR_NOT_FOUND if none. */
GPtrArray *outbox_find(Desk *desk, GPtrArray *all, const char *name,
	GError **error);

/* --- what became of it -------------------------------------------------- */

typedef struct {
	const char *state;  /* "sent", "failed", "cancelled" */
	const GPtrArray *to, *rest; /* char* addresses; may be NULL */
	gboolean by_hand;   /* a person says so: it reached them another way */
	int code;	    /* 0 = none */
	const char *said;   /* the server's words; may be NULL */
	Instant at;	    /* INSTANT_NONE = now */
} Delivery;
/* Adds the `delivery` entry of entry `of`; one that says the same of the same
 * recipients is there only once. A failed one of a person's mail tells
 * the author, the assignee and the lead by a notice. */
gboolean outbox_delivered(Operation *op, Ticket *ticket, const char *of,
	const Delivery *delivery, GError **error);

/* A `delivery` entry of state failed that was made from a report by mail, with
 * its other keys: gets `to` and `rest`, and the same are told. */
gboolean outbox_failed(Operation *op, Ticket *ticket, Entry *report,
	const char *recipient, GError **error);

/* Is it a delivery that settles something about the entry `of`? A report of a
 * delay does not. */
gboolean outbox_settles(const Entry *entry, const char *of);

#endif
