#include "model/oncall.h"

#include <string.h>

#include "base/texts.h"
#include "model/day_words.h"
#include "model/mapping.h"

static const Phrase
	who_is = {"\"who\" is the login of an agent, or a list of them: "
			"[olga, ivan]",
		"«who» — логин сотрудника или их список: [olga, ivan]"},
	when_is = {"\"when\" is always, 2026-11-20..2026-11-27, '2026-12-31 "
			"18:00..2027-01-01 09:00', sat,sun, 18:00-09:00 or "
			"mon-fri 18:00-09:00",
		"«when» — это always, 2026-11-20..2026-11-27, '2026-12-31 "
		"18:00..2027-01-01 09:00', sat,sun, 18:00-09:00 или mon-fri "
		"18:00-09:00"},
	row_is = {"a row of the rota is {who: LOGIN, when: mon-fri "
			"18:00-09:00}",
		"строка графика — {who: ЛОГИН, when: mon-fri 18:00-09:00}"},
	rota_is = {"a rota is \"rota:\" and below it a list of rows",
		"график дежурств — «rota:» и ниже список строк"},
	many_rows = {"more than %1 rows", "больше %1 строк"};

#define MOST_ROWS 1000
#define WEEK 0x7f

/* A stretch of time, or hours of days of the week. */
typedef struct {
	gboolean dated;
	Instant from, until;	  /* dated */
	guint days;		  /* bits, Monday first */
	guint from_minute, until_minute;
} Shift;

typedef struct {
	GPtrArray *who; /* char* */
	GArray *shifts; /* Shift; none = always */
} RotaRow;

struct Rota {
	GPtrArray *rows; /* RotaRow* */
	GTimeZone *zone;
};

static void row_free(gpointer data)
{
	RotaRow *row = data;
	g_ptr_array_unref(row->who);
	g_array_unref(row->shifts);
	g_free(row);
}

void rota_free(Rota *rota)
{
	if (!rota)
		return;
	g_ptr_array_unref(rota->rows);
	g_clear_pointer(&rota->zone, g_time_zone_unref);
	g_free(rota);
}

/* --- words ----------------------------------------------------------- */

static int find_day(char *name)
{
	g_strstrip(name);
	return weekday_find(name, strlen(name));
}

/* "mon-fri,sun" */
static gboolean read_days(const char *text, guint *days)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	*days = 0;
	for (char **part = parts; *part; part++) {
		g_auto(GStrv) ends = g_strsplit(*part, "-", 2);
		int first = ends[0] ? find_day(ends[0]) : -1;
		int last = ends[0] && ends[1] ? find_day(ends[1]) :
			first;
		if (first < 0 || last < 0)
			return FALSE;
		for (int day = first;; day = (day + 1) % 7) {
			*days |= 1u << day;
			if (day == last)
				break;
		}
	}
	return *days != 0;
}

static gboolean read_hours(const char *text, Shift *shift)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);
	return ends[0] && ends[1] && minute_parse(ends[0], &shift->from_minute) &&
		minute_parse(ends[1], &shift->until_minute) &&
		shift->from_minute != shift->until_minute &&
		shift->from_minute < DAY_MINUTES;
}

/* "2026-12-31", "2026-12-31 18:00"; a day alone ends with its end. */
static gboolean read_date(const char *text, GTimeZone *zone, gboolean end,
	Instant *at)
{
	GDate day;
	guint minute = end ? DAY_MINUTES : 0;
	if (!day_parse(text, MIN(strlen(text), 10), &day) || (text[10] &&
		(text[10] != ' ' || !minute_parse(text + 11, &minute))))
		return FALSE;
	if (minute == DAY_MINUTES) {
		g_date_add_days(&day, 1);
		minute = 0;
	}
	g_autoptr(GDateTime) begin = g_date_time_new(zone,
		g_date_get_year(&day), (int)g_date_get_month(&day),
		g_date_get_day(&day), (int)minute / 60, (int)minute % 60, 0);
	if (!begin)
		return FALSE;
	*at = instant_from_date_time(begin);
	return TRUE;
}

static gboolean read_dates(const char *text, GTimeZone *zone, Shift *shift)
{
	g_auto(GStrv) ends = g_strsplit(text, "..", 2);
	shift->dated = TRUE;
	const char *last = ends[1] ? g_strstrip(ends[1]) : ends[0];
	return read_date(g_strstrip(ends[0]), zone, FALSE, &shift->from) &&
		read_date(last, zone, TRUE, &shift->until) &&
		shift->from < shift->until;
}

static gboolean read_shift(const char *text, GTimeZone *zone, Shift *shift)
{
	memset(shift, 0, sizeof *shift);
	shift->days = WEEK;
	shift->until_minute = DAY_MINUTES;
	if (strcmp(text, "always") == 0 || strcmp(text, "24x7") == 0)
		return TRUE;
	if (g_ascii_isdigit(text[0]) && strlen(text) >= 10 && text[4] == '-')
		return read_dates(text, zone, shift);
	const char *space = strchr(text, ' ');
	if (!space)
		return strchr(text, ':') ? read_hours(text, shift) :
			read_days(text, &shift->days);
	g_autofree char *days = g_strndup(text, (gsize)(space - text));
	g_autofree char *hours = g_strstrip(g_strdup(space));
	return read_days(days, &shift->days) && read_hours(hours, shift);
}

/* --- the file -------------------------------------------------------- */

static gboolean is_login(const char *text)
{
	return *text && *text != '-' && strlen(text) <= 64 &&
		!strpbrk(text, "/ \t\n,;@");
}

static gboolean add_who(MappingReader *reader, const YamlNode *node,
	const Rota *rota, RotaRow *row)
{
	(void)rota;
	if (is_login(yaml_text(node))) {
		g_ptr_array_add(row->who, g_strdup(node->value));
		return TRUE;
	}
	mapping_complain(reader, node, &who_is, NULL);
	return FALSE;
}

static gboolean add_when(MappingReader *reader, const YamlNode *node,
	const Rota *rota, RotaRow *row)
{
	Shift shift;
	if (read_shift(yaml_text(node), rota->zone, &shift)) {
		g_array_append_val(row->shifts, shift);
		return TRUE;
	}
	mapping_complain(reader, node, &when_is, NULL);
	return FALSE;
}

static gboolean each(MappingReader *reader, const YamlNode *node,
	const Rota *rota, RotaRow *row, gboolean (*add)(MappingReader *reader,
		const YamlNode *node, const Rota *rota, RotaRow *row))
{
	if (node->kind != YAML_LIST)
		return add(reader, node, rota, row);
	for (guint i = 0; i < node->items->len; i++)
		if (!add(reader, node->items->pdata[i], rota, row))
			return FALSE;
	return TRUE;
}

static void read_row(MappingReader *reader, const YamlNode *node, Rota *rota)
{
	static const char *const keys[] = {"who", "when", "title", NULL};
	const YamlNode *who = yaml_get(node, "who");
	const YamlNode *when = yaml_get(node, "when");
	if (node->kind != YAML_MAP || yaml_is_null(who)) {
		mapping_complain(reader, node, &row_is, NULL);
		return;
	}
	RotaRow *row = g_new0(RotaRow, 1);
	row->who = g_ptr_array_new_with_free_func(g_free);
	row->shifts = g_array_new(FALSE, TRUE, sizeof(Shift));
	g_ptr_array_add(rota->rows, row);
	if (mapping_check_keys(reader, node, keys) &&
		each(reader, who, rota, row, add_who) && !yaml_is_null(when))
		each(reader, when, rota, row, add_when);
}

static void read_rows(MappingReader *reader, const YamlNode *rows, Rota *rota)
{
	if (yaml_is_null(rows))
		return;
	if (rows->kind != YAML_LIST) {
		mapping_complain(reader, rows, &rota_is, NULL);
		return;
	}
	if (rows->items->len > MOST_ROWS) {
		mapping_complain(reader, rows, &many_rows,
			PHRASE_NUMBER(MOST_ROWS), NULL);
		return;
	}
	for (guint i = 0; i < rows->items->len; i++)
		read_row(reader, rows->items->pdata[i], rota);
}

static void read_zone(MappingReader *reader, const YamlNode *node, Rota *rota)
{
	GTimeZone *zone = yaml_is_null(node) ? NULL :
		mapping_zone(reader, node, "zone");
	if (!zone)
		return;
	g_time_zone_unref(rota->zone);
	rota->zone = zone;
}

Rota *rota_parse(const char *text, gsize size, const char *file,
	GTimeZone *zone, GError **error)
{
	static const char *const keys[] = {"rota", "zone", "title", NULL};
	MappingReader reader = {.file = file};
	g_autoptr(Rota) rota = g_new0(Rota, 1);
	rota->rows = g_ptr_array_new_with_free_func(row_free);
	rota->zone = g_time_zone_ref(zone);
	g_autoptr(YamlNode) root = mapping_parse(&reader, text, size, "a rota",
		"rota:");
	if (root && mapping_check_keys(&reader, root, keys)) {
		read_zone(&reader, yaml_get(root, "zone"), rota);
		read_rows(&reader, yaml_get(root, "rota"), rota);
	}
	return mapping_report(&reader, DESK_ERROR_DATA, error) ?
		g_steal_pointer(&rota) : NULL;
}

/* --- asking ---------------------------------------------------------- */

static gboolean is_in(const Shift *shift, Instant at, guint day, guint minute)
{
	if (shift->dated)
		return at >= shift->from && at < shift->until;
	gboolean today = shift->days & 1u << day;
	gboolean before = shift->days & 1u << (day + 6) % 7;
	if (shift->from_minute < shift->until_minute)
		return today && minute >= shift->from_minute &&
			minute < shift->until_minute;
	return (today && minute >= shift->from_minute) ||
		(before && minute < shift->until_minute);
}

static gboolean row_holds(const RotaRow *row, Instant at, guint day,
	guint minute)
{
	for (guint i = 0; i < row->shifts->len; i++)
		if (is_in(&g_array_index(row->shifts, Shift, i), at, day, minute))
			return TRUE;
	return row->shifts->len == 0;
}

static void add_people(GPtrArray *people, const RotaRow *row)
{
	for (guint i = 0; i < row->who->len; i++)
		if (!texts_have(people, row->who->pdata[i]))
			g_ptr_array_add(people, row->who->pdata[i]);
}

GPtrArray *rota_at(const Rota *rota, Instant at)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, rota->zone);
	guint day = (guint)g_date_time_get_day_of_week(local) - 1;
	guint minute = (guint)(g_date_time_get_hour(local) * 60 +
		g_date_time_get_minute(local));
	GPtrArray *people = g_ptr_array_new();
	for (guint i = 0; i < rota->rows->len; i++) {
		const RotaRow *row = rota->rows->pdata[i];
		if (row_holds(row, at, day, minute))
			add_people(people, row);
	}
	return people;
}

GPtrArray *rota_people(const Rota *rota)
{
	GPtrArray *people = g_ptr_array_new();
	for (guint i = 0; i < rota->rows->len; i++)
		add_people(people, rota->rows->pdata[i]);
	return people;
}

static gboolean same_people(const GPtrArray *a, const GPtrArray *b)
{
	for (guint i = 0; i < a->len && i < b->len; i++)
		if (strcmp(a->pdata[i], b->pdata[i]) != 0)
			return FALSE;
	return a->len == b->len;
}

Instant rota_next_change(const Rota *rota, Instant at, guint days)
{
	g_autoptr(GPtrArray) now = rota_at(rota, at);
	/* Shifts begin and end at full minutes. */
	Instant minute = at - ((at % 60) + 60) % 60;
	for (guint i = 1; i <= days * DAY_MINUTES; i++) {
		g_autoptr(GPtrArray) then = rota_at(rota, minute + i * 60);
		if (!same_people(now, then))
			return minute + i * 60;
	}
	return INSTANT_NONE;
}
