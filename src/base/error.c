#include "base/error.h"

#include <string.h>

#include "base/system_words.h"

/* The words of an error when it was made, and the same for Russian readers;
 * both NULL where it was made without. What callers put before it since is the
 * rest of its message. */
typedef struct {
	char *english, *russian;
} DeskErrorPrivate;

static void desk_error_private_init(DeskErrorPrivate *words)
{
	*words = (DeskErrorPrivate){0};
}

static void desk_error_private_copy(const DeskErrorPrivate *from,
	DeskErrorPrivate *to)
{
	to->english = g_strdup(from->english);
	to->russian = g_strdup(from->russian);
}

static void desk_error_private_clear(DeskErrorPrivate *words)
{
	g_free(words->english);
	g_free(words->russian);
}

G_DEFINE_EXTENDED_ERROR(DeskError, desk_error)

int desk_error_exit_status(const GError *error)
{
	if (error->domain == DESK_ERROR)
		return error->code;
	return DESK_ERROR_BUG;
}

static const char *const languages[] = {"en", "ru"};

/* Takes the texts. */
static GError *new_error(int code, char *english, char *russian)
{
	GError *error = g_error_new_literal(DESK_ERROR, code, english);
	DeskErrorPrivate *words = desk_error_get_private(error);
	words->english = english;
	words->russian = russian;
	return error;
}

gboolean desk_refuse_take(GError **error, DeskError code, char *english,
	char *russian)
{
	g_propagate_error(error, new_error(code, english, russian));
	return FALSE;
}

gboolean desk_refuse_list(GError **error, DeskError code, const Phrase *phrase,
	va_list texts)
{
	va_list again;
	va_copy(again, texts);
	char *english = phrase_fill_list(phrase, languages[0], texts);
	char *russian = phrase_fill_list(phrase, languages[1], again);
	va_end(again);
	return desk_refuse_take(error, code, english, russian);
}

gboolean desk_refuse(GError **error, DeskError code, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	desk_refuse_list(error, code, phrase, texts);
	va_end(texts);
	return FALSE;
}

gboolean desk_error_pass(GError **error, GError **problem)
{
	if (!*problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(problem));
	return FALSE;
}

gboolean desk_error_finding(GError **error, GError **problem)
{
	return !g_error_matches(*problem, DESK_ERROR, DESK_ERROR_TEMPORARY) ||
		desk_error_pass(error, problem);
}

char *desk_error_text(const GError *error, const char *language)
{
	const DeskErrorPrivate *words = error->domain == DESK_ERROR ?
		desk_error_get_private(error) : NULL;
	if (!words || !words->russian || g_strcmp0(language, "ru") != 0 ||
		!g_str_has_suffix(error->message, words->english))
		return g_strdup(error->message);
	return g_strdup_printf("%.*s%s", (int)(strlen(error->message) -
		strlen(words->english)), error->message, words->russian);
}

/* The phrase with `first` as %1. */
static char *reworded(const Phrase *phrase, const char *language,
	const char *first, va_list list)
{
	const char *texts[9] = {first};
	for (guint i = 1; (texts[i] = va_arg(list, const char *)); i++)
		g_assert(i + 1 < G_N_ELEMENTS(texts));
	return phrase_fill(phrase, language, texts[0], texts[1], texts[2],
		texts[3], texts[4], texts[5], texts[6], texts[7], NULL);
}

gboolean desk_refuse_system(GError **error, DeskError code, int number,
	const Phrase *phrase, ...)
{
	char *words[2];
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		va_list list;
		va_start(list, phrase);
		words[i] = reworded(phrase, languages[i],
			system_words(number, languages[i]), list);
		va_end(list);
	}
	return desk_refuse_take(error, code, words[0], words[1]);
}

gboolean desk_refuse_errno(GError **error, DeskError code, const char *what,
	int number)
{
	static const Phrase said = {"%2: %1", "%2: %1"};
	return desk_refuse_system(error, code, number, &said, what, NULL);
}

void desk_error_reword(GError **error, const Phrase *phrase, ...)
{
	if (!error || !*error)
		return;
	char *words[2];
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		va_list list;
		va_start(list, phrase);
		g_autofree char *said = desk_error_text(*error, languages[i]);
		words[i] = reworded(phrase, languages[i], said, list);
		va_end(list);
	}
	int code = desk_error_exit_status(*error);
	g_error_free(*error);
	*error = new_error(code, words[0], words[1]);
}

/* Between the two languages of a kept text. */
#define KEPT_BETWEEN "\x1f"

char *desk_error_keep(const GError *error)
{
	g_autofree char *russian = desk_error_text(error, "ru");
	return strcmp(error->message, russian) == 0 ?
		g_steal_pointer(&russian) :
		g_strconcat(error->message, KEPT_BETWEEN, russian, NULL);
}

char *desk_words_keep(const Phrase *phrase, ...)
{
	g_autoptr(GError) said = NULL;
	va_list texts;
	va_start(texts, phrase);
	desk_refuse_list(&said, DESK_ERROR_DATA, phrase, texts);
	va_end(texts);
	return desk_error_keep(said);
}

gboolean desk_refuse_kept(GError **error, DeskError code, const char *kept)
{
	const char *between = strstr(kept, KEPT_BETWEEN);
	return desk_refuse_take(error, code, between ?
		g_strndup(kept, (gsize)(between - kept)) : g_strdup(kept),
		g_strdup(between ? between + strlen(KEPT_BETWEEN) : kept));
}

char *desk_kept_text(const char *kept, const char *language)
{
	g_autoptr(GError) said = NULL;
	desk_refuse_kept(&said, DESK_ERROR_DATA, kept);
	return desk_error_text(said, language);
}

GPtrArray *remarks_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

void remarks_add_list(GPtrArray *remarks, const Phrase *phrase, va_list texts)
{
	GError *remark = NULL;
	desk_refuse_list(&remark, DESK_ERROR_PARTLY, phrase, texts);
	g_ptr_array_add(remarks, remark);
}

void remarks_add(GPtrArray *remarks, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	remarks_add_list(remarks, phrase, texts);
	va_end(texts);
}

gboolean desk_error_of_many(GError **error, int code,
	const GPtrArray *problems)
{
	if (problems->len == 0)
		return TRUE;
	if (code == 0)
		code = desk_error_exit_status(g_ptr_array_index(problems, 0));
	char *words[2];
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		GString *out = g_string_new(NULL);
		for (guint k = 0; k < problems->len; k++) {
			g_autofree char *said = desk_error_text(
				g_ptr_array_index(problems, k), languages[i]);
			g_string_append_printf(out, "%s%s", k > 0 ? "\n" : "",
				said);
		}
		words[i] = g_string_free(out, FALSE);
	}
	return desk_refuse_take(error, code, words[0], words[1]);
}
