/*
 * What `list`, `search` and `log` share: the query from words and options.
 */
#ifndef CMD_LISTING_H
#define CMD_LISTING_H

#include "app/show/view.h"
#include "cmd/command.h"
#include "index/select.h"

/* The options that narrow a listing, and --as-of. */
#define OPTIONS_OF_LISTING \
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE, \
		{"whose", "исполнитель"}}, \
	OPTION_CUSTOMER, \
	OPTION_CATEGORY, \
	OPTION_PRIORITY, \
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE, \
		{"and this query", "и этот запрос"}}, \
	{"as-of", 0, "DATE", VALUE_OF_DATE, FALSE, \
		{"answer as the store stood then", \
			"ответить по состоянию на этот момент"}}

/* Words, -a -c -k -p, -Q as one tree; applies --as-of first. */
QueryNode *listing_query(Context *context, QueryContext *query, GError **error);

/* Fills the page: the tickets of `node`, --sort, --limit, --fields. `note` is
 * said in the footer ("is:open"); may be NULL. */
int listing_page(Context *context, const QueryNode *node,
	const QueryContext *query, gboolean snippet, const char *note,
	GError **error);

#endif
