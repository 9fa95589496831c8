#include "cmd/listing.h"

#include "app/show/overview.h"

/* One table of my day; nothing to say, nothing shown to people. */
static gboolean add_part(Context *context, const char *name, const char *title,
	const char *text, const char *sort, GError **error)
{
	QueryContext query;
	if (!desk_query_context(context->desk, &query, error))
		return FALSE;
	g_autoptr(QueryNode) node = query_parse(text, &query, error);
	if (!node)
		return FALSE;
	Select select = {
		.query = node,
		.sort = sort,
		.language = context->language,
	};
	gint64 total;
	guint place = context->page->blocks->len;
	if (!select_tickets(desk_index(context->desk, NULL), &select, &query,
		context->page, &total, error))
		return FALSE;
	Block *table = g_ptr_array_index(context->page->blocks, place);
	g_free(table->name);
	g_free(table->title);
	table->name = g_strdup(name);
	table->title = g_strdup_printf("%s: %" G_GINT64_FORMAT, title, total);
	return TRUE;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk || !desk_me(desk, error))
		return -1;
	context->page = page_new(PAGE_OBJECT, "status/1");
	if (!add_part(context, "mine", in_language(context, "Mine", "Мои"),
			"is:open is:mine", NULL, error) ||
		!add_part(context, "promises", in_language(context,
			"Promised within a day", "Обещано в ближайшие сутки"),
			"is:open is:mine eta:..1d", "eta", error) ||
		!add_part(context, "unread", in_language(context,
			"Requesters wrote", "Написали заявители"),
			"is:open is:mine is:unread", NULL, error))
		return -1;
	gboolean nothing = TRUE;
	for (guint i = 0; i < context->page->blocks->len; i++) {
		const Block *block = g_ptr_array_index(context->page->blocks, i);
		nothing &= block->rows->len == 0;
	}
	if (nothing)
		page_add_footer(context->page, "%s", in_language(context,
			"nothing waits for you; `desk take --next` finds work",
			"ничего не ждёт вас; `desk take --next` найдёт дело"));
	return overview_add_store(desk, context->language,
		context->page, error) ? 0 : -1;
}

const Command status_command = {
	.name = "status",
	.group = GROUP_DAILY,
	.synopsis = "status",
	.summary = {"my day: mine by urgency, promises, drafts, quarantine",
		"мой день: заявки по срочности, обещания, черновики, карантин"},
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.run = run,
};
