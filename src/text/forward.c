#include "text/forward.h"

#include <string.h>

#include "text/mail_lines.h"

#define NAME_CHARACTERS 200
#define TRIES 200

void forward_clear(Forward *forward)
{
	g_clear_pointer(&forward->name, g_free);
	g_clear_pointer(&forward->address, g_free);
	g_clear_pointer(&forward->subject, g_free);
	g_clear_pointer(&forward->body, g_free);
}

/* --- subjects -------------------------------------------------------- */

/* The length of the mark that `subject` begins with, 0 if there is none. */
static gsize forward_mark(const char *subject)
{
	static const char *const marks[] = {"fwd:", "fw:", "wg:", "tr:",
		"пересл:", "пер:", "fwd :", "пересылаемое сообщение:"};
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		gsize length = strlen(marks[i]);
		if (strlen(subject) < length)
			continue;
		g_autofree char *start = g_strndup(subject, length);
		if (!g_utf8_validate(start, -1, NULL))
			continue;
		g_autofree char *small = g_utf8_strdown(start, -1);
		if (strcmp(small, marks[i]) == 0)
			return length;
	}
	return 0;
}

gboolean forward_is_subject(const char *subject)
{
	return forward_mark(subject + strspn(subject, " ")) > 0;
}

char *forward_plain_subject(const char *subject)
{
	for (;;) {
		subject += strspn(subject, " ");
		gsize mark = forward_mark(subject);
		if (mark == 0)
			return g_strchomp(g_strdup(subject));
		subject += mark;
	}
}

/* --- who ------------------------------------------------------------- */

static gboolean is_address(const char *text)
{
	const char *at = strchr(text, '@');
	if (!at || at == text || strlen(text) > 254 || strchr(at + 1, '@') ||
		!strchr(at, '.') || at[1] == '.' || g_str_has_suffix(at, "."))
		return FALSE;
	for (const char *c = text; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr(c < at ?
			"!#$%&'*+-/=?^_`{|}~." : c > at ? ".-" : "@", *c))
			return FALSE;
	return TRUE;
}

/* The address in "Ivan <ivan@acme.example>", "Ivan [mailto:ivan@…]"; where it
 * begins in `*found`. */
static char *address_in(const char *text, gsize *found)
{
	static const char between[] = " \t<>()[]\",;";
	for (gsize at = strcspn(text, "@"); text[at];
		at += 1 + strcspn(text + at + 1, "@")) {
		gsize start = at, end = at + strcspn(text + at, between);
		while (start > 0 && !strchr(between, text[start - 1]))
			start--;
		g_autofree char *word = g_strndup(text + start, end - start);
		if (g_ascii_strncasecmp(word, "mailto:", 7) == 0)
			memmove(word, word + 7, strlen(word + 7) + 1);
		gsize length = strlen(word);
		while (length > 0 && strchr(".:", word[length - 1]))
			word[--length] = '\0';
		if (!is_address(word))
			continue;
		*found = start;
		char *domain = strchr(word, '@');
		for (; *domain; domain++)
			*domain = g_ascii_tolower(*domain);
		return g_steal_pointer(&word);
	}
	return NULL;
}

static char *clean_name(const char *text, gsize size)
{
	g_autofree char *copy = g_strndup(text, size);
	g_strdelimit(copy, "\r\n\t\"<>[]*", ' ');
	g_autofree char *valid = g_utf8_make_valid(g_strstrip(copy), -1);
	return g_utf8_strlen(valid, -1) > NAME_CHARACTERS ?
		g_utf8_substring(valid, 0, NAME_CHARACTERS) :
		g_steal_pointer(&valid);
}

static gboolean read_sender(const char *value, Forward *forward)
{
	gsize found;
	g_autofree char *address = address_in(value, &found);
	if (!address)
		return FALSE;
	g_autofree char *name = clean_name(value, found);
	g_free(forward->address);
	g_free(forward->name);
	forward->name = strcmp(name, address) == 0 ? g_strdup("") :
		g_steal_pointer(&name);
	forward->address = g_steal_pointer(&address);
	return TRUE;
}

/* --- the block ------------------------------------------------------- */

static const MailLine *line_at(const GArray *lines, guint i)
{
	return &g_array_index(lines, MailLine, i);
}

static char *value_text(const MailLine *line, const char *value)
{
	char *text = g_strndup(value, line->size - (gsize)(value - line->start));
	char *from = text + strspn(text, " \t*");
	memmove(text, from, strlen(from) + 1);
	return g_strchomp(text);
}

static gboolean read_block(const GArray *lines, guint at, guint count,
	Forward *forward)
{
	gboolean known = FALSE;
	for (guint i = at; i < at + count; i++) {
		const MailLine *line = line_at(lines, i);
		const char *value;
		MailKey key = mail_line_key(line, &value);
		if (key != MAIL_KEY_FROM && key != MAIL_KEY_SUBJECT)
			continue;
		g_autofree char *text = value_text(line, value);
		if (key == MAIL_KEY_FROM && !known)
			known = read_sender(text, forward);
		else if (key == MAIL_KEY_SUBJECT && !forward->subject)
			forward->subject = forward_plain_subject(text);
	}
	return known;
}

/* Yandex: 21.11.2026, 10:15, "Иван" <ivan@acme.example>: */
static gboolean read_signed_line(const MailLine *line, Forward *forward)
{
	g_autofree char *text = g_strndup(line->start, line->size);
	g_strstrip(text);
	if (!g_str_has_suffix(text, ":") || !g_ascii_isdigit(text[0]))
		return FALSE;
	const char *quote = strchr(text, '"');
	const char *comma = strrchr(text, ',');
	const char *from = quote ? quote : comma ? comma + 1 : text;
	return read_sender(from, forward);
}

static gboolean ends_forward(const MailLine *line)
{
	g_autofree char *words = mail_line_words(line);
	return words[0] == '-' && (strstr(words, "конец пересыл") ||
		strstr(words, "конец перенаправ") ||
		strstr(words, "end of forwarded"));
}

/* Quote marks are taken away when the whole block has them. */
static char *rest_of(const GArray *lines, guint at, gboolean quoted)
{
	g_autoptr(GString) body = g_string_new(NULL);
	for (guint i = at; i < lines->len; i++) {
		const MailLine *line = line_at(lines, i);
		gsize skip = 0;
		if (ends_forward(line))
			break;
		if (quoted && mail_line_is_quoted(line)) {
			skip = strspn(line->start, " ") + 1;
			skip += skip < line->size && line->start[skip] == ' ';
		}
		if (body->len == 0 && mail_line_is_blank(&(MailLine){
			line->start + skip, line->size - skip}))
			continue;
		g_string_append_len(body, line->start + skip,
			(gssize)(line->size - skip));
		g_string_append_c(body, '\n');
	}
	return g_strdup(body->str);
}

static guint skip_blank(const GArray *lines, guint at)
{
	for (; at < lines->len; at++) {
		g_autofree char *words = mail_line_words(line_at(lines, at));
		if (*words)
			break;
	}
	return at;
}

/* A forward whose marks begin at line `at`. */
static gboolean read_at(const GArray *lines, guint at, Forward *forward)
{
	g_autofree char *words = mail_line_words(line_at(lines, at));
	gboolean forwarded = mail_words_say_forwarded(words);
	gboolean marked = forwarded || mail_words_say_original(words);
	guint from = marked ? skip_blank(lines, at + 1) : at;
	if (from >= lines->len)
		return FALSE;
	guint count = mail_header_block(lines, from);
	gboolean read = count > 0 ? read_block(lines, from, count, forward) :
		forwarded && read_signed_line(line_at(lines, from), forward);
	if (!read)
		return FALSE;
	forward->is_said = forwarded;
	forward->body = rest_of(lines, from + MAX(count, 1),
		mail_line_is_quoted(line_at(lines, from)));
	if (!forward->subject)
		forward->subject = g_strdup("");
	return TRUE;
}

/* Could anything begin here? Spares most lines of a long text a close look. */
static gboolean may_begin(const MailLine *line)
{
	static const char letters[] = "-*>";
	return line->size > 0 && line->size < 200 &&
		(strchr(letters, line->start[0]) || line->start[0] == ' ' ||
		memchr(line->start, ':', line->size));
}

gboolean forward_find(const char *text, Forward *forward)
{
	g_autoptr(GArray) lines = mail_lines(text);
	guint tries = 0;
	for (guint i = 0; i < lines->len && tries < TRIES; i++) {
		if (!may_begin(line_at(lines, i)))
			continue;
		tries++;
		if (read_at(lines, i, forward)) {
			forward->start = (gsize)(line_at(lines, i)->start - text);
			return TRUE;
		}
		forward_clear(forward);
	}
	return FALSE;
}
