#include "cmd/command.h"

#ifdef DESK_MAIL
#include <string.h>
#include <unistd.h>

#include "cmd/intake_page.h"
#include "system/file.h"
#endif

static const Option options[] = {
	{"account", 0, "NAME", VALUE_OF_ACCOUNT, FALSE,
		{"as mail of this account; default: by recipient",
			"как почту этого ящика; по умолчанию: по адресу "
			"получателя"}},
	{"to", 0, "ADDRESS", VALUE_OF_TEXT, FALSE,
		{"the envelope's recipient; 67 if it is none of ours",
			"получатель на конверте; 67, если он не наш"}},
	{0},
};

#ifdef DESK_MAIL
static const Phrase
	not_ours = {"%1 is no address of ours; `git config --add "
			"desk.account.NAME.address %1` makes it one",
		"%1 — не наш адрес; станет нашим через `git config --add "
		"desk.account.NAME.address %1`"},
	one_mail = {"one mail comes on standard input",
		"письмо ждут на стандартном вводе, одно"};

#define MAIL_LIMIT_BYTES (64 * 1024 * 1024)

/* support+TOKEN@ is support@. */
static char *without_plus(const char *address)
{
	const char *plus = strchr(address, '+');
	const char *at = strrchr(address, '@');
	if (!plus || !at || plus > at)
		return g_strdup(address);
	g_autofree char *local = g_strndup(address, (gsize)(plus - address));
	return g_strconcat(local, at, NULL);
}

static const Account *account_of(const GPtrArray *accounts, const char *address)
{
	g_autofree char *plain = without_plus(address);
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		for (guint j = 0; j + 1 < account->addresses->len; j++)
			if (g_ascii_strcasecmp(plain, g_ptr_array_index(
				account->addresses, j)) == 0)
				return account;
	}
	return NULL;
}

/* FALSE with 67 for a recipient that is not ours. */
static gboolean choose(Context *context, const GPtrArray *accounts,
	const Account **account, GError **error)
{
	const char *to = option_text(context, "to");
	const char *name = option_text(context, "account");
	*account = NULL;
	for (guint i = 0; name && i < accounts->len; i++) {
		const Account *row = g_ptr_array_index(accounts, i);
		if (strcmp(row->mail->name, name) == 0)
			*account = row;
	}
	if (!to || *account)
		return TRUE;
	*account = account_of(accounts, to);
	if (*account || accounts->len == 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_PERSON, &not_ours, to, NULL);
}

static gboolean deliver(Context *context, GBytes *raw, IntakeReport *report,
	GError **error)
{
	Desk *desk = context->desk;
	const Account *account;
	g_autoptr(GPtrArray) accounts = accounts_read(desk, error);
	if (!accounts || !choose(context, accounts, &account, error))
		return FALSE;
	const char *name = option_text(context, "account");
	IntakeSettings settings = {
		.verb = "deliver",
		.account = account ? account->mail->name : name ? name : "deliver",
		.category = account ? account->category : NULL,
		.level = account ? account->level : NULL,
		.own_addresses = account ?
			(char **)account->addresses->pdata : NULL,
		.authserv_ids = account ?
			(char **)account->authserv_ids->pdata : NULL,
		.since = INSTANT_NONE,
		.limit_bytes = MAIL_LIMIT_BYTES,
		.dry_run = context->dry_run,
	};
	IntakeMail *mail = g_new0(IntakeMail, 1);
	mail->raw = g_bytes_ref(raw);
	mail->received = desk_now(desk);
	mail->size = g_bytes_get_size(raw);
	mail->folder = g_strdup("");
	mail->uidvalidity = g_strdup("");
	mail->uid = g_strdup("");
	g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(
		(GDestroyNotify)intake_mail_free);
	g_ptr_array_add(batch, mail);
	return intake_run(desk, &settings, batch, report, error);
}

/* An MTA bounces what it is not told to keep: only "not ours" and "safe" are
 * final answers. */
static int run(Context *context, GError **error)
{
	g_auto(IntakeReport) report = {
		.notes = g_ptr_array_new_with_free_func(g_free)};
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) raw = NULL;
	if (isatty(STDIN_FILENO))
		return usage_error(context, error, &one_mail, NULL);
	if (context_desk(context, &problem) &&
		(raw = file_read_descriptor(STDIN_FILENO, "standard input",
			MAIL_LIMIT_BYTES, &problem)) &&
		deliver(context, raw, &report, &problem)) {
		/* In quarantine it is as safe as in a ticket. */
		intake_page(context, &report, TRUE, NULL);
		return 0;
	}
	if (problem->code != DESK_ERROR_PERSON &&
		problem->code != DESK_ERROR_USAGE)
		problem->code = DESK_ERROR_TEMPORARY;
	g_propagate_error(error, g_steal_pointer(&problem));
	return -1;
}
#endif

const Command deliver_command = {
	.name = "deliver",
	.group = GROUP_PLUMBING,
	.synopsis = "deliver [--account NAME] [--to ADDRESS] < MAIL",
	.summary = {"take one mail in from standard input, for an MTA",
		"принять письмо со стандартного ввода, для почтового сервера"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_CHANGES | COMMAND_MAIL,
	.run = MAIL_RUN(run),
};
