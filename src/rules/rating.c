#include "rules/rating.h"

#include <string.h>

#define LIMIT_BYTES 200
#define LIMIT_WORDS 6

static const struct {
	const char *word;
	int rating;
} words[] = {
	{"excellent", 5}, {"отлично", 5}, {"great", 5}, {"супер", 5},
	{"good", 4}, {"хорошо", 4},
	{"fair", 3}, {"терпимо", 3}, {"нормально", 3}, {"удовлетворительно", 3},
	{"poor", 2}, {"плохо", 2},
	{"terrible", 1}, {"ужасно", 1},
};

/* Words that say nothing by themselves. */
static const char *const fillers[] = {"оценка", "rating", "rate", "моя", "my",
	"из", "of", "спасибо", "thanks", "thank", "you", "баллов", "балла", NULL};

static int rating_of_word(const char *word)
{
	if (word[0] >= '1' && word[0] <= '5' && word[1] == '\0')
		return word[0] - '0';
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].rating;
	return 0;
}

/* What stands in the place of a picture, as of a signature: "[image]",
 * "[cid:logo@01D9]". */
static const char *skip_picture(const char *at)
{
	const char *end = g_str_has_prefix(at, "[image") ||
		g_str_has_prefix(at, "[cid:") ? strchr(at, ']') : NULL;
	return end ? end : at;
}

/* Lower-case words; what is no letter or digit parts them. */
static GPtrArray *words_of(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) word = g_string_new(NULL);
	for (const char *at = text;; at = g_utf8_next_char(at)) {
		at = skip_picture(at);
		gunichar c = g_utf8_get_char(at);
		if (c && g_unichar_isalnum(c)) {
			g_string_append_unichar(word, g_unichar_tolower(c));
			continue;
		}
		if (word->len > 0)
			g_ptr_array_add(list, g_strdup(word->str));
		g_string_truncate(word, 0);
		if (!c)
			return list;
	}
}

static int count_stars(const char *text)
{
	g_autofree char *stripped = g_strstrip(g_strdup(text));
	gsize stars = strspn(stripped, "*");
	return stars <= 5 && stripped[stars] == '\0' ? (int)stars : 0;
}

/* "очень плохо", "very poor" is one worse than "плохо". */
static gboolean is_very(const GPtrArray *list, guint i)
{
	const char *before = i > 0 ? g_ptr_array_index(list, i - 1) : "";
	return strcmp(before, "очень") == 0 || strcmp(before, "very") == 0;
}

static int join(int rating, int found)
{
	return rating == 0 || rating == found ? found : -1;
}

/* "4 из 5", "4/5": the second number is the scale. */
static gboolean is_scale(const GPtrArray *list, guint i)
{
	const char *before = i > 0 ? g_ptr_array_index(list, i - 1) : "";
	return strcmp(g_ptr_array_index(list, i), "5") == 0 &&
		(strcmp(before, "из") == 0 || strcmp(before, "of") == 0 ||
			(i == 1 && list->len == 2 &&
				g_ascii_isdigit(before[0]) && !before[1]));
}

int rating_read(const char *text)
{
	if (strlen(text) > LIMIT_BYTES || !g_utf8_validate(text, -1, NULL))
		return 0;
	g_autoptr(GPtrArray) list = words_of(text);
	int rating = list->len == 0 ? count_stars(text) : 0;
	for (guint i = 0; i < list->len && i <= LIMIT_WORDS; i++) {
		const char *word = g_ptr_array_index(list, i);
		int found = rating_of_word(word);
		if (g_strv_contains(fillers, word) || strcmp(word, "очень") == 0 ||
			strcmp(word, "very") == 0 ||
			(rating > 0 && is_scale(list, i)))
			continue;
		if (is_very(list, i) && found == 2)
			found = 1;
		else if (is_very(list, i) && found == 4)
			found = 5;
		rating = found ? join(rating, found) : -1;
		if (rating < 0)
			return 0;
	}
	return list->len > LIMIT_WORDS ? 0 : rating;
}
