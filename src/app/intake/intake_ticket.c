/* Tickets that mails make or wake. */

#include "app/change/change.h"
#include "app/intake/intake_parts.h"
#include "base/error.h"
#include "base/identifier.h"
#include "rules/workflow.h"

#define DEFAULT_REOPEN_SECONDS (14 * 24 * 60 * 60)
#define SUBJECT_LIMIT 300

/* --- a new ticket ---------------------------------------------------- */

static void set_people(Intake *intake, Ticket *ticket, const char *address)
{
	g_autofree char *contact = intake_store_contact(intake->store, address);
	g_autofree char *customer = intake_store_customer(intake->store,
		address, contact);
	ticket_set(ticket, "requester", contact ? contact : address);
	ticket_set(ticket, "customer", customer);
}

static char *ticket_subject(const Regulation *regulation, const char *subject)
{
	g_autofree char *plain = subject_without_tag(subject,
		regulation->prefix ? regulation->prefix : "");
	return g_utf8_strlen(plain, -1) > SUBJECT_LIMIT ?
		g_utf8_substring(plain, 0, SUBJECT_LIMIT) : g_strdup(plain);
}

static gboolean set_defaults(Intake *intake, Ticket *ticket, GError **error)
{
	const IntakeSettings *settings = intake->settings;
	if (settings->level)
		ticket_set(ticket, "level", settings->level);
	return !settings->category || change_category(intake->op, ticket,
		settings->category, error);
}

Ticket *intake_new_ticket(Intake *intake, const Arrival *arrival,
	const MailAddress *from, const char *subject, GError **error)
{
	const Incoming *incoming = arrival->incoming;
	g_autofree char *name = intake_name(intake, "uid", incoming->key, 8);
	g_autofree char *uid = arrival->new_uid ? g_strdup(arrival->new_uid) :
		uid_make(incoming->mail->received, name);
	Ticket *ticket = operation_create(intake->op, uid,
		incoming->mail->received, error);
	if (!ticket)
		return NULL;
	g_autofree char *token = intake_name(intake, "token", arrival->new_uid ?
		arrival->new_uid : incoming->key, 16);
	g_autofree char *title = ticket_subject(
		operation_regulation(intake->op), subject);
	ticket_set(ticket, "token", token);
	ticket_set(ticket, "subject", title);
	ticket_set(ticket, "channel", "email");
	set_people(intake, ticket, from->address);
	if (!set_defaults(intake, ticket, error))
		return NULL;
	if (arrival->thread.linked) {
		g_autofree char *link = g_strconcat("related ",
			arrival->thread.linked, NULL);
		ticket_list_add(ticket, "links", link);
	}
	intake->report->new_tickets++;
	return ticket;
}

/* --- an answer ------------------------------------------------------- */

/* For how long an answer reopens: the row {from: closed, to: open, by: mail} of
 * the workflow; without one a solved ticket always, a closed one for a while. */
static gint64 reopen_seconds(const Regulation *regulation, const char *status)
{
	gint64 within;
	if (workflow_has_row(regulation, status, regulation_status_of(
		regulation, CLASS_OPEN), "mail", &within))
		return within > 0 ? within : G_MAXINT64;
	return regulation_status_class(regulation, status) == CLASS_CLOSED ?
		DEFAULT_REOPEN_SECONDS : G_MAXINT64;
}

gboolean intake_is_past(Intake *intake, const Ticket *ticket,
	const Incoming *incoming)
{
	const Regulation *regulation = operation_regulation(intake->op);
	const char *status = ticket_get(ticket, "status");
	if (regulation_status_class(regulation, status) < CLASS_SOLVED)
		return FALSE;
	Instant since = intake_store_over_since(intake->store,
		ticket_get(ticket, "uid"));
	return since != INSTANT_NONE && incoming->mail->received - since >
		reopen_seconds(regulation, status);
}

void intake_refused(Intake *intake, GError *refusal)
{
	if (refusal->domain == DESK_ERROR && (refusal->code ==
		DESK_ERROR_FORBIDDEN || refusal->code == DESK_ERROR_PERSON ||
		refusal->code == DESK_ERROR_USAGE))
		g_error_free(refusal);
	else
		intake_store_fail(intake->store, refusal);
}

gboolean intake_set_status(Intake *intake, Ticket *ticket, StatusClass wanted,
	const char *resolution, const Incoming *incoming)
{
	static const char *const changed[] = {"status", "until", "resolution"};
	char *old[G_N_ELEMENTS(changed)];
	/* It may be the ticket's own. */
	g_autofree char *kept = g_strdup(resolution);
	const Regulation *regulation = operation_regulation(intake->op);
	for (gsize i = 0; i < G_N_ELEMENTS(changed); i++)
		old[i] = g_strdup(ticket_get(ticket, changed[i]));
	ticket_set(ticket, "status", regulation_status_of(regulation, wanted));
	ticket_set(ticket, "until", NULL);
	ticket_set(ticket, "resolution", kept);
	GError *refusal = NULL;
	gboolean allowed = operation_judge(intake->op, ticket_get(ticket, "uid"),
		incoming->mail->received, &refusal);
	if (refusal)
		intake_refused(intake, refusal);
	for (gsize i = 0; i < G_N_ELEMENTS(changed); i++) {
		if (!allowed)
			ticket_set(ticket, changed[i], old[i]);
		g_free(old[i]);
	}
	return allowed;
}

gboolean intake_wake(Intake *intake, Ticket *ticket, const Incoming *incoming)
{
	StatusClass now = regulation_class_of(
		operation_regulation(intake->op), ticket);
	return now == CLASS_NEW || now == CLASS_OPEN ||
		intake_set_status(intake, ticket, CLASS_OPEN,
			now >= CLASS_SOLVED ? NULL :
			ticket_get(ticket, "resolution"), incoming);
}
