#include "app/operation/place.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/operation/operation_state.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/agents.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const char *level_of_group(const Regulation *regulation,
	const char *name)
{
	const Term *group = regulation_find(regulation, "group", name);
	return group ? group->level : NULL;
}

/* -1: none, or unknown. */
static int rank_of(const Regulation *regulation, const char *level)
{
	return level ? regulation_rank(regulation, "level", level) : -1;
}

gboolean place_belongs(const Agent *agent, const Ticket *ticket)
{
	const char *group = ticket_get(ticket, "group");
	if (texts_have(agent->roles, "observer"))
		return FALSE;
	if (*group)
		return texts_have(agent->groups, group);
	return g_strcmp0(agent->level, ticket_get(ticket, "level")) == 0;
}

/* A new ticket begins at the first level, in no group. */
static gboolean is_changed(const Regulation *regulation, const Ticket *before,
	const Ticket *now, const char *field)
{
	const Term *first = regulation->levels->len > 0 ?
		g_ptr_array_index(regulation->levels, 0) : NULL;
	const char *was = before ? ticket_get(before, field) :
		strcmp(field, "level") == 0 && first ? first->name : "";
	return strcmp(was, ticket_get(now, field)) != 0;
}

/* Nobody's own act. */
static gboolean is_automatic(Operation *op, const Ticket *ticket)
{
	const OpenTicket *open = g_hash_table_lookup(op->by_uid,
		ticket_get(ticket, "uid"));
	return strcmp(operation_by(op), "agent") != 0 || (open && open->chosen);
}

static gboolean refuse_both(const Ticket *now, const char *level,
	GError **error)
{
	static const Phrase apart = {"the group %1 is of level %2, not %3; leave "
			"the level out, or name a group of %3",
		"группа %1 — линии %2, а не %3; не указывайте линию или "
		"назовите группу линии %3"};
	return desk_refuse(error, DESK_ERROR_USAGE, &apart,
		ticket_get(now, "group"), level, ticket_get(now, "level"), NULL);
}

static gboolean agree_level(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	const char *level = level_of_group(regulation, ticket_get(now, "group"));
	gboolean new_level = is_changed(regulation, before, now, "level");
	gboolean new_group = is_changed(regulation, before, now, "group");
	if (!level || strcmp(level, ticket_get(now, "level")) == 0 ||
		(!new_level && !new_group))
		return TRUE;
	if (!new_group)
		ticket_set(now, "group", regulation_group_for(regulation,
			ticket_get(now, "category"), ticket_get(now, "level")));
	else if (new_level && !is_automatic(op, now))
		return refuse_both(now, level, error);
	else
		ticket_set(now, "level", level);
	return TRUE;
}

static gboolean drop_stranger(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	const char *login = ticket_get(now, "assignee");
	const char *group = ticket_get(now, "group");
	const char *was = before ? ticket_get(before, "group") : "";
	Index *index;
	Agent *found = NULL;
	if (!before || !*login || !*group || strcmp(was, group) == 0 ||
		strcmp(ticket_get(before, "assignee"), login) != 0 ||
		regulation_class_of(operation_regulation(op), now) >=
			CLASS_SOLVED)
		return TRUE;
	/* A category that a person gives it only fills in the group. */
	if (!*was && !is_automatic(op, now))
		return TRUE;
	if (!(index = desk_index(operation_desk(op), error)) ||
		!index_agent(index, login, &found, error))
		return FALSE;
	g_autoptr(Agent) agent = found;
	if (!agent || !place_belongs(agent, now))
		ticket_set(now, "assignee", "");
	return TRUE;
}

gboolean place_agree(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	return agree_level(op, before, now, error) &&
		drop_stranger(op, before, now, error);
}

/* The lowest group's, else their own; -1: they have none. */
static int rank_of_agent(const Regulation *regulation, const Agent *agent)
{
	int lowest = -1;
	for (guint i = 0; i < agent->groups->len; i++) {
		int rank = rank_of(regulation, level_of_group(regulation,
			g_ptr_array_index(agent->groups, i)));
		if (rank >= 0 && (lowest < 0 || rank < lowest))
			lowest = rank;
	}
	return lowest >= 0 ? lowest : rank_of(regulation, agent->level);
}

gboolean place_rank(Operation *op, const Ticket *ticket, int *rank,
	GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	const char *login = ticket_get(ticket, "assignee");
	Index *index = desk_index(operation_desk(op), error);
	Agent *found = NULL;
	if (!index || (*login && !index_agent(index, login, &found, error)))
		return FALSE;
	g_autoptr(Agent) agent = found;
	*rank = MAX(rank_of(regulation, ticket_get(ticket, "level")),
		rank_of(regulation, level_of_group(regulation,
			ticket_get(ticket, "group"))));
	if (agent)
		*rank = MAX(*rank, rank_of_agent(regulation, agent));
	return TRUE;
}

gboolean place_has_takers(Operation *op, const Ticket *ticket,
	const char *level, const char *group, gboolean *has, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	guint groups = 0;
	*has = group || regulation->groups->len == 0;
	for (guint i = 0; i < regulation->groups->len; i++)
		groups += g_strcmp0(((const Term *)
			regulation->groups->pdata[i])->level, level) == 0;
	if (!*has && groups > 0)
		*has = !is_automatic(op, ticket) ||
			!*ticket_get(ticket, "assignee");
	if (*has || groups > 0)
		return TRUE;
	g_autoptr(GPtrArray) agents = assign_agents(operation_desk(op), error);
	for (guint i = 0; agents && !*has && i < agents->len; i++)
		*has = g_strcmp0(((const Agent *)agents->pdata[i])->level,
			level) == 0;
	return agents != NULL;
}
