#include "report/report.h"

#include <string.h>

#include "app/desk/desk.h"
#include "cmd/listing.h"
#include "index/calendars.h"
#include "text/date.h"

static const Phrase
	one_period = {"--period or --since and --until, not both",
		"либо --period, либо --since и --until"},
	no_report = {"no report \"%1\"; there is %2",
		"нет отчёта «%1»; есть %2"},
	like_report = {"no report \"%1\"; did you mean %3?; there is %2",
		"нет отчёта «%1»; может быть, %3? Есть %2"};

static const Option options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"2026-10, 2026-Q3, last-month, this-week …; default "
			"this-month",
			"2026-10, 2026-Q3, last-month, this-week …; по "
			"умолчанию this-month"}},
	OPTION_SINCE,
	OPTION_UNTIL,
	{"by", 0, "FIELD", VALUE_OF_GROUPING, FALSE,
		{"group by day, week, month, agent or a field",
			"группировать: day, week, month, agent или поле"}},
	{"customer", 'c', "CUSTOMER", VALUE_OF_CUSTOMER, FALSE,
		{"only this customer's tickets",
			"только заявки этого клиента"}},
	OPTION_ONLY_QUERY,
	{"ids", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the tickets behind the figures",
			"заявки, из которых сложились показатели"}},
	{"as-of", 0, "DATE", VALUE_OF_DATE, FALSE,
		{"as it was known then; period-end for the period's end",
			"по данным на этот момент; period-end — на конец "
			"периода"}},
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
		return date_parse_period(period ? period : "this-month",
			query->now, query->zone, &settings->from,
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

/* --- the tickets ----------------------------------------------------- */

static QueryNode *read_query(Context *context, const QueryContext *query,
	GError **error)
{
	const char *text = option_text(context, "query");
	const char *customer = option_text(context, "customer");
	QueryNode *node = query_parse(text ? text : "", query, error);
	if (!node || !customer)
		return node;
	g_autofree char *narrow = g_strdup_printf("customer:\"%s\"", customer);
	QueryNode *more = query_parse(narrow, query, error);
	if (more)
		return query_and(node, more);
	query_free(node);
	return NULL;
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
	context_page(context, PAGE_LIST, &reports_schema);
	Block *table = page_add_rows(context->page, "reports", columns);
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

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0)
		return list_reports(context);
	ReportSettings settings = {.by = option_text(context, "by"),
		.ids = option_given(context, "ids")};
	QueryContext query;
	Desk *desk = context_desk(context, error);
	if (!desk || !choose_report(context, &settings, error) ||
		!desk_query_context(desk, &query, error))
		return -1;
	/* Days are the desk's, whoever asks from wherever. */
	settings.zone = query.zone;
	if (!read_period(context, &query, &settings, error) ||
		!read_as_of(context, &query, &settings, error))
		return -1;
	/* Of another time clocks are judged for the report on them alone: all
	 * tickets must be replayed for that. */
	settings.clocks = settings.as_of >= desk_now(desk);
	if (!settings.clocks && settings.report->source == REPORT_CLOCKS) {
		if (!desk_as_of(desk, settings.as_of, error))
			return -1;
		settings.clocks = TRUE;
	}
	WorkCalendars *calendars = desk_calendars(desk, error);
	if (!calendars || !work_calendars_find(calendars, NULL, &settings.work,
		error))
		return -1;
	Index *index = desk_index(desk, error);
	g_autoptr(QueryNode) node = read_query(context, &query, error);
	g_autoptr(GHashTable) tickets = NULL;
	if (!node || (node->kind != QUERY_ALL &&
		!(tickets = select_rows(index, node, &query, error))))
		return -1;
	settings.tickets = tickets;
	context_page(context, PAGE_OBJECT, &report_schema);
	return report_run(index, query.regulation, &settings, context->page,
		error) ? 0 : -1;
}

const Command report_command = {
	.name = "report",
	.group = GROUP_FIGURES,
	.synopsis = "report [NAME] [--period PERIOD | --since DATE --until DATE] "
		"[--by FIELD] [-c CUSTOMER] [-Q QUERY] [--as-of DATE] [--ids]",
	.summary = {"figures from history", "показатели по истории"},
	.options = options,
	.operand = VALUE_OF_REPORT,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&report_schema,
		&reports_schema, NULL},
	.run = run,
};
