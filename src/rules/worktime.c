#include "rules/worktime.h"

#include <string.h>

#include "base/error.h"

static const Phrase
	no_hours = {"the calendar \"%1\" has no working time, so %2 from %3 "
			"never comes; give it hours under \"week:\"",
		"в календаре «%1» нет рабочего времени, поэтому %2 от %3 "
		"никогда не наступит; задайте часы в «week:»"},
	none_before = {"the calendar \"%1\" has no %2 of working time before "
			"%3; give it hours under \"week:\"",
		"в календаре «%1» нет %2 рабочего времени до %3; задайте "
		"часы в «week:»"},
	none_after = {"the calendar \"%1\" has no %2 of working time after "
			"%3; give it hours under \"week:\"",
		"в календаре «%1» нет %2 рабочего времени после %3; задайте "
		"часы в «week:»"};

enum { HOUR = 3600, DAY = 24 * HOUR };
/* What a sum of parts of business days may lack, each a half at most. */
enum { ROUNDED = 8 };
enum { YEARS = WORKTIME_LAST_YEAR - WORKTIME_FIRST_YEAR + 1 };
/* Of a local year in UTC, whatever the zone. */
enum { YEAR_DAYS = 366 + 4 };

/* Worked from `start` to `end`; what of it passed before, since the year
 * began. */
typedef struct {
	Instant start, end;
	gint64 seconds; /* worked before `start` */
	gint64 days;	/* whole business days before this one */
	gint64 of_day;	/* worked that day before `start` */
	gint64 length;	/* of that day */
} Stretch;

/* A local year: stretches in order, and their sums. */
typedef struct {
	GArray *stretches;
	gint64 seconds, days;
	Instant begin;		   /* of the first of `ended` */
	guint ended[YEAR_DAYS + 1]; /* stretches before each day of UTC */
} Year;

struct Worktime {
	const Calendar *calendar;
	Year *years[YEARS];
	/* From … to before …: in year `sure`, in whatever zone. */
	Instant sure_from, sure_until;
	int sure;
};

static void year_free(Year *year)
{
	if (!year)
		return;
	g_array_unref(year->stretches);
	g_free(year);
}

Worktime *worktime_new(const Calendar *calendar)
{
	Worktime *worktime = g_new0(Worktime, 1);
	worktime->calendar = calendar;
	return worktime;
}

void worktime_free(Worktime *worktime)
{
	if (!worktime)
		return;
	for (guint i = 0; i < YEARS; i++)
		year_free(worktime->years[i]);
	g_free(worktime);
}

const Calendar *worktime_calendar(const Worktime *worktime)
{
	return worktime->calendar;
}

/* --- the year ------------------------------------------------------------ */

/* Seconds since 1970 that the wall clock shows, as if it were UTC. */
typedef gint64 Wall;

static Wall wall_of(const GDate *day)
{
	return ((gint64)g_date_get_julian(day) - INSTANT_FIRST_DAY) * DAY;
}

static gint64 offset_at(GTimeZone *zone, Instant at)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL,
		at);
	return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

/* The first instant in (from, until] with another offset than `from` has;
 * `until` must have one, and no more than one change lie between: GLib tells
 * offsets, not when they change. */
static Instant change_between(GTimeZone *zone, Instant from, Instant until)
{
	gint64 offset = offset_at(zone, from);
	while (until - from > 1) {
		Instant middle = from + (until - from) / 2;
		if (offset_at(zone, middle) == offset)
			from = middle;
		else
			until = middle;
	}
	return until;
}

/* A time of constant offset: wall = instant + offset in [from, until). */
typedef struct {
	Instant from, until;
	gint64 offset;
} Constant;

/* Looked for a day at a time: no zone changes twice within one and back. */
static GArray *constants(GTimeZone *zone, Instant from, Instant until)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(Constant));
	Constant part = {from, until, offset_at(zone, from)};
	for (Instant at = from; at < until; at += DAY) {
		Instant next = MIN(at + DAY, until);
		if (offset_at(zone, next) == part.offset)
			continue;
		part.until = change_between(zone, at, next);
		g_array_append_val(parts, part);
		part = (Constant){part.until, until, offset_at(zone,
			part.until)};
	}
	g_array_append_val(parts, part);
	return parts;
}

typedef struct {
	const GArray *constants;
	guint first; /* the constant in which the day at hand begins */
	GArray *stretches;
	Year *year;
} Builder;

static void add_stretch(Builder *builder, Instant start, Instant end,
	guint first)
{
	GArray *stretches = builder->stretches;
	Stretch *last = stretches->len > 0 ? &g_array_index(stretches,
		Stretch, stretches->len - 1) : NULL;
	/* Clocks that went back over midnight: in order, whatever the date. */
	if (last)
		start = MAX(start, last->end);
	if (start >= end)
		return;
	if (last && last->end == start && stretches->len > first) {
		last->end = end;
		return;
	}
	Stretch stretch = {.start = start, .end = end};
	g_array_append_val(stretches, stretch);
}

/* The hours of a day within each time of constant offset. */
static void add_hours(Builder *builder, Wall midnight, const GArray *hours,
	guint first)
{
	for (guint i = builder->first; i < builder->constants->len; i++) {
		const Constant *part = &g_array_index(builder->constants,
			Constant, i);
		Wall begin = part->from + part->offset;
		if (begin >= midnight + DAY)
			break;
		for (guint j = 0; j < hours->len; j++) {
			const WorkHours *own = &g_array_index(hours, WorkHours,
				j);
			Instant start = midnight + own->from * 60 -
				part->offset;
			Instant end = midnight + own->until * 60 -
				part->offset;
			start = MAX(start, part->from);
			end = MIN(end, part->until);
			if (start < end)
				add_stretch(builder, start, end, first);
		}
	}
}

static void sum_day(Builder *builder, guint first)
{
	Year *year = builder->year;
	gint64 length = 0;
	for (guint i = first; i < builder->stretches->len; i++) {
		Stretch *own = &g_array_index(builder->stretches, Stretch, i);
		own->seconds = year->seconds + length;
		own->of_day = length;
		own->days = year->days;
		length += own->end - own->start;
	}
	for (guint i = first; i < builder->stretches->len; i++)
		g_array_index(builder->stretches, Stretch, i).length = length;
	year->seconds += length;
	year->days += length > 0;
}

static void add_day(Builder *builder, const GDate *day, const GArray *hours)
{
	Wall midnight = wall_of(day);
	guint first = builder->stretches->len;
	/* A part that ended two days ago is of no day to come. */
	while (builder->first + 1 < builder->constants->len) {
		const Constant *part = &g_array_index(builder->constants,
			Constant, builder->first);
		if (part->until + part->offset > midnight - 2 * DAY)
			break;
		builder->first++;
	}
	add_hours(builder, midnight, hours, first);
	sum_day(builder, first);
}

static void count_ended(Year *year)
{
	const GArray *all = year->stretches;
	guint count = 0;
	for (int day = 0; day <= YEAR_DAYS; day++) {
		Instant at = year->begin + (Instant)day * DAY;
		while (count < all->len && g_array_index(all, Stretch,
			count).end <= at)
			count++;
		year->ended[day] = count;
	}
}

static Year *year_make(const Calendar *calendar, int number)
{
	Year *year = g_new0(Year, 1);
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, 1, G_DATE_JANUARY, (GDateYear)number);
	Wall start = wall_of(&day);
	GDate next;
	g_date_clear(&next, 1);
	g_date_set_dmy(&next, 1, G_DATE_JANUARY, (GDateYear)(number + 1));
	gint64 count = (wall_of(&next) - start) / DAY;
	year->begin = start - 2 * DAY;
	g_autoptr(GArray) parts = constants(calendar->zone, year->begin,
		start + (count + 2) * DAY);
	year->stretches = g_array_new(FALSE, TRUE, sizeof(Stretch));
	Builder builder = {parts, 0, year->stretches, year};
	for (gint64 i = 0; i < count; i++, g_date_add_days(&day, 1)) {
		const GArray *hours = calendar_hours(calendar, &day);
		if (hours->len > 0)
			add_day(&builder, &day, hours);
	}
	count_ended(year);
	return year;
}

/* --- finding ------------------------------------------------------------- */

static const Year *year_at(Worktime *worktime, int index)
{
	g_assert(index >= 0 && index < YEARS);
	if (!worktime->years[index])
		worktime->years[index] = year_make(worktime->calendar,
			WORKTIME_FIRST_YEAR + index);
	return worktime->years[index];
}

/* The local year of `at`, beyond the ends -1 or YEARS. */
static int year_of(Worktime *worktime, Instant at)
{
	const Instant last = 7289654400; /* 2201-01-01 */
	if (at >= worktime->sure_from && at < worktime->sure_until)
		return worktime->sure;
	if (at < -DAY * 2)
		return -1;
	if (at > last)
		return YEARS;
	/* No zone is two days away from UTC: only where a year ends the zone is
	 * asked, which is slow. */
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_julian(&day, (guint32)(INSTANT_FIRST_DAY +
		(at + 2 * DAY) / DAY - 2));
	guint of_year = g_date_get_day_of_year(&day);
	if (of_year > 2 && of_year < 363) {
		worktime->sure_from = wall_of(&day) - (of_year - 3) * DAY;
		worktime->sure_until = worktime->sure_from + 360 * DAY;
		worktime->sure = CLAMP((int)g_date_get_year(&day) -
			WORKTIME_FIRST_YEAR, -1, YEARS);
		return worktime->sure;
	}
	g_autoptr(GDateTime) local = instant_to_date_time(at,
		worktime->calendar->zone);
	int year = local ? g_date_time_get_year(local) : 0;
	return CLAMP(year - WORKTIME_FIRST_YEAR, -1, YEARS);
}

/* The first stretch of the year that ends after `at`; its length if none. */
static guint stretch_after(const Year *year, Instant at)
{
	Instant day = CLAMP((at - year->begin) / DAY, 0, YEAR_DAYS);
	guint place = year->ended[day];
	while (place < year->stretches->len && g_array_index(year->stretches,
		Stretch, place).end <= at)
		place++;
	return place;
}

/* What a day is worth by `seconds` of its `length`, to the nearest unit. */
static gint64 share(gint64 seconds, gint64 length)
{
	return (seconds * WORKDAY + length / 2) / length;
}

/* What passed of the year before `at`. */
static gint64 passed(const Year *year, WorkUnit unit, Instant at)
{
	guint i = stretch_after(year, at);
	if (i == year->stretches->len)
		return unit == WORK_DAYS ? year->days * WORKDAY : year->seconds;
	const Stretch *own = &g_array_index(year->stretches, Stretch, i);
	gint64 inside = MAX(at - own->start, 0);
	if (unit == WORK_DAYS)
		return own->days * WORKDAY +
			share(own->of_day + inside, own->length);
	return own->seconds + inside;
}

static gint64 whole(const Year *year, WorkUnit unit)
{
	return unit == WORK_DAYS ? year->days * WORKDAY : year->seconds;
}

static gint64 scaled(WorkUnit unit, gint64 seconds)
{
	if (unit != WORK_DAYS)
		return seconds;
	return seconds / DAY * WORKDAY + share(seconds % DAY, DAY);
}

gint64 worktime_measure(Worktime *worktime, WorkUnit unit, Instant from,
	Instant until)
{
	if (until <= from)
		return 0;
	if (unit == WORK_CALENDAR)
		return until - from;
	if (worktime->calendar->always)
		return scaled(unit, until - from);
	int first = year_of(worktime, from), last = year_of(worktime, until);
	if (first == YEARS || last == -1)
		return 0;
	gint64 sum = first < 0 ? 0 :
		-passed(year_at(worktime, first), unit, from);
	for (int i = MAX(first, 0); i < last; i++)
		sum += whole(year_at(worktime, i), unit);
	if (last < YEARS)
		sum += passed(year_at(worktime, last), unit, until);
	return sum;
}

gint64 worktime_between(Worktime *worktime, Instant from, Instant until)
{
	return worktime_measure(worktime, WORK_HOURS, from, until);
}

/* --- adding -------------------------------------------------------------- */

static gint64 end_of(const Stretch *own, WorkUnit unit)
{
	gint64 inside = own->end - own->start;
	return unit == WORK_DAYS ? own->days * WORKDAY +
			share(own->of_day + inside, own->length) :
		own->seconds + inside;
}

/* Where in its day `amount` of business days has passed, to the nearest second:
 * of half a second the next, also where `amount` is a sum of rounded parts. */
static Instant place_in(const Stretch *own, gint64 amount)
{
	gint64 rest = (amount - own->days * WORKDAY + ROUNDED) * own->length;
	gint64 seconds = (rest + WORKDAY / 2) / WORKDAY;
	return CLAMP(own->start + seconds - own->of_day, own->start, own->end);
}

/* Where the year has passed `amount`: in the first stretch whose end has it, so
 * that closing time is closing time (`amount` > 0). `last`: the last instant
 * before which it has, the start of a stretch rather than the end of the one
 * before. */
static Instant reached(const Year *year, WorkUnit unit, gint64 amount,
	gboolean last)
{
	guint low = 0, high = year->stretches->len - !last;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		gint64 end = end_of(&g_array_index(year->stretches, Stretch,
			middle), unit);
		if (last ? end > amount : end >= amount)
			high = middle;
		else
			low = middle + 1;
	}
	const Stretch *own = &g_array_index(year->stretches, Stretch, low);
	if (unit != WORK_DAYS)
		return own->start + amount - own->seconds;
	return place_in(own, amount);
}

static gboolean fail(const Worktime *worktime, WorkSpan span, Instant from,
	GError **error)
{
	g_autofree char *text = work_span_format(span);
	g_autofree char *at = instant_format(from);
	const char *name = worktime->calendar->name;
	if (!calendar_has_work(worktime->calendar))
		desk_refuse(error, DESK_ERROR_CONFIG, &no_hours, name, text, at,
			NULL);
	else if (span.amount < 0)
		desk_refuse(error, DESK_ERROR_CONFIG, &none_before, name, text,
			at, NULL);
	else
		desk_refuse(error, DESK_ERROR_CONFIG, &none_after, name, text,
			at, NULL);
	return FALSE;
}

static gboolean add_forward(Worktime *worktime, Instant from, WorkSpan span,
	Instant *at)
{
	int index = year_of(worktime, from);
	gint64 amount = span.amount;
	if (index >= 0 && index < YEARS)
		amount += passed(year_at(worktime, index), span.unit, from);
	for (index = MAX(index, 0); index < YEARS; index++) {
		const Year *year = year_at(worktime, index);
		if (amount <= whole(year, span.unit)) {
			*at = reached(year, span.unit, amount, FALSE);
			return TRUE;
		}
		amount -= whole(year, span.unit);
	}
	return FALSE;
}

static gboolean add_back(Worktime *worktime, Instant from, WorkSpan span,
	Instant *at)
{
	int index = year_of(worktime, from);
	gint64 amount = span.amount;
	if (index == YEARS)
		index--;
	else if (index >= 0)
		amount += passed(year_at(worktime, index), span.unit, from) -
			whole(year_at(worktime, index), span.unit);
	for (; index >= 0; index--) {
		const Year *year = year_at(worktime, index);
		amount += whole(year, span.unit);
		if (amount >= 0) {
			*at = reached(year, span.unit, amount, TRUE);
			return TRUE;
		}
	}
	return FALSE;
}

static Instant unscaled(WorkSpan span)
{
	if (span.unit != WORK_DAYS)
		return span.amount;
	gint64 rest = ABS(span.amount) % WORKDAY * DAY;
	gint64 seconds = ABS(span.amount) / WORKDAY * DAY +
		(rest + WORKDAY / 2) / WORKDAY;
	return span.amount < 0 ? -seconds : seconds;
}

gboolean worktime_add(Worktime *worktime, Instant from, WorkSpan span,
	Instant *at, GError **error)
{
	*at = from;
	if (span.amount == 0)
		return TRUE;
	if (span.unit == WORK_CALENDAR || worktime->calendar->always) {
		*at = from + unscaled(span);
		return TRUE;
	}
	if (!calendar_has_work(worktime->calendar))
		return fail(worktime, span, from, error);
	if (span.amount > 0 ? add_forward(worktime, from, span, at) :
			      add_back(worktime, from, span, at))
		return TRUE;
	return fail(worktime, span, from, error);
}

/* --- open and closed ----------------------------------------------------- */

/* The first stretch that ends after `at`; NULL if there is none. */
static const Stretch *stretch_from(Worktime *worktime, Instant at)
{
	if (!calendar_has_work(worktime->calendar))
		return NULL;
	for (int i = MAX(year_of(worktime, at), 0); i < YEARS; i++) {
		const Year *year = year_at(worktime, i);
		guint found = stretch_after(year, at);
		if (found < year->stretches->len)
			return &g_array_index(year->stretches, Stretch, found);
	}
	return NULL;
}

gboolean worktime_is_open(Worktime *worktime, Instant at)
{
	if (worktime->calendar->always)
		return TRUE;
	return worktime_next_open(worktime, at) == at;
}

Instant worktime_next_open(Worktime *worktime, Instant at)
{
	if (worktime->calendar->always)
		return at;
	const Stretch *own = stretch_from(worktime, at);
	return own ? MAX(own->start, at) : INSTANT_NONE;
}

Instant worktime_next_close(Worktime *worktime, Instant at)
{
	if (worktime->calendar->always)
		return INSTANT_NONE;
	const Stretch *own = stretch_from(worktime, at);
	/* Midnight between '22:00-24:00' and '00:00-06:00' is no closing. */
	while (own && own->start <= at) {
		at = own->end;
		own = stretch_from(worktime, at);
	}
	return at;
}
