#include "index/export_script.h"

#include <string.h>

/* What reads it must not go on behind a mistake, nor give half of it. */
#define HEAD "\\set ON_ERROR_STOP 1\n" \
	"BEGIN;\n" \
	"SET LOCAL client_encoding = 'UTF8';\n" \
	"SET LOCAL client_min_messages = warning;\n" \
	"SET LOCAL standard_conforming_strings = on;\n" \
	"SET LOCAL datestyle = 'ISO';\n"

static const char *type_of(ValueType type)
{
	switch (type) {
	case VALUE_INTEGER:
	case VALUE_SPAN:
		return "bigint";
	case VALUE_INSTANT:
		return "timestamptz";
	case VALUE_FLAG:
		return "boolean";
	case VALUE_LIST:
	case VALUE_RECORD:
		return "jsonb";
	default:
		return "text";
	}
}

static void add_names(GString *out, const ExportColumn *columns)
{
	for (const ExportColumn *column = columns; column->name; column++)
		g_string_append_printf(out, "%s\"%s\"", column == columns ? "" :
			", ", column->name);
}

static void add_literal(GString *out, const char *text)
{
	g_string_append_c(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			g_string_append_c(out, '\'');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '\'');
}

static void add_comments(GString *out, const ExportTable *table)
{
	g_string_append_printf(out, "COMMENT ON TABLE desk.\"%s\" IS ",
		table->name);
	add_literal(out, table->help);
	g_string_append(out, ";\n");
	for (const ExportColumn *column = export_columns(table); column->name;
		column++) {
		g_string_append_printf(out, "COMMENT ON COLUMN desk.\"%s\".\"%s\""
			" IS ", table->name, column->name);
		add_literal(out, column->help.en);
		g_string_append(out, ";\n");
	}
}

/* A table that an older desk made gets the columns that are new. */
static void add_table(GString *out, const ExportTable *table)
{
	const ExportColumn *columns = export_columns(table);
	g_string_append_printf(out, "CREATE TABLE IF NOT EXISTS desk.\"%s\" (",
		table->name);
	for (const ExportColumn *column = columns; column->name; column++)
		g_string_append_printf(out, "%s\n\t\"%s\" %s", column == columns ?
			"" : ",", column->name, type_of(column->type));
	if (table->key)
		g_string_append_printf(out, ",\n\tPRIMARY KEY (%s)", table->key);
	g_string_append_printf(out, "\n);\nALTER TABLE desk.\"%s\"",
		table->name);
	for (const ExportColumn *column = columns; column->name; column++)
		g_string_append_printf(out, "%s ADD COLUMN IF NOT EXISTS \"%s\""
			" %s", column == columns ? "" : ",", column->name,
			type_of(column->type));
	g_string_append_printf(out, ";\nTRUNCATE desk.\"%s\";\n", table->name);
	add_comments(out, table);
}

/* Rows that change come on top of those that they were made for. */
static void add_guard(GString *out, const char *since)
{
	g_string_append_printf(out, "DO $$ BEGIN\n"
		"IF (SELECT commit_id FROM desk.export) IS DISTINCT FROM '%s'"
		" THEN\n\tRAISE EXCEPTION 'the tables are not those of commit"
		" %s: export all of it, without --since-commit';\n"
		"END IF;\nEND $$;\n", since, since);
	g_string_append(out, "CREATE TEMP TABLE replaced"
		" (ticket text PRIMARY KEY) ON COMMIT DROP;\n");
}

void export_script_begin(GString *out, const ExportTable *const *tables,
	const char *since)
{
	g_string_append(out, HEAD);
	if (since) {
		add_guard(out, since);
		return;
	}
	g_string_append(out, "CREATE SCHEMA IF NOT EXISTS desk;\n");
	for (guint i = 0; tables[i]; i++)
		add_table(out, tables[i]);
}

void export_script_begin_table(GString *out, const ExportTable *table,
	gboolean changes)
{
	gboolean replaced = table == &export_replaced;
	if (changes && !replaced) {
		g_string_append_printf(out, "DELETE FROM desk.\"%s\"",
			table->name);
		if (table->ticket)
			g_string_append_printf(out, " WHERE \"%s\" IN"
				" (SELECT ticket FROM replaced)", table->ticket);
		g_string_append(out, ";\n");
	}
	g_string_append_printf(out, "COPY %s\"%s\" (", replaced ? "" : "desk.",
		table->name);
	add_names(out, export_columns(table));
	g_string_append(out, ") FROM STDIN;\n");
}

/* Bytes that are not UTF-8 would end it all. */
static void add_text(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL :
		g_utf8_make_valid(text, -1);
	const char *at = valid ? valid : text;
	for (;;) {
		gsize plain = strcspn(at, "\\\t\n\r");
		g_string_append_len(out, at, (gssize)plain);
		at += plain;
		if (*at == '\0')
			return;
		g_string_append_c(out, '\\');
		g_string_append_c(out, *at == '\\' ? '\\' : *at == '\t' ? 't' :
			*at == '\n' ? 'n' : 'r');
		at++;
	}
}

static void add_cell(GString *out, ValueType type, const ExportCell *cell)
{
	if (cell->null)
		g_string_append(out, "\\N");
	else if (cell->text)
		add_text(out, cell->text);
	else if (type == VALUE_INSTANT) {
		g_autofree char *text = instant_format(cell->integer);
		g_string_append(out, text);
	} else if (type == VALUE_FLAG)
		g_string_append_c(out, cell->integer ? 't' : 'f');
	else
		g_string_append_printf(out, "%" G_GINT64_FORMAT, cell->integer);
}

void export_script_add(GString *out, const ExportTable *table,
	const ExportCell *cells)
{
	const ExportColumn *columns = export_columns(table);
	for (guint i = 0; columns[i].name; i++) {
		if (i > 0)
			g_string_append_c(out, '\t');
		add_cell(out, columns[i].type, &cells[i]);
	}
	g_string_append_c(out, '\n');
}

void export_script_end_table(GString *out)
{
	g_string_append(out, "\\.\n");
}

void export_script_end(GString *out)
{
	g_string_append(out, "COMMIT;\n");
}
