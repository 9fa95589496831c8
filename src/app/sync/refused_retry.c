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

gboolean refused_retry_all(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) list = refused_list(desk, error);
	g_autoptr(GPtrArray) still = remarks_new();
	if (!list)
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		const Refused *refused = list->pdata[i];
		GError *problem = NULL;
		if (retry(desk, refused->commit, &problem)) {
			if (!refused_drop(desk, refused->number, error))
				return FALSE;
		} else if (g_error_matches(problem, DESK_ERROR,
			DESK_ERROR_CONFLICT)) {
			g_prefix_error(&problem, "%u: ", refused->number);
			g_ptr_array_add(still, problem);
		} else {
			g_propagate_error(error, problem);
			return FALSE;
		}
	}
	return desk_error_of_many(error, 0, still);
}
