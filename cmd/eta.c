#include "cmd/letter.h"

#include "app/desk/people_words.h"

static const Phrase
	of_mail = {"-m and -T say what --tell mails",
		"-m и -T задают письмо для --tell"},
	when = {"promised for when?", "на когда пообещать?"};

static const Option options[] = {
	{"tell", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"mail the requester by the template new-promise",
			"письмо заявителю по шаблону new-promise"}},
	{"template", 'T', "TEMPLATE", VALUE_OF_TEMPLATE, FALSE,
		{"another template for --tell", "другой шаблон для --tell"}},
	OPTIONS_OF_TEXT,
	{0},
};

typedef struct {
	Instant when;
	gboolean tell;
	Letter letter;
} Promise;

static gboolean promise(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Promise *wanted = data;
	return change_eta(op, ticket, wanted->when, error) && (!wanted->tell ||
		change_reply(op, ticket, &wanted->letter.reply, error));
}

static gboolean read_letter(Context *context, Promise *wanted, GError **error)
{
	Outgoing *mail = &wanted->letter.reply.mail;
	const char *name = option_text(context, "template");
	wanted->tell = option_given(context, "tell");
	mail->template_name = name ? name : "new-promise";
	if (!optional_message(context, &wanted->letter.text, error))
		return FALSE;
	if (!wanted->tell && (name || wanted->letter.text)) {
		usage_error(context, error, &of_mail, NULL);
		return FALSE;
	}
	mail->body = wanted->letter.text;
	return outbox_not_before(context->desk, &mail->not_before, error);
}

static int run_promise(Context *context, GPtrArray *uids, Promise *wanted,
	GError **error)
{
	if (!read_letter(context, wanted, error))
		return -1;
	int done = change_tickets(context, "eta", uids, promise, wanted, error);
	return wanted->tell ? letter_tell(context, &wanted->letter, done) : done;
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count < 2)
		return usage_error(context, error, &when, NULL);
	g_autofree char *words = g_strjoinv(" ", context->operands + 1);
	Promise wanted = {0};
	if (!words_deadline(context->desk, words, &wanted.when, error))
		return -1;
	letter_init(&wanted.letter);
	int done = run_promise(context, uids, &wanted, error);
	letter_clear(&wanted.letter);
	return done;
}

const Command eta_command = {
	.name = "eta",
	.group = GROUP_DAILY,
	.synopsis = "eta TICKETS WHEN [--tell [-m WHY] [-T TEMPLATE]]",
	.summary = {"promise the requester a time", "пообещать заявителю срок"},
	.options = options,
	.operand = VALUE_OF_DATE,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
