#include "app/desk/commit_guard.h"

#include "system/file.h"

#define HOOK_LIMIT_BYTES (1024 * 1024)

const Phrase commit_guard_line = {"no hook checks what is changed by hand "
		"before a commit; add the line `desk fsck --staged || exit 1` "
		"to %1, which must be executable",
	"ни один хук (hook) не проверяет ручные правки перед коммитом; "
	"добавьте строку `desk fsck --staged || exit 1` в исполняемый файл "
	"%1"};

static const Phrase missing = {"this clone has no hook that checks what is "
		"changed by hand before a commit; `desk init` installs it",
	"в этом клоне нет хука (hook), который проверяет ручные правки перед "
	"коммитом; его установит `desk init`"};

char *commit_guard_path(const StorePlace *place)
{
	g_autofree char *set = store_config_get(place, "core.hooksPath");
	if (!place->work_tree)
		return NULL;
	if (!set)
		return g_build_filename(place->git_folder, "hooks",
			"pre-commit", NULL);
	g_autofree char *folder = g_str_has_prefix(set, "~/") ?
		g_build_filename(g_get_home_dir(), set + 2, NULL) :
		g_canonicalize_filename(set, place->work_tree);
	return g_build_filename(folder, "pre-commit", NULL);
}

gboolean commit_guard_is_missing(const StorePlace *place)
{
	g_autofree char *path = commit_guard_path(place);
	if (!path)
		return FALSE;
	if (!g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
		return TRUE;
	/* What cannot be read does not call it, as far as anyone can say. */
	g_autoptr(GBytes) bytes = file_read(path, HOOK_LIMIT_BYTES, TRUE, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return !text || !g_strstr_len(text, (gssize)size, "fsck --staged");
}

const Phrase *commit_guard_advice(const StorePlace *place)
{
	g_autofree char *set = store_config_get(place, "core.hooksPath");
	return set ? &commit_guard_line : &missing;
}
