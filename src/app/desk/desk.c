#include "app/desk/desk.h"

#include "app/desk/desk_parts.h"
#include "app/desk/desk_state.h"
#include "index/calendars.h"
#include "index/index.h"
#include "model/regulation.h"
#include "store/store.h"
#include "system/clock.h"
#include "system/environment.h"

Desk *desk_open(const DeskOptions *options, GError **error)
{
	g_autofree char *here = NULL;
	const char *start = options->folder;
	if (!start)
		start = environment_get("DESK_DIR");
	if (!start)
		start = here = g_get_current_dir();
	g_autoptr(StorePlace) place = store_find(start, here ? STORE_ABOVE : STORE_NAMED,
		error);
	if (!place)
		return NULL;
	g_autoptr(Desk) desk = g_new0(Desk, 1);
	desk->place = g_steal_pointer(&place);
	desk->now = clock_now();
	store_share_files(desk->place);
	desk->guess = options->guess;
	desk->agent = g_strdup(options->agent ? options->agent :
			environment_get("DESK_AGENT"));
	desk->say = options->say;
	desk->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	desk->language = options->language;
	desk->progress = options->progress;
	desk->data = options->data;
	if (store_needs_recovery(desk->place) && !desk_store(desk, error))
		return NULL;
	return g_steal_pointer(&desk);
}

void desk_free(Desk *desk)
{
	if (!desk)
		return;
	g_clear_pointer(&desk->said, g_hash_table_unref);
	g_clear_pointer(&desk->calendars, work_calendars_free);
	g_clear_pointer(&desk->index, index_free);
	g_clear_pointer(&desk->store, store_free);
	g_clear_pointer(&desk->place, store_place_free);
	g_clear_pointer(&desk->regulation, regulation_free);
	g_clear_pointer(&desk->zone, g_time_zone_unref);
	g_free(desk->agent);
	g_free(desk->me);
	g_free(desk->my_name);
	g_free(desk->my_mail);
	g_free(desk);
}

const StorePlace *desk_place(const Desk *desk)
{
	return desk->place;
}

Instant desk_now(const Desk *desk)
{
	return desk->now;
}

gboolean desk_guesses(const Desk *desk)
{
	return desk->guess;
}

Store *desk_store(Desk *desk, GError **error)
{
	if (!desk->store)
		desk->store = store_open(desk->place, error);
	return desk->store;
}
