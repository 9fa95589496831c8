#include "mail/parameter.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/header.h"

#define LIMIT_SEGMENTS 1000
#define LIMIT_VALUE 16384

/* What a header says about one parameter. */
typedef struct {
	const char *name;
	GString *plain;	      /* name=value; NULL if there is none */
	GString *extended;    /* name*=charset'language'value */
	GPtrArray *segments;  /* GString*: name*0, name*1 …, may have gaps */
	GArray *is_encoded;   /* gboolean, of each segment */
} Parameter;

static void free_string(gpointer string)
{
	if (string)
		g_string_free(string, TRUE);
}

static const char *read_quoted(const char *at, GString *value)
{
	for (at++; *at && *at != '"'; at++) {
		if (at[0] == '\\' && (at[1] == '"' || at[1] == '\\'))
			at++;
		if (*at != '\r' && *at != '\n')
			g_string_append_c(value, *at);
	}
	return *at ? at + 1 : at;
}

/* To the semicolon: names with spaces are often not quoted. */
static const char *read_bare(const char *at, GString *value)
{
	gsize size = strcspn(at, ";");
	for (gsize i = 0; i < size; i++)
		if (at[i] != '\r' && at[i] != '\n')
			g_string_append_c(value, at[i]);
	while (value->len > 0 && g_ascii_isspace(value->str[value->len - 1]))
		g_string_truncate(value, value->len - 1);
	return at + size;
}

static void keep_segment(Parameter *parameter, const char *suffix,
	GString *value)
{
	char *end;
	guint64 index = g_ascii_strtoull(suffix, &end, 10);
	gboolean encoded = *end == '*';
	if (end == suffix || end[encoded] != '\0' || index >= LIMIT_SEGMENTS) {
		g_string_free(value, TRUE);
		return;
	}
	if (index >= parameter->segments->len) {
		g_ptr_array_set_size(parameter->segments, (int)index + 1);
		g_array_set_size(parameter->is_encoded, (guint)index + 1);
	}
	free_string(parameter->segments->pdata[index]);
	parameter->segments->pdata[index] = value;
	g_array_index(parameter->is_encoded, gboolean, index) = encoded;
}

/* The first of each kind counts. `suffix` is what follows the name. */
static void keep_value(Parameter *parameter, const char *suffix, GString *value)
{
	if (suffix[0] == '\0' && !parameter->plain)
		parameter->plain = value;
	else if (strcmp(suffix, "*") == 0 && !parameter->extended)
		parameter->extended = value;
	else if (suffix[0] == '*' && suffix[1])
		keep_segment(parameter, suffix + 1, value);
	else
		g_string_free(value, TRUE);
}

static const char *read_one(const char *at, Parameter *parameter)
{
	gsize length = strcspn(at, "=;");
	g_autofree char *name = g_ascii_strdown(at, (gssize)length);
	g_strstrip(name);
	at += length;
	if (*at != '=')
		return at;
	at++;
	at += strspn(at, " \t\r\n");
	GString *value = g_string_new(NULL);
	at = *at == '"' ? read_quoted(at, value) : read_bare(at, value);
	gsize size = strlen(parameter->name);
	if (strncmp(name, parameter->name, size) == 0 &&
		(name[size] == '\0' || name[size] == '*'))
		keep_value(parameter, name + size, value);
	else
		g_string_free(value, TRUE);
	return at + strcspn(at, ";");
}

static void append_decoded(GString *out, const char *text)
{
	for (; *text; text++) {
		int high = *text == '%' ? g_ascii_xdigit_value(text[1]) : -1;
		int low = high >= 0 ? g_ascii_xdigit_value(text[2]) : -1;
		if (low >= 0)
			text += 2;
		g_string_append_c(out, low >= 0 ? (char)(high * 16 + low)
						: *text);
	}
}

/* The start of the value in "charset'language'value"; sets the charset. */
static const char *read_charset(const char *text, char **charset)
{
	const char *first = strchr(text, '\'');
	const char *second = first ? strchr(first + 1, '\'') : NULL;
	if (!second)
		return text;
	*charset = g_strndup(text, (gsize)(first - text));
	return second + 1;
}

static char *to_text(GString *bytes, const char *charset, const char *hint)
{
	g_autoptr(GString) text = charset_decode(bytes->str, bytes->len,
		charset, hint, NULL, NULL);
	for (gsize i = 0; i < text->len; i++)
		if (text->str[i] == '\0')
			text->str[i] = ' ';
	return g_strdup(text->str);
}

static char *join_segments(const Parameter *parameter, const char *hint)
{
	g_autofree char *charset = NULL;
	g_autoptr(GString) bytes = g_string_new(NULL);
	for (guint i = 0; i < parameter->segments->len &&
		bytes->len < LIMIT_VALUE; i++) {
		GString *segment = parameter->segments->pdata[i];
		if (!segment)
			break;
		const char *text = segment->str;
		gboolean encoded = g_array_index(parameter->is_encoded,
			gboolean, i);
		if (i == 0 && encoded)
			text = read_charset(text, &charset);
		if (encoded)
			append_decoded(bytes, text);
		else
			g_string_append(bytes, text);
	}
	g_autofree char *joined = to_text(bytes, charset, hint);
	/* Some cut an encoded word into segments. */
	return charset ? g_steal_pointer(&joined) : header_decode_words(joined);
}

static char *decode_extended(const Parameter *parameter, const char *hint)
{
	g_autofree char *charset = NULL;
	g_autoptr(GString) bytes = g_string_new(NULL);
	append_decoded(bytes, read_charset(parameter->extended->str, &charset));
	return to_text(bytes, charset, hint);
}

static char *decode_plain(const Parameter *parameter, const char *hint)
{
	g_autofree char *text = to_text(parameter->plain, NULL, hint);
	return header_decode_words(text);
}

static char *parameter_text(const Parameter *parameter, const char *hint)
{
	if (parameter->extended)
		return decode_extended(parameter, hint);
	if (parameter->segments->len > 0 && parameter->segments->pdata[0])
		return join_segments(parameter, hint);
	return parameter->plain ? decode_plain(parameter, hint) : NULL;
}

char *mail_parameter(const char *value, const char *name, const char *hint)
{
	Parameter parameter = {
		.name = name,
		.segments = g_ptr_array_new_with_free_func(free_string),
		.is_encoded = g_array_new(FALSE, TRUE, sizeof(gboolean)),
	};
	const char *at = value + strcspn(value, ";");
	while (*at == ';')
		at = read_one(at + 1, &parameter);
	g_autofree char *text = parameter_text(&parameter, hint);
	free_string(parameter.plain);
	free_string(parameter.extended);
	g_ptr_array_unref(parameter.segments);
	g_array_unref(parameter.is_encoded);
	return text && text[0] ? g_steal_pointer(&text) : NULL;
}
