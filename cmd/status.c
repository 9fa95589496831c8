#include "cmd/listing.h"

#include "app/desk/current_index.h"
#include "app/desk/identity.h"
#include "app/desk/query_context.h"
#include "app/show/overview.h"

static const Member members[] = {
	{"mine", {"Mine", "Мои"}, VALUE_LIST, 0, "my open tickets, by urgency",
		&ticket_schema},
	{"promises", {"Promised within a day", "Обещано в ближайшие сутки"},
		VALUE_LIST, 0, "those with an eta", &ticket_schema},
	{"unread", {"Requesters wrote", "Написали заявители"}, VALUE_LIST, 0,
		"those with news", &ticket_schema},
	{0},
};
static const Schema schema = {"status/1", "desk status: an object", members,
	overview_store_members};

/* One table of my day; nothing to say, nothing shown to people. */
static gboolean add_part(Context *context, const Member *member,
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
	Index *index = desk_index(context->desk, error);
	if (!index || !select_tickets(index, &select, &query, context->page,
		&total, error))
		return FALSE;
	Block *table = g_ptr_array_index(context->page->blocks, place);
	g_free(table->name);
	g_free(table->title);
	table->name = g_strdup(member->name);
	table->title = g_strdup_printf("%s: %" G_GINT64_FORMAT,
		phrase_in(&member->title, context->language), total);
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
	static const struct {
		const char *query, *sort;
	} parts[] = {
		{"is:open is:mine", NULL},
		{"is:open is:mine eta:..1d", "eta"},
		{"is:open is:mine is:unread", NULL},
	};
	context_page(context, PAGE_OBJECT, &schema);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (!add_part(context, &members[i], parts[i].query,
			parts[i].sort, error))
			return -1;
	gboolean nothing = TRUE;
	for (guint i = 0; i < context->page->blocks->len; i++) {
		const Block *block = g_ptr_array_index(context->page->blocks, i);
		nothing &= block->rows->len == 0;
	}
	if (nothing)
		context_add_footer(context, &nothing_waits, NULL);
	return overview_add_store(desk, context->page, error) ? 0 : -1;
}

const Command status_command = {
	.name = "status",
	.group = GROUP_DAILY,
	.synopsis = "status",
	.summary = {"my day: mine by urgency, promises, drafts, quarantine",
		"мой день: заявки по срочности, обещания, черновики, карантин"},
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
