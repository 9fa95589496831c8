#include "index/field_sql.h"

typedef struct {
	char *of_ticket[FIELDS_LIMIT], *is_null[FIELDS_LIMIT]; /* by position */
	char *definitions, *insert, *select;
} FieldTexts;

static gboolean is_number(const Field *field)
{
	return field->type == FIELD_INTEGER || field->type == FIELD_INSTANT;
}

static void add_column(FieldTexts *sql, const Field *field, GString *columns,
	GString *definitions, GString *marks)
{
	g_autofree char *name = g_strdelimit(g_strdup(field->name), "-", '_');
	sql->of_ticket[field->position] = g_strdup_printf("ticket.\"%s\"",
		name);
	if (is_number(field))
		sql->is_null[field->position] = g_strconcat(
			sql->of_ticket[field->position], " IS NULL", NULL);
	g_string_append_printf(columns, "%s\"%s\"", columns->len > 0 ? ", " :
		"", name);
	g_string_append_printf(definitions, "\"%s\" %s,", name,
		is_number(field) ? "INTEGER" : "TEXT NOT NULL");
	g_string_append(marks, ", ?");
}

static FieldTexts *make(void)
{
	FieldTexts *sql = g_new0(FieldTexts, 1);
	g_autoptr(GString) columns = g_string_new(NULL);
	g_autoptr(GString) definitions = g_string_new(NULL);
	g_autoptr(GString) marks = g_string_new("?, ?, ?");
	for (guint i = 0; i < fields_count; i++)
		if (field_is_single(field_at(i)))
			add_column(sql, field_at(i), columns, definitions,
				marks);
	sql->insert = g_strdup_printf("INSERT INTO ticket (id, path,"
		" blob, %s) VALUES (%s)", columns->str, marks->str);
	sql->select = g_strdup_printf("SELECT path, blob, %s FROM ticket"
		" ORDER BY path", columns->str);
	sql->definitions = g_strdup(definitions->str);
	return sql;
}

static const FieldTexts *texts(void)
{
	static FieldTexts *sql;
	if (g_once_init_enter(&sql))
		g_once_init_leave(&sql, make());
	return sql;
}

const char *field_sql_of_ticket(const Field *field)
{
	return texts()->of_ticket[field->position];
}

const char *field_sql_is_null(const Field *field)
{
	return texts()->is_null[field->position];
}

const char *field_sql_definitions(void)
{
	return texts()->definitions;
}

const char *field_sql_insert(void)
{
	return texts()->insert;
}

const char *field_sql_select(void)
{
	return texts()->select;
}
