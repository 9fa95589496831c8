#include "app/desk/attachment.h"

#include "app/desk/originals.h"
#include "app/desk/ticket_name.h"
#include "mail/message.h"
#include "model/ticket.h"
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

GBytes *attachment_read(Desk *desk, const Attachment *attachment,
	GError **error)
{
	g_autoptr(GBytes) raw = originals_read(desk, attachment->original, error);
	if (!raw || attachment->part == 0)
		return g_steal_pointer(&raw);
	mail_start();
	return message_part(raw, attachment->part, error);
}
