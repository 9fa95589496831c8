#include "app/export/export.h"

#include <unistd.h>

#include "base/texts.h"
#include "cmd/frame.h"

static const Option options[] = {
	{"to", 0, "KIND", VALUE_OF_EXPORT, FALSE,
		{"csv, jsonl, postgresql (for psql) or sqlite",
			"csv, jsonl, postgresql (для psql) или sqlite"}},
	{"output", 'o', "FILE", VALUE_OF_FILE, FALSE,
		{"write to FILE, of csv a folder",
			"записать в ФАЙЛ, csv — в папку"}},
	{"since-commit", 0, "COMMIT", VALUE_OF_TEXT, FALSE,
		{"only what has changed since the export of COMMIT",
			"только изменённое после выгрузки при КОММИТЕ"}},
	{"table", 0, "NAME", VALUE_OF_EXPORTED, TRUE,
		{"only this table", "только эту таблицу"}},
	OPTION_DRY_RUN,
	{0},
};

/* --- what there is ------------------------------------------------------ */

static const Member column_members[] = {
	{"table", {"Table", "Таблица"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"column", {"Column", "Столбец"}, VALUE_TEXT, 0, "its name"},
	{"type", {"Type", "Тип"}, VALUE_TEXT, 0, "text, integer, time, seconds, "
		"flag, list, record"},
	{"help", {"What it is", "Что это"}, VALUE_TEXT, COLUMN_WRAP,
		"what it says"},
	{0},
};
static const Schema columns_schema = {"export-columns/1",
	"desk export: an array", column_members};

typedef struct {
	Block *table;
	const char *language;
} Listing;

static void add_column(const char *table, const char *column, const char *type,
	const Phrase *help, void *data)
{
	const Listing *listing = data;
	GPtrArray *row = block_add_row(listing->table);
	row_add(row, value_text(table));
	row_add(row, value_text(column));
	row_add(row, value_text(type));
	row_add(row, value_phrase(help, listing->language));
}

static int list_columns(Context *context)
{
	context_page(context, PAGE_LIST, &columns_schema);
	Listing listing = {page_add_rows(context->page, "columns",
		column_members), context->language};
	export_each_column(add_column, &listing);
	return 0;
}

/* --- what was written --------------------------------------------------- */

static const Member table_members[] = {
	{"table", {"Table", "Таблица"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"rows", {"Rows", "Строк"}, VALUE_INTEGER, COLUMN_COUNT, "written"},
	{0},
};
static const Schema table_schema = {.members = table_members};
static const Member members[] = {
	{"commit", {NULL}, VALUE_TEXT, 0, "that the tables stand at"},
	{"whole", {NULL}, VALUE_FLAG, 0, "everything came anew"},
	{"tickets", {NULL}, VALUE_INTEGER, 0,
		"whose rows came anew; 0 where all did"},
	{"tables", {NULL}, VALUE_LIST, 0, "what was written", &table_schema},
	{0},
};
static const Schema export_schema = {"export/1",
	"desk export --to with -o or -n: an object", members};

static void answer(Context *context, const ExportResult *result)
{
	static const Phrase stands = {"commit %1", "коммит %1"},
		changed = {"%1 tickets anew, commit %2",
			"заново заявок: %1, коммит %2"};
	Page *page = context_page(context, PAGE_OBJECT, &export_schema);
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "commit", value_text(result->commit));
	block_set(head, "whole", value_flag(result->whole));
	block_set(head, "tickets", value_integer(result->replaced));
	Block *table = page_add_list(page, "tables");
	for (guint i = 0; result->counts[i].table; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(result->counts[i].table));
		row_add(row, value_integer(result->counts[i].rows));
	}
	if (result->whole)
		context_add_footer(context, &stands, result->commit, NULL);
	else
		context_add_footer(context, &changed,
			PHRASE_NUMBER(result->replaced), result->commit, NULL);
}

/* ------------------------------------------------------------------------ */

static gboolean write_out(const char *bytes, gsize size, void *data,
	GError **error)
{
	(void)data;
	return terminal_write(STDOUT_FILENO, bytes, size, error);
}

static int run(Context *context, GError **error)
{
	static const Phrase
		no_format = {"--to says what to export to: %1",
			"--to называет, куда выгружать: %1"},
		no_terminal = {"an export is for programs: into a pipe, or a "
				"file with -o",
			"выгрузка — для программ: в конвейер или в файл, -o"};
	const char *format = option_text(context, "to");
	const char *since = option_text(context, "since-commit");
	const char *file = option_text(context, "output");
	ExportSettings settings = {
		.format = format,
		.path = g_strcmp0(file, "-") == 0 ? NULL : file,
		.since = since && *since ? since : NULL,
		.tables = option_all(context, "table"),
		.dry_run = context->dry_run,
		.write = write_out,
	};
	g_autoptr(GPtrArray) names = export_formats();
	g_autofree char *formats = texts_join(names);
	if (!format && (file || since || *settings.tables))
		return usage_error(context, error, &no_format, formats, NULL);
	if (!format)
		return list_columns(context);
	gboolean streams = !settings.path && !settings.dry_run;
	if (streams && context->to_terminal)
		return usage_error(context, error, &no_terminal, NULL);
	Desk *desk = context_desk(context, error);
	ExportResult result;
	if (!desk || !export_run(desk, &settings, &result, error))
		return -1;
	if (streams)
		context->page = page_new(PAGE_TEXT, NULL, NULL);
	else
		answer(context, &result);
	context->done = !streams && !context->dry_run;
	return 0;
}

const Command export_command = {
	.name = "export",
	.group = GROUP_FIGURES,
	.synopsis = "export [--to KIND] [-o FILE] [--since-commit COMMIT] "
		"[--table NAME] [-n]",
	.summary = {"typed tables for other programs",
		"таблицы с типами для других программ"},
	.options = options,
	.flags = COMMAND_READS,
	.answers = (const Schema *const[]){&columns_schema, &export_schema,
		NULL},
	.run = run,
};
