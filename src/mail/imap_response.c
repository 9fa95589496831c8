#include "mail/imap_response.h"

#include <string.h>

#include "base/error.h"
#include "mail/header.h"
#include "mail/source_kind.h"

#define LIMIT_LITERALS 20
#define LIMIT_TEXT (2 * 1024 * 1024)
#define LIMIT_DEPTH 20

typedef struct {
	const char *at;
	ImapResponse *response;
	guint literal; /* the next one */
} ItemReader;

void imap_response_free(ImapResponse *response)
{
	if (!response)
		return;
	g_free(response->tag);
	g_free(response->text);
	g_ptr_array_unref(response->literals);
	g_free(response);
}

/* The size in "{123}" at the end of a line; -1 if there is none. */
static gint64 literal_size(const char *line)
{
	gsize length = strlen(line);
	if (length < 3 || line[length - 1] != '}')
		return -1;
	const char *open = strrchr(line, '{');
	gsize digits = strspn(open ? open + 1 : "", "0123456789");
	if (!open || digits == 0 || digits > 12 || open[1 + digits] != '}' ||
		open[2 + digits] != '\0')
		return -1;
	return g_ascii_strtoll(open + 1, NULL, 10);
}

static const Phrase
	larger = {"%1: the server sends a larger mail than it may",
		"%1: сервер присылает письмо больше, чем можно"},
	longer = {"%1: the server sends longer answers than it may",
		"%1: сервер присылает ответы длиннее, чем можно"};

static gboolean too_large(MailWire *wire, const Phrase *what, GError **error)
{
	return desk_refuse(error, DESK_ERROR_UNAVAILABLE, what,
		wire_host(wire), NULL);
}

/* All lines of a response, with their literals. */
static gboolean read_text(MailWire *wire, gsize limit, GString *text,
	GPtrArray *literals, GError **error)
{
	for (;;) {
		const char *line = wire_line(wire, error);
		if (!line)
			return FALSE;
		gint64 size = literal_size(line);
		g_string_append(text, line);
		if (size < 0)
			return TRUE;
		if ((guint64)size > limit)
			return too_large(wire, &larger, error);
		if (literals->len >= LIMIT_LITERALS || text->len > LIMIT_TEXT)
			return too_large(wire, &longer, error);
		GBytes *literal = wire_literal(wire, (gsize)size, error);
		if (!literal)
			return FALSE;
		g_ptr_array_add(literals, literal);
	}
}

/* Splits off "*", "+" or the tag. */
static void set_kind(ImapResponse *response, const char *text)
{
	gsize word = strcspn(text, " ");
	const char *rest = text + word + (text[word] == ' ');
	response->kind = RESPONSE_TAGGED;
	if (word == 1 && text[0] == '*')
		response->kind = RESPONSE_UNTAGGED;
	else if (word == 1 && text[0] == '+')
		response->kind = RESPONSE_CONTINUE;
	else
		response->tag = g_strndup(text, word);
	response->text = g_strdup(rest);
}

ImapResponse *imap_response_read(MailWire *wire, gsize limit_bytes,
	GError **error)
{
	g_autoptr(GPtrArray) literals = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	g_autoptr(GString) text = g_string_new(NULL);
	if (!read_text(wire, limit_bytes, text, literals, error))
		return NULL;
	ImapResponse *response = g_new0(ImapResponse, 1);
	set_kind(response, text->str);
	response->literals = g_steal_pointer(&literals);
	return response;
}

gboolean imap_response_is(const ImapResponse *response, const char *word,
	guint32 *number, const char **rest)
{
	char *at = response->text;
	guint64 value = g_ascii_strtoull(at, &at, 10);
	at += strspn(at, " ");
	gsize length = strlen(word);
	if (g_ascii_strncasecmp(at, word, length) != 0 ||
		(at[length] != ' ' && at[length] != '\0'))
		return FALSE;
	if (number)
		*number = value <= G_MAXUINT32 ? (guint32)value : 0;
	if (rest)
		*rest = at + length + (at[length] == ' ');
	return TRUE;
}

char *imap_response_code(const char *text, const char *code)
{
	gsize length = strlen(code);
	if (text[0] != '[' ||
		g_ascii_strncasecmp(text + 1, code, length) != 0)
		return NULL;
	const char *value = text + 1 + length;
	if (*value != ' ' && *value != ']')
		return NULL;
	value += *value == ' ';
	return g_strndup(value, strcspn(value, "]"));
}

static void skip_spaces(ItemReader *reader)
{
	reader->at += strspn(reader->at, " ");
}

static gboolean skip_quoted(ItemReader *reader)
{
	const char *at = reader->at + 1;
	while (*at && *at != '"')
		at += at[0] == '\\' && at[1] ? 2 : 1;
	reader->at = *at ? at + 1 : at;
	return *at == '"';
}

/* The literal at the reader, NULL if there is none left. */
static GBytes *take_literal(ItemReader *reader)
{
	reader->at += strcspn(reader->at, "}");
	reader->at += *reader->at == '}';
	if (reader->literal >= reader->response->literals->len)
		return NULL;
	return reader->response->literals->pdata[reader->literal++];
}

/* One value, whatever it is: atom, string, literal, list. */
static gboolean skip_value(ItemReader *reader)
{
	guint depth = 0;
	do {
		skip_spaces(reader);
		switch (*reader->at) {
		case '\0':
			return FALSE;
		case '(':
			if (++depth > LIMIT_DEPTH)
				return FALSE;
			reader->at++;
			break;
		case ')':
			if (depth-- == 0)
				return FALSE;
			reader->at++;
			break;
		case '"':
			if (!skip_quoted(reader))
				return FALSE;
			break;
		case '{':
			if (!take_literal(reader))
				return FALSE;
			break;
		default:
			reader->at += strcspn(reader->at, " ()\"{");
		}
		/* A list ends at its bracket, with no space before it. */
	} while (depth > 0);
	return TRUE;
}

static gboolean read_number(ItemReader *reader, guint64 limit, guint64 *value)
{
	char *end;
	skip_spaces(reader);
	if (!g_ascii_isdigit(*reader->at))
		return FALSE;
	*value = g_ascii_strtoull(reader->at, &end, 10);
	reader->at = end;
	return *value <= limit;
}

static gboolean read_date(ItemReader *reader, Instant *at)
{
	skip_spaces(reader);
	const char *start = reader->at;
	if (*start != '"')
		return skip_value(reader); /* NIL */
	if (!skip_quoted(reader))
		return FALSE;
	g_autofree char *text = g_strndup(start + 1,
		(gsize)(reader->at - start) - 2);
	g_autofree char *date = header_date(text);
	*at = mail_source_instant(date);
	return TRUE;
}

/* A short mail may come as a quoted string; it is kept with the literals. */
static GBytes *take_quoted(ItemReader *reader)
{
	const char *start = reader->at + 1;
	if (!skip_quoted(reader))
		return NULL;
	GByteArray *bytes = g_byte_array_new();
	for (const char *c = start; c < reader->at - 1; c++) {
		c += *c == '\\';
		g_byte_array_append(bytes, (const guint8 *)c, 1);
	}
	GBytes *quoted = g_byte_array_free_to_bytes(bytes);
	g_ptr_array_add(reader->response->literals, quoted);
	return quoted;
}

/* After "BODY[…]": "<0>" of a partial fetch, then a literal, a quoted string
 * or NIL. */
static gboolean read_body(ItemReader *reader, ImapFetch *fetch)
{
	if (*reader->at == '<')
		reader->at += strcspn(reader->at, " ");
	skip_spaces(reader);
	fetch->has_body = TRUE;
	if (*reader->at != '{' && *reader->at != '"')
		return skip_value(reader);
	fetch->body = *reader->at == '{' ? take_literal(reader)
					 : take_quoted(reader);
	return fetch->body != NULL;
}

static gboolean read_item(ItemReader *reader, ImapFetch *fetch)
{
	const char *name = reader->at;
	gsize length = strcspn(name, " [()\"{");
	if (length == 0)
		return FALSE;
	reader->at += length;
	guint64 value;
	if (length == 3 && g_ascii_strncasecmp(name, "UID", 3) == 0) {
		if (!read_number(reader, G_MAXUINT32, &value))
			return FALSE;
		fetch->uid = (guint32)value;
		return TRUE;
	}
	if (length == 11 && g_ascii_strncasecmp(name, "RFC822.SIZE", 11) == 0) {
		if (!read_number(reader, G_MAXINT64, &value))
			return FALSE;
		fetch->size = (gsize)value;
		return TRUE;
	}
	if (length == 12 && g_ascii_strncasecmp(name, "INTERNALDATE", 12) == 0)
		return read_date(reader, &fetch->received);
	if (*reader->at == '[') { /* BODY[], BODY[HEADER] */
		reader->at += strcspn(reader->at, "]");
		reader->at += *reader->at == ']';
		return read_body(reader, fetch);
	}
	return skip_value(reader);
}

gboolean imap_response_fetch(ImapResponse *response, const char *rest,
	ImapFetch *fetch)
{
	ItemReader reader = {.at = rest, .response = response};
	*fetch = (ImapFetch){.received = INSTANT_NONE};
	skip_spaces(&reader);
	if (*reader.at++ != '(')
		return FALSE;
	for (;;) {
		skip_spaces(&reader);
		if (*reader.at == ')')
			return TRUE;
		if (!read_item(&reader, fetch))
			return FALSE;
	}
}
