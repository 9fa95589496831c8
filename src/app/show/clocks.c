#include "app/show/clocks.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "app/show/clocks_parts.h"
#include "base/identifier.h"
#include "index/clocks.h"
#include "index/tickets.h"
#include "text/date.h"

static const Phrase nothing_promised = {
	"Nothing is promised for it: desk.yaml has no target (section sla).",
	"Для неё ничего не обещано: в desk.yaml нет нормы (раздел sla)."};

/* --- standings ----------------------------------------------------------- */

static const struct {
	Phrase title; /* the English one is for machines, too */
	ValueStyle style;
} standings[] = {
	{{"at-risk", "под угрозой"}, STYLE_WARN},
	{{"breached", "нарушен"}, STYLE_BAD},
	{{"met", "выдержан"}, STYLE_GOOD},
	{{"paused", "на паузе"}, STYLE_DIM},
	{{"running", "идёт"}, STYLE_NONE},
	{{"void", "не считается"}, STYLE_DIM},
};

static Value *standing_value(const char *standing, const char *language)
{
	for (guint i = 0; i < G_N_ELEMENTS(standings); i++)
		if (strcmp(standings[i].title.en, standing) == 0)
			return value_styled(value_titled(standing, phrase_in(
				&standings[i].title, language)),
				standings[i].style);
	return value_text(standing);
}

Value *clock_kind_value(ClockKind kind, const char *language)
{
	return value_titled(clock_names[kind].name,
		phrase_in(&clock_names[kind].title, language));
}

/* Machines count in its unit. */
Value *clock_span_value(WorkSpan span, const char *language)
{
	g_autofree char *text = work_span_format(span);
	Value *value = span.unit == WORK_DAYS ?
		value_real((double)span.amount / (double)WORKDAY) :
		value_integer(span.amount);
	return value_read_as(value, span_in_language(text, language));
}

Value *clock_unit_value(WorkUnit unit)
{
	static const char *const names[] = {
		[WORK_CALENDAR] = "seconds",
		[WORK_HOURS] = "working-seconds",
		[WORK_DAYS] = "working-days",
	};
	return value_text(names[unit]);
}

/* --- one ticket ---------------------------------------------------------- */

typedef struct {
	Page *page;
	const Regulation *regulation;
	const char *language;
	Instant now;
	Block *clocks, *stretches;
} Show;

#define UNITS "seconds, working-seconds or working-days"

static const Member clock_columns[] = {
	{"clock", {"Clock", "Часы"}, VALUE_TEXT, COLUMN_ID,
		"first-response, resolution …"},
	{"run", {"#", "№"}, VALUE_INTEGER, 0, "from 1: how often it has begun"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"at-risk breached met paused running void"},
	{"target", {"Target", "Норма"}, VALUE_REAL, COLUMN_RIGHT, "in its unit"},
	{"used", {"Used", "Прошло"}, VALUE_REAL, COLUMN_RIGHT, "of the target"},
	{"unit", {"Unit", "Единица"}, VALUE_TEXT, COLUMN_HIDDEN, UNITS},
	{"started", {"Started", "Начало"}, VALUE_INSTANT, 0, "when"},
	{"due", {"Due", "Срок"}, VALUE_INSTANT, 0,
		"when its target is used up"},
	{"stopped", {"Stopped", "Конец"}, VALUE_INSTANT, 0, "null = it runs"},
	{"policy", {"Policy", "Политика"}, VALUE_TEXT, 0, "in desk.yaml"},
	{"contract", {"Contract", "Договор"}, VALUE_TEXT, 0,
		"that names the policy; null = none"},
	{"calendar", {"Calendar", "Календарь"}, VALUE_TEXT, 0,
		"whose hours count"},
	{"priority", {"Priority", "Приоритет"}, VALUE_TEXT, 0,
		"that the target is of"},
	{0},
};
const Schema clock_schema = {.members = clock_columns};

static const Member stretch_columns[] = {
	{"clock", {"Clock", "Часы"}, VALUE_TEXT, 0,
		"first-response, resolution …"},
	{"run", {"#", "№"}, VALUE_INTEGER, COLUMN_HIDDEN,
		"from 1: how often it has begun"},
	{"from", {"From", "С"}, VALUE_INSTANT, 0, "begin of the stretch"},
	{"until", {"Until", "По"}, VALUE_INSTANT, 0, "its end"},
	{"status", {"Status", "Статус"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the ticket then"},
	{"counts", {"Counts", "Считается"}, VALUE_FLAG, COLUMN_HIDDEN,
		"the clock ran"},
	{"why", {"Why", "Почему"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"amount", {"Counts", "Считается"}, VALUE_REAL, COLUMN_RIGHT,
		"that was counted, in the unit of the clock"},
	{"sum", {"Sum", "Всего"}, VALUE_REAL, COLUMN_RIGHT, "counted so far"},
	{0},
};
static const Schema stretch_schema = {.members = stretch_columns};

static const Member sla_members[] = {
	{"number", {NULL}, VALUE_INTEGER, COLUMN_NUMBER, "of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, 0, "the ticket"},
	{"status", {NULL}, VALUE_TEXT, 0, "of the ticket"},
	{"clocks", {NULL}, VALUE_LIST, 0, "of the ticket", &clock_schema},
	{"stretches", {NULL}, VALUE_LIST, 0, "of their time", &stretch_schema},
	{0},
};
const Schema clocks_sla_schema = {"sla/1", "desk sla show: an object",
	sla_members};

static Value *term_value(const Show *show, const char *field, const char *name)
{
	return value_titled(name, regulation_title(show->regulation, field,
		name, show->language));
}

/* "vip (standard)": the target comes from the second. */
static char *policy_text(const Clock *clock)
{
	return strcmp(clock->policy, clock->measure) == 0 ?
		g_strdup(clock->policy) :
		g_strdup_printf("%s (%s)", clock->policy, clock->measure);
}

static void add_clock_row(const Show *show, const Clock *clock, gint64 used)
{
	const char *language = show->language;
	WorkSpan span = {clock->target.unit, used};
	GPtrArray *row = block_add_row(show->clocks);
	row_add(row, clock_kind_value(clock->kind, language));
	row_add(row, value_integer(clock->run));
	row_add(row, standing_value(clock_standing(clock, show->now),
		language));
	row_add(row, clock_span_value(clock->target, language));
	row_add(row, clock_span_value(span, language));
	row_add(row, clock_unit_value(span.unit));
	row_add(row, value_instant(clock->started));
	row_add(row, value_instant(clock->due));
	row_add(row, value_instant(clock->stopped));
	row_add(row, value_text_take(policy_text(clock)));
	row_add(row, value_text(clock->contract));
	row_add(row, value_text(clock->calendar));
	row_add(row, term_value(show, "priority", clock->priority));
}

/* Machines read English and the name of the status. */
static char *reason_of(const Clock *clock, const ClockStretch *stretch,
	const char *status, const char *language)
{
	static const Phrase closed = {"outside the hours of %1",
		"вне часов календаря %1"},
		paused = {"status %1: paused", "статус %1: пауза"},
		stopped = {"status %1: stopped", "статус %1: остановлены"},
		runs = {"status %1: runs", "статус %1: идут"};
	return stretch->closed ? phrase_fill(&closed, language,
			clock->calendar, NULL) :
		phrase_fill(stretch->paused ? &paused : stretch->solved ?
			&stopped : &runs, language, status, NULL);
}

static Value *reason_value(const Show *show, const Clock *clock,
	const ClockStretch *stretch)
{
	g_autofree char *text = reason_of(clock, stretch, stretch->status,
		NULL);
	g_autofree char *title = reason_of(clock, stretch, regulation_title(
		show->regulation, "status", stretch->status, show->language),
		show->language);
	return value_styled(value_titled(text, title),
		stretch->counts ? STYLE_NONE : STYLE_DIM);
}

static void add_stretch_row(const Show *show, const Clock *clock,
	const ClockStretch *stretch)
{
	WorkSpan amount = {clock->target.unit, stretch->amount};
	WorkSpan sum = {clock->target.unit, stretch->sum};
	GPtrArray *row = block_add_row(show->stretches);
	row_add(row, clock_kind_value(clock->kind, show->language));
	row_add(row, value_integer(clock->run));
	row_add(row, value_instant(stretch->from));
	row_add(row, value_instant(stretch->until));
	row_add(row, term_value(show, "status", stretch->status));
	row_add(row, value_flag(stretch->counts));
	row_add(row, reason_value(show, clock, stretch));
	row_add(row, stretch->counts ? clock_span_value(amount, show->language) :
		value_read_as(value_integer(0), g_strdup("")));
	row_add(row, clock_span_value(sum, show->language));
}

static void read_clocks(SlaTicket *ticket, const SlaSource *source, void *data)
{
	const Show *show = data;
	g_autoptr(GArray) clocks = sla_clocks(ticket, source);
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		g_autoptr(GArray) why = sla_explain(ticket, source, clock,
			show->now);
		for (guint j = 0; j < why->len; j++)
			add_stretch_row(show, clock, &g_array_index(why,
				ClockStretch, j));
		gint64 used = why->len == 0 ? clock->used : g_array_index(why,
			ClockStretch, why->len - 1).sum;
		add_clock_row(show, clock, used);
	}
	if (clocks->len == 0)
		page_add_prose(show->page, "%s", phrase_in(&nothing_promised,
			show->language));
}

gboolean clocks_show(Desk *desk, const char *uid, const char *language,
	Page *page, GError **error)
{
	Index *index = desk_index(desk, error);
	Show show = {page, desk_regulation(desk, error), language,
		desk_now(desk), NULL, NULL};
	g_autofree TicketLine *ticket = index && show.regulation ?
		index_ticket_line(index, uid, error) : NULL;
	if (!ticket)
		return FALSE;
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "number", ticket->number > 0 ?
		value_integer(ticket->number) : value_none());
	block_set(head, "uid", value_text(ticket->uid));
	block_set(head, "status", value_text(ticket->status));
	g_free(page->title);
	page->title = g_strdup_printf("#%s  %s", ticket->name, ticket->subject);
	show.clocks = page_add_list(page, "clocks");
	show.stretches = page_add_list(page, "stretches");
	return index_sla(index, ticket->row, read_clocks, &show, error);
}

/* --- beside the ticket ---------------------------------------------------- */

static gint64 used_now(SlaTicket *ticket, const SlaSource *source,
	const Clock *clock, Instant now)
{
	if (clock->state != CLOCK_RUNNING)
		return clock->used;
	g_autoptr(GArray) why = sla_explain(ticket, source, clock, now);
	return why->len == 0 ? clock->used : g_array_index(why, ClockStretch,
		why->len - 1).sum;
}

/* People look at what is open, and at how the rest ended: the last of a kind. */
static gboolean is_looked_at(const GArray *clocks, guint place)
{
	const Clock *clock = &g_array_index(clocks, Clock, place);
	if (clock->state == CLOCK_VOID)
		return FALSE;
	if (clock->stopped == INSTANT_NONE)
		return TRUE;
	for (guint i = place + 1; i < clocks->len; i++) {
		const Clock *later = &g_array_index(clocks, Clock, i);
		if (later->kind == clock->kind && later->state != CLOCK_VOID)
			return FALSE;
	}
	return TRUE;
}

typedef struct {
	Show show; /* its clocks are for machines */
	Block *people;
	gboolean only_public;
} Beside;

static void add_beside_row(const Beside *beside, const Clock *clock,
	gint64 used)
{
	const Show *show = &beside->show;
	const char *title = phrase_in(&clock_names[clock->kind].title,
		show->language);
	WorkSpan span = {clock->target.unit, used};
	GPtrArray *row = block_add_row(beside->people);
	row_add(row, value_text_take(clock->run == 1 ? g_strdup(title) :
		g_strdup_printf("%s %u", title, clock->run)));
	row_add(row, clock_span_value(clock->target, show->language));
	row_add(row, clock_span_value(span, show->language));
	row_add(row, value_instant(clock->due));
	row_add(row, standing_value(clock_standing(clock, show->now),
		show->language));
}

static void read_beside(SlaTicket *ticket, const SlaSource *source, void *data)
{
	const Beside *beside = data;
	const Show *show = &beside->show;
	g_autoptr(GArray) clocks = sla_clocks(ticket, source);
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		if (beside->only_public && clock_is_internal(clock->kind))
			continue;
		gint64 used = used_now(ticket, source, clock, show->now);
		add_clock_row(show, clock, used);
		if (is_looked_at(clocks, i))
			add_beside_row(beside, clock, used);
	}
}

gboolean clocks_beside(Desk *desk, gint64 ticket, gboolean only_public,
	const char *language, Page *page, Value **list, GError **error)
{
	Index *index = desk_index(desk, error);
	static const char *const shown[] = {"clock", "target", "used", "due",
		"state", NULL};
	g_autoptr(Page) machines = page_new(PAGE_LIST, NULL, NULL);
	Beside beside = {{page, desk_regulation(desk, error), language,
		desk_now(desk), page_add_table(machines, "clocks", NULL), NULL},
		page_add_table(page, NULL, NULL), only_public};
	Show *show = &beside.show;
	beside.people->people = TRUE;
	block_choose_columns(beside.people, clock_columns, shown);
	block_add_columns(show->clocks, clock_columns);
	if (!index || !show->regulation ||
		!index_sla(index, ticket, read_beside, &beside, error))
		return FALSE;
	*list = block_records(show->clocks);
	return TRUE;
}

/* --- all open ones ------------------------------------------------------- */

static const Member check_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_RIGHT | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {"uid", "код"}, VALUE_TEXT, COLUMN_HIDDEN | COLUMN_ID,
		"the ticket"},
	{"clock", {"Clock", "Часы"}, VALUE_TEXT, 0,
		"first-response, resolution …"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0, "breached, at-risk"},
	{"due", {"Due", "Срок"}, VALUE_INSTANT, COLUMN_AGE | COLUMN_DUE,
		"when its target is used up"},
	{"target", {"Target", "Норма"}, VALUE_REAL, COLUMN_RIGHT, "in its unit"},
	{"unit", {"Unit", "Единица"}, VALUE_TEXT, COLUMN_HIDDEN, UNITS},
	{"policy", {"Policy", "Политика"}, VALUE_TEXT, COLUMN_HIDDEN,
		"in desk.yaml"},
	{"priority", {"Priority", "Приоритет"}, VALUE_TEXT, 0,
		"of the ticket now"},
	{"assignee", {"Assignee", "Исполнитель"}, VALUE_TEXT, 0,
		"of the ticket now"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0,
		"of the ticket now"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{0},
};
const Schema clocks_check_schema = {"sla-check/1", "desk sla check: an array",
	check_columns, .findings = TRUE};

static void add_check_row(const Show *show, const OpenClock *clock)
{
	const WorkSpan target = {(WorkUnit)CLAMP(clock->unit, WORK_CALENDAR,
		WORK_DAYS), clock->amount};
	GPtrArray *row = block_add_row(show->clocks);
	g_autofree char *name = uid_short_name(clock->uid, clock->number);
	row_add(row, value_ticket_name(name));
	row_add(row, value_text(clock->uid));
	row_add(row, clock_kind_value(clock->kind, show->language));
	row_add(row, standing_value(clock->due < show->now ? "breached" :
		"at-risk", show->language));
	row_add(row, value_instant(clock->due));
	row_add(row, clock_span_value(target, show->language));
	row_add(row, clock_unit_value(target.unit));
	row_add(row, value_text(clock->policy));
	row_add(row, term_value(show, "priority", clock->priority));
	row_add(row, value_text(clock->assignee));
	row_add(row, value_text(clock->customer));
	row_add(row, value_text(clock->subject));
}

static gboolean risk_limit(Desk *desk, const ClockCheck *check, Instant now,
	Instant *limit, GError **error)
{
	const DateWork *work = desk_work(desk);
	*limit = INSTANT_NONE;
	if (check->at_risk && check->at_risk->unit != WORK_CALENDAR)
		return work->add(work->data, now, *check->at_risk, limit,
			error);
	if (check->at_risk)
		*limit = now + check->at_risk->amount;
	return TRUE;
}

gboolean clocks_check(Desk *desk, const ClockCheck *check, Page *page,
	ClockCounts *counts, GError **error)
{
	QueryContext query;
	Instant limit;
	Index *index = desk_index(desk, error);
	memset(counts, 0, sizeof *counts);
	if (!index || !desk_query_context(desk, &query, error) ||
		!risk_limit(desk, check, query.now, &limit, error))
		return FALSE;
	OpenClockQuestion question = {
		.now = query.now,
		.until = limit,
		.warn = check->at_risk == NULL,
		.query = check->query,
		.context = &query,
	};
	g_autoptr(GPtrArray) clocks = index_open_clocks(index, &question, error);
	if (!clocks || !index_count_running_clocks(index, &question,
		&counts->running, error))
		return FALSE;
	Show show = {page, query.regulation, check->language, query.now,
		page ? page_add_table(page, "clocks", NULL) : NULL, NULL};
	if (page)
		block_add_columns(show.clocks, check_columns);
	for (guint i = 0; i < clocks->len; i++) {
		const OpenClock *clock = clocks->pdata[i];
		gboolean breached = clock->due < query.now;
		counts->breached += breached;
		counts->at_risk += !breached;
		if (page)
			add_check_row(&show, clock);
	}
	return TRUE;
}
