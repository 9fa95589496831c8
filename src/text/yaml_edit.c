/* Where things stand in a text; text/yaml.h. */
#include "text/yaml.h"

#include <string.h>

gsize yaml_next_line(const char *text, gsize size, gsize from)
{
	const char *end = memchr(text + from, '\n', size - from);
	return end ? (gsize)(end - text) + 1 : size;
}

static gsize block_text_end(const char *text, gsize size, const YamlNode *node)
{
	gsize end = node->end;
	gsize header = yaml_next_line(text, size, node->start) - node->start;
	if (memchr(text + node->start, '+', header))
		return text[end - 1] == '\n' ? end - 1 : end;
	while (end > node->start && g_ascii_isspace(text[end - 1]))
		end--;
	gsize line = yaml_next_line(text, size, end);
	return line > end && text[line - 1] == '\n' ? line - 1 : line;
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
