#include "app/show/clocks.h"

#include <string.h>

#include "base/error.h"
#include "index/clocks.h"
#include "index/tickets.h"

static gboolean is_russian(const char *language)
{
	return g_strcmp0(language, "ru") == 0;
}

static const char *title_of(ClockKind kind, const char *language)
{
	return phrase_in(&clock_names[kind].title, language);
}

static const char *in(const char *language, const char *english,
	const char *russian)
{
	return is_russian(language) ? russian : english;
}

/* --- standings ----------------------------------------------------------- */

static const struct {
	const char *name, *title_ru;
	ValueStyle style;
} standings[] = {
	{"at-risk", "под угрозой", STYLE_WARN},
	{"breached", "нарушен", STYLE_BAD},
	{"met", "выдержан", STYLE_GOOD},
	{"paused", "на паузе", STYLE_DIM},
	{"running", "идёт", STYLE_NONE},
	{"void", "не считается", STYLE_DIM},
};

/* Machines read the name; a terminal shows what its language says. */
static Value *standing_value(const char *standing, const char *language,
	gboolean people)
{
	for (guint i = 0; i < G_N_ELEMENTS(standings); i++)
		if (strcmp(standings[i].name, standing) == 0)
			return value_styled(value_text(people &&
				is_russian(language) ? standings[i].title_ru :
				standing), standings[i].style);
	return value_text(standing);
}

/* --- one ticket ---------------------------------------------------------- */

typedef struct {
	Page *page;
	const char *language;
	Instant now;
	Block *people, *machines, *stretches;
} Show;

static void add_clock_columns(const Show *show, Block *table)
{
	const char *language = show->language;
	block_add_column(table, "clock", in(language, "Clock", "Часы"),
		COLUMN_ID);
	block_add_column(table, "run", "#", 0);
	block_add_column(table, "state", in(language, "State", "Состояние"), 0);
	block_add_column(table, "target", in(language, "Target", "Норма"),
		COLUMN_RIGHT);
	block_add_column(table, "used", in(language, "Used", "Прошло"),
		COLUMN_RIGHT);
	block_add_column(table, "started", in(language, "Started", "Начало"),
		0);
	block_add_column(table, "due", in(language, "Due", "Срок"), 0);
	block_add_column(table, "stopped", in(language, "Stopped", "Конец"), 0);
	block_add_column(table, "policy", in(language, "Policy", "Политика"),
		0);
	block_add_column(table, "contract", in(language, "Contract", "Договор"),
		0);
	block_add_column(table, "calendar", in(language, "Calendar",
		"Календарь"), 0);
	block_add_column(table, "priority", in(language, "Priority",
		"Приоритет"), 0);
}

/* "vip (standard)": the target comes from the second. */
static char *policy_text(const Clock *clock)
{
	return strcmp(clock->policy, clock->measure) == 0 ?
		g_strdup(clock->policy) :
		g_strdup_printf("%s (%s)", clock->policy, clock->measure);
}

static void add_clock_row(const Show *show, Block *table, const Clock *clock,
	gint64 used)
{
	gboolean people = table == show->people;
	WorkSpan span = {clock->target.unit, used};
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(people ? title_of(clock->kind, show->language) :
		clock_names[clock->kind].name));
	row_add(row, value_integer(clock->run));
	row_add(row, standing_value(clock_standing(clock, show->now),
		show->language, people));
	row_add(row, value_text_take(work_span_format(clock->target)));
	row_add(row, value_text_take(work_span_format(span)));
	row_add(row, value_instant(clock->started));
	row_add(row, value_instant(clock->due));
	row_add(row, value_instant(clock->stopped));
	row_add(row, value_text_take(policy_text(clock)));
	row_add(row, value_text(clock->contract));
	row_add(row, value_text(clock->calendar));
	row_add(row, value_text(clock->priority));
}

static char *reason_of(const Show *show, const Clock *clock,
	const ClockStretch *stretch)
{
	const char *language = show->language;
	if (stretch->closed)
		return g_strconcat(in(language, "outside the hours of ",
			"вне часов календаря "), clock->calendar, NULL);
	const char *what = stretch->paused ? in(language, "paused", "пауза") :
		stretch->solved ? in(language, "stopped", "остановлены") :
		in(language, "runs", "идут");
	return g_strdup_printf("%s %s: %s", in(language, "status", "статус"),
		stretch->status, what);
}

static void add_stretch_row(const Show *show, const Clock *clock,
	const ClockStretch *stretch)
{
	WorkSpan amount = {clock->target.unit, stretch->amount};
	WorkSpan sum = {clock->target.unit, stretch->sum};
	GPtrArray *row = block_add_row(show->stretches);
	row_add(row, value_text(clock_names[clock->kind].name));
	row_add(row, value_integer(clock->run));
	row_add(row, value_instant(stretch->from));
	row_add(row, value_instant(stretch->until));
	row_add(row, value_text(stretch->status));
	row_add(row, value_flag(stretch->counts));
	row_add(row, value_styled(value_text_take(reason_of(show, clock,
		stretch)), stretch->counts ? STYLE_NONE : STYLE_DIM));
	row_add(row, value_text_take(stretch->counts ?
		work_span_format(amount) : g_strdup("")));
	row_add(row, value_text_take(work_span_format(sum)));
}

static void add_stretch_columns(const Show *show)
{
	const char *language = show->language;
	Block *table = show->stretches;
	block_add_column(table, "clock", in(language, "Clock", "Часы"), 0);
	block_add_column(table, "run", "#", COLUMN_HIDDEN);
	block_add_column(table, "from", in(language, "From", "С"), 0);
	block_add_column(table, "until", in(language, "Until", "По"), 0);
	block_add_column(table, "status", "status", COLUMN_HIDDEN);
	block_add_column(table, "counts", "counts", COLUMN_HIDDEN);
	block_add_column(table, "why", in(language, "Why", "Почему"),
		COLUMN_SHRINK);
	block_add_column(table, "amount", in(language, "Counts", "Считается"),
		COLUMN_RIGHT);
	block_add_column(table, "sum", in(language, "Sum", "Всего"),
		COLUMN_RIGHT);
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
		add_clock_row(show, show->people, clock, used);
		add_clock_row(show, show->machines, clock, used);
	}
	if (clocks->len == 0)
		page_add_prose(show->page, "%s", in(show->language,
			"Nothing is promised for it: desk.yaml has no target "
			"(section sla).", "Для неё ничего не обещано: в "
			"desk.yaml нет нормы (раздел sla)."));
}

gboolean clocks_show(Desk *desk, const char *uid, const char *language,
	Page *page, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(TicketLine) ticket = index ? index_ticket_line(index, uid,
		error) : NULL;
	if (!ticket)
		return FALSE;
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "number", "number", ticket->number > 0 ?
		value_integer(ticket->number) : value_none());
	block_set(head, "uid", "uid", value_text(ticket->uid));
	block_set(head, "status", "status", value_text(ticket->status));
	g_free(page->title);
	page->title = g_strdup_printf("#%s  %s", ticket->name, ticket->subject);
	Show show = {page, language, desk_now(desk), NULL, NULL, NULL};
	show.people = page_add_table(page, NULL, NULL);
	show.people->people = TRUE;
	show.machines = page_add_table(page, "clocks", NULL);
	show.machines->machines = TRUE;
	show.stretches = page_add_table(page, "stretches", NULL);
	add_clock_columns(&show, show.people);
	add_clock_columns(&show, show.machines);
	add_stretch_columns(&show);
	return index_sla(index, ticket->row, read_clocks, &show, error);
}

/* --- beside the ticket ---------------------------------------------------- */

/* The team's own clocks, which nobody outside was told of. */
static gboolean is_internal(ClockKind kind)
{
	return kind == CLOCK_HANDOVER || kind == CLOCK_UPDATE;
}

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

static void add_beside_columns(const Show *show)
{
	const char *language = show->language;
	Block *table = show->people;
	block_add_column(table, "clock", in(language, "Clock", "Часы"), 0);
	block_add_column(table, "target", in(language, "Target", "Норма"),
		COLUMN_RIGHT);
	block_add_column(table, "used", in(language, "Used", "Прошло"),
		COLUMN_RIGHT);
	block_add_column(table, "due", in(language, "Due", "Срок"), 0);
	block_add_column(table, "state", in(language, "State", "Состояние"), 0);
}

static void add_beside_row(const Show *show, const Clock *clock, gint64 used)
{
	WorkSpan span = {clock->target.unit, used};
	GPtrArray *row = block_add_row(show->people);
	row_add(row, value_text_take(clock->run == 1 ? g_strdup(title_of(
		clock->kind, show->language)) : g_strdup_printf("%s %u",
		title_of(clock->kind, show->language), clock->run)));
	row_add(row, value_text_take(work_span_format(clock->target)));
	row_add(row, value_text_take(work_span_format(span)));
	row_add(row, value_instant(clock->due));
	row_add(row, standing_value(clock_standing(clock, show->now),
		show->language, TRUE));
}

typedef struct {
	Show show;
	gboolean only_public;
} Beside;

static void read_beside(SlaTicket *ticket, const SlaSource *source, void *data)
{
	const Beside *beside = data;
	const Show *show = &beside->show;
	g_autoptr(GArray) clocks = sla_clocks(ticket, source);
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		if (beside->only_public && is_internal(clock->kind))
			continue;
		gint64 used = used_now(ticket, source, clock, show->now);
		add_clock_row(show, show->machines, clock, used);
		if (is_looked_at(clocks, i))
			add_beside_row(show, clock, used);
	}
}

static Value *records_of(const Block *table)
{
	Value *list = value_list();
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = g_ptr_array_index(table->rows, i);
		Value *record = value_record();
		for (guint k = 0; k < table->columns->len; k++) {
			const Column *column = g_ptr_array_index(table->columns,
				k);
			value_record_set(record, column->name,
				value_copy(g_ptr_array_index(row, k)));
		}
		value_list_add(list, record);
	}
	return list;
}

gboolean clocks_beside(Desk *desk, gint64 ticket, gboolean only_public,
	const char *language, Page *page, Value **list, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(Page) machines = page_new(PAGE_LIST, NULL);
	Beside beside = {{page, language, desk_now(desk), NULL, NULL, NULL},
		only_public};
	Show *show = &beside.show;
	show->people = page_add_table(page, NULL, NULL);
	show->people->people = TRUE;
	show->machines = page_add_table(machines, "clocks", NULL);
	add_beside_columns(show);
	add_clock_columns(show, show->machines);
	if (!index || !index_sla(index, ticket, read_beside, &beside, error))
		return FALSE;
	*list = records_of(show->machines);
	return TRUE;
}

/* --- all open ones ------------------------------------------------------- */

static void add_check_columns(const char *language, Block *table)
{
	const struct {
		const char *name, *english, *russian;
		guint flags;
	} columns[] = {
		{"number", "#", "№", COLUMN_RIGHT},
		{"uid", "uid", "код", COLUMN_HIDDEN | COLUMN_ID},
		{"clock", "Clock", "Часы", 0},
		{"state", "State", "Состояние", 0},
		{"due", "Due", "Срок", COLUMN_AGE | COLUMN_DUE},
		{"target", "Target", "Норма", COLUMN_RIGHT},
		{"policy", "Policy", "Политика", COLUMN_HIDDEN},
		{"priority", "Priority", "Приоритет", 0},
		{"assignee", "Assignee", "Исполнитель", 0},
		{"customer", "Customer", "Клиент", 0},
		{"subject", "Subject", "Тема", COLUMN_SHRINK},
	};
	for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
		block_add_column(table, columns[i].name, in(language,
			columns[i].english, columns[i].russian),
			columns[i].flags);
}

static void add_check_row(Block *table, const OpenClock *clock,
	gboolean breached)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, clock->number > 0 ? value_integer(clock->number) :
		value_text(clock->uid + 9));
	row_add(row, value_text(clock->uid));
	row_add(row, value_text(clock_names[clock->kind].name));
	row_add(row, value_styled(value_text(breached ? "breached" :
		"at-risk"), breached ? STYLE_BAD : STYLE_WARN));
	row_add(row, value_instant(clock->due));
	row_add(row, value_text(clock->target));
	row_add(row, value_text(clock->policy));
	row_add(row, value_text(clock->priority));
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
		!risk_limit(desk, check, query.now, &limit, error) ||
		!index_count_running_clocks(index, &counts->running, error))
		return FALSE;
	OpenClockQuestion question = {
		.now = query.now,
		.until = limit,
		.warn = check->at_risk == NULL,
		.query = check->query,
		.context = &query,
	};
	g_autoptr(GPtrArray) clocks = index_open_clocks(index, &question, error);
	if (!clocks)
		return FALSE;
	Block *table = page ? page_add_table(page, "clocks", NULL) : NULL;
	if (table)
		add_check_columns(check->language, table);
	for (guint i = 0; i < clocks->len; i++) {
		const OpenClock *clock = clocks->pdata[i];
		gboolean breached = clock->due < query.now;
		counts->breached += breached;
		counts->at_risk += !breached;
		if (table)
			add_check_row(table, clock, breached);
	}
	return TRUE;
}
