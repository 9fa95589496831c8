/* Values that are times, lengths of time and numbers. */
#include "rules/query_values.h"

#include <string.h>

#include "model/field.h"
#include "text/date.h"

static const Phrase
	endless = {"%1:.. has neither end; give one, or has:%1 for any",
		"%1:.. — диапазон без концов; укажите хоть один или, если "
		"годится любое значение, has:%1"},
	compared = {"a range is written %1:%2.. (from then on) or %1:..%2 "
			"(until then)",
		"диапазон пишут так: %1:%2.. (с этого времени) или %1:..%2 (до "
		"него)"},
	needs_range = {"%1: needs a range: %1:%2.. (that or more) or %1:..%2 "
			"(that or less)",
		"%1: нужен диапазон: %1:%2.. (столько или больше) или %1:..%2 "
		"(столько или меньше)"},
	no_number = {"%1: \"%2\" is no number; write %1:2, %1:2.. or %1:1..3",
		"%1: «%2» — не число; пишите %1:2, %1:2.. или %1:1..3"};

/* Times that people set lie ahead. */
static DateDirection direction_of(const char *name)
{
	const Field *field = field_find(name);
	return (field && field->flags & FIELD_SETTABLE) ||
			strcmp(name, "due") == 0 ?
		DATE_FUTURE : DATE_PAST;
}

/* "created:3d" is the last three days, "due:3d" the next ones. */
static void widen_span(const QueryCheck *check)
{
	QueryValue *value = check->value;
	Instant now = check->context->now;
	if (value->from_at <= now)
		value->until_at = now + 1;
	else {
		value->until_at = value->from_at + 1;
		value->from_at = now;
	}
}

static gboolean read_dates(const QueryCheck *check, GError **error)
{
	const QueryRaw *raw = check->raw;
	const QueryContext *context = check->context;
	QueryValue *value = check->value;
	DateDirection direction = direction_of(check->target->name);
	const DateSetting setting = {context->now, context->zone,
		context->work};
	Instant other;
	g_autofree char *last = raw->has_range ? g_strdup(raw->until) : NULL;
	if (!raw->has_range) {
		if (!date_read_range(raw->from, &setting, direction,
			    &value->from_at, &value->until_at, error))
			return FALSE;
		if (date_is_span(raw->from))
			widen_span(check);
		return TRUE;
	}
	if (*raw->from != '\0' && *last != '\0')
		return date_read_between(raw->from, last, &setting, direction,
			&value->from_at, &value->until_at, error);
	if (*raw->from != '\0')
		return date_read_range(raw->from, &setting, direction,
			&value->from_at, &other, error);
	return date_read_range(last, &setting, direction, &other,
		&value->until_at, error);
}

static gboolean open_range(const QueryCheck *check, GError **error)
{
	const QueryRaw *raw = check->raw;
	if (!raw->has_range || *raw->from != '\0' || *raw->until != '\0')
		return FALSE;
	return !query_fail(error, raw->column, &endless, check->target->name,
		NULL);
}

gboolean query_check_date(const QueryCheck *check, GError **error)
{
	const char *word = check->raw->from;
	if (open_range(check, error))
		return FALSE;
	if (!check->raw->has_range && strchr("<>=", *word)) {
		word += strspn(word, "<>=");
		return query_fail(error, check->raw->column, &compared,
			check->target->name, word, NULL);
	}
	if (read_dates(check, error))
		return TRUE;
	g_prefix_error(error, "%s: ", check->target->name);
	return query_fail_here(error, check->raw->column);
}

/* "2bd": how long ago that much work began. */
static gboolean read_work_span(const QueryContext *context, const char *text,
	gint64 *seconds)
{
	WorkSpan span;
	Instant from;
	if (!work_span_parse(text, &span, NULL) || span.unit == WORK_CALENDAR)
		return FALSE;
	WorkSpan back = {span.unit, -span.amount};
	if (!context->work || !context->work->add(context->work->data,
			context->now, back, &from, NULL))
		from = query_work_before(context->zone, context->now,
			span.unit == WORK_DAYS ? span.amount / WORKDAY : 0,
			span.unit == WORK_HOURS ? span.amount : 0);
	*seconds = context->now - from;
	return TRUE;
}

/* Ages are told by the calendar ("1mo"), work by the clock ("1:30"). */
static gboolean read_span(const QueryCheck *check, const char *text, gint64 *seconds,
	GError **error)
{
	const QueryContext *context = check->context;
	Instant from, until;
	*seconds = -1;
	if (*text == '\0')
		return TRUE;
	if (strcmp(check->target->name, "worked") != 0 &&
		read_work_span(context, text, seconds))
		return TRUE;
	if (strcmp(check->target->name, "worked") == 0 || !date_is_span(text) ||
		strchr(text, ':'))
		return duration_parse(text, seconds, error);
	if (!date_parse_range(text, context->now, context->zone, DATE_PAST,
		&from, &until, error))
		return FALSE;
	*seconds = ABS(context->now - from);
	return TRUE;
}

/* "3+" is that and more: `up`, and the plus is taken off. */
static char *without_plus(const QueryRaw *raw, gboolean *up)
{
	gsize length = strlen(raw->from);
	*up = !raw->has_range && length > 1 && raw->from[length - 1] == '+';
	return g_strndup(raw->from, length - *up);
}

gboolean query_check_span(const QueryCheck *check, GError **error)
{
	const QueryRaw *raw = check->raw;
	QueryValue *value = check->value;
	const char *name = check->target->name;
	if (open_range(check, error))
		return FALSE;
	gboolean up;
	g_autofree char *word = without_plus(raw, &up);
	const char *plain = word + strspn(word, "<>=");
	if (!raw->has_range && !up)
		return query_fail(error, raw->column, &needs_range, name, plain,
			NULL);
	if (!read_span(check, word, &value->from_span, error) ||
		(raw->has_range &&
			!read_span(check, raw->until, &value->until_span, error))) {
		g_prefix_error(error, "%s: ", name);
		return query_fail_here(error, raw->column);
	}
	value->is_range = TRUE;
	return TRUE;
}

static gboolean read_count(const QueryCheck *check, const char *text, gint64 *count,
	GError **error)
{
	*count = -1;
	if (*text == '\0')
		return TRUE;
	if (*text == '#' && (strcmp(check->target->name, "number") == 0 ||
		strcmp(check->target->name, "was") == 0))
		text++;
	gsize length = strspn(text, "0123456789");
	if (length > 0 && length < 16 && text[length] == '\0') {
		*count = g_ascii_strtoll(text, NULL, 10);
		return TRUE;
	}
	return query_fail(error, check->raw->column, &no_number,
		check->target->name, text, NULL);
}

gboolean query_check_count(const QueryCheck *check, GError **error)
{
	const QueryRaw *raw = check->raw;
	QueryValue *value = check->value;
	if (open_range(check, error))
		return FALSE;
	gboolean up;
	g_autofree char *word = without_plus(raw, &up);
	if (!read_count(check, word, &value->from_span, error) ||
		(raw->has_range &&
			!read_count(check, raw->until, &value->until_span, error)))
		return FALSE;
	if (!raw->has_range && !up)
		value->until_span = value->from_span;
	value->is_range = raw->has_range || up;
	return TRUE;
}
