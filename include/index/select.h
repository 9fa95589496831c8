/*
 * Query tree → SQL → rows: the one implementation of the query language.
 */
#ifndef INDEX_SELECT_H
#define INDEX_SELECT_H

#include "base/phrase.h"
#include "index/index.h"
#include "rules/query.h"
#include "text/page.h"

/* Columns that a listing can show: every ticket field and the derived ones (age, updated, due,
 * status-since, last-message, replies, messages, customer-title …); sorted by name. */
typedef struct {
	const char *name;
	Phrase title;
	const char *sql;      /* over table ticket; NULL = of its lists */
	ValueType type;	      /* SPAN with COLUMN_AGE: sql is since when */
	guint flags;	      /* ColumnFlags */
	Phrase help;
} SelectColumn;
const SelectColumn *select_columns(guint *count);
const SelectColumn *select_column_find(const char *name);

typedef struct {
	const QueryNode *query;
	char **columns;	    /* names, shown in this order; NULL = default columns */
	const char *sort;   /* "-due,priority"; NULL = by urgency: due (where
				there are clocks), priority, then age;
				with full text: rank, recent first */
	gint64 limit;	    /* 0 = none */
	gboolean lean;	    /* only `columns`: several times faster for many
				rows where nobody can ask for the others */
	gboolean families;  /* for people: children below their parent, where
				both are among the rows */
	gboolean snippet;   /* full text: a column "match" with the words found,
				for the first hundred rows */
	const char *language; /* titles: "en", "ru" */
} Select;

/* Adds a table of the matching tickets to `page` with every column (those not
 * named are COLUMN_HIDDEN). `total` = matches without limit. The column
 * `number` shows the short uid of a ticket without number; `id`, which -O ids
 * prints, its uid. DESK_ERROR_USAGE: unknown column or sort. */
gboolean select_tickets(Index *index, const Select *select,
	const QueryContext *context, Page *page, gint64 *total, GError **error);
/* One ticket with every column; a record. `row` = its key in other questions.
 * Regulation and now of `context` are enough. DESK_ERROR_NOT_FOUND. Free with
 * value_free(). */
Value *select_ticket(Index *index, const QueryContext *context, const char *uid,
	gint64 *row, GError **error);
/* Only uids, in order. */
GPtrArray *select_uids(Index *index, const QueryNode *query,
	const QueryContext *context, const char *sort, gint64 limit,
	GError **error);
gboolean select_count(Index *index, const QueryNode *query,
	const QueryContext *context, gint64 *count, GError **error);
/* The rows of table ticket (gint64*), for those who count events of them. Free
 * with g_hash_table_unref(). */
GHashTable *select_rows(Index *index, const QueryNode *query,
	const QueryContext *context, GError **error);
/* Does the ticket match? */
gboolean select_has(Index *index, const QueryNode *query,
	const QueryContext *context, const char *uid, gboolean *has,
	GError **error);

#endif
