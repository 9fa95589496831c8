#include "app/account.h"

#include <string.h>

#include "base/error.h"
#include "system/process.h"

#define CONFIG_LIMIT_BYTES (1024 * 1024)
#define PREFIX "desk.account."

void account_free(Account *account)
{
	g_clear_pointer(&account->mail, mail_account_free);
	g_free(account->category);
	g_free(account->level);
	g_clear_pointer(&account->addresses, g_ptr_array_unref);
	g_clear_pointer(&account->authserv_ids, g_ptr_array_unref);
	g_strfreev(account->password_command);
	g_strfreev(account->token_command);
	g_free(account);
}

/* --- settings -------------------------------------------------------- */

static Account *account_new(const char *name)
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
	return account;
}

static void set_text(char **place, const char *value)
{
	g_free(*place);
	*place = g_strdup(value);
}

static gboolean refuse(GError **error, const Account *account, const char *key,
	const char *value, const char *right)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		PREFIX "%s.%s = \"%s\": %s; `git config " PREFIX "%s.%s VALUE` "
		"sets it", account->mail->name, key, value, right,
		account->mail->name, key);
	return FALSE;
}

static gboolean set_after(Account *account, const char *value, GError **error)
{
	static const char *const names[] = {"keep", "seen", "flag", "move",
		"delete"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], value) == 0) {
			account->mail->after = (MailAfter)i;
			return TRUE;
		}
	return refuse(error, account, "after", value,
		"keep, seen, flag, move or delete");
}

static gboolean set_command(Account *account, char ***place, const char *key,
	const char *value, GError **error)
{
	g_strfreev(*place);
	*place = process_split(value, NULL);
	return *place || refuse(error, account, key, value,
		"a program and its arguments");
}

static gboolean set_value(Account *account, const char *key, const char *value,
	GError **error)
{
	MailAccount *mail = account->mail;
	if (strcmp(key, "url") == 0)
		set_text(&mail->url, value);
	else if (strcmp(key, "user") == 0)
		set_text(&mail->user, value);
	else if (strcmp(key, "move-to") == 0)
		set_text(&mail->move_to, value);
	else if (strcmp(key, "ca-file") == 0)
		set_text(&mail->ca_file, value);
	else if (strcmp(key, "category") == 0)
		set_text(&account->category, value);
	else if (strcmp(key, "level") == 0)
		set_text(&account->level, value);
	else if (strcmp(key, "folder") == 0)
		g_ptr_array_add(mail->folders, g_strdup(value));
	else if (strcmp(key, "address") == 0)
		g_ptr_array_add(account->addresses, g_strdup(value));
	else if (strcmp(key, "authserv-id") == 0)
		g_ptr_array_add(account->authserv_ids, g_strdup(value));
	else if (strcmp(key, "after") == 0)
		return set_after(account, value, error);
	else if (strcmp(key, "password-command") == 0)
		return set_command(account, &account->password_command, key,
			value, error);
	else if (strcmp(key, "token-command") == 0)
		return set_command(account, &account->token_command, key, value,
			error);
	else if (strcmp(key, "limit") == 0)
		mail->limit_bytes = (gsize)g_ascii_strtoull(value, NULL, 10);
	else if (strcmp(key, "since") == 0)
		return instant_parse(value, &account->since) || refuse(error,
			account, key, value, "a time like 2026-11-21T06:14:03Z");
	else
		return refuse(error, account, key, value, "no such setting, see "
			"desk-mail(1)");
	return TRUE;
}

static gboolean complete(Account *account, GError **error)
{
	MailAccount *mail = account->mail;
	if (!mail->url)
		return refuse(error, account, "url", "", "where the mail is");
	if (mail->limit_bytes == 0)
		return refuse(error, account, "limit", "0", "a number of bytes");
	if (!mail->user)
		mail->user = g_strdup(mail->name);
	if (mail->folders->len == 0)
		g_ptr_array_add(mail->folders, g_strdup("INBOX"));
	if (strchr(mail->name, '@'))
		g_ptr_array_add(account->addresses, g_strdup(mail->name));
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

/* "desk.account.NAME.KEY\nVALUE"; the name may have dots, the key has none. */
static gboolean add_row(GHashTable *accounts, const char *row, GError **error)
{
	const char *line = strchr(row, '\n');
	g_autofree char *path = line ? g_strndup(row, (gsize)(line - row)) :
		g_strdup(row);
	char *dot = strrchr(path, '.');
	if (!g_str_has_prefix(path, PREFIX) || !dot ||
		dot < path + strlen(PREFIX))
		return TRUE;
	*dot = '\0';
	const char *name = path + strlen(PREFIX);
	Account *account = g_hash_table_lookup(accounts, name);
	if (!account) {
		account = account_new(name);
		g_hash_table_insert(accounts, account->mail->name, account);
	}
	return set_value(account, dot + 1, line ? line + 1 : "true", error);
}

static char *read_config(Desk *desk, GError **error)
{
	g_autofree char *folder = g_strconcat("--git-dir=",
		desk_place(desk)->git_folder, NULL);
	const char *const argv[] = {"git", folder, "config", "-z",
		"--get-regexp", "^desk\\.account\\.", NULL};
	g_autoptr(GBytes) output = NULL;
	int status;
	if (!process_run(argv, NULL, NULL, CONFIG_LIMIT_BYTES, &output, NULL,
		&status, error))
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(output, &size);
	/* Rows end with NUL: keep them in one buffer, two NULs at the end. */
	char *rows = g_malloc0(size + 2);
	if (text)
		memcpy(rows, text, size);
	return rows;
}

GPtrArray *accounts_read(Desk *desk, GError **error)
{
	g_autofree char *rows = read_config(desk, error);
	if (!rows)
		return NULL;
	g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func(
		(GDestroyNotify)account_free);
	gboolean good = TRUE;
	for (const char *row = rows; good && *row; row += strlen(row) + 1)
		good = add_row(by_key, row, error);
	GHashTableIter iter;
	gpointer account;
	g_hash_table_iter_init(&iter, by_key);
	while (g_hash_table_iter_next(&iter, NULL, &account))
		g_ptr_array_add(accounts, account);
	for (guint i = 0; good && i < accounts->len; i++)
		good = complete(g_ptr_array_index(accounts, i), error);
	if (!good)
		return NULL;
	g_ptr_array_sort(accounts, by_name);
	return g_steal_pointer(&accounts);
}

/* --- passwords ------------------------------------------------------- */

#define SECRET_LIMIT_BYTES 16384

static char *first_line_of(GBytes *output)
{
	gsize size;
	const char *text = g_bytes_get_data(output, &size);
	g_autofree char *copy = g_strndup(text ? text : "", size);
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
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		PREFIX "%s.%s: the program ended with status %d and no secret",
		account->mail->name, key, status);
	return FALSE;
}

/* "protocol=imaps\nhost=…\nusername=…\n" (git-credential(1)). */
static char *credential_text(const Account *account)
{
	const char *url = account->mail->url;
	const char *colon = strstr(url, "://");
	g_autofree char *protocol = colon ? g_strndup(url, (gsize)(colon - url)) :
		g_strdup("imaps");
	const char *host = colon ? colon + 3 : url;
	g_autofree char *name = g_strndup(host, strcspn(host, "/"));
	return g_strdup_printf("protocol=%s\nhost=%s\nusername=%s\n", protocol,
		name, account->mail->user);
}

static gboolean run_credential(Desk *desk, const char *action,
	const char *input, char **password, GError **error)
{
	g_autofree char *folder = g_strconcat("--git-dir=",
		desk_place(desk)->git_folder, NULL);
	const char *const argv[] = {"git", folder, "credential", action, NULL};
	g_autoptr(GBytes) bytes = g_bytes_new(input, strlen(input));
	g_autoptr(GBytes) output = NULL;
	int status;
	if (!process_run(argv, NULL, bytes, SECRET_LIMIT_BYTES, &output, NULL,
		&status, error))
		return FALSE;
	if (!password)
		return TRUE;
	gsize size;
	const char *data = g_bytes_get_data(output, &size);
	g_autofree char *text = g_strndup(data ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "password="))
			*password = g_strdup(*line + strlen("password="));
	return TRUE;
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
	g_autofree char *input = credential_text(account);
	if (!run_credential(desk, "fill", input, &mail->password, error))
		return FALSE;
	if (mail->password)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"no password for %s: git's credential helpers know none; "
		"`desk mail add %s` stores it, or set "
		PREFIX "%s.password-command", mail->name, mail->name, mail->name);
	return FALSE;
}

void account_remember(Desk *desk, const Account *account, gboolean right)
{
	if (!account->mail->password || account->password_command)
		return;
	g_autofree char *where = credential_text(account);
	g_autofree char *input = g_strdup_printf("%spassword=%s\n", where,
		account->mail->password);
	run_credential(desk, right ? "approve" : "reject", input, NULL, NULL);
}

/* --- providers ------------------------------------------------------- */

static const MailProvider providers[] = {
	{"gmail.com", "imaps://imap.gmail.com/"},
	{"hotmail.com", "imaps://outlook.office365.com/"},
	{"icloud.com", "imaps://imap.mail.me.com/"},
	{"mail.ru", "imaps://imap.mail.ru/"},
	{"outlook.com", "imaps://outlook.office365.com/"},
	{"rambler.ru", "imaps://imap.rambler.ru/"},
	{"yahoo.com", "imaps://imap.mail.yahoo.com/"},
	{"yandex.ru", "imaps://imap.yandex.ru/"},
};

char *provider_url(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *domain = at ? at + 1 : address;
	for (guint i = 0; i < G_N_ELEMENTS(providers); i++)
		if (g_ascii_strcasecmp(providers[i].domain, domain) == 0)
			return g_strdup(providers[i].imap);
	return g_strdup_printf("imaps://imap.%s/", domain);
}
