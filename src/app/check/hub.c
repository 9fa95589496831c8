#include "app/check/hub.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "app/check/hook_file.h"
#include "app/check/init.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/setting.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "index/agents.h"
#include "store/store.h"
#include "system/environment.h"
#include "system/step.h"

static const Phrase
	no_pusher = {"--pusher is unix or env:NAME, not \"%1\"",
		"--pusher — unix или env:ИМЯ, а не «%1»"},
	unset = {"the server does not say who pushes: %1 is not set",
		"сервер не говорит, кто отправляет: %1 не задано"},
	stranger = {"%1 pushes, who is no agent here; `desk agent list` shows who "
			"is",
		"отправляет %1, такого сотрудника здесь нет; кто есть, "
		"показывает `desk agent list`"},
	not_bare = {"%1 has a work tree, into whose branch git refuses pushes; a "
			"hub is bare: `desk hub create FOLDER`",
		"у %1 есть рабочее дерево, в его ветку git не принимает "
		"отправку; хаб — без дерева: `desk hub create ПАПКА`"},
	other_origin = {"this store has the remote origin %1 already; `git remote "
			"rename origin OTHER` makes room",
		"у этого хранилища уже есть удалённое origin %1; место "
		"освободит `git remote rename origin ДРУГОЕ`"},
	other_store = {"%1 holds another store",
		"в %1 лежит другое хранилище"};

/* All that the store holds goes there at once: so many times the patience for
 * what is new. */
#define PATIENCE 10

void hub_result_clear(HubResult *result)
{
	g_clear_pointer(&result->folder, g_free);
	g_clear_pointer(&result->hook, g_free);
}

/* --- the hook ------------------------------------------------------------- */

static const char text[] =
	"#!/bin/sh\n"
	"# Asks the regulation about what is pushed; made by desk hub.\n"
	HOOK_SAYS
	"desk=@DESK@\n"
	"[ -x \"$desk\" ] || desk=$(command -v desk) || {\n"
	"\tsay \"There is no desk at \"@DESK@\" and none on PATH, so nothing "
	"can check\n"
	"what is pushed; nothing was taken in.\" \"По пути \"@DESK@\" нет desk, "
	"нет его и в PATH: проверить\n"
	"отправленное нечем; ничего не принято.\"\n"
	"\techo '" HUB_NOT_JUDGED "' >&2\n"
	"\texit 1\n"
	"}\n"
	"judge() { \"$desk\" hub check@PUSHER@ -O table --format '%(text)' "
	">&2; }\n"
	"# git gives its lines once, and two may want them.\n"
	"if [ -x \"$0.before-desk\" ]; then\n"
	"\tlines=$(cat)\n"
	"\tprintf '%s\\n' \"$lines\" | \"$0.before-desk\" \"$@\" || {\n"
	"\t\tstatus=$?\n"
	"\t\tended \"$0.before-desk\" $status\n"
	"\t\t[ $status -le 125 ] || echo '" HUB_NOT_JUDGED "' >&2\n"
	"\t\texit $status\n"
	"\t}\n"
	"\tprintf '%s\\n' \"$lines\" | judge\n"
	"else\n"
	"\tjudge\n"
	"fi\n"
	"status=$?\n"
	"[ $status -le 128 ] || ended \"$desk\" $status\n"
	"[ $status -le 1 ] || echo '" HUB_NOT_JUDGED "' >&2\n"
	"exit $status\n";

static gboolean check_pusher(const char *pusher, GError **error)
{
	const char *name = pusher && g_str_has_prefix(pusher, "env:") ?
		pusher + strlen("env:") : NULL;
	if (!pusher || strcmp(pusher, "unix") == 0 || (name && *name &&
		strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") ==
			strlen(name)))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_pusher, pusher, NULL);
}

static char *text_of(const char *pusher)
{
	g_autofree char *option = pusher ? g_strconcat(" --pusher ", pusher,
		NULL) : g_strdup("");
	g_auto(GStrv) parts = g_strsplit(text, "@PUSHER@", -1);
	return g_strjoinv(option, parts);
}

char *hub_hook_text(const char *program, const char *pusher, GError **error)
{
	g_autofree char *whole = text_of(pusher);
	return check_pusher(pusher, error) ? hook_file_text(whole, program) : NULL;
}

static gboolean install(const StorePlace *place, const HubSettings *settings,
	HubResult *result, GError **error)
{
	g_autofree char *whole = text_of(settings->pusher);
	g_autofree char *set = store_config_get(place, "core.hooksPath");
	g_autofree char *hooks = set ? g_canonicalize_filename(set,
		place->git_folder) : g_build_filename(place->git_folder,
		"hooks", NULL);
	result->hook = g_build_filename(hooks, "pre-receive", NULL);
	return settings->dry_run || hook_file_install(result->hook, whole, settings->program,
		&result->installed, error);
}

/* --- the repository ------------------------------------------------------- */

static gboolean set(StorePlace *place, const char *key, GError **error)
{
	step("a setting of the hub");
	return store_config_set(place, key, "true", error);
}

/* git itself refuses the worst, before any hook. */
static gboolean protect(StorePlace *place, GError **error)
{
	return set(place, "receive.denyNonFastForwards", error) &&
		set(place, "receive.denyDeletes", error) &&
		set(place, "receive.fsckObjects", error);
}

static StorePlace *find_bare(const char *folder, GError **error)
{
	g_autoptr(StorePlace) place = store_find(folder, STORE_EXACTLY, error);
	if (!place || !place->work_tree)
		return g_steal_pointer(&place);
	desk_refuse(error, DESK_ERROR_CONFLICT, &not_bare, folder, NULL);
	return NULL;
}

/* NULL without error: there is none. */
static StorePlace *find_if_any(const char *folder, GError **error)
{
	g_autoptr(GError) problem = NULL;
	StorePlace *place = find_bare(folder, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&problem));
	return place;
}

static StorePlace *find_or_make(const char *folder, GError **error)
{
	GError *problem = NULL;
	StorePlace *place = find_if_any(folder, &problem);
	if (problem)
		g_propagate_error(error, problem);
	if (place || problem)
		return place;
	return store_create(folder, TRUE, error) ? find_bare(folder, error) :
		NULL;
}

gboolean hub_install(const HubSettings *settings, HubResult *result,
	GError **error)
{
	result->folder = g_canonicalize_filename(settings->folder, NULL);
	g_autoptr(StorePlace) place = check_pusher(settings->pusher, error) ?
		find_bare(result->folder, error) : NULL;
	return place && (settings->dry_run || protect(place, error)) &&
		install(place, settings, result, error);
}

/* --- with a store --------------------------------------------------------- */

static gboolean git(Desk *desk, GError **error, ...) G_GNUC_NULL_TERMINATED;
static gboolean git(Desk *desk, GError **error, ...)
{
	const char *words[8];
	gsize count = 0;
	gint64 seconds;
	va_list list;
	va_start(list, error);
	do
		words[count] = va_arg(list, const char *);
	while (words[count++] && count < G_N_ELEMENTS(words));
	va_end(list);
	step("git to the hub");
	return desk_setting_number(desk, "sync.timeout", &seconds, error) &&
		upstream_git(desk, words, NULL, seconds * 1000 *
			(strcmp(words[0], "push") == 0 ? PATIENCE : 1), NULL,
			error);
}

static gboolean check_origin(Desk *desk, const char *folder, gboolean *is,
	GError **error)
{
	g_autofree char *url = store_config_get(desk_place(desk),
		"remote.origin.url");
	*is = g_strcmp0(url, folder) == 0;
	return !url || *is || desk_refuse(error, DESK_ERROR_CONFLICT,
		&other_origin, url, NULL);
}

/* What stands there must be what is pushed, as far as it goes; git says so of
 * another history, but not of another store's first commit. */
static gboolean check_same(Desk *desk, const StorePlace *place, GError **error)
{
	char there[41], oid[41];
	g_autoptr(GError) problem = NULL;
	if (!store_tip(place, STORE_BRANCH, there, &problem))
		return desk_error_pass(error, &problem);
	Store *store = desk_store(desk, error);
	if (!store)
		return FALSE;
	if (store_has(store, there) && store_lookup(store, there, "desk.yaml",
		oid, &problem))
		return TRUE;
	return desk_error_pass(error, &problem) && desk_refuse(error,
		DESK_ERROR_CONFLICT, &other_store, place->git_folder, NULL);
}

static gboolean push(Desk *desk, GError **error)
{
	char tip[41];
	g_autoptr(GError) problem = NULL;
	gboolean originals = store_tip(desk_place(desk), STORE_ORIGINALS, tip,
		&problem);
	if (problem)
		return desk_error_pass(error, &problem);
	return (!originals || git(desk, error, "push", "--quiet", "origin",
			"originals", NULL)) &&
		git(desk, error, "push", "--quiet", "--set-upstream", "origin",
			"main", NULL) &&
		desk_set_setting(desk, "desk.sync", "auto", error);
}

static gboolean try_share(Desk *desk, const HubSettings *settings,
	HubResult *result, GError **error)
{
	gboolean is_origin;
	g_autoptr(GError) problem = NULL;
	if (!check_origin(desk, result->folder, &is_origin, error))
		return FALSE;
	g_autoptr(StorePlace) place = find_if_any(result->folder, &problem);
	return desk_error_pass(error, &problem) && (!place ||
		(check_same(desk, place, error) &&
			install(place, settings, result, error)));
}

static gboolean share(Desk *desk, const HubSettings *settings,
	HubResult *result, GError **error)
{
	gboolean is_origin;
	if (!check_origin(desk, result->folder, &is_origin, error))
		return FALSE;
	g_autoptr(StorePlace) place = find_or_make(result->folder, error);
	if (!place || !check_same(desk, place, error) ||
		!protect(place, error) ||
		!install(place, settings, result, error) ||
		(!is_origin && !git(desk, error, "remote", "add", "origin",
			result->folder, NULL)) ||
		!push(desk, error))
		return FALSE;
	result->pushed = TRUE;
	return TRUE;
}

static gboolean make_new(const HubSettings *settings, HubResult *result,
	GError **error)
{
	g_auto(InitResult) made = {0};
	const InitSettings init = {.folder = result->folder,
		.preset = "it-outsourcing", .language = settings->language,
		.bare = TRUE, .now = settings->now,
		.dry_run = settings->dry_run};
	if (!init_store(&init, &made, error))
		return FALSE;
	if (settings->dry_run)
		return TRUE;
	g_autoptr(StorePlace) place = find_bare(result->folder, error);
	return place && protect(place, error) &&
		install(place, settings, result, error);
}

gboolean hub_create(Desk *desk, const HubSettings *settings, HubResult *result,
	GError **error)
{
	result->folder = g_canonicalize_filename(settings->folder, NULL);
	if (!check_pusher(settings->pusher, error))
		return FALSE;
	return desk && settings->dry_run ?
		try_share(desk, settings, result, error) :
		desk ? share(desk, settings, result, error) :
		make_new(settings, result, error);
}

/* --- who pushes ------------------------------------------------------------ */

static char *find_pusher(Desk *desk, const char *pusher, GError **error)
{
	if (!check_pusher(pusher, error))
		return NULL;
	const char *variable = g_str_has_prefix(pusher, "env:") ?
		pusher + strlen("env:") : NULL;
	const struct passwd *user = variable ? NULL : getpwuid(getuid());
	const char *login = variable ? environment_get(variable) :
		user ? user->pw_name : NULL;
	if (!login || !*login) {
		desk_refuse(error, DESK_ERROR_FORBIDDEN, &unset,
			variable ? variable : "unix", NULL);
		return NULL;
	}
	Index *index = desk_index(desk, error);
	gboolean here = FALSE;
	if (!index || !index_agent_is_here(index, login, &here, error))
		return NULL;
	if (here)
		return g_strdup(login);
	desk_refuse(error, DESK_ERROR_FORBIDDEN, &stranger, login, NULL);
	return NULL;
}

/* In what is no store yet nobody is known. */
static gboolean is_store(Desk *desk, gboolean *is, GError **error)
{
	char tip[41], oid[41];
	g_autoptr(GError) problem = NULL;
	Store *store = NULL;
	*is = store_tip(desk_place(desk), STORE_BRANCH, tip, &problem) &&
		(store = desk_store(desk, &problem)) &&
		store_lookup(store, tip, "desk.yaml", oid, &problem);
	return desk_error_pass(error, &problem);
}

gboolean hub_pusher(Desk *desk, const char *pusher, char **login,
	GError **error)
{
	gboolean asks;
	*login = NULL;
	if (!is_store(desk, &asks, error))
		return FALSE;
	return !asks || !pusher || (*login = find_pusher(desk, pusher, error));
}
