#include "app/desk/agents.h"

#include <string.h>

#include "app/desk/desk.h"
#include "index/agents.h"

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
