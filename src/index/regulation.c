#include "index/regulation.h"

#include "index/rows.h"

gboolean index_regulation_before(Index *index, Instant until, char **text,
	GError **error)
{
	return index_text(index, text, error, "SELECT r.text"
		" FROM regulation r JOIN walk w ON w.seq = r.seq"
		" WHERE r.error = '' AND w.at < ?"
		" ORDER BY r.seq DESC LIMIT 1", "I", until);
}
