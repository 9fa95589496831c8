#include "app/intake/deliver.h"

#include "app/desk/desk.h"
#include "base/error.h"
#include "base/phrase.h"
#include "text/mailbox.h"

static const Phrase not_ours = {"%1 is no address of ours; `git config --add "
		"desk.account.NAME.address %1` makes it one",
	"%1 — не наш адрес; станет нашим через `git config --add "
	"desk.account.ИМЯ.address %1`"};

static const Account *account_of(const GPtrArray *accounts, const char *address)
{
	g_autofree char *plain = mailbox_without_plus(address);
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		for (guint j = 0; j + 1 < account->addresses->len; j++)
			if (g_ascii_strcasecmp(plain, g_ptr_array_index(
				account->addresses, j)) == 0)
				return account;
	}
	return NULL;
}

static gboolean choose(const GPtrArray *accounts, const Delivered *delivered,
	const Account **account, GError **error)
{
	*account = delivered->account ?
		accounts_find(accounts, delivered->account) : NULL;
	if (!delivered->to || *account)
		return TRUE;
	*account = account_of(accounts, delivered->to);
	if (*account || accounts->len == 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_PERSON, &not_ours, delivered->to,
		NULL);
}

gboolean deliver_mail(Desk *desk, const Delivered *delivered,
	IntakeReport *report, GError **error)
{
	const Account *account;
	g_autoptr(GPtrArray) accounts = accounts_read(desk, error);
	if (!accounts || !choose(accounts, delivered, &account, error))
		return FALSE;
	IntakeSettings settings = intake_settings_of("deliver",
		delivered->account ? delivered->account : "deliver", account);
	settings.limit_bytes = DELIVER_LIMIT_BYTES;
	settings.dry_run = delivered->dry_run;
	IntakeMail *mail = g_new0(IntakeMail, 1);
	mail->raw = g_bytes_ref(delivered->raw);
	mail->received = desk_now(desk);
	mail->size = g_bytes_get_size(delivered->raw);
	mail->folder = g_strdup("");
	mail->uidvalidity = g_strdup("");
	mail->uid = g_strdup("");
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_ptr_array_add(batch, mail);
	return intake_run(desk, &settings, batch, report, error);
}
