#include "cmd/change.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/desk/timer.h"
#include "app/show/bill.h"
#include "cmd/listing.h"
#include "index/tickets.h"
#include "model/regulation.h"
#include "text/date.h"


static const Phrase
	not_yet = {"--at: a timer runs from now on or from before",
		"--at: таймер идёт с этого момента или с прошлого"},
	forgotten = {"the timer runs on %1 since %2, was it forgotten? `desk "
			"time stop --for 2h` says how long it was, --discard "
			"throws it away",
		"таймер по %1 идёт с %2, о нём забыли? `desk time stop --for "
		"2h` скажет, сколько было, --discard не учтёт его"},
	runs = {"the timer runs on %1", "время идёт, заявка %1"},
	runs_since = {"the timer runs on %1: %2", "время идёт, заявка %1: %2"},
	nothing_recorded = {"no time was recorded", "время не записано"},
	together = {"together %1", "всего %1"},
	long_before = {"The work began at %1, but ticket %2 was made at %3. Is "
			"that right?",
		"Работа началась в %1, а заявка %2 появилась в %3. Всё верно?"},
	before = {"the work began at %1, before ticket %2 was made (%3)",
		"работа началась в %1, раньше, чем появилась заявка %2 (%3)"},
	no_timer = {"no timer runs; `desk time start TICKET` starts one",
		"таймер не идёт; `desk time start ЗАЯВКА` запустит его"};

#define OPTIONS_OF_WORK \
	{"onsite", 0, NULL, VALUE_OF_NOTHING, FALSE, \
		{"at the customer's", "у клиента"}}, \
	{"not-billable", 0, NULL, VALUE_OF_NOTHING, FALSE, \
		{"nobody pays for it", "без оплаты"}}, \
	OPTIONS_OF_TEXT

static const Option add_options[] = {
	{"at", 0, "WHEN", VALUE_OF_DATE, FALSE,
		{"when it began; default: it ends now",
			"когда начата; по умолчанию: закончена сейчас"}},
	OPTIONS_OF_WORK,
	{0},
};

static const Option list_options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
		{"2026-11, last-week …; default this-month",
			"2026-11, last-week …; по умолчанию this-month"}},
	{"customer", 'c', "CUSTOMER", VALUE_OF_CUSTOMER, FALSE,
		{"of this customer's tickets", "по заявкам этого клиента"}},
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
		{"what they did", "работа этого сотрудника"}},
	{0},
};

static const Option start_options[] = {
	{"at", 0, "WHEN", VALUE_OF_DATE, FALSE,
		{"when it began; default: now",
			"когда начата; по умолчанию: сейчас"}},
	{0},
};

static const Option stop_options[] = {
	{"for", 0, "TIME", VALUE_OF_DURATION, FALSE,
		{"how long it was, whatever the timer says",
			"сколько это заняло, что бы ни показал таймер"}},
	{"discard", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"throw the time away", "не учитывать это время"}},
	OPTIONS_OF_WORK,
	{0},
};

/* --- add ------------------------------------------------------------- */

static gboolean work(Operation *op, Ticket *ticket, void *data, GError **error)
{
	return change_time(op, ticket, data, error);
}

/* A call comes first and its ticket afterwards; a day is a slip. */
static gboolean ask_before(Context *context, const char *uid, Instant began,
	GError **error)
{
	Desk *desk = context->desk;
	Index *index = desk_index(desk, error);
	Instant created;
	if (!index || !index_ticket_time(index, uid, TICKET_CREATED, &created,
		error))
		return FALSE;
	if (began >= created)
		return TRUE;
	g_autofree char *name = desk_ticket_name(desk, uid, error);
	g_autofree char *from = desk_time_text(desk, began);
	g_autofree char *made = desk_time_text(desk, created);
	if (!name)
		return FALSE;
	if (created - began > WORK_MEANT_SECONDS)
		return context_confirm(context, "-y", error, &long_before, from,
			name, made, NULL);
	desk_say(desk, &before, from, name, made, NULL);
	return TRUE;
}

static gboolean ask_odd(Context *context, const GPtrArray *uids,
	const WorkTime *time, GError **error)
{
	if (!confirm_work(context, time->seconds, error))
		return FALSE;
	for (guint i = 0; time->began != INSTANT_NONE && i < uids->len; i++)
		if (!ask_before(context, g_ptr_array_index(uids, i),
			time->began, error))
			return FALSE;
	return TRUE;
}

static int record(Context *context, GPtrArray *uids, WorkTime *time,
	GError **error)
{
	if (!ask_odd(context, uids, time, error))
		return -1;
	return change_tickets(context, "time", uids, work, time, error);
}

static int run_add(Context *context, GError **error)
{
	WorkTime time = {
		.onsite = option_given(context, "onsite"),
		.not_billable = option_given(context, "not-billable"),
	};
	g_autoptr(GPtrArray) uids = operand_tickets(context, 0, error);
	if (!uids)
		return -1;
	g_autofree char *length = g_strjoinv(" ", context->operands + 1);
	g_autofree char *text = NULL;
	if (!duration_parse(length, &time.seconds, error) ||
		!option_date(context, "at", FALSE, &time.began, error) ||
		!optional_message(context, &text, error))
		return -1;
	time.what = text;
	return record(context, uids, &time, error);
}

/* --- the timer ------------------------------------------------------- */

static const Member timer_members[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_NUMBER,
		"of the ticket; null = none runs"},
	{"uid", {NULL}, VALUE_TEXT, 0, "the ticket"},
	{"began", {"Began", "Начат"}, VALUE_INSTANT, 0, "when it was started"},
	{0},
};
static const Schema timer_schema = {"timer/1",
	"desk time start, desk time stop --discard: an object", timer_members};

/* `name`, `uid` NULL: none runs. */
static void answer_timer(Context *context, const char *name, const char *uid,
	Instant began)
{
	Page *page = context_page(context, PAGE_OBJECT, &timer_schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "number", value_ticket_name(name));
	block_set(fields, "uid", value_text(uid));
	block_set(fields, "began", value_instant(began));
	context_add_prose(context, name ? &runs : &nothing_recorded, name,
		NULL);
}

static int run_start(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	Instant began;
	if (!uids || !option_date(context, "at", FALSE, &began, error))
		return -1;
	Instant now = desk_now(context->desk);
	if (began != INSTANT_NONE && began > now)
		return usage_error(context, error, &not_yet, NULL);
	const char *uid = g_ptr_array_index(uids, 0);
	g_autofree char *name = desk_ticket_name(context->desk, uid, error);
	if (!name)
		return -1;
	if (!context->dry_run && !timer_start(context->desk, uid,
		began == INSTANT_NONE ? now : began, error))
		return -1;
	context->done = !context->dry_run;
	desk_remember_ticket(context->desk, uid);
	answer_timer(context, name, uid, began == INSTANT_NONE ? now : began);
	return 0;
}

static gboolean ask_length(Context *context, const Timer *timer, GError **error)
{
	g_autofree char *since = desk_time_text(context->desk, timer->began);
	g_autofree char *name = desk_ticket_name(context->desk, timer->uid,
		error);
	if (name)
		usage_error(context, error, &forgotten, name, since, NULL);
	return FALSE;
}

static gboolean read_length(Context *context, const Timer *timer,
	WorkTime *time, GError **error)
{
	const char *length = option_text(context, "for");
	time->began = timer->began;
	if (length)
		return duration_parse(length, &time->seconds, error);
	time->seconds = MAX(desk_now(context->desk) - timer->began, 1);
	return time->seconds <= WORK_MEANT_SECONDS ||
		ask_length(context, timer, error);
}

static int discard(Context *context, GError **error)
{
	if (!context->dry_run && !timer_remove(context->desk, error))
		return -1;
	context->done = !context->dry_run;
	answer_timer(context, NULL, NULL, INSTANT_NONE);
	return 0;
}

static int run_stop(Context *context, GError **error)
{
	g_auto(Timer) timer = {0};
	g_autofree char *text = NULL;
	if (!context_desk(context, error) || !desk_me(context->desk, error))
		return -1;
	if (option_given(context, "discard"))
		return discard(context, error);
	if (!timer_read(context->desk, &timer, error))
		return -1;
	if (!timer.uid) {
		desk_refuse(error, DESK_ERROR_NO, &no_timer, NULL);
		return -1;
	}
	WorkTime time = {
		.onsite = option_given(context, "onsite"),
		.not_billable = option_given(context, "not-billable"),
		.id = timer.entry,
	};
	if (!read_length(context, &timer, &time, error) ||
		!optional_message(context, &text, error))
		return -1;
	time.what = text;
	g_autoptr(GPtrArray) uids = g_ptr_array_new();
	g_ptr_array_add(uids, timer.uid);
	if (record(context, uids, &time, error) != 0)
		return -1;
	/* The work is noted: a failure here must not have it noted again. */
	g_autoptr(GError) problem = NULL;
	if (!context->dry_run && !timer_remove(context->desk, &problem))
		desk_say_problem(context->desk, problem);
	return 0;
}

/* --- list ------------------------------------------------------------ */

typedef struct {
	Instant from, until;
	const char *agent;
	GHashTable *uids; /* of the query; NULL = all */
} Wanted;

static gboolean is_wanted(const Wanted *wanted, const BillEntry *entry)
{
	return entry->began >= wanted->from && entry->began < wanted->until &&
		(!wanted->agent || strcmp(wanted->agent, entry->by) == 0) &&
		(!wanted->uids || g_hash_table_contains(wanted->uids,
			entry->uid));
}

static const Member columns[] = {
	{"began", {"Began", "Начало"}, VALUE_INSTANT, 0, "when the work began"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, 0, "who did it"},
	{"kind", {"Kind", "Вид"}, VALUE_TEXT, 0, "work call visit"},
	{"time", {"Time", "Время"}, VALUE_SPAN, COLUMN_RIGHT,
		"of a visit: on site"},
	{"billable", {"Billed", "К оплате"}, VALUE_FLAG, 0,
		"false: nobody pays for it"},
	{"what", {"What", "Что"}, VALUE_TEXT, COLUMN_SHRINK, "that was done"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0, "of the ticket"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the ticket"},
	{"minutes", {"Minutes", "Минуты"}, VALUE_INTEGER, COLUMN_HIDDEN,
		"the same time"},
	{"travel", {"Travel", "Дорога"}, VALUE_INTEGER, COLUMN_HIDDEN,
		"minutes of the way to a visit"},
	{"onsite", {"On site", "На месте"}, VALUE_FLAG, COLUMN_HIDDEN,
		"at the customer's"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"entry", {"Entry", "Запись"}, VALUE_TEXT, COLUMN_HIDDEN, "its id"},
	{0},
};
static const Schema time_schema = {"time/1",
	"desk time, desk time list: an array", columns};

static void add_row(Context *context, Block *table, const BillEntry *entry)
{
	Value *cells[] = {
		value_instant(entry->began),
		value_ticket_name(entry->ticket),
		value_text(entry->by),
		value_text(kind_title(context, entry->kind)),
		value_work(entry->minutes * 60),
		value_flag(entry->billable),
		value_text(*entry->what ? entry->what : NULL),
		value_text(*entry->customer ? entry->customer : NULL),
		value_text(entry->subject),
		value_integer(entry->minutes),
		value_integer(entry->travel),
		value_flag(entry->onsite),
		value_text(entry->uid),
		value_text(entry->id),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static void list_worked(Context *context, const Worked *worked,
	const Wanted *wanted)
{
	Block *table = context_list(context, &time_schema, "time");
	gint64 sum = 0;
	for (guint i = 0; i < worked->entries->len; i++) {
		const BillEntry *entry = worked->entries->pdata[i];
		if (!is_wanted(wanted, entry))
			continue;
		add_row(context, table, entry);
		sum += entry->minutes;
	}
	g_autofree char *total = context_hours(context, sum * 60);
	context_add_footer(context, &together, total, NULL);
}

/* "uids of the query": all if there is none. */
static gboolean read_query(Context *context, GHashTable **uids, GError **error)
{
	QueryContext query;
	if (context->operand_count == 0)
		return TRUE;
	Index *index = desk_index(context->desk, error);
	if (!index || !desk_query_context(context->desk, &query, error))
		return FALSE;
	g_autoptr(QueryNode) node = query_parse_words(context->operands,
		&query, error);
	g_autoptr(GPtrArray) found = node ? select_uids(index, node, &query,
		NULL, 0, error) : NULL;
	if (!found)
		return FALSE;
	*uids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < found->len; i++)
		g_hash_table_add(*uids, g_strdup(found->pdata[i]));
	return TRUE;
}

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	const char *agent = option_text(context, "assignee");
	const char *customer = option_text(context, "customer");
	g_autofree char *login = NULL;
	g_autofree char *who = NULL;
	g_autoptr(GHashTable) uids = NULL;
	g_auto(Worked) worked = {0};
	Wanted wanted = {0};
	if (!index || !option_period(context, NULL, &wanted.from,
			&wanted.until, error) ||
		(agent && !(login = words_agent(desk, agent, error))) ||
		(customer && !(who = words_customer(desk, customer, error))) ||
		!read_query(context, &uids, error) ||
		!(who ? worked_read(index, who, &worked, error) :
			worked_read_from(index, wanted.from, &worked, error)))
		return -1;
	wanted.agent = login;
	wanted.uids = uids;
	list_worked(context, &worked, &wanted);
	return 0;
}

/* --- what runs, and today -------------------------------------------- */

static gboolean tell_timer(Context *context, const Timer *timer, GError **error)
{
	g_autofree char *name = desk_ticket_name(context->desk, timer->uid,
		error);
	if (!name)
		return FALSE;
	g_autofree char *span = context_hours(context,
		desk_now(context->desk) - timer->began);
	context_add_footer(context, &runs_since, name, span, NULL);
	return TRUE;
}

static int run_today(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *me = desk ? desk_me(desk, error) : NULL;
	g_auto(Timer) timer = {0};
	g_auto(Worked) worked = {0};
	const Regulation *regulation = me ? desk_regulation(desk, error) : NULL;
	Index *index = regulation ? desk_index(desk, error) : NULL;
	if (!index || !timer_read(desk, &timer, error))
		return -1;
	Instant now = desk_now(desk);
	Wanted wanted = {
		.from = instant_day_start(now, regulation->zone, 0),
		.until = now + 1,
		.agent = me,
	};
	if (!worked_read_from(index, wanted.from, &worked, error))
		return -1;
	list_worked(context, &worked, &wanted);
	return !timer.uid || tell_timer(context, &timer, error) ? 0 : -1;
}

static const Subcommand subcommands[] = {
	{"add", "TICKETS TIME...", {"write down time that was worked",
		"записать отработанное время"}, {VALUE_OF_TICKET,
		VALUE_OF_DURATION}, add_options, run_add, FALSE},
	{"list", "[QUERY...]", {"what was worked, by whom",
		"кто и сколько работал"}, {VALUE_OF_QUERY}, list_options,
		run_list, FALSE},
	{"start", "TICKET", {"let a timer run", "пустить таймер"},
		{VALUE_OF_TICKET}, start_options, run_start, FALSE},
	{"stop", NULL, {"write down what the timer counted",
		"записать время таймера"}, {VALUE_OF_NOTHING}, stop_options,
		run_stop, FALSE},
	{0},
};

const Command time_command = {
	.name = "time",
	.group = GROUP_TICKETS,
	.synopsis = "time",
	.summary = {"time that was worked; without an operand, mine today",
		"потраченное время; без слов — моё сегодня"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&time_schema, &timer_schema, NULL},
	.run = run_today,
};
