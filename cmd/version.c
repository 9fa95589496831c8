#include "cmd/command.h"

static int run(Context *context, GError **error)
{
	(void)error;
	context->page = page_new(PAGE_OBJECT, "version/1");
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "version", "desk", value_text(DESK_VERSION));
	return 0;
}

const Command version_command = {
	.name = "version",
	.group = GROUP_STORE,
	.synopsis = "version",
	.summary = {"the version of desk", "версия desk"},
	.flags = COMMAND_NO_STORE,
	.run = run,
};
