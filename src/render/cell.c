#include "render/cell.h"

#include <math.h>

#include "base/phrase.h"
#include "render/select.h"

static char *fixed(double number, const char *format)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE + 320];
	return g_strdup(g_ascii_formatd(text, sizeof text, format, number));
}

static char *size_text(gint64 size)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
	if (ABS(size) < 1000)
		return g_strdup_printf("%" G_GINT64_FORMAT " B", size);
	double shown = (double)size / 1000;
	guint unit = 0;
	while (fabs(shown) >= 999.5 && unit + 1 < G_N_ELEMENTS(units)) {
		shown /= 1000;
		unit++;
	}
	g_autofree char *figure = fixed(shown, fabs(shown) < 9.95 ? "%.1f" : "%.0f");
	return g_strconcat(figure, " ", units[unit], NULL);
}

static char *time_text(const Page *page, Instant at, const char *format)
{
	g_autoptr(GTimeZone) utc = page->zone ? NULL : g_time_zone_new_utc();
	return instant_format_in(at, utc ? utc : page->zone, format);
}

char *cell_time(const Page *page, Instant at)
{
	return time_text(page, at, "%Y-%m-%d %H:%M");
}

static char *span_shown(const Page *page, char *text)
{
	g_autofree char *english = text;
	return span_in_language(english, page->language);
}

static char *age_text(const Page *page, Instant at, gboolean due)
{
	static const Phrase in = {"in %1", "через %1"};
	g_autofree char *age = span_shown(page,
		span_format_short(ABS(page->now - at)));
	return at > page->now ? phrase_fill(&in, page->language, age, NULL) :
		g_strconcat(due ? "-" : "", age, NULL);
}

static char *instant_text(const Page *page, Instant at, guint flags)
{
	if (flags & COLUMN_AGE)
		return age_text(page, at, (flags & COLUMN_DUE) != 0);
	return flags & COLUMN_BRIEF ? time_text(page, at, "%m-%d %H:%M") :
		cell_time(page, at);
}

static char *items_text(const Page *page, const Value *value, guint flags)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < value->items->len; i++) {
		g_autofree char *item = cell_text(page, value->items->pdata[i],
			flags);
		if (i > 0)
			g_string_append(text, ", ");
		if (value->names)
			g_string_append_printf(text, "%s: ",
				(char *)value->names->pdata[i]);
		g_string_append(text, item);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *cell_text(const Page *page, const Value *value, guint flags)
{
	if (value_is_nothing(value))
		return g_strdup("–");
	if (value->title)
		return g_strdup(value->title);
	switch (value->type) {
	case VALUE_NONE:
		return g_strdup("–");
	case VALUE_REAL:
		return fixed(value->real, "%.2f");
	case VALUE_SHARE: {
		g_autofree char *percent = fixed(value->real * 100, "%.1f");
		return g_strconcat(percent, "%", NULL);
	}
	case VALUE_INSTANT:
		return instant_text(page, value->integer, flags);
	case VALUE_SPAN:
		return span_shown(page, flags & COLUMN_AGE ?
			span_format_short(value->integer) :
			span_format(value->integer));
	case VALUE_WORK:
		return span_shown(page, span_format_hours(value->integer));
	case VALUE_BYTES:
		return size_text(value->integer);
	case VALUE_FLAG:
		return g_strdup(value->integer ? "✓" : "–");
	case VALUE_LIST:
	case VALUE_RECORD:
		return items_text(page, value, flags);
	case VALUE_TEXT:
	case VALUE_INTEGER:
		break;
	}
	return value_to_text(value);
}

gboolean value_is_figure(const Value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
	case VALUE_REAL:
	case VALUE_SHARE:
	case VALUE_SPAN:
	case VALUE_WORK:
	case VALUE_BYTES:
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean value_is_time(const Value *value)
{
	return value->type == VALUE_INSTANT;
}

/* Some cells and no others are of that kind; empty ones are of any. */
static gboolean column_is(const Block *table, guint place,
	gboolean (*is_kind)(const Value *value))
{
	gboolean any = FALSE;
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (value_is_nothing(value))
			continue;
		if (!is_kind(value))
			return FALSE;
		any = TRUE;
	}
	return any;
}

gboolean column_is_figures(const Block *table, guint place)
{
	return column_is(table, place, value_is_figure);
}

/* "2026-11-21": a day, which no zone moves. */
static gboolean value_is_day(const Value *value)
{
	static const char form[] = "dddd-dd-dd";
	const char *text = value->type == VALUE_TEXT ? value->text : "";
	if (strlen(text) != strlen(form))
		return FALSE;
	for (gsize i = 0; form[i]; i++)
		if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) :
			text[i] != form[i])
			return FALSE;
	return TRUE;
}

gboolean column_is_days(const Block *table, guint place)
{
	return column_is(table, place, value_is_day);
}

gboolean column_is_times(const Block *table, guint place)
{
	return column_is(table, place, value_is_time);
}

static double figure(const Value *value)
{
	if (!value || !value_is_figure(value))
		return 0;
	return value->type == VALUE_REAL || value->type == VALUE_SHARE ?
		value->real : (double)value->integer;
}

double figure_part(const Value *value, double full)
{
	return full > 0 ? CLAMP(figure(value) / full, 0, 1) : 0;
}

double column_full(const Block *table, guint place)
{
	double full = 0;
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (value && value->type == VALUE_SHARE)
			full = MAX(full, 1);
		full = MAX(full, figure(value));
	}
	return full;
}

const char *column_unit(const Block *table, guint place)
{
	const Column *column = table_column(table, place);
	if (column->unit)
		return column->unit;
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (!value_is_nothing(value))
			return value_type_name(value->type);
	}
	return "";
}

void append_styled(GString *out, const RenderSettings *settings,
	ValueStyle style, const char *text)
{
	static const char *const codes[] = {
		[STYLE_STRONG] = "1", [STYLE_DIM] = "2", [STYLE_GOOD] = "32",
		[STYLE_WARN] = "33", [STYLE_BAD] = "31",
	};
	if (settings->colour && style != STYLE_NONE && *text)
		g_string_append_printf(out, "\033[%sm%s\033[0m", codes[style],
			text);
	else
		g_string_append(out, text);
}
