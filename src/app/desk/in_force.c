#include "app/desk/in_force.h"

#include "app/desk/current_index.h"
#include "app/desk/desk_state.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/index.h"
#include "index/regulation.h"
#include "model/regulation.h"
#include "rules/worktime.h"

static const Phrase last_valid = {"%1\nThe last valid desk.yaml stays in force; `desk config "
			"check` shows what to mend.",
		"%1\nДействует последний верный desk.yaml; `desk config check` "
		"покажет, что исправить."};

static Regulation *read_regulation(Desk *desk, GError **error)
{
	g_autofree char *problem = NULL;
	g_autofree char *text = NULL;
	if (!index_get_meta(desk->index, "regulation.error", &problem, error) ||
		!index_get_meta(desk->index, "regulation", &text, error))
		return NULL;
	g_autofree char *said = problem && *problem ?
		desk_kept_text(problem, desk->language) : NULL;
	if (said)
		desk_say(desk, &last_valid, said, NULL);
	return text && *text ? index_regulation(desk->index, text, error) :
		regulation_default();
}

const Regulation *desk_regulation(Desk *desk, GError **error)
{
	if (!desk_index(desk, error))
		return NULL;
	if (desk->regulation_is_current)
		return desk->regulation;
	Regulation *regulation = read_regulation(desk, error);
	if (!regulation)
		return NULL;
	g_clear_pointer(&desk->regulation, regulation_free);
	desk->regulation = regulation;
	desk->regulation_is_current = TRUE;
	return regulation;
}

const Regulation *desk_read_regulation(Desk *desk)
{
	return desk->regulation ? desk->regulation : desk_regulation(desk, NULL);
}

WorkCalendars *desk_calendars(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (regulation && !desk->calendars)
		desk->calendars = work_calendars_new(desk->index, regulation);
	return desk->calendars;
}

static gboolean add_work(void *data, Instant from, WorkSpan span, Instant *at,
	GError **error)
{
	WorkCalendars *calendars = desk_calendars(data, error);
	Worktime *worktime = calendars ?
		work_calendars_default(calendars, error) : NULL;
	return worktime && worktime_add(worktime, from, span, at, error);
}

const DateWork *desk_work(Desk *desk)
{
	desk->work = (DateWork){add_work, desk};
	return &desk->work;
}
