#include "app/change/relate.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/relation_judge.h"
#include "app/desk/ticket_name.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase
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

/* As it stands at the tip; what is not there is none. */
static Ticket *read_ticket(const char *uid, void *data, GError **error)
{
	Operation *op = data;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = desk_load_ticket(operation_desk(op), uid,
		&problem);
	if (problem && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		desk_error_pass(error, &problem);
	return g_steal_pointer(&ticket);
}

gboolean change_link(Operation *op, Ticket *ticket, const Relation *relation,
	const char *other, GError **error)
{
	const RelationReader reader = {read_ticket, op};
	if (!relation_judge_link(ticket, relation, other, &reader, error))
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
	const RelationReader reader = {read_ticket, op};
	g_autofree char *name = ticket_short_name(ticket);
	g_autofree char *target_name = ticket_short_name(target);
	if (*own && strcmp(own, uid) != 0) {
		g_autofree char *old = name_of(op, own);
		return desk_refuse(error, DESK_ERROR_CONFLICT, &merged, name,
			old, NULL);
	}
	g_autofree char *further = *there ? name_of(op, there) : NULL;
	if (further)
		return desk_refuse(error, DESK_ERROR_CONFLICT, &merged_target,
			target_name, further, NULL);
	return relation_judge_merged(ticket, uid, &reader, error);
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
