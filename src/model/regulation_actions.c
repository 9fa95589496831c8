#include "model/regulation.h"

#include <string.h>

const RegulationAction regulation_actions[] = {
	{"assign", "AGENT|GROUP", "to an agent or a group; none"},
	{"close", NULL, "closes the ticket; unsolved: as no-answer",
		.waits = TRUE},
	{"comment", "TEXT", "adds an internal note"},
	{"escalate", NULL, "to the next level"},
	{"notify", "WHO", "tells requester, assignee, lead, group or a role",
		TRUE},
	{"reopen", NULL, "a ticket that is solved or waits becomes open"},
	{"tag", "TAG", "adds a tag"},
};
const gsize regulation_actions_count = G_N_ELEMENTS(regulation_actions);

const RegulationAction *regulation_action_find(const char *text,
	const char **operand)
{
	gsize length = strcspn(text, " ");
	for (gsize i = 0; i < regulation_actions_count; i++) {
		const char *name = regulation_actions[i].name;
		if (strlen(name) != length || strncmp(name, text, length) != 0)
			continue;
		*operand = text + length + strspn(text + length, " ");
		return &regulation_actions[i];
	}
	return NULL;
}
