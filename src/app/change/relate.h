/*
 * What is done to two tickets at once: links, and one that goes into another,
 * or out of it.
 */
#ifndef APP_CHANGE_RELATE_H
#define APP_CHANGE_RELATE_H

#include "app/operation/operation.h"
#include "model/relation.h"

/* DESK_ERROR_CONFLICT: it has another one of a kind that is had once, or would
 * come back to itself by such links. */
gboolean change_link(Operation *op, Ticket *ticket, const Relation *relation,
	const char *other, GError **error);
/* Whatever links the two, in either of them. */
gboolean change_unlink(Operation *op, Ticket *ticket, const char *other,
	GError **error);

/* `ticket` is closed as a duplicate, and goes on in `target`, where answers to
 * its mail come from now on. Whoever asked in it gets copies of what is
 * answered there, if they are of one customer; `*strange`: they are not. What
 * was said stays where it is. */
gboolean change_merge(Operation *op, Ticket *ticket, const char *target,
	gboolean *strange, GError **error);

/* A new ticket of the same requester with copies of those entries (char* ids, or
 * their beginnings), linked with it. DESK_ERROR_NOT_FOUND, DESK_ERROR_USAGE: no
 * such entry, or none that was said. Borrowed. */
Ticket *change_split(Operation *op, Ticket *ticket, const GPtrArray *ids,
	const char *subject, GError **error);

#endif
