#include "app/export/touched.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/export/export.h"
#include "base/error.h"
#include "base/identifier.h"
#include "store/walk.h"

typedef struct {
	const char *since;
	Touched *touched;
} Walk;

static gboolean is_since(const char *oid, void *data)
{
	const Walk *walk = data;
	return g_str_has_prefix(oid, walk->since);
}

static gboolean begin(const char *from, guint commits, void *data,
	GError **error)
{
	static const Phrase rewritten = {"commit %1 is not in the history of "
			"this store, which was rewritten or is another one: "
			"export all of it, without --since-commit",
		"коммита %1 нет в истории этого хранилища: её переписали, или "
		"хранилище другое; выгрузите всё, без --since-commit"};
	const Walk *walk = data;
	(void)commits;
	walk->touched->since = g_strdup(from);
	return *from || desk_refuse(error, DESK_ERROR_CONFLICT, &rewritten,
		walk->since, NULL);
}

/* customers/acme.yaml → "acme" */
static char *name_in(const char *path, const char *folder)
{
	static const char end[] = ".yaml";
	if (!g_str_has_prefix(path, folder) || !g_str_has_suffix(path, end))
		return NULL;
	return g_strndup(path + strlen(folder),
		strlen(path) - strlen(folder) - strlen(end));
}

/* Templates, schedules and articles change no ticket. */
static void take_file(Touched *touched, const char *path)
{
	g_autofree char *uid = uid_from_path(path);
	char *customer = name_in(path, "customers/");
	if (uid)
		g_hash_table_add(touched->paths, g_strdup(path));
	else if (customer)
		g_hash_table_add(touched->customers, customer);
	else
		touched->all |= strcmp(path, "desk.yaml") == 0 ||
			g_str_has_prefix(path, "agents/") ||
			g_str_has_prefix(path, "calendars/");
}

static gboolean take_commit(const WalkCommit *commit, void *data,
	GError **error)
{
	const Walk *walk = data;
	(void)error;
	for (guint i = 0; i < commit->files->len; i++)
		take_file(walk->touched, g_array_index(commit->files, WalkFile,
			i).path);
	return TRUE;
}

static gboolean is_name(const char *since)
{
	gsize length = strlen(since);
	return length >= EXPORT_COMMIT && length <= 40 &&
		strspn(since, "0123456789abcdef") == length;
}

gboolean touched_find(Desk *desk, const char *since, const char *tip,
	Touched *touched, GError **error)
{
	static const Phrase no_name = {"--since-commit: \"%1\" is no commit; it "
			"is what the table export says, commit_id",
		"--since-commit: «%1» — не коммит; его называет таблица export, "
		"commit_id"};
	Walk walk = {since, touched};
	*touched = (Touched){
		.paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.customers = g_hash_table_new_full(g_str_hash, g_str_equal,
			g_free, NULL),
	};
	if (!is_name(since))
		return desk_refuse(error, DESK_ERROR_USAGE, &no_name, since,
			NULL);
	Store *store = desk_store(desk, error);
	return store && store_walk(store, tip, is_since, begin, take_commit,
		&walk, error);
}

void touched_clear(Touched *touched)
{
	g_clear_pointer(&touched->since, g_free);
	g_clear_pointer(&touched->paths, g_hash_table_unref);
	g_clear_pointer(&touched->customers, g_hash_table_unref);
}
