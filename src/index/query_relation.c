/* Terms that name another ticket; index/query_sql.h. */
#include "index/query_sql.h"

#include <string.h>

/* As it is named: its number, or the random part of its uid. */
static void add_named(Sql *sql, const char *name)
{
	gboolean number = *name && name[strspn(name, "0123456789")] == '\0';
	sql_text(sql, number ? "other.number = CAST(" :
		"substr(other.uid, 10) = (");
	sql_bind(sql, name);
	sql_text(sql, number ? " AS INTEGER)" : ")");
}

void query_sql_parent(Sql *sql, const char *name)
{
	sql_text(sql, *name ? "" : "NOT ");
	sql_text(sql, "ticket.id IN (SELECT link.ticket FROM ticket AS other"
		" JOIN ticket_list AS link ON link.field = 'links'"
		" AND link.value = 'parent ' || other.uid");
	if (*name) {
		sql_text(sql, " WHERE ");
		add_named(sql, name);
	}
	sql_text(sql, ")");
}

void query_sql_merged(Sql *sql, const char *name)
{
	if (*name == '\0')
		return;
	sql_text(sql, " OR ticket.merged_into IN (SELECT other.uid FROM ticket"
		" AS other WHERE ");
	add_named(sql, name);
	sql_text(sql, ")");
}
