#include "app/change/alert_entry.h"

#include <string.h>

#include "base/identifier.h"
#include "model/regulation.h"
#include "rules/alarm.h"

#define ID_LENGTH 8

char *alert_entry_id(Operation *op, const Ticket *ticket, const char *key)
{
	const char *secret = operation_regulation(op)->id;
	g_autofree char *content = g_strjoin("\n", ticket_get(ticket, "uid"),
		key, NULL);
	guint8 digest[32];
	identifier_derive(secret ? secret : "", ALARM_RULE, content,
		strlen(content), digest);
	return identifier_letter_first(digest, sizeof digest, ID_LENGTH);
}

Entry *alert_entry_say(Operation *op, Ticket *ticket, const char *who,
	guint occurrence)
{
	g_autofree char *key = alarm_key(occurrence, who);
	g_autofree char *id = alert_entry_id(op, ticket, key);
	if (ticket_entry_by_id(ticket, id))
		return NULL;
	Entry *entry = operation_say(op, ticket, "notice", NULL, id, NULL,
		INSTANT_NONE);
	entry_set(entry, "rule", ALARM_RULE);
	entry_set(entry, "key", key);
	return entry;
}

void alert_acknowledge(Operation *op, Ticket *ticket)
{
	AlarmState state = alarm_state(ticket);
	if (state.calls > 0)
		alert_entry_say(op, ticket, "ack", state.occurrence);
}
