#include "app/send/direct_mail.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/letters.h"
#include "base/error.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"
#include "text/yaml.h"

/* A file is indented, a line by two. */
#define MAIL_LIMIT_BYTES (1024 * 1024 + 3 * DIRECT_FILE_BYTES)

void direct_mail_free(DirectMail *mail)
{
	if (!mail)
		return;
	g_free(mail->key);
	g_free(mail->to);
	g_free(mail->subject);
	g_free(mail->body);
	g_free(mail->language);
	g_free(mail->file_name);
	g_free(mail->file);
	g_free(mail);
}

static char *path_of(Desk *desk, const char *name)
{
	return g_build_filename(desk_place(desk)->desk_folder, name, NULL);
}

static char *mail_path(Desk *desk, const char *key)
{
	g_autofree char *hash = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, key, -1);
	g_autofree char *name = g_strdup_printf("letters/%.40s.yaml", hash);
	return path_of(desk, name);
}

/* --- what waits ------------------------------------------------------------ */

/* NULL in `mail`: it is none, or has just been settled. */
static gboolean read_mail(const char *path, DirectMail **read, GError **error)
{
	GBytes *found;
	*read = NULL;
	if (!file_read_any(path, MAIL_LIMIT_BYTES, &found, error))
		return FALSE;
	g_autoptr(GBytes) bytes = found;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(YamlNode) root = text ? yaml_parse_single(text, size, path, 1,
		NULL) : NULL;
	g_autoptr(DirectMail) mail = g_new0(DirectMail, 1);
	const struct {
		const char *name;
		char **value;
	} rows[] = {{"key", &mail->key}, {"to", &mail->to},
		{"subject", &mail->subject}, {"body", &mail->body},
		{"language", &mail->language}, {"file-name", &mail->file_name},
		{"file", &mail->file}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		*rows[i].value = g_strdup(yaml_get_text(root, rows[i].name, ""));
	if (*mail->key && *mail->to &&
		instant_parse(yaml_get_text(root, "at", ""), &mail->at) &&
		instant_parse(yaml_get_text(root, "until", ""), &mail->until))
		*read = g_steal_pointer(&mail);
	return TRUE;
}

static char *mail_text(const DirectMail *mail)
{
	g_autofree char *at = instant_format(mail->at);
	g_autofree char *until = instant_format(mail->until);
	const struct {
		const char *name, *value;
	} rows[] = {{"key", mail->key}, {"to", mail->to},
		{"subject", mail->subject}, {"language", mail->language},
		{"at", at}, {"until", until}};
	GString *text = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_string_append_printf(text, "%s: ", rows[i].name);
		yaml_append_scalar(text, rows[i].value ? rows[i].value : "",
			FALSE);
		g_string_append_c(text, '\n');
	}
	yaml_append_literal(text, "body", mail->body, 0);
	if (mail->file) {
		yaml_append_line(text, "file-name", mail->file_name);
		yaml_append_literal(text, "file", mail->file, 0);
	}
	return g_string_free(text, FALSE);
}

static int by_key(const void *a, const void *b)
{
	const DirectMail *first = *(DirectMail *const *)a;
	const DirectMail *second = *(DirectMail *const *)b;
	return strcmp(first->key, second->key);
}

GPtrArray *direct_list(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)direct_mail_free);
	g_autofree char *folder = path_of(desk, "letters");
	g_autoptr(GPtrArray) names = file_names(folder, error);
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *path = g_build_filename(folder, name, NULL);
		DirectMail *mail = NULL;
		if (*name != '.' && !read_mail(path, &mail, error))
			return NULL;
		if (mail)
			g_ptr_array_add(mails, mail);
	}
	g_ptr_array_sort(mails, by_key);
	return names ? g_steal_pointer(&mails) : NULL;
}

static gboolean forget(Desk *desk, const char *key, GError **error)
{
	g_autofree char *path = mail_path(desk, key);
	step("a letter goes");
	return file_remove(path, error);
}

static gboolean forget_useless(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) mails = direct_list(desk, error);
	for (guint i = 0; mails && i < mails->len; i++) {
		const DirectMail *mail = mails->pdata[i];
		if (mail->until < desk_now(desk) &&
			!forget(desk, mail->key, error))
			return FALSE;
	}
	return mails != NULL;
}

/* --- the calls ------------------------------------------------------------- */

gboolean direct_knows(Desk *desk, const char *key, gboolean *knows,
	GError **error)
{
	g_autofree char *path = mail_path(desk, key);
	return file_exists(path, knows, error) &&
		(*knows || letters_have(desk, key, knows, error));
}

gboolean direct_add(Desk *desk, const DirectMail *mail, GError **error)
{
	static const Phrase too_large = {"%1: larger than %2 MiB, for a mail",
		"%1: больше %2 МиБ, для письма много"};
	if (mail->file && strlen(mail->file) > DIRECT_FILE_BYTES)
		return desk_refuse(error, DESK_ERROR_DATA, &too_large,
			mail->file_name, PHRASE_NUMBER(DIRECT_FILE_BYTES /
			1024 / 1024), NULL);
	g_autoptr(FileLock) lock = letters_lock(desk, error);
	gboolean knows;
	if (!lock || !forget_useless(desk, error) ||
		!direct_knows(desk, mail->key, &knows, error))
		return FALSE;
	if (knows)
		return TRUE;
	g_autofree char *path = mail_path(desk, mail->key);
	g_autofree char *text = mail_text(mail);
	step("a letter waits");
	return file_write(path, text, strlen(text), TRUE, error);
}

gboolean direct_settle(Desk *desk, const char *key, const char *state,
	GError **error)
{
	g_autoptr(FileLock) lock = letters_lock(desk, error);
	gboolean settled;
	return lock && letters_have(desk, key, &settled, error) &&
		(settled || letters_add(desk, key, state, error)) &&
		forget(desk, key, error);
}
