#include "report/staffing.h"

#include <math.h>

#include "base/digits.h"
#include "base/error.h"
#include "index/entries.h"
#include "index/tickets.h"
#include "report/hours.h"

#define HOUR 3600
#define DAY (24 * HOUR)

/* --- one answer ------------------------------------------------------ */

static Value *stable_value(const Staffing *answer, Value *value)
{
	if (answer->stable)
		return value;
	value_free(value);
	return value_none();
}

static double naive_level(const StaffingQuestion *question)
{
	Staffing answer;
	staffing_judge(question, staffing_naive(question), &answer);
	return answer.level;
}

static void set_asked(Block *answers, const StaffingQuestion *question)
{
	block_set(answers, "handle", question->handle > 0 ?
		value_span((gint64)round(question->handle)) : value_none());
	block_set(answers, "answer-in", value_span((gint64)question->within));
	block_set(answers, "target", value_share(question->target));
}

/* The honest one beside that of the calculators. */
static void say_answer(Page *page, const StaffingQuestion *question,
	const Staffing *answer)
{
	static const Phrase words = {"%1 agents answer %2 within %3; chat "
			"calculators say %4, who would answer %5.",
		"Работают %1: в срок (%3) ответят на %2 обращений. Калькуляторы "
			"чатов скажут %4: ответят на %5."};
	const char *language = page->language;
	g_autofree char *level = share_text(answer->level, FALSE, language);
	g_autofree char *naive = share_text(naive_level(question), FALSE,
		language);
	g_autofree char *span = span_format((gint64)question->within);
	g_autofree char *within = span_in_language(span, language);
	page->answer = phrase_fill(&words, language, PHRASE_NUMBER(
		answer->agents), level, within, PHRASE_NUMBER(
		staffing_naive(question)), naive, NULL);
}

static void say_unstable(Page *page, const Staffing *answer)
{
	static const Phrase grows = {"%1 agents cannot carry that: the queue "
			"only grows.", "%1 чел. с этим не справятся: очередь будет "
			"только расти."};
	g_autofree char *text = phrase_fill(&grows, page->language,
		PHRASE_NUMBER(answer->agents), NULL);
	if (!answer->stable)
		page_add_prose(page, "%s", text);
}

static gboolean answer_for(const StaffingQuestion *question, guint agents,
	Staffing *answer, GError **error)
{
	static const Phrase too_many = {"more than %1 agents would be needed",
		"понадобилось бы больше %1 человек"};
	if (agents > 0)
		staffing_judge(question, agents, answer);
	else if (!staffing_find(question, answer))
		return desk_refuse(error, DESK_ERROR_USAGE, &too_many,
			PHRASE_NUMBER(STAFFING_AGENTS_LIMIT), NULL);
	return TRUE;
}

static gboolean show_given(const StaffingQuestion *question, guint agents,
	Page *page, GError **error)
{
	Staffing answer;
	if (!answer_for(question, agents, &answer, error))
		return FALSE;
	if (answer.stable)
		say_answer(page, question, &answer);
	say_unstable(page, &answer);
	Block *answers = page_add_fields(page, NULL);
	block_set(answers, "arrivals", value_real(question->arrivals));
	set_asked(answers, question);
	block_set(answers, "load", value_real(answer.load));
	block_set(answers, "agents", value_integer(answer.agents));
	block_set(answers, "roster", value_integer(staffing_roster(question,
		answer.agents)));
	block_set(answers, "stable", value_flag(answer.stable));
	block_set(answers, "waiting", stable_value(&answer, value_share(
		answer.waiting)));
	block_set(answers, "service-level", value_share(answer.level));
	block_set(answers, "wait", stable_value(&answer, value_real(
		answer.wait)));
	block_set(answers, "occupancy", stable_value(&answer, value_share(
		answer.occupancy)));
	block_set(answers, "carried", value_real(staffing_carried(question,
		answer.agents)));
	block_set(answers, "naive", value_integer(staffing_naive(question)));
	block_set(answers, "naive-service-level", value_share(naive_level(
		question)));
	return TRUE;
}

/* --- what came, and what was worked ---------------------------------- */

typedef struct {
	Groups *groups;
	Instant first;	      /* ticket of the store */
	gint64 all, own; /* contacts in the period; of the ticket at hand */
	gint64 minutes, worked; /* on how many contacts they were worked */
} Past;

static void take_ticket(const IndexTicket *ticket, void *data)
{
	Past *past = data;
	if (*ticket->value)
		past->first = MIN(past->first, g_ascii_strtoll(ticket->value,
			NULL, 10));
}

static gboolean is_of_customer(const Groups *groups, const FactTicket *ticket)
{
	const char *customer = groups->settings->customer;
	return !customer || g_str_equal(customer, fact_ticket_as(ticket,
		TICKET_CUSTOMER, AS_WAS_SOLVED));
}

/* Of tickets on which time was logged: that by what came about them. */
static void take_work(Past *past, Timeline *timeline, gint64 own)
{
	const Groups *groups = past->groups;
	gboolean logged = FALSE;
	BillEntry entry;
	while (timeline_next_work(timeline, &entry)) {
		if (!groups_in_period(groups, entry.began) ||
			entry.began > groups->settings->as_of)
			continue;
		past->minutes += entry.minutes;
		logged = TRUE;
	}
	past->worked += logged ? own : 0;
}

static void take_contacts(const FactTicket *ticket, const Fact *facts,
	guint count, void *data)
{
	Past *past = data;
	for (guint i = 0; is_of_customer(past->groups, ticket) && i < count;
		i++) {
		if (!fact_is_contact(&facts[i]) ||
			!groups_in_period(past->groups, facts[i].at))
			continue;
		groups_find(past->groups, ticket, facts[i].at, "", "")
			->counts[COUNT_CONTACTS]++;
		past->all++;
		past->own++;
	}
	/* A file that was gone and came back is told of as two tickets. */
	if (ticket->again)
		return;
	if (past->own > 0)
		take_work(past, ticket->timeline, past->own);
	past->own = 0;
}

static gboolean read_contacts(Past *past, Index *index, GError **error)
{
	const ReportSettings *settings = past->groups->settings;
	const FactQuestion question = {.since = settings->from,
		.as_of = settings->as_of,
		.stocks = {groups_end(past->groups), INSTANT_NONE},
		.wanted = settings->tickets,
		.customers = settings->customer != NULL,
		.ticket = take_contacts, .data = past};
	return index_each_ticket(index, "created", take_ticket, past, error) &&
		facts_replay(index, past->groups->regulation, &question, error);
}

/* How often each hour of the week came in the part of the period that is over;
 * a store that is younger has seen none before its first ticket. */
static void count_hours(const Past *past, guint *hours)
{
	const ReportSettings *settings = past->groups->settings;
	Instant end = groups_end(past->groups);
	Instant at = past->first == G_MAXINT64 ? end + 1 :
		MAX(settings->from, instant_day_start(past->first,
			settings->zone, 0));
	for (; at <= end; at += HOUR) {
		g_autoptr(GDateTime) local = instant_to_date_time(at,
			settings->zone);
		hours[(guint)(g_date_time_get_day_of_week(local) - 1) *
			HOURS_OF_DAY + (guint)g_date_time_get_hour(local)]++;
	}
}

static void set_coverage(Block *answers, const Past *past)
{
	if (past->all > 0)
		block_set(answers, "coverage", value_share(
			(double)past->worked / (double)past->all));
}

/* --- by hours of the week -------------------------------------------- */

typedef struct {
	guint agents, roster; /* the most */
	double week;	      /* hours of the roster */
} Needed;

static void add_hour(Block *table, const char *name,
	const StaffingQuestion *question, const Staffing *answer)
{
	gboolean known = question->handle > 0;
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name));
	row_add(row, value_real(question->arrivals));
	row_add(row, known ? value_real(answer->load) : value_none());
	row_add(row, known ? value_integer(answer->agents) : value_none());
	row_add(row, known ? value_integer(staffing_roster(question,
		answer->agents)) : value_none());
	row_add(row, known ? value_flag(answer->stable) : value_none());
	row_add(row, known ? value_share(answer->level) : value_none());
	row_add(row, known && answer->stable ? value_real(answer->wait) :
		value_none());
	row_add(row, known && answer->stable ?
		value_share(answer->occupancy) : value_none());
	row_add(row, known ? value_integer(staffing_naive(question)) :
		value_none());
}

static Block *add_table(const Grouping *by, Page *page)
{
	const Member hour = {by->name, by->title, VALUE_TEXT, COLUMN_ID, NULL};
	Block *table = page_add_chart(page, "rows", NULL);
	table->machines = TRUE;
	block_add_member(table, &hour);
	block_add_columns(table, staffing_hour_members);
	return table;
}

static gboolean show_hours(const Past *past, const StaffingQuestion *asked,
	Page *page, Needed *needed, GError **error)
{
	static const Phrase title = {"On the roster", "В графике"};
	guint hours[HOURS_OF_WEEK] = {0};
	Value *cells[HOURS_OF_WEEK] = {NULL};
	guint agents = past->groups->settings->staffing->agents;
	Block *table = add_table(&past->groups->by, page);
	count_hours(past, hours);
	groups_sort(past->groups);
	for (guint i = 0; i < past->groups->order->len; i++) {
		const Group *group = past->groups->order->pdata[i];
		guint place = hours_place(group->name);
		StaffingQuestion question = *asked;
		Staffing answer = {0};
		question.arrivals = (double)group->counts[COUNT_CONTACTS] /
			MAX(hours[place], 1);
		if (asked->handle > 0 &&
			!answer_for(&question, agents, &answer, error))
			return FALSE;
		guint roster = staffing_roster(&question, answer.agents);
		add_hour(table, group->name, &question, &answer);
		needed->agents = MAX(needed->agents, answer.agents);
		needed->roster = MAX(needed->roster, roster);
		needed->week += roster;
		cells[place] = value_styled(value_integer(roster),
			answer.stable ? STYLE_NONE : STYLE_BAD);
	}
	hours_add_map(page, phrase_in(&title, page->language), TRUE, cells);
	return TRUE;
}

static gboolean show_past(const Past *past, const StaffingQuestion *question,
	Page *page, GError **error)
{
	static const Phrase no_work = {"No work was logged on what came in the "
			"period: how long one takes, --handle may say.",
		"По обращениям периода не записано время работы: сколько длится "
			"одно, можно сказать в --handle."},
		nobody = {"Nobody wrote or called: nothing to count from.",
			"Обращений не было: считать не из чего."};
	Block *answers = page_add_fields(page, NULL);
	Needed needed = {0};
	gboolean known = question->handle > 0;
	guint agents = past->groups->settings->staffing->agents;
	if (past->all == 0)
		page->answer = g_strdup(phrase_in(&nobody, page->language));
	else if (!known)
		page_add_prose(page, "%s", phrase_in(&no_work, page->language));
	if (!show_hours(past, question, page, &needed, error))
		return FALSE;
	set_asked(answers, question);
	set_coverage(answers, past);
	block_set(answers, "agents", known ? value_integer(needed.agents) :
		value_none());
	block_set(answers, "roster", known ? value_integer(needed.roster) :
		value_none());
	block_set(answers, "agent-hours", known ? value_real(needed.week) :
		value_none());
	if (known && agents > 0)
		block_set(answers, "carried", value_real(staffing_carried(
			question, agents)));
	return TRUE;
}

/* --- what is asked --------------------------------------------------- */

/* Working hours of a day that has some, of the four weeks before. */
static double working_day(const ReportSettings *settings)
{
	gint64 worked = 0, days = 0;
	for (int i = -28; i < 0 && settings->work; i++) {
		gint64 day = worktime_between(settings->work,
			instant_day_start(settings->as_of, settings->zone, i),
			instant_day_start(settings->as_of, settings->zone, i + 1));
		worked += day;
		days += day > 0;
	}
	return days == 0 ? DAY : (double)worked / (double)days;
}

gboolean staffing_report(Groups *groups, Index *index, Page *page,
	GError **error)
{
	static const Phrase no_handle = {"--handle: how long does one contact "
			"take? No work was logged in the period",
		"--handle: сколько длится одно обращение? Работа за период не "
			"записана"};
	const StaffingSettings *given = groups->settings->staffing;
	StaffingQuestion question = given->question;
	Past past = {.groups = groups, .first = G_MAXINT64};
	if ((question.arrivals < 0 || question.handle < 0) &&
		!read_contacts(&past, index, error))
		return FALSE;
	if (question.handle < 0 && past.worked > 0)
		question.handle = (double)past.minutes * 60 /
			(double)past.worked;
	if (question.arrivals < 0)
		return show_past(&past, &question, page, error);
	if (question.handle < 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_handle, NULL);
	question.arrivals *= HOUR / (given->per > 0 ? (double)given->per :
		working_day(groups->settings));
	return show_given(&question, given->agents, page, error);
}
