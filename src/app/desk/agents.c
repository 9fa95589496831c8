#include "app/desk/agents.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "index/agents.h"
#include "index/people.h"

GPtrArray *assign_agents(Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	return index ? index_agents(index, FALSE, error) : NULL;
}

char *customer_of_contact(const char *requester)
{
	const char *slash = requester ? strchr(requester, '/') : NULL;
	return slash && !strchr(requester, '@') ?
		g_strndup(requester, (gsize)(slash - requester)) : NULL;
}

gboolean customer_of_requester(Index *index, const char *requester,
	char **customer, GError **error)
{
	const char *at = requester ? strrchr(requester, '@') : NULL;
	*customer = customer_of_contact(requester);
	if (*customer || !at)
		return TRUE;
	g_autofree char *domain = g_strndup(at + 1, strcspn(at + 1, "> "));
	return people_customer_by_domain(index, domain, customer, error);
}
