/* Who is who in a mail: we, the requester, and those in To and Cc, who take
 * part. */
#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/intake/intake_parts.h"
#include "index/agents.h"
#include "index/outbox.h"
#include "model/ticket.h"
#include "text/mailbox.h"

#define PEOPLE_LIMIT 40

/* --- we ---------------------------------------------------------------- */

static gboolean same(const char *left, const char *right)
{
	return g_ascii_strcasecmp(left, right) == 0;
}

/* Mail came in by it, on whatever host. */
static gboolean is_account(Intake *intake, const char *address)
{
	gboolean is = FALSE;
	GError *problem = NULL;
	Index *index = desk_index(intake->desk, &problem);
	if (index)
		index_is_account(index, address, &is, &problem);
	if (problem)
		intake_store_fail(intake->store, problem);
	return is;
}

/* Without any account (`deliver` alone) what is at the agents' domain is ours,
 * if nobody has it. */
static gboolean is_at_home(Intake *intake, const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *mail = NULL;
	GError *problem = NULL;
	Index *index = *intake->settings->own_addresses ? NULL :
		desk_index(intake->desk, &problem);
	if (index)
		index_first_agent_mail(index, &mail, &problem);
	if (problem)
		intake_store_fail(intake->store, problem);
	const char *home = mail ? strrchr(mail, '@') : NULL;
	return at && home && same(at, home);
}

gboolean intake_is_mailbox(Intake *intake, const char *address)
{
	g_autofree char *plain = mailbox_without_plus(address);
	char **own = intake->settings->own_addresses;
	for (guint i = 0; own[i]; i++)
		if (same(own[i], plain) || same(own[i], address))
			return TRUE;
	g_autofree char *agent = intake_store_agent(intake->store, address);
	return *address && !agent && is_account(intake, plain);
}

gboolean intake_is_own(Intake *intake, const char *address)
{
	g_autofree char *agent = intake_store_agent(intake->store, address);
	g_autofree char *plain = mailbox_without_plus(address);
	return intake_is_mailbox(intake, address) ||
		(!agent && is_at_home(intake, plain));
}

gboolean intake_is_ours(Intake *intake, const char *address)
{
	g_autofree char *agent = intake_store_agent(intake->store, address);
	return agent || intake_is_own(intake, address);
}

/* --- they -------------------------------------------------------------- */

/* Where answers go instead of From; NULL: there, or back to ourselves. */
static const MailAddress *answers_of(Intake *intake, const MailMessage *message)
{
	const MailAddress *to = message->answer_to;
	return to && !intake_is_own(intake, to->address) ? to : NULL;
}

const MailAddress *intake_writer(Intake *intake, const MailMessage *message)
{
	const MailAddress *to = answers_of(intake, message);
	return to && mailbox_is_daemon(message->from.address) ? to :
		&message->from;
}

gboolean intake_is_requester(Intake *intake, const Ticket *ticket,
	const char *address)
{
	const char *requester = ticket_get(ticket, "requester");
	g_autofree char *contact = intake_store_contact(intake->store, address);
	return same(requester, address) || g_strcmp0(contact, requester) == 0;
}

static gboolean list_names(const Ticket *ticket, const char *field,
	const char *address, const char *contact)
{
	const GPtrArray *list = ticket_get_list(ticket, field);
	for (guint i = 0; list && i < list->len; i++) {
		const char *element = g_ptr_array_index(list, i);
		if (same(element, address) || g_strcmp0(element, contact) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean intake_is_of_requester(Intake *intake, const Ticket *ticket,
	const char *address)
{
	g_autofree char *contact = intake_store_contact(intake->store, address);
	g_autofree char *customer = intake_store_house(intake->store, address);
	const char *of_ticket = ticket_get(ticket, "customer");
	return intake_is_requester(intake, ticket, address) ||
		list_names(ticket, "cc", address, contact) ||
		(*of_ticket && (g_strcmp0(customer, of_ticket) == 0 ||
			(contact && g_str_has_prefix(contact, of_ticket) &&
			contact[strlen(of_ticket)] == '/')));
}

static gboolean was_delivered_to(const MailMessage *message,
	const char *address)
{
	for (guint i = 0; i < message->delivered_to->len; i++)
		if (same(message->delivered_to->pdata[i], address))
			return TRUE;
	return FALSE;
}

/* The road by which it came to us. */
static gboolean is_our_road(Intake *intake, const MailMessage *message,
	const char *address)
{
	return intake_is_own(intake, address) ||
		was_delivered_to(message, address);
}

/* If none of its addresses is known to be ours, one is all the same: most
 * likely the first, an alias. NULL: that is not so. */
static const char *alias_of(Intake *intake, const MailMessage *message)
{
	const GPtrArray *lists[] = {message->to, message->cc};
	if (intake_is_mailbox(intake, message->from.address))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint k = 0; k < lists[i]->len; k++) {
			const MailAddress *to = lists[i]->pdata[k];
			if (is_our_road(intake, message, to->address))
				return NULL;
		}
	return message->to->len == 0 ? NULL :
		((const MailAddress *)message->to->pdata[0])->address;
}

typedef struct {
	Intake *intake;
	const MailMessage *message;
	const char *alias;
} People;

static gboolean is_other(const People *people, const MailAddress *address)
{
	return *address->address && !mailbox_is_daemon(address->address) &&
		g_strcmp0(people->alias, address->address) != 0 &&
		!same(people->message->from.address, address->address) &&
		!is_our_road(people->intake, people->message, address->address);
}

static gboolean is_repeated(const GPtrArray *list, guint place)
{
	const MailAddress *address = list->pdata[place];
	for (guint i = 0; i < place; i++)
		if (same(((const MailAddress *)list->pdata[i])->address,
			address->address))
			return TRUE;
	return FALSE;
}

static void keep_list(const People *people, const GPtrArray *list,
	const char *key, Entry *entry)
{
	guint kept = 0;
	for (guint i = 0; i < list->len && kept < PEOPLE_LIMIT; i++) {
		const MailAddress *address = list->pdata[i];
		if (!is_other(people, address) || is_repeated(list, i))
			continue;
		g_autofree char *name = outbox_named(address->name,
			address->address);
		entry_add_text(entry, key, name);
		kept++;
	}
}

void intake_keep_people(Intake *intake, const MailMessage *message,
	Entry *entry)
{
	People people = {intake, message, alias_of(intake, message)};
	keep_list(&people, message->to, "to", entry);
	keep_list(&people, message->cc, "cc", entry);
	const MailAddress *answers = answers_of(intake, message);
	if (!answers)
		return;
	g_autofree char *name = outbox_named(answers->name, answers->address);
	entry_set(entry, "reply-to", name);
}

/* --- those who take part ------------------------------------------------ */

static gboolean is_wanted(Intake *intake)
{
	const YamlNode *mail = yaml_get(operation_regulation(intake->op)->root,
		"mail");
	return strcmp(yaml_get_text(mail, "cc", "offer"), "never") != 0;
}

static gboolean is_in(const Ticket *ticket, const char *field,
	const char *address)
{
	const GPtrArray *list = ticket_get_list(ticket, field);
	for (guint i = 0; list && i < list->len; i++)
		if (same(list->pdata[i], address))
			return TRUE;
	return FALSE;
}

static void add_list(const People *people, const GPtrArray *list,
	Ticket *ticket)
{
	for (guint i = 0; i < list->len; i++) {
		const MailAddress *other = list->pdata[i];
		const GPtrArray *cc = ticket_get_list(ticket, "cc");
		if (cc && cc->len >= PEOPLE_LIMIT)
			return;
		if (is_other(people, other) &&
			outbox_is_address(other->address) &&
			!intake_is_ours(people->intake, other->address) &&
			!intake_is_requester(people->intake, ticket,
				other->address) &&
			!is_in(ticket, "cc", other->address) &&
			!is_in(ticket, "participants", other->address))
			ticket_list_add(ticket, "cc", other->address);
	}
}

void intake_add_people(Intake *intake, const MailMessage *message,
	Ticket *ticket)
{
	People people = {intake, message, alias_of(intake, message)};
	if (!is_wanted(intake))
		return;
	add_list(&people, message->to, ticket);
	add_list(&people, message->cc, ticket);
}
