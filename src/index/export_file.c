#include "index/export_file.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/error.h"

struct ExportFile {
	sqlite3 *db;
	sqlite3_stmt *insert;
	char *name;
};

enum { WAIT_MS = 10000 };

static gboolean failed(const ExportFile *file, GError **error)
{
	static const Phrase
		held = {"%1: %2; another program holds it, try again",
			"%1: %2; файл занят другой программой, повторите"},
		broken = {"%1: %2; export to a file that is not there yet",
			"%1: %2; выгрузите в файл, которого ещё нет"},
		unwritten = {"cannot write %1: %2",
			"не удалось записать %1: %2"};
	int code = sqlite3_errcode(file->db);
	gboolean busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
	gboolean data = code == SQLITE_NOTADB || code == SQLITE_CORRUPT ||
		code == SQLITE_ERROR;
	return desk_refuse(error, busy ? DESK_ERROR_TEMPORARY : data ?
			DESK_ERROR_DATA : DESK_ERROR_WRITE,
		busy ? &held : data ? &broken : &unwritten, file->name,
		sqlite3_errmsg(file->db), NULL);
}

static gboolean run(const ExportFile *file, const char *sql, GError **error)
{
	return sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
		failed(file, error);
}

/* A new file that is not whole is thrown away: nothing is journalled. */
ExportFile *export_file_open(const char *path, const char *name, gboolean fresh,
	GError **error)
{
	g_autoptr(ExportFile) file = g_new0(ExportFile, 1);
	file->name = g_strdup(name);
	/* SQLite takes no link in the whole path: folders may be reached by one,
	 * the file may be none. */
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *real = realpath(folder, NULL);
	g_autofree char *own = g_build_filename(real ? real : folder, base, NULL);
	if (sqlite3_open_v2(own, &file->db, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK) {
		failed(file, error);
		return NULL;
	}
	sqlite3_busy_timeout(file->db, WAIT_MS);
	if (fresh && !run(file, "PRAGMA journal_mode = OFF;"
		"PRAGMA synchronous = OFF", error))
		return NULL;
	if (!run(file, "PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE", error))
		return NULL;
	return g_steal_pointer(&file);
}

void export_file_free(ExportFile *file)
{
	if (!file)
		return;
	sqlite3_finalize(file->insert);
	sqlite3_close(file->db);
	g_free(file->name);
	g_free(file);
}

char *export_file_commit_id(ExportFile *file, GError **error)
{
	sqlite3_stmt *row = NULL;
	char *commit = NULL;
	if (sqlite3_prepare_v2(file->db, "SELECT commit_id FROM export", -1,
		    &row, NULL) != SQLITE_OK ||
		sqlite3_step(row) != SQLITE_ROW)
		failed(file, error);
	else
		commit = g_strdup((const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
	return commit;
}

/* --- tables ------------------------------------------------------------ */

static const char *type_of(ValueType type)
{
	return type == VALUE_FLAG ? "BOOLEAN" : type == VALUE_INTEGER ||
		type == VALUE_SPAN ? "INTEGER" : "TEXT";
}

static char *creation(const ExportTable *table)
{
	const ExportColumn *columns = export_columns(table);
	GString *sql = g_string_new(NULL);
	g_string_append_printf(sql, "CREATE TABLE IF NOT EXISTS \"%s\" (",
		table->name);
	for (const ExportColumn *column = columns; column->name; column++)
		g_string_append_printf(sql, "%s\"%s\" %s",
			column == columns ? "" : ", ", column->name,
			type_of(column->type));
	if (table->key)
		g_string_append_printf(sql, ", PRIMARY KEY (%s)", table->key);
	g_string_append(sql, ")");
	return g_string_free(sql, FALSE);
}

static char *insertion(const ExportTable *table)
{
	const ExportColumn *columns = export_columns(table);
	g_autoptr(GString) marks = g_string_new(NULL);
	GString *sql = g_string_new(NULL);
	g_string_append_printf(sql, "INSERT INTO \"%s\" (", table->name);
	for (const ExportColumn *column = columns; column->name; column++) {
		const char *comma = column == columns ? "" : ", ";
		g_string_append_printf(sql, "%s\"%s\"", comma, column->name);
		g_string_append_printf(marks, "%s?", comma);
	}
	g_string_append_printf(sql, ") VALUES (%s)", marks->str);
	return g_string_free(sql, FALSE);
}

gboolean export_file_begin_table(ExportFile *file, const ExportTable *table,
	gboolean whole, GError **error)
{
	g_autofree char *create = creation(table);
	g_autofree char *insert = insertion(table);
	g_autofree char *clear = whole || !table->ticket ?
		g_strdup_printf("DELETE FROM \"%s\"", table->name) :
		g_strdup_printf("DELETE FROM \"%s\" WHERE \"%s\" IN"
			" (SELECT ticket FROM replaced)", table->name,
			table->ticket);
	sqlite3_finalize(file->insert);
	file->insert = NULL;
	return run(file, create, error) && run(file, clear, error) &&
		(sqlite3_prepare_v2(file->db, insert, -1, &file->insert, NULL) ==
				SQLITE_OK || failed(file, error));
}

static void bind(sqlite3_stmt *insert, int place, ValueType type,
	const ExportCell *cell)
{
	if (cell->null)
		sqlite3_bind_null(insert, place);
	else if (type == VALUE_INSTANT)
		sqlite3_bind_text(insert, place, instant_format(cell->integer),
			-1, g_free);
	else if (cell->text)
		sqlite3_bind_text(insert, place, cell->text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_int64(insert, place, cell->integer);
}

gboolean export_file_add(ExportFile *file, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	const ExportColumn *columns = export_columns(table);
	for (int i = 0; columns[i].name; i++)
		bind(file->insert, i + 1, columns[i].type, &cells[i]);
	gboolean done = sqlite3_step(file->insert) == SQLITE_DONE ||
		failed(file, error);
	sqlite3_reset(file->insert);
	return done;
}

gboolean export_file_end(ExportFile *file, GError **error)
{
	sqlite3_finalize(file->insert);
	file->insert = NULL;
	return run(file, "COMMIT", error);
}
