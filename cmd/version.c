#include "cmd/command.h"

static const Member members[] = {
	{"version", {"desk", "desk"}, VALUE_TEXT, 0, "of desk"},
	{0},
};
static const Schema schema = {"version/1", "desk version: an object", members};

static int run(Context *context, GError **error)
{
	(void)error;
	context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "version", value_text(DESK_VERSION));
	return 0;
}

const Command version_command = {
	.name = "version",
	.group = GROUP_STORE,
	.synopsis = "version",
	.summary = {"the version of desk", "версия desk"},
	.flags = COMMAND_NO_STORE,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
