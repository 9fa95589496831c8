#include "app/export/export.h"

#include <string.h>
#include <sys/stat.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/export/format.h"
#include "app/export/made.h"
#include "app/export/touched.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/regulation.h"
#include "system/ending.h"
#include "system/file.h"
#include "system/step.h"
#include "text/schema.h"

enum { FLUSH_BYTES = 256 * 1024 };

/* --- what there is ------------------------------------------------------ */

static const ExportColumn export_columns_of_it[] = {
	{"commit_id", VALUE_TEXT, {"that all tables stand at",
		"на котором стоят все таблицы"}, NULL},
	{"exported_at", VALUE_INSTANT, {"when that was written",
		"когда это записано"}, NULL},
	{"zone", VALUE_TEXT, {"of the days of reports",
		"по которому считают дни отчётов"}, NULL},
	{0},
};
static const ExportTable export_itself = {"export", "what the tables are of; a "
		"single row", export_columns_of_it, NULL, NULL, NULL, NULL, NULL};

/* Itself last: what has it is whole. */
static const ExportTable *const tables[] = {
	&export_agents, &export_customers, &export_tickets, &export_entries,
	&export_events, &export_facts, &export_clocks, &export_work,
	&export_itself,
};

G_STATIC_ASSERT(G_N_ELEMENTS(tables) + 2 <= EXPORT_TABLES);

static const ExportFormat *const formats[] = {
#define FORMAT(name) &export_##name,
	EXPORT_FORMATS
#undef FORMAT
};

GPtrArray *export_formats(void)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
		g_ptr_array_add(names, (gpointer)formats[i]->name);
	return names;
}

GPtrArray *export_tables(void)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		g_ptr_array_add(names, (gpointer)tables[i]->name);
	return names;
}

static const char *type_name(ValueType type)
{
	return type == VALUE_SPAN ? "seconds" :
		type == VALUE_INSTANT ? "time" : value_type_name(type);
}

void export_each_column(void (*each)(const char *table, const char *column,
	const char *type, const Phrase *help, void *data), void *data)
{
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const ExportColumn *column = export_columns(tables[i]);
			column->name; column++)
			each(tables[i]->name, column->name,
				type_name(column->type), &column->help, data);
}

/* --- writing ------------------------------------------------------------ */

typedef struct {
	Export export;
	const ExportFormat *format;
	const ExportTable *table;
	GHashTable *rows; /* of touched tickets; NULL with `whole` */
	Desk *desk;
	Index *index;
	ExportResult *result;
	guint counted;
} Run;

static gboolean flush(Export *export, gsize least, GError **error)
{
	const ExportSettings *settings = export->settings;
	GString *out = export->out;
	if (out->len <= least)
		return TRUE;
	gboolean written = export->stream ?
		file_stream_write(export->stream, out->str, out->len, error) :
		settings->write(out->str, out->len, settings->data, error);
	g_string_truncate(out, 0);
	return written;
}

static gboolean add_row(const ExportCell *cells, void *data, GError **error)
{
	static const Phrase stopped = {"interrupted: nothing was written",
		"прервано: ничего не записано"};
	Run *run = data;
	if (ending_is_asked())
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &stopped, NULL);
	run->result->counts[run->counted].rows++;
	return run->export.settings->dry_run ||
		(run->format->row(&run->export, run->table, cells, error) &&
		flush(&run->export, FLUSH_BYTES, error));
}

static gboolean add_itself(Run *run, GError **error)
{
	ExportCell cells[3] = {{0}};
	const Regulation *regulation = desk_regulation(run->desk, error);
	if (!regulation)
		return FALSE;
	export_cell_text(&cells[0], run->result->commit);
	export_cell_instant(&cells[1], desk_now(run->desk));
	export_cell_text(&cells[2],
		g_time_zone_get_identifier(regulation->zone));
	return add_row(cells, run, error);
}

static gboolean add_rows(Run *run, GError **error)
{
	gboolean touched = run->rows != NULL;
	if (run->table == &export_itself)
		return add_itself(run, error);
	if (run->table == &export_facts)
		return made_facts(run->desk, run->index, run->rows, add_row, run,
			error);
	if (run->table == &export_work)
		return made_work(run->index, touched, add_row, run, error);
	return index_each_export(run->index, run->table, touched, add_row, run,
		error);
}

/* All files come to be when the last one is whole. */
static gboolean open_file(Run *run, const char *path, GError **error)
{
	run->export.stream = file_stream_new(path, error);
	if (run->export.stream)
		g_ptr_array_add(run->export.files, run->export.stream);
	return run->export.stream != NULL;
}

static gboolean open_of_table(Run *run, GError **error)
{
	const char *folder = run->export.settings->path;
	if (!run->format->folder || !folder)
		return TRUE;
	g_autofree char *path = g_strdup_printf("%s/%s.csv", folder,
		run->table->name);
	return open_file(run, path, error);
}

static gboolean call(Run *run, gboolean (*act)(Export *, const ExportTable *,
	GError **), GError **error)
{
	return run->export.settings->dry_run || !act ||
		act(&run->export, run->table, error);
}

static gboolean add_table(Run *run, GError **error)
{
	run->result->counts[run->counted].table = run->table->name;
	gboolean done = (run->export.settings->dry_run ||
			open_of_table(run, error)) &&
		call(run, run->format->begin_table, error) &&
		add_rows(run, error) &&
		call(run, run->format->end_table, error) &&
		(!run->format->folder || flush(&run->export, 0, error));
	run->counted++;
	return done;
}

static gboolean open_folder(const char *path, GError **error)
{
	static const Phrase no_folder = {"%1: csv is a folder of files, a table "
			"each", "%1: csv — это папка, в ней по файлу на таблицу"};
	if (mkdir(path, 0700) == 0 || g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_WRITE, &no_folder, path, NULL);
}

static gboolean open_output(Run *run, GError **error)
{
	const char *path = run->export.settings->path;
	if (!path)
		return TRUE;
	/* What is half written is taken away. */
	if (!ending_listen(error))
		return FALSE;
	if (run->format->folder)
		return open_folder(path, error);
	/* What is brought up to date is no new file. */
	return (run->format == &export_sqlite && !run->export.whole) ||
		open_file(run, path, error);
}

/* A folder without it is not whole: it goes first and comes last, so that no
 * tables of two commits seem to be of one. */
static gboolean forget_itself(const Run *run, GError **error)
{
	const ExportSettings *settings = run->export.settings;
	if (!run->format->folder || !settings->path || *settings->tables)
		return TRUE;
	g_autofree char *path = g_strdup_printf("%s/%s.csv", settings->path,
		export_itself.name);
	step("forget which commit the tables are of");
	return file_remove(path, error);
}

static gboolean end_files(Run *run, GError **error)
{
	if (!forget_itself(run, error))
		return FALSE;
	for (guint i = 0; i < run->export.files->len; i++)
		if (!file_stream_end(run->export.files->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean write_all(Run *run, GError **error)
{
	Export *export = &run->export;
	gboolean trial = export->settings->dry_run;
	if (!trial && (!open_output(run, error) || (run->format->begin &&
		!run->format->begin(export, error))))
		return FALSE;
	for (guint i = 0; export->tables[i]; i++) {
		run->table = export->tables[i];
		if (!add_table(run, error))
			return FALSE;
	}
	return trial || ((!run->format->end || run->format->end(export, error)) &&
		flush(export, 0, error) && end_files(run, error));
}

/* --- what is wanted ----------------------------------------------------- */

static const ExportTable *find_table(const char *name, GError **error)
{
	static const Phrase no_table = {"no table \"%1\"; there is %2",
		"нет таблицы «%1»; есть %2"};
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		if (strcmp(tables[i]->name, name) == 0)
			return tables[i];
	g_autoptr(GPtrArray) names = export_tables();
	g_autofree char *known = texts_join(names);
	desk_refuse(error, DESK_ERROR_USAGE, &no_table, name, known, NULL);
	return NULL;
}

/* Ended with NULL. */
static GPtrArray *choose_tables(const ExportSettings *settings, gboolean whole,
	GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	if (!whole)
		g_ptr_array_add(chosen, (gpointer)&export_replaced);
	for (char **name = settings->tables; *name; name++) {
		const ExportTable *table = find_table(*name, error);
		if (!table)
			return NULL;
		g_ptr_array_add(chosen, (gpointer)table);
	}
	for (guint i = 0; !*settings->tables && i < G_N_ELEMENTS(tables); i++)
		g_ptr_array_add(chosen, (gpointer)tables[i]);
	g_ptr_array_add(chosen, NULL);
	return g_steal_pointer(&chosen);
}

/* Tables that change together are told apart by no commit: they go together. */
static gboolean check(const ExportSettings *settings, const ExportFormat *format,
	GError **error)
{
	static const Phrase
		no_format = {"no format \"%1\"; there is %2",
			"нет формата «%1»; есть %2"},
		one_table = {"csv is a file for each table: name a folder with -o, "
				"or one table with --table",
			"csv — это файл на каждую таблицу: назовите папку, -o, "
			"или одну таблицу, --table"},
		all_tables = {"--table does not go with --since-commit",
			"--table не сочетается с --since-commit"};
	guint count = g_strv_length(settings->tables);
	g_autoptr(GPtrArray) names = export_formats();
	g_autofree char *known = texts_join(names);
	if (!format)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_format,
			settings->format, known, NULL);
	if (count > 0 && settings->since)
		return desk_refuse(error, DESK_ERROR_USAGE, &all_tables, NULL);
	return !format->folder || settings->path || count == 1 ||
		settings->dry_run ||
		desk_refuse(error, DESK_ERROR_USAGE, &one_table, NULL);
}

static const ExportFormat *find_format(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

/* Of desk.yaml, agents and calendars all tickets are told anew. */
static gboolean find_touched(Run *run, Touched *touched, GError **error)
{
	ExportResult *result = run->result;
	const char *since = run->export.settings->since;
	result->whole = TRUE;
	if (!since)
		return TRUE;
	if (!touched_find(run->desk, since, result->commit, touched, error))
		return FALSE;
	if (touched->all)
		return TRUE;
	result->whole = FALSE;
	run->export.since = touched->since;
	if (!index_export_touch(run->index, touched->paths, touched->customers,
		&run->rows, error))
		return FALSE;
	result->replaced = g_hash_table_size(run->rows);
	return TRUE;
}

static void run_clear(Run *run)
{
	g_clear_pointer(&run->rows, g_hash_table_unref);
	g_clear_pointer(&run->export.file, export_file_free);
	g_ptr_array_unref(run->export.files);
	g_string_free(run->export.out, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

gboolean export_run(Desk *desk, const ExportSettings *settings,
	ExportResult *result, GError **error)
{
	*result = (ExportResult){0};
	const ExportFormat *format = find_format(settings->format);
	Index *index = check(settings, format, error) ? desk_index(desk, error) :
		NULL;
	if (!index)
		return FALSE;
	g_auto(Run) run = {
		.export = {
			.settings = settings,
			.out = g_string_sized_new(FLUSH_BYTES),
			.files = g_ptr_array_new_with_free_func(
				(GDestroyNotify)file_stream_free),
		},
		.format = format, .desk = desk, .index = index,
		.result = result,
	};
	g_auto(Touched) touched = {0};
	g_autoptr(IndexHold) hold = index_hold(index);
	if (!index_tip(index, result->commit, error) ||
		!find_touched(&run, &touched, error))
		return FALSE;
	run.export.whole = result->whole;
	g_autoptr(GPtrArray) chosen = choose_tables(settings, result->whole,
		error);
	if (!chosen)
		return FALSE;
	run.export.tables = (const ExportTable *const *)chosen->pdata;
	return write_all(&run, error);
}
