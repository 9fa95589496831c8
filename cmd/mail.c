#include "cmd/command.h"

static const Member test_columns[] = {
	{"account", {"Account", "Ящик"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"folder", {"Folder", "Папка"}, VALUE_TEXT, 0,
		"or the URL where mail leaves"},
	{"mails", {"Mails", "Письма"}, VALUE_INTEGER, 0,
		"in it; null for an URL"},
	{"result", {"Result", "Итог"}, VALUE_TEXT, 0, "open login sent found"},
	{0},
};
static const Schema test_schema = {"mail-test/1",
	"desk mail test: an array", test_columns};

static const Member account_columns[] = {
	{"name", {"Account", "Ящик"}, VALUE_TEXT, COLUMN_ID, "of the account"},
	{"url", {"Where", "Где"}, VALUE_TEXT, COLUMN_SHRINK,
		"where its mail is"},
	{"smtp", {"Sends by", "Отправка"}, VALUE_TEXT, COLUMN_SHRINK,
		"where its mail leaves; null = it cannot send"},
	{"user", {"Login", "Логин"}, VALUE_TEXT, 0, "login"},
	{"after", {"Afterwards", "После приёма"}, VALUE_TEXT, 0,
		"what becomes of a mail that was taken in"},
	{"category", {"Category", "Категория"}, VALUE_TEXT, 0,
		"of its tickets; null = none"},
	{"since", {"Since", "С даты"}, VALUE_INSTANT, 0,
		"mail before is left; null = none is"},
	{0},
};
static const Schema account_schema = {"account/1",
	"desk mail list: an array", account_columns};

#ifdef DESK_MAIL
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/send/account_trial.h"
#include "model/people.h"
#include "store/tip.h"

static const Phrase
	login_in_url = {"%1: without the login, which is for --user; the password "
			"is asked for, or is with git's credential helpers",
		"%1: без логина, он задаётся через --user; пароль будет "
		"спрошен или хранится у помощников git"},
	bad_url = {"--url %1: imaps://host, imap://host, maildir:PATH or "
			"mbox:PATH",
		"--url %1: imaps://host, imap://host, maildir:ПУТЬ или "
		"mbox:ПУТЬ"},
	bad_smtp = {"--smtp %1: smtps://host, smtp://host or none",
		"--smtp %1: smtps://host, smtp://host или none"},
	no_address = {"\"%1\" is no mail address", "«%1» — не почтовый адрес"},
	no_account = {"there is no account %1; `desk mail list` shows them, "
			"`desk mail add ADDRESS` makes one",
		"нет ящика %1; их показывает `desk mail list`, добавит "
		"`desk mail add АДРЕС`"},
	none_yet = {"there is no account yet; `desk mail list` shows them, "
			"`desk mail add ADDRESS` makes one",
		"ящиков ещё нет; добавит `desk mail add АДРЕС`"};
#endif

static const Option options[] = {
	{"url", 0, "URL", VALUE_OF_TEXT, FALSE,
		{"imaps://host, imap://host, maildir:PATH or mbox:PATH",
			"imaps://host, imap://host, maildir:ПУТЬ или "
			"mbox:ПУТЬ"}},
	{"smtp", 0, "URL", VALUE_OF_TEXT, FALSE,
		{"where its mail leaves: smtps://host, smtp://host, or none",
			"чем уходит почта: smtps://host, smtp://host или "
			"none"}},
	{"user", 0, "LOGIN", VALUE_OF_TEXT, FALSE,
		{"IMAP login; default ADDRESS",
			"логин IMAP; по умолчанию АДРЕС"}},
	{"all", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"old mail is taken in, too, not only what comes from now on",
			"принять и старую почту, а не только новую"}},
	OPTION_CATEGORY_OF_NEW,
	{"no-test", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"do not log in now", "не входить в ящик сейчас"}},
	{0},
};

#ifdef DESK_MAIL

/* --- settings -------------------------------------------------------- */

static gboolean set_config(Desk *desk, const char *name, const char *key,
	const char *value, GError **error)
{
	g_autofree char *path = g_strdup_printf("desk.account.%s.%s", name, key);
	return desk_set_setting(desk, path, value, error);
}

static gboolean is_imap(const char *url)
{
	return g_str_has_prefix(url, "imap://") ||
		g_str_has_prefix(url, "imaps://");
}

/* imaps://login:password@host would stand in git's configuration. */
static gboolean has_login(const char *url)
{
	const char *colon = strstr(url, "://");
	return colon && memchr(colon + 3, '@', strcspn(colon + 3, "/?#"));
}

static gboolean check_login(Context *context, const char *option,
	const char *url, GError **error)
{
	if (!url || !has_login(url))
		return TRUE;
	usage_error(context, error, &login_in_url, option, NULL);
	return FALSE;
}

static gboolean check_url(Context *context, const char *url, GError **error)
{
	if (!check_login(context, "--url", url, error))
		return FALSE;
	if (is_imap(url) || g_str_has_prefix(url, "maildir:") ||
		g_str_has_prefix(url, "mbox:"))
		return TRUE;
	usage_error(context, error, &bad_url, url, NULL);
	return FALSE;
}

static gboolean check_smtp(Context *context, GError **error)
{
	const char *url = option_text(context, "smtp");
	if (!check_login(context, "--smtp", url, error))
		return FALSE;
	if (!url || strcmp(url, "none") == 0 ||
		g_str_has_prefix(url, "smtp://") ||
		g_str_has_prefix(url, "smtps://"))
		return TRUE;
	usage_error(context, error, &bad_smtp, url, NULL);
	return FALSE;
}

/* --- a password, typed unseen ---------------------------------------- */

static char *ask_password(const Context *context, const char *name)
{
	static const Phrase asked = {"Password of %1: ", "Пароль ящика %1: "};
	struct termios before, quiet;
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return NULL;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	g_autofree char *question = fill_in_language(context, &asked, name,
		NULL);
	if (write(STDERR_FILENO, question, strlen(question)) < 0)
		return NULL;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	char line[1024];
	ssize_t size = read(STDIN_FILENO, line, sizeof line - 1);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	if (write(STDERR_FILENO, "\n", 1) < 0 || size <= 0)
		return NULL;
	line[size] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return g_strdup(line);
}

/* --- test ------------------------------------------------------------ */

static void say_waits(void *data, const Account *account)
{
	static const Phrase waiting = {"%1: a letter left; waiting until it "
			"comes, up to %2",
		"%1: письмо ушло; ждём, пока придёт, до %2"};
	const Context *context = data;
	g_autofree char *wait = context_span(context,
		account->mail->timeout_ms / 1000);
	if (context->interactive && !context->quiet)
		desk_say(context->desk, &waiting, account->mail->name, wait,
			NULL);
}

static void add_rows(Block *table, const Account *account,
	const GPtrArray *steps, const char *language)
{
	for (guint i = 0; i < steps->len; i++) {
		const TrialStep *step = g_ptr_array_index(steps, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(account->mail->name));
		row_add(row, value_text(step->place));
		row_add(row, step->mails < 0 ? value_none() :
			value_integer(step->mails));
		row_add(row, value_phrase(trial_result_title(step->result),
			language));
	}
}

/* The rows say how far it came, also when it fails. */
static gboolean test_account(Context *context, Account *account, Block *table,
	GError **error)
{
	g_autoptr(GPtrArray) steps = trial_steps_new();
	AccountTrial trial = {
		.letter = !context->dry_run,
		.waits = say_waits,
		.data = context,
		.steps = steps,
	};
	gboolean good = account_try(context->desk, account, &trial, error);
	add_rows(table, account, steps, context->language);
	if (!good && !g_str_has_prefix((*error)->message, account->mail->name))
		g_prefix_error(error, "%s: ", account->mail->name);
	return good;
}

static Block *add_test_table(Context *context)
{
	Block *table = context_list(context, &test_schema, "folders");
	return table;
}

/* An account that fails does not keep the others from being tried. */
static gboolean test_accounts(Context *context, GPtrArray *accounts,
	const char *only, GError **error)
{
	Block *table = add_test_table(context);
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	for (guint i = 0; i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		GError *problem = NULL;
		if ((only && strcmp(account->mail->name, only) != 0) ||
			test_account(context, account, table, &problem))
			continue;
		g_ptr_array_add(problems, problem);
	}
	return desk_error_of_many(error, 0, problems);
}

static int run_test(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) accounts = desk ? accounts_read(desk, error) :
		NULL;
	if (!accounts)
		return -1;
	const char *only = context->operands[0];
	if (only ? !accounts_find(accounts, only) : accounts->len == 0) {
		desk_refuse(error, only ? DESK_ERROR_NOT_FOUND :
			DESK_ERROR_CONFIG, only ? &no_account : &none_yet,
			only, NULL);
		return -1;
	}
	return test_accounts(context, accounts, only, error) ? 0 : -1;
}

/* --- add ------------------------------------------------------------- */

static gboolean write_account(Context *context, const char *name,
	const char *url, GError **error)
{
	Desk *desk = context->desk;
	const char *user = option_text(context, "user");
	const char *category = option_text(context, "category");
	g_autofree char *now = instant_format(desk_now(desk));
	/* Who adds it once more, for its password, goes on where it was. */
	g_autofree char *key = g_strdup_printf("desk.account.%s.url", name);
	g_autofree char *known = store_config_get(desk_place(desk), key);
	gboolean is_known = known != NULL;
	g_autofree char *smtp = g_strdup(option_text(context, "smtp"));
	if (!smtp && is_imap(url))
		smtp = option_text(context, "url") ? NULL : provider_smtp(name);
	gboolean sends = smtp && strcmp(smtp, "none") != 0;
	return set_config(desk, name, "url", url, error) &&
		(!sends || set_config(desk, name, "smtp", smtp, error)) &&
		(!user || set_config(desk, name, "user", user, error)) &&
		(!category || set_config(desk, name, "category", category,
			error)) &&
		(option_given(context, "all") || is_known ||
			set_config(desk, name, "since", now, error));
}

/* Said before the password is typed, not when cron finds none. */
static gboolean say_no_keeper(Context *context, const Account *account,
	GError **error)
{
	const char *url = account->mail->url, *name = account->mail->name;
	gboolean has = TRUE;
	/* Where nobody is asked for it, the test that fails says it. */
	if (!is_imap(url) || account->password_command ||
		account->token_command ||
		!(context->interactive || option_given(context, "no-test")))
		return TRUE;
	if (!account_has_keeper(context->desk, url, &has, error))
		return FALSE;
	g_autofree char *ways = phrase_fill(&account_keepers,
		context->language, name, NULL);
	if (!has)
		desk_say(context->desk, &account_no_keeper, name, ways, NULL);
	return TRUE;
}

static int run_add(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *name = context->operands[0];
	if (!desk)
		return -1;
	if (!mail_is_address(name))
		return usage_error(context, error, &no_address, name, NULL);
	g_autofree char *url = g_strdup(option_text(context, "url"));
	if (!url)
		url = provider_url(name);
	if (!check_url(context, url, error) || !check_smtp(context, error))
		return -1;
	if (context->dry_run)
		return 0;
	if (!write_account(context, name, url, error))
		return -1;
	context->done = TRUE;
	g_autoptr(GPtrArray) accounts = accounts_read(desk, error);
	Account *account = accounts ? accounts_find(accounts, name) : NULL;
	if (!account)
		return -1;
	if (!say_no_keeper(context, account, error))
		return -1;
	Block *table = add_test_table(context);
	static const Phrase by_itself = {"By itself, every five minutes: desk "
			"cron install --print crontab",
		"Само, каждые пять минут: desk cron install --print crontab"};
	context_add_prose(context, &by_itself, NULL);
	if (option_given(context, "no-test"))
		return 0;
	if (is_imap(url) && context->interactive)
		account->mail->password = ask_password(context, name);
	if (!test_account(context, account, table, error)) {
		static const Phrase untested = {"the account is written, but "
				"the test failed (`desk mail test %2` tries "
				"again): %1",
			"ящик записан, но проверка не удалась (повторит "
			"`desk mail test %2`): %1"};
		desk_error_reword(error, &untested, name, NULL);
		return -1;
	}
	return 0;
}

/* --- list ------------------------------------------------------------ */

static int run_list(Context *context, GError **error)
{
	static const char *const after[] = {"keep", "seen", "flag", "move",
		"delete"};
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) accounts = desk ? accounts_read(desk, error) :
		NULL;
	if (!accounts)
		return -1;
	Block *table = context_list(context, &account_schema, "accounts");
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(account->mail->name));
		row_add(row, value_text(account->mail->url));
		row_add(row, value_text(account->smtp));
		row_add(row, value_text(account->mail->user));
		row_add(row, value_text(after[account->mail->after]));
		row_add(row, value_text(account->category));
		row_add(row, value_instant(account->since));
	}
	return 0;
}

#endif

static const Subcommand subcommands[] = {
	{"add", "ADDRESS", {"another account", "ещё один ящик"},
		{VALUE_OF_TEXT}, options, MAIL_RUN(run_add), FALSE},
	{"list", NULL, {"the accounts there are", "какие ящики есть"},
		{VALUE_OF_NOTHING}, NULL, MAIL_RUN(run_list), TRUE},
	{"test", "[NAME]", {"log in, and send a letter around",
		"войти и послать письмо по кругу"}, {VALUE_OF_ACCOUNT}, NULL,
		MAIL_RUN(run_test), FALSE},
	{0},
};

const Command mail_command = {
	.name = "mail",
	.group = GROUP_STORE,
	.synopsis = "mail",
	.summary = {"the accounts that mail comes from and leaves by",
		"ящики, через которые приходит и уходит почта"},
	.flags = COMMAND_READS | COMMAND_CHANGES | COMMAND_MAIL,
	.answers = (const Schema *const[]){&account_schema, &test_schema, NULL},
	.subcommands = subcommands,
};
