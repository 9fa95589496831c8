#include "app/change/relate.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/desk.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"

/* Links that are followed in search of a circle. */
#define FAR 100

static const Phrase
	itself = {"%1: it would be %2 of itself", "%1: была бы «%2» самой себе"},
	circle = {"%1: it would come back to itself by %2; `desk unlink` "
			"takes one of the links off",
		"%1: через %2 она вернулась бы к самой себе; одну из связей "
		"снимет `desk unlink`"},
	has_one = {"%1 has a %2 already, %3; `desk unlink %1 %3` first",
		"у %1 уже есть %2, %3; сначала `desk unlink %1 %3`"},
	not_linked = {"%1 is not linked with %2", "%1 не связана с %2"},
	merged = {"%1 was merged into %2", "%1 уже объединена с %2"},
	merged_target = {"%1 was merged into %2 itself; name that one",
		"%1 сама объединена с %2; назовите её"},
	no_entry = {"%1 has no entry %2; `desk show %1 -O json` names them",
		"у %1 нет записи %2; их называет `desk show %1 -O json`"},
	not_said = {"%1: entry %2 is a %3; what was said can be split off: "
			"message, comment, call, reply, vendor",
		"%1: запись %2 — это %3; выделить можно то, что сказано: "
		"message, comment, call, reply, vendor"};

static char *name_of(Operation *op, const char *uid)
{
	g_autofree char *name = desk_ticket_name(operation_desk(op), uid, NULL);
	return name ? g_steal_pointer(&name) : g_strdup(uid);
}

/* --- links ---------------------------------------------------------------- */

/* The first that `ticket` names by this relation, NULL: none. Borrowed. */
static const char *linked_by(const Ticket *ticket, const Relation *relation,
	guint from, guint *next)
{
	const GPtrArray *links = ticket_get_list(ticket, "links");
	for (guint i = from; i < links->len; i++) {
		const char *uid;
		if (relation_of_link(links->pdata[i], &uid) != relation)
			continue;
		*next = i + 1;
		return uid;
	}
	return NULL;
}

/* Does `relation` lead from `uid` to `wanted`? `seen` grows. */
static gboolean leads_to(Operation *op, const Relation *relation,
	const char *uid, const char *wanted, GHashTable *seen, gboolean *leads,
	GError **error)
{
	if (strcmp(uid, wanted) == 0)
		*leads = TRUE;
	if (*leads || g_hash_table_size(seen) >= FAR ||
		!g_hash_table_add(seen, g_strdup(uid)))
		return TRUE;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = desk_load_ticket(operation_desk(op), uid,
		&problem);
	/* What is not there leads nowhere. */
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND))
		return TRUE;
	if (problem)
		return desk_error_pass(error, &problem);
	guint next = 0;
	const char *other;
	while ((other = linked_by(ticket, relation, next, &next)) != NULL)
		if (!leads_to(op, relation, other, wanted, seen, leads, error))
			return FALSE;
	return TRUE;
}

static gboolean may_link(Operation *op, const Ticket *ticket,
	const Relation *relation, const char *other, GError **error)
{
	const char *own = ticket_get(ticket, "uid");
	g_autofree char *name = ticket_short_name(ticket);
	guint next;
	const char *present = relation->single ? linked_by(ticket, relation, 0,
		&next) : NULL;
	if (strcmp(own, other) == 0)
		return desk_refuse(error, DESK_ERROR_CONFLICT, &itself, name,
			relation->title.en, NULL);
	if (present && strcmp(present, other) != 0) {
		g_autofree char *old = name_of(op, present);
		return desk_refuse(error, DESK_ERROR_CONFLICT, &has_one, name,
			relation->title.en, old, NULL);
	}
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	gboolean leads = FALSE;
	if (relation->ordered && !leads_to(op, relation, other, own, seen,
		&leads, error))
		return FALSE;
	g_autofree char *by = leads ? name_of(op, other) : NULL;
	return !leads || desk_refuse(error, DESK_ERROR_CONFLICT, &circle, name,
		by, NULL);
}

gboolean change_link(Operation *op, Ticket *ticket, const Relation *relation,
	const char *other, GError **error)
{
	if (!may_link(op, ticket, relation, other, error))
		return FALSE;
	g_autofree char *link = relation_link(relation, other);
	ticket_list_add(ticket, "links", link);
	return TRUE;
}

static gboolean remove_links(Ticket *ticket, const char *other)
{
	gboolean removed = FALSE;
	for (gsize i = 0; i < relations_count; i++) {
		g_autofree char *link = relation_link(&relations[i], other);
		removed = ticket_list_remove(ticket, "links", link) || removed;
	}
	return removed;
}

gboolean change_unlink(Operation *op, Ticket *ticket, const char *other,
	GError **error)
{
	Ticket *there = operation_ticket(op, other, error);
	if (!there)
		return FALSE;
	gboolean here = remove_links(ticket, other);
	if (remove_links(there, ticket_get(ticket, "uid")) || here)
		return TRUE;
	g_autofree char *name = ticket_short_name(ticket);
	g_autofree char *other_name = ticket_short_name(there);
	return desk_refuse(error, DESK_ERROR_NO, &not_linked, name, other_name,
		NULL);
}

/* --- one goes into another ------------------------------------------------ */

static gboolean may_merge(Operation *op, const Ticket *ticket,
	const Ticket *target, GError **error)
{
	const char *own = ticket_get(ticket, "merged-into");
	const char *there = ticket_get(target, "merged-into");
	const char *uid = ticket_get(target, "uid");
	g_autofree char *name = ticket_short_name(ticket);
	g_autofree char *target_name = ticket_short_name(target);
	if (strcmp(ticket_get(ticket, "uid"), uid) == 0)
		return desk_refuse(error, DESK_ERROR_CONFLICT, &itself, name,
			"duplicate", NULL);
	if (*own && strcmp(own, uid) != 0) {
		g_autofree char *old = name_of(op, own);
		return desk_refuse(error, DESK_ERROR_CONFLICT, &merged, name,
			old, NULL);
	}
	g_autofree char *further = *there ? name_of(op, there) : NULL;
	return !further || desk_refuse(error, DESK_ERROR_CONFLICT,
		&merged_target, target_name, further, NULL);
}

static void copy_requester(const Ticket *ticket, Ticket *target,
	gboolean *strange)
{
	const char *who = ticket_get(ticket, "requester");
	const char *customer = ticket_get(ticket, "customer");
	GPtrArray *copies = ticket_get_list(ticket, "cc");
	if (strcmp(who, ticket_get(target, "requester")) == 0 || !*who)
		return;
	if (!*customer || strcmp(customer, ticket_get(target, "customer"))) {
		*strange = TRUE;
		return;
	}
	ticket_list_add(target, "cc", who);
	for (guint i = 0; i < copies->len; i++)
		ticket_list_add(target, "cc", copies->pdata[i]);
}

gboolean change_merge(Operation *op, Ticket *ticket, const char *target,
	gboolean *strange, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	Ticket *other = operation_ticket(op, target, error);
	if (!other || !may_merge(op, ticket, other, error))
		return FALSE;
	ticket_set(ticket, "merged-into", target);
	ticket_set(ticket, "status", regulation_status_of(regulation,
		CLASS_CLOSED));
	ticket_set(ticket, "until", NULL);
	if (regulation_find(regulation, "resolution", "duplicate"))
		ticket_set(ticket, "resolution", "duplicate");
	copy_requester(ticket, other, strange);
	return TRUE;
}

/* --- one comes out of another --------------------------------------------- */

static const Entry *find_entry(const Ticket *ticket, const char *id,
	GError **error)
{
	static const char *const said[] = {"call", "comment", "message",
		"reply", "vendor", NULL};
	const Entry *found = ticket_entry_by_id(ticket, id);
	for (guint i = 0; !found && i < ticket_entry_count(ticket); i++)
		if (g_str_has_prefix(ticket_entry(ticket, i)->id, id))
			found = ticket_entry(ticket, i);
	g_autofree char *name = ticket_short_name(ticket);
	if (!found || ticket_entry_is_retracted(ticket, found->id)) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_entry, name, id,
			NULL);
		return NULL;
	}
	if (!g_strv_contains(said, found->kind)) {
		desk_refuse(error, DESK_ERROR_USAGE, &not_said, name, id,
			found->kind, NULL);
		return NULL;
	}
	return found;
}

/* Without its Message-ID: it is no mail that came, or is to be sent, again. */
static void copy_entry(Operation *op, Ticket *ticket, const Entry *entry)
{
	static const char *const keys[] = {"sent", "subject", "original",
		"direction", "missed"};
	Entry *copy = operation_say(op, ticket, entry->kind, entry->body, NULL,
		entry->by, entry->at);
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (*entry_get(entry, keys[i]))
			entry_set(copy, keys[i], entry_get(entry, keys[i]));
	const YamlNode *files = yaml_get(entry->node, "attachments");
	for (guint i = 0; files && files->kind == YAML_LIST &&
		i < files->items->len; i++) {
		const YamlNode *file = files->items->pdata[i];
		entry_add_record(copy, "attachments",
			"name", yaml_get_text(file, "name", ""),
			"type", yaml_get_text(file, "type", ""),
			"size", yaml_get_text(file, "size", ""),
			"part", yaml_get_text(file, "part", ""),
			"original", yaml_get_text(file, "original", ""), NULL);
	}
}

Ticket *change_split(Operation *op, Ticket *ticket, const GPtrArray *ids,
	const char *subject, GError **error)
{
	const NewTicket wanted = {
		.subject = subject ? subject : ticket_get(ticket, "subject"),
		.requester = ticket_get(ticket, "requester"),
		.customer = ticket_get(ticket, "customer"),
		.category = ticket_get(ticket, "category"),
		.priority = ticket_get(ticket, "priority"),
		.type = ticket_get(ticket, "type"),
		.channel = ticket_get(ticket, "channel"),
	};
	for (guint i = 0; i < ids->len; i++)
		if (!find_entry(ticket, ids->pdata[i], error))
			return NULL;
	NewOutcome outcome;
	Ticket *part = change_new(op, &wanted, &outcome, error);
	if (!part)
		return NULL;
	for (guint i = 0; i < ids->len; i++)
		copy_entry(op, part, find_entry(ticket, ids->pdata[i], NULL));
	return change_link(op, part, relation_find("relates"),
		ticket_get(ticket, "uid"), error) ? part : NULL;
}
