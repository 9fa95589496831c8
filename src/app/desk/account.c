#include "app/desk/account.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "base/texts.h"
#include "mail/address.h"
#include "model/setting.h"
#include "store/tip.h"
#include "system/process.h"

#define PREFIX "desk.account."

static const Phrase
	login_in_url = {"git config: account.%1.%2: a login has no place in an "
			"URL; `desk config set account.%1.user LOGIN` names "
			"it, the password is with git's credential helpers "
			"(desk-mail(1))",
		"git config: account.%1.%2: логину не место в URL; его задаёт "
		"`desk config set account.%1.user ЛОГИН`, пароль хранят "
		"помощники git (desk-mail(1))"},
	no_url = {"git config: account.%1.url is missing: where is the mail? "
			"`desk config set account.%1.url imaps://HOST` says it",
		"git config: нет account.%1.url: где почта? это скажет `desk "
		"config set account.%1.url imaps://HOST`"},
	no_smtp_password = {"no password for %1 of %2: git's credential "
			"helpers know none; `git credential approve` stores "
			"it, or `desk config set "
			"account.%2.smtp-password-command PROGRAM` names what "
			"prints it",
		"нет пароля для %1 ящика %2: помощники git его не знают; его "
		"сохранит `git credential approve`, или `desk config set "
		"account.%2.smtp-password-command ПРОГРАММА` назовёт "
		"программу, которая его печатает"},
	no_smtp_keeper = {"no password for %1 of %2, and nothing here keeps one: "
			"git has no credential helper. Either `desk config set "
			"account.%2.smtp-password-command PROGRAM` names what "
			"prints it, or after `git config --global "
			"credential.helper store` what `git credential "
			"approve` is told is kept in ~/.git-credentials",
		"нет пароля для %1 ящика %2, и хранить его негде: у git нет "
		"помощника (credential helper). Либо `desk config set "
		"account.%2.smtp-password-command ПРОГРАММА` назовёт "
		"программу, которая его печатает, либо после `git config "
		"--global credential.helper store` пароль из `git credential "
		"approve` будет лежать в ~/.git-credentials"},
	cannot_send = {"account %1 cannot send; `desk config set account.%1.%2 "
			"makes it",
		"ящик %1 не отправляет почту; это исправит `desk config set "
		"account.%1.%2"},
	no_secret = {PREFIX "%1.%2: the program ended with status %3 and no "
			"secret",
		PREFIX "%1.%2: программа закончилась с кодом %3 и без пароля"},
	no_password = {"no password for %1: git's credential helpers know "
			"none; `desk mail add %1` asks for it and stores it, "
			"or `desk config set account.%1.password-command "
			"PROGRAM` names what prints it",
		"нет пароля для %1: помощники git его не знают; `desk mail "
		"add %1` спросит и сохранит его, или `desk config set "
		"account.%1.password-command ПРОГРАММА` назовёт программу, "
		"которая его печатает"},
	no_keeper = {"no password for %1, and nothing here keeps one: git has "
			"no credential helper. %2",
		"нет пароля для %1, и хранить его негде: у git нет помощника "
		"(credential helper). %2"};

const Phrase account_no_keeper = {"Nothing here keeps the password of %1: git "
		"has no credential helper. %2",
	"Пароль ящика %1 хранить негде: у git нет помощника (credential "
	"helper). %2"};

const Phrase account_keepers = {"Either `desk config set "
		"account.%1.password-command PROGRAM` names what prints it "
		"(pass, secret-tool, a file that only you read), or `git config "
		"--global credential.helper store` lets git keep it in "
		"~/.git-credentials, and `desk mail add %1` asks for it once "
		"more",
	"Либо `desk config set account.%1.password-command ПРОГРАММА` назовёт "
	"программу, которая его печатает (pass, secret-tool, файл только для "
	"вас), либо после `git config --global credential.helper store` git "
	"будет хранить его в ~/.git-credentials, а `desk mail add %1` спросит "
	"ещё раз"};

void account_free(Account *account)
{
	g_clear_pointer(&account->mail, mail_account_free);
	g_free(account->category);
	g_free(account->level);
	g_clear_pointer(&account->addresses, g_ptr_array_unref);
	g_clear_pointer(&account->authserv_ids, g_ptr_array_unref);
	g_strfreev(account->password_command);
	g_strfreev(account->token_command);
	g_free(account->smtp);
	g_free(account->smtp_user);
	g_strfreev(account->smtp_password_command);
	g_free(account->from);
	g_free(account);
}

/* --- settings -------------------------------------------------------- */

Account *account_new(const char *name)
{
	Account *account = g_new0(Account, 1);
	account->mail = g_new0(MailAccount, 1);
	account->mail->name = g_strdup(name);
	account->mail->folders = g_ptr_array_new_with_free_func(g_free);
	account->mail->after = AFTER_FLAG;
	account->mail->limit_bytes = 25 * 1024 * 1024;
	account->mail->timeout_ms = 60 * 1000;
	account->addresses = g_ptr_array_new_with_free_func(g_free);
	account->authserv_ids = g_ptr_array_new_with_free_func(g_free);
	account->since = INSTANT_NONE;
	account->plus = TRUE;
	return account;
}

static gboolean set_value(Account *account, const char *key, const char *value)
{
	MailAccount *mail = account->mail;
	const struct {
		const char *key;
		char **text;
		GPtrArray *list;
		char ***command;
	} places[] = {
		{"address", .list = account->addresses},
		{"authserv-id", .list = account->authserv_ids},
		{"ca-file", .text = &mail->ca_file},
		{"category", .text = &account->category},
		{"folder", .list = mail->folders},
		{"from", .text = &account->from},
		{"level", .text = &account->level},
		{"move-to", .text = &mail->move_to},
		{"password-command", .command = &account->password_command},
		{"smtp", .text = &account->smtp},
		{"smtp-password-command",
			.command = &account->smtp_password_command},
		{"smtp-user", .text = &account->smtp_user},
		{"token-command", .command = &account->token_command},
		{"url", .text = &mail->url},
		{"user", .text = &mail->user},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		if (strcmp(places[i].key, key) != 0)
			continue;
		if (places[i].list) {
			g_ptr_array_add(places[i].list, g_strdup(value));
		} else if (places[i].text) {
			g_free(*places[i].text);
			*places[i].text = g_strdup(value);
		} else {
			g_strfreev(*places[i].command);
			*places[i].command = process_split(value, NULL);
		}
		return TRUE;
	}
	return FALSE;
}

static void set_number(Account *account, const char *key, gint64 number)
{
	if (strcmp(key, "after") == 0)
		account->mail->after = (MailAfter)number;
	else if (strcmp(key, "limit") == 0)
		account->mail->limit_bytes = (gsize)number;
	else if (strcmp(key, "plus") == 0)
		account->plus = number != 0;
	else if (strcmp(key, "since") == 0)
		account->since = number;
	else if (strcmp(key, "timeout") == 0)
		account->mail->timeout_ms = (int)number * 1000;
}

/* `name` is the setting's without "desk.". */
static gboolean set_setting(Account *account, const char *name, const char *key,
	const char *value, GError **error)
{
	gint64 number;
	const Setting *setting = setting_need(name, error);
	if (!setting || !setting_check(setting, name, value, error)) {
		if (error)
			(*error)->code = DESK_ERROR_CONFIG;
		g_prefix_error(error, "git config: ");
		return FALSE;
	}
	if (!set_value(account, key, value) && setting_is_number(setting) &&
		setting_number(setting, name, value, &number, NULL))
		set_number(account, key, number);
	return TRUE;
}

/* git's configuration is shown and copied: a password is not for it. */
static gboolean check_secret(const Account *account, const char *key,
	const char *url, GError **error)
{
	const char *colon = url ? strstr(url, "://") : NULL;
	gsize size = colon ? strcspn(colon + 3, "/?#") : 0;
	if (!colon || !memchr(colon + 3, '@', size))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_CONFIG, &login_in_url,
		account->mail->name, key, NULL);
}

static gboolean complete(Account *account, GError **error)
{
	if (!check_secret(account, "url", account->mail->url, error) ||
		!check_secret(account, "smtp", account->smtp, error))
		return FALSE;
	MailAccount *mail = account->mail;
	if (!mail->url)
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_url,
			mail->name, NULL);
	if (!mail->user)
		mail->user = g_strdup(mail->name);
	if (mail->folders->len == 0)
		g_ptr_array_add(mail->folders, g_strdup("INBOX"));
	if (strchr(mail->name, '@'))
		g_ptr_array_add(account->addresses, g_strdup(mail->name));
	/* As mail has them: support@пример.рф is support@xn--e1afmkfd.xn--p1ai. */
	for (guint i = 0; i < account->addresses->len; i++) {
		char **address = (char **)&account->addresses->pdata[i];
		char *wire = mail_address_wire(*address);
		if (wire) {
			g_free(*address);
			*address = wire;
		}
	}
	g_ptr_array_add(account->addresses, NULL);
	g_ptr_array_add(account->authserv_ids, NULL);
	return TRUE;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	const Account *left = *(const Account *const *)a;
	const Account *right = *(const Account *const *)b;
	return strcmp(left->mail->name, right->mail->name);
}

typedef struct {
	GHashTable *by_name;
	GError *error;
} AccountReader;

/* "desk.account.NAME.KEY"; the name may have dots, the key has none. */
static void take_setting(const char *key, const char *value, void *data)
{
	AccountReader *reader = data;
	const char *dot = strrchr(key, '.');
	if (reader->error || !g_str_has_prefix(key, PREFIX) ||
		dot < key + strlen(PREFIX))
		return;
	const char *start = key + strlen(PREFIX);
	g_autofree char *name = g_strndup(start, (gsize)(dot - start));
	Account *account = g_hash_table_lookup(reader->by_name, name);
	if (!account) {
		account = account_new(name);
		g_hash_table_insert(reader->by_name, account->mail->name,
			account);
	}
	set_setting(account, key + strlen("desk."), dot + 1, value,
		&reader->error);
}

Account *accounts_find(const GPtrArray *accounts, const char *name)
{
	for (guint i = 0; i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		if (strcmp(account->mail->name, name) == 0)
			return account;
	}
	return NULL;
}

GPtrArray *accounts_read(Desk *desk, GError **error)
{
	g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
	AccountReader reader = {by_key, NULL};
	store_config_each(desk_place(desk), take_setting, &reader, NULL);
	g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func(
		(GDestroyNotify)account_free);
	GHashTableIter iter;
	gpointer account;
	g_hash_table_iter_init(&iter, by_key);
	while (g_hash_table_iter_next(&iter, NULL, &account))
		g_ptr_array_add(accounts, account);
	for (guint i = 0; !reader.error && i < accounts->len; i++)
		complete(g_ptr_array_index(accounts, i), &reader.error);
	if (reader.error) {
		g_propagate_error(error, reader.error);
		return NULL;
	}
	g_ptr_array_sort(accounts, by_name);
	return g_steal_pointer(&accounts);
}

/* --- passwords ------------------------------------------------------- */

#define SECRET_LIMIT_BYTES 16384

static char *first_line_of(GBytes *output)
{
	g_autofree char *copy = text_of_bytes(output);
	copy[strcspn(copy, "\r\n")] = '\0';
	return g_steal_pointer(&copy);
}

static gboolean run_secret(const Account *account, char **command,
	const char *key, char **secret, GError **error)
{
	g_autoptr(GBytes) output = NULL;
	int status;
	if (!process_run((const char *const *)command, NULL, NULL,
		SECRET_LIMIT_BYTES, &output, NULL, &status, error))
		return FALSE;
	*secret = first_line_of(output);
	if (status == 0 && **secret)
		return TRUE;
	desk_refuse(error, DESK_ERROR_CONFIG, &no_secret, account->mail->name,
		key, PHRASE_NUMBER(status), NULL);
	return FALSE;
}

/* "protocol=imaps\nhost=…\nusername=…\n" (git-credential(1)). */
static char *credential_text(const char *url, const char *user)
{
	const char *colon = strstr(url, "://");
	g_autofree char *protocol = colon ? g_strndup(url, (gsize)(colon - url)) :
		g_strdup("imaps");
	const char *host = colon ? colon + 3 : url;
	g_autofree char *name = g_strndup(host, strcspn(host, "/"));
	return g_strdup_printf("protocol=%s\nhost=%s\nusername=%s\n", protocol,
		name, user);
}

static gboolean run_credential(Desk *desk, const char *action,
	const char *input, char **output, char **said, GError **error)
{
	g_autofree char *folder = g_strconcat("--git-dir=",
		desk_place(desk)->git_folder, NULL);
	const char *const argv[] = {"git", folder, "credential", action, NULL};
	g_autoptr(GBytes) bytes = g_bytes_new(input, strlen(input));
	g_autoptr(GBytes) answer = NULL;
	int status;
	if (!process_run(argv, NULL, bytes, SECRET_LIMIT_BYTES, &answer, said,
		&status, error))
		return FALSE;
	if (output)
		*output = text_of_bytes(answer);
	return TRUE;
}

/* `*reason`: what git and its helpers said if there is none; "" nothing. */
static gboolean fill_password(Desk *desk, const char *url, const char *user,
	char **password, char **reason, GError **error)
{
	static const Phrase git_said = {"git: %1", "git: %1"};
	g_autofree char *input = credential_text(url, user);
	g_autofree char *text = NULL, *said = NULL;
	if (!run_credential(desk, "fill", input, &text, &said, error))
		return FALSE;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "password="))
			*password = g_strdup(*line + strlen("password="));
	g_strstrip(said);
	*reason = *said ? process_git_reason(said, 0) : g_strdup("");
	if (*password && **reason)
		desk_say(desk, &git_said, *reason, NULL);
	return TRUE;
}

static void add_reason(GError **error, const char *reason)
{
	static const Phrase with = {"%1 (git: %2)", "%1 (git: %2)"};
	if (*reason)
		desk_error_reword(error, &with, reason, NULL);
}

gboolean account_has_keeper(Desk *desk, const char *url, gboolean *has,
	GError **error)
{
	g_autofree char *folder = g_strconcat("--git-dir=",
		desk_place(desk)->git_folder, NULL);
	const char *const argv[] = {"git", folder, "config", "--get-urlmatch",
		"credential.helper", url, NULL};
	g_autoptr(GBytes) output = NULL;
	int status;
	if (!process_run(argv, NULL, NULL, SECRET_LIMIT_BYTES, &output, NULL,
		&status, error))
		return FALSE;
	gsize size = 0;
	const char *text = output ? g_bytes_get_data(output, &size) : NULL;
	/* An empty one forgets those that stand above it. */
	*has = status == 0 && text && *text != '\n' && size > 0;
	return TRUE;
}

/* Which advice helps depends on whether git could keep it. */
static gboolean refuse_password(Desk *desk, const char *url, const char *name,
	GError **error)
{
	gboolean has;
	if (!account_has_keeper(desk, url, &has, error))
		return FALSE;
	if (has)
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_password, name,
			NULL);
	g_autofree char *en = phrase_fill(&account_keepers, "en", name, NULL);
	g_autofree char *ru = phrase_fill(&account_keepers, "ru", name, NULL);
	return desk_refuse_take(error, DESK_ERROR_CONFIG,
		phrase_fill(&no_keeper, "en", name, en, NULL),
		phrase_fill(&no_keeper, "ru", name, ru, NULL));
}

gboolean account_unlock(Desk *desk, Account *account, GError **error)
{
	MailAccount *mail = account->mail;
	if (!g_str_has_prefix(mail->url, "imap"))
		return TRUE;
	if (account->token_command)
		return run_secret(account, account->token_command,
			"token-command", &mail->bearer, error);
	if (account->password_command)
		return run_secret(account, account->password_command,
			"password-command", &mail->password, error);
	g_autofree char *reason = NULL;
	if (!fill_password(desk, mail->url, mail->user, &mail->password, &reason,
		error))
		return FALSE;
	if (mail->password)
		return TRUE;
	refuse_password(desk, mail->url, mail->name, error);
	add_reason(error, reason);
	return FALSE;
}

void account_remember(Desk *desk, const Account *account)
{
	if (!account->mail->password || account->password_command)
		return;
	g_autofree char *where = credential_text(account->mail->url,
		account->mail->user);
	g_autofree char *input = g_strdup_printf("%spassword=%s\n", where,
		account->mail->password);
	run_credential(desk, "approve", input, NULL, NULL, NULL);
}

/* --- smtp ------------------------------------------------------------ */

/* smtp://127.0.0.1:25/, smtp://localhost/, smtp://[::1]/ */
static gboolean is_here(const char *url)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *colon = strstr(url, "://");
	const char *host = colon ? colon + 3 : url;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize length = strlen(names[i]);
		if (g_ascii_strncasecmp(host, names[i], length) == 0 &&
			(host[length] == '\0' || strchr(":/", host[length])))
			return TRUE;
	}
	return FALSE;
}

/* An own login for smtp: its program, else the account's token, else git's
 * helpers. */
static gboolean unlock_smtp(Desk *desk, const Account *account,
	SmtpServer *server, GError **error)
{
	const char *name = account->mail->name;
	server->user = g_strdup(account->smtp_user);
	if (account->smtp_password_command)
		return run_secret(account, account->smtp_password_command,
			"smtp-password-command", &server->password, error);
	if (account->token_command)
		return run_secret(account, account->token_command,
			"token-command", &server->bearer, error);
	g_autofree char *reason = NULL;
	if (!fill_password(desk, account->smtp, server->user, &server->password,
		&reason, error))
		return FALSE;
	gboolean has;
	if (server->password)
		return TRUE;
	if (account_has_keeper(desk, account->smtp, &has, error)) {
		desk_refuse(error, DESK_ERROR_CONFIG, has ? &no_smtp_password :
			&no_smtp_keeper, server->user, name, NULL);
		add_reason(error, reason);
	}
	return FALSE;
}

/* The login of the mailbox. */
static gboolean unlock_as_mailbox(Desk *desk, Account *account,
	SmtpServer *server, GError **error)
{
	if (!account->mail->password && !account->mail->bearer &&
		!account_unlock(desk, account, error))
		return FALSE;
	server->user = g_strdup(account->mail->user);
	server->password = g_strdup(account->mail->password);
	server->bearer = g_strdup(account->mail->bearer);
	return TRUE;
}

SmtpServer *account_smtp_server(Desk *desk, Account *account, GError **error)
{
	g_autoptr(SmtpServer) server = g_new0(SmtpServer, 1);
	if (!account->smtp || account->addresses->len < 2) {
		desk_refuse(error, DESK_ERROR_CONFIG, &cannot_send,
			account->mail->name,
			account->smtp ? "address NAME@DOMAIN`" :
			"smtp smtps://HOST`",
			NULL);
		return NULL;
	}
	server->url = g_strdup(account->smtp);
	server->ca_file = g_strdup(account->mail->ca_file);
	server->timeout_ms = account->mail->timeout_ms;
	gboolean good = TRUE;
	if (account->smtp_user)
		good = strcmp(account->smtp_user, "none") == 0 ||
			unlock_smtp(desk, account, server, error);
	else if (!is_here(account->smtp) &&
		g_str_has_prefix(account->mail->url, "imap"))
		good = unlock_as_mailbox(desk, account, server, error);
	return good ? g_steal_pointer(&server) : NULL;
}

/* --- providers ------------------------------------------------------- */

static const MailProvider providers[] = {
	{"gmail.com", "imaps://imap.gmail.com/", "smtps://smtp.gmail.com/"},
	{"hotmail.com", "imaps://outlook.office365.com/",
		"smtp://smtp.office365.com:587/"},
	{"icloud.com", "imaps://imap.mail.me.com/",
		"smtp://smtp.mail.me.com:587/"},
	{"mail.ru", "imaps://imap.mail.ru/", "smtps://smtp.mail.ru/"},
	{"outlook.com", "imaps://outlook.office365.com/",
		"smtp://smtp.office365.com:587/"},
	{"rambler.ru", "imaps://imap.rambler.ru/", "smtps://smtp.rambler.ru/"},
	{"yahoo.com", "imaps://imap.mail.yahoo.com/",
		"smtps://smtp.mail.yahoo.com/"},
	{"yandex.ru", "imaps://imap.yandex.ru/", "smtps://smtp.yandex.ru/"},
};

static const MailProvider *provider_of(const char *domain)
{
	for (guint i = 0; i < G_N_ELEMENTS(providers); i++)
		if (g_ascii_strcasecmp(providers[i].domain, domain) == 0)
			return &providers[i];
	return NULL;
}

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');
	return at ? at + 1 : address;
}

char *provider_url(const char *address)
{
	const MailProvider *provider = provider_of(domain_of(address));
	return provider ? g_strdup(provider->imap) :
		g_strdup_printf("imaps://imap.%s/", domain_of(address));
}

char *provider_smtp(const char *address)
{
	const MailProvider *provider = provider_of(domain_of(address));
	return provider ? g_strdup(provider->smtp) :
		g_strdup_printf("smtps://smtp.%s/", domain_of(address));
}
