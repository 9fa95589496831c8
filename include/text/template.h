/*
 * `--format '%(number) %(subject:trunc(40))'` and the like, and the placeholders
 * of canned replies.
 */
#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include "text/value.h"

/* Appends `format` with each %(name[:modifier...]) replaced from `record`; %% is
 * %, \n, \t and \\ are newline, tab and backslash. Values are the text of data
 * formats (value_to_text), not escaped. Modifiers, from left to right: trunc(n)
 * at most n columns, pad(n) at least n filled on the right, left(n) filled on
 * the left, json, local (instants in `zone`), age (of instants), upper, lower,
 * default(text) if empty, line (see below). DESK_ERROR_USAGE names an unknown field or modifier
 * and its column; `out` then holds a part. */
gboolean template_expand(GString *out, const char *format, const Value *record,
	Instant now, GTimeZone *zone, GError **error);

/* Where a text stands, for messages. */
typedef struct {
	const char *name; /* "templates/ack.yaml" */
	guint line, column; /* of its first character, from 1 */
} TemplatePlace;

/* The same for a text of several lines in which a backslash is a letter. A line
 * with a %(name:line) that is empty is left out, and of blank lines that come
 * to stand together one stays. What is put in is not looked at again.
 * DESK_ERROR_DATA "templates/ack.yaml:3:14: unknown field …". */
gboolean template_fill(GString *out, const char *text,
	const TemplatePlace *place, const Value *record, Instant now,
	GTimeZone *zone, GError **error);

#endif
