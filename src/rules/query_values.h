/*
 * The values of a query's terms: read, judged, resolved. Private to the query
 * parser.
 */
#ifndef RULES_QUERY_VALUES_H
#define RULES_QUERY_VALUES_H

#include "base/phrase.h"
#include "model/regulation.h"
#include "rules/query.h"

/* A value as it stands in the text. */
typedef struct {
	char *from, *until;
	gboolean has_range, from_quoted, until_quoted;
	guint column;
} QueryRaw;
void query_raw_clear(QueryRaw *raw);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QueryRaw, query_raw_clear)

/* A field that a term may have: a row, or a custom field of the regulation. */
typedef struct {
	const char *name;   /* canonical; borrowed from the row, or `custom` */
	const char *values;
	const Term *term;   /* of a custom field */
	char *custom;
} QueryTarget;
void query_target_clear(QueryTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QueryTarget, query_target_clear)

/* What is judged, and what it becomes. */
typedef struct {
	const QueryTarget *target;
	const QueryRaw *raw;
	const QueryContext *context;
	QueryValue *value;
} QueryCheck;
/* Each takes a value of its kind: "created:3d", "age:2bd..", "replies:3+". */
gboolean query_check_date(const QueryCheck *check, GError **error);
gboolean query_check_span(const QueryCheck *check, GError **error);
gboolean query_check_count(const QueryCheck *check, GError **error);

/* Sets "query, column 8: …", filled as desk_refuse() does. Returns FALSE. */
gboolean query_fail(GError **error, guint column, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* The same before what a deeper error says. Returns FALSE. */
gboolean query_fail_here(GError **error, guint column);
/* The nearest of the names that is another; NULL: none. Borrowed. */
const char *query_suggest(const char *word, const GPtrArray *names);

/* The field named `name` (folded); else an error with the nearest. */
gboolean query_target_find(const char *name, const QueryContext *context,
	guint column, QueryTarget *target, GError **error);

/* The names of all fields, borrowed. g_ptr_array_unref(). */
GPtrArray *query_field_names(const QueryContext *context);
/* One value of a term, judged by the kind of its field and resolved: people to
 * logins, terms to the names in force. query_value_free(). */
QueryValue *query_value_make(const QueryTarget *target, const QueryRaw *raw,
	const QueryContext *context, GError **error);
void query_value_free(QueryValue *value);

/* "word" in quotes, as the parser reads it. */
void query_append_quoted(GString *text, const char *word);

/* Working time of a store that names no calendar. */
Instant query_work_before(GTimeZone *zone, Instant now, gint64 days,
	gint64 seconds);

#endif
