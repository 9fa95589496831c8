/* What a field may hold, as a ticket file has it, and how people read it. */
#include "model/regulation.h"

#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/day_words.h"
#include "model/field.h"
#include "model/regulation_parts.h"
#include "text/json.h"

static const Phrase
	no_name = {"%1: \"%2\" is what people call it; a file has the name, "
			"\"%3\"",
		"%1: «%2» — это название для людей; в файле пишут имя: «%3»"},
	no_day = {"%1: \"%2\" is not a day, like 2026-11-21",
		"%1: «%2» — не день вида 2026-11-21"},
	no_number = {"%1: \"%2\" is not a number, like 3 or 2.5",
		"%1: «%2» — не число вида 3 или 2.5"},
	no_value = {"%1: \"%2\" is not one of its values; `desk fields` lists "
			"them",
		"%1: «%2» — не из значений этого поля; список: `desk fields`"},
	several_meant = {"\"%1\" may be any of %2", "«%1» может означать: %2"};

static const Term *custom_field(const Regulation *regulation, const char *field)
{
	const char *name = g_str_has_prefix(field, "fields.") ?
		field + strlen("fields.") : NULL;
	for (guint i = 0; name && i < regulation->fields->len; i++) {
		const Term *term = g_ptr_array_index(regulation->fields, i);
		if (strcmp(term->name, name) == 0)
			return term;
	}
	return NULL;
}

static gboolean is_number(const char *value)
{
	char *end;
	gsize length = strspn(value, "+-.0123456789eE");
	g_ascii_strtod(value, &end);
	return *value && value[length] == '\0' && *end == '\0';
}

static gboolean is_day(const char *value)
{
	GDate day;
	return day_parse(value, strlen(value), &day);
}

/* Agents and assets are names of other files, which this does not know. */
static gboolean check_custom(const Term *term, const char *value,
	const Phrase **wrong)
{
	const struct {
		const char *type;
		const Phrase *wrong;
		gboolean (*is)(const char *value);
	} types[] = {{"date", &no_day, is_day},
		{"number", &no_number, is_number}};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		*wrong = types[i].wrong;
		if (g_strcmp0(term->type, types[i].type) == 0)
			return types[i].is(value);
	}
	*wrong = &no_value;
	return !term->values || term->values->len == 0 ||
		texts_have(term->values, value);
}

gboolean regulation_check_value(const Regulation *regulation, const char *field,
	const char *value, GError **error)
{
	const Phrase *wrong;
	if (*value == '\0')
		return TRUE;
	if (regulation_terms(regulation, field)) {
		const Term *meant = regulation_need(regulation, field, value,
			error);
		return meant && (strcmp(meant->name, value) == 0 ||
			desk_refuse(error, DESK_ERROR_USAGE, &no_name, field,
				value, meant->name, NULL));
	}
	const Term *term = custom_field(regulation, field);
	if (!term || check_custom(term, value, &wrong))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, wrong, field, value, NULL);
}

/* --- for machines -------------------------------------------------------- */

static Value *number_value(const char *text)
{
	return !is_number(text) ? value_text(text) : strpbrk(text, ".eE") ?
		value_real(g_ascii_strtod(text, NULL)) :
		value_integer(g_ascii_strtoll(text, NULL, 10));
}

/* Changes carry a list as a JSON array. */
static Value *list_value(const char *text)
{
	Value *list = json_parse(text, strlen(text), "list", NULL);
	return list ? list : value_text(text);
}

Value *regulation_field_value(const Regulation *regulation, const char *field,
	const char *text)
{
	const Field *row = field_find(field);
	const Term *own = row || !regulation ? NULL :
		custom_field(regulation, field);
	Instant at;
	if (*text == '\0')
		return value_none();
	if (row && row->type == FIELD_INSTANT && instant_parse(text, &at))
		return value_instant(at);
	if (row && row->type == FIELD_LIST)
		return list_value(text);
	return (row && row->type == FIELD_INTEGER) ||
		(own && g_strcmp0(own->type, "number") == 0) ?
		number_value(text) : value_text(text);
}

/* --- for people ---------------------------------------------------------- */

const char *regulation_field_title(const Regulation *regulation,
	const char *field, const char *language)
{
	const Field *row = field_find(field);
	const Term *term = row ? NULL : custom_field(regulation, field);
	if (!row && !term)
		return field;
	return row ? phrase_in(&row->title, language) :
		term_title_in(regulation, term, "fields", language);
}

char *regulation_field_meant(const Regulation *regulation, const char *word,
	GError **error)
{
	g_autoptr(GArray) all = called_new();
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < fields_count; i++)
		called_add(all, fields[i].name, fields[i].title.en,
			fields[i].title.ru);
	for (guint i = 0; i < regulation->fields->len; i++) {
		const Term *term = g_ptr_array_index(regulation->fields, i);
		char *name = g_strconcat("fields.", term->name, NULL);
		g_ptr_array_add(own, name);
		called_add(all, name, term->title, term->other_title);
		called_add(all, name, term->name, NULL);
	}
	g_autofree char *several = NULL;
	const char *name = called_find(all, word, &several);
	if (!several)
		return g_strdup(name ? name : word);
	desk_refuse(error, DESK_ERROR_USAGE, &several_meant, word, several,
		NULL);
	return NULL;
}

static char *list_shown(const char *text)
{
	g_autoptr(Value) list = list_value(text);
	if (list->type != VALUE_LIST)
		return g_strdup(text);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < list->items->len; i++)
		g_ptr_array_add(words,
			value_to_text(g_ptr_array_index(list->items, i)));
	return texts_join(words);
}

static char *shown(const Regulation *regulation, const char *name,
	const char *value, GTimeZone *zone, const char *language)
{
	const Field *field = field_find(name);
	Instant at;
	if (*value == '\0')
		return g_strdup("–");
	if (!zone)
		return g_strdup(value);
	if (field && field->type == FIELD_INSTANT && instant_parse(value, &at))
		return instant_format_in(at, zone, "%Y-%m-%d %H:%M");
	if (field && field->type == FIELD_LIST)
		return list_shown(value);
	return g_strdup(regulation_title(regulation, name, value, language));
}

char *regulation_change_text(const Regulation *regulation, const char *field,
	const char *old_value, const char *new_value, GTimeZone *zone,
	const char *language)
{
	g_autofree char *before = shown(regulation, field, old_value, zone,
		language);
	g_autofree char *after = shown(regulation, field, new_value, zone,
		language);
	return g_strdup_printf("%s %s → %s", !zone ? field :
		regulation_field_title(regulation, field, language), before,
		after);
}
