#include "cmd/change.h"

#include "app/change/alert_entry.h"
#include "app/desk/desk.h"
#include "app/desk/lease.h"
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
	"desk alert, desk alert --due: an array", columns};

static Block *add_table(Context *context)
{
	context_page(context, PAGE_LIST, &schema);
	Block *table = page_add_rows(context->page, "alerts", columns);
	return table;
}

static const char *state_of(Context *context, const AlertResult *result)
{
	static const struct {
		const char *name;
		Phrase title;
	} states[] = {
		{"called", {"called", "вызван"}},
		{"waiting", {"was called, has time", "вызван раньше, ждём"}},
		{"nobody", {"nobody is left to call",
			"больше вызывать некого"}},
	};
	guint state = result->called ? 0 : result->nobody ? 2 : 1;
	return context->machine ? states[state].name :
		in_language(context, &states[state].title);
}

/* TRUE unless everybody was called in vain. */
static gboolean add_row(Context *context, Block *table, const char *uid,
	const char *name, const AlertResult *result)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_ticket_name(name));
	row_add(row, value_text(state_of(context, result)));
	row_add(row, value_text(result->login));
	row_add(row, result->nobody ? value_none() :
		value_instant(result->until));
	row_add(row, value_text(uid));
	return !result->nobody;
}

static int call_all(Context *context, const GPtrArray *uids, gboolean due,
	GError **error)
{
	Block *table = add_table(context);
	gboolean good = TRUE;
	for (guint i = 0; i < uids->len; i++) {
		AlertResult result = {.until = INSTANT_NONE};
		g_autofree char *name = desk_ticket_name(context->desk,
			uids->pdata[i], error);
		if (!name)
			return -1;
		if (!context->dry_run && !alert_ticket(context->desk,
			uids->pdata[i], due, &result, error)) {
			alert_result_clear(&result);
			return -1;
		}
		if (!context->dry_run)
			good &= add_row(context, table, uids->pdata[i], name,
				&result);
		else
			row_add(block_add_row(table),
				value_ticket_name(name));
		alert_result_clear(&result);
	}
	return good ? 0 : 1;
}

static gboolean acknowledge(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	(void)data;
	(void)error;
	alert_acknowledge(op, ticket);
	return TRUE;
}

static GPtrArray *read_tickets(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return NULL;
	if (context->operand_count == 0) {
		usage_error(context, error, &which, NULL);
		return NULL;
	}
	g_autofree char *names = g_strjoinv(",", context->operands);
	return desk_find_tickets(desk, names, error);
}

static int run_ack(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = read_tickets(context, error);
	return uids ? change_tickets(context, "alert ack", uids, acknowledge,
		NULL, error) : -1;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	gboolean due = option_given(context, "due");
	if (!desk)
		return -1;
	if (due && context->operand_count > 0)
		return usage_error(context, error, &due_alone, NULL);
	g_autoptr(GPtrArray) uids = due ? alert_due(desk, error) :
		read_tickets(context, error);
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
	.flags = COMMAND_CHANGES,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
