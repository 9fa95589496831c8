#include "app/show/path.h"

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/clocks.h"
#include "index/select.h"
#include "index/tickets.h"
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

/* Of the fields that a way is made of; texts are those of `changes`. */
static GArray *events_of(const GPtrArray *changes)
{
	static const char *const names[] = {"assignee", "group", "level",
		"status", NULL};
	GArray *events = g_array_new(FALSE, FALSE, sizeof(PathEvent));
	for (guint i = 0; i < changes->len; i++) {
		const TicketChange *change = g_ptr_array_index(changes, i);
		PathEvent event = {change->seq, change->at, change->field,
			change->new_text};
		if (g_strv_contains(names, change->field))
			g_array_append_val(events, event);
	}
	return events;
}

/* By which its clocks are measured. Where that calendar cannot be read any more
 * the wall's time is shown. */
static gboolean find_hours(Way *way, GError **error)
{
	g_autofree char *name = NULL;
	g_autoptr(GError) problem = NULL;
	if (!index_clock_calendar(way->index, way->uid, &name, error))
		return FALSE;
	if (!name)
		return TRUE;
	way->calendars = work_calendars_new(way->index, way->regulation);
	way->hours = work_calendars_get(way->calendars, name, &problem);
	if (way->hours)
		return TRUE;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFIG))
		return desk_error_pass(error, &problem);
	desk_say_problem(way->desk, problem);
	return TRUE;
}

/* --- for machines ----------------------------------------------------------- */

static const Member columns[] = {
	{"number", {NULL}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, 0, "of the ticket"},
	{"stop", {NULL}, VALUE_INTEGER, 0, "from 1"},
	{"level", {NULL}, VALUE_TEXT, 0, "null = none"},
	{"group", {NULL}, VALUE_TEXT, 0, "null = none"},
	{"holder", {NULL}, VALUE_TEXT, 0, "login; null = nobody"},
	{"status", {NULL}, VALUE_TEXT, 0, "when it came there"},
	{"from", {NULL}, VALUE_INSTANT, 0, "when it came there"},
	{"until", {NULL}, VALUE_INSTANT, 0, "null = it is there"},
	{"time", {NULL}, VALUE_SPAN, 0, "between them, or until now"},
	{"worked", {NULL}, VALUE_SPAN, 0,
		"of it, in the working hours of its clocks; null = it has none"},
	{"returned", {NULL}, VALUE_FLAG, 0, "to somebody who had it before"},
	{"hop", {NULL}, VALUE_FLAG, 0, "from hand to hand within a level"},
	{"bounced", {NULL}, VALUE_FLAG, 0, "the ticket did so too often"},
	{0},
};
const Schema path_schema = {"path/1", "desk log --path: an array", columns};

Block *path_table(Page *page)
{
	Block *table = page_add_table(page, "stops", NULL);
	table->machines = TRUE;
	block_add_columns(table, columns);
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

static void append_time(const Way *way, GString *line, const PathStop *stop)
{
	static const Phrase all = {" %1", NULL},
		in_hours = {" %1 (%2 worked)", " %1 (рабочих %2)"};
	Instant until = end_of(way, stop);
	gint64 wall = until - stop->from;
	gint64 worked = way->hours ? worktime_between(way->hours, stop->from,
		until) : wall;
	g_autofree char *wall_text = span_format(wall);
	g_autofree char *worked_text = span_format(worked);
	g_autofree char *whole = span_in_language(wall_text, way->language);
	g_autofree char *business = span_in_language(worked_text, way->language);
	g_autofree char *text = phrase_fill(worked == wall ? &all : &in_hours,
		way->language, whole, business, NULL);
	g_string_append(line, text);
}

static void append_stop(const Way *way, GString *line, const PathStop *stop)
{
	const char *who = *stop->holder ? stop->holder : stop->group;
	g_string_append(line, line->len > 0 ? " → " : "");
	if (stop->over) {
		g_string_append(line, regulation_title(way->regulation, "status",
			stop->status, way->language));
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

static gboolean is_bounced(const Way *way, gboolean *bounced, GError **error)
{
	QueryContext context;
	g_autoptr(QueryNode) query = desk_query_context(way->desk, &context,
		error) ? query_parse("is:bounced", &context, error) : NULL;
	return query && select_has(way->index, query, &context, way->uid,
		bounced, error);
}

gboolean path_add(Desk *desk, const char *uid, const char *language,
	Page *page, Block *table, GError **error)
{
	static const Phrase football = {"  (bounced)", "  (футбол)"};
	g_auto(Way) way = {.desk = desk, .index = desk_index(desk, error),
		.uid = uid, .language = language};
	way.regulation = way.index ? desk_regulation(desk, error) : NULL;
	g_autoptr(GPtrArray) changes = way.regulation ?
		index_ticket_changes(way.index, uid, error) : NULL;
	gboolean bounced;
	if (!changes || !find_hours(&way, error) ||
		!is_bounced(&way, &bounced, error))
		return FALSE;
	way.name = desk_ticket_name(desk, uid, error);
	if (!way.name)
		return FALSE;
	g_autoptr(GArray) events = events_of(changes);
	g_autoptr(GArray) stops = path_stops(events, way.regulation);
	g_autoptr(GString) line = g_string_new(NULL);
	for (guint i = 0; i < stops->len; i++) {
		const PathStop *stop = &g_array_index(stops, PathStop, i);
		add_row(&way, table, i + 1, stop, bounced);
		append_stop(&way, line, stop);
	}
	page_add_prose(page, "#%s  %s%s", way.name, line->str, !bounced ? "" :
		phrase_in(&football, language));
	return TRUE;
}
