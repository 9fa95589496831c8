#include "rules/alarm.h"

#include <string.h>

#define KEY_PREFIX "alarm/"

char *alarm_key(guint occurrence, const char *login)
{
	return g_strdup_printf(KEY_PREFIX "%u/%s", occurrence, login);
}

static gboolean is_ours(const Ticket *ticket, const Entry *entry)
{
	return strcmp(entry->kind, "notice") == 0 &&
		strcmp(entry_get(entry, "rule"), ALARM_RULE) == 0 &&
		!ticket_entry_is_retracted(ticket, entry->id);
}

/* "ivan" of "alarm/3/ivan" where 3 is `occurrence`, else NULL. */
static const char *person_of(const Entry *entry, guint occurrence)
{
	g_autofree char *prefix = alarm_key(occurrence, "");
	const char *key = entry_get(entry, "key");
	return g_str_has_prefix(key, prefix) ? key + strlen(prefix) : NULL;
}

static guint count_acks(const Ticket *ticket)
{
	for (guint acks = 0;; acks++) {
		gboolean found = FALSE;
		for (guint i = 0; i < ticket_entry_count(ticket); i++) {
			const Entry *entry = ticket_entry(ticket, i);
			found = found || (is_ours(ticket, entry) && g_strcmp0(
				person_of(entry, acks), "ack") == 0);
		}
		if (!found)
			return acks;
	}
}

static gboolean has_failed(const Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "delivery") == 0 &&
			strcmp(entry_get(entry, "of"), id) == 0 &&
			strcmp(entry_get(entry, "state"), "failed") == 0)
			return TRUE;
	}
	return FALSE;
}

AlarmState alarm_state(const Ticket *ticket)
{
	AlarmState state = {.occurrence = count_acks(ticket),
		.last_at = INSTANT_NONE};
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *login = is_ours(ticket, entry) ?
			person_of(entry, state.occurrence) : NULL;
		if (!login)
			continue;
		state.calls++;
		if (entry->at < state.last_at)
			continue;
		state.last = login;
		state.last_at = entry->at;
		state.last_failed = has_failed(ticket, entry->id);
	}
	return state;
}

static gboolean was_called(const Ticket *ticket, const AlarmState *state,
	const char *login)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (is_ours(ticket, entry) && g_strcmp0(person_of(entry,
			state->occurrence), login) == 0)
			return TRUE;
	}
	return FALSE;
}

AlarmStep alarm_next(const Ticket *ticket, const AlarmState *state,
	const GPtrArray *chain, gint64 repeat, Instant now, const char **login,
	Instant *at)
{
	*login = state->last;
	*at = state->last ? state->last_at + repeat : now;
	if (state->last && !state->last_failed && now < *at)
		return ALARM_WAIT;
	for (guint i = 0; i < chain->len; i++)
		if (!was_called(ticket, state, chain->pdata[i])) {
			*login = chain->pdata[i];
			return ALARM_CALL;
		}
	return ALARM_NOBODY;
}
