/*
 * Events for those who count many of them, in the order of the walk: small
 * numbers instead of names, and only the kinds that are asked for.
 *
 *	IndexEventQuery query = {.codes = 1u << event_code("created", "", "")};
 *	index_each_event(index, &query, take_in, &counts, error);
 */
#ifndef INDEX_EVENTS_H
#define INDEX_EVENTS_H

#include "index/index.h"
#include "model/field.h"

/* Codes stand in the index: a new INDEX_SCHEMA comes with another order. The
 * change of a field has the code EVENT_CODE_FIELD + its position. */
enum {
	EVENT_CODE_OTHER,
	EVENT_CODE_FIELD = 9,
	EVENT_CODES = EVENT_CODE_FIELD + FIELDS_LIMIT
};

/* The code of an event by its kind, field (of "changed") and kind of entry
 * (of "said"); EVENT_CODE_OTHER for what nobody counts. */
guint event_code(const char *kind, const char *field, const char *entry_kind);

typedef struct {
	gint64 id;     /* its own row */
	gint64 ticket; /* its row */
	gint64 seq;    /* its commit; grows with the walk */
	Instant at;
	guint code;
	/* "changed": the new and the old value; "said": the entry's `by` and
	 * its id. Borrowed, as all texts here, until the call returns. */
	const char *text, *other;
	const char *mail; /* of the commit's author */
} IndexEvent;

typedef struct {
	guint64 codes; /* 1 << code of each that is wanted */
	/* Tickets whose status is one of `finished` (ends with NULL), and that
	 * nothing happened to since `settled`, may be left out. INSTANT_NONE:
	 * none of them is. */
	Instant settled;
	const char *const *finished;
	/* Those of rows of tickets first to last alone, and `settled` is no
	 * matter; last 0: all. */
	gint64 first, last;
} IndexEventQuery;

/* After index_as_of() the events up to that time. */
gboolean index_each_event(Index *index, const IndexEventQuery *query,
	void (*each)(const IndexEvent *event, void *data), void *data,
	GError **error);

#endif
