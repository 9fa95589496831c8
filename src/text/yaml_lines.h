/*
 * What the reader of YAML asks about lines before libyaml sees them.
 */
#ifndef TEXT_YAML_LINES_H
#define TEXT_YAML_LINES_H

#include <glib.h>

/* Whether the line from..end holds nothing but spaces or a comment. */
gboolean yaml_line_is_blank(const char *text, gsize from, gsize end);
/* The first line that does not belong to the first document, or size. */
gsize yaml_second_document(const char *text, gsize size);

#endif
