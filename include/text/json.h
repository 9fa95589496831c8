/*
 * JSON through libjq: values out, operations in, and --jq.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "text/value.h"

/* Compact JSON, keys in insertion order; `pretty` indents by two. UTF-8, no
 * escapes but the required. */
void json_append(GString *out, const Value *value, gboolean pretty);

/* Parses one JSON text: objects become records, arrays lists, numbers
 * integers or reals. Depth 32, `name` for messages. DESK_ERROR_DATA. */
Value *json_parse(const char *text, gsize size, const char *name,
	GError **error);

/* Runs a jq program over `text` (one JSON text); appends each result on a
 * line, strings raw as `jq -r`. No file or environment access ($ENV, input, import
 * are refused). DESK_ERROR_USAGE for a bad program. */
gboolean json_query(const char *program, const char *text, GString *out,
	GError **error);

#endif
