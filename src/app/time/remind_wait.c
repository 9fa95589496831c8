/* What waits until a date comes back by itself: open again, for whoever has it. */

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/outbox/notice.h"
#include "app/time/remind_parts.h"
#include "base/automation.h"
#include "model/regulation.h"
#include "model/ticket.h"

gboolean remind_plan_wait(RemindPlan *plan, GError **error)
{
	Index *index = desk_index(plan->desk, error);
	g_autoptr(GPtrArray) uids = index ? index_tickets_waited(index,
		desk_now(plan->desk), error) : NULL;
	for (guint i = 0; uids && i < uids->len; i++)
		remind_add_uid(plan, uids->pdata[i]);
	return uids != NULL;
}

static gboolean is_over(Operation *op, const Ticket *ticket)
{
	StatusClass now = regulation_class_of(operation_regulation(op), ticket);
	Instant until = ticket_get_instant(ticket, "until");
	return (now == CLASS_PENDING || now == CLASS_ON_HOLD) &&
		until != INSTANT_NONE && until <= operation_now(op);
}

void remind_wait(Operation *op, Ticket *ticket)
{
	if (!is_over(op, ticket))
		return;
	g_autofree char *key = g_strdup_printf("wait/%s",
		ticket_get(ticket, "until"));
	g_autofree char *id = notice_entry_id(op, ticket, key);
	if (!ticket_entry_by_id(ticket, id)) {
		Entry *entry = operation_say(op, ticket, "comment", NULL, id,
			AUTOMATION, INSTANT_NONE);
		entry_set(entry, "about", "until");
		entry_set(entry, "until", ticket_get(ticket, "until"));
		entry_set(entry, "key", key);
		entry_set(entry, "automatic", "rule");
	}
	ticket_set(ticket, "status", regulation_status_of(
		operation_regulation(op), CLASS_OPEN));
	ticket_set(ticket, "until", NULL);
}
