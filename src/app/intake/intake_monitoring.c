/* Mail of monitoring systems: a problem opens or updates the ticket of its key,
 * a recovery ends it. */
#include <string.h>

#include "app/change/change.h"
#include "app/intake/intake_parts.h"
#include "model/ticket.h"
#include "rules/monitoring.h"

/* --- a new ticket ---------------------------------------------------- */

static gboolean set_fields(Intake *intake, Ticket *ticket,
	const YamlNode *fields, GError **error)
{
	for (guint i = 0; fields && fields->kind == YAML_MAP &&
		i < fields->keys->len; i++) {
		const YamlNode *key = g_ptr_array_index(fields->keys, i);
		const char *value = yaml_get_text(fields, key->value, "");
		if (strcmp(key->value, "category") != 0)
			ticket_set(ticket, key->value, value);
		else if (!change_category(intake->op, ticket, value, error))
			return FALSE;
	}
	return TRUE;
}

static Ticket *new_ticket(Intake *intake, Arrival *arrival,
	const MonitoringMatch *match, GError **error)
{
	arrival->new_uid = change_uid_of_key(intake->op, match->key,
		arrival->thread.linked, arrival->incoming->mail->received, error);
	Ticket *ticket = !arrival->new_uid ? NULL : intake_new_ticket(intake, arrival,
		&arrival->message->from, match->subject, error);
	if (!ticket || !set_fields(intake, ticket, match->set, error))
		return NULL;
	ticket_set(ticket, "channel", "monitoring");
	ticket_set(ticket, "dedupe-key", match->key);
	intake_store_add_key(intake->store, match->key,
		ticket_get(ticket, "uid"));
	return ticket;
}

/* --- the ticket of a key --------------------------------------------- */

static StatusClass class_of(Intake *intake, const Ticket *ticket)
{
	return regulation_class_of(operation_regulation(intake->op), ticket);
}

static void end(Intake *intake, const Arrival *arrival, Ticket *ticket,
	const char *then)
{
	const Regulation *regulation = operation_regulation(intake->op);
	if (strcmp(then, "comment") == 0 ||
		class_of(intake, ticket) >= CLASS_SOLVED)
		return;
	const char *resolution = regulation_find(regulation, "resolution",
		"solved") ? "solved" : ticket_get(ticket, "resolution");
	intake_set_status(intake, ticket, strcmp(then, "close") == 0 ?
		CLASS_CLOSED : CLASS_SOLVED, resolution, arrival->incoming);
}

static void say(Intake *intake, Arrival *arrival, Ticket *ticket)
{
	Entry *entry = intake_say(intake, arrival, ticket, "message", NULL,
		NULL);
	if (!arrival->message->automatic)
		entry_set(entry, "automatic", "monitoring");
}

/* The newest ticket of the key; a closed one is only a relative. */
static gboolean find_ticket(Intake *intake, Arrival *arrival,
	const MonitoringMatch *match, Ticket **ticket, GError **error)
{
	g_autofree char *uid = intake_store_by_key(intake->store, match->key);
	*ticket = uid ? operation_ticket(intake->op, uid, error) : NULL;
	if (uid && !*ticket)
		return FALSE;
	if (*ticket && class_of(intake, *ticket) == CLASS_CLOSED &&
		match->event == MONITORING_PROBLEM) {
		arrival->is_past = TRUE;
		arrival->thread.linked = g_steal_pointer(&uid);
		*ticket = NULL;
	}
	return TRUE;
}

Road intake_take_monitoring(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	const MonitoringMail mail = {message->from.address, message->subject,
		message->text};
	g_auto(MonitoringMatch) match = {0};
	if (arrival->ticket || !monitoring_match(
		operation_regulation(intake->op), &mail, &match))
		return ROAD_OTHER;
	if (match.event == MONITORING_IGNORE)
		return ROAD_IGNORED;
	g_clear_pointer(&arrival->thread.linked, g_free);
	arrival->verified |= match.by_address;
	Ticket *ticket;
	if (!find_ticket(intake, arrival, &match, &ticket, error))
		return ROAD_FAILED;
	/* That something which nobody knew of is over is no matter. */
	if (!ticket && match.event != MONITORING_PROBLEM)
		return ROAD_IGNORED;
	gboolean known = ticket != NULL;
	if (!known && !(ticket = new_ticket(intake, arrival, &match, error)))
		return ROAD_FAILED;
	say(intake, arrival, ticket);
	if (!known || !arrival->verified)
		return ROAD_TAKEN;
	if (match.event == MONITORING_RECOVERY)
		end(intake, arrival, ticket, match.then);
	else if (match.event == MONITORING_PROBLEM &&
		class_of(intake, ticket) == CLASS_SOLVED)
		intake_wake(intake, ticket, arrival->incoming);
	return ROAD_TAKEN;
}
