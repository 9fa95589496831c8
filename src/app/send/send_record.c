#include "app/send/send_record.h"

#include "app/change/operation_run.h"
#include "app/desk/desk.h"
#include "app/desk/ticket_name.h"
#include "base/error.h"
#include "base/texts.h"
#include "mail/smtp.h"

/* Put off for so long, a mail has failed. */
#define GIVE_UP_SECONDS (5 * 24 * 60 * 60)

/* Seconds until the next try, by the number of tries; the last one for more. */
static const gint64 back_off[] = {300, 900, 3600, 4 * 3600};

void send_tell(Send *send, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	remarks_add_list(send->report->notes, phrase, texts);
	va_end(texts);
}

void send_tell_failure(Send *send, const char *mail, const char *to, int code,
	const char *said)
{
	static const Phrase undelivered = {"%2 was not delivered to %3: %1",
		"%2 не доставлено для %3: %1"};
	GError *problem = NULL;
	g_autofree char *answer = send_answer(code, said);
	desk_refuse_kept(&problem, DESK_ERROR_TEMPORARY, answer);
	desk_error_reword(&problem, &undelivered, mail, to, NULL);
	g_ptr_array_add(send->report->notes, problem);
}

void send_put_off(Send *send, const char *ticket, const GError *problem)
{
	GError *remark = g_error_copy(problem);
	g_prefix_error(&remark, "%s: ", ticket);
	g_ptr_array_add(send->report->notes, remark);
	send->report->later++;
}

/* The answers of one mail, by what they mean for the store. */
typedef struct {
	GPtrArray *sent, *failed, *rest; /* addresses, borrowed */
	const JournalAnswer *sent_answer, *failed_answer, *later_answer;
} Outcome;

static void outcome_clear(Outcome *outcome)
{
	g_ptr_array_unref(outcome->sent);
	g_ptr_array_unref(outcome->failed);
	g_ptr_array_unref(outcome->rest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

/* Put off for days is failed. */
static gboolean is_hopeless(const Send *send, const JournalMail *journal)
{
	g_autofree char *key = send_key(journal->uid, journal->entry);
	const SendNote *note = g_hash_table_lookup(send->notes, key);
	return note && note->first != INSTANT_NONE &&
		desk_now(send->desk) - note->first >= GIVE_UP_SECONDS;
}

static void read_outcome(const Send *send, const JournalMail *journal,
	Outcome *outcome)
{
	gboolean hopeless = is_hopeless(send, journal);
	outcome->sent = g_ptr_array_new();
	outcome->failed = g_ptr_array_new();
	outcome->rest = g_ptr_array_new();
	for (guint i = 0; i < journal->answers->len; i++) {
		const JournalAnswer *answer =
			g_ptr_array_index(journal->answers, i);
		if (answer->state == SMTP_SENT) {
			g_ptr_array_add(outcome->sent, answer->address);
			outcome->sent_answer = answer;
		} else if (answer->state == SMTP_FAILED || hopeless) {
			g_ptr_array_add(outcome->failed, answer->address);
			outcome->failed_answer = answer;
		} else {
			g_ptr_array_add(outcome->rest, answer->address);
			outcome->later_answer = answer;
		}
	}
}

static gboolean deliver(Operation *op, Ticket *ticket, const char *of,
	const char *state, const Outcome *outcome, const GPtrArray *to,
	const JournalAnswer *answer, GError **error)
{
	if (to->len == 0)
		return TRUE;
	Delivery delivery = {
		.state = state,
		.to = to,
		.rest = outcome->rest,
		.code = answer->code,
		.said = answer->said,
		.at = INSTANT_NONE,
	};
	return outbox_delivered(op, ticket, of, &delivery, error);
}

typedef struct {
	Send *send;
	GPtrArray *mails; /* JournalMail* */
	GPtrArray *left;  /* those of them whose ticket cannot be written */
} Record;

static gboolean record_apply(Operation *op, void *data, GError **error)
{
	Record *record = data;
	g_ptr_array_set_size(record->left, 0);
	for (guint i = 0; i < record->mails->len; i++) {
		JournalMail *mail = g_ptr_array_index(record->mails, i);
		g_auto(Outcome) outcome = {0};
		read_outcome(record->send, mail, &outcome);
		if (mail->state != JOURNAL_DONE ||
			outcome.sent->len + outcome.failed->len == 0)
			continue;
		g_autoptr(GError) problem = NULL;
		Ticket *ticket = operation_ticket(op, mail->uid, &problem);
		if (!ticket) {
			send_put_off(record->send, mail->uid, problem);
			g_ptr_array_add(record->left, mail);
			continue;
		}
		if (!deliver(op, ticket, mail->entry, "sent", &outcome,
			outcome.sent, outcome.sent_answer, error) ||
			!deliver(op, ticket, mail->entry, "failed", &outcome,
				outcome.failed, outcome.failed_answer, error))
			return FALSE;
	}
	return TRUE;
}

gint64 send_delay_after(guint tries)
{
	return back_off[MIN(tries, G_N_ELEMENTS(back_off)) - 1];
}

static void note_later(Send *send, const char *key, const Outcome *outcome)
{
	SendNote *note = send_note_of(send->notes, key);
	Instant now = desk_now(send->desk);
	note->doubtful = FALSE;
	note->tries++;
	if (note->first == INSTANT_NONE)
		note->first = now;
	note->next = now + send_delay_after(note->tries);
	g_free(note->said);
	note->said = send_answer(outcome->later_answer->code,
		outcome->later_answer->said);
	send->report->later++;
}

static void tell_failure(Send *send, const char *ticket, const char *entry,
	const Outcome *outcome)
{
	g_autofree char *to = texts_join(outcome->failed);
	g_autofree char *mail = g_strjoin("/", ticket, entry, NULL);
	send_tell_failure(send, mail, to, outcome->failed_answer->code,
		outcome->failed_answer->said);
}

/* What the commit does not hold. */
static gboolean count_one(Send *send, const JournalMail *mail, GError **error)
{
	if (mail->state != JOURNAL_DONE || mail->answers->len == 0)
		return TRUE;
	g_autofree char *key = send_key(mail->uid, mail->entry);
	g_autofree char *ticket = desk_ticket_name(send->desk, mail->uid, error);
	g_auto(Outcome) outcome = {0};
	if (!ticket)
		return FALSE;
	read_outcome(send, mail, &outcome);
	if (outcome.rest->len > 0)
		note_later(send, key, &outcome);
	else
		g_hash_table_remove(send->notes, key);
	if (outcome.failed->len > 0) {
		tell_failure(send, ticket, mail->entry, &outcome);
		send->report->failed++;
	} else if (outcome.sent->len > 0) {
		send->report->sent++;
	}
	return TRUE;
}

gboolean send_record(Send *send, GPtrArray *mails, GError **error)
{
	if (mails->len == 0)
		return send_journal_keep(send->desk, send->left, error);
	g_autoptr(GPtrArray) left = g_ptr_array_new();
	Record data = {send, mails, left};
	OperationSettings settings = {.verb = "send", .automation = TRUE,
		.durable = TRUE, .by = "rule"};
	g_auto(OperationResult) result = {0};
	if (!operation_run(send->desk, &settings, record_apply, &data, &result,
		error))
		return FALSE;
	/* What is left counts when it is recorded. */
	for (guint i = 0; i < mails->len; i++)
		if (!g_ptr_array_find(left, mails->pdata[i], NULL) &&
			!count_one(send, mails->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < left->len; i++)
		g_ptr_array_add(send->left, journal_mail_copy(
			g_ptr_array_index(left, i)));
	return send_notes_write(send->desk, send->notes, error) &&
		send_journal_keep(send->desk, send->left, error);
}
