/*
 * The shape of nearly all documents of a store, read without libyaml, ten
 * times as fast: "key: plain text" and "key: 'text'" lines from column 1, and
 * "key: |" with a text indented by two. The tree is the one that libyaml's events give;
 * whatever could mean anything else is left to it.
 */
#ifndef TEXT_YAML_QUICK_H
#define TEXT_YAML_QUICK_H

#include "text/yaml.h"

/* NULL: not of this shape, or not known to be valid. */
YamlNode *yaml_quick_parse(const char *text, gsize size, guint first_line);

/* By libyaml, whatever the shape; for comparison. As yaml_parse_single(). */
YamlNode *yaml_full_parse(const char *text, gsize size, const char *name,
	guint first_line, GError **error);

#endif
