#include "app/desk/in_force.h"
#include "app/desk/ticket_name.h"
#include "cmd/letter.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase to_whom = {"which ticket, and to whom?",
	"какую заявку и кому?"};

static const Option options[] = {
	OPTIONS_OF_TEXT,
	OPTIONS_OF_LETTER,
	{"no-attachments", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"without the files of the requester", "без файлов заявителя"}},
	{"wait", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"then wait for them", "затем ждать ответа"}},
	{0},
};

static gboolean forward(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Letter *letter = data;
	return letter_made(letter, ticket, change_forward(op, ticket, &letter->reply,
		error), op, error);
}

static gboolean write_text(Context *context, const char *uid, Letter *letter,
	GError **error)
{
	g_autoptr(Ticket) ticket = desk_load_ticket(context->desk, uid, error);
	const Regulation *regulation = ticket ? desk_regulation(context->desk,
		error) : NULL;
	if (!regulation)
		return FALSE;
	g_autofree char *body = change_forward_text(ticket, regulation->zone,
		NULL);
	gboolean given = !letter_is_edited(context);
	return letter_write(context, letter, given || context_can_edit(context),
		letter->to, letter->cc, body, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	g_auto(Letter) letter;
	letter_init(&letter);
	if (!uids)
		return -1;
	if (uids->len != 1 || context->operand_count != 2)
		return usage_error(context, error, &to_whom, NULL);
	letter.reply.wait = option_given(context, "wait");
	letter.reply.no_files = option_given(context, "no-attachments");
	if (!letter_add_people(context, letter.to, context->operands[1], error) ||
		!letter_read_options(context, &letter, error) ||
		!write_text(context, g_ptr_array_index(uids, 0), &letter, error))
		return -1;
	int done = change_tickets(context, "forward", uids, forward, &letter,
		error);
	return letter_tell(context, &letter, done);
}

const Command forward_command = {
	.name = "forward",
	.group = GROUP_TICKETS,
	.synopsis = "forward TICKET ADDRESS [-m TEXT | -F FILE | -e] [-A FILE] "
		"[--no-attachments] [--cc ADDRESS] [--wait] [-w TIME] [--now]",
	.summary = {"mail it to a vendor, whose answers come back into it",
		"переслать поставщику; его ответы вернутся в заявку"},
	.options = options,
	.operand = VALUE_OF_CONTACT,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
