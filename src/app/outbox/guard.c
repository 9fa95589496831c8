#include "app/outbox/guard.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "index/customers.h"
#include "index/outbox.h"
#include "model/notify.h"
#include "model/ticket.h"
#include "rules/loop_guard.h"
#include "text/mailbox.h"

#define DAY_SECONDS ((gint64)24 * 60 * 60)
#define AGENT_CAP_FACTOR 10
#define DEFAULT_CAP_3H 10
#define DEFAULT_CAP_DAY 40

/* --- the customer's wishes ----------------------------------------------- */

gboolean guard_is_unwanted(Operation *op, const Ticket *ticket,
	const char *occasion, gboolean *unwanted, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autoptr(Customer) customer = NULL;
	if (!index || !index_customer(index, ticket_get(ticket, "customer"),
			&customer, error))
		return FALSE;
	const YamlNode *root = customer ? customer->root : NULL;
	const char *slash = strchr(ticket_get(ticket, "requester"), '/');
	const YamlNode *contact = slash ? yaml_get(yaml_get(root, "contacts"),
		slash + 1) : NULL;
	*unwanted = notify_is_off(yaml_get(root, "notify"), occasion) ||
		notify_is_off(yaml_get(contact, "notify"), occasion);
	return TRUE;
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

/* Automatic mails to the mailbox of the address in the last day, this operation's
 * too; the operation remembers them. Borrowed. */
static GArray *sent_to(const GuardQuestion *question, Index *index,
	const char *address, GError **error)
{
	GHashTable *told = operation_told(question->op);
	g_autofree char *mailbox = mailbox_without_plus(address);
	GArray *sent = g_hash_table_lookup(told, mailbox);
	if (!sent && (sent = index_notices_to(index, mailbox,
		question->at - DAY_SECONDS, error)))
		g_hash_table_insert(told, g_strdup(mailbox), sent);
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

/* May it go to `address`? If not, `held` says why. */
static gboolean judge_address(const GuardQuestion *question, Index *index,
	const char *address, gboolean *may, const char **held, GError **error)
{
	gboolean own, failed;
	GArray *sent = sent_to(question, index, address, error);
	if (!sent || !index_is_account(index, address, &own, error) ||
		!index_address_failed(index, address, &failed, error))
		return FALSE;
	LoopQuestion loop = {
		.to = address,
		.answers_mail = !question->to_agents,
		.automatic_reason = automatic_reason(question->ticket),
		.to_own_address = own,
		.address_failed = failed,
		.now = question->at,
		.sent = (const Instant *)(const void *)sent->data,
		.sent_count = sent->len,
		.cap_3h = cap(question, "cap-3h", DEFAULT_CAP_3H),
		.cap_day = cap(question, "cap-day", DEFAULT_CAP_DAY),
	};
	const HoldReason *reason = loop_guard(&loop);
	*may = reason == NULL;
	if (reason)
		*held = reason->name;
	else
		g_array_append_val(sent, loop.now);
	return TRUE;
}

gboolean guard_recipients(const GuardQuestion *question, GPtrArray *to,
	const char **hold, GError **error)
{
	Index *index = desk_index(operation_desk(question->op), error);
	g_autoptr(GPtrArray) free_to = g_ptr_array_new();
	*hold = NULL;
	if (!index)
		return FALSE;
	for (guint i = 0; i < to->len; i++) {
		gboolean may;
		g_autofree char *bare = outbox_bare_address(
			g_ptr_array_index(to, i));
		if (!judge_address(question, index, bare, &may, hold, error))
			return FALSE;
		if (may)
			g_ptr_array_add(free_to, g_ptr_array_index(to, i));
	}
	if (free_to->len == 0)
		return TRUE;
	*hold = NULL;
	for (guint i = to->len; i-- > 0;)
		if (!g_ptr_array_find(free_to, g_ptr_array_index(to, i), NULL))
			g_ptr_array_remove_index(to, i);
	return TRUE;
}
