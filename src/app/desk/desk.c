#include "app/desk/desk.h"

#include <string.h>

#include "app/desk/commit_guard.h"
#include "app/desk/merge_driver.h"
#include "app/desk/desk_parts.h"
#include "app/desk/refresh.h"
#include "base/error.h"
#include "base/work_span.h"
#include "index/agents.h"
#include "index/calendars.h"
#include "index/people.h"
#include "index/regulation.h"
#include "model/regulation.h"
#include "rules/query.h"
#include "rules/worktime.h"
#include "system/clock.h"
#include "system/environment.h"
#include "system/file.h"
#include "text/date.h"

static const Phrase
	no_identity = {"who are you? git knows no address of yours; set it "
			"with `git config --global user.email YOU@EXAMPLE`, or "
			"name an agent with --as",
		"кто вы? git не знает вашего адреса; задайте его через `git "
		"config --global user.email ВЫ@EXAMPLE` или назовите "
		"сотрудника через --as"},
	several_agents = {"%1 belongs to %2; leave it in one of their files "
			"(`desk agent edit LOGIN`), --as names one",
		"%1 принадлежит сразу %2; оставьте его в одном из файлов "
		"(`desk agent edit ЛОГИН`), --as называет сотрудника"},
	no_agent = {"%1 belongs to no agent; `desk agent add LOGIN --mail %1` "
			"makes one, --as names one",
		"%1 — ничей адрес; сотрудника заведёт `desk agent add ЛОГИН "
		"--mail %1`, --as называет его"},
	has_left = {"%1 has left (agents/%1.yaml); `desk agent list` shows who "
			"is there",
		"%1 больше не работает (agents/%1.yaml); кто есть, показывает "
		"`desk agent list`"},
	no_mail = {"agents/%1.yaml names no mail address; add `mails:`",
		"в agents/%1.yaml нет почтового адреса; добавьте `mails:`"},
	branch_gone = {"%1: the branch main, which was here, is gone; `git "
			"branch -a` shows what there is, `git branch -m NAME "
			"main` gives one its name back, `git branch main "
			"COMMIT` makes it anew (`git reflog`)",
		"%1: ветка main, которая здесь была, пропала; какие есть: "
		"`git branch -a`, вернуть имя: `git branch -m ИМЯ main`, "
		"создать заново: `git branch main КОММИТ` (`git reflog`)"},
	no_branch = {"%1 is a git repository, but no store: it has no branch "
			"main; `desk init` makes one, -C names another folder",
		"%1 — репозиторий git, но не хранилище desk: в нём нет ветки "
		"main; создать: `desk init`, указать другую папку: -C"};

struct Desk {
	StorePlace *place;
	Store *store;
	Index *index;
	gboolean index_is_current;
	gboolean has_committed;
	gboolean guess;
	gboolean as_of; /* the index answers for another time: never refresh */
	Regulation *regulation; /* as read last */
	gboolean regulation_is_current;
	WorkCalendars *calendars; /* of regulation and index */
	DateWork work;
	Instant now;
	GTimeZone *zone;
	char *agent;
	char *me, *my_name, *my_mail;
	void (*say)(void *data, const char *text);
	GHashTable *said; /* char*: what is said once */
	const char *language;
	void (*progress)(guint done, guint total, void *data);
	void *data;
};

Desk *desk_open(const DeskOptions *options, GError **error)
{
	g_autofree char *here = NULL;
	const char *start = options->folder;
	if (!start)
		start = environment_get("DESK_DIR");
	if (!start)
		start = here = g_get_current_dir();
	g_autoptr(StorePlace) place = store_find(start, here ? STORE_ABOVE : STORE_NAMED,
		error);
	if (!place)
		return NULL;
	g_autoptr(Desk) desk = g_new0(Desk, 1);
	desk->place = g_steal_pointer(&place);
	desk->now = clock_now();
	store_share_files(desk->place);
	desk->guess = options->guess;
	desk->agent = g_strdup(options->agent ? options->agent :
			environment_get("DESK_AGENT"));
	desk->say = options->say;
	desk->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	desk->language = options->language;
	desk->progress = options->progress;
	desk->data = options->data;
	if (store_needs_recovery(desk->place) && !desk_store(desk, error))
		return NULL;
	return g_steal_pointer(&desk);
}

void desk_free(Desk *desk)
{
	if (!desk)
		return;
	g_clear_pointer(&desk->said, g_hash_table_unref);
	g_clear_pointer(&desk->calendars, work_calendars_free);
	g_clear_pointer(&desk->index, index_free);
	g_clear_pointer(&desk->store, store_free);
	g_clear_pointer(&desk->place, store_place_free);
	g_clear_pointer(&desk->regulation, regulation_free);
	g_clear_pointer(&desk->zone, g_time_zone_unref);
	g_free(desk->agent);
	g_free(desk->me);
	g_free(desk->my_name);
	g_free(desk->my_mail);
	g_free(desk);
}

const StorePlace *desk_place(const Desk *desk)
{
	return desk->place;
}

Instant desk_now(const Desk *desk)
{
	return desk->now;
}

void desk_say(const Desk *desk, const Phrase *phrase, ...)
{
	if (!desk->say)
		return;
	va_list texts;
	va_start(texts, phrase);
	g_autofree char *text = phrase_fill_list(phrase, desk->language, texts);
	va_end(texts);
	desk->say(desk->data, text);
}

void desk_say_once(Desk *desk, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	char *text = phrase_fill_list(phrase, desk->language, texts);
	va_end(texts);
	if (g_hash_table_add(desk->said, text) && desk->say)
		desk->say(desk->data, text);
}

char *desk_problem_text(const Desk *desk, const GError *problem)
{
	return desk_error_text(problem, desk->language);
}

Store *desk_store(Desk *desk, GError **error)
{
	if (!desk->store)
		desk->store = store_open(desk->place, error);
	return desk->store;
}

/* --- the index ------------------------------------------------------- */

static const Phrase
	no_store = {"%1 is a git repository, but no store: its branch main has "
			"no desk.yaml; `desk init` makes one, -C names another "
			"folder",
		"%1 — репозиторий git, но не хранилище: в его ветке main нет "
		"desk.yaml; `desk init` создаст хранилище, -C называет другую "
		"папку"},
	rebuilt = {"index rebuilt from %1 commits",
		"индекс построен заново, коммитов: %1"},
	behind = {"another desk is refreshing the index; this answers as of "
			"commit %1",
		"индекс обновляет другой desk; это ответ на момент коммита %1"},
	last_valid = {"%1\nThe last valid desk.yaml stays in force; `desk config "
			"check` shows what to mend.",
		"%1\nДействует последний верный desk.yaml; `desk config check` "
		"покажет, что исправить."};

static char *index_path(const Desk *desk)
{
	return g_build_filename(desk->place->desk_folder, "index.db", NULL);
}

/* Where the store's own folder cannot be written. */
static char *cache_index_path(const Desk *desk)
{
	g_autofree char *cache = environment_cache_folder();
	g_autofree char *name = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, desk->place->git_folder, -1);
	return g_build_filename(cache, name, "index.db", NULL);
}

static gboolean stands_for(Index *index, const char *tip)
{
	char have[41];
	return index && index_tip(index, have, NULL) && strcmp(have, tip) == 0;
}

static gboolean note_any(const char *path, const char *oid, guint mode,
	void *any)
{
	(void)path;
	(void)oid;
	(void)mode;
	*(gboolean *)any = TRUE;
	return FALSE;
}

/* Every git repository is found from inside; without a regulation or tickets
 * it is no store, and must not be walked. */
static gboolean is_store(Store *store, const char *tip, GError **error)
{
	char oid[41];
	gboolean any = FALSE;
	g_autoptr(GError) problem = NULL;
	if (store_lookup(store, tip, "desk.yaml", oid, &problem))
		return TRUE;
	if (problem || !store_each(store, tip, "tickets", note_any, &any,
		&problem))
		return desk_error_pass(error, &problem);
	if (any)
		return TRUE;
	const StorePlace *place = store_place(store);
	return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_store,
		place->work_tree ? place->work_tree : place->git_folder, NULL);
}

/* Whoever has just cloned a store hears it once: hooks are not cloned. */
static void say_unguarded(const Desk *desk)
{
	g_autofree char *path = commit_guard_path(desk->place);
	if (commit_guard_is_missing(desk->place))
		desk_say(desk, commit_guard_advice(desk->place), path, NULL);
	else if (merge_driver_is_missing(desk->place))
		desk_say(desk, &merge_driver_advice, NULL);
}

/* `open` is what this process has open already, or NULL; it is taken. `busy`:
 * another process refreshes it. */
static Index *refresh_at(Desk *desk, Index *open, const char *path,
	const char *tip, gboolean *busy, GError **error)
{
	g_autoptr(Index) index = open;
	Store *store = desk_store(desk, error);
	if (!store)
		return NULL;
	gboolean existed = g_file_test(path, G_FILE_TEST_EXISTS);
	if (!existed && !is_store(store, tip, error))
		return NULL;
	if (index && (!existed || !index_can_write(index, path)))
		g_clear_pointer(&index, index_free);
	if (!index)
		index = index_open(path, INDEX_WRITE, error);
	RefreshResult result = {0};
	gboolean done = index && refresh_index(store, index, tip,
		desk->progress, desk->data, &result, error);
	*busy = result.busy;
	if (!done)
		return NULL;
	if (!existed)
		say_unguarded(desk);
	/* The first few commits of a new store are nobody's news. */
	if (result.rebuilt && (existed || result.commits > 1000)) {
		g_autofree char *commits = g_strdup_printf("%u", result.commits);
		desk_say(desk, &rebuilt, commits, NULL);
	}
	return g_steal_pointer(&index);
}

/* Behind while somebody else refreshes: the last complete state, named. */
static Index *open_behind(Desk *desk, const char *path)
{
	g_autoptr(Index) index = index_open(path, INDEX_READ, NULL);
	char have[41];
	if (!index || !index_tip(index, have, NULL) || have[0] == '\0')
		return NULL;
	have[10] = '\0';
	desk_say(desk, &behind, have, NULL);
	return g_steal_pointer(&index);
}

static Index *refresh_in_cache(Desk *desk, const char *cache, const char *tip,
	GError **error)
{
	g_autofree char *folder = g_path_get_dirname(cache);
	if (!file_make_folder(folder, error))
		return NULL;
	gboolean busy;
	return refresh_at(desk, NULL, cache, tip, &busy, error);
}

/* `open` was current before; NULL: nothing is open yet. It is taken. */
static Index *make_current(Desk *desk, Index *open, const char *tip,
	GError **error)
{
	g_autofree char *path = index_path(desk);
	g_autofree char *cache = cache_index_path(desk);
	if (!open)
		open = index_open(path, INDEX_READ, NULL);
	if (stands_for(open, tip))
		return open;
	Index *index = g_file_test(cache, G_FILE_TEST_EXISTS) ?
		index_open(cache, INDEX_READ, NULL) : NULL;
	g_autoptr(GError) problem = NULL;
	gboolean busy = FALSE;
	if (!stands_for(index, tip))
		g_clear_pointer(&index, index_free);
	if (index)
		index_free(open);
	else
		index = refresh_at(desk, open, path, tip, &busy, &problem);
	if (!index && busy)
		index = open_behind(desk, path);
	if (!index && g_error_matches(problem, DESK_ERROR, DESK_ERROR_WRITE)) {
		g_clear_error(&problem);
		index = refresh_in_cache(desk, cache, tip, &problem);
	}
	if (!index)
		g_propagate_error(error, g_steal_pointer(&problem));
	return index;
}

/* A store whose branch is gone is not an empty store. */
static gboolean find_tip(Desk *desk, char tip[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (store_tip(desk->place, STORE_BRANCH, tip, &problem))
		return TRUE;
	const char *folder = desk->place->work_tree ? desk->place->work_tree :
		desk->place->git_folder;
	g_autofree char *index = index_path(desk);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (g_file_test(index, G_FILE_TEST_EXISTS))
		desk_refuse(error, DESK_ERROR_CONFIG, &branch_gone, folder,
			NULL);
	else
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_branch, folder,
			NULL);
	return FALSE;
}

/* Who is whose, and how long a day is: what everybody leans on. */
static gboolean say_unread(Desk *desk, GError **error)
{
	static const Phrase unread = {"%1; its last version that could be read "
			"stands, if there is one, `desk config check` shows "
			"what to mend",
		"%1; действует последняя версия, которую удалось прочесть, "
		"если она есть; что исправить, покажет `desk config check`"};
	g_autoptr(GPtrArray) problems = index_unread_people(desk->index, error);
	for (guint i = 0; problems && i < problems->len; i++) {
		g_autofree char *said = desk_kept_text(problems->pdata[i],
			desk->language);
		said[strcspn(said, "\n")] = '\0';
		desk_say_once(desk, &unread, said, NULL);
	}
	return problems != NULL;
}

Index *desk_index(Desk *desk, GError **error)
{
	if (desk->index && (desk->index_is_current || desk->as_of))
		return desk->index;
	char tip[41] = "";
	if (!find_tip(desk, tip, error))
		return NULL;
	if (!stands_for(desk->index, tip)) {
		g_clear_pointer(&desk->calendars, work_calendars_free);
		desk->regulation_is_current = FALSE;
		desk->index = make_current(desk, g_steal_pointer(&desk->index),
			tip, error);
		if (desk->index && !say_unread(desk, error))
			g_clear_pointer(&desk->index, index_free);
	}
	desk->index_is_current = desk->index != NULL;
	return desk->index;
}

gboolean desk_rebuild_index(Desk *desk, GError **error)
{
	g_autofree char *path = index_path(desk);
	g_clear_pointer(&desk->calendars, work_calendars_free);
	g_clear_pointer(&desk->index, index_free);
	desk->index_is_current = FALSE;
	return index_remove(path, error) && desk_index(desk, error) != NULL;
}

gboolean desk_guesses(const Desk *desk)
{
	return desk->guess;
}

gboolean desk_has_committed(const Desk *desk)
{
	return desk->has_committed;
}

void desk_note_commit(Desk *desk)
{
	desk->has_committed = TRUE;
}

void desk_forget_index(Desk *desk)
{
	desk->index_is_current = FALSE;
}

gboolean desk_as_of(Desk *desk, Instant at, GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index || !index_as_of(index, at, error))
		return FALSE;
	desk->as_of = TRUE;
	desk->now = at;
	return TRUE;
}

static Regulation *read_regulation(Desk *desk, GError **error)
{
	g_autofree char *problem = NULL;
	g_autofree char *text = NULL;
	if (!index_get_meta(desk->index, "regulation.error", &problem, error) ||
		!index_get_meta(desk->index, "regulation", &text, error))
		return NULL;
	g_autofree char *said = problem && *problem ?
		desk_kept_text(problem, desk->language) : NULL;
	if (said)
		desk_say(desk, &last_valid, said, NULL);
	return text && *text ? index_regulation(desk->index, text, error) :
		regulation_default();
}

const Regulation *desk_regulation(Desk *desk, GError **error)
{
	if (!desk_index(desk, error))
		return NULL;
	if (desk->regulation_is_current)
		return desk->regulation;
	Regulation *regulation = read_regulation(desk, error);
	if (!regulation)
		return NULL;
	g_clear_pointer(&desk->regulation, regulation_free);
	desk->regulation = regulation;
	desk->regulation_is_current = TRUE;
	return regulation;
}

const Regulation *desk_read_regulation(Desk *desk)
{
	return desk->regulation ? desk->regulation : desk_regulation(desk, NULL);
}

WorkCalendars *desk_calendars(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (regulation && !desk->calendars)
		desk->calendars = work_calendars_new(desk->index, regulation);
	return desk->calendars;
}

static gboolean add_work(void *data, Instant from, WorkSpan span, Instant *at,
	GError **error)
{
	WorkCalendars *calendars = desk_calendars(data, error);
	Worktime *worktime = calendars ?
		work_calendars_default(calendars, error) : NULL;
	return worktime && worktime_add(worktime, from, span, at, error);
}

const DateWork *desk_work(Desk *desk)
{
	desk->work = (DateWork){add_work, desk};
	return &desk->work;
}

/* --- identity and settings ------------------------------------------- */

gboolean desk_need_here(Desk *desk, const char *login, GError **error)
{
	gboolean left;
	Index *index = desk_index(desk, error);
	if (!index || !index_agent_has_left(index, login, &left, error))
		return FALSE;
	return !left || desk_refuse(error, DESK_ERROR_PERSON, &has_left, login,
		NULL);
}

static char *identity_login(Desk *desk, Index *index, GError **error)
{
	if (desk->agent)
		return people_find_agent(index, desk->agent, FALSE, error);
	g_autofree char *mail = store_author_mail(desk->place);
	if (!mail) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_identity, NULL);
		return NULL;
	}
	char *login;
	g_autofree char *several = NULL;
	if (!people_agent_by_mail(index, mail, &login, error) ||
		(!login && !people_agents_of_mail(index, mail, &several,
			error)))
		return NULL;
	if (several)
		desk_refuse(error, DESK_ERROR_CONFIG, &several_agents, mail,
			several, NULL);
	else if (!login)
		desk_refuse(error, DESK_ERROR_CONFIG, &no_agent, mail, NULL);
	return login;
}

const char *desk_me(Desk *desk, GError **error)
{
	if (desk->me)
		return desk->me;
	Index *index = desk_index(desk, error);
	g_autofree char *login = index ? identity_login(desk, index, error) :
		NULL;
	if (login && desk_need_here(desk, login, error))
		desk->me = g_steal_pointer(&login);
	return desk->me;
}

gboolean desk_me_if_any(Desk *desk, const char **me, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Index *index = desk->agent ? desk_index(desk, error) : NULL;
	g_autofree char *named = index ? people_find_agent(index, desk->agent,
		FALSE, error) : NULL;
	if (desk->agent && !named)
		return FALSE;
	*me = desk_me(desk, &problem);
	if (*me || g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFIG) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON))
		return TRUE;
	return desk_error_pass(error, &problem);
}

gboolean desk_identity(Desk *desk, const char **name, const char **mail,
	GError **error)
{
	const char *login = desk_me(desk, error);
	if (!login)
		return FALSE;
	if (!desk->my_mail &&
		!people_agent_identity(desk->index, login, &desk->my_name,
			&desk->my_mail, error))
		return FALSE;
	if (!desk->my_mail)
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_mail, login,
			NULL);
	*name = desk->my_name;
	*mail = desk->my_mail;
	return TRUE;
}

gboolean desk_set_setting(Desk *desk, const char *key, const char *value,
	GError **error)
{
	return store_config_set(desk->place, key, value, error);
}

/* --- words ----------------------------------------------------------- */

GTimeZone *desk_zone(Desk *desk)
{
	if (!desk->zone)
		desk->zone = clock_local_zone();
	return desk->zone;
}

char *desk_time_text(Desk *desk, Instant at)
{
	return instant_format_in(at, desk_zone(desk), "%Y-%m-%d %H:%M");
}

char *desk_hours_text(const Desk *desk, gint64 seconds)
{
	g_autofree char *span = span_format_hours(seconds);
	return span_in_language(span, desk->language);
}
