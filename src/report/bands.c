#include "report/bands.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const gint64 ends[] = {15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY,
	3 * DAY, 7 * DAY, G_MAXINT64};
static const struct {
	const char *name, *titled; /* a metric, which has its title */
	SpanKind kind;
} drawn[] = {
	{"first-response", "first-response-median", SPAN_FIRST_RESPONSE},
	{"resolution", "resolution-median", SPAN_RESOLUTION},
};

static char *band_name(gsize band, const char *language)
{
	static const Phrase until = {"≤%1", "≤%1"}, more = {">%1", ">%1"};
	gboolean last = band + 1 == G_N_ELEMENTS(ends);
	g_autofree char *english = span_format(ends[last ? band - 1 : band]);
	g_autofree char *known = span_in_language(english, language);
	g_autofree char *end = span_spelt(known);
	return phrase_fill(last ? &more : &until, language, end, NULL);
}

static gint64 count_in(const GArray *spans, gsize band)
{
	gint64 count = 0;
	for (guint i = 0; spans && i < spans->len; i++) {
		gint64 seconds = g_array_index(spans, gint64, i);
		count += seconds <= ends[band] &&
			(band == 0 || seconds > ends[band - 1]);
	}
	return count;
}

void bands_add(Page *page, const Group *group)
{
	static const Phrase title = {"How long it took",
			"Сколько это занимало"},
		within = {"Within", "За время"}, unit = {"tickets", "заявки"};
	gboolean any = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(drawn); i++)
		any |= group->spans[drawn[i].kind][0] != NULL;
	if (!any)
		return;
	Block *chart = page_add_chart(page, NULL, phrase_in(&title,
		page->language));
	chart->people = TRUE;
	block_add_column(chart, "within", phrase_in(&within, page->language),
		COLUMN_ORDERED);
	for (gsize i = 0; i < G_N_ELEMENTS(drawn); i++)
		block_add_column(chart, drawn[i].name, phrase_in(&metric_find(
			drawn[i].titled)->title, page->language), COLUMN_RIGHT |
			COLUMN_COUNT)->unit = phrase_in(&unit, page->language);
	for (gsize band = 0; band < G_N_ELEMENTS(ends); band++) {
		GPtrArray *row = block_add_row(chart);
		row_add(row, value_text_take(band_name(band, page->language)));
		for (gsize i = 0; i < G_N_ELEMENTS(drawn); i++)
			row_add(row, value_integer(count_in(group->spans[
				drawn[i].kind][0], band)));
	}
}
