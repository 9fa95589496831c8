#include "app/desk/query_context.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/setting.h"
#include "index/history.h"
#include "index/people.h"
#include "model/regulation.h"
#include "model/setting.h"
#include "rules/query.h"

static char *find_person(Desk *desk, const char *field, const char *word,
	gboolean guess, GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index)
		return NULL;
	if (strcmp(field, "customer") == 0)
		return people_find_customer(index, word, guess, error);
	if (strcmp(field, "requester") == 0)
		return people_find_contact(index, word, guess, error);
	return people_find_agent(index, word, guess, error);
}

static char *resolve_person(void *data, const char *field, const char *word,
	GError **error)
{
	return find_person(data, field, word, desk_guesses(data), error);
}

static char *resolve_exactly(void *data, const char *field, const char *word,
	GError **error)
{
	return find_person(data, field, word, FALSE, error);
}

static gboolean in_use(void *data, const char *field, const char *word,
	gboolean *used, GError **error)
{
	Index *index = desk_index(data, error);
	return index && index_was_value(index, field, word, used, error);
}

static char *named_query(void *data, const char *name)
{
	g_autofree char *key = g_strconcat("query.", name, NULL);
	return setting_find(key) ? desk_setting(data, key) : NULL;
}

gboolean desk_query_context(Desk *desk, QueryContext *context, GError **error)
{
	memset(context, 0, sizeof *context);
	context->regulation = desk_regulation(desk, error);
	if (!context->regulation ||
		!desk_me_if_any(desk, &context->me, error))
		return FALSE;
	context->now = desk_now(desk);
	context->zone = context->regulation->zone;
	context->resolve = resolve_person;
	context->resolve_data = desk;
	context->named = named_query;
	context->typed = TRUE;
	context->in_use = in_use;
	context->work = desk_work(desk);
	return TRUE;
}

gboolean desk_rule_context(Desk *desk, QueryContext *context, GError **error)
{
	if (!desk_query_context(desk, context, error))
		return FALSE;
	context->resolve = resolve_exactly;
	return TRUE;
}
