#include "cmd/change.h"
#include "model/ticket.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	OPTION_ATTACH,
	OPTION_WORK,
	{0},
};

typedef struct {
	const char *text;
	gint64 work;
	Attachments files;
} Comment;

static gboolean comment(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	Comment *wanted = data;
	if (!change_comment(op, ticket, wanted->text, error))
		return FALSE;
	const Entry *said = ticket_entry(ticket, ticket_entry_count(ticket) - 1);
	if (!attachments_add(op, (Entry *)said, &wanted->files, error))
		return FALSE;
	return change_work(op, ticket, wanted->work, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_auto(Attachments) files = {0};
	Comment wanted = {0};
	if (!uids || !option_work(context, &wanted.work, error) ||
		!attachments_read(context, &files, error))
		return -1;
	g_autofree char *text = context_message(context, TRUE, "comment", NULL,
		error);
	if (!text)
		return -1;
	wanted.text = text;
	wanted.files = files;
	return change_tickets(context, "comment", uids, comment, &wanted, error);
}

const Command comment_command = {
	.name = "comment",
	.group = GROUP_DAILY,
	.synopsis = "comment TICKETS [-m TEXT | -F FILE] [-A FILE] [-w TIME]",
	.summary = {"add an internal note; never mails the requester",
		"добавить внутреннюю заметку; заявителю она не уйдёт"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
