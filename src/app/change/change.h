/*
 * The verbs: what each does to one ticket, and when it may not. Commands,
 * `apply`, mail and rules all go through these.
 *
 * Each runs inside an OperationApply on a ticket from operation_ticket().
 * A refusal (DESK_ERROR_FORBIDDEN) names the ticket, the reason and the way
 * out. A verb on a ticket that is already so changes nothing and is TRUE.
 * `text` parameters may be NULL.
 */
#ifndef APP_CHANGE_CHANGE_H
#define APP_CHANGE_CHANGE_H

#include "app/outbox/outbox.h"

/* `who`: login, group or "" for nobody. */
gboolean change_assign(Operation *op, Ticket *ticket, const char *who,
	const char *why, GError **error);
/* To the acting agent; a new ticket becomes open. DESK_ERROR_CONFLICT when
 * another agent has it, unless `steal`. */
gboolean change_take(Operation *op, Ticket *ticket, gboolean steal,
	GError **error);
gboolean change_drop(Operation *op, Ticket *ticket, const char *why,
	GError **error);
/* To `to` (a level or a group of a higher level; NULL = the next level);
 * assignee becomes `assignee` or nobody. */
gboolean change_escalate(Operation *op, Ticket *ticket, const char *to,
	const char *assignee, const char *why, GError **error);
/* To the level and agent that escalated it. */
gboolean change_return(Operation *op, Ticket *ticket, const char *why,
	GError **error);

typedef enum { WAIT_REQUESTER, WAIT_VENDOR, WAIT_DATE } WaitFor;
/* `until` INSTANT_NONE: no date. A past one is DESK_ERROR_USAGE, as for a promise;
 * what is over is refused. */
gboolean change_wait(Operation *op, Ticket *ticket, WaitFor wait,
	Instant until, const char *text, GError **error);
gboolean change_eta(Operation *op, Ticket *ticket, Instant eta, GError **error);
/* `resolution` NULL = "solved" (or the regulation's first). */
gboolean change_solve(Operation *op, Ticket *ticket, const char *resolution,
	const char *text, GError **error);
gboolean change_close(Operation *op, Ticket *ticket, const char *resolution,
	const char *text, GError **error);
gboolean change_reopen(Operation *op, Ticket *ticket, const char *text,
	GError **error);
gboolean change_comment(Operation *op, Ticket *ticket, const char *text,
	GError **error);
/* What is longer is done once somebody said that it is meant: by commands, which
 * ask, and by -y. */
#define WORK_MEANT_SECONDS (24 * 60 * 60)
/* DESK_ERROR_USAGE: no one thing takes over 31 days. */
gboolean change_fits(gint64 seconds, GError **error);
/* Minutes of work that fit; 0 adds nothing. */
gboolean change_work(Operation *op, Ticket *ticket, gint64 seconds,
	GError **error);
/* Work that was done at another time, or counts in another way. */
typedef struct {
	gint64 seconds;
	const char *what;    /* may be NULL */
	Instant began;	     /* INSTANT_NONE: it ends now */
	gboolean onsite, not_billable;
	const char *id;	     /* of the entry, there only once; NULL = random */
} WorkTime;
/* DESK_ERROR_USAGE: no minute, over 31 days, work that lies ahead. */
gboolean change_time(Operation *op, Ticket *ticket, const WorkTime *work,
	GError **error);
gboolean change_category(Operation *op, Ticket *ticket, const char *category,
	GError **error);

typedef enum { SET_VALUE, SET_ADD, SET_REMOVE } SetKind;
/* `field=v`, `field+=v`, `field-=v`: value as typed by a person (names,
 * titles, dates), for settable fields only. */
gboolean change_set(Operation *op, Ticket *ticket, const char *field,
	SetKind kind, const char *value, GError **error);

typedef struct {
	gboolean outgoing, missed;
	gint64 talked_seconds;	/* 0 = unknown */
	const char *contact;	/* "customer/contact" or the number */
	const char *text;
} Call;
/* An entry `call`; talked time is rounded up to minutes. */
gboolean change_call(Operation *op, Ticket *ticket, const Call *call,
	GError **error);

/* Everything `desk new` can be told; NULL where nothing was said. */
typedef struct {
	const char *subject;
	const char *text;
	const char *requester, *customer, *category, *priority, *type;
	const char *assignee;  /* login or group */
	const char *channel;   /* default "shell" */
	const char *dedupe_key;
} NewTicket;
/* NEW_KNOWN: nothing was added; NEW_REPEATED: the text was. */
typedef enum { NEW_MADE, NEW_KNOWN, NEW_REPEATED } NewOutcome;
/* The new ticket, or the open one of the dedupe key, which keeps the first 20
 * texts that say something else. Borrowed. Values are names already
 * (app/desk/people_words.h reads what people type). */
Ticket *change_new(Operation *op, const NewTicket *wanted, NewOutcome *outcome,
	GError **error);

/* Of the ticket that is to be made for a dedupe key at `at`, the next one after
 * `last` (NULL: the first). It has the same name in every clone, so that two which
 * hear of one thing at once make one ticket; by the day on which it is made.
 * g_free(). */
char *change_uid_of_key(Operation *op, const char *key, const char *last,
	Instant at, GError **error);

/* What `desk reply` can be told. `mail` without `to` goes to the requester and
 * the ticket's cc; its kind is set here. */
typedef struct {
	Outgoing mail;
	gboolean wait;	    /* for the requester (vendor) */
	const char *status; /* that it has then; may be NULL */
	gint64 work;	    /* seconds */
	gboolean filled;    /* the body is final: template and quotes are in it */
	gboolean aside;	    /* the body stands elsewhere, too: a template may
				leave it out */
	const char *ask;    /* questions for %(ask); NULL: the category's */
	gboolean no_files;  /* a forward without the requester's files */
	gboolean no_copies; /* not to the ticket's cc */
} Reply;
/* A mail to the requester; a new ticket becomes open. With a template the body
 * is put where that has %(reason). The entry (borrowed; attach files at once). */
Entry *change_reply(Operation *op, Ticket *ticket, const Reply *reply,
	GError **error);
/* A mail to a vendor (`to`), who becomes a participant: the text, then what the
 * requester wrote, and the files that came with it as far as they go into a mail
 * (what does not is said). Never shown to the requester. */
Entry *change_forward(Operation *op, Ticket *ticket, const Reply *forward,
	GError **error);
/* What change_forward() makes of a text; NULL: none. g_free(). */
char *change_forward_text(const Ticket *ticket, GTimeZone *zone,
	const char *text);
/* The category's questions that were not answered yet, and the body as one more,
 * by the template need-info; then the ticket waits for the requester. */
Entry *change_ask(Operation *op, Ticket *ticket, const Reply *wanted,
	GError **error);

/* A file attached by hand: bytes to originals, named by entry. */
gboolean change_attach(Operation *op, Entry *entry, const char *name,
	GBytes *bytes, GError **error);

#endif
