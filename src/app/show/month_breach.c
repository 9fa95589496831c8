/* Why a target was missed: where the time that counted went. */
#include "app/show/month_parts.h"

#include <string.h>

#include "app/show/clocks_parts.h"
#include "base/error.h"
#include "index/agents.h"
#include "index/select.h"
#include "index/tickets.h"
#include "rules/sla.h"

#define MOST_OF_ALL 50 /* of the company's page */

static const Member columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0,
		"its name; null in the page of one"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{"clock", {"Target", "Норма"}, VALUE_TEXT, 0,
		"first-response, resolution …"},
	{"target", {"Promised", "Обещано"}, VALUE_REAL, COLUMN_RIGHT,
		"in its unit"},
	{"unit", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"seconds, working-seconds or working-days"},
	{"over", {"Over by", "Превышено на"}, VALUE_SPAN, COLUMN_RIGHT,
		"what it took more: seconds that counted"},
	{"due", {"Due", "Срок"}, VALUE_INSTANT, COLUMN_HIDDEN, "when"},
	{"stopped", {"Answered", "Сделано"}, VALUE_INSTANT, COLUMN_HIDDEN,
		"null = not yet"},
	{"reason", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"untaken: nobody had it for the most of the time; held: "
		"somebody did; handed-on: several had; unknown"},
	{"open", {NULL}, VALUE_FLAG, COLUMN_HIDDEN, "it still waits"},
	{"why", {"Why", "Почему"}, VALUE_TEXT, COLUMN_WRAP,
		"for people; may change"},
	{0},
};
const Schema month_breach_schema = {.members = columns};

/* --- who had it ----------------------------------------------------------- */

typedef struct {
	const char *login; /* "": nobody */
	gint64 seconds;
} Holder;

typedef struct {
	const Month *month;
	const TicketLine *ticket;
	const char *customer;
	const GPtrArray *changes; /* TicketChange* */
	const char *clock;	  /* the name of its kind */
	Block *table;
	GError *problem;
} Telling;

/* Seconds in which the clock ran. */
static gint64 counted(Instant from, Instant until, const GArray *stretches)
{
	gint64 seconds = 0;
	for (guint i = 0; i < stretches->len; i++) {
		const ClockStretch *stretch = &g_array_index(stretches,
			ClockStretch, i);
		Instant begin = MAX(from, stretch->from);
		Instant end = MIN(until, stretch->until);
		seconds += stretch->counts ? MAX(end - begin, 0) : 0;
	}
	return seconds;
}

static void add_holder(GArray *holders, const char *login, gint64 seconds)
{
	for (guint i = 0; i < holders->len; i++) {
		Holder *known = &g_array_index(holders, Holder, i);
		if (strcmp(known->login, login) == 0) {
			known->seconds += seconds;
			return;
		}
	}
	Holder holder = {login, seconds};
	g_array_append_val(holders, holder);
}

/* Who had it while the clock ran, in the order of their turns. */
static GArray *holders_of(const Telling *telling, const GArray *stretches)
{
	GArray *holders = g_array_new(FALSE, FALSE, sizeof(Holder));
	const char *login = "";
	Instant since = 0;
	for (guint i = 0; i <= telling->changes->len; i++) {
		const TicketChange *change = i < telling->changes->len ?
			telling->changes->pdata[i] : NULL;
		if (change && strcmp(change->field, "assignee") != 0)
			continue;
		gint64 seconds = counted(since, change ? change->at :
			G_MAXINT64, stretches);
		if (seconds > 0)
			add_holder(holders, login, seconds);
		if (change) {
			login = change->new_text ? change->new_text : "";
			since = change->at;
		}
	}
	return holders;
}

/* --- in words ------------------------------------------------------------- */

typedef struct {
	const char *reason;
	char *english, *words; /* in the page's language */
} Why;

static char *name_of(Telling *telling, const char *login)
{
	char *name = NULL;
	if (!telling->problem && index_agent_name(telling->month->index, login,
		&name, &telling->problem) && name && *name)
		return name;
	g_free(name);
	return g_strdup(login);
}

static char *names_of(Telling *telling, const GArray *holders)
{
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = 0; i < holders->len; i++) {
		const Holder *holder = &g_array_index(holders, Holder, i);
		g_autofree char *name = name_of(telling, holder->login);
		if (*holder->login)
			g_string_append_printf(names, "%s%s", names->len ?
				" → " : "", name);
	}
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static char *tell(Telling *telling, const GArray *holders, const Holder *most,
	gboolean handed, gboolean open, const char *language)
{
	static const Phrase
		untaken = {"nobody had taken it for %1", "%1 её никто не брал"},
		held = {"%2 had it for %1", "%1 была у исполнителя: %2"},
		handed_on = {"handed on: %3; the longest, %1, with %2",
			"переходила из рук в руки: %3; дольше всего, %1, — у "
			"исполнителя: %2"},
		still = {"%1; still open", "%1; ещё не сделано"};
	g_autofree char *span = span_format_hours(most->seconds);
	g_autofree char *known = span_in_language(span, language);
	/* Machines read the short one. */
	g_autofree char *time = language ? span_spelt(known) : g_strdup(known);
	g_autofree char *name = name_of(telling, most->login);
	g_autofree char *names = names_of(telling, holders);
	char *text = !*most->login ? phrase_fill(&untaken, language, time,
		NULL) : phrase_fill(handed ? &handed_on : &held, language,
		time, name, names, NULL);
	if (!open)
		return text;
	g_autofree char *closed = text;
	return phrase_fill(&still, language, closed, NULL);
}

static Why why_of(Telling *telling, const Clock *clock, const GArray *stretches)
{
	g_autoptr(GArray) holders = holders_of(telling, stretches);
	const Holder *most = NULL;
	guint people = 0;
	for (guint i = 0; i < holders->len; i++) {
		const Holder *holder = &g_array_index(holders, Holder, i);
		people += *holder->login != '\0';
		if (!most || holder->seconds > most->seconds)
			most = holder;
	}
	if (!most)
		return (Why){"unknown", g_strdup("–"), g_strdup("–")};
	gboolean open = clock->stopped == INSTANT_NONE;
	gboolean handed = people > 1;
	return (Why){!*most->login ? "untaken" : handed ? "handed-on" : "held",
		tell(telling, holders, most, handed, open, NULL),
		tell(telling, holders, most, handed, open,
			telling->month->language)};
}

static void add_row(Telling *telling, const Clock *clock,
	const GArray *stretches)
{
	const Month *month = telling->month;
	WorkSpan over = {clock->target.unit == WORK_CALENDAR ? WORK_CALENDAR :
		WORK_HOURS, counted(clock->due, G_MAXINT64, stretches)};
	Why why = why_of(telling, clock, stretches);
	Value *cells[] = {
		value_ticket_name(telling->ticket->name),
		value_text(telling->ticket->uid),
		value_word(telling->customer),
		value_text(telling->ticket->subject),
		clock_kind_value(clock->kind, month->language),
		clock_span_value(clock->target, month->language),
		clock_unit_value(clock->target.unit),
		clock_span_value(over, month->language),
		value_instant(clock->due),
		value_instant(clock->stopped),
		value_text(why.reason),
		value_flag(clock->stopped == INSTANT_NONE),
		value_titled(why.english, why.words),
	};
	block_add_cells(telling->table, cells, G_N_ELEMENTS(cells));
	g_free(why.english);
	g_free(why.words);
}

/* Of promises the last one counts. */
static gboolean is_told(const Telling *telling, const GArray *clocks, guint place)
{
	const ReportSettings *settings = telling->month->settings;
	const Clock *clock = &g_array_index(clocks, Clock, place);
	if (strcmp(clock_names[clock->kind].name, telling->clock) != 0 ||
		strcmp(clock_standing(clock, settings->as_of), "breached") != 0
		|| clock->due < settings->from || clock->due >= settings->until)
		return FALSE;
	const Clock *next = place + 1 < clocks->len ? &g_array_index(clocks,
		Clock, place + 1) : NULL;
	return clock->kind != CLOCK_PROMISE || !next ||
		next->kind != CLOCK_PROMISE || next->state == CLOCK_VOID;
}

static void tell_clocks(SlaTicket *ticket, const SlaSource *source, void *data)
{
	Telling *telling = data;
	g_autoptr(GArray) clocks = sla_clocks(ticket, source);
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		if (!is_told(telling, clocks, i))
			continue;
		g_autoptr(GArray) stretches = sla_explain(ticket, source, clock,
			telling->month->settings->as_of);
		add_row(telling, clock, stretches);
	}
}

static gboolean tell_ticket(const Month *month, const char *uid,
	const char *clock, Block *table, GError **error)
{
	g_autofree TicketLine *ticket = index_ticket_line(month->index, uid,
		error);
	g_autoptr(GPtrArray) changes = ticket ? index_ticket_changes(
		month->index, uid, error) : NULL;
	g_autoptr(Value) record = changes ? select_ticket(month->index,
		&month->query, uid, &(gint64){0}, error) : NULL;
	if (!record)
		return FALSE;
	const Value *customer = value_record_get(record, "customer");
	Telling telling = {month, ticket, month->settings->customer ? NULL :
		customer->text, changes, clock, table, NULL};
	if (!index_sla(month->index, ticket->row, tell_clocks, &telling, error))
		return FALSE;
	return !telling.problem || desk_error_pass(error, &telling.problem);
}

static void say_left(const Month *month, guint left)
{
	static const Phrase more = {"tickets with missed targets that are not "
			"listed: %1; -c CUSTOMER lists all of a customer",
		"заявок с нарушенными нормами, которых нет в списке: %1; "
			"-c КЛИЕНТ — все по клиенту"};
	g_autofree char *text = phrase_fill(&more, month->language,
		PHRASE_NUMBER(left), NULL);
	if (left > 0)
		page_add_footer(month->page, "%s", text);
}

gboolean month_add_breaches(const Month *month, const Page *targets,
	GError **error)
{
	static const Phrase title = {"Missed targets", "Нарушенные нормы"};
	const gboolean ours = month->settings->customer == NULL;
	Block *table = page_add_table(month->page, "breaches",
		phrase_in(&title, month->language));
	block_add_columns(table, columns);
	block_show_column(table, "customer", ours);
	guint left = 0;
	for (guint i = 0; i < CLOCK_KINDS; i++) {
		const char *clock = clock_names[i].name;
		if (!ours && clock_is_internal((ClockKind)i))
			continue;
		g_autoptr(GPtrArray) uids = month_cells(targets, clock,
			"sla-breached");
		for (guint k = 0; k < uids->len; k++) {
			if (ours && table->rows->len >= MOST_OF_ALL)
				left++;
			else if (!tell_ticket(month, uids->pdata[k], clock,
				table, error))
				return FALSE;
		}
	}
	say_left(month, left);
	return TRUE;
}
