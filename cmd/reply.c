#include "cmd/change.h"

#include <string.h>

#include "app/words.h"
#include "cmd/frame.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"attach", 'A', "FILE", VALUE_OF_FILE, TRUE, "attach FILE"},
	{"to", 0, "ADDRESS", VALUE_OF_CONTACT, TRUE,
		"to this address instead of the requester's"},
	{"cc", 0, "ADDRESS", VALUE_OF_CONTACT, TRUE, "a copy to this address, too"},
	{"subject", 's', "SUBJECT", VALUE_OF_TEXT, FALSE,
		"another subject than the ticket's"},
	{"wait", 0, NULL, VALUE_OF_NOTHING, FALSE, "then wait for the requester"},
	{"status", 0, "STATUS", VALUE_OF_STATUS, FALSE, "the status it has then"},
	{"work", 'w', "TIME", VALUE_OF_DURATION, FALSE, "time worked: 15m, 1h30"},
	{"now", 0, NULL, VALUE_OF_NOTHING, FALSE,
		"without the time in which it can be undone"},
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE, "the tickets that match"},
	{0},
};

typedef struct {
	Reply reply;
	const Attachments *files;
} Answer;

static gboolean reply(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Answer *answer = data;
	Entry *entry = change_reply(op, ticket, &answer->reply, error);
	return entry && attachments_add(op, entry, answer->files, error);
}

/* --- recipients ------------------------------------------------------ */

/* A person's word or an address → "Name <a@b>". */
static char *recipient(Desk *desk, const char *word, GError **error)
{
	if (outbox_is_address(word))
		return g_strdup(word);
	g_autofree char *who = words_requester(desk, word, error);
	if (!who)
		return NULL;
	char *address = outbox_address_of(desk_index(desk, NULL), who);
	if (!address)
		g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON,
			"%s has no mail address", who);
	return address;
}

static gboolean add_words(Desk *desk, GPtrArray *list, char **words,
	GError **error)
{
	for (; *words; words++) {
		if (*g_strstrip(*words) == '\0')
			continue;
		char *address = recipient(desk, *words, error);
		if (!address)
			return FALSE;
		g_ptr_array_add(list, address);
	}
	return TRUE;
}

static gboolean add_option(Context *context, const char *name, GPtrArray *list,
	GError **error)
{
	for (char **given = option_all(context, name); *given; given++) {
		g_auto(GStrv) words = g_strsplit(*given, ",", -1);
		if (!add_words(context->desk, list, words, error))
			return FALSE;
	}
	return TRUE;
}

/* --- the form ---------------------------------------------------------- */

static gboolean is_edited(const Context *context)
{
	return option_given(context, "edit") ||
		(!option_given(context, "message") &&
		!option_given(context, "file") &&
		!arguments_text_from_stdin(context->arguments));
}

static char *joined(const GPtrArray *list)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; list && i < list->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
			(char *)g_ptr_array_index(list, i));
	return g_string_free(out, FALSE);
}

/* "To: …", "Cc: …", an empty line: what the mail to one ticket begins with. */
static char *form(Context *context, const char *uid, const Outgoing *mail,
	GError **error)
{
	g_autoptr(Ticket) ticket = desk_load_ticket(context->desk, uid, error);
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	Index *index = ticket ? desk_index(context->desk, error) : NULL;
	if (!index || (mail->to->len == 0 && !outbox_recipients_of(index, ticket,
		&to, &cc, error)))
		return NULL;
	g_autofree char *to_line = joined(to ? to : mail->to);
	for (guint i = 0; cc && i < mail->cc->len; i++)
		g_ptr_array_add(cc, g_strdup(g_ptr_array_index(mail->cc, i)));
	g_autofree char *cc_line = joined(cc ? cc : mail->cc);
	return g_strdup_printf("To: %s\nCc: %s\n\n", to_line, cc_line);
}

/* Takes the lines of recipients off the text; those that stand there count. */
static gboolean read_form(Context *context, Outgoing *mail, char **text,
	GError **error)
{
	static const char *const names[] = {"To:", "Cc:"};
	GPtrArray *lists[] = {mail->to, mail->cc};
	const char *rest = *text;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strncasecmp(rest, names[i], 3) != 0)
			continue;
		gsize length = strcspn(rest, "\n");
		g_autofree char *line = g_strndup(rest + 3, length - 3);
		g_auto(GStrv) words = g_strsplit(line, ",", -1);
		g_ptr_array_set_size(lists[i], 0);
		if (!add_words(context->desk, lists[i], words, error))
			return FALSE;
		rest += length + (rest[length] == '\n');
		if (i == 0 && lists[0]->len == 0) {
			usage_error(context, error, "the line To: is empty");
			return FALSE;
		}
	}
	while (*rest == '\n')
		rest++;
	char *body = g_strdup(rest);
	g_free(*text);
	*text = body;
	if (*body)
		return TRUE;
	context_drop_draft(context);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NO,
		in_language(context, "the text is empty: nothing was done",
			"текст пуст: ничего не сделано"));
	return FALSE;
}

static char *write_text(Context *context, GPtrArray *uids, Outgoing *mail,
	GError **error)
{
	gboolean edited = is_edited(context);
	g_autofree char *initial = NULL;
	if (edited && uids->len == 1 && !(initial = form(context,
		g_ptr_array_index(uids, 0), mail, error)))
		return NULL;
	g_autofree char *text = context_message(context, TRUE, "reply", initial,
		error);
	if (!text || (edited && !read_form(context, mail, &text, error)))
		return NULL;
	return g_steal_pointer(&text);
}

/* --- run --------------------------------------------------------------- */

static gboolean read_options(Context *context, Answer *answer, GError **error)
{
	Reply *reply_ = &answer->reply;
	const char *status = option_text(context, "status");
	reply_->wait = option_given(context, "wait");
	reply_->mail.subject = option_text(context, "subject");
	if (status && reply_->wait) {
		usage_error(context, error, "--wait or --status, not both");
		return FALSE;
	}
	if (status && !(reply_->status = words_term(context->desk, "status",
		status, error)))
		return FALSE;
	if (!option_given(context, "now") && !outbox_not_before(context->desk,
		&reply_->mail.not_before, error))
		return FALSE;
	return option_work(context, &reply_->work, error) &&
		add_option(context, "to", reply_->mail.to, error) &&
		add_option(context, "cc", reply_->mail.cc, error);
}

static void tell_when(Context *context, Instant not_before)
{
	if (context->dry_run || !context->page || not_before == INSTANT_NONE)
		return;
	g_autofree char *wait = span_format(not_before -
		desk_now(context->desk));
	page_add_footer(context->page, "%s %s; %s", in_language(context,
		"it leaves in", "письмо уйдёт через"), wait,
		in_language(context, "`desk undo` takes it back",
			"`desk undo` отзовёт его"));
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) cc = g_ptr_array_new_with_free_func(g_free);
	g_auto(Attachments) files = {0};
	Answer answer = {.files = &files};
	answer.reply.mail.to = to;
	answer.reply.mail.cc = cc;
	answer.reply.mail.not_before = INSTANT_NONE;
	if (!uids || !read_options(context, &answer, error) ||
		!attachments_read(context, &files, error))
		return -1;
	g_autofree char *text = write_text(context, uids, &answer.reply.mail,
		error);
	if (!text)
		return -1;
	answer.reply.mail.body = text;
	int done = change_tickets(context, "reply", uids, reply, &answer, error);
	tell_when(context, answer.reply.mail.not_before);
	return done;
}

const Command reply_command = {
	.name = "reply",
	.group = GROUP_DAILY,
	.synopsis = "reply TICKETS [-m TEXT | -F FILE | -e] [-A FILE] "
		"[--to ADDRESS] [--cc ADDRESS] [--wait | --status STATUS] "
		"[-w TIME] [--now]",
	.summary = "write to the requester; always by mail",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
