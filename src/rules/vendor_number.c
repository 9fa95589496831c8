#include "rules/vendor_number.h"

#include <string.h>

#include "rules/threading.h"

#define LONGEST 40
#define FEWEST_DIGITS 2

/* A number is a word of letters, digits, "-", "." and "/" with digits in it. */
static char *number_at(const char *text)
{
	static const char between[] = " :#.№-";
	gsize skip = 0;
	for (;;) {
		const char *next = text + skip;
		if (g_str_has_prefix(next, "№"))
			skip += strlen("№");
		else if (*next && strchr(between, *next))
			skip++;
		else
			break;
	}
	const char *start = text + skip;
	gsize size = 0, digits = 0;
	while (g_ascii_isalnum(start[size]) ||
		(start[size] && strchr("-/_", start[size])))
		digits += g_ascii_isdigit(start[size++]) ? 1 : 0;
	while (size > 0 && strchr("-/_", start[size - 1]))
		size--;
	return digits >= FEWEST_DIGITS && size <= LONGEST ?
		g_strndup(start, size) : NULL;
}

static gboolean is_word_start(const char *text, const char *at)
{
	gunichar before = at > text ?
		g_utf8_get_char(g_utf8_prev_char(at)) : ' ';
	return !g_unichar_isalnum(before);
}

/* The number behind a word that announces one. */
static char *number_after_word(const char *subject)
{
	static const char *const words[] = {"ticket id", "ticket no", "ticket",
		"request id", "request no", "request", "case number", "case id",
		"case no", "case", "incident", "issue", "номер обращения",
		"номер заявки", "обращение", "обращения", "обращению", "заявка",
		"заявки", "заявке", "заявку", "заявкой", "инцидент", "запрос",
		"тикет", "sr", "id", "№"};
	g_autofree char *small = g_utf8_strdown(subject, -1);
	/* Places in the lowered text are places in the subject only if lowering
	 * kept every length. */
	if (strlen(small) != strlen(subject))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		for (const char *at = strstr(small, words[i]); at;
			at = strstr(at + 1, words[i])) {
			const char *behind = at + strlen(words[i]);
			if (!is_word_start(small, at) ||
				g_unichar_isalpha(g_utf8_get_char(behind)))
				continue;
			/* "SR-7781" is one word. */
			char *number = number_at(subject +
				((*behind == '-' ? at : behind) - small));
			if (number)
				return number;
		}
	return NULL;
}

/* "[#12345]", "#12345", "[ABC-123]". */
static char *number_in_marks(const char *subject, const char *prefix)
{
	for (const char *at = strpbrk(subject, "[#"); at;
		at = strpbrk(at + 1, "[#")) {
		gsize ours = strlen(prefix);
		if (*at == '[' && ours > 0 && g_ascii_strncasecmp(at + 1,
			prefix, ours) == 0 && at[1 + ours] == '#') {
			at += strcspn(at, "]");
			if (*at == '\0')
				return NULL;
			continue;
		}
		g_autofree char *number = number_at(at + 1);
		gboolean closed = number && (*at == '#' || at[1] == '#' ||
			strchr(number, '-'));
		if (closed)
			return g_steal_pointer(&number);
	}
	return NULL;
}

char *vendor_number(const char *subject, const char *prefix)
{
	g_autofree char *rest = subject_without_tag(subject, prefix);
	char *number = number_after_word(rest);
	return number ? number : number_in_marks(rest, prefix);
}
