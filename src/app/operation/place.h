/*
 * Where a ticket stands: its level, its group, its holder. A group of a level
 * and the level of its tickets agree, whoever sets one of them: a person, a
 * rule, a schedule, monitoring.
 */
#ifndef APP_OPERATION_PLACE_H
#define APP_OPERATION_PLACE_H

#include "app/operation/operation.h"

typedef struct Agent Agent;

/* May the agent hold it: a member of its group; where it has none, of its level. */
gboolean place_belongs(const Agent *agent, const Ticket *ticket);

/* What changed from `before` (NULL: it is new) brings the rest along: a group its
 * level, a level a group of it (or none), and a holder who is no member of the
 * group it came to holds it no more, but where a person gave the first group. A
 * level and a group that were both set and do not agree: DESK_ERROR_USAGE in
 * what people do, else the group's level. */
gboolean place_agree(Operation *op, const Ticket *before, Ticket *now,
	GError **error);

/* The rank of the highest of its level, its group's and the lowest group's of
 * its holder: nobody escalates it to less. */
gboolean place_rank(Operation *op, const Ticket *ticket, int *rank,
	GError **error);

/* Would somebody answer for it at that level? `group` NULL: its category names
 * none there; people may leave it to the level then, rules may not take it from
 * its holder for that. Without any group at the level its agents count; where
 * desk.yaml has no groups, a level is a queue of its own. */
gboolean place_has_takers(Operation *op, const Ticket *ticket,
	const char *level, const char *group, gboolean *has, GError **error);

#endif
