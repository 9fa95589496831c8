/*
 * The one way in for what desk does by itself: rules of routing, clocks,
 * reminders. Such an act is judged by the workflow as `by: rule`, brings level,
 * group and holder along as a person's does (app/operation/place.h), and is noted
 * in one entry that names the rule, the version of desk.yaml and what made it
 * act. Refused, it leaves the ticket as it was.
 */
#ifndef APP_CHANGE_AUTOMATIC_H
#define APP_CHANGE_AUTOMATIC_H

#include "app/operation/operation.h"

typedef struct {
	const char *rule; /* its name: "routing 3", "sla standard" */
	const char *why;  /* the query or the clock that made it act; NULL */
	const char *key;  /* under which it is done once; NULL: it has none */
} Automatic;

typedef gboolean (*AutomaticApply)(Operation *op, Ticket *ticket, void *data,
	GError **error);

/* Applies it. `*refusal`: why it was refused, by what no other time will mend
 * (the caller owns it); NULL: it is done. `*changed`: some field of the ticket,
 * or an entry. The ticket is to be asked for anew afterwards. */
gboolean automatic_act(Operation *op, const char *uid, AutomaticApply apply,
	void *data, gboolean *changed, GError **refusal, GError **error);

/* The entry; `text` NULL: the name of the rule. */
void automatic_note(Operation *op, Ticket *ticket, const Automatic *act,
	const char *text);

/* Tells the lead why it was refused, once a key. */
gboolean automatic_tell_lead(Operation *op, Ticket *ticket,
	const Automatic *act, const GError *refusal, GError **error);

#endif
