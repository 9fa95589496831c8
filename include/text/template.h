/*
 * `--format '%(number) %(subject:trunc(40))'` and the like.
 */
#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include "text/value.h"

/* Appends `format` with each %(name[:modifier...]) replaced from `record`; %% is %, \n \t
 * are newline and tab. Modifiers: trunc(n), pad(n), left(n), json, local (instants in `zone`), age, upper,
 * lower, default(text). DESK_ERROR_USAGE names an unknown field or modifier
 * and its column. */
gboolean template_expand(GString *out, const char *format, const Value *record,
	Instant now, GTimeZone *zone, GError **error);

#endif
