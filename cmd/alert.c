#include "cmd/automation.h"
#include "cmd/change.h"

#include "app/change/alert_entry.h"
#include "app/desk/lease.h"
#include "app/desk/ticket_name.h"
#include "app/time/alert.h"

static const Phrase
	which = {"which ticket? or --due", "какая заявка? или --due"},
	due_alone = {"--due finds its tickets itself",
		"--due находит заявки само"};

static const Option options[] = {
	{"due", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"every ticket that the regulation wakes people for",
			"все заявки, ради которых регламент будит людей"}},
	{0},
};

static const Member columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"called waiting nobody"},
	{"login", {"Who", "Кто"}, VALUE_TEXT, 0, "called now, or last"},
	{"until", {"Next at", "Следующий в"}, VALUE_INSTANT, 0,
		"when the next one is called"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{0},
};
static const Schema schema = {"alert/1",
	"desk alert: an array", columns};

static const Member run_members[] = {
	{"called", {NULL}, VALUE_INTEGER, 0, "tickets that woke somebody now"},
	{"waiting", {NULL}, VALUE_INTEGER, 0, "whose last one called has time"},
	{"nobody", {NULL}, VALUE_INTEGER, 0, "with nobody left to call"},
	{"alerts", {NULL}, VALUE_LIST, 0, "each of them", &schema},
	{0},
};
static const Schema run_schema = {"alert-run/1", "desk alert --due: an object",
	run_members};

static const struct {
	const char *name;
	Phrase title;
} states[] = {
	{"called", {"called", "вызван"}},
	{"waiting", {"was called, has time", "вызван раньше, ждём"}},
	{"nobody", {"nobody is left to call", "больше вызывать некого"}},
};

static Block *add_table(Context *context)
{
	Block *table = context_list(context, &schema, "alerts");
	return table;
}

enum { CALLED, WAITING, NOBODY, STATES = G_N_ELEMENTS(states) };

static guint state_of(const AlertResult *result)
{
	return result->called ? CALLED : result->nobody ? NOBODY : WAITING;
}

/* `result` NULL: nobody was called, only asked who would be. */
static void add_row(Context *context, Block *table, const char *uid,
	const char *name, const AlertResult *result)
{
	guint state = result ? state_of(result) : NOBODY;
	Value *cells[] = {
		value_ticket_name(name),
		result ? value_titled(states[state].name, in_language(context,
			&states[state].title)) : value_none(),
		value_text(result ? result->login : NULL),
		state == NOBODY ? value_none() : value_instant(result->until),
		value_text(uid),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static gboolean call_one(Context *context, Block *table, const char *uid,
	gboolean due, guint *counts, GError **error)
{
	g_autofree char *name = desk_ticket_name(context->desk, uid, error);
	AlertResult result = {.until = INSTANT_NONE};
	if (!name)
		return FALSE;
	if (context->dry_run) {
		add_row(context, table, uid, name, NULL);
		return TRUE;
	}
	gboolean good = alert_ticket(context->desk, uid, due, &result, error);
	if (good) {
		add_row(context, table, uid, name, &result);
		counts[state_of(&result)]++;
	}
	alert_result_clear(&result);
	return good;
}

static int call_all(Context *context, const GPtrArray *uids, gboolean due,
	GError **error)
{
	Block *table = add_table(context);
	guint counts[STATES] = {0};
	for (guint i = 0; i < uids->len; i++)
		if (!call_one(context, table, uids->pdata[i], due, counts,
			error))
			return -1;
	Block *fields = due ? automation_answer(context, &run_schema, "alerts",
		NULL) : NULL;
	for (guint i = 0; fields && i < STATES; i++)
		block_set(fields, states[i].name, value_integer(counts[i]));
	return counts[NOBODY] == 0 ? 0 : 1;
}

static gboolean acknowledge(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	(void)data;
	(void)error;
	alert_acknowledge(op, ticket);
	return TRUE;
}

static int run_ack(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operands_tickets(context, error);
	return uids ? change_tickets(context, "alert ack", uids, acknowledge,
		NULL, error) : -1;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	gboolean due = option_given(context, "due");
	if (!desk)
		return -1;
	if (due == (context->operand_count > 0))
		return usage_error(context, error, due ? &due_alone : &which,
			NULL);
	g_autoptr(GPtrArray) uids = due ? alert_due(desk, error) :
		operands_tickets(context, error);
	if (!uids)
		return -1;
	g_auto(Lease) lease = {0};
	if (due && uids->len > 0 && !context->dry_run &&
		!lease_need(desk, &lease, error))
		return -1;
	/* It runs out by itself: whom this host has called, the others must know
	 * first. */
	return call_all(context, uids, due, error);
}

static const Subcommand subcommands[] = {
	{"ack", "TICKETS...", {"I have heard, call nobody else",
		"принято, никого больше не вызывать"}, {VALUE_OF_TICKET}, NULL,
		run_ack, FALSE},
	{0},
};

const Command alert_command = {
	.name = "alert",
	.group = GROUP_REGULATION,
	.synopsis = "alert TICKETS | --due",
	.summary = {"wake who is on call, until somebody acknowledges",
		"будить дежурных, пока кто-нибудь не примет вызов"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_READS,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&schema, &run_schema, NULL},
	.run = run,
};
