#include "app/desk/merge_driver.h"

#include <string.h>


#define DRIVER "merge.desk.driver"

const Phrase merge_driver_advice = {"this clone has no merge driver, so that "
		"git merges tickets line by line; `desk init` registers it",
	"в этом клоне нет драйвера слияния (merge driver), и git сливает "
	"заявки построчно; его подключит `desk init`"};

/* Run by git through sh; "%" is git's. */
static const char driver_text[] =
	"desk=@DESK@; [ -x \"$desk\" ] || desk=$(command -v desk) || "
	"exec git merge-file --marker-size=%L %A %O %B; "
	"\"$desk\" merge-file --marker-size=%L %O %A %B %P";

gboolean merge_driver_is_missing(const StorePlace *place)
{
	g_autofree char *driver = store_config_get(place, DRIVER);
	return place->work_tree && (!driver || !strstr(driver, "merge-file"));
}

static char *driver_of(const char *program)
{
	g_autofree char *quoted = g_shell_quote(program);
	g_auto(GStrv) signs = g_strsplit(quoted, "%", -1);
	g_autofree char *doubled = g_strjoinv("%%", signs);
	g_auto(GStrv) parts = g_strsplit(driver_text, "@DESK@", -1);
	return g_strjoinv(doubled, parts);
}

/* git refuses a pull of what diverged until one of them says how. */
static gboolean is_pull_told(const StorePlace *place)
{
	static const char *const keys[] = {"pull.rebase", "pull.ff",
		"branch.main.rebase"};
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *value = store_config_get(place, keys[i]);
		if (value)
			return TRUE;
	}
	return FALSE;
}

gboolean merge_driver_install(StorePlace *place, const char *program,
	gboolean *installed, GError **error)
{
	*installed = FALSE;
	if (!merge_driver_is_missing(place))
		return TRUE;
	g_autofree char *driver = driver_of(program);
	*installed = store_config_set(place, "merge.desk.name",
			"desk: tickets by meaning", error) &&
		store_config_set(place, DRIVER, driver, error) &&
		(is_pull_told(place) || store_config_set(place, "pull.rebase",
			"true", error));
	return *installed;
}
