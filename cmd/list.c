#include "cmd/listing.h"

#include <string.h>

#include "app/desk/talk.h"

static const Option options[] = {OPTIONS_OF_LISTING, {0}};

/* Sorted. Of these only some statuses are meant, or every one. */
static const char *const status_fields[] = {"closed", "merged-into", "number",
	"rating", "resolution", "solved", "status", "uid", NULL};
static const char *const status_flags[] = {"all", "closed", "merged", "new",
	"not-ok", "on-hold", "open", "pending", "solved", "spam", "verified",
	"waiting", NULL};

/* Does the query say which statuses it wants? */
static gboolean asks_status(const QueryNode *node)
{
	if (node->kind != QUERY_TERM) {
		for (guint i = 0; node->children && i < node->children->len; i++)
			if (asks_status(g_ptr_array_index(node->children, i)))
				return TRUE;
		return FALSE;
	}
	gboolean field = strcmp(node->field, "is") != 0 &&
		strcmp(node->field, "has") != 0 && strcmp(node->field, "no") != 0;
	if (field)
		return g_strv_contains(status_fields, node->field);
	for (guint i = 0; i < node->values->len; i++) {
		const QueryValue *value = g_ptr_array_index(node->values, i);
		if (g_strv_contains(status_flags, value->text) ||
			g_strv_contains(status_fields, value->text))
			return TRUE;
	}
	return FALSE;
}

/* "list 13" looks for a word. */
static void say_number(Context *context)
{
	static const Phrase words = {"\"%1\" is looked for as a word; `desk show "
			"%1` shows that ticket",
		"«%1» ищется как слово; заявку показывает `desk show %1`"};
	const char *word = context->operands[0];
	if (context->operand_count == 1 && *word &&
		strspn(word, "0123456789") == strlen(word))
		desk_say(context->desk, &words, word, NULL);
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
	say_number(context);
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
