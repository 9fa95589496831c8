#include "index/calendars.h"

#include <string.h>

#include "base/error.h"
#include "base/texts.h"
#include "index/rows.h"
#include "model/regulation.h"
#include "model/sla.h"

static const Phrase
	like_calendar = {"desk.yaml names no calendar \"%1\"; did you mean "
			"\"%3\"?; it names %2",
		"в desk.yaml нет календаря «%1»; может быть, «%3»? Есть: %2"},
	no_calendar = {"desk.yaml names no calendar \"%1\"; it names %2",
		"в desk.yaml нет календаря «%1»; есть: %2"},
	no_calendars = {"desk.yaml names no calendar \"%1\"; add one, as in "
			"\"calendars: {office: calendars/office.yaml}\"",
		"в desk.yaml нет календаря «%1»; добавьте его, например "
		"«calendars: {office: calendars/office.yaml}»"},
	no_file = {"the calendar \"%1\" is to stand in %2, which is not there; "
			"make the file, or mend \"calendars\" in desk.yaml",
		"календарь «%1» должен быть в %2, а файла нет; создайте его "
		"или исправьте calendars в desk.yaml"},
	none = {"working time needs a calendar and desk.yaml names none; add "
			"\"calendars: {office: calendars/office.yaml}\"",
		"для рабочего времени нужен календарь, а в desk.yaml его нет; "
		"добавьте \"calendars: {office: calendars/office.yaml}\""};

struct WorkCalendars {
	Index *index;
	const Regulation *regulation;
	GHashTable *ready; /* name → Ready */
	GHashTable *texts; /* path → char*, of files read */
	GError *problem;   /* of file_text() */
};

typedef struct {
	Calendar *calendar;
	Worktime *worktime;
} Ready;

static void ready_free(void *data)
{
	Ready *ready = data;
	worktime_free(ready->worktime);
	calendar_free(ready->calendar);
	g_free(ready);
}

WorkCalendars *work_calendars_new(Index *index, const Regulation *regulation)
{
	WorkCalendars *calendars = g_new0(WorkCalendars, 1);
	calendars->index = index;
	calendars->regulation = regulation;
	calendars->ready = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, ready_free);
	calendars->texts = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	return calendars;
}

void work_calendars_free(WorkCalendars *calendars)
{
	if (!calendars)
		return;
	g_hash_table_unref(calendars->ready);
	g_hash_table_unref(calendars->texts);
	g_free(calendars);
}

static const char *file_text(void *data, const char *path)
{
	WorkCalendars *calendars = data;
	char *text = g_hash_table_lookup(calendars->texts, path);
	if (text)
		return text;
	if (!calendars->problem)
		index_text(calendars->index, &text, &calendars->problem,
			"SELECT text FROM calendar WHERE path = ?", "t", path);
	if (text)
		g_hash_table_insert(calendars->texts, g_strdup(path), text);
	return text;
}

static const CalendarName *find_name(const Regulation *regulation,
	const char *name)
{
	for (guint i = 0; i < regulation->calendars->len; i++) {
		const CalendarName *own = regulation->calendars->pdata[i];
		if (strcmp(own->name, name) == 0)
			return own;
	}
	return NULL;
}

static void unknown(const Regulation *regulation, const char *name,
	DeskError code, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < regulation->calendars->len; i++)
		g_ptr_array_add(names, ((CalendarName *)regulation->calendars->
			pdata[i])->name);
	const char *near = nearest_name(name, names);
	g_autofree char *known = texts_join(names);
	desk_refuse(error, code, near ? &like_calendar :
		*known ? &no_calendar : &no_calendars, name, known,
		near ? near : "", NULL);
}

static Calendar *read_calendar(WorkCalendars *calendars,
	const CalendarName *name, GError **error)
{
	GTimeZone *zone = calendars->regulation->zone;
	if (!name->file)
		return calendar_always(name->name, zone);
	const char *text = file_text(calendars, name->file);
	if (text)
		return calendar_parse(name->name, text, strlen(text),
			name->file, zone, file_text, calendars, error);
	desk_refuse(error, DESK_ERROR_CONFIG, &no_file, name->name, name->file,
		NULL);
	return NULL;
}

Worktime *work_calendars_get(WorkCalendars *calendars, const char *name,
	GError **error)
{
	Ready *ready = g_hash_table_lookup(calendars->ready, name);
	if (ready)
		return ready->worktime;
	const CalendarName *own = find_name(calendars->regulation, name);
	if (!own) {
		unknown(calendars->regulation, name, DESK_ERROR_CONFIG, error);
		return NULL;
	}
	g_clear_error(&calendars->problem);
	g_autoptr(GError) unreadable = NULL;
	g_autoptr(Calendar) calendar = read_calendar(calendars, own, &unreadable);
	if (calendars->problem || !calendar) {
		g_propagate_error(error, calendars->problem ?
			g_steal_pointer(&calendars->problem) :
			g_steal_pointer(&unreadable));
		return NULL;
	}
	ready = g_new0(Ready, 1);
	ready->worktime = worktime_new(calendar);
	ready->calendar = g_steal_pointer(&calendar);
	g_hash_table_insert(calendars->ready, g_strdup(name), ready);
	return ready->worktime;
}

Worktime *work_calendars_named(WorkCalendars *calendars, const char *name,
	GError **error)
{
	if (find_name(calendars->regulation, name))
		return work_calendars_get(calendars, name, error);
	unknown(calendars->regulation, name, DESK_ERROR_NOT_FOUND, error);
	return NULL;
}

gboolean work_calendars_find(WorkCalendars *calendars, const char *name,
	Worktime **worktime, GError **error)
{
	g_autoptr(GError) problem = NULL;
	*worktime = name ? work_calendars_get(calendars, name, &problem) :
		work_calendars_default(calendars, &problem);
	if (*worktime || g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFIG))
		return TRUE;
	return desk_error_pass(error, &problem);
}

Worktime *work_calendars_default(WorkCalendars *calendars, GError **error)
{
	const Regulation *regulation = calendars->regulation;
	const SlaPolicy *standard = sla_policy_find(regulation->sla,
		SLA_STANDARD);
	if (standard && standard->calendar)
		return work_calendars_get(calendars, standard->calendar, error);
	if (regulation->calendars->len > 0)
		return work_calendars_get(calendars, ((CalendarName *)
			regulation->calendars->pdata[0])->name, error);
	desk_refuse(error, DESK_ERROR_CONFIG, &none, NULL);
	return NULL;
}

gboolean work_calendars_if_any(WorkCalendars *calendars, Worktime **hours,
	GError **error)
{
	const Regulation *regulation = calendars->regulation;
	const SlaPolicy *standard = sla_policy_find(regulation->sla,
		SLA_STANDARD);
	*hours = NULL;
	if (regulation->calendars->len == 0 &&
		!(standard && standard->calendar))
		return TRUE;
	*hours = work_calendars_default(calendars, error);
	return *hours != NULL;
}
