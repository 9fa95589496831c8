#include "cmd/listing.h"

static const Phrase for_what = {"search for what?", "что искать?"};

static const Option options[] = {OPTIONS_OF_LISTING, {0}};

static int run(Context *context, GError **error)
{
	QueryContext query;
	g_autoptr(QueryNode) node = listing_query(context, &query, error);
	if (!node)
		return -1;
	if (node->kind == QUERY_ALL)
		return usage_error(context, error, &for_what, NULL);
	return listing_page(context, node, &query, TRUE, NULL, error);
}

const Command search_command = {
	.name = "search",
	.group = GROUP_DAILY,
	.synopsis = "search WORDS... [-a AGENT] [-c CUSTOMER] [--as-of DATE]",
	.summary = {"full text of all tickets, open or not, in Russian and "
		"English",
		"поиск по тексту всех заявок, по-русски и по-английски"},
	.options = options,
	.operand = VALUE_OF_QUERY,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&ticket_schema, NULL},
	.run = run,
};
