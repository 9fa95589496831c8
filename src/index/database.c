#include "index/database.h"

#include "base/error.h"
#include "index/schema.h"

static const Phrase
	busy = {"%1: %2; another desk is at work, try again",
		"%1: %2; работает другой desk, попробуйте ещё раз"},
	by_sqlite = {"%1: %2", "%1: SQLite отказал: %2"};

static int error_code(int result)
{
	switch (result & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
	case SQLITE_NOMEM:
	case SQLITE_PROTOCOL: /* a lock that the system did not give */
		return DESK_ERROR_TEMPORARY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return DESK_ERROR_DATA;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return DESK_ERROR_WRITE;
	default:
		return DESK_ERROR_BUG;
	}
}

gboolean index_need_by_ticket(Index *index, GError **error)
{
	if (index->rebuilding && !index->by_ticket)
		index->by_ticket = index_execute(index, INDEX_EVENT_TICKET,
			error);
	return !index->rebuilding || index->by_ticket;
}

gboolean index_refuse_damaged(Index *index, const char *what, GError **error)
{
	static const Phrase rebuilt = {"%1: %2; the next command rebuilds it "
		"from git", "%1: %2; следующая команда построит индекс заново "
		"из git"};
	index->damaged = TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &rebuilt, index->path, what,
		NULL);
}

gboolean index_failed(Index *index, GError **error)
{
	if (index->wordless)
		return desk_error_pass(error, &index->wordless);
	int code = error_code(sqlite3_errcode(index->db));
	int system = sqlite3_system_errno(index->db);
	if ((sqlite3_errcode(index->db) & 0xff) == SQLITE_IOERR && system)
		return desk_refuse_errno(error, code, index->path, system);
	const char *what = sqlite3_errmsg(index->db);
	if (code == DESK_ERROR_DATA)
		return index_refuse_damaged(index, what, error);
	int result = sqlite3_errcode(index->db) & 0xff;
	return desk_refuse(error, code, result == SQLITE_BUSY ||
		result == SQLITE_LOCKED ? &busy : &by_sqlite, index->path,
		what, NULL);
}

sqlite3_stmt *index_prepare(Index *index, const char *sql, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(index->statements, sql);
	if (statement) {
		sqlite3_reset(statement);
		return statement;
	}
	if (sqlite3_prepare_v3(index->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		    &statement, NULL) != SQLITE_OK) {
		index_failed(index, error);
		return NULL;
	}
	g_hash_table_insert(index->statements, (void *)sql, statement);
	return statement;
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text,
	sqlite3_destructor_type keep)
{
	if (text)
		sqlite3_bind_text(statement, place, text, -1, keep);
	else
		sqlite3_bind_null(statement, place);
}

/* `keep`: whether SQLite copies texts or they outlive the step. */
static void bind_bytes(sqlite3_stmt *statement, int place,
	const GByteArray *bytes, sqlite3_destructor_type keep)
{
	sqlite3_bind_blob(statement, place, bytes->data ? (const void *)bytes->data :
		"", (int)bytes->len, keep);
}

static void bind_list(sqlite3_stmt *statement, const char *format,
	va_list *values, sqlite3_destructor_type keep)
{
	for (int place = 1; *format; format++, place++) {
		gint64 number;
		switch (*format) {
		case 't':
			bind_text(statement, place, va_arg(*values, char *),
				keep);
			break;
		case 'b':
			bind_bytes(statement, place, va_arg(*values,
				GByteArray *), keep);
			break;
		case 'n':
			sqlite3_bind_int(statement, place,
				va_arg(*values, int));
			break;
		case 'I':
		case 'i':
			number = va_arg(*values, gint64);
			if (*format == 'I' && number == INSTANT_NONE)
				sqlite3_bind_null(statement, place);
			else
				sqlite3_bind_int64(statement, place, number);
			break;
		default:
			g_assert_not_reached();
		}
	}
}

void index_bind(sqlite3_stmt *statement, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	bind_list(statement, format, &values, SQLITE_TRANSIENT);
	va_end(values);
}

void index_bind_list(sqlite3_stmt *statement, const char *format,
	va_list *values)
{
	bind_list(statement, format, values, SQLITE_STATIC);
}

gboolean index_next(Index *index, sqlite3_stmt *statement, GError **error)
{
	int result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		return TRUE;
	if (result != SQLITE_DONE)
		index_failed(index, error);
	sqlite3_reset(statement);
	return FALSE;
}

gboolean index_run(Index *index, GError **error, const char *sql,
	const char *format, ...)
{
	sqlite3_stmt *statement = index_prepare(index, sql, error);
	if (!statement)
		return FALSE;
	va_list values;
	va_start(values, format);
	index_bind_list(statement, format, &values);
	va_end(values);
	int result = sqlite3_step(statement);
	if (result != SQLITE_DONE && result != SQLITE_ROW) {
		index_failed(index, error);
		sqlite3_reset(statement);
		return FALSE;
	}
	sqlite3_reset(statement);
	return TRUE;
}

gboolean index_execute(Index *index, const char *sql, GError **error)
{
	if (sqlite3_exec(index->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	return index_failed(index, error);
}

const char *index_column(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	return text ? text : "";
}

Instant index_column_instant(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL ?
		INSTANT_NONE : sqlite3_column_int64(statement, column);
}
