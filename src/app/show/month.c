#include "app/show/month.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/phrase.h"
#include "base/texts.h"
#include "index/closed_bills.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/workflow.h"

static const Phrase
	not_over = {"the month %1 is not over yet",
		"месяц %1 ещё не кончился"},
	closed_already = {"the month %1 is closed already; `desk month show %1`",
		"месяц %1 уже закрыт; `desk month show %1`"},
	nobodys = {"nobody has a contract or work in a bill: in %1 there is "
			"nothing to close",
		"договоров и работ, которые кто-то оплачивает, нет: закрывать "
		"в %1 нечего"},
	one_month = {"one calendar month, such as 2026-11",
		"нужен один календарный месяц, например 2026-11"};

/* --- problems -------------------------------------------------------- */

/* %1 what it is about, %2 the customer. */
static const struct {
	const char *name;
	gboolean stops;
	Phrase text;
	const char *mend;
} problems[MONTH_PROBLEMS] = {
	[MONTH_NO_CUSTOMER] = {"no-customer", TRUE,
		{"work in tickets without a customer: %1",
			"работа в заявках без клиента: %1"},
		"desk set %1 customer=NAME"},
	[MONTH_NO_PRICE] = {"no-price", TRUE,
		{"%1 without a price", "%1 без цены"},
		"desk contract edit %2 --rate PRICE"},
	[MONTH_TOO_LONG] = {"too-long", FALSE,
		{"longer than 31 days, not billed, in tickets %1",
			"дольше 31 дня, не считается, в заявках %1"},
		"desk bill why %2 %1"},
	[MONTH_OVERLAP] = {"overlap", FALSE,
		{"work of one person at two places at once: tickets %1",
			"работа одного человека в двух местах сразу: заявки "
			"%1"}, "desk time list number:%1"},
	[MONTH_NO_CATEGORY] = {"no-category", FALSE,
		{"solved without a category: tickets %1",
			"решены без категории: заявки %1"},
		"desk set %1 category=NAME"},
	[MONTH_NO_TIME] = {"no-time", FALSE,
		{"solved without the time that the workflow asks for: tickets %1",
			"решены без трудозатрат, которых требует регламент: "
			"заявки %1"}, "desk time add %1 TIME"},
	[MONTH_UNSENT] = {"unsent", FALSE,
		{"replies that have not left: tickets %1",
			"неотправленные ответы: заявки %1"}, "desk send --list"},
	[MONTH_NO_OPENING] = {"no-opening", FALSE,
		{"hours roll over since %1, before this store began: how many "
			"were left then is not known",
			"часы переносятся с %1, раньше начала хранилища: "
			"сколько их тогда оставалось, неизвестно"},
		"desk contract edit %2 --opening HOURS"},
	[MONTH_EARLIER_OPEN] = {"earlier-open", FALSE,
		{"an earlier month is open: %1", "не закрыт и месяц %1"},
		"desk month close %1"},
	[MONTH_NO_REQUISITES] = {"no-requisites", FALSE,
		{"the act lacks the customer's requisites: %1",
			"в акте не будет реквизитов клиента: %1"},
		"desk customer add %2 --%1 VALUE"},
	[MONTH_NO_OWN_REQUISITES] = {"no-own-requisites", FALSE,
		{"acts lack our own requisites: %1 (company of desk.yaml)",
			"в актах не будет наших реквизитов: %1 (company в "
			"desk.yaml)"},
		"$EDITOR desk.yaml && git commit desk.yaml"},
};

const char *month_problem_name(MonthProblem problem)
{
	return problems[problem].name;
}

gboolean month_problem_stops(MonthProblem problem)
{
	return problems[problem].stops;
}

char *month_fault_text(const MonthFault *fault, const char *language)
{
	return phrase_fill(&problems[fault->problem].text, language,
		fault->about, fault->customer, NULL);
}

char *month_fault_mend(const MonthFault *fault)
{
	const char *command = problems[fault->problem].mend;
	const Phrase mend = {command, command};
	return phrase_fill(&mend, "en", fault->about, fault->customer, NULL);
}

static void fault_free(void *data)
{
	MonthFault *fault = data;
	g_free(fault->customer);
	g_free(fault->about);
	g_free(fault);
}

static void bill_free_plan(void *data)
{
	MonthBill *bill = data;
	g_free(bill->customer);
	g_free(bill->title);
	g_free(bill->path);
	g_free(bill->text);
	value_free(bill->total);
	g_free(bill->currency);
	g_free(bill);
}

static void add_fault(MonthPlan *plan, MonthProblem problem,
	const char *customer, const char *about)
{
	MonthFault *fault = g_new0(MonthFault, 1);
	fault->problem = problem;
	fault->customer = g_strdup(customer);
	fault->about = g_strdup(about);
	plan->stops |= problems[problem].stops;
	g_ptr_array_add(plan->faults, fault);
}

/* A ticket or the like more of a problem of a customer. */
static void add_ticket(MonthPlan *plan, MonthProblem problem,
	const char *customer, const char *ticket)
{
	for (guint i = plan->faults->len; i > 0; i--) {
		MonthFault *fault = plan->faults->pdata[i - 1];
		if (fault->problem != problem ||
			strcmp(fault->customer, customer) != 0)
			continue;
		g_auto(GStrv) known = g_strsplit(fault->about, ",", -1);
		if (g_strv_contains((const char *const *)known, ticket))
			return;
		char *about = g_strconcat(fault->about, ",", ticket, NULL);
		g_free(fault->about);
		fault->about = about;
		return;
	}
	add_fault(plan, problem, customer, ticket);
}

/* --- checks ---------------------------------------------------------- */

static void check_lines(MonthPlan *plan, const CustomerBill *bill)
{
	const GArray *lines = bill->bill->lines;
	const char *name = bill->customer->name;
	for (guint i = 0; i < lines->len; i++) {
		const BillEntry *entry = g_array_index(lines, BillLine, i).entry;
		if (entry && g_array_index(lines, BillLine, i).reason ==
			BILL_TOO_LONG)
			add_ticket(plan, MONTH_TOO_LONG, name, entry->ticket);
		for (guint j = i + 1; entry && j < lines->len; j++) {
			const BillEntry *other = g_array_index(lines, BillLine,
				j).entry;
			Instant from;
			if (!other || other->began >= entry->began +
				entry->minutes * 60)
				break;
			if (bill_entry_overlap(entry, other, &from) == 0)
				continue;
			add_ticket(plan, MONTH_OVERLAP, name, entry->ticket);
			add_ticket(plan, MONTH_OVERLAP, name, other->ticket);
		}
	}
	if (bill->bill->unpriced > 0) {
		g_autofree char *hours = span_format_hours(bill->bill->unpriced);
		add_fault(plan, MONTH_NO_PRICE, name, hours);
	}
}

static void check_opening(MonthPlan *plan, const CustomerBill *bill,
	Instant begin)
{
	const GArray *months = bill->ground.months;
	const BillMonth *month = &g_array_index(months, BillMonth,
		months->len - 1);
	for (guint i = 0; i < month->contracts->len; i++) {
		const Contract *contract = month->contracts->pdata[i];
		if (contract->roll_over == 0 || contract->hours.amount < 0 ||
			contract->opening > 0 || contract_day_start(
				contract->from, bill->zone) >= begin)
			continue;
		g_autofree char *day = contract_day_format(contract->from);
		add_fault(plan, MONTH_NO_OPENING, bill->customer->name, day);
		return;
	}
}

/* What a customer cannot pay, and nobody can tell the tax service, without. */
static void check_party(MonthPlan *plan, const ClosedBill *head,
	gboolean ours)
{
	static const struct {
		Requisite requisite;
		gboolean buyer, rubles; /* of the buyer, too; of rubles alone */
	} needed[] = {{REQUISITE_INN, TRUE, TRUE},
		{REQUISITE_BIK, FALSE, TRUE}, {REQUISITE_ACCOUNT, FALSE, FALSE},
		{REQUISITE_SIGNS, FALSE, FALSE}};
	const Requisites *party = ours ? &head->seller : &head->buyer;
	MonthProblem problem = ours ? MONTH_NO_OWN_REQUISITES :
		MONTH_NO_REQUISITES;
	const char *customer = ours ? "" : head->customer;
	gboolean rubles = strcmp(head->currency, "RUB") == 0;
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++)
		if ((ours || needed[i].buyer) && (rubles || !needed[i].rubles) &&
			!party->texts[needed[i].requisite])
			add_ticket(plan, problem, customer, requisite_name(
				needed[i].requisite));
}

/* Once a customer's months are closed, none before is left out. */
static void check_earlier(MonthPlan *plan, const CustomerBill *bill)
{
	const GArray *months = bill->ground.months;
	gboolean any = FALSE;
	for (guint i = 0; i + 1 < months->len; i++) {
		const BillMonth *month = &g_array_index(months, BillMonth, i);
		any |= month->closed != NULL;
		if (any && !month->closed) {
			g_autofree char *name = bill_month_name(month);
			add_fault(plan, MONTH_EARLIER_OPEN,
				bill->customer->name, name);
		}
	}
}

/* Does the workflow ask who solves a ticket for its time? */
static gboolean demands_time(const Regulation *regulation, Instant now)
{
	static const char *const agent[] = {"agent", NULL};
	const WorkflowQuestion question = {.by = "agent", .verb = "solve",
		.roles = agent, .now = now, .status_since = INSTANT_NONE};
	g_auto(WorkflowAnswer) answer = {0};
	g_autoptr(Ticket) before = ticket_new("00000000-000000", now);
	ticket_set(before, "status", regulation_status_of(regulation,
		CLASS_OPEN));
	g_autoptr(Ticket) after = ticket_copy(before);
	ticket_set(after, "status", regulation_status_of(regulation,
		CLASS_SOLVED));
	return !workflow_allows(regulation, &question, before, after, &answer) &&
		answer.missing && texts_have(answer.missing, "worked");
}

static gboolean check_tickets(MonthPlan *plan, Index *index, Instant from,
	Instant until, const char *customer, gboolean timed, GError **error)
{
	g_autoptr(GPtrArray) bare = index_month_no_category(index, from, until,
		error);
	g_autoptr(GPtrArray) untimed = !bare ? NULL : !timed ?
		g_ptr_array_new() : index_month_no_time(index, from, until,
		error);
	g_autoptr(GPtrArray) unsent = untimed ? index_month_unsent(index,
		error) : NULL;
	const struct {
		const GPtrArray *tickets;
		MonthProblem problem;
	} lists[] = {{bare, MONTH_NO_CATEGORY}, {untimed, MONTH_NO_TIME},
		{unsent, MONTH_UNSENT}};
	for (gsize i = 0; unsent && i < G_N_ELEMENTS(lists); i++)
		for (guint j = 0; j < lists[i].tickets->len; j++) {
			const MonthTicket *ticket = lists[i].tickets->pdata[j];
			if (!customer || strcmp(customer, ticket->customer) == 0)
				add_ticket(plan, lists[i].problem,
					ticket->customer, ticket->ticket);
		}
	return unsent != NULL;
}

static gboolean check_nobodys(MonthPlan *plan, Index *index, Instant from,
	Instant until, GError **error)
{
	g_auto(Worked) worked = {0};
	if (!worked_read(index, "", &worked, error))
		return FALSE;
	for (guint i = 0; i < worked.entries->len; i++) {
		const BillEntry *entry = worked.entries->pdata[i];
		if (entry->began >= from && entry->began < until &&
			entry->billable)
			add_ticket(plan, MONTH_NO_CUSTOMER, "", entry->ticket);
	}
	return TRUE;
}

/* --- bills ----------------------------------------------------------- */

static gboolean is_closed(const CustomerBill *bill)
{
	const GArray *months = bill->ground.months;
	return g_array_index(months, BillMonth, months->len - 1).closed != NULL;
}

/* An act is of what costs: of work that is covered, or for nothing, none is
 * signed. Sums that make up for each other are one. */
static gboolean has_act(const Bill *bill)
{
	for (guint i = 0; i < bill->lines->len; i++)
		if (g_array_index(bill->lines, BillLine, i).amount != 0)
			return TRUE;
	return FALSE;
}

static void add_bill(MonthPlan *plan, const CustomerBill *bill,
	const ClosedBill *head)
{
	MonthBill *own = g_new0(MonthBill, 1);
	own->customer = g_strdup(head->customer);
	own->title = g_strdup(head->title);
	own->number = head->number;
	own->path = closed_bill_path(plan->month, head->customer);
	own->text = closed_bill_format(head, bill->bill->lines, bill->billing);
	own->total = billing_money(bill->billing, head->total);
	own->currency = g_strdup(bill->billing->currency);
	g_ptr_array_add(plan->bills, own);
}

typedef struct {
	Desk *desk;
	BillBook *book;
	Instant from, until, begin;
	const char *me;
	gint64 number; /* of the last act */
	const Regulation *regulation;
} Closing;

/* Ours and the customer's as they are now: the act has them for ever. The texts of
 * `*buyer` are borrowed. */
static void read_parties(const Regulation *regulation, const Customer *customer,
	Requisites *seller, Requisites *buyer)
{
	requisites_of_company(seller, yaml_get(regulation->root, "company"),
		regulation->team);
	*buyer = customer->requisites;
	if (!buyer->texts[REQUISITE_NAME])
		buyer->texts[REQUISITE_NAME] = customer->title;
}

static gboolean plan_customer(MonthPlan *plan, Closing *closing,
	const char *name, GError **error)
{
	g_auto(CustomerBill) bill = {0};
	if (!customer_bill_make(closing->desk, closing->book, name,
		closing->from, closing->until, &bill, error))
		return FALSE;
	if (is_closed(&bill))
		return TRUE;
	check_lines(plan, &bill);
	check_opening(plan, &bill, closing->begin);
	check_earlier(plan, &bill);
	ClosedBill head = {
		.customer = (char *)name,
		.title = bill.customer->title,
		.month = plan->month,
		.closed = desk_now(closing->desk),
		.by = (char *)closing->me,
		.number = has_act(bill.bill) ? ++closing->number : 0,
		.total = bill.bill->total,
	};
	read_parties(closing->regulation, bill.customer, &head.seller,
		&head.buyer);
	g_strlcpy(head.currency, bill.billing->currency, sizeof head.currency);
	for (int ours = 0; head.total != 0 && ours < 2; ours++)
		check_party(plan, &head, ours);
	add_bill(plan, &bill, &head);
	requisites_clear(&head.seller);
	return TRUE;
}

static gboolean plan_all(MonthPlan *plan, Closing *closing,
	const GPtrArray *names, GError **error)
{
	for (guint i = 0; i < names->len; i++)
		if (!plan_customer(plan, closing, names->pdata[i], error))
			return FALSE;
	return plan->bills->len > 0 || desk_refuse(error, DESK_ERROR_NO,
		names->len == 0 ? &nobodys : &closed_already, plan->month, NULL);
}

/* One month of the store's calendar, which is over. */
static gboolean need_month(MonthPlan *plan, Closing *closing, GTimeZone *zone,
	GError **error)
{
	g_autoptr(GDateTime) begin = instant_to_date_time(closing->from, zone);
	g_autoptr(GDateTime) end = g_date_time_add_months(begin, 1);
	plan->month = g_date_time_format(begin, "%Y-%m");
	if (g_date_time_get_day_of_month(begin) != 1 ||
		instant_from_date_time(end) != closing->until)
		return desk_refuse(error, DESK_ERROR_USAGE, &one_month, NULL);
	return desk_now(closing->desk) >= closing->until || desk_refuse(error,
		DESK_ERROR_NO, &not_over, plan->month, NULL);
}

gboolean month_plan(Desk *desk, Instant from, Instant until,
	const char *customer, MonthPlan *plan, GError **error)
{
	Closing closing = {.desk = desk, .from = from, .until = until};
	plan->bills = g_ptr_array_new_with_free_func(bill_free_plan);
	plan->faults = g_ptr_array_new_with_free_func(fault_free);
	Index *index = desk_index(desk, error);
	const Regulation *regulation = index ? desk_regulation(desk, error) :
		NULL;
	closing.regulation = regulation;
	if (!regulation || !need_month(plan, &closing, regulation->zone, error))
		return FALSE;
	g_autofree char *year = g_strndup(plan->month, 4);
	g_autoptr(BillBook) book = customer ? bill_book_new(desk, error) :
		bill_book_new_of_all(desk, from, error);
	g_autoptr(GPtrArray) names = book ? bill_customers(desk, error) : NULL;
	if (!names || !index_last_act(index, year, &closing.number, error) ||
		!index_store_begin(index, &closing.begin, error) ||
		!(closing.me = desk_me(desk, error)))
		return FALSE;
	if (customer) {
		g_ptr_array_set_size(names, 0);
		g_ptr_array_add(names, g_strdup(customer));
	}
	closing.book = book;
	return (customer || check_nobodys(plan, index, from, until, error)) &&
		plan_all(plan, &closing, names, error) &&
		check_tickets(plan, index, from, until, customer, demands_time(
			regulation, desk_now(desk)), error);
}

void month_plan_clear(MonthPlan *plan)
{
	g_clear_pointer(&plan->month, g_free);
	g_clear_pointer(&plan->bills, g_ptr_array_unref);
	g_clear_pointer(&plan->faults, g_ptr_array_unref);
}
