/*
 * The registry of ticket fields: one row each, walked by the file format, the
 * query language, `set`, sort, the index, the history and the manual.
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/instant.h"
#include "base/phrase.h"

typedef enum {
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_INSTANT,
	FIELD_ENUM,	/* a name from the regulation (status, priority, …) */
	FIELD_AGENT,
	FIELD_CONTACT,
	FIELD_CUSTOMER,
	FIELD_LIST,	/* of text, one element a line */
	FIELD_MAP,	/* custom fields */
} FieldType;

typedef enum {
	FIELD_ALWAYS = 1,   /* written even when empty */
	FIELD_SETTABLE = 2, /* `desk set` may change it */
	FIELD_SORTABLE = 4,
	FIELD_FILTER = 8,   /* a query field of its own name */
} FieldFlags;

typedef struct {
	const char *name; /* key in the file, query and JSON: "vendor-ref" */
	FieldType type;
	guint flags;
	guint position;	  /* place in the head (store.md, Head keys) */
	Phrase title;
	const char *help;
} Field;

/* Sorted by name. */
extern const Field fields[];
extern const gsize fields_count;
/* NULL if unknown. */
const Field *field_find(const char *name);
/* By position in the head: the order of store.md. */
const Field *field_at(guint position);

#endif
