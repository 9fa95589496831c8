#include "cmd/demand.h"
#include "cmd/letter.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"as", 0, "RESOLUTION", VALUE_OF_RESOLUTION, FALSE,
		{"default solved", "по умолчанию solved"}},
	OPTIONS_OF_DEMANDS,
	{"reply", 0, "TEMPLATE", VALUE_OF_TEMPLATE, FALSE,
		{"mail the requester by this template: solved",
			"письмо заявителю по этому шаблону: solved"}},
	{0},
};

typedef struct {
	Demands demands; /* first: demands_run() fills it */
	Letter letter;
} Solution;

static gboolean tell(Operation *op, Ticket *ticket, const Solution *wanted,
	GError **error)
{
	Reply reply = wanted->letter.reply;
	reply.mail.body = wanted->demands.text;
	reply.aside = TRUE;
	return !reply.mail.template_name ||
		change_reply(op, ticket, &reply, error);
}

static gboolean solve(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Solution *wanted = data;
	gboolean already = demands_are_met(op, ticket, CLASS_SOLVED);
	return demands_apply(op, ticket, &wanted->demands, CLASS_SOLVED, error) &&
		change_solve(op, ticket, wanted->demands.resolution,
			wanted->demands.text, error) &&
		(already || tell(op, ticket, wanted, error));
}

static int solve_all(Context *context, GPtrArray *uids, Solution *wanted,
	GError **error)
{
	Outgoing *mail = &wanted->letter.reply.mail;
	mail->template_name = option_text(context, "reply");
	if (!outbox_not_before(context->desk, &mail->not_before, error))
		return -1;
	int done = demands_run(context, "solve", uids, solve, &wanted->demands,
		error);
	return mail->template_name ? letter_tell(context, &wanted->letter,
		done) : done;
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	Solution wanted = {0};
	letter_init(&wanted.letter);
	int done = uids ? solve_all(context, uids, &wanted, error) : -1;
	letter_clear(&wanted.letter);
	demands_clear(&wanted.demands);
	return done;
}

const Command solve_command = {
	.name = "solve",
	.group = GROUP_DAILY,
	.synopsis = "solve TICKETS [-m WHAT] [--as RESOLUTION] [-w TIME] "
		"[-k CATEGORY] [--reply TEMPLATE]",
	.summary = {"mark tickets solved", "отметить заявки решёнными"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
