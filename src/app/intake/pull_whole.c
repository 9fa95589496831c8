#include "app/intake/pull_whole.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "base/error.h"
#include "index/mail_seen.h"

typedef struct {
	Desk *desk;
	Account *account;
	gboolean dry_run;
	IntakeReport *report;
	MailSource *source; /* NULL until it is needed */
	char *folder;	    /* that is selected; NULL */
	guint32 uidvalidity;
	IntakeMail *mail;   /* that was fetched; NULL */
	gboolean withheld;  /* it is there, and not given */
} Whole;

static void whole_clear(Whole *whole)
{
	g_clear_pointer(&whole->source, mail_source_close);
	g_clear_pointer(&whole->mail, intake_mail_free);
	g_free(whole->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whole, whole_clear)

static GPtrArray *headers_only(Desk *desk, const char *account, GError **error)
{
	Index *index = desk_index(desk, error);
	return index ? index_header_mails(index, account, error) : NULL;
}

static gboolean is_admitted(const Whole *whole, const HeaderMail *header)
{
	gsize limit = whole->account->mail->limit_bytes;
	return limit == 0 || header->size <= limit;
}

static gboolean select_folder(Whole *whole, const char *folder, GError **error)
{
	if (!whole->source) {
		if (!account_unlock(whole->desk, whole->account, error))
			return FALSE;
		whole->source = mail_source_open(whole->account->mail, error);
		if (!whole->source)
			return FALSE;
	}
	if (g_strcmp0(whole->folder, folder) == 0)
		return TRUE;
	g_clear_pointer(&whole->folder, g_free);
	if (!mail_source_select(whole->source, folder, &whole->uidvalidity,
		error))
		return FALSE;
	whole->folder = g_strdup(folder);
	return TRUE;
}

/* A Maildir knows its files once they were listed. */
static gboolean is_listed(G_GNUC_UNUSED guint32 uidvalidity, const char *uid,
	void *data)
{
	return strcmp(uid, data) != 0;
}

static gboolean keep(const MailItem *item, void *data,
	G_GNUC_UNUSED GError **error)
{
	Whole *whole = data;
	if (item->withheld)
		intake_report_withheld(whole->report, whole->folder, item->uid,
			item->withheld);
	whole->withheld = item->withheld != NULL;
	if (item->oversize || item->withheld)
		return TRUE;
	IntakeMail *mail = g_new0(IntakeMail, 1);
	mail->raw = g_bytes_ref(item->raw);
	mail->received = item->received;
	mail->size = item->size;
	mail->folder = g_strdup(whole->folder);
	mail->uidvalidity = g_strdup_printf("%u", item->uidvalidity);
	mail->uid = g_strdup(item->uid);
	g_clear_pointer(&whole->mail, intake_mail_free);
	whole->mail = mail;
	return TRUE;
}

static gboolean fetch(Whole *whole, const HeaderMail *header, GError **error)
{
	g_autofree char *validity = NULL;
	g_clear_pointer(&whole->mail, intake_mail_free);
	whole->withheld = FALSE;
	if (!select_folder(whole, header->folder, error))
		return FALSE;
	validity = g_strdup_printf("%u", whole->uidvalidity);
	if (strcmp(validity, header->uidvalidity) != 0)
		return TRUE;
	g_autoptr(GPtrArray) uids = mail_source_list(whole->source, is_listed,
		header->uid, 0, error);
	return uids && (uids->len == 0 || mail_source_fetch(whole->source, uids,
		keep, whole, error));
}

static gboolean tell(Whole *whole, const char *uid, GError **error)
{
	g_autoptr(GPtrArray) uids = g_ptr_array_new();
	g_ptr_array_add(uids, (gpointer)uid);
	return whole->dry_run || mail_source_act(whole->source, uids, error);
}

static const Phrase not_there = {"%1/%2 is not in the mailbox any more; its "
		"header is in %3",
	"%1/%2 в ящике больше нет; заголовок письма — в %3"};

static gboolean take(Whole *whole, const HeaderMail *header, GError **error)
{
	const Account *account = whole->account;
	IntakeSettings settings = intake_settings_of("pull", NULL, account);
	settings.dry_run = whole->dry_run;
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	if (!fetch(whole, header, error))
		return FALSE;
	if (whole->withheld)
		return TRUE;
	if (!whole->mail) {
		remarks_add(whole->report->notes, &not_there, header->folder,
			header->uid, header->ticket, NULL);
		return TRUE;
	}
	whole->mail->ticket = g_strdup(header->ticket);
	whole->mail->whole_of = g_strdup(header->entry);
	g_ptr_array_add(batch, g_steal_pointer(&whole->mail));
	return intake_run(whole->desk, &settings, batch, whole->report, error) &&
		tell(whole, header->uid, error);
}

gboolean pull_whole(Desk *desk, Account *account, gboolean dry_run,
	IntakeReport *report, GError **error)
{
	g_autoptr(GPtrArray) rows = headers_only(desk, account->mail->name,
		error);
	g_auto(Whole) whole = {
		.desk = desk,
		.account = account,
		.dry_run = dry_run,
		.report = report,
	};
	for (guint i = 0; rows && i < rows->len; i++) {
		const HeaderMail *header = g_ptr_array_index(rows, i);
		if (is_admitted(&whole, header) &&
			!take(&whole, header, error))
			return FALSE;
	}
	return rows != NULL;
}
