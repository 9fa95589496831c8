/* Mail of a third party that a ticket was forwarded to: it comes back into the
 * ticket, and never reaches the requester. */
#include <string.h>

#include "app/intake/intake_parts.h"
#include "model/people.h"
#include "model/ticket.h"
#include "rules/vendor_number.h"

static char *bare_address(const char *text)
{
	const char *open = strrchr(text, '<');
	const char *start = open ? open + 1 : text;
	return g_strndup(start, strcspn(start, "> "));
}

/* The same address, or another one of the same house. */
static gboolean is_of_vendor(const char *text, const char *sender)
{
	g_autofree char *address = bare_address(text);
	const char *theirs = strrchr(address, '@');
	const char *his = strrchr(sender, '@');
	if (!theirs || !his)
		return FALSE;
	if (domain_is_public(his + 1))
		return g_ascii_strcasecmp(address, sender) == 0;
	return g_ascii_strcasecmp(theirs, his) == 0;
}

static gboolean list_has(const YamlNode *list, const char *sender)
{
	if (list && list->kind == YAML_SCALAR)
		return is_of_vendor(list->value, sender);
	for (guint i = 0; list && list->kind == YAML_LIST && i < list->items->len;
		i++) {
		const YamlNode *item = g_ptr_array_index(list->items, i);
		if (item->kind == YAML_SCALAR &&
			is_of_vendor(item->value, sender))
			return TRUE;
	}
	return FALSE;
}

/* Does the ticket stand with a vendor; is the sender one? */
static gboolean knows_vendor(const Ticket *ticket, const char *sender,
	gboolean *has_vendor)
{
	gboolean known = FALSE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "vendor") != 0)
			continue;
		*has_vendor = TRUE;
		known |= is_of_vendor(entry->by, sender) ||
			list_has(yaml_get(entry->node, "to"), sender) ||
			list_has(yaml_get(entry->node, "cc"), sender);
	}
	return known;
}

static gboolean is_vendor(Intake *intake, const Arrival *arrival)
{
	const char *sender = arrival->message->from.address;
	gboolean has_vendor = FALSE;
	if (!arrival->ticket || intake_is_of_requester(intake, arrival->ticket,
		sender))
		return FALSE;
	if (g_strcmp0(arrival->own.kind, "vendor") == 0 ||
		knows_vendor(arrival->ticket, sender, &has_vendor))
		return TRUE;
	/* Whoever else has the token has it from the vendor. */
	return has_vendor && arrival->thread.is_proof && !arrival->agent;
}

static char *number_of(Intake *intake, const Arrival *arrival)
{
	const char *prefix = operation_regulation(intake->op)->prefix;
	return vendor_number(arrival->message->subject, prefix ? prefix : "");
}

/* Their number may be somebody else's, too: it takes a ticket that is open and
 * stands with this very vendor. */
Ticket *intake_vendor_ticket(Intake *intake, const Arrival *arrival)
{
	g_autofree char *number = number_of(intake, arrival);
	g_autoptr(GPtrArray) uids = number ? intake_store_by_vendor_number(
		intake->store, number) : NULL;
	for (guint i = 0; uids && i < uids->len; i++) {
		GError *problem = NULL;
		Ticket *ticket = operation_ticket_or_null(intake->op,
			uids->pdata[i], &problem);
		gboolean has_vendor = FALSE;
		if (problem)
			intake_store_fail(intake->store, problem);
		if (ticket && regulation_class_of(
			operation_regulation(intake->op), ticket) <
				CLASS_CLOSED &&
			knows_vendor(ticket, arrival->message->from.address,
				&has_vendor))
			return ticket;
	}
	return NULL;
}

static void keep_number(Intake *intake, const Arrival *arrival, Ticket *ticket)
{
	if (*ticket_get(ticket, "vendor-ref"))
		return;
	g_autofree char *number = number_of(intake, arrival);
	ticket_set(ticket, "vendor-ref", number);
}

Road intake_take_vendor(Intake *intake, Arrival *arrival, GError **error)
{
	(void)error;
	if (!is_vendor(intake, arrival))
		return ROAD_OTHER;
	Ticket *ticket = arrival->ticket;
	Entry *entry = intake_say(intake, arrival, ticket, "vendor", NULL, NULL);
	entry_set(entry, "direction", "in");
	if (!arrival->verified)
		return ROAD_TAKEN;
	keep_number(intake, arrival, ticket);
	const Regulation *regulation = operation_regulation(intake->op);
	if (!arrival->message->automatic && regulation_class_of(regulation, ticket) ==
		CLASS_ON_HOLD)
		intake_wake(intake, ticket, arrival->incoming);
	return ROAD_TAKEN;
}
