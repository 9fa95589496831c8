#include "app/intake/intake_store.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/agents.h"
#include "index/mail_seen.h"
#include "index/people.h"
#include "index/tickets.h"
#include "model/people.h"
#include "model/ticket.h"

typedef struct {
	char *uid, *entry_id;
} Known;

struct IntakeStore {
	Operation *op;
	Index *index;
	GHashTable *by_content; /* "id\nhash" → Known */
	GHashTable *by_id;	/* Message-ID → GPtrArray of uids */
	GHashTable *awaited;	/* Message-ID → those that answer it */
	GHashTable *by_token;	/* token → uid */
	GHashTable *by_key;	/* dedupe-key → uid */
	GHashTable *agents;	/* address that was asked for → login, "" */
	GError *problem;	/* of the first question that failed */
};

static void known_free(void *data)
{
	Known *known = data;
	g_free(known->uid);
	g_free(known->entry_id);
	g_free(known);
}

static void unref_uids(void *uids)
{
	g_ptr_array_unref(uids);
}

IntakeStore *intake_store_new(Operation *op, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	if (!index)
		return NULL;
	IntakeStore *store = g_new0(IntakeStore, 1);
	store->op = op;
	store->index = index;
	store->by_content = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, known_free);
	store->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		unref_uids);
	store->awaited = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		unref_uids);
	store->by_token = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	store->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	store->agents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return store;
}

void intake_store_free(IntakeStore *store)
{
	g_hash_table_unref(store->by_content);
	g_hash_table_unref(store->by_id);
	g_hash_table_unref(store->awaited);
	g_hash_table_unref(store->by_token);
	g_hash_table_unref(store->by_key);
	g_hash_table_unref(store->agents);
	g_clear_error(&store->problem);
	g_free(store);
}

gboolean intake_store_check(IntakeStore *store, GError **error)
{
	return desk_error_pass(error, &store->problem);
}

void intake_store_fail(IntakeStore *store, GError *problem)
{
	if (store->problem)
		g_error_free(problem);
	else
		store->problem = problem;
}

/* --- known mail ------------------------------------------------------ */

gboolean intake_store_has_copy(IntakeStore *store, const char *account,
	const IntakeMail *mail)
{
	MailPlace place = {account, mail->folder, mail->uidvalidity, mail->uid};
	gboolean has = FALSE;
	if (*mail->uid && !store->problem)
		index_has_mail(store->index, &place, &has, &store->problem);
	return has;
}

static char *content_key(const char *message_id, const char *content_hash)
{
	return g_strconcat(message_id ? message_id : "", "\n", content_hash,
		NULL);
}

gboolean intake_store_find(IntakeStore *store, const char *message_id,
	const char *content_hash, char **uid, char **entry_id)
{
	g_autofree char *key = content_key(message_id, content_hash);
	const Known *known = g_hash_table_lookup(store->by_content, key);
	if (known) {
		*uid = g_strdup(known->uid);
		*entry_id = g_strdup(known->entry_id);
		return TRUE;
	}
	*uid = *entry_id = NULL;
	if (!store->problem)
		index_mail_by_content(store->index, message_id, content_hash,
			uid, entry_id, &store->problem);
	return *uid != NULL;
}

/* What the index knows, then what this batch has made. */
static GPtrArray *with_batch(IntakeStore *store, GPtrArray *known,
	GHashTable *batch, const char *id)
{
	const GPtrArray *here = g_hash_table_lookup(batch, id);
	GPtrArray *all = known ? known : g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; here && i < here->len && !store->problem; i++)
		if (!texts_have(all, here->pdata[i]))
			g_ptr_array_add(all, g_strdup(here->pdata[i]));
	return all;
}

GPtrArray *intake_store_of_mail(IntakeStore *store, const char *id,
	gboolean own)
{
	GPtrArray *known = store->problem ? NULL : index_tickets_of_mail(
		store->index, id, own, &store->problem);
	return own && known ? known : with_batch(store, known, store->by_id,
		id);
}

GPtrArray *intake_store_awaiting(IntakeStore *store, const char *id)
{
	GPtrArray *known = store->problem ? NULL : index_tickets_awaiting(
		store->index, id, &store->problem);
	return with_batch(store, known, store->awaited, id);
}

gboolean intake_store_knows_id(IntakeStore *store, const char *message_id)
{
	g_autoptr(GPtrArray) uids = intake_store_of_mail(store, message_id,
		FALSE);
	return uids->len > 0;
}

Instant intake_store_over_since(IntakeStore *store, const char *uid)
{
	Instant since = INSTANT_NONE;
	if (!store->problem)
		index_ticket_time(store->index, uid, TICKET_OVER_SINCE, &since,
			&store->problem);
	return since;
}

char *intake_store_by_key(IntakeStore *store, const char *key)
{
	char *uid = g_strdup(g_hash_table_lookup(store->by_key, key));
	if (!uid && !store->problem)
		index_ticket_by_key(store->index, key, &uid, &store->problem);
	return uid;
}

GPtrArray *intake_store_by_vendor_number(IntakeStore *store,
	const char *number)
{
	return store->problem ? NULL : index_tickets_by_vendor_ref(store->index,
		number, &store->problem);
}

void intake_store_add_key(IntakeStore *store, const char *key, const char *uid)
{
	g_hash_table_replace(store->by_key, g_strdup(key), g_strdup(uid));
}

/* --- people ---------------------------------------------------------- */

char *intake_store_agent(IntakeStore *store, const char *address)
{
	const char *known = g_hash_table_lookup(store->agents, address);
	if (known)
		return *known ? g_strdup(known) : NULL;
	char *login = NULL;
	gboolean here = FALSE;
	if (*address && !store->problem && people_agent_by_mail(store->index,
		address, &login, &store->problem) && login)
		index_agent_is_here(store->index, login, &here,
			&store->problem);
	if (!here)
		g_clear_pointer(&login, g_free);
	if (!store->problem)
		g_hash_table_insert(store->agents, g_strdup(address),
			g_strdup(login ? login : ""));
	return login;
}

char *intake_store_contact(IntakeStore *store, const char *address)
{
	char *contact = NULL;
	if (!store->problem)
		people_contact_by_mail(store->index, address, &contact,
			&store->problem);
	return contact;
}

char *intake_store_house(IntakeStore *store, const char *address)
{
	char *customer = NULL;
	if (!store->problem)
		customer_of_requester(store->index, address, &customer,
			&store->problem);
	return customer;
}

char *intake_store_customer(IntakeStore *store, const char *address,
	const char *contact)
{
	return contact ? customer_of_contact(contact) :
		intake_store_house(store, address);
}

char *intake_store_owners(IntakeStore *store, const char *address)
{
	char *owners = NULL;
	if (!store->problem)
		people_owners_of_mail(store->index, address, &owners,
			&store->problem);
	return owners;
}

/* --- our own mail ---------------------------------------------------- */

void own_mail_clear(OwnMail *own)
{
	g_clear_pointer(&own->uid, g_free);
	g_clear_pointer(&own->entry_id, g_free);
	g_clear_pointer(&own->kind, g_free);
	g_clear_pointer(&own->to, g_ptr_array_unref);
}

/* "Name <a@b>" or "a@b". */
static char *bare_address(const char *text)
{
	const char *open = strrchr(text, '<');
	const char *start = open ? open + 1 : text;
	g_autofree char *bare = g_strndup(start, strcspn(start, "> "));
	return mail_ascii(bare);
}

static gboolean find_own(IntakeStore *store, const char *id, OwnMail *own)
{
	g_autoptr(SentMail) sent = NULL;
	if (!store->problem)
		index_sent_mail(store->index, id, &sent, &store->problem);
	if (!sent)
		return FALSE;
	own->uid = g_strdup(sent->uid);
	own->entry_id = g_strdup(sent->entry);
	own->kind = g_strdup(sent->kind);
	own->to = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < sent->to->len; i++)
		g_ptr_array_add(own->to, bare_address(sent->to->pdata[i]));
	return TRUE;
}

gboolean intake_store_own_mail(IntakeStore *store, const GPtrArray *ids,
	OwnMail *own)
{
	for (guint i = ids ? ids->len : 0; i-- > 0;)
		if (find_own(store, g_ptr_array_index(ids, i), own))
			return TRUE;
	return FALSE;
}

gboolean own_mail_went_to(const OwnMail *own, const char *address)
{
	for (guint i = 0; own->to && i < own->to->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(own->to, i),
			address) == 0)
			return TRUE;
	return FALSE;
}

static void note_uid(GHashTable *table, const char *id, const char *uid)
{
	GPtrArray *uids = g_hash_table_lookup(table, id);
	if (!uids) {
		uids = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(table, g_strdup(id), uids);
	}
	g_ptr_array_add(uids, g_strdup(uid));
}

void intake_store_await(IntakeStore *store, const char *id, const char *uid)
{
	note_uid(store->awaited, id, uid);
}

void intake_store_add(IntakeStore *store, const char *message_id,
	const char *content_hash, const char *uid, const char *entry_id,
	const char *token)
{
	Known *known = g_new0(Known, 1);
	known->uid = g_strdup(uid);
	known->entry_id = g_strdup(entry_id);
	g_hash_table_replace(store->by_content,
		content_key(message_id, content_hash), known);
	if (message_id)
		note_uid(store->by_id, message_id, uid);
	g_hash_table_replace(store->by_token, g_strdup(token), g_strdup(uid));
}

char *intake_store_by_token(IntakeStore *store, const char *token)
{
	char *uid = g_strdup(g_hash_table_lookup(store->by_token, token));
	if (!uid && !store->problem)
		index_ticket_by_token(store->index, token, &uid,
			&store->problem);
	return uid;
}

char *intake_store_by_name(IntakeStore *store, const char *name)
{
	g_autoptr(GError) unknown = NULL;
	char *uid = NULL;
	if (store->problem)
		return NULL;
	if (g_ascii_isdigit(*name)) {
		index_ticket_by_number(store->index, g_ascii_strtoll(name, NULL,
			10), &uid, &store->problem);
		return uid;
	}
	g_autoptr(GPtrArray) uids = index_find_ticket(store->index, name,
		&unknown);
	if (!uids && !g_error_matches(unknown, DESK_ERROR,
			DESK_ERROR_NOT_FOUND) &&
		!g_error_matches(unknown, DESK_ERROR, DESK_ERROR_USAGE))
		store->problem = g_steal_pointer(&unknown);
	return uids && uids->len ? g_strdup(uids->pdata[0]) : NULL;
}

Ticket *intake_store_ticket(IntakeStore *store, const char *uid)
{
	return store->problem ? NULL :
		operation_ticket_or_null(store->op, uid, &store->problem);
}
