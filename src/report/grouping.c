/* What reports there are, by what they count, and what they answer. */
#include "report/grouping.h"

#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"
#include "report/staffing.h"

static const Phrase
	no_grouping = {"report %1: no grouping by \"%2\"; by %3",
		"report %1: группировки «%2» нет; есть: %3"};

/* --- the registry ---------------------------------------------------- */

/* Of a span: by the calendar, and in working time. */
#define SPAN(name) name "-median " name "-p90 " name "-mean " name "-n " \
	name "-bh-median " name "-bh-p90 " name "-bh-mean "
#define TIMES SPAN("first-response") "within " SPAN("next-reply") \
	SPAN("first-resolution") SPAN("resolution") SPAN("requester-wait") \
	SPAN("agent-work") SPAN("pending-time") SPAN("on-hold-time") \
	"handle-median handle-mean handle-n handled fcr fcr-early"

const Report reports[] = {
	{"agents", {"Agents", "Сотрудники"}, REPORT_EVENTS, "agent",
		"touched worked created taken solved closed-unsolved "
		"escalated-in "
		"escalated-out reassigned ping-pong "
		"reopened reopened-thanks reopen-rate open workload replies "
		"comments "
		"calls automatic complaints " TIMES, "solved",
		{"who did what",
			"кто что сделал"}},
	{"assets", {"Assets", "Устройства"}, REPORT_EVENTS, "asset",
		"created solved closed-unsolved reopened open messages replies "
		"calls repeats " TIMES, "created",
		{"about which devices",
			"о каких устройствах"}},
	{"backlog", {"Backlog", "Остаток по дням"}, REPORT_EVENTS, "day",
		"created reopened out net backlog stock-new stock-open pending "
		"on-hold age-day age-week age-month age-older", "backlog",
		{"the stock at the end of each day",
			"остаток на конец каждого дня"}},
	{"categories", {"Categories", "Категории"}, REPORT_EVENTS, "category",
		"created solved closed-unsolved escalated-out reopened open "
		"messages replies calls calls-missed automatic " TIMES, "created",
		{"about what",
			"о чём"}},
	{"csat", {"Ratings", "Оценки"}, REPORT_EVENTS, "agent",
		"solved csat csat-good csat-bad rated csat-response verified "
		"verified-ok verified-share complaints", "csat",
		{"how requesters rate what was solved",
			"как заявители оценивают сделанное"}},
	{"customers", {"Customers", "Клиенты"}, REPORT_EVENTS, "customer",
		"created solved closed-unsolved escalated-out reopened open "
		"messages replies calls calls-missed automatic misdirected "
		"complaints " TIMES " sla-first-response sla-next-reply sla-resolution "
		"sla-attainment repeats", "created",
		{"for whom",
			"для кого"}},
	{"health", {"History", "История"}, REPORT_HEALTH, "",
		"back-dated back-dated-time created-edited late-entries "
		"late-tickets older-than-store older-scheduled edited removed "
		"retracted undone no-category no-customer no-time unreadable",
		"back-dated",
		{"what was touched up, dated back or left out",
			"что исправлено, внесено задним числом или пропущено"}},
	{"kpi", {"Figures", "Показатели"}, REPORT_EVENTS, "",
		"created taken solved closed-unsolved escalated-out "
		"reassigned reopened reopened-thanks "
		"reopen-rate open responded messages replies comments calls "
		"calls-missed automatic misdirected ping-pong " TIMES
		" sla-first-response sla-next-reply sla-resolution "
		"sla-attainment promises-kept promises-broken "
		"promises-broken-before csat csat-response complaints "
		"repeats", "sla-attainment",
		{"the whole desk on one page",
			"вся служба на одной странице"}},
	{"levels", {"Levels", "Линии"}, REPORT_EVENTS, "level",
		"created escalated-in escalated-out solved solved-share reopened "
		"open " TIMES, "solved-share",
		{"what each level solves",
			"что решает каждая линия"}},
	{"load", {"Load", "Нагрузка"}, REPORT_EVENTS, "weekday-hour",
		"contacts messages calls calls-in calls-missed created replies "
		"solved", "contacts",
		{"when people write and call",
			"когда пишут и звонят"}},
	{"month", {"Month", "Месяц"}, REPORT_MONTH, "",
		"created solved closed-unsolved reopened open sla-attainment "
		"first-response-median first-response-n resolution-median "
		"resolution-n worked promises-kept promises-broken csat rated "
		"csat-response repeats", "sla-attainment",
		{"what a customer is sent with the invoice",
			"что отправляют клиенту вместе со счётом"}},
	{"reassignments", {"Reassignments", "Смены исполнителя"}, REPORT_EVENTS,
		"agent", "taken reassigned ping-pong escalated-in escalated-out "
		"open", "reassigned",
		{"how tickets went from hand to hand",
			"как заявки переходили из рук в руки"}},
	{"requesters", {"Requesters", "Заявители"}, REPORT_EVENTS, "requester",
		"created solved closed-unsolved reopened open messages replies "
		"calls calls-missed repeats " TIMES, "created",
		{"who asked",
			"кто обращался"}},
	{"sla", {"SLA", "SLA"}, REPORT_CLOCKS, "clock",
		"sla-met sla-breached sla-attainment sla-running "
		"promises-broken-before", "sla-attainment",
		{"which targets were met",
			"какие нормы выдержаны"}},
	{"staffing", {"Staffing", "Сколько нужно людей"}, REPORT_STAFFING,
		"weekday-hour", "", NULL,
		{"how many people it takes to answer soon enough",
			"сколько людей нужно, чтобы отвечать вовремя"}},
	{"time", {"Time", "Время"}, REPORT_WORK, "agent",
		"worked worked-remote worked-calls worked-onsite travel", "worked",
		{"what was worked",
			"сколько отработано"}},
	{"top", {"Weak spots", "Слабые места"}, REPORT_EVENTS, "requester",
		"repeats", "repeats",
		{"what comes again and again",
			"что повторяется снова и снова"}, .ranked = TRUE},
};
const gsize reports_count = G_N_ELEMENTS(reports);

const Report *report_find(const char *name)
{
	for (gsize i = 0; i < reports_count; i++)
		if (strcmp(reports[i].name, name) == 0)
			return &reports[i];
	return NULL;
}

gboolean report_has(const Report *report, const Metric *metric)
{
	gsize length = strlen(metric->name);
	for (const char *at = report->metrics; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (strncmp(at, metric->name, length) == 0 &&
			strchr(" ", at[length]))
			return TRUE;
	}
	return FALSE;
}

/* --- grouping -------------------------------------------------------- */

enum { ALL_SOURCES = REPORT_EVENTS | REPORT_CLOCKS | REPORT_WORK |
	REPORT_HEALTH };

static const Grouping groupings[] = {
	{"agent", {"Agent", "Сотрудник"}, KEY_AGENT, ALL_SOURCES},
	{"clock", {"Clock", "Часы"}, KEY_CLOCK, REPORT_CLOCKS},
	{"day", {"Day", "День"}, KEY_TIME, ALL_SOURCES, .format = "%Y-%m-%d"},
	{"hour", {"Hour", "Час"}, KEY_TIME, ALL_SOURCES, .format = "%H",
		.hours = TRUE},
	{"month", {"Month", "Месяц"}, KEY_TIME, ALL_SOURCES,
		.format = "%Y-%m"},
	{"week", {"Week", "Неделя"}, KEY_TIME, ALL_SOURCES,
		.format = "%G-W%V"},
	{"weekday", {"Weekday", "День недели"}, KEY_TIME, ALL_SOURCES,
		.format = "%u", .hours = TRUE},
	{"weekday-hour", {"Hour of week", "Час недели"}, KEY_TIME,
		ALL_SOURCES | REPORT_STAFFING, .format = "%u %H",
		.hours = TRUE, .map = TRUE},
};

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const Grouping *)a)->name, ((const Grouping *)b)->name);
}

/* Those above, and the fields that are counted by; sorted. */
static GArray *all_groupings(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(Grouping));
	g_array_append_vals(all, groupings, G_N_ELEMENTS(groupings));
	for (gsize i = 0; i < fields_count; i++) {
		const Grouping one = {fields[i].name, fields[i].title,
			KEY_FIELD, ALL_SOURCES, &fields[i], NULL};
		if (fields[i].flags & FIELD_COUNTED)
			g_array_append_val(all, one);
	}
	g_array_sort(all, by_name);
	return all;
}

char **report_groupings(const Report *report)
{
	g_autoptr(GArray) all = all_groupings();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < all->len; i++) {
		const Grouping *one = &g_array_index(all, Grouping, i);
		if (!report || one->sources & report->source)
			g_ptr_array_add(names, g_strdup(one->name));
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_steal(names, NULL);
}

gboolean grouping_find(const Report *report, const char *by, Grouping *found,
	GError **error)
{
	g_autoptr(GArray) all = all_groupings();
	g_autoptr(GArray) called = called_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *several = NULL;
	*found = (Grouping){.kind = KEY_NONE};
	if (*by == '\0')
		return TRUE;
	for (guint i = 0; i < all->len; i++) {
		const Grouping *row = &g_array_index(all, Grouping, i);
		if (!(row->sources & report->source))
			continue;
		called_add(called, row->name, row->title.en, row->title.ru);
		g_ptr_array_add(names, (gpointer)row->name);
	}
	const char *name = called_find(called, by, &several);
	for (guint i = 0; name && i < all->len; i++)
		if (strcmp(g_array_index(all, Grouping, i).name, name) == 0) {
			*found = g_array_index(all, Grouping, i);
			return TRUE;
		}
	g_autofree char *known = texts_join(names);
	desk_refuse(error, DESK_ERROR_USAGE, &no_grouping, report->name, by,
		several ? several : known, NULL);
	return FALSE;
}

/* --- populations ----------------------------------------------------- */

const char *const as_was_names[AS_WAS] = {
	[AS_WAS_THEN] = "then", [AS_WAS_SOLVED] = "solved",
	[AS_WAS_CREATED] = "created", [AS_WAS_NOW] = "now",
};

static const Phrase populations[AS_WAS] = {
	[AS_WAS_THEN] = {"each thing by what the field was then (--as-was then)",
		"каждое событие — по значению поля в тот момент (--as-was then)"},
	[AS_WAS_SOLVED] = {"each ticket by the field when it was solved, now "
		"if it is open (--as-was solved)",
		"каждая заявка — по полю при решении, открытая — по нынешнему "
		"(--as-was solved)"},
	[AS_WAS_CREATED] = {"each ticket by what the field was when it was "
		"created (--as-was created)",
		"каждая заявка — по значению поля при создании (--as-was "
		"created)"},
	[AS_WAS_NOW] = {"each ticket by what the field is (--as-was now)",
		"каждая заявка — по нынешнему значению поля (--as-was now)"},
};

static gboolean stands_there(const Grouping *by)
{
	static const char *const names[] = {"assignee", "group", "level",
		"status", NULL};
	return !by->field || g_strv_contains(names, by->field->name);
}

gboolean grouping_as_was(const Grouping *by, const char *word, AsWas *as_was,
	GError **error)
{
	static const Phrase none = {"--as-was: then, created, solved or now, not "
			"\"%1\"", "--as-was: then, created, solved или now, а "
			"не «%1»"};
	*as_was = stands_there(by) ? AS_WAS_THEN : AS_WAS_SOLVED;
	for (guint i = 0; word && i < AS_WAS; i++)
		if (strcmp(as_was_names[i], word) == 0) {
			*as_was = (AsWas)i;
			return TRUE;
		}
	if (word)
		desk_refuse(error, DESK_ERROR_USAGE, &none, word, NULL);
	return !word;
}

const Phrase *grouping_population(const Grouping *by, AsWas as_was)
{
	return by->kind == KEY_FIELD ? &populations[as_was] : NULL;
}

/* --- the schema ------------------------------------------------------ */

/* Each figure has them. */
static const Member compared_members[] = {
	{"before.*", {NULL}, VALUE_NONE, 0, "with --compare: the figure in the "
		"other period"},
	{"change.*", {NULL}, VALUE_NONE, 0, "with --compare: what it is more"},
};

static void each_row_member(MemberEach each, void *data)
{
	g_autoptr(GArray) all = all_groupings();
	for (guint i = 0; i < all->len; i++) {
		const Grouping *one = &g_array_index(all, Grouping, i);
		const Member member = {one->name, one->title, VALUE_TEXT,
			COLUMN_ID, "what the row is, by what they are"};
		each(&member, data);
	}
	metrics_each(each, data);
	each(&compared_members[0], data);
	each(&compared_members[1], data);
}

static void each_figure(MemberEach each, void *data)
{
	metrics_each(each, data);
	for (const Member *one = staffing_hour_members; one->name; one++)
		each(one, data);
	each(&compared_members[0], data);
	each(&compared_members[1], data);
}

static const Member ticket_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{0},
};
static const Member cell_columns[] = {
	{"group", {"Group", "Группа"}, VALUE_TEXT, 0,
		"of the row; null = there are none"},
	{"figure", {"Figure", "Показатель"}, VALUE_TEXT, 0, "its name"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{0},
};
static const Schema cell_schema = {.members = cell_columns};
static const Schema ticket_schema = {.members = ticket_columns};
static const Schema row_schema = {.members = staffing_hour_members,
	.others = each_row_member};

static const Member members[] = {
	{"report", {NULL}, VALUE_TEXT, 0, "its name"},
	{"by", {NULL}, VALUE_TEXT, 0,
		"what the rows are; null = there are none"},
	{"as-was", {NULL}, VALUE_TEXT, 0, "which value of the field a ticket "
		"stands with: then, created, solved, now"},
	{"from", {NULL}, VALUE_INSTANT, COLUMN_EACH, "begin of the period"},
	{"until", {NULL}, VALUE_INSTANT, COLUMN_EACH, "its end, not in it"},
	{"compared-from", {NULL}, VALUE_INSTANT, 0,
		"with --compare: begin of the other period"},
	{"compared-until", {NULL}, VALUE_INSTANT, 0, "its end, not in it"},
	{"as-of", {NULL}, VALUE_INSTANT, 0, "what was known then"},
	{"commit", {NULL}, VALUE_TEXT, 0, "of the branch"},
	{"rows", {NULL}, VALUE_LIST, 0, "a group and its figures",
		&row_schema},
	{"tickets", {NULL}, VALUE_LIST, 0,
		"with --ids: those behind the figures", &ticket_schema},
	{"cells", {"Tickets behind the figures", "Заявки за показателями"},
		VALUE_LIST, 0,
		"with --drill: those behind each figure", &cell_schema},
	{0},
};
/* Without rows its figures stand in the object itself. */
const Schema report_schema = {"report/1", "desk report NAME: an object", members,
	staffing_members, each_figure};
