#include "cmd/config_check.h"

#include "app/check/config_check.h"
#include "app/desk/files_judge.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES (1024 * 1024)

static const Phrase
	file_is_good = {"it is in order", "всё в порядке"},
	all_is_good = {"desk.yaml, the files beside it and settings "
			"are in order",
		"desk.yaml, файлы рядом с ним и настройки в порядке"};

/* A file that is to become a desk.yaml; it may lie anywhere. */
static GPtrArray *check_named(const char *file, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(file, FILE_LIMIT_BYTES, TRUE,
		error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	GPtrArray *findings = findings_new();
	files_judge_regulation(text ? text : "", size, file, findings);
	return findings;
}

static void add_row(Context *context, Block *table, const Finding *finding)
{
	g_autofree char *line = finding_line(finding, context->language);
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(*finding->file ? finding->file : "git config"));
	row_add(row, finding->line ? value_integer(finding->line) :
		value_none());
	row_add(row, finding->column ? value_integer(finding->column) :
		value_none());
	row_add(row, value_text(finding_text(finding, NULL)));
	row_add(row, value_text(severity_name(finding->severity)));
	page_add_prose(context->page, "%s", line);
}

static const Member columns[] = {
	{"file", {NULL}, VALUE_TEXT, COLUMN_ID, "under the store"},
	{"line", {NULL}, VALUE_INTEGER, 0,
		"from 1; null if none is to blame"},
	{"column", {NULL}, VALUE_INTEGER, 0, "from 1; null as above"},
	{"message", {NULL}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"severity", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		 "warning, wrong or broken"},
	{0},
};
const Schema check_schema = {"check/1", "desk config check: an array",
	columns, .findings = TRUE};

int config_check_run(Context *context, GError **error)
{
	const char *file = context->operands[0];
	Desk *desk = file ? NULL : context_desk(context, error);
	g_autoptr(GPtrArray) findings = file ? check_named(file, error) :
		desk ? config_check(desk, error) : NULL;
	if (!findings)
		return -1;
	Block *table = context_list(context, &check_schema, "findings");
	table->machines = TRUE;
	for (guint i = 0; i < findings->len; i++)
		add_row(context, table, findings->pdata[i]);
	if (findings->len == 0)
		context_add_prose(context, file ? &file_is_good : &all_is_good,
			NULL);
	return findings->len > 0;
}
