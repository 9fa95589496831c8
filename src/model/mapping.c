#include "model/mapping.h"

#include <string.h>

#include "model/regulation.h"
#include "model/zone.h"

#define MOST_LISTED 30

/* --- complaints ---------------------------------------------------------- */

static GString *next_line(MappingReader *reader)
{
	if (!reader->errors)
		reader->errors = g_string_new(NULL);
	else
		g_string_append_c(reader->errors, '\n');
	return reader->errors;
}

void mapping_complain_list(MappingReader *reader, const YamlNode *node,
	const char *format, va_list list)
{
	if (++reader->error_count > MAPPING_MOST_ERRORS)
		return;
	g_autofree char *text = g_strdup_vprintf(format, list);
	/* A long word may have been cut inside a letter. */
	g_autofree char *message = g_utf8_make_valid(text, -1);
	g_string_append_printf(next_line(reader), "%s:%u:%u: %s", reader->file,
		node->line, node->column, message);
}

void mapping_complain(MappingReader *reader, const YamlNode *node,
	const char *format, ...)
{
	va_list list;
	va_start(list, format);
	mapping_complain_list(reader, node, format, list);
	va_end(list);
}

void mapping_complain_unknown(MappingReader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known)
{
	gboolean heard = reader->error_count < MAPPING_MOST_ERRORS;
	const char *near = heard ? nearest_name(word, known) : NULL;
	if (near) {
		mapping_complain(reader, node, "unknown %s \"%.60s\"; did you "
			"mean \"%s\"?", what, word, near);
		return;
	}
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < MIN(known->len, MOST_LISTED); i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
			(const char *)known->pdata[i]);
	mapping_complain(reader, node, "unknown %s \"%.60s\"; %s%s%s", what,
		word, known->len > 0 ? "one of " : "there is none", list->str,
		known->len > MOST_LISTED ? " …" : "");
}

gboolean mapping_report(MappingReader *reader, DeskError code, GError **error)
{
	if (reader->error_count == 0)
		return TRUE;
	if (reader->error_count > MAPPING_MOST_ERRORS)
		g_string_append_printf(next_line(reader), "%s: %u more mistakes",
			reader->file,
			reader->error_count - MAPPING_MOST_ERRORS);
	g_set_error_literal(error, DESK_ERROR, (gint)code, reader->errors->str);
	g_string_free(g_steal_pointer(&reader->errors), TRUE);
	return FALSE;
}

/* --- the mapping --------------------------------------------------------- */

YamlNode *mapping_parse(MappingReader *reader, const char *text, gsize size,
	const char *what, const char *begin)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(YamlNode) root = yaml_parse_single(text, size, reader->file, 1,
		&problem);
	if (!root) {
		reader->error_count++;
		g_string_append(next_line(reader), problem->message);
		return NULL;
	}
	if (root->kind == YAML_MAP)
		return g_steal_pointer(&root);
	mapping_complain(reader, root, "%s is a mapping; begin it with \"%s\"",
		what, begin);
	return NULL;
}

static GPtrArray *array_of(const char *const *words)
{
	GPtrArray *array = g_ptr_array_new();
	for (; *words; words++)
		g_ptr_array_add(array, (gpointer)*words);
	return array;
}

static gboolean check(MappingReader *reader, const YamlNode *map,
	const char *const *known, gboolean own)
{
	gboolean good = TRUE;
	for (guint i = 0; i < map->keys->len; i++) {
		const YamlNode *key = map->keys->pdata[i];
		if (g_strv_contains(known, key->value))
			continue;
		g_autoptr(GPtrArray) names = array_of(known);
		if (own && !nearest_name(key->value, names))
			continue;
		mapping_complain_unknown(reader, key, "key", key->value, names);
		good = FALSE;
	}
	return good;
}

gboolean mapping_check_keys(MappingReader *reader, const YamlNode *map,
	const char *const *known)
{
	return check(reader, map, known, FALSE);
}

gboolean mapping_check_slips(MappingReader *reader, const YamlNode *map,
	const char *const *known)
{
	return check(reader, map, known, TRUE);
}

/* --- values -------------------------------------------------------------- */

const char *mapping_text(MappingReader *reader, const YamlNode *node,
	const char *what)
{
	if (node->kind == YAML_SCALAR && !yaml_is_null(node) && *node->value)
		return node->value;
	mapping_complain(reader, node, "\"%s\" needs one text", what);
	return NULL;
}

const char *mapping_word(MappingReader *reader, const YamlNode *node,
	const char *what, const char *const *known)
{
	const char *text = mapping_text(reader, node, what);
	if (!text || g_strv_contains(known, text))
		return text;
	g_autoptr(GPtrArray) names = array_of(known);
	mapping_complain_unknown(reader, node, what, text, names);
	return NULL;
}

const char *mapping_file(MappingReader *reader, const YamlNode *node,
	const char *what, const char *ending)
{
	const char *text = mapping_text(reader, node, what);
	if (!text || (*text != '/' && !strstr(text, "..") &&
		!strchr(text, '\\') && g_str_has_suffix(text, ending)))
		return text;
	mapping_complain(reader, node, "\"%s\" is a file of this store that "
		"ends in %s, not \"%.60s\"", what, ending, text);
	return NULL;
}

gboolean mapping_flag(MappingReader *reader, const YamlNode *node,
	const char *what, gboolean *flag)
{
	*flag = strcmp(yaml_text(node), "true") == 0;
	if (*flag || strcmp(yaml_text(node), "false") == 0)
		return TRUE;
	mapping_complain(reader, node, "\"%s\" is true or false", what);
	return FALSE;
}

GTimeZone *mapping_zone(MappingReader *reader, const YamlNode *node,
	const char *what)
{
	const char *text = mapping_text(reader, node, what);
	GTimeZone *zone = text ? zone_find(text) : NULL;
	if (text && !zone)
		mapping_complain(reader, node, "unknown time zone \"%.60s\"; an "
			"IANA name such as Europe/Moscow", text);
	return zone;
}
