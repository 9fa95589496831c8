#include "app/outbox/tell.h"

#include <string.h>

#include "app/outbox/notice.h"
#include "app/outbox/outbox_parts.h"
#include "base/error.h"
#include "model/notify.h"
#include "model/ticket.h"
#include "text/escape.h"

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

typedef struct {
	Operation *op;
	const Ticket *ticket;
	const Telling *telling;
} Told;

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	static const Phrase refused = {"%1: %2\nIt was refused: %3\n",
		"%1: %2\nОтказано: %3\n"};
	const Told *told = data;
	const Telling *telling = told->telling;
	TemplateFacts facts = {
		.language = language,
		.reason = telling->rule,
		.answer_by = INSTANT_NONE,
	};
	if (telling->template_name)
		return template_render(operation_desk(told->op),
			telling->template_name, told->ticket, &facts, text,
			error);
	g_autofree char *subject = escape_links(ticket_get(told->ticket,
		"subject"));
	g_autofree char *why = telling->refusal ? desk_error_text(
		telling->refusal, language) : NULL;
	text->language = g_strdup(language);
	text->body = why ? phrase_fill(&refused, language, telling->rule,
		subject, why, NULL) :
		g_strdup_printf("%s: %s\n", telling->rule, subject);
	return TRUE;
}

gboolean tell(Operation *op, Ticket *ticket, const Telling *telling,
	GError **error)
{
	Told told = {op, ticket, telling};
	Notice notice = {.words = words_of, .data = &told,
		.rule = telling->rule, .key = telling->key};
	if (strcmp(telling->who, "requester") == 0) {
		notice.occasion = NOTIFY_REMINDERS;
		return notice_to_requester(op, ticket, &notice, error);
	}
	g_autoptr(GPtrArray) people = tell_whom(op, ticket, telling->who, error);
	return people && notice_to_agents(op, ticket, &notice, people, NULL,
		error);
}

gboolean tell_agents(Operation *op, Ticket *ticket, const char *who,
	const char *rule, const char *key, GError **error)
{
	g_autofree char *full = g_strjoin("/", key, who, NULL);
	Telling telling = {.who = who, .rule = rule, .key = full};
	return tell(op, ticket, &telling, error);
}
