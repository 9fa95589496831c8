#include "store/tip.h"

#include <string.h>

#include "base/error.h"
#include "system/process.h"

static const Phrase
	is_locked = {"%1 is there: another git is changing settings, or one was "
			"killed at it; where none runs, `rm %2` and try again",
		"есть файл %1: другой git меняет настройки или был убит за "
		"этим; если ни один не работает, `rm %2` и ещё раз"},
	git_failed = {"git config could not set %1 (status %2): %3",
		"git config не задал %1 (код %2): %3"};

#define TIMEOUT_MS (60 * 1000)
#define LOCK_SAID "could not lock config file "
#define LOCK_STANDS ": File exists"

/* The lock that git found; NULL: it failed otherwise. */
static char *lock_of(const char *said)
{
	const char *start = strstr(said, LOCK_SAID);
	const char *end = start ? strstr(start, LOCK_STANDS) : NULL;
	if (!end)
		return NULL;
	start += strlen(LOCK_SAID);
	g_autofree char *file = g_strndup(start, (gsize)(end - start));
	return g_strconcat(file, ".lock", NULL);
}

static gboolean refuse(const char *key, int status, const char *said,
	GError **error)
{
	g_autofree char *lock = lock_of(said);
	g_autofree char *reason = process_git_reason(said, status);
	g_autofree char *quoted = lock ? g_shell_quote(lock) : NULL;
	return lock ? desk_refuse(error, DESK_ERROR_TEMPORARY, &is_locked, lock,
			quoted, NULL) :
		desk_refuse(error, DESK_ERROR_WRITE, &git_failed, key,
			PHRASE_NUMBER(status), reason, NULL);
}

gboolean store_config_write(StorePlace *place, const char *how, const char *key,
	const char *value, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *said = NULL;
	int status = 0;
	g_ptr_array_add(argv, (gpointer)"git");
	if (place) {
		g_ptr_array_add(argv, (gpointer)"--git-dir");
		g_ptr_array_add(argv, place->git_folder);
	}
	g_ptr_array_add(argv, (gpointer)"config");
	g_ptr_array_add(argv, (gpointer)how);
	g_ptr_array_add(argv, (gpointer)key);
	g_ptr_array_add(argv, (gpointer)value);
	g_ptr_array_add(argv, NULL);
	if (!process_run_within((const char *const *)argv->pdata, NULL, 0,
		TIMEOUT_MS, NULL, &said, &status, error))
		return FALSE;
	/* 5: what is to go is not there. */
	if (status != 0 && (value || status != 5))
		return refuse(key, status, said, error);
	return !place || store_config_reread(place, error);
}

gboolean store_config_set(StorePlace *place, const char *key, const char *value,
	GError **error)
{
	return store_config_write(place, "--replace-all", key, value, error);
}
