#include "app/intake/quarantine.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/intake/quarantine_parts.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/mail_seen.h"
#include "store/store.h"
#include "store/tip.h"
#include "system/file.h"
#include "text/yaml.h"

#define NOTE_LIMIT_BYTES (64 * 1024 * 1024)

static void quarantined_free(void *data)
{
	Quarantined *mail = data;
	g_free(mail->path);
	g_free(mail->reason);
	g_free(mail->account);
	g_free(mail->folder);
	g_free(mail->uidvalidity);
	g_free(mail->uid);
	g_free(mail);
}

static gboolean add_note(const char *path, const char *oid, guint mode,
	void *data)
{
	(void)oid;
	(void)mode;
	if (g_str_has_suffix(path, ".yaml"))
		g_ptr_array_add(data, g_strdup(path));
	return TRUE;
}

static Quarantined *read_note(Store *store, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = store_read_original(store, path, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(YamlNode) root = yaml_parse(text ? text : "", size, path, 1,
		error);
	if (!root)
		return NULL;
	Quarantined *mail = g_new0(Quarantined, 1);
	mail->path = g_strndup(path, strlen(path) - strlen(".yaml"));
	mail->reason = g_strdup(yaml_get_text(root, "reason", ""));
	mail->account = g_strdup(yaml_get_text(root, "account", ""));
	mail->folder = g_strdup(yaml_get_text(root, "folder", ""));
	mail->uidvalidity = g_strdup(yaml_get_text(root, "uidvalidity", ""));
	mail->uid = g_strdup(yaml_get_text(root, "uid", ""));
	if (!instant_parse(yaml_get_text(root, "received", ""), &mail->received))
		mail->received = INSTANT_NONE;
	return mail;
}

GPtrArray *quarantine_list(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) mails =
		g_ptr_array_new_with_free_func(quarantined_free);
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	char tip[41];
	g_autoptr(GError) problem = NULL;
	if (!store_tip(desk_place(desk), STORE_ORIGINALS, tip, &problem))
		return desk_error_pass(error, &problem) ?
			g_steal_pointer(&mails) : NULL;
	Store *store = desk_store(desk, error);
	Index *index = store ? desk_index(desk, error) : NULL;
	if (!index || !store_each(store, tip, "quarantine", add_note, notes,
		error))
		return NULL;
	for (guint i = 0; i < notes->len; i++) {
		Quarantined *mail = read_note(store, g_ptr_array_index(notes, i),
			error);
		if (!mail)
			return NULL;
		gboolean settled;
		g_ptr_array_add(mails, mail);
		if (!index_has_original(index, mail->path, &settled, error))
			return NULL;
		if (settled)
			g_ptr_array_remove_index(mails, mails->len - 1);
	}
	return g_steal_pointer(&mails);
}

/* The paths as they were listed at the tip `originals`; NULL if the note is of
 * another one. */
static char **read_paths(const char *file, const char *originals)
{
	g_autoptr(GBytes) bytes = file_read(file, NOTE_LIMIT_BYTES, FALSE, NULL);
	if (!bytes)
		return NULL;
	g_autofree char *text = text_of_bytes(bytes);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	if (!lines[0] || strcmp(lines[0], originals) != 0)
		return NULL;
	return g_steal_pointer(&lines);
}

static char **list_paths(Desk *desk, const char *file, const char *originals,
	GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(lines, g_strdup(originals));
	Store *store = desk_store(desk, error);
	if (!store || !store_each(store, originals, "quarantine", add_note,
		lines, error))
		return NULL;
	g_ptr_array_add(lines, NULL);
	char **paths = (char **)g_ptr_array_free(g_steal_pointer(&lines), FALSE);
	g_autofree char *text = g_strjoinv("\n", paths);
	/* Only a note: where it cannot be written it is listed again. */
	file_write(file, text, strlen(text), FALSE, NULL);
	return paths;
}

gboolean quarantine_count(Desk *desk, guint *count, GError **error)
{
	char originals[41];
	*count = 0;
	g_autoptr(GError) problem = NULL;
	if (!store_tip(desk_place(desk), STORE_ORIGINALS, originals, &problem))
		return desk_error_pass(error, &problem);
	Index *index = desk_index(desk, error);
	if (!index)
		return FALSE;
	g_autofree char *file = g_build_filename(desk_place(desk)->desk_folder,
		"quarantine", NULL);
	g_auto(GStrv) paths = read_paths(file, originals);
	if (!paths && !(paths = list_paths(desk, file, originals, error)))
		return FALSE;
	for (char **path = paths + 1; *path; path++) {
		if (!g_str_has_suffix(*path, ".yaml"))
			continue;
		(*path)[strlen(*path) - strlen(".yaml")] = '\0';
		gboolean settled;
		if (!index_has_original(index, *path, &settled, error))
			return FALSE;
		*count += !settled;
	}
	return TRUE;
}
