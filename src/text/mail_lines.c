#include "text/mail_lines.h"

#include <string.h>

#define WORDS_BYTES 400
#define BLOCK_LINES 12

GArray *mail_lines(const char *text)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(MailLine));
	while (*text) {
		gsize size = strcspn(text, "\n");
		MailLine line = {text, size};
		g_array_append_val(lines, line);
		text += size + (text[size] == '\n');
	}
	return lines;
}

static const char *skip_quote_marks(const MailLine *line, gsize *size)
{
	const char *at = line->start;
	const char *end = line->start + line->size;
	while (at < end && (*at == '>' || *at == ' ' || *at == '\t'))
		at++;
	*size = (gsize)(end - at);
	return at;
}

char *mail_line_words(const MailLine *line)
{
	gsize size;
	const char *start = skip_quote_marks(line, &size);
	g_autofree char *copy = g_utf8_make_valid(start,
		(gssize)MIN(size, WORDS_BYTES));
	g_autofree char *small = g_utf8_strdown(copy, -1);
	char *from = small + strspn(small, " \t*");
	gsize length = strlen(from);
	while (length > 0 && strchr(" \t*\r", from[length - 1]))
		length--;
	return g_strndup(from, length);
}

gboolean mail_line_is_blank(const MailLine *line)
{
	for (gsize i = 0; i < line->size; i++)
		if ((guchar)line->start[i] > ' ')
			return FALSE;
	return TRUE;
}

gboolean mail_line_is_quoted(const MailLine *line)
{
	gsize at = 0;
	while (at < line->size && at < 3 && line->start[at] == ' ')
		at++;
	return at < line->size && line->start[at] == '>';
}

/* The words between dashes: "---- original message ----". */
static char *between_dashes(const char *words)
{
	gsize dashes = strspn(words, "-– —");
	const char *from = words + dashes;
	gsize length = strlen(from);
	while (length > 0 && strchr("- :", from[length - 1]))
		length--;
	return g_strndup(from, length);
}

static gboolean is_listed(const char *const *list, const char *words,
	gboolean dashed)
{
	if (dashed != (words[0] == '-'))
		return FALSE;
	g_autofree char *plain = between_dashes(words);
	return g_strv_contains(list, plain);
}

gboolean mail_words_say_original(const char *words)
{
	static const char *const dashed[] = {"original message",
		"original appointment", "reply message", "исходное сообщение",
		"исходное письмо", "оригинальное сообщение",
		"оригинальное письмо", "первоначальное сообщение",
		"ursprüngliche nachricht", "message d'origine", NULL};
	return is_listed(dashed, words, TRUE);
}

gboolean mail_words_say_forwarded(const char *words)
{
	static const char *const dashed[] = {"forwarded message",
		"forwarded by", "пересылаемое сообщение",
		"пересланное сообщение", "перенаправленное сообщение",
		"пересылаемое письмо", "переадресованное сообщение",
		"weitergeleitete nachricht", NULL};
	static const char *const plain[] = {"begin forwarded message",
		"forwarded message", "начало переадресованного сообщения",
		"начало пересылаемого сообщения", "пересылаемое сообщение",
		"пересланное сообщение", "переадресованное сообщение", NULL};
	gsize length = strlen(words);
	return is_listed(dashed, words, TRUE) || (length > 0 &&
		words[length - 1] == ':' && is_listed(plain, words, FALSE));
}

static const struct {
	const char *word;
	MailKey key;
} keys[] = {
	{"from", MAIL_KEY_FROM}, {"от", MAIL_KEY_FROM},
	{"от кого", MAIL_KEY_FROM}, {"отправитель", MAIL_KEY_FROM},
	{"von", MAIL_KEY_FROM}, {"de", MAIL_KEY_FROM},
	{"sender", MAIL_KEY_NONE},
	{"date", MAIL_KEY_DATE}, {"sent", MAIL_KEY_DATE},
	{"дата", MAIL_KEY_DATE}, {"отправлено", MAIL_KEY_DATE},
	{"когда", MAIL_KEY_DATE}, {"gesendet", MAIL_KEY_DATE},
	{"datum", MAIL_KEY_DATE}, {"envoyé", MAIL_KEY_DATE},
	{"to", MAIL_KEY_TO}, {"кому", MAIL_KEY_TO}, {"an", MAIL_KEY_TO},
	{"à", MAIL_KEY_TO}, {"получатель", MAIL_KEY_TO},
	{"cc", MAIL_KEY_TO}, {"копия", MAIL_KEY_TO},
	{"reply-to", MAIL_KEY_TO}, {"обратный адрес", MAIL_KEY_TO},
	{"subject", MAIL_KEY_SUBJECT}, {"тема", MAIL_KEY_SUBJECT},
	{"betreff", MAIL_KEY_SUBJECT}, {"objet", MAIL_KEY_SUBJECT},
};

MailKey mail_line_key(const MailLine *line, const char **value)
{
	gsize size;
	const char *start = skip_quote_marks(line, &size);
	const char *colon = memchr(start, ':', MIN(size, 60));
	if (!colon)
		return MAIL_KEY_NONE;
	MailLine name = {start, (gsize)(colon - start)};
	g_autofree char *words = mail_line_words(&name);
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (strcmp(keys[i].word, words) == 0) {
			*value = colon + 1;
			return keys[i].key;
		}
	return MAIL_KEY_NONE;
}

guint mail_header_block(const GArray *lines, guint at)
{
	gboolean seen[MAIL_KEY_SUBJECT + 1] = {FALSE};
	guint count = 0, last = 0;
	for (; at + count < lines->len && count < BLOCK_LINES; count++) {
		const MailLine *line = &g_array_index(lines, MailLine,
			at + count);
		const char *value;
		gsize size;
		skip_quote_marks(line, &size);
		MailKey key = mail_line_key(line, &value);
		if (size == 0 || (count == 0 && key == MAIL_KEY_NONE))
			break;
		/* A line without a key goes on with the value above. */
		seen[key] = TRUE;
		if (key != MAIL_KEY_NONE)
			last = count + 1;
	}
	guint kinds = seen[MAIL_KEY_DATE] + seen[MAIL_KEY_TO] +
		seen[MAIL_KEY_SUBJECT];
	return seen[MAIL_KEY_FROM] && kinds >= 2 ? MAX(last, 1) : 0;
}
