#include "app/tell.h"

#include <string.h>

#include "app/assign.h"
#include "app/outbox.h"
#include "app/template.h"
#include "base/identifier.h"
#include "model/absence.h"

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

static gboolean has_word(const GPtrArray *words, const char *word)
{
	for (guint i = 0; i < words->len; i++)
		if (strcmp(g_ptr_array_index(words, i), word) == 0)
			return TRUE;
	return FALSE;
}

static gboolean is_meant(const Agent *agent, const Ticket *ticket,
	const char *who)
{
	if (strcmp(who, "assignee") == 0)
		who = ticket_get(ticket, "assignee");
	else if (strcmp(who, "group") == 0)
		return has_word(agent->groups, ticket_get(ticket, "group"));
	return strcmp(agent->login, who) == 0 ||
		g_strcmp0(agent->level, who) == 0 ||
		has_word(agent->roles, who) || has_word(agent->groups, who);
}

static void add_login(GPtrArray *logins, const char *login)
{
	if (!has_word(logins, login))
		g_ptr_array_add(logins, g_strdup(login));
}

static void add_meant(Operation *op, const GPtrArray *agents,
	const Ticket *ticket, const char *who, GPtrArray *logins)
{
	for (guint i = 0; i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		Absence absence;
		if (!is_meant(agent, ticket, who))
			continue;
		gboolean away = absence_at(agent,
			operation_regulation(op)->zone, operation_now(op),
			&absence);
		add_login(logins, away && absence.deputy ? absence.deputy :
			agent->login);
	}
}

GPtrArray *tell_logins(Operation *op, const Ticket *ticket, const char *who,
	GError **error)
{
	g_autoptr(GPtrArray) agents = assign_agents(operation_desk(op), error);
	if (!agents)
		return NULL;
	GPtrArray *logins = g_ptr_array_new_with_free_func(g_free);
	add_meant(op, agents, ticket, who, logins);
	if (logins->len == 0)
		add_meant(op, agents, ticket, "lead", logins);
	return logins;
}

/* FALSE without error: nobody with an address. */
static gboolean addresses(Operation *op, Ticket *ticket, const char *who,
	GPtrArray **to, GPtrArray **cc, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	if (!index)
		return FALSE;
	if (strcmp(who, "requester") == 0)
		return outbox_recipients(op, ticket, to, cc, NULL);
	g_autoptr(GPtrArray) logins = tell_logins(op, ticket, who, error);
	if (!logins)
		return FALSE;
	*to = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < logins->len; i++) {
		char *address = outbox_address_of(index,
			g_ptr_array_index(logins, i));
		if (address)
			g_ptr_array_add(*to, address);
	}
	return (*to)->len > 0;
}

/* --- what ---------------------------------------------------------------- */

static gboolean words_of(Operation *op, const Ticket *ticket,
	const Telling *telling, TemplateText *text, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	gboolean requester = strcmp(telling->who, "requester") == 0;
	TemplateFacts facts = {
		.language = requester ? NULL : regulation->language,
		.reason = telling->rule,
		.list = telling->list,
		.answer_by = INSTANT_NONE,
	};
	if (telling->template_name)
		return template_render(operation_desk(op),
			telling->template_name, ticket, &facts, text, error);
	text->language = g_strdup(regulation->language);
	text->body = g_strdup_printf("%s: %s\n", telling->rule,
		ticket_get(ticket, "subject"));
	return TRUE;
}

gboolean tell(Operation *op, Ticket *ticket, const Telling *telling,
	gboolean *told, GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	g_autoptr(GError) problem = NULL;
	g_auto(TemplateText) text = {0};
	*told = FALSE;
	if (!addresses(op, ticket, telling->who, &to, &cc, &problem)) {
		if (problem)
			g_propagate_error(error, g_steal_pointer(&problem));
		return problem == NULL && (!error || !*error);
	}
	if (!words_of(op, ticket, telling, &text, error))
		return FALSE;
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.cc = cc,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = telling->template_name,
		.rule = telling->rule,
		.key = telling->key,
		.automatic = TRUE,
		.not_before = INSTANT_NONE,
	};
	*told = outbox_add(op, ticket, &mail, &problem) != NULL;
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

gboolean tell_agents(Operation *op, Ticket *ticket, const char *who,
	const char *rule, const char *key, GError **error)
{
	g_autofree char *full = g_strjoin("/", key, who, NULL);
	Telling telling = {.who = who, .rule = rule, .key = full};
	gboolean told;
	return tell(op, ticket, &telling, &told, error);
}
