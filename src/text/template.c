#include "text/template.h"

#include <string.h>

#include "base/error.h"
#include "text/escape.h"
#include "text/json.h"

static const Phrase
	in_format = {"--format: column %2: %1", "--format: позиция %2: %1"},
	needs_width = {"\"%1\" needs a value: %1(40)",
		"«%1» требует значения: %1(40)"},
	needs_text = {"\"%1\" needs a value: %1(text)",
		"«%1» требует значения: %1(текст)"},
	takes_nothing = {"\"%1\" takes no value", "«%1» без значения"},
	no_width = {"%1(%2): write a width from 0 to 10000",
		"%1(%2): нужна ширина от 0 до 10000"},
	unknown_modifier = {"unknown modifier \"%1\"; one of%2",
		"неизвестное преобразование «%1»; есть%2"},
	unknown_field = {"unknown field \"%1\"; one of%2",
		"неизвестное поле «%1»; есть%2"},
	stray_percent = {"write %%(name), %%(name:modifier) or %%%% for a "
			"percent sign",
		"пишите %%(имя), %%(имя:преобразование) или %%%% для знака "
		"процента"};

/* The text with the placeholders; errors say where in it. */
typedef struct {
	const char *text;
	const char *name;  /* NULL: what --format was given */
	guint first_line, first_column; /* of it, in its file */
} Format;

/* One %(…) on its way to text. */
typedef struct {
	const Value *value;
	char *text; /* as the modifiers so far have it */
	Instant now;
	GTimeZone *zone;
	gboolean drop_line;
} Field;

static void take_text(Field *field, char *text)
{
	g_free(field->text);
	field->text = text;
}

static void cut(Field *field, guint width, const char *argument)
{
	(void)argument;
	take_text(field, text_truncate(field->text, width));
}

static char *spaces(const Field *field, guint width)
{
	guint used = text_width(field->text);
	return g_strnfill(width > used ? width - used : 0, ' ');
}

static void fill_right(Field *field, guint width, const char *argument)
{
	(void)argument;
	g_autofree char *filling = spaces(field, width);
	take_text(field, g_strconcat(field->text, filling, NULL));
}

static void fill_left(Field *field, guint width, const char *argument)
{
	(void)argument;
	g_autofree char *filling = spaces(field, width);
	take_text(field, g_strconcat(filling, field->text, NULL));
}

static void as_json(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	g_autoptr(GString) json = g_string_new(NULL);
	json_append(json, field->value, FALSE);
	take_text(field, g_string_free(g_steal_pointer(&json), FALSE));
}

static void as_local_time(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	if (field->value->type == VALUE_INSTANT)
		take_text(field, instant_format_in(field->value->integer,
			field->zone, "%Y-%m-%d %H:%M"));
}

static void as_age(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	if (field->value->type == VALUE_INSTANT)
		take_text(field, span_format_short(
			field->now - field->value->integer));
}

/* Letter by letter: g_utf8_strup() asks the locale. */
static void map_letters(Field *field, gunichar (*map)(gunichar))
{
	GString *out = g_string_new(NULL);
	g_autofree char *text = g_utf8_make_valid(field->text, -1);
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		g_string_append_unichar(out, map(g_utf8_get_char(at)));
	take_text(field, g_string_free(out, FALSE));
}

static void to_upper(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	map_letters(field, g_unichar_toupper);
}

static void to_lower(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	map_letters(field, g_unichar_tolower);
}

static void or_else(Field *field, guint number, const char *argument)
{
	(void)number;
	if (*field->text == '\0')
		take_text(field, g_strdup(argument));
}

static void or_no_line(Field *field, guint number, const char *argument)
{
	(void)number;
	(void)argument;
	field->drop_line |= *field->text == '\0';
}

typedef enum { TAKES_NOTHING, TAKES_COLUMNS, TAKES_TEXT } Takes;

static const struct {
	const char *name;
	Takes takes;
	void (*apply)(Field *field, guint columns, const char *argument);
} modifiers[] = {
	{"age", TAKES_NOTHING, as_age},
	{"default", TAKES_TEXT, or_else},
	{"json", TAKES_NOTHING, as_json},
	{"left", TAKES_COLUMNS, fill_left},
	{"line", TAKES_NOTHING, or_no_line},
	{"local", TAKES_NOTHING, as_local_time},
	{"lower", TAKES_NOTHING, to_lower},
	{"pad", TAKES_COLUMNS, fill_right},
	{"trunc", TAKES_COLUMNS, cut},
	{"upper", TAKES_NOTHING, to_upper},
};

static gboolean fail(GError **error, const Format *format, const char *at,
	const Phrase *what, ...) G_GNUC_NULL_TERMINATED;

static gboolean fail(GError **error, const Format *format, const char *at,
	const Phrase *what, ...)
{
	va_list texts;
	va_start(texts, what);
	desk_refuse_list(error, format->name ? DESK_ERROR_DATA :
		DESK_ERROR_USAGE, what, texts);
	va_end(texts);
	guint line = format->first_line;
	const char *start = format->text;
	for (const char *c = start; format->name && c < at; c++)
		if (*c == '\n') {
			line++;
			start = c + 1;
		}
	glong column = g_utf8_pointer_to_offset(start, at) +
		format->first_column;
	if (format->name)
		g_prefix_error(error, "%s:%u:%ld: ", format->name, line, column);
	else
		desk_error_reword(error, &in_format, PHRASE_NUMBER(column),
			NULL);
	return FALSE;
}

/* The ")" that closes what is open at `text`, or NULL. */
static const char *closing(const char *text)
{
	guint depth = 0;
	for (; *text; text++) {
		if (*text == '(')
			depth++;
		else if (*text == ')' && depth-- == 0)
			return text;
	}
	return NULL;
}

/* The end of a name or modifier: the next ":" outside of parentheses. */
static const char *part_end(const char *text, const char *end)
{
	const char *stop = text;
	while (stop < end && *stop != ':') {
		if (*stop == '(')
			stop = closing(stop + 1);
		stop++;
	}
	return stop;
}

static gboolean apply(Field *field, gsize row, const char *argument,
	const Format *format, const char *at, GError **error)
{
	guint64 columns = 0;
	const char *name = modifiers[row].name;
	if (!argument && modifiers[row].takes != TAKES_NOTHING)
		return fail(error, format, at, modifiers[row].takes ==
			TAKES_COLUMNS ? &needs_width : &needs_text, name, NULL);
	if (argument && modifiers[row].takes == TAKES_NOTHING)
		return fail(error, format, at, &takes_nothing, name, NULL);
	if (modifiers[row].takes == TAKES_COLUMNS &&
		!g_ascii_string_to_unsigned(argument, 10, 0, 10000, &columns,
			NULL))
		return fail(error, format, at, &no_width, name, argument, NULL);
	modifiers[row].apply(field, (guint)columns, argument);
	return TRUE;
}

static gboolean modify(Field *field, const char *at, const char *end,
	const Format *format, GError **error)
{
	const char *open = memchr(at, '(', (gsize)(end - at));
	g_autofree char *name = g_strndup(at, (gsize)((open ? open : end) - at));
	g_autofree char *argument = open ?
		g_strndup(open + 1, (gsize)(end - open - 2)) : NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(modifiers); i++)
		if (g_str_equal(modifiers[i].name, name) &&
			(!open || end[-1] == ')'))
			return apply(field, i, argument, format, at, error);
	g_autofree char *word = g_strndup(at, (gsize)(end - at));
	g_autoptr(GString) known = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(modifiers); i++)
		g_string_append_printf(known, " %s", modifiers[i].name);
	return fail(error, format, at, &unknown_modifier, word, known->str,
		NULL);
}

static gboolean fail_name(GError **error, const Format *format, const char *at,
	const char *name, const Value *record)
{
	g_autoptr(GString) known = g_string_new(NULL);
	for (guint i = 0; i < record->names->len; i++)
		g_string_append_printf(known, " %s",
			(char *)record->names->pdata[i]);
	return fail(error, format, at, &unknown_field, name, known->str, NULL);
}

/* `at` is behind "%(", `end` at its ")". */
static gboolean expand_field(GString *out, const char *at, const char *end,
	const Format *format, const Value *record, Field *field, GError **error)
{
	const char *stop = part_end(at, end);
	g_autofree char *name = g_strndup(at, (gsize)(stop - at));
	field->value = value_record_get(record, name);
	if (!field->value)
		return fail_name(error, format, at, name, record);
	field->text = value_to_text(field->value);
	gboolean good = TRUE;
	while (good && stop < end) {
		at = stop + 1;
		stop = part_end(at, end);
		good = modify(field, at, stop, format, error);
	}
	if (good)
		g_string_append(out, field->text);
	g_clear_pointer(&field->text, g_free);
	return good;
}

/* The part after "%"; `*at` moves behind it. */
static gboolean expand_percent(GString *out, const char **at, const char *stop,
	const Format *format, const Value *record, Field *field, GError **error)
{
	const char *from = *at;
	if (from[1] == '%') {
		g_string_append_c(out, '%');
		*at = from + 2;
		return TRUE;
	}
	const char *end = from[1] == '(' ? closing(from + 2) : NULL;
	if (!end || end >= stop)
		return fail(error, format, from, &stray_percent, NULL);
	*at = end + 1;
	return expand_field(out, from + 2, end, format, record, field, error);
}

static const char *append_escape(GString *out, const char *at)
{
	static const char escapes[] = "n\nt\t\\\\";
	const char *escape = at[1] ? strchr(escapes, at[1]) : NULL;
	g_string_append_c(out, escape ? escape[1] : '\\');
	return at + (escape ? 2 : 1);
}

gboolean template_expand(GString *out, const char *text, const Value *record,
	Instant now, GTimeZone *zone, GError **error)
{
	const Format format = {text, NULL, 1, 1};
	const char *stop = text + strlen(text);
	Field field = {.now = now, .zone = zone};
	for (const char *at = text; *at;) {
		if (*at == '\\')
			at = append_escape(out, at);
		else if (*at != '%')
			g_string_append_c(out, *at++);
		else if (!expand_percent(out, &at, stop, &format, record, &field,
				 error))
			return FALSE;
	}
	return TRUE;
}

/* A blank line says nothing new at the start, or after another one. */
static void append_line(GString *out, const GString *line)
{
	gboolean blank = line->len == 1 && line->str[0] == '\n';
	if (!blank || (out->len > 0 && !g_str_has_suffix(out->str, "\n\n")))
		g_string_append_len(out, line->str, (gssize)line->len);
}

gboolean template_fill(GString *out, const char *text,
	const TemplatePlace *place, const Value *record, Instant now,
	GTimeZone *zone, GError **error)
{
	const Format format = {text, place->name, place->line, place->column};
	for (const char *at = text; *at;) {
		const char *newline = strchr(at, '\n');
		const char *stop = newline ? newline + 1 : at + strlen(at);
		g_autoptr(GString) line = g_string_new(NULL);
		Field field = {.now = now, .zone = zone};
		while (at < stop)
			if (*at != '%')
				g_string_append_c(line, *at++);
			else if (!expand_percent(line, &at, stop, &format, record,
					 &field, error))
				return FALSE;
		if (!field.drop_line)
			append_line(out, line);
	}
	return TRUE;
}
