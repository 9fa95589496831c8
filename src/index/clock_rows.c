#include "index/clock_rows.h"

#include "base/error.h"
#include "index/calendars.h"
#include "index/database.h"
#include "index/regulation.h"
#include "index/rows.h"
#include "model/contract.h"

/* A version of the regulation, parsed when it is first asked for. */
typedef struct {
	gint64 seq;
	char *text;
	Regulation *regulation;
} Version;

/* What a contract named from `seq` on, on its days. */
typedef struct {
	gint64 seq;
	char *number, *policy;
	guint first, last; /* Julian; 0 = open */
} ContractRow;

struct ClockFacts {
	Index *index;
	GArray *versions;      /* Version, by seq */
	GHashTable *contracts; /* customer → GArray of ContractRow, by seq; of
				  those that were asked for */
	Regulation *none;      /* before the first version */
	WorkCalendars *calendars;
	SlaSource source;
	GError *problem; /* of contracts and calendars */
};

static void version_clear(void *data)
{
	Version *version = data;
	g_free(version->text);
	regulation_free(version->regulation);
}

static void contract_clear(void *data)
{
	ContractRow *row = data;
	g_free(row->number);
	g_free(row->policy);
}

static void contracts_free(void *data)
{
	g_array_unref(data);
}

/* --- the source ---------------------------------------------------------- */

static const Regulation *none(ClockFacts *facts)
{
	if (!facts->none)
		facts->none = regulation_default();
	return facts->none;
}

static const Regulation *regulation_at(void *data, gint64 seq)
{
	ClockFacts *facts = data;
	Version *found = NULL;
	for (guint i = facts->versions->len; i > 0 && !found; i--) {
		Version *own = &g_array_index(facts->versions, Version, i - 1);
		if (own->seq <= seq)
			found = own;
	}
	if (!found)
		return none(facts);
	/* It was valid for the desk that recorded it. */
	g_autoptr(GError) outdated = NULL;
	if (!found->regulation)
		found->regulation = index_regulation(facts->index, found->text,
			&outdated);
	if (!facts->problem)
		desk_error_finding(&facts->problem, &outdated);
	return found->regulation ? found->regulation : none(facts);
}

static gboolean keep_contract(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	ContractRow contract = {sqlite3_column_int64(row, 0),
		g_strdup(index_column(row, 1)), g_strdup(index_column(row, 2)),
		(guint)sqlite3_column_int(row, 3),
		(guint)sqlite3_column_int(row, 4)};
	g_array_append_val((GArray *)data, contract);
	return TRUE;
}

/* NULL: not known (`problem`). */
static const GArray *contracts_of(ClockFacts *facts, const char *customer)
{
	const GArray *known = g_hash_table_lookup(facts->contracts, customer);
	if (known || facts->problem)
		return known;
	g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(ContractRow));
	g_array_set_clear_func(own, contract_clear);
	if (!index_each(facts->index, keep_contract, own, &facts->problem,
		    "SELECT seq, number, sla, first, last FROM contract"
		    " WHERE customer = ? ORDER BY seq, place", "t", customer))
		return NULL;
	known = own;
	g_hash_table_insert(facts->contracts, g_strdup(customer),
		g_steal_pointer(&own));
	return known;
}

/* How many of the rows the commit knew. */
static guint known_at(const GArray *rows, gint64 seq)
{
	guint count = rows ? rows->len : 0;
	while (count > 0 && g_array_index(rows, ContractRow, count - 1).seq > seq)
		count--;
	return count;
}

static const char *contract_at(void *data, gint64 seq, Instant at,
	const char *customer, const char **number)
{
	ClockFacts *facts = data;
	const GArray *rows = contracts_of(facts, customer);
	guint count = known_at(rows, seq), day = 0;
	for (guint i = count; i > 0; i--) {
		const ContractRow *own = &g_array_index(rows, ContractRow, i - 1);
		if (own->seq != g_array_index(rows, ContractRow, count - 1).seq)
			break;
		if (day == 0 && (own->first || own->last))
			day = contract_day_at(at,
				regulation_at(facts, seq)->zone);
		if ((own->first && day < own->first) ||
			(own->last && day > own->last))
			continue;
		if (*own->number)
			*number = own->number;
		return own->policy;
	}
	return NULL;
}

static Worktime *calendar_now(void *data, const char *name)
{
	ClockFacts *facts = data;
	Worktime *worktime = NULL;
	if (!facts->problem)
		work_calendars_find(facts->calendars, name, &worktime,
			&facts->problem);
	return worktime;
}

/* --- reading ------------------------------------------------------------- */

static gboolean keep_version(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	Version version = {sqlite3_column_int64(row, 0),
		g_strdup(index_column(row, 1)), NULL};
	g_array_append_val((GArray *)data, version);
	return TRUE;
}

ClockFacts *clock_facts_new(Index *index, GError **error)
{
	ClockFacts *facts = g_new0(ClockFacts, 1);
	facts->index = index;
	facts->versions = g_array_new(FALSE, FALSE, sizeof(Version));
	g_array_set_clear_func(facts->versions, version_clear);
	facts->contracts = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, contracts_free);
	facts->source = (SlaSource){regulation_at, contract_at, calendar_now,
		facts};
	if (!index_each(index, keep_version, facts->versions, error,
		    "SELECT seq, text FROM regulation WHERE error = ''"
		    " ORDER BY seq", "")) {
		clock_facts_free(facts);
		return NULL;
	}
	facts->calendars = work_calendars_new(index, regulation_at(facts,
		G_MAXINT64));
	return facts;
}

void clock_facts_free(ClockFacts *facts)
{
	if (!facts)
		return;
	work_calendars_free(facts->calendars);
	g_array_unref(facts->versions);
	g_hash_table_unref(facts->contracts);
	regulation_free(facts->none);
	g_clear_error(&facts->problem);
	g_free(facts);
}

gboolean clock_facts_check(ClockFacts *facts, GError **error)
{
	return desk_error_pass(error, &facts->problem);
}

const SlaSource *clock_facts_source(const ClockFacts *facts)
{
	return &facts->source;
}

/* --- writing ------------------------------------------------------------- */

static gboolean put_clock(Index *index, gint64 ticket, const Clock *clock,
	GError **error)
{
	g_autofree char *target = work_span_format(clock->target);
	return index_run(index, error, "INSERT INTO clock (ticket, kind, run,"
		" state, started, stopped, due, warn, target, unit, amount,"
		" used, counted, paused, policy, measure, calendar, priority)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" ?)", "itntIIIItniiIitttt", ticket,
		clock_names[clock->kind].name, (int)clock->run,
		clock_state_name(clock->state), clock->started, clock->stopped,
		clock->due, clock->warn, target, (int)clock->target.unit,
		clock->target.amount, clock->used, clock->counted,
		clock->paused, clock->policy, clock->measure,
		clock->calendar ? clock->calendar : "", clock->priority);
}

static gboolean is_open(const Clock *clock)
{
	return clock->state == CLOCK_RUNNING || clock->state == CLOCK_PAUSED;
}

static Instant earlier(Instant a, Instant b)
{
	if (a == INSTANT_NONE || b == INSTANT_NONE)
		return a == INSTANT_NONE ? b : a;
	return MIN(a, b);
}

gboolean clock_rows_put(Index *index, gint64 ticket, const GArray *clocks,
	GError **error)
{
	Instant due = INSTANT_NONE, warn = INSTANT_NONE;
	Instant promised = INSTANT_NONE;
	if (!index_run(index, error, "DELETE FROM clock WHERE ticket = ?", "i",
		    ticket))
		return FALSE;
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		if (!put_clock(index, ticket, clock, error))
			return FALSE;
		if (is_open(clock) && clock->kind == CLOCK_PROMISE)
			promised = earlier(promised, clock->due);
		else if (is_open(clock))
			due = earlier(due, clock->due);
		if (clock->state == CLOCK_RUNNING &&
			clock->kind != CLOCK_PROMISE)
			warn = earlier(warn, clock->warn);
	}
	return index_run(index, error, "UPDATE ticket SET sla_due = ?,"
		" sla_warn = ?, due = coalesce(?, eta, until) WHERE id = ?",
		"IIIi", due, warn, earlier(due, promised), ticket);
}
