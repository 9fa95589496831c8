#include "app/sync/clone.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/check/init.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/picture.h"
#include "app/desk/setting.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "store/store.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"
#include "system/step.h"

static const Phrase
	no_name = {"%1 gives no name for the clone; `desk clone URL FOLDER` "
			"gives one",
		"из %1 не следует имя клона; его даёт `desk clone URL ПАПКА`"},
	stands_there = {"%1 exists already and is no empty folder; `desk clone "
			"URL FOLDER` names another",
		"%1 уже есть, и это не пустая папка; другую называет `desk "
		"clone URL ПАПКА`"},
	not_cloned = {"%1 was not cloned: %2", "%1 не клонирован: %2"},
	no_main = {"%1 has no branch main, so it is no store; for an empty one: "
			"`desk init FOLDER`, there `git remote add origin URL` "
			"and `desk sync`",
		"в %1 нет ветки main, это не хранилище; если там пусто: `desk "
		"init ПАПКА`, там `git remote add origin URL` и `desk sync`"},
	no_store = {"%1 is a git repository, but no store: its branch main has "
			"no desk.yaml",
		"%1 — репозиторий git, но не хранилище: в его ветке main нет "
		"desk.yaml"},
	is_shallow = {"%1 is a shallow clone itself and lacks history that "
			"figures need; clone where it came from, or there "
			"first: git fetch --unshallow",
		"%1 — сам неполный (shallow) клон, в нём нет истории, из "
		"которой считаются показатели; клонируйте оттуда, откуда он, "
		"или сначала там: git fetch --unshallow"};

/* Long, since all of a store's history comes; git itself ends sooner where nothing
 * moves. */
#define CLONE_TIMEOUT_MS (6 * 60 * 60 * 1000)
#define OUTPUT_LIMIT_BYTES (64 * 1024)

void clone_result_clear(CloneResult *result)
{
	g_clear_pointer(&result->folder, g_free);
	g_clear_pointer(&result->login, g_free);
}

/* --- where ------------------------------------------------------------------ */

/* As git does: "desk" of ssh://host/srv/desk.git/ and of host:desk.git. */
static char *name_of(const char *source)
{
	g_autofree char *text = g_strdup(source);
	gsize size = strlen(text);
	while (size && text[size - 1] == '/')
		text[--size] = '\0';
	if (g_str_has_suffix(text, "/.git"))
		text[size -= strlen("/.git")] = '\0';
	if (g_str_has_suffix(text, ".git"))
		text[size -= strlen(".git")] = '\0';
	const char *start = text;
	for (const char *at = text; *at; at++)
		if (*at == '/' || *at == ':')
			start = at + 1;
	return g_strdup(strcmp(start, ".") == 0 || strcmp(start, "..") == 0 ?
		"" : start);
}

static gboolean is_free(const char *folder)
{
	g_autoptr(GDir) open = g_dir_open(folder, 0, NULL);
	return open ? g_dir_read_name(open) == NULL :
		!g_file_test(folder, G_FILE_TEST_EXISTS);
}

static gboolean find_folder(const CloneSettings *settings, char **folder,
	GError **error)
{
	g_autofree char *named = settings->folder ? g_strdup(settings->folder) :
		name_of(settings->source);
	if (!*named)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_name,
			settings->source, NULL);
	*folder = g_canonicalize_filename(named, NULL);
	return is_free(*folder) || desk_refuse(error, DESK_ERROR_WRITE,
		&stands_there, *folder, NULL);
}

/* --- git -------------------------------------------------------------------- */

/* `output` may be NULL. */
static gboolean run_git(const CloneSettings *settings, const char *const *argv,
	GBytes **output, GError **error)
{
	g_autofree char *said = NULL;
	int status;
	if (!process_run_within(argv, NULL, OUTPUT_LIMIT_BYTES,
		CLONE_TIMEOUT_MS, output, &said, &status, error))
		return FALSE;
	if (status == 0)
		return TRUE;
	g_autofree char *reason = process_git_reason(said, status);
	if (strstr(said, "Remote branch main not found"))
		return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_main,
			settings->source, NULL);
	/* Another time it would be the same. */
	gboolean spoiled = strstr(said, "fsck error") ||
		strstr(said, "invalid path");
	return desk_refuse(error, spoiled ? DESK_ERROR_DATA :
		DESK_ERROR_TEMPORARY, &not_cloned, settings->source, reason,
		NULL);
}

static gboolean ask_source(const CloneSettings *settings, GError **error)
{
	const char *const argv[] = {"git", "-c", "http.lowSpeedLimit=1", "-c",
		"http.lowSpeedTime=60", "ls-remote", "--heads", "--",
		settings->source, "refs/heads/main", NULL};
	g_autoptr(GBytes) heads = NULL;
	return run_git(settings, argv, &heads, error) &&
		(g_bytes_get_size(heads) > 0 || desk_refuse(error,
			DESK_ERROR_NOT_FOUND, &no_main, settings->source,
			NULL));
}

/* Nothing is run for what comes: no hook, no submodule, no checkout yet. */
static gboolean fetch_all(const CloneSettings *settings, const char *beside,
	GError **error)
{
	const char *const argv[] = {"git", "-c", "transfer.fsckObjects=true",
		"-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60",
		"clone", "--quiet", "--no-checkout", "--no-tags",
		"--no-recurse-submodules", "--origin", "origin", "--branch",
		"main", settings->originals ? "--no-single-branch" :
		"--single-branch", "--", settings->source, beside, NULL};
	step("clone");
	return run_git(settings, argv, NULL, error);
}

/* --- less files ----------------------------------------------------------- */

typedef struct {
	guint since, last;
	GString *patterns;
} Sparse;

/* Files come in the order of their paths, and these begin with the year. */
static gboolean add_year(const char *path, const char *oid, guint mode, void *data)
{
	Sparse *sparse = data;
	(void)oid;
	(void)mode;
	guint year = (guint)g_ascii_strtoull(path + strlen("tickets/"), NULL,
		10);
	if (year >= sparse->since || year == sparse->last)
		return TRUE;
	g_string_append_printf(sparse->patterns, "!/tickets/%04u/\n", year);
	sparse->last = year;
	return TRUE;
}

/* All history stays, so figures are the same; what is not a file is answered from
 * the index and read from git. */
static gboolean leave_out(const CloneSettings *settings, const char *beside,
	GError **error)
{
	g_autoptr(GString) patterns = g_string_new("/*\n");
	Sparse sparse = {settings->since, 0, patterns};
	g_autofree char *file = g_build_filename(beside, ".git", "info",
		"sparse-checkout", NULL);
	if (settings->since == 0)
		return TRUE;
	g_autoptr(StorePlace) place = store_find(beside, STORE_EXACTLY, error);
	g_autoptr(Store) store = place ? store_open(place, error) : NULL;
	return store && store_each(store, NULL, "tickets", add_year, &sparse,
			error) &&
		file_write(file, patterns->str, patterns->len, FALSE, error) &&
		store_config_set(place, "core.sparseCheckout", "true", error);
}

static gboolean check_out(const CloneSettings *settings, const char *beside,
	GError **error)
{
	const char *const argv[] = {"git", "-C", beside, "-c",
		"core.hooksPath=/dev/null", "checkout", "--quiet", "main", "--",
		NULL};
	step("check out");
	return run_git(settings, argv, NULL, error);
}

/* Before anything of it is laid out. */
static gboolean check_store(const CloneSettings *settings, const char *beside,
	GError **error)
{
	char oid[41];
	g_autoptr(GError) problem = NULL;
	g_autofree char *shallow = g_build_filename(beside, ".git", "shallow",
		NULL);
	gboolean is_cut;
	if (!file_exists(shallow, &is_cut, error))
		return FALSE;
	if (is_cut)
		return desk_refuse(error, DESK_ERROR_CONFIG, &is_shallow,
			settings->source, NULL);
	g_autoptr(StorePlace) place = store_find(beside, STORE_EXACTLY, error);
	g_autoptr(Store) store = place ? store_open(place, error) : NULL;
	if (!store)
		return FALSE;
	if (store_lookup(store, NULL, "desk.yaml", oid, &problem))
		return TRUE;
	if (problem)
		return desk_error_pass(error, &problem);
	return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_store,
		settings->source, NULL);
}

/* --- what git does not clone -------------------------------------------------- */

static gboolean take_login(Desk *desk, CloneResult *result, GError **error)
{
	const char *me = NULL;
	if (!desk_me_if_any(desk, &me, error))
		return FALSE;
	result->login = g_strdup(me);
	return TRUE;
}

static gboolean make_work(const CloneSettings *settings, const char *beside,
	CloneResult *result, GError **error)
{
	const InitSettings as_store = {.folder = beside,
		.preset = "it-outsourcing", .language = "en",
		.now = clock_now(), .program = settings->program};
	const DeskOptions options = {.folder = beside};
	g_auto(InitResult) made = {0};
	g_autoptr(Desk) desk = init_store(&as_store, &made, error) ?
		desk_open(&options, error) : NULL;
	return desk && (!settings->originals || desk_set_setting(desk,
			"desk.sync.originals", "true", error)) &&
		sync_adopt(desk, error) && picture_note(desk, error) &&
		desk_index(desk, error) && take_login(desk, result, error);
}

static gboolean put_in_place(const char *beside, const char *folder,
	GError **error)
{
	step("clone in place");
	return g_rename(beside, folder) == 0 || desk_refuse_errno(error,
		DESK_ERROR_WRITE, folder, errno);
}

/* "PID-HOST", so that no two have the same folder, at once or one after another:
 * the git of one that was ended may write for a moment yet. */
static void remove_ended(const char *above, const char *begun)
{
	g_autoptr(GPtrArray) names = file_names(above, NULL);
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		const char *pid = g_str_has_prefix(name, begun) ?
			name + strlen(begun) : "";
		const char *host = strchr(pid, '-');
		g_autofree char *path = g_build_filename(above, name, NULL);
		if (host && !process_may_live(pid, host + 1))
			file_remove_all(path);
	}
}

gboolean clone_store(const CloneSettings *settings, CloneResult *result,
	GError **error)
{
	if (!find_folder(settings, &result->folder, error))
		return FALSE;
	if (settings->dry_run)
		return ask_source(settings, error);
	g_autofree char *above = g_path_get_dirname(result->folder);
	g_autofree char *name = g_path_get_basename(result->folder);
	g_autofree char *begun = g_strdup_printf(".%s.desk-clone-", name);
	g_autofree char *beside = g_strdup_printf("%s/%s%d-%s", above, begun,
		(int)getpid(), g_get_host_name());
	remove_ended(above, begun);
	file_remove_all(beside);
	gboolean good = file_make_folder(above, error) &&
		fetch_all(settings, beside, error) &&
		check_store(settings, beside, error) &&
		leave_out(settings, beside, error) &&
		check_out(settings, beside, error) &&
		make_work(settings, beside, result, error) &&
		put_in_place(beside, result->folder, error);
	file_remove_all(beside);
	return good;
}
