#include "app/change/rules.h"
#include "cmd/automation.h"
#include "cmd/change.h"

#include "app/change/regulation_print.h"
#include "app/change/rules_due.h"
#include "app/change/rules_trial.h"
#include "app/desk/current_index.h"
#include "app/desk/lease.h"
#include "app/desk/query_context.h"
#include "app/desk/ticket_name.h"
#include "index/select.h"
#include "model/ticket.h"
#include "rules/route.h"

static const Option report_options[] = {
	{"output", 'o', "FILE", VALUE_OF_FILE, FALSE,
		{"write it to FILE", "записать в ФАЙЛ"}},
	{"html", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"HTML instead of Markdown", "HTML вместо Markdown"}},
	{0},
};

static const Option run_options[] = {
	{"due", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"what was changed by hand or came outside of hours",
			"изменённые вручную и принятые в нерабочее время"}},
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		{"only the tickets that match; default is:open",
			"только подходящие заявки; по умолчанию is:open"}},
	{0},
};

static const Option test_options[] = {
	{"explain", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"also say why the others do not match",
			"и почему не подходят остальные"}},
	{0},
};

static const Member rule_columns[] = {
	{"name", {"Rule", "Правило"}, VALUE_TEXT, COLUMN_ID,
		"of the rule, or its place"},
	{"if", {"If", "Если"}, VALUE_TEXT, COLUMN_SHRINK, "the query"},
	{"does", {"Does", "Делает"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"continue", {"Goes on", "Дальше"}, VALUE_FLAG, 0,
		"the rules below are tried, too"},
	{0},
};
static const Schema rule_schema = {"rule/1",
	"desk rules: an array", rule_columns};

static const Member trial_columns[] = {
	{"name", {"Rule", "Правило"}, VALUE_TEXT, COLUMN_ID, "of the rule"},
	{"matches", {"Matches", "Подходит"}, VALUE_FLAG, 0,
		"the ticket matches"},
	{"acts", {"Acts", "Действует"}, VALUE_FLAG, 0,
		"it would change the ticket now"},
	{"if", {"If", "Если"}, VALUE_TEXT, COLUMN_SHRINK, "the query"},
	{"why", {"Why", "Почему"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{0},
};
static const Schema trial_schema = {"rule-trial/1",
	"desk rules test: an array", trial_columns};

static const Member run_members[] = {
	{"changed", {NULL}, VALUE_INTEGER, 0, "tickets"},
	{"tickets", {NULL}, VALUE_LIST, 0,
		"what was done to each, as in change/1", &change_schema},
	{0},
};
static const Schema run_schema = {"rules-run/1", "desk rules run: an object",
	run_members};

static const Member ack_columns[] = {
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, COLUMN_ID, "login"},
	{"present", {"Present", "Эта версия"}, VALUE_FLAG, 0,
		"has read the present version"},
	{"version", {"Version", "Версия"}, VALUE_TEXT, 0,
		"what was read; null = nothing"},
	{"at", {"Read", "Прочитано"}, VALUE_INSTANT, 0, "when"},
	{0},
};
static const Schema ack_schema = {"ack/1", "desk rules ack list: an array",
	ack_columns};

#ifdef DESK_MAIL
/* --- list ---------------------------------------------------------------- */

static char *joined(const YamlNode *node)
{
	GString *out = g_string_new(NULL);
	const char *text;
	for (guint i = 0; (text = yaml_nth_text(node, i)); i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "", text);
	return g_string_free(out, FALSE);
}

static char *what_it_does(const Route *route)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; route->set && i < route->set->keys->len; i++) {
		const YamlNode *key = route->set->keys->pdata[i];
		g_string_append_printf(out, "%s%s=%s", i ? " " : "", key->value,
			yaml_get_text(route->set, key->value, ""));
	}
	g_autofree char *actions = joined(route->actions);
	if (*actions)
		g_string_append_printf(out, "%s%s", out->len ? "; " : "",
			actions);
	if (route->notify)
		g_string_append_printf(out, "notify %s", route->notify);
	if (route->assign)
		g_string_append_printf(out, "%sassign", out->len ? "; " : "");
	return g_string_free(out, FALSE);
}

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	QueryContext query = {0};
	if (!desk || !desk_rule_context(desk, &query, error))
		return -1;
	g_autoptr(GPtrArray) routes = routes_read(query.regulation, &query,
		NULL, error);
	if (!routes)
		return -1;
	Block *table = context_list(context, &rule_schema, "rules");
	for (guint i = 0; i < routes->len; i++) {
		const Route *route = g_ptr_array_index(routes, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(route->name));
		row_add(row, value_text(route->text));
		row_add(row, value_text_take(what_it_does(route)));
		row_add(row, value_flag(route->goes_on));
	}
	return 0;
}

/* --- test ---------------------------------------------------------------- */

static Value *outcome(const Context *context, const RuleTrial *trial)
{
	static const Phrase refused = {"is refused: %1", "отказано: %1"},
		not_matched = {"does not match: %1", "не подходит: %1"},
		outdone = {"matches, but a rule above was first",
		"подходит, но сработало правило выше"},
		idle = {"matches, and would change nothing",
		"подходит, но ничего не изменит"};
	const Phrase *said = trial->why ? trial->matches ? &refused :
		&not_matched : trial->over ? &outdone : &idle;
	if (trial->acts)
		return value_text(trial->changes);
	g_autofree char *name = phrase_fill(said, NULL, trial->why, NULL);
	g_autofree char *title = phrase_fill(said, context->language,
		trial->why, NULL);
	return value_titled(name, title);
}

static void add_trials(const Context *context, Block *table,
	const GPtrArray *trials, gboolean explain)
{
	for (guint i = 0; i < trials->len; i++) {
		const RuleTrial *trial = g_ptr_array_index(trials, i);
		if (!trial->acts && !explain)
			continue;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(trial->name));
		row_add(row, value_flag(trial->matches));
		row_add(row, value_flag(trial->acts));
		row_add(row, value_text(trial->query));
		row_add(row, outcome(context, trial));
	}
}

static int run_test(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) uids = desk ? desk_find_tickets(desk,
		context->operands[0], error) : NULL;
	if (!uids)
		return -1;
	Block *table = context_list(context, &trial_schema, "trials");
	for (guint i = 0; i < uids->len; i++) {
		g_autoptr(Ticket) ticket = desk_load_ticket(desk,
			g_ptr_array_index(uids, i), error);
		g_autoptr(GPtrArray) trials = ticket ?
			rules_trial(desk, ticket, error) : NULL;
		if (!trials)
			return -1;
		add_trials(context, table, trials, option_given(context, "explain"));
	}
	if (table->rows->len > 0)
		return 0;
	static const Phrase none = {"no rule acts; `desk rules test %1 "
			"--explain` says why",
		"ни одно правило не действует; почему, скажет `desk rules test "
		"%1 --explain`"};
	context_add_footer(context, &none, context->operands[0], NULL);
	return 1;
}

/* --- run ----------------------------------------------------------------- */

static gboolean run_one(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	(void)data;
	return rules_apply_now(op, ticket, error);
}

/* For cron: silent where there is nothing to do. */
static int run_due(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(RulesDue) due = desk ? rules_due(desk, error) : NULL;
	g_auto(Lease) lease = {0};
	if (!due)
		return -1;
	gboolean any = rules_due_tickets(due)->len > 0;
	if (any && !context->dry_run && !lease_need(desk, &lease, error))
		return -1;
	int done = any ? change_by_rule(context, "rules",
		rules_due_tickets(due), rules_due_ticket, due, error) : 0;
	lease_give_back(desk, &lease);
	automation_answer(context, &run_schema, "tickets", "changed");
	if (done == 0 && !context->dry_run && !rules_due_done(due, error))
		return -1;
	return done;
}

static int run_rules(Context *context, GError **error)
{
	if (option_given(context, "due"))
		return run_due(context, error);
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	QueryContext query = {0};
	if (!index || !desk_query_context(desk, &query, error))
		return -1;
	const char *text = option_text(context, "query");
	g_autoptr(QueryNode) tree = query_parse(text ? text : "is:open", &query,
		error);
	g_autoptr(GPtrArray) uids = tree ? select_uids(index, tree, &query,
		"created", 0, error) : NULL;
	if (!uids)
		return -1;
	int done = change_by_rule(context, "rules", uids, run_one, NULL, error);
	automation_answer(context, &run_schema, "tickets", "changed");
	return done;
}

/* --- the written part ---------------------------------------------------- */

static int run_report(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *file = option_text(context, "output");
	g_autoptr(GString) text = desk ? written_report(desk,
		option_given(context, "html"), error) : NULL;
	if (!text || (file && !output_write(file, text, error)))
		return -1;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	if (!file)
		g_string_append_len(context->page->bytes, text->str,
			(gssize)text->len);
	return 0;
}

static int run_ack(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	gboolean missing = FALSE;
	if (context->operand_count > 0) {
		context_page(context, PAGE_LIST, &ack_schema);
		return written_list(desk, context->page, &missing, error) ?
			missing : -1;
	}
	return run_file_change(context, "ack", written_ack, NULL, error);
}

#endif

static const Subcommand subcommands[] = {
	{"ack", "[list]", {"you have read the written part; list: who has",
		"вы прочли регламент; list: кто прочёл"}, {VALUE_OF_NOTHING},
		NULL, MAIL_RUN(run_ack), FALSE},
	{"list", NULL, {"the rules, and what they do",
		"правила и что они делают"}, {VALUE_OF_NOTHING}, NULL,
		MAIL_RUN(run_list), TRUE},
	{"report", NULL, {"the regulation as a written text",
		"регламент в виде текста"}, {VALUE_OF_NOTHING}, report_options,
		MAIL_RUN(run_report), FALSE},
	{"run", NULL, {"apply the rules to tickets again",
		"применить правила к заявкам заново"}, {VALUE_OF_NOTHING},
		run_options, MAIL_RUN(run_rules), FALSE},
	{"test", "TICKET", {"which rules a ticket meets",
		"какие правила подходят заявке"}, {VALUE_OF_TICKET},
		test_options, MAIL_RUN(run_test), FALSE},
	{0},
};

const Command rules_command = {
	.name = "rules",
	.group = GROUP_REGULATION,
	.synopsis = "rules",
	.summary = {"rules for new and changed tickets, and the written part",
		"правила для новых и изменённых заявок и регламент на бумаге"},
	.flags = COMMAND_CHANGES | COMMAND_READS | COMMAND_MAIL,
	.answers = (const Schema *const[]){&rule_schema,
		&run_schema,
		&trial_schema,
		&ack_schema, NULL},
	.subcommands = subcommands,
};
