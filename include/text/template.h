/*
 * `--format '%(number) %(subject:trunc(40))'` and the like.
 */
#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include "text/value.h"

/* Appends `format` with each %(name[:modifier...]) replaced from `record`; %% is
 * %, \n, \t and \\ are newline, tab and backslash. Values are the text of data
 * formats (value_to_text), not escaped. Modifiers, from left to right: trunc(n)
 * at most n columns, pad(n) at least n filled on the right, left(n) filled on
 * the left, json, local (instants in `zone`), age (of instants), upper, lower,
 * default(text) if empty. DESK_ERROR_USAGE names an unknown field or modifier
 * and its column; `out` then holds a part. */
gboolean template_expand(GString *out, const char *format, const Value *record,
	Instant now, GTimeZone *zone, GError **error);

#endif
