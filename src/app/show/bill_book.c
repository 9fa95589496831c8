#include "app/show/bill_book.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "index/calendars.h"
#include "index/closed_bills.h"
#include "index/contracts.h"
#include "index/entries.h"
#include "index/regulation.h"
#include "model/regulation.h"

struct BillBook {
	Index *index;
	const Regulation *regulation;
	WorkCalendars *calendars;
	GPtrArray *versions;	/* RegulationVersion */
	GHashTable *billings;	/* of a version → Billing */
	GHashTable *moves;	/* uid → GPtrArray of CustomerMove, borrowed */
	GPtrArray *moved;	/* CustomerMove, the oldest first */
	Worked worked;		/* everybody's from a month on, if all bills are
				 * asked for */
	GHashTable *theirs;	/* customer → GPtrArray of BillEntry of it, of
				 * the tickets that were ever theirs; NULL */
	gboolean whole;		/* `worked` is all there is */
};

/* Of keys that are borrowed. */
static GHashTable *groups_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
		(GDestroyNotify)g_ptr_array_unref);
}

static GPtrArray *group_of(GHashTable *groups, char *key)
{
	GPtrArray *group = g_hash_table_lookup(groups, key);
	if (!group)
		g_hash_table_insert(groups, key, group = g_ptr_array_new());
	return group;
}

static void billing_free(void *data)
{
	billing_clear(data);
	g_free(data);
}

static void group_moves(BillBook *book)
{
	for (guint i = 0; i < book->moved->len; i++) {
		CustomerMove *move = book->moved->pdata[i];
		g_ptr_array_add(group_of(book->moves, move->uid), move);
	}
}

static void add_theirs(BillBook *book, char *customer, BillEntry *entry)
{
	GPtrArray *own = group_of(book->theirs, customer);
	if (own->len == 0 || own->pdata[own->len - 1] != entry)
		g_ptr_array_add(own, entry);
}

static Instant month_begin(Instant at, int months, GTimeZone *zone)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	g_autoptr(GDateTime) begin = g_date_time_new(zone,
		g_date_time_get_year(local), g_date_time_get_month(local), 1,
		0, 0, 0);
	g_autoptr(GDateTime) other = g_date_time_add_months(begin, months);
	return instant_from_date_time(other);
}

/* Entries of closed months may count later. */
static gboolean read_worked_all(BillBook *book, Instant from, GError **error)
{
	if (!index_has_closed_bills(book->index, &book->whole, error))
		return FALSE;
	return book->whole ? worked_read(book->index, NULL, &book->worked,
		error) : worked_read_from(book->index, month_begin(from, 0,
		book->regulation->zone), &book->worked, error);
}

static gboolean read_all(BillBook *book, Instant from, GError **error)
{
	if (!read_worked_all(book, from, error))
		return FALSE;
	book->theirs = groups_new();
	for (guint i = 0; i < book->worked.entries->len; i++) {
		BillEntry *entry = book->worked.entries->pdata[i];
		const GPtrArray *moves = g_hash_table_lookup(book->moves,
			entry->uid);
		add_theirs(book, (char *)entry->customer, entry);
		for (guint j = 0; moves && j < moves->len; j++)
			add_theirs(book, ((CustomerMove *)
				moves->pdata[j])->from, entry);
	}
	return TRUE;
}

BillBook *bill_book_new(Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	const Regulation *regulation = index ? desk_regulation(desk, error) :
		NULL;
	g_autoptr(GPtrArray) versions = regulation ?
		index_regulation_past(index, error) : NULL;
	GPtrArray *moved = versions ? index_customer_moves(index, error) : NULL;
	if (!moved)
		return NULL;
	g_autoptr(BillBook) book = g_new0(BillBook, 1);
	book->index = index;
	book->regulation = regulation;
	book->calendars = work_calendars_new(index, regulation);
	book->versions = g_steal_pointer(&versions);
	book->billings = g_hash_table_new_full(NULL, NULL, NULL, billing_free);
	book->moves = groups_new();
	book->moved = moved;
	group_moves(book);
	return g_steal_pointer(&book);
}

BillBook *bill_book_new_of_all(Desk *desk, Instant from, GError **error)
{
	g_autoptr(BillBook) book = bill_book_new(desk, error);
	return book && read_all(book, from, error) ? g_steal_pointer(&book) :
		NULL;
}

void bill_book_free(BillBook *book)
{
	if (!book)
		return;
	work_calendars_free(book->calendars);
	g_ptr_array_unref(book->versions);
	g_hash_table_unref(book->billings);
	g_hash_table_unref(book->moves);
	g_ptr_array_unref(book->moved);
	g_clear_pointer(&book->theirs, g_hash_table_unref);
	worked_clear(&book->worked);
	g_free(book);
}

/* --- what held ------------------------------------------------------- */

static Instant month_end(Instant at, GTimeZone *zone)
{
	return month_begin(at, 1, zone);
}

/* Does the version say anything for the month? */
typedef gboolean (*IsSaid)(const void *version, const BillMonth *month);

/* The version that stood at the month's end; if that says nothing, the first
 * that did at the end of a later one; NULL: none ever. A version begins with its
 * Instant. */
static const void *version_of(const GPtrArray *versions,
	const BillMonth *month, IsSaid is_said)
{
	const void *then = NULL;
	guint next = 0;
	for (guint i = 0; i < versions->len; i++)
		if (*(const Instant *)versions->pdata[i] < month->until) {
			then = versions->pdata[i];
			next = i + 1;
		}
	if (then && is_said(then, month))
		return then;
	for (guint i = next; i < versions->len; i++) {
		const Instant *at = versions->pdata[i];
		const Instant *after = i + 1 < versions->len ?
			versions->pdata[i + 1] : NULL;
		if (is_said(at, month) && (!after ||
			*after >= month_end(*at, month->clock.zone)))
			return at;
	}
	return then;
}

/* --- settings -------------------------------------------------------- */

static gboolean has_billing(const void *version, const BillMonth *month)
{
	(void)month;
	return ((const RegulationVersion *)version)->bills;
}

static const Billing *billing_of(BillBook *book, const BillMonth *month,
	GError **error)
{
	const RegulationVersion *version = version_of(book->versions, month,
		has_billing);
	Billing *billing = g_hash_table_lookup(book->billings, version);
	if (billing)
		return billing;
	g_autofree char *text = NULL;
	if (version && !index_regulation_text(book->index, version->seq, &text,
		error))
		return NULL;
	g_autoptr(YamlNode) root = text ? yaml_parse(text, strlen(text),
		"desk.yaml", 1, NULL) : NULL;
	billing = g_new0(Billing, 1);
	billing_read(billing, yaml_get(root, "billing"));
	g_hash_table_insert(book->billings, (gpointer)version, billing);
	return billing;
}

static gboolean is_off(void *data, const GDate *day)
{
	const GArray *hours = calendar_hours(data, day);
	return hours->len == 0;
}

static gboolean set_clock(BillBook *book, BillMonth *month, GError **error)
{
	month->clock.zone = book->regulation->zone;
	const Billing *billing = billing_of(book, month, error);
	if (!billing)
		return FALSE;
	month->clock.billing = billing;
	if (!billing->calendar)
		return TRUE;
	Worktime *times = work_calendars_get(book->calendars, billing->calendar,
		error);
	month->clock.is_off = is_off;
	month->clock.data = times ? (void *)worktime_calendar(times) : NULL;
	return times != NULL;
}

/* --- contracts ------------------------------------------------------- */

/* One that neither buys nor prices anything says nothing of bills. */
static gboolean is_for_bills(const Contract *contract)
{
	return contract->hours.amount >= 0 || contract->visits.amount >= 0 ||
		contract->rate != PRICE_NONE || contract->fee != PRICE_NONE ||
		contract->over_rate != PRICE_NONE;
}

static gboolean has_contract(const void *data, const BillMonth *month)
{
	const ContractVersion *version = data;
	guint first = contract_day_at(month->from, month->clock.zone);
	guint last = contract_day_at(month->until - 1, month->clock.zone);
	for (guint i = 0; i < version->contracts->len; i++) {
		const Contract *contract = version->contracts->pdata[i];
		if (contract->from <= last && is_for_bills(contract) &&
			(!contract->until || contract->until >= first))
			return TRUE;
	}
	return FALSE;
}

static const GPtrArray *contracts_of(const GPtrArray *versions,
	const BillMonth *month)
{
	static const GPtrArray none = {NULL, 0};
	const ContractVersion *version = version_of(versions, month,
		has_contract);
	return version ? version->contracts : &none;
}

/* --- months ---------------------------------------------------------- */

static Instant first_need(const BillGround *ground, GTimeZone *zone,
	Instant from)
{
	const GPtrArray *entries = ground->worked.entries;
	const BillEntry *oldest = entries->len > 0 ? entries->pdata[0] : NULL;
	Instant first = oldest ? MIN(oldest->began, from) : from;
	for (guint i = 0; i < ground->versions->len; i++) {
		const ContractVersion *version = ground->versions->pdata[i];
		for (guint j = 0; j < version->contracts->len; j++) {
			const Contract *contract = version->contracts->pdata[j];
			if (contract->from)
				first = MIN(first, contract_day_start(
					contract->from, zone));
		}
	}
	return first;
}

static gboolean add_months(BillBook *book, BillGround *ground, Instant from,
	Instant until, GError **error)
{
	GTimeZone *zone = book->regulation->zone;
	g_autoptr(GDateTime) first = instant_to_date_time(first_need(ground,
		zone, from), zone);
	int year = g_date_time_get_year(first);
	BillMonth month = {.until = INSTANT_NONE};
	for (int i = 0; month.until < until; i++) {
		g_autoptr(GDateTime) begin = g_date_time_new(zone,
			year + i / 12, i % 12 + 1, 1, 0, 0, 0);
		g_autoptr(GDateTime) end = g_date_time_add_months(begin, 1);
		month = (BillMonth){.from = instant_from_date_time(begin),
			.until = instant_from_date_time(end)};
		if (!set_clock(book, &month, error))
			return FALSE;
		month.contracts = contracts_of(ground->versions, &month);
		g_array_append_val(ground->months, month);
	}
	return TRUE;
}

/* --- whose ----------------------------------------------------------- */

/* At the end of the month in which the work began. */
static const char *customer_of(const BillBook *book, const BillEntry *entry)
{
	const GPtrArray *moves = g_hash_table_lookup(book->moves, entry->uid);
	GTimeZone *zone = book->regulation->zone;
	for (guint i = 0; moves && i < moves->len; i++) {
		const CustomerMove *move = moves->pdata[i];
		if (move->at >= month_end(MAX(entry->began,
			move->since), zone))
			return move->from;
	}
	return entry->customer;
}

/* --- closed months --------------------------------------------------- */

char *bill_month_name(const BillMonth *month)
{
	return instant_format_in(month->from, month->clock.zone, "%Y-%m");
}

static const ClosedBill *closed_of(const BillGround *ground,
	const BillMonth *month)
{
	g_autofree char *name = bill_month_name(month);
	for (guint i = 0; i < ground->closed->len; i++)
		if (strcmp(((ClosedBill *)ground->closed->pdata[i])->month,
			name) == 0)
			return ground->closed->pdata[i];
	return NULL;
}

const ClosedBill *bill_ground_closed(const BillGround *ground, Instant from,
	Instant until)
{
	for (guint i = 0; i < ground->months->len; i++) {
		const BillMonth *month = &g_array_index(ground->months,
			BillMonth, i);
		if (month->from == from && month->until == until)
			return closed_of(ground, month);
	}
	return NULL;
}

static void close_months(BillGround *ground)
{
	for (guint i = 0; ground->closed->len > 0 && i < ground->months->len;
		i++) {
		BillMonth *month = &g_array_index(ground->months, BillMonth, i);
		const ClosedBill *bill = closed_of(ground, month);
		month->closed = bill ? bill->lines : NULL;
	}
}

/* The lines of closed months stand for their entries. */
static void add_closed(BillGround *ground)
{
	for (guint i = 0; i < ground->closed->len; i++) {
		const ClosedBill *bill = ground->closed->pdata[i];
		for (guint j = 0; j < bill->entries->len; j++)
			g_ptr_array_add(ground->entries,
				bill->entries->pdata[j]);
	}
}

static gboolean is_closed_entry(const BillGround *ground,
	const BillEntry *entry)
{
	for (guint i = 0; i < ground->closed->len; i++)
		if (closed_bill_line(ground->closed->pdata[i], entry->uid,
			entry->id))
			return TRUE;
	return FALSE;
}

static guint month_at(const GArray *months, Instant at)
{
	guint place = 0;
	while (place + 1 < months->len && at >= g_array_index(months, BillMonth,
		place).until)
		place++;
	return place;
}

/* What its month's bill has not counts when it was written down, at the earliest
 * in the first month that is open. FALSE: in none of these. */
static gboolean set_late(const BillGround *ground, BillEntry *entry)
{
	const GArray *months = ground->months;
	guint place = month_at(months, entry->began);
	if (!g_array_index(months, BillMonth, place).closed)
		return TRUE;
	if (entry->recorded >= g_array_index(months, BillMonth,
		months->len - 1).until)
		return FALSE;
	guint recorded = month_at(months, entry->recorded);
	for (place = MAX(place + 1, recorded); place < months->len; place++) {
		const BillMonth *month = &g_array_index(months, BillMonth,
			place);
		if (month->closed)
			continue;
		entry->late = CLAMP(entry->recorded, month->from,
			month->until - 1) - entry->began;
		return TRUE;
	}
	return FALSE;
}

/* --- whose entries --------------------------------------------------- */

/* Those that were the customer's, with the way there as its month counts it. */
static void choose_entries(const BillBook *book, const char *customer,
	BillGround *ground)
{
	const GPtrArray *worked = ground->worked.entries;
	for (guint i = 0; i < worked->len; i++) {
		BillEntry *entry = worked->pdata[i];
		if (strcmp(customer_of(book, entry), customer) != 0 ||
			is_closed_entry(ground, entry) ||
			!set_late(ground, entry))
			continue;
		if (g_array_index(ground->months, BillMonth, month_at(
			ground->months, entry->began)).clock.billing->travel)
			entry->minutes += entry->travel;
		g_ptr_array_add(ground->entries, entry);
	}
}

/* --- what was taken back --------------------------------------------- */

/* The line of a closed month once more, with less than nothing. */
static void add_return(BillGround *ground, const BillLine *line, Instant at)
{
	BillEntry *entry = g_memdup2(line->entry, sizeof *entry);
	BillLine *back = g_memdup2(line, sizeof *back);
	gint64 *numbers[] = {&back->charged, &back->covered, &back->over,
		&back->unpriced, &back->amount};
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		*numbers[i] = -*numbers[i];
	entry->late = at - entry->began;
	entry->fixed = back;
	back->entry = entry;
	g_ptr_array_add(ground->returns, entry);
	g_ptr_array_add(ground->entries, entry);
}

static void free_return(void *data)
{
	BillEntry *entry = data;
	g_free((BillLine *)entry->fixed);
	g_free(entry);
}

/* A retraction counts in the first month that was open after it was made, and
 * once: closed bills that have it hold the negative line. */
static gboolean add_returns(BillBook *book, BillGround *ground, GError **error)
{
	g_autoptr(GPtrArray) retracted = ground->closed->len > 0 ?
		index_retracted_work(book->index, error) : g_ptr_array_new();
	for (guint i = 0; retracted && i < retracted->len; i++) {
		const RetractedWork *one = retracted->pdata[i];
		const BillLine *line = NULL;
		gint64 sum = 0;
		for (guint j = 0; j < ground->closed->len; j++) {
			const BillLine *found = closed_bill_line(
				ground->closed->pdata[j], one->uid, one->id);
			sum += found ? found->charged : 0;
			line = found && !line ? found : line;
		}
		BillEntry probe = {.began = line ? line->at : 0,
			.recorded = one->at};
		if (sum > 0 && set_late(ground, &probe))
			add_return(ground, line, probe.began + probe.late);
	}
	return retracted != NULL;
}

/* Does what was worked in earlier months tell what is left now? */
static gboolean looks_back(const GPtrArray *versions)
{
	for (guint i = 0; i < versions->len; i++) {
		const ContractVersion *version = versions->pdata[i];
		for (guint j = 0; j < version->contracts->len; j++) {
			const Contract *contract = version->contracts->pdata[j];
			if (contract->roll_over > 0 ||
				(contract->hours.amount >= 0 &&
				contract->hours.period != ALLOWANCE_MONTH) ||
				(contract->visits.amount >= 0 &&
				contract->visits.period != ALLOWANCE_MONTH))
				return TRUE;
		}
	}
	return FALSE;
}

/* Bills change their entries: each has its own. */
static gboolean read_worked(BillBook *book, const char *customer,
	const GPtrArray *versions, Worked *worked, GError **error)
{
	if (!book->theirs || (!book->whole && looks_back(versions)))
		return worked_read_ever(book->index, customer, worked, error);
	const GPtrArray *own = g_hash_table_lookup(book->theirs, customer);
	worked->entries = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; own && i < own->len; i++)
		g_ptr_array_add(worked->entries, g_memdup2(own->pdata[i],
			sizeof(BillEntry)));
	return TRUE;
}

gboolean bill_book_read(BillBook *book, const char *customer, Instant from,
	Instant until, BillGround *ground, GError **error)
{
	ground->entries = g_ptr_array_new();
	ground->months = g_array_new(FALSE, TRUE, sizeof(BillMonth));
	ground->versions = index_contract_versions(book->index, customer,
		error);
	ground->returns = g_ptr_array_new_with_free_func(free_return);
	ground->closed = index_closed_bills(book->index, customer, NULL, error);
	if (!ground->versions || !ground->closed ||
		!read_worked(book, customer, ground->versions, &ground->worked,
			error) ||
		!add_months(book, ground, from, until, error))
		return FALSE;
	close_months(ground);
	add_closed(ground);
	choose_entries(book, customer, ground);
	return add_returns(book, ground, error);
}

void bill_ground_clear(BillGround *ground)
{
	g_clear_pointer(&ground->entries, g_ptr_array_unref);
	worked_clear(&ground->worked);
	g_clear_pointer(&ground->versions, g_ptr_array_unref);
	g_clear_pointer(&ground->months, g_array_unref);
	g_clear_pointer(&ground->closed, g_ptr_array_unref);
	g_clear_pointer(&ground->returns, g_ptr_array_unref);
}
