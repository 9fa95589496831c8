#include "app/check/config_check.h"

#include "app/desk/commit_guard.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/merge_driver.h"
#include "app/desk/talk.h"
#include "model/setting.h"

static void check_setting(const char *key, const char *value, void *data)
{
	g_autoptr(GError) problem = NULL;
	if (!g_str_has_prefix(key, "desk."))
		return;
	const char *name = key + strlen("desk.");
	const Setting *setting = setting_need(name, &problem);
	if (!setting || !setting_check(setting, name, value, &problem))
		findings_add_error(data, "setting", "", SEVERITY_WRONG,
			problem);
}

static void check_guard(const StorePlace *place, GPtrArray *findings)
{
	if (merge_driver_is_missing(place))
		findings_add(findings, "driver", "", SEVERITY_WARNING,
			&merge_driver_advice, NULL);
	if (!commit_guard_is_missing(place))
		return;
	g_autofree char *path = commit_guard_path(place);
	findings_add(findings, "hook", "", SEVERITY_WARNING,
		commit_guard_advice(place), path, NULL);
}

/* People's commands obey it; what runs by itself has nobody to ask for a key. */
static void say_signing(Desk *desk)
{
	static const Phrase unsigned_part = {"commit.gpgsign is set: what people "
			"do is signed, what runs by itself (pull, send, rules, "
			"cron run) is not",
		"задано commit.gpgsign: действия людей подписываются, а то, "
		"что выполняется само (pull, send, rules, cron run), — нет"};
	g_autofree char *wanted = store_config_get(desk_place(desk),
		"commit.gpgSign");
	if (store_config_is_true(wanted))
		desk_say(desk, &unsigned_part, NULL);
}

GPtrArray *config_check(Desk *desk, GError **error)
{
	const StorePlace *place = desk_place(desk);
	g_autoptr(FileSource) source = place->work_tree ?
		file_source_work_tree(desk) :
		file_source_commit(desk, NULL, error);
	g_autoptr(GPtrArray) findings = findings_new();
	if (!source || !files_judge(source, findings, error))
		return NULL;
	store_config_each(place, check_setting, findings, NULL);
	check_guard(place, findings);
	say_signing(desk);
	return g_steal_pointer(&findings);
}
