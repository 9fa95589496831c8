#include "text/escape.h"

#include <string.h>

#define REPLACEMENT "\357\277\275" /* U+FFFD */
#define TAB_STOP 8

/* The character at `*at`, which moves behind it; a byte that begins none is
 * taken alone and gives (gunichar)-1. */
static gunichar next_character(const char **at)
{
	guchar first = (guchar)**at;
	if (first < 0x80) {
		(*at)++;
		return first;
	}
	guchar second = (guchar)(*at)[1];
	if (first >= 0xc2 && first < 0xe0 && (second & 0xc0) == 0x80) {
		*at += 2;
		return (gunichar)(first & 0x1f) << 6 | (second & 0x3f);
	}
	gunichar character = g_utf8_get_char_validated(*at, -1);
	gboolean bad = character == (gunichar)-1 || character == (gunichar)-2;
	*at = bad ? *at + 1 : g_utf8_next_char(*at);
	return bad ? (gunichar)-1 : character;
}

static gboolean is_bad(gunichar character)
{
	return character == (gunichar)-1;
}

static gboolean is_control(gunichar character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/* Characters that show nothing themselves and may change how others show.
 * Letters by category, but blank: Hangul fillers. Variation selectors of
 * emoji are not among them (is_presentation). */
static gboolean is_invisible(gunichar character)
{
	/* Latin to Cyrillic, at once: most of what is asked. */
	if (character < 0x600)
		return character == 0xad;
	static const gunichar blank[] = {0x115f, 0x1160, 0x2800, 0x3164, 0xffa0};
	for (gsize i = 0; i < G_N_ELEMENTS(blank); i++)
		if (character == blank[i])
			return TRUE;
	if (character >= 0xe0100 && character <= 0xe01ef)
		return TRUE;
	if ((character & 0xfffe) == 0xfffe)
		return TRUE;
	switch (g_unichar_type(character)) {
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return TRUE;
	default:
		return FALSE;
	}
}

/* Text or emoji presentation: a wish about looks that makes widths
 * uncertain. */
static gboolean is_presentation(gunichar character)
{
	return character == 0xfe0e || character == 0xfe0f;
}

static gboolean is_emoji(gunichar character)
{
	gboolean skin_tone = character >= 0x1f3fb && character <= 0x1f3ff;
	return character >= 0x2190 && !is_bad(character) &&
		(skin_tone ||
			g_unichar_type(character) == G_UNICODE_OTHER_SYMBOL);
}

static gboolean is_plain_ascii(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return *text == '\0';
}

/* --- terminal ------------------------------------------------------------ */

static void append_visible(GString *out, gunichar character)
{
	if (character < 0x20)
		g_string_append_unichar(out, 0x2400 + character);
	else if (character == 0x7f)
		g_string_append_unichar(out, 0x2421);
	else
		g_string_append_printf(out, "⟨U+%04X⟩", character);
}

/* Columns of the last line of `out`, which began at byte `line`. */
static void append_tab(GString *out, gsize line)
{
	guint column = text_width(out->str + line);
	do
		g_string_append_c(out, ' ');
	while (++column % TAB_STOP != 0);
}

char *escape_terminal(const char *text, gboolean keep_newlines)
{
	if (is_plain_ascii(text))
		return g_strdup(text);
	g_autoptr(GString) out = g_string_sized_new(strlen(text) + 16);
	gsize line = 0;
	gunichar before = 0;
	for (const char *at = text; *at;) {
		const char *start = at;
		gunichar character = next_character(&at);
		if (is_bad(character)) {
			g_string_append_printf(out, "⟨x%02X⟩", (guchar)*start);
		} else if (keep_newlines && character == '\n') {
			g_string_append_c(out, '\n');
			line = out->len;
		} else if (keep_newlines && character == '\t') {
			append_tab(out, line);
		} else if (is_presentation(character)) {
			continue;
		} else if (character == 0x200d && is_emoji(before)) {
			/* A joiner of emoji: its parts stand side by side. */
			continue;
		} else if (is_control(character) || is_invisible(character)) {
			append_visible(out, character);
		} else {
			g_string_append_len(out, start, at - start);
		}
		before = character;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* --- data formats -------------------------------------------------------- */

/* NULL if `character` stands for itself. */
static const char *tsv_escape(gunichar character)
{
	switch (character) {
	case '\t':
		return "\\t";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\\':
		return "\\\\";
	default:
		return is_bad(character) ? REPLACEMENT :
			is_control(character) ? "" : NULL;
	}
}

char *escape_tsv(const char *text)
{
	if (is_plain_ascii(text) && !strchr(text, '\\'))
		return g_strdup(text);
	g_autoptr(GString) out = g_string_sized_new(strlen(text) + 16);
	const char *plain = text;
	while (*text) {
		const char *start = text;
		const char *escape = tsv_escape(next_character(&text));
		if (!escape)
			continue;
		g_string_append_len(out, plain, start - plain);
		g_string_append(out, escape);
		plain = text;
	}
	g_string_append_len(out, plain, text - plain);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* -12, +0.5: a spreadsheet reads it as what it is. */
static gboolean is_number(const char *text)
{
	text += *text == '+' || *text == '-';
	gsize whole = strspn(text, "0123456789");
	text += whole;
	if (whole > 0 && *text == '.') {
		gsize fraction = strspn(text + 1, "0123456789");
		text += fraction > 0 ? fraction + 1 : 0;
	}
	return whole > 0 && *text == '\0';
}

/* Marks that turn the text behind them round, beyond the element they stand
 * in. */
static gboolean is_turning(gunichar character)
{
	return (character >= 0x202a && character <= 0x202e) ||
		(character >= 0x2066 && character <= 0x2069);
}

/* Text that is only cleaned: what no format may carry is out; with `page` what
 * a page may not, too. */
static char *clean(const char *text, gboolean page)
{
	if (is_plain_ascii(text))
		return g_strdup(text);
	g_autoptr(GString) out = g_string_sized_new(strlen(text));
	for (const char *at = text; *at;) {
		const char *start = at;
		gunichar character = next_character(&at);
		if (is_bad(character))
			g_string_append(out, REPLACEMENT);
		else if (page && is_turning(character))
			continue;
		else if (!is_control(character) ||
			(character < 0x20 && strchr("\t\n\r", (int)character)))
			g_string_append_len(out, start, at - start);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *escape_csv(const char *text)
{
	g_autofree char *cleaned = clean(text, FALSE);
	gboolean formula = *cleaned && strchr("=+-@\t\r", *cleaned) &&
		!is_number(cleaned);
	gsize size = strlen(cleaned);
	gboolean spaced = size > 0 &&
		(*cleaned == ' ' || cleaned[size - 1] == ' ');
	if (!strpbrk(cleaned, "\",;\t\r\n") && !spaced)
		return g_strconcat(formula ? "'" : "", cleaned, NULL);
	g_autoptr(GString) out = g_string_new(formula ? "\"'" : "\"");
	for (const char *at = cleaned; *at; at++) {
		if (*at == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* NULL if `character` stands for itself. */
static const char *json_escape(gunichar character)
{
	switch (character) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return is_bad(character) ? REPLACEMENT : NULL;
	}
}

void escape_json(GString *out, const char *text)
{
	for (const char *at = text; *at;) {
		const char *start = at;
		while (*at >= ' ' && *at <= '~' && *at != '"' && *at != '\\')
			at++;
		g_string_append_len(out, start, at - start);
		if (*at == '\0')
			return;
		const char *plain = at;
		gunichar character = next_character(&at);
		const char *escape = json_escape(character);
		if (escape)
			g_string_append(out, escape);
		else if (character < 0x20)
			g_string_append_printf(out, "\\u%04x", character);
		else
			g_string_append_len(out, plain, at - plain);
	}
}

/* --- documents ----------------------------------------------------------- */

char *escape_html(const char *text)
{
	static const struct {
		char character;
		const char *entity;
	} rows[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"},
		{'\'', "&#39;"},
	};
	g_autofree char *cleaned = clean(text, TRUE);
	if (!strpbrk(cleaned, "&<>\"'"))
		return g_steal_pointer(&cleaned);
	g_autoptr(GString) out = g_string_sized_new(strlen(cleaned) + 16);
	for (const char *at = cleaned; *at; at++) {
		gsize plain = strcspn(at, "&<>\"'");
		g_string_append_len(out, at, (gssize)plain);
		at += plain;
		if (*at == '\0')
			break;
		for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
			if (*at == rows[i].character)
				g_string_append(out, rows[i].entity);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* A heading ends with #, too; > begins a quote at the beginning alone. */
static gboolean marks_up(const char *text, const char *at)
{
	gboolean first = at == text || at[-1] == '\n';
	gboolean last = at[1] == '\0' || at[1] == '\n';
	return strchr("\\`*_[]<|~", *at) || (*at == '>' && first) ||
		(*at == '#' && (first || last)) ||
		(*at == '&' && (at[1] == '#' || g_ascii_isalpha(at[1])));
}

char *escape_markdown(const char *text)
{
	g_autofree char *visible = escape_terminal(text, TRUE);
	GString *out = g_string_sized_new(strlen(visible) + 16);
	for (const char *at = visible; *at; at++) {
		if (marks_up(visible, at))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

char *escape_line(const char *text)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(text));
	gboolean space = FALSE;
	for (const char *at = text; *at;) {
		gunichar character = next_character(&at);
		if (is_bad(character))
			character = 0xfffd;
		if (is_control(character) || g_unichar_isspace(character)) {
			space = TRUE;
			continue;
		}
		if (is_invisible(character))
			continue;
		if (space && out->len > 0)
			g_string_append_c(out, ' ');
		space = FALSE;
		g_string_append_unichar(out, character);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *part(const char *text, const char *from, const char *to)
{
	g_auto(GStrv) parts = g_strsplit(text, from, -1);
	return g_strjoinv(to, parts);
}

char *escape_links(const char *text)
{
	g_autofree char *no_link = part(text, "](", "] (");
	return part(no_link, "]:", "] :");
}

/* --- columns ------------------------------------------------------------- */

static guint character_width(gunichar character)
{
	if (is_bad(character))
		return 1;
	if (character < 0x300)
		return character == 0xad ? 0 : 1;
	if (character >= 0x370 && character < 0x483) /* Greek, Cyrillic */
		return 1;
	if (g_unichar_iszerowidth(character))
		return 0;
	return g_unichar_iswide(character) ? 2 : 1;
}

guint text_width(const char *text)
{
	guint width = 0;
	while (*text)
		width += character_width(next_character(&text));
	return width;
}

/* The longest beginning of at most `width` columns, with the combining
 * characters of its last letter; `end` bounds it. */
static const char *fitting(const char *text, const char *end, guint width)
{
	guint used = 0;
	while (text < end) {
		const char *next = text;
		used += character_width(next_character(&next));
		if (used > width)
			break;
		text = next;
	}
	return text;
}

char *text_truncate(const char *text, guint width)
{
	const char *end = text + strlen(text);
	if (fitting(text, end, width) == end)
		return g_strdup(text);
	if (width == 0)
		return g_strdup("");
	const char *cut = fitting(text, end, width - 1);
	while (cut > text && cut[-1] == ' ')
		cut--;
	return g_strdup_printf("%.*s…", (int)(cut - text), text);
}

/* Where the line at `text` breaks: the end of what stands on this line; the
 * spaces behind it are dropped by the caller. */
static const char *line_break(const char *text, const char *end, guint width)
{
	const char *full = fitting(text, end, width);
	if (full == end)
		return end;
	if (*full == ' ')
		return full;
	const char *indentation = text + strspn(text, " ");
	for (const char *at = full; at > indentation; at--)
		if (at[-1] == ' ')
			return at - 1;
	/* A word longer than the line; at least one character moves on. */
	if (full == text)
		next_character(&full);
	return full;
}

static void wrap_line(GString *out, const char *text, const char *end,
	guint width, guint indent)
{
	for (gboolean first = TRUE; text < end;) {
		const char *stop = line_break(text, end, width);
		const char *last = stop;
		while (last > text && last[-1] == ' ')
			last--;
		if (last > text) {
			g_string_append_printf(out, "%s%*s%.*s",
				first ? "" : "\n", (int)indent, "",
				(int)(last - text), text);
			first = FALSE;
		}
		for (text = stop; text < end && *text == ' ';)
			text++;
	}
}

char *text_wrap(const char *text, guint width, guint indent)
{
	guint room = width == 0 ? G_MAXUINT : width > indent ? width - indent : 1;
	g_autoptr(GString) out = g_string_sized_new(strlen(text) + 64);
	for (;;) {
		const char *end = strchrnul(text, '\n');
		wrap_line(out, text, end, room, indent);
		if (*end == '\0')
			return g_string_free(g_steal_pointer(&out), FALSE);
		g_string_append_c(out, '\n');
		text = end + 1;
	}
}
