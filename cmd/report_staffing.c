#include "cmd/report_staffing.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "text/date.h"

#define ARRIVALS_LIMIT 1e9

static const Phrase
	elsewhere = {"--%1 is of report staffing",
		"--%1 — только для отчёта staffing"},
	no_arrivals = {"--arrivals: \"%1\" is no number by hour or day, as in "
			"200/h, 60/day, 90/8h",
		"--arrivals: «%1» — нужно число в час или день: 200/h, 60/day, "
			"90/8h"},
	no_percent = {"--%1: \"%2\" is no percentage from %3 to %4",
		"--%1: «%2» — не процент от %3 до %4"},
	no_number = {"--%1: %2 is not from 1 to %3",
		"--%1: %2 — не от 1 до %3"},
	no_time = {"--handle: 0 is no time", "--handle: 0 — это не время"};

static gboolean read_number(const char *text, double *number, const char **end)
{
	char *rest;
	*number = g_ascii_strtod(text, &rest);
	*end = rest;
	return rest > text && g_ascii_isdigit(*text) && isfinite(*number) &&
		*number <= ARRIVALS_LIMIT;
}

/* "h", "day", "8h". */
static gboolean read_per(const char *text, gint64 *per)
{
	static const char *const hours[] = {"h", "hour", "ч", "час", NULL};
	static const char *const days[] = {"d", "day", "д", "день", NULL};
	if (g_strv_contains(hours, text))
		*per = 3600;
	else if (g_strv_contains(days, text))
		*per = 0;
	else
		return duration_parse(text, per, NULL) && *per > 0;
	return TRUE;
}

static gboolean read_arrivals(const Context *context,
	StaffingSettings *settings, GError **error)
{
	const char *text = option_text(context, "arrivals"), *end;
	if (!text)
		return TRUE;
	return (read_number(text, &settings->question.arrivals, &end) &&
			*end == '/' && read_per(end + 1, &settings->per)) ||
		desk_refuse(error, DESK_ERROR_USAGE, &no_arrivals, text, NULL);
}

static gboolean read_percent(const Context *context, const char *name,
	gint64 least, gint64 most, double *share, GError **error)
{
	const char *text = option_text(context, name), *end;
	double percent;
	if (!text)
		return TRUE;
	if (!read_number(text, &percent, &end) ||
		(*end && strcmp(end, "%") != 0) || percent < (double)least ||
		percent > (double)most)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_percent, name,
			text, PHRASE_NUMBER(least), PHRASE_NUMBER(most), NULL);
	*share = percent / 100;
	return TRUE;
}

static gboolean read_count(const Context *context, const char *name,
	gint64 most, guint *count, GError **error)
{
	gint64 number = *count;
	if (!option_count(context, name, &number, error))
		return FALSE;
	if (option_given(context, name) && (number < 1 || number > most))
		return desk_refuse(error, DESK_ERROR_USAGE, &no_number, name,
			PHRASE_NUMBER(number), PHRASE_NUMBER(most), NULL);
	*count = (guint)number;
	return TRUE;
}

static gboolean read_times(Context *context, StaffingQuestion *question,
	GError **error)
{
	gint64 handle = -1, within = 20;
	if (!option_duration(context, "handle", &handle, error) ||
		!option_duration(context, "within", &within, error))
		return FALSE;
	question->handle = (double)handle;
	question->within = (double)within;
	return handle != 0 ||
		desk_refuse(error, DESK_ERROR_USAGE, &no_time, NULL);
}

static gboolean refuse_given(const Context *context, GError **error)
{
	static const Option options[] = {OPTIONS_OF_STAFFING, {0}};
	for (const Option *option = options; option->name; option++)
		if (option_given(context, option->name))
			return desk_refuse(error, DESK_ERROR_USAGE, &elsewhere,
				option->name, NULL);
	return TRUE;
}

gboolean report_staffing_options(Context *context, gboolean wanted,
	StaffingSettings *settings, GError **error)
{
	*settings = (StaffingSettings){.question = {.arrivals = -1,
		.target = 0.8, .occupancy = 1, .concurrency = 1}};
	StaffingQuestion *question = &settings->question;
	if (!wanted)
		return refuse_given(context, error);
	return read_arrivals(context, settings, error) &&
		read_times(context, question, error) &&
		read_percent(context, "target", 1, 99, &question->target,
			error) &&
		read_percent(context, "shrinkage", 0, 95, &question->shrinkage,
			error) &&
		read_percent(context, "occupancy", 1, 100,
			&question->occupancy, error) &&
		read_count(context, "agents", STAFFING_AGENTS_LIMIT,
			&settings->agents, error) &&
		read_count(context, "concurrency",
			STAFFING_CONCURRENCY_LIMIT, &question->concurrency,
			error);
}
