#include "app/desk/people_words.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "index/people.h"
#include "model/field.h"
#include "model/people.h"
#include "model/regulation.h"
#include "rules/query.h"
#include "text/date.h"
#include "text/yaml.h"

static const Phrase
	like_mark = {"\"%1\" is no %2; did you mean \"%3\"? -s takes a subject "
			"as it is",
		"«%1»: нет такого значения %2; может быть, «%3»? Ключ -s берёт "
		"тему как есть"},
	no_own_field = {"%1: desk.yaml has no such field under `fields:`",
		"%1: в desk.yaml нет такого поля в `fields:`"};

/* That a word means nobody, or several, is an answer. */
static gboolean is_answer(const GError *problem)
{
	return g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON);
}

static gboolean is_nobody(const char *word)
{
	return strcmp(word, "none") == 0 || strcmp(word, "-") == 0;
}

/* An empty variable of a script takes nothing from anybody. */
static gboolean need_word(const char *word, GError **error)
{
	static const Phrase empty = {"an empty word names nobody; if nobody is "
			"meant, say none",
		"пустое слово никого не называет; если никого и не нужно, "
		"напишите none"};
	return word[strspn(word, " \t\r\n")] != '\0' ||
		desk_refuse(error, DESK_ERROR_USAGE, &empty, NULL);
}

char *words_agent(Desk *desk, const char *word, GError **error)
{
	if (!need_word(word, error))
		return NULL;
	if (is_nobody(word))
		return g_strdup("");
	if (strcmp(word, "@me") == 0 || strcmp(word, "me") == 0)
		return g_strdup(desk_me(desk, error));
	Index *index = desk_index(desk, error);
	return index ? people_find_agent(index, *word == '@' ? word + 1 : word,
		desk_guesses(desk), error) : NULL;
}

char *words_assignee(Desk *desk, const char *word, gboolean groups,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation)
		return NULL;
	g_autoptr(GError) problem = NULL;
	g_autofree char *login = words_agent(desk, word, &problem);
	if (login)
		return desk_need_here(desk, login, error) ?
			g_steal_pointer(&login) : NULL;
	const Term *group = groups && is_answer(problem) ?
		regulation_find(regulation, "group", word) : NULL;
	if (group)
		return g_strdup(group->name);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* "ivan@acme.example" or something with enough digits to be called. */
static gboolean is_reachable(const char *word)
{
	if (strchr(word, '@') && !strpbrk(word, " \t\r\n"))
		return TRUE;
	g_autofree char *digits = phone_normalise(word);
	return strlen(digits) >= 3 &&
		strspn(word, "+0123456789 ()-.") == strlen(word);
}

char *words_requester(Desk *desk, const char *word, GError **error)
{
	if (!need_word(word, error))
		return NULL;
	if (is_nobody(word))
		return g_strdup("");
	Index *index = desk_index(desk, error);
	if (!index)
		return NULL;
	g_autoptr(GError) problem = NULL;
	char *contact = people_find_contact(index, word, desk_guesses(desk),
		&problem);
	if (contact)
		return contact;
	const char *at = strrchr(word, '@');
	if (is_answer(problem) && is_reachable(word))
		return at && !g_str_is_ascii(at) ? mail_ascii(word) :
			g_strdup(word);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

char *words_customer(Desk *desk, const char *word, GError **error)
{
	if (!need_word(word, error))
		return NULL;
	if (is_nobody(word))
		return g_strdup("");
	Index *index = desk_index(desk, error);
	return index ? people_find_customer(index, word, desk_guesses(desk),
		error) : NULL;
}

char *words_mail_address(Desk *desk, const char *word, GError **error)
{
	static const Phrase none = {"%1 has no mail address",
		"у %1 нет почтового адреса"};
	if (outbox_is_address(word))
		return g_strdup(word);
	g_autofree char *who = words_requester(desk, word, error);
	Index *index = who ? desk_index(desk, error) : NULL;
	char *address;
	if (!index || !outbox_address_of(index, who, &address, error))
		return NULL;
	if (!address)
		desk_refuse(error, DESK_ERROR_PERSON, &none, who, NULL);
	return address;
}

/* Later is a mistyped year. */
#define FAR_SECONDS ((gint64)5 * 366 * 24 * 60 * 60)

const char *words_term(Desk *desk, const char *field, const char *word,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	const Term *term = regulation ?
		regulation_need(regulation, field, word, error) : NULL;
	return term ? term->name : NULL;
}

gboolean words_deadline(Desk *desk, const char *word, Instant *at,
	GError **error)
{
	QueryContext context;
	return desk_query_context(desk, &context, error) &&
		date_read(word, &(DateSetting){context.now, desk_zone(desk),
			context.work}, DATE_FUTURE, at,
			error);
}

gboolean words_is_near(Desk *desk, Instant at, GError **error)
{
	static const Phrase far_ahead = {"%1 is more than five years ahead; is "
			"the year right?",
		"%1 — это больше чем через пять лет; верно ли указан год?"};
	g_autofree char *when = desk_time_text(desk, at);
	return at - desk_now(desk) <= FAR_SECONDS ||
		desk_refuse(error, DESK_ERROR_USAGE, &far_ahead, when, NULL);
}

/* --- the value of a field -------------------------------------------- */

static const Term *custom_field(const Regulation *regulation, const char *name)
{
	for (guint i = 0; i < regulation->fields->len; i++) {
		const Term *term = g_ptr_array_index(regulation->fields, i);
		if (strcmp(term->name, name) == 0)
			return term;
	}
	return NULL;
}

/* "завтра" → "2026-11-22", in the team's zone. */
static char *day_value(Desk *desk, const char *word, GError **error)
{
	Instant at;
	const Regulation *regulation = desk_regulation(desk, error);
	return regulation && words_deadline(desk, word, &at, error) ?
		instant_format_in(at, regulation->zone, "%Y-%m-%d") : NULL;
}

static char *custom_value(Desk *desk, const char *field, const char *word,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation)
		return NULL;
	const Term *term = custom_field(regulation, field + strlen("fields."));
	if (!term) {
		desk_refuse(error, DESK_ERROR_USAGE, &no_own_field, field,
			NULL);
		return NULL;
	}
	if (g_strcmp0(term->type, "agent") == 0)
		return words_assignee(desk, word, FALSE, error);
	if (g_strcmp0(term->type, "date") == 0)
		return day_value(desk, word, error);
	g_autofree char *clean = yaml_clean_text(word, -1);
	return regulation_check_value(regulation, field, clean, error) ?
		g_steal_pointer(&clean) : NULL;
}

static char *instant_value(Desk *desk, const char *word, GError **error)
{
	Instant at;
	return words_deadline(desk, word, &at, error) ? instant_format(at) : NULL;
}

char *words_field_value(Desk *desk, const char *field, const char *word,
	GError **error)
{
	if (*word == '\0' || is_nobody(word))
		return g_strdup("");
	if (g_str_has_prefix(field, "fields."))
		return custom_value(desk, field, word, error);
	const Field *row = field_find(field);
	switch (row ? row->type : FIELD_TEXT) {
	case FIELD_ENUM:
		return g_strdup(words_term(desk, field, word, error));
	case FIELD_AGENT:
		return words_assignee(desk, word, FALSE, error);
	case FIELD_CONTACT:
		return words_requester(desk, word, error);
	case FIELD_CUSTOMER:
		return words_customer(desk, word, error);
	case FIELD_INSTANT:
		return instant_value(desk, word, error);
	default:
		return yaml_clean_text(row && row->type == FIELD_TEXT ?
			field_value_meant(row, word) : word, -1);
	}
}

/* --- marks ----------------------------------------------------------- */

void new_marks_clear(NewMarks *marks)
{
	g_clear_pointer(&marks->subject, g_free);
	g_clear_pointer(&marks->customer, g_free);
	g_clear_pointer(&marks->category, g_free);
	g_clear_pointer(&marks->priority, g_free);
	g_clear_pointer(&marks->assignee, g_free);
}

/* "%printrs" is a slip, "+7" and "100%" are words. */
static void refuse_near(const Regulation *regulation, const char *field,
	const char *word, GError **error)
{
	const GPtrArray *terms = regulation_terms(regulation, field);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++) {
		const Term *term = g_ptr_array_index(terms, i);
		g_ptr_array_add(names, term->name);
	}
	const char *near = g_ascii_isdigit(word[1]) ? NULL :
		nearest_name(word + 1, names);
	g_autofree char *mark = near ? g_strdup_printf("%c%s", word[0], near) :
		NULL;
	if (mark)
		desk_refuse(error, DESK_ERROR_USAGE, &like_mark, word, field,
			mark, NULL);
}

/* TRUE if the word is a mark. A "%" or "+" that names nothing known is a word
 * of the subject, unless it is nearly a name; an "@" that names nobody is an
 * error. */
static gboolean read_mark(Desk *desk, const char *word, NewMarks *marks,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation || word[0] == '\0' || word[1] == '\0')
		return FALSE;
	const Term *term;
	if (word[0] == '%' &&
		(term = regulation_find(regulation, "category", word + 1))) {
		g_free(marks->category);
		marks->category = g_strdup(term->name);
		return TRUE;
	}
	if (word[0] == '+' &&
		(term = regulation_find(regulation, "priority", word + 1))) {
		g_free(marks->priority);
		marks->priority = g_strdup(term->name);
		return TRUE;
	}
	if (word[0] == '@') {
		g_free(marks->assignee);
		marks->assignee = words_assignee(desk,
			strcmp(word, "@me") == 0 ? word : word + 1, TRUE, error);
		return TRUE;
	}
	if (word[0] == '%' || word[0] == '+')
		refuse_near(regulation, word[0] == '%' ? "category" : "priority",
			word, error);
	return FALSE;
}

/* "romashka:" first, when there is such a customer. */
static gboolean read_customer(Desk *desk, const char *word, NewMarks *marks,
	GError **error)
{
	gsize length = strlen(word);
	if (length < 2 || word[length - 1] != ':')
		return FALSE;
	g_autofree char *name = g_strndup(word, length - 1);
	g_autoptr(GError) problem = NULL;
	marks->customer = words_customer(desk, name, &problem);
	if (problem && !is_answer(problem))
		g_propagate_error(error, g_steal_pointer(&problem));
	return marks->customer != NULL;
}

/* "%нет" stays in the subject, which is seldom meant; "100%" is. */
static void say_unknown_mark(Desk *desk, const char *word)
{
	static const Phrase unknown = {"\"%1\" is no category and stays in the "
			"subject",
		"«%1» — не категория и остаётся в теме"};
	if (*word == '%' && g_unichar_isalpha(g_utf8_get_char(word + 1)))
		desk_say(desk, &unknown, word, NULL);
}

gboolean words_new_marks(Desk *desk, char **words, NewMarks *marks,
	GError **error)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autofree char *joined = g_strjoinv(" ", words);
	g_auto(GStrv) parts = g_strsplit_set(joined, " \t\r\n", -1);
	gboolean first = TRUE;
	for (char **part = parts; *part; part++) {
		g_autoptr(GError) problem = NULL;
		if (**part == '\0')
			continue;
		gboolean is_mark = (first && read_customer(desk, *part, marks,
			&problem)) || (!problem &&
			read_mark(desk, *part, marks, &problem));
		first = FALSE;
		if (problem)
			return desk_error_pass(error, &problem);
		if (is_mark)
			continue;
		say_unknown_mark(desk, *part);
		if (subject->len > 0)
			g_string_append_c(subject, ' ');
		g_string_append(subject, *part);
	}
	marks->subject = g_string_free(g_steal_pointer(&subject), FALSE);
	return TRUE;
}
