#include "app/send/send_again.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "base/error.h"
#include "model/ticket.h"

static const Phrase none_failed = {
	"%1: none of its mail failed for good; `desk show %1` says what became "
		"of it",
	"%1: окончательно не доставленных писем нет; что с ними стало, "
		"покажет `desk show %1`"};

static gboolean is_mail(const Entry *entry)
{
	static const char *const kinds[] = {"notice", "reply", "vendor", NULL};
	return g_strv_contains(kinds, entry->kind);
}

static gboolean was_repeated(const Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++)
		if (strcmp(entry_get(ticket_entry(ticket, i), "again"), id) ==
			0)
			return TRUE;
	return FALSE;
}

/* As the mail names it: with the name of whoever it is. */
static void add_written(GPtrArray *to, const Entry *mail, const char *address)
{
	static const char *const keys[] = {"to", "cc"};
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autoptr(GPtrArray) list = entry_get_list(mail, keys[i]);
		for (guint k = 0; k < list->len; k++) {
			const char *written = g_ptr_array_index(list, k);
			g_autofree char *bare = outbox_bare_address(written);
			if (strcmp(bare, address) != 0)
				continue;
			g_ptr_array_add(to, g_strdup(written));
			return;
		}
	}
}

/* Whom the mail failed to reach; NULL: nobody. A report that names nobody
 * speaks of all. */
static GPtrArray *unreached(const Ticket *ticket, const Entry *mail)
{
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	gboolean failed = FALSE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		if (!outbox_settles(said, mail->id) ||
			ticket_entry_is_retracted(ticket, said->id) ||
			strcmp(entry_get(said, "state"), "failed") != 0)
			continue;
		failed = TRUE;
		g_autoptr(GPtrArray) list = entry_get_list(said, "to");
		for (guint k = 0; k < list->len; k++)
			add_written(to, mail, g_ptr_array_index(list, k));
	}
	if (failed && to->len == 0) {
		g_ptr_array_unref(to);
		to = entry_get_list(mail, "to");
	}
	return failed ? g_steal_pointer(&to) : NULL;
}

static gboolean repeat(Operation *op, Ticket *ticket, const char *entry,
	const SendAgain *again, guint *done, GError **error)
{
	OutboxCopy other = {.key = "again"};
	guint count = ticket_entry_count(ticket);
	if (!outbox_not_before(operation_desk(op), &other.not_before, error))
		return FALSE;
	for (guint i = 0; i < count; i++) {
		const Entry *mail = ticket_entry(ticket, i);
		if (!is_mail(mail) || (entry && strcmp(mail->id, entry) != 0) ||
			ticket_entry_is_retracted(ticket, mail->id) ||
			was_repeated(ticket, mail->id))
			continue;
		g_autoptr(GPtrArray) to = unreached(ticket, mail);
		if (!to)
			continue;
		other.to = again->to ? again->to : to;
		other.by = mail->by;
		if (!outbox_copy(op, ticket, mail, &other, error))
			return FALSE;
		++*done;
	}
	return TRUE;
}

gboolean send_again(Operation *op, void *data, GError **error)
{
	const SendAgain *again = data;
	for (guint i = 0; i < again->names->len; i++) {
		const char *name = g_ptr_array_index(again->names, i);
		const char *slash = strchr(name, '/');
		g_autofree char *uid = g_strndup(name, slash ?
			(gsize)(slash - name) : strlen(name));
		Ticket *ticket = operation_ticket(op, uid, error);
		guint done = 0;
		if (!ticket || !repeat(op, ticket, slash ? slash + 1 : NULL,
			again, &done, error))
			return FALSE;
		g_autofree char *number = ticket_short_name(ticket);
		if (done == 0)
			return desk_refuse(error, DESK_ERROR_NOT_FOUND,
				&none_failed, number, NULL);
	}
	return TRUE;
}
