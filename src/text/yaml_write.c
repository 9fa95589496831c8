/* The writing half of text/yaml.h. */
#include "text/yaml.h"

#include <string.h>

/* Line ends to libyaml (NEL, LS, PS), or invisible at the start (BOM). */
static gboolean breaks_line(gunichar c)
{
	return c == 0x85 || c == 0x2028 || c == 0x2029;
}

static gboolean is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static gboolean is_noncharacter(gunichar c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

/* --- what a plain scalar would be taken for ------------------------------ */

static gsize skip_digits(const char *text, gsize from)
{
	while (g_ascii_isdigit(text[from]) || text[from] == '_')
		from++;
	return from;
}

/* 12, 1_000, 1.5, .5, 1e3, 1.e+3, 1:30, 1:30:15.5 */
static gboolean looks_like_number(const char *text)
{
	gsize i = skip_digits(text, 0);
	gboolean some = g_ascii_isdigit(text[0]);
	if (some && text[i] == ':') {
		while (text[i] == ':' && g_ascii_isdigit(text[i + 1]))
			i = skip_digits(text, i + 1);
	}
	if (text[i] == '.') {
		some = some || g_ascii_isdigit(text[i + 1]);
		i = skip_digits(text, i + 1);
	}
	if (!some)
		return FALSE;
	if (text[i] == 'e' || text[i] == 'E') {
		i++;
		if (text[i] == '+' || text[i] == '-')
			i++;
		if (!g_ascii_isdigit(text[i]))
			return FALSE;
		i = skip_digits(text, i);
	}
	return text[i] == '\0';
}

/* 0x1F, 0o17, 0b11 of YAML 1.1 and 1.2 */
static gboolean looks_like_based_number(const char *text)
{
	static const struct {
		char letter;
		const char *digits;
	} rows[] = {
		{'x', "0123456789abcdefABCDEF_"},
		{'o', "01234567_"},
		{'b', "01_"},
	};
	if (text[0] != '0')
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_ascii_tolower(text[1]) == rows[i].letter)
			return text[2 + strspn(text + 2, rows[i].digits)] == '\0';
	return FALSE;
}

/* 2026-11-21, alone or with a time */
static gboolean looks_like_date(const char *text)
{
	gsize year = strspn(text, "0123456789");
	if (year != 4 || text[year] != '-')
		return FALSE;
	gsize month = strspn(text + 5, "0123456789");
	if (month < 1 || month > 2 || text[5 + month] != '-')
		return FALSE;
	const char *day = text + 6 + month;
	gsize digits = strspn(day, "0123456789");
	return digits >= 1 && digits <= 2 &&
		(day[digits] == '\0' || strchr("Tt \t", day[digits]));
}

static gboolean looks_like_word(const char *text)
{
	static const char *const words[] = {"~", "null", "true", "false", "yes",
		"no", "on", "off", "y", "n", ".inf", ".nan", "=", "<<"};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean looks_like_something_else(const char *text)
{
	const char *bare = text + (text[0] == '+' || text[0] == '-');
	return looks_like_word(bare) || looks_like_number(bare) ||
		looks_like_based_number(bare) || looks_like_date(text);
}

/* --- one-line scalars ---------------------------------------------------- */

typedef enum { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE } ScalarStyle;

static gboolean needs_escapes(const char *value)
{
	for (const char *p = value; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (is_control(c) || breaks_line(c) || c == 0xFEFF ||
			is_noncharacter(c))
			return TRUE;
	}
	return FALSE;
}

static gboolean needs_quotes(const char *value, gboolean flow)
{
	gsize length = strlen(value);
	return length == 0 || strchr("-?:,[]{}#&*!|>'\"%@`", value[0]) ||
		value[0] == ' ' || value[length - 1] == ' ' ||
		value[length - 1] == ':' || strstr(value, ": ") ||
		strstr(value, " #") || g_str_has_prefix(value, "...") ||
		(flow && strpbrk(value, ",[]{}")) ||
		looks_like_something_else(value);
}

static ScalarStyle choose_style(const char *value, gboolean flow)
{
	if (needs_escapes(value))
		return STYLE_DOUBLE;
	if (!needs_quotes(value, flow))
		return STYLE_PLAIN;
	return strchr(value, '\'') ? STYLE_DOUBLE : STYLE_SINGLE;
}

static void append_escaped(GString *out, gunichar c)
{
	static const char from[] = "\n\t\r\"\\", to[] = "ntr\"\\";
	const char *found = c < 0x80 ? strchr(from, (int)c) : NULL;
	if (found)
		g_string_append_printf(out, "\\%c", to[found - from]);
	else if (is_control(c))
		g_string_append_printf(out, "\\x%02X", c);
	else if (breaks_line(c) || c == 0xFEFF || (is_noncharacter(c) && c < 0x10000))
		g_string_append_printf(out, "\\u%04X", c);
	else if (is_noncharacter(c))
		g_string_append_printf(out, "\\U%08X", c);
	else
		g_string_append_unichar(out, c);
}

static void append_double_quoted(GString *out, const char *value)
{
	g_string_append_c(out, '"');
	for (const char *p = value; *p; p = g_utf8_next_char(p))
		append_escaped(out, g_utf8_get_char(p));
	g_string_append_c(out, '"');
}

void yaml_append_scalar(GString *out, const char *value, gboolean flow)
{
	g_autofree char *valid = NULL;
	if (!g_utf8_validate(value, -1, NULL))
		value = valid = g_utf8_make_valid(value, -1);
	switch (choose_style(value, flow)) {
	case STYLE_PLAIN:
		g_string_append(out, value);
		break;
	case STYLE_SINGLE:
		g_string_append_printf(out, "'%s'", value);
		break;
	case STYLE_DOUBLE:
		append_double_quoted(out, value);
		break;
	}
}

/* --- literal blocks ------------------------------------------------------ */

static gboolean can_be_literal(const char *text)
{
	if (text[0] == '\0' || !g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if ((is_control(c) && c != '\n' && c != '\t') ||
			breaks_line(c) || c == 0xFEFF || is_noncharacter(c))
			return FALSE;
	}
	return TRUE;
}

static void append_spaces(GString *out, guint count)
{
	g_string_append_printf(out, "%*s", (int)count, "");
}

static void append_indented(GString *out, const char *text, guint indent)
{
	for (const char *line = text; *line;) {
		gsize length = strcspn(line, "\n");
		if (length > 0)
			append_spaces(out, indent);
		g_string_append_len(out, line, (gssize)length);
		g_string_append_c(out, '\n');
		line += length + (line[length] == '\n');
	}
}

void yaml_append_literal(GString *out, const char *key, const char *text,
	guint indent)
{
	append_spaces(out, indent);
	yaml_append_scalar(out, key, FALSE);
	if (!can_be_literal(text)) {
		g_string_append(out, ": ");
		yaml_append_scalar(out, text, FALSE);
		g_string_append_c(out, '\n');
		return;
	}
	gsize length = strlen(text);
	gboolean only_newlines = strspn(text, "\n") == length;
	/* Without "2" the first line with text would tell the indentation. */
	const char *start = strchr(" \t\n", text[0]) ? "2" : "";
	const char *end = "";
	if (text[length - 1] != '\n')
		end = "-";
	else if (only_newlines || g_str_has_suffix(text, "\n\n"))
		end = "+";
	g_string_append_printf(out, ": |%s%s\n", start, end);
	append_indented(out, text, indent + 2);
}

/* --- text from outside --------------------------------------------------- */

char *yaml_clean_text(const char *text, gssize size)
{
	gsize length = size < 0 ? strlen(text) : (gsize)size;
	GString *out = g_string_sized_new(length + 1);
	gsize i = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	while (i < length) {
		gunichar c = (guchar)text[i];
		gsize step = 1;
		if (c >= 0x80) {
			c = g_utf8_get_char_validated(text + i,
				(gssize)(length - i));
			if (c == (gunichar)-1 || c == (gunichar)-2)
				c = 0xFFFF;
			else
				step = (gsize)g_unichar_to_utf8(c, NULL);
		}
		if (c == '\r' && i + 1 < length && text[i + 1] == '\n')
			step = 2;
		i += step;
		if (c == '\r' || breaks_line(c))
			c = '\n';
		if ((is_control(c) && c != '\n' && c != '\t') || c == 0xFEFF ||
			is_noncharacter(c))
			c = 0xFFFD;
		if (c < 0x80)
			g_string_append_c(out, (char)c);
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

void yaml_append_line(GString *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	g_autofree char *clean = yaml_clean_text(value, -1);
	g_string_append_printf(out, "%s: ", key);
	yaml_append_scalar(out, clean, FALSE);
	g_string_append_c(out, '\n');
}
