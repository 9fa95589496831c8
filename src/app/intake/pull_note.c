#include "app/intake/pull_note.h"

#include "app/desk/desk.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"
#include "system/step.h"

#define NOTE_LIMIT_BYTES (64 * 1024 * 1024)

char *pull_note_path(Desk *desk, const Account *account, const char *folder,
	guint32 uidvalidity, const char *kind)
{
	g_autofree char *key = g_strdup_printf("%s\n%s\n%u\n%" G_GINT64_FORMAT,
		account->mail->name, folder, uidvalidity, account->since);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, key, -1);
	return g_build_filename(desk_place(desk)->desk_folder, kind, digest,
		NULL);
}

gboolean pull_note_read(const char *path, GHashTable *uids, GError **error)
{
	GBytes *read;
	if (!file_read_any(path, NOTE_LIMIT_BYTES, &read, error))
		return FALSE;
	g_autoptr(GBytes) bytes = read;
	g_autofree char *text = text_of_bytes(bytes);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			g_hash_table_add(uids, g_strdup(*line));
	return TRUE;
}

static gboolean remove_note(const char *path, GError **error)
{
	gboolean there;
	if (!file_exists(path, &there, error))
		return FALSE;
	if (!there)
		return TRUE;
	step("remove a note about a mailbox");
	return file_remove(path, error);
}

gboolean pull_note_write(const char *path, GHashTable *uids, GError **error)
{
	if (g_hash_table_size(uids) == 0)
		return remove_note(path, error);
	g_autoptr(GString) text = g_string_new(NULL);
	GHashTableIter iter;
	gpointer uid;
	g_hash_table_iter_init(&iter, uids);
	while (g_hash_table_iter_next(&iter, &uid, NULL))
		g_string_append_printf(text, "%s\n", (char *)uid);
	step("write a note about a mailbox");
	return file_write(path, text->str, text->len, FALSE, error);
}
