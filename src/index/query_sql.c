#include "index/query_sql.h"

/* Halves, not a chain: SQLite limits the depth of an expression. */
static void join(Sql *sql, const GPtrArray *nodes, guint from, guint count,
	const char *word)
{
	if (count == 1) {
		query_sql(sql, g_ptr_array_index(nodes, from));
		return;
	}
	sql_text(sql, "(");
	join(sql, nodes, from, count / 2, word);
	sql_text(sql, word);
	join(sql, nodes, from + count / 2, count - count / 2, word);
	sql_text(sql, ")");
}

void query_sql(Sql *sql, const QueryNode *node)
{
	switch (node->kind) {
	case QUERY_ALL:
		sql_text(sql, "1");
		break;
	case QUERY_TERM:
		query_sql_term(sql, node);
		break;
	case QUERY_AND:
		join(sql, node->children, 0, node->children->len, " AND ");
		break;
	case QUERY_OR:
		join(sql, node->children, 0, node->children->len, " OR ");
		break;
	case QUERY_NOT:
		/* What has no date is not due before now either. */
		sql_text(sql, "((");
		query_sql(sql, g_ptr_array_index(node->children, 0));
		sql_text(sql, ") IS NOT TRUE)");
		break;
	}
}
