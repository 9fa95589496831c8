#include "app/change/rules_trial.h"

#include "app/change/change_parts.h"
#include "app/change/operation_run.h"
#include "model/ticket.h"

GPtrArray *rules_trial(Desk *desk, const Ticket *ticket, GError **error)
{
	g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) refused = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	RulesTry try = {ticket_get(ticket, "uid"), done, refused};
	OperationSettings settings = {.verb = "rules", .dry_run = TRUE,
		.automation = TRUE, .silent = TRUE, .by = "rule"};
	g_auto(OperationResult) result = {0};
	return operation_run(desk, &settings, rules_try, &try, &result, error) ?
		rules_explain(desk, ticket, &try, error) : NULL;
}
