#include "app/show/overview.h"

#include <string.h>

#include "app/desk/cron_state.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/picture.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "app/desk/upstream.h"
#include "app/intake/quarantine.h"
#include "app/outbox/outbox.h"
#include "app/outbox/send_note.h"
#include "app/time/visit.h"
#include "index/agents.h"
#include "index/stocks.h"
#include "index/tickets.h"
#include "model/people.h"
#include "rules/query.h"
#include "store/tip.h"
#include "system/file.h"

#define WEEKS 8
#define DAY_SECONDS (24 * 60 * 60)

typedef struct {
	Desk *desk;
	Index *index;
	const char *customer; /* "" = all */
} Overview;

/* --- figures --------------------------------------------------------- */

/* In this order people see them. */
static const struct {
	const char *name;
	ValueStyle style; /* of a count above zero */
} stocks[STOCKS] = {
	[STOCK_OPEN] = {"open", STYLE_NONE},
	[STOCK_CRITICAL] = {"critical", STYLE_BAD},
	[STOCK_BREACHED] = {"breached", STYLE_BAD},
	[STOCK_BREACH_SOON] = {"breach-soon", STYLE_WARN},
	[STOCK_OVERDUE] = {"overdue", STYLE_BAD},
	[STOCK_DUE_SOON] = {"due-soon", STYLE_WARN},
	[STOCK_UNASSIGNED] = {"unassigned", STYLE_WARN},
	[STOCK_UNANSWERED] = {"unanswered", STYLE_WARN},
	[STOCK_WAITING] = {"waiting", STYLE_NONE},
	[STOCK_ESCALATED] = {"escalated", STYLE_NONE},
};

static const Member agent_columns[] = {
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, COLUMN_ID, "login"},
	{"level", {"Level", "Линия"}, VALUE_TEXT, 0, "null = none"},
	{"open", {"Open", "Открыто"}, VALUE_INTEGER, COLUMN_BAR,
		"tickets that are not solved"},
	{"unanswered", {"To answer", "Ждут ответа"}, VALUE_INTEGER, 0,
		"of those, a requester waits"},
	{"last", {"Last", "Последняя"}, VALUE_TEXT, COLUMN_SHRINK,
		"the ticket that changed last"},
	{"where", {"Where", "Где"}, VALUE_TEXT, 0,
		"the visit that goes on: ticket and place"},
	{0},
};
static const Schema agent = {.members = agent_columns};

static const Member now_members[] = {
	{"open", {"Open", "Открыто"}, VALUE_INTEGER, 0, "not solved"},
	{"critical", {"Critical", "Критичные"}, VALUE_INTEGER, 0, "of those"},
	{"breached", {"Past a target", "SLA нарушен"}, VALUE_INTEGER, 0,
		"open tickets past a target"},
	{"breach-soon", {"Target within the hour", "SLA в ближайший час"},
		VALUE_INTEGER, 0, "due within the hour"},
	{"overdue", {"Promise broken", "Срок прошёл"}, VALUE_INTEGER, 0,
		"past their due time"},
	{"due-soon", {"Promised within the hour", "Обещано в ближайший час"},
		VALUE_INTEGER, 0, "due within the hour"},
	{"unassigned", {"Unassigned", "Без ответственного"}, VALUE_INTEGER, 0,
		"nobody has them"},
	{"unanswered", {"Requester waits for an answer", "Ждут ответа"},
		VALUE_INTEGER, 0, "a requester waits for us"},
	{"waiting", {"Set aside", "Отложено"}, VALUE_INTEGER, 0,
		"for somebody else"},
	{"escalated", {"Above the first level", "Выше первой линии"},
		VALUE_INTEGER, 0, "above the first level"},
	{"in-today", {"In today", "Поступило сегодня"}, VALUE_INTEGER, 0,
		"new today"},
	{"in-today-usual", {"usual", "обычно"}, VALUE_REAL, 0,
		"on such a day until now"},
	{"out-today", {"Solved today", "Решено сегодня"}, VALUE_INTEGER, 0,
		"solved today"},
	{"out-today-usual", {"usual", "обычно"}, VALUE_REAL, 0,
		"on such a day until now"},
	{"agents", {NULL}, VALUE_LIST, 0, "the busiest first", &agent},
	{0},
};

const Member overview_store_members[] = {
	{"drafts", {NULL}, VALUE_INTEGER, 0, "texts not sent yet"},
	{"quarantine", {NULL}, VALUE_INTEGER, 0, "mails set aside"},
	{"unsent", {NULL}, VALUE_INTEGER, 0, "mails that wait to be sent"},
	{"unapproved", {NULL}, VALUE_INTEGER, 0,
		"of them, those that wait for an approval"},
	{"undelivered", {NULL}, VALUE_INTEGER, 0,
		"open tickets with mail that failed"},
	{"unreadable", {NULL}, VALUE_INTEGER, 0, "files"},
	{"regulation-valid", {NULL}, VALUE_FLAG, 0, "desk.yaml"},
	{"doubtful", {NULL}, VALUE_INTEGER, 0,
		"mails that may have been sent"},
	{"cron-failing", {NULL}, VALUE_INTEGER, 0, "jobs of cron that fail"},
	{"unnumbered", {NULL}, VALUE_INTEGER, 0,
		"tickets that get a number with the next sync"},
	{"refused", {NULL}, VALUE_INTEGER, 0,
		"operations that a sync set aside"},
	{0},
};

const Schema overview_now_schema = {"now/1", "desk now: an object", now_members,
	overview_store_members};

static void add_stocks(Block *block, const GPtrArray *assignees)
{
	for (guint i = 0; i < STOCKS; i++) {
		gint64 sum = 0;
		for (guint j = 0; j < assignees->len; j++)
			sum += ((const AssigneeStock *)g_ptr_array_index(
				assignees, j))->counts[i];
		Value *value = value_integer(sum);
		value->style = sum > 0 ? stocks[i].style : STYLE_NONE;
		block_set(block, stocks[i].name, value);
	}
}

/* Today so far beside the mean of the same hours on the same weekday. */
static gboolean add_flow(const Overview *overview, Block *block, Instant now,
	GTimeZone *zone, GError **error)
{
	static const struct {
		const char *name, *usual;
		Flow flow;
	} rows[] = {
		{"in-today", "in-today-usual", FLOW_CREATED},
		{"out-today", "out-today-usual", FLOW_SOLVED},
	};
	Instant start = instant_day_start(now, zone, 0);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 today, sum = 0;
		if (!index_count_flow(overview->index, rows[i].flow,
			overview->customer, start, now, &today, error))
			return FALSE;
		for (int week = 1; week <= WEEKS; week++) {
			gint64 then;
			gint64 back = (gint64)week * 7 * DAY_SECONDS;
			if (!index_count_flow(overview->index, rows[i].flow,
				overview->customer, start - back, now - back,
				&then, error))
				return FALSE;
			sum += then;
		}
		block_set(block, rows[i].name, value_integer(today));
		block_set(block, rows[i].usual, value_real((double)sum / WEEKS));
	}
	return TRUE;
}

/* --- agents ---------------------------------------------------------- */

typedef struct {
	const Agent *agent;
	const AssigneeStock *stock; /* NULL = none */
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

static const AssigneeStock *stock_of(const GPtrArray *assignees,
	const char *login)
{
	for (guint i = 0; i < assignees->len; i++) {
		const AssigneeStock *stock = g_ptr_array_index(assignees, i);
		if (strcmp(stock->assignee, login) == 0)
			return stock;
	}
	return NULL;
}

static GArray *agent_loads(const GPtrArray *agents, const GPtrArray *assignees)
{
	GArray *loads = g_array_new(FALSE, TRUE, sizeof(AgentLoad));
	for (guint i = 0; i < agents->len; i++) {
		AgentLoad load = {.agent = g_ptr_array_index(agents, i)};
		load.stock = stock_of(assignees, load.agent->login);
		load.open = load.stock ? load.stock->counts[STOCK_OPEN] : 0;
		g_array_append_val(loads, load);
	}
	g_array_sort_with_data(loads, compare_load, NULL);
	return loads;
}

/* Whose visit goes on just now: "12 Lenina 5"; NULL: nobody's. g_free(). */
static gboolean where_is(const Overview *overview, const GPtrArray *visits,
	const char *login, char **where, GError **error)
{
	Instant now = desk_now(overview->desk);
	*where = NULL;
	for (guint i = 0; i < visits->len && !*where; i++) {
		const Visit *visit = visits->pdata[i];
		g_autofree char *place = NULL;
		if (visit->cancelled || visit->done || visit->planned > now ||
			visit->planned + visit->minutes * 60 <= now ||
			strcmp(visit->agent, login) != 0)
			continue;
		if (!visit_place(overview->index, visit->customer, &place,
			error))
			return FALSE;
		*where = g_strdup_printf("%s %s", visit->ticket,
			place ? place : visit->customer);
	}
	return TRUE;
}

static gboolean add_agents(const Overview *overview, Page *page,
	const GPtrArray *assignees, GError **error)
{
	g_autoptr(GPtrArray) visits = visits_read(overview->desk, NULL, error);
	g_autoptr(GPtrArray) agents = visits ? index_agents(overview->index,
		FALSE, error) : NULL;
	if (!agents)
		return FALSE;
	Block *table = page_add_list(page, "agents");
	g_autoptr(GArray) loads = agent_loads(agents, assignees);
	for (guint i = 0; i < loads->len; i++) {
		const AgentLoad *load = &g_array_index(loads, AgentLoad, i);
		const AssigneeStock *stock = load->stock;
		char *where;
		if (!where_is(overview, visits, load->agent->login, &where,
			error))
			return FALSE;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(load->agent->login));
		row_add(row, value_word(load->agent->level));
		row_add(row, value_integer(load->open));
		row_add(row, value_integer(stock ?
			stock->counts[STOCK_UNANSWERED] : 0));
		row_add(row, value_word(stock ? stock->last : NULL));
		row_add(row, value_text_take(where));
	}
	return TRUE;
}

gboolean overview_add_now(Desk *desk, const char *customer, Page *page,
	GError **error)
{
	QueryContext query;
	Overview overview = {
		.desk = desk,
		.index = desk_index(desk, error),
		.customer = customer ? customer : "",
	};
	if (!overview.index || !desk_query_context(desk, &query, error))
		return FALSE;
	g_autoptr(GPtrArray) assignees = index_stocks(overview.index,
		overview.customer, query.now, error);
	if (!assignees)
		return FALSE;
	Block *block = page_add_fields(page, NULL);
	add_stocks(block, assignees);
	return add_flow(&overview, block, query.now, query.zone, error) &&
		add_agents(&overview, page, assignees, error);
}

/* --- the store ------------------------------------------------------- */

static gboolean count_drafts(Desk *desk, guint *drafts, GError **error)
{
	g_autofree char *folder = g_build_filename(
		desk_place(desk)->desk_folder, "drafts", NULL);
	g_autoptr(GPtrArray) names = file_names(folder, error);
	*drafts = names ? names->len : 0;
	return names != NULL;
}

/* Mails that may have been sent; a person must say what they shall be. */
static gboolean count_doubtful(Desk *desk, guint *doubtful, GError **error)
{
	g_autoptr(GHashTable) notes = send_notes_read(desk, error);
	GHashTableIter iterator;
	gpointer note;
	*doubtful = 0;
	if (!notes)
		return FALSE;
	g_hash_table_iter_init(&iterator, notes);
	while (g_hash_table_iter_next(&iterator, NULL, &note))
		*doubtful += ((SendNote *)note)->doubtful;
	return TRUE;
}

/* A footer with a count, where there is something to count. */
static void tell(Page *page, guint count, const Phrase *phrase)
{
	g_autofree char *number = g_strdup_printf("%u", count);
	g_autofree char *text = count == 0 ? NULL : phrase_fill(phrase,
		page->language, number, NULL);
	if (text)
		page_add_footer(page, "%s", text);
}

/* Mail that does not come, or deadlines that nobody watches, look like a quiet
 * day. */
static guint tell_cron(const Desk *desk, const GPtrArray *states, Page *page)
{
	static const Phrase fails = {"cron: %1 fails for %2, `desk cron status`",
		"cron: %1 не удаётся %2, `desk cron status`"};
	guint failing = 0;
	for (guint i = 0; i < states->len; i++) {
		const CronState *state = g_ptr_array_index(states, i);
		if (state->failing == 0)
			continue;
		failing++;
		g_autofree char *span = span_format(MAX(0,
			desk_now(desk) - state->failing));
		g_autofree char *since = span_in_language(span,
			page->language);
		g_autofree char *text = phrase_fill(&fails, page->language,
			state->job, since, NULL);
		page_add_footer(page, "%s", text);
	}
	return failing;
}

static gboolean add_sync(Desk *desk, Page *page, Block *block, GError **error)
{
	static const Phrase
		waiting = {"tickets without a number: %1, `desk sync`",
			"заявки без номера: %1, `desk sync`"},
		set_aside = {"refused operations: %1, `desk sync --status`",
			"отклонённые операции: %1, `desk sync --status`"};
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) unnumbered = index ? index_unnumbered(index,
		error) : NULL;
	guint refused;
	if (!unnumbered || !upstream_refused(desk, &refused, error))
		return FALSE;
	tell(page, unnumbered->len, &waiting);
	tell(page, refused, &set_aside);
	block_set(block, "unnumbered", value_integer(unnumbered->len));
	block_set(block, "refused", value_integer(refused));
	return TRUE;
}

gboolean overview_add_store(Desk *desk, Page *page, GError **error)
{
	Index *index = desk_index(desk, error);
	guint quarantined, unsent, unapproved, undelivered, drafts, doubtful;
	gint64 unreadable;
	g_autofree char *regulation = NULL;
	if (!index || !quarantine_count(desk, &quarantined, error) ||
		!outbox_count(desk, &unsent, &unapproved, &undelivered, error) ||
		!index_get_meta(index, "regulation.error", &regulation,
			error) ||
		!index_count_unreadable(index, &unreadable, error) ||
		!count_drafts(desk, &drafts, error) ||
		!count_doubtful(desk, &doubtful, error))
		return FALSE;
	g_autoptr(GPtrArray) states = cron_states_read(desk, error);
	if (!states)
		return FALSE;
	const struct {
		guint count;
		Phrase phrase;
	} rows[] = {
		{drafts, {"drafts: %1, `desk draft`",
			"черновики: %1, `desk draft`"}},
		{quarantined, {"mails in quarantine: %1, `desk pull --retry`",
			"письма в карантине: %1, `desk pull --retry`"}},
		{doubtful, {"mails that may have been sent, nobody knows: %1, "
			"`desk send --list`", "письма, о которых неизвестно, "
			"ушли ли: %1, `desk send --list`"}},
		{unapproved, {"mails of trainees that wait for an approval: "
			"%1, `desk approve`",
			"письма стажёров ждут одобрения: %1, `desk approve`"}},
		{unsent - unapproved, {"mails that wait to be sent: %1, "
			"`desk send --list`",
			"письма ждут отправки: %1, `desk send --list`"}},
		{undelivered, {"tickets with mail that was not delivered: %1, "
			"`desk list is:undelivered`", "заявки с недоставленной "
			"почтой: %1, `desk list is:undelivered`"}},
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		tell(page, rows[i].count, &rows[i].phrase);
	guint failing = tell_cron(desk, states, page);
	upstream_say_alone(desk);
	picture_say_failure(desk, TRUE);
	if (unreadable > 0)
		desk_say_unreadable(desk, unreadable);
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	block_set(block, "drafts", value_integer(drafts));
	block_set(block, "quarantine", value_integer(quarantined));
	block_set(block, "unsent", value_integer(unsent));
	block_set(block, "unapproved", value_integer(unapproved));
	block_set(block, "undelivered", value_integer(undelivered));
	block_set(block, "unreadable", value_integer(unreadable));
	block_set(block, "regulation-valid",
		value_flag(!regulation || !*regulation));
	block_set(block, "doubtful", value_integer(doubtful));
	block_set(block, "cron-failing", value_integer(failing));
	return add_sync(desk, page, block, error);
}
