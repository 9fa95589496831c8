#include "index/records.h"

#include <string.h>

#include "index/database.h"

typedef struct {
	const RecordShape *shape;
	GPtrArray *records;
} Records;

static gsize texts_size(const RecordShape *shape, sqlite3_stmt *row)
{
	gsize size = 0;
	for (int i = 0; shape->cells[i].kind != CELL_NONE; i++)
		if (shape->cells[i].kind == CELL_TEXT)
			size += strlen(index_column(row, i)) + 1;
	return size;
}

/* `free` is where the next text goes. */
static void put(sqlite3_stmt *row, int column, CellKind kind, void *member,
	char **free)
{
	switch (kind) {
	case CELL_TEXT:
		*(char **)member = *free;
		*free = g_stpcpy(*free, index_column(row, column)) + 1;
		break;
	case CELL_NUMBER:
		*(gint64 *)member = sqlite3_column_int64(row, column);
		break;
	case CELL_INSTANT:
		*(Instant *)member = index_column_instant(row, column);
		break;
	case CELL_DATE:
		*(Instant *)member = INSTANT_NONE;
		instant_parse(index_column(row, column), member);
		break;
	case CELL_FLAG:
		*(gboolean *)member = sqlite3_column_int(row, column) != 0;
		break;
	case CELL_NONE:
		break;
	}
}

static gboolean keep(sqlite3_stmt *row, void *data, GError **error)
{
	const Records *kept = data;
	const RecordShape *shape = kept->shape;
	char *record = g_malloc0(shape->size + texts_size(shape, row));
	char *free = record + shape->size;
	(void)error;
	for (int i = 0; shape->cells[i].kind != CELL_NONE; i++)
		put(row, i, shape->cells[i].kind,
			record + shape->cells[i].offset, &free);
	g_ptr_array_add(kept->records, record);
	return TRUE;
}

GPtrArray *index_records(Index *index, const RecordShape *shape, GError **error,
	const char *sql, const char *format, ...)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
	Records kept = {shape, records};
	va_list values;
	va_start(values, format);
	gboolean done = index_each_list(index, keep, &kept, error, sql, format,
		&values);
	va_end(values);
	return done ? g_steal_pointer(&records) : NULL;
}

GPtrArray *sql_records(Index *index, const RecordShape *shape, const Sql *sql,
	GError **error)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
	Records kept = {shape, records};
	return sql_each(index, sql, keep, &kept, error) ?
		g_steal_pointer(&records) : NULL;
}
