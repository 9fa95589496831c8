/*
 * What the workflow may ask for at solve, close and escalate: options of these
 * commands, and with -e a form of just what is missing.
 */
#ifndef CMD_DEMAND_H
#define CMD_DEMAND_H

#include "cmd/change.h"
#include "model/regulation.h"

/* Rows of a command's table, besides OPTIONS_OF_TEXT. */
#define OPTIONS_OF_DEMANDS \
	{"category", 'k', "CATEGORY", VALUE_OF_CATEGORY, FALSE, \
		{"also set the category", "заодно задать категорию"}}, \
	{"priority", 'p', "PRIORITY", VALUE_OF_PRIORITY, FALSE, \
		{"also set the priority", "заодно задать приоритет"}}, \
	OPTION_WORK

typedef struct {
	char *text;	  /* -m, -F, -e; NULL = none */
	char *resolution; /* --as; NULL = none */
	gint64 work;	  /* seconds */
	GPtrArray *fields, *values; /* char*: what else is set */
} Demands;
void demands_clear(Demands *demands);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Demands, demands_clear)

/* Runs a verb over the tickets. `each` gets `data`, which begins with its
 * Demands: what the options say, and what the form said. It calls
 * demands_apply() first. */
int demands_run(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error);
/* A ticket that is of class `wanted` already has had its work counted: a verb given
 * again, because nobody knew how it ended, does not count it twice. */
gboolean demands_apply(Operation *op, Ticket *ticket, const Demands *demands,
	StatusClass wanted, GError **error);
gboolean demands_are_met(Operation *op, const Ticket *ticket,
	StatusClass wanted);

#endif
