/*
 * Query tree → SQL condition over `ticket`. Private to index/select.h.
 */
#ifndef INDEX_QUERY_SQL_H
#define INDEX_QUERY_SQL_H

#include "index/sql.h"

/* The condition of one term; of a whole tree. */
void query_sql_term(Sql *sql, const QueryNode *term);
void query_sql(Sql *sql, const QueryNode *node);

/* The condition of is:`name`. */
void query_sql_flag(Sql *sql, const char *name);

typedef struct FieldSql FieldSql;

/* Appends what `value` asks of `row->column`; parentheses are the caller's. */
typedef void (*ValueSql)(Sql *sql, const FieldSql *row, const QueryValue *value);

struct FieldSql {
	const char *name;
	ValueSql value;
	const char *column;
	const char *empty; /* condition; NULL = its column is '' */
};

/* Children of the ticket that is called so, "": of none. */
void query_sql_parent(Sql *sql, const FieldSql *row, const QueryValue *value);
/* " OR " those that went into the ticket that is called `name`; "": nothing. */
void query_sql_merged(Sql *sql, const char *name);
/* " OR " those that are linked with it, from either side; "": nothing. */
void query_sql_linked(Sql *sql, const char *name);

/* Tickets that say `match` in an entry of `scope` (schema.h), -1 = in any. */
void query_sql_match(Sql *sql, const char *match, int scope);
/* A term of full text; FALSE if it is of something else. */
gboolean query_sql_words(Sql *sql, const QueryNode *term);

/* The positive full text terms that every match must have, as one FTS5
 * expression joined by `word` ("AND", "OR"); NULL if there are none. Free with
 * g_free(). */
char *query_match_all(const QueryNode *node, const char *word);

#endif
