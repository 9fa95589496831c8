/*
 * Telling people about a ticket by an automatic mail: a `notice` entry, made by
 * rules and reminders. Its key makes the entry's id, so that the same thing is
 * told once. Agents read it in their language; who stands in for who is away
 * gets it, and the leads what nobody would get.
 */
#ifndef APP_OUTBOX_TELL_H
#define APP_OUTBOX_TELL_H

#include "app/outbox/audience.h"
#include "app/operation/operation.h"

typedef struct {
	const char *who;	   /* requester, assignee, lead, group, a level,
				      role, group or login */
	const char *template_name; /* NULL: one line with the rule's name */
	const char *rule;
	const char *key;	   /* unique in the ticket */
	const char *list;	   /* %(list) of a digest; may be NULL */
} Telling;

/* TRUE with `*told` FALSE: it was told before, or there is nobody to tell. */
gboolean tell(Operation *op, Ticket *ticket, const Telling *telling,
	gboolean *told, GError **error);
gboolean tell_agents(Operation *op, Ticket *ticket, const char *who,
	const char *rule, const char *key, GError **error);

/* The agents that `who` means for the ticket: Colleague*; what nobody has is the
 * leads'. */
GPtrArray *tell_whom(Operation *op, const Ticket *ticket, const char *who,
	GError **error);

/* The entry id that a key makes. g_free(). */
char *tell_entry_id(Operation *op, const Ticket *ticket, const char *key);

#endif
