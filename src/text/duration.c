#include "text/date.h"

#include "base/error.h"
#include "text/date_words.h"

static const Phrase
	no_working_time = {"\"%1\": working time cannot be counted here; give "
			"calendar time, such as 4h or 2d",
		"«%1»: рабочее время здесь посчитать нельзя; задайте обычное, "
		"например 4h или 2d"},
	unreadable = {"cannot read the duration \"%1\"; try 15m, 1h30, 1:30, "
			"1.5h, \"2d 4h\", 1ч30м",
		"длительность «%1» не разобрать; годятся 15м, 1ч30, 1:30, "
		"1,5ч, «2д 4ч», 1h30m"},
	unreadable_as = {"cannot read the duration \"%2\": %1; try 15m, 1h30, "
			"1:30, 1.5h, \"2d 4h\", 1ч30м",
		"длительность «%2» не разобрать: %1; годятся 15м, 1ч30, 1:30, "
		"1,5ч, «2д 4ч», 1h30m"},
	months = {"months and years have no fixed length, give days",
		"у месяцев и лет нет точной длины, укажите дни"},
	no_unit = {"it needs a unit", "нужна единица"},
	work_alone = {"give working hours or working days, not both: 4bh, 3bd",
		"укажите рабочие часы или рабочие дни, не то и другое: 4bh, "
		"3bd"};

/* More than any target or date may be away. */
enum { MOST_DAYS = 100000 };

static gboolean usage(GError **error, const char *text, const Phrase *why)
{
	if (!why)
		return desk_refuse(error, DESK_ERROR_USAGE, &unreadable, text,
			NULL);
	desk_refuse(error, DESK_ERROR_USAGE, why, NULL);
	desk_error_reword(error, &unreadable_as, text, NULL);
	return FALSE;
}

/* "1:30" */
static gboolean read_clock(const Token *tokens, gint64 *seconds)
{
	if (tokens[0].kind != TOKEN_NUMBER || tokens[0].number > 9999 ||
		tokens[1].text[0] != ':' || !tokens[1].glued ||
		tokens[2].kind != TOKEN_NUMBER || !tokens[2].glued ||
		tokens[2].digits != 2 || tokens[2].number > 59 ||
		tokens[3].kind != TOKEN_END)
		return FALSE;
	*seconds = tokens[0].number * 3600 + tokens[2].number * 60;
	return TRUE;
}

static gboolean calendar_seconds(const DateSpan *span, const char *text,
	gint64 *seconds, GError **error)
{
	if (span->months > 0)
		return usage(error, text, &months);
	*seconds = span->days * 86400 + span->seconds;
	return TRUE;
}

gboolean duration_parse(const char *text, gint64 *seconds, GError **error)
{
	Token tokens[DATE_TOKENS];
	DateSpan span;
	guint at = 0;
	if (!date_scan(text, tokens))
		return usage(error, text, NULL);
	if (read_clock(tokens, seconds))
		return TRUE;
	if (tokens[0].kind == TOKEN_NUMBER && tokens[1].kind == TOKEN_END) {
		if (tokens[0].number == 0) {
			*seconds = 0;
			return TRUE;
		}
		return usage(error, text, &no_unit);
	}
	if (!date_span_read(tokens, &at, FALSE, &span) ||
		tokens[at].kind != TOKEN_END)
		return usage(error, text, NULL);
	if (span.business)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_working_time,
			text, NULL);
	return calendar_seconds(&span, text, seconds, error);
}

gint64 duration_minutes(const char *text)
{
	gint64 number;
	if (g_ascii_string_to_signed(text, 10, 0, G_MAXINT32, &number, NULL))
		return number;
	return *text && duration_parse(text, &number, NULL) ?
		(number + 59) / 60 : 0;
}

gboolean work_span_parse(const char *text, WorkSpan *span, GError **error)
{
	Token tokens[DATE_TOKENS];
	DateSpan read;
	guint at = 0;
	*span = (WorkSpan){WORK_CALENDAR, 0};
	if (!date_scan(text, tokens) ||
		!date_span_read(tokens, &at, FALSE, &read) ||
		tokens[at].kind != TOKEN_END || !read.business)
		return duration_parse(text, &span->amount, error);
	return date_span_work(&read, span) ||
		usage(error, text, &work_alone);
}

gboolean date_span_work(const DateSpan *read, WorkSpan *span)
{
	if (read->months > 0 || (read->days > 0 && read->has_time) ||
		(read->days > 0 && read->seconds > 0))
		return FALSE;
	*span = read->days > 0 ?
		(WorkSpan){WORK_DAYS, MIN(read->days, MOST_DAYS) * WORKDAY} :
		(WorkSpan){WORK_HOURS, read->seconds};
	return TRUE;
}
