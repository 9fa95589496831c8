#include "app/show/overview.h"

#include <string.h>

#include "app/desk/cron_state.h"
#include "app/outbox/outbox.h"
#include "app/intake/quarantine.h"
#include "app/outbox/send_note.h"
#include "app/time/visit.h"
#include "base/error.h"

#define WEEKS 8
#define DAY_SECONDS (24 * 60 * 60)

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

static gint64 integer(const char *text)
{
	return g_ascii_strtoll(text, NULL, 10);
}

/* Each a condition on an open ticket; ?2 is now. */
static const struct {
	const char *name, *title_en, *title_ru, *condition;
	ValueStyle style; /* of a count above zero */
} stocks[] = {
	{"open", "Open", "Открыто", "1", STYLE_NONE},
	{"critical", "Critical", "Критичные",
		"priority = (SELECT name FROM term WHERE field = 'priority'"
		" ORDER BY rank DESC LIMIT 1)", STYLE_BAD},
	{"breached", "Past a target", "SLA нарушен",
		"sla_due < CAST(?2 AS INTEGER)", STYLE_BAD},
	{"breach-soon", "Target within the hour", "SLA в ближайший час",
		"sla_due >= CAST(?2 AS INTEGER)"
		" AND sla_due <= CAST(?2 AS INTEGER) + 3600", STYLE_WARN},
	{"overdue", "Promise broken", "Срок прошёл",
		"eta <= CAST(?2 AS INTEGER)", STYLE_BAD},
	{"due-soon", "Promised within the hour", "Обещано в ближайший час",
		"eta > CAST(?2 AS INTEGER)"
		" AND eta <= CAST(?2 AS INTEGER) + 3600", STYLE_WARN},
	{"unassigned", "Unassigned", "Без ответственного",
		"assignee = ''", STYLE_WARN},
	{"unanswered", "Requester waits for an answer", "Ждут ответа",
		"waiting_since IS NOT NULL", STYLE_WARN},
	{"waiting", "Set aside", "Отложено", "status IN (SELECT status FROM"
		" status_class WHERE class IN ('pending', 'on-hold'))",
		STYLE_NONE},
	{"escalated", "Above the first level", "Выше первой линии",
		"level <> (SELECT name FROM term WHERE field = 'level'"
		" ORDER BY rank LIMIT 1)", STYLE_NONE},
};

/* What open tickets of an assignee give besides the stocks. The text is of the
 * row with the highest acted_at: SQLite takes bare columns from it. */
enum { OF_ASSIGNEE, OF_UNANSWERED, OF_ACTED, OF_LAST, OF_STOCKS };

/* The open tickets, read once: a row for each assignee. */
static GPtrArray *open_by_assignee(const Overview *overview, Instant now,
	GError **error)
{
	g_autofree char *now_text = number(now);
	const char *values[] = {overview->customer, now_text, NULL};
	g_autoptr(GString) sql = g_string_new("SELECT assignee,"
		" sum(waiting_since IS NOT NULL), max(acted_at),"
		" coalesce(number, substr(uid, 10, 4)) || ' ' || subject");
	for (guint i = 0; i < G_N_ELEMENTS(stocks); i++)
		g_string_append_printf(sql, ", sum(%s)", stocks[i].condition);
	g_string_append(sql, " FROM ticket WHERE status IN " INDEX_OPEN_STATUSES
		" AND (?1 = '' OR customer = ?1) GROUP BY assignee");
	return index_rows(overview->index, sql->str, values, error);
}

static void add_stocks(const Overview *overview, Block *block,
	const GPtrArray *assignees)
{
	for (guint i = 0; i < G_N_ELEMENTS(stocks); i++) {
		gint64 sum = 0;
		for (guint j = 0; j < assignees->len; j++) {
			char **row = g_ptr_array_index(assignees, j);
			sum += integer(row[OF_STOCKS + i]);
		}
		Value *value = value_integer(sum);
		value->style = sum > 0 ? stocks[i].style : STYLE_NONE;
		block_set(block, stocks[i].name, overview->russian ?
			stocks[i].title_ru : stocks[i].title_en, value);
	}
}

/* Tickets whose `column` lies within, both ends included. */
static gboolean count_between(const Overview *overview, const char *column,
	Instant at, Instant until, gint64 *answer, GError **error)
{
	g_autofree char *from_text = number(at);
	g_autofree char *until_text = number(until);
	const char *values[] = {overview->customer, from_text, until_text, NULL};
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM ticket"
		" WHERE %s BETWEEN CAST(?2 AS INTEGER) AND CAST(?3 AS INTEGER)%s",
		column, *overview->customer ? " AND customer = ?1" :
			" AND ?1 = ''");
	g_autoptr(GPtrArray) rows = index_rows(overview->index, sql, values,
		error);
	if (!rows)
		return FALSE;
	char **row = g_ptr_array_index(rows, 0);
	*answer = integer(row[0]);
	return TRUE;
}

/* Today so far beside the mean of the same hours on the same weekday. */
static gboolean add_flow(const Overview *overview, Block *block, Instant now,
	GTimeZone *zone, GError **error)
{
	static const struct {
		const char *name, *title_en, *title_ru, *column;
	} rows[] = {
		{"in-today", "In today", "Поступило сегодня", "created"},
		{"out-today", "Solved today", "Решено сегодня", "solved_at"},
	};
	Instant start = instant_day_start(now, zone, 0);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 today, sum = 0;
		if (!count_between(overview, rows[i].column, start, now, &today,
			error))
			return FALSE;
		for (int week = 1; week <= WEEKS; week++) {
			gint64 then;
			gint64 back = (gint64)week * 7 * DAY_SECONDS;
			if (!count_between(overview, rows[i].column,
				start - back, now - back, &then, error))
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

typedef struct {
	char **agent;	/* login, level */
	char **tickets; /* of open_by_assignee(); NULL = none */
	gint64 open;
} AgentLoad;

/* The busiest first; agents come by login, and the sort is stable. */
static int compare_load(const void *a, const void *b, void *data)
{
	(void)data;
	gint64 first = ((const AgentLoad *)a)->open;
	gint64 second = ((const AgentLoad *)b)->open;
	return first < second ? 1 : first > second ? -1 : 0;
}

static GArray *agent_loads(GPtrArray *agents, GPtrArray *assignees)
{
	g_autoptr(GHashTable) by_login = g_hash_table_new(g_str_hash,
		g_str_equal);
	for (guint i = 0; i < assignees->len; i++) {
		char **row = g_ptr_array_index(assignees, i);
		g_hash_table_insert(by_login, row[OF_ASSIGNEE], row);
	}
	GArray *loads = g_array_new(FALSE, TRUE, sizeof(AgentLoad));
	for (guint i = 0; i < agents->len; i++) {
		AgentLoad load = {.agent = g_ptr_array_index(agents, i)};
		load.tickets = g_hash_table_lookup(by_login, load.agent[0]);
		load.open = load.tickets ? integer(load.tickets[OF_STOCKS]) : 0;
		g_array_append_val(loads, load);
	}
	g_array_sort_with_data(loads, compare_load, NULL);
	return loads;
}

/* Whose visit goes on just now: "12 Lenina 5"; NULL. g_free(). */
static char *where_is(const Overview *overview, const GPtrArray *visits,
	const char *login)
{
	Instant now = desk_now(overview->desk);
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		if (visit->cancelled || visit->done || visit->planned > now ||
			visit->planned + visit->minutes * 60 <= now ||
			strcmp(visit->agent, login) != 0)
			continue;
		g_autofree char *place = visit_place(overview->index,
			visit->customer);
		return g_strdup_printf("%s %s", visit->ticket,
			place ? place : visit->customer);
	}
	return NULL;
}

static gboolean add_agents(const Overview *overview, Page *page,
	GPtrArray *assignees, GError **error)
{
	g_autoptr(GPtrArray) visits = visits_read(overview->desk, NULL, error);
	if (!visits)
		return FALSE;
	g_autoptr(GPtrArray) agents = index_rows(overview->index,
		"SELECT login, level FROM agent WHERE left = 0 ORDER BY login",
		NULL, error);
	if (!agents)
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
	block_add_column(table, "where", overview->russian ? "Где" : "Where", 0);
	g_autoptr(GArray) loads = agent_loads(agents, assignees);
	for (guint i = 0; i < loads->len; i++) {
		const AgentLoad *load = &g_array_index(loads, AgentLoad, i);
		char **of = load->tickets;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(load->agent[0]));
		row_add(row, value_word(load->agent[1]));
		row_add(row, value_integer(load->open));
		row_add(row, value_integer(of ? integer(of[OF_UNANSWERED]) : 0));
		row_add(row, value_word(of ? of[OF_LAST] : NULL));
		row_add(row, value_text_take(where_is(overview, visits,
			load->agent[0])));
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
	g_autoptr(GPtrArray) assignees = open_by_assignee(&overview, query.now,
		error);
	if (!assignees)
		return FALSE;
	Block *block = page_add_fields(page, NULL);
	add_stocks(&overview, block, assignees);
	return add_flow(&overview, block, query.now, query.zone, error) &&
		add_agents(&overview, page, assignees, error);
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

/* Mails that may have been sent; a person must say what they shall be. */
static guint count_doubtful(Desk *desk)
{
	g_autoptr(GHashTable) notes = send_notes_read(desk);
	GHashTableIter iterator;
	gpointer note;
	guint doubtful = 0;
	g_hash_table_iter_init(&iterator, notes);
	while (g_hash_table_iter_next(&iterator, NULL, &note))
		doubtful += ((SendNote *)note)->doubtful;
	return doubtful;
}

typedef struct {
	Page *page;
	gboolean russian;
} Health;

/* A footer with a count, where there is something to count. */
static void tell(const Health *health, guint count, const char *english,
	const char *russian, const char *command)
{
	if (count > 0)
		page_add_footer(health->page, "%s: %u, `%s`",
			health->russian ? russian : english, count, command);
}

/* Mail that does not come, or deadlines that nobody watches, look like a quiet
 * day. */
static guint tell_cron(const Health *health, const Desk *desk)
{
	g_autoptr(GPtrArray) states = cron_states_read(desk);
	guint failing = 0;
	for (guint i = 0; i < states->len; i++) {
		const CronState *state = g_ptr_array_index(states, i);
		if (state->failing == 0)
			continue;
		failing++;
		g_autofree char *span = span_format(MAX(0,
			desk_now(desk) - state->failing));
		g_autofree char *since = span_in_language(span,
			health->russian ? "ru" : NULL);
		page_add_footer(health->page, health->russian ?
			"cron: %s не удаётся %s, `desk cron status`" :
			"cron: %s fails for %s, `desk cron status`",
			state->job, since);
	}
	return failing;
}

gboolean overview_add_store(Desk *desk, const char *language, Page *page,
	GError **error)
{
	Index *index = desk_index(desk, error);
	guint quarantined, unsent, unapproved, undelivered;
	gint64 unreadable;
	g_autofree char *regulation = NULL;
	if (!index || !quarantine_count(desk, &quarantined, error) ||
		!outbox_count(desk, &unsent, &unapproved, &undelivered, error) ||
		!index_get_meta(index, "regulation.error", &regulation,
			error) ||
		!index_count_unreadable(index, &unreadable, error))
		return FALSE;
	guint drafts = count_drafts(desk);
	guint doubtful = count_doubtful(desk);
	Health health = {page, g_strcmp0(language, "ru") == 0};
	tell(&health, drafts, "drafts", "черновики", "desk draft");
	tell(&health, quarantined, "mails in quarantine", "письма в карантине",
		"desk pull --retry");
	tell(&health, doubtful, "mails that may have been sent, nobody knows",
		"письма, о которых неизвестно, ушли ли", "desk send --list");
	tell(&health, unapproved, "mails of trainees that wait for an approval",
		"письма стажёров ждут одобрения", "desk approve");
	tell(&health, unsent - unapproved, "mails that wait to be sent",
		"письма ждут отправки", "desk send --list");
	tell(&health, undelivered, "tickets with mail that was not delivered",
		"заявки с недоставленной почтой", "desk list is:undelivered");
	guint failing = tell_cron(&health, desk);
	if (unreadable > 0)
		desk_say(desk, "%u unreadable, see `desk fsck`",
			(guint)unreadable);
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	block_set(block, "drafts", "Drafts", value_integer(drafts));
	block_set(block, "quarantine", "Quarantine", value_integer(quarantined));
	block_set(block, "unsent", "Unsent", value_integer(unsent));
	block_set(block, "unapproved", "Unapproved", value_integer(unapproved));
	block_set(block, "undelivered", "Undelivered",
		value_integer(undelivered));
	block_set(block, "unreadable", "Unreadable", value_integer(unreadable));
	block_set(block, "regulation-valid", "Regulation valid",
		value_flag(!regulation || !*regulation));
	block_set(block, "doubtful", "Doubtful", value_integer(doubtful));
	block_set(block, "cron-failing", "Jobs that fail",
		value_integer(failing));
	return TRUE;
}
