/* The verbs that write mail: an entry for the outbox, and what the ticket
 * becomes by it. */

#include "app/change/change.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/desk/talk.h"
#include "app/outbox/template.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/escape.h"

static const Phrase
	no_reason = {"the template %1 has no place for a text, %%(reason); "
			"write it in the editor: `-T %1 -e`",
		"в шаблоне %1 нет места для текста, %%(reason); напишите его в "
		"редакторе: `-T %1 -e`"},
	is_requester = {"%1 is the requester of %2; `desk reply %2` writes to "
			"them",
		"%1 — заявитель %2; ему пишет `desk reply %2`"},
	no_category = {"%1 has no category, so it is not known what to ask; "
			"`desk category %1 NAME` gives it one",
		"у %1 нет категории, и неизвестно, что спросить; её задаст "
		"`desk category %1 ИМЯ`"},
	no_questions = {"%1: the category %2 has no questions (`ask:` in "
			"desk.yaml); `desk reply %1 --wait` asks in your words",
		"%1: у категории %2 нет вопросов (`ask:` в desk.yaml); `desk "
		"reply %1 --wait` спросит вашими словами"},
	all_asked = {"%1: every question of %2 was asked and answered; `desk "
			"reply %1 --wait` asks in your words",
		"%1: все вопросы категории %2 заданы и отвечены; `desk reply "
		"%1 --wait` спросит вашими словами"};

/* Whom nobody named is the requester, with the ticket's cc. */
static gboolean add_recipients(Operation *op, const Ticket *ticket,
	gboolean no_copies, Outgoing *mail, GPtrArray **to, GPtrArray **cc,
	GError **error)
{
	if (mail->to && mail->to->len > 0)
		return TRUE;
	if (!outbox_recipients(op, ticket, to, cc, error))
		return FALSE;
	if (no_copies)
		g_ptr_array_set_size(*cc, 0);
	for (guint i = 0; mail->cc && i < mail->cc->len; i++)
		g_ptr_array_add(*cc, g_strdup(g_ptr_array_index(mail->cc, i)));
	mail->to = *to;
	mail->cc = *cc;
	return TRUE;
}

/* `solved` and `closed` have their own verbs, which set more than the status. */
static gboolean set_status(Operation *op, Ticket *ticket, const char *status,
	GError **error)
{
	const Term *term = regulation_need(operation_regulation(op), "status",
		status, error);
	if (!term)
		return FALSE;
	if (term->status_class == CLASS_SOLVED &&
		!change_solve(op, ticket, NULL, NULL, error))
		return FALSE;
	if (term->status_class == CLASS_CLOSED &&
		!change_close(op, ticket, NULL, NULL, error))
		return FALSE;
	ticket_set(ticket, "status", term->name);
	return TRUE;
}

/* What a person who answered expects: it is in work, or as they said. */
static gboolean move_on(Operation *op, Ticket *ticket, const Reply *reply,
	GError **error)
{
	if (reply->status)
		return set_status(op, ticket, reply->status, error);
	if (reply->wait)
		return change_wait(op, ticket, WAIT_REQUESTER, INSTANT_NONE, NULL,
			error);
	if (regulation_class_of(operation_regulation(op), ticket) == CLASS_NEW)
		ticket_set(ticket, "status", regulation_status_of(
			operation_regulation(op), CLASS_OPEN));
	return TRUE;
}

/* The text of a template, filled in; what was typed goes where it has a reason. */
static gboolean fill(Operation *op, const Ticket *ticket, const Reply *reply,
	Outgoing *mail, TemplateText *text, GError **error)
{
	TemplateFacts facts = {.language = mail->language,
		.by = operation_me(op), .reason = mail->body,
		.ask = reply->ask, .answer_by = INSTANT_NONE};
	if (!template_render(operation_desk(op), mail->template_name, ticket,
		&facts, text, error))
		return FALSE;
	g_autofree char *first = g_strndup(mail->body ? mail->body : "",
		strcspn(mail->body ? mail->body : "", "\n"));
	if (*first && !reply->aside && !strstr(text->body, first))
		return desk_refuse(error, DESK_ERROR_USAGE, &no_reason,
			mail->template_name, NULL);
	mail->language = text->language;
	mail->body = text->body;
	if (!mail->subject)
		mail->subject = text->subject;
	return TRUE;
}

Entry *change_reply(Operation *op, Ticket *ticket, const Reply *reply,
	GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	g_autofree char *language = NULL;
	g_auto(TemplateText) text = {0};
	Outgoing mail = reply->mail;
	mail.kind = "reply";
	if (!add_recipients(op, ticket, reply->no_copies, &mail, &to, &cc,
		error))
		return NULL;
	/* The status may ask for it. */
	if (!change_work(op, ticket, reply->work, error) ||
		!move_on(op, ticket, reply, error) ||
		(mail.template_name && !reply->filled &&
		!fill(op, ticket, reply, &mail, &text, error)))
		return NULL;
	if (!mail.language && !template_language(operation_desk(op), ticket,
		&language, error))
		return NULL;
	if (language)
		mail.language = language;
	return outbox_add(op, ticket, &mail, error);
}

/* --- forward ----------------------------------------------------------- */

#define QUOTE_LIMIT_BYTES (64 * 1024)

static void append_quoted(GString *out, const Entry *said, GTimeZone *zone)
{
	g_autofree char *when = instant_format_in(said->at, zone,
		"%Y-%m-%d %H:%M");
	g_autofree char *by = escape_links(said->by);
	g_autofree char *body = escape_links(said->body);
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
	g_string_append_printf(out, "\n\n%s, %s:\n", by, when);
	for (char **line = lines; *line; line++)
		if (**line || line[1])
			g_string_append_printf(out, "\n>%s%s", **line ? " " : "",
				*line);
}

char *change_forward_text(const Ticket *ticket, GTimeZone *zone,
	const char *text)
{
	GString *out = g_string_new(text ? text : "");
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		if (strcmp(said->kind, "message") == 0 && said->body &&
			!ticket_entry_is_retracted(ticket, said->id) &&
			out->len + strlen(said->body) < QUOTE_LIMIT_BYTES)
			append_quoted(out, said, zone);
	}
	return g_string_free(out, FALSE);
}

/* The requester's bare address, NULL if there is none. g_free(). */
static gboolean requester_of(Operation *op, const Ticket *ticket,
	char **address, GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	Index *index = desk_index(operation_desk(op), error);
	*address = NULL;
	if (!index || !outbox_recipients_if_any(index, ticket, &to, &cc, error))
		return FALSE;
	if (to)
		*address = outbox_bare_address(g_ptr_array_index(to, 0));
	return TRUE;
}

/* Their answers thread by the ids of this mail; those that do not, by who they
 * are. */
static gboolean add_participants(Operation *op, Ticket *ticket,
	const GPtrArray *to, GError **error)
{
	g_autofree char *requester = NULL;
	if (!requester_of(op, ticket, &requester, error))
		return FALSE;
	for (guint i = 0; i < to->len; i++) {
		g_autofree char *address = outbox_bare_address(
			g_ptr_array_index(to, i));
		if (g_strcmp0(requester, address) == 0) {
			g_autofree char *name = ticket_short_name(ticket);
			return desk_refuse(error, DESK_ERROR_USAGE,
				&is_requester, address, name, NULL);
		}
		ticket_list_add(ticket, "participants", address);
	}
	return TRUE;
}

/* --- the requester's files go with a forward ------------------------------- */

/* What mail servers take; base64 makes a third more of it. */
#define FORWARD_FILES_BYTES ((gint64)18 * 1024 * 1024)

typedef struct {
	Entry *entry;	   /* that gets them */
	GHashTable *known; /* "name\ntype\nsize": each once, logos above all */
	gint64 bytes;
	GString *left_out;
} Luggage;

static void take_file(Luggage *luggage, const Entry *said, const YamlNode *file)
{
	const char *name = yaml_get_text(file, "name", "attachment");
	const char *type = yaml_get_text(file, "type",
		"application/octet-stream");
	const char *size = yaml_get_text(file, "size", "0");
	gint64 bytes = g_ascii_strtoll(size, NULL, 10);
	if (!g_hash_table_add(luggage->known, g_strjoin("\n", name, type, size,
		NULL)))
		return;
	if (bytes > FORWARD_FILES_BYTES - luggage->bytes) {
		g_string_append_printf(luggage->left_out, "%s%s",
			luggage->left_out->len > 0 ? ", " : "", name);
		return;
	}
	luggage->bytes += bytes;
	entry_add_record(luggage->entry, "attachments", "name", name, "type",
		type, "size", size, "part", yaml_get_text(file, "part", "0"),
		"original", yaml_get_text(file, "original",
			entry_get(said, "original")), NULL);
}

/* The bytes stay where they are: in the original of the mail. */
static void take_files(Operation *op, const Ticket *ticket, Entry *entry)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GString) left_out = g_string_new(NULL);
	Luggage luggage = {entry, known, 0, left_out};
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		const YamlNode *files = yaml_get(said->node, "attachments");
		if (strcmp(said->kind, "message") != 0 || !files ||
			files->kind != YAML_LIST ||
			ticket_entry_is_retracted(ticket, said->id))
			continue;
		for (guint j = 0; j < files->items->len; j++)
			take_file(&luggage, said, files->items->pdata[j]);
	}
	static const Phrase too_much = {"not attached, as it would be over %1 MB "
			"together: %2; `desk attach get` and -A, or another "
			"way, bring it there",
		"не вложено, вместе вышло бы больше %1 МБ: %2; передайте через "
		"`desk attach get` и -A или другим путём"};
	g_autofree char *limit = g_strdup_printf("%d",
		(int)(FORWARD_FILES_BYTES / 1024 / 1024));
	if (left_out->len > 0)
		desk_say(operation_desk(op), &too_much, limit, left_out->str,
			NULL);
}

Entry *change_forward(Operation *op, Ticket *ticket, const Reply *forward,
	GError **error)
{
	Outgoing mail = forward->mail;
	const char *language = operation_regulation(op)->language;
	g_autofree char *body = forward->filled ? NULL :
		change_forward_text(ticket, operation_regulation(op)->zone,
			mail.body);
	mail.kind = "vendor";
	if (body)
		mail.body = body;
	if (!mail.language)
		mail.language = language;
	if (!add_participants(op, ticket, mail.to, error) ||
		(forward->wait && !change_wait(op, ticket, WAIT_VENDOR,
			INSTANT_NONE, NULL, error)))
		return NULL;
	Entry *entry = outbox_add(op, ticket, &mail, error);
	if (!entry)
		return NULL;
	entry_set(entry, "direction", "out");
	if (!forward->no_files)
		take_files(op, ticket, entry);
	if (regulation_class_of(operation_regulation(op), ticket) == CLASS_NEW)
		ticket_set(ticket, "status", regulation_status_of(
			operation_regulation(op), CLASS_OPEN));
	return change_work(op, ticket, forward->work, error) ? entry : NULL;
}

/* --- ask ----------------------------------------------------------------- */

/* The category's questions, or those of the one above it. */
static const GPtrArray *questions_of(Operation *op, const Ticket *ticket)
{
	const Regulation *regulation = operation_regulation(op);
	g_autofree char *name = g_strdup(ticket_get(ticket, "category"));
	for (;;) {
		const Term *term = *name ? regulation_find(regulation, "category",
			name) : NULL;
		if (term && term->ask && term->ask->len > 0)
			return term->ask;
		char *slash = strrchr(name, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
}

/* Asked before, and the requester has written since. */
static gboolean is_answered(const Ticket *ticket, const char *question)
{
	gboolean asked = FALSE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		if (ticket_entry_is_retracted(ticket, said->id))
			continue;
		g_autoptr(GPtrArray) list = entry_get_list(said, "asked");
		asked |= texts_have(list, question);
		if (asked && strcmp(said->kind, "message") == 0 &&
			*entry_get(said, "automatic") == '\0')
			return TRUE;
	}
	return FALSE;
}

static gboolean refuse_to_ask(const Ticket *ticket, const GPtrArray *all,
	GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	const char *category = ticket_get(ticket, "category");
	if (*category == '\0')
		desk_refuse(error, DESK_ERROR_FORBIDDEN, &no_category, name,
			NULL);
	else if (!all)
		desk_refuse(error, DESK_ERROR_FORBIDDEN, &no_questions, name,
			category, NULL);
	else
		desk_refuse(error, DESK_ERROR_FORBIDDEN, &all_asked, name,
			category, NULL);
	return FALSE;
}

Entry *change_ask(Operation *op, Ticket *ticket, const Reply *wanted,
	GError **error)
{
	const GPtrArray *all = questions_of(op, ticket);
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; all && i < all->len; i++) {
		const char *question = g_ptr_array_index(all, i);
		if (is_answered(ticket, question))
			continue;
		g_ptr_array_add(open, (gpointer)question);
		g_string_append_printf(list, "%s- %s", list->len ? "\n" : "",
			question);
	}
	if (wanted->mail.body)
		g_string_append_printf(list, "%s- %s", list->len ? "\n" : "",
			wanted->mail.body);
	if (list->len == 0) {
		refuse_to_ask(ticket, all, error);
		return NULL;
	}
	Reply reply = *wanted;
	reply.mail.body = NULL;
	reply.wait = TRUE;
	reply.ask = list->str;
	reply.mail.template_name = "need-info";
	Entry *entry = change_reply(op, ticket, &reply, error);
	for (guint i = 0; entry && i < open->len; i++)
		entry_add_text(entry, "asked", g_ptr_array_index(open, i));
	return entry;
}
