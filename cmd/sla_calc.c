/* Working time between two instants, or from one on. */
#include "cmd/command.h"

#include "app/desk/in_force.h"
#include "base/error.h"
#include "index/calendars.h"
#include "rules/worktime.h"
#include "system/clock.h"
#include "text/date.h"

static const Option options[] = {
	{"calendar", 0, "NAME", VALUE_OF_CALENDAR, FALSE,
		{"by this calendar; default: of the policy standard",
			"по этому календарю; по умолчанию: календарь политики "
			"standard"}},
	{0},
};

static Worktime *chosen_calendar(Context *context, Desk *desk, GError **error)
{
	const char *name = option_text(context, "calendar");
	WorkCalendars *calendars = desk_calendars(desk, error);
	if (!calendars)
		return NULL;
	return name ? work_calendars_named(calendars, name, error) :
		work_calendars_default(calendars, error);
}

static gboolean read_instant(Context *context, const char *text, Instant *at,
	GError **error)
{
	g_autoptr(GTimeZone) zone = clock_local_zone();
	const DateWork work = context_work(context);
	const DateSetting setting = {clock_now(), zone, &work};
	return date_read(text, &setting, DATE_FUTURE, at, error);
}

/* The calendar and the time that the first operand names. */
static Worktime *read_begin(Context *context, Instant *from, GError **error)
{
	Desk *desk = context_desk(context, error);
	Worktime *worktime = desk ? chosen_calendar(context, desk, error) :
		NULL;
	if (!worktime || !read_instant(context, context->operands[0], from,
		error))
		return NULL;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	return worktime;
}

static int run_between(Context *context, GError **error)
{
	static const Phrase backwards = {"\"%1\" is after \"%2\"",
		"«%1» позже, чем «%2»"};
	Instant from, until;
	Worktime *worktime = read_begin(context, &from, error);
	if (!worktime || !read_instant(context, context->operands[1], &until,
		error))
		return -1;
	if (until < from) {
		desk_refuse(error, DESK_ERROR_USAGE, &backwards,
			context->operands[0], context->operands[1], NULL);
		return -1;
	}
	WorkSpan hours = {WORK_HOURS, worktime_between(worktime, from, until)};
	WorkSpan days = {WORK_DAYS, worktime_measure(worktime, WORK_DAYS, from,
		until)};
	g_autofree char *hours_text = work_span_format(hours);
	g_autofree char *days_text = work_span_format(days);
	g_string_append_printf(context->page->bytes,
		"%" G_GINT64_FORMAT "\t%s\t%s\n", hours.amount, hours_text,
		days_text);
	return 0;
}

static int count_from(Context *context, int sign, GError **error)
{
	WorkSpan span;
	Instant from, at;
	Worktime *worktime = read_begin(context, &from, error);
	if (!worktime || !work_span_parse(context->operands[1], &span, error))
		return -1;
	span.amount *= sign;
	if (!worktime_add(worktime, from, span, &at, error))
		return -1;
	g_autofree char *answer = instant_format(at);
	g_string_append_printf(context->page->bytes, "%s\n", answer);
	return 0;
}

static int run_after(Context *context, GError **error)
{
	return count_from(context, 1, error);
}

static int run_before(Context *context, GError **error)
{
	return count_from(context, -1, error);
}

static const Subcommand subcommands[] = {
	{"after", "FROM SPAN", {"when so much working time has passed",
		"когда пройдёт столько рабочего времени"}, {VALUE_OF_DATE},
		options, run_after, FALSE},
	{"before", "FROM SPAN", {"when so much of it was still ahead",
		"когда до него оставалось столько"}, {VALUE_OF_DATE}, options,
		run_before, FALSE},
	{"between", "FROM UNTIL", {"how much of it there is",
		"сколько рабочего времени между ними"}, {VALUE_OF_DATE},
		options, run_between, FALSE},
	{0},
};

const Command sla_calc_command = {
	.name = "sla-calc",
	.group = GROUP_PLUMBING,
	.synopsis = "sla-calc",
	.summary = {"working time between two times, or from one on",
		"рабочее время между двумя моментами или от одного"},
	.flags = COMMAND_PLUMBING,
	.subcommands = subcommands,
};
