/*
 * The act of work of a visit (act/1), in the customer's language.
 */
#ifndef CMD_VISIT_H
#define CMD_VISIT_H

#include "app/time/visit.h"
#include "cmd/command.h"

extern const Schema act_schema;

/* The act of a visit as the page of the command, in the customer's language. */
gboolean visit_act(Context *context, const Visit *visit, GError **error);

#endif
