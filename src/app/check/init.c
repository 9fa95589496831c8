#include "app/check/init.h"

#include <string.h>

#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "app/desk/commit_guard.h"
#include "app/desk/merge_driver.h"
#include "app/desk/presets.h"
#include "app/check/hook_install.h"
#include "model/people.h"
#include "system/clock.h"

#define ID_LENGTH 26

static const Phrase
	nobody = {"who are you? the first agent is made from git's identity; "
			"`git config --global user.name 'YOUR NAME'` and `git "
			"config --global user.email YOU@EXAMPLE`",
		"кто вы? первый сотрудник заводится по данным git; `git config "
		"--global user.name 'ВАШЕ ИМЯ'` и `git config --global "
		"user.email ВЫ@EXAMPLE`"},
	no_folder = {"%1 is no folder", "%1 — не папка"},
	no_preset = {"there is no preset \"%1\" in language \"%2\"; there is "
			"--preset it-outsourcing --lang en|ru",
		"нет заготовки «%1» на языке «%2»; есть --preset "
		"it-outsourcing --lang en|ru"};

void init_result_clear(InitResult *result)
{
	g_clear_pointer(&result->login, g_free);
	g_clear_pointer(&result->folder, g_free);
	g_clear_pointer(&result->unguarded, g_free);
}

/* --- the preset's files ---------------------------------------------- */

static char *random_id(void)
{
	guint8 bytes[20];
	random_bytes(bytes, sizeof bytes);
	return identifier_letter_first(bytes, sizeof bytes, ID_LENGTH);
}

/* "ACME" of /srv/acme-desk: what stands before the number in subjects. */
static char *prefix_of(const char *folder)
{
	g_autofree char *base = g_path_get_basename(folder);
	g_autofree char *name = name_from_text(base);
	char *dash = strchr(name, '-');
	if (dash)
		*dash = '\0';
	return *name ? g_ascii_strup(name, MIN((gssize)strlen(name), 8)) :
		g_strdup("DESK");
}

static char *replace(const char *text, const char *word, const char *with)
{
	g_auto(GStrv) parts = g_strsplit(text, word, -1);
	return g_strjoinv(with, parts);
}

static char *fill_in(const char *text, const char *folder)
{
	g_autofree char *id = random_id();
	g_autofree char *prefix = prefix_of(folder);
	g_autofree char *with_id = replace(text, "@ID@", id);
	return replace(with_id, "@PREFIX@", prefix);
}

static void add_presets(StoreChange *change, const char *root,
	const char *folder)
{
	guint count;
	const Preset *presets = presets_all(&count);
	for (guint i = 0; i < count; i++) {
		if (!g_str_has_prefix(presets[i].path, root))
			continue;
		char *text = fill_in(presets[i].text, folder);
		g_autoptr(GBytes) filled = g_bytes_new_take(text, strlen(text));
		store_change_write(change, presets[i].path + strlen(root),
			filled);
	}
}

/* --- the first agent ------------------------------------------------- */

typedef struct {
	char *name, *mail, *login;
} Founder;

static void founder_clear(Founder *founder)
{
	g_free(founder->name);
	g_free(founder->mail);
	g_free(founder->login);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Founder, founder_clear)

static gboolean read_founder(const StorePlace *place, Founder *founder,
	GError **error)
{
	founder->name = store_author_name(place);
	founder->mail = store_author_mail(place);
	if (!founder->name || !founder->mail)
		return desk_refuse(error, DESK_ERROR_CONFIG, &nobody, NULL);
	const char *at = strchr(founder->mail, '@');
	g_autofree char *local = g_strndup(founder->mail,
		at ? (gsize)(at - founder->mail) : strlen(founder->mail));
	founder->login = name_from_text(local);
	if (*founder->login == '\0' ||
		strcmp(founder->login, AUTOMATION) == 0) {
		g_free(founder->login);
		founder->login = g_strdup("agent");
	}
	return TRUE;
}

static void add_founder(StoreChange *change, const Founder *founder)
{
	g_autoptr(GString) text = g_string_new("name: ");
	g_autofree char *name = yaml_clean_text(founder->name, -1);
	g_autofree char *mail = g_utf8_strdown(founder->mail, -1);
	yaml_append_scalar(text, name, FALSE);
	g_string_append(text, "\nmails:\n  - ");
	yaml_append_scalar(text, mail, FALSE);
	g_string_append(text, "\nroles:\n  - lead\n");
	g_autofree char *path = g_strdup_printf("agents/%s.yaml",
		founder->login);
	g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
	store_change_write(change, path, bytes);
}

/* --- one commit ------------------------------------------------------ */

static void add_attributes(StoreChange *change)
{
	static const char text[] = "*.yaml -text merge=desk\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	store_change_write(change, ".gitattributes", bytes);
}

static gboolean commit(StoreChange *change, const Founder *founder,
	Instant now, GError **error)
{
	StoreMessage message = {
		.message = "init: a new desk\n\nDesk-Op: init\n",
		.name = founder->name,
		.mail = founder->mail,
		.at = now,
		.sign = TRUE,
	};
	char oid[41];
	gboolean moved;
	return store_change_commit(change, &message, oid, &moved, error);
}

static gboolean fill_store(const StorePlace *place,
	const InitSettings *settings, InitResult *result, GError **error)
{
	g_auto(Founder) founder = {0};
	if (!read_founder(place, &founder, error))
		return FALSE;
	g_autoptr(Store) store = store_open(place, error);
	g_autoptr(StoreChange) change = store ? store_change_begin(store, "init",
		settings->now, error) : NULL;
	if (!change)
		return FALSE;
	g_autofree char *root = g_strdup_printf("%s/%s/",
		settings->preset, settings->language);
	g_autofree char *both = g_strdup_printf("%s/both/", settings->preset);
	add_presets(change, root, result->folder);
	add_presets(change, both, result->folder);
	add_founder(change, &founder);
	add_attributes(change);
	result->login = g_strdup(founder.login);
	return commit(change, &founder, settings->now, error);
}

static gboolean check_preset(const InitSettings *settings, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/%s/desk.yaml",
		settings->preset, settings->language);
	if (presets_find(path))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_preset,
		settings->preset, settings->language, NULL);
}

/* A store of desk has a desk.yaml on its branch. */
static gboolean is_desk(const StorePlace *place, gboolean *answer,
	GError **error)
{
	char tip[41], oid[41];
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = NULL;
	*answer = store_tip(place, STORE_BRANCH, tip, &problem) &&
		(store = store_open(place, &problem)) &&
		store_lookup(store, tip, "desk.yaml", oid, &problem);
	return desk_error_pass(error, &problem);
}

static gboolean guard(StorePlace *place, const InitSettings *settings,
	InitResult *result, GError **error)
{
	if (!place->work_tree || !settings->program)
		return TRUE;
	if (!hook_install(place, settings->program, &result->hook,
		error) || !merge_driver_install(place, settings->program,
		&result->driver, error))
		return FALSE;
	if (commit_guard_is_missing(place))
		result->unguarded = commit_guard_path(place);
	return TRUE;
}

/* `place` NULL: there is no repository yet. */
static gboolean try_store(const StorePlace *place, InitResult *result,
	GError **error)
{
	g_auto(Founder) founder = {0};
	if (g_file_test(result->folder, G_FILE_TEST_EXISTS) &&
		!g_file_test(result->folder, G_FILE_TEST_IS_DIR))
		return desk_refuse(error, DESK_ERROR_WRITE, &no_folder,
			result->folder, NULL);
	if (place && !is_desk(place, &result->existed, error))
		return FALSE;
	if (result->existed)
		return TRUE;
	if (!read_founder(place, &founder, error))
		return FALSE;
	result->login = g_steal_pointer(&founder.login);
	return TRUE;
}

gboolean init_store(const InitSettings *settings, InitResult *result,
	GError **error)
{
	if (!check_preset(settings, error))
		return FALSE;
	result->folder = g_canonicalize_filename(settings->folder, NULL);
	g_autoptr(GError) problem = NULL;
	g_autoptr(StorePlace) place = store_find(result->folder, STORE_EXACTLY,
		&problem);
	gboolean none = g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND);
	if (!place && !none)
		return desk_error_pass(error, &problem);
	if (settings->dry_run)
		return try_store(place, result, error);
	if (none) {
		if (!store_create(result->folder, settings->bare, error))
			return FALSE;
		place = store_find(result->folder, STORE_EXACTLY, error);
	}
	if (place)
		store_share_files(place);
	if (!place || !is_desk(place, &result->existed, error))
		return FALSE;
	return (result->existed || fill_store(place, settings, result, error)) &&
		guard(place, settings, result, error);
}
