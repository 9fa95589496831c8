#include "text/date.h"

#include "base/error.h"
#include "text/date_parts.h"

#include <string.h>

static const Phrase
	no_working_time = {"\"%1\": working time cannot be counted here; give "
			"calendar time, such as 4h or 2d",
		"«%1»: рабочее время здесь посчитать нельзя; задайте обычное, "
		"например 4h или 2d"},
	backwards = {"%1..%2 ends before it begins",
		"%1..%2 кончается раньше, чем начинается"},
	unreadable = {"cannot read the date \"%1\"; try today, \"tomorrow "
			"10:00\", fri, 14:00, 21.11, 2026-11-21, 2026-11, 3d, "
			"\"2 weeks ago\", \"in 3h\", eom, завтра, \"пт 10:00\", "
			"\"через 2 часа\"",
		"дату «%1» не разобрать; годятся: сегодня, «завтра 10:00», пт, "
		"14:00, 21.11, 2026-11-21, 2026-11, 3д, «2 недели назад», "
		"«через 2 часа», eom, today, \"in 3h\""},
	unreadable_as = {"cannot read the date \"%2\": %1; try today, \"tomorrow "
			"10:00\", fri, 14:00, 21.11, 2026-11-21, 2026-11, 3d, "
			"\"2 weeks ago\", \"in 3h\", eom, завтра, \"пт 10:00\", "
			"\"через 2 часа\"",
		"дату «%2» не разобрать: %1; годятся: сегодня, «завтра 10:00», "
		"пт, 14:00, 21.11, 2026-11-21, 2026-11, 3д, «2 недели назад», "
		"«через 2 часа», eom, today, \"in 3h\""},
	no_time = {"no such time", "такого времени нет"},
	no_day = {"no such day", "такого дня нет"},
	needs_day = {"a time needs a day", "время указывают для одного дня"},
	work_alone = {"give working hours or working days alone, such as 4bh or "
			"3bd",
		"укажите только рабочие часы или только рабочие дни: 4bh или "
		"3bd"},
	far = {"out of range", "слишком далеко"},
	clock_far = {"the clock is out of range",
		"на часах невозможное время"},
	foreign = {"\"%1\" is not understood", "«%1» непонятно"};

/* Where a deadline that names only a day lies. */
enum { END_OF_WORK = 18 };
#define HALF_YEAR (183 * 24 * 60 * 60)

/* A hundred years, in days. */
#define MOST_WORK (WORKDAY * 36600)

typedef struct {
	Instant now;
	GTimeZone *zone;
	DateDirection direction;
	const DateWork *work;
	gboolean deadline; /* one instant ahead is wanted: date_parse() */
	GDate today;
} Frame;

/* [from, until), and how long it is in units of the calendar. */
typedef struct {
	Instant from, until;
	gboolean whole_days;
	GDate first, after; /* if whole_days */
	gboolean is_week;
} Range;

/* Why, if that is said already. */
static gboolean usage_here(GError **error, const char *text)
{
	desk_error_reword(error, &unreadable_as, text, NULL);
	return FALSE;
}

static gboolean usage(GError **error, const char *text, const Phrase *why)
{
	if (!why)
		return desk_refuse(error, DESK_ERROR_USAGE, &unreadable, text,
			NULL);
	desk_refuse(error, DESK_ERROR_USAGE, why, NULL);
	return usage_here(error, text);
}

/* --- calendar ----------------------------------------------------------- */

static gboolean date_make(gint64 year, gint64 month, gint64 day, GDate *date)
{
	g_date_clear(date, 1);
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
		day > 31 ||
		!g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
			(GDateYear)year))
		return FALSE;
	g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return TRUE;
}

static gboolean date_shift(GDate *date, gint64 days)
{
	gint64 julian = (gint64)g_date_get_julian(date) + days;
	if (julian < 1 || julian > 3652059) /* 9999-12-31 */
		return FALSE;
	g_date_set_julian(date, (guint32)julian);
	return TRUE;
}

static gboolean month_shift(GDate *date, gint64 months)
{
	gint64 count = g_date_get_year(date) * 12 + g_date_get_month(date) - 1 +
		months;
	return count >= 12 && date_make(count / 12, count % 12 + 1, 1, date);
}

/* The instant of a local time; one that the clocks skip is the next that
 * exists. */
static gboolean local_instant(const Frame *frame, const GDate *date,
	gint64 second_of_day, Instant *at)
{
	GDate day = *date;
	if (second_of_day >= 86400 && !date_shift(&day, 1))
		return FALSE;
	int second = (int)(second_of_day % 86400);
	g_autoptr(GDateTime) local = g_date_time_new(frame->zone,
		g_date_get_year(&day), (gint)g_date_get_month(&day),
		g_date_get_day(&day), second / 3600, second / 60 % 60,
		second % 60);
	if (!local)
		return FALSE;
	*at = instant_from_date_time(local);
	return TRUE;
}

/* The first instant of a day: where clocks go back over midnight there are
 * two midnights. */
static gboolean day_instant(const Frame *frame, const GDate *date, Instant *at)
{
	if (!local_instant(frame, date, 0, at))
		return FALSE;
	for (int back = 7200; back > 0; back -= 1800) {
		g_autoptr(GDateTime) earlier = instant_to_date_time(*at - back,
			frame->zone);
		if (earlier &&
			g_date_time_get_day_of_month(earlier) ==
				g_date_get_day(date) &&
			g_date_time_get_hour(earlier) == 0 &&
			g_date_time_get_minute(earlier) == 0) {
			*at -= back;
			break;
		}
	}
	return TRUE;
}

static gboolean frame_init(Frame *frame, const DateSetting *setting,
	DateDirection direction)
{
	*frame = (Frame){.now = setting->now, .zone = setting->zone,
		.direction = direction, .work = setting->work};
	g_autoptr(GDateTime) local = instant_to_date_time(setting->now,
		setting->zone);
	return local &&
		date_make(g_date_time_get_year(local),
			g_date_time_get_month(local),
			g_date_time_get_day_of_month(local), &frame->today);
}

/* --- days of the calendar ------------------------------------------------ */

/* The seven, thirty … days from `first` that `unit` has. */
static gboolean unit_after(int unit, const GDate *first, GDate *after)
{
	*after = *first;
	switch (unit) {
	case UNIT_DAY:
		return date_shift(after, 1);
	case UNIT_WEEK:
		return date_shift(after, 7);
	case UNIT_MONTH:
		return month_shift(after, 1);
	case UNIT_QUARTER:
		return month_shift(after, 3);
	default:
		return month_shift(after, 12);
	}
}

/* The start of the unit that `date` is in, `shift` units away. */
static gboolean unit_start(int unit, int shift, GDate *date)
{
	gint64 month = g_date_get_month(date);
	switch (unit) {
	case UNIT_DAY:
		return date_shift(date, shift);
	case UNIT_WEEK:
		return date_shift(date,
			shift * 7 - (gint64)g_date_get_weekday(date) + 1);
	case UNIT_MONTH:
		return month_shift(date, shift);
	case UNIT_QUARTER:
		return month_shift(date, shift * 3 - (month - 1) % 3);
	default:
		return month_shift(date, shift * 12 - (month - 1));
	}
}

static gboolean range_of(Range *range, int unit)
{
	range->whole_days = TRUE;
	range->is_week = unit == UNIT_WEEK;
	return unit_after(unit, &range->first, &range->after);
}

/* TRUE if the day, or that time of it, is over. */
static gboolean is_over(const Frame *frame, const GDate *day,
	const TimePart *time)
{
	Instant end;
	gint64 second = time->given ? time->hour * 3600 + time->minute * 60 +
			time->second :
		frame->deadline ? END_OF_WORK * 3600 :
				  86400;
	return local_instant(frame, day, second, &end) && end <= frame->now;
}

static gboolean place_weekday(const Frame *frame, const DateParts *parts,
	GDate *day)
{
	gint64 ahead = (parts->day.number - g_date_get_weekday(day) + 7) % 7;
	if (parts->day.kind == PART_BEFORE)
		return date_shift(day, ahead == 0 ? -7 : ahead - 7);
	if (frame->direction == DATE_PAST)
		return date_shift(day, ahead == 0 ? 0 : ahead - 7);
	if (ahead == 0 && is_over(frame, day, &parts->time))
		ahead = 7;
	return date_shift(day, ahead);
}

/* The nearest year in the direction that has this day; 29.02 needs a search. */
static gboolean place_yearless(const Frame *frame, const DateParts *parts,
	GDate *day)
{
	int step = frame->direction == DATE_PAST ? -1 : 1;
	int year = g_date_get_year(&frame->today);
	for (int tries = 0; tries <= 8; tries++, year += step) {
		if (!date_make(year, parts->day.month, parts->day.day, day))
			continue;
		int order = g_date_compare(day, &frame->today);
		if (order == 0 || order == step)
			return order != 0 || step < 0 ||
				!is_over(frame, day, &parts->time) ||
				date_make(year + 1, parts->day.month,
					parts->day.day, day);
	}
	return FALSE;
}

/* Month or quarter without a year: the one that began last, or that ends next. */
static gboolean place_month(const Frame *frame, gint64 month, int months,
	GDate *first)
{
	if (!date_make(g_date_get_year(&frame->today), month, 1, first))
		return FALSE;
	if (frame->direction == DATE_PAST)
		return g_date_compare(first, &frame->today) <= 0 ||
			month_shift(first, -12);
	GDate after = *first;
	return month_shift(&after, months) &&
		(g_date_compare(&after, &frame->today) > 0 ||
			month_shift(first, 12));
}

static gboolean place_iso_week(const DatePart *part, GDate *first)
{
	/* 4 January is always in week 1. */
	if (part->number < 1 || part->number > 53 ||
		!date_make(part->year, 1, 4, first) ||
		!unit_start(UNIT_WEEK, (int)part->number - 1, first))
		return FALSE;
	GDate thursday = *first;
	return date_shift(&thursday, 3) &&
		g_date_get_year(&thursday) == part->year;
}

static gboolean place_unit(const DatePart *part, Range *range)
{
	int unit = (int)part->number;
	if (!unit_start(unit, part->shift, &range->first) ||
		!range_of(range, unit))
		return FALSE;
	if (!part->is_end)
		return TRUE;
	range->first = range->after;
	return date_shift(&range->first, -1);
}

static gboolean place_day(const Frame *frame, const DateParts *parts,
	Range *range)
{
	const DatePart *part = &parts->day;
	GDate *first = &range->first;
	*first = frame->today;
	switch (part->kind) {
	case PART_DAY:
		return date_make(part->year, part->month, part->day, first) &&
			range_of(range, UNIT_DAY);
	case PART_YEARLESS:
		return place_yearless(frame, parts, first) &&
			range_of(range, UNIT_DAY);
	case PART_WEEKDAY:
	case PART_BEFORE:
		return place_weekday(frame, parts, first) &&
			range_of(range, UNIT_DAY);
	case PART_OF_WEEK:
		return unit_start(UNIT_WEEK, part->shift, first) &&
			date_shift(first, part->number - 1) &&
			range_of(range, UNIT_DAY);
	case PART_OFFSET:
		return date_shift(first, part->number) &&
			range_of(range, UNIT_DAY);
	case PART_ISO_WEEK:
		return place_iso_week(part, first) && range_of(range, UNIT_WEEK);
	case PART_MONTH:
		return date_make(part->year, part->month, 1, first) &&
			range_of(range, UNIT_MONTH);
	case PART_MONTH_NAME:
		return place_month(frame, part->month, 1, first) &&
			range_of(range, UNIT_MONTH);
	case PART_QUARTER:
		return part->number <= 4 &&
			date_make(part->year, part->number * 3 - 2, 1, first) &&
			range_of(range, UNIT_QUARTER);
	case PART_QUARTER_NAME:
		return part->number <= 4 &&
			place_month(frame, part->number * 3 - 2, 3, first) &&
			range_of(range, UNIT_QUARTER);
	case PART_YEAR:
		return date_make(part->year, 1, 1, first) &&
			range_of(range, UNIT_YEAR);
	case PART_UNIT:
		return place_unit(part, range);
	default:
		return TRUE;
	}
}

/* --- putting the parts together ------------------------------------------ */

static gboolean range_at(Range *range, Instant at, gint64 seconds)
{
	/* Years 1 to 9999. */
	if (at < -62135596800 || at > 253402300799)
		return FALSE;
	range->from = at;
	range->until = at + seconds;
	return TRUE;
}

static gboolean time_is_valid(const TimePart *time)
{
	if (time->hour == 24)
		return time->minute == 0 && time->second == 0;
	return time->hour < 24 && time->minute < 60 && time->second < 60;
}

static gboolean compose_time(const Frame *frame, const DateParts *parts,
	const GDate *day, Range *range)
{
	const TimePart *time = &parts->time;
	gint64 second = time->hour * 3600 + time->minute * 60 + time->second;
	gint64 length = time->has_second ? 1 : 60;
	Instant at;
	if (time->has_zone) {
		Frame utc = *frame;
		g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
		utc.zone = zone;
		return local_instant(&utc, day, second, &at) &&
			range_at(range, at - time->offset, length);
	}
	if (!local_instant(frame, day, second, &at))
		return FALSE;
	/* "14:00" as a deadline at 15:00 means tomorrow's. */
	GDate next = *day;
	if (parts->day.kind == PART_NONE && !parts->has_span && at <= frame->now &&
		frame->direction == DATE_FUTURE &&
		(!date_shift(&next, 1) ||
			!local_instant(frame, &next, second, &at)))
		return FALSE;
	return range_at(range, at, length);
}

static gboolean compose_span(const Frame *frame, const DateParts *parts,
	Range *range)
{
	int sign = parts->span_sign != 0 ? parts->span_sign :
		frame->direction == DATE_PAST ? -1 :
						1;
	const DateSpan *span = &parts->span;
	if (span->months > 12 * 9999 || span->days > 366 * 9999)
		return FALSE;
	g_autoptr(GDateTime) local = instant_to_date_time(frame->now,
		frame->zone);
	g_autoptr(GDateTime) months = local ?
		g_date_time_add_months(local, sign * (gint)span->months) : NULL;
	g_autoptr(GDateTime) moved = months ?
		g_date_time_add_days(months, sign * (gint)span->days) : NULL;
	if (!moved)
		return FALSE;
	if (!parts->time.given)
		return range_at(range, instant_from_date_time(moved) +
			sign * span->seconds, 1);
	GDate day;
	return !span->has_time && date_make(g_date_time_get_year(moved),
		g_date_time_get_month(moved),
		g_date_time_get_day_of_month(moved), &day) &&
		compose_time(frame, parts, &day, range);
}

static gboolean compose(const Frame *frame, const DateParts *parts,
	Range *range, const Phrase **why)
{
	memset(range, 0, sizeof *range);
	gboolean has_day = parts->day.kind != PART_NONE;
	int count = has_day + parts->has_span + parts->is_now + parts->has_epoch;
	*why = NULL;
	if (count > 1 || (count == 0 && !parts->time.given) ||
		((parts->is_now || parts->has_epoch) && parts->time.given))
		return FALSE;
	*why = &no_time;
	if (parts->time.given && !time_is_valid(&parts->time))
		return FALSE;
	*why = &no_day;
	if (parts->is_now)
		return range_at(range, frame->now, 1);
	if (parts->has_epoch)
		return range_at(range, parts->epoch, 1);
	if (parts->has_span)
		return compose_span(frame, parts, range);
	if (!place_day(frame, parts, range))
		return FALSE;
	if (!parts->time.given)
		return day_instant(frame, &range->first, &range->from) &&
			day_instant(frame, &range->after, &range->until);
	GDate one = range->first;
	*why = &needs_day;
	if (has_day && (!date_shift(&one, 1) ||
		g_date_compare(&one, &range->after) != 0))
		return FALSE;
	one = range->first;
	range->whole_days = FALSE;
	return compose_time(frame, parts, &one, range);
}

/* Working time: by whoever has a calendar. */
static gboolean compose_work(const char *text, const Frame *frame,
	const DateParts *parts, Range *range, GError **error)
{
	WorkSpan span;
	gboolean back = parts->span_sign != 0 ? parts->span_sign < 0 :
		frame->direction == DATE_PAST;
	Instant at;
	if (!frame->work)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_working_time,
			text, NULL);
	if (parts->time.given || !date_span_work(&parts->span, &span))
		return usage(error, text, &work_alone);
	if (span.amount > MOST_WORK)
		return usage(error, text, &far);
	span.amount = back ? -span.amount : span.amount;
	if (!frame->work->add(frame->work->data, frame->now, span, &at, error))
		return FALSE;
	return range_at(range, at, 1) || usage(error, text, &far);
}

static gboolean read_range(const char *text, const Frame *frame, Range *range,
	GError **error)
{
	DateParts parts;
	g_autofree char *word = NULL;
	if (!date_parts_read(text, &parts, &word)) {
		if (!word)
			return usage(error, text, NULL);
		desk_refuse(error, DESK_ERROR_USAGE, &foreign, word, NULL);
		return usage_here(error, text);
	}
	if (parts.has_span && parts.span.business)
		return compose_work(text, frame, &parts, range, error);
	const Phrase *why;
	if (!compose(frame, &parts, range, &why))
		return usage(error, text, why);
	return TRUE;
}

/* --- the module ----------------------------------------------------------- */

gboolean date_read_range(const char *text, const DateSetting *setting,
	DateDirection direction, Instant *from, Instant *until, GError **error)
{
	Frame frame;
	Range range;
	if (!frame_init(&frame, setting, direction))
		return usage(error, text, &clock_far);
	if (!read_range(text, &frame, &range, error))
		return FALSE;
	*from = range.from;
	*until = range.until;
	return TRUE;
}

gboolean date_parse_range(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *from, Instant *until, GError **error)
{
	const DateSetting setting = {now, zone, NULL};
	return date_read_range(text, &setting, direction, from, until, error);
}

/* A day as a deadline is its end of work; a week its Friday's; any longer
 * time its last day's. */
static gboolean deadline_of(const Frame *frame, const Range *range, Instant *at)
{
	GDate day = range->after;
	if (!date_shift(&day, -1))
		return FALSE;
	GDate friday = day;
	if (range->is_week && date_shift(&friday, -2) &&
		g_date_compare(&friday, &frame->today) >= 0)
		day = friday;
	if (!local_instant(frame, &day, END_OF_WORK * 3600, at))
		return FALSE;
	/* "today" said in the evening. */
	Instant end;
	if (*at <= frame->now && local_instant(frame, &day, 86400 - 60, &end) &&
		end > frame->now)
		*at = end;
	return TRUE;
}

gboolean date_read(const char *text, const DateSetting *setting,
	DateDirection direction, Instant *at, GError **error)
{
	Frame frame;
	Range range = {0};
	if (!frame_init(&frame, setting, direction))
		return usage(error, text, &clock_far);
	frame.deadline = direction == DATE_FUTURE;
	if (!read_range(text, &frame, &range, error))
		return FALSE;
	if (!frame.deadline || !range.whole_days) {
		*at = range.from;
		return TRUE;
	}
	return deadline_of(&frame, &range, at) ||
		usage(error, text, &far);
}

gboolean date_parse(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *at, GError **error)
{
	const DateSetting setting = {now, zone, NULL};
	return date_read(text, &setting, direction, at, error);
}

gboolean date_is_span(const char *text)
{
	DateParts parts;
	g_autofree char *word = NULL;
	return date_parts_read(text, &parts, &word) && parts.has_span &&
		parts.day.kind == PART_NONE && !parts.time.given;
}

gboolean date_read_between(const char *first, const char *last,
	const DateSetting *setting, DateDirection direction, Instant *from,
	Instant *until, GError **error)
{
	Instant end, begin;
	if (!date_read_range(first, setting, direction, from, &end, error) ||
		!date_read_range(last, setting, direction, &begin, until,
			error))
		return FALSE;
	if (*until > *from)
		return TRUE;
	/* "mon..fri" on a Wednesday: the Friday after that Monday; but nobody
	 * means the next year by "5.12..1.12". */
	const DateSetting then = {*from, setting->zone, setting->work};
	if (!date_read_range(last, &then, DATE_FUTURE, &begin, until, error))
		return FALSE;
	if (*until > *from && *until - *from <= HALF_YEAR)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &backwards, first, last,
		NULL);
}

gboolean date_parse_between(const char *first, const char *last, Instant now,
	GTimeZone *zone, DateDirection direction, Instant *from, Instant *until,
	GError **error)
{
	const DateSetting setting = {now, zone, NULL};
	return date_read_between(first, last, &setting, direction, from, until,
		error);
}
