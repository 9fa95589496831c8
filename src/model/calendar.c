/* What a calendar knows of a day; calendar_parse.c reads one. */
#include "model/calendar_parts.h"

GArray *work_hours_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(WorkHours));
}

static void hours_free(void *hours)
{
	g_array_unref(hours);
}

Calendar *calendar_new(const char *name, GTimeZone *zone)
{
	Calendar *calendar = g_new0(Calendar, 1);
	calendar->name = g_strdup(name);
	calendar->zone = g_time_zone_ref(zone);
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		calendar->week[i] = work_hours_new();
	calendar->days = g_hash_table_new_full(NULL, NULL, NULL, hours_free);
	calendar->yearly = g_hash_table_new_full(NULL, NULL, NULL, hours_free);
	calendar->titles = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return calendar;
}

Calendar *calendar_always(const char *name, GTimeZone *zone)
{
	const WorkHours whole = {0, 24 * 60};
	Calendar *calendar = calendar_new(name, zone);
	calendar->always = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		g_array_append_val(calendar->week[i], whole);
	return calendar;
}

void calendar_free(Calendar *calendar)
{
	if (!calendar)
		return;
	g_free(calendar->name);
	g_free(calendar->title);
	g_clear_pointer(&calendar->zone, g_time_zone_unref);
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		g_array_unref(calendar->week[i]);
	g_hash_table_unref(calendar->days);
	g_hash_table_unref(calendar->yearly);
	g_hash_table_unref(calendar->titles);
	g_free(calendar);
}

gpointer calendar_day_key(const GDate *day)
{
	return GUINT_TO_POINTER(g_date_get_julian(day));
}

gpointer calendar_yearly_key(guint month, guint day)
{
	return GUINT_TO_POINTER(month * 100 + day);
}

const GArray *calendar_hours(const Calendar *calendar, const GDate *day)
{
	const GArray *hours = NULL;
	if (g_hash_table_size(calendar->days) > 0)
		hours = g_hash_table_lookup(calendar->days,
			calendar_day_key(day));
	if (!hours && g_hash_table_size(calendar->yearly) > 0)
		hours = g_hash_table_lookup(calendar->yearly,
			calendar_yearly_key(g_date_get_month(day),
				g_date_get_day(day)));
	return hours ? hours : calendar->week[g_date_get_weekday(day) - 1];
}

const char *calendar_title_of(const Calendar *calendar, const GDate *day)
{
	return g_hash_table_lookup(calendar->titles, calendar_day_key(day));
}

gboolean calendar_has_work(const Calendar *calendar)
{
	for (guint i = 0; i < G_N_ELEMENTS(calendar->week); i++)
		if (calendar->week[i]->len > 0)
			return TRUE;
	GHashTableIter iterator;
	gpointer hours;
	g_hash_table_iter_init(&iterator, calendar->yearly);
	while (g_hash_table_iter_next(&iterator, NULL, &hours))
		if (((GArray *)hours)->len > 0)
			return TRUE;
	g_hash_table_iter_init(&iterator, calendar->days);
	while (g_hash_table_iter_next(&iterator, NULL, &hours))
		if (((GArray *)hours)->len > 0)
			return TRUE;
	return FALSE;
}

char *work_hours_format(const GArray *hours)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < hours->len; i++) {
		const WorkHours *part = &g_array_index(hours, WorkHours, i);
		g_string_append_printf(text, "%s%02u:%02u-%02u:%02u",
			i > 0 ? " " : "", part->from / 60, part->from % 60,
			part->until / 60, part->until % 60);
	}
	return g_string_free(text, FALSE);
}
