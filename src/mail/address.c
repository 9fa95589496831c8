#include "mail/address.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/header.h"

#define LIMIT_NAME 200
#define LIMIT_LOCAL 128
#define LIMIT_DOMAIN 253

/* One mailbox while it is read. */
typedef struct {
	GString *phrase;  /* outside of <>, quotes taken off */
	GString *angle;	  /* inside the first <> */
	GString *comment; /* inside the first () */
	gboolean has_angle, has_comment;
} Mailbox;

MailAddress *mail_address_new(char *name, char *address)
{
	MailAddress *result = g_new0(MailAddress, 1);
	result->name = name;
	result->address = address;
	return result;
}

void mail_address_free(MailAddress *address)
{
	if (!address)
		return;
	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

static gboolean is_local_part(const char *text)
{
	gsize size = strlen(text);
	if (size == 0 || size > LIMIT_LOCAL)
		return FALSE;
	for (const char *c = text; *c; c++)
		if ((guchar)*c <= 0x20 || *c == 0x7F ||
			strchr("()<>[]:;@\\,\"", *c))
			return FALSE;
	return TRUE;
}

static gboolean is_domain_literal(const char *text)
{
	gsize size = strlen(text);
	return size > 2 && size < 60 && text[0] == '[' &&
		text[1 + strspn(text + 1, "0123456789abcdefipv.:")] == ']' &&
		text[size - 1] == ']' &&
		strspn(text + 1, "0123456789abcdefipv.:") == size - 2;
}

static gboolean is_domain(const char *text)
{
	gsize size = strlen(text);
	if (size == 0 || size > LIMIT_DOMAIN || strstr(text, "..") ||
		strchr(".-", text[0]) || strchr(".-", text[size - 1]))
		return FALSE;
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._") == size;
}

static char *domain_normalise(const char *text)
{
	g_autofree char *lower = NULL;
	gsize size = strlen(text);
	if (size == 0 || size > LIMIT_DOMAIN)
		return NULL;
	if (g_str_is_ascii(text))
		lower = g_ascii_strdown(text, -1);
	else
		lower = g_hostname_to_ascii(text);
	if (!lower)
		return NULL;
	size = strlen(lower);
	if (size > 1 && lower[size - 1] == '.')
		lower[size - 1] = '\0';
	if (!is_domain(lower) && !is_domain_literal(lower))
		return NULL;
	return g_steal_pointer(&lower);
}

/* "john" from "\"john\"". */
static char *local_unquote(const char *text)
{
	gsize size = strlen(text);
	if (size < 2 || text[0] != '"' || text[size - 1] != '"')
		return g_strdup(text);
	return g_strndup(text + 1, size - 2);
}

/* RFC 5322, 3.2.2: what stands in parentheses is for people; not in quotes. */
static char *without_comments(const char *text)
{
	if (!strchr(text, '('))
		return g_strdup(text);
	GString *out = g_string_new(NULL);
	guint depth = 0;
	gboolean quoted = FALSE;
	for (; *text; text++) {
		if (*text == '\\' && text[1] && depth > 0) {
			text++;
			continue;
		}
		if (*text == '"' && depth == 0)
			quoted = !quoted;
		depth += *text == '(' && !quoted;
		if (depth == 0)
			g_string_append_c(out, *text);
		depth -= *text == ')' && !quoted && depth > 0;
	}
	return g_string_free(out, FALSE);
}

char *mail_address_normalise(const char *text)
{
	g_autofree char *trimmed = g_strstrip(without_comments(text));
	char *spec = trimmed;
	if (g_ascii_strncasecmp(spec, "mailto:", 7) == 0)
		spec += 7;
	/* RFC 5322, 4.4: a route before the address says nothing today. */
	if (spec[0] == '@' && strchr(spec, ':'))
		spec = g_strstrip(strchr(spec, ':') + 1);
	char *at = strrchr(spec, '@');
	if (!at || !g_utf8_validate(spec, -1, NULL))
		return NULL;
	*at = '\0';
	g_autofree char *local = local_unquote(g_strstrip(spec));
	g_autofree char *domain = domain_normalise(g_strstrip(at + 1));
	if (!domain || !is_local_part(local))
		return NULL;
	return g_strconcat(local, "@", domain, NULL);
}

/* No controls, blanks or marks that turn the line round, in any script. */
static gboolean is_visible(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (!g_unichar_isgraph(g_utf8_get_char(text)))
			return FALSE;
	return TRUE;
}

char *mail_address_wire(const char *address)
{
	g_autofree char *normal = address ? mail_address_normalise(address)
					  : NULL;
	if (!normal || !is_visible(normal))
		return NULL;
	const char *at = strrchr(address, '@'), *end = strrchr(normal, '@');
	gboolean same = at - address == end - normal &&
		strncmp(address, normal, (gsize)(end - normal)) == 0 &&
		(!g_str_is_ascii(at) || g_ascii_strcasecmp(at, end) == 0);
	return same ? g_steal_pointer(&normal) : NULL;
}

/* A quoted string without quotes and backslashes; as a local part it keeps
 * its quotes. */
static const char *read_quoted(const char *at, GString *phrase)
{
	gsize start = phrase->len;
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		g_string_append_c(phrase, *at);
	}
	if (at[0] != '"')
		return at;
	if (at[1] == '@') {
		g_string_insert_c(phrase, (gssize)start, '"');
		g_string_append_c(phrase, '"');
	}
	return at + 1;
}

static const char *read_comment(const char *at, Mailbox *box)
{
	guint depth = 0;
	gboolean keep = !box->has_comment;
	for (; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '(' && depth++ == 0)
			continue;
		else if (*at == ')' && --depth == 0)
			break;
		if (keep)
			g_string_append_c(box->comment, *at);
	}
	box->has_comment = TRUE;
	return *at ? at + 1 : at;
}

/* Inside <>, or <<>>, quotes stay: they say that the local part was quoted. */
static const char *read_angle(const char *at, Mailbox *box)
{
	gboolean keep = !box->has_angle;
	gboolean quoted = FALSE;
	for (at += strspn(at, "<"); *at && (quoted || *at != '>'); at++) {
		if (*at == '"')
			quoted = !quoted;
		if (keep)
			g_string_append_c(box->angle, *at);
	}
	box->has_angle = TRUE;
	return at + strspn(at, ">");
}

/* "John Doe john@acme.example": the last word that is an address; what stands
 * behind it is no name. */
static char *split_bare(char *phrase)
{
	char *quote = strrchr(phrase, '"');
	if (quote && quote[1] == '@') {
		char *address = mail_address_normalise(phrase);
		if (address)
			*phrase = '\0';
		return address;
	}
	g_auto(GStrv) words = g_strsplit(phrase, " ", -1);
	gsize start = strlen(phrase) + 1;
	for (guint i = g_strv_length(words); i-- > 0;) {
		start -= strlen(words[i]) + 1;
		char *address = strchr(words[i], '@') ?
			mail_address_normalise(words[i]) : NULL;
		if (!address)
			continue;
		phrase[start] = '\0';
		return address;
	}
	return NULL;
}

static char *clean_name(const char *text)
{
	g_autofree char *decoded = header_decode_words(text);
	g_autofree char *line = header_clean_line(decoded, LIMIT_NAME);
	gsize size = strlen(line);
	/* 'John' and "John", quoted twice. */
	if (size > 1 && line[0] == line[size - 1] && strchr("'\"", line[0]))
		return g_strstrip(g_strndup(line + 1, size - 2));
	return g_steal_pointer(&line);
}

static void mailbox_finish(Mailbox *box, GPtrArray *list)
{
	g_autofree char *phrase = g_strstrip(g_strdup(box->phrase->str));
	g_autofree char *address = NULL;
	if (box->has_angle)
		address = mail_address_normalise(box->angle->str);
	else
		address = split_bare(phrase);
	g_autofree char *name = clean_name(phrase[0] ? phrase
						     : box->comment->str);
	if (address || name[0])
		g_ptr_array_add(list,
			mail_address_new(g_steal_pointer(&name),
				address ? g_steal_pointer(&address)
					: g_strdup("")));
	g_string_truncate(box->phrase, 0);
	g_string_truncate(box->angle, 0);
	g_string_truncate(box->comment, 0);
	box->has_angle = box->has_comment = FALSE;
}

/* An encoded word may hold a comma, although it must not. */
static gsize encoded_word_length(const char *at)
{
	if (at[0] != '=' || at[1] != '?')
		return 0;
	gsize charset = strcspn(at + 2, "? \t");
	const char *mark = at + 2 + charset;
	if (charset > 60 || mark[0] != '?' || !mark[1] ||
		!strchr("BbQq", mark[1]) || mark[2] != '?')
		return 0;
	const char *text = mark + 3;
	for (gsize i = 0; i < 1000 && text[i] && !strchr(" \t", text[i]); i++)
		if (text[i] == '?' && text[i + 1] == '=')
			return (gsize)(text + i + 2 - at);
	return 0;
}

/* One character or one bracketed thing of the list. */
static const char *read_next(const char *at, Mailbox *box, GPtrArray *list)
{
	gsize word = encoded_word_length(at);
	if (word > 0) {
		g_string_append_len(box->phrase, at, (gssize)word);
		return at + word;
	}
	switch (*at) {
	case '"':
		return read_quoted(at, box->phrase);
	case '(':
		return read_comment(at, box);
	case '<':
		return read_angle(at, box);
	case ',':
	case ';':
		mailbox_finish(box, list);
		return at + 1;
	case ':': /* what stood before is the name of a group */
		if (strchr(box->phrase->str, '@'))
			g_string_append_c(box->phrase, ':');
		else
			g_string_truncate(box->phrase, 0);
		return at + 1;
	case '\t':
		g_string_append_c(box->phrase, ' ');
		return at + 1;
	default:
		g_string_append_c(box->phrase, *at);
		return at + 1;
	}
}

void mail_addresses_read(const char *value, const char *charset_hint,
	guint limit, GPtrArray *list)
{
	g_autofree char *text = charset_decode_header(value, charset_hint);
	Mailbox box = {
		.phrase = g_string_new(NULL),
		.angle = g_string_new(NULL),
		.comment = g_string_new(NULL),
	};
	const char *at = text;
	while (*at && list->len < limit)
		at = read_next(at, &box, list);
	if (list->len < limit)
		mailbox_finish(&box, list);
	g_string_free(box.phrase, TRUE);
	g_string_free(box.angle, TRUE);
	g_string_free(box.comment, TRUE);
}
