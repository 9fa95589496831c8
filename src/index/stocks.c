#include "index/stocks.h"

#include "index/records.h"

#define HOUR "3600"

/* Each a condition on a ticket that is not over, in the order of Stock, of one
 * assignee, ?3: to sort all by it would cost more; ?2 is now. The text is of
 * the row with the highest acted_at: SQLite takes bare columns from it. */
#define COUNTS \
	"SELECT assignee, " INDEX_TICKET_NAME("ticket") " || ' ' || subject," \
	" count(*)," \
	" sum(priority = (SELECT name FROM term WHERE field = 'priority'" \
	" AND age = 0 ORDER BY rank DESC LIMIT 1))," \
	" sum(sla_due < ?2)," \
	" sum(sla_due >= ?2 AND sla_due <= ?2 + " HOUR ")," \
	" sum(eta <= ?2)," \
	" sum(eta > ?2 AND eta <= ?2 + " HOUR ")," \
	" sum(assignee = '')," \
	" sum(waiting_since IS NOT NULL)," \
	" sum(status IN " INDEX_STATUSES("'pending', 'on-hold'") ")," \
	" sum(level <> (SELECT name FROM term WHERE field = 'level'" \
	" AND age = 0 ORDER BY rank LIMIT 1)), max(acted_at)"

#define COUNT(stock) RECORD_NUMBER(AssigneeStock, counts[STOCK_##stock])
static const RecordShape stock = {sizeof(AssigneeStock), {
	RECORD_TEXT(AssigneeStock, assignee), RECORD_TEXT(AssigneeStock, last),
	COUNT(OPEN), COUNT(CRITICAL), COUNT(BREACHED), COUNT(BREACH_SOON),
	COUNT(OVERDUE), COUNT(DUE_SOON), COUNT(UNASSIGNED), COUNT(UNANSWERED),
	COUNT(WAITING), COUNT(ESCALATED)}};

GPtrArray *index_stocks(Index *index, const char *customer, Instant now,
	GError **error)
{
	g_autoptr(GPtrArray) stocks = g_ptr_array_new_with_free_func(g_free);
	/* From name to name by the index: they are few. */
	g_autoptr(GPtrArray) assignees = index_texts(index, error,
		"WITH RECURSIVE used (name) AS (SELECT min(assignee)"
		" FROM ticket UNION ALL SELECT (SELECT min(assignee)"
		" FROM ticket WHERE assignee > used.name) FROM used"
		" WHERE used.name IS NOT NULL)"
		" SELECT name FROM used WHERE name IS NOT NULL", "");
	for (guint i = 0; assignees && i < assignees->len; i++) {
		GPtrArray *one = index_records(index, &stock, error, COUNTS
			" FROM ticket WHERE assignee = ?3"
			" AND status IN " INDEX_OPEN_STATUSES
			" AND (?1 = '' OR customer = ?1) HAVING count(*) > 0",
			"tIt", customer, now, assignees->pdata[i]);
		if (!one)
			return NULL;
		g_ptr_array_extend_and_steal(stocks, one);
	}
	return assignees ? g_steal_pointer(&stocks) : NULL;
}

/* One of a customer, and one of all, which its own index answers. */
#define FLOW_SQL(column) { \
	"SELECT count(*) FROM ticket WHERE " column " BETWEEN ?1 AND ?2", \
	"SELECT count(*) FROM ticket WHERE " column " BETWEEN ?1 AND ?2" \
	" AND customer = ?3"}

gboolean index_count_flow(Index *index, Flow flow, const char *customer,
	Instant from, Instant until, gint64 *count, GError **error)
{
	static const char *const flows[][2] = {
		[FLOW_CREATED] = FLOW_SQL("created"),
		[FLOW_SOLVED] = FLOW_SQL("solved_at"),
	};
	*count = 0;
	return *customer ? index_number(index, count, error, flows[flow][1],
		"IIt", from, until, customer) : index_number(index, count,
		error, flows[flow][0], "II", from, until);
}
