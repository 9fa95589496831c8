#include "cmd/letter.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	OPTIONS_OF_LETTER,
	{0},
};

static gboolean ask(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Letter *letter = data;
	return letter_made(letter, ticket, change_ask(op, ticket, &letter->reply,
		error), op, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_auto(Letter) letter;
	letter_init(&letter);
	if (!uids || !letter_read_options(context, &letter, error) ||
		!optional_message(context, &letter.text, error))
		return -1;
	letter.reply.mail.body = letter.text;
	int done = change_tickets(context, "ask", uids, ask, &letter, error);
	return letter_tell(context, &letter, done);
}

const Command ask_command = {
	.name = "ask",
	.group = GROUP_DAILY,
	.synopsis = "ask TICKETS [-m QUESTION] [-A FILE] [--cc ADDRESS] "
		"[-w TIME] [--now]",
	.summary = {"mail the category's open questions, and wait",
		"отправить вопросы категории и ждать ответа"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
