#include "index/solved.h"

#include "index/records.h"

#define T(member) RECORD_TEXT(SolvedTicket, member)
static const RecordShape solved = {sizeof(SolvedTicket), {
	T(name), T(uid), T(subject), T(category), T(assignee), T(resolution),
	T(customer), T(requester), T(full_name),
	RECORD_INSTANT(SolvedTicket, solved)}};

GPtrArray *index_unverified(Index *index, Instant since, GError **error)
{
	return index_records(index, &solved, error, "SELECT "
		INDEX_TICKET_NAME("t") ", uid, subject, category, assignee,"
		" resolution, customer, requester,"
		" coalesce((SELECT full_name FROM contact WHERE contact.customer"
		" = substr(t.requester, 1, instr(t.requester, '/') - 1)"
		" AND contact.name = substr(t.requester,"
		" instr(t.requester, '/') + 1)), requester), solved_at"
		" FROM ticket AS t WHERE solved_at >= ? AND verified = ''"
		" AND merged_into = '' AND status IN "
		INDEX_STATUSES("'solved', 'closed'")
		" ORDER BY solved_at, number, uid", "I", since);
}
