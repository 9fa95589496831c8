#include "cmd/change.h"

#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/show/card.h"
#include "model/regulation.h"
#include "text/date.h"

static const Phrase
	one_ticket = {"--on %1: a call is about one ticket",
		"--on %1: звонок — об одной заявке"},
	who_calls = {"who is calling? a phone number, name or address",
		"кто звонит? номер телефона, имя или адрес"};

static const Option options[] = {
	{"on", 0, "TICKET", VALUE_OF_TICKET, FALSE,
		{"a call about this ticket", "звонок по этой заявке"}},
	{"out", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"we called them", "звонили мы"}},
	{"missed", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"nobody answered: a ticket to call back",
			"никто не ответил: заявка, чтобы перезвонить"}},
	OPTION_CATEGORY,
	OPTION_PRIORITY,
	OPTIONS_OF_TEXT,
	{"work", 'w', "TIME", VALUE_OF_DURATION, FALSE,
		{"how long we talked: 4m", "сколько длился разговор: 4m"}},
	{0},
};

typedef struct {
	const char *on; /* uid; NULL = a new ticket */
	NewTicket ticket;
	Call call;
} PhoneCall;

/* Who answers a phone has the ticket, unless a mark gave it to another. */
static Ticket *open_ticket(Operation *op, const PhoneCall *call, GError **error)
{
	NewOutcome outcome;
	Ticket *ticket = change_new(op, &call->ticket, &outcome, error);
	if (ticket && !call->call.missed && !call->ticket.assignee &&
		!change_take(op, ticket, FALSE, error))
		return NULL;
	return ticket;
}

static gboolean record(Operation *op, void *data, GError **error)
{
	const PhoneCall *call = data;
	Ticket *ticket = call->on ? operation_ticket(op, call->on, error) :
		open_ticket(op, call, error);
	return ticket && change_call(op, ticket, &call->call, error);
}

static gboolean read_on(Context *context, PhoneCall *call, char **uid,
	GError **error)
{
	const char *on = option_text(context, "on");
	if (!on)
		return TRUE;
	g_autoptr(GPtrArray) uids = desk_find_tickets(context->desk, on, error);
	if (!uids)
		return FALSE;
	if (uids->len != 1) {
		usage_error(context, error, &one_ticket, on, NULL);
		return FALSE;
	}
	call->on = *uid = g_strdup(g_ptr_array_index(uids, 0));
	return TRUE;
}

static gboolean read_terms(Context *context, NewTicket *ticket,
	const NewMarks *marks, GError **error)
{
	const char *category = option_text(context, "category");
	const char *priority = option_text(context, "priority");
	ticket->category = category ? words_term(context->desk, "category",
		category, error) : marks->category;
	if (category && !ticket->category)
		return FALSE;
	ticket->priority = priority ? words_term(context->desk, "priority",
		priority, error) : marks->priority;
	return !priority || ticket->priority != NULL;
}

/* Before the ticket is written: who is on the line matters first. */
static gboolean show_card(Context *context, const char *who, GError **error)
{
	static const Phrase said = {"%1", NULL};
	g_autofree char *lines = NULL;
	if (!context->machine &&
		!card_summary(context->desk, who, context->language, &lines,
			error))
		return FALSE;
	if (lines)
		desk_say(context->desk, &said, lines, NULL);
	return TRUE;
}

/* The ticket is everybody's, not the caller's terminal's. */
static char *subject_of(Desk *desk, const Call *call, const char *who)
{
	static const Phrase
		back = {"Call back %1", "Перезвонить: %1"},
		in = {"Call from %1", "Звонок от %1"},
		out = {"Call to %1", "Исходящий звонок: %1"};
	return phrase_fill(call->missed ? &back : call->outgoing ? &out : &in,
		desk_read_regulation(desk)->language, who, NULL);
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	const char *caller = context->operands[0];
	if (!caller || *g_strstrip(context->operands[0]) == '\0')
		return usage_error(context, error, &who_calls, NULL);
	g_autofree char *who = words_requester(desk, caller, error);
	g_autofree char *uid = NULL;
	g_auto(NewMarks) marks = {0};
	PhoneCall call = {
		.call = {
			.outgoing = option_given(context, "out"),
			.missed = option_given(context, "missed"),
			.contact = who,
		},
	};
	g_autofree char *text = NULL;
	if (!who || !optional_message(context, &text, error) ||
		!read_on(context, &call, &uid, error) ||
		!option_work(context, &call.call.talked_seconds, error) ||
		!desk_regulation(desk, error) ||
		!words_new_marks(desk, context->operands + 1, &marks, error) ||
		!read_terms(context, &call.ticket, &marks, error))
		return -1;
	g_autofree char *subject = *marks.subject ? g_strdup(marks.subject) :
		subject_of(desk, &call.call, who);
	call.call.text = text;
	call.ticket.subject = subject;
	call.ticket.requester = who;
	call.ticket.customer = marks.customer;
	call.ticket.assignee = marks.assignee;
	call.ticket.channel = "phone";
	return show_card(context, who, error) ? change_run(context, "call",
		record, &call, error) : -1;
}

const Command call_command = {
	.name = "call",
	.group = GROUP_DAILY,
	.synopsis = "call WHO [WORDS...] [--on TICKET] [--out | --missed] "
		"[-m TEXT] [-w TIME]",
	.summary = {"a phone call is a ticket in five seconds",
		"звонок становится заявкой за пять секунд"},
	.options = options,
	.operand = VALUE_OF_CONTACT,
	.more = {VALUE_OF_WORDS},
	.flags = COMMAND_CHANGES,
	.run = run,
};
