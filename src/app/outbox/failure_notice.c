/* Who must know that a mail was not delivered. */

#include <string.h>

#include "app/desk/talk.h"
#include "app/outbox/outbox.h"
#include "app/outbox/outbox_parts.h"
#include "app/outbox/send_note.h"
#include "base/automation.h"
#include "base/texts.h"
#include "model/ticket.h"

#define KEY "undelivered/"

typedef struct {
	Operation *op;
	const Ticket *ticket;
	GPtrArray *failed; /* Entry*: deliveries of one mail */
} Failure;

/* "a@b: no such user; c@d: full" */
static char *what_was_said(const Failure *failure)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < failure->failed->len; i++) {
		const Entry *entry = failure->failed->pdata[i];
		g_autoptr(GPtrArray) to = entry_get_list(entry, "to");
		g_autofree char *names = texts_join(to);
		const char *said = entry_get(entry, "said");
		g_string_append_printf(text, "%s%s: %s", i > 0 ? "; " : "",
			names, *said ? said : "–");
	}
	return g_string_free(text, FALSE);
}

/* By the template send-failed; a store without it says less. */
static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Failure *failure = data;
	g_autoptr(GError) wrong = NULL;
	g_autofree char *said = what_was_said(failure);
	TemplateFacts facts = {
		.language = language,
		.said = said,
		.answer_by = INSTANT_NONE,
	};
	if (!template_render_if_good(operation_desk(failure->op), "send-failed",
		failure->ticket, &facts, text, &wrong, error))
		return FALSE;
	if (wrong)
		desk_say_problem(operation_desk(failure->op), wrong);
	if (!text->body)
		text->body = g_strdup_printf("%s: %s",
			ticket_get(failure->ticket, "number"), said);
	return TRUE;
}

/* Who wrote it, who has the ticket, and the lead. */
static GPtrArray *whom(Operation *op, const Ticket *ticket, const Entry *mail,
	GError **error)
{
	const AudienceQuestion questions[] = {
		{.word = "assignee", .assignee = mail->by, .group = "",
			.at = operation_now(op)},
		{.word = "assignee", .assignee = ticket_get(ticket, "assignee"),
			.group = "", .at = operation_now(op)},
		{.word = "lead", .assignee = "", .group = "",
			.at = operation_now(op)},
	};
	g_autoptr(GPtrArray) people = audience_nobody();
	for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_autoptr(GPtrArray) some = audience_find(operation_desk(op),
			&questions[i], error);
		if (!some)
			return NULL;
		audience_join(people, some);
	}
	return g_steal_pointer(&people);
}

/* The failure of `mail` that a notice tells of; NULL: of none. */
static const Entry *told_by(const Ticket *ticket, const Entry *notice,
	const Entry *mail)
{
	const char *key = entry_get(notice, "key");
	if (strcmp(notice->kind, "notice") != 0 || !g_str_has_prefix(key, KEY))
		return NULL;
	key += strlen(KEY);
	g_autofree char *id = g_strndup(key, strcspn(key, "/"));
	const Entry *told = ticket_entry_by_id(ticket, id);
	return told && strcmp(entry_get(told, "of"), mail->id) == 0 ? told : NULL;
}

static gboolean waits(const Ticket *ticket, const Entry *notice,
	GHashTable *notes, Desk *desk)
{
	const char *uid = ticket_get(ticket, "uid");
	g_autofree char *key = send_key(uid, notice->id);
	const SendNote *note = g_hash_table_lookup(notes, key);
	if (ticket_entry_is_retracted(ticket, notice->id) ||
		(note && note->doubtful) ||
		send_journal_has(desk, uid, notice->id))
		return FALSE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++)
		if (outbox_settles(ticket_entry(ticket, i), notice->id))
			return FALSE;
	return TRUE;
}

/* A notice of the same mail that has not left gives way to one that says all. */
static gboolean join_waiting(Failure *failure, Ticket *ticket,
	const Entry *mail, GError **error)
{
	Desk *desk = operation_desk(failure->op);
	g_autoptr(GHashTable) notes = send_notes_read(desk, error);
	if (!notes)
		return FALSE;
	guint count = ticket_entry_count(ticket);
	for (guint i = 0; i < count; i++) {
		const Entry *notice = ticket_entry(ticket, i);
		const Entry *told = told_by(ticket, notice, mail);
		if (!told || !waits(ticket, notice, notes, desk))
			continue;
		Entry *retract = operation_say(failure->op, ticket, "retract",
			NULL, NULL, AUTOMATION, INSTANT_NONE);
		entry_set(retract, "of", notice->id);
		if (!g_ptr_array_find(failure->failed, told, NULL))
			g_ptr_array_insert(failure->failed, 0,
				(gpointer)told);
	}
	return TRUE;
}

gboolean failure_tell(Operation *op, Ticket *ticket, const Entry *mail,
	const Entry *failed, GError **error)
{
	/* A notice that fails tells nobody: mail about mail about mail. */
	if (strcmp(mail->kind, "notice") == 0)
		return TRUE;
	g_autoptr(GPtrArray) people = whom(op, ticket, mail, error);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autofree char *key = g_strconcat(KEY, failed->id, NULL);
	Failure failure = {op, ticket, all};
	Notice notice = {.words = words_of, .data = &failure,
		.rule = "undelivered", .key = key};
	if (!people)
		return FALSE;
	g_ptr_array_add(all, (gpointer)failed);
	return join_waiting(&failure, ticket, mail, error) &&
		notice_to_agents(op, ticket, &notice, people, NULL, error);
}
