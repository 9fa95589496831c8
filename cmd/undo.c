#include "cmd/change.h"

#include "app/change/undo.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/show/view.h"

/* Of one field in the reader's words, else what the commit says. g_free() */
static char *what_was_done(const Context *context, const Undo *undo)
{
	const CommitEvent *event = undo->events->len == 1 ?
		undo->events->pdata[0] : NULL;
	g_autofree char *name = event && *event->field && !context->machine ?
		desk_ticket_name(context->desk, event->uid, NULL) : NULL;
	g_autofree char *change = name ? view_change_text(context->desk,
		event->field, event->old_text, event->new_text,
		context->language) : NULL;
	return change ? g_strjoin(" ", name, change, NULL) :
		g_strdup(undo->made.subject);
}

/* Whose, and what it was: it need not be the one that was meant. */
static void say_which(const Context *context, const Undo *undo)
{
	static const Phrase which = {"taking back: %1 (%2, %3)",
		"отменяется: %1 (%2, %3)"};
	g_autofree char *at = desk_time_text(context->desk, undo->made.at);
	g_autofree char *what = what_was_done(context, undo);
	if (!context->quiet)
		desk_say(context->desk, &which, what, undo->made.name, at, NULL);
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(Undo) undo = {0};
	if (!desk || !undo_find(desk, &undo, error))
		return -1;
	say_which(context, &undo);
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
