#include "base/texts.h"
#include "cmd/change.h"

#include <string.h>

#include "app/desk/ticket_name.h"
#include "base/identifier.h"
#include "model/ticket.h"

static const Phrase
	was_changed = {"%1 was changed while you edited it; your text is kept "
			"(`desk draft`), edit again",
		"%1 изменили, пока вы правили; ваш текст сохранён (`desk "
		"draft`), повторите правку"},
	one_ticket = {"edit one ticket at a time", "правят по одной заявке"};

typedef struct {
	const char *uid;
	const char *text; /* the file as edited */
	GBytes *seen;	  /* the file as it was shown */
} Edit;

static gboolean replace(Operation *op, void *data, GError **error)
{
	const Edit *edit = data;
	Ticket *now = operation_ticket(op, edit->uid, error);
	if (!now)
		return FALSE;
	g_autoptr(GBytes) stands = ticket_encode(now);
	if (!g_bytes_equal(stands, edit->seen))
		return desk_refuse(error, DESK_ERROR_CONFLICT, &was_changed,
			edit->uid, NULL);
	g_autofree char *path = uid_to_path(edit->uid);
	Ticket *edited = ticket_parse(edit->text, strlen(edit->text), path,
		error);
	return edited && operation_replace(op, edit->uid, edited, error);
}

/* What the person at the editor can put right there. */
static gboolean can_be_mended(const GError *problem)
{
	return g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_USAGE) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN);
}

/* Until the text is taken, or closed without having been changed. */
static int edit_until_good(Context *context, Edit *edit, char *first,
	GError **error)
{
	g_autofree char *text = first;
	for (;;) {
		g_autoptr(GError) problem = NULL;
		edit->text = text;
		int answer = change_run(context, "edit", replace, edit,
			&problem);
		if (answer >= 0)
			return answer;
		if (!can_be_mended(problem)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return -1;
		}
		char *again = context_edit_again(context, problem, error);
		if (!again)
			return -1;
		g_free(text);
		text = again;
	}
}

/* A draft of another version of the file must not come up again. */
static char *draft_key(GBytes *seen)
{
	g_autofree char *digest = g_compute_checksum_for_bytes(
		G_CHECKSUM_SHA256, seen);
	return g_strdup_printf("edit-%.8s", digest);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	if (!uids)
		return -1;
	if (uids->len != 1)
		return usage_error(context, error, &one_ticket, NULL);
	const char *uid = g_ptr_array_index(uids, 0);
	g_autoptr(Ticket) ticket = desk_load_ticket(context->desk, uid, error);
	if (!ticket)
		return -1;
	g_autoptr(GBytes) seen = ticket_encode(ticket);
	g_autofree char *initial = text_of_bytes(seen);
	g_autofree char *key = draft_key(seen);
	char *text = context_edit(context, key, ".yaml", initial, error);
	if (!text)
		return -1;
	Edit edit = {uid, text, seen};
	return edit_until_good(context, &edit, text, error);
}

const Command edit_command = {
	.name = "edit",
	.group = GROUP_TICKETS,
	.synopsis = "edit TICKET",
	.summary = {"change a ticket's file in the editor",
		"изменить файл заявки в редакторе"},
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
