#include "index/events.h"

#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "index/rows.h"
#include "text/json.h"

/* --- codes ---------------------------------------------------------------- */

/* By place: the code, see events.h. */
static const struct {
	const char *kind, *entry_kind;
} coded[] = {
	[EVENT_CODE_OTHER] = {"", ""},
	{"created", ""},
	{"deleted", ""},
	{"said", "call"},
	{"said", "comment"},
	{"said", "delivery"},
	{"said", "message"},
	{"said", "reply"},
	{"said", "verify"},
};

G_STATIC_ASSERT(G_N_ELEMENTS(coded) == EVENT_CODE_FIELD);
/* They are bits of a number of SQLite. */
G_STATIC_ASSERT(EVENT_CODES < 63);

guint event_code(const char *kind, const char *field, const char *entry_kind)
{
	if (strcmp(kind, "changed") == 0) {
		const Field *row = field_find(field);
		return row ? EVENT_CODE_FIELD + row->position :
			EVENT_CODE_OTHER;
	}
	for (guint code = 1; code < EVENT_CODE_FIELD; code++)
		if (strcmp(coded[code].kind, kind) == 0 &&
			strcmp(coded[code].entry_kind, entry_kind) == 0)
			return code;
	return EVENT_CODE_OTHER;
}

/* --- who committed -------------------------------------------------------- */

/* Goes beside the events: both grow with the walk. */
typedef struct {
	sqlite3_stmt *rows;
	gint64 seq;
} Authors;

enum { SKIP = 64 }; /* rows; over more of them a new look is cheaper */

static void authors_seek(Authors *authors, Index *index, gint64 seq,
	GError **error)
{
	if (!authors->rows || seq < authors->seq || seq > authors->seq + SKIP) {
		authors->rows = index_prepare(index, "SELECT seq, mail FROM"
			" walk WHERE seq >= ? ORDER BY seq", error);
		if (!authors->rows)
			return;
		index_bind(authors->rows, "i", seq);
	}
	do {
		if (!index_next(index, authors->rows, error)) {
			authors->rows = NULL;
			return;
		}
		authors->seq = sqlite3_column_int64(authors->rows, 0);
	} while (authors->seq < seq);
}

static const char *author_of(Authors *authors, Index *index, gint64 seq,
	GError **error)
{
	if (!authors->rows || seq != authors->seq)
		authors_seek(authors, index, seq, error);
	return authors->rows && authors->seq == seq ?
		index_column(authors->rows, 1) : "";
}

/* --- passes --------------------------------------------------------------- */

typedef struct {
	Index *index;
	void (*each)(const IndexEvent *event, void *data);
	void *data;
	Authors authors;
} Pass;

static gboolean run_pass(Pass *pass, sqlite3_stmt *rows, GError **error)
{
	g_autoptr(GError) problem = NULL;
	while (index_next(pass->index, rows, &problem)) {
		IndexEvent event = {
			.id = sqlite3_column_int64(rows, 0),
			.ticket = sqlite3_column_int64(rows, 1),
			.seq = sqlite3_column_int64(rows, 2),
			.at = sqlite3_column_int64(rows, 3),
			.code = (guint)sqlite3_column_int(rows, 4),
			.text = index_column(rows, 5),
			.other = index_column(rows, 6),
		};
		event.mail = author_of(&pass->authors, pass->index, event.seq,
			&problem);
		if (problem)
			break;
		pass->each(&event, pass->data);
	}
	sqlite3_reset(rows);
	return desk_error_pass(error, &problem);
}

#define EVENT_ROWS \
	"SELECT id, ticket, seq, at, code," \
	" CASE WHEN code < ?3 THEN by ELSE new END," \
	" CASE WHEN code < ?3 THEN entry_id ELSE old END" \
	" FROM event WHERE (?1 >> code) & 1 "

static gboolean pass_from(Pass *pass, gint64 codes, gint64 first,
	GError **error)
{
	sqlite3_stmt *rows = index_prepare(pass->index, EVENT_ROWS
		"AND id >= ?2 ORDER BY id", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "iin", codes, first, (int)EVENT_CODE_FIELD);
	return run_pass(pass, rows, error);
}

static gboolean pass_of_tickets(Pass *pass, gint64 codes,
	const IndexEventQuery *query, GError **error)
{
	sqlite3_stmt *rows = index_prepare(pass->index, EVENT_ROWS
		"AND ticket BETWEEN ?4 AND ?5 ORDER BY id", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "iinii", codes, (gint64)0, (int)EVENT_CODE_FIELD,
		query->first, query->last);
	return run_pass(pass, rows, error);
}

/* What went before `first` in tickets that still matter, and in those that are
 * gone. */
static gboolean pass_before(Pass *pass, gint64 codes, gint64 first,
	const IndexEventQuery *query, GError **error)
{
	sqlite3_stmt *rows = index_prepare(pass->index, EVENT_ROWS
		"AND id < ?2 AND ticket IN ("
		"SELECT id FROM main.ticket WHERE updated >= ?4 OR updated IS"
		" NULL UNION ALL SELECT id FROM main.ticket WHERE status NOT IN"
		" (SELECT value FROM json_each(?5)) UNION ALL SELECT id FROM"
		" file WHERE NOT EXISTS (SELECT 1 FROM main.ticket WHERE"
		" main.ticket.id = file.id)) ORDER BY id", error);
	if (!rows)
		return FALSE;
	g_autoptr(Value) list = value_list();
	for (const char *const *name = query->finished; *name; name++)
		value_list_add(list, value_text(*name));
	g_autoptr(GString) finished = g_string_new(NULL);
	json_append(finished, list, FALSE);
	index_bind(rows, "iinit", codes, first, (int)EVENT_CODE_FIELD,
		query->settled, finished->str);
	return run_pass(pass, rows, error);
}

/* The first event of a commit made about then: only a hint, as the times of
 * commits need not grow. */
static gboolean first_event_at(Index *index, Instant at, gint64 *first,
	GError **error)
{
	gint64 low = 0, high = 0;
	if (!index_number(index, &high, error, "SELECT max(seq) FROM walk", ""))
		return FALSE;
	high++;
	while (low + 1 < high) {
		gint64 middle = low + (high - low) / 2, made = G_MAXINT64;
		if (!index_number(index, &made, error, "SELECT at FROM walk"
			    " WHERE seq >= ? ORDER BY seq LIMIT 1", "i",
			    middle))
			return FALSE;
		if (made < at)
			low = middle;
		else
			high = middle;
	}
	*first = G_MAXINT64;
	return index_number(index, first, error, "SELECT first_event FROM walk"
		" WHERE seq >= ? ORDER BY seq LIMIT 1", "i", high);
}

gboolean index_each_event(Index *index, const IndexEventQuery *query,
	void (*each)(const IndexEvent *event, void *data), void *data,
	GError **error)
{
	Pass pass = {index, each, data, {0}};
	gint64 codes = (gint64)query->codes;
	gint64 first = 0;
	if (query->last == 0 && query->settled != INSTANT_NONE &&
		!first_event_at(index, query->settled, &first, error))
		return FALSE;
	gboolean done = query->last > 0 ?
		pass_of_tickets(&pass, codes, query, error) :
		(first == 0 ||
			pass_before(&pass, codes, first, query, error)) &&
			pass_from(&pass, codes, first, error);
	if (pass.authors.rows)
		sqlite3_reset(pass.authors.rows);
	return done;
}
