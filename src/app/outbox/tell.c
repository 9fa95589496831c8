#include "app/outbox/tell.h"

#include <string.h>

#include "app/outbox/audience.h"
#include "app/outbox/guard.h"
#include "app/outbox/outbox.h"
#include "app/outbox/template.h"
#include "base/identifier.h"
#include "model/notify.h"
#include "text/escape.h"

#define ENTRY_ID_LENGTH 6

char *tell_entry_id(Operation *op, const Ticket *ticket, const char *key)
{
	g_autofree char *text = g_strjoin("\n", ticket_get(ticket, "uid"), key,
		NULL);
	guint8 digest[32];
	identifier_derive(operation_regulation(op)->id, "notice", text,
		strlen(text), digest);
	return identifier_letter_first(digest, sizeof digest, ENTRY_ID_LENGTH);
}

/* --- whom ---------------------------------------------------------------- */

GPtrArray *tell_whom(Operation *op, const Ticket *ticket, const char *who,
	GError **error)
{
	AudienceQuestion question = {
		.word = who,
		.assignee = ticket_get(ticket, "assignee"),
		.group = ticket_get(ticket, "group"),
		.at = operation_time_of(op, ticket),
	};
	GPtrArray *people = audience_find(operation_desk(op), &question, error);
	if (!people || people->len > 0)
		return people;
	g_ptr_array_unref(people);
	question.word = "lead";
	return audience_find(operation_desk(op), &question, error);
}

/* --- what ---------------------------------------------------------------- */

static gboolean words_of(Operation *op, const Ticket *ticket,
	const Telling *telling, const char *language, TemplateText *text,
	GError **error)
{
	TemplateFacts facts = {
		.language = language,
		.reason = telling->rule,
		.list = telling->list,
		.answer_by = INSTANT_NONE,
	};
	if (telling->template_name)
		return template_render(operation_desk(op),
			telling->template_name, ticket, &facts, text, error);
	g_autofree char *subject = escape_links(ticket_get(ticket, "subject"));
	text->language = g_strdup(language);
	text->body = g_strdup_printf("%s: %s\n", telling->rule, subject);
	return TRUE;
}

/* `language` NULL: that of the requester. */
static gboolean tell_people(Operation *op, Ticket *ticket,
	const Telling *telling, GPtrArray *to, GPtrArray *cc,
	const char *language, const char *key, gboolean *told, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_auto(TemplateText) text = {0};
	if (!words_of(op, ticket, telling, language, &text, error))
		return FALSE;
	GuardQuestion question = {op, ticket, language != NULL,
		operation_time_of(op, ticket)};
	gboolean unwanted = FALSE;
	const char *hold = NULL, *hold_cc = NULL;
	if ((!language && !guard_is_unwanted(op, ticket, NOTIFY_REMINDERS,
			&unwanted, error)) ||
		(!unwanted && !guard_recipients(&question, to, &hold, error)) ||
		(cc && !guard_recipients(&question, cc, &hold_cc, error)))
		return FALSE;
	if (unwanted)
		hold = "switched-off";
	if (hold_cc)
		cc = NULL;
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.cc = cc,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = telling->template_name,
		.rule = telling->rule,
		.key = key,
		.hold = hold,
		.automatic = TRUE,
		.not_before = INSTANT_NONE,
	};
	*told |= outbox_add(op, ticket, &mail, &problem) != NULL;
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

static gboolean tell_requester(Operation *op, Ticket *ticket,
	const Telling *telling, gboolean *told, GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	Index *index = desk_index(operation_desk(op), error);
	return index && outbox_recipients_if_any(index, ticket, &to, &cc,
		       error) &&
		(!to || tell_people(op, ticket, telling, to, cc, NULL,
				telling->key, told, error));
}

gboolean tell(Operation *op, Ticket *ticket, const Telling *telling,
	gboolean *told, GError **error)
{
	*told = FALSE;
	if (strcmp(telling->who, "requester") == 0)
		return tell_requester(op, ticket, telling, told, error);
	g_autoptr(GPtrArray) people = tell_whom(op, ticket, telling->who, error);
	if (!people)
		return FALSE;
	g_autoptr(GPtrArray) letters = audience_letters(people);
	for (guint i = 0; i < letters->len; i++) {
		const AudienceLetter *letter = letters->pdata[i];
		g_autofree char *key = audience_key(telling->key, i,
			letter->language);
		if (!tell_people(op, ticket, telling, letter->to, NULL,
			letter->language, key, told, error))
			return FALSE;
	}
	return TRUE;
}

gboolean tell_agents(Operation *op, Ticket *ticket, const char *who,
	const char *rule, const char *key, GError **error)
{
	g_autofree char *full = g_strjoin("/", key, who, NULL);
	Telling telling = {.who = who, .rule = rule, .key = full};
	gboolean told;
	return tell(op, ticket, &telling, &told, error);
}
