/* Terms that name another ticket; index/query_sql.h. */
#include "index/query_sql.h"

#include <string.h>

#include "model/relation.h"

/* As it is named: its number, or the random part of its uid. */
static void add_named(Sql *sql, const char *name)
{
	gboolean number = *name && name[strspn(name, "0123456789")] == '\0';
	sql_text(sql, number ? "other.number = CAST(" :
		"substr(other.uid, 10) = (");
	sql_bind(sql, name);
	sql_text(sql, number ? " AS INTEGER)" : ")");
}

void query_sql_parent(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	const char *name = value->text;
	(void)row;
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
	sql_text(sql, " OR (ticket.merged_into <> '' AND ticket.merged_into IN"
		" (SELECT other.uid FROM ticket AS other WHERE ");
	add_named(sql, name);
	sql_text(sql, "))");
}

void query_sql_linked(Sql *sql, const char *name)
{
	if (*name == '\0')
		return;
	sql_text(sql, " OR ticket.id IN (SELECT link.ticket FROM ticket AS other"
		" JOIN ticket_list AS link ON link.field = 'links'"
		" AND link.value IN (");
	for (gsize i = 0; i < relations_count; i++) {
		sql_text(sql, i > 0 ? ", " : "");
		sql_bind(sql, relations[i].key);
		sql_text(sql, " || ' ' || other.uid");
	}
	sql_text(sql, ") WHERE ");
	add_named(sql, name);
	sql_text(sql, ") OR ticket.uid IN (SELECT substr(link.value,"
		" instr(link.value, ' ') + 1) FROM ticket AS other"
		" JOIN ticket_list AS link ON link.ticket = other.id"
		" AND link.field = 'links' WHERE ");
	add_named(sql, name);
	sql_text(sql, ")");
}
