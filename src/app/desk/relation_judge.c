/* Whether what a ticket names may be: also on top of what others did meanwhile. */
#include "app/desk/relation_judge.h"

#include <string.h>

#include "base/texts.h"

/* Links that are followed in search of a circle. */
#define FAR 100

static const Phrase
	itself = {"%1: it would be %2 of itself", "%1: была бы «%2» самой себе"},
	circle = {"%1: it would come back to itself by %2; `desk unlink` "
			"takes one of the links off",
		"%1: через %2 она вернулась бы к самой себе; одну из связей "
		"снимет `desk unlink`"},
	in_itself = {"%1: it would go on in itself",
		"%1: продолжалась бы в самой себе"},
	merged_circle = {"%1: %2 goes on in it itself",
		"%1: в ней самой продолжается %2"},
	has_one = {"%1 has a %2 already, %3; `desk unlink %1 %3` first",
		"у %1 уже есть %2, %3; сначала `desk unlink %1 %3`"};

typedef struct {
	const RelationReader *reader;
	const Relation *relation; /* NULL: of those that were merged */
	const char *wanted;
	GHashTable *seen;
	gboolean leads;
} Search;

static char *name_of(const RelationReader *reader, const char *uid)
{
	g_autoptr(Ticket) ticket = reader->read(uid, reader->data, NULL);
	return ticket ? ticket_short_name(ticket) : g_strdup(uid);
}

/* What `ticket` names so: char*, borrowed. */
static GPtrArray *named_by(const Ticket *ticket, const Relation *relation)
{
	GPtrArray *named = g_ptr_array_new();
	const GPtrArray *links = ticket_get_list(ticket, "links");
	const char *merged = ticket_get(ticket, "merged-into");
	for (guint i = 0; relation && i < links->len; i++) {
		const char *uid;
		if (relation_of_link(links->pdata[i], &uid) == relation)
			g_ptr_array_add(named, (gpointer)uid);
	}
	if (!relation && *merged)
		g_ptr_array_add(named, (gpointer)merged);
	return named;
}

static gboolean follow(Search *search, const char *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	search->leads |= strcmp(uid, search->wanted) == 0;
	if (search->leads || g_hash_table_size(search->seen) >= FAR ||
		!g_hash_table_add(search->seen, g_strdup(uid)))
		return TRUE;
	g_autoptr(Ticket) ticket = search->reader->read(uid,
		search->reader->data, &problem);
	/* What is not there leads nowhere. */
	if (!ticket)
		return desk_error_pass(error, &problem);
	g_autoptr(GPtrArray) named = named_by(ticket, search->relation);
	for (guint i = 0; i < named->len; i++)
		if (!follow(search, named->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean leads_back(const Ticket *ticket, const Relation *relation,
	const char *other, const RelationReader *reader, gboolean *back,
	GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Search search = {reader, relation, ticket_get(ticket, "uid"), seen,
		FALSE};
	gboolean done = follow(&search, other, error);
	*back = search.leads;
	return done;
}

static gboolean refuse_relation(GError **error, const Phrase *what,
	const char *name, const Relation *relation, const char *other)
{
	return desk_refuse_take(error, DESK_ERROR_CONFLICT,
		phrase_fill(what, "en", name, relation->title.en, other, NULL),
		phrase_fill(what, "ru", name, relation->title.ru, other, NULL));
}

gboolean relation_judge_link(const Ticket *ticket, const Relation *relation,
	const char *other, const RelationReader *reader, GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	g_autoptr(GPtrArray) named = named_by(ticket, relation);
	gboolean back = FALSE;
	if (strcmp(ticket_get(ticket, "uid"), other) == 0)
		return refuse_relation(error, &itself, name, relation, "");
	for (guint i = 0; relation->single && i < named->len; i++) {
		if (strcmp(named->pdata[i], other) == 0)
			continue;
		g_autofree char *old = name_of(reader, named->pdata[i]);
		return refuse_relation(error, &has_one, name, relation, old);
	}
	if (relation->ordered && !leads_back(ticket, relation, other, reader,
		&back, error))
		return FALSE;
	g_autofree char *by = back ? name_of(reader, other) : NULL;
	return !back || desk_refuse(error, DESK_ERROR_CONFLICT, &circle, name,
		by, NULL);
}

gboolean relation_judge_merged(const Ticket *ticket, const char *target,
	const RelationReader *reader, GError **error)
{
	gboolean back;
	g_autofree char *name = ticket_short_name(ticket);
	if (strcmp(ticket_get(ticket, "uid"), target) == 0)
		return desk_refuse(error, DESK_ERROR_CONFLICT, &in_itself,
			name, NULL);
	if (!leads_back(ticket, NULL, target, reader, &back, error))
		return FALSE;
	g_autofree char *by = back ? name_of(reader, target) : NULL;
	return !back || desk_refuse(error, DESK_ERROR_CONFLICT, &merged_circle,
		name, by, NULL);
}

gboolean relation_judge(const Ticket *before, const Ticket *after,
	const Ticket *now, const RelationReader *reader, GError **error)
{
	const GPtrArray *links = ticket_get_list(after, "links");
	const char *target = ticket_get(after, "merged-into");
	for (guint i = 0; i < links->len; i++) {
		const char *link = links->pdata[i], *uid;
		const Relation *relation = relation_of_link(link, &uid);
		if (relation && !(before && texts_have(ticket_get_list(before,
				"links"), link)) &&
			texts_have(ticket_get_list(now, "links"), link) &&
			!relation_judge_link(now, relation, uid, reader, error))
			return FALSE;
	}
	return !*target ||
		(before && strcmp(ticket_get(before, "merged-into"), target) == 0) ||
		strcmp(ticket_get(now, "merged-into"), target) != 0 ||
		relation_judge_merged(now, target, reader, error);
}
