#include "render/cell.h"

#include <math.h>
#include <string.h>

#include "base/digits.h"
#include "render/select.h"
#include "text/money.h"

#define FEW 5 /* of so many times nothing can be said */

/* As exact as it is large. */
static char *real_text(const Page *page, double real)
{
	double size = fabs(real);
	if (size >= 99.95 && size < 1e15)
		return digits_of((gint64)round(real), page->language);
	return fixed_text(real, size < 9.995 ? 2 : 1,
		page->language);
}

static char *size_text(const Page *page, gint64 size)
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
	g_autofree char *figure = fixed_text(shown, fabs(shown) < 9.95,
		page->language);
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

static char *span_shown(const Page *page, char *text, guint flags)
{
	g_autofree char *english = text;
	g_autofree char *shown = span_in_language(english, page->language);
	return flags & COLUMN_SPELT ? span_spelt(shown) :
		g_steal_pointer(&shown);
}

static char *age_text(const Page *page, Instant at, gboolean due)
{
	static const Phrase in = {"in %1", "через %1"};
	g_autofree char *age = span_shown(page,
		span_format_short(ABS(page->now - at)), 0);
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

static char *plain_text(const Page *page, const Value *value, guint flags)
{
	if (value_is_nothing(value))
		return g_strdup("–");
	/* That of a figure is a span: "4bh". */
	if (value->title)
		return flags & COLUMN_SPELT && value->type != VALUE_TEXT ?
			span_spelt(value->title) : g_strdup(value->title);
	switch (value->type) {
	case VALUE_NONE:
		return g_strdup("–");
	case VALUE_REAL:
		return real_text(page, value->real);
	case VALUE_SHARE:
		return share_text(value->real, (flags & COLUMN_CHANGE) != 0,
			page->language);
	case VALUE_INSTANT:
		return instant_text(page, value->integer, flags);
	case VALUE_SPAN:
		return span_shown(page, flags & COLUMN_AGE ?
			span_format_short(value->integer) :
			span_format(value->integer), flags);
	case VALUE_WORK:
		return digits_apart(span_shown(page, span_format_hours(
			value->integer), flags), page->language);
	case VALUE_BYTES:
		return size_text(page, value->integer);
	case VALUE_MONEY:
		return money_text(value->integer, value->digits,
			value->currency, page->language);
	case VALUE_FLAG:
		return g_strdup(value->integer ? "✓" : "–");
	case VALUE_LIST:
	case VALUE_RECORD:
		return items_text(page, value, flags);
	case VALUE_INTEGER:
		if (flags & (COLUMN_COUNT | COLUMN_CHANGE))
			return digits_of(value->integer, page->language);
		break;
	case VALUE_TEXT:
		break;
	}
	return value_to_text(value);
}

char *cell_text(const Page *page, const Value *value, guint flags)
{
	char *text = plain_text(page, value, flags);
	if (!(flags & COLUMN_CHANGE) || value_is_nothing(value) ||
		value_figure(value) == 0)
		return text;
	g_autofree char *plain = text;
	return *plain == '-' ? g_strconcat("−", plain + 1, NULL) :
		g_strconcat("+", plain, NULL);
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
	case VALUE_MONEY:
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

gboolean value_is_day(const Value *value)
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

double value_figure(const Value *value)
{
	if (!value || !value_is_figure(value))
		return 0;
	if (value->type == VALUE_MONEY)
		return (double)value->integer /
			(double)money_unit(value->digits);
	return value->type == VALUE_REAL || value->type == VALUE_SHARE ?
		value->real : (double)value->integer;
}

/* "first-response-median", "first-response-bh-p90" → "first-response-n". */
static char *times_name(const char *name)
{
	static const char *const kinds[] = {"-median", "-p90", "-mean", "-bh"};
	g_autofree char *base = g_strdup(name);
	gsize given = strlen(name);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_suffix(base, kinds[i]))
			base[strlen(base) - strlen(kinds[i])] = '\0';
	return strlen(base) == given ? NULL : g_strconcat(base, "-n", NULL);
}

typedef const Value *(*FigureOf)(const void *row, const char *name);

static ValueStyle style_of(const Value *value, const char *name, FigureOf find,
	const void *row)
{
	if (value_is_nothing(value))
		return STYLE_DIM;
	if (value->style != STYLE_NONE || !value_is_figure(value))
		return value->style;
	/* None of five is no nothing. */
	if (value_figure(value) == 0 && value->type != VALUE_SHARE)
		return STYLE_DIM;
	g_autofree char *times = value->type == VALUE_SPAN ? times_name(name) :
		NULL;
	const Value *known = times ? find(row, times) : NULL;
	return known && value_figure(known) < FEW ? STYLE_DIM : STYLE_NONE;
}

typedef struct {
	const Block *table;
	const GPtrArray *row;
} TableRow;

static const Value *figure_of_row(const void *data, const char *name)
{
	const TableRow *at = data;
	for (guint i = 0; i < at->table->columns->len; i++)
		if (g_str_equal(table_column(at->table, i)->name, name))
			return row_cell(at->row, i);
	return NULL;
}

/* It may stand in a block for machines. */
static const Value *figure_of_fields(const void *data, const char *name)
{
	const Block *fields = data;
	const Value *found = NULL;
	for (guint i = 0; !found && i < fields->page->blocks->len; i++) {
		const Block *block = fields->page->blocks->pdata[i];
		found = block->record ? value_record_get(block->record, name) :
			NULL;
	}
	return found;
}

/* " (12)"; "" for what is no median. */
static char *times_text(const Page *page, const Value *value,
	const char *name, FigureOf find, const void *row)
{
	if (value_is_nothing(value) || value->type != VALUE_SPAN ||
		!g_str_has_suffix(name, "-median") || strchr(name, '.'))
		return g_strdup("");
	g_autofree char *times = times_name(name);
	const Value *known = find(row, times);
	g_autofree char *count = known ? digits_of(known->integer,
		page->language) : NULL;
	return known ? g_strdup_printf(" (%s)", count) : g_strdup("");
}

ValueStyle change_style(const Value *change, Better better)
{
	if (value_is_nothing(change) || value_figure(change) == 0)
		return STYLE_DIM;
	return better == BETTER_NONE ? STYLE_NONE : (value_figure(change) > 0) ==
		(better == BETTER_MORE) ? STYLE_GOOD : STYLE_BAD;
}

char *change_worded(const Page *page, char *text, ValueStyle style)
{
	static const Phrase good = {"better", "лучше"}, bad = {"worse", "хуже"};
	if (style != STYLE_GOOD && style != STYLE_BAD)
		return text;
	g_autofree char *plain = text;
	return g_strdup_printf("%s %s", plain, phrase_in(style == STYLE_GOOD ?
		&good : &bad, page->language));
}

/* Of what a column tells the change. */
static Better changed_better(const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++) {
		const Column *column = columns->pdata[i];
		if (strcmp(column->name, name + strlen("change.")) == 0)
			return column->better;
	}
	return BETTER_NONE;
}

ValueStyle row_style(const Block *table, const GPtrArray *row, guint place)
{
	const Column *column = table_column(table, place);
	const Value *value = row_cell(row, place);
	if (column->flags & COLUMN_CHANGE && value && value->style)
		return value->style;
	if (column->flags & COLUMN_CHANGE)
		return change_style(row_cell(row, place), changed_better(
			table->columns, column->name));
	const TableRow at = {table, row};
	return style_of(row_cell(row, place),
		table_column(table, place)->name, figure_of_row, &at);
}

char *row_times(const Block *table, const GPtrArray *row, guint place)
{
	const TableRow at = {table, row};
	return times_text(table->page, row_cell(row, place),
		table_column(table, place)->name, figure_of_row, &at);
}

char *field_times(const Block *fields, guint place)
{
	return times_text(fields->page, fields->record->items->pdata[place],
		fields->record->names->pdata[place], figure_of_fields, fields);
}

char *field_text(const Page *page, const Block *fields, guint place,
	guint flags)
{
	g_autofree char *text = cell_text(page,
		fields->record->items->pdata[place], flags |
		(block_member(fields, place)->flags & FIELD_LOOKS));
	g_autofree char *times = field_times(fields, place);
	return g_strconcat(text, times, NULL);
}

char *cell_row_text(const Page *page, const Block *table, const GPtrArray *row,
	guint place, guint flags)
{
	char *plain = cell_text(page, row_cell(row, place), flags);
	g_autofree char *text = flags & COLUMN_CHANGE && flags & COLUMN_WORDED ?
		change_worded(page, plain, row_style(table, row, place)) :
		plain;
	g_autofree char *times = row_times(table, row, place);
	return g_strconcat(text, times, NULL);
}

ValueStyle field_style(const Block *fields, guint place)
{
	const Column *member = block_member(fields, place);
	if (member->flags & COLUMN_CHANGE)
		return change_style(fields->record->items->pdata[place],
			changed_better(fields->members, member->name));
	return style_of(fields->record->items->pdata[place],
		fields->record->names->pdata[place], figure_of_fields, fields);
}

double figure_part(const Value *value, double full)
{
	return full > 0 ? CLAMP(value_figure(value) / full, 0, 1) : 0;
}

double column_full(const Block *table, guint place)
{
	double full = 0;
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (value && value->type == VALUE_SHARE)
			full = MAX(full, 1);
		full = MAX(full, value_figure(value));
	}
	return full;
}

ValueType column_type(const Block *table, guint place)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (!value_is_nothing(value))
			return value->type;
	}
	return VALUE_NONE;
}

char *target_text(const Page *page, const Block *table, guint place)
{
	const Column *column = table_column(table, place);
	ValueType type = column_type(table, place);
	g_autoptr(Value) value = type == VALUE_SHARE ?
		value_share(column->target) : type == VALUE_SPAN ?
		value_span((gint64)column->target) : type == VALUE_WORK ?
		value_work((gint64)column->target) :
		value_real(column->target);
	return cell_text(page, value, column->flags | COLUMN_SPELT);
}

const char *column_unit(const Block *table, guint place)
{
	const Column *column = table_column(table, place);
	ValueType type = column_type(table, place);
	return column->unit ? column->unit : type == VALUE_NONE ? "" :
		value_type_name(type);
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
