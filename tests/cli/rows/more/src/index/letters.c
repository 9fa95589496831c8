#include "index/letters.h"

#include "index/rows.h"

gboolean index_letters(Index *index, gint64 *letters, GError **error)
{
	return index_number(index, letters, error,
		"SELECT total(length(subject)) FROM ticket", "");
}
