#include "app/show/path.h"

#include <string.h>

#include "index/calendars.h"
#include "index/select.h"
#include "rules/path.h"
#include "text/date.h"

typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	const char *uid, *language;
	char *name;	   /* "1042" */
	Worktime *hours;   /* of its clocks; NULL = none, or 24x7 */
	WorkCalendars *calendars;
} Way;

static void way_clear(Way *way)
{
	g_free(way->name);
	g_clear_pointer(&way->calendars, work_calendars_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Way, way_clear)

static GPtrArray *event_rows(const Way *way, GError **error)
{
	const char *values[] = {way->uid, NULL};
	return index_rows(way->index, "SELECT e.seq, e.at, e.field, e.new"
		" FROM ticket t JOIN event e ON e.ticket = t.id"
		" WHERE t.uid = ? AND e.kind = 'changed'"
		" AND e.field IN ('assignee', 'group', 'level', 'status')"
		" ORDER BY e.id", values, error);
}

static GArray *events_of(const GPtrArray *rows)
{
	GArray *events = g_array_new(FALSE, FALSE, sizeof(PathEvent));
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		PathEvent event = {g_ascii_strtoll(row[0], NULL, 10),
			g_ascii_strtoll(row[1], NULL, 10), row[2], row[3]};
		g_array_append_val(events, event);
	}
	return events;
}

/* By which its clocks are measured, the last ones first. */
static void find_hours(Way *way)
{
	const char *values[] = {way->uid, NULL};
	g_autoptr(GPtrArray) rows = index_rows(way->index, "SELECT c.calendar"
		" FROM ticket t JOIN clock c ON c.ticket = t.id"
		" WHERE t.uid = ? AND c.calendar <> ''"
		" ORDER BY c.kind = 'resolution' DESC, c.started DESC LIMIT 1",
		values, NULL);
	if (!rows || rows->len == 0)
		return;
	way->calendars = work_calendars_new(way->index, way->regulation);
	way->hours = work_calendars_get(way->calendars,
		((char **)g_ptr_array_index(rows, 0))[0], NULL);
}

/* --- for machines ----------------------------------------------------------- */

Block *path_table(Page *page)
{
	static const char *const names[] = {"number", "uid", "stop", "level",
		"group", "holder", "status", "from", "until", "time", "worked",
		"returned", "hop", "bounced"};
	Block *table = page_add_table(page, "stops", NULL);
	table->machines = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		block_add_column(table, names[i], names[i], i == 0 ? COLUMN_ID :
			0);
	return table;
}

static Instant end_of(const Way *way, const PathStop *stop)
{
	return stop->until == INSTANT_NONE ? desk_now(way->desk) : stop->until;
}

static void add_row(const Way *way, Block *table, guint place,
	const PathStop *stop, gboolean bounced)
{
	GPtrArray *row = block_add_row(table);
	Instant until = end_of(way, stop);
	row_add(row, value_ticket_name(way->name));
	row_add(row, value_text(way->uid));
	row_add(row, value_integer(place));
	row_add(row, value_word(stop->level));
	row_add(row, value_word(stop->group));
	row_add(row, value_word(stop->holder));
	row_add(row, value_word(stop->status));
	row_add(row, value_instant(stop->from));
	row_add(row, value_instant(stop->until));
	row_add(row, value_span(until - stop->from));
	row_add(row, way->hours ? value_work(worktime_between(way->hours,
		stop->from, until)) : value_none());
	row_add(row, value_flag(stop->returned));
	row_add(row, value_flag(stop->hop));
	row_add(row, value_flag(bounced));
}

/* --- for people ------------------------------------------------------------- */

static gboolean is_russian(const Way *way)
{
	return g_strcmp0(way->language, "ru") == 0;
}

static const char *status_title(const Way *way, const char *status)
{
	const Term *term = is_russian(way) ? regulation_find(way->regulation,
		"status", status) : NULL;
	return term ? term->title : status;
}

static void append_time(const Way *way, GString *line, const PathStop *stop)
{
	Instant until = end_of(way, stop);
	gint64 wall = until - stop->from;
	gint64 worked = way->hours ? worktime_between(way->hours, stop->from,
		until) : wall;
	g_autofree char *text = span_format(wall);
	g_string_append_printf(line, " %s", text);
	if (worked == wall)
		return;
	g_autofree char *business = span_format(worked);
	g_string_append_printf(line, is_russian(way) ? " (рабочих %s)" :
		" (%s worked)", business);
}

static void append_stop(const Way *way, GString *line, const PathStop *stop)
{
	const char *who = *stop->holder ? stop->holder : stop->group;
	g_string_append(line, line->len > 0 ? " → " : "");
	if (stop->over) {
		g_string_append(line, status_title(way, stop->status));
		if (stop->until == INSTANT_NONE)
			return;
	} else {
		g_string_append_printf(line, "%s%s%s%s", stop->level,
			*stop->level && *who ? " " : "", who,
			!*stop->level && !*who ? "–" : "");
		g_string_append(line, stop->returned ? " ↩" :
			stop->hop ? " ⇄" : "");
	}
	append_time(way, line, stop);
	if (stop->until == INSTANT_NONE)
		g_string_append(line, " …");
}

static gboolean is_bounced(const Way *way)
{
	QueryContext context;
	g_autofree char *text = g_strdup_printf("is:bounced uid:%s", way->uid);
	g_autoptr(QueryNode) query = desk_query_context(way->desk, &context,
		NULL) ? query_parse(text, &context, NULL) : NULL;
	gint64 count = 0;
	return query && select_count(way->index, query, &context, &count,
		NULL) && count > 0;
}

gboolean path_add(Desk *desk, const char *uid, const char *language,
	Page *page, Block *table, GError **error)
{
	g_auto(Way) way = {.desk = desk, .index = desk_index(desk, error),
		.regulation = desk_regulation(desk, error), .uid = uid,
		.language = language};
	g_autoptr(GPtrArray) rows = way.index && way.regulation ?
		event_rows(&way, error) : NULL;
	if (!rows)
		return FALSE;
	way.name = desk_ticket_name(desk, uid);
	find_hours(&way);
	g_autoptr(GArray) events = events_of(rows);
	g_autoptr(GArray) stops = path_stops(events, way.regulation);
	g_autoptr(GString) line = g_string_new(NULL);
	gboolean bounced = is_bounced(&way);
	for (guint i = 0; i < stops->len; i++) {
		const PathStop *stop = &g_array_index(stops, PathStop, i);
		add_row(&way, table, i + 1, stop, bounced);
		append_stop(&way, line, stop);
	}
	page_add_prose(page, "#%s  %s%s", way.name, line->str, !bounced ? "" :
		is_russian(&way) ? "  (футбол)" : "  (bounced)");
	return TRUE;
}
