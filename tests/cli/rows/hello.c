#include "cmd/command.h"

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	g_autofree char *greeting = desk_setting(desk, "greeting");
	context->page = page_new(PAGE_OBJECT, "hello/1");
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "greeting", "greeting", value_text(greeting));
	return 0;
}

const Command hello_command = {
	.name = "hello",
	.group = GROUP_STORE,
	.synopsis = "hello",
	.summary = {"says it", "здоровается"},
	.flags = COMMAND_READS,
	.run = run,
};
