/*
 * The rules of desk.yaml (`routing`) as rows, and who gets a ticket that has
 * nobody (`assignment`). Pure.
 */
#ifndef RULES_ROUTE_H
#define RULES_ROUTE_H

#include "model/regulation.h"
#include "rules/query.h"

typedef struct {
	char *name;	  /* `name`, else "routing 3" */
	const char *text; /* of the query; borrowed */
	QueryNode *query;
	gboolean on_new, on_changed;
	gboolean goes_on; /* continue: true */
	const YamlNode *set, *actions, *assign; /* borrowed; may be NULL */
	const char *notify; /* of `bounced`: who is told; NULL elsewhere */
} Route;

/* Elements: Route*. A rule whose query cannot be parsed any more (a person who
 * is gone) is left out and named in `broken` (char*, may be NULL). Whatever else
 * the context fails with is an error. */
GPtrArray *routes_read(const Regulation *regulation,
	const QueryContext *context, GPtrArray *broken, GError **error);


typedef enum { ASSIGN_NONE, ASSIGN_LOAD, ASSIGN_ROUND_ROBIN } AssignmentWay;
typedef struct {
	AssignmentWay way;
	guint cap;	 /* 0 = none */
	gboolean skills; /* only who has the category's skill */
	gboolean hours;	 /* only in working hours */
} Assignment;

/* By the node of a rule, else by `assignment` for the group. */
Assignment assignment_for(const Regulation *regulation, const YamlNode *rule,
	const char *group);

typedef struct {
	const char *login;
	guint load;	  /* open tickets */
	guint cap;	  /* own one; 0 = none */
	gboolean away;
	gboolean skilled; /* has the skill of the category */
} Candidate;

/* The index of who gets it, -1 for nobody; `candidates` (Candidate) sorted by
 * login. `last` is who got the last one, NULL = nobody did. `why`, if not
 * NULL, is told for each who does not come into question ("olga: away"). */
int assignment_choose(const Assignment *assignment, const GArray *candidates,
	const char *last, GPtrArray *why);

#endif
