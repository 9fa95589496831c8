#include "app/show/month_page.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/query_context.h"
#include "app/show/clocks_parts.h"
#include "app/show/month_parts.h"
#include "base/digits.h"
#include "base/texts.h"
#include "index/customers.h"
#include "index/entries.h"
#include "index/select.h"

/* --- what its parts are counted by ---------------------------------------- */

static const Report
	targets_part = {"month", {NULL}, REPORT_CLOCKS, "clock",
		"sla-met sla-breached sla-attainment", NULL, {NULL}},
	categories_part = {"month", {NULL}, REPORT_EVENTS, "category",
		"created solved open", NULL, {NULL}},
	customers_part = {"month", {NULL}, REPORT_EVENTS, "customer",
		"created solved open sla-attainment csat worked", NULL, {NULL}};

#define MOST_CATEGORIES 10

/* Those that people see, in their order. */
static const char *const shown_figures[] = {"created", "solved",
	"closed-unsolved", "reopened", "open", "sla-attainment",
	"first-response-median", "resolution-median", "worked", "promises-kept",
	"promises-broken", "csat", "csat-response", "repeats", NULL};

/* --- the schema ------------------------------------------------------------ */

#define COUNTED_TICKETS \
	{"created", {"Created", "Создано"}, VALUE_INTEGER, \
		COLUMN_RIGHT | COLUMN_KEY, "tickets"}, \
	{"change.created", {"Created ±", "Создано ±"}, VALUE_INTEGER, \
		COLUMN_RIGHT, "more than before"}, \
	{"solved", {"Solved", "Решено"}, VALUE_INTEGER, COLUMN_RIGHT, "tickets"}, \
	{"open", {"Open", "Открыто"}, VALUE_INTEGER, COLUMN_RIGHT, "at the end"}

static const Member customer_columns[] = {
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, COLUMN_ID,
		"its name; null = nobody's tickets"},
	COUNTED_TICKETS,
	{"sla-attainment", {"SLA", "SLA"}, VALUE_SHARE, COLUMN_RIGHT,
		"targets that were met"},
	{"csat", {"Rating", "Оценка"}, VALUE_REAL, COLUMN_RIGHT, "1 to 5"},
	{"worked", {"Worked", "Отработано"}, VALUE_WORK, COLUMN_RIGHT,
		"work, calls and time on site"},
	{0},
};
static const Schema customer_row = {.members = customer_columns};

static const Member target_columns[] = {
	{"clock", {"Target", "Норма"}, VALUE_TEXT, COLUMN_ID,
		"first-response, resolution, promise …"},
	{"sla-met", {"Met", "Выдержано"}, VALUE_INTEGER, COLUMN_RIGHT, "times"},
	{"sla-breached", {"Missed", "Нарушено"}, VALUE_INTEGER, COLUMN_RIGHT,
		"times"},
	{"sla-attainment", {"Share", "Доля"}, VALUE_SHARE, COLUMN_RIGHT,
		"met / (met + missed)"},
	{"change.sla-attainment", {"Share ±", "Доля ±"}, VALUE_SHARE,
		COLUMN_RIGHT, "more than before"},
	{0},
};
static const Schema target_row = {.members = target_columns};

static const Member category_columns[] = {
	{"category", {"Category", "Категория"}, VALUE_TEXT, COLUMN_ID,
		"its name; null = none"},
	COUNTED_TICKETS,
	{0},
};
static const Schema category_row = {.members = category_columns};

static const Member ticket_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{"status", {"Status", "Статус"}, VALUE_TEXT, 0, "as it is"},
	{"created", {"Created", "Создана"}, VALUE_INSTANT, COLUMN_BRIEF, "when"},
	{"solved", {"Solved", "Решена"}, VALUE_INSTANT, COLUMN_BRIEF,
		"null = it is not"},
	{"worked", {"Time", "Время"}, VALUE_WORK, COLUMN_RIGHT,
		"work, calls and time on site of the period"},
	{0},
};
static const Schema ticket_row = {.members = ticket_columns};

static const Member members[] = {
	{"customer", {NULL}, VALUE_TEXT, 0, "its name; null = the whole company"},
	{"customer-title", {NULL}, VALUE_TEXT, 0, "its name for people"},
	{"from", {NULL}, VALUE_INSTANT, COLUMN_EACH, "begin of the period"},
	{"until", {NULL}, VALUE_INSTANT, COLUMN_EACH, "its end, not in it"},
	{"compared-from", {NULL}, VALUE_INSTANT, 0,
		"begin of the period before"},
	{"compared-until", {NULL}, VALUE_INSTANT, 0, "its end, not in it"},
	{"as-of", {NULL}, VALUE_INSTANT, 0, "what was known then"},
	{"commit", {NULL}, VALUE_TEXT, 0, "of the branch"},
	{"customers", {NULL}, VALUE_LIST, 0, "of the company's page",
		&customer_row},
	{"targets", {NULL}, VALUE_LIST, 0, "how each promise was kept",
		&target_row},
	{"breaches", {NULL}, VALUE_LIST, 0, "each target that was missed; of "
		"the company's page at most 50",
		&month_breach_schema},
	{"categories", {NULL}, VALUE_LIST, 0, "the most first, at most 10",
		&category_row},
	{"hours", {NULL}, VALUE_LIST, 0, "of contracts, as they stand at the "
		"period's end", &month_hours_schema},
	{"advice", {NULL}, VALUE_LIST, 0, "what came again and again, at most 12",
		&month_advice_schema},
	{"tickets", {NULL}, VALUE_LIST, 0, "of a customer's page: those behind "
		"the figures", &ticket_row},
	{0},
};
static void each_figure(MemberEach each, void *data)
{
	static const Member compared[] = {
		{"before.*", {NULL}, VALUE_NONE, 0, "the figure in the period "
			"before"},
		{"change.*", {NULL}, VALUE_NONE, 0, "what it is more"},
	};
	g_auto(GStrv) names = g_strsplit(report_find("month")->metrics, " ", -1);
	for (char **name = names; *name; name++) {
		const Member member = metric_member(metric_find(*name));
		each(&member, data);
	}
	each(&compared[0], data);
	each(&compared[1], data);
}
const Schema month_page_schema = {"month/1", "desk report month: an object; "
	"and its figures, as report/1 has them", members, NULL,
	each_figure};

/* --- the head -------------------------------------------------------------- */

static gboolean add_head(const Month *month, GError **error)
{
	const ReportSettings *settings = month->settings;
	Page *page = month->page;
	char tip[41];
	g_autofree char *name = NULL;
	if (!index_tip(month->index, tip, error) || (settings->customer &&
		!index_customer_title(month->index, settings->customer, &name,
			error)))
		return FALSE;
	g_autofree char *period = instant_period_in_language(settings->from,
		settings->until, settings->zone, month->language);
	g_autofree char *whose = name ? g_strdup(name) :
		g_strdup(month->query.regulation->team);
	page->title = whose ? g_strdup_printf("%s: %s", whose, period) :
		g_strdup(period);
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "customer", value_text(settings->customer));
	block_set(head, "customer-title", value_text(name));
	block_set(head, "from", value_instant(settings->from));
	block_set(head, "until", value_instant(settings->until));
	block_set(head, "compared-from", value_instant(settings->compared_from));
	block_set(head, "compared-until", value_instant(
		settings->compared_until));
	block_set(head, "as-of", value_instant(settings->as_of));
	block_set(head, "commit", value_text(tip));
	g_autofree char *as_of = instant_in_language(settings->as_of,
		settings->zone, month->language);
	g_autofree char *text = report_known(month->query.regulation, tip,
		as_of, month->language);
	page_add_footer(page, "%s", text);
	return TRUE;
}

/* --- figures --------------------------------------------------------------- */

static char *number_of(const Page *page, const char *name)
{
	return digits_of(month_figure(page, name)->integer, page->language);
}

/* "45 (+7)" */
static char *number_and_change(const Page *page, const char *name)
{
	g_autofree char *change = g_strconcat("change.", name, NULL);
	g_autofree char *now = number_of(page, name);
	gint64 more = month_figure(page, change)->integer;
	g_autofree char *size = digits_of(ABS(more), page->language);
	return more == 0 ? g_steal_pointer(&now) : g_strdup_printf("%s (%s%s)",
		now, more > 0 ? "+" : "−", size);
}

static void add_answer(const Month *month, const Page *figures)
{
	static const Phrase
		counts = {"Created %1, solved %2, open at the end %3",
			"Создано %1, решено %2, открыто на конец %3"},
		kept = {"%1; targets met: %2", "%1; нормы выдержаны: %2"},
		all = {"%1.", "%1."};
	g_autofree char *created = number_and_change(figures, "created");
	g_autofree char *solved = number_and_change(figures, "solved");
	g_autofree char *open = number_and_change(figures, "open");
	g_autofree char *text = phrase_fill(&counts, month->language, created,
		solved, open, NULL);
	const Value *share = month_figure(figures, "sla-attainment");
	if (share->type == VALUE_SHARE) {
		g_autofree char *percent = share_text(share->real, FALSE,
			month->language);
		g_autofree char *more = phrase_fill(&kept, month->language,
			text, percent, NULL);
		month->page->answer = phrase_fill(&all, month->language, more,
			NULL);
	} else {
		month->page->answer = phrase_fill(&all, month->language, text,
			NULL);
	}
}

static ValueStyle style_of(const Value *change, Better better)
{
	double more = change->type == VALUE_SHARE || change->type == VALUE_REAL ?
		change->real : (double)change->integer;
	return change->type == VALUE_NONE || more == 0 ? STYLE_DIM :
		better == BETTER_NONE ? STYLE_NONE :
		(more > 0) == (better == BETTER_MORE) ? STYLE_GOOD : STYLE_BAD;
}

static gboolean is_nothing(const Value *value)
{
	return value->type == VALUE_NONE || (value->type != VALUE_SHARE &&
		value->type != VALUE_REAL && value->integer == 0);
}

/* A median says of how many it is. */
static char *figure_title(const Month *month, const Page *figures,
	const Metric *metric)
{
	static const Phrase median = {"%1, median of %2", "%1, медиана из %2"};
	const char *title = phrase_in(&metric->title, month->language);
	if (metric->kind != FIGURE_MEDIAN)
		return g_strdup(title);
	g_autofree char *times = g_strdup_printf("%.*s-n", (int)(strlen(
		metric->name) - strlen("-median")), metric->name);
	g_autofree char *count = digits_of(month_figure(figures,
		times)->integer, month->language);
	return phrase_fill(&median, month->language, title, count, NULL);
}

/* For people, downwards: each with what it was. */
static void add_table(const Month *month, const Page *figures)
{
	static const Phrase name = {"Figure", "Показатель"},
		was = {"Before", "Раньше"}, more = {"±", "±"};
	const ReportSettings *settings = month->settings;
	g_autofree char *now = instant_period_in_language(settings->from,
		settings->until, settings->zone, month->language);
	g_autofree char *before = settings->compared_until == INSTANT_NONE ?
		g_strdup(phrase_in(&was, month->language)) :
		instant_period_in_language(settings->compared_from,
			settings->compared_until, settings->zone,
			month->language);
	Block *table = page_add_table(month->page, NULL, NULL);
	table->people = TRUE;
	block_add_column(table, "figure", phrase_in(&name, month->language), 0);
	block_add_column(table, "now", now, COLUMN_RIGHT | COLUMN_SPELT);
	block_add_column(table, "was", before, COLUMN_RIGHT | COLUMN_SPELT);
	block_add_column(table, "change.now", phrase_in(&more, month->language),
		COLUMN_RIGHT | COLUMN_SPELT);
	for (guint i = 0; shown_figures[i]; i++) {
		const Metric *metric = metric_find(shown_figures[i]);
		g_autofree char *before_name = g_strconcat("before.",
			metric->name, NULL);
		g_autofree char *change_name = g_strconcat("change.",
			metric->name, NULL);
		const Value *value = month_figure(figures, metric->name);
		const Value *old = month_figure(figures, before_name);
		const Value *change = month_figure(figures, change_name);
		if (is_nothing(value) && is_nothing(old))
			continue;
		Value *cells[] = {
			value_text_take(figure_title(month, figures, metric)),
			value_copy(value),
			value_copy(old),
			value_styled(value_copy(change), style_of(change,
				metric->better)),
		};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

static void add_figures(const Month *month, const Page *figures)
{
	Block *block = page_add_fields(month->page, NULL);
	g_auto(GStrv) names = g_strsplit(month->settings->report->metrics, " ",
		-1);
	static const char *const forms[] = {"", "before.", "change."};
	block->machines = TRUE;
	for (char **name = names; *name; name++)
		for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
			g_autofree char *full = g_strconcat(forms[i], *name,
				NULL);
			const Metric *metric = metric_find(*name);
			const Value *value = value_copy(month_figure(figures, full));
			if (i == 0)
				block_set(block, full, (Value *)value);
			else
				block_set_titled(block, full, phrase_in(
					&metric->title, month->language),
					(Value *)value);
		}
	add_answer(month, figures);
	add_table(month, figures);
}

/* --- tables of groups ------------------------------------------------------ */

static void add_targets(const Month *month, const Page *targets)
{
	static const Phrase title = {"Targets", "Нормы"};
	const Block *rows = month_rows(targets, "rows");
	Block *table = page_add_table(month->page, "targets",
		phrase_in(&title, month->language));
	block_add_columns(table, target_columns);
	for (guint i = 0; i < rows->rows->len; i++) {
		const GPtrArray *row = rows->rows->pdata[i];
		const Value *name = month_cell(rows, row, "clock");
		ClockKind kind;
		if (!month->settings->customer || !clock_kind_find(name->text,
			&kind) || !clock_is_internal(kind))
			month_copy_row(table, rows, row);
	}
}

/* The most first; of as many the order of names. */
static int by_created(gconstpointer a, gconstpointer b, gpointer data)
{
	const Block *rows = data;
	const GPtrArray *left = *(GPtrArray *const *)a;
	const GPtrArray *right = *(GPtrArray *const *)b;
	gint64 one = month_cell(rows, left, "created")->integer;
	gint64 other = month_cell(rows, right, "created")->integer;
	return one > other ? -1 : one < other ? 1 : g_strcmp0(
		((Value *)left->pdata[0])->text,
		((Value *)right->pdata[0])->text);
}

static gboolean add_groups(const Month *month, const Report *part,
	const char *name, const Phrase *title, const Member *columns,
	guint most, GError **error)
{
	g_autoptr(Page) counted = month_count(month, part, FALSE, error);
	if (!counted)
		return FALSE;
	const Block *rows = month_rows(counted, "rows");
	Block *table = page_add_chart(month->page, name, phrase_in(title,
		month->language));
	block_add_columns(table, columns);
	g_ptr_array_sort_with_data(rows->rows, by_created, (gpointer)rows);
	for (guint i = 0; i < rows->rows->len && i < most; i++)
		month_copy_row(table, rows, rows->rows->pdata[i]);
	return TRUE;
}

static gboolean add_customers(const Month *month, GError **error)
{
	static const Phrase title = {"Customers", "Клиенты"};
	if (month->settings->customer)
		return TRUE;
	return add_groups(month, &customers_part, "customers", &title,
		customer_columns, G_MAXUINT, error);
}

static gboolean add_categories(const Month *month, GError **error)
{
	static const Phrase title = {"About what", "О чём"};
	return add_groups(month, &categories_part, "categories", &title,
		category_columns, MOST_CATEGORIES, error);
}

/* --- tickets --------------------------------------------------------------- */

typedef struct {
	const ReportSettings *settings;
	gint64 minutes; /* of the period */
} Spent;

static void take_worked(gint64 row, const BillEntry *entry, void *data)
{
	Spent *spent = data;
	(void)row;
	if (entry->began >= spent->settings->from &&
		entry->began < spent->settings->until)
		spent->minutes += entry->minutes;
}

static int by_birth(gconstpointer a, gconstpointer b)
{
	enum { CREATED = 4 };
	const GPtrArray *left = *(GPtrArray *const *)a;
	const GPtrArray *right = *(GPtrArray *const *)b;
	const Value *one = left->pdata[CREATED], *other = right->pdata[CREATED];
	return one->integer < other->integer ? -1 :
		one->integer > other->integer;
}

static gboolean add_ticket(const Month *month, Block *table, const char *uid,
	GError **error)
{
	gint64 row;
	g_autoptr(Value) ticket = select_ticket(month->index, &month->query, uid,
		&row, error);
	if (!ticket)
		return FALSE;
	Spent spent = {month->settings, 0};
	if (!index_worked_time_of(month->index, row, take_worked, &spent, error))
		return FALSE;
	const char *status = value_record_get(ticket, "status")->text;
	Value *cells[] = {
		value_copy(value_record_get(ticket, "number")),
		value_text(uid),
		value_copy(value_record_get(ticket, "subject")),
		value_titled(status, regulation_title(month->query.regulation,
			"status", status, month->language)),
		value_copy(value_record_get(ticket, "created")),
		value_copy(value_record_get(ticket, "solved")),
		spent.minutes > 0 ? value_work(spent.minutes * 60) : value_none(),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

/* Those that were created, over, reopened, worked on, or are open at the end. */
static gboolean add_tickets(const Month *month, const Page *figures,
	GError **error)
{
	static const char *const of[] = {"created", "solved", "closed-unsolved",
		"reopened", "open", "worked", NULL};
	static const Phrase title = {"Tickets", "Заявки"};
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	if (!month->settings->customer)
		return TRUE;
	for (guint i = 0; of[i]; i++) {
		g_autoptr(GPtrArray) uids = month_cells(figures, NULL, of[i]);
		for (guint k = 0; k < uids->len; k++)
			g_hash_table_add(known, uids->pdata[k]);
	}
	Block *table = page_add_table(month->page, "tickets",
		phrase_in(&title, month->language));
	block_add_columns(table, ticket_columns);
	g_autoptr(GPtrArray) uids = texts_sorted_keys(known);
	for (guint i = 0; i < uids->len; i++)
		if (!add_ticket(month, table, uids->pdata[i], error))
			return FALSE;
	g_ptr_array_sort(table->rows, by_birth);
	return TRUE;
}

/* --------------------------------------------------------------------------- */

static gboolean fill(const Month *month, GError **error)
{
	Report part = *month->settings->report;
	part.source = REPORT_EVENTS;
	g_autoptr(Page) figures = month_count(month, &part, TRUE, error);
	g_autoptr(Page) targets = figures ? month_count(month, &targets_part, TRUE,
		error) : NULL;
	if (!targets || !add_head(month, error))
		return FALSE;
	add_figures(month, figures);
	if (!add_customers(month, error))
		return FALSE;
	add_targets(month, targets);
	return month_add_breaches(month, targets, error) &&
		add_categories(month, error) && month_add_hours(month, error) &&
		month_add_advice(month, figures, error) &&
		add_tickets(month, figures, error);
}

static gboolean title_column(const Month *month, const Block *table,
	guint place, GError **error)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = table->rows->pdata[i];
		Value *value = row->pdata[place];
		char *title = NULL;
		if (value->type != VALUE_TEXT || value->title)
			continue;
		if (!index_customer_title(month->index, value->text, &title,
				error))
			return FALSE;
		value_read_as(value, title);
	}
	return TRUE;
}

/* People read customers by their titles. */
static gboolean title_customers(const Month *month, GError **error)
{
	for (guint i = 0; i < month->page->blocks->len; i++) {
		const Block *table = month->page->blocks->pdata[i];
		for (guint k = 0; table->columns && k < table->columns->len; k++) {
			const Column *column = table->columns->pdata[k];
			if (strcmp(column->name, "customer") == 0 &&
				!title_column(month, table, k, error))
				return FALSE;
		}
	}
	return TRUE;
}

gboolean month_page_fill(Desk *desk, const ReportSettings *settings, Page *page,
	GError **error)
{
	Month month = {.desk = desk, .index = desk_index(desk, error),
		.settings = settings, .language = page->language, .page = page};
	if (!month.index || !desk_query_context(desk, &month.query, error))
		return FALSE;
	page->zone = g_time_zone_ref(settings->zone);
	return fill(&month, error) && title_customers(&month, error);
}
