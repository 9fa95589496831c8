/* Working time between two instants, or from one on. */
#include "cmd/command.h"

#include <string.h>

#include "system/clock.h"
#include "text/date.h"

static const Option options[] = {
	{"calendar", 0, "NAME", VALUE_OF_TEXT, FALSE,
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
	return name ? work_calendars_get(calendars, name, error) :
		work_calendars_default(calendars, error);
}

static int between(Context *context, Worktime *worktime, Instant from,
	Instant until)
{
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

static int after(Context *context, Worktime *worktime, Instant from,
	const char *text, gboolean back, GError **error)
{
	WorkSpan span;
	Instant at;
	if (!work_span_parse(text, &span, error))
		return -1;
	span.amount = back ? -span.amount : span.amount;
	if (!worktime_add(worktime, from, span, &at, error))
		return -1;
	g_autofree char *answer = instant_format(at);
	g_string_append_printf(context->page->bytes, "%s\n", answer);
	return 0;
}

static gboolean read_instant(Context *context, const char *text, Instant *at,
	GError **error)
{
	g_autoptr(GTimeZone) zone = clock_local_zone();
	const DateWork work = context_work(context);
	const DateSetting setting = {clock_now(), zone, &work};
	return date_read(text, &setting, DATE_FUTURE, at, error);
}

static int run(Context *context, GError **error)
{
	char **words = context->operands;
	Instant from, until;
	if (context->operand_count != 3) {
		usage_error(context, error, "between FROM UNTIL, or after FROM "
			"4bh, or before FROM 2bd");
		return -1;
	}
	Desk *desk = context_desk(context, error);
	Worktime *worktime = desk ? chosen_calendar(context, desk, error) :
		NULL;
	if (!worktime || !read_instant(context, words[1], &from, error))
		return -1;
	context->page = page_new(PAGE_TEXT, "sla-calc/1");
	if (strcmp(words[0], "after") == 0 || strcmp(words[0], "before") == 0)
		return after(context, worktime, from, words[2],
			*words[0] == 'b', error);
	if (strcmp(words[0], "between") == 0)
		return read_instant(context, words[2], &until, error) ?
			between(context, worktime, from, until) : -1;
	usage_error(context, error, "sla-calc %s: between, after or before",
		words[0]);
	return -1;
}

static const char *const subcommands[] = {"after", "before", "between", NULL};

const Command sla_calc_command = {
	.name = "sla-calc",
	.group = GROUP_PLUMBING,
	.synopsis = "sla-calc [--calendar NAME] between FROM UNTIL | "
		"after FROM SPAN | before FROM SPAN",
	.summary = {"working time between two times, or from one on",
		"рабочее время между двумя моментами или от одного"},
	.options = options,
	.operand = VALUE_OF_DATE,
	.flags = COMMAND_PLUMBING,
	.subcommands = subcommands,
	.run = run,
};
