#include "app/check/hook_install.h"

#include "app/check/hook_file.h"
#include "app/desk/commit_guard.h"

static const char hook_text[] =
	"#!/bin/sh\n"
	"# Asks the regulation about what is changed by hand; made by desk init.\n"
	HOOK_SAYS
	"[ ! -x \"$0.before-desk\" ] || \"$0.before-desk\" \"$@\" || {\n"
	"\tstatus=$?\n"
	"\tended \"$0.before-desk\" $status\n"
	"\texit $status\n"
	"}\n"
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
	"status=$?\n"
	"[ $status -le 128 ] || ended \"$desk\" $status\n"
	"say \"Nothing was committed; git commit --no-verify does it "
	"nevertheless.\" \\\n"
	"\t\"Ничего не закоммичено; git commit --no-verify сделает это без "
	"проверки.\"\n"
	"exit 1\n";

gboolean hook_install(const StorePlace *place, const char *program,
	gboolean *installed, GError **error)
{
	g_autofree char *elsewhere = store_config_get(place, "core.hooksPath");
	*installed = FALSE;
	if (elsewhere || !commit_guard_is_missing(place))
		return TRUE;
	g_autofree char *path = commit_guard_path(place);
	return hook_file_install(path, hook_text, program, installed, error);
}
