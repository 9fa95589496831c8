#include "report/hours.h"

#include <stdlib.h>

static const Phrase weekdays[] = {{"Mon", "Пн"}, {"Tue", "Вт"}, {"Wed", "Ср"},
	{"Thu", "Чт"}, {"Fri", "Пт"}, {"Sat", "Сб"}, {"Sun", "Вс"}};
static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat",
	"sun"};
static const Phrase hour_title = {"Hour", "Час"};

guint hours_place(const char *name)
{
	char *hour;
	guint day = (guint)strtoul(name, &hour, 10);
	return (day - 1) * HOURS_OF_DAY + (guint)strtoul(hour, NULL, 10);
}

char *hours_title(const char *name, const char *language)
{
	guint place = hours_place(name);
	return g_strdup_printf("%s %02u:00", phrase_in(&weekdays[place /
		HOURS_OF_DAY], language), place % HOURS_OF_DAY);
}

static Value *hour_value(guint hour)
{
	g_autofree char *name = g_strdup_printf("%02u", hour);
	return value_read_as(value_text(name), g_strconcat(name, ":00", NULL));
}

static gboolean is_empty(Value *const *cells, guint hour)
{
	for (guint day = 0; day < 7; day++)
		if (cells[day * HOURS_OF_DAY + hour])
			return FALSE;
	return TRUE;
}

static Value *no_cell(gboolean counts)
{
	return value_styled(counts ? value_integer(0) : value_none(),
		STYLE_DIM);
}

void hours_add_map(Page *page, const char *title, gboolean counts,
	Value **cells)
{
	guint first = 0, end = HOURS_OF_DAY;
	while (first < end && is_empty(cells, first))
		first++;
	while (end > first && is_empty(cells, end - 1))
		end--;
	if (first == end)
		return;
	Block *map = page_add_table(page, NULL, title);
	map->people = TRUE;
	block_add_column(map, "hour", phrase_in(&hour_title, page->language),
		COLUMN_ORDERED);
	for (guint day = 0; day < 7; day++)
		block_add_column(map, names[day], phrase_in(&weekdays[day],
			page->language), COLUMN_RIGHT | COLUMN_ACROSS);
	for (guint hour = first; hour < end; hour++) {
		GPtrArray *row = block_add_row(map);
		row_add(row, hour_value(hour));
		for (guint day = 0; day < 7; day++) {
			Value *cell = cells[day * HOURS_OF_DAY + hour];
			row_add(row, cell ? cell : no_cell(counts));
		}
	}
}
