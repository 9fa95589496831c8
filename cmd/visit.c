#include "cmd/change.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/people_words.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "cmd/visit.h"
#include "index/index.h"
#include "rules/query.h"

static const Phrase
	at_what_time = {"at what time? like '%1 10:00'",
		"во сколько? например, '%1 10:00'"},
	who_and_when = {"who goes, and when? like `desk visit %1 ivan "
			"'tomorrow 10:00'`",
		"кто едет и когда? например, `desk visit %1 ivan 'завтра "
		"10:00'`"},
	nobody = {"somebody has to go", "кто-то должен поехать"},
	none_planned = {"no visit is planned for %1",
		"выезд по %1 не назначен"},
	nobody_was_there = {"nobody was there for %1 yet; `desk visit done %1 "
			"--onsite 1h` says so",
		"по %1 никто ещё не ездил; `desk visit done %1 --onsite 1h` "
		"запишет выезд"};

static const Option options[] = {
	{"for", 0, "TIME", VALUE_OF_DURATION, FALSE,
		{"how long it may take: 2h", "сколько он может занять: 2h"}},
	OPTIONS_OF_TEXT,
	{0},
};

static const Option cancel_options[] = {OPTIONS_OF_TEXT, {0}};

static const Option done_options[] = {
	{"onsite", 0, "TIME", VALUE_OF_DURATION, FALSE,
		{"how long it was there; default: as planned",
			"время на месте; по умолчанию: как назначено"}},
	{"travel", 0, "TIME", VALUE_OF_DURATION, FALSE,
		{"how long the way was", "сколько заняла дорога"}},
	OPTIONS_OF_TEXT,
	{0},
};

static const Option list_options[] = {
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
		{"whose", "чьи выезды"}},
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"2026-11, this-week …; default: planned ones",
			"2026-11, this-week …; по умолчанию назначенные"}},
	{0},
};

/* --- plan, cancel, done ---------------------------------------------- */

static gboolean plan(Operation *op, Ticket *ticket, void *data, GError **error)
{
	return change_visit(op, ticket, data, error);
}

/* Nobody comes "on the tenth": a day alone has no time. */
static gboolean read_time(Context *context, const char *when, Instant *at,
	GError **error)
{
	QueryContext query;
	Instant from, until;
	if (!words_deadline(context->desk, when, at, error) ||
		!desk_query_context(context->desk, &query, error))
		return FALSE;
	if (date_is_span(when) || !date_parse_range(when, query.now,
		desk_zone(context->desk),
		DATE_FUTURE, &from, &until, NULL) || until - from <= 3600)
		return TRUE;
	usage_error(context, error, &at_what_time, when, NULL);
	return FALSE;
}

static int run_plan(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	g_autofree char *text = NULL;
	VisitPlan wanted = {0};
	gint64 seconds = 0;
	if (!uids)
		return -1;
	if (context->operand_count < 3)
		return usage_error(context, error, &who_and_when,
			context->operands[0], NULL);
	g_autofree char *agent = words_assignee(context->desk,
		context->operands[1], FALSE, error);
	g_autofree char *when = g_strjoinv(" ", context->operands + 2);
	if (!agent || !read_time(context, when, &wanted.at, error) ||
		!option_duration(context, "for", &seconds, error) ||
		!optional_message(context, &text, error))
		return -1;
	if (!*agent)
		return usage_error(context, error, &nobody, NULL);
	wanted.agent = agent;
	wanted.minutes = (seconds + 59) / 60;
	wanted.text = text;
	return change_tickets(context, "visit", uids, plan, &wanted, error);
}

static gboolean cancel(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_visit_cancel(op, ticket, data, error);
}

static int run_cancel(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	g_autofree char *text = NULL;
	return uids && optional_message(context, &text, error) ?
		change_tickets(context, "visit cancel", uids, cancel, text,
			error) : -1;
}

static gboolean finish(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_visit_done(op, ticket, data, error);
}

static int run_done(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	g_autofree char *text = NULL;
	VisitDone done = {0};
	if (!uids || !option_duration(context, "onsite", &done.onsite, error) ||
		!option_duration(context, "travel", &done.travel, error) ||
		!confirm_work(context, done.onsite, error) ||
		!confirm_work(context, done.travel, error) ||
		!optional_message(context, &text, error))
		return -1;
	done.text = text;
	return change_tickets(context, "visit done", uids, finish, &done, error);
}

/* --- list ------------------------------------------------------------ */

static const char *state_of(Context *context, const Visit *visit)
{
	static const struct {
		const char *name;
		Phrase title;
	} states[] = {{"planned", {"planned", "назначен"}},
		{"done", {"done", "состоялся"}},
		{"cancelled", {"cancelled", "отменён"}}};
	guint state = visit->cancelled ? 2 : visit->done ? 1 : 0;
	return context->machine ? states[state].name :
		in_language(context, &states[state].title);
}

static gboolean add_row(Context *context, Block *table, const Visit *visit,
	GError **error)
{
	Index *index = desk_index(context->desk, error);
	g_autofree char *place = NULL;
	if (!index || !visit_place(index, visit->customer, &place, error))
		return FALSE;
	Value *cells[] = {
		value_instant(visit->began != INSTANT_NONE ? visit->began :
			visit->planned),
		value_ticket_name(visit->ticket),
		value_text(visit->agent),
		value_text(state_of(context, visit)),
		value_work((visit->done ? visit->onsite : visit->minutes) * 60),
		value_text(*visit->customer ? visit->customer : NULL),
		value_text(place),
		value_text(visit->subject),
		value_integer(visit->travel),
		value_text(visit->uid),
		value_text(visit->id),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

static const Member columns[] = {
	{"at", {"When", "Когда"}, VALUE_INSTANT, 0,
		"when it was, or is planned"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, 0, "who goes"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"planned done cancelled"},
	{"time", {"Time", "Время"}, VALUE_SPAN, COLUMN_RIGHT,
		"on site; planned: how long it may take"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0, "of the ticket"},
	{"place", {"Place", "Адрес"}, VALUE_TEXT, 0,
		"address of the customer's first site"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{"travel", {"Travel", "Дорога"}, VALUE_INTEGER, COLUMN_HIDDEN,
		"minutes of the way"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"entry", {"Entry", "Запись"}, VALUE_TEXT, COLUMN_HIDDEN,
		"the first of the visit"},
	{0},
};
static const Schema schema = {"visit/1", "desk visit list: an array", columns};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	gboolean period = option_given(context, "period");
	const char *agent = option_text(context, "assignee");
	Instant from = G_MININT64, until = G_MAXINT64;
	if (!desk || (period && !option_period(context, NULL, &from, &until,
		error)))
		return -1;
	g_autofree char *login = agent ? words_agent(desk, agent, error) : NULL;
	g_autoptr(GPtrArray) visits = agent && !login ? NULL :
		visits_read(desk, NULL, error);
	if (!visits)
		return -1;
	Block *table = context_list(context, &schema, "visits");
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		Instant at = visit->began != INSTANT_NONE ? visit->began :
			visit->planned;
		if ((!period && (visit->done || visit->cancelled)) ||
			at < from || at >= until ||
			(login && strcmp(login, visit->agent) != 0))
			continue;
		if (!add_row(context, table, visit, error))
			return -1;
	}
	return 0;
}

/* --- the invitation and the act -------------------------------------- */

/* The latest of the ticket in the first operand: who was there (`done`), else
 * what is planned. Borrowed from `*visits`; NULL: an error. */
static const Visit *pick(Context *context, gboolean done, GPtrArray **visits,
	GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	*visits = uids ? visits_read(context->desk, uids->pdata[0], error) :
		NULL;
	if (!*visits)
		return NULL;
	const Visit *found = done ? NULL : visit_planned(*visits);
	for (guint i = (*visits)->len; !found && i-- > 0;) {
		const Visit *visit = (*visits)->pdata[i];
		if (done ? visit->done : visit->planned != INSTANT_NONE)
			found = visit;
	}
	if (!found)
		desk_refuse(error, DESK_ERROR_NO, done ? &nobody_was_there :
			&none_planned, context->operands[0], NULL);
	return found;
}

static int run_ics(Context *context, GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	const Visit *visit = pick(context, FALSE, &visits, error);
	GString *file = visit ? visit_invitation(context->desk, visit, error) :
		NULL;
	if (!file)
		return -1;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	g_string_append_len(context->page->bytes, file->str, (gssize)file->len);
	g_string_free(file, TRUE);
	return 0;
}

static int run_act(Context *context, GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	const Visit *visit = pick(context, TRUE, &visits, error);
	return visit && visit_act(context, visit, error) ? 0 : -1;
}

static const Subcommand subcommands[] = {
	{"act", "TICKET", {"the act of work, to be signed",
		"акт выполненных работ"}, {VALUE_OF_TICKET}, NULL, run_act,
		FALSE},
	{"cancel", "TICKET", {"nobody goes", "выезд отменяется"},
		{VALUE_OF_TICKET}, cancel_options, run_cancel, FALSE},
	{"done", "TICKET", {"somebody was there", "выезд состоялся"},
		{VALUE_OF_TICKET}, done_options, run_done, FALSE},
	{"ics", "TICKET", {"the invitation for a calendar",
		"приглашение для календаря"}, {VALUE_OF_TICKET}, NULL, run_ics,
		FALSE},
	{"list", NULL, {"who goes where", "кто и куда едет"},
		{VALUE_OF_NOTHING}, list_options, run_list, TRUE},
	{0},
};

const Command visit_command = {
	.name = "visit",
	.group = GROUP_TICKETS,
	.synopsis = "visit [TICKET AGENT WHEN [--for TIME]]",
	.summary = {"go to the customer: plan, invite, record, the act of work",
		"выезд к клиенту: назначить, пригласить, записать, акт"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.more = {VALUE_OF_AGENT, VALUE_OF_DATE},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&act_schema, &schema, NULL},
	.run = run_plan,
};
