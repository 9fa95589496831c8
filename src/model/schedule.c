#include "model/schedule.h"

#include <string.h>

#include "base/texts.h"
#include "model/day_words.h"
#include "model/mapping.h"
#include "text/date.h"

static const Phrase
	too_large = {"%1: larger than %2 KiB", "%1: больше %2 КиБ"},
	too_long = {"\"%1\" is longer than %2 bytes", "«%1» длиннее %2 байт"},
	no_subject = {"the subject is empty", "тема пуста"},
	many_lines = {"\"%1\" has more than %2 lines",
		"в «%1» больше %2 строк"},
	start_is = {"\"start\" is the first day and the time of day, such as "
			"2026-12-01 09:00",
		"«start» — первый день и время суток: 2026-12-01 09:00"},
	due_is = {"\"due\" is the time until it is to be done, such as 8h, "
			"2d, 4bh or 3bd, at most a year",
		"«due» — срок, за который сделать: 8h, 2d, 4bh или 3bd, не "
		"больше года"},
	except_is = {"\"except\" names days on which nothing is made: "
			"2027-01-01, or 2027-01-01..2027-01-10",
		"в «except» называют дни, когда заявки не будет: 2027-01-01 "
		"или 2027-01-01..2027-01-10"},
	many_days = {"\"%1\" names more than %2 days; a range A..B is one",
		"в «%1» названо больше %2 дней; диапазон A..B — один"},
	missing = {"\"%1\" is missing; a recurring ticket needs subject and "
			"start",
		"нет «%1»; повторяющейся заявке нужны subject и start"},
	tell_whom = {"\"tell\" writes to the requester; name one",
		"«tell» пишет заявителю; назовите его"},
	bad_name = {"the name of the file is the schedule's name: at most %1 "
			"bytes without blanks, commas, colons and quotes, and "
			"not \"none\"",
		"имя файла — это имя расписания: не длиннее %1 байт, без "
		"пробелов, запятых, двоеточий и кавычек, и не «none»"};

enum { LONGEST_NAME = 64, LONGEST_SUBJECT = 300, LONGEST_TEXT = 64 * 1024,
	LONGEST_LINE = 1000, MOST_ELEMENTS = 200, MOST_EXCEPTIONS = 1000 };

static const char *const shift_names[] = {"none", "next", "previous", NULL};
static const char *const catch_up_names[] = {"last", "all", "none", NULL};

const char *schedule_shift_name(ScheduleShift shift)
{
	return shift_names[shift];
}

static void value_clear(void *data)
{
	g_free(((ScheduleValue *)data)->value);
}

void schedule_free(Schedule *schedule)
{
	if (!schedule)
		return;
	g_free(schedule->name);
	g_free(schedule->subject);
	g_free(schedule->text);
	g_free(schedule->calendar);
	g_clear_pointer(&schedule->values, g_array_unref);
	g_clear_pointer(&schedule->tags, g_ptr_array_unref);
	g_clear_pointer(&schedule->checklist, g_ptr_array_unref);
	g_clear_pointer(&schedule->repeat, recurrence_free);
	g_clear_pointer(&schedule->zone, g_time_zone_unref);
	g_clear_pointer(&schedule->except, g_array_unref);
	g_free(schedule);
}

/* --- values -------------------------------------------------------------- */

typedef struct {
	MappingReader mapping;
	const Regulation *regulation; /* may be NULL */
	Schedule *schedule;
} Reader;

static const char *need_short(Reader *reader, const YamlNode *node,
	const char *what, gsize longest)
{
	const char *text = mapping_text(&reader->mapping, node, what);
	if (!text || strlen(text) <= longest)
		return text;
	mapping_complain(&reader->mapping, node, &too_long, what,
		PHRASE_NUMBER(longest), NULL);
	return NULL;
}

static void read_subject(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = need_short(reader, node, key, LONGEST_SUBJECT);
	if (!text)
		return;
	reader->schedule->subject = yaml_clean_text(text, -1);
	g_strdelimit(reader->schedule->subject, "\n\t", ' ');
	if (*g_strstrip(reader->schedule->subject) == '\0')
		mapping_complain(&reader->mapping, node, &no_subject, NULL);
}

static void read_text(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = need_short(reader, node, key, LONGEST_TEXT);
	reader->schedule->text = text ? yaml_clean_text(text, -1) : NULL;
}

static void read_flag(Reader *reader, const YamlNode *node, const char *key)
{
	mapping_flag(&reader->mapping, node, key, strcmp(key, "tell") == 0 ?
		&reader->schedule->tell : &reader->schedule->clocks);
}

static GPtrArray *names_of(const GPtrArray *terms)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++)
		g_ptr_array_add(names, ((Term *)terms->pdata[i])->name);
	return names;
}

/* A field of the ticket. */
static void read_value(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = need_short(reader, node, key, LONGEST_LINE);
	const GPtrArray *terms = reader->regulation ?
		regulation_terms(reader->regulation, key) : NULL;
	if (!text)
		return;
	if (terms && regulation_rank(reader->regulation, key, text) < 0) {
		g_autoptr(GPtrArray) names = names_of(terms);
		mapping_complain_unknown(&reader->mapping, node, key, text,
			names);
		return;
	}
	ScheduleValue value = {key, yaml_clean_text(text, -1)};
	g_strdelimit(value.value, "\n\t", ' ');
	g_array_append_val(reader->schedule->values, value);
}

static void read_elements(Reader *reader, const YamlNode *node,
	const char *key, GPtrArray *elements)
{
	guint count = node->kind == YAML_LIST ? node->items->len : 1;
	if (count > MOST_ELEMENTS) {
		mapping_complain(&reader->mapping, node, &many_lines, key,
			PHRASE_NUMBER(MOST_ELEMENTS), NULL);
		return;
	}
	for (guint i = 0; i < count; i++) {
		const char *text = need_short(reader, node->kind == YAML_LIST ?
			node->items->pdata[i] : node, key, LONGEST_LINE);
		if (!text)
			continue;
		char *clean = yaml_clean_text(text, -1);
		g_ptr_array_add(elements,
			g_strstrip(g_strdelimit(clean, "\n\t", ' ')));
	}
}

static void read_tags(Reader *reader, const YamlNode *node, const char *key)
{
	read_elements(reader, node, key, reader->schedule->tags);
}

static void read_checklist(Reader *reader, const YamlNode *node,
	const char *key)
{
	read_elements(reader, node, key, reader->schedule->checklist);
}

/* --- when ---------------------------------------------------------------- */

/* "2026-12-01 09:00", "2026-12-01T09:00"; a day alone: at its begin. */
static void read_start(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = mapping_text(&reader->mapping, node, key);
	const char *time = text && strlen(text) > 10 ? text + 11 : NULL;
	guint minute = 0;
	if (!text)
		return;
	if (day_parse(text, MIN(strlen(text), 10), &reader->schedule->start) &&
		(!time || (strchr(" T", text[10]) && minute_parse(time,
			&minute) && minute < DAY_MINUTES)) &&
		g_date_get_year(&reader->schedule->start) >= 1970) {
		reader->schedule->minute = minute;
		return;
	}
	g_date_clear(&reader->schedule->start, 1);
	mapping_complain(&reader->mapping, node, &start_is, NULL);
}

static void read_repeat(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = mapping_text(&reader->mapping, node, key);
	GError *problem = NULL;
	if (!text || (reader->schedule->repeat = recurrence_parse(text,
		&problem)))
		return;
	g_prefix_error(&problem, "repeat: ");
	mapping_complain_error(&reader->mapping, node, problem);
}

static void read_zone(Reader *reader, const YamlNode *node, const char *key)
{
	GTimeZone *zone = mapping_zone(&reader->mapping, node, key);
	if (!zone)
		return;
	g_time_zone_unref(reader->schedule->zone);
	reader->schedule->zone = zone;
}

static guint place_of(Reader *reader, const YamlNode *node, const char *key,
	const char *const *names)
{
	const char *word = mapping_word(&reader->mapping, node, key, names);
	for (guint i = 0; word && names[i]; i++)
		if (strcmp(names[i], word) == 0)
			return i;
	return 0;
}

static void read_shift(Reader *reader, const YamlNode *node, const char *key)
{
	reader->schedule->shift = (ScheduleShift)place_of(reader, node, key,
		shift_names);
}

static void read_catch_up(Reader *reader, const YamlNode *node,
	const char *key)
{
	reader->schedule->catch_up = (ScheduleCatchUp)place_of(reader, node,
		key, catch_up_names);
}

static void read_calendar(Reader *reader, const YamlNode *node,
	const char *key)
{
	const char *text = need_short(reader, node, key, LONGEST_NAME);
	if (!text)
		return;
	reader->schedule->calendar = g_strdup(text);
	if (!reader->regulation)
		return;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < reader->regulation->calendars->len; i++)
		g_ptr_array_add(names, ((CalendarName *)
			reader->regulation->calendars->pdata[i])->name);
	if (!texts_have(names, text))
		mapping_complain_unknown(&reader->mapping, node, key, text,
			names);
}

static void read_due(Reader *reader, const YamlNode *node, const char *key)
{
	const char *text = mapping_text(&reader->mapping, node, key);
	WorkSpan *due = &reader->schedule->due;
	if (!text)
		return;
	reader->schedule->has_due = work_span_parse(text, due, NULL) &&
		due->amount > 0 && due->amount <= (due->unit == WORK_DAYS ?
			366 * WORKDAY : (gint64)366 * 24 * 60 * 60);
	if (!reader->schedule->has_due)
		mapping_complain(&reader->mapping, node, &due_is, NULL);
}

static void read_exception(Reader *reader, const YamlNode *node)
{
	const char *text = mapping_text(&reader->mapping, node, "except");
	const char *dots = text ? strstr(text, "..") : NULL;
	ScheduleDays days;
	if (!text)
		return;
	if (!day_parse(text, dots ? (gsize)(dots - text) : strlen(text),
		    &days.first) || (dots && !day_parse(dots + 2,
			strlen(dots + 2), &days.last))) {
		mapping_complain(&reader->mapping, node, &except_is, NULL);
		return;
	}
	if (!dots)
		days.last = days.first;
	g_array_append_val(reader->schedule->except, days);
}

static void read_except(Reader *reader, const YamlNode *node, const char *key)
{
	if (node->kind != YAML_LIST) {
		read_exception(reader, node);
		return;
	}
	if (node->items->len > MOST_EXCEPTIONS) {
		mapping_complain(&reader->mapping, node, &many_days, key,
			PHRASE_NUMBER(MOST_EXCEPTIONS), NULL);
		return;
	}
	for (guint i = 0; i < node->items->len; i++)
		read_exception(reader, node->items->pdata[i]);
}

/* --- the file ------------------------------------------------------------ */

/* Fields of the ticket are set in this order: a category gives group and
 * priority only where none is named. */
static const struct {
	const char *key;
	void (*read)(Reader *reader, const YamlNode *node, const char *key);
} keys[] = {
	{"subject", read_subject},
	{"text", read_text},
	{"start", read_start},
	{"repeat", read_repeat},
	{"except", read_except},
	{"zone", read_zone},
	{"shift", read_shift},
	{"calendar", read_calendar},
	{"catch-up", read_catch_up},
	{"due", read_due},
	{"customer", read_value},
	{"requester", read_value},
	{"tell", read_flag},
	{"clocks", read_flag},
	{"type", read_value},
	{"priority", read_value},
	{"group", read_value},
	{"category", read_value},
	{"assignee", read_value},
	{"asset", read_value},
	{"tags", read_tags},
	{"checklist", read_checklist},
};

static void read_map(Reader *reader, const YamlNode *root)
{
	const char *known[G_N_ELEMENTS(keys) + 1] = {NULL};
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		known[i] = keys[i].key;
	mapping_check_keys(&reader->mapping, root, known);
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		const YamlNode *node = yaml_get(root, keys[i].key);
		if (node && !yaml_is_null(node))
			keys[i].read(reader, node, keys[i].key);
		else if (i == 0 || strcmp(keys[i].key, "start") == 0)
			mapping_complain(&reader->mapping, root, &missing,
				keys[i].key, NULL);
	}
	if (reader->schedule->tell && !yaml_get(root, "requester"))
		mapping_complain(&reader->mapping, yaml_get(root, "tell"),
			&tell_whom, NULL);
}

static gboolean check_name(Reader *reader, const YamlNode *root)
{
	const char *name = reader->schedule->name;
	if (g_utf8_validate(name, -1, NULL) && strlen(name) <= LONGEST_NAME &&
		!strpbrk(name, " \t\n\r,;:\"'\\") && strcmp(name, "none") != 0)
		return TRUE;
	mapping_complain(&reader->mapping, root, &bad_name,
		PHRASE_NUMBER(LONGEST_NAME), NULL);
	return FALSE;
}

Schedule *schedule_parse(const char *name, const char *text, gsize size,
	const char *file, GTimeZone *zone, const Regulation *regulation,
	GError **error)
{
	g_autoptr(Schedule) schedule = g_new0(Schedule, 1);
	Reader reader = {{.file = file}, regulation, schedule};
	if (size > SCHEDULE_LIMIT_BYTES) {
		desk_refuse(error, DESK_ERROR_DATA, &too_large, file,
			PHRASE_NUMBER(SCHEDULE_LIMIT_BYTES / 1024), NULL);
		return NULL;
	}
	schedule->name = g_strdup(name);
	schedule->zone = g_time_zone_ref(zone);
	schedule->values = g_array_new(FALSE, FALSE, sizeof(ScheduleValue));
	g_array_set_clear_func(schedule->values, value_clear);
	schedule->tags = g_ptr_array_new_with_free_func(g_free);
	schedule->checklist = g_ptr_array_new_with_free_func(g_free);
	schedule->except = g_array_new(FALSE, FALSE, sizeof(ScheduleDays));
	g_date_clear(&schedule->start, 1);
	g_autoptr(YamlNode) root = mapping_parse(&reader.mapping, text, size,
		"a schedule", "subject: …");
	if (root && check_name(&reader, root))
		read_map(&reader, root);
	return mapping_report(&reader.mapping, DESK_ERROR_DATA, error) ?
		g_steal_pointer(&schedule) : NULL;
}
