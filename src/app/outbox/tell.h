/*
 * Telling people about a ticket on account of a rule or reminder: who a word of
 * the regulation means, and by what words. Whether it leaves: app/outbox/notice.h.
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
	const GError *refusal;	   /* why the rule was refused; NULL: it was not */
} Telling;

/* Whom nobody is meant by is told to the leads. A template that is missing or
 * wrong is an error. */
gboolean tell(Operation *op, Ticket *ticket, const Telling *telling,
	GError **error);
gboolean tell_agents(Operation *op, Ticket *ticket, const char *who,
	const char *rule, const char *key, GError **error);

/* The agents that `who` means for the ticket: Colleague*; what nobody has is the
 * leads'. */
GPtrArray *tell_whom(Operation *op, const Ticket *ticket, const char *who,
	GError **error);

#endif
