/*
 * What waits for an agent who is away goes to who stands in, and comes back.
 *
 * Each hand-over is an entry: `away` whose it was, `to` who has it; `back` who
 * has it again. A deputy may go away, too, so they make a chain, and what the
 * last of it still has goes to the first who is there. Whoever assigns the
 * ticket to somebody else by hand ends the chain.
 */
#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/time/remind_parts.h"
#include "base/automation.h"
#include "index/entries.h"
#include "model/absence.h"
#include "model/regulation.h"
#include "model/ticket.h"

typedef struct {
	char *away, *to;
} Hop;

static void hop_clear(void *data)
{
	Hop *hop = data;
	g_free(hop->away);
	g_free(hop->to);
}

static GArray *chain_new(void)
{
	GArray *chain = g_array_new(FALSE, FALSE, sizeof(Hop));
	g_array_set_clear_func(chain, hop_clear);
	return chain;
}

static void chain_back(GArray *chain, const char *login)
{
	while (chain->len > 0) {
		gboolean theirs = strcmp(g_array_index(chain, Hop,
			chain->len - 1).away, login) == 0;
		g_array_set_size(chain, chain->len - 1);
		if (theirs)
			return;
	}
}

/* The next entry about an absence. */
static void chain_add(GArray *chain, const char *away, const char *back,
	const char *to)
{
	if (*away == '\0') {
		chain_back(chain, back);
		return;
	}
	if (chain->len > 0 && strcmp(g_array_index(chain, Hop,
		chain->len - 1).to, away) != 0)
		g_array_set_size(chain, 0);
	Hop hop = {g_strdup(away), g_strdup(to)};
	g_array_append_val(chain, hop);
}

static const Agent *agent_of(const RemindPlan *plan, const char *login)
{
	for (guint i = 0; i < plan->agents->len; i++) {
		const Agent *agent = g_ptr_array_index(plan->agents, i);
		if (strcmp(agent->login, login) == 0)
			return agent;
	}
	return NULL;
}

/* Who gets it back now; NULL: nobody yet. */
static const Agent *chain_owner(const RemindPlan *plan, const GArray *chain,
	const char *assignee)
{
	GTimeZone *zone = desk_read_regulation(plan->desk)->zone;
	Absence absence;
	if (chain->len == 0 || strcmp(g_array_index(chain, Hop,
		chain->len - 1).to, assignee) != 0)
		return NULL;
	for (guint i = 0; i < chain->len; i++) {
		const Agent *owner = agent_of(plan,
			g_array_index(chain, Hop, i).away);
		if (owner && !absence_at(owner, zone, desk_now(plan->desk),
			&absence))
			return owner;
	}
	return NULL;
}

/* Who stands in for an agent now; NULL: nobody. */
static const char *deputy_of(const RemindPlan *plan, const Agent *agent)
{
	const Agent *there = absence_stand_in(plan->agents, agent,
		desk_read_regulation(plan->desk)->zone, desk_now(plan->desk));
	return there != agent ? there->login : NULL;
}

/* --- which tickets --------------------------------------------------------- */

static gboolean plan_leaving(RemindPlan *plan, Index *index, GError **error)
{
	for (guint i = 0; i < plan->agents->len; i++) {
		const Agent *agent = g_ptr_array_index(plan->agents, i);
		if (!deputy_of(plan, agent))
			continue;
		g_autoptr(GPtrArray) uids = index_open_uids_of(index,
			agent->login, error);
		if (!uids)
			return FALSE;
		for (guint k = 0; k < uids->len; k++)
			remind_add_uid(plan, uids->pdata[k]);
	}
	return TRUE;
}

/* The chain of one ticket after the other. */
static gboolean plan_coming_back(RemindPlan *plan, Index *index,
	GError **error)
{
	g_autoptr(GArray) chain = chain_new();
	g_autoptr(GPtrArray) list = index_hand_overs(index, error);
	for (guint i = 0; list && i < list->len; i++) {
		const HandOver *one = list->pdata[i];
		const HandOver *next = i + 1 < list->len ? list->pdata[i + 1] :
			NULL;
		chain_add(chain, one->away, one->back, one->to);
		if (next && strcmp(next->uid, one->uid) == 0)
			continue;
		if (chain_owner(plan, chain, one->assignee))
			remind_add_uid(plan, one->uid);
		g_array_set_size(chain, 0);
	}
	return list != NULL;
}

gboolean remind_plan_absence(RemindPlan *plan, GError **error)
{
	Index *index = desk_index(plan->desk, error);
	return index && plan_leaving(plan, index, error) &&
		plan_coming_back(plan, index, error);
}

/* --- one ticket ------------------------------------------------------------ */

static GArray *chain_of(const Ticket *ticket)
{
	GArray *chain = chain_new();
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *away = entry_get(entry, "away");
		const char *back = entry_get(entry, "back");
		if (*away || *back)
			chain_add(chain, away, back, entry_get(entry, "to"));
	}
	return chain;
}

static void hand(Operation *op, Ticket *ticket, const char *key,
	const char *absent, const char *to)
{
	g_autofree char *text = g_strdup_printf("%s: %s → %s", key,
		ticket_get(ticket, "assignee"), to);
	Entry *entry = operation_say(op, ticket, "comment", text, NULL, AUTOMATION,
		INSTANT_NONE);
	entry_set(entry, "about", "away");
	entry_set(entry, key, absent);
	entry_set(entry, "to", to);
	entry_set(entry, "automatic", "rule");
	ticket_set(ticket, "assignee", to);
}

void remind_absence(RemindPlan *plan, Operation *op, Ticket *ticket)
{
	g_autofree char *assignee = g_strdup(ticket_get(ticket, "assignee"));
	if (regulation_class_of(operation_regulation(op), ticket) >=
		CLASS_SOLVED)
		return;
	g_autoptr(GArray) chain = chain_of(ticket);
	const Agent *owner = chain_owner(plan, chain, assignee);
	if (owner) {
		hand(op, ticket, "back", owner->login, owner->login);
		return;
	}
	const Agent *agent = agent_of(plan, assignee);
	const char *deputy = agent ? deputy_of(plan, agent) : NULL;
	if (deputy)
		hand(op, ticket, "away", assignee, deputy);
}
