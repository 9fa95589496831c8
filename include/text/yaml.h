/*
 * YAML 1.2 (core schema, a safe part of it) to a tree with positions, and the
 * pieces of text to write one.
 *
 * Refused with file, line and column: anchors, aliases, tags, directives,
 * merge keys, keys that are not words, duplicate keys, depth over
 * `YAML_LIMIT_DEPTH`, more than `YAML_LIMIT_KEYS` in one mapping, more than
 * `YAML_LIMIT_NODES` in one document, texts over `YAML_LIMIT_BYTES`, a byte
 * order mark, bytes that are not UTF-8 or that YAML forbids. All scalars stay
 * strings; the reader of a key says which type it wants.
 *
 * Writing is by hand: what libyaml's emitter does to e-mail (double quotes on
 * one line for an emoji or a trailing space) is unreadable.
 */
#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include <glib.h>

#include "base/phrase.h"

#define YAML_LIMIT_BYTES (16 * 1024 * 1024)
#define YAML_LIMIT_DEPTH 16
#define YAML_LIMIT_KEYS 4096
#define YAML_LIMIT_NODES 200000

typedef enum { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode {
	YamlKind kind;
	char *value;	   /* YAML_SCALAR: the text, else NULL */
	gboolean plain;	   /* written without quotes: `null`, `true`, 12 count */
	GPtrArray *keys;   /* YAML_MAP: YamlNode* scalars, in file order */
	GPtrArray *items;  /* YAML_LIST: items; YAML_MAP: values, as keys */
	guint line, column; /* of the first character, from 1 */
	gsize start, end;  /* byte offsets in the text given to yaml_parse */
};

/* The first document of `text`; a node of kind YAML_MAP with no keys for an
 * empty one. `name` is for messages ("tickets/…/k3f9x2ab.yaml"), `first_line`
 * is the line number of the first byte (documents inside a stream). Error:
 * DESK_ERROR_DATA "name:line:column: what; what would be right". Free with
 * yaml_node_free(). */
YamlNode *yaml_parse(const char *text, gsize size, const char *name,
	guint first_line, GError **error);
/* The same for a text that must hold one document alone: what follows it
 * (another "---", text after "...") is an error rather than overlooked. */
YamlNode *yaml_parse_single(const char *text, gsize size, const char *name,
	guint first_line, GError **error);
void yaml_node_free(YamlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlNode, yaml_node_free)

/* The value of `key` in a map, NULL if absent or `map` is NULL or no map.
 * Borrowed. */
const YamlNode *yaml_get(const YamlNode *map, const char *key);
/* Its text; `fallback` if absent, null, or not a scalar. Borrowed. */
const char *yaml_get_text(const YamlNode *map, const char *key,
	const char *fallback);
/* The text of a scalar; "" of what is absent, a list or a mapping. Borrowed. */
const char *yaml_text(const YamlNode *node);
/* The n-th text of a scalar or list; NULL after the last. */
const char *yaml_nth_text(const YamlNode *node, guint place);
/* TRUE for an absent value, `~`, `null` or nothing, written plain. */
gboolean yaml_is_null(const YamlNode *node);

/* An error at a node: "name:line:column: " and the message, filled as
 * desk_refuse() does. FALSE always. */
gboolean yaml_error(GError **error, const char *name, const YamlNode *node,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;

/* Appends `value` as a one-line scalar that parses back to exactly itself as
 * a *string*: plain where that is safe (`no`, `0123`, `1e3`, `null` are
 * quoted), else single or double quoted. `flow` for inside [] and {}. */
void yaml_append_scalar(GString *out, const char *value, gboolean flow);

/* Appends "key: value\n", the value cleaned as by yaml_clean_text(); nothing
 * for NULL or "". */
void yaml_append_line(GString *out, const char *key, const char *value);

/* Appends "key: |\n" and `text` as a literal block indented by `indent` + 2
 * spaces (`|2`, `|-`, `|+` as needed), or a double-quoted scalar if it cannot
 * be one (callers clean text at the door, so that is rare). */
void yaml_append_literal(GString *out, const char *key, const char *text,
	guint indent);

/* Cleans text at the door so that it can be a literal block: CRLF and CR to
 * LF, other line breaks (U+0085, U+2028, U+2029) to LF, C0/C1 controls, DEL,
 * NUL, BOM, surrogates, noncharacters and bytes that are not UTF-8 to U+FFFD;
 * a BOM at the very start is dropped. `size` -1: to the NUL. Free with
 * g_free(). */
char *yaml_clean_text(const char *text, gssize size);

/* For changing a text in place. Where a node's last byte ends, without the end
 * of its line and the blank lines below a block text (unless it says "+"). */
gsize yaml_value_end(const char *text, gsize size, const YamlNode *node);
/* TRUE for a list or mapping with elements on lines of their own. */
gboolean yaml_is_block(const char *text, const YamlNode *node);
/* The start of the line after the one that holds `from`, or `size`. */
gsize yaml_next_line(const char *text, gsize size, gsize from);

/* Cutting a stream into documents: YAML forbids a "---" line (spaces and a
 * comment may follow) inside any document, so no parsing is needed. The end of
 * the document that begins at `from` (the start of its closing "---" line, or
 * `size`); `*next` is where the next one begins (`size` if it was the last). */
gsize yaml_document_end(const char *text, gsize size, gsize from, gsize *next);
/* Where the first document begins: 0, or after a leading "---" line, before
 * which only comments and blank lines stand. */
gsize yaml_document_begin(const char *text, gsize size);

#endif
