#include "app/outbox/notice.h"

static gboolean hail_words(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Doing *doing = data;
	(void)error;
	text->language = g_strdup(language);
	text->body = g_strconcat(doing->operand, "\n", NULL);
	return TRUE;
}

static gboolean act_hail(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	const Notice notice = {.words = hail_words, .data = (void *)doing,
		.rule = doing->rule, .key = doing->key};
	g_autoptr(GPtrArray) people = tell_whom(op, ticket, "assignee", error);
	return people && notice_to_agents(op, ticket, &notice, people, NULL,
		error);
}
