#include "app/intake/pull.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/originals.h"
#include "app/intake/pull_note.h"
#include "app/intake/pull_whole.h"
#include "app/intake/quarantine_parts.h"
#include "base/error.h"
#include "index/mail_seen.h"
#include "store/store.h"
#include "system/ending.h"

#define BATCH_MAILS 1000
#define BATCH_BYTES (32 * 1024 * 1024)

typedef struct {
	Desk *desk;
	Account *account;
	const PullSettings *settings;
	IntakeReport *report;
	MailSource *source;
	const char *folder;
	guint32 uidvalidity;
	GHashTable *seen;  /* uids of this folder that are taken in */
	GHashTable *old;   /* uids that are older than the account */
	GHashTable *untold; /* uids of a pull that was stopped before it acted */
	GPtrArray *late;   /* those of them that are in store and mailbox */
	GPtrArray *batch;  /* IntakeMail* */
	gsize batch_bytes;
	guint done, total;
} Pull;

/* --- what the store has ---------------------------------------------- */

static char *note_path(const Pull *pull, const char *kind)
{
	return pull_note_path(pull->desk, pull->account, pull->folder,
		pull->uidvalidity, kind);
}

static gboolean add_rows(GHashTable *seen, Index *index, const Pull *pull,
	GError **error)
{
	g_autofree char *validity = g_strdup_printf("%u", pull->uidvalidity);
	MailPlace folder = {pull->account->mail->name, pull->folder, validity,
		NULL};
	g_autoptr(GPtrArray) uids = index_mails_of(index, &folder, error);
	for (guint i = 0; uids && i < uids->len; i++)
		g_hash_table_add(seen, g_strdup(uids->pdata[i]));
	return uids != NULL;
}

static gboolean add_quarantined(GHashTable *seen, const Pull *pull,
	GError **error)
{
	g_autofree char *validity = g_strdup_printf("%u", pull->uidvalidity);
	g_autoptr(GPtrArray) mails = quarantine_list(pull->desk, error);
	for (guint i = 0; mails && i < mails->len; i++) {
		const Quarantined *mail = g_ptr_array_index(mails, i);
		if (strcmp(mail->account, pull->account->mail->name) == 0 &&
			strcmp(mail->folder, pull->folder) == 0 &&
			strcmp(mail->uidvalidity, validity) == 0)
			g_hash_table_add(seen, g_strdup(mail->uid));
	}
	return mails != NULL;
}

/* Old mail is nowhere in the store; a note spares fetching it again. */
static gboolean read_old(Pull *pull, GError **error)
{
	g_autofree char *path = note_path(pull, NOTE_OLD);
	return pull->settings->all || pull_note_read(path, pull->old, error);
}

static void write_old(Pull *pull)
{
	if (g_hash_table_size(pull->old) == 0 || pull->settings->dry_run)
		return;
	g_autofree char *path = note_path(pull, NOTE_OLD);
	pull_note_write(path, pull->old, NULL);
}

static gboolean is_seen(guint32 uidvalidity, const char *uid, void *data)
{
	const Pull *pull = data;
	(void)uidvalidity;
	if (!g_hash_table_contains(pull->seen, uid))
		return g_hash_table_contains(pull->old, uid);
	if (g_hash_table_contains(pull->untold, uid))
		g_ptr_array_add(pull->late, g_strdup(uid));
	return TRUE;
}

/* --- batches --------------------------------------------------------- */

static IntakeSettings settings_of(const Pull *pull)
{
	IntakeSettings settings = intake_settings_of("pull", NULL,
		pull->account);
	if (!pull->settings->all)
		settings.since = pull->account->since;
	settings.silent = pull->settings->silent;
	settings.tell_nobody = pull->settings->all;
	settings.dry_run = pull->settings->dry_run;
	return settings;
}

/* Of a mail over the limit the store has no more than the header: it is
 * neither deleted nor put where it would not be found. */
static gboolean must_stay(const Pull *pull, const IntakeMail *mail)
{
	MailAfter after = pull->account->mail->after;
	return mail->oversize && (after == AFTER_DELETE || after == AFTER_MOVE);
}

static gboolean tell(Pull *pull, GPtrArray *uids, GError **error)
{
	if (uids->len == 0 || !mail_source_is_read_only(pull->source))
		return mail_source_act(pull->source, uids, error);
	static const Phrase read_only = {"%1 is read-only: its mail is taken in "
			"and left as it is; `desk config set account.%2.after "
			"keep` says so for good",
		"%1 только для чтения: письма приняты и оставлены как есть; "
		"`desk config set account.%2.after keep` закрепит это"};
	remarks_add(pull->report->notes, &read_only, pull->folder,
		pull->account->mail->name, NULL);
	return TRUE;
}

/* Written before the commit: the next pull tells the server what this one could
 * not, be it stopped or cut off. FALSE for `begin` takes it away. */
static gboolean note_untold(Pull *pull, gboolean begin, GError **error)
{
	if (pull->settings->dry_run || pull->account->mail->after == AFTER_KEEP)
		return TRUE;
	g_autoptr(GHashTable) uids = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; begin && i < pull->batch->len; i++) {
		IntakeMail *mail = g_ptr_array_index(pull->batch, i);
		if (!must_stay(pull, mail))
			g_hash_table_add(uids, mail->uid);
	}
	g_autofree char *path = note_path(pull, NOTE_UNTOLD);
	return pull_note_write(path, uids, error);
}

/* What is done stays done: a note that stands tells the server once more. */
static void forget_untold(Pull *pull)
{
	static const Phrase stands = {"%2: its mail is taken in, but a note about "
			"it stays, so the next pull tells the server again: %1",
		"%2: письма приняты, но заметка о них осталась, и следующий "
		"pull сообщит серверу ещё раз: %1"};
	GError *problem = NULL;
	if (note_untold(pull, FALSE, &problem))
		return;
	desk_error_reword(&problem, &stands, pull->account->mail->name, NULL);
	g_ptr_array_add(pull->report->notes, problem);
}

static gboolean tell_late(Pull *pull, GError **error)
{
	if (pull->settings->dry_run)
		return TRUE;
	if (!tell(pull, pull->late, error))
		return FALSE;
	forget_untold(pull);
	return TRUE;
}

/* Tells the source of those that are on disk. What is ignored (it is old, or
 * a rule says so) stays untouched. */
static gboolean act(Pull *pull, GError **error)
{
	g_autoptr(GPtrArray) uids = g_ptr_array_new();
	for (guint i = 0; i < pull->batch->len; i++) {
		IntakeMail *mail = g_ptr_array_index(pull->batch, i);
		if (mail->ignored)
			g_hash_table_add(pull->old, g_strdup(mail->uid));
		else if (!must_stay(pull, mail))
			g_ptr_array_add(uids, mail->uid);
	}
	if (pull->settings->dry_run)
		return TRUE;
	if (!tell(pull, uids, error))
		return FALSE;
	forget_untold(pull);
	return TRUE;
}

static gboolean take_batch(Pull *pull, GError **error)
{
	IntakeSettings settings = settings_of(pull);
	if (pull->batch->len == 0)
		return TRUE;
	if (!note_untold(pull, TRUE, error) || !intake_run(pull->desk, &settings,
		pull->batch, pull->report, error) || !act(pull, error))
		return FALSE;
	pull->done += pull->batch->len;
	if (pull->settings->progress)
		pull->settings->progress(pull->done, pull->total,
			pull->settings->data);
	g_ptr_array_set_size(pull->batch, 0);
	pull->batch_bytes = 0;
	return TRUE;
}

static void note_doubts(const Pull *pull, const GPtrArray *doubts)
{
	static const Phrase doubtful = {"doubtful %1/line %2, \"%3\": it may "
			"begin a mail and was taken as text of the one before",
		"сомнительно %1, строка %2, «%3»: здесь могло начинаться "
		"письмо; взято как текст предыдущего"};
	for (guint i = 0; doubts && i < doubts->len; i++) {
		const MailDoubt *doubt = doubts->pdata[i];
		pull->report->counts[INTAKE_DOUBTFUL]++;
		remarks_add(pull->report->notes, &doubtful, pull->folder,
			PHRASE_NUMBER(doubt->line), doubt->text, NULL);
	}
}

static gboolean add_mail(const MailItem *item, void *data, GError **error)
{
	Pull *pull = data;
	(void)error;
	if (item->withheld) {
		intake_report_withheld(pull->report, pull->folder, item->uid,
			item->withheld);
		return TRUE;
	}
	note_doubts(pull, item->doubts);
	IntakeMail *mail = g_new0(IntakeMail, 1);
	mail->raw = g_bytes_ref(item->raw);
	mail->received = item->received;
	mail->size = item->size;
	mail->oversize = item->oversize;
	mail->folder = g_strdup(pull->folder);
	mail->uidvalidity = g_strdup_printf("%u", item->uidvalidity);
	mail->uid = g_strdup(item->uid);
	g_ptr_array_add(pull->batch, mail);
	pull->batch_bytes += g_bytes_get_size(item->raw);
	/* Stops this fetch without an error; pull_folder() goes on. */
	return pull->batch_bytes < BATCH_BYTES;
}

/* How many of `uids` a fetch got through: up to the last mail that arrived, if
 * the size of the batch stopped it. */
static guint fetched_count(const Pull *pull, const GPtrArray *uids)
{
	if (pull->batch_bytes < BATCH_BYTES)
		return uids->len;
	const IntakeMail *last = g_ptr_array_index(pull->batch,
		pull->batch->len - 1);
	for (guint i = 0; i < uids->len; i++)
		if (strcmp(g_ptr_array_index(uids, i), last->uid) == 0)
			return i + 1;
	return uids->len;
}

/* The first mails of `uids` that make a batch: fetched, stored, told. */
static gboolean pull_batch(Pull *pull, GPtrArray *uids, guint *place,
	GError **error)
{
	g_autoptr(GPtrArray) some = g_ptr_array_new();
	for (guint i = *place; i < MIN(uids->len, *place + BATCH_MAILS); i++)
		g_ptr_array_add(some, g_ptr_array_index(uids, i));
	g_autoptr(GError) problem = NULL;
	if (!mail_source_fetch(pull->source, some, add_mail, pull, &problem) &&
		problem) {
		/* What arrived is good; the rest comes with the next pull. */
		take_batch(pull, NULL);
		return desk_error_pass(error, &problem);
	}
	*place += fetched_count(pull, some);
	return take_batch(pull, error);
}

static gboolean pull_folder(Pull *pull, const char *folder, GError **error)
{
	pull->folder = folder;
	if (!mail_source_select(pull->source, folder, &pull->uidvalidity, error))
		return FALSE;
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) old = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) untold = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) late = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *untold_path = note_path(pull, NOTE_UNTOLD);
	pull->seen = seen;
	pull->old = old;
	pull->untold = untold;
	pull->late = late;
	Index *index = desk_index(pull->desk, error);
	if (!index || !add_rows(seen, index, pull, error) ||
		!add_quarantined(seen, pull, error) || !read_old(pull, error) ||
		!pull_note_read(untold_path, untold, error))
		return FALSE;
	g_autoptr(GPtrArray) uids = mail_source_list(pull->source, is_seen, pull,
		(guint)pull->settings->max, error);
	if (!uids || !tell_late(pull, error))
		return FALSE;
	pull->done = 0;
	pull->total = uids->len;
	gboolean good = TRUE;
	for (guint place = 0; good && place < uids->len && !ending_is_asked();)
		good = pull_batch(pull, uids, &place, error);
	write_old(pull);
	return good;
}

/* A folder that was renamed must not keep the mail of the others back. */
static gboolean pull_folders(Pull *pull, GError **error)
{
	const GPtrArray *folders = pull->account->mail->folders;
	GError *first = NULL;
	for (guint i = 0; i < folders->len; i++) {
		g_autoptr(GError) problem = NULL;
		g_ptr_array_set_size(pull->batch, 0);
		pull->batch_bytes = 0;
		if (pull_folder(pull, g_ptr_array_index(folders, i), &problem))
			continue;
		gboolean goes_on = g_error_matches(problem, DESK_ERROR,
			DESK_ERROR_CONFIG);
		if (!first)
			first = g_steal_pointer(&problem);
		if (!goes_on)
			break;
	}
	if (first)
		g_propagate_error(error, first);
	return !first;
}

gboolean pull_account(Desk *desk, Account *account,
	const PullSettings *settings, IntakeReport *report, GError **error)
{
	if (settings->whole)
		return pull_whole(desk, account, settings->dry_run, report,
			error);
	if (!account_unlock(desk, account, error))
		return FALSE;
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_autoptr(MailSource) source = mail_source_open(account->mail, error);
	if (!source)
		return FALSE;
	account_remember(desk, account);
	Pull pull = {
		.desk = desk,
		.account = account,
		.settings = settings,
		.report = report,
		.source = source,
		.batch = batch,
	};
	return pull_folders(&pull, error);
}

/* --- quarantine once more -------------------------------------------- */

static gboolean retry_one(Desk *desk, const GPtrArray *accounts,
	const Quarantined *mail, gboolean dry_run, IntakeReport *report,
	GError **error)
{
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_autoptr(GBytes) raw = originals_read(desk, mail->path, error);
	if (!raw)
		return FALSE;
	IntakeSettings settings = intake_settings_of("pull", mail->account,
		accounts_find(accounts, mail->account));
	settings.dry_run = dry_run;
	IntakeMail *again = g_new0(IntakeMail, 1);
	again->raw = g_bytes_ref(raw);
	again->received = mail->received == INSTANT_NONE ? desk_now(desk) :
		mail->received;
	again->size = g_bytes_get_size(raw);
	again->folder = g_strdup(mail->folder);
	again->uidvalidity = g_strdup(mail->uidvalidity);
	again->uid = g_strdup(mail->uid);
	again->original = g_strdup(mail->path);
	g_ptr_array_add(batch, again);
	return intake_run(desk, &settings, batch, report, error);
}

gboolean pull_retry(Desk *desk, GPtrArray *accounts, gboolean dry_run,
	IntakeReport *report, GError **error)
{
	gboolean here;
	if (!originals_are_here(desk, &here, error) ||
		(!here && !originals_fetch(desk, error)))
		return FALSE;
	g_autoptr(GPtrArray) mails = quarantine_list(desk, error);
	for (guint i = 0; mails && i < mails->len; i++)
		if (!retry_one(desk, accounts, g_ptr_array_index(mails, i),
			dry_run, report, error))
			return FALSE;
	return mails != NULL;
}
