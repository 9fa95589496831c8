/*
 * The registry of ticket fields: one row each. All that knows many fields loops
 * over the rows: the file, the index and its columns, listings, the query
 * language, `set`, sort, `show`, history, reports, completion. What is named
 * elsewhere is what means more than its type says (a status, who has it …).
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/instant.h"
#include "base/phrase.h"

typedef enum {
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_INSTANT,
	FIELD_ENUM,	/* a name of `values`, or of a section of desk.yaml */
	FIELD_AGENT,
	FIELD_CONTACT,
	FIELD_CUSTOMER,
	FIELD_LIST,	/* of text, one element a line */
	FIELD_MAP,	/* custom fields */
} FieldType;

typedef enum {
	FIELD_ALWAYS = 1,   /* written even when empty */
	FIELD_SETTABLE = 2, /* `desk set` may change it */
	FIELD_RULED = 4,    /* rules may set it, too */
	FIELD_FOLDED = 8,   /* TEXT: others' keys, whose case is chance */
	FIELD_ORDERED = 16, /* ENUM: sorts as its values stand */
	FIELD_RANKED = 32,  /* ENUM: ORDERED, and a value is more than those
				before it: "high+", "low..high" */
	FIELD_COUNTED = 64, /* reports count by it */
	FIELD_GIVEN = 128,  /* once, and does not change: of two the upstream's
				stands */
	FIELD_PEOPLE = 256, /* LIST: of mail addresses */
} FieldFlags;

/* A name that is the same for every desk. */
typedef struct {
	const char *name;
	Phrase title;
} FieldValue;

typedef struct {
	const char *name; /* key in the file, query and JSON: "vendor-ref" */
	FieldType type;
	guint flags;
	guint position;	  /* place in the head (desk-store(5)) */
	Phrase title;
	Phrase help;
	/* Where two clones changed that field, this one is what the side has
	 * whose change stands; NULL: goes by itself. */
	const char *follows;
	/* ENUM, one of them: */
	const char *section;	  /* of desk.yaml: "priorities" */
	/* Ends with {NULL}; of a TEXT those that are usual, beside others. */
	const FieldValue *values;
} Field;

enum { FIELDS_LIMIT = 50 }; /* rows at most: their changes have codes */

/* Sorted by name. */
extern const Field fields[];
extern const gsize fields_count;
/* NULL if unknown. */
const Field *field_find(const char *name);
/* How a value is called; NULL: it has no title. Borrowed. */
const char *field_value_title(const Field *field, const char *value,
	const char *language);
/* The value that is called `word` in either language, else the word. Borrowed
 * from the row or the caller. */
const char *field_value_meant(const Field *field, const char *word);
/* By position in the head. */
const Field *field_at(guint position);
/* Has it one value, which can be sorted by? Lists and maps have many. */
gboolean field_is_single(const Field *field);

#endif
