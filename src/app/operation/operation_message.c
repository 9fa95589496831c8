#include "app/operation/operation_message.h"

#include "base/identifier.h"
#include "model/ticket.h"

#define TRAILER_LIMIT 50

static void append_changes(GString *out, const OperationTicket *told)
{
	guint shown = 0;
	const OperationChange *only = NULL;
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes, i);
		if (!change->field)
			continue;
		only = shown++ == 0 ? change : NULL;
	}
	if (!only)
		return;
	const char *old_text = *only->old_text ? only->old_text : "–";
	const char *new_text = *only->new_text ? only->new_text : "–";
	g_string_append_printf(out, ": %s → %s", old_text, new_text);
}

static char *told_name(const OperationTicket *told)
{
	return uid_short_name(told->uid, told->number);
}

/* "1042 assign: – → anna"; for people, no figure depends on it. */
static void append_subject(GString *out, const char *verb,
	const OperationResult *result, gboolean created)
{
	guint count = result->tickets->len;
	if (count == 0) {
		g_string_append(out, verb);
		return;
	}
	const OperationTicket *first = g_ptr_array_index(result->tickets, 0);
	g_autofree char *name = told_name(first);
	if (count > 1) {
		const OperationTicket *last = g_ptr_array_index(result->tickets,
			count - 1);
		g_autofree char *until = told_name(last);
		g_string_append_printf(out, "%s: %u tickets, %s to %s", verb,
			count, name, until);
		return;
	}
	g_string_append_printf(out, "%s %s", name, verb);
	if (created)
		g_string_append_printf(out, ": %s",
			ticket_get(first->ticket, "subject"));
	else
		append_changes(out, first);
}

char *operation_message(const char *verb, const OperationResult *result,
	gboolean created)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	append_subject(subject, verb, result, created);
	/* A subject comes from mail: one line, no controls, no endless one. */
	g_strdelimit(subject->str, "\r\n\t", ' ');
	g_autofree char *line = g_utf8_strlen(subject->str, -1) > 120 ?
		g_utf8_substring(subject->str, 0, 120) : g_strdup(subject->str);
	GString *out = g_string_new(line);
	g_string_append(out, "\n\n");
	for (guint i = 0; i < MIN(result->tickets->len, TRAILER_LIMIT); i++) {
		const OperationTicket *told = g_ptr_array_index(result->tickets, i);
		g_string_append_printf(out, "Desk-Ticket: %s\n", told->uid);
	}
	g_string_append_printf(out, "Desk-Op: %s\n", verb);
	return g_string_free(out, FALSE);
}
