#include "report/threshold.h"

#include <math.h>
#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/regulation.h"
#include "text/date.h"

static const Phrase
	no_comparison = {"\"%1\": a figure, <, <=, =, >= or > and a number, as in "
			"sla<95",
		"«%1»: нужен показатель, знак <, <=, =, >= или > и число, "
		"например sla<95"},
	no_figure = {"report %1: no figure \"%2\"; it has %3",
		"отчёт %1: нет показателя «%2»; есть %3"},
	no_figure_at_all = {"no figure \"%1\"; `man desk-report` names all",
		"нет показателя «%1»; все названы в `man desk-report`"},
	near_figure = {"no figure \"%1\"; did you mean %2? `man desk-report` "
			"names all",
		"нет показателя «%1»; может быть, %2? Все названы в `man "
		"desk-report`"},
	no_number = {"\"%1\" is not a number",
		"«%1» — не число"};

static const struct {
	const char *sign;
	Comparison comparison;
} signs[] = {
	{"<=", IS_AT_MOST}, {"<", IS_LESS}, {">=", IS_AT_LEAST},
	{">", IS_MORE}, {"==", IS_EQUAL}, {"=", IS_EQUAL},
};

typedef struct {
	const Report *report; /* NULL: of any */
	GArray *called;
	GPtrArray *names; /* static */
} Known;

static void add_known(const Member *member, void *data)
{
	const Known *known = data;
	const Metric *metric = metric_find(member->name);
	if (known->report && !report_has(known->report, metric))
		return;
	called_add(known->called, metric->name, metric->title.en,
		metric->title.ru);
	g_ptr_array_add(known->names, (void *)metric->name);
}

static gboolean find_metric(const Report *report, const char *word,
	Threshold *threshold, GError **error)
{
	g_autoptr(GArray) called = called_new();
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	g_autofree char *several = NULL;
	metrics_each(add_known, &(Known){report, called, known});
	const char *name = called_find(called, word, &several);
	threshold->metric = name ? metric_find(name) : NULL;
	if (name)
		return TRUE;
	g_autofree char *all = texts_join(known);
	const char *near = several ? several : nearest_name(word, known);
	return report ? desk_refuse(error, DESK_ERROR_USAGE, &no_figure,
			report->name, word, several ? several : all, NULL) :
		desk_refuse(error, DESK_ERROR_USAGE, near ? &near_figure :
			&no_figure_at_all, word, near, NULL);
}

static gboolean is_time(const Metric *metric)
{
	return metric->kind == FIGURE_MINUTES ||
		metric->kind == FIGURE_MEDIAN ||
		metric->kind == FIGURE_P90 || metric->kind == FIGURE_MEAN;
}

static gboolean read_limit(Threshold *threshold, char *text, GError **error)
{
	char *end;
	gint64 seconds;
	if (is_time(threshold->metric)) {
		threshold->limit = duration_parse(text, &seconds, error) ?
			(double)seconds : NAN;
		return !isnan(threshold->limit);
	}
	if (threshold->metric->kind == FIGURE_SHARE && g_str_has_suffix(text, "%"))
		text[strlen(text) - 1] = '\0';
	threshold->limit = g_ascii_strtod(text, &end);
	return (*text && *end == '\0' && isfinite(threshold->limit)) ||
		desk_refuse(error, DESK_ERROR_USAGE, &no_number, text, NULL);
}

gboolean threshold_parse(const Report *report, const char *text,
	Threshold *threshold, GError **error)
{
	gsize place = strcspn(text, "<>=");
	g_autofree char *word = g_strndup(text, place);
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		gsize length = strlen(signs[i].sign);
		if (strncmp(text + place, signs[i].sign, length) != 0)
			continue;
		g_autofree char *limit = g_strdup(text + place + length);
		threshold->comparison = signs[i].comparison;
		return find_metric(report, g_strstrip(word), threshold,
				error) &&
			read_limit(threshold, g_strstrip(limit), error);
	}
	return desk_refuse(error, DESK_ERROR_USAGE, &no_comparison, text, NULL);
}

double threshold_figure(const Threshold *threshold)
{
	return threshold->metric->kind == FIGURE_SHARE ?
		threshold->limit / 100 : threshold->limit;
}

gboolean threshold_holds(const Threshold *threshold, const Value *value)
{
	if (!value || value->type == VALUE_NONE)
		return FALSE;
	/* 0.949 is 94.9 percent, whatever binary fractions make of it. */
	double figure = value->type == VALUE_SHARE ?
		round(value->real * 1e8) / 1e6 :
		value->type == VALUE_REAL ? value->real :
		(double)value->integer;
	switch (threshold->comparison) {
	case IS_LESS:
		return figure < threshold->limit;
	case IS_AT_MOST:
		return figure <= threshold->limit;
	case IS_EQUAL:
		return !(figure < threshold->limit) &&
			!(figure > threshold->limit);
	case IS_AT_LEAST:
		return figure >= threshold->limit;
	case IS_MORE:
		return figure > threshold->limit;
	}
	return FALSE;
}
