#include "report/report.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "cmd/frame.h"
#include "cmd/listing.h"
#include "cmd/report_mail.h"
#include "cmd/report_month.h"
#include "cmd/report_staffing.h"
#include "index/calendars.h"
#include "report/goals.h"
#include "report/threshold.h"
#include "text/date.h"

static const Phrase
	one_period = {"--period or --since and --until, not both",
		"либо --period, либо --since и --until"},
	one_report = {"\"%1\" is one too many: a report is of one name",
		"«%1» лишнее: у отчёта одно имя"},
	no_report = {"no report \"%1\"; there is %2",
		"нет отчёта «%1»; есть %2"},
	like_report = {"no report \"%1\"; did you mean %3? There is %2",
		"нет отчёта «%1»; может быть, %3? Есть %2"};

static const Option options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"2026-10, 2026-Q3, last-month, this-week …; default "
			"this-month, of report month last-month",
			"2026-10, 2026-Q3, last-month, this-week …; по "
			"умолчанию this-month, у отчёта month — last-month"}},
	OPTION_SINCE,
	OPTION_UNTIL,
	{"by", 0, "FIELD", VALUE_OF_GROUPING, FALSE,
		{"group by day, week, month, agent or a field",
			"группировать: day, week, month, agent или поле"}},
	{"customer", 'c', "CUSTOMER", VALUE_OF_CUSTOMER, FALSE,
		{"only this customer's tickets",
			"только заявки этого клиента"}},
	OPTION_ONLY_QUERY,
	{"within", 0, "TIME", VALUE_OF_DURATION, FALSE,
		{"a first response in time; default 1h, in staffing 20s",
			"первый ответ вовремя; по умолчанию 1h, в staffing 20s"}},
	{"as-was", 0, "WHEN", VALUE_OF_TEXT, FALSE,
		{"fields as they were: created, solved, now, or then",
			"поля — какими были: created, solved, now или then"}},
	{"ids", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the tickets behind the figures",
			"заявки, из которых сложились показатели"}},
	{"drill", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the tickets behind each figure",
			"заявки за каждым показателем"}},
	{"compare", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"differences to that period; previous, year-1",
			"разница с этим периодом; previous, year-1"}},
	{"fail-if", 0, "CONDITION", VALUE_OF_TEXT, TRUE,
		{"end with 1 if a figure is so: 'sla<95'",
			"завершиться с 1, если показатель таков: 'sla<95'"}},
	{"as-of", 0, "DATE", VALUE_OF_DATE, FALSE,
		{"as it was known then; period-end for the period's end",
			"по данным на этот момент; period-end — на конец "
			"периода"}},
	OPTIONS_OF_MAIL,
	OPTIONS_OF_STAFFING,
	{0},
};

/* --- the period ------------------------------------------------------ */

static gboolean read_period(Context *context, const QueryContext *query,
	ReportSettings *settings, GError **error)
{
	const char *period = option_text(context, "period");
	Instant since, until;
	if (!option_bounds(context, &since, &until, error))
		return FALSE;
	gboolean dates = since != INSTANT_NONE || until != INSTANT_NONE;
	if (period && dates) {
		usage_error(context, error, &one_period, NULL);
		return FALSE;
	}
	if (!dates)
		return date_parse_period(period ? period :
			settings->report->source == REPORT_MONTH ? "last-month" :
			"this-month", query->now, query->zone, &settings->from,
			&settings->until, error);
	settings->from = since == INSTANT_NONE ? 0 : since;
	settings->until = until == INSTANT_NONE ? query->now + 1 : until;
	return TRUE;
}

static gboolean read_as_of(Context *context, const QueryContext *query,
	ReportSettings *settings, GError **error)
{
	settings->as_of = query->now;
	if (g_strcmp0(option_text(context, "as-of"), "period-end") == 0) {
		settings->as_of = settings->until - 1;
		return TRUE;
	}
	Instant at;
	if (!option_bound(context, "as-of", &at, error))
		return FALSE;
	if (at != INSTANT_NONE)
		settings->as_of = at;
	return TRUE;
}

/* Months before; whole months stay whole months. */
static Instant months_earlier(const ReportSettings *settings, Instant at,
	int months)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc,
		settings->zone) : NULL;
	g_autoptr(GDateTime) moved = local ? g_date_time_add_months(local,
		-months) : NULL;
	return moved ? g_date_time_to_unix(moved) : at;
}

/* How many months from a first of a month to another; 0: it is not so. */
static int whole_months(const ReportSettings *settings)
{
	for (int months = 1; months <= 12; months++) {
		g_autofree char *day = instant_format_in(settings->from,
			settings->zone, "%d %H:%M:%S");
		if (strcmp(day, "01 00:00:00") == 0 && months_earlier(settings,
			    settings->until, months) == settings->from)
			return months;
	}
	return 0;
}

/* As long, and just before. */
static void find_previous(ReportSettings *settings)
{
	int months = whole_months(settings);
	settings->compared_until = settings->from;
	settings->compared_from = months > 0 ? months_earlier(settings,
		settings->from, months) :
		settings->from - (settings->until - settings->from);
	/* Days are not all as long. */
	g_autofree char *clock = instant_format_in(settings->from,
		settings->zone, "%H:%M:%S");
	if (months == 0 && strcmp(clock, "00:00:00") == 0)
		settings->compared_from = instant_day_start(
			settings->compared_from + 12 * 60 * 60, settings->zone,
			0);
}

/* People are told of the period before: of one that runs, as much of that. */
static void compare_unasked(ReportSettings *settings)
{
	settings->unasked = TRUE;
	find_previous(settings);
	if (settings->as_of < settings->until)
		settings->compared_until = CLAMP(settings->compared_from +
			settings->as_of - settings->from,
			settings->compared_from, settings->compared_until);
}

static gboolean read_compared(Context *context, const QueryContext *query,
	ReportSettings *settings, GError **error)
{
	const char *word = option_text(context, "compare");
	settings->compared_from = settings->compared_until = INSTANT_NONE;
	if (!word && settings->report->source != REPORT_MONTH) {
		if (settings->people && settings->from > 0 &&
			settings->from < settings->as_of)
			compare_unasked(settings);
		return TRUE;
	}
	if (!word || strcmp(word, "previous") == 0) {
		find_previous(settings);
		return TRUE;
	}
	if (g_ascii_strcasecmp(word, "year-1") != 0)
		return date_parse_period(word, query->now, query->zone,
			&settings->compared_from, &settings->compared_until,
			error);
	settings->compared_from = months_earlier(settings, settings->from, 12);
	settings->compared_until = months_earlier(settings, settings->until, 12);
	return TRUE;
}

/* --- the tickets ----------------------------------------------------- */

/* Those that -Q names, as they stand at `as_of`; none are all. */
static gboolean read_tickets(Context *context, Index *index,
	const QueryContext *query, GHashTable **tickets, GError **error)
{
	const char *text = option_text(context, "query");
	g_autoptr(QueryNode) node = query_parse(text ? text : "", query, error);
	return node && (node->kind == QUERY_ALL ||
		(*tickets = select_rows(index, node, query, error)));
}

/* --- what must not be ------------------------------------------------- */

static GArray *read_thresholds(Context *context, const Report *report,
	GError **error)
{
	static const Phrase no_figures = {"--fail-if is about figures: without "
			"--ids and --drill",
			"--fail-if проверяет показатели: без --ids и --drill"};
	char **texts = option_all(context, "fail-if");
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Threshold));
	if (*texts && (option_given(context, "ids") ||
		option_given(context, "drill"))) {
		usage_error(context, error, &no_figures, NULL);
		return NULL;
	}
	for (; *texts; texts++) {
		Threshold threshold;
		if (!threshold_parse(report, *texts, &threshold, error)) {
			g_prefix_error(error, "--fail-if: ");
			return NULL;
		}
		g_array_append_val(all, threshold);
	}
	return g_steal_pointer(&all);
}

static char *figure_text(const Context *context, const Value *value)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	if (value->type == VALUE_SHARE)
		return g_strconcat(g_ascii_formatd(number, sizeof number,
			"%.1f", value->real * 100), "%", NULL);
	return value->type == VALUE_SPAN || value->type == VALUE_WORK ?
		context_span(context, value->integer) : value_to_text(value);
}

static void say_broken(Context *context, const Threshold *threshold,
	const char *group, const Value *value, const char *condition)
{
	static const Phrase of = {"%1: %2: %3 is %4", "%1: %2: %3 — %4"},
		whole = {"%1: %2 is %3", "%1: %2 — %3"};
	g_autofree char *figure = figure_text(context, value);
	const char *name = threshold->metric->name;
	if (group)
		desk_say(context->desk, &of, condition, group, name, figure,
			NULL);
	else
		desk_say(context->desk, &whole, condition, name, figure, NULL);
}

/* Of each row, or of the one that there is. */
static gboolean is_broken(Context *context, const Threshold *threshold,
	const char *condition)
{
	const Page *page = context->page;
	const Block *table = page_rows(page);
	gboolean broken = FALSE;
	for (guint i = 0; !table && i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		const Value *value = !block->record ? NULL : value_record_get(
			block->record, threshold->metric->name);
		if (!threshold_holds(threshold, value))
			continue;
		say_broken(context, threshold, NULL, value, condition);
		broken = TRUE;
	}
	for (guint i = 0; table && i < table->rows->len; i++) {
		const GPtrArray *row = table->rows->pdata[i];
		for (guint k = 0; k < row->len; k++) {
			const Column *column = table->columns->pdata[k];
			if (strcmp(column->name, threshold->metric->name) != 0 ||
				!threshold_holds(threshold, row->pdata[k]))
				continue;
			g_autofree char *group = value_to_text(row->pdata[0]);
			say_broken(context, threshold, *group ? group : "–",
				row->pdata[k], condition);
			broken = TRUE;
		}
	}
	return broken;
}

static gboolean are_broken(Context *context, const GArray *thresholds)
{
	char **texts = option_all(context, "fail-if");
	gboolean broken = FALSE;
	for (guint i = 0; i < thresholds->len; i++)
		broken |= is_broken(context, &g_array_index(thresholds,
			Threshold, i), texts[i]);
	return broken;
}

/* Where it becomes so there is a line. */
static void draw_targets(const Page *page, const GArray *thresholds)
{
	const Block *table = page_rows(page);
	for (guint i = 0; table && i < thresholds->len; i++) {
		const Threshold *one = &g_array_index(thresholds, Threshold, i);
		for (guint k = 0; k < table->columns->len; k++) {
			Column *column = table->columns->pdata[k];
			if (strcmp(column->name, one->metric->name) == 0)
				column->target = threshold_figure(one);
		}
	}
}

/* ---------------------------------------------------------------------- */

static const Member columns[] = {
	{"name", {"Report", "Отчёт"}, VALUE_TEXT, COLUMN_ID,
		"for `desk report`"},
	{"help", {"What it says", "О чём"}, VALUE_TEXT, COLUMN_WRAP,
		"what it shows"},
	{0},
};
static const Schema reports_schema = {"reports/1",
	"desk report: an array", columns};

static int list_reports(Context *context)
{
	Block *table = context_list(context, &reports_schema, "reports");
	for (gsize i = 0; i < reports_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(reports[i].name));
		row_add(row, value_phrase(&reports[i].help,
			context->language));
	}
	return 0;
}

static gboolean choose_report(Context *context, ReportSettings *settings,
	GError **error)
{
	settings->report = report_find(context->operands[0]);
	if (settings->report && context->operand_count == 1)
		return TRUE;
	if (settings->report) {
		usage_error(context, error, &one_report, context->operands[1],
			NULL);
		return FALSE;
	}
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < reports_count; i++)
		g_ptr_array_add(names, (void *)reports[i].name);
	const char *near = nearest_name(context->operands[0], names);
	g_ptr_array_add(names, NULL);
	g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
	usage_error(context, error, near ? &like_report : &no_report,
		context->operands[0], known, near, NULL);
	return FALSE;
}

/* What is known at `as_of` is what all of it is told from. */
static gboolean look_back(Desk *desk, const ReportSettings *settings,
	QueryContext *query, GError **error)
{
	return settings->as_of >= desk_now(desk) ||
		(desk_as_of(desk, settings->as_of, error) &&
		desk_query_context(desk, query, error));
}

static gboolean make_page(Context *context, Index *index,
	const Regulation *regulation, const ReportSettings *settings,
	GError **error)
{
	if (settings->report->source == REPORT_MONTH)
		return report_month(context, settings, error);
	context_page(context, PAGE_OBJECT, &report_schema);
	if (!report_set_language(context, settings->customer, error) ||
		!report_run(index, regulation, settings, context->page, error))
		return FALSE;
	if (settings->people)
		goals_show(context->page, settings->report, regulation);
	return TRUE;
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0)
		return list_reports(context);
	ReportSettings settings = {.within = 3600, .by = option_text(context, "by"),
		.as_was = option_text(context, "as-was"),
		.named = option_given(context, "fields"),
		.ids = option_given(context, "ids"),
		.drill = option_given(context, "drill")};
	settings.people = !settings.ids && (present_people(context) ||
		option_given(context, "email"));
	settings.linked = settings.people && (present_is(context, "html") ||
		option_given(context, "email"));
	QueryContext query;
	StaffingSettings staffing;
	settings.staffing = &staffing;
	Desk *desk = context_desk(context, error);
	if (!desk || !choose_report(context, &settings, error) ||
		!report_staffing_options(context, settings.report->source ==
			REPORT_STAFFING, &staffing, error) ||
		!report_month_options(context, settings.report, error) ||
		!desk_query_context(desk, &query, error))
		return -1;
	g_autoptr(GArray) thresholds = read_thresholds(context,
		settings.report, error);
	if (!thresholds)
		return -1;
	if (staffing.question.arrivals >= 0 && !settings.by)
		settings.by = "";
	/* Days are the desk's, whoever asks from wherever. */
	settings.zone = query.zone;
	const char *word = option_text(context, "customer");
	g_autofree char *customer = word ? words_customer(desk, word, error) :
		NULL;
	settings.customer = customer;
	Index *index = desk_index(desk, error);
	if (index)
		index_read_much(index);
	if (!index || (word && !customer) ||
		!option_duration(context, "within", &settings.within, error) ||
		!read_period(context, &query, &settings, error) ||
		!read_as_of(context, &query, &settings, error) ||
		!read_compared(context, &query, &settings, error) ||
		!look_back(desk, &settings, &query, error))
		return -1;
	WorkCalendars *calendars = desk_calendars(desk, error);
	if (!calendars || !work_calendars_find(calendars, NULL, &settings.work,
		error))
		return -1;
	g_autoptr(GHashTable) tickets = NULL;
	if (!read_tickets(context, index, &query, &tickets, error))
		return -1;
	settings.tickets = tickets;
	if (!make_page(context, index, query.regulation, &settings, error))
		return -1;
	draw_targets(context->page, thresholds);
	gboolean broken = are_broken(context, thresholds);
	return !report_mail(context, &settings, error) ? -1 : broken;
}

const Command report_command = {
	.name = "report",
	.group = GROUP_FIGURES,
	.synopsis = "report [NAME] [--period PERIOD | --since DATE --until DATE] "
		"[--by FIELD] [--as-was WHEN] [-c CUSTOMER] [-Q QUERY] "
		"[--within TIME] "
		"[--as-of DATE] [--compare PERIOD] [--ids | --drill] "
		"[--fail-if CONDITION] "
		"[--email ADDRESS...] [--again] [--skip-empty] "
		"[--arrivals N/TIME] [--handle TIME] [--target PERCENT] "
		"[--agents N] [--concurrency N] [--shrinkage PERCENT] "
		"[--occupancy PERCENT]",
	.summary = {"figures from history", "показатели по истории"},
	.options = options,
	.operand = VALUE_OF_REPORT,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&month_page_schema, &report_schema,
		&report_mail_schema,
		&reports_schema, NULL},
	.run = run,
};
