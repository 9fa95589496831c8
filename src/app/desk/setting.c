#include "app/desk/setting.h"

#include "app/desk/desk_state.h"
#include "base/error.h"
#include "model/setting.h"
#include "store/tip.h"

char *desk_setting(Desk *desk, const char *key)
{
	const Setting *setting = setting_find(key);
	g_autofree char *name = g_strconcat("desk.", key, NULL);
	g_assert(setting);
	char *value = store_config_get(desk_place(desk), name);
	return value ? value : g_strdup(setting->standard);
}

gboolean desk_setting_number(Desk *desk, const char *key, gint64 *number,
	GError **error)
{
	g_autofree char *value = desk_setting(desk, key);
	g_assert(value);
	if (setting_number(setting_find(key), key, value, number, error))
		return TRUE;
	if (error)
		(*error)->code = DESK_ERROR_CONFIG;
	g_prefix_error(error, "git config desk.");
	return FALSE;
}

gboolean desk_set_setting(Desk *desk, const char *key, const char *value,
	GError **error)
{
	return store_config_set(desk->place, key, value, error);
}
