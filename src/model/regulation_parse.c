/* Reading desk.yaml; model/regulation.h. */
#include <string.h>

#include "base/error.h"
#include "model/regulation_shape.h"
#include "model/zone.h"

#define MOST_LISTED 30

void regulation_complain(
	RegulationReader *reader, const YamlNode *node, const char *format, ...)
{
	if (++reader->error_count > REGULATION_MOST_ERRORS)
		return;
	va_list list;
	va_start(list, format);
	g_autofree char *text = g_strdup_vprintf(format, list);
	va_end(list);
	/* A long word may have been cut inside a letter. */
	g_autofree char *message = g_utf8_make_valid(text, -1);
	g_string_append_printf(reader->errors, "%s%s:%u:%u: %s",
		reader->errors->len ? "\n" : "", reader->name, node->line,
		node->column, message);
}

const char *const regulation_languages[] = {"en", "ru", NULL};

static GPtrArray *words_of(const char *const *words)
{
	GPtrArray *array = g_ptr_array_new();
	for (; *words; words++)
		g_ptr_array_add(array, (gpointer)*words);
	return array;
}

/* `node` says `word`, which is none of `known`. */
void regulation_complain_unknown(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known)
{
	gboolean heard = reader->error_count < REGULATION_MOST_ERRORS;
	const char *near = heard ? nearest_name(word, known) : NULL;
	if (near) {
		regulation_complain(reader, node,
			"unknown %s \"%s\"; did you mean \"%s\"?", what, word,
			near);
		return;
	}
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < MIN(known->len, MOST_LISTED); i++)
		g_string_append_printf(
			list, "%s%s", i ? ", " : "", (char *)known->pdata[i]);
	regulation_complain(reader, node, "unknown %s \"%.60s\"; %s%s%s", what,
		word, known->len ? "one of " : "there is none", list->str,
		known->len > MOST_LISTED ? " …" : "");
}

static void complain_word(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *word, const char *const *known)
{
	g_autoptr(GPtrArray) array = words_of(known);
	regulation_complain_unknown(reader, node, what, word, array);
}

/* The text of a scalar, or NULL and a complaint. */
const char *regulation_text(
	RegulationReader *reader, const YamlNode *node, const char *what)
{
	if (node->kind == YAML_SCALAR && !yaml_is_null(node) && *node->value)
		return node->value;
	regulation_complain(reader, node, "\"%s\" needs one text", what);
	return NULL;
}

const char *regulation_word(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *const *known)
{
	const char *text = regulation_text(reader, node, what);
	if (!text || g_strv_contains(known, text))
		return text;
	complain_word(reader, node, what, text, known);
	return NULL;
}

/* --- single values ------------------------------------------------------- */

static void read_version(RegulationReader *reader, const YamlNode *node)
{
	if (g_strcmp0(node->value, "1") != 0)
		regulation_complain(reader, node,
			"this desk reads regulations of "
			"version 1; write \"desk: 1\", or use a newer desk");
}

static gboolean is_word(const char *text, gsize longest)
{
	gsize length = strlen(text);
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return FALSE;
	return length <= longest && g_ascii_isalnum(text[0]);
}

static void read_id(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "id");
	if (text && !is_word(text, REGULATION_LONGEST_NAME))
		regulation_complain(reader, node,
			"\"id\" is one word of letters and "
			"digits, made by \"desk init\"; restore it from git");
	else
		reader->regulation->id = g_strdup(text);
}

static void read_prefix(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "prefix");
	if (text && !is_word(text, 16))
		regulation_complain(reader, node,
			"\"prefix\" stands in mail subjects; at "
			"most 16 Latin letters and digits, such as ACME");
	else
		reader->regulation->prefix = g_strdup(text);
}

static void read_team(RegulationReader *reader, const YamlNode *node)
{
	reader->regulation->team =
		g_strdup(regulation_text(reader, node, "team"));
}

static void read_language(RegulationReader *reader, const YamlNode *node)
{
	reader->regulation->language = g_strdup(regulation_word(
		reader, node, "language", regulation_languages));
}

static void read_timezone(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "timezone");
	GTimeZone *zone = text ? zone_find(text) : NULL;
	if (text && !zone)
		regulation_complain(reader, node,
			"unknown time zone \"%.60s\"; an IANA "
			"name such as Europe/Moscow",
			text);
	reader->regulation->zone = zone;
}

static const struct {
	const char *key;
	void (*read)(RegulationReader *reader, const YamlNode *node);
	gboolean needed;
} single_keys[] = {
	{"desk", read_version, TRUE},
	{"id", read_id, FALSE},
	{"prefix", read_prefix, FALSE},
	{"team", read_team, FALSE},
	{"language", read_language, FALSE},
	{"timezone", read_timezone, FALSE},
};

static void check_keys(RegulationReader *reader)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (gsize i = 0; i < regulation_sections_count; i++)
		g_ptr_array_add(known, (gpointer)regulation_sections[i].name);
	const YamlNode *root = reader->regulation->root;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		if (!g_ptr_array_find_with_equal_func(
			    known, key->value, g_str_equal, NULL))
			regulation_complain_unknown(
				reader, key, "section", key->value, known);
	}
}

/* After the terms, which they name. */
static void check_sections(RegulationReader *reader)
{
	const YamlNode *root = reader->regulation->root;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		const Shape *shape = regulation_section_shape(key->value);
		if (shape && !yaml_is_null(root->items->pdata[i]))
			shape_check(reader, shape, root->items->pdata[i]);
	}
}

static void read_all(RegulationReader *reader)
{
	const YamlNode *root = reader->regulation->root;
	check_keys(reader);
	for (gsize i = 0; i < G_N_ELEMENTS(single_keys); i++) {
		const YamlNode *node = yaml_get(root, single_keys[i].key);
		if (node)
			single_keys[i].read(reader, node);
		else if (single_keys[i].needed)
			regulation_complain(reader, root,
				"no \"desk: 1\"; a regulation "
				"begins with it");
	}
	regulation_fill(reader->regulation);
	regulation_read_terms(reader);
	check_sections(reader);
}

static gboolean report(const RegulationReader *reader, GError **error)
{
	if (reader->error_count == 0)
		return TRUE;
	if (reader->error_count > REGULATION_MOST_ERRORS)
		g_string_append_printf(reader->errors, "\n%s: %u more mistakes",
			reader->name,
			reader->error_count - REGULATION_MOST_ERRORS);
	g_set_error_literal(
		error, DESK_ERROR, DESK_ERROR_CONFIG, reader->errors->str);
	return FALSE;
}

Regulation *regulation_parse(
	const char *text, gsize size, const char *name, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(YamlNode) root =
		yaml_parse_single(text, size, name, 1, &problem);
	if (root && root->kind != YAML_MAP)
		yaml_error(&problem, name, root,
			"a regulation is a mapping; begin it with \"desk: 1\"");
	if (problem) {
		g_set_error_literal(
			error, DESK_ERROR, DESK_ERROR_CONFIG, problem->message);
		return NULL;
	}
	g_autoptr(Regulation) regulation = g_new0(Regulation, 1);
	regulation->root = g_steal_pointer(&root);
	g_autoptr(GString) errors = g_string_new(NULL);
	RegulationReader reader = {name, regulation, errors, 0, NULL};
	read_all(&reader);
	return report(&reader, error) ? g_steal_pointer(&regulation) : NULL;
}
