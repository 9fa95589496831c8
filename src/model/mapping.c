#include "model/mapping.h"

#include <string.h>

#include "model/regulation.h"
#include "model/zone.h"

static const Phrase
	unknown_like = {"unknown %1 \"%.2\"; did you mean \"%3\"?",
		"%4: нет такого: «%.2»; может быть, «%3»?"},
	unknown_among = {"unknown %1 \"%.2\"; one of %3",
		"%4: нет такого: «%.2»; есть: %3"},
	unknown = {"unknown %1 \"%.2\"; there is none",
		"%4: нет такого: «%.2», и нет никаких"},
	more_mistakes = {"%1: %2 more mistakes", "%1: и ещё ошибок: %2"},
	no_mapping = {"%1 is a mapping; begin it with \"%2\"",
		"%1 — это блок «ключ: значение»; начните его с «%2»"},
	needs_text = {"\"%1\" needs one text", "«%1»: нужен один текст"},
	no_file = {"\"%1\" is a file of this store that ends in %2, not "
			"\"%.3\"",
		"«%1» — файл этого хранилища с окончанием %2, а не «%.3»"},
	no_flag = {"\"%1\" is true or false", "«%1» — это true или false"},
	no_zone = {"unknown time zone \"%.1\"; an IANA name such as "
			"Europe/Moscow",
		"неизвестный часовой пояс «%.1»; нужно имя IANA вида "
		"Europe/Moscow"};

#define MOST_LISTED 30

/* --- complaints ---------------------------------------------------------- */

/* Takes the problem. */
static void add_error(MappingReader *reader, GError *problem)
{
	if (!reader->errors)
		reader->errors = g_ptr_array_new_with_free_func(
			(GDestroyNotify)g_error_free);
	g_ptr_array_add(reader->errors, problem);
}

void mapping_complain_error(MappingReader *reader, const YamlNode *node,
	GError *problem)
{
	if (++reader->error_count > MAPPING_MOST_ERRORS) {
		g_error_free(problem);
		return;
	}
	g_prefix_error(&problem, "%s:%u:%u: ", reader->file, node->line,
		node->column);
	add_error(reader, problem);
}

void mapping_complain_list(MappingReader *reader, const YamlNode *node,
	const Phrase *phrase, va_list texts)
{
	GError *problem = NULL;
	desk_refuse_list(&problem, DESK_ERROR_DATA, phrase, texts);
	mapping_complain_error(reader, node, problem);
}

void mapping_complain(MappingReader *reader, const YamlNode *node,
	const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	mapping_complain_list(reader, node, phrase, texts);
	va_end(texts);
}

/* Kinds of names; keys of files have no other name. */
static const Phrase nouns[] = {
	{"SLA policy", "нормы SLA"},
	{"action", "действие"},
	{"calendar", "календарь"},
	{"category", "категория"},
	{"class", "класс"},
	{"field", "поле"},
	{"group", "группа"},
	{"key", "ключ"},
	{"key of a contract", "ключ договора"},
	{"level", "линия"},
	{"occasion", "повод"},
	{"priority", "приоритет"},
	{"role", "роль"},
	{"section", "раздел"},
	{"site", "площадка"},
	{"status", "статус"},
	{"template", "шаблон"},
	{"type", "тип"},
};

static const char *russian_noun(const char *what)
{
	for (gsize i = 0; i < G_N_ELEMENTS(nouns); i++)
		if (strcmp(nouns[i].en, what) == 0)
			return nouns[i].ru;
	return what;
}

void mapping_complain_unknown(MappingReader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known)
{
	gboolean heard = reader->error_count < MAPPING_MOST_ERRORS;
	const char *near = heard ? nearest_name(word, known) : NULL;
	if (near) {
		mapping_complain(reader, node, &unknown_like, what, word, near,
			russian_noun(what), NULL);
		return;
	}
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < MIN(known->len, MOST_LISTED); i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
			(const char *)known->pdata[i]);
	if (known->len > MOST_LISTED)
		g_string_append(list, " …");
	mapping_complain(reader, node, known->len > 0 ? &unknown_among :
		&unknown, what, word, list->str, russian_noun(what), NULL);
}

gboolean mapping_report(MappingReader *reader, DeskError code, GError **error)
{
	g_autoptr(GPtrArray) errors = g_steal_pointer(&reader->errors);
	if (!desk_error_pass(error, &reader->fault))
		return FALSE;
	if (reader->error_count == 0)
		return TRUE;
	if (reader->error_count > MAPPING_MOST_ERRORS) {
		GError *rest = NULL;
		desk_refuse(&rest, code, &more_mistakes, reader->file,
			PHRASE_NUMBER((gint64)reader->error_count -
				MAPPING_MOST_ERRORS), NULL);
		g_ptr_array_add(errors, rest);
	}
	return desk_error_of_many(error, (int)code, errors);
}

/* --- the mapping --------------------------------------------------------- */

YamlNode *mapping_parse(MappingReader *reader, const char *text, gsize size,
	const char *what, const char *begin)
{
	GError *problem = NULL;
	g_autoptr(YamlNode) root = yaml_parse_single(text, size, reader->file, 1,
		&problem);
	if (!root) {
		reader->error_count++;
		add_error(reader, problem);
		return NULL;
	}
	if (root->kind == YAML_MAP)
		return g_steal_pointer(&root);
	mapping_complain(reader, root, &no_mapping, what, begin, NULL);
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
	mapping_complain(reader, node, &needs_text, what, NULL);
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
	mapping_complain(reader, node, &no_file, what, ending, text, NULL);
	return NULL;
}

gboolean mapping_flag(MappingReader *reader, const YamlNode *node,
	const char *what, gboolean *flag)
{
	*flag = strcmp(yaml_text(node), "true") == 0;
	if (*flag || strcmp(yaml_text(node), "false") == 0)
		return TRUE;
	mapping_complain(reader, node, &no_flag, what, NULL);
	return FALSE;
}

GTimeZone *mapping_zone(MappingReader *reader, const YamlNode *node,
	const char *what)
{
	const char *text = mapping_text(reader, node, what);
	GTimeZone *zone = text ? zone_find(text, reader->fault ? NULL :
		&reader->fault) : NULL;
	if (text && !zone && !reader->fault)
		mapping_complain(reader, node, &no_zone, text, NULL);
	return zone;
}
