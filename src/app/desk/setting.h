/*
 * Settings of this clone (git config "desk.KEY"; their rows: model/setting.h).
 */
#ifndef APP_DESK_SETTING_H
#define APP_DESK_SETTING_H

#include <glib.h>

typedef struct Desk Desk;

/* The value that is set, else the default of its row; NULL if there is neither.
 * The name has a row. g_free(). */
char *desk_setting(Desk *desk, const char *key);
/* A number of its kind, in its range. DESK_ERROR_CONFIG. */
gboolean desk_setting_number(Desk *desk, const char *key, gint64 *number,
	GError **error);
/* store_config_set() of the clone. */
gboolean desk_set_setting(Desk *desk, const char *key, const char *value,
	GError **error);

#endif
