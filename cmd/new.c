#include "cmd/change.h"

#include <string.h>

#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "base/identifier.h"
#include "model/ticket.h"

static const Phrase no_subject = {"the subject is empty", "тема пуста"};

static const Option options[] = {
	{"subject", 's', "SUBJECT", VALUE_OF_TEXT, FALSE,
		{"the subject, verbatim", "тема, дословно"}},
	{"requester", 'r', "WHO", VALUE_OF_CONTACT, FALSE,
		{"who asks: a contact, an address or a phone number",
			"заявитель: контакт, адрес или номер телефона"}},
	OPTION_CUSTOMER,
	OPTION_CATEGORY,
	OPTION_PRIORITY,
	{"type", 0, "TYPE", VALUE_OF_TYPE, FALSE,
		{"incident, request …", "тип: incident, request …"}},
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
		{"who works on it", "исполнитель"}},
	OPTIONS_OF_TEXT,
	OPTION_ATTACH,
	{"channel", 0, "CHANNEL", VALUE_OF_TEXT, FALSE,
		{"how it came: phone, shell, chat … (default shell)",
			"как поступила: phone, shell, chat … (по умолчанию "
			"shell)"}},
	{"dedupe-key", 0, "KEY", VALUE_OF_TEXT, FALSE,
		{"answer the open ticket of this key if there is one",
			"открытая заявка с этим ключом и будет ответом"}},
	{0},
};

typedef struct {
	NewTicket ticket;
	const Attachments *files;
	NewOutcome outcome;
	char *uid;
	gint64 number;
} Request;

static gboolean make(Operation *op, void *data, GError **error)
{
	Request *request = data;
	Ticket *ticket = change_new(op, &request->ticket, &request->outcome,
		error);
	if (!ticket)
		return FALSE;
	g_free(request->uid);
	request->uid = g_strdup(ticket_get(ticket, "uid"));
	request->number = ticket_get_number(ticket);
	if (request->outcome == NEW_KNOWN || request->files->files->len == 0)
		return TRUE;
	guint count = ticket_entry_count(ticket);
	Entry *entry = count > 0 ? (Entry *)ticket_entry(ticket, count - 1) :
		operation_say(op, ticket, "comment", NULL, NULL, NULL,
			INSTANT_NONE);
	return attachments_add(op, entry, request->files, error);
}

/* The people and terms that options name; marks gave the rest. */
typedef struct {
	char *requester, *customer, *assignee;
} People;

static void people_clear(People *people)
{
	g_free(people->requester);
	g_free(people->customer);
	g_free(people->assignee);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(People, people_clear)

static gboolean read_people(Context *context, People *people, NewTicket *ticket,
	GError **error)
{
	Desk *desk = context->desk;
	const char *word;
	if ((word = option_text(context, "requester")) &&
		!(ticket->requester = people->requester =
			words_requester(desk, word, error)))
		return FALSE;
	if ((word = option_text(context, "customer")) &&
		!(ticket->customer = people->customer =
			words_customer(desk, word, error)))
		return FALSE;
	if ((word = option_text(context, "assignee")) &&
		!(ticket->assignee = people->assignee =
			words_assignee(desk, word, TRUE, error)))
		return FALSE;
	return TRUE;
}

static gboolean read_terms(Context *context, NewTicket *ticket, GError **error)
{
	const struct {
		const char *field;
		const char **value;
	} rows[] = {
		{"category", &ticket->category},
		{"priority", &ticket->priority},
		{"type", &ticket->type},
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *word = option_text(context, rows[i].field);
		if (word && !(*rows[i].value = words_term(context->desk,
			rows[i].field, word, error)))
			return FALSE;
	}
	return TRUE;
}

/* The first line of the text serves where no subject was given. */
static char *first_line(const char *text)
{
	const char *end = text ? strchr(text, '\n') : NULL;
	g_autofree char *line = end ? g_strndup(text, (gsize)(end - text)) :
		g_strdup(text ? text : "");
	return g_utf8_strlen(line, -1) > 120 ? g_utf8_substring(line, 0, 120) :
		g_steal_pointer(&line);
}

/* For whoever gets only the number, too. */
static void say_outcome(Context *context, const Request *request)
{
	static const Phrase said[] = {
		[NEW_MADE] = {"made %1", "создана заявка %1"},
		[NEW_KNOWN] = {"known: %1 was there already, nothing changed",
			"известна: заявка %1 уже есть, ничего не изменено"},
		[NEW_REPEATED] = {"known: %1 was there already, the text is "
				"added",
			"известна: заявка %1 уже есть, текст добавлен"},
	};
	if (request->outcome != NEW_MADE)
		change_mark_known(context);
	g_autofree char *name = uid_short_name(request->uid, request->number);
	/* A new one has got its number by now. */
	g_autofree char *made = request->outcome == NEW_MADE ?
		desk_ticket_name(context->desk, request->uid, NULL) : NULL;
	if (!context->dry_run)
		desk_say(context->desk, &said[request->outcome],
			made ? made : name, NULL);
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(NewMarks) marks = {0};
	g_auto(People) people = {0};
	g_auto(Attachments) files = {0};
	if (!desk || !words_new_marks(desk, context->operands, &marks, error))
		return -1;
	NewTicket ticket = {
		.customer = marks.customer,
		.category = marks.category,
		.priority = marks.priority,
		.assignee = marks.assignee,
		.channel = option_text(context, "channel"),
		.dedupe_key = option_text(context, "dedupe-key"),
	};
	if (!read_people(context, &people, &ticket, error) ||
		!read_terms(context, &ticket, error) ||
		!attachments_read(context, &files, error))
		return -1;
	const char *subject = option_text(context, "subject");
	if (subject && subject[strspn(subject, " \t\n")] == '\0')
		return usage_error(context, error, &no_subject, NULL);
	gboolean needs_text = !subject && *marks.subject == '\0';
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = context_message(context, needs_text, "new", NULL,
		&problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return -1;
	}
	g_autofree char *line = first_line(text);
	ticket.text = text;
	ticket.subject = subject ? subject :
		*marks.subject ? marks.subject : line;
	Request request = {.ticket = ticket, .files = &files};
	int done = change_run(context, "new", make, &request, error);
	if (done >= 0 && request.outcome == NEW_KNOWN)
		change_answer_found(context, request.uid, request.number);
	if (done >= 0 && ticket.dedupe_key)
		say_outcome(context, &request);
	g_free(request.uid);
	return done;
}

const Command new_command = {
	.name = "new",
	.group = GROUP_DAILY,
	.synopsis = "new [WORDS...] [-s SUBJECT] [-r WHO] [-c CUSTOMER] "
		"[-k CATEGORY] [-p PRIORITY] [-a AGENT] [-m TEXT | -F FILE] "
		"[-A FILE]",
	.summary = {"make a ticket; words may carry customer: %category "
		"+priority @agent",
		"создать заявку; в словах — клиент: %категория +приоритет "
		"@кому"},
	.options = options,
	.operand = VALUE_OF_WORDS,
	.flags = COMMAND_CHANGES | COMMAND_SYNCS,
	.run = run,
};
