#include "index/contracts.h"

#include <string.h>

#include "index/database.h"
#include "index/records.h"
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

static void version_free(void *data)
{
	ContractVersion *version = data;
	g_ptr_array_unref(version->contracts);
	g_free(version);
}

static gboolean keep_version(sqlite3_stmt *row, void *data, GError **error)
{
	g_autofree char *text = g_strdup_printf("contract: [%s]\n",
		index_column(row, 1));
	g_autoptr(YamlNode) root = yaml_parse(text, strlen(text), "contract",
		1, error);
	GPtrArray *contracts = root ? contracts_read(yaml_get(root,
		"contract"), "contract", error) : NULL;
	if (!contracts)
		return FALSE;
	ContractVersion *version = g_new0(ContractVersion, 1);
	version->at = sqlite3_column_int64(row, 0);
	version->contracts = contracts;
	g_ptr_array_add(data, version);
	return TRUE;
}

GPtrArray *index_contract_versions(Index *index, const char *customer,
	GError **error)
{
	g_autoptr(GPtrArray) versions =
		g_ptr_array_new_with_free_func(version_free);
	return index_each(index, keep_version, versions, error,
		"SELECT w.at, group_concat(text, ', ') FROM (SELECT seq, text"
		" FROM contract WHERE customer = ? ORDER BY seq, place) c"
		" JOIN walk w ON w.seq = c.seq GROUP BY c.seq ORDER BY c.seq",
		"t", customer) ? g_steal_pointer(&versions) : NULL;
}

static const RecordShape move = {sizeof(CustomerMove), {
	RECORD_TEXT(CustomerMove, uid), RECORD_INSTANT(CustomerMove, at),
	RECORD_TEXT(CustomerMove, from), RECORD_INSTANT(CustomerMove, since)}};

GPtrArray *index_customer_moves(Index *index, GError **error)
{
	return index_records(index, &move, error, "SELECT t.uid, v.at, v.old,"
		" (SELECT p.at FROM event p WHERE p.ticket = v.ticket"
		" AND p.field = 'customer' AND NOT p.void AND p.id < v.id"
		" ORDER BY p.id DESC LIMIT 1) FROM event v"
		/* Few are moved; all have been given a customer. */
		" INDEXED BY event_moved JOIN ticket t ON t.id = v.ticket"
		" WHERE v.field = 'customer' AND v.old <> '' AND NOT v.void ORDER BY v.id",
		"");
}
