#include "app/change/approval_act.h"

#include <string.h>

#include "app/change/change_parts.h"
#include "app/operation/approval.h"
#include "app/outbox/notice.h"
#include "app/outbox/outbox.h"
#include "app/outbox/tell.h"
#include "base/error.h"
#include "model/ticket.h"

static const Phrase
	waits_for = {"A mail that %1 wrote for %2 waits for approval.\n\n`desk "
			"approve %2` lets it leave, `desk approve %2 -e` opens "
			"it in the editor before, `desk approve %2 --reject -m "
			"WHY` gives it back.\n",
		"Письмо от %1 по заявке %2 ждёт согласования.\n\n`desk approve "
		"%2` отправит его, `desk approve %2 -e` сначала откроет в "
		"редакторе, `desk approve %2 --reject -m ПОЧЕМУ` вернёт.\n"},
	leaves = {"%1: your mail leaves with changes.\n",
		"%1: ваше письмо уйдёт с правками.\n"},
	not_sent = {"%1: your mail was not sent.\n",
		"%1: ваше письмо не отправлено.\n"};

static const char *const states[] = {
	[APPROVAL_APPROVED] = "approved",
	[APPROVAL_REJECTED] = "rejected",
	[APPROVAL_EDITED] = "edited",
};

/* --- telling --------------------------------------------------------------- */

/* %1 of the phrase is who, %2 the ticket; below it a text and the mail. */
typedef struct {
	const Phrase *phrase;
	const char *who, *number;
	const char *text; /* may be NULL */
	const char *mail;
} Words;

static void append_quoted(GString *out, const char *body)
{
	g_auto(GStrv) lines = g_strsplit(body ? body : "", "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line || line[1])
			g_string_append_printf(out, "\n>%s%s", **line ? " " : "",
				*line);
}

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Words *words = data;
	g_autofree char *first = phrase_fill(words->phrase, language, words->who,
		words->number, NULL);
	GString *body = g_string_new(first);
	(void)error;
	if (words->text)
		g_string_append_printf(body, "\n%s\n", words->text);
	append_quoted(body, words->mail);
	text->language = g_strdup(language);
	text->body = g_string_free(body, FALSE);
	return TRUE;
}

static gboolean notify(Operation *op, Ticket *ticket, const char *who,
	const char *key, Words *words, GError **error)
{
	g_autoptr(GPtrArray) people = tell_whom(op, ticket, who, error);
	Notice notice = {.words = words_of, .data = words, .rule = "approval",
		.key = key};
	return people && notice_to_agents(op, ticket, &notice, people, NULL,
		error);
}

static gboolean is_waiting(const Ticket *before, const Entry *entry)
{
	return strcmp(entry_get(entry, "hold"), ENTRY_HOLD_APPROVAL) == 0 &&
		!(before && ticket_entry_by_id(before, entry->id));
}

static gboolean tell_mentor(Operation *op, Ticket *ticket, const Entry *mail,
	GError **error)
{
	g_autofree char *mentor = NULL;
	if (!approval_mentor(operation_desk(op), mail->by, &mentor, error))
		return FALSE;
	g_autofree char *key = g_strconcat("approval/", mail->id, NULL);
	g_autofree char *number = ticket_short_name(ticket);
	return notify(op, ticket, mentor ? mentor : "lead", key,
		&(Words){&waits_for, mail->by, number, NULL, mail->body}, error);
}

gboolean approval_tell(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	guint count = ticket_entry_count(now);
	for (guint i = 0; i < count; i++) {
		const Entry *entry = ticket_entry(now, i);
		if (is_waiting(before, entry) &&
			!tell_mentor(op, now, entry, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean tell_trainee(Operation *op, Ticket *ticket, const Entry *mail,
	const Approval *approval, GError **error)
{
	gboolean edited = approval->state == APPROVAL_EDITED;
	g_autofree char *number = ticket_short_name(ticket);
	Words words = {edited ? &leaves : &not_sent, operation_me(op), number,
		approval->text, edited ? approval->edited : mail->body};
	return notify(op, ticket, mail->by, NULL, &words, error);
}

/* --- approving ------------------------------------------------------------- */

static gboolean send_edited(Operation *op, Ticket *ticket, const Entry *mail,
	const Approval *approval, GError **error)
{
	OutboxCopy other = {.body = approval->edited,
		.not_before = approval->not_before, .key = "edit-of"};
	return outbox_copy(op, ticket, mail, &other, error) != NULL;
}

static void say(Operation *op, Ticket *ticket, const Entry *mail,
	const Approval *approval)
{
	Entry *entry = operation_say(op, ticket, "approval", approval->text,
		NULL, NULL, INSTANT_NONE);
	entry_set(entry, "of", mail->id);
	entry_set(entry, "state", states[approval->state]);
	if (approval->state != APPROVAL_APPROVED ||
		approval->not_before == INSTANT_NONE)
		return;
	g_autofree char *when = instant_format(approval->not_before);
	entry_set(entry, "not-before", when);
}

gboolean change_approve(Operation *op, Ticket *ticket, const char *entry,
	const Approval *approval, GError **error)
{
	g_autoptr(GError) problem = NULL;
	OutboxMail *waits = outbox_get(operation_desk(op), ticket_get(ticket,
		"uid"), entry, &problem);
	gboolean is = waits && waits->unapproved;
	g_clear_pointer(&waits, outbox_mail_free);
	if (problem)
		return desk_error_pass(error, &problem);
	const Entry *mail = ticket_entry_by_id(ticket, entry);
	if (!is || !mail)
		return TRUE;
	say(op, ticket, mail, approval);
	if (approval->state == APPROVAL_APPROVED)
		return TRUE;
	Delivery over = {.state = "cancelled", .said = states[approval->state],
		.at = INSTANT_NONE};
	if (!outbox_delivered(op, ticket, mail->id, &over, error))
		return FALSE;
	if (approval->state == APPROVAL_EDITED &&
		!send_edited(op, ticket, mail, approval, error))
		return FALSE;
	return tell_trainee(op, ticket, mail, approval, error);
}
