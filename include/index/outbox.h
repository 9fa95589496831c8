/*
 * Mail of ours: what waits to leave, who wrote and approved it, and what became
 * of what left.
 */
#ifndef INDEX_OUTBOX_H
#define INDEX_OUTBOX_H

#include "index/index.h"

/* A reply, notice or vendor mail without a final delivery: as index/derive.h
 * counts `unsent`. */
typedef struct {
	char *uid, *ticket; /* ticket: "1042", or "k3f9" without number */
	char *entry, *kind, *by;
	char *subject; /* the entry's own, else the ticket's */
	char *message_id;
	GPtrArray *to; /* char* as written, those in copy behind; of
		app/outbox/outbox.h "a@b" */
	Instant at, not_before; /* not_before: INSTANT_NONE = at once */
	gboolean automatic;
	gboolean held;	/* `hold: approval` */
	gboolean unapproved; /* it waits for an approval
		(app/operation/approval.h); FALSE here */
	char *author;	/* login of who committed it, else `by` */
	char *mentor;	/* of the author, who approves it; "" if no trainee */
} OutboxMail;
void outbox_mail_free(OutboxMail *mail);

/* In the order of sending: OutboxMail*. One mail alone by `uid` and `entry`, or
 * both NULL. g_ptr_array_unref(). */
GPtrArray *index_outbox(Index *index, const char *uid, const char *entry,
	GError **error);

typedef struct {
	guint unsent;	   /* mails */
	guint undelivered; /* tickets that are not over with mail that failed */
	gboolean approvals; /* may any mail wait for an approval? */
} OutboxCounts;
/* Of all tickets; FALSE: the error of SQLite. */
gboolean index_outbox_counts(Index *index, OutboxCounts *counts,
	GError **error);

/* --- approvals ----------------------------------------------------------- */

/* The login of who committed a mail, else its `by`; NULL: it is not committed.
 * g_free(). */
gboolean index_mail_author(Index *index, const char *uid, const char *entry,
	char **author, GError **error);

typedef struct {
	char *who; /* committed it, as above */
	Instant at;
	Instant not_before; /* INSTANT_NONE: the mail may leave at once */
} GivenApproval;
/* The entries that approve a mail, whoever made them: GivenApproval*.
 * g_ptr_array_unref(). */
GPtrArray *index_approvals(Index *index, const char *uid, const char *entry,
	GError **error);

/* --- what guards ask ----------------------------------------------------- */

/* When notices to a mailbox ("a@b", lower case; also as "a+x@b") were said, later
 * than `since`; those that are held for good do not count. Instant; g_array_unref(). */
GArray *index_notices_to(Index *index, const char *address, Instant since,
	GError **error);
/* Does a permanent failure stand against the address, with no mail delivered
 * since? */
gboolean index_address_failed(Index *index, const char *address,
	gboolean *failed, GError **error);
/* Did mail come in by an account of this name? */
gboolean index_is_account(Index *index, const char *name, gboolean *is,
	GError **error);
/* The first by name that is an address; NULL: there is none. g_free(). */
gboolean index_first_account(Index *index, char **name, GError **error);

#endif
