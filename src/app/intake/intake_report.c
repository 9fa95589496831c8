/* Delivery reports: they belong to the reply that they are about. */
#include <string.h>

#include "app/intake/intake_parts.h"
#include "app/outbox/outbox.h"
#include "base/automation.h"
#include "model/ticket.h"

#define WORDS_LIMIT 500

/* The first Message-ID of ours that a text quotes; NULL. */
static char *own_id_in(const char *text)
{
	const char *at = strstr(text, MAIL_OWN_ID_PREFIX);
	gsize size = at ? strcspn(at, "> \t\n") : 0;
	return at && at[size] == '>' ? g_strndup(at, size + 1) : NULL;
}

/* The mail of ours that did not arrive. Old mail servers write a report in
 * plain words, with the mail below. */
static gboolean find_about(Intake *intake, const Arrival *arrival, OwnMail *own)
{
	const MailMessage *message = arrival->message;
	g_autofree char *quoted = NULL;
	const char *id = message->report ? message->report->about : NULL;
	if (!id && (message->report ||
		strcmp(message->automatic_reason, "null-sender") == 0 ||
		strcmp(message->automatic_reason, "daemon-sender") == 0))
		id = quoted = own_id_in(message->text);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	if (id)
		g_ptr_array_add(ids, (gpointer)id);
	else if (message->report)
		return intake_store_own_mail(intake->store, message->references,
			own);
	return intake_store_own_mail(intake->store, ids, own);
}

static void add_words(Entry *entry, const MailMessage *message)
{
	const MailReport *report = message->report;
	g_autofree char *said = g_strdup(report && *report->words ?
		report->words : message->subject);
	if (g_utf8_strlen(said, -1) > WORDS_LIMIT) {
		char *cut = g_utf8_substring(said, 0, WORDS_LIMIT);
		g_free(said);
		said = cut;
	}
	if (*said)
		entry_set(entry, "said", said);
}

/* What became of the mail. Who only reports a delay, or that it arrived,
 * changes nothing; a report in plain words says that it failed, not why. */
static void add_result(Entry *entry, const OwnMail *own,
	const MailReport *report)
{
	gboolean failed = !report || strcmp(report->action, "failed") == 0;
	entry_set(entry, "of", own->entry_id);
	entry_set(entry, "state", failed ? "failed" : "reported");
	if (!report)
		return;
	if (*report->action && !failed)
		entry_set(entry, "action", report->action);
	if (*report->recipient)
		entry_set(entry, "recipient", report->recipient);
	if (*report->status)
		entry_set(entry, "status", report->status);
	if (report->permanent)
		entry_set_flag(entry, "permanent");
}

Road intake_take_report(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	g_auto(OwnMail) own = {0};
	if (!message->automatic || !find_about(intake, arrival, &own))
		return ROAD_OTHER;
	Ticket *ticket = operation_ticket(intake->op, own.uid, error);
	if (!ticket)
		return ROAD_FAILED;
	Entry *entry = intake_say(intake, arrival, ticket, "delivery", AUTOMATION,
		NULL);
	add_result(entry, &own, message->report);
	add_words(entry, message);
	if (strcmp(entry_get(entry, "state"), "failed") == 0 &&
		!outbox_failed(intake->op, ticket, entry, message->report ?
			message->report->recipient : NULL, error))
		return ROAD_FAILED;
	return ROAD_TAKEN;
}
