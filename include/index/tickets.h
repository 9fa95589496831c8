/*
 * Tickets by what their rows say. A ticket's row (gint64) is what events,
 * entries and clocks name it by.
 */
#ifndef INDEX_TICKETS_H
#define INDEX_TICKETS_H

#include "index/index.h"
#include "text/value.h"

/* --- lines of lists ------------------------------------------------------ */

/* A ticket in a list. Texts are "" where there is none. */
typedef struct {
	gint64 row;
	gint64 number; /* 0 = none */
	char *uid;
	char *name; /* what people call it: "1042", "k3f9" */
	char *subject, *status, *assignee, *requester;
	char *customer, *category, *asset;
	Instant created, solved;
	Instant due;	 /* the first of promise and targets */
	Instant waiting; /* since when the requester does */
} TicketLine;

/* DESK_ERROR_NOT_FOUND. g_free(). */
TicketLine *index_ticket_line(Index *index, const char *uid, GError **error);
/* Those of an agent that are not over, what is due first: TicketLine*. */
GPtrArray *index_open_of(Index *index, const char *assignee, GError **error);
/* Of a customer, else (NULL) of a requester: those that are not over, the newest
 * first; those that are, the last changed first. TicketLine*. */
GPtrArray *index_tickets_of(Index *index, const char *customer,
	const char *requester, gboolean over, guint limit, GError **error);
/* A line for each mail of an agent that waits for an approval, the oldest
 * first: TicketLine*. */
GPtrArray *index_unapproved_of(Index *index, const char *login, GError **error);

/* Those whose list `links` has this element, and those that were merged into a
 * ticket, the first made first: TicketLine*. */
GPtrArray *index_tickets_linked(Index *index, const char *link, GError **error);
GPtrArray *index_tickets_merged_into(Index *index, const char *uid,
	GError **error);

/* --- one ticket ---------------------------------------------------------- */

/* A field that another value was given. */
typedef struct {
	gint64 seq; /* of the commit, grows with history */
	Instant at;
	char *field, *old_text, *new_text;
	char *who, *commit;
} TicketChange;
/* In the order of history: TicketChange*. g_ptr_array_unref(). */
GPtrArray *index_ticket_changes(Index *index, const char *uid, GError **error);

/* Nobody asked for it: a schedule made it and does not say `clocks: true`. By
 * the row of the ticket. */
gboolean index_is_unasked(Index *index, gint64 ticket, gboolean *unasked,
	GError **error);

typedef enum {
	TICKET_CREATED,
	TICKET_UPDATED,      /* the last that happened to it */
	TICKET_PROMISED,     /* the promise to the requester (eta) */
	TICKET_WAITS_UNTIL,  /* the end of its wait */
	TICKET_STATUS_SINCE, /* when its status began */
	TICKET_OVER_SINCE,   /* when it was closed, else its status began */
	TICKET_TIMES
} TicketTime;
/* INSTANT_NONE: it has none, or is unknown. */
gboolean index_ticket_time(Index *index, const char *uid, TicketTime which,
	Instant *at, GError **error);
/* 0: it has none, or is unknown. */
gboolean index_ticket_number(Index *index, const char *uid, gint64 *number,
	GError **error);
/* How often it was reopened. */
gboolean index_reopened(Index *index, const char *uid, gint64 *times,
	GError **error);
/* Was a file of this path ever in history, readable or not? */
gboolean index_was_ticket(Index *index, const char *path, gboolean *was,
	GError **error);
/* Has another ticket than `uid` this number? */
gboolean index_number_is_taken(Index *index, gint64 number, const char *uid,
	gboolean *taken, GError **error);

/* Those without a number, the first made first: char* uids. */
GPtrArray *index_unnumbered(Index *index, GError **error);
/* Those that share one: a GPtrArray of uids a number, the first made first. */
GPtrArray *index_same_numbers(Index *index, GError **error);

/* How many tickets that are not over an agent has. */
gboolean index_count_open_of(Index *index, const char *assignee, gint64 *count,
	GError **error);

/* --- the ticket of a name -------------------------------------------------- */

/* NULL: there is none. g_free(). */
gboolean index_ticket_by_token(Index *index, const char *token, char **uid,
	GError **error);
gboolean index_ticket_by_number(Index *index, gint64 number, char **uid,
	GError **error);
/* The newest of a dedupe-key. */
gboolean index_ticket_by_key(Index *index, const char *key, char **uid,
	GError **error);
/* The newest of them that is not over. */
gboolean index_open_ticket_by_key(Index *index, const char *key, char **uid,
	GError **error);
/* Those of a vendor's number, newest first, at most 20: char* uids. */
GPtrArray *index_tickets_by_vendor_ref(Index *index, const char *number,
	GError **error);

/* --- which tickets ------------------------------------------------------- */

/* char* uids; g_ptr_array_unref(). Of an agent, not over, in no order. */
GPtrArray *index_open_uids_of(Index *index, const char *assignee,
	GError **error);
/* Of a requester who is no customer's yet. */
GPtrArray *index_tickets_without_customer(Index *index, const char *requester,
	GError **error);
/* Set aside until a time that has come. */
GPtrArray *index_tickets_waited(Index *index, Instant now, GError **error);
/* Not over, and somebody was woken for them (rules/alarm.h). */
GPtrArray *index_tickets_alarmed(Index *index, GError **error);

/* --- all of them --------------------------------------------------------- */

typedef struct {
	gint64 row;
	gint64 number; /* 0 = none */
	const char *uid, *subject;
	gint64 worked;	   /* minutes */
	gint64 rating;	   /* the last one; 0 = none */
	const char *value; /* of the field asked for */
} IndexTicket;
/* By row; `ticket` is borrowed for the call. `field` names one of the head that
 * is neither list nor map. */
gboolean index_each_ticket(Index *index, const char *field,
	void (*each)(const IndexTicket *ticket, void *data), void *data,
	GError **error);
/* Those of `rows` (gint64), each once; `value` is "". */
gboolean index_each_ticket_of(Index *index, const GArray *rows,
	void (*each)(const IndexTicket *ticket, void *data), void *data,
	GError **error);

#endif
