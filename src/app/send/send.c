#include "app/send/send.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/desk.h"
#include "app/desk/ticket_name.h"
#include "app/outbox/send_note.h"
#include "app/send/direct_mail.h"
#include "app/send/send_direct.h"
#include "app/send/send_mail.h"
#include "app/send/send_record.h"
#include "app/send/send_road.h"
#include "base/error.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "model/ticket.h"
#include "store/store.h"
#include "system/file.h"
#include "system/lock.h"

#define BATCH_MAILS 20

/* A mail of the batch at hand. */
typedef struct {
	const OutboxMail *mail; /* borrowed; NULL for one of a stopped run */
	JournalMail *journal;	/* borrowed */
	Ticket *ticket;		/* as it stands at the tip */
	gboolean claimed;
} Letter;

void send_report_clear(SendReport *report)
{
	g_clear_pointer(&report->notes, g_ptr_array_unref);
}

static void letter_free(void *data)
{
	Letter *letter = data;
	g_clear_pointer(&letter->ticket, ticket_free);
	g_free(letter);
}

/* --- which mails --------------------------------------------------------- */

static gboolean is_named(const Send *send, const OutboxMail *mail)
{
	const GPtrArray *only = send->settings->only;
	for (guint i = 0; only && i < only->len; i++) {
		const OutboxMail *named = g_ptr_array_index(only, i);
		if (strcmp(named->uid, mail->uid) == 0 &&
			strcmp(named->entry, mail->entry) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_left(const Send *send, const OutboxMail *mail)
{
	for (guint i = 0; i < send->left->len; i++) {
		const JournalMail *left = g_ptr_array_index(send->left, i);
		if (strcmp(left->uid, mail->uid) == 0 &&
			strcmp(left->entry, mail->entry) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_due(const Send *send, const OutboxMail *mail)
{
	g_autofree char *key = send_key(mail->uid, mail->entry);
	const SendNote *note = g_hash_table_lookup(send->notes, key);
	Instant now = desk_now(send->desk);
	if (mail->unapproved || is_left(send, mail))
		return FALSE;
	if (send->settings->only)
		return is_named(send, mail);
	if (note && note->doubtful)
		return FALSE;
	return send->settings->at_once ||
		((mail->not_before == INSTANT_NONE || mail->not_before <= now) &&
		(!note || note->next == INSTANT_NONE || note->next <= now));
}

static GPtrArray *due_mails(Send *send, GPtrArray *all)
{
	GPtrArray *due = g_ptr_array_new();
	for (guint i = 0; i < all->len; i++) {
		OutboxMail *mail = g_ptr_array_index(all, i);
		if (!is_due(send, mail))
			continue;
		if (send->settings->limit > 0 &&
			due->len >= (guint)send->settings->limit)
			break;
		g_ptr_array_add(due, mail);
	}
	return due;
}

/* --- 1. claim ------------------------------------------------------------ */

typedef struct {
	Send *send;
	GPtrArray *letters; /* Letter* */
	SendJournal *journal;
} Claim;

/* An approval may have been taken back since the list was read. */
static gboolean is_free(Operation *op, const OutboxMail *mail, GError **error)
{
	OutboxMail *now = outbox_get(operation_desk(op), mail->uid, mail->entry,
		error);
	gboolean is = now && !now->unapproved;
	g_clear_pointer(&now, outbox_mail_free);
	return is;
}

/* Under the write lock: an undo comes before the mark, or sees it. */
static gboolean claim_apply(Operation *op, void *data, GError **error)
{
	Claim *claim = data;
	for (guint i = 0; i < claim->letters->len; i++) {
		Letter *letter = g_ptr_array_index(claim->letters, i);
		g_autoptr(GError) problem = NULL;
		Ticket *ticket = letter->claimed ? NULL : operation_ticket(op,
			letter->mail->uid, &problem);
		const Entry *entry = ticket ? ticket_entry_by_id(ticket,
			letter->mail->entry) : NULL;
		gboolean may = entry && !send_is_over(ticket, entry) &&
			is_free(op, letter->mail, &problem);
		if (problem)
			send_put_off(claim->send, letter->mail->ticket, problem);
		if (!may)
			continue;
		if (!send_journal_mark(claim->journal, letter->journal,
			JOURNAL_CLAIMED, error))
			return FALSE;
		letter->ticket = ticket_copy(ticket);
		letter->claimed = TRUE;
	}
	return TRUE;
}

static gboolean claim(Send *send, GPtrArray *letters, SendJournal *journal,
	GError **error)
{
	Claim data = {send, letters, journal};
	OperationSettings settings = {.verb = "send", .automation = TRUE,
		.durable = TRUE, .by = "rule"};
	g_auto(OperationResult) result = {0};
	return operation_run(send->desk, &settings, claim_apply, &data, &result,
			error) && store_sync(desk_store(send->desk, NULL), error);
}

/* --- 2. send ------------------------------------------------------------- */

static void note_doubt(Send *send, const JournalMail *journal,
	const char *ticket)
{
	static const Phrase doubt = {"%1/%2 may have been sent: the answer of the "
			"server was lost. `desk send --now %1/%2` sends it "
			"again, `desk send --cancel %1/%2` leaves it at that",
		"%1/%2, возможно, отправлено: ответ сервера потерян. `desk "
		"send --now %1/%2` отправит снова, `desk send --cancel %1/%2` "
		"оставит как есть"};
	g_autofree char *key = send_key(journal->uid, journal->entry);
	SendNote *note = send_note_of(send->notes, key);
	if (!note->doubtful)
		send_tell(send, &doubt, ticket, journal->entry, NULL);
	note->doubtful = TRUE;
	note->first = desk_now(send->desk);
	send->report->doubtful++;
}

static void take_answers(JournalMail *journal, const GPtrArray *answers)
{
	for (guint i = 0; i < answers->len; i++) {
		const SmtpRecipient *answer = g_ptr_array_index(answers, i);
		journal_add_answer(journal, answer->address, (int)answer->state,
			answer->code, answer->words);
	}
}

/* What can never be sent, as it stands, failed for everybody. */
static void fail_all(JournalMail *journal, const GPtrArray *recipients,
	const char *why)
{
	for (guint i = 0; i < recipients->len; i++)
		journal_add_answer(journal, g_ptr_array_index(recipients, i),
			SMTP_FAILED, 0, why);
}

/* TRUE: the journal has its answers, or it is in doubt, or its road is broken.
 * FALSE: nothing more can be written down. */
static gboolean hand_over(Send *send, SendJournal *journal, Letter *letter,
	Road *road, GBytes *bytes, const GPtrArray *recipients, GError **error)
{
	const Entry *entry = ticket_entry_by_id(letter->ticket,
		letter->journal->entry);
	const char *sender = letter->mail->automatic ||
		strcmp(entry->kind, "notice") == 0 ? "" :
		send_from_address(road->account);
	gboolean maybe_sent = FALSE;
	if (!send_journal_mark(journal, letter->journal, JOURNAL_SENDING, error))
		return FALSE;
	g_autoptr(GPtrArray) answers = send_by_road(send, road, sender,
		recipients, bytes, &maybe_sent);
	letter->journal->state = JOURNAL_SENDING;
	if (answers && maybe_sent)
		note_doubt(send, letter->journal, letter->mail->ticket);
	else if (answers)
		take_answers(letter->journal, answers);
	if (maybe_sent)
		return TRUE;
	letter->journal->state = JOURNAL_DONE;
	return send_journal_mark(journal, letter->journal, JOURNAL_DONE, error);
}

static gboolean send_one(Send *send, SendJournal *journal, Letter *letter,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	Road *road = send_road(send, letter->ticket);
	if (!road)
		return TRUE;
	const Entry *entry = ticket_entry_by_id(letter->ticket,
		letter->journal->entry);
	g_autoptr(GPtrArray) recipients = send_recipients(letter->ticket, entry);
	/* Who cannot be reached says nothing, and is asked again below. */
	gboolean ascii = send_is_wide(road->account, entry) &&
		smtp_test(road->session, NULL) &&
		!smtp_takes_utf8(road->session);
	g_autoptr(GBytes) bytes = send_compose(send->desk, road->account,
		letter->ticket, entry, ascii, &problem);
	if (bytes)
		return hand_over(send, journal, letter, road, bytes, recipients,
			error);
	/* A file of it lies at the upstream, which is away. */
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_TEMPORARY)) {
		send_put_off(send, letter->mail->ticket, problem);
		return TRUE;
	}
	g_autofree char *why = desk_error_keep(problem);
	fail_all(letter->journal, recipients, why);
	letter->journal->state = JOURNAL_DONE;
	return send_journal_mark(journal, letter->journal, JOURNAL_DONE, error);
}

/* --- batches --------------------------------------------------------------- */

static GPtrArray *letters_of(GPtrArray *due, guint from, GPtrArray *journal)
{
	GPtrArray *letters = g_ptr_array_new_with_free_func(letter_free);
	for (guint i = from; i < MIN(due->len, from + BATCH_MAILS); i++) {
		const OutboxMail *mail = g_ptr_array_index(due, i);
		Letter *letter = g_new0(Letter, 1);
		letter->mail = mail;
		letter->journal = journal_mail_new(mail->uid, mail->entry);
		g_ptr_array_add(journal, letter->journal);
		g_ptr_array_add(letters, letter);
	}
	return letters;
}

static gboolean send_letters(Send *send, GPtrArray *letters,
	SendJournal *journal, GError **error)
{
	for (guint i = 0; i < letters->len; i++) {
		Letter *letter = g_ptr_array_index(letters, i);
		if (letter->claimed && !send_one(send, journal, letter, error))
			return FALSE;
		send->done++;
		if (send->settings->progress)
			send->settings->progress(send->done, send->total,
				send->settings->data);
	}
	return TRUE;
}

static gboolean send_batch(Send *send, GPtrArray *due, guint from,
	GError **error)
{
	if (!send_keep_lease(send, error))
		return FALSE;
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)journal_mail_free);
	g_autoptr(GPtrArray) letters = letters_of(due, from, mails);
	g_autoptr(SendJournal) journal = send_journal_open(send->desk, error);
	return journal && claim(send, letters, journal, error) &&
		send_letters(send, letters, journal, error) &&
		send_record(send, mails, error);
}

/* What a run that was stopped had begun. */
static gboolean recover(Send *send, GError **error)
{
	g_autoptr(GPtrArray) mails = send_journal_read(send->desk, error);
	if (!mails)
		return FALSE;
	for (guint i = 0; i < mails->len; i++) {
		const JournalMail *mail = g_ptr_array_index(mails, i);
		if (mail->state != JOURNAL_SENDING)
			continue;
		g_autofree char *ticket = desk_ticket_name(send->desk,
			mail->uid, error);
		if (!ticket)
			return FALSE;
		note_doubt(send, mail, ticket);
	}
	return send_record(send, mails, error);
}

/* Of mails that do not wait any more. */
static gboolean forget_notes(Send *send, const GPtrArray *all, GError **error)
{
	g_autoptr(GHashTable) waiting = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < all->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(all, i);
		g_hash_table_add(waiting, send_key(mail->uid, mail->entry));
	}
	g_autoptr(GPtrArray) letters = direct_list(send->desk, error);
	if (!letters)
		return FALSE;
	for (guint i = 0; i < letters->len; i++) {
		const DirectMail *letter = g_ptr_array_index(letters, i);
		g_hash_table_add(waiting, send_direct_note(letter->key));
	}
	GHashTableIter iterator;
	gpointer key;
	g_hash_table_iter_init(&iterator, send->notes);
	while (g_hash_table_iter_next(&iterator, &key, NULL))
		if (!g_hash_table_contains(waiting, key))
			g_hash_table_iter_remove(&iterator);
	return TRUE;
}

static gboolean run(Send *send, GError **error)
{
	if (!recover(send, error))
		return FALSE;
	g_autoptr(GPtrArray) all = outbox_list(send->desk, error);
	if (!all || !forget_notes(send, all, error))
		return FALSE;
	g_autoptr(GPtrArray) due = due_mails(send, all);
	send->total = due->len;
	if (!send->settings->only && !send_direct(send, error))
		return FALSE;
	for (guint i = 0; i < due->len; i += BATCH_MAILS)
		if (!send_batch(send, due, i, error))
			return FALSE;
	if (!send_notes_write(send->desk, send->notes, error))
		return FALSE;
	return desk_error_pass(error, &send->worst);
}

static FileLock *take_lock(Desk *desk, GError **error)
{
	g_autofree char *path = g_build_filename(desk_place(desk)->desk_folder,
		"send.lock", NULL);
	return file_make_folder(desk_place(desk)->desk_folder, error) ?
		file_lock_take(path, "desk send", 0, error) : NULL;
}

gboolean send_run(Desk *desk, const SendSettings *settings, SendReport *report,
	GError **error)
{
	g_autoptr(FileLock) lock = take_lock(desk, error);
	g_autoptr(GPtrArray) accounts = lock ? accounts_read(desk, error) : NULL;
	g_autoptr(GHashTable) notes = accounts ? send_notes_read(desk, error) :
		NULL;
	if (!notes)
		return FALSE;
	mail_start();
	if (!report->notes)
		report->notes = remarks_new();
	Send send = {
		.desk = desk,
		.settings = settings,
		.report = report,
		.accounts = accounts,
		.roads = g_hash_table_new_full(NULL, NULL, NULL, road_free),
		.notes = notes,
	};
	send.left = g_ptr_array_new_with_free_func(
		(GDestroyNotify)journal_mail_free);
	gboolean good = run(&send, error);
	/* Another host must learn what came of it before it sends. */
	if (report->sent + report->failed + report->doubtful == 0)
		lease_give_back(desk, &send.lease);
	lease_clear(&send.lease);
	g_ptr_array_unref(send.left);
	g_hash_table_unref(send.roads);
	g_clear_error(&send.worst);
	return good;
}

/* --- by a person ----------------------------------------------------------- */

typedef struct {
	const GPtrArray *mails;
	gboolean by_hand;
} Settle;

static gboolean settle_apply(Operation *op, void *data, GError **error)
{
	const Settle *settle = data;
	const GPtrArray *mails = settle->mails;
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		Ticket *ticket = operation_ticket(op, mail->uid, error);
		const Entry *entry = ticket ?
			ticket_entry_by_id(ticket, mail->entry) : NULL;
		if (!ticket)
			return FALSE;
		Delivery delivery = {.by_hand = settle->by_hand,
			.state = settle->by_hand ? "sent" : "cancelled",
			.at = INSTANT_NONE};
		g_autoptr(GPtrArray) to = entry && settle->by_hand ?
			send_recipients(ticket, entry) : NULL;
		delivery.to = to;
		if (entry && !send_is_over(ticket, entry) &&
			!outbox_delivered(op, ticket, mail->entry, &delivery,
				error))
			return FALSE;
	}
	return TRUE;
}

gboolean send_settle(Desk *desk, const GPtrArray *mails, gboolean by_hand,
	gboolean dry_run, OperationResult *result, GError **error)
{
	/* A mail that leaves just now cannot be held back any more. */
	g_autoptr(FileLock) lock = take_lock(desk, error);
	Settle settle = {mails, by_hand};
	OperationSettings settings = {.verb = by_hand ? "send --by-hand" :
		"send --cancel", .dry_run = dry_run};
	g_autoptr(GHashTable) notes = lock ? send_notes_read(desk, error) : NULL;
	if (!notes || !operation_run(desk, &settings, settle_apply, &settle,
		result, error))
		return FALSE;
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		g_autofree char *key = send_key(mail->uid, mail->entry);
		g_hash_table_remove(notes, key);
	}
	return dry_run || send_notes_write(desk, notes, error);
}
