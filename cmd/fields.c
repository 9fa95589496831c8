#include "cmd/command.h"

#include <string.h>

#include "index/select.h"
#include "model/field.h"

static Block *table_of(Context *context, const char *const *names)
{
	context->page = page_new(PAGE_LIST, "field/1");
	Block *table = page_add_table(context->page, "fields", NULL);
	for (const char *const *name = names; *name; name++)
		block_add_column(table, *name, *name,
			strcmp(*name, "name") == 0 ? COLUMN_ID :
			strcmp(*name, "help") == 0 ? COLUMN_SHRINK : 0);
	return table;
}

static const char *field_type_name(FieldType type)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "text", [FIELD_INTEGER] = "integer",
		[FIELD_INSTANT] = "instant", [FIELD_ENUM] = "enum",
		[FIELD_AGENT] = "agent", [FIELD_CONTACT] = "contact",
		[FIELD_CUSTOMER] = "customer", [FIELD_LIST] = "list",
		[FIELD_MAP] = "map",
	};
	return names[type];
}

static void list_ticket_fields(Context *context)
{
	static const char *const names[] = {"name", "type", "settable",
		"sortable", "query", "title", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = &fields[i];
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(field->name));
		row_add(row, value_text(field_type_name(field->type)));
		row_add(row, value_flag(field->flags & FIELD_SETTABLE));
		row_add(row, value_flag(field->flags & FIELD_SORTABLE));
		row_add(row, value_flag(field->flags & FIELD_FILTER));
		row_add(row, value_text(field->title.en));
		row_add(row, value_text(field->help));
	}
}

static void list_columns(Context *context)
{
	static const char *const names[] = {"name", "title", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < select_columns_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(select_columns[i].name));
		row_add(row, value_text(select_columns[i].title.en));
		row_add(row, value_text(select_columns[i].help));
	}
}

static void list_query_fields(Context *context)
{
	static const char *const names[] = {"name", "values", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < query_fields_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(query_fields[i].name));
		row_add(row, value_text(query_fields[i].values));
		row_add(row, value_text(query_fields[i].help));
	}
}

static void list_flags(Context *context)
{
	static const char *const names[] = {"name", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < query_flags_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(query_flags[i].name));
		row_add(row, value_text(query_flags[i].help));
	}
}

static void list_entry_kinds(Context *context)
{
	static const char *const names[] = {"name", "public", "body", "help",
		NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < entry_kinds_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(entry_kinds[i].name));
		row_add(row, value_flag(entry_kinds[i].is_public));
		row_add(row, value_flag(entry_kinds[i].has_body));
		row_add(row, value_text(entry_kinds[i].help));
	}
}

static const char *const registries[] = {"columns", "entries", "is", "query",
	"ticket", NULL};
static void (*const lists[])(Context *) = {list_columns, list_entry_kinds,
	list_flags, list_query_fields, list_ticket_fields};

static int run(Context *context, GError **error)
{
	const char *wanted = context->operand_count == 0 ? "ticket" :
		context->operands[0];
	for (gsize i = 0; context->operand_count < 2 && registries[i]; i++) {
		if (strcmp(registries[i], wanted) != 0)
			continue;
		lists[i](context);
		return 0;
	}
	usage_error(context, error,
		"fields of what? ticket, columns, query, is or entries");
	return -1;
}

const Command fields_command = {
	.name = "fields",
	.group = GROUP_PLUMBING,
	.synopsis = "fields [ticket|columns|query|is|entries]",
	.summary = {"what fields there are, and what they mean",
		"какие есть поля и что они значат"},
	.subcommands = registries,
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_NO_STORE | COMMAND_READS | COMMAND_PLUMBING,
	.run = run,
};
