#include "app/pull.h"

#include <string.h>

#include "app/quarantine.h"
#include "base/error.h"
#include "system/file.h"

#define BATCH_MAILS 1000
#define BATCH_BYTES (32 * 1024 * 1024)
#define NOTE_LIMIT_BYTES (64 * 1024 * 1024)

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
	GPtrArray *batch;  /* IntakeMail* */
	gsize batch_bytes;
	guint done, total;
} Pull;

/* --- what the store has ---------------------------------------------- */

static gboolean add_rows(GHashTable *seen, Index *index, const Pull *pull,
	GError **error)
{
	g_autofree char *validity = g_strdup_printf("%u", pull->uidvalidity);
	const char *values[] = {pull->account->mail->name, pull->folder,
		validity, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT uid FROM entry WHERE account = ? AND folder = ?"
		" AND uidvalidity = ?", values, error);
	for (guint i = 0; rows && i < rows->len; i++)
		g_hash_table_add(seen, g_strdup(
			((char **)g_ptr_array_index(rows, i))[0]));
	return rows != NULL;
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
static char *old_note_path(const Pull *pull)
{
	g_autofree char *key = g_strdup_printf("%s\n%s\n%u\n%" G_GINT64_FORMAT,
		pull->account->mail->name, pull->folder, pull->uidvalidity,
		pull->account->since);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, key, -1);
	return g_build_filename(desk_place(pull->desk)->desk_folder, "old-mail",
		digest, NULL);
}

static void read_old(Pull *pull)
{
	g_autofree char *path = old_note_path(pull);
	g_autoptr(GBytes) bytes = pull->settings->all ? NULL :
		file_read(path, NOTE_LIMIT_BYTES, FALSE, NULL);
	if (!bytes)
		return;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		g_hash_table_add(pull->old, g_strdup(*line));
}

static void write_old(Pull *pull)
{
	if (g_hash_table_size(pull->old) == 0 || pull->settings->dry_run)
		return;
	g_autofree char *path = old_note_path(pull);
	g_autoptr(GString) text = g_string_new(NULL);
	GHashTableIter iter;
	gpointer uid;
	g_hash_table_iter_init(&iter, pull->old);
	while (g_hash_table_iter_next(&iter, &uid, NULL))
		g_string_append_printf(text, "%s\n", (char *)uid);
	file_write(path, text->str, text->len, FALSE, NULL);
}

static gboolean is_seen(guint32 uidvalidity, const char *uid, void *data)
{
	const Pull *pull = data;
	(void)uidvalidity;
	return g_hash_table_contains(pull->seen, uid) ||
		g_hash_table_contains(pull->old, uid);
}

/* --- batches --------------------------------------------------------- */

static IntakeSettings intake_settings(const Pull *pull)
{
	const Account *account = pull->account;
	return (IntakeSettings){
		.verb = "pull",
		.account = account->mail->name,
		.category = account->category,
		.level = account->level,
		.own_addresses = (char **)account->addresses->pdata,
		.authserv_ids = (char **)account->authserv_ids->pdata,
		.since = pull->settings->all ? INSTANT_NONE : account->since,
		.limit_bytes = account->mail->limit_bytes,
		.dry_run = pull->settings->dry_run,
	};
}

static gboolean is_old(const Pull *pull, const IntakeMail *mail)
{
	return !pull->settings->all && pull->account->since != INSTANT_NONE &&
		mail->received < pull->account->since;
}

/* Step 5 of mail.md, for those that are on disk. Old mail stays untouched. */
static gboolean act(Pull *pull, GError **error)
{
	g_autoptr(GPtrArray) uids = g_ptr_array_new();
	for (guint i = 0; i < pull->batch->len; i++) {
		IntakeMail *mail = g_ptr_array_index(pull->batch, i);
		if (is_old(pull, mail))
			g_hash_table_add(pull->old, g_strdup(mail->uid));
		else
			g_ptr_array_add(uids, mail->uid);
	}
	return pull->settings->dry_run || uids->len == 0 ||
		mail_source_act(pull->source, uids, error);
}

static gboolean take_batch(Pull *pull, GError **error)
{
	IntakeSettings settings = intake_settings(pull);
	if (pull->batch->len == 0)
		return TRUE;
	if (!intake_run(pull->desk, &settings, pull->batch, pull->report,
		error) || !act(pull, error))
		return FALSE;
	pull->done += pull->batch->len;
	if (pull->settings->progress)
		pull->settings->progress(pull->done, pull->total,
			pull->settings->data);
	g_ptr_array_set_size(pull->batch, 0);
	pull->batch_bytes = 0;
	return TRUE;
}

static gboolean add_mail(const MailItem *item, void *data, GError **error)
{
	Pull *pull = data;
	(void)error;
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
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
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
	pull->seen = seen;
	pull->old = old;
	Index *index = desk_index(pull->desk, error);
	if (!index || !add_rows(seen, index, pull, error) ||
		!add_quarantined(seen, pull, error))
		return FALSE;
	read_old(pull);
	g_autoptr(GPtrArray) uids = mail_source_list(pull->source, is_seen, pull,
		(guint)pull->settings->max, error);
	if (!uids)
		return FALSE;
	pull->done = 0;
	pull->total = uids->len;
	gboolean good = TRUE;
	for (guint place = 0; good && place < uids->len;)
		good = pull_batch(pull, uids, &place, error);
	write_old(pull);
	return good;
}

gboolean pull_account(Desk *desk, Account *account,
	const PullSettings *settings, IntakeReport *report, GError **error)
{
	if (!account_unlock(desk, account, error))
		return FALSE;
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_autoptr(MailSource) source = mail_source_open(account->mail, error);
	if (!source)
		return FALSE;
	account_remember(desk, account, TRUE);
	Pull pull = {
		.desk = desk,
		.account = account,
		.settings = settings,
		.report = report,
		.source = source,
		.batch = batch,
	};
	for (guint i = 0; i < account->mail->folders->len; i++)
		if (!pull_folder(&pull, g_ptr_array_index(
			account->mail->folders, i), error))
			return FALSE;
	return TRUE;
}

/* --- quarantine once more -------------------------------------------- */

static const Account *account_named(const GPtrArray *accounts, const char *name)
{
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		if (strcmp(account->mail->name, name) == 0)
			return account;
	}
	return NULL;
}

static gboolean retry_one(Desk *desk, const GPtrArray *accounts,
	const Quarantined *mail, gboolean dry_run, IntakeReport *report,
	GError **error)
{
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_autoptr(GBytes) raw = store_read_original(desk_store(desk, NULL),
		mail->path, error);
	if (!raw)
		return FALSE;
	const Account *account = account_named(accounts, mail->account);
	IntakeSettings settings = {
		.verb = "pull",
		.account = mail->account,
		.category = account ? account->category : NULL,
		.level = account ? account->level : NULL,
		.own_addresses = account ?
			(char **)account->addresses->pdata : NULL,
		.authserv_ids = account ?
			(char **)account->authserv_ids->pdata : NULL,
		.since = INSTANT_NONE,
		.dry_run = dry_run,
	};
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
	g_autoptr(GPtrArray) mails = quarantine_list(desk, error);
	for (guint i = 0; mails && i < mails->len; i++)
		if (!retry_one(desk, accounts, g_ptr_array_index(mails, i),
			dry_run, report, error))
			return FALSE;
	return mails != NULL;
}
