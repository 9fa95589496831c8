#include "cmd/change.h"

#include "app/change/undo.h"

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(Undo) undo = {0};
	if (!desk || !undo_find(desk, &undo, error))
		return -1;
	OperationSettings settings = {.verb = UNDO_VERB,
		.dry_run = context->dry_run, .silent = TRUE};
	return change_run_with(context, &settings, undo_apply, &undo, error);
}

const Command undo_command = {
	.name = "undo",
	.group = GROUP_TICKETS,
	.synopsis = "undo",
	.summary = {"take back your last operation",
		"отменить вашу последнюю операцию"},
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_CHANGES,
	.run = run,
};
