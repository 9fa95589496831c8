#include "app/overview.h"

#include <string.h>

#include "app/quarantine.h"
#include "base/error.h"

#define WEEKS 8
#define DAY_SECONDS (24 * 60 * 60)

#define IS_OPEN "status NOT IN (SELECT status FROM status_class" \
	" WHERE class IN ('solved', 'closed'))"

typedef struct {
	Desk *desk;
	Index *index;
	const char *customer; /* "" = all */
	gboolean russian;
} Overview;

/* --- figures --------------------------------------------------------- */

static char *number(gint64 value)
{
	return g_strdup_printf("%" G_GINT64_FORMAT, value);
}

/* One count; `at` and `until` are the 2nd and 3rd value of the condition. */
static gboolean count(const Overview *overview, const char *condition,
	Instant at, Instant until, gint64 *answer, GError **error)
{
	g_autofree char *from_text = number(at);
	g_autofree char *until_text = number(until);
	const char *values[] = {overview->customer, from_text, until_text, NULL};
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM ticket"
		" WHERE (?1 = '' OR customer = ?1)"
		" AND (?2 IS NOT NULL AND ?3 IS NOT NULL) AND %s", condition);
	g_autoptr(GPtrArray) rows = index_rows(overview->index, sql, values,
		error);
	if (!rows)
		return FALSE;
	char **row = g_ptr_array_index(rows, 0);
	*answer = g_ascii_strtoll(row[0], NULL, 10);
	return TRUE;
}

static const struct {
	const char *name, *title_en, *title_ru, *condition;
	ValueStyle style; /* of a count above zero */
} stocks[] = {
	{"open", "Open", "Открыто", IS_OPEN, STYLE_NONE},
	{"critical", "Critical", "Критичные", IS_OPEN
		" AND priority = (SELECT name FROM term WHERE field = 'priority'"
		" ORDER BY rank DESC LIMIT 1)", STYLE_BAD},
	{"overdue", "Promise broken", "Срок прошёл", IS_OPEN
		" AND eta <= CAST(?3 AS INTEGER)", STYLE_BAD},
	{"due-soon", "Promised within the hour", "Обещано в ближайший час",
		IS_OPEN " AND eta > CAST(?3 AS INTEGER)"
		" AND eta <= CAST(?3 AS INTEGER) + 3600", STYLE_WARN},
	{"unassigned", "Unassigned", "Без ответственного",
		IS_OPEN " AND assignee = ''", STYLE_WARN},
	{"unanswered", "Requester waits for an answer", "Ждут ответа",
		IS_OPEN " AND waiting_since IS NOT NULL", STYLE_WARN},
	{"waiting", "Set aside", "Отложено", "status IN (SELECT status FROM"
		" status_class WHERE class IN ('pending', 'on-hold'))",
		STYLE_NONE},
	{"escalated", "Above the first level", "Выше первой линии", IS_OPEN
		" AND level <> (SELECT name FROM term WHERE field = 'level'"
		" ORDER BY rank LIMIT 1)", STYLE_NONE},
};

static gboolean add_stocks(const Overview *overview, Block *block,
	Instant now, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(stocks); i++) {
		gint64 answer;
		if (!count(overview, stocks[i].condition, 0, now, &answer, error))
			return FALSE;
		Value *value = value_integer(answer);
		value->style = answer > 0 ? stocks[i].style : STYLE_NONE;
		block_set(block, stocks[i].name, overview->russian ?
			stocks[i].title_ru : stocks[i].title_en, value);
	}
	return TRUE;
}

/* Today so far beside the mean of the same hours on the same weekday. */
static gboolean add_flow(const Overview *overview, Block *block, Instant now,
	GTimeZone *zone, GError **error)
{
	static const struct {
		const char *name, *title_en, *title_ru, *condition;
	} rows[] = {
		{"in-today", "In today", "Поступило сегодня",
			"created >= CAST(?2 AS INTEGER)"
			" AND created <= CAST(?3 AS INTEGER)"},
		{"out-today", "Solved today", "Решено сегодня",
			"solved_at >= CAST(?2 AS INTEGER)"
			" AND solved_at <= CAST(?3 AS INTEGER)"},
	};
	Instant start = instant_day_start(now, zone, 0);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 today, sum = 0;
		if (!count(overview, rows[i].condition, start, now, &today,
			error))
			return FALSE;
		for (int week = 1; week <= WEEKS; week++) {
			gint64 then;
			gint64 back = (gint64)week * 7 * DAY_SECONDS;
			if (!count(overview, rows[i].condition, start - back,
				now - back, &then, error))
				return FALSE;
			sum += then;
		}
		block_set(block, rows[i].name, overview->russian ?
			rows[i].title_ru : rows[i].title_en,
			value_integer(today));
		g_autofree char *name = g_strconcat(rows[i].name, "-usual", NULL);
		block_set(block, name, overview->russian ? "обычно" : "usual",
			value_real((double)sum / WEEKS));
	}
	return TRUE;
}

/* --- agents ---------------------------------------------------------- */

static gboolean add_agents(const Overview *overview, Page *page, GError **error)
{
	const char *values[] = {overview->customer, NULL};
	g_autoptr(GPtrArray) rows = index_rows(overview->index,
		"SELECT agent.login, agent.level, count(ticket.id),"
		" sum(ticket.waiting_since IS NOT NULL),"
		" (SELECT coalesce(number, substr(uid, 10, 4)) || ' ' || subject"
		" FROM ticket t WHERE t.assignee = agent.login"
		" AND " IS_OPEN " ORDER BY acted_at DESC LIMIT 1)"
		" FROM agent LEFT JOIN ticket ON ticket.assignee = agent.login"
		" AND (?1 = '' OR ticket.customer = ?1) AND " IS_OPEN
		" WHERE agent.left = 0 GROUP BY agent.login"
		" ORDER BY count(ticket.id) DESC, agent.login", values, error);
	if (!rows)
		return FALSE;
	Block *table = page_add_table(page, "agents", NULL);
	block_add_column(table, "agent", overview->russian ? "Сотрудник" :
		"Agent", COLUMN_ID);
	block_add_column(table, "level", overview->russian ? "Линия" : "Level", 0);
	block_add_column(table, "open", overview->russian ? "Открыто" : "Open",
		COLUMN_BAR);
	block_add_column(table, "unanswered", overview->russian ? "Ждут ответа" :
		"To answer", 0);
	block_add_column(table, "last", overview->russian ? "Последняя" : "Last",
		COLUMN_SHRINK);
	for (guint i = 0; i < rows->len; i++) {
		char **from = g_ptr_array_index(rows, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(from[0]));
		row_add(row, value_text(from[1]));
		row_add(row, value_integer(g_ascii_strtoll(from[2], NULL, 10)));
		row_add(row, value_integer(g_ascii_strtoll(from[3], NULL, 10)));
		row_add(row, value_text(from[4]));
	}
	return TRUE;
}

gboolean overview_add_now(Desk *desk, const char *customer,
	const char *language, Page *page, GError **error)
{
	QueryContext query;
	Overview overview = {
		.desk = desk,
		.index = desk_index(desk, error),
		.customer = customer ? customer : "",
		.russian = g_strcmp0(language, "ru") == 0,
	};
	if (!overview.index || !desk_query_context(desk, &query, error))
		return FALSE;
	Block *block = page_add_fields(page, NULL);
	return add_stocks(&overview, block, query.now, error) &&
		add_flow(&overview, block, query.now, query.zone, error) &&
		add_agents(&overview, page, error);
}

/* --- the store ------------------------------------------------------- */

static guint count_drafts(Desk *desk)
{
	g_autofree char *folder = g_build_filename(
		desk_place(desk)->desk_folder, "drafts", NULL);
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	guint drafts = 0;
	while (entries && g_dir_read_name(entries))
		drafts++;
	return drafts;
}

gboolean overview_add_store(Desk *desk, Page *page, GError **error)
{
	Index *index = desk_index(desk, error);
	guint quarantined;
	if (!index || !quarantine_count(desk, &quarantined, error))
		return FALSE;
	g_autofree char *regulation = index_get_meta(index, "regulation.error");
	guint drafts = count_drafts(desk);
	guint unreadable = index_count_unreadable(index);
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	block_set(block, "drafts", "Drafts", value_integer(drafts));
	block_set(block, "quarantine", "Quarantine", value_integer(quarantined));
	block_set(block, "unreadable", "Unreadable", value_integer(unreadable));
	block_set(block, "regulation-valid", "Regulation valid",
		value_flag(!regulation || !*regulation));
	if (drafts > 0)
		page_add_footer(page, "%u drafts, see `desk draft`", drafts);
	if (quarantined > 0)
		page_add_footer(page, "%u mails in quarantine, "
			"`desk pull --retry` takes them again", quarantined);
	if (unreadable > 0)
		desk_say(desk, "%u unreadable, see `desk fsck`", unreadable);
	return TRUE;
}
