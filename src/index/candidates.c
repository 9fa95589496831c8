#include "index/candidates.h"

#include "index/database.h"
#include "index/rows.h"

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
		[CANDIDATE_TICKETS] = "SELECT number, subject FROM ticket"
			" WHERE number IS NOT NULL AND status NOT IN"
			" (SELECT name FROM term WHERE field = 'status'"
			" AND class IN ('solved', 'closed'))"
			" ORDER BY updated DESC LIMIT 100",
	};
	Reader reader = {each, data};
	return index_each(index, tell, &reader, error, questions[which], "");
}

gboolean index_each_term(Index *index, const char *field, CandidateEach each,
	void *data, GError **error)
{
	Reader reader = {each, data};
	return index_each(index, tell, &reader, error, "SELECT name, ''"
		" FROM term WHERE field = ? AND age = 0 ORDER BY rank", "t",
		field);
}
