#include "app/outbox/guard.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/outbox/outbox.h"
#include "model/notify.h"
#include "rules/loop_guard.h"

#define DAY_SECONDS ((gint64)24 * 60 * 60)
#define AGENT_CAP_FACTOR 10
#define DEFAULT_CAP_3H 10
#define DEFAULT_CAP_DAY 40

/* --- the customer's wishes ----------------------------------------------- */

gboolean guard_is_unwanted(Operation *op, const Ticket *ticket,
	const char *occasion)
{
	const char *requester = ticket_get(ticket, "requester");
	const char *values[] = {ticket_get(ticket, "customer"), NULL};
	Index *index = desk_index(operation_desk(op), NULL);
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT text FROM customer WHERE name = ?", values, NULL) : NULL;
	if (!rows || rows->len == 0)
		return FALSE;
	const char *text = ((char **)g_ptr_array_index(rows, 0))[0];
	g_autoptr(YamlNode) root = yaml_parse(text, strlen(text), values[0], 1,
		NULL);
	const char *slash = strchr(requester, '/');
	const YamlNode *contact = slash ? yaml_get(yaml_get(root, "contacts"),
		slash + 1) : NULL;
	return notify_is_off(yaml_get(root, "notify"), occasion) ||
		notify_is_off(yaml_get(contact, "notify"), occasion);
}

/* --- the guard ----------------------------------------------------------- */

/* Why nobody wrote the mail that made the ticket; NULL if a person did, or no
 * mail made it. */
static const char *automatic_reason(const Ticket *ticket)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *reason = entry_get(entry, "automatic");
		if (strcmp(entry->kind, "message") == 0 &&
			*entry_get(entry, "original"))
			return *reason ? reason : NULL;
	}
	return NULL;
}

static gboolean is_own_address(Index *index, const char *address)
{
	const char *values[] = {address, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT 1 FROM entry WHERE account = ? LIMIT 1", values, NULL);
	return rows && rows->len > 0;
}

/* Automatic mails to the address in the last day, this operation's too; the
 * operation remembers them. Borrowed. */
static GArray *sent_to(const GuardQuestion *question, Index *index,
	const char *address)
{
	GHashTable *told = operation_told(question->op);
	GArray *sent = g_hash_table_lookup(told, address);
	if (sent)
		return sent;
	sent = g_array_new(FALSE, FALSE, sizeof(Instant));
	g_hash_table_insert(told, g_strdup(address), sent);
	g_autofree char *since = g_strdup_printf("%" G_GINT64_FORMAT,
		question->at - DAY_SECONDS);
	const char *values[] = {since, address, address, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT at FROM entry WHERE kind = 'notice'"
		" AND at > CAST(? AS INTEGER) AND retracted = 0"
		" AND (held OR json_extract(extra, '$.hold') IS NULL)"
		" AND EXISTS (SELECT 1 FROM json_each(extra, '$.to')"
		" WHERE lower(value) = ?"
		" OR instr(lower(value), '<' || ? || '>') > 0)", values, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		Instant at = g_ascii_strtoll(row[0], NULL, 10);
		g_array_append_val(sent, at);
	}
	return sent;
}

static guint cap(const GuardQuestion *question, const char *key, guint fallback)
{
	const YamlNode *mail = yaml_get(
		operation_regulation(question->op)->root, "mail");
	guint64 number = g_ascii_strtoull(yaml_get_text(mail, key, "0"), NULL,
		10);
	guint base = number > 0 && number < 100000 ? (guint)number : fallback;
	return question->to_agents ? base * AGENT_CAP_FACTOR : base;
}

/* Why it may not go to `address`; NULL if it may. */
static const char *hold_for(const GuardQuestion *question, Index *index,
	const char *address)
{
	GArray *sent = sent_to(question, index, address);
	LoopQuestion loop = {
		.to = address,
		.answers_mail = !question->to_agents,
		.automatic_reason = automatic_reason(question->ticket),
		.to_own_address = is_own_address(index, address),
		.address_failed = outbox_address_failed(index, address),
		.now = question->at,
		.sent = (const Instant *)(const void *)sent->data,
		.sent_count = sent->len,
		.cap_3h = cap(question, "cap-3h", DEFAULT_CAP_3H),
		.cap_day = cap(question, "cap-day", DEFAULT_CAP_DAY),
	};
	const HoldReason *reason = loop_guard(&loop);
	if (!reason)
		g_array_append_val(sent, loop.now);
	return reason ? reason->name : NULL;
}

const char *guard_recipients(const GuardQuestion *question, GPtrArray *to)
{
	const char *held = NULL;
	Index *index = desk_index(operation_desk(question->op), NULL);
	g_autoptr(GPtrArray) free_to = g_ptr_array_new();
	for (guint i = 0; index && i < to->len; i++) {
		g_autofree char *bare = outbox_bare_address(
			g_ptr_array_index(to, i));
		const char *reason = hold_for(question, index, bare);
		if (reason)
			held = reason;
		else
			g_ptr_array_add(free_to, g_ptr_array_index(to, i));
	}
	if (free_to->len == 0)
		return held;
	for (guint i = to->len; i-- > 0;)
		if (!g_ptr_array_find(free_to, g_ptr_array_index(to, i), NULL))
			g_ptr_array_remove_index(to, i);
	return NULL;
}
