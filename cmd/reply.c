#include "cmd/letter.h"

#include "app/desk/current_index.h"
#include "app/desk/identity.h"
#include "app/desk/people_words.h"
#include "app/desk/ticket_name.h"
#include "app/outbox/template.h"
#include "index/index.h"
#include "model/ticket.h"

static const Phrase
	one_status = {"--wait or --status, not both",
		"либо --wait, либо --status"},
	one_ticket = {"a template in the editor is for one ticket; without -e "
			"each gets its own",
		"шаблон в редакторе — для одной заявки; без -e каждая получит "
		"свой"};

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"template", 'T', "TEMPLATE", VALUE_OF_TEMPLATE, FALSE,
		{"a canned reply, filled in", "заполненный шаблон ответа"}},
	{"to", 0, "ADDRESS", VALUE_OF_CONTACT, TRUE,
		{"to this address instead of the requester's",
			"на этот адрес вместо адреса заявителя"}},
	OPTIONS_OF_LETTER,
	{"no-cc", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"not to those in copy of the ticket",
			"без тех, кто в копии заявки"}},
	{"wait", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"then wait for the requester", "затем ждать заявителя"}},
	{"status", 0, "STATUS", VALUE_OF_STATUS, FALSE,
		{"the status it has then", "статус после этого"}},
	{0},
};

static gboolean reply(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Letter *letter = data;
	return letter_made(letter, ticket, change_reply(op, ticket, &letter->reply,
		error), op, error);
}

static gboolean read_options(Context *context, Letter *letter, GError **error)
{
	Reply *wanted = &letter->reply;
	const char *status = option_text(context, "status");
	wanted->wait = option_given(context, "wait");
	wanted->no_copies = option_given(context, "no-cc");
	wanted->mail.template_name = option_text(context, "template");
	if (status && wanted->wait) {
		usage_error(context, error, &one_status, NULL);
		return FALSE;
	}
	if (status && !(wanted->status = words_term(context->desk, "status",
		status, error)))
		return FALSE;
	return letter_read_options(context, letter, error) &&
		letter_add_option(context, "to", letter->to, error);
}

/* What the form for one ticket begins with: who gets it, and the template. */
static gboolean prepare(Context *context, const char *uid, Letter *letter,
	GPtrArray **to, GPtrArray **cc, char **body, GError **error)
{
	Desk *desk = context->desk;
	g_autoptr(Ticket) ticket = desk_load_ticket(desk, uid, error);
	Index *index = ticket ? desk_index(desk, error) : NULL;
	if (!index)
		return FALSE;
	if (letter->to->len == 0 && !outbox_recipients_of(index, ticket, to, cc,
		error))
		return FALSE;
	if (*cc && letter->reply.no_copies)
		g_ptr_array_set_size(*cc, 0);
	for (guint i = 0; *cc && i < letter->cc->len; i++)
		g_ptr_array_add(*cc, g_strdup(g_ptr_array_index(letter->cc, i)));
	const char *template_name = letter->reply.mail.template_name;
	if (!template_name)
		return TRUE;
	g_auto(TemplateText) text = {0};
	TemplateFacts facts = {.answer_by = INSTANT_NONE};
	if (!desk_me_if_any(desk, &facts.by, error) ||
		!template_render(desk, template_name, ticket, &facts, &text, error))
		return FALSE;
	*body = g_steal_pointer(&text.body);
	letter->language = g_steal_pointer(&text.language);
	letter->reply.mail.language = letter->language;
	return TRUE;
}

static gboolean write_text(Context *context, GPtrArray *uids, Letter *letter,
	GError **error)
{
	gboolean required = !letter->reply.mail.template_name;
	gboolean edited = letter_is_edited(context) &&
		(required || option_given(context, "edit"));
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	g_autofree char *body = NULL;
	if (edited && !required && uids->len > 1) {
		usage_error(context, error, &one_ticket, NULL);
		return FALSE;
	}
	if (edited && uids->len == 1 && !prepare(context,
		g_ptr_array_index(uids, 0), letter, &to, &cc, &body, error))
		return FALSE;
	gboolean one = edited && uids->len == 1;
	return letter_write(context, letter, required,
		!one ? NULL : to ? to : letter->to, cc ? cc : letter->cc, body,
		error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_auto(Letter) letter;
	letter_init(&letter);
	if (!uids || !read_options(context, &letter, error) ||
		!write_text(context, uids, &letter, error))
		return -1;
	int done = change_tickets(context, "reply", uids, reply, &letter, error);
	return letter_tell(context, &letter, done);
}

const Command reply_command = {
	.name = "reply",
	.group = GROUP_DAILY,
	.synopsis = "reply TICKETS [-m TEXT | -F FILE | -e] [-T TEMPLATE] "
		"[-A FILE] [--to ADDRESS] [--cc ADDRESS] [--no-cc] "
		"[--wait | --status STATUS] [-w TIME] [--now]",
	.summary = {"write to the requester; always by mail",
		"ответить заявителю; всегда письмом"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_SYNCS | COMMAND_TICKETS,
	.run = run,
};
