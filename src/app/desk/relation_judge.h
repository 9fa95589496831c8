/*
 * May one ticket name another so? One parent, none of itself, no circle, none that
 * goes on in what goes on in it.
 */
#ifndef APP_DESK_RELATION_JUDGE_H
#define APP_DESK_RELATION_JUDGE_H

#include "base/error.h"
#include "model/relation.h"
#include "model/ticket.h"

/* How other tickets are looked at: NULL without error: there is no such. */
typedef struct {
	Ticket *(*read)(const char *uid, void *data, GError **error);
	void *data;
} RelationReader;

/* May `ticket` name the other so? DESK_ERROR_CONFLICT: it has another one of a kind
 * that is had once, or would come back to itself by such links. */
gboolean relation_judge_link(const Ticket *ticket, const Relation *relation,
	const char *other, const RelationReader *reader, GError **error);
/* The same of going on in `target`. */
gboolean relation_judge_merged(const Ticket *ticket, const char *target,
	const RelationReader *reader, GError **error);
/* And of all that a change named newly (`before`, which may be NULL, became
 * `after`), in the ticket as it stands `now`, on top of what others did. */
gboolean relation_judge(const Ticket *before, const Ticket *after,
	const Ticket *now, const RelationReader *reader, GError **error);

#endif
