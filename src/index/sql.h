/*
 * SQL under construction, and what is bound to its question marks: what a
 * question says is bound, never written into the text. Private to index/.
 */
#ifndef INDEX_SQL_H
#define INDEX_SQL_H

#include "index/rows.h"
#include "model/regulation.h"
#include "rules/query.h"

typedef struct {
	GString *text;
	GPtrArray *values; /* char*, in the order of the question marks */
	const QueryContext *context; /* the now, the me, the terms; borrowed */
} Sql;

/* `context` may be NULL where no term is added. */
void sql_init(Sql *sql, const QueryContext *context);
void sql_clear(Sql *sql);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sql, sql_clear)

/* Runs it, once: `each` as in rows.h. FALSE: the error of SQLite or of `each`. */
gboolean sql_each(Index *index, const Sql *sql, IndexEach each, void *data,
	GError **error);

/* Added as it stands: words of this program alone, never of a user. */
void sql_text(Sql *sql, const char *text);
/* "?" for a text; "CAST(? AS INTEGER)" for a number. */
void sql_bind(Sql *sql, const char *value);
void sql_bind_integer(Sql *sql, gint64 value);
/* The names of a term, former ones too: "?, ?". */
void sql_term(Sql *sql, const Term *term);

#endif
