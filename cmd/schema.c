/* The shapes of what machines read: JSON by its "schema" value, and the
 * tables of the index. */

#include "cmd/command.h"

#include <string.h>

#include "index/schema.h"
#include "index/select.h"
#include "model/field.h"

typedef struct {
	const char *schema, *name, *type, *help;
} Member;

static const Member members[] = {
	{"change/1", "number", "integer", "null while it has none"},
	{"change/1", "uid", "text", "the ticket"},
	{"change/1", "changes", "list",
		"{field,old,new} or {entry,kind} each"},
	{"change/1", "commit", "text", "null with -n, or if nothing changed"},
	{"change/1", "mails", "list", "letters that go out by it"},
	{"error/1", "schema", "text", "\"error/1\"; on standard error"},
	{"error/1", "code", "integer", "the exit status"},
	{"error/1", "kind", "text", "its name: usage, not-found, ..."},
	{"error/1", "command", "text", "null if none was recognised"},
	{"error/1", "message", "text", "for people; may change"},
	{"field/1", "name", "text", "`desk fields`"},
	{"field/1", "help", "text", "what it means"},
	{"finding/1", "file", "text", "under the store"},
	{"finding/1", "line", "integer", "from 1; null if none is to blame"},
	{"finding/1", "column", "integer", "from 1; null as above"},
	{"finding/1", "message", "text", "for people; may change"},
	{"help/1", "name", "text", "of the command"},
	{"help/1", "group", "text", "heading in `desk help`"},
	{"help/1", "synopsis", "text", "without \"desk\""},
	{"help/1", "summary", "text", "one line"},
	{"note/1", "schema", "text", "\"note/1\"; on standard error"},
	{"note/1", "message", "text", "for people; may change"},
	{"setting/1", "name", "text", "without \"desk.\""},
	{"setting/1", "value", "text", "as git has it"},
	{"version/1", "version", "text", "of desk"},
};

static const struct {
	const char *name, *help;
} schemas[] = {
	{"change/1", "every command that changes tickets: an array"},
	{"error/1", "any failure under --json"},
	{"field/1", "desk fields: an array"},
	{"finding/1", "desk config check: an array"},
	{"help/1", "desk help --json: an array"},
	{"index", "the tables of <gitdir>/desk/index.db, as SQL"},
	{"note/1", "what desk says beside the answer under --json"},
	{"setting/1", "desk config list: an array"},
	{"ticket/1", "desk show: an object; the fields of the ticket's file"},
	{"tickets/1", "desk list and search: an array of these columns"},
	{"version/1", "desk version: an object"},
};

static const char *const value_types[] = {
	[VALUE_NONE] = "none", [VALUE_TEXT] = "text",
	[VALUE_INTEGER] = "integer", [VALUE_REAL] = "real",
	[VALUE_SHARE] = "share", [VALUE_INSTANT] = "instant",
	[VALUE_SPAN] = "span", [VALUE_BYTES] = "bytes",
	[VALUE_FLAG] = "flag", [VALUE_LIST] = "list",
	[VALUE_RECORD] = "record",
};

static const char *const field_types[] = {
	[FIELD_TEXT] = "text", [FIELD_INTEGER] = "integer",
	[FIELD_INSTANT] = "instant", [FIELD_ENUM] = "text",
	[FIELD_AGENT] = "text", [FIELD_CONTACT] = "text",
	[FIELD_CUSTOMER] = "text", [FIELD_LIST] = "list",
	[FIELD_MAP] = "record",
};

static void add_row(Block *table, const char *name, const char *type,
	const char *help)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name));
	if (type)
		row_add(row, value_text(type));
	row_add(row, value_text(help));
}

static Block *begin(Context *context, gboolean types)
{
	context->page = page_new(PAGE_LIST, "schema/1");
	Block *table = page_add_table(context->page, "members", NULL);
	block_add_column(table, "name", "name", COLUMN_ID);
	if (types)
		block_add_column(table, "type", "type", 0);
	block_add_column(table, "help", "help", COLUMN_SHRINK);
	return table;
}

static void list_schemas(Context *context)
{
	Block *table = begin(context, FALSE);
	for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++)
		add_row(table, schemas[i].name, NULL, schemas[i].help);
}

static void list_members(Context *context, const char *schema)
{
	Block *table = begin(context, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		if (strcmp(members[i].schema, schema) == 0)
			add_row(table, members[i].name, members[i].type,
				members[i].help);
	for (gsize i = 0; strcmp(schema, "tickets/1") == 0 &&
		i < select_columns_count; i++)
		add_row(table, select_columns[i].name,
			value_types[select_columns[i].type],
			select_columns[i].help);
	for (gsize i = 0; strcmp(schema, "ticket/1") == 0 && i < fields_count;
		i++)
		add_row(table, fields[i].name, field_types[fields[i].type],
			fields[i].help);
}

static void add_statements(GString *out, const char *const *statements)
{
	for (; *statements; statements++)
		g_string_append_printf(out, "%s;\n", *statements);
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0) {
		list_schemas(context);
		return 0;
	}
	const char *wanted = context->operands[0];
	if (strcmp(wanted, "index") == 0) {
		context->page = page_new(PAGE_TEXT, "schema/1");
		add_statements(context->page->bytes, index_schema_tables);
		add_statements(context->page->bytes, index_schema_indices);
		return 0;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++) {
		if (strcmp(schemas[i].name, wanted) != 0)
			continue;
		list_members(context, wanted);
		return 0;
	}
	usage_error(context, error, "no schema \"%s\"; `desk schema` lists them",
		wanted);
	return -1;
}

const Command schema_command = {
	.name = "schema",
	.group = GROUP_PLUMBING,
	.synopsis = "schema [NAME]",
	.summary = "the JSON that desk prints, and the tables of the index",
	.flags = COMMAND_NO_STORE | COMMAND_READS | COMMAND_PLUMBING,
	.run = run,
};
