#include "app/outbox/outbox.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/outbox_address.h"
#include "app/desk/setting.h"
#include "app/operation/approval.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "index/outbox.h"
#include "index/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "system/clock.h"

#define ID_BYTES 17    /* 26 characters: 130 bits */
#define ID_LENGTH 26
#define ENTRY_ID_LENGTH 6

static const Phrase
	no_requester = {"%1 has no requester who could be written to; `desk "
			"set %1 requester=ADDRESS` names one, `desk reply %1 "
			"--to ADDRESS` writes to somebody once",
		"у %1 нет заявителя, которому можно написать; его задаст `desk "
		"set %1 requester=АДРЕС`, `desk reply %1 --to АДРЕС` "
		"напишет другому один раз"},
	no_address = {"%1: %2 has no mail address; `desk call %2 --on %1 "
			"--out` notes what you told them, `--to ADDRESS` "
			"writes to another address once, `desk customer edit` "
			"adds one for good",
		"%1: у %2 нет почтового адреса; `desk call %2 --on %1 --out` "
		"запишет, что вы сказали, `--to АДРЕС` напишет на другой "
		"адрес один раз, `desk customer edit` добавит его насовсем"},
	bad_address = {"\"%1\" is no mail address; like ivan@acme.example or "
			"\"Ivan Petrov <ivan@acme.example>\"",
		"«%1» — не почтовый адрес; нужен вида ivan@acme.example или "
		"\"Иван Петров <ivan@acme.example>\""},
	to_nobody = {"%1: a mail to nobody; `--to ADDRESS` says to whom",
		"%1: письмо никому; кому, скажет `--to АДРЕС`"},
	empty_mail = {"%1: an empty mail says nothing; give its text by -m "
			"TEXT, -F FILE or -e",
		"%1: пустое письмо ничего не скажет; задайте текст через -m "
		"ТЕКСТ, -F ФАЙЛ или -e"};

/* --- who gets a plain reply ------------------------------------------ */

/* Whether the requester is known to write from `address`. */
static gboolean is_theirs(const char *requester, const Contact *contact,
	const char *address)
{
	for (guint i = 0; contact && i < contact->mails->len; i++)
		if (strcmp(g_ptr_array_index(contact->mails, i), address) == 0)
			return TRUE;
	return g_ascii_strcasecmp(requester, address) == 0;
}

/* Where the sender of a message asked for answers: of the mail that opened the
 * ticket, and of those whose sender is proven. NULL: nowhere else. g_free(). */
static char *reply_to(const Ticket *ticket, guint place)
{
	const Entry *entry = ticket_entry(ticket, place);
	const char *address = entry_get(entry, "reply-to");
	return outbox_is_address(address) && (place == 0 ||
		!*entry_get(entry, "unverified")) ? g_strdup(address) : NULL;
}

/* As the requester called themselves when they wrote last, from an address that
 * is known to be theirs, or where they asked for answers. */
static char *last_sender(const Ticket *ticket, const Contact *contact)
{
	const char *requester = ticket_get(ticket, "requester");
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") != 0 || !entry->by)
			continue;
		g_autofree char *bare = outbox_bare_address(entry->by);
		g_autofree char *elsewhere = reply_to(ticket, i);
		g_autofree char *bare_else = elsewhere ?
			outbox_bare_address(elsewhere) : NULL;
		if (bare_else && (is_theirs(requester, contact, bare_else) ||
			is_theirs(requester, contact, bare)))
			return g_steal_pointer(&elsewhere);
		if (!outbox_is_address(bare) ||
			!is_theirs(requester, contact, bare))
			continue;
		g_autofree char *name = g_strndup(entry->by,
			strcspn(entry->by, "<"));
		return outbox_named(strchr(entry->by, '<') ? name : NULL, bare);
	}
	return NULL;
}

/* `address` NULL: they have none. */
static gboolean requester_address(Index *index, const Ticket *ticket,
	char **address, GError **error)
{
	const char *requester = ticket_get(ticket, "requester");
	const Contact *contact;
	g_autoptr(Customer) customer = NULL;
	if (!outbox_customer_of(index, requester, &customer, &contact, error))
		return FALSE;
	*address = last_sender(ticket, contact);
	return *address || *requester == '\0' ||
		outbox_address_of(index, requester, address, error);
}

static gboolean refuse_without_mail(const Ticket *ticket, GError **error)
{
	const char *requester = ticket_get(ticket, "requester");
	g_autofree char *name = ticket_short_name(ticket);
	if (*requester == '\0')
		desk_refuse(error, DESK_ERROR_PERSON, &no_requester, name,
			NULL);
	else
		desk_refuse(error, DESK_ERROR_PERSON, &no_address, name,
			requester, NULL);
	return FALSE;
}

static gboolean has_address(const GPtrArray *list, const char *address)
{
	g_autofree char *bare = outbox_bare_address(address);
	for (guint i = 0; i < list->len; i++) {
		g_autofree char *other = outbox_bare_address(
			g_ptr_array_index(list, i));
		if (strcmp(bare, other) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean outbox_recipients_if_any(Index *index, const Ticket *ticket,
	GPtrArray **to, GPtrArray **cc, GError **error)
{
	g_autofree char *requester = NULL;
	g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(g_free);
	*to = *cc = NULL;
	if (!requester_address(index, ticket, &requester, error))
		return FALSE;
	if (!requester)
		return TRUE;
	const GPtrArray *list = ticket_get_list(ticket, "cc");
	for (guint i = 0; i < list->len; i++) {
		char *address;
		if (!outbox_address_of(index, g_ptr_array_index(list, i),
			&address, error))
			return FALSE;
		if (address)
			g_ptr_array_add(copies, address);
	}
	*to = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(*to, g_steal_pointer(&requester));
	*cc = g_steal_pointer(&copies);
	return TRUE;
}

gboolean outbox_recipients_of(Index *index, const Ticket *ticket,
	GPtrArray **to, GPtrArray **cc, GError **error)
{
	return outbox_recipients_if_any(index, ticket, to, cc, error) &&
		(*to || refuse_without_mail(ticket, error));
}

gboolean outbox_recipients(Operation *op, const Ticket *ticket, GPtrArray **to,
	GPtrArray **cc, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	return index && outbox_recipients_of(index, ticket, to, cc, error);
}

char *outbox_subject(const Regulation *regulation, const Ticket *ticket)
{
	const char *subject = ticket_get(ticket, "subject");
	if (!regulation->prefix || !*regulation->prefix)
		return g_strdup(subject);
	g_autofree char *name = ticket_short_name(ticket);
	return g_strdup_printf("[%s#%s] %s", regulation->prefix, name, subject);
}

gboolean outbox_not_before(Desk *desk, Instant *at, GError **error)
{
	gint64 delay = 0;
	if (!desk_setting_number(desk, "send.delay", &delay, error))
		return FALSE;
	*at = delay > 0 ? desk_now(desk) + delay : INSTANT_NONE;
	return TRUE;
}

/* --- the entry ------------------------------------------------------- */

static char *domain_of(const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;
	g_autofree char *domain = at && outbox_is_domain(at + 1) ?
		g_hostname_to_ascii(at + 1) : NULL;
	return domain ? g_ascii_strdown(domain, -1) : NULL;
}

static char *ticket_domain(const Ticket *ticket)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		char *domain = domain_of(entry_get(ticket_entry(ticket, i),
			"account"));
		if (domain)
			return domain;
	}
	return NULL;
}

/* What the store says of itself, and every clone alike: the first of the
 * accounts that mail came by, else of the agents' addresses. */
static gboolean store_domain(Desk *desk, char **domain, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autofree char *account = NULL, *mail = NULL;
	if (!index || !index_first_account(index, &account, error))
		return FALSE;
	*domain = domain_of(account);
	if (*domain)
		return TRUE;
	if (!index_first_agent_mail(index, &mail, error))
		return FALSE;
	*domain = domain_of(mail);
	return TRUE;
}

/* What is at hand here. */
static gboolean own_domain(Desk *desk, char **domain, GError **error)
{
	g_autofree char *account = desk_setting(desk, "send.account");
	g_autofree char *name = NULL, *mail = NULL;
	const char *me;
	*domain = domain_of(account);
	if (*domain)
		return TRUE;
	Index *index = desk_index(desk, error);
	if (!index || !desk_me_if_any(desk, &me, error) ||
		(me && !people_agent_identity(index, me, &name, &mail, error)))
		return FALSE;
	*domain = domain_of(mail);
	return TRUE;
}

/* The domain of a Message-ID: of the account that the ticket came by, so that
 * every host says the same. A derived one asks nothing but the store. NULL on
 * error. */
static char *id_domain(Operation *op, const Ticket *ticket, gboolean derived,
	GError **error)
{
	Desk *desk = operation_desk(op);
	char *domain = ticket_domain(ticket);
	if ((!domain && !derived && !own_domain(desk, &domain, error)) ||
		(!domain && !store_domain(desk, &domain, error)))
		return NULL;
	return domain ? domain : g_strdup("localhost");
}

static void derive(Operation *op, const Ticket *ticket, const char *purpose,
	const char *key, guint8 digest[32])
{
	const char *secret = operation_regulation(op)->id;
	g_autofree char *content = g_strjoin("\n", ticket_get(ticket, "uid"),
		key, NULL);
	identifier_derive(secret ? secret : "", purpose, content,
		strlen(content), digest);
}

static char *make_message_id(Operation *op, const Ticket *ticket,
	const char *key, GError **error)
{
	guint8 bytes[32];
	if (key)
		derive(op, ticket, "message-id", key, bytes);
	else
		random_bytes(bytes, ID_BYTES);
	g_autofree char *name = identifier_from_bytes(bytes, ID_BYTES,
		ID_LENGTH);
	g_autofree char *domain = id_domain(op, ticket, key != NULL, error);
	return !domain ? NULL : g_strdup_printf(ENTRY_OWN_ID_PREFIX "%s@%s>", name, domain);
}

static gboolean check_addresses(const GPtrArray *list, GError **error)
{
	for (guint i = 0; list && i < list->len; i++) {
		const char *address = g_ptr_array_index(list, i);
		if (outbox_is_address(address))
			continue;
		return desk_refuse(error, DESK_ERROR_USAGE, &bad_address,
			address, NULL);
	}
	return TRUE;
}

static gboolean check(const Ticket *ticket, const Outgoing *mail,
	GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	if (!mail->to || mail->to->len == 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &to_nobody, name,
			NULL);
	if (!mail->body || mail->body[strspn(mail->body, " \t\r\n")] == '\0')
		return desk_refuse(error, DESK_ERROR_USAGE, &empty_mail, name,
			NULL);
	return check_addresses(mail->to, error) &&
		check_addresses(mail->cc, error);
}

/* Each address once over both lists, which `seen` gathers. */
static void add_list(Entry *entry, const char *key, const GPtrArray *list,
	GPtrArray *seen)
{
	for (guint i = 0; list && i < list->len; i++) {
		char *address = g_ptr_array_index(list, i);
		if (has_address(seen, address))
			continue;
		g_ptr_array_add(seen, address);
		entry_add_text(entry, key, address);
	}
}

static void set_keys(Entry *entry, const Outgoing *mail, const char *message_id,
	const char *hold)
{
	g_autoptr(GPtrArray) seen = g_ptr_array_new();
	add_list(entry, "to", mail->to, seen);
	add_list(entry, "cc", mail->cc, seen);
	entry_set(entry, "message-id", message_id);
	entry_set(entry, "subject", mail->subject);
	entry_set(entry, "language", mail->language);
	entry_set(entry, "template", mail->template_name);
	entry_set(entry, "rule", mail->rule);
	entry_set(entry, "key", mail->key);
	entry_set(entry, "hold", hold);
	if (mail->automatic)
		entry_set_flag(entry, "automatic");
	if (mail->not_before == INSTANT_NONE)
		return;
	g_autofree char *when = instant_format(mail->not_before);
	entry_set(entry, "not-before", when);
}

Entry *outbox_add(Operation *op, Ticket *ticket, const Outgoing *mail,
	GError **error)
{
	g_autofree char *id = NULL;
	const char *hold = mail->hold;
	if (!check(ticket, mail, error))
		return NULL;
	if (mail->key) {
		guint8 digest[32];
		derive(op, ticket, mail->kind, mail->key, digest);
		id = identifier_letter_first(digest, sizeof digest,
			ENTRY_ID_LENGTH);
		if (ticket_entry_by_id(ticket, id))
			return NULL;
	}
	g_autofree char *message_id = make_message_id(op, ticket, mail->key,
		error);
	if (!message_id || (!hold && !approval_hold(operation_desk(op),
			mail->by ? mail->by : operation_me(op), mail->to,
			mail->cc, &hold, error)))
		return NULL;
	Entry *entry = operation_say(op, ticket, mail->kind, mail->body, id,
		mail->by, mail->at ? mail->at : INSTANT_NONE);
	set_keys(entry, mail, message_id, hold);
	if (mail->cause)
		ticket_put_behind(ticket, mail->cause);
	return entry;
}
