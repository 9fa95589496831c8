/*
 * Opening the file, its schema, and the transaction of a refresh.
 */
#include "index/index.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "index/derive.h"
#include "index/rows.h"
#include "index/schema.h"
#include "index/tokenizer.h"
#include "model/regulation.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"

static const Phrase
	not_removed = {"%2 cannot be removed: %1", "%2 не удалить: %1"},
	no_search = {"SQLite has no FTS5; desk needs a build with it",
		"в SQLite нет FTS5; desk нужна сборка с ним"},
	no_index = {"%1: no index yet", "%1: индекса ещё нет"},
	other_schema = {"%1: schema %2, this desk has %3",
		"%1: схема %2, у этого desk — %3"};

enum { BUSY_TIMEOUT_MS = 1000, LOCK_TIMEOUT_MS = 30000 };
#define MAPPED_BYTES 1073741824

static void finalize(void *statement)
{
	sqlite3_finalize(statement);
}

static void index_close(Index *index)
{
	g_hash_table_remove_all(index->statements);
	sqlite3_close(index->db);
	index->db = NULL;
}

static void free_regulation(void *regulation)
{
	regulation_free(regulation);
}

static Index *index_new(const char *path)
{
	Index *index = g_new0(Index, 1);
	index->path = g_strdup(path);
	index->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	index->regulations = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, free_regulation);
	return index;
}

void index_free(Index *index)
{
	if (!index)
		return;
	index_close(index);
	/* Nothing is lost: the next command rebuilds what it finds missing. */
	if (index->damaged)
		index_remove(index->path, NULL);
	g_hash_table_unref(index->statements);
	g_hash_table_unref(index->regulations);
	g_clear_pointer(&index->last_at, g_array_unref);
	index_facts_free(index->facts);
	g_clear_error(&index->wordless);
	g_free(index->event_path);
	g_free(index->path);
	g_free(index);
}

static gboolean remove_one(const char *path, const char *suffix,
	GError **error)
{
	g_autofree char *name = g_strconcat(path, suffix, NULL);
	if (g_unlink(name) == 0 || errno == ENOENT)
		return TRUE;
	return desk_refuse_system(error, DESK_ERROR_WRITE, errno, &not_removed,
		name, NULL);
}

gboolean index_remove(const char *path, GError **error)
{
	return remove_one(path, "", error) && remove_one(path, "-wal", error) &&
		remove_one(path, "-shm", error);
}

/* --- opening -------------------------------------------------------------- */

/* A rebuild would only map in the whole file. */
void index_read_much(Index *index)
{
	sqlite3_exec(index->db, "PRAGMA mmap_size = 0", NULL, NULL, NULL);
}

/* Half the time of a listing is else spent on copying pages. And nobody asks
 * SQLite how much memory it has: the count takes a lock for each piece. */
static void configure(void)
{
	static gsize done;
	if (!g_once_init_enter(&done))
		return;
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)MAPPED_BYTES,
		(sqlite3_int64)MAPPED_BYTES);
	g_once_init_leave(&done, 1);
}

static gboolean connect(Index *index, const char *name, int flags,
	GError **error)
{
	configure();
	if (sqlite3_open_v2(name, &index->db, flags | SQLITE_OPEN_NOMUTEX,
		    NULL) != SQLITE_OK)
		return index_failed(index, error);
	sqlite3_extended_result_codes(index->db, 1);
	sqlite3_busy_timeout(index->db, BUSY_TIMEOUT_MS);
	/* Whoever may write the file must not gain more by it: no functions
	 * hidden in a schema. */
	sqlite3_db_config(index->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(index->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (!tokenizer_register(index->db, &index->wordless)) {
		desk_refuse(error, DESK_ERROR_BUG, &no_search, NULL);
		return FALSE;
	}
	return index_add_short_name(index, error);
}

/* -1 and an error when the file cannot be read. */
static int schema_version(Index *index, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int version = -1;
	if (sqlite3_prepare_v2(index->db, "PRAGMA user_version", -1, &statement,
		    NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		version = sqlite3_column_int(statement, 0);
	else
		index_failed(index, error);
	sqlite3_finalize(statement);
	return version;
}

/* A WAL file in a folder that cannot be written needs more and more
 * modesty. The version; -1: an error. */
static int connect_reader(Index *index, GError **error)
{
	int version = -1;
	if (connect(index, index->path, SQLITE_OPEN_READWRITE, NULL))
		version = schema_version(index, NULL);
	if (version >= 0)
		return version;
	if (index->damaged) {
		index_failed(index, error);
		return -1;
	}
	index_close(index);
	if (connect(index, index->path, SQLITE_OPEN_READONLY, NULL))
		version = schema_version(index, NULL);
	if (version >= 0)
		return version;
	index_close(index);
	g_autofree char *escaped = g_uri_escape_string(index->path, "/", TRUE);
	g_autofree char *uri = g_strdup_printf("file:%s?immutable=1", escaped);
	return connect(index, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
		       error) ? schema_version(index, error) : -1;
}

static gboolean open_reader(Index *index, GError **error)
{
	if (!file_check_regular(index->path, error))
		return FALSE;
	if (!g_file_test(index->path, G_FILE_TEST_EXISTS)) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_index, index->path,
			NULL);
		return FALSE;
	}
	int version = connect_reader(index, error);
	if (version == index_schema_version())
		return TRUE;
	if (version >= 0)
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &other_schema,
			index->path, PHRASE_NUMBER(version),
			PHRASE_NUMBER(index_schema_version()), NULL);
	return FALSE;
}

static gboolean execute_all(Index *index, const char *const *statements,
	GError **error)
{
	for (; *statements; statements++)
		if (!index_execute(index, *statements, error))
			return FALSE;
	return TRUE;
}

static gboolean list_objects(Index *index, GPtrArray *drops, GError **error)
{
	sqlite3_stmt *rows = NULL;
	if (sqlite3_prepare_v2(index->db, "SELECT type, name FROM sqlite_master"
		    " WHERE type IN ('table', 'view') AND name NOT LIKE"
		    " 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table',"
		    " sql NOT LIKE 'CREATE VIRTUAL%'", -1, &rows, NULL) !=
		SQLITE_OK)
		return index_failed(index, error);
	while (sqlite3_step(rows) == SQLITE_ROW)
		g_ptr_array_add(drops, sqlite3_mprintf(
			"DROP %s IF EXISTS \"%w\"", index_column(rows, 0),
			index_column(rows, 1)));
	sqlite3_finalize(rows);
	return TRUE;
}

/* Within a transaction: whatever stands goes, our tables come. */
static gboolean make_schema(Index *index, GError **error)
{
	g_hash_table_remove_all(index->statements);
	g_autoptr(GPtrArray) drops =
		g_ptr_array_new_with_free_func(sqlite3_free);
	if (!list_objects(index, drops, error))
		return FALSE;
	for (guint i = 0; i < drops->len; i++)
		if (!index_execute(index, drops->pdata[i], error))
			return FALSE;
	g_autofree char *version = g_strdup_printf("PRAGMA user_version = %d",
		index_schema_version());
	g_auto(GStrv) tables = index_schema_tables();
	return execute_all(index, (const char *const *)tables, error) &&
		index_execute(index, version, error);
}

static gboolean renew_schema(Index *index, GError **error)
{
	if (!index_execute(index, "BEGIN IMMEDIATE", error))
		return FALSE;
	/* Somebody else may have done it meanwhile. */
	gboolean done = schema_version(index, NULL) == index_schema_version() ||
		make_schema(index, error);
	if (done)
		done = index_execute(index, "COMMIT", error);
	if (!done)
		sqlite3_exec(index->db, "ROLLBACK", NULL, NULL, NULL);
	return done;
}

static gboolean set_up_writer(Index *index, GError **error)
{
	return index_execute(index, "PRAGMA journal_mode = WAL", error) &&
		index_execute(index, "PRAGMA synchronous = NORMAL", error);
}

static gboolean open_once(Index *index, GError **error)
{
	if (!connect(index, index->path,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
		return FALSE;
	int version = schema_version(index, error);
	return version >= 0 && set_up_writer(index, error) &&
		(version == index_schema_version() || renew_schema(index, error));
}

/* A damaged file goes, under a lock: nobody must remove what another process
 * has just made. */
static gboolean remake(Index *index, GError **error)
{
	index_close(index);
	index->damaged = FALSE;
	g_autofree char *lock_path = g_strconcat(index->path, ".lock", NULL);
	g_autoptr(FileLock) lock = file_lock_take(lock_path, "index",
		LOCK_TIMEOUT_MS, error);
	if (!lock)
		return FALSE;
	if (open_once(index, NULL))
		return TRUE;
	index_close(index);
	index->damaged = FALSE;
	return index_remove(index->path, error) && open_once(index, error);
}

static gboolean open_writer(Index *index, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(index->path);
	/* SQLite would make it without the rights that the umask leaves. */
	if (!file_make_folder(folder, error) ||
		!file_prepare(index->path, error))
		return FALSE;
	g_autoptr(GError) problem = NULL;
	if (open_once(index, &problem))
		return TRUE;
	if (index->damaged)
		return remake(index, error);
	return desk_error_pass(error, &problem);
}

Index *index_open(const char *path, IndexMode mode, GError **error)
{
	g_autoptr(Index) index = index_new(path);
	gboolean done = mode == INDEX_READ ? open_reader(index, error) :
		open_writer(index, error);
	return done ? g_steal_pointer(&index) : NULL;
}

gboolean index_can_write(Index *index, const char *path)
{
	return strcmp(index->path, path) == 0 && !index->damaged &&
		!index->past && sqlite3_db_readonly(index->db, "main") == 0 &&
		set_up_writer(index, NULL);
}

Index *index_open_memory(const char *name, GError **error)
{
	g_autoptr(Index) index = index_new(name);
	if (!connect(index, ":memory:", SQLITE_OPEN_READWRITE, error) ||
		!index_execute(index, "PRAGMA temp_store = MEMORY", error) ||
		!make_schema(index, error))
		return NULL;
	return g_steal_pointer(&index);
}

gboolean index_is_damaged(const Index *index)
{
	return index->damaged;
}

gboolean index_remake(Index *index, GError **error)
{
	index_rollback(index);
	index_close(index);
	index->damaged = FALSE;
	return index_remove(index->path, error) && open_once(index, error);
}

/* --- the transaction of a refresh ----------------------------------------- */

gboolean index_tip(Index *index, char tip[41], GError **error)
{
	sqlite3_stmt *row = index_prepare(index,
		"SELECT value FROM meta WHERE key = 'tip'", error);
	if (!row)
		return FALSE;
	g_autoptr(GError) problem = NULL;
	tip[0] = '\0';
	if (index_next(index, row, &problem))
		g_strlcpy(tip, index_column(row, 0), 41);
	sqlite3_reset(row);
	return desk_error_pass(error, &problem);
}

static void forget_transaction(Index *index)
{
	index->rebuilding = index->by_ticket = FALSE;
	g_clear_pointer(&index->last_at, g_array_unref);
	g_clear_pointer(&index->event_path, g_free);
	g_clear_pointer(&index->facts, index_facts_free);
}

static gboolean find_ends(Index *index, GError **error)
{
	gint64 last_event = 0;
	index->seq = 0;
	if (!index_number(index, &index->seq, error,
		    "SELECT max(seq) FROM walk", "") ||
		!index_number(index, &last_event, error,
			"SELECT max(id) FROM event", ""))
		return FALSE;
	index->next_event = 1 + last_event;
	return TRUE;
}

gboolean index_begin(Index *index, int timeout_ms, GError **error)
{
	forget_transaction(index);
	sqlite3_busy_timeout(index->db, timeout_ms);
	gboolean done = index_execute(index, "BEGIN IMMEDIATE", error);
	sqlite3_busy_timeout(index->db, BUSY_TIMEOUT_MS);
	return done && find_ends(index, error);
}

/* FALSE: just made, nothing was ever written. */
static gboolean is_used(Index *index, gboolean *used, GError **error)
{
	return index_has(index, used, error, "SELECT 1 FROM meta"
		" UNION ALL SELECT 1 FROM walk", "");
}

gboolean index_begin_rebuild(Index *index, GError **error)
{
	if (sqlite3_get_autocommit(index->db) &&
		!index_begin(index, BUSY_TIMEOUT_MS, error))
		return FALSE;
	index->rebuilding = TRUE;
	index->last_at = g_array_new(FALSE, FALSE, sizeof(Instant));
	index_read_much(index);
	gboolean used;
	return index_execute(index, "PRAGMA cache_size = -16384", error) &&
		is_used(index, &used, error) &&
		(!used || make_schema(index, error)) &&
		find_ends(index, error);
}

gboolean index_is_rebuilding(const Index *index)
{
	return index->rebuilding;
}

static gboolean finish_rebuild(Index *index, GError **error)
{
	return execute_all(index, index_schema_indices, error) &&
		index_execute(index,
			"INSERT INTO words (words) VALUES ('rebuild')", error);
}

gboolean index_commit(Index *index, const char *tip, GError **error)
{
	gboolean rebuilt = index->rebuilding;
	if (rebuilt && !finish_rebuild(index, error))
		return FALSE;
	if (!index_put_meta(index, "tip", tip, error))
		return FALSE;
	step("index commit");
	if (!index_execute(index, "COMMIT", error))
		return FALSE;
	forget_transaction(index);
	/* The log of a rebuild is as large as the file: fold it in now. Others
	 * may be reading, then a later commit does it. */
	if (rebuilt)
		sqlite3_exec(index->db, "PRAGMA cache_size = -2000;"
			"PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;"
			"PRAGMA mmap_size = " G_STRINGIFY(MAPPED_BYTES),
			NULL, NULL, NULL);
	return TRUE;
}

void index_rollback(Index *index)
{
	if (index->db && !sqlite3_get_autocommit(index->db))
		sqlite3_exec(index->db, "ROLLBACK", NULL, NULL, NULL);
	forget_transaction(index);
}
