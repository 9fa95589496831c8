/* The shapes of what machines read: JSON by its "schema" value, and the tables
 * of the index. What is in them stands where the answers are made. */
#include "cmd/frame.h"

#include <string.h>

#include "index/index.h"

static const Phrase no_schema = {"no schema \"%1\"; `desk schema` lists them",
	"нет схемы «%1»; их перечислит `desk schema`"};

static const Schema tables = {"index",
	"the tables of <gitdir>/desk/index.db, as SQL"};

static const Member members[] = {
	{"name", {NULL}, VALUE_TEXT, COLUMN_ID, "of a schema or member"},
	{"type", {NULL}, VALUE_TEXT, 0, "of a member"},
	{"of", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"the schema of the records in it; null = it names none"},
	{"unit", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of a figure; null = the type says it"},
	{"better", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"more, less; null = neither"},
	{"help", {NULL}, VALUE_TEXT, COLUMN_WRAP, "what it means"},
	{0},
};
static const Schema schema = {"schema/1", "desk schema: an array", members};

/* --- the schemas ----------------------------------------------------------- */

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const Schema *const *)a)->name,
		(*(const Schema *const *)b)->name);
}

static void add(GPtrArray *schemas, const Schema *one)
{
	if (!g_ptr_array_find(schemas, one, NULL))
		g_ptr_array_add(schemas, (gpointer)one);
}

/* Of each command its own, and those of the frame. Elements: const Schema*. */
static GPtrArray *all_schemas(void)
{
	GPtrArray *schemas = g_ptr_array_new();
	add(schemas, &tables);
	for (const Schema *const *one = frame_answers; *one; one++)
		add(schemas, *one);
	for (gsize i = 0; i < commands_count; i++)
		for (const Schema *const *one = commands[i]->answers;
			one && *one; one++)
			add(schemas, *one);
	g_ptr_array_sort(schemas, by_name);
	return schemas;
}

static void list_schemas(Context *context, const GPtrArray *schemas)
{
	static const char *const names[] = {"name", "help", NULL};
	context_page(context, PAGE_LIST, &schema);
	Block *table = page_add_table(context->page, "members", NULL);
	block_choose_columns(table, members, names);
	for (guint i = 0; i < schemas->len; i++) {
		const Schema *one = schemas->pdata[i];
		Value *cells[] = {value_text(one->name), value_text(one->help)};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

/* --- one schema ------------------------------------------------------------ */

typedef struct {
	Block *table;
	const char *inside; /* "mails.", of the member whose records these are */
} Listing;

static void add_member(const Member *member, void *data)
{
	const Listing *listing = data;
	const Schema *of = member->of;
	g_autofree char *name = g_strconcat(listing->inside, member->name, NULL);
	Value *cells[] = {
		value_text(name), value_text(value_type_name(member->type)),
		value_text(of ? of->name : NULL),
		value_text(member->unit ? member->unit->en : NULL),
		value_text(better_name(member->better)),
		value_text(member->help),
	};
	block_add_cells(listing->table, cells, G_N_ELEMENTS(cells));
	if (!of || of->name)
		return;
	g_autofree char *inside = g_strconcat(name, ".", NULL);
	Listing records = {listing->table, inside};
	schema_each(of, add_member, &records);
}

static void list_members(Context *context, const Schema *one)
{
	context_page(context, PAGE_LIST, &schema);
	Listing listing = {page_add_rows(context->page, "members", members), ""};
	schema_each(one, add_member, &listing);
}

/* --- the index ------------------------------------------------------------- */

static void show_tables(Context *context)
{
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	g_auto(GStrv) statements = index_statements();
	for (char **statement = statements; *statement; statement++)
		g_string_append_printf(context->page->bytes, "%s;\n",
			*statement);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) schemas = all_schemas();
	if (context->operand_count == 0) {
		list_schemas(context, schemas);
		return 0;
	}
	for (guint i = 0; i < schemas->len; i++) {
		const Schema *one = schemas->pdata[i];
		if (strcmp(one->name, context->operands[0]) != 0)
			continue;
		if (one == &tables)
			show_tables(context);
		else
			list_members(context, one);
		return 0;
	}
	return usage_error(context, error, &no_schema, context->operands[0],
		NULL);
}

const Command schema_command = {
	.name = "schema",
	.group = GROUP_PLUMBING,
	.synopsis = "schema [NAME]",
	.summary = {"the JSON that desk prints, and the tables of the index",
		"JSON, который печатает desk, и таблицы индекса"},
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_NO_STORE | COMMAND_READS | COMMAND_PLUMBING,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
