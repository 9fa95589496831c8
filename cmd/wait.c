#include "cmd/change.h"

static const Phrase for_whom = {"--for %1: wait for requester, vendor or date",
	"--for %1: ждать можно requester, vendor или date"};

static const Option options[] = {
	{"for", 0, "WHOM", VALUE_OF_WAIT, FALSE,
		{"requester (default), vendor or date",
			"кого или чего: requester (по умолчанию), vendor, "
			"date"}},
	{"until", 0, "WHEN", VALUE_OF_DATE, FALSE,
		{"it comes back then", "когда она вернётся"}},
	OPTIONS_OF_TEXT,
	{0},
};

typedef struct {
	WaitFor wait;
	Instant until;
	const char *text;
} Waiting;

static gboolean wait_for(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Waiting *wanted = data;
	return change_wait(op, ticket, wanted->wait, wanted->until,
		wanted->text, error);
}

static gboolean read_whom(Context *context, WaitFor *wait, GError **error)
{
	static const char *const names[] = {"requester", "vendor", "date"};
	const char *whom = option_text(context, "for");
	*wait = WAIT_REQUESTER;
	if (!whom)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_strcmp0(whom, names[i]) == 0) {
			*wait = (WaitFor)i;
			return TRUE;
		}
	}
	usage_error(context, error, &for_whom, whom, NULL);
	return FALSE;
}

static int run(Context *context, GError **error)
{
	Waiting wanted = {0};
	if (!read_whom(context, &wanted.wait, error))
		return -1;
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_autofree char *text = NULL;
	if (!uids || !optional_message(context, &text, error) ||
		!option_date(context, "until", TRUE, &wanted.until, error))
		return -1;
	wanted.text = text;
	return change_tickets(context, "wait", uids, wait_for, &wanted, error);
}

const Command wait_command = {
	.name = "wait",
	.group = GROUP_DAILY,
	.synopsis = "wait TICKETS [--for requester|vendor|date] [--until WHEN] [-m TEXT]",
	.summary = {"set tickets aside until an answer or a date",
		"отложить заявки до ответа или даты"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
