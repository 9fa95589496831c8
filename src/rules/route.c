#include "rules/route.h"

#include <string.h>

#include "base/error.h"

static void route_free(void *data)
{
	Route *route = data;
	g_free(route->name);
	query_free(route->query);
	g_free(route);
}

static gboolean says(const YamlNode *node, const char *word)
{
	const char *text;
	for (guint i = 0; (text = yaml_nth_text(node, i)); i++)
		if (strcmp(text, word) == 0)
			return TRUE;
	return FALSE;
}

static Route *route_new(const YamlNode *row, guint place)
{
	Route *route = g_new0(Route, 1);
	const YamlNode *on = yaml_get(row, "on");
	const char *name = yaml_get_text(row, "name", NULL);
	route->name = name ? g_strdup(name) :
		g_strdup_printf("routing %u", place + 1);
	route->text = yaml_get_text(row, "if", "");
	route->on_new = !on || says(on, "new");
	route->on_changed = !on || says(on, "changed");
	route->goes_on = says(yaml_get(row, "continue"), "true");
	route->set = yaml_get(row, "set");
	route->actions = yaml_get(row, "do");
	route->assign = yaml_get(row, "assign");
	return route;
}

/* A ticket that becomes a football is told of, whatever the other rules. */
static gboolean add_bounced(const Regulation *regulation,
	const QueryContext *context, GPtrArray *routes, GError **error)
{
	const YamlNode *bounced = yaml_get(regulation->root, "bounced");
	const char *notify = yaml_get_text(bounced, "notify", NULL);
	if (!notify)
		return TRUE;
	Route *route = g_new0(Route, 1);
	route->name = g_strdup("bounced");
	route->text = "is:bounced";
	route->query = query_parse(route->text, context, error);
	route->on_changed = route->goes_on = TRUE;
	route->notify = notify;
	g_ptr_array_add(routes, route);
	return route->query != NULL;
}

/* The query is wrong, or names who is gone. */
static gboolean is_broken(const GError *problem)
{
	return problem->domain == DESK_ERROR &&
		(problem->code == DESK_ERROR_USAGE ||
			problem->code == DESK_ERROR_PERSON ||
			problem->code == DESK_ERROR_CONFIG);
}

GPtrArray *routes_read(const Regulation *regulation,
	const QueryContext *context, GPtrArray *broken, GError **error)
{
	g_autoptr(GPtrArray) routes = g_ptr_array_new_with_free_func(route_free);
	if (!add_bounced(regulation, context, routes, error))
		return NULL;
	const YamlNode *rows = yaml_get(regulation->root, "routing");
	for (guint i = 0; rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++) {
		Route *route = route_new(rows->items->pdata[i], i);
		g_autoptr(GError) problem = NULL;
		route->query = query_parse(route->text, context, &problem);
		g_ptr_array_add(routes, route);
		if (route->query)
			continue;
		if (!is_broken(problem)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		if (broken)
			g_ptr_array_add(broken, g_strdup_printf("%s: %s",
				route->name, problem->message));
		g_ptr_array_remove_index(routes, routes->len - 1);
	}
	return g_steal_pointer(&routes);
}

/* --- who gets it --------------------------------------------------------- */

static AssignmentWay way_of(const char *text)
{
	return g_strcmp0(text, "load") == 0 ? ASSIGN_LOAD :
		g_strcmp0(text, "round-robin") == 0 ? ASSIGN_ROUND_ROBIN :
		ASSIGN_NONE;
}

static Assignment read_way(const YamlNode *node)
{
	Assignment assignment = {ASSIGN_NONE, 0, FALSE, FALSE};
	if (node && node->kind == YAML_SCALAR) {
		assignment.way = way_of(node->value);
	} else if (node) {
		assignment.way = way_of(yaml_get_text(node, "by", NULL));
		assignment.cap = (guint)g_ascii_strtoull(
			yaml_get_text(node, "cap", "0"), NULL, 10);
		assignment.skills = says(yaml_get(node, "skills"), "true");
		assignment.hours = says(yaml_get(node, "hours"), "true");
	}
	return assignment;
}

Assignment assignment_for(const Regulation *regulation, const YamlNode *rule,
	const char *group)
{
	const YamlNode *node = yaml_get(regulation->root, "assignment");
	const YamlNode *own = yaml_get(yaml_get(regulation->root, "groups"),
		group);
	Assignment assignment = read_way(rule ? rule : node &&
		node->kind == YAML_MAP ? yaml_get(node, group) : node);
	if (assignment.cap == 0)
		assignment.cap = (guint)g_ascii_strtoull(
			yaml_get_text(own, "cap", "0"), NULL, 10);
	return assignment;
}

/* NULL: the candidate may have it. */
static const char *objection(const Assignment *assignment,
	const Candidate *candidate)
{
	guint cap = candidate->cap ? candidate->cap : assignment->cap;
	if (candidate->away)
		return "away";
	if (assignment->skills && !candidate->skilled)
		return "lacks the skill";
	if (cap > 0 && candidate->load >= cap)
		return "has as many as the cap allows";
	return NULL;
}

static gboolean comes_after(const char *login, const char *last)
{
	return last && strcmp(login, last) > 0;
}

/* The next after the last one, in the order of logins, round and round; by
 * load that decides between equals. */
static gboolean is_better(const Assignment *assignment, const Candidate *a,
	const Candidate *b, const char *last)
{
	if (assignment->way == ASSIGN_LOAD && a->load != b->load)
		return a->load < b->load;
	return comes_after(a->login, last) && !comes_after(b->login, last);
}

int assignment_choose(const Assignment *assignment, const GArray *candidates,
	const char *last, GPtrArray *why)
{
	int best = -1;
	for (guint i = 0; assignment->way != ASSIGN_NONE &&
		i < candidates->len; i++) {
		const Candidate *one = &g_array_index(candidates, Candidate, i);
		const char *reason = objection(assignment, one);
		if (reason && why)
			g_ptr_array_add(why, g_strdup_printf("%s: %s",
				one->login, reason));
		if (!reason && (best < 0 || is_better(assignment, one,
			&g_array_index(candidates, Candidate, best), last)))
			best = (int)i;
	}
	return best;
}
