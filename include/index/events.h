/*
 * Small numbers for the kinds of events that reports count.
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

#endif
