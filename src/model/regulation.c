#include "model/regulation.h"

#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/phrase.h"
#include "base/texts.h"
#include "model/field.h"
#include "model/regulation_parts.h"
#include "model/ticket.h"

#define MARK_LENGTH 26

static const Phrase
	none_named = {"unknown %1 \"%2\": desk.yaml names none",
		"%3: нет значения «%2», и в desk.yaml их нет совсем"},
	like_term = {"unknown %1 \"%2\"; did you mean \"%3\"? Known: %4",
		"%5: нет значения «%2»; может быть, «%3»? Есть: %4"},
	no_term = {"unknown %1 \"%2\"; one of %3",
		"%4: нет значения «%2»; есть: %3"},
	several_meant = {"%1 \"%2\" may be any of %3",
		"%1: «%2» может означать: %3"};

/* --- classes of statuses ------------------------------------------------- */

static const char *const class_names[] = {
	[CLASS_NEW] = "new", [CLASS_OPEN] = "open", [CLASS_PENDING] = "pending",
	[CLASS_ON_HOLD] = "on-hold", [CLASS_SOLVED] = "solved",
	[CLASS_CLOSED] = "closed"};

const char *status_class_name(StatusClass status_class)
{
	g_assert(status_class < G_N_ELEMENTS(class_names));
	return class_names[status_class];
}

gboolean status_class_from_name(const char *name, StatusClass *status_class)
{
	for (guint i = 0; i < G_N_ELEMENTS(class_names); i++) {
		if (strcmp(name, class_names[i]) != 0)
			continue;
		*status_class = (StatusClass)i;
		return TRUE;
	}
	return FALSE;
}

/* --- terms --------------------------------------------------------------- */

void term_free(gpointer data)
{
	Term *term = data;
	g_free(term->name);
	g_free(term->title);
	g_free(term->other_title);
	g_free(term->level);
	g_free(term->group);
	g_free(term->priority);
	g_free(term->kind);
	g_free(term->sla);
	g_clear_pointer(&term->ask, g_ptr_array_unref);
	g_clear_pointer(&term->was, g_ptr_array_unref);
	g_clear_pointer(&term->values, g_ptr_array_unref);
	g_free(term);
}

/* What stands where a regulation says nothing, and how well-known names are
 * called where it gives no title. */
static const struct {
	const char *section, *name;
	StatusClass status_class;
	gboolean is_default;
	const char *title_ru;
} known_terms[] = {
	{"levels", "L1", 0, TRUE, NULL},
	{"levels", "L2", 0, TRUE, NULL},
	{"levels", "L3", 0, TRUE, NULL},
	{"statuses", "new", CLASS_NEW, TRUE, "Новая"},
	{"statuses", "open", CLASS_OPEN, TRUE, "В работе"},
	{"statuses", "pending", CLASS_PENDING, TRUE, "Ждём клиента"},
	{"statuses", "vendor", CLASS_ON_HOLD, TRUE, "Ждём поставщика"},
	{"statuses", "visit", CLASS_OPEN, TRUE, "Назначен выезд"},
	{"statuses", "on-hold", CLASS_ON_HOLD, FALSE, "Отложена"},
	{"statuses", "solved", CLASS_SOLVED, TRUE, "Решена"},
	{"statuses", "closed", CLASS_CLOSED, TRUE, "Закрыта"},
	{"types", "incident", 0, TRUE, "Инцидент"},
	{"types", "request", 0, TRUE, "Запрос"},
	{"types", "question", 0, TRUE, "Вопрос"},
	{"types", "complaint", 0, TRUE, "Жалоба"},
	{"types", "idea", 0, TRUE, "Предложение"},
	{"priorities", "low", 0, TRUE, "Низкий"},
	{"priorities", "normal", 0, TRUE, "Обычный"},
	{"priorities", "high", 0, TRUE, "Высокий"},
	{"priorities", "critical", 0, TRUE, "Критический"},
	{"resolutions", "solved", 0, TRUE, "Решена"},
	{"resolutions", "workaround", 0, TRUE, "Обходной путь"},
	{"resolutions", "duplicate", 0, TRUE, "Повтор"},
	{"resolutions", "wontfix", 0, TRUE, "Отказ"},
	{"resolutions", "no-answer", 0, TRUE, "Нет ответа"},
	{"resolutions", "misdirected", 0, TRUE, "Не к нам"},
	{"resolutions", "spam", 0, TRUE, "Спам"},
};

const char *known_title(const char *section, const char *name,
	const char *language)
{
	Phrase title = {name, ""};
	/* Names are English: so are their titles. */
	if (*phrase_in(&title, language))
		return name;
	for (gsize i = 0; i < G_N_ELEMENTS(known_terms); i++)
		if (known_terms[i].name[0] == name[0] &&
			strcmp(known_terms[i].name, name) == 0 &&
			g_strcmp0(known_terms[i].section, section) == 0 &&
			known_terms[i].title_ru)
			title.ru = known_terms[i].title_ru;
	const char *found = phrase_in(&title, language);
	return *found ? found : NULL;
}

const char *other_language(const char *language)
{
	static const Phrase other = {"ru", "en"};
	return phrase_in(&other, language);
}

static const struct {
	const char *section;
	gsize offset;
} sections[] = {
	{"levels", G_STRUCT_OFFSET(Regulation, levels)},
	{"groups", G_STRUCT_OFFSET(Regulation, groups)},
	{"statuses", G_STRUCT_OFFSET(Regulation, statuses)},
	{"types", G_STRUCT_OFFSET(Regulation, types)},
	{"priorities", G_STRUCT_OFFSET(Regulation, priorities)},
	{"resolutions", G_STRUCT_OFFSET(Regulation, resolutions)},
	{"categories", G_STRUCT_OFFSET(Regulation, categories)},
	{"fields", G_STRUCT_OFFSET(Regulation, fields)},
};

GPtrArray **regulation_section(Regulation *regulation, const char *section)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
		if (strcmp(sections[i].section, section) == 0)
			return &G_STRUCT_MEMBER(GPtrArray *, regulation,
				sections[i].offset);
	return NULL;
}

static Term *term_new(const char *name, const char *title)
{
	Term *term = g_new0(Term, 1);
	term->name = g_strdup(name);
	term->title = g_strdup(title ? title : name);
	return term;
}

static GPtrArray *default_terms(const char *section, const char *language)
{
	GPtrArray *terms = g_ptr_array_new_with_free_func(term_free);
	for (gsize i = 0; i < G_N_ELEMENTS(known_terms); i++) {
		if (strcmp(known_terms[i].section, section) != 0 ||
			!known_terms[i].is_default)
			continue;
		Term *term = term_new(known_terms[i].name,
			known_title(section, known_terms[i].name, language));
		term->status_class = known_terms[i].status_class;
		g_ptr_array_add(terms, term);
	}
	return terms;
}

static void unref_terms(gpointer terms)
{
	if (terms)
		g_ptr_array_unref(terms);
}

/* What rows of fields name themselves. */
static GPtrArray *values_of_fields(const char *language)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(unref_terms);
	g_ptr_array_set_size(values, (int)fields_count);
	for (gsize i = 0; i < fields_count; i++) {
		const FieldValue *value = fields[i].values;
		if (!value || fields[i].type != FIELD_ENUM)
			continue;
		GPtrArray *terms = g_ptr_array_new_with_free_func(term_free);
		for (; value->name; value++) {
			Term *term = term_new(value->name,
				phrase_in(&value->title, language));
			term->other_title = g_strdup(phrase_in(&value->title,
				other_language(language)));
			g_ptr_array_add(terms, term);
		}
		values->pdata[fields[i].position] = terms;
	}
	return values;
}

void regulation_fill(Regulation *regulation)
{
	if (!regulation->language)
		regulation->language = g_strdup("en");
	if (!regulation->id)
		regulation->id = g_strdup("");
	guint8 digest[32];
	identifier_derive(regulation->id, "mark", "", 0, digest);
	regulation->mark = identifier_from_bytes(digest, sizeof digest,
		MARK_LENGTH);
	if (!regulation->team)
		regulation->team = g_strdup("");
	if (!regulation->prefix)
		regulation->prefix = g_strdup("DESK");
	if (!regulation->zone)
		regulation->zone = g_time_zone_new_utc();
	if (!regulation->references)
		regulation->references = g_array_new(FALSE, FALSE,
			sizeof(RegulationReference));
	if (!regulation->calendars)
		regulation->calendars = g_ptr_array_new_with_free_func(
			(GDestroyNotify)calendar_name_free);
	if (!regulation->sla)
		regulation->sla = g_ptr_array_new_with_free_func(
			(GDestroyNotify)sla_policy_free);
	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
		GPtrArray **terms = &G_STRUCT_MEMBER(GPtrArray *, regulation,
			sections[i].offset);
		if (!*terms)
			*terms = default_terms(sections[i].section,
				regulation->language);
	}
	regulation->values = values_of_fields(regulation->language);
}

Regulation *regulation_default(void)
{
	Regulation *regulation = g_new0(Regulation, 1);
	regulation_fill(regulation);
	return regulation;
}

Regulation *regulation_share(Regulation *regulation)
{
	regulation->shares++;
	return regulation;
}

void regulation_free(Regulation *regulation)
{
	if (!regulation || regulation->shares-- > 0)
		return;
	g_free(regulation->id);
	g_free(regulation->mark);
	g_free(regulation->team);
	g_free(regulation->language);
	g_free(regulation->prefix);
	g_clear_pointer(&regulation->zone, g_time_zone_unref);
	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
		g_clear_pointer(&G_STRUCT_MEMBER(GPtrArray *, regulation,
			sections[i].offset), g_ptr_array_unref);
	g_clear_pointer(&regulation->references, g_array_unref);
	g_clear_pointer(&regulation->calendars, g_ptr_array_unref);
	g_clear_pointer(&regulation->sla, g_ptr_array_unref);
	g_clear_pointer(&regulation->values, g_ptr_array_unref);
	yaml_node_free(regulation->root);
	g_free(regulation);
}

/* --- asking -------------------------------------------------------------- */

static const GPtrArray *terms_of(const Regulation *regulation,
	const Field *row)
{
	if (!row)
		return NULL;
	return row->section ? *regulation_section(
		(Regulation *)(gpointer)regulation, row->section) :
		regulation->values->pdata[row->position];
}

const GPtrArray *regulation_terms(const Regulation *regulation,
	const char *field)
{
	return terms_of(regulation, field_find(field));
}

static int term_index(const GPtrArray *terms, const char *name)
{
	for (guint i = 0; terms && i < terms->len; i++)
		if (strcmp(((const Term *)terms->pdata[i])->name, name) == 0)
			return (int)i;
	for (guint i = 0; terms && i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		if (term->was && texts_have(term->was, name))
			return (int)i;
	}
	return -1;
}

static gboolean is_called(const char *text, const char *key)
{
	g_autofree char *own = text ? called_key(text) : NULL;
	return own && strcmp(own, key) == 0;
}

/* The terms that a word may mean: those of the first way in which it names
 * any. A name goes before a title, a title before what others call it. */
static GPtrArray *terms_meant(const Regulation *regulation, const char *field,
	const char *text)
{
	GPtrArray *found = g_ptr_array_new();
	const GPtrArray *terms = regulation_terms(regulation, field);
	int exact = term_index(terms, text);
	if (exact >= 0)
		g_ptr_array_add(found, terms->pdata[exact]);
	g_autofree char *key = called_key(text);
	const char *section = terms ? field_find(field)->section : NULL;
	for (int pass = 0; pass < 4 && found->len == 0; pass++) {
		for (guint i = 0; terms && i < terms->len; i++) {
			Term *term = terms->pdata[i];
			const char *called[] = {term->name, term->title,
				term->other_title,
				known_title(section, term->name, "ru")};
			if (is_called(called[pass], key))
				g_ptr_array_add(found, term);
		}
	}
	return found;
}

const Term *regulation_find(const Regulation *regulation, const char *field,
	const char *text)
{
	g_autoptr(GPtrArray) found = terms_meant(regulation, field, text);
	return found->len == 1 ? found->pdata[0] : NULL;
}

static char *join_names(const GPtrArray *terms)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		g_string_append_printf(out, "%s%s", i ? ", " : "", term->name);
	}
	return g_string_free(out, FALSE);
}

/* The term whose name or title is nearest to `text`; NULL if none is. */
static const Term *nearest_term(const GPtrArray *terms, const char *text)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (guint i = 0; i < terms->len; i++)
		g_ptr_array_add(words, ((Term *)terms->pdata[i])->name);
	for (guint i = 0; i < terms->len; i++)
		g_ptr_array_add(words, ((Term *)terms->pdata[i])->title);
	const char *near = nearest_name(text, words);
	guint index;
	if (!near || !g_ptr_array_find(words, near, &index))
		return NULL;
	return terms->pdata[index % terms->len];
}

const Term *regulation_need(const Regulation *regulation, const char *field,
	const char *text, GError **error)
{
	g_autoptr(GPtrArray) found = terms_meant(regulation, field, text);
	if (found->len == 1)
		return found->pdata[0];
	if (found->len > 1) {
		g_autofree char *meant = join_names(found);
		desk_refuse(error, DESK_ERROR_USAGE, &several_meant, field,
			text, meant, NULL);
		return NULL;
	}
	const Field *row = field_find(field);
	const GPtrArray *terms = terms_of(regulation, row);
	const char *title = row ? row->title.ru : field;
	if (!terms || terms->len == 0) {
		desk_refuse(error, DESK_ERROR_USAGE, &none_named, field, text,
			title, NULL);
		return NULL;
	}
	g_autofree char *names = join_names(terms);
	const Term *near = nearest_term(terms, text);
	if (near)
		desk_refuse(error, DESK_ERROR_USAGE, &like_term, field, text,
			near->name, names, title, NULL);
	else
		desk_refuse(error, DESK_ERROR_USAGE, &no_term, field, text,
			names, title, NULL);
	return NULL;
}

int regulation_rank(const Regulation *regulation, const char *field,
	const char *name)
{
	return term_index(regulation_terms(regulation, field), name);
}

gboolean regulation_is_same(const Regulation *regulation, const char *field,
	const char *one, const char *other)
{
	if (strcmp(one, other) == 0)
		return TRUE;
	const GPtrArray *terms = regulation_terms(regulation, field);
	int rank = term_index(terms, one);
	return rank >= 0 && rank == term_index(terms, other);
}

const char *regulation_title(const Regulation *regulation, const char *field,
	const char *name, const char *language)
{
	const Field *row = field_find(field);
	const GPtrArray *terms = terms_of(regulation, row);
	int place = term_index(terms, name);
	if (place >= 0)
		return term_title_in(regulation, terms->pdata[place],
			row->section, language);
	const char *title = row && !terms ? field_value_title(row, name,
		language) : NULL;
	return title ? title : name;
}

const char *term_title_in(const Regulation *regulation, const Term *term,
	const char *section, const char *language)
{
	const char *other = other_language(regulation->language);
	if (strcmp(other_language(language), other) == 0)
		return term->title;
	const char *title = term->other_title ? term->other_title :
		known_title(section, term->name, other);
	return title ? title : term->title;
}

gboolean type_is_complaint(const Regulation *regulation, const char *type)
{
	return *type && regulation_is_same(regulation, "type", type,
		"complaint");
}

gboolean resolution_is_unsolved(const char *resolution)
{
	static const char *const names[] = {"duplicate", "misdirected",
		"no-answer", "spam", NULL};
	return *resolution && g_strv_contains(names, resolution);
}

StatusClass regulation_status_class(const Regulation *regulation,
	const char *status)
{
	int index = term_index(regulation->statuses, status);
	if (index < 0)
		return CLASS_OPEN;
	return ((const Term *)regulation->statuses->pdata[index])->status_class;
}

StatusClass regulation_class_of(const Regulation *regulation,
	const Ticket *ticket)
{
	return regulation_status_class(regulation,
		ticket_get(ticket, "status"));
}

const char *regulation_status_of(const Regulation *regulation,
	StatusClass status_class)
{
	for (guint i = 0; i < regulation->statuses->len; i++) {
		const Term *term = regulation->statuses->pdata[i];
		if (term->status_class == status_class)
			return term->name;
	}
	return NULL;
}

static const Term *group_at(const Regulation *regulation, const char *name,
	const char *level)
{
	int index = name ? term_index(regulation->groups, name) : -1;
	if (index < 0)
		return NULL;
	const Term *group = regulation->groups->pdata[index];
	return g_strcmp0(group->level, level) == 0 ? group : NULL;
}

static const char *only_group_of(const Regulation *regulation,
	const char *level)
{
	const char *found = NULL;
	for (guint i = 0; i < regulation->groups->len; i++) {
		const Term *group = regulation->groups->pdata[i];
		if (g_strcmp0(group->level, level) != 0)
			continue;
		if (found)
			return NULL;
		found = group->name;
	}
	return found;
}

const char *regulation_group_for(const Regulation *regulation,
	const char *category, const char *level)
{
	g_autofree char *name = g_strdup(category ? category : "");
	while (*name) {
		int index = term_index(regulation->categories, name);
		const Term *term = index < 0 ? NULL
			: regulation->categories->pdata[index];
		const Term *group = term
			? group_at(regulation, term->group, level) : NULL;
		if (group)
			return group->name;
		char *slash = strrchr(name, '/');
		*(slash ? slash : name) = '\0';
	}
	return only_group_of(regulation, level);
}
