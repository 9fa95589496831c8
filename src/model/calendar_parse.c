/* Reading a file of the folder calendars; model/calendar.h shows one. */
#include <string.h>

#include "base/error.h"
#include "model/calendar_parts.h"
#include "model/regulation.h"
#include "model/zone.h"

enum { MOST_ERRORS = 50, MOST_INCLUDES = 100, MINUTES_OF_DAY = 1440 };

typedef struct {
	const char *file;
	Calendar *calendar;
	GString *errors;
	guint error_count;
	guint days; /* named so far, of all files */
	CalendarFile include;
	void *data;
} Reader;

static void complain(Reader *reader, const YamlNode *node, const char *format,
	...) G_GNUC_PRINTF(3, 4);

static void complain(Reader *reader, const YamlNode *node, const char *format,
	...)
{
	if (++reader->error_count > MOST_ERRORS)
		return;
	va_list list;
	va_start(list, format);
	g_autofree char *text = g_strdup_vprintf(format, list);
	va_end(list);
	g_autofree char *message = g_utf8_make_valid(text, -1);
	g_string_append_printf(reader->errors, "%s%s:%u:%u: %s",
		reader->errors->len > 0 ? "\n" : "", reader->file, node->line,
		node->column, message);
}

static const char *scalar(Reader *reader, const YamlNode *node,
	const char *what)
{
	if (node->kind == YAML_SCALAR && !yaml_is_null(node) && *node->value)
		return node->value;
	complain(reader, node, "%s needs one text", what);
	return NULL;
}

/* --- hours --------------------------------------------------------------- */

/* "09:00", "9:00", "24:00"; moves *text behind it. */
static gboolean read_minute(const char **text, guint *minute)
{
	guint digits = (guint)strspn(*text, "0123456789");
	const char *colon = *text + digits;
	if (digits < 1 || digits > 2 || *colon != ':' ||
		!g_ascii_isdigit(colon[1]) || !g_ascii_isdigit(colon[2]))
		return FALSE;
	guint hour = (guint)g_ascii_strtoull(*text, NULL, 10);
	guint rest = (guint)((colon[1] - '0') * 10 + colon[2] - '0');
	*minute = hour * 60 + rest;
	*text = colon + 3;
	return rest < 60 && *minute <= MINUTES_OF_DAY;
}

static gboolean read_interval(Reader *reader, const YamlNode *node,
	WorkHours *part)
{
	const char *text = scalar(reader, node, "an interval");
	if (!text)
		return FALSE;
	const char *rest = text;
	gboolean good = read_minute(&rest, &part->from);
	if (good && g_str_has_prefix(rest, "–"))
		rest += strlen("–");
	else
		good = good && *rest++ == '-';
	if (!good || !read_minute(&rest, &part->until) || *rest != '\0') {
		complain(reader, node, "cannot read the hours \"%.40s\"; write "
			"'09:00-18:00', up to '24:00'", text);
		return FALSE;
	}
	if (part->from < part->until)
		return TRUE;
	complain(reader, node, "the hours %.40s end before they begin; a night "
		"is two days: '22:00-24:00' on one, '00:00-06:00' on the next",
		text);
	return FALSE;
}

static int compare_hours(const void *a, const void *b)
{
	const WorkHours *one = a, *two = b;
	return one->from < two->from ? -1 : one->from > two->from;
}

/* A list of intervals, or one. Never NULL. */
static GArray *read_hours(Reader *reader, const YamlNode *node)
{
	GArray *hours = work_hours_new();
	if (yaml_is_null(node))
		return hours;
	if (node->kind == YAML_MAP) {
		complain(reader, node, "hours are a list, as in "
			"['09:00-13:00', '14:00-18:00']; [] is no work");
		return hours;
	}
	guint count = node->kind == YAML_LIST ? node->items->len : 1;
	for (guint i = 0; i < count; i++) {
		WorkHours part;
		if (read_interval(reader, node->kind == YAML_LIST ?
			    node->items->pdata[i] : node, &part))
			g_array_append_val(hours, part);
	}
	g_array_sort(hours, compare_hours);
	for (guint i = 1; i < hours->len; i++)
		if (g_array_index(hours, WorkHours, i).from <
			g_array_index(hours, WorkHours, i - 1).until) {
			complain(reader, node, "two of these hours overlap; "
				"join them");
			g_array_set_size(hours, 0);
		}
	return hours;
}

/* --- the week ------------------------------------------------------------ */

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri",
	"sat", "sun"};

static int weekday(const char *word, gsize length)
{
	for (int i = 0; i < (int)G_N_ELEMENTS(weekdays); i++)
		if (length == strlen(weekdays[i]) &&
			g_ascii_strncasecmp(word, weekdays[i], length) == 0)
			return i;
	return -1;
}

static void read_weekdays(Reader *reader, const YamlNode *key,
	const YamlNode *value, gboolean named[7])
{
	g_autoptr(GArray) hours = read_hours(reader, value);
	const char *text = key->value;
	const char *dash = strchr(text, '-');
	int first = weekday(text, dash ? (gsize)(dash - text) : strlen(text));
	int last = dash ? weekday(dash + 1, strlen(dash + 1)) : first;
	if (first < 0 || last < 0) {
		complain(reader, key, "unknown day \"%.40s\"; one of mon, tue, "
			"wed, thu, fri, sat, sun, or mon-fri", text);
		return;
	}
	for (int i = first;; i = (i + 1) % 7) {
		if (named[i])
			complain(reader, key, "%s stands here a second time; "
				"keep one", weekdays[i]);
		named[i] = TRUE;
		g_array_unref(reader->calendar->week[i]);
		reader->calendar->week[i] = g_array_copy(hours);
		if (i == last)
			break;
	}
}

static void read_week(Reader *reader, const YamlNode *node)
{
	gboolean named[7] = {FALSE};
	if (node->kind != YAML_MAP) {
		complain(reader, node, "\"week\" names days, as in "
			"\"mon-fri: ['09:00-18:00']\"");
		return;
	}
	for (guint i = 0; i < node->keys->len; i++)
		read_weekdays(reader, node->keys->pdata[i],
			node->items->pdata[i], named);
}

/* --- days ---------------------------------------------------------------- */

static gboolean all_digits(const char *text, gsize length)
{
	return strspn(text, "0123456789") >= length;
}

static gboolean day_from_text(const char *text, gsize length, GDate *day)
{
	if (length != 10 || text[4] != '-' || text[7] != '-' ||
		!all_digits(text, 4) || !all_digits(text + 5, 2) ||
		!all_digits(text + 8, 2))
		return FALSE;
	guint64 year = g_ascii_strtoull(text, NULL, 10);
	guint64 month = g_ascii_strtoull(text + 5, NULL, 10);
	guint64 number = g_ascii_strtoull(text + 8, NULL, 10);
	if (year < 1 || month < 1 || month > 12 || number < 1 ||
		!g_date_valid_dmy((GDateDay)number, (GDateMonth)month,
			(GDateYear)year))
		return FALSE;
	g_date_clear(day, 1);
	g_date_set_dmy(day, (GDateDay)number, (GDateMonth)month,
		(GDateYear)year);
	return TRUE;
}

static gboolean read_day(Reader *reader, const YamlNode *node, GDate *day)
{
	const char *text = scalar(reader, node, "a day");
	if (text && day_from_text(text, strlen(text), day))
		return TRUE;
	if (text)
		complain(reader, node, "no such day: \"%.40s\"; write it as "
			"2026-12-31", text);
	return FALSE;
}

static gboolean may_name_more(Reader *reader, const YamlNode *node,
	guint count)
{
	reader->days += count;
	if (reader->days <= CALENDAR_LIMIT_DAYS)
		return TRUE;
	complain(reader, node, "more than %d days are named; a calendar of "
		"days off names fewer", CALENDAR_LIMIT_DAYS);
	return FALSE;
}

static void put_day(Reader *reader, const GDate *day, const GArray *hours,
	const char *title)
{
	gpointer key = calendar_day_key(day);
	g_hash_table_replace(reader->calendar->days, key,
		g_array_copy((GArray *)hours));
	if (title)
		g_hash_table_replace(reader->calendar->titles, key,
			g_strdup(title));
}

/* "12-25". */
static gboolean read_yearly(const char *text, guint *month, guint *day)
{
	if (strlen(text) != 5 || text[2] != '-' || !all_digits(text, 2) ||
		!all_digits(text + 3, 2))
		return FALSE;
	*month = (guint)g_ascii_strtoull(text, NULL, 10);
	*day = (guint)g_ascii_strtoull(text + 3, NULL, 10);
	return *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31;
}

/* "2026-01-01", "2026-01-01..2026-01-08" or "12-25" get `hours`. */
static void put_holiday(Reader *reader, const YamlNode *node,
	const GArray *hours, const char *title)
{
	guint month, number;
	GDate first, last;
	const char *text = scalar(reader, node, "a holiday");
	if (!text)
		return;
	if (read_yearly(text, &month, &number)) {
		if (may_name_more(reader, node, 1))
			g_hash_table_replace(reader->calendar->yearly,
				calendar_yearly_key(month, number),
				g_array_copy((GArray *)hours));
		return;
	}
	const char *dots = strstr(text, "..");
	gsize length = dots ? (gsize)(dots - text) : strlen(text);
	if (!day_from_text(text, length, &first) || (dots &&
			!day_from_text(dots + 2, strlen(dots + 2), &last))) {
		complain(reader, node, "no such day: \"%.40s\"; write "
			"2026-12-31, 2026-01-01..2026-01-08, or 12-25 for "
			"every year", text);
		return;
	}
	if (!dots)
		last = first;
	gint days = g_date_days_between(&first, &last) + 1;
	if (days < 1) {
		complain(reader, node, "%.40s ends before it begins", text);
		return;
	}
	if (!may_name_more(reader, node, (guint)days))
		return;
	for (gint i = 0; i < days; i++, g_date_add_days(&first, 1))
		put_day(reader, &first, hours, title);
}

static gboolean check_keys(Reader *reader, const YamlNode *node,
	const char *const *known)
{
	gboolean good = TRUE;
	for (guint i = 0; i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		if (g_strv_contains(known, key->value))
			continue;
		g_autofree char *names = g_strjoinv(", ", (char **)known);
		complain(reader, key, "unknown key \"%.60s\"; one of %s",
			key->value, names);
		good = FALSE;
	}
	return good;
}

static void read_holiday(Reader *reader, const YamlNode *node)
{
	static const char *const known[] = {"day", "hours", "title", NULL};
	g_autoptr(GArray) none = work_hours_new();
	if (node->kind != YAML_MAP) {
		put_holiday(reader, node, none, NULL);
		return;
	}
	const YamlNode *day = yaml_get(node, "day");
	const YamlNode *hours_node = yaml_get(node, "hours");
	if (!check_keys(reader, node, known))
		return;
	if (!day) {
		complain(reader, node, "the holiday has no \"day\"");
		return;
	}
	g_autoptr(GArray) hours = hours_node ? read_hours(reader, hours_node) :
		g_array_ref(none);
	put_holiday(reader, day, hours, yaml_get_text(node, "title", NULL));
}

static void read_holidays(Reader *reader, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_LIST) {
		complain(reader, node, "\"holidays\" is a list of days, as in "
			"[2026-01-01, 2026-05-09]");
		return;
	}
	for (guint i = 0; i < node->items->len; i++)
		read_holiday(reader, node->items->pdata[i]);
}

/* --- days that differ from what has been said so far ----------------------- */

/* The work of `from` is done on `to`: with the hours of the weekday of
 * `from`, whatever is said of that day. */
static void read_move(Reader *reader, const YamlNode *node)
{
	static const char *const known[] = {"from", "to", "title", NULL};
	GDate from, to;
	if (node->kind != YAML_MAP) {
		complain(reader, node, "a moved day is {from: 2026-11-02, "
			"to: 2026-10-31}");
		return;
	}
	const YamlNode *first = yaml_get(node, "from");
	const YamlNode *second = yaml_get(node, "to");
	if (!check_keys(reader, node, known))
		return;
	if (!first || !second) {
		complain(reader, node, "a moved day needs \"from\" and \"to\"");
		return;
	}
	if (!read_day(reader, first, &from) || !read_day(reader, second, &to) ||
		!may_name_more(reader, node, 2))
		return;
	g_autoptr(GArray) none = work_hours_new();
	const char *title = yaml_get_text(node, "title", NULL);
	g_autoptr(GArray) hours = g_array_copy(reader->calendar->week[
		g_date_get_weekday(&from) - 1]);
	put_day(reader, &from, none, title);
	put_day(reader, &to, hours, title);
}

static void read_moved(Reader *reader, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_LIST) {
		complain(reader, node, "\"moved\" is a list, as in "
			"[{from: 2026-11-02, to: 2026-10-31}]");
		return;
	}
	for (guint i = 0; i < node->items->len; i++)
		read_move(reader, node->items->pdata[i]);
}

static void shorten(Reader *reader, const YamlNode *node)
{
	GDate day;
	if (!read_day(reader, node, &day) || !may_name_more(reader, node, 1))
		return;
	g_autoptr(GArray) hours = g_array_copy(
		(GArray *)calendar_hours(reader->calendar, &day));
	guint less = 60;
	while (hours->len > 0 && less > 0) {
		WorkHours *last = &g_array_index(hours, WorkHours,
			hours->len - 1);
		guint cut = MIN(less, last->until - last->from);
		last->until -= cut;
		less -= cut;
		if (last->from == last->until)
			g_array_set_size(hours, hours->len - 1);
	}
	put_day(reader, &day, hours, NULL);
}

static void read_short(Reader *reader, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_LIST) {
		complain(reader, node, "\"short\" is a list of days, as in "
			"[2026-04-30]");
		return;
	}
	for (guint i = 0; i < node->items->len; i++)
		shorten(reader, node->items->pdata[i]);
}

static void read_exceptions(Reader *reader, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_MAP) {
		complain(reader, node, "\"exceptions\" names days, as in "
			"\"2026-06-20: ['10:00-14:00']\"");
		return;
	}
	for (guint i = 0; i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		GDate day;
		if (!read_day(reader, key, &day) ||
			!may_name_more(reader, key, 1))
			continue;
		g_autoptr(GArray) hours = read_hours(reader,
			node->items->pdata[i]);
		put_day(reader, &day, hours, NULL);
	}
}

/* --- the file ------------------------------------------------------------ */

static void read_zone(Reader *reader, const YamlNode *node)
{
	const char *text = scalar(reader, node, "\"zone\"");
	GTimeZone *zone = text ? zone_find(text) : NULL;
	if (text && !zone)
		complain(reader, node, "unknown time zone \"%.60s\"; an IANA "
			"name such as Europe/Moscow", text);
	if (!zone)
		return;
	g_time_zone_unref(reader->calendar->zone);
	reader->calendar->zone = zone;
}

static void read_title(Reader *reader, const YamlNode *node)
{
	const char *text = scalar(reader, node, "\"title\"");
	g_free(reader->calendar->title);
	reader->calendar->title = g_strdup(text);
}

typedef void (*ReadPart)(Reader *reader, const YamlNode *node);

/* In the order in which they hold: the later wins. */
static const struct {
	const char *key;
	ReadPart read;
} parts[] = {
	{"title", read_title},
	{"zone", read_zone},
	{"week", read_week},
	{"holidays", read_holidays},
	{"moved", read_moved},
	{"short", read_short},
	{"exceptions", read_exceptions},
};
enum { FIRST_DAYS = 3 }; /* "holidays" */

static YamlNode *parse(Reader *reader, const char *text, gsize size,
	const YamlNode *by)
{
	static const char *const known[] = {"title", "zone", "include", "week",
		"holidays", "moved", "short", "exceptions", NULL};
	g_autoptr(GError) problem = NULL;
	const YamlNode place = {.line = 1, .column = 1};
	g_autoptr(YamlNode) root = NULL;
	if (size > CALENDAR_LIMIT_BYTES) {
		complain(reader, by ? by : &place, "a calendar of more than "
			"1 MiB is none");
		return NULL;
	}
	root = yaml_parse_single(text, size, reader->file, 1, &problem);
	if (problem) {
		reader->error_count++;
		g_string_append_printf(reader->errors, "%s%s",
			reader->errors->len > 0 ? "\n" : "", problem->message);
		return NULL;
	}
	if (root->kind != YAML_MAP) {
		complain(reader, root, "a calendar is a mapping; begin it with "
			"\"week:\"");
		return NULL;
	}
	check_keys(reader, root, known);
	return g_steal_pointer(&root);
}

static void read_parts(Reader *reader, const YamlNode *root, guint from,
	guint until)
{
	for (guint i = from; i < until; i++) {
		const YamlNode *node = yaml_get(root, parts[i].key);
		if (node)
			parts[i].read(reader, node);
	}
}

static void read_included(Reader *reader, const YamlNode *node)
{
	const char *path = scalar(reader, node, "\"include\"");
	if (!path)
		return;
	const char *text = reader->include ?
		reader->include(reader->data, path) : NULL;
	if (!text) {
		complain(reader, node, "there is no file %.100s; it is named "
			"from the top of the store, as in "
			"calendars/russia-2026.yaml", path);
		return;
	}
	const char *file = reader->file;
	reader->file = path;
	g_autoptr(YamlNode) root = parse(reader, text, strlen(text), NULL);
	if (root && yaml_get(root, "include"))
		complain(reader, yaml_get(root, "include"),
			"a file that is included cannot include others");
	if (root && yaml_get(root, "week"))
		complain(reader, yaml_get(root, "week"), "the week belongs into "
			"%s; a file that is included names days", file);
	else if (root)
		read_parts(reader, root, FIRST_DAYS, G_N_ELEMENTS(parts));
	reader->file = file;
}

static void read_includes(Reader *reader, const YamlNode *root)
{
	const YamlNode *node = yaml_get(root, "include");
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_MAP || (node->kind == YAML_LIST &&
			node->items->len > MOST_INCLUDES)) {
		complain(reader, node, "\"include\" is a list of at most %d "
			"files", MOST_INCLUDES);
		return;
	}
	if (node->kind == YAML_SCALAR)
		read_included(reader, node);
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++)
		read_included(reader, node->items->pdata[i]);
}

Calendar *calendar_parse(const char *name, const char *text, gsize size,
	const char *file, GTimeZone *zone, CalendarFile include, void *data,
	GError **error)
{
	g_autoptr(Calendar) calendar = calendar_new(name, zone);
	g_autoptr(GString) errors = g_string_new(NULL);
	Reader reader = {.file = file, .calendar = calendar, .errors = errors,
		.include = include, .data = data};
	g_autoptr(YamlNode) root = parse(&reader, text, size, NULL);
	if (root) {
		read_parts(&reader, root, 0, FIRST_DAYS);
		read_includes(&reader, root);
		read_parts(&reader, root, FIRST_DAYS, G_N_ELEMENTS(parts));
	}
	if (reader.error_count == 0)
		return g_steal_pointer(&calendar);
	if (reader.error_count > MOST_ERRORS)
		g_string_append_printf(errors, "\n%s: %u more mistakes", file,
			reader.error_count - MOST_ERRORS);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG, errors->str);
	return NULL;
}
