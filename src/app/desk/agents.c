#include "app/desk/agents.h"

#include <string.h>


GPtrArray *assign_agents(Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT login, text FROM agent WHERE left = 0 ORDER BY login",
		NULL, error) : NULL;
	if (!rows)
		return NULL;
	GPtrArray *agents = g_ptr_array_new_with_free_func(
		(GDestroyNotify)agent_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		Agent *agent = agent_parse(row[0], row[1], strlen(row[1]),
			row[0], NULL);
		if (agent)
			g_ptr_array_add(agents, agent);
	}
	return agents;
}


char *customer_of_contact(const char *requester)
{
	const char *slash = requester ? strchr(requester, '/') : NULL;
	return slash && !strchr(requester, '@') ?
		g_strndup(requester, (gsize)(slash - requester)) : NULL;
}
