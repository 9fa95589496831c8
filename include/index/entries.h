/*
 * Entries of tickets: those of one, those that say under which key a rule did
 * what, and for those who count them those of many. What `each` gets is borrowed
 * for the call.
 */
#ifndef INDEX_ENTRIES_H
#define INDEX_ENTRIES_H

#include "index/index.h"
#include "rules/billing.h"
#include "text/value.h"

/* --- of one ticket ------------------------------------------------------- */

typedef struct {
	char *id, *kind, *by;
	char *of, *state; /* "" if it says none */
	char *body;	  /* "" if it has none */
	Value *extra;	  /* a record: its other keys, those above, too */
	Instant at;
	gboolean retracted, automatic;
	gboolean held; /* for an approval */
} IndexEntry;
/* In their order: IndexEntry*. g_ptr_array_unref(). */
GPtrArray *index_ticket_entries(Index *index, gint64 ticket, GError **error);

/* --- what rules did, under a key ----------------------------------------- */

/* What was retracted was done, too. */
gboolean index_has_key(Index *index, gint64 ticket, const char *key,
	gboolean *has, GError **error);
/* key (char*) → when, the last time (Instant*). g_hash_table_unref(). */
GHashTable *index_entry_keys(Index *index, const char *uid, GError **error);
/* A notice under this key in any ticket, later than `since`? */
gboolean index_has_notice(Index *index, const char *key, Instant since,
	gboolean *has, GError **error);

/* A ticket went from who is `away` to who stands in, or `back`. */
typedef struct {
	char *uid, *assignee; /* of the ticket, now */
	char *away, *back, *to;
} HandOver;
/* Of tickets that are not over: HandOver*, by ticket, in order.
 * g_ptr_array_unref(). */
GPtrArray *index_hand_overs(Index *index, GError **error);

/* --- visits -------------------------------------------------------------- */

typedef struct {
	const char *uid, *ticket; /* ticket: what people call it */
	const char *subject, *customer;
	const char *id, *of; /* `of` names the first of its visit; "" */
	const char *agent, *text;
	Instant at, planned, began; /* INSTANT_NONE: it does not say */
	gint64 minutes;		    /* planned; 0: it does not say */
	gint64 onsite, travel;	    /* minutes */
	gboolean cancelled, done;
} VisitEntry;
/* By ticket, in order; `uid` NULL: of all. */
gboolean index_each_visit(Index *index, const char *uid,
	void (*each)(const VisitEntry *entry, void *data), void *data,
	GError **error);

/* --- for those who count ------------------------------------------------- */

/* Entries `work`, `call` and `visit`, not retracted, with at least a minute:
 * when they began, where the entry says so, else their minutes before they were
 * recorded. Of a visit the time on site counts, the way there is beside it.
 * `customer` NULL: everybody's. */
gboolean index_each_worked(Index *index, const char *customer,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error);
/* Everybody's, but of tickets in which nothing came at or after `from`: what began
 * since then, and more. */
gboolean index_each_worked_from(Index *index, Instant from,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error);
/* The same of one ticket, in order: with its row by whom, when and how long it
 * was, and the entry's id; other texts are NULL. */
gboolean index_worked_time_of(Index *index, gint64 ticket,
	void (*each)(gint64 ticket, const BillEntry *entry, void *data),
	void *data, GError **error);
/* The same as far as it was committed more than FLAW_BACK_DATE after it began;
 * `recorded`: when it was. */
gboolean index_each_worked_late(Index *index, gint64 ticket,
	void (*each)(gint64 ticket, const BillEntry *entry, void *data),
	void *data, GError **error);
/* The same of the tickets that are or were a customer's: the moves of
 * index_customer_moves(). */
gboolean index_each_worked_ever(Index *index, const char *customer,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error);
/* The same of the tickets that index_export_touch() chose. */
gboolean index_each_worked_touched(Index *index,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error);
/* Work that was taken back, and when. */
typedef struct {
	char *uid, *id;
	Instant at;
} RetractedWork;
/* RetractedWork*, the earliest first. g_ptr_array_unref(). */
GPtrArray *index_retracted_work(Index *index, GError **error);
/* The same of everybody, as far as it was recorded after `since`; the earliest
 * first. */
gboolean index_each_worked_since(Index *index, Instant since,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error);

/* Did a commit say this entry of a ticket, whatever became of it? */
gboolean index_entry_was_said(Index *index, const char *uid, const char *entry,
	gboolean *was, GError **error);

#endif
