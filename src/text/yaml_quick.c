#include "text/yaml_quick.h"

#include <string.h>

enum { SIZE_LIMIT = 1024 * 1024, KEYS = 64, KEY_LENGTH = 64 };

typedef struct {
	const char *text;
	gsize size, at;
	guint line;
	YamlNode *map;
} Quick;

/* --- characters ----------------------------------------------------------- */

/* Beyond ASCII: line breaks that only libyaml knows (U+0085, U+2028, U+2029),
 * controls, byte order marks and noncharacters are left to it. */
static gboolean is_ordinary(const guchar *at, const guchar *end)
{
	if (*at < 0x80)
		return (*at >= 0x20 && *at != 0x7f) || *at == '\n';
	if (*at == 0xc2)
		return at + 1 < end && at[1] >= 0xa0;
	if (*at == 0xe2)
		return at + 2 < end && (at[1] != 0x80 || at[2] < 0xa8 ||
			at[2] > 0xa9);
	if (*at == 0xef)
		return at + 1 < end && at[1] != 0xbb && at[1] != 0xbf;
	return TRUE;
}

/* Nothing to look at closer: printable ASCII and most letters. */
static gboolean is_common(guchar c)
{
	return (c >= 0x20 && c < 0x7f) || (c >= 0x80 && c < 0xc2) ||
		(c > 0xc2 && c < 0xe2);
}

static gboolean check_characters(const char *text, gsize size)
{
	const guchar *end = (const guchar *)text + size;
	for (const guchar *at = (const guchar *)text; at < end; at++)
		if (!is_common(*at) && !is_ordinary(at, end))
			return FALSE;
	return g_utf8_validate_len(text, size, NULL);
}

/* No indicator of YAML. */
static gboolean begins_plain(char c)
{
	return g_ascii_isalnum(c) || (guchar)c >= 0x80 ||
		(c != '\0' && strchr("<+/(_$=", c));
}

/* One line of text that is a plain scalar as it stands. */
static gboolean is_plain(const char *text, gsize length)
{
	if (!begins_plain(text[0]) || text[length - 1] == ' ' ||
		text[length - 1] == ':')
		return FALSE;
	const char *end = text + length;
	for (const char *at = text;
		(at = memchr(at, ' ', (gsize)(end - at))) != NULL; at++)
		if (at[1] == '#' || at[-1] == ':')
			return FALSE;
	return TRUE;
}

/* 'text' on one line, without a quote in it. */
static gboolean is_quoted(const char *text, gsize length)
{
	return length >= 2 && text[0] == '\'' && text[length - 1] == '\'' &&
		!memchr(text + 1, '\'', length - 2);
}

/* --- nodes ---------------------------------------------------------------- */

static YamlNode *scalar_new(const Quick *quick, gsize start, gsize end,
	guint column)
{
	YamlNode *node = g_new0(YamlNode, 1);
	node->kind = YAML_SCALAR;
	node->plain = TRUE;
	node->line = quick->line;
	node->column = column;
	node->start = start;
	node->end = end;
	return node;
}

static gboolean has_key(const YamlNode *map, const char *key, gsize length)
{
	for (guint i = 0; i < map->keys->len; i++) {
		const YamlNode *known = map->keys->pdata[i];
		if (strncmp(known->value, key, length) == 0 &&
			known->value[length] == '\0')
			return TRUE;
	}
	return FALSE;
}

/* --- lines ---------------------------------------------------------------- */

static gsize line_end(const Quick *quick, gsize from)
{
	const char *end = memchr(quick->text + from, '\n', quick->size - from);
	return end ? (gsize)(end - quick->text) : quick->size;
}

/* The length of the key at the line's start, 0 if none stands there. */
static gsize key_length(const char *line, gsize length)
{
	gsize i = 0;
	if (length == 0 || !g_ascii_islower(line[0]))
		return 0;
	while (i < length && (g_ascii_islower(line[i]) ||
		g_ascii_isdigit(line[i]) || line[i] == '-'))
		i++;
	return i < length && line[i] == ':' && i <= KEY_LENGTH ? i : 0;
}

/* The lines below "key: |"; `at` stands behind the bar's line. */
static gboolean read_block(Quick *quick, YamlNode *node)
{
	g_autoptr(GString) value = g_string_new(NULL);
	gsize content = 0; /* without the blank lines at its end */
	while (quick->at < quick->size && strchr(" \n", quick->text[quick->at])) {
		const char *line = quick->text + quick->at;
		gsize end = line_end(quick, quick->at);
		gsize length = end - quick->at;
		if (end == quick->size)
			return FALSE;
		if (length > 0 && (length < 3 || memcmp(line, "  ", 2) != 0))
			return FALSE;
		/* The first line says how far the text is indented. */
		if (value->len == 0 && (length == 0 || line[2] == ' '))
			return FALSE;
		if (length > 0)
			g_string_append_len(value, line + 2,
				(gssize)length - 2);
		g_string_append_c(value, '\n');
		if (length > 0)
			content = value->len;
		quick->at = end + 1;
		quick->line++;
	}
	if (content == 0)
		return FALSE;
	g_string_truncate(value, content);
	node->value = g_string_free(g_steal_pointer(&value), FALSE);
	node->plain = FALSE;
	node->end = quick->at;
	return TRUE;
}

static gboolean read_pair(Quick *quick)
{
	const char *line = quick->text + quick->at;
	gsize end = line_end(quick, quick->at);
	gsize length = end - quick->at;
	gsize key = key_length(line, length);
	GPtrArray *keys = quick->map->keys, *items = quick->map->items;
	if (key == 0 || keys->len == KEYS || has_key(quick->map, line, key))
		return FALSE;
	YamlNode *name = scalar_new(quick, quick->at, quick->at + key, 1);
	name->value = g_strndup(line, key);
	g_ptr_array_add(keys, name);
	gboolean empty = length == key + 1;
	gsize start = key + (empty ? 1 : 2);
	YamlNode *node = scalar_new(quick, quick->at + start, end,
		(guint)start + 1);
	g_ptr_array_add(items, node);
	if (!empty && (length < start + 1 || line[key + 1] != ' '))
		return FALSE;
	quick->at = MIN(end + 1, quick->size);
	quick->line++;
	if (length == start + 1 && line[start] == '|')
		return end < quick->size && read_block(quick, node);
	if (!empty && is_quoted(line + start, length - start)) {
		node->plain = FALSE;
		node->value = g_strndup(line + start + 1, length - start - 2);
		return TRUE;
	}
	if (!empty && !is_plain(line + start, length - start))
		return FALSE;
	node->value = g_strndup(line + start, length - start);
	return TRUE;
}

YamlNode *yaml_quick_parse(const char *text, gsize size, guint first_line)
{
	if (size == 0 || size > SIZE_LIMIT || !check_characters(text, size))
		return NULL;
	Quick quick = {text, size, 0, first_line, NULL};
	g_autoptr(YamlNode) map = g_new0(YamlNode, 1);
	map->kind = YAML_MAP;
	map->line = first_line;
	map->column = 1;
	map->keys = g_ptr_array_new_with_free_func(
		(GDestroyNotify)yaml_node_free);
	map->items = g_ptr_array_new_with_free_func(
		(GDestroyNotify)yaml_node_free);
	quick.map = map;
	while (quick.at < size)
		if (!read_pair(&quick))
			return NULL;
	map->end = ((YamlNode *)map->items->pdata[map->items->len - 1])->end;
	return g_steal_pointer(&map);
}
