#include "cmd/listing.h"

#include "app/show/overview.h"

/* My day; of what there is nothing to say, nothing is shown to people. */
static const struct {
	const char *name;
	Phrase title;
	const char *query, *sort;
} parts[] = {
	{"mine", {"Mine", "Мои"}, "is:open is:mine", NULL},
	{"promises", {"Promised within a day", "Обещано в ближайшие сутки"},
		"is:open is:mine eta:..1d", "eta"},
	{"unread", {"Requesters wrote", "Написали заявители"},
		"is:open is:mine is:unread", NULL},
};

static gboolean add_part(Context *context, gsize part, GError **error)
{
	QueryContext query;
	if (!desk_query_context(context->desk, &query, error))
		return FALSE;
	g_autoptr(QueryNode) node = query_parse(parts[part].query, &query,
		error);
	if (!node)
		return FALSE;
	Select select = {
		.query = node,
		.sort = parts[part].sort,
		.language = context->language,
	};
	gint64 total;
	guint place = context->page->blocks->len;
	Index *index = desk_index(context->desk, error);
	if (!index || !select_tickets(index, &select, &query, context->page,
		&total, error))
		return FALSE;
	Block *table = g_ptr_array_index(context->page->blocks, place);
	g_free(table->name);
	g_free(table->title);
	table->name = g_strdup(parts[part].name);
	table->title = g_strdup_printf("%s: %" G_GINT64_FORMAT,
		in_language(context, &parts[part].title), total);
	return TRUE;
}

static const Phrase nothing_waits = {
	"nothing waits for you; `desk take --next` finds work",
	"ничего не ждёт вас; `desk take --next` найдёт дело"};

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk || !desk_me(desk, error))
		return -1;
	context->page = page_new(PAGE_OBJECT, "status/1");
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (!add_part(context, i, error))
			return -1;
	gboolean nothing = TRUE;
	for (guint i = 0; i < context->page->blocks->len; i++) {
		const Block *block = g_ptr_array_index(context->page->blocks, i);
		nothing &= block->rows->len == 0;
	}
	if (nothing)
		context_add_footer(context, &nothing_waits, NULL);
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
