#include "app/desk/attachment.h"

#include "app/desk/desk.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "mail/message.h"
#include "model/ticket.h"
#include "store/store.h"
#include "text/yaml.h"

static void attachment_free(Attachment *attachment)
{
	g_free(attachment->entry);
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->original);
	g_free(attachment);
}

static Attachment *attachment_read_node(const Entry *entry, const YamlNode *node)
{
	Attachment *attachment = g_new0(Attachment, 1);
	attachment->entry = g_strdup(entry->id);
	attachment->at = entry->at;
	attachment->name = g_strdup(yaml_get_text(node, "name", "attachment"));
	attachment->type = g_strdup(yaml_get_text(node, "type",
		"application/octet-stream"));
	attachment->size = g_ascii_strtoll(yaml_get_text(node, "size", "0"),
		NULL, 10);
	attachment->part = (guint)g_ascii_strtoull(yaml_get_text(node, "part",
		"0"), NULL, 10);
	attachment->original = g_strdup(yaml_get_text(node, "original",
		entry_get(entry, "original")));
	return attachment;
}

GPtrArray *attachments_of(Desk *desk, const char *uid, GError **error)
{
	g_autoptr(Ticket) ticket = desk_load_ticket(desk, uid, error);
	if (!ticket)
		return NULL;
	GPtrArray *all = g_ptr_array_new_with_free_func(
		(GDestroyNotify)attachment_free);
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const YamlNode *list = yaml_get(entry->node, "attachments");
		if (ticket_entry_is_retracted(ticket, entry->id))
			continue;
		for (guint j = 0; list && list->kind == YAML_LIST &&
			j < list->items->len; j++)
			g_ptr_array_add(all, attachment_read_node(entry,
				g_ptr_array_index(list->items, j)));
	}
	return all;
}

/* FALSE with what to do where the whole branch is absent. */
static gboolean has_originals(Desk *desk, GError **error)
{
	static const Phrase elsewhere = {"this clone has no original mails and "
			"attached files; `git fetch %1 originals:originals` "
			"brings them",
		"в этом клоне нет оригиналов писем и приложенных файлов; их "
		"принесёт `git fetch %1 originals:originals`"};
	char tip[41];
	g_auto(Upstream) upstream = {0};
	g_autoptr(GError) problem = NULL;
	if (store_tip(desk_place(desk), STORE_ORIGINALS, tip, &problem))
		return TRUE;
	if (problem)
		return desk_error_pass(error, &problem);
	return !upstream_find(desk, &upstream) || desk_refuse(error,
		DESK_ERROR_NOT_FOUND, &elsewhere, upstream.remote, NULL);
}

GBytes *attachment_read(Desk *desk, const Attachment *attachment,
	GError **error)
{
	if (!has_originals(desk, error))
		return NULL;
	Store *store = desk_store(desk, error);
	g_autoptr(GBytes) raw = store ? store_read_original(store,
		attachment->original, error) : NULL;
	if (!raw || attachment->part == 0)
		return g_steal_pointer(&raw);
	mail_start();
	return message_part(raw, attachment->part, error);
}
