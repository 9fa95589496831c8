/* RFC 2047 encoded words, as senders really write them. */
#include "mail/header.h"

#include <string.h>

#include "mail/base64.h"
#include "mail/charset.h"

/* Words of one charset are joined before they are converted: many programs
 * cut in the middle of a character. */
typedef struct {
	GString *out;
	GString *bytes; /* decoded, not yet converted */
	char *charset;	/* of `bytes`; NULL if there are none */
	const char *no_end_after; /* there is no "?=" at or after it */
} WordReader;

typedef struct {
	char *charset;
	char encoding;
	const char *text, *end; /* `end` at the closing "?=" */
} EncodedWord;

static void flush(WordReader *reader)
{
	if (!reader->charset)
		return;
	g_autoptr(GString) text = charset_decode(reader->bytes->str,
		reader->bytes->len, reader->charset, NULL, NULL, NULL);
	for (gsize i = 0; i < text->len; i++)
		if (text->str[i] == '\0')
			text->str[i] = ' ';
	g_string_append_len(reader->out, text->str, (gssize)text->len);
	g_string_truncate(reader->bytes, 0);
	g_clear_pointer(&reader->charset, g_free);
}

static int hex_pair(const char *at)
{
	int high = g_ascii_xdigit_value(at[0]);
	int low = high < 0 ? -1 : g_ascii_xdigit_value(at[1]);
	return low < 0 ? -1 : high * 16 + low;
}

static void decode_q(GString *bytes, const char *text, const char *end)
{
	for (; text < end; text++) {
		int value = *text == '=' && text + 2 < end + 1
			? hex_pair(text + 1)
			: -1;
		if (value >= 0 && text + 2 < end)
			text += 2;
		else
			value = *text == '_' ? ' ' : *text;
		g_string_append_c(bytes, (char)value);
	}
}

static void decode_b(GString *bytes, const char *text, const char *end)
{
	g_autoptr(GByteArray) decoded = g_byte_array_new();
	base64_append(decoded, text, (gsize)(end - text));
	g_string_append_len(bytes, (char *)decoded->data, (gssize)decoded->len);
}

static gboolean word_at(WordReader *reader, const char *at, EncodedWord *word)
{
	if (at[0] != '=' || at[1] != '?')
		return FALSE;
	const char *charset = at + 2;
	gsize length = strcspn(charset, "? \t");
	if (length == 0 || length > 60 || charset[length] != '?')
		return FALSE;
	const char *encoding = charset + length + 1;
	if (!encoding[0] || !strchr("BbQq", encoding[0]) || encoding[1] != '?')
		return FALSE;
	word->text = encoding + 2;
	if (reader->no_end_after && word->text >= reader->no_end_after)
		return FALSE;
	word->end = strstr(word->text, "?=");
	if (!word->end) {
		reader->no_end_after = word->text;
		return FALSE;
	}
	/* RFC 2231: the language after "*" says nothing here. */
	gsize name = strcspn(charset, "*?");
	word->charset = g_ascii_strdown(charset, (gssize)name);
	word->encoding = g_ascii_toupper(encoding[0]);
	return TRUE;
}

static void add_word(WordReader *reader, EncodedWord *word)
{
	if (reader->charset && strcmp(reader->charset, word->charset) != 0)
		flush(reader);
	if (!reader->charset)
		reader->charset = g_strdup(word->charset);
	if (word->text < word->end) {
		if (word->encoding == 'B')
			decode_b(reader->bytes, word->text, word->end);
		else
			decode_q(reader->bytes, word->text, word->end);
	}
	g_free(word->charset);
}

char *header_decode_words(const char *value)
{
	WordReader reader = {
		.out = g_string_sized_new(strlen(value)),
		.bytes = g_string_new(NULL),
	};
	for (const char *at = value; *at;) {
		EncodedWord word;
		/* White space between two encoded words is not text. */
		const char *next = at;
		if (reader.charset)
			next += strspn(at, " \t\r\n");
		if (word_at(&reader, next, &word)) {
			add_word(&reader, &word);
			at = word.end + 2;
			continue;
		}
		flush(&reader);
		g_string_append_c(reader.out, *at++);
	}
	flush(&reader);
	g_string_free(reader.bytes, TRUE);
	return g_string_free(reader.out, FALSE);
}
