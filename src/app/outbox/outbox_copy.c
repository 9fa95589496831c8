/* A mail of the outbox once more, in other words or to others. */
#include "app/outbox/outbox.h"

#include "model/ticket.h"
#include "text/yaml.h"

static void copy_files(Entry *copy, const Entry *mail)
{
	const YamlNode *files = yaml_get(mail->node, "attachments");
	for (guint i = 0; files && files->kind == YAML_LIST &&
		i < files->items->len; i++) {
		const YamlNode *file = g_ptr_array_index(files->items, i);
		entry_add_record(copy, "attachments",
			"name", yaml_get_text(file, "name", ""),
			"type", yaml_get_text(file, "type", ""),
			"size", yaml_get_text(file, "size", ""),
			"original", yaml_get_text(file, "original", ""), NULL);
	}
}

static const char *text_or_null(const Entry *entry, const char *key)
{
	const char *text = entry_get(entry, key);
	return *text ? text : NULL;
}

Entry *outbox_copy(Operation *op, Ticket *ticket, const Entry *mail,
	const OutboxCopy *other, GError **error)
{
	g_autoptr(GPtrArray) to = entry_get_list(mail, "to");
	g_autoptr(GPtrArray) cc = entry_get_list(mail, "cc");
	g_autoptr(GPtrArray) asked = entry_get_list(mail, "asked");
	Outgoing wanted = {
		.kind = mail->kind,
		.to = other->to ? other->to : to,
		.cc = other->to ? NULL : cc,
		.by = other->by,
		.subject = text_or_null(mail, "subject"),
		.body = other->body ? other->body : mail->body,
		.language = text_or_null(mail, "language"),
		.template_name = text_or_null(mail, "template"),
		.rule = text_or_null(mail, "rule"),
		.automatic = *entry_get(mail, "automatic") != '\0',
		.not_before = other->not_before,
	};
	Entry *copy = outbox_add(op, ticket, &wanted, error);
	if (!copy)
		return NULL;
	entry_set(copy, other->key, mail->id);
	if (*entry_get(mail, "direction"))
		entry_set(copy, "direction", entry_get(mail, "direction"));
	for (guint i = 0; i < asked->len; i++)
		entry_add_text(copy, "asked", g_ptr_array_index(asked, i));
	copy_files(copy, mail);
	return copy;
}
