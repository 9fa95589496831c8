/* Lines, documents and places in a text; text/yaml.h. */
#include "text/yaml_lines.h"

#include <string.h>

#include "text/yaml.h"

gsize yaml_next_line(const char *text, gsize size, gsize from)
{
	const char *end = memchr(text + from, '\n', size - from);
	return end ? (gsize)(end - text) + 1 : size;
}

gboolean yaml_line_is_blank(const char *text, gsize from, gsize end)
{
	while (from < end && strchr(" \t\r\n", text[from]))
		from++;
	return from == end || text[from] == '#';
}

static gboolean is_marker(const char *text, gsize from, gsize end,
	const char *marker)
{
	return end - from >= 3 && memcmp(text + from, marker, 3) == 0 &&
		(end - from == 3 || strchr(" \t\r\n", text[from + 3]));
}

/* "---" alone on its line, but for spaces and a comment. */
static gboolean is_separator(const char *text, gsize from, gsize end)
{
	return is_marker(text, from, end, "---") &&
		yaml_line_is_blank(text, from + 3, end);
}

gsize yaml_document_begin(const char *text, gsize size)
{
	for (gsize from = 0, end; from < size; from = end) {
		end = yaml_next_line(text, size, from);
		if (is_separator(text, from, end))
			return end;
		if (!yaml_line_is_blank(text, from, end))
			return 0;
	}
	return 0;
}

gsize yaml_document_end(const char *text, gsize size, gsize from, gsize *next)
{
	while (from < size) {
		gsize end = yaml_next_line(text, size, from);
		if (text[from] == '-' && is_separator(text, from, end)) {
			*next = end;
			return from;
		}
		from = end;
	}
	*next = size;
	return size;
}

gsize yaml_second_document(const char *text, gsize size)
{
	gboolean ended = FALSE;
	for (gsize from = yaml_document_begin(text, size), end; from < size;
		from = end) {
		end = yaml_next_line(text, size, from);
		if (is_marker(text, from, end, "---") ||
			(ended && !yaml_line_is_blank(text, from, end)))
			return from;
		ended = ended || is_marker(text, from, end, "...");
	}
	return size;
}

/* --- where values end ---------------------------------------------------- */

/* Lines of spaces may be text; empty ones at the end are, if it says "+". */
static gsize block_text_end(const char *text, gsize size, const YamlNode *node)
{
	gsize end = node->end;
	gsize header = yaml_next_line(text, size, node->start) - node->start;
	gboolean open = memchr(text + node->start, '+', header) != NULL;
	while (!open && end > node->start + 1 && text[end - 1] == '\n' &&
		text[end - 2] == '\n')
		end--;
	return text[end - 1] == '\n' ? end - 1 : end;
}

gboolean yaml_is_block(const char *text, const YamlNode *node)
{
	return node->kind != YAML_SCALAR && node->items->len > 0 &&
		text[node->start] != '[' && text[node->start] != '{';
}

gsize yaml_value_end(const char *text, gsize size, const YamlNode *node)
{
	if (node->kind == YAML_SCALAR) {
		gboolean block = !node->plain && node->start < size &&
			(text[node->start] == '|' || text[node->start] == '>');
		return block ? block_text_end(text, size, node) : node->end;
	}
	if (!yaml_is_block(text, node))
		return node->end;
	return yaml_value_end(text, size,
		node->items->pdata[node->items->len - 1]);
}
