#include "cmd/command.h"

#include "index/select.h"
#include "model/field.h"
#include "model/ticket.h"

static const Member members[] = {
	{"name", {"name", "имя"}, VALUE_TEXT, COLUMN_ID,
		"of the field, column, flag or kind"},
	{"type", {"type", "тип"}, VALUE_TEXT, 0, "of a field"},
	{"settable", {"set", "меняется"}, VALUE_FLAG, 0, "`desk set` may change it"},
	{"sortable", {"sort", "сортировка"}, VALUE_FLAG, 0, "--sort knows it"},
	{"query", {"query", "запрос"}, VALUE_FLAG, 0,
		"a field of the query language"},
	{"title", {"title", "название"}, VALUE_TEXT, 0, "for people"},
	{"values", {"compares with", "значения"}, VALUE_TEXT, 0,
		"what a query field compares with"},
	{"public", {"public", "видна"}, VALUE_FLAG, 0, "the requester sees such an entry"},
	{"body", {"text", "с текстом"}, VALUE_FLAG, 0, "such an entry has a text"},
	{"help", {"meaning", "смысл"}, VALUE_TEXT, COLUMN_WRAP, "what it means"},
	{0},
};
static const Schema schema = {"field/1",
	"desk fields: an array, with what there is of these", members};

static Block *table_of(Context *context, const char *const *names)
{
	context_page(context, PAGE_LIST, &schema);
	Block *table = page_add_table(context->page, "fields", NULL);
	block_choose_columns(table, members, names);
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

static int list_ticket_fields(Context *context, GError **error)
{
	(void)error;
	static const char *const names[] = {"name", "type", "settable",
		"sortable", "query", "title", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = &fields[i];
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(field->name));
		row_add(row, value_text(field_type_name(field->type)));
		row_add(row, value_flag(field->flags & FIELD_SETTABLE));
		row_add(row, value_flag(field_is_single(field)));
		row_add(row, value_flag(query_field_find(field->name, NULL)));
		row_add(row, value_phrase(&field->title, context->language));
		row_add(row, value_phrase(&field->help, context->language));
	}
	return 0;
}

static int list_columns(Context *context, GError **error)
{
	(void)error;
	static const char *const names[] = {"name", "title", "help", NULL};
	Block *table = table_of(context, names);
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(columns[i].name));
		row_add(row, value_phrase(&columns[i].title, context->language));
		row_add(row, value_phrase(&columns[i].help, context->language));
	}
	return 0;
}

static int list_query_fields(Context *context, GError **error)
{
	(void)error;
	static const char *const names[] = {"name", "values", "help", NULL};
	Block *table = table_of(context, names);
	g_autoptr(GArray) known = query_fields();
	for (guint i = 0; i < known->len; i++) {
		const QueryField *field = &g_array_index(known, QueryField, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(field->name));
		row_add(row, value_text(field->values));
		row_add(row, value_phrase(&field->help, context->language));
	}
	return 0;
}

static int list_flags(Context *context, GError **error)
{
	(void)error;
	static const char *const names[] = {"name", "help", NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < query_flags_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(query_flags[i].name));
		row_add(row, value_phrase(&query_flags[i].help,
			context->language));
	}
	return 0;
}

static int list_entry_kinds(Context *context, GError **error)
{
	(void)error;
	static const char *const names[] = {"name", "public", "body", "help",
		NULL};
	Block *table = table_of(context, names);
	for (gsize i = 0; i < entry_kinds_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(entry_kinds[i].name));
		row_add(row, value_flag(entry_kinds[i].is_public));
		row_add(row, value_flag(entry_kinds[i].has_body));
		row_add(row, value_phrase(&entry_kinds[i].help,
			context->language));
	}
	return 0;
}

static const Subcommand subcommands[] = {
	{"columns", NULL, {"of listings", "столбцы списков"},
		{VALUE_OF_NOTHING}, NULL, list_columns, FALSE},
	{"entries", NULL, {"the kinds of entries of a ticket",
		"виды записей заявки"}, {VALUE_OF_NOTHING}, NULL,
		list_entry_kinds, FALSE},
	{"is", NULL, {"what stands behind is: in queries",
		"что бывает после is: в запросах"}, {VALUE_OF_NOTHING}, NULL,
		list_flags, FALSE},
	{"query", NULL, {"what queries ask for", "о чём спрашивают запросы"},
		{VALUE_OF_NOTHING}, NULL, list_query_fields, FALSE},
	{"ticket", NULL, {"of tickets", "поля заявок"}, {VALUE_OF_NOTHING},
		NULL, list_ticket_fields, TRUE},
	{0},
};

const Command fields_command = {
	.name = "fields",
	.group = GROUP_PLUMBING,
	.synopsis = "fields",
	.summary = {"what fields there are, and what they mean",
		"какие есть поля и что они значат"},
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
	.flags = COMMAND_NO_STORE | COMMAND_READS | COMMAND_PAGED,
};
