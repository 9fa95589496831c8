#include "index/candidates.h"

#include "index/database.h"
#include "index/rows.h"

/* Of a ticket `o`, as people say it; the uid that an element of links names. */
#define NAME "coalesce(o.number, substr(o.uid, 10, 4))"
#define OTHER "substr(l.value, instr(l.value, ' ') + 1)"

typedef struct {
	CandidateEach each;
	void *data;
} Reader;

static gboolean tell(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Reader *reader = data;
	reader->each(index_column(row, 0), index_column(row, 1), reader->data);
	return TRUE;
}

gboolean index_each_candidate(Index *index, Candidates which,
	CandidateEach each, void *data, GError **error)
{
	static const char *const questions[] = {
		[CANDIDATE_AGENTS] = "SELECT login, name FROM agent"
			" WHERE NOT left ORDER BY login",
		[CANDIDATE_CUSTOMERS] = "SELECT name, title FROM customer"
			" ORDER BY name",
		[CANDIDATE_CONTACTS] = "SELECT customer || '/' || name,"
			" full_name FROM contact ORDER BY 1",
		[CANDIDATE_SCHEDULES] = "SELECT name, '' FROM schedule"
			" ORDER BY name",
		[CANDIDATE_TICKETS] = "SELECT " NAME ", subject FROM ticket o"
			" WHERE status NOT IN"
			" (SELECT name FROM term WHERE field = 'status'"
			" AND class IN ('solved', 'closed'))"
			" ORDER BY updated DESC LIMIT 100",
	};
	Reader reader = {each, data};
	return index_each(index, tell, &reader, error, questions[which], "");
}

gboolean index_each_of_ticket(Index *index, TicketCandidates which,
	const char *uid, CandidateEach each, void *data, GError **error)
{
	static const char *const questions[] = {
		[CANDIDATE_LINKED] = "SELECT " NAME ", o.subject FROM ticket t"
			" JOIN ticket_list l ON l.field = 'links'"
			" AND t.id = l.ticket JOIN ticket o ON o.uid = "
			OTHER " WHERE t.uid = ?1 UNION SELECT " NAME ","
			" o.subject FROM ticket_list l JOIN ticket o"
			" ON o.id = l.ticket WHERE l.field = 'links' AND "
			OTHER " = ?1",
		[CANDIDATE_SAID] = "SELECT e.entry_id, e.kind || ' ' || e.by ||"
			" ': ' || substr(e.body, 1, 60) FROM entry e"
			" JOIN ticket t ON t.id = e.ticket WHERE t.uid = ?1"
			" AND NOT e.retracted AND e.kind IN ('call', 'comment',"
			" 'message', 'reply', 'vendor') ORDER BY e.position",
	};
	Reader reader = {each, data};
	return index_each(index, tell, &reader, error, questions[which], "t",
		uid);
}

gboolean index_each_term(Index *index, const char *field, CandidateEach each,
	void *data, GError **error)
{
	Reader reader = {each, data};
	return index_each(index, tell, &reader, error, "SELECT name, ''"
		" FROM term WHERE field = ? AND age = 0 ORDER BY rank", "t",
		field);
}
