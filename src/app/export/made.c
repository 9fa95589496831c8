#include "app/export/made.h"

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/entries.h"
#include "report/facts.h"
#include "rules/worktime.h"

enum { SLICE = 8192 }; /* tickets */

typedef struct {
	Index *index;
	Worktime *work;
	ExportEach each;
	void *data;
	GError *problem; /* ends it all */
} Rows;

static void give(Rows *rows, const ExportCell *cells)
{
	if (!rows->problem)
		rows->each(cells, rows->data, &rows->problem);
}

/* --- facts -------------------------------------------------------------- */

/* What a figure counts; the stock follows of the stays. */
static const char *const kinds[FACT_KINDS] = {
	[FACT_CREATED] = "created", [FACT_TAKEN] = "taken",
	[FACT_REASSIGNED] = "reassigned", [FACT_ESCALATED] = "escalated",
	[FACT_ARRIVED] = "arrived", [FACT_SOLVED] = "solved",
	[FACT_UNSOLVED] = "unsolved", [FACT_MERGED] = "merged",
	[FACT_REOPENED] = "reopened", [FACT_REVIVED] = "revived",
	[FACT_DELETED] = "deleted", [FACT_MESSAGE] = "message",
	[FACT_REPLY] = "reply", [FACT_CALL] = "call",
	[FACT_COMMENT] = "comment", [FACT_AUTOMATIC] = "automatic",
	[FACT_MISSED] = "missed", [FACT_ANSWERED] = "answered",
	[FACT_RESPONDED] = "responded", [FACT_STOOD] = "stood",
};

enum { F_TICKET, F_POSITION, F_KIND, F_AT, F_AGENT, F_SOURCE, F_CLASS, F_SINCE,
	F_SECONDS, F_WORKING, F_OWN, F_LAST, F_CELLS };

static const ExportColumn fact_columns[] = {
	{"ticket", VALUE_TEXT, {"its uid, of a deleted one, too",
		"её uid, и у удалённой"}, NULL},
	{"position", VALUE_INTEGER, {"place in the order of the ticket",
		"место по порядку в заявке"}, NULL},
	{"kind", VALUE_TEXT, {"created, taken, reassigned, escalated, arrived, "
		"solved, unsolved, merged, reopened, revived, deleted, message, "
		"reply, call, comment, automatic, missed, answered, responded, "
		"stood",
		"вид: created, taken, reassigned, escalated, arrived, "
		"solved, unsolved, merged, reopened, revived, deleted, message, "
		"reply, call, comment, automatic, missed, answered, responded, "
		"stood"}, NULL},
	{"at", VALUE_INSTANT,
		{"when it happened; of stood the end, null while it lasts",
		"когда случилось; у stood — конец, пусто, пока длится"}, NULL},
	{"agent", VALUE_TEXT, {"who gets the credit: a login, else an address",
		"кому засчитано: логин, иначе адрес"}, NULL},
	{"source", VALUE_TEXT,
		{"of reassigned from whom, of escalated from which level",
		"у reassigned — от кого, у escalated — с какой линии"}, NULL},
	{"class", VALUE_TEXT, {"of stood: new, open, pending, on-hold, solved, "
		"closed",
		"у stood: new, open, pending, on-hold, solved, closed"}, NULL},
	{"since", VALUE_INSTANT, {"of stood the begin", "у stood — начало"},
		NULL},
	{"seconds", VALUE_SPAN,
		{"of responded and solved: since the ticket was created",
		"у responded и solved: от создания заявки"}, NULL},
	{"working_seconds", VALUE_SPAN, {"the same in working time",
		"то же в рабочем времени"}, NULL},
	{"own", VALUE_FLAG, {"of answered and responded: by the very call that "
		"made the ticket",
		"у answered и responded: тем самым звонком, с "
		"которого началась заявка"}, NULL},
	{"last", VALUE_FLAG, {"of solved: the solution that stands",
		"у solved: решение, которое осталось"}, NULL},
	{0},
};

const ExportTable export_facts = {"facts", "what reports count of tickets",
	fact_columns, "ticket, position", "ticket", NULL, NULL, NULL};

static void set_number(ExportCell *cell, gint64 number)
{
	*cell = (ExportCell){.integer = number};
}

static void set_times(const Rows *rows, const FactTicket *ticket,
	const Fact *fact, ExportCell *cells)
{
	set_number(&cells[F_SECONDS], fact->at - ticket->created);
	if (rows->work)
		set_number(&cells[F_WORKING], worktime_between(rows->work,
			ticket->created, fact->at));
}

static void give_fact(Rows *rows, const char *uid, const FactTicket *ticket,
	const Fact *fact, guint position, gboolean last)
{
	ExportCell cells[F_CELLS];
	for (guint i = 0; i < F_CELLS; i++)
		cells[i] = (ExportCell){.null = TRUE};
	export_cell_text(&cells[F_TICKET], uid);
	set_number(&cells[F_POSITION], position);
	export_cell_text(&cells[F_KIND], kinds[fact->kind]);
	export_cell_instant(&cells[F_AT], fact->at);
	export_cell_text(&cells[F_AGENT], fact->agent);
	export_cell_text(&cells[F_SOURCE], fact->source);
	if (fact->kind == FACT_STOOD) {
		export_cell_text(&cells[F_CLASS],
			status_class_name((StatusClass)fact->stood));
		export_cell_instant(&cells[F_SINCE], fact->since);
	}
	if (fact->kind == FACT_RESPONDED || fact->kind == FACT_SOLVED)
		set_times(rows, ticket, fact, cells);
	if (fact->kind == FACT_RESPONDED || fact->kind == FACT_ANSWERED)
		set_number(&cells[F_OWN], fact->own);
	if (fact->kind == FACT_SOLVED)
		set_number(&cells[F_LAST], last);
	give(rows, cells);
}

/* The solution that stands; `count` if there is none. */
static guint last_solution(const FactTicket *ticket, const Fact *facts,
	guint count)
{
	for (guint i = count; ticket->solver && i > 0; i--)
		if (facts[i - 1].kind == FACT_SOLVED)
			return i - 1;
	return count;
}

static void take_ticket(const FactTicket *ticket, const Fact *facts,
	guint count, void *data)
{
	Rows *rows = data;
	guint last = last_solution(ticket, facts, count);
	g_autofree char *uid = NULL;
	if (rows->problem || !index_export_uid(rows->index, ticket->id, &uid,
		&rows->problem))
		return;
	for (guint i = 0; i < count; i++)
		if (kinds[facts[i].kind])
			give_fact(rows, uid, ticket, &facts[i], i, i == last);
}

/* Are any of these rows wanted? */
static gboolean is_wanted(GHashTable *wanted, gint64 first, gint64 last)
{
	if (!wanted)
		return TRUE;
	for (gint64 row = first; row <= last; row++)
		if (g_hash_table_contains(wanted, &row))
			return TRUE;
	return FALSE;
}

/* So many tickets at a time, as their facts stand in memory. */
static gboolean replay(Rows *rows, const Regulation *regulation,
	FactQuestion *question, GError **error)
{
	gint64 end;
	if (!index_export_last(rows->index, &end, error))
		return FALSE;
	for (gint64 first = 1; first <= end; first += SLICE) {
		question->first = first;
		question->last = first + SLICE - 1;
		if (is_wanted(question->wanted, first, question->last) &&
			(!facts_replay(rows->index, regulation, question, error) ||
			!desk_error_pass(error, &rows->problem)))
			return FALSE;
	}
	return TRUE;
}

gboolean made_facts(Desk *desk, Index *index, GHashTable *wanted,
	ExportEach each, void *data, GError **error)
{
	Rows rows = {.index = index, .each = each, .data = data};
	Instant now = desk_now(desk);
	FactQuestion question = {.since = INSTANT_NONE, .as_of = now,
		.stocks = {now, INSTANT_NONE}, .wanted = wanted, .ticket = take_ticket,
		.data = &rows};
	const Regulation *regulation = desk_regulation(desk, error);
	WorkCalendars *calendars = regulation ? desk_calendars(desk, error) :
		NULL;
	return calendars && work_calendars_find(calendars, NULL, &rows.work,
		error) && replay(&rows, regulation, &question, error);
}

/* --- work --------------------------------------------------------------- */

enum { W_TICKET, W_ENTRY, W_KIND, W_CUSTOMER, W_AGENT, W_BEGAN, W_SPENT,
	W_TRAVEL, W_ONSITE, W_BILLABLE, W_TEXT, W_CELLS };

static const ExportColumn work_columns[] = {
	{"ticket", VALUE_TEXT, {"its uid", "её uid"}, NULL},
	{"entry", VALUE_TEXT, {"id of the entry", "id записи"}, NULL},
	{"kind", VALUE_TEXT, {"work, call or visit", "work, call или visit"},
		NULL},
	{"customer", VALUE_TEXT, {"the ticket's", "у заявки"}, NULL},
	{"agent", VALUE_TEXT, {"who worked", "кто работал"}, NULL},
	{"began", VALUE_INSTANT,
		{"as it says, else its time before it was recorded",
		"как записано, иначе её длительность до записи"}, NULL},
	{"spent", VALUE_SPAN, {"worked, talked, on site",
		"работали, говорили, были на месте"}, NULL},
	{"travel", VALUE_SPAN, {"the way to a visit", "дорога на выезд"}, NULL},
	{"onsite", VALUE_FLAG, {"at the customer's", "у клиента"}, NULL},
	{"billable", VALUE_FLAG, {"may stand in a bill",
		"можно включить в счёт"}, NULL},
	{"text", VALUE_TEXT, {"what was done", "что сделано"}, NULL},
	{0},
};

const ExportTable export_work = {"work", "time worked, not taken back",
	work_columns, "ticket, entry", "ticket", NULL, NULL, NULL};

static void take_work(const BillEntry *entry, void *data)
{
	Rows *rows = data;
	ExportCell cells[W_CELLS] = {{0}};
	export_cell_text(&cells[W_TICKET], entry->uid);
	export_cell_text(&cells[W_ENTRY], entry->id);
	export_cell_text(&cells[W_KIND], entry->kind);
	export_cell_text(&cells[W_CUSTOMER], entry->customer);
	export_cell_text(&cells[W_AGENT], entry->by);
	export_cell_instant(&cells[W_BEGAN], entry->began);
	set_number(&cells[W_SPENT], entry->minutes * 60);
	set_number(&cells[W_TRAVEL], entry->travel * 60);
	set_number(&cells[W_ONSITE], entry->onsite);
	set_number(&cells[W_BILLABLE], entry->billable);
	export_cell_text(&cells[W_TEXT], entry->what);
	give(rows, cells);
}

gboolean made_work(Index *index, gboolean touched, ExportEach each, void *data,
	GError **error)
{
	Rows rows = {.index = index, .each = each, .data = data};
	return (touched ?
		index_each_worked_touched(index, take_work, &rows, error) :
		index_each_worked(index, NULL, take_work, &rows, error)) &&
		desk_error_pass(error, &rows.problem);
}
