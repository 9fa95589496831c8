/*
 * The versions of desk.yaml on the main line.
 */
#ifndef INDEX_REGULATION_H
#define INDEX_REGULATION_H

#include "index/index.h"
#include "model/field.h"

/* What `text`, a version that was valid once, says; parsed once for as long as
 * the index is open. DESK_ERROR_CONFIG. regulation_free(). */
Regulation *index_regulation(Index *index, const char *text, GError **error);
/* A valid one. */
typedef struct {
	Instant at;
	gint64 seq;
	gboolean bills; /* it has a section `billing` */
} RegulationVersion;
/* RegulationVersion*, the oldest first. g_ptr_array_unref(). */
GPtrArray *index_regulation_past(Index *index, GError **error);
/* What one of them says; NULL: it is gone. g_free(). */
gboolean index_regulation_text(Index *index, gint64 seq, char **text,
	GError **error);

/* --- words ------------------------------------------------------------------- */

/* A name that a regulation had for a term of a field, and that was used. */
typedef struct {
	char *name;
	gboolean is_past; /* no regulation in force has it, nor names it in `was` */
	gint64 tickets;	  /* that hold it now; 0: history alone does */
	char *examples;	  /* some of these, "1, 5, 7" */
} UsedWord;
/* UsedWord*, by name; `field` has a column. g_ptr_array_unref(). */
GPtrArray *index_used_words(Index *index, const Field *field, GError **error);

/* The custom fields that tickets hold, likewise. */
GPtrArray *index_used_fields(Index *index, GError **error);

/* What statuses that are gone meant when they were there: name → class
 * ("solved"). */
GHashTable *index_past_statuses(Index *index, GError **error);
/* Terms of a field that are gone: name → rank among those of its own time
 * (GINT_TO_POINTER). */
GHashTable *index_past_ranks(Index *index, const char *field, GError **error);

#endif
