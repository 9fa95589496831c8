#include "index/sql.h"

void sql_text(Sql *sql, const char *text)
{
	g_string_append(sql->text, text);
}

void sql_bind(Sql *sql, const char *value)
{
	sql_text(sql, "?");
	g_ptr_array_add(sql->values, g_strdup(value));
}

/* Bound as text: it must not compare as text. */
void sql_bind_integer(Sql *sql, gint64 value)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
	sql_text(sql, "CAST(");
	sql_bind(sql, text);
	sql_text(sql, " AS INTEGER)");
}
