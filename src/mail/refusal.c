#include "mail/refusal.h"

#include <string.h>

#include "mail/header.h"

#define LIMIT_WORDS 200
#define LIMIT_LINES 200
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789+/="
/* Shorter words in base64 letters are words. */
#define SHORTEST 4

/* The bytes of base64; NUL bytes in them become spaces. NULL if it is none. */
static char *decode(const char *text, gsize size)
{
	g_autofree char *word = g_strndup(text, size);
	if (size < SHORTEST || strspn(word, BASE64) != size || size % 4 != 0)
		return NULL;
	gsize length;
	char *bytes = (char *)g_base64_decode(word, &length);
	GString *plain = g_string_new_len(bytes, (gssize)length);
	g_free(bytes);
	for (gsize i = 0; i < plain->len; i++)
		if (plain->str[i] == '\0')
			plain->str[i] = ' ';
	return g_string_free(plain, FALSE);
}

static void hide_encoded(GString *text, const char *secret)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *at = text->str; *at;) {
		gsize size = strspn(at, BASE64);
		g_autofree char *plain = decode(at, size);
		if (plain && strstr(plain, secret))
			g_string_append(out, "…");
		else
			g_string_append_len(out, at, (gssize)MAX(size, 1));
		at += MAX(size, 1);
	}
	g_string_assign(text, out->str);
}

void refusal_hide(GString *text, const char *secret)
{
	if (!secret || !*secret)
		return;
	g_string_replace(text, secret, "…", 0);
	hide_encoded(text, secret);
}

/* Whether a line refuses, and the words behind that. */
static const char *line_words(WireProtocol protocol, const char *line)
{
	if (protocol == WIRE_SMTP)
		return (line[0] == '4' || line[0] == '5') && line[1] &&
				line[2] && line[3] == ' '
			? line
			: NULL;
	const char *no = strstr(line, " NO ");
	return no ? no + 4 : NULL;
}

/* "334 eyJzdGF0dXMi…", "+ eyJzdGF0dXMi…"; NULL if it says nothing. */
static char *challenge_words(WireProtocol protocol, const char *line)
{
	const char *mark = protocol == WIRE_SMTP ? "334 " : "+ ";
	if (!g_str_has_prefix(line, mark))
		return NULL;
	const char *text = line + strlen(mark);
	g_autofree char *plain = decode(text, strcspn(text, "\r"));
	return plain && plain[0] == '{' ? g_steal_pointer(&plain) : NULL;
}

char *refusal_words(WireProtocol protocol, const char *greeting)
{
	g_auto(GStrv) lines = g_strsplit(greeting, "\n", LIMIT_LINES);
	g_autofree char *challenge = NULL;
	const char *words = NULL;
	for (guint i = 0; lines[i]; i++) {
		const char *refused = line_words(protocol, lines[i]);
		char *said = challenge_words(protocol, lines[i]);
		words = refused ? refused : words;
		if (said) {
			g_free(challenge);
			challenge = said;
		}
	}
	g_autofree char *valid = g_utf8_make_valid(
		words ? words : challenge ? challenge : "", -1);
	char *clean = header_clean_line(valid, LIMIT_WORDS);
	if (g_str_has_suffix(clean, "."))
		clean[strlen(clean) - 1] = '\0';
	return clean;
}

char *refusal_farewell(const char *greeting)
{
	g_auto(GStrv) lines = g_strsplit(greeting, "\n", LIMIT_LINES);
	const char *words = NULL;
	for (guint i = 0; lines[i]; i++)
		if (g_ascii_strncasecmp(lines[i], "* BYE ", 6) == 0)
			words = lines[i] + 6;
	g_autofree char *valid = words ? g_utf8_make_valid(words, -1) : NULL;
	return valid ? header_clean_line(valid, LIMIT_WORDS) : NULL;
}

gboolean refusal_is_for_now(WireProtocol protocol, const char *words)
{
	static const char *const later[] = {"[UNAVAILABLE]", "[INUSE]",
		"[LIMIT]", "[SERVERBUG]"};
	if (protocol == WIRE_SMTP)
		return words[0] == '4';
	for (gsize i = 0; i < G_N_ELEMENTS(later); i++)
		if (strstr(words, later[i]))
			return TRUE;
	return FALSE;
}

gboolean refusal_offers_tokens(const char *greeting)
{
	g_autofree char *upper = g_ascii_strup(greeting, -1);
	return strstr(upper, "XOAUTH2") || strstr(upper, "OAUTHBEARER");
}
