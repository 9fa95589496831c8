/* What became of mail: `delivery` entries. */

#include "app/outbox/outbox.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/outbox/outbox_parts.h"
#include "base/automation.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"

#define ENTRY_ID_LENGTH 6

/* The same answer about the same recipients is said once, on any host. */
static char *delivery_id(Operation *op, const Ticket *ticket, const char *of,
	const Delivery *delivery)
{
	g_autoptr(GString) key = g_string_new(NULL);
	g_string_append_printf(key, "%s\n%s\n%s", ticket_get(ticket, "uid"), of,
		delivery->state);
	for (guint i = 0; delivery->to && i < delivery->to->len; i++)
		g_string_append_printf(key, "\n%s",
			(char *)g_ptr_array_index(delivery->to, i));
	return operation_name(op, "delivery", key->str, ENTRY_ID_LENGTH);
}

static void add_list(Entry *entry, const char *key, const GPtrArray *list)
{
	for (guint i = 0; list && i < list->len; i++)
		entry_add_text(entry, key, g_ptr_array_index(list, i));
}

/* Codes that speak of the address, not of the mail or of us (RFC 3463). */
static gboolean is_bad_address(const Delivery *delivery)
{
	const char *said = delivery->said ? delivery->said : "";
	gboolean extended = g_ascii_isdigit(said[0]) && said[1] == '.';
	return strcmp(delivery->state, "failed") == 0 &&
		(extended ? g_str_has_prefix(said, "5.1.") ||
			g_str_has_prefix(said, "5.2.1") :
			delivery->code == 550 || delivery->code == 551 ||
			delivery->code == 553);
}

/* --- entries --------------------------------------------------------- */

gboolean outbox_delivered(Operation *op, Ticket *ticket, const char *of,
	const Delivery *delivery, GError **error)
{
	g_autofree char *id = delivery_id(op, ticket, of, delivery);
	const Entry *mail = ticket_entry_by_id(ticket, of);
	if (ticket_entry_is_retracted(ticket, id))
		g_clear_pointer(&id, g_free);
	if (!mail || (id && ticket_entry_by_id(ticket, id)))
		return TRUE;
	/* Servers answer by themselves; a person cancels. */
	gboolean person = delivery->by_hand ||
		strcmp(delivery->state, "cancelled") == 0;
	Entry *entry = operation_say(op, ticket, "delivery", NULL, id,
		person ? NULL : AUTOMATION, delivery->at);
	entry_set(entry, "of", of);
	entry_set(entry, "state", delivery->state);
	add_list(entry, "to", delivery->to);
	add_list(entry, "rest", delivery->rest);
	if (delivery->by_hand)
		entry_set_flag(entry, "by-hand");
	if (delivery->code > 0)
		entry_set_integer(entry, "code", delivery->code);
	g_autofree char *said = delivery->said ?
		desk_kept_text(delivery->said, "en") : NULL;
	entry_set(entry, "said", said);
	if (is_bad_address(delivery))
		entry_set_flag(entry, "permanent");
	return strcmp(delivery->state, "failed") != 0 ||
		failure_tell(op, ticket, mail, entry, error);
}

/* Who waits on while the mail is not over: a report about one recipient must
 * not end it for the others. NULL if it is over, or was never answered. */
static GPtrArray *waiting_on(const Ticket *ticket, const Entry *mail,
	const Entry *report)
{
	g_autoptr(GPtrArray) rest = NULL;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (entry == report || !outbox_settles(entry, mail->id))
			continue;
		g_clear_pointer(&rest, g_ptr_array_unref);
		rest = entry_get_list(entry, "rest");
		if (rest->len == 0)
			return NULL;
	}
	return g_steal_pointer(&rest);
}

gboolean outbox_failed(Operation *op, Ticket *ticket, Entry *report,
	const char *recipient, GError **error)
{
	const Entry *mail = ticket_entry_by_id(ticket, entry_get(report, "of"));
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	if (!mail)
		return TRUE;
	if (recipient && *recipient)
		g_ptr_array_add(to, outbox_bare_address(recipient));
	g_autoptr(GPtrArray) rest = waiting_on(ticket, mail, report);
	add_list(report, "to", to);
	add_list(report, "rest", rest);
	return failure_tell(op, ticket, mail, report, error);
}
