#include "app/desk/current_index.h"
#include "cmd/command.h"
#include "index/index.h"

static const Option options[] = {
	{"rebuild", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"make it anew from git", "построить заново из git"}},
	OPTION_DRY_RUN,
	{0},
};

static const Member members[] = {
	{"tip", {NULL}, VALUE_TEXT, 0,
		"the commit that the index stands for"},
	{"tickets", {NULL}, VALUE_INTEGER, 0, "how many"},
	{"entries", {NULL}, VALUE_INTEGER, 0, "how many"},
	{"events", {NULL}, VALUE_INTEGER, 0, "how many"},
	{"commits", {NULL}, VALUE_INTEGER, 0, "how many"},
	{0},
};
static const Schema schema = {"index/1", "desk index: an object", members};

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	context->done = option_given(context, "rebuild") && !context->dry_run;
	if (!desk || (context->done && !desk_rebuild_index(desk, error)))
		return -1;
	Index *index = desk_index(desk, error);
	char tip[41];
	IndexCounts counts;
	if (!index || !index_counts(index, &counts, error) ||
		!index_tip(index, tip, error))
		return -1;
	context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "tip", value_text(tip));
	block_set(fields, "tickets", value_integer(counts.tickets));
	block_set(fields, "entries", value_integer(counts.entries));
	block_set(fields, "events", value_integer(counts.events));
	block_set(fields, "commits", value_integer(counts.commits));
	return 0;
}

const Command index_command = {
	.name = "index",
	.group = GROUP_PLUMBING,
	.synopsis = "index [--rebuild [-n]]",
	.summary = {"make the index current, say what it stands for",
		"обновить индекс и сказать, чему он соответствует"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_READS | COMMAND_PLUMBING,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
