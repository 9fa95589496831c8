#include "cmd/automation.h"
#include "cmd/command.h"

#include "app/desk/lease.h"
#include "app/desk/query_context.h"
#include "app/desk/ticket_name.h"
#include "app/show/clocks.h"
#include "app/time/escalate.h"
#include "rules/query.h"
#include "text/date.h"

static const Phrase one_ticket = {"sla show explains one ticket",
	"sla show объясняет одну заявку"};

static const Option check_options[] = {
	{"at-risk", 0, "SPAN", VALUE_OF_DURATION, FALSE,
		{"due within SPAN (30m, 4bh); default: as the policy warns",
			"срок ближе чем СРОК (30m, 4bh); по умолчанию: порог "
			"политики"}},
	{"nagios", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"one line and exit status for monitoring",
			"строка и код выхода для мониторинга"}},
	OPTION_ONLY_QUERY,
	{0},
};

/* --- show ---------------------------------------------------------------- */

static int run_show(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *name = context->operands[0] ? context->operands[0] : "@";
	g_autoptr(GPtrArray) uids = desk ? desk_find_tickets(desk, name, error) :
		NULL;
	if (!uids)
		return -1;
	if (uids->len != 1)
		return usage_error(context, error, &one_ticket, NULL);
	desk_remember_ticket(desk, uids->pdata[0]);
	context_page(context, PAGE_OBJECT, &clocks_sla_schema);
	return clocks_show(desk, uids->pdata[0], context->language,
		context->page, error) ? 0 : -1;
}

/* --- check --------------------------------------------------------------- */

static gboolean check(Context *context, Page *page, ClockCounts *counts,
	GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *risk = option_text(context, "at-risk");
	const char *text = option_text(context, "query");
	WorkSpan span;
	QueryContext query;
	g_autoptr(QueryNode) node = NULL;
	if (!desk || (risk && !work_span_parse(risk, &span, error)))
		return FALSE;
	if (text && (!desk_query_context(desk, &query, error) ||
			!(node = query_parse(text, &query, error))))
		return FALSE;
	const ClockCheck wanted = {risk ? &span : NULL, node,
		context->language};
	return clocks_check(desk, &wanted, page, counts, error);
}

/* The states of monitoring plugins, by exit status. */
static const char *const plugin_states[] = {"OK", "WARNING", "CRITICAL",
	"UNKNOWN"};

static int plugin_answer(Context *context, int state, const char *text,
	const ClockCounts *counts)
{
	GString *out = context->page->bytes;
	g_autofree char *line = g_strdelimit(g_strdup(text), "\r\n|", ' ');
	g_string_append_printf(out, "SLA %s - %s", plugin_states[state], line);
	if (counts)
		g_string_append_printf(out, " | breached=%u;;1 at_risk=%u;1 "
			"running=%u", counts->breached, counts->at_risk,
			counts->running);
	g_string_append_c(out, '\n');
	return state;
}

/* Whatever fails is "unknown": a plugin never says nothing. */
static int run_plugin(Context *context)
{
	ClockCounts counts;
	g_autoptr(GError) problem = NULL;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	if (!check(context, NULL, &counts, &problem))
		return plugin_answer(context, 3, problem->message, NULL);
	g_autofree char *text = g_strdup_printf("%u breached, %u at risk, %u "
		"running", counts.breached, counts.at_risk, counts.running);
	return plugin_answer(context, counts.breached > 0 ? 2 :
		counts.at_risk > 0 ? 1 : 0, text, &counts);
}

static void tell_counts(Context *context, const ClockCounts *counts)
{
	static const Phrase told = {"breached: %1, at risk: %2, running: %3",
		"нарушено: %1, под угрозой: %2, идёт: %3"};
	g_autofree char *breached = g_strdup_printf("%u", counts->breached);
	g_autofree char *at_risk = g_strdup_printf("%u", counts->at_risk);
	g_autofree char *running = g_strdup_printf("%u", counts->running);
	context_add_footer(context, &told, breached, at_risk, running, NULL);
}

static int run_check(Context *context, GError **error)
{
	ClockCounts counts;
	if (option_given(context, "nagios"))
		return run_plugin(context);
	context_page(context, PAGE_LIST, &clocks_check_schema);
	if (!check(context, context->page, &counts, error))
		return -1;
	tell_counts(context, &counts);
	return counts.breached > 0 ? 1 : 0;
}

/* --- escalate ------------------------------------------------------------ */

static const Member notice_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_RIGHT | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN | COLUMN_ID, "the ticket"},
	{"clock", {"Clock", "Часы"}, VALUE_TEXT, 0,
		"first-response, resolution …"},
	{"what", {"What", "Что"}, VALUE_TEXT, 0, "warning, breach"},
	{"due", {"Due", "Срок"}, VALUE_INSTANT, 0,
		"when its target is used up"},
	{"who", {"Who", "Кому"}, VALUE_TEXT, 0,
		"login that is told; null = nobody"},
	{"action", {"Action", "Действие"}, VALUE_TEXT, 0,
		"of the policy: notify, escalate, tag hot …"},
	{0},
};
static const Schema notice_schema = {"sla-notice/1",
	"a row of sla-run/1", notice_columns};

static const Member run_members[] = {
	{"warnings", {NULL}, VALUE_INTEGER, 0, "notices of clocks at risk"},
	{"breaches", {NULL}, VALUE_INTEGER, 0, "of late ones"},
	{"notices", {NULL}, VALUE_LIST, 0, "what was said and done",
		&notice_schema},
	{0},
};
static const Schema run_schema = {"sla-run/1", "desk sla escalate: an object",
	run_members};

static const Phrase
	warning = {"warning", "скоро срок"},
	breach = {"breach", "срок прошёл"},
	notify = {"notify", "сообщить"};

static gboolean add_notices(Context *context, const GPtrArray *notices,
	GError **error)
{
	Block *table = page_add_rows(context->page, "notices", notice_columns);
	for (guint i = 0; i < notices->len; i++) {
		const ClockNotice *notice = notices->pdata[i];
		g_autofree char *name = desk_ticket_name(context->desk, notice->uid, error);
		if (!name)
			return FALSE;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_ticket_name(name));
		row_add(row, value_text(notice->uid));
		const ClockName *clock = &clock_names[notice->clock];
		row_add(row, value_titled(clock->name, phrase_in(&clock->title,
			context->language)));
		row_add(row, value_styled(value_phrase(notice->breach ? &breach :
			&warning, context->language), notice->breach ?
			STYLE_BAD : STYLE_WARN));
		row_add(row, value_instant(notice->due));
		row_add(row, value_text(notice->who));
		row_add(row, notice->action ? value_text(notice->action) :
			value_phrase(&notify, context->language));
	}
	return TRUE;
}

static void answer(Context *context, const GPtrArray *notices)
{
	Block *fields = automation_answer(context, &run_schema, "notices",
		NULL);
	guint breaches = 0;
	for (guint i = 0; i < notices->len; i++)
		breaches += ((ClockNotice *)notices->pdata[i])->breach != 0;
	if (!fields)
		return;
	block_set(fields, "warnings", value_integer(notices->len - breaches));
	block_set(fields, "breaches", value_integer(breaches));
}

/* For cron: silent in a pipe when there was nothing to tell. */
static int run_escalate(Context *context, GError **error)
{
	char commit[41];
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) notices = desk ? escalate_due(desk, error) : NULL;
	if (!notices)
		return -1;
	context_page(context, PAGE_LIST, &notice_schema);
	if (!add_notices(context, notices, error))
		return -1;
	g_auto(Lease) lease = {0};
	if (notices->len > 0 && !context->dry_run &&
		!lease_need(desk, &lease, error))
		return -1;
	gboolean told = escalate_tell(desk, notices, context->dry_run, commit,
		error);
	lease_give_back(desk, &lease);
	if (told)
		answer(context, notices);
	return told ? 0 : -1;
}

static const Subcommand subcommands[] = {
	{"check", NULL, {"which clocks are late or at risk",
		"какие сроки нарушены или под угрозой"}, {VALUE_OF_NOTHING},
		check_options, run_check, TRUE},
	{"escalate", NULL, {"tell of those that are, as the policies say",
		"оповестить о них по правилам"}, {VALUE_OF_NOTHING}, NULL,
		run_escalate, FALSE},
	{"show", "[TICKET]", {"the clocks of one ticket, explained",
		"часы одной заявки с объяснением"}, {VALUE_OF_TICKET}, NULL,
		run_show, FALSE},
	{0},
};

const Command sla_command = {
	.name = "sla",
	.group = GROUP_REGULATION,
	.synopsis = "sla",
	.summary = {"clocks: what is due, what is late, and why",
		"сроки: что подходит, что просрочено и почему"},
	.flags = COMMAND_READS | COMMAND_CHANGES | COMMAND_PAGED,
	.answers = (const Schema *const[]){&clocks_check_schema,
		&clocks_sla_schema,
		&notice_schema, &run_schema, NULL},
	.subcommands = subcommands,
};
