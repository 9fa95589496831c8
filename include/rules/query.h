/*
 * The query language (desk-query(7)): text → tree. Pure.
 *
 *	query   = and { "or" and }
 *	and     = not { not }
 *	not     = [ "not" | "-" ] primary
 *	primary = "(" query ")" | field ":" values | word | '"' phrase '"'
 *	values  = value { "," value }
 *	value   = text | '"' text '"' | [ text ] ".." [ text ] | text "+"
 *
 * A field is followed by its colon at once; a word that has one must be
 * quoted ("12:30" need not, it begins with a digit). A value is a name or a
 * title of the regulation, @me, none (empty), a date, a length of time, a
 * number or text; * in text stands for anything. In quotes \" is a quote and
 * nothing has a meaning. `and` between terms says nothing.
 *
 * index/select.h turns the tree into SQL: the one implementation of its
 * meaning.
 */
#ifndef RULES_QUERY_H
#define RULES_QUERY_H

#include "base/instant.h"
#include "base/phrase.h"

typedef struct DateWork DateWork;
typedef struct Regulation Regulation;

typedef enum { QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_TERM, QUERY_ALL } QueryKind;

typedef struct {
	char *text;	 /* the value, or the start of a range ("" = open) */
	char *until;	 /* end of a range, else NULL ("" = open) */
	gboolean is_range;
	gboolean and_up; /* "high+" */
	gboolean quoted; /* "…": * is no wildcard */
	Instant from_at, until_at; /* dates: resolved [from, until);
		INSTANT_NONE = open */
	gint64 from_span, until_span; /* age: in-status: wait: worked: seconds;
		counts: the numbers, both included; -1 = open */
} QueryValue; /* `none`: text "" and not quoted */

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
typedef struct QueryContext {
	const Regulation *regulation;
	Instant now;
	GTimeZone *zone;
	gboolean typed; /* by a person: fields are known by their titles, too */
	const char *me; /* login for @me and is:mine; may be NULL */
	/* A person's word → login / customer name / "customer/contact";
	 * NULL and error (67, candidates) if unknown or ambiguous. May be NULL: then taken as
	 * typed. Free the answer with g_free(). */
	char *(*resolve)(void *data, const char *field, const char *word,
		GError **error);
	void *resolve_data;
	/* TRUE if tickets have or had this value of a field, though nothing
	 * names it any more (a category that was removed, an agent whose file
	 * is gone); with resolve_data. May be NULL. */
	gboolean (*in_use)(void *data, const char *field, const char *word,
		gboolean *used, GError **error);
	/* The text of a named query (query:NAME), with resolve_data; NULL if
	 * there is none. May be NULL: then there are none. */
	char *(*named)(void *data, const char *name);
	/* Working time ("in-status:2bd..", "due:..4bh"). NULL: Monday to
	 * Friday, nine to six, and refused in dates. */
	const DateWork *work;
} QueryContext;

/* DESK_ERROR_USAGE names column, what is wrong and the nearest known field or
 * value. An empty text gives QUERY_ALL. Limits: 64 KiB, 64 levels, 1000
 * values. DESK_ERROR_PERSON comes from resolve(), DESK_ERROR_CONFIG for @me of
 * nobody. */
QueryNode *query_parse(const char *text, const QueryContext *context,
	GError **error);
/* argv words of `desk list a b c`, joined so that a word with spaces stays one
 * value: `status:В работе`, `vpn is down` (a phrase). A word that is a query
 * of its own ("is:open priority:high", one with quotes, parentheses or `or`)
 * is taken as it is. */
QueryNode *query_parse_words(char **words, const QueryContext *context,
	GError **error);
void query_free(QueryNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryNode, query_free)

/* "(and (status open,pending) (text vpn))", for --explain and tests: dates as
 * the half-open time that they mean. Free with g_free(). */
char *query_explain(const QueryNode *node);
/* TRUE if the tree mentions field `name` (list adds is:open unless a status is
 * asked for). */
gboolean query_mentions(const QueryNode *node, const char *name);
QueryNode *query_and(QueryNode *a, QueryNode *b); /* takes both */

/* Query fields: the ticket fields and is no has body note text age wait …, with
 * help and where values come from, for completion and the manual. */
typedef struct {
	const char *name;
	/* A field of the regulation ("status", "priority", …), or: agent
	 * contact customer count date field flag query span string text */
	const char *values;
	Phrase title, help;
} QueryField;
/* All of them, sorted by name: QueryField. g_array_unref(). */
GArray *query_fields(void);
/* Knows `tag` and `agent`, too. Custom fields ("fields.asset") are none. FALSE
 * if there is none; `found` may be NULL. */
gboolean query_field_find(const char *name, QueryField *found);

/* Values of `is:`, sorted. */
typedef struct {
	const char *name;
	Phrase title; /* as people may type it, too */
	Phrase help;
} QueryFlag;
extern const QueryFlag query_flags[];
extern const gsize query_flags_count;

#endif
