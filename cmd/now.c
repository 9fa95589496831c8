#include "cmd/command.h"

#include "app/show/overview.h"
#include "app/desk/people_words.h"

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	g_autofree char *customer = NULL;
	if (context->operand_count > 0 && !(customer = words_customer(desk,
		context->operands[0], error)))
		return -1;
	context_page(context, PAGE_OBJECT, &overview_now_schema);
	static const Phrase title = {"Now", "Сейчас"};
	context->page->title = g_strdup(customer ? customer :
		in_language(context, &title));
	return overview_add_now(desk, customer, context->page, error) &&
		overview_add_store(desk, context->page, error) ? 0 : -1;
}

const Command now_command = {
	.name = "now",
	.group = GROUP_DAILY,
	.synopsis = "now [CUSTOMER]",
	.summary = {"the boss's twelve lines",
		"двенадцать строк для руководителя"},
	.operand = VALUE_OF_CUSTOMER,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&overview_now_schema, NULL},
	.run = run,
};
