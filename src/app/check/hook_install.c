#include "app/check/hook_install.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/desk/commit_guard.h"
#include "base/error.h"
#include "system/file.h"

static const Phrase not_renamed = {"%2: cannot be renamed to %3: %1",
	"%2: не переименовать в %3: %1"};

static const char hook_text[] =
	"#!/bin/sh\n"
	"# Asks the regulation about what is changed by hand; made by desk init.\n"
	"say() {\n"
	"\tcase ${LC_ALL:-${LC_MESSAGES:-$LANG}} in\n"
	"\tru*) echo \"$2\" ;;\n"
	"\t*) echo \"$1\" ;;\n"
	"\tesac >&2\n"
	"}\n"
	"[ ! -x \"$0.before-desk\" ] || \"$0.before-desk\" \"$@\" || exit\n"
	"desk=@DESK@\n"
	"[ -x \"$desk\" ] || desk=$(command -v desk) || {\n"
	"\tgit diff --cached --quiet -- tickets desk.yaml oncall.yaml "
	"agents calendars customers schedules templates && exit 0\n"
	"\tsay \"There is no desk at \"@DESK@\" and none on PATH, so nothing can check\n"
	"what you changed in this store. Install desk, or commit unchecked by\n"
	"git commit --no-verify\" \"По пути \"@DESK@\" нет desk, нет его и в PATH: "
	"проверить,\n"
	"что вы изменили в хранилище, нечем. Установите desk или закоммитьте "
	"без\n"
	"проверки: git commit --no-verify\"\n"
	"\texit 1\n"
	"}\n"
	"\"$desk\" fsck --staged -O table --format '%(place): %(text)' >&2 && "
	"exit 0\n"
	"say \"Nothing was committed; git commit --no-verify does it "
	"nevertheless.\" \\\n"
	"\t\"Ничего не закоммичено; git commit --no-verify сделает это без "
	"проверки.\"\n"
	"exit 1\n";

/* The hook of others, which ours runs first. */
static gboolean set_aside(const char *path, const char *aside, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_EXISTS) || g_rename(path, aside) == 0)
		return TRUE;
	return desk_refuse_system(error, DESK_ERROR_WRITE, errno, &not_renamed,
		path, aside, NULL);
}

static gboolean write_hook(const char *path, const char *program,
	GError **error)
{
	g_autofree char *quoted = g_shell_quote(program);
	g_auto(GStrv) parts = g_strsplit(hook_text, "@DESK@", -1);
	g_autofree char *text = g_strjoinv(quoted, parts);
	return file_write(path, text, strlen(text), FALSE, error);
}

gboolean hook_install(const StorePlace *place, const char *program,
	gboolean *installed, GError **error)
{
	g_autofree char *elsewhere = store_config_get(place, "core.hooksPath");
	*installed = FALSE;
	if (elsewhere || !commit_guard_is_missing(place))
		return TRUE;
	g_autofree char *path = commit_guard_path(place);
	g_autofree char *aside = g_strconcat(path, ".before-desk", NULL);
	gboolean chained = g_file_test(path, G_FILE_TEST_EXISTS);
	if (chained && g_file_test(aside, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!set_aside(path, aside, error))
		return FALSE;
	if (!write_hook(path, program, error)) {
		if (chained)
			g_rename(aside, path);
		return FALSE;
	}
	*installed = g_chmod(path, 0755) == 0;
	return TRUE;
}
