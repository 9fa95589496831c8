#include "cmd/listing.h"

#include <string.h>

static const Option options[] = {OPTIONS_OF_LISTING, {0}};

/* Does the query say which statuses it wants? */
static gboolean asks_status(const QueryNode *node)
{
	static const char *const flags[] = {"open", "closed", "new", "pending",
		"solved", "merged", "spam", "on-hold", "waiting"};
	if (node->kind != QUERY_TERM) {
		for (guint i = 0; node->children && i < node->children->len; i++)
			if (asks_status(g_ptr_array_index(node->children, i)))
				return TRUE;
		return FALSE;
	}
	if (strcmp(node->field, "is") != 0)
		return strcmp(node->field, "status") == 0 ||
			strcmp(node->field, "number") == 0 ||
			strcmp(node->field, "uid") == 0;
	for (guint i = 0; i < node->values->len; i++) {
		const QueryValue *value = g_ptr_array_index(node->values, i);
		for (guint j = 0; j < G_N_ELEMENTS(flags); j++)
			if (strcmp(value->text, flags[j]) == 0)
				return TRUE;
	}
	return FALSE;
}

static int run(Context *context, GError **error)
{
	QueryContext query;
	g_autoptr(QueryNode) node = listing_query(context, &query, error);
	if (!node)
		return -1;
	const char *note = NULL;
	if (!asks_status(node)) {
		QueryNode *open = query_parse("is:open", &query, error);
		if (!open)
			return -1;
		node = query_and(open, g_steal_pointer(&node));
		note = "is:open";
	}
	return listing_page(context, node, &query, FALSE, note, error);
}

const Command list_command = {
	.name = "list",
	.group = GROUP_DAILY,
	.synopsis = "list [QUERY...] [-a AGENT] [-c CUSTOMER] [-k CATEGORY] "
		"[-p PRIORITY] [--as-of DATE]",
	.summary = {"open tickets, or those that match",
		"открытые заявки или подходящие под запрос"},
	.options = options,
	.operand = VALUE_OF_QUERY,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&ticket_schema, NULL},
	.run = run,
};
