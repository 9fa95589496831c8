#include "app/change/rules.h"

#include <string.h>

#include "app/change/assign.h"
#include "app/change/automatic.h"
#include "app/change/change.h"
#include "app/change/change_parts.h"
#include "app/operation/place.h"
#include "app/change/rules_trial.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "app/outbox/tell.h"
#include "base/automation.h"
#include "base/error.h"
#include "index/select.h"
#include "index/tickets.h"
#include "index/trial.h"
#include "model/ticket.h"
#include "model/verb.h"
#include "rules/history.h"
#include "rules/route.h"
#include "store/store.h"

/* More than so many steps on one ticket are a circle. */
#define MOST_STEPS 8

typedef struct {
	Operation *op;
	Desk *desk;
	QueryContext context;
	GPtrArray *routes;
	IndexTrial *trial;
	/* Of a trial, by the name of the rule; else NULL. */
	GHashTable *done, *refused;
} Rules;

static void rules_clear(Rules *rules)
{
	g_clear_pointer(&rules->routes, g_ptr_array_unref);
	g_clear_pointer(&rules->trial, index_trial_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rules, rules_clear)

static const Phrase
	left_out = {"a rule is left out: %1", "правило пропущено: %1"},
	passed_over = {"the rule %1 is passed over: %2",
		"правило %1 не выполнено: %2"},
	circle = {"%1: rules lead in a circle: %2; none of it was done. Change "
			"one of them in desk.yaml (routing)",
		"%1: правила ходят по кругу: %2; ничего из этого не сделано. "
		"Измените одно из них в desk.yaml (routing)"};

static gboolean rules_start(Rules *rules, Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	rules->desk = desk;
	if (!index || !desk_rule_context(desk, &rules->context, error))
		return FALSE;
	/* A rule is nobody's. */
	rules->context.me = NULL;
	g_autoptr(GPtrArray) broken = g_ptr_array_new_with_free_func(g_free);
	rules->routes = routes_read(rules->context.regulation, &rules->context,
		broken, error);
	if (!rules->routes)
		return FALSE;
	for (guint i = 0; i < broken->len; i++)
		desk_say(desk, &left_out, g_ptr_array_index(broken, i), NULL);
	return TRUE;
}

/* --- does it match ------------------------------------------------------- */

/* Which of the rules match the ticket, as flags. */
static GArray *matches_of(Rules *rules, const Ticket *before,
	const Ticket *ticket, Instant at, GError **error)
{
	rules->context.now = at;
	Index *index = desk_index(rules->desk, error);
	if (index && !rules->trial)
		rules->trial = index_trial_new(index, rules->context.regulation,
			error);
	if (!index || !rules->trial || !index_trial_put(rules->trial, before, ticket,
		rules->context.now, AUTOMATION_MAIL, error))
		return NULL;
	g_autoptr(GArray) flags = g_array_new(FALSE, TRUE, sizeof(gboolean));
	for (guint i = 0; i < rules->routes->len; i++) {
		const Route *route = g_ptr_array_index(rules->routes, i);
		gint64 count = 0;
		if (!select_count(index_trial_index(rules->trial), route->query,
			&rules->context, &count, error))
			return NULL;
		gboolean matches = count > 0;
		g_array_append_val(flags, matches);
	}
	return g_steal_pointer(&flags);
}

/* --- what it does -------------------------------------------------------- */

static gboolean set_fields(Operation *op, Ticket *ticket, const YamlNode *set,
	GError **error)
{
	for (guint i = 0; set && i < set->keys->len; i++) {
		const char *field = ((YamlNode *)set->keys->pdata[i])->value;
		const char *value = yaml_get_text(set, field, "");
		gboolean done = strcmp(field, "category") == 0 ?
			change_category(op, ticket, value, error) :
			change_set(op, ticket, field, strcmp(field, "tags") ?
				SET_VALUE : SET_ADD, value, error);
		if (!done)
			return FALSE;
	}
	return TRUE;
}

/* "priority: normal → high; tags: hot" */
static char *changes_text(const Ticket *before, const Ticket *after)
{
	g_autoptr(GPtrArray) events = history_compare(before, before, after, 0);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		if (!event->field || !event->new_text)
			continue;
		g_string_append_printf(out, "%s%s: %s%s%s", out->len > 0 ?
			"; " : "", event->field, event->old_text &&
			*event->old_text ? event->old_text : "",
			event->old_text && *event->old_text ? " → " : "",
			event->new_text);
	}
	return g_string_free(out, FALSE);
}

typedef struct {
	Rules *rules;
	const Route *route;
} Firing;

static gboolean do_all(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Firing *firing = data;
	const Route *route = firing->route;
	const char *action;
	if (!set_fields(op, ticket, route->set, error))
		return FALSE;
	for (guint i = 0; (action = yaml_nth_text(route->actions, i)); i++)
		if (!rules_act(op, ticket, action, route->name, route->name,
			error))
			return FALSE;
	if (route->notify && !tell_agents(op, ticket, route->notify,
		route->name, route->name, error))
		return FALSE;
	return !route->assign || assign_ticket(op, ticket, route->assign, error);
}

/* What a person chose in this operation and the rule set otherwise. */
static void say_undone(Rules *rules, const Route *route, const Ticket *chosen,
	const Ticket *now)
{
	static const Phrase otherwise = {"%1: the rule %2 sets %3 to %4, not %5",
		"%1: правило %2 ставит %3: %4, а не %5"};
	const Ticket *before, *hand;
	if (!operation_choice(rules->op, ticket_get(now, "uid"), &before, &hand))
		return;
	g_autoptr(GPtrArray) events = history_compare(chosen, chosen, now, 0);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		const char *field = event->field;
		if (!field || !event->old_text || !*event->old_text ||
			strcmp(ticket_get(before, field), event->old_text) == 0 ||
			strcmp(ticket_get(hand, field), event->old_text) != 0)
			continue;
		g_autofree char *name = ticket_short_name(now);
		desk_say(rules->desk, &otherwise, name, route->name, field,
			event->new_text && *event->new_text ? event->new_text :
			"–", event->old_text, NULL);
	}
}

static void note_done(Rules *rules, const Route *route, const Ticket *before,
	Ticket *now)
{
	Automatic act = {.rule = route->name, .why = route->text};
	if (rules->done)
		g_hash_table_insert(rules->done, g_strdup(route->name),
			changes_text(before, now));
	say_undone(rules, route, before, now);
	automatic_note(rules->op, now, &act, NULL);
}

static void note_refused(Rules *rules, const Route *route,
	const GError *refusal)
{
	g_autofree char *words = desk_problem_text(rules->desk, refusal);
	if (rules->refused)
		g_hash_table_insert(rules->refused, g_strdup(route->name),
			g_strdup(words));
	else
		desk_say(rules->desk, &passed_over, route->name, words, NULL);
}

/* TRUE in `*changed` if it did something. A rule that is refused leaves the
 * ticket as it was. */
static gboolean act(Rules *rules, const Route *route, Ticket **ticket,
	gboolean *changed, GError **error)
{
	g_autofree char *uid = g_strdup(ticket_get(*ticket, "uid"));
	g_autoptr(Ticket) before = ticket_copy(*ticket);
	g_autoptr(GError) refusal = NULL;
	Firing firing = {rules, route};
	if (!automatic_act(rules->op, uid, do_all, &firing, changed, &refusal,
		    error) ||
		!(*ticket = operation_ticket(rules->op, uid, error)))
		return FALSE;
	if (*changed)
		note_done(rules, route, before, *ticket);
	if (refusal)
		note_refused(rules, route, refusal);
	return TRUE;
}

/* --- one ticket ---------------------------------------------------------- */

static gboolean hears(const Route *route, gboolean is_new)
{
	return is_new ? route->on_new : route->on_changed;
}

/* One look at all rules. `old` NULL: whatever matches acts. */
static gboolean look(Rules *rules, const GArray *old, Ticket **ticket,
	gboolean is_new, const GArray *now, GPtrArray *fired, GError **error)
{
	for (guint i = 0; i < rules->routes->len; i++) {
		const Route *route = g_ptr_array_index(rules->routes, i);
		gboolean changed = FALSE;
		if (!hears(route, is_new) || !g_array_index(now, gboolean, i))
			continue;
		if ((!old || !g_array_index(old, gboolean, i)) &&
			!act(rules, route, ticket, &changed, error))
			return FALSE;
		if (changed)
			g_ptr_array_add(fired, route->name);
		if (changed || !route->goes_on)
			return TRUE;
	}
	return TRUE;
}

static void tell_circle(Rules *rules, const Ticket *ticket,
	const GPtrArray *fired)
{
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = 0; i < fired->len; i++) {
		g_string_append_printf(names, "%s%s", i ? " → " : "",
			(const char *)g_ptr_array_index(fired, i));
		if (i > 0 && fired->pdata[i] == fired->pdata[0])
			break;
	}
	g_autofree char *name = ticket_short_name(ticket);
	desk_say(rules->desk, &circle, name, names->str, NULL);
}

/* What rules matched when the ticket last changed: time may have made others
 * match since. */
static GArray *matched_then(Rules *rules, const Ticket *before, Instant then,
	GError **error)
{
	Index *index = desk_index(rules->desk, error);
	if (!index || (then == INSTANT_NONE && !index_ticket_time(index,
		ticket_get(before, "uid"), TICKET_UPDATED, &then, error)))
		return NULL;
	return matches_of(rules, before, before, then == INSTANT_NONE ?
		desk_now(rules->desk) : then, error);
}

/* Until no rule has anything to do. `then`: as of when the ticket matched
 * before; INSTANT_NONE: its last change. */
static gboolean settle(Rules *rules, const Ticket *before, Ticket *ticket,
	gboolean anew, Instant then, GError **error)
{
	Instant at = desk_now(rules->desk);
	gboolean is_new = before == NULL;
	g_autofree char *uid = g_strdup(ticket_get(ticket, "uid"));
	g_autoptr(Ticket) chosen = ticket_copy(ticket);
	g_autoptr(GPtrArray) fired = g_ptr_array_new();
	g_autoptr(GArray) old = is_new || anew ? NULL :
		matched_then(rules, before, then, error);
	if (!is_new && !anew && !old)
		return FALSE;
	for (guint step = 0; step <= MOST_STEPS; step++) {
		guint count = fired->len;
		g_autoptr(GArray) now = matches_of(rules, before, ticket, at,
			error);
		if (!now || !look(rules, old, &ticket, is_new, now, fired,
			error))
			return FALSE;
		if (fired->len == count)
			return TRUE;
		g_clear_pointer(&old, g_array_unref);
		old = g_steal_pointer(&now);
	}
	tell_circle(rules, ticket, fired);
	return operation_replace(rules->op, uid, g_steal_pointer(&chosen),
		error);
}

/* --- an operation -------------------------------------------------------- */

static gboolean has_rules(const Regulation *regulation)
{
	const YamlNode *routing = yaml_get(regulation->root, "routing");
	const YamlNode *assignment = yaml_get(regulation->root, "assignment");
	return yaml_get(regulation->root, "bounced") ||
		(routing && routing->kind == YAML_LIST &&
		routing->items->len > 0) || (assignment &&
		g_strcmp0(assignment->value, "none") != 0);
}

static gboolean is_over(Operation *op, const Ticket *ticket)
{
	return regulation_class_of(operation_regulation(op), ticket) >=
		CLASS_SOLVED;
}

static gboolean moved(const Ticket *before, const Ticket *now, const char *field)
{
	return strcmp(ticket_get(before, field), ticket_get(now, field)) != 0;
}

/* Nobody has it: it is new, came to another group or level, or something
 * automatic took it from whom it was with. */
static gboolean wants_agent(Operation *op, const Ticket *before,
	const Ticket *now)
{
	return *ticket_get(now, "assignee") == '\0' && (!before ||
		moved(before, now, "group") || moved(before, now, "level") ||
		(strcmp(operation_by(op), "rule") == 0 &&
			moved(before, now, "assignee")));
}

static gboolean assign_apply(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	(void)data;
	return assign_ticket(op, ticket, NULL, error);
}

gboolean rules_assign(Operation *op, const char *uid, GError **error)
{
	gboolean changed;
	g_autoptr(GError) refusal = NULL;
	Automatic act = {.rule = "assignment"};
	if (!automatic_act(op, uid, assign_apply, NULL, &changed, &refusal,
		error))
		return FALSE;
	if (refusal)
		desk_say_problem(operation_desk(op), refusal);
	Ticket *ticket = operation_ticket(op, uid, error);
	if (ticket && changed)
		automatic_note(op, ticket, &act, NULL);
	return ticket != NULL;
}

/* Once the rules are done with it. `before` NULL: it is new. */
static gboolean assign_moved(Rules *rules, const char *uid,
	const Ticket *before, GError **error)
{
	const Ticket *now = operation_ticket(rules->op, uid, error);
	if (!now)
		return FALSE;
	return is_over(rules->op, now) || !wants_agent(rules->op, before, now) ||
		rules_assign(rules->op, uid, error);
}

static gboolean rule_ticket(Rules *rules, const Ticket *before, Ticket *now,
	GError **error)
{
	g_autofree char *uid = g_strdup(ticket_get(now, "uid"));
	if (rules->routes->len > 0 &&
		!settle(rules, before, now, FALSE, INSTANT_NONE, error))
		return FALSE;
	return assign_moved(rules, uid, before, error);
}

/* A field, not only something that was said. */
static gboolean has_moved(const Ticket *before, const Ticket *now)
{
	g_autoptr(GPtrArray) events = history_compare(before, before, now, 0);
	for (guint i = 0; i < events->len; i++)
		if (((const Event *)g_ptr_array_index(events, i))->field)
			return TRUE;
	return FALSE;
}

static gboolean agree(Operation *op, GError **error)
{
	const Ticket *before;
	Ticket *now;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++)
		if (!place_agree(op, before, now, error))
			return FALSE;
	return TRUE;
}

gboolean rules_apply(Operation *op, GError **error)
{
	const Ticket *before;
	Ticket *now;
	gboolean by_rule = strcmp(operation_by(op), "rule") == 0;
	if (verb_is(operation_verb(op), VERB_UNRULED) ||
		!operation_nth(op, 0, &before, &now))
		return TRUE;
	if (!agree(op, error))
		return FALSE;
	if (!has_rules(operation_regulation(op)))
		return TRUE;
	g_auto(Rules) rules = {.op = op};
	if (!rules_start(&rules, operation_desk(op), error))
		return FALSE;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++)
		if ((!before || (by_rule ? has_moved : history_differs)(before, now)) &&
			!rule_ticket(&rules, before, now, error))
			return FALSE;
	return TRUE;
}

gboolean rules_apply_since(Operation *op, const Ticket *before, Ticket *ticket,
	GError **error)
{
	g_auto(Rules) rules = {.op = op};
	return place_agree(op, before, ticket, error) &&
		rules_start(&rules, operation_desk(op), error) &&
		rule_ticket(&rules, before, ticket, error);
}

gboolean rules_apply_now(Operation *op, Ticket *ticket, GError **error)
{
	g_auto(Rules) rules = {.op = op};
	if (!rules_start(&rules, operation_desk(op), error))
		return FALSE;
	g_autoptr(Ticket) before = ticket_copy(ticket);
	return settle(&rules, before, ticket, TRUE, INSTANT_NONE, error) &&
		assign_moved(&rules, ticket_get(before, "uid"), before, error);
}

gboolean rules_apply_timed(Operation *op, Ticket *ticket, Instant then,
	GError **error)
{
	g_auto(Rules) rules = {.op = op};
	if (!rules_start(&rules, operation_desk(op), error))
		return FALSE;
	g_autoptr(Ticket) before = ticket_copy(ticket);
	return settle(&rules, before, ticket, FALSE, then, error) &&
		assign_moved(&rules, ticket_get(before, "uid"), before, error);
}

gboolean rules_ask_clocks(const Regulation *regulation)
{
	static const char *const words[] = {"sla:", "due:", "breached",
		"overdue", "atrisk"};
	const YamlNode *routing = yaml_get(regulation->root, "routing");
	for (guint i = 0; routing && routing->kind == YAML_LIST &&
		i < routing->items->len; i++) {
		const char *query = yaml_get_text(routing->items->pdata[i],
			"if", "");
		for (gsize k = 0; k < G_N_ELEMENTS(words); k++)
			if (strstr(query, words[k]))
				return TRUE;
	}
	return FALSE;
}

/* --- explained ----------------------------------------------------------- */

static void trial_free(void *data)
{
	RuleTrial *trial = data;
	g_free(trial->name);
	g_free(trial->query);
	g_free(trial->changes);
	g_free(trial->why);
	g_free(trial);
}

/* The first part of an `and` that does not match. NULL on error. */
static char *part_that_fails(Rules *rules, const QueryNode *query,
	GError **error)
{
	const QueryNode *part = query;
	gint64 count = 1;
	for (guint i = 0; query->kind == QUERY_AND && count > 0 &&
		i < query->children->len; i++) {
		part = g_ptr_array_index(query->children, i);
		if (!select_count(index_trial_index(rules->trial), part,
			&rules->context, &count, error))
			return NULL;
	}
	return query_explain(part);
}

gboolean rules_try(Operation *op, void *data, GError **error)
{
	const RulesTry *try = data;
	Ticket *ticket = operation_ticket(op, try->uid, error);
	g_auto(Rules) rules = {.op = op, .done = try->done,
		.refused = try->refused};
	if (!ticket || !rules_start(&rules, operation_desk(op), error))
		return FALSE;
	g_autoptr(Ticket) before = ticket_copy(ticket);
	return settle(&rules, before, ticket, TRUE, INSTANT_NONE, error);
}

GPtrArray *rules_explain(Desk *desk, const Ticket *ticket,
	const RulesTry *tried, GError **error)
{
	g_auto(Rules) rules = {0};
	if (!rules_start(&rules, desk, error))
		return NULL;
	g_autoptr(GArray) now = matches_of(&rules, ticket, ticket,
		desk_now(desk), error);
	if (!now)
		return NULL;
	g_autoptr(GPtrArray) trials = g_ptr_array_new_with_free_func(trial_free);
	gboolean over = FALSE;
	for (guint i = 0; i < rules.routes->len; i++) {
		const Route *route = g_ptr_array_index(rules.routes, i);
		RuleTrial *trial = g_new0(RuleTrial, 1);
		g_ptr_array_add(trials, trial);
		trial->name = g_strdup(route->name);
		trial->query = g_strdup(route->text);
		trial->matches = g_array_index(now, gboolean, i);
		trial->changes = g_strdup(g_hash_table_lookup(tried->done,
			route->name));
		const char *words = g_hash_table_lookup(tried->refused,
			route->name);
		trial->acts = trial->changes && !words;
		trial->over = over;
		trial->why = words ? g_strdup(words) : trial->matches ? NULL :
			part_that_fails(&rules, route->query, error);
		if (!trial->matches && !trial->why)
			return NULL;
		over |= trial->matches && !route->goes_on;
	}
	return g_steal_pointer(&trials);
}
