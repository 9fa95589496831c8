#include "app/desk/current_index.h"
#include "cmd/listing.h"

static const Option options[] = {
	{"explain", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"print the tree instead", "напечатать дерево запроса"}},
	{"count", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"print how many match", "напечатать число подходящих"}},
	OPTIONS_OF_LISTING,
	{0},
};

static int print_uids(Context *context, const QueryNode *node,
	const QueryContext *query, GError **error)
{
	gint64 limit = 0;
	Index *index = desk_index(context->desk, error);
	if (!index || !option_count(context, "limit", &limit, error))
		return -1;
	g_autoptr(GPtrArray) uids = select_uids(index, node, query,
		option_text(context, "sort"), limit, error);
	context->ordered = TRUE;
	for (guint i = 0; uids && i < uids->len; i++)
		g_string_append_printf(context->page->bytes, "%s\n",
			(char *)g_ptr_array_index(uids, i));
	return uids ? 0 : -1;
}

static int run(Context *context, GError **error)
{
	QueryContext query;
	g_autoptr(QueryNode) node = listing_query(context, &query, error);
	if (!node)
		return -1;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	if (option_given(context, "explain")) {
		g_autofree char *tree = query_explain(node);
		g_string_append_printf(context->page->bytes, "%s\n", tree);
		return 0;
	}
	if (!option_given(context, "count"))
		return print_uids(context, node, &query, error);
	gint64 count;
	Index *index = desk_index(context->desk, error);
	if (!index || !select_count(index, node, &query, &count, error))
		return -1;
	g_string_append_printf(context->page->bytes, "%" G_GINT64_FORMAT "\n",
		count);
	return 0;
}

const Command query_command = {
	.name = "query",
	.group = GROUP_PLUMBING,
	.synopsis = "query [QUERY...] [--explain | --count]",
	.summary = {"uids of the tickets that match, one a line",
		"uid подходящих заявок, по одному в строке"},
	.options = options,
	.operand = VALUE_OF_QUERY,
	.flags = COMMAND_READS | COMMAND_PLUMBING,
	.run = run,
};
