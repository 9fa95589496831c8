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
	const char *what; /* with a key: what people are told was refused */
} Automatic;

typedef gboolean (*AutomaticApply)(Operation *op, Ticket *ticket, void *data,
	GError **error);

/* The text of the entry, of what was done or (`refusal`) was not; NULL: the name
 * of the rule. g_free(). */
typedef char *(*AutomaticText)(Operation *op, const GError *refusal,
	void *data);

/* Applies what has a key, and notes it: done or refused, it is not tried again.
 * A refusal is said here, and told to the lead. */
gboolean automatic_once(Operation *op, const char *uid, const Automatic *act,
	AutomaticApply apply, AutomaticText text, void *data, GError **error);

#endif
