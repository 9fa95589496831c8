/*
 * The query language (cli.md, desk-query(7)): text → tree. Pure.
 *
 *	query   = and { "or" and }
 *	and     = not { not }
 *	not     = [ "not" | "-" ] primary
 *	primary = "(" query ")" | field ":" values | word | '"' phrase '"'
 *	values  = value { "," value }
 *	value   = text | '"' text '"' | [ text ] ".." [ text ] | text "+"
 *
 * index/query_sql.h turns the tree into SQL: the one implementation of its
 * meaning.
 */
#ifndef RULES_QUERY_H
#define RULES_QUERY_H

#include "model/regulation.h"
#include "base/instant.h"

typedef enum { QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_TERM, QUERY_ALL } QueryKind;

typedef struct {
	char *text;	 /* the value, or the start of a range ("" = open) */
	char *until;	 /* end of a range, else NULL ("" = open) */
	gboolean is_range;
	gboolean and_up; /* "high+" */
	Instant from_at, until_at; /* FIELD_INSTANT fields: resolved [from, until) ;
		INSTANT_NONE = open */
	gint64 from_span, until_span; /* age:, in-status:, wait:, worked: seconds; -1 = open */
} QueryValue;

typedef struct QueryNode QueryNode;
struct QueryNode {
	QueryKind kind;
	GPtrArray *children; /* QueryNode* */
	char *field;	     /* TERM: canonical field name; "text" for bare words */
	gboolean phrase;     /* TERM on text: "…" */
	GPtrArray *values;   /* TERM: QueryValue*, OR */
	guint column;	     /* where it stands in the text, from 1 */
};

/* What the parser needs to know about the store. */
typedef struct {
	const Regulation *regulation;
	Instant now;
	GTimeZone *zone;
	const char *me; /* login for @me and is:mine; may be NULL */
	/* A person's word → login / customer name / "customer/contact";
	 * NULL and error (67, candidates) if unknown or ambiguous. May be NULL: then taken as
	 * typed. Free the answer with g_free(). */
	char *(*resolve)(void *data, const char *field, const char *word,
		GError **error);
	void *resolve_data;
} QueryContext;

/* DESK_ERROR_USAGE names column, what is wrong and the nearest known field or
 * value. An empty text gives QUERY_ALL. Depth and length are limited. */
QueryNode *query_parse(const char *text, const QueryContext *context,
	GError **error);
/* argv words of `desk list a b c`, joined so that a word with spaces stays one value. */
QueryNode *query_parse_words(char **words, const QueryContext *context,
	GError **error);
void query_free(QueryNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryNode, query_free)

/* "(and (status open,pending) (text "vpn"))", for --explain and tests. */
char *query_explain(const QueryNode *node);
/* TRUE if the tree mentions field `name` (list adds is:open unless a status is
 * asked for). */
gboolean query_mentions(const QueryNode *node, const char *name);
QueryNode *query_and(QueryNode *a, QueryNode *b); /* takes both */

/* Query fields, sorted: ticket fields and is no has body note text age wait …,
 * with help and where values come from, for completion and the manual. */
typedef struct {
	const char *name;
	const char *values; /* "status", "agent", "date", "span", "text", … */
	const char *help;
} QueryField;
extern const QueryField query_fields[];
extern const gsize query_fields_count;
const QueryField *query_field_find(const char *name);

/* Values of `is:`, sorted. */
typedef struct {
	const char *name;
	const char *help;
} QueryFlag;
extern const QueryFlag query_flags[];
extern const gsize query_flags_count;

#endif
