#include "index/contracts.h"

#include "index/rows.h"

gboolean index_contract_policy(Index *index, const char *customer, guint day,
	char **policy, GError **error)
{
	return index_text(index, policy, error, "SELECT sla FROM contract"
		" WHERE customer = ?1 AND seq ="
		" (SELECT max(seq) FROM contract WHERE customer = ?1)"
		" AND first <= ?2 AND (last = 0 OR last >= ?2)"
		" ORDER BY place DESC LIMIT 1", "ti", customer, (gint64)day);
}
