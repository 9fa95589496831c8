#include "cmd/command.h"

static const Option options[] = {
	{"rebuild", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"make it anew from git", "построить заново из git"}},
	{0},
};

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk || (option_given(context, "rebuild") &&
		!desk_rebuild_index(desk, error)))
		return -1;
	Index *index = desk_index(desk, error);
	char tip[41];
	g_autoptr(GPtrArray) counts = index ? index_rows(index,
		"SELECT (SELECT count(*) FROM ticket),"
		" (SELECT count(*) FROM entry WHERE kind <> 'subject'),"
		" (SELECT count(*) FROM event), (SELECT count(*) FROM walk)",
		NULL, error) : NULL;
	if (!counts || !index_tip(index, tip, error))
		return -1;
	static const char *const names[] = {"tickets", "entries", "events",
		"commits"};
	context->page = page_new(PAGE_OBJECT, "index/1");
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "tip", "tip", value_text(tip));
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		block_set(fields, names[i], names[i],
			value_integer(g_ascii_strtoll(((char **)
				g_ptr_array_index(counts, 0))[i], NULL, 10)));
	return 0;
}

const Command index_command = {
	.name = "index",
	.group = GROUP_PLUMBING,
	.synopsis = "index [--rebuild]",
	.summary = {"make the index current, say what it stands for",
		"обновить индекс и сказать, чему он соответствует"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_READS | COMMAND_PLUMBING,
	.run = run,
};
