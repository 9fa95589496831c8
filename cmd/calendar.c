/* Working hours and days off. */
#include "cmd/change.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "index/calendars.h"
#include "model/calendar.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/sla.h"
#include "rules/worktime.h"
#include "system/file.h"
#include "text/date.h"
#include "text/ical.h"

static const Phrase
	by_hand = {"%1: add %2 under \"include\" by hand (`desk calendar edit` "
			"opens the file)",
		"%1: добавьте %2 в include вручную (файл откроет `desk "
		"calendar edit`)"},
	gone = {"%1: there is no such file; desk.yaml names it",
		"%1: такого файла нет; его называет desk.yaml"},
	no_file = {"--into %1: desk.yaml names no calendar of that name with a "
			"file",
		"--into %1: в desk.yaml нет такого календаря с файлом"},
	no_days = {"%1: no whole-day event of last year or the years to come",
		"%1: нет событий на весь день за прошлый год и позже"};

enum { YEARS_AHEAD = 5, MOST_DAYS = 1000 };

static const Option import_options[] = {
	{"name", 0, "NAME", VALUE_OF_TEXT, FALSE,
		{"into calendars/NAME.yaml; default: the file's name",
			"в calendars/ИМЯ.yaml; по умолчанию имя файла"}},
	{"into", 0, "CALENDAR", VALUE_OF_CALENDAR, FALSE,
		{"include it in the file of CALENDAR",
			"включить его в файл календаря КАЛЕНДАРЬ"}},
	{0},
};

static const Option show_options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"these days; default this-month",
			"эти дни; по умолчанию this-month"}},
	{0},
};

/* --- list ---------------------------------------------------------------- */

static const Phrase weekdays[] = {{"mon", "пн"}, {"tue", "вт"}, {"wed", "ср"},
	{"thu", "чт"}, {"fri", "пт"}, {"sat", "сб"}, {"sun", "вс"}};
static const Phrase no_work = {"no working time", "нет рабочего времени"};

/* "mon-thu 09:00-13:00 14:00-18:00, fri 09:00-17:00" */
static char *week_text(const Calendar *calendar, const char *language)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < 7;) {
		g_autofree char *hours = work_hours_format(calendar->week[i]);
		guint last = i;
		for (; last + 1 < 7; last++) {
			g_autofree char *next = work_hours_format(
				calendar->week[last + 1]);
			if (strcmp(next, hours) != 0)
				break;
		}
		if (*hours)
			g_string_append_printf(text, "%s%s%s%s %s",
				text->len > 0 ? ", " : "",
				phrase_in(&weekdays[i], language),
				last > i ? "-" : "",
				last > i ? phrase_in(&weekdays[last],
					language) : "", hours);
		i = last + 1;
	}
	return g_string_free(text, FALSE);
}

static void add_calendar(Context *context, Block *table,
	const CalendarName *name, WorkCalendars *calendars)
{
	g_autoptr(GError) problem = NULL;
	Worktime *worktime = work_calendars_get(calendars, name->name,
		&problem);
	Instant now = desk_now(context->desk);
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name->name));
	row_add(row, value_text(name->file));
	if (!worktime) {
		for (int i = 0; i < 4; i++)
			row_add(row, value_none());
		g_autofree char *why = desk_error_text(problem,
			context->language);
		row_add(row, value_styled(value_titled(problem->message, why),
			STYLE_BAD));
		return;
	}
	const Calendar *calendar = worktime_calendar(worktime);
	gboolean open = worktime_is_open(worktime, now);
	row_add(row, value_text(g_time_zone_get_identifier(calendar->zone)));
	g_autofree char *week = week_text(calendar, NULL);
	g_autofree char *shown = week_text(calendar, context->language);
	row_add(row, value_titled(week, shown));
	row_add(row, value_flag(open));
	row_add(row, value_instant(open ? worktime_next_close(worktime, now) :
		worktime_next_open(worktime, now)));
	row_add(row, calendar_has_work(calendar) ? value_none() :
		value_styled(value_titled(no_work.en, in_language(context,
			&no_work)), STYLE_BAD));
}

static const Member calendar_columns[] = {
	{"name", {"Calendar", "Календарь"}, VALUE_TEXT, COLUMN_ID,
		"in desk.yaml"},
	{"file", {"File", "Файл"}, VALUE_TEXT, 0, "in the store; null = 24x7"},
	{"zone", {"Zone", "Пояс"}, VALUE_TEXT, 0, "time zone"},
	{"week", {"Week", "Неделя"}, VALUE_TEXT, COLUMN_SHRINK,
		"hours of Monday to Sunday"},
	{"open", {"Open", "Открыто"}, VALUE_FLAG, 0, "now is worked"},
	{"changes", {"Until", "До"}, VALUE_INSTANT, 0,
		"when it closes or opens next"},
	{"problem", {"Problem", "Ошибка"}, VALUE_TEXT, COLUMN_SHRINK,
		"why it cannot be used; null = it can"},
	{0},
};
static const Schema calendar_schema = {"calendar/1",
	"desk calendar list: an array", calendar_columns};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	WorkCalendars *calendars = desk ? desk_calendars(desk, error) : NULL;
	if (!calendars)
		return -1;
	const Regulation *regulation = desk_read_regulation(desk);
	Block *table = context_list(context, &calendar_schema, "calendars");
	for (guint i = 0; i < regulation->calendars->len; i++)
		add_calendar(context, table, regulation->calendars->pdata[i],
			calendars);
	return 0;
}

/* --- show ---------------------------------------------------------------- */

static void add_day(const Context *context, Block *table,
	const Calendar *calendar, const GDate *day)
{
	char text[16];
	const GArray *hours = calendar_hours(calendar, day);
	g_autofree char *hours_text = work_hours_format(hours);
	g_snprintf(text, sizeof text, "%04u-%02u-%02u", g_date_get_year(day),
		g_date_get_month(day), g_date_get_day(day));
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(text));
	row_add(row, value_titled(weekdays[g_date_get_weekday(day) - 1].en,
		in_language(context, &weekdays[g_date_get_weekday(day) - 1])));
	row_add(row, hours->len > 0 ? value_text(hours_text) : value_none());
	row_add(row, value_text(calendar_title_of(calendar, day)));
}

static void local_day(Instant at, GTimeZone *zone, GDate *day)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	g_date_clear(day, 1);
	g_date_set_dmy(day, (GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));
}

static const Member day_columns[] = {
	{"day", {"Day", "День"}, VALUE_TEXT, COLUMN_ID, "YYYY-MM-DD"},
	{"weekday", {""}, VALUE_TEXT, 0, "mon … sun"},
	{"hours", {"Hours", "Часы"}, VALUE_TEXT, 0, "of work; null = none"},
	{"title", {""}, VALUE_TEXT, COLUMN_SHRINK,
		"why it is unlike its weekday"},
	{0},
};
static const Schema day_schema = {"calendar-day/1",
	"desk calendar show: an array", day_columns};

static int run_show(Context *context, GError **error)
{
	const char *period = option_text(context, "period");
	Desk *desk = context_desk(context, error);
	WorkCalendars *calendars = desk ? desk_calendars(desk, error) : NULL;
	const char *name = context->operands[0];
	Worktime *worktime = !calendars ? NULL : name ?
		work_calendars_named(calendars, name, error) :
		work_calendars_default(calendars, error);
	Instant from, until;
	if (!worktime)
		return -1;
	const Calendar *calendar = worktime_calendar(worktime);
	if (!date_parse_period(period ? period : "this-month", desk_now(desk),
		    calendar->zone, &from, &until, error))
		return -1;
	Block *table = context_list(context, &day_schema, "days");
	GDate day, last;
	local_day(from, calendar->zone, &day);
	local_day(until - 1, calendar->zone, &last);
	for (int i = 0; i < MOST_DAYS && g_date_compare(&day, &last) <= 0;
		i++, g_date_add_days(&day, 1))
		add_day(context, table, calendar, &day);
	WorkSpan hours = {WORK_HOURS, worktime_between(worktime, from, until)};
	WorkSpan days = {WORK_DAYS, worktime_measure(worktime, WORK_DAYS, from,
		until)};
	g_autofree char *hours_text = work_span_format(hours);
	g_autofree char *days_text = work_span_format(days);
	g_autofree char *days_shown = span_in_language(days_text,
		context->language);
	g_autofree char *hours_shown = span_in_language(hours_text,
		context->language);
	page_add_footer(context->page, "%s: %s, %s", calendar->name, days_shown,
		hours_shown);
	return 0;
}

/* --- import -------------------------------------------------------------- */

typedef struct {
	char *path;	  /* calendars/holidays.yaml */
	GString *text;
	const char *into; /* calendars/office.yaml; NULL = none */
} Import;

static char *days_text(const GPtrArray *days, const char *source)
{
	GString *text = g_string_new("# From ");
	g_autofree char *name = yaml_clean_text(source, -1);
	g_strdelimit(name, "\n", ' ');
	g_string_append_printf(text, "%s\nholidays:\n", name);
	for (guint i = 0; i < days->len; i++) {
		const IcalDay *day = days->pdata[i];
		char first[16], last[16];
		g_date_strftime(first, sizeof first, "%Y-%m-%d", &day->first);
		g_date_strftime(last, sizeof last, "%Y-%m-%d", &day->last);
		g_string_append_printf(text, "  - {day: %s%s%s", first,
			strcmp(first, last) ? ".." : "",
			strcmp(first, last) ? last : "");
		if (day->title && *day->title) {
			g_string_append(text, ", title: ");
			yaml_append_scalar(text, day->title, TRUE);
		}
		g_string_append(text, "}\n");
	}
	return g_string_free(text, FALSE);
}

/* One more line under `include`, or a first one; the rest stays. */
static char *with_include(Operation *op, const char *file, const char *text,
	void *data, GError **error)
{
	const char *path = ((const Import *)data)->path;
	(void)op;
	if (!text) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &gone, file, NULL);
		return NULL;
	}
	g_autoptr(YamlNode) root = yaml_parse_single(text, strlen(text), file,
		1, error);
	if (!root)
		return NULL;
	const YamlNode *node = yaml_get(root, "include");
	for (guint i = 0; node && node->kind == YAML_LIST &&
		i < node->items->len; i++)
		if (g_strcmp0(((YamlNode *)node->items->pdata[i])->value,
			    path) == 0)
			return g_strdup(text);
	if (!node)
		return g_strdup_printf("include:\n  - %s\n%s", path, text);
	if (node->kind != YAML_LIST || node->items->len == 0) {
		desk_refuse(error, DESK_ERROR_CONFLICT, &by_hand, file, path,
			NULL);
		return NULL;
	}
	const YamlNode *first = node->items->pdata[0];
	gboolean block = yaml_is_block(text, node);
	/* Before the first element, which keeps its own mark. */
	gsize at = first->start;
	return g_strdup_printf("%.*s%s%s%s", (int)at, text, path,
		block ? "\n  - " : ", ", text + at);
}

static gboolean import(Operation *op, void *data, GError **error)
{
	const Import *wanted = data;
	operation_write_file(op, wanted->path, wanted->text->str);
	return !wanted->into || operation_edit_file(op, wanted->into,
		with_include, data, error);
}

static gboolean find_into(Context *context, const char **file, GError **error)
{
	const char *name = option_text(context, "into");
	const Regulation *regulation = desk_regulation(context->desk, error);
	*file = NULL;
	if (!regulation || !name)
		return regulation != NULL;
	for (guint i = 0; i < regulation->calendars->len; i++) {
		const CalendarName *own = regulation->calendars->pdata[i];
		if (strcmp(own->name, name) == 0)
			*file = own->file;
	}
	if (*file)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_file, name, NULL);
}

static GPtrArray *read_ics(Context *context, const char *file,
	guint *skipped, GError **error)
{
	g_autoptr(GBytes) bytes = strcmp(file, "-") == 0 ?
		file_read_descriptor(0, standard_input_name(context),
			ICAL_LIMIT_BYTES, error) : file_read(file, ICAL_LIMIT_BYTES, TRUE, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(
		desk_now(context->desk));
	int year = g_date_time_get_year(now);
	return ical_days(text ? text : "", size, file, year - 1,
		year + YEARS_AHEAD, skipped, error);
}

static char *import_path(Context *context, const char *file)
{
	const char *wanted = option_text(context, "name");
	g_autofree char *base = g_path_get_basename(file);
	char *dot = strrchr(base, '.');
	if (dot)
		*dot = '\0';
	g_autofree char *name = name_from_text(wanted ? wanted : base);
	return g_strdup_printf("calendars/%s.yaml", *name ? name : "holidays");
}

static int run_import(Context *context, GError **error)
{
	Import wanted = {0};
	guint skipped = 0;
	const char *file = context->operands[0];
	if (!context_desk(context, error) ||
		!find_into(context, &wanted.into, error))
		return -1;
	g_autoptr(GPtrArray) days = read_ics(context, file, &skipped, error);
	if (!days)
		return -1;
	if (days->len == 0) {
		desk_refuse(error, DESK_ERROR_DATA, &no_days, file, NULL);
		return -1;
	}
	g_autofree char *path = import_path(context, file);
	g_autofree char *text = days_text(days, file);
	wanted.path = path;
	wanted.text = g_string_new(text);
	int answer = run_file_change(context, "calendar import", import,
		&wanted, error);
	g_string_free(wanted.text, TRUE);
	if (answer != 0)
		return answer;
	static const Phrase taken_in = {"%1: %2 days", "%1: дней — %2"};
	context_add_prose(context, &taken_in, path, PHRASE_NUMBER(days->len),
		NULL);
	static const Phrase left_out = {"%1 events with a time of day, or a "
			"rule that cannot be read, were left out",
		"пропущено событий со временем суток или с непонятным "
		"правилом: %1"},
		not_counted = {"to count by it, add it under \"include\" of a "
			"calendar, or import it again with --into office",
		"чтобы он учитывался, добавьте его в include календаря или "
		"повторите импорт с --into office"};
	g_autofree char *count = g_strdup_printf("%u", skipped);
	if (skipped > 0)
		desk_say(context->desk, &left_out, count, NULL);
	if (!wanted.into)
		desk_say(context->desk, &not_counted, NULL);
	return 0;
}

static int run_edit(Context *context, GError **error)
{
	return edit_file(context, "calendars", context->operands[0], error);
}

static const Subcommand subcommands[] = {
	{"edit", "FILE", {"change the file of one", "изменить файл календаря"},
		{VALUE_OF_CALENDAR}, NULL, run_edit, FALSE},
	{"import", "FILE", {"days off from a calendar file (.ics)",
		"выходные из файла календаря (.ics)"}, {VALUE_OF_FILE},
		import_options, run_import, FALSE},
	{"list", NULL, {"which there are", "какие есть"}, {VALUE_OF_NOTHING},
		NULL, run_list, TRUE},
	{"show", "[NAME]", {"the hours of one, day by day",
		"часы работы по дням"}, {VALUE_OF_CALENDAR}, show_options, run_show,
		FALSE},
	{0},
};

const Command calendar_command = {
	.name = "calendar",
	.group = GROUP_REGULATION,
	.synopsis = "calendar",
	.summary = {"working hours and days off", "рабочие часы и выходные"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&calendar_schema, &day_schema, NULL},
	.subcommands = subcommands,
};
