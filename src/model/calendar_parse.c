/* Reading a file of the folder calendars; model/calendar.h shows one. */
#include <string.h>

#include "model/calendar_parts.h"
#include "model/day_words.h"
#include "model/mapping.h"

static const Phrase
	bad_hours = {"cannot read the hours \"%.1\"; write '09:00-18:00', up "
			"to '24:00'",
		"часы «%.1» не разобрать; пишите '09:00-18:00', до '24:00'"},
	hours_backwards = {"the hours %.1 end before they begin; a night is "
			"two days: '22:00-24:00' on one, '00:00-06:00' on the "
			"next",
		"часы %.1 кончаются раньше, чем начинаются; ночь — это два "
		"дня: '22:00-24:00' в один и '00:00-06:00' в следующий"},
	hours_are_list = {"hours are a list, as in ['09:00-13:00', "
			"'14:00-18:00']; [] is no work",
		"часы — это список: ['09:00-13:00', '14:00-18:00']; [] — "
		"работы нет"},
	hours_overlap = {"two of these hours overlap; join them",
		"два промежутка часов пересекаются; соедините их"},
	unknown_day = {"unknown day \"%.1\"; one of mon, tue, wed, thu, fri, "
			"sat, sun, or mon-fri",
		"неизвестный день «%.1»; есть mon, tue, wed, thu, fri, sat, "
		"sun или mon-fri"},
	day_again = {"%1 stands here a second time; keep one",
		"%1 стоит здесь второй раз; оставьте один"},
	week_names_days = {"\"week\" names days, as in \"mon-fri: "
			"['09:00-18:00']\"",
		"в «week» называют дни: «mon-fri: ['09:00-18:00']»"},
	no_day = {"no such day: \"%.1\"; write it as 2026-12-31",
		"нет такого дня: «%.1»; пишите 2026-12-31"},
	many_days = {"more than %1 days are named; a calendar of days off "
			"names fewer",
		"названо больше %1 дней; в календаре выходных их меньше"},
	no_holiday = {"no such day: \"%.1\"; write 2026-12-31, "
			"2026-01-01..2026-01-08, or 12-25 for every year",
		"нет такого дня: «%.1»; пишите 2026-12-31, "
		"2026-01-01..2026-01-08 или 12-25 для каждого года"},
	days_backwards = {"%.1 ends before it begins",
		"%.1 кончается раньше, чем начинается"},
	holiday_without_day = {"the holiday has no \"day\"",
		"у праздника нет «day»"},
	holidays_are_list = {"\"holidays\" is a list of days, as in "
			"[2026-01-01, 2026-05-09]",
		"«holidays» — список дней: [2026-01-01, 2026-05-09]"},
	moved_day = {"a moved day is {from: 2026-11-02, to: 2026-10-31}",
		"перенесённый день пишут {from: 2026-11-02, to: 2026-10-31}"},
	moved_needs = {"a moved day needs \"from\" and \"to\"",
		"перенесённому дню нужны «from» и «to»"},
	moved_is_list = {"\"moved\" is a list, as in [{from: 2026-11-02, to: "
			"2026-10-31}]",
		"«moved» — список: [{from: 2026-11-02, to: 2026-10-31}]"},
	short_is_list = {"\"short\" is a list of days, as in [2026-04-30]",
		"«short» — список дней: [2026-04-30]"},
	exceptions_name = {"\"exceptions\" names days, as in \"2026-06-20: "
			"['10:00-14:00']\"",
		"в «exceptions» называют дни: «2026-06-20: ['10:00-14:00']»"},
	too_large = {"a calendar of more than 1 MiB is none",
		"календарей больше 1 МиБ не бывает"},
	no_file = {"there is no file %.1; it is named from the top of the "
			"store, as in calendars/russia-2026.yaml",
		"файла %.1 нет; его называют от верха хранилища: "
		"calendars/russia-2026.yaml"},
	includes_within = {"a file that is included cannot include others",
		"файл, который включают, сам других не включает"},
	week_within = {"the week belongs into %1; a file that is included "
			"names days",
		"неделя — дело %1; во включаемом файле называют дни"},
	many_includes = {"\"include\" is a list of at most %1 files",
		"«include» — список не больше чем из %1 файлов"};

enum { MOST_INCLUDES = 100 };

typedef struct {
	MappingReader mapping;
	Calendar *calendar;
	guint days; /* named so far, of all files */
	CalendarFile include;
	void *data;
} Reader;

/* --- hours --------------------------------------------------------------- */

static gboolean read_interval(Reader *reader, const YamlNode *node,
	WorkHours *part)
{
	const char *text = mapping_text(&reader->mapping, node, "hours");
	if (!text)
		return FALSE;
	const char *rest = minute_read(text, &part->from);
	gsize dash = !rest ? 0 : *rest == '-' ? 1 :
		g_str_has_prefix(rest, "–") ? strlen("–") : 0;
	if (dash == 0 || !minute_parse(rest + dash, &part->until)) {
		mapping_complain(&reader->mapping, node, &bad_hours, text,
			NULL);
		return FALSE;
	}
	if (part->from < part->until)
		return TRUE;
	mapping_complain(&reader->mapping, node, &hours_backwards, text, NULL);
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
		mapping_complain(&reader->mapping, node, &hours_are_list, NULL);
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
			mapping_complain(&reader->mapping, node, &hours_overlap,
				NULL);
			g_array_set_size(hours, 0);
		}
	return hours;
}

/* --- the week ------------------------------------------------------------ */

static void read_weekdays(Reader *reader, const YamlNode *key,
	const YamlNode *value, gboolean named[7])
{
	g_autoptr(GArray) hours = read_hours(reader, value);
	const char *text = key->value;
	const char *dash = strchr(text, '-');
	int first = weekday_find(text, dash ? (gsize)(dash - text) : strlen(text));
	int last = dash ? weekday_find(dash + 1, strlen(dash + 1)) : first;
	if (first < 0 || last < 0) {
		mapping_complain(&reader->mapping, key, &unknown_day, text,
			NULL);
		return;
	}
	for (int i = first;; i = (i + 1) % 7) {
		if (named[i])
			mapping_complain(&reader->mapping, key, &day_again,
				weekday_name(i), NULL);
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
		mapping_complain(&reader->mapping, node, &week_names_days,
			NULL);
		return;
	}
	for (guint i = 0; i < node->keys->len; i++)
		read_weekdays(reader, node->keys->pdata[i],
			node->items->pdata[i], named);
}

/* --- days ---------------------------------------------------------------- */

static gboolean read_day(Reader *reader, const YamlNode *node, GDate *day)
{
	const char *text = mapping_text(&reader->mapping, node, "day");
	if (text && day_parse(text, strlen(text), day))
		return TRUE;
	if (text)
		mapping_complain(&reader->mapping, node, &no_day, text, NULL);
	return FALSE;
}

static gboolean may_name_more(Reader *reader, const YamlNode *node,
	guint count)
{
	reader->days += count;
	if (reader->days <= CALENDAR_LIMIT_DAYS)
		return TRUE;
	mapping_complain(&reader->mapping, node, &many_days,
		PHRASE_NUMBER(CALENDAR_LIMIT_DAYS), NULL);
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
	if (strlen(text) != 5 || strspn(text, "0123456789") != 2 ||
		text[2] != '-' || strspn(text + 3, "0123456789") != 2)
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
	const char *text = mapping_text(&reader->mapping, node, "holiday");
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
	if (!day_parse(text, length, &first) || (dots &&
			!day_parse(dots + 2, strlen(dots + 2), &last))) {
		mapping_complain(&reader->mapping, node, &no_holiday, text,
			NULL);
		return;
	}
	if (!dots)
		last = first;
	gint days = g_date_days_between(&first, &last) + 1;
	if (days < 1) {
		mapping_complain(&reader->mapping, node, &days_backwards, text,
			NULL);
		return;
	}
	if (!may_name_more(reader, node, (guint)days))
		return;
	for (gint i = 0; i < days; i++, g_date_add_days(&first, 1))
		put_day(reader, &first, hours, title);
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
	if (!mapping_check_keys(&reader->mapping, node, known))
		return;
	if (!day) {
		mapping_complain(&reader->mapping, node, &holiday_without_day,
			NULL);
		return;
	}
	g_autoptr(GArray) hours = hours_node ? read_hours(reader, hours_node) :
		g_array_ref(none);
	put_holiday(reader, day, hours, yaml_get_text(node, "title", NULL));
}

/* --- days that differ from what has been said so far ----------------------- */

/* The work of `from` is done on `to`: with the hours of the weekday of
 * `from`, whatever is said of that day. */
static void read_move(Reader *reader, const YamlNode *node)
{
	static const char *const known[] = {"from", "to", "title", NULL};
	GDate from, to;
	if (node->kind != YAML_MAP) {
		mapping_complain(&reader->mapping, node, &moved_day, NULL);
		return;
	}
	const YamlNode *first = yaml_get(node, "from");
	const YamlNode *second = yaml_get(node, "to");
	if (!mapping_check_keys(&reader->mapping, node, known))
		return;
	if (!first || !second) {
		mapping_complain(&reader->mapping, node, &moved_needs, NULL);
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

static void read_exceptions(Reader *reader, const YamlNode *node)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_MAP) {
		mapping_complain(&reader->mapping, node, &exceptions_name,
			NULL);
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
	GTimeZone *zone = mapping_zone(&reader->mapping, node, "zone");
	if (!zone)
		return;
	g_time_zone_unref(reader->calendar->zone);
	reader->calendar->zone = zone;
}

static void read_title(Reader *reader, const YamlNode *node)
{
	const char *text = mapping_text(&reader->mapping, node, "title");
	g_free(reader->calendar->title);
	reader->calendar->title = g_strdup(text);
}

typedef void (*ReadPart)(Reader *reader, const YamlNode *node);

/* In the order in which they hold: the later wins. */
static const struct {
	const char *key;
	ReadPart read;
	const Phrase *is_list; /* it is one, and each element is read */
} parts[] = {
	{"title", read_title, NULL},
	{"zone", read_zone, NULL},
	{"week", read_week, NULL},
	{"holidays", read_holiday, &holidays_are_list},
	{"moved", read_move, &moved_is_list},
	{"short", shorten, &short_is_list},
	{"exceptions", read_exceptions, NULL},
};
enum { FIRST_DAYS = 3 }; /* "holidays" */

static YamlNode *parse(Reader *reader, const char *text, gsize size)
{
	static const char *const known[] = {"title", "zone", "include", "week",
		"holidays", "moved", "short", "exceptions", NULL};
	const YamlNode place = {.line = 1, .column = 1};
	if (size > CALENDAR_LIMIT_BYTES) {
		mapping_complain(&reader->mapping, &place, &too_large, NULL);
		return NULL;
	}
	YamlNode *root = mapping_parse(&reader->mapping, text, size,
		"a calendar", "week:");
	if (root)
		mapping_check_keys(&reader->mapping, root, known);
	return root;
}

static void read_list(Reader *reader, const YamlNode *node,
	const Phrase *is_list, ReadPart read_one)
{
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_LIST)
		mapping_complain(&reader->mapping, node, is_list, NULL);
	else
		for (guint i = 0; i < node->items->len; i++)
			read_one(reader, node->items->pdata[i]);
}

static void read_parts(Reader *reader, const YamlNode *root, guint from,
	guint until)
{
	for (guint i = from; i < until; i++) {
		const YamlNode *node = yaml_get(root, parts[i].key);
		if (node && parts[i].is_list)
			read_list(reader, node, parts[i].is_list,
				parts[i].read);
		else if (node)
			parts[i].read(reader, node);
	}
}

static void read_included(Reader *reader, const YamlNode *node)
{
	const char *path = mapping_file(&reader->mapping, node, "include",
		".yaml");
	if (!path)
		return;
	const char *text = reader->include ?
		reader->include(reader->data, path) : NULL;
	if (!text) {
		mapping_complain(&reader->mapping, node, &no_file, path, NULL);
		return;
	}
	const char *file = reader->mapping.file;
	reader->mapping.file = path;
	g_autoptr(YamlNode) root = parse(reader, text, strlen(text));
	if (root && yaml_get(root, "include"))
		mapping_complain(&reader->mapping, yaml_get(root, "include"),
			&includes_within, NULL);
	if (root && yaml_get(root, "week"))
		mapping_complain(&reader->mapping, yaml_get(root, "week"),
			&week_within, file, NULL);
	else if (root)
		read_parts(reader, root, FIRST_DAYS, G_N_ELEMENTS(parts));
	reader->mapping.file = file;
}

static void read_includes(Reader *reader, const YamlNode *root)
{
	const YamlNode *node = yaml_get(root, "include");
	if (yaml_is_null(node))
		return;
	if (node->kind == YAML_MAP || (node->kind == YAML_LIST &&
			node->items->len > MOST_INCLUDES)) {
		mapping_complain(&reader->mapping, node, &many_includes,
			PHRASE_NUMBER(MOST_INCLUDES), NULL);
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
	Reader reader = {.mapping.file = file, .calendar = calendar,
		.include = include, .data = data};
	g_autoptr(YamlNode) root = parse(&reader, text, size);
	if (root) {
		read_parts(&reader, root, 0, FIRST_DAYS);
		read_includes(&reader, root);
		read_parts(&reader, root, FIRST_DAYS, G_N_ELEMENTS(parts));
	}
	return mapping_report(&reader.mapping, DESK_ERROR_CONFIG, error) ?
		g_steal_pointer(&calendar) : NULL;
}
