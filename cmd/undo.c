#include "cmd/change.h"

#include "app/change/undo.h"
#include "app/desk/desk.h"

/* Whose, and what it was: it need not be the one that was meant. */
static void say_which(const Context *context, const MadeOperation *made)
{
	static const Phrase which = {"taking back: %1 (%2, %3)",
		"отменяется: %1 (%2, %3)"};
	g_autofree char *at = desk_time_text(context->desk, made->at);
	if (!context->quiet)
		desk_say(context->desk, &which, made->subject, made->name, at,
			NULL);
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(Undo) undo = {0};
	if (!desk || !undo_find(desk, &undo, error))
		return -1;
	say_which(context, &undo.made);
	if (undo.events->len == 0)
		return run_file_change(context, UNDO_VERB, undo_apply, &undo,
			error);
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
