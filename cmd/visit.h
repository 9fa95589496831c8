/*
 * The act of work of a visit, in the customer's language: a page (act/1), or
 * Markdown.
 */
#ifndef CMD_VISIT_H
#define CMD_VISIT_H

#include "app/time/visit.h"
#include "cmd/command.h"

gboolean visit_act(Context *context, const Visit *visit, gboolean markdown,
	GError **error);

#endif
