#include "cmd/listing.h"

#include "app/desk/current_index.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "cmd/frame.h"

#include <string.h>

static const char *const narrowing[] = {"assignee", "customer", "category",
	"priority"};

/* field:"value", so that no character of the value is grammar. */
static QueryNode *field_query(const char *field, const char *value,
	const QueryContext *query, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(value, "\"", -1);
	g_autofree char *plain = g_strjoinv("", parts);
	g_autofree char *text = strpbrk(plain, " ()\t") ?
		g_strdup_printf("%s:\"%s\"", field, plain) :
		g_strdup_printf("%s:%s", field, plain);
	return query_parse(text, query, error);
}

static gboolean narrow(QueryNode **node, QueryNode *more)
{
	if (more)
		*node = query_and(*node, more);
	return more != NULL;
}

QueryNode *listing_query(Context *context, QueryContext *query, GError **error)
{
	Desk *desk = context_desk(context, error);
	Instant at;
	if (!desk || !option_bound(context, "as-of", &at, error) ||
		(at != INSTANT_NONE && !desk_as_of(desk, at, error)) ||
		!desk_query_context(desk, query, error))
		return NULL;
	QueryNode *node = query_parse_words(context->operands, query, error);
	const char *more = option_text(context, "query");
	gboolean good = node && (!more ||
		narrow(&node, query_parse(more, query, error)));
	for (guint i = 0; good && i < G_N_ELEMENTS(narrowing); i++) {
		const char *value = option_text(context, narrowing[i]);
		good = !value || narrow(&node, field_query(narrowing[i], value,
			query, error));
	}
	if (!good)
		g_clear_pointer(&node, query_free);
	return node;
}

static void add_footer(Context *context, gint64 shown, gint64 total,
	const char *note)
{
	static const Phrase tickets = {"ticket|tickets",
		"заявка|заявки|заявок"}, of = {"%1 of %2", "%1 из %2"},
		of_tickets = {"ticket|tickets", "заявки|заявок|заявок"};
	g_autofree char *all = phrase_count(shown < total ? &of_tickets :
		&tickets, context->language, total);
	g_autofree char *some = g_strdup_printf("%" G_GINT64_FORMAT, shown);
	g_autofree char *count = shown < total ? fill_in_language(context, &of,
		some, all, NULL) : g_strdup(all);
	page_add_footer(context->page, "%s%s%s", count, note ? ", " : "",
		note ? note : "");
}

/* A template may name any column; JSON and --jq have all but --fields. */
static gboolean is_lean(const Context *context)
{
	if (option_given(context, "format"))
		return FALSE;
	return option_given(context, "fields") || !present_json(context);
}

int listing_page(Context *context, const QueryNode *node,
	const QueryContext *query, gboolean snippet, const char *note,
	GError **error)
{
	context_page(context, PAGE_LIST, &ticket_schema);
	context->ordered = TRUE;
	const char *fields = option_text(context, "fields");
	const char *sort = option_text(context, "sort");
	g_auto(GStrv) columns = fields ? g_strsplit(fields, ",", -1) : NULL;
	Select select = {
		.query = node,
		.columns = columns,
		.lean = is_lean(context),
		.families = !snippet && !sort && present_people(context),
		.sort = sort,
		.snippet = snippet,
		.language = context->language,
	};
	Index *index = desk_index(context->desk, error);
	gint64 total, unreadable;
	if (!index || !option_count(context, "limit", &select.limit, error) ||
		!select_tickets(index, &select, query, context->page, &total,
			error) ||
		!index_count_unreadable(index, &unreadable, error))
		return -1;
	gint64 shown = select.limit > 0 ? MIN(select.limit, total) : total;
	add_footer(context, shown, total, note);
	if (unreadable > 0)
		desk_say_unreadable(context->desk, unreadable);
	return 0;
}
