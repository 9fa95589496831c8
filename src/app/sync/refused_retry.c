#include "app/sync/join.h"
#include "app/sync/refused.h"

#include "base/error.h"

static gboolean retry(Desk *desk, const char *commit, GError **error)
{
	gboolean moved;
	do {
		g_autoptr(GError) problem = NULL;
		if (!join_again(desk, commit, &moved, &problem) && !moved)
			return desk_error_pass(error, &problem);
	} while (moved);
	return TRUE;
}

gboolean refused_retry(Desk *desk, guint number, GError **error)
{
	g_autoptr(GPtrArray) list = refused_list(desk, error);
	if (!list)
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		const Refused *refused = list->pdata[i];
		if (refused->number == number &&
			!retry(desk, refused->commit, error))
			return FALSE;
	}
	/* It is settled; or there is none, as that says. */
	return refused_drop(desk, number, error);
}
