#include "app/desk/current_index.h"
#include "app/desk/setting.h"
#include "cmd/command.h"
#include "index/letters.h"

static const Member members[] = {
	{"greeting", {NULL}, VALUE_TEXT, 0, "as set"},
	{0},
};
static const Schema schema = {"hello/1", "desk hello: an object", members};

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	gint64 letters = 0;
	if (!index || !index_letters(index, &letters, error))
		return -1;
	g_autofree char *greeting = desk_setting(desk, "greeting");
	context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "greeting", value_text(greeting));
	block_set(fields, "letters", value_integer(letters));
	return 0;
}

const Command hello_command = {
	.name = "hello",
	.group = GROUP_STORE,
	.synopsis = "hello",
	.summary = {"says it", "здоровается"},
	.flags = COMMAND_READS,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
