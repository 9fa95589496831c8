/* Fields that a term may have, and complaints. */
#include "rules/query_values.h"

#include "base/called.h"
#include "base/error.h"
#include "model/regulation.h"

#include <stdarg.h>
#include <string.h>

static const Phrase
	here = {"query, column %2: %1", "запрос, позиция %2: %1"},
	several_meant = {"\"%1\" may be any of %2",
		"«%1» может означать: %2"},
	unknown = {"unknown field \"%1\"; `desk fields query` lists them; to "
			"look for the text, quote it: \"%1:…\"",
		"неизвестное поле «%1»; список: `desk fields query`; чтобы "
		"искать сам текст, возьмите его в кавычки: \"%1:…\""},
	like_field = {"unknown field \"%1\"; did you mean \"%2\"? `desk fields "
			"query` lists them; to look for the text, quote it: "
			"\"%1:…\"",
		"неизвестное поле «%1»; может быть, «%2»? Список: `desk fields "
		"query`; чтобы искать сам текст, возьмите его в кавычки: "
		"\"%1:…\""};

void query_target_clear(QueryTarget *target)
{
	g_free(target->custom);
}

/* --- complaints ----------------------------------------------------------- */

gboolean query_fail_here(GError **error, guint column)
{
	g_autofree char *at = g_strdup_printf("%u", column);
	desk_error_reword(error, &here, at, NULL);
	return FALSE;
}

gboolean query_fail(GError **error, guint column, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	desk_refuse_list(error, DESK_ERROR_USAGE, phrase, texts);
	va_end(texts);
	return query_fail_here(error, column);
}

const char *query_suggest(const char *word, const GPtrArray *names)
{
	const char *near = nearest_name(word, names);
	return near && strcmp(near, word) != 0 ? near : NULL;
}

/* --- fields ---------------------------------------------------------------- */

static const Term *custom_field(const QueryContext *context, const char *name)
{
	const GPtrArray *fields = context->regulation->fields;
	const char *plain = g_str_has_prefix(name, "fields.") ?
		name + strlen("fields.") : name;
	for (guint i = 0; fields && i < fields->len; i++) {
		const Term *term = g_ptr_array_index(fields, i);
		g_autofree char *folded = g_utf8_casefold(term->name, -1);
		if (strcmp(folded, plain) == 0)
			return term;
	}
	return NULL;
}

/* Types of custom fields that are compared as something else than text. */
static const char *custom_values(const Term *term)
{
	if (g_strcmp0(term->type, "date") == 0)
		return "date";
	if (g_strcmp0(term->type, "number") == 0)
		return "count";
	if (g_strcmp0(term->type, "agent") == 0)
		return "agent";
	if (g_strcmp0(term->type, "enum") == 0)
		return "enum";
	return "string";
}

GPtrArray *query_field_names(const QueryContext *context)
{
	GPtrArray *names = g_ptr_array_new();
	g_autoptr(GArray) rows = query_fields();
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(names,
			(char *)g_array_index(rows, QueryField, i).name);
	const GPtrArray *fields = context->regulation->fields;
	for (guint i = 0; fields && i < fields->len; i++) {
		const Term *term = g_ptr_array_index(fields, i);
		if (!query_field_find(term->name, NULL))
			g_ptr_array_add(names, term->name);
	}
	return names;
}

/* What the word means by a title in either language; NULL: nothing, or
 * several things. g_free(). */
static char *by_title(const char *word, const QueryContext *context,
	char **several)
{
	g_autoptr(GArray) all = called_new();
	g_autoptr(GArray) rows = query_fields();
	for (guint i = 0; i < rows->len; i++) {
		const QueryField *row = &g_array_index(rows, QueryField, i);
		called_add(all, row->name, row->title.en, row->title.ru);
	}
	const GPtrArray *fields = context->regulation->fields;
	for (guint i = 0; fields && i < fields->len; i++) {
		const Term *term = g_ptr_array_index(fields, i);
		called_add(all, term->name, term->title, term->other_title);
	}
	return g_strdup(called_find(all, word, several));
}

/* A slip in a title is near a title. */
static void add_titles(GPtrArray *names)
{
	g_autoptr(GArray) rows = query_fields();
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(names, (char *)g_array_index(rows, QueryField,
			i).title.ru);
}

static gboolean find_exact(const char *name, const QueryContext *context,
	QueryTarget *target)
{
	QueryField field;
	if (query_field_find(name, &field)) {
		target->name = field.name;
		target->values = field.values;
		return TRUE;
	}
	target->term = custom_field(context, name);
	if (target->term) {
		target->custom = g_strconcat("fields.", target->term->name, NULL);
		target->name = target->custom;
		target->values = custom_values(target->term);
	}
	return target->term != NULL;
}

gboolean query_target_find(const char *name, const QueryContext *context,
	guint column, QueryTarget *target, GError **error)
{
	g_autofree char *several = NULL;
	if (find_exact(name, context, target))
		return TRUE;
	g_autofree char *meant = by_title(name, context, &several);
	if (context->typed && meant && find_exact(meant, context, target))
		return TRUE;
	if (context->typed && several)
		return query_fail(error, column, &several_meant, name, several,
			NULL);
	g_autoptr(GPtrArray) names = query_field_names(context);
	if (context->typed)
		add_titles(names);
	const char *near = meant ? meant : query_suggest(name, names);
	return near ? query_fail(error, column, &like_field, name, near, NULL) :
		query_fail(error, column, &unknown, name, NULL);
}
